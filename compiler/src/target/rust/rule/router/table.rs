//! Many routes: a static table that one hash of each segment is looked up in.
//!
//! It costs the same for any number of routes, to run and to compile: of a match over thousands of strings, rustc would
//! make code for minutes.

use std::collections::BTreeMap;

use gatewright_core::policy::{Method, Segment};
use gatewright_core::primitive::route_table::{Edge, Node, bucket, hash, place};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::template::{Shape, Template, parameters};
use super::{Finds, Printing, leaf};

/// Edges of one bucket on average.
const BUCKET: usize = 4;

/// Displacements that a bucket tries; of so many one fits, unless two edges have one hash.
const TRIES: u32 = 1 << 20;

/// The static table; none where two edges cannot be told apart by their hashes.
pub(super) fn table(templates: &[Template<'_>]) -> Option<TokenStream> {
    let Tree { nodes, edges } = Tree::of(templates.iter().map(Template::shapes));
    let Placed { edges, displacements } = Placed::of(edges)?;
    let nodes = nodes.iter().map(|(parameter, template, literals)| {
        let [parameter, template] = [*parameter, *template].map(Literal::u32_unsuffixed);
        quote!((#parameter, #template, #literals))
    });
    let edges = edges.iter().map(|(from, text, to)| {
        let (from, to) = (Literal::u32_unsuffixed(*from), Literal::u32_unsuffixed(*to));
        let text = Literal::byte_string(text);
        quote!((#from, #text, #to))
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

/// The static of what each template leads to, and an expression of what `find` gives.
///
/// Templates that lead on alike share an arm, which is told of the routes.
pub(super) fn search(
    templates: &[Template<'_>],
    printing: &Printing<'_>,
) -> (TokenStream, TokenStream) {
    let (mut arms, mut by_code, mut by_facts) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    let mut kind_of = |template: &Template<'_>| {
        let (pattern, found) = arm(template, printing);
        let code = quote!(#pattern #found).to_string();
        *by_code.entry(code).or_insert_with(|| {
            let kind = Literal::usize_unsuffixed(arms.len());
            arms.push(quote!((#kind, #pattern) => { #found }));
            arms.len() - 1
        })
    };
    let entries: Vec<TokenStream> = templates
        .iter()
        .map(|template| {
            let kind = match printing.finds {
                Finds::Routes => {
                    *by_facts.entry(facts(template, printing)).or_insert_with(|| kind_of(template))
                }
                // Each path has pages of its own.
                Finds::Pages => kind_of(template),
            };
            let kind = Literal::usize_unsuffixed(kind);
            let routes = template.routes.iter();
            let routes =
                routes.map(|route| printing.alike.route(printing.policy, route, printing.names));
            quote!((#kind, &[#(#routes),*]))
        })
        .collect();
    let statics = quote! {
        /// What the policy's paths lead to, by their numbers: an arm of the match, and the routes of its methods.
        static TEMPLATES: &[(u32, &[Route])] = &[#(#entries),*];
    };
    let search = quote! {
        let number = ROUTES.find(segments.as_slice());
        let Some((kind, routes)) = number.and_then(|number| TEMPLATES.get(number)) else {
            return Err(gw::Refusal::route());
        };
        match (*kind, *routes, segments.as_slice()) {
            #(#arms)*
            _ => Err(gw::Refusal::route()),
        }
    };
    (statics, search)
}

/// All that the arm of a template depends on where pages are nobody's concern, so that it need not be printed to be
/// compared: the types of its parameters, and of each method what they are called and how it is guarded.
fn facts<'t>(template: &Template<'t>, printing: &Printing<'t>) -> (Vec<String>, Vec<Facts<'t>>) {
    let segments = template.routes.first().map_or(&[][..], |route| &route.segments);
    let types = segments.iter().map(|segment| match segment {
        Segment::Literal(_) => String::new(),
        Segment::Parameter(parameter) => format!("{:?}", parameter.kind),
    });
    let routes = template.routes.iter().map(|route| {
        let names = parameters(route).map(|(_, parameter)| parameter.name.as_str());
        (route.method, names.collect(), printing.alike.first(route).name.as_str())
    });
    (types.collect(), routes.collect())
}

/// A method, its parameters, and after which route its guard is named.
type Facts<'t> = (Method, Vec<&'t str>, &'t str);

/// An arm of the match: its pattern without its number, and what it gives.
fn arm(template: &Template<'_>, printing: &Printing<'_>) -> (TokenStream, TokenStream) {
    let segments = template.shapes().into_iter().enumerate().map(|(place, shape)| match shape {
        Shape::Literal(_) => quote!(_),
        Shape::Parameter => {
            let segment = leaf::segment(place);
            quote!(#segment)
        }
    });
    let routes: Vec<Ident> =
        (1..=template.routes.len()).map(|number| format_ident!("route_{number}")).collect();
    let told: Vec<TokenStream> = routes.iter().map(|route| quote!(route: #route)).collect();
    let found = leaf::found(template, &told, printing);
    (quote!([#(#routes),*], [#(#segments),*]), found)
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
                    Shape::Parameter => {
                        node(&mut nodes, at).map(|node| node.0).filter(|parameter| *parameter != 0)
                    }
                };
                let next = known.unwrap_or_else(|| {
                    nodes.push(Node::default());
                    u32::try_from(nodes.len() - 1).unwrap_or(u32::MAX)
                });
                match shape {
                    Shape::Literal(text) => {
                        edges.insert((at, text.as_bytes()), next);
                        if let Some(node) = node(&mut nodes, at) {
                            node.2 = true;
                        }
                    }
                    Shape::Parameter => {
                        if let Some(node) = node(&mut nodes, at) {
                            node.0 = next;
                        }
                    }
                }
                at = next;
            }
            if let Some(node) = node(&mut nodes, at) {
                node.1 = number + 1;
            }
        }
        let edges = edges.into_iter().map(|((from, text), to)| (from, text, to)).collect();
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
            let hash = hash(edge.0, edge.1);
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
