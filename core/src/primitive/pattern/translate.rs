//! Regular expressions given the meaning of the language: ASCII shorthands and case folding, no assertions.

use regex_syntax::ast::{
    self, Ast, ClassPerlKind, ClassSet, ClassSetBinaryOpKind, ClassSetItem, Flag, FlagsItemKind,
    GroupKind, RepetitionKind, RepetitionRange,
};
use regex_syntax::hir::translate::TranslatorBuilder;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Dot, Hir, HirKind, Repetition};

use super::PatternError;

/// How deep groups and classes may nest, so that neither this recursion nor the parser's can exhaust the stack.
const NEST_LIMIT: u32 = 100;

/// Parses `source` and gives it its meaning.
pub(super) fn parse(source: &str) -> Result<Hir, PatternError> {
    let ast = ast::parse::ParserBuilder::new().nest_limit(NEST_LIMIT).build().parse(source);
    let ast = ast.map_err(|error| {
        let (start, end) = (error.span().start.offset, error.span().end.offset);
        PatternError::Syntax { message: error.kind().to_string(), start, end }
    })?;
    Translator { source }.expression(&ast, &mut Flags { ignore_case: false, any_newline: false })
}

/// Flags in force at one place.
#[derive(Clone, Copy)]
struct Flags {
    /// `i`, ASCII.
    ignore_case: bool,
    /// `s`: the dot is the line feed too.
    any_newline: bool,
}

struct Translator<'a> {
    source: &'a str,
}

impl Translator<'_> {
    /// A flag group changes `flags` up to the end of the group around it, alternatives included.
    fn expression(&self, ast: &Ast, flags: &mut Flags) -> Result<Hir, PatternError> {
        match ast {
            Ast::Empty(_) => Ok(Hir::empty()),
            Ast::Flags(set) => {
                self.set_flags(&set.flags, flags)?;
                Ok(Hir::empty())
            }
            Ast::Literal(literal) => {
                let mut set = range(literal.c, literal.c);
                fold(&mut set, *flags);
                Ok(class(set))
            }
            Ast::Dot(_) if flags.any_newline => Ok(Hir::dot(Dot::AnyChar)),
            Ast::Dot(_) => Ok(Hir::dot(Dot::AnyCharExceptLF)),
            Ast::Assertion(assertion) => {
                let (start, end) = (assertion.span.start.offset, assertion.span.end.offset);
                let written = self.source.get(start..end).unwrap_or_default().to_owned();
                Err(PatternError::Assertion { assertion: written, start, end })
            }
            Ast::ClassUnicode(property) => Ok(class(self.property(property, *flags)?)),
            Ast::ClassPerl(perl) => Ok(class(shorthand(perl))),
            Ast::ClassBracketed(bracketed) => Ok(class(self.bracketed(bracketed, *flags)?)),
            Ast::Repetition(repetition) => {
                let sub = Box::new(self.expression(&repetition.ast, flags)?);
                let (min, max) = times(&repetition.op.kind);
                Ok(Hir::repetition(Repetition { min, max, greedy: true, sub }))
            }
            Ast::Group(group) => {
                let mut inner = *flags;
                if let GroupKind::NonCapturing(set) = &group.kind {
                    self.set_flags(set, &mut inner)?;
                }
                self.expression(&group.ast, &mut inner)
            }
            Ast::Alternation(alternation) => {
                let parts = alternation.asts.iter().map(|part| self.expression(part, flags));
                Ok(Hir::alternation(parts.collect::<Result<_, _>>()?))
            }
            Ast::Concat(concat) => {
                let parts = concat.asts.iter().map(|part| self.expression(part, flags));
                Ok(Hir::concat(parts.collect::<Result<_, _>>()?))
            }
        }
    }

    fn set_flags(&self, set: &ast::Flags, flags: &mut Flags) -> Result<(), PatternError> {
        let mut on = true;
        for item in &set.items {
            match &item.kind {
                FlagsItemKind::Negation => on = false,
                FlagsItemKind::Flag(Flag::CaseInsensitive) => flags.ignore_case = on,
                FlagsItemKind::Flag(Flag::DotMatchesNewLine) => flags.any_newline = on,
                // The parser has dealt with white space.
                FlagsItemKind::Flag(Flag::IgnoreWhitespace) => {}
                FlagsItemKind::Flag(
                    Flag::MultiLine | Flag::SwapGreed | Flag::Unicode | Flag::CRLF,
                ) => {
                    let (start, end) = (item.span.start.offset, item.span.end.offset);
                    return Err(PatternError::Flag { start, end });
                }
            }
        }
        Ok(())
    }

    /// `\p{…}`: the tables of Unicode are regex-syntax's.
    fn property(
        &self,
        property: &ast::ClassUnicode,
        flags: Flags,
    ) -> Result<ClassUnicode, PatternError> {
        let mut positive = property.clone();
        positive.negated = false;
        let negated = property.is_negated() != positive.is_negated();
        let ast = Ast::class_unicode(positive);
        let hir =
            TranslatorBuilder::new().build().translate(self.source, &ast).map_err(|error| {
                let (start, end) = (error.span().start.offset, error.span().end.offset);
                PatternError::Syntax { message: error.kind().to_string(), start, end }
            })?;
        let mut set = set_of(&hir);
        fold(&mut set, flags);
        if negated {
            set.negate();
        }
        Ok(set)
    }

    fn bracketed(
        &self,
        bracketed: &ast::ClassBracketed,
        flags: Flags,
    ) -> Result<ClassUnicode, PatternError> {
        let mut set = self.set(&bracketed.kind, flags)?;
        if bracketed.negated {
            set.negate();
        }
        Ok(set)
    }

    fn set(&self, set: &ClassSet, flags: Flags) -> Result<ClassUnicode, PatternError> {
        match set {
            ClassSet::Item(item) => self.item(item, flags),
            ClassSet::BinaryOp(operation) => {
                let mut left = self.set(&operation.lhs, flags)?;
                let right = self.set(&operation.rhs, flags)?;
                match operation.kind {
                    ClassSetBinaryOpKind::Intersection => left.intersect(&right),
                    ClassSetBinaryOpKind::Difference => left.difference(&right),
                    ClassSetBinaryOpKind::SymmetricDifference => left.symmetric_difference(&right),
                }
                Ok(left)
            }
        }
    }

    fn item(&self, item: &ClassSetItem, flags: Flags) -> Result<ClassUnicode, PatternError> {
        let mut set = match item {
            ClassSetItem::Empty(_) => ClassUnicode::empty(),
            ClassSetItem::Literal(literal) => range(literal.c, literal.c),
            ClassSetItem::Range(written) => range(written.start.c, written.end.c),
            ClassSetItem::Ascii(named) => return self.named(named, flags),
            ClassSetItem::Unicode(property) => return self.property(property, flags),
            ClassSetItem::Perl(perl) => return Ok(shorthand(perl)),
            ClassSetItem::Bracketed(bracketed) => return self.bracketed(bracketed, flags),
            ClassSetItem::Union(union) => {
                let mut all = ClassUnicode::empty();
                for item in &union.items {
                    all.union(&self.item(item, flags)?);
                }
                return Ok(all);
            }
        };
        fold(&mut set, flags);
        Ok(set)
    }

    /// `[:alpha:]` and the like.
    fn named(&self, named: &ast::ClassAscii, flags: Flags) -> Result<ClassUnicode, PatternError> {
        let mut positive = named.clone();
        positive.negated = false;
        let ast = Ast::class_bracketed(ast::ClassBracketed {
            span: named.span,
            negated: false,
            kind: ClassSet::Item(ClassSetItem::Ascii(positive)),
        });
        let hir =
            TranslatorBuilder::new().build().translate(self.source, &ast).map_err(|error| {
                let (start, end) = (error.span().start.offset, error.span().end.offset);
                PatternError::Syntax { message: error.kind().to_string(), start, end }
            })?;
        let mut set = set_of(&hir);
        fold(&mut set, flags);
        if named.negated {
            set.negate();
        }
        Ok(set)
    }
}

fn times(kind: &RepetitionKind) -> (u32, Option<u32>) {
    match kind {
        RepetitionKind::ZeroOrOne => (0, Some(1)),
        RepetitionKind::ZeroOrMore => (0, None),
        RepetitionKind::OneOrMore => (1, None),
        RepetitionKind::Range(RepetitionRange::Exactly(count)) => (*count, Some(*count)),
        RepetitionKind::Range(RepetitionRange::AtLeast(min)) => (*min, None),
        RepetitionKind::Range(RepetitionRange::Bounded(min, max)) => (*min, Some(*max)),
    }
}

/// `\d`, `\s` and `\w` over ASCII; their negations are everything else in Unicode.
fn shorthand(perl: &ast::ClassPerl) -> ClassUnicode {
    let ranges: &[(char, char)] = match perl.kind {
        ClassPerlKind::Digit => &[('0', '9')],
        ClassPerlKind::Space => &[('\t', '\r'), (' ', ' ')],
        ClassPerlKind::Word => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
    };
    let ranges = ranges.iter().map(|&(start, end)| ClassUnicodeRange::new(start, end));
    let mut set = ClassUnicode::new(ranges);
    if perl.negated {
        set.negate();
    }
    set
}

fn range(start: char, end: char) -> ClassUnicode {
    ClassUnicode::new([ClassUnicodeRange::new(start, end)])
}

fn class(set: ClassUnicode) -> Hir {
    Hir::class(Class::Unicode(set))
}

/// Adds the other case of each ASCII letter.
fn fold(set: &mut ClassUnicode, flags: Flags) {
    if !flags.ignore_case {
        return;
    }
    let mut other = ClassUnicode::empty();
    for letter in ('a'..='z').chain('A'..='Z') {
        if set.iter().any(|range| (range.start()..=range.end()).contains(&letter)) {
            let swapped = if letter.is_ascii_lowercase() {
                letter.to_ascii_uppercase()
            } else {
                letter.to_ascii_lowercase()
            };
            other.push(ClassUnicodeRange::new(swapped, swapped));
        }
    }
    set.union(&other);
}

/// The set that a one-class expression stands for; a class of one character has become a literal.
fn set_of(hir: &Hir) -> ClassUnicode {
    match hir.kind() {
        HirKind::Class(Class::Unicode(set)) => set.clone(),
        HirKind::Class(Class::Bytes(set)) => {
            set.to_unicode_class().unwrap_or_else(ClassUnicode::empty)
        }
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            ClassUnicode::new(text.chars().map(|c| ClassUnicodeRange::new(c, c)))
        }
        HirKind::Empty
        | HirKind::Look(_)
        | HirKind::Repetition(_)
        | HirKind::Capture(_)
        | HirKind::Concat(_)
        | HirKind::Alternation(_) => ClassUnicode::empty(),
    }
}
