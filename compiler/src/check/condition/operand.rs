//! Values that conditions read, and literals.

use gatewright_core::policy::{
    Arithmetic, Field, Operand, PrincipalType, Source, Span, TypeKind, ValueType,
};

use gatewright_core::primitive::cookie;

use super::super::header::{self, Use};
use super::super::suggest::{self, Vocabulary};
use super::choices::Choices;
use super::{Typing, identity, literal, value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{
    self, BinaryOperator, Call, DottedName, Expression, LiteralValue, Operator, Word,
};

/// An operand with what its type's name does not tell.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    /// The operand.
    pub operand: Operand,
    /// The only values that it has.
    pub choices: Option<Choices>,
    /// Where it is read; inside a condition this is where its parameter stands.
    pub place: Span,
    /// How many values it is made of.
    pub size: usize,
}

impl Typed {
    /// An operand at the place where it stands.
    pub(super) fn new(source: Source, value: ValueType, span: Span) -> Typed {
        Typed { operand: Operand { source, value, span }, choices: None, place: span, size: 1 }
    }

    /// What its type is called.
    pub(super) fn name(&self) -> &'static str {
        value::name(self.operand.value)
    }

    /// What it is, with an article.
    pub(super) fn article(&self) -> String {
        value::article(self.operand.value)
    }

    /// Whether it is true or false.
    pub(super) fn is_bool(&self) -> bool {
        self.operand.value == ValueType::Bool
    }
}

impl<'a> Typing<'a> {
    /// What an expression means where a value is needed.
    pub(super) fn operand(
        &mut self,
        expression: &'a Expression,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        match expression {
            Expression::Name(name) => self.value(name, findings),
            Expression::Literal(literal) => literal::check(literal, findings),
            Expression::Call(call) if call.name.text == "header" => self.header(call, findings),
            Expression::Call(call) if call.name.text == "cookie" => self.cookie(call, findings),
            Expression::Binary {
                operator: operator @ Operator { kind: BinaryOperator::Plus, .. },
                left,
                right,
                ..
            } => self.sum(*operator, Arithmetic::Plus, left, right, findings),
            Expression::Binary {
                operator: operator @ Operator { kind: BinaryOperator::Minus, .. },
                left,
                right,
                ..
            } => self.sum(*operator, Arithmetic::Minus, left, right, findings),
            Expression::List { span, .. } => {
                findings.push(not_a_value(*span, "a list").help("lists stand after `in`"));
                None
            }
            Expression::Call(_)
            | Expression::Or { .. }
            | Expression::And { .. }
            | Expression::Not { .. }
            | Expression::Binary { .. }
            | Expression::IsSet { .. } => {
                findings.push(
                    not_a_value(expression.span(), "a condition")
                        .help("a condition stands alone: it is not compared with `true`"),
                );
                None
            }
        }
    }

    /// What a name means where a value is needed.
    pub(super) fn value(
        &mut self,
        name: &'a DottedName,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        match name.words.as_slice() {
            [word] => self.single(word, findings),
            [first, ..] if first.text == "body" => self.body(name, findings),
            [first, second] => match (first.text.as_str(), second.text.as_str()) {
                ("principal", _) => self.principal(name, second, findings),
                ("path", _) => self.path(name, second, findings),
                ("query", _) => self.query(name, second, findings),
                ("client", _) => self.client(name, second, findings),
                ("tls", _) => self.tls(name, second, findings),
                _ => {
                    findings.push(match suggest::similar(&first.text, ROOTS) {
                        Some(root) => {
                            let better = format!("{}.{}", root.text, second.text);
                            root.offer_as(
                                unknown_value(name),
                                name.span,
                                &better,
                                Vocabulary::Language,
                            )
                        }
                        None => unknown_value(name).help(VALUES),
                    });
                    None
                }
            },
            _ => {
                findings.push(unknown_value(name).help(VALUES));
                None
            }
        }
    }

    fn single(&mut self, word: &'a Word, findings: &mut Vec<Diagnostic>) -> Option<Typed> {
        let text = word.text.as_str();
        if let Some(parameter) = self.parameters.get(text) {
            let mut typed = parameter.clone()?;
            typed.place = word.span;
            return Some(typed);
        }
        match text {
            "time" => return Some(Typed::new(Source::Time, ValueType::Time, word.span)),
            "method" => {
                let mut typed = Typed::new(Source::Method, ValueType::Text, word.span);
                typed.choices = Some(Choices::Method);
                return Some(typed);
            }
            _ => {}
        }
        if let Some(entry) = self.declared.conditions.get(text) {
            findings.push(
                not_a_value(word.span, "a condition").label(entry.word.span, "declared here"),
            );
            return None;
        }
        let error = Diagnostic::error(codes::UNKNOWN_NAME, format!("there is no value `{text}`"))
            .label(word.span, "not declared");
        let known = self.parameters.keys().copied().chain(["time", "method"]);
        let known = known.chain(self.declared.parameters.texts());
        findings.push(match suggest::similar(text, known) {
            Some(better) => better.offer(error, word.span, Vocabulary::Policy),
            None if ["null", "nil", "none", "undefined"].contains(&text) => error
                .note("what is absent or null is missing, and no comparison with it is true")
                .help("ask whether it is there: `query.page is set`"),
            None if ROOTS.contains(&text) => {
                error.help(format!("write what of it is meant, such as `{}`", example_of(text)))
            }
            None => error.help(format!("a string stands in quotes: `\"{text}\"`")),
        });
        None
    }

    fn principal(
        &mut self,
        name: &'a DottedName,
        field: &'a Word,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        if field.text == "scheme" {
            findings.push(
                not_a_value(name.span, "the name of a scheme")
                    .help("compare it with a scheme: `principal.scheme == NAME`"),
            );
            return None;
        }
        let field = self.declared.fields.resolve(field, findings)?;
        if !identity::readable(name.span, field, self.route, findings) {
            return None;
        }
        let Some(value) = value::of_principal(field.kind) else {
            let error = Diagnostic::error(
                codes::OPERATOR_TYPE,
                format!("`{}` is a list, not one value", name.text()),
            )
            .label(name.span, "read as one value")
            .label(field.span, "declared here");
            findings.push(error.help(if field.kind == PrincipalType::Roles {
                "ask for a role: `principal has NAME`".to_owned()
            } else {
                format!("ask for an item: `\"NAME\" in {}`", name.text())
            }));
            return None;
        };
        Some(Typed::new(Source::Principal(field.name.clone()), value, name.span))
    }

    fn path(
        &mut self,
        name: &'a DottedName,
        parameter: &'a Word,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        let parameters = &self.route.path.parameters;
        let Some((_, found)) =
            parameters.iter().find(|(declared, _)| declared.text == parameter.text)
        else {
            let error = Diagnostic::error(
                codes::UNKNOWN_NAME,
                format!("the path has no parameter `{}`", parameter.text),
            )
            .label(parameter.span, "not declared");
            let known = || parameters.iter().map(|(word, _)| word.text.as_str());
            findings.push(match suggest::similar(&parameter.text, known()) {
                Some(better) => {
                    let whole = format!("path.{}", better.text);
                    better.offer_as(error, name.span, &whole, Vocabulary::Policy)
                }
                None if parameters.is_empty() => {
                    error.help(format!("add `{{{}: string}}` to the path", parameter.text))
                }
                None => error.note(format!("it has {}", suggest::list(known()))),
            });
            return None;
        };
        let found = found.as_ref()?;
        let (value, choices) = value::of_scalar(&found.kind);
        let mut typed = Typed::new(Source::Path(found.name.clone()), value, name.span);
        typed.choices = choices;
        Some(typed)
    }

    /// A single value of the query.
    fn query(
        &mut self,
        name: &'a DottedName,
        field: &'a Word,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        let found = self.query_field(name, field, findings)?;
        match &found.value.kind {
            TypeKind::Scalar(scalar) => {
                let (value, choices) = value::of_scalar(scalar);
                let mut typed = Typed::new(Source::Query(found.name.clone()), value, name.span);
                typed.choices = choices;
                Some(typed)
            }
            TypeKind::List { .. } => {
                findings.push(
                    Diagnostic::error(
                        codes::OPERATOR_TYPE,
                        format!("`{}` is a list, not one value", name.text()),
                    )
                    .label(name.span, "read as one value")
                    .label(found.span, "declared here")
                    .help(format!("ask for an item: `… in {}`", name.text())),
                );
                None
            }
            // Refused where the route names its query.
            TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => None,
        }
    }

    /// A list of the query, as what its items are.
    pub(super) fn query_list(
        &mut self,
        name: &'a DottedName,
        field: &'a Word,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        let found = self.query_field(name, field, findings)?;
        let item = match &found.value.kind {
            TypeKind::List { item, .. } => &item.kind,
            TypeKind::Scalar(_) => {
                findings.push(not_a_list(name, found.span));
                return None;
            }
            TypeKind::Map { .. } | TypeKind::Object(_) | TypeKind::OneOf(_) => return None,
        };
        let TypeKind::Scalar(scalar) = item else { return None };
        let (value, choices) = value::of_scalar(scalar);
        let mut typed = Typed::new(Source::Query(found.name.clone()), value, name.span);
        typed.choices = choices;
        Some(typed)
    }

    fn query_field(
        &self,
        name: &'a DottedName,
        field: &'a Word,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<&'a Field> {
        let Some((_, schema)) = &self.route.query else {
            findings.push(
                Diagnostic::error(
                    codes::UNKNOWN_NAME,
                    format!("there is no query parameter `{}`", field.text),
                )
                .label(name.span, "this route has no query")
                .help("add `query SCHEMA` to the route"),
            );
            return None;
        };
        let schema = schema.as_ref()?;
        self.declared.cost.search(schema.fields.len());
        let found = schema.fields.iter().find(|known| known.name == field.text);
        if found.is_none() {
            let error = Diagnostic::error(
                codes::UNKNOWN_NAME,
                format!("schema `{}` has no field `{}`", schema.name, field.text),
            )
            .label(field.span, "not declared")
            .label(schema.span, "the query of this route");
            let known = schema.fields.iter().map(|known| known.name.as_str());
            findings.push(match suggest::similar(&field.text, known) {
                Some(better) => {
                    let whole = format!("query.{}", better.text);
                    better.offer_as(error, name.span, &whole, Vocabulary::Policy)
                }
                None => error,
            });
        }
        found
    }

    fn header(&mut self, call: &'a Call, findings: &mut Vec<Diagnostic>) -> Option<Typed> {
        let (text, span) = named(call, "x-region", findings)?;
        let name = header::name(text, span, Use::Condition, findings)?;
        let mut typed = Typed::new(Source::Header(name), ValueType::Text, call.span);
        typed.choices = Some(Choices::Header);
        Some(typed)
    }

    fn cookie(&mut self, call: &'a Call, findings: &mut Vec<Diagnostic>) -> Option<Typed> {
        let (text, span) = named(call, "region", findings)?;
        if !cookie::is_name(text) {
            let error = header::wrong_cookie(text, span);
            findings.push(error.help("write it like `cookie(\"region\")`"));
            return None;
        }
        let mut typed = Typed::new(Source::Cookie(text.to_owned()), ValueType::Text, call.span);
        typed.choices = Some(Choices::Cookie);
        Some(typed)
    }
}

/// The name that `header(…)` or `cookie(…)` takes.
fn named<'a>(
    call: &'a Call,
    example: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<(&'a str, Span)> {
    if let [Expression::Literal(ast::Literal { value: LiteralValue::Text(text), span })] =
        call.arguments.as_slice()
    {
        return Some((text, *span));
    }
    let name = &call.name.text;
    findings.push(
        Diagnostic::error(codes::ARGUMENT_COUNT, format!("`{name}` takes one string"))
            .label(call.span, "given otherwise")
            .help(format!("write it like `{name}(\"{example}\")`")),
    );
    None
}

/// The error of one value where a list is needed.
fn not_a_list(name: &DottedName, declared: Span) -> Diagnostic {
    Diagnostic::error(codes::OPERATOR_TYPE, format!("`in` does not look into `{}`", name.text()))
        .label(name.span, "one value, not a list")
        .label(declared, "declared here")
        .help(format!("compare it: `== {}`", name.text()))
}

/// What conditions read from.
const ROOTS: [&str; 6] = ["principal", "path", "query", "body", "client", "tls"];

const VALUES: &str = "values are `principal.FIELD`, `path.NAME`, `query.NAME`, `header(\"name\")`, `cookie(\"name\")`, `body.FIELD`, `client.ip`, `client.country`, `tls.version`, `tls.server_name`, `time` and `method`";

fn example_of(root: &str) -> &'static str {
    match root {
        "principal" => "principal.id",
        "path" => "path.id",
        "query" => "query.page",
        "body" => "body.id",
        "tls" => "tls.version",
        _ => "client.ip",
    }
}

/// The error of something that is no value.
pub(super) fn not_a_value(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(codes::NOT_A_VALUE, "a value is needed here")
        .label(span, format!("this is {what}"))
}

pub(super) fn unknown_value(name: &DottedName) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_NAME, format!("there is no value `{}`", name.text()))
        .label(name.span, "not declared")
}
