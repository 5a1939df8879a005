//! The routes by their paths, so that each claim is compared with the paths' common beginnings once.

use std::collections::HashMap;

use gatewright_core::policy::{ClaimSegment, Format, Route, ScalarType, Segment};

/// The routes as a tree of segments.
#[derive(Default)]
pub(super) struct RouteIndex<'r> {
    literals: HashMap<&'r str, RouteIndex<'r>>,
    /// The parameters by type.
    parameters: Vec<(&'r ScalarType, RouteIndex<'r>)>,
    /// The routes whose path ends here, with their places in the policy.
    routes: Vec<(usize, &'r Route)>,
}

/// After how many segments of a claim a path may stand, each once.
type Reached = Vec<bool>;

impl<'r> RouteIndex<'r> {
    pub(super) fn of(routes: impl Iterator<Item = &'r Route>) -> RouteIndex<'r> {
        let mut index = RouteIndex::default();
        for (place, route) in routes.enumerate() {
            index.insert(&route.segments, place, route);
        }
        index
    }

    fn insert(&mut self, segments: &'r [Segment], place: usize, route: &'r Route) {
        match segments.split_first() {
            None => self.routes.push((place, route)),
            Some((Segment::Literal(text), rest)) => {
                self.literals.entry(text).or_default().insert(rest, place, route);
            }
            Some((Segment::Parameter(parameter), rest)) => {
                let known = self.parameters.iter().position(|(kind, _)| **kind == parameter.kind);
                let at = known.unwrap_or_else(|| {
                    self.parameters.push((&parameter.kind, RouteIndex::default()));
                    self.parameters.len() - 1
                });
                if let Some((_, index)) = self.parameters.get_mut(at) {
                    index.insert(rest, place, route);
                }
            }
        }
    }

    /// The routes with a path that the claim speaks of, in the order of the policy.
    pub(super) fn met_by(&self, claim: &[ClaimSegment]) -> Vec<&'r Route> {
        let mut found = Vec::new();
        let mut reached: Reached = vec![false; claim.len() + 1];
        if let Some(first) = reached.first_mut() {
            *first = true;
        }
        self.collect(claim, without_several(claim, reached), &mut found);
        found.sort_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, route)| route).collect()
    }

    fn collect(
        &self,
        claim: &[ClaimSegment],
        reached: Reached,
        found: &mut Vec<(usize, &'r Route)>,
    ) {
        if reached.last().copied().unwrap_or_default() {
            found.extend(&self.routes);
        }
        let mut follow = |index: &RouteIndex<'r>, segment: Next<'_>| {
            let next = step(claim, &reached, segment);
            if next.iter().any(|here| *here) {
                index.collect(claim, without_several(claim, next), found);
            }
        };
        let mut here = claim.iter().zip(&reached).filter(|(_, here)| **here);
        let is_open = here.any(|(segment, _)| match segment {
            ClaimSegment::Any | ClaimSegment::Several => true,
            ClaimSegment::Literal(_) => false,
        });
        if is_open {
            for (text, index) in &self.literals {
                follow(index, Next::Literal(text));
            }
        } else {
            // Only what the claim names can follow.
            let named = claim.iter().zip(&reached).filter_map(|(segment, here)| match segment {
                ClaimSegment::Literal(text) if *here => self.literals.get_key_value(text.as_str()),
                ClaimSegment::Literal(_) | ClaimSegment::Any | ClaimSegment::Several => None,
            });
            let mut followed: Vec<&str> = Vec::new();
            for (text, index) in named {
                if !followed.contains(text) {
                    followed.push(text);
                    follow(index, Next::Literal(text));
                }
            }
        }
        for (kind, index) in &self.parameters {
            follow(index, Next::Parameter(kind));
        }
    }
}

/// A segment of routes.
#[derive(Clone, Copy)]
enum Next<'r> {
    Literal(&'r str),
    Parameter(&'r ScalarType),
}

/// Where a path may stand one segment further.
fn step(claim: &[ClaimSegment], reached: &[bool], next: Next<'_>) -> Reached {
    let mut further = vec![false; reached.len()];
    for (place, (segment, here)) in claim.iter().zip(reached).enumerate() {
        let to = match segment {
            ClaimSegment::Several => place,
            ClaimSegment::Literal(_) | ClaimSegment::Any => place + 1,
        };
        if *here
            && is_of_both(segment, next)
            && let Some(to) = further.get_mut(to)
        {
            *to = true;
        }
    }
    further
}

/// The same with `**` left out where it stands for no segment.
fn without_several(claim: &[ClaimSegment], mut reached: Reached) -> Reached {
    let mut before = false;
    for (here, segment) in reached.iter_mut().zip(claim) {
        *here |= before;
        before = *here && *segment == ClaimSegment::Several;
    }
    if let Some(last) = reached.last_mut() {
        *last |= before;
    }
    reached
}

/// Whether some segment is of both.
fn is_of_both(claim: &ClaimSegment, next: Next<'_>) -> bool {
    match (claim, next) {
        (ClaimSegment::Several, _) | (ClaimSegment::Any, Next::Parameter(_)) => true,
        (ClaimSegment::Any, Next::Literal(text)) => !text.is_empty(),
        (ClaimSegment::Literal(text), Next::Literal(other)) => text == other,
        (ClaimSegment::Literal(text), Next::Parameter(kind)) => {
            !text.is_empty() && may_be_of(kind, text)
        }
    }
}

/// Whether a text may be of a type. Where nobody can tell, it is no claim that is wrong: such a policy does not compile without the
/// feature, and says so.
fn may_be_of(kind: &ScalarType, text: &str) -> bool {
    let is_untold = matches!(kind, ScalarType::Format(format) if !Format::can_be_told(*format));
    is_untold || kind.parse_text(text).is_ok()
}
