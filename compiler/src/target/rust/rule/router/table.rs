//! Many routes: a static table that one hash of each segment is looked up in.
//!
//! It costs the same for any number of routes, to run and to compile: of a match over thousands of strings, rustc would
//! make code for minutes.

use std::collections::BTreeMap;

use gatewright_core::primitive::route_table::{Edge, Node, bucket, hash, place};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::template::{Shape, Template};
use super::{Finds, leaf};
use crate::target::rust::names::Names;

/// Edges of one bucket on average.
const BUCKET: usize = 4;

/// Displacements that a bucket tries; of so many one fits, unless two edges have one hash.
const TRIES: u32 = 1 << 20;

/// The static table; none where two edges cannot be told apart by their hashes.
pub(super) fn table(templates: &[Template<'_>]) -> Option<TokenStream> {
    let Tree { nodes, edges } = Tree::of(templates.iter().map(Template::shapes));
    let Placed { edges, displacements } = Placed::of(edges)?;
    let number = |number: &Option<u32>| match number {
        Some(number) => {
            let number = Literal::u32_unsuffixed(*number);
            quote!(Some(#number))
        }
        None => quote!(None),
    };
    let nodes = nodes.iter().map(|Node { parameter, template, literals }| {
        let (parameter, template) = (number(parameter), number(template));
        quote!(gw::Node { parameter: #parameter, template: #template, literals: #literals })
    });
    let edges = edges.iter().map(|Edge { from, text, to }| {
        let (from, to) = (Literal::u32_unsuffixed(*from), Literal::u32_unsuffixed(*to));
        let text = Literal::byte_string(text);
        quote!(gw::Edge { from: #from, text: #text, to: #to })
    });
    let displacements = displacements.into_iter().map(Literal::u32_unsuffixed);
    Some(quote! {
        /// The policy's paths.
        static ROUTES: gw::RouteTable<'static> = gw::RouteTable {
            nodes: &[#(#nodes),*],
            edges: &[#(#edges),*],
            displacements: &[#(#displacements),*],
        };
    })
}

/// An expression of what `find` gives.
pub(super) fn search(templates: &[Template<'_>], finds: Finds, names: &Names) -> TokenStream {
    let arms = templates.iter().enumerate().map(|(number, template)| {
        let number = Literal::usize_unsuffixed(number);
        let segments =
            template.shapes().into_iter().enumerate().map(|(place, shape)| match shape {
                Shape::Literal(_) => quote!(_),
                Shape::Parameter => {
                    let segment = leaf::segment(place);
                    quote!(#segment)
                }
            });
        let found = leaf::found(template, finds, names);
        quote!((Some(#number), [#(#segments),*]) => { #found })
    });
    quote! {
        match (ROUTES.find(segments.as_slice()), segments.as_slice()) {
            #(#arms)*
            _ => Err(gw::Refusal::route()),
        }
    }
}

/// The templates as a tree.
pub(super) struct Tree<'t> {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge<'t>>,
}

impl<'t> Tree<'t> {
    pub(super) fn of(templates: impl Iterator<Item = Vec<Shape<'t>>>) -> Tree<'t> {
        let mut nodes = vec![Node::default()];
        let mut edges: BTreeMap<(u32, &[u8]), u32> = BTreeMap::new();
        for (number, template) in (0_u32..).zip(templates) {
            let mut at = 0_u32;
            for shape in template {
                let known = match shape {
                    Shape::Literal(text) => edges.get(&(at, text.as_bytes())).copied(),
                    Shape::Parameter => node(&mut nodes, at).and_then(|node| node.parameter),
                };
                let next = known.unwrap_or_else(|| {
                    nodes.push(Node::default());
                    u32::try_from(nodes.len() - 1).unwrap_or(u32::MAX)
                });
                match shape {
                    Shape::Literal(text) => {
                        edges.insert((at, text.as_bytes()), next);
                        if let Some(node) = node(&mut nodes, at) {
                            node.literals = true;
                        }
                    }
                    Shape::Parameter => {
                        if let Some(node) = node(&mut nodes, at) {
                            node.parameter = Some(next);
                        }
                    }
                }
                at = next;
            }
            if let Some(node) = node(&mut nodes, at) {
                node.template = Some(number);
            }
        }
        let edges = edges.into_iter().map(|((from, text), to)| Edge { from, text, to }).collect();
        Tree { nodes, edges }
    }
}

fn node(nodes: &mut [Node], number: u32) -> Option<&mut Node> {
    nodes.get_mut(usize::try_from(number).ok()?)
}

/// The edges, each at the place where it is looked for.
pub(super) struct Placed<'t> {
    pub(super) edges: Vec<Edge<'t>>,
    pub(super) displacements: Vec<u32>,
}

impl<'t> Placed<'t> {
    /// Buckets choose their displacements, the fullest first, while there is room.
    pub(super) fn of(edges: Vec<Edge<'t>>) -> Option<Placed<'t>> {
        let places = edges.len();
        let mut buckets: Vec<(usize, Vec<(u64, Edge<'t>)>)> =
            (0..places.div_ceil(BUCKET)).map(|number| (number, Vec::new())).collect();
        let mut displacements = vec![0; buckets.len()];
        let count = buckets.len();
        for edge in edges {
            let hash = hash(edge.from, edge.text);
            if let Some((_, bucket)) = buckets.get_mut(bucket(hash, count)) {
                bucket.push((hash, edge));
            }
        }
        buckets.sort_by_key(|(_, bucket)| std::cmp::Reverse(bucket.len()));
        let mut placed: Vec<Option<Edge<'t>>> = vec![None; places];
        for (number, bucket) in buckets {
            let fits = |displacement: &u32| {
                let mut taken: Vec<usize> =
                    bucket.iter().map(|(hash, _)| place(*hash, *displacement, places)).collect();
                taken.sort_unstable();
                let is_free = |place: &usize| placed.get(*place).is_some_and(Option::is_none);
                taken.iter().all(is_free)
                    && taken.windows(2).all(|pair| pair.first() != pair.last())
            };
            let displacement = (0..TRIES).find(fits)?;
            for (hash, edge) in bucket {
                if let Some(place) = placed.get_mut(place(hash, displacement, places)) {
                    *place = Some(edge);
                }
            }
            if let Some(known) = displacements.get_mut(number) {
                *known = displacement;
            }
        }
        Some(Placed { edges: placed.into_iter().flatten().collect(), displacements })
    }
}
