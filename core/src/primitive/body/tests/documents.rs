//! Random schemas, documents of them, and documents nearly of them.

use std::sync::Arc;

use proptest::prelude::*;

use crate::policy::{
    Access, Bounds, Enumeration, Field, Format, Nullability, ObjectSchema, OtherFields, Presence,
    ScalarType, Span, StringContent, TaggedUnion, Type, TypeKind, Variant,
};
use crate::primitive::decimal::Decimal;
use crate::primitive::pattern::Pattern;

/// Some of any text, and some of a range of characters at each place.
fn patterns() -> impl Strategy<Value = Option<&'static str>> {
    prop::sample::select(vec![None, None, Some("[a-zé\u{0}]*"), Some("[a-b]{2}")])
}

fn scalars() -> impl Strategy<Value = ScalarType> {
    let string =
        (0_u64..3, 1_u64..4, patterns(), any::<bool>()).prop_map(|(min, more, pattern, raw)| {
            ScalarType::String {
                length: Bounds { min: Some(min), max: Some(min + more) },
                pattern: pattern.map(|source| Pattern::compile(source).unwrap()),
                content: if raw { StringContent::Raw } else { StringContent::Text },
            }
        });
    prop_oneof![
        string,
        prop::option::of(-9_i64..9)
            .prop_map(|min| { ScalarType::Int(Bounds { min, max: min.map(|min| min + 100) }) }),
        prop::option::of(-900_i64..900).prop_map(|cents| {
            let max = cents.map(|cents| Decimal::parse(&format!("{cents}e-2")).unwrap());
            ScalarType::Decimal(Bounds { min: None, max })
        }),
        Just(ScalarType::Bool),
        Just(ScalarType::Constant("é".into())),
        prop::sample::select(vec![Format::Date, Format::Ip, Format::Base64])
            .prop_map(ScalarType::Format),
        Just(ScalarType::Enumeration(Arc::new(Enumeration {
            name: "E".into(),
            values: vec!["x".into(), "é\"".into()],
            span: Span::default(),
        }))),
    ]
}

pub(super) fn schemas() -> impl Strategy<Value = ObjectSchema> {
    let leaf = scalars().prop_map(TypeKind::Scalar);
    let kinds = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            (nullable(inner.clone()), 0_u64..2, 0_u64..3).prop_map(|(item, min, more)| {
                let length = Bounds { min: Some(min), max: Some(min + more) };
                TypeKind::List { item: Box::new(item), length }
            }),
            (nullable(inner.clone()), 0_u64..2, 0_u64..3).prop_map(|(value, min, more)| {
                let length = Bounds { min: Some(min), max: Some(min + more) };
                TypeKind::Map { value: Box::new(value), length }
            }),
            objects(inner.clone()).prop_map(|schema| TypeKind::Object(Arc::new(schema))),
            unions(inner).prop_map(|union| TypeKind::OneOf(Arc::new(union))),
        ]
    });
    objects(kinds)
}

fn nullable(kinds: impl Strategy<Value = TypeKind>) -> impl Strategy<Value = Type> {
    (kinds, any::<bool>()).prop_map(|(kind, null)| {
        let nullability = if null { Nullability::Nullable } else { Nullability::NotNull };
        Type { kind, nullability, mask: None }
    })
}

fn objects(kinds: impl Strategy<Value = TypeKind>) -> impl Strategy<Value = ObjectSchema> {
    let names = prop::sample::subsequence(vec!["a", "ab", "é", "q\"t", "\u{1}"], 0..4);
    let fields = prop::collection::vec((nullable(kinds), 0_u8..6), 4);
    let others = prop_oneof![3 => Just(OtherFields::Refused), 1 => Just(OtherFields::Admitted)];
    (names, fields, others).prop_map(|(names, fields, others)| {
        let fields = names.into_iter().zip(fields).map(|(name, (value, kind))| Field {
            name: name.into(),
            presence: if kind < 3 { Presence::Required } else { Presence::Optional },
            access: if kind == 5 { Access::ReadOnly } else { Access::ReadWrite },
            value,
            span: Span::default(),
        });
        ObjectSchema { name: "S".into(), fields: fields.collect(), others, span: Span::default() }
    })
}

/// Two objects that the field `kind`, somewhere among their own, tells apart.
fn unions(kinds: impl Strategy<Value = TypeKind> + Clone) -> impl Strategy<Value = TaggedUnion> {
    let variant = |text: &'static str| {
        (objects(kinds.clone()), any::<prop::sample::Index>()).prop_map(move |(mut schema, at)| {
            let value = Type {
                kind: TypeKind::Scalar(ScalarType::Constant(text.into())),
                nullability: Nullability::NotNull,
                mask: None,
            };
            let tag = Field {
                name: "kind".into(),
                presence: Presence::Required,
                access: Access::ReadWrite,
                value,
                span: Span::default(),
            };
            schema.fields.insert(at.index(schema.fields.len() + 1), tag);
            Variant { tag: text.into(), schema: Arc::new(schema) }
        })
    };
    (variant("é"), variant("x")).prop_map(|(one, other)| TaggedUnion {
        name: "U".into(),
        tag: "kind".into(),
        variants: vec![one, other],
        span: Span::default(),
    })
}

/// A stream of choices; all zero chooses what is most surely valid.
pub(super) struct Choices(pub(super) std::vec::IntoIter<u8>);

impl Choices {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.0.next().unwrap_or(0)) % count
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn space(&mut self) -> &'static str {
        self.one(&["", "", "", " ", "\n", "\t\r"])
    }

    pub(super) fn object(&mut self, schema: &ObjectSchema) -> String {
        let mut members = Vec::new();
        for field in &schema.fields {
            let optional = field.presence == Presence::Optional && self.below(2) == 1;
            if field.access == Access::ReadOnly || optional {
                continue;
            }
            let name = serde_json::to_string(&field.name).unwrap();
            let name = if self.below(8) == 7 { name.replace('a', "\\u0061") } else { name };
            let (one, two) = (self.space(), self.space());
            members.push(format!("{one}{name}{two}:{}", self.value(&field.value)));
        }
        if schema.others == OtherFields::Admitted && self.below(2) == 1 {
            members
                .push(self.one(&["\"x\":{\"a\":[null]}", "\"\\u0001y\":1,\"\":\"\""]).to_owned());
        }
        if self.below(4) == 3 {
            members.reverse();
        }
        format!("{}{{{}{}}}", self.space(), members.join(","), self.space())
    }

    fn value(&mut self, kind: &Type) -> String {
        if kind.nullability == Nullability::Nullable && self.below(4) == 3 {
            return format!("{}null", self.space());
        }
        // Now and then something that is likely not of its type.
        if self.below(24) == 23 {
            return self
                .one(&["7", "[]", "{}", "[{}]", "\"q\"", "{\"q\":[0]}", "null", "true"])
                .to_owned();
        }
        let value = match &kind.kind {
            TypeKind::Scalar(ScalarType::Int(bounds)) => {
                let value = bounds.min.unwrap_or(0);
                match self.below(5) {
                    3 => format!("{value}.0"),
                    4 => format!("{value}0e-1"),
                    more => (value + i64::try_from(more).unwrap()).to_string(),
                }
            }
            TypeKind::Scalar(ScalarType::Decimal(bounds)) => match &bounds.max {
                Some(max) => max.to_string(),
                None => self.one(&["1", "2.50", "-1e3", "0.0"]).to_owned(),
            },
            TypeKind::Scalar(ScalarType::Bool) => self.one(&["true", "false"]).to_owned(),
            TypeKind::Scalar(ScalarType::String { length, .. }) => {
                let characters = ["a", "é", "\\u00e9", "b"];
                let count = length.min.unwrap_or(0) + u64::from(self.below(2) == 1);
                let text: String = (0..count).map(|_| self.one(&characters)).collect();
                format!("\"{text}\"")
            }
            TypeKind::Scalar(ScalarType::Format(Format::Date)) => "\"2024-02-29\"".into(),
            TypeKind::Scalar(ScalarType::Format(Format::Ip)) => {
                self.one(&["\"10.0.0.1\"", "\"::1\""]).to_owned()
            }
            TypeKind::Scalar(ScalarType::Format(_)) => "\"QQ==\"".into(),
            TypeKind::Scalar(ScalarType::Enumeration(_)) => {
                self.one(&["\"x\"", "\"é\\\"\""]).to_owned()
            }
            TypeKind::Scalar(ScalarType::Constant(text)) if text == "é" => {
                self.one(&["\"é\"", "\"\\u00e9\""]).to_owned()
            }
            TypeKind::Scalar(ScalarType::Constant(text)) => format!("\"{text}\""),
            TypeKind::List { item, length } => {
                let count = length.min.unwrap_or(0) + u64::from(self.below(2) == 1);
                let items: Vec<String> = (0..count).map(|_| self.value(item)).collect();
                format!("[{}{}]", items.join(","), self.space())
            }
            TypeKind::Map { value, length } => {
                let count = length.min.unwrap_or(0) + u64::from(self.below(2) == 1);
                let names = ["\"k\"", "\"\\u00e9\\n\"", "\"\""];
                let names = names.iter().cycle().take(usize::try_from(count).unwrap());
                let entries: Vec<String> =
                    names.map(|name| format!("{name}:{}", self.value(value))).collect();
                format!("{{{}{}}}", entries.join(","), self.space())
            }
            TypeKind::Object(schema) => self.object(schema),
            TypeKind::OneOf(union) => {
                let variant = &union.variants[self.below(union.variants.len())];
                self.object(&variant.schema)
            }
        };
        format!("{}{value}", self.space())
    }
}

/// What mutations put in.
const PIECES: &[&str] = &[
    "",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "0",
    "9",
    "-",
    ".",
    "e",
    "1e999",
    "null",
    "true",
    "\"a\"",
    "\"a\":1,",
    "\"x\":{},",
    "\"kind\":\"x\",",
    "kind",
    "\\u0080",
    "\"ab\"",
    "[]",
    "{}",
    "\"\\ud800\"",
    "\u{1}",
    "\u{7f}",
    " ",
    "é",
    "😀",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];

pub(super) fn mutate(mut text: Vec<u8>, mutations: &[(u16, u8, u8)]) -> Vec<u8> {
    for &(place, length, piece) in mutations {
        let from = usize::from(place) % (text.len() + 1);
        let to = (from + usize::from(length % 4)).min(text.len());
        let piece = PIECES[usize::from(piece) % PIECES.len()].as_bytes();
        text.splice(from..to, piece.iter().copied());
    }
    text
}
