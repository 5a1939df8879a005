//! 256 requests, two thirds of them admitted.

use super::workload::Workload;

/// A request of a caller.
pub(super) struct Asked {
    /// The method in capitals.
    pub(super) method: &'static str,
    /// The path.
    pub(super) path: String,
    /// The place of its route.
    pub(super) route: usize,
    /// Whom the path names, where the route has an owner.
    pub(super) owner: Option<String>,
    /// The caller's id.
    pub(super) id: String,
    /// The roles that the caller holds, by their places.
    pub(super) roles: Vec<usize>,
    /// Whether the policy admits it.
    pub(super) is_admitted: bool,
}

/// The requests of a workload, the same in every run.
pub(super) fn of(workload: &Workload) -> Vec<Asked> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut asked = Vec::new();
    while asked.len() < 256 {
        // Every eighth asks a route of an owner.
        let owned = asked.len() % 8 == 0;
        let routes: Vec<usize> = (0..workload.routes.len())
            .filter(|route| workload.routes.get(*route).is_some_and(|one| one.is_owned == owned))
            .collect();
        let Some(&place) = routes.get(random.below(routes.len())) else { break };
        let Some(route) = workload.routes.get(place) else { break };
        let id = format!("user-{}", random.below(100));
        let holders = workload.holders(route.role);
        let role = match random.below(3) {
            0 => random.below(workload.roles.len()),
            _ => holders.get(random.below(holders.len())).copied().unwrap_or(0),
        };
        let owner =
            if random.below(8) == 0 { format!("user-{}", random.below(100)) } else { id.clone() };
        let path = route
            .template
            .replace("{id}", &format!("{:08x}", random.next() >> 32))
            .replace("{part}", &format!("part-{}", random.below(1000)))
            .replace("{owner}", &owner);
        let is_admitted = holders.contains(&role) && (!route.is_owned || owner == id);
        // Two thirds are admitted.
        if is_admitted == (asked.len() % 3 == 2) {
            continue;
        }
        asked.push(Asked {
            method: route.method,
            path,
            route: place,
            owner: route.is_owned.then_some(owner),
            id,
            roles: vec![role],
            is_admitted,
        });
    }
    asked
}

/// Xorshift: numbers that look random, and are the same each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from((self.next() >> 11) % end).unwrap_or(0)
    }
}
