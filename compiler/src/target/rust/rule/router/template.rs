//! The templates of a policy: the paths that its routes share.

use gatewright_core::policy::{PathParameter, Policy, Route, Segment};

/// The routes of one path, one a method. Their parameters have the same types, whatever they are called.
pub(super) struct Template<'p> {
    pub(super) routes: Vec<&'p Route>,
}

/// What tells two templates apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape<'p> {
    /// Sorts before [`Shape::Parameter`], so that of two templates that match the one with the literal comes first.
    Literal(&'p str),
    Parameter,
}

impl<'p> Template<'p> {
    /// All templates, those of fewer segments first, and of two that match one path the one that wins.
    pub(super) fn all(policy: &'p Policy) -> Vec<Template<'p>> {
        let mut routes: Vec<&Route> = policy.routes().collect();
        routes.sort_by(|one, other| {
            let by_count = one.segments.len().cmp(&other.segments.len());
            by_count.then_with(|| shapes(one).cmp(shapes(other)))
        });
        let groups = routes.chunk_by(|one, other| shapes(one).eq(shapes(other)));
        groups.map(|routes| Template { routes: routes.to_vec() }).collect()
    }

    /// Its segments.
    pub(super) fn shapes(&self) -> Vec<Shape<'p>> {
        self.routes.first().map_or(Vec::new(), |route| shapes(route).collect())
    }

    /// Its parameters with their places in the path, of the route that is written first.
    pub(super) fn parameters(&self) -> Vec<(usize, &'p PathParameter)> {
        self.routes.first().map_or(Vec::new(), |route| parameters(route).collect())
    }
}

fn shapes(route: &Route) -> impl Iterator<Item = Shape<'_>> {
    route.segments.iter().map(|segment| match segment {
        Segment::Literal(literal) => Shape::Literal(literal),
        Segment::Parameter(_) => Shape::Parameter,
    })
}

/// A route's parameters with their places in the path.
pub(super) fn parameters(route: &Route) -> impl Iterator<Item = (usize, &PathParameter)> {
    route.segments.iter().enumerate().filter_map(|(place, segment)| match segment {
        Segment::Literal(_) => None,
        Segment::Parameter(parameter) => Some((place, parameter)),
    })
}
