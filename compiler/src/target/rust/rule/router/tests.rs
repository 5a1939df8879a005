#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use gatewright_core::primitive::route_table::RouteTable;
use proptest::prelude::*;

use super::table::{Placed, Tree};
use super::template::Shape;

/// A template in which `*` is a parameter.
fn shapes(template: &[&'static str]) -> Vec<Shape<'static>> {
    let shape = |segment: &&'static str| match *segment {
        "*" => Shape::Parameter,
        literal => Shape::Literal(literal),
    };
    template.iter().map(shape).collect()
}

fn segment() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["*", "a", "b", "orders", "orders-of-customers", ""])
}

/// Templates as policies have them: none twice, and only the last segment may be empty.
fn templates() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    let template = prop::collection::vec(segment(), 1..5)
        .prop_filter("empty inside", |template| is_path(template));
    prop::collection::btree_set(template, 0..300)
        .prop_map(|templates: BTreeSet<_>| templates.into_iter().collect())
}

fn is_path(segments: &[&str]) -> bool {
    segments.iter().rev().skip(1).all(|segment| !segment.is_empty())
}

/// The winner by comparing with each template.
fn slow(templates: &[Vec<&'static str>], path: &[&str]) -> Option<usize> {
    let matches = |template: &[&str]| {
        template.len() == path.len()
            && template.iter().zip(path).all(|(own, segment)| match *own {
                "*" => !segment.is_empty(),
                literal => literal == *segment,
            })
    };
    let matching = templates.iter().enumerate().filter(|(_, template)| matches(template));
    matching.min_by_key(|(_, template)| shapes(template)).map(|(number, _)| number)
}

proptest! {
    #[test]
    fn the_table_finds_the_template_that_wins(
        templates in templates(),
        paths in prop::collection::vec(prop::collection::vec(segment(), 1..6), 1..40),
    ) {
        let tree = Tree::of(templates.iter().map(|template| shapes(template)));
        let placed = Placed::of(tree.edges.clone()).unwrap();
        let mut all = tree.edges.clone();
        all.sort_by_key(|edge| (edge.0, edge.1));
        let mut found = placed.edges.clone();
        found.sort_by_key(|edge| (edge.0, edge.1));
        prop_assert_eq!(found, all);
        let table = RouteTable {
            nodes: &tree.nodes,
            edges: &placed.edges,
            displacements: &placed.displacements,
        };
        for path in paths.iter().filter(|path| is_path(path)).chain(&templates) {
            let octets: Vec<&[u8]> = path.iter().map(|segment| segment.as_bytes()).collect();
            let found = table.find(&octets);
            prop_assert_eq!(found, slow(&templates, path), "{:?}", path);
        }
    }
}

#[test]
fn ten_thousand_edges_have_a_place_each() {
    let names: Vec<String> = (0..10_000).map(|number| format!("resource-{number}")).collect();
    let templates = names.iter().map(|name| vec![Shape::Literal(name), Shape::Parameter]);
    let tree = Tree::of(templates);
    assert_eq!(Placed::of(tree.edges).unwrap().edges.len(), 10_000);
}

#[test]
fn edges_of_one_hash_have_no_place() {
    let tree = Tree::of([vec![Shape::Literal("a")]].into_iter());
    let [edge] = tree.edges.as_slice() else { return };
    assert!(Placed::of(vec![*edge, *edge]).is_none());
}
