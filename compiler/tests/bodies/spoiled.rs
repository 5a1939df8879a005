//! Texts that are nearly right.

const CASES: usize = 4_000;

/// Texts out of `seeds` with up to four octets inserted, replaced or removed; the same in every run.
pub(crate) fn spoiled(seeds: &[&str], octets: &[u8]) -> Vec<Vec<u8>> {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut below = |limit: usize| -> usize {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(limit).unwrap()).unwrap()
    };
    let mut cases: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.as_bytes().to_vec()).collect();
    while cases.len() < CASES {
        let mut case = seeds[below(seeds.len())].as_bytes().to_vec();
        for _ in 0..below(5) {
            let at = below(case.len() + 1);
            let octet = octets[below(octets.len())];
            match below(3) {
                0 => case.insert(at, octet),
                1 if at < case.len() => case[at] = octet,
                _ if at < case.len() => drop(case.remove(at)),
                _ => {}
            }
        }
        cases.push(case);
    }
    cases
}
