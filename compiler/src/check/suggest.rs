//! "Did you mean": the candidate nearest to what was written.

/// How many names are compared: a policy of a thousand wrong names is answered in time.
const CONSIDERED: usize = 500;

/// The candidate that is most alike, if one is alike enough to be what was meant.
pub(super) fn similar<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (written.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .take(CONSIDERED)
        .map(|candidate| (distance(written, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *candidate != written)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits between the two, with other case counted as less than another letter.
fn distance(written: &str, candidate: &str) -> usize {
    // Far apart in length is far apart: a name of a megabyte is not compared letter by letter.
    if written.len().abs_diff(candidate.len()) > 8 || written.len() > 200 {
        return usize::MAX;
    }
    strsim::osa_distance(&written.to_lowercase(), &candidate.to_lowercase())
}

/// Names for people: `` `a`, `b` and `c` ``.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}
