//! "Did you mean": the candidate nearest to what was written.

use gatewright_core::policy::Span;

use crate::diagnostic::{Applicability, Diagnostic, Suggestion};

/// How many names are compared: a policy of a thousand wrong names is answered in time.
const CONSIDERED: usize = 500;

/// A candidate that is alike enough to be what was meant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Similar<'a> {
    /// The candidate.
    pub text: &'a str,
    likeness: Likeness,
}

/// How alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likeness {
    /// The same but for case, `_` and `-`, as no other candidate is.
    Spelling,
    /// One slip of the pen away, as no other candidate is.
    Slip,
    /// More than that.
    Resemblance,
}

/// Whose words the candidates are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    /// The language's: one slip of the pen leaves no doubt.
    Language,
    /// The policy's own: who is admitted by what is not decided by a guess.
    Policy,
}

impl Similar<'_> {
    /// Asks whether it was meant, and offers it in the place of what was written.
    pub(crate) fn offer(self, error: Diagnostic, place: Span, whose: Vocabulary) -> Diagnostic {
        self.offer_as(error, place, self.text, whose)
    }

    /// The same, where more than the candidate has to be written.
    pub(super) fn offer_as(
        self,
        error: Diagnostic,
        place: Span,
        written: &str,
        whose: Vocabulary,
    ) -> Diagnostic {
        let applicability = match (self.likeness, whose) {
            (Likeness::Spelling, _) | (Likeness::Slip, Vocabulary::Language) => {
                Applicability::MachineApplicable
            }
            (Likeness::Slip, Vocabulary::Policy) | (Likeness::Resemblance, _) => {
                Applicability::MaybeIncorrect
            }
        };
        error.suggest(
            format!("did you mean `{written}`?"),
            Suggestion::replace(place, written, applicability),
        )
    }

    /// The same, but somebody has to decide.
    pub(super) fn unsure(self) -> Self {
        Similar { likeness: Likeness::Resemblance, ..self }
    }
}

/// The candidate that is most alike, if one is alike enough to be what was meant.
pub(crate) fn similar<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<Similar<'a>> {
    let allowed = (written.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &'a str)> = candidates
        .into_iter()
        .take(CONSIDERED)
        .map(|candidate| (distance(written, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *candidate != written)
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    let (distance, text) = *near.first()?;
    let only = |alike: &dyn Fn(usize, &str) -> bool| {
        near.iter().filter(|(distance, candidate)| alike(*distance, candidate)).count() == 1
    };
    let same = |text: &str| plain(text) == plain(written);
    let likeness = if same(text) && only(&|_, candidate| same(candidate)) {
        Likeness::Spelling
    } else if distance <= 1 && written.len() > 2 && only(&|distance, _| distance <= 1) {
        Likeness::Slip
    } else {
        Likeness::Resemblance
    };
    Some(Similar { text, likeness })
}

/// Without what only spelling is about.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|character| !matches!(character, '_' | '-'))
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// Edits between the two, with other case counted as less than another letter.
fn distance(written: &str, candidate: &str) -> usize {
    // Far apart in length is far apart: a name of a megabyte is not compared letter by letter.
    if written.len().abs_diff(candidate.len()) > 8 || written.len() > 200 {
        return usize::MAX;
    }
    strsim::osa_distance(&written.to_lowercase(), &candidate.to_lowercase())
}

/// How many names are listed at most.
const LISTED: usize = 20;

/// Names for people: `` `a`, `b` and `c` ``; of very many the first.
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter();
    let mut quoted: Vec<String> =
        names.by_ref().take(LISTED).map(|name| format!("`{name}`")).collect();
    match names.count() {
        0 => {}
        1 => quoted.push("one more".to_owned()),
        more => quoted.push(format!("{more} more")),
    }
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{LISTED, list};

    #[test]
    fn of_very_many_names_the_first_are_listed() {
        let names = |count: usize| -> Vec<String> { (0..count).map(|at| at.to_string()).collect() };
        let listed = |count: usize| list(names(count).iter().map(String::as_str));
        assert_eq!(listed(0), "");
        assert_eq!(listed(2), "`0` and `1`");
        assert!(listed(LISTED).ends_with("`18` and `19`"));
        assert!(listed(LISTED + 1).ends_with("`19` and one more"));
        assert!(listed(30_000).ends_with("`19` and 29980 more"));
    }
}
