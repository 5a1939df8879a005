#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use gatewright_core::policy::{
    Access, ObjectSchema, OtherFields, Policy, Presence, Schema, Type, TypeKind,
};

use crate::diagnostic::render::{self, Colour};
use crate::source::{Alone, Source};
use crate::{Compiled, check_language};

const BASE: &str = "policy shop 1.0.0
    schema Line { sku: string 8 }
    schema New { lines: [Line] 1..50  note?: string ..500  total: decimal readonly }
    ";

fn checked(text: &str) -> Policy {
    let file = Source::new("test.gate", format!("{BASE}{text}"));
    let Compiled { sources, outcome } = check_language(file, &Alone);
    outcome.unwrap_or_else(|found| panic!("{}", render::render(&found, &sources, Colour::Plain)))
}

/// `name` for a required field, `name?` for one that may be absent, `name!` for one that a client must not send.
fn shape(schema: &ObjectSchema) -> String {
    let fields = schema.fields.iter().map(|field| {
        let mark = match (field.access, field.presence) {
            (Access::ReadOnly, _) => "!",
            (Access::ReadWrite, Presence::Optional) => "?",
            (Access::ReadWrite, Presence::Required) => "",
        };
        format!("{}{mark}", field.name)
    });
    format!("{}: {}", schema.name, fields.collect::<Vec<_>>().join(" "))
}

fn shapes(text: &str) -> Vec<String> {
    checked(text).schemas.iter().map(|schema| shape(schema)).collect()
}

#[test]
fn derived_schemas_are_as_if_written_out() {
    let found = shapes(
        "schema Order = New + { id: uuid }
        schema Change = partial omit Order [id, lines] + pick Order [id]
        schema Both = Order + Change2 + { more?: int }
        schema Change2 = partial pick Order [note, total]
        schema Alias = New
        api a at /a {
            POST  / allow anyone body Both
            PATCH / allow anyone body Change
            PUT   / allow anyone body Alias
        }",
    );
    assert_eq!(
        found,
        [
            "Line: sku",
            "New: lines note? total!",
            "Order: lines note? total! id",
            "Change: note? total! id",
            "Change2: note? total!",
            "Both: lines note? total! id more?",
            "Alias: lines note? total!",
        ]
    );
}

#[test]
fn schemas_derived_where_they_are_used_are_named_by_what_they_say() {
    let policy = checked(
        "schema Paging { page: int  per_page: int }
        schema Nested { change: partial New  many: [pick New [total, note]] }
        api a at /a {
            PATCH /a allow anyone body partial New query partial Paging
            PATCH /b allow anyone body partial New query omit Paging [per_page]
            PATCH /c allow anyone body Nested
        }",
    );
    let found: Vec<String> = policy.schemas.iter().map(|schema| shape(schema)).collect();
    assert_eq!(
        found,
        [
            "Line: sku",
            "New: lines note? total!",
            "Paging: page per_page",
            "PartialNew: lines? note? total!",
            "NewOfTotalNote: note? total!",
            "Nested: change many",
            "PartialPaging: page? per_page?",
            "PagingWithoutPerPage: page",
        ]
    );
    let bodies: Vec<&str> = policy
        .routes()
        .map(|route| route.body.as_ref().unwrap().schema().unwrap().name())
        .collect();
    assert_eq!(bodies, ["PartialNew", "PartialNew", "Nested"]);
}

#[test]
fn masks_stay_with_their_fields() {
    let policy = checked(
        "schema Card {
            number:  string 16 matches r\"[0-9]+\" masked keep 8
            holder?: email? masked
            earlier: [string masked keep 1_6] ..3
            kind:    string
        }
        schema Cards = partial Card + { note: string }
        api a at /a { POST / allow anyone body Cards  PUT / allow anyone body New }",
    );
    let cards = policy.schemas.iter().find(|schema| schema.name == "Cards").unwrap();
    let keeps = |value: &Type| value.mask.map(|mask| mask.keep);
    let found: Vec<Option<u32>> = cards.fields.iter().map(|field| keeps(&field.value)).collect();
    assert_eq!(found, [Some(8), Some(0), None, None, None]);
    let TypeKind::List { item, .. } = &cards.fields[2].value.kind else { panic!("a list") };
    assert_eq!(keeps(item), Some(16));
}

#[test]
fn openness_is_not_taken_over_but_by_partial() {
    let policy = checked(
        "schema Extra open { a: int }
        schema Closed = Extra + { b: int }
        schema Wider open = Extra + { c: int }
        schema Part = partial Extra
        api a at /a {
            POST   /1 allow anyone body Closed
            POST   /2 allow anyone body Wider
            POST   /3 allow anyone body partial Extra
            POST   /4 allow anyone body pick Extra [a]
            POST   /5 allow anyone body Part
            POST   /6 allow anyone body New
        }",
    );
    let open = policy.schemas.iter().filter(|schema| schema.others == OtherFields::Admitted);
    let open: Vec<&str> = open.map(|schema| schema.name.as_str()).collect();
    assert_eq!(open, ["Extra", "Wider", "PartialExtra"]);
}

#[test]
fn unions_keep_their_variants_in_order() {
    let policy = checked(
        "enum Only { cancelled }
        schema Created { kind: \"created\" }
        schema Cancelled { kind: Only  new?: New }
        schema Event = one_of Created, Cancelled by kind
        api a at /a {
            POST /1 allow anyone body Event
            POST /2 allow anyone body one_of Cancelled, Created by kind
        }",
    );
    let union = |schema: &Schema| {
        let Schema::OneOf(union) = schema else { panic!("a union") };
        let tags: Vec<&str> = union.variants.iter().map(|variant| variant.tag.as_str()).collect();
        format!("{} by {}: {}", union.name, union.tag, tags.join(" "))
    };
    let bodies: Vec<String> = policy
        .routes()
        .map(|route| union(route.body.as_ref().unwrap().schema().unwrap()))
        .collect();
    assert_eq!(
        bodies,
        ["Event by kind: created cancelled", "CancelledOrCreated by kind: cancelled created"]
    );
    assert_eq!(policy.unions.len(), 1);
}

/// A wrong query that thousands of routes use is told of once, and at once.
#[test]
fn what_is_wrong_with_a_query_is_told_once() {
    let mut text = String::from("policy shop 1.0.0\nschema Query {\n");
    for field in 0..3_000 {
        text.push_str(&format!("f{field}: [[int]]\n"));
    }
    text.push_str("}\napi a at /a {\n");
    for route in 0..3_000 {
        text.push_str(&format!("GET /r{route} allow anyone query Query\n"));
    }
    text.push('}');
    let found = check_language(Source::new("test.gate", text), &Alone).outcome.unwrap_err();
    assert_eq!(found.len(), 1_000);
    assert!(found.iter().all(|error| error.code == "GW0305"), "{:?}", found[0]);
}
