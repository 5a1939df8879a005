//! What a client is told of how long a route is to be used.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use crate::policy::Lifetime;

/// Whether a route with this lifetime is gone at `now`, in seconds since 1970: from its sunset on, that second included.
#[must_use]
pub fn is_gone(lifetime: &Lifetime, now: i64) -> bool {
    lifetime.sunset.is_some_and(|sunset| is_past(sunset.seconds, now))
}

/// Whether a sunset is past at `now`, both in seconds since 1970.
#[must_use]
pub fn is_past(sunset: i64, now: i64) -> bool {
    now >= sunset
}

/// The headers of each answer of the route, names in lower case: `deprecation` (RFC 9745), `sunset` (RFC 8594), and `link`
/// to its successor (RFC 5829). `spelled` gives the path's parameters as the request spells them.
#[must_use]
pub fn headers<'v>(
    lifetime: &Lifetime,
    spelled: impl Fn(&str) -> Option<&'v str>,
) -> Vec<(&'static str, String)> {
    let Lifetime { deprecated, sunset, successor } = lifetime;
    let mut headers = Vec::new();
    if let Some(moment) = deprecated {
        headers.push(("deprecation", format!("@{}", moment.seconds)));
    }
    // Every date of a policy can be written so: its literals have years of four digits.
    headers.extend(sunset.and_then(|moment| Some(("sunset", http_date(moment.seconds)?))));
    let path = successor.as_ref().and_then(|successor| successor.fill(spelled));
    headers.extend(path.map(|path| ("link", format!("<{path}>; rel=\"successor-version\""))));
    headers
}

/// An HTTP-date (RFC 9110 §5.6.7).
fn http_date(seconds: i64) -> Option<String> {
    let time = Timestamp::from_second(seconds).ok()?;
    DateTimePrinter::new().timestamp_to_rfc9110_string(&time).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{DerivedPath, DerivedSegment, Moment, Span};

    fn lifetime() -> Lifetime {
        let at = |seconds| Some(Moment { seconds, span: Span::default() });
        let segments = vec![
            DerivedSegment::Literal("v1".into()),
            DerivedSegment::Parameter("id".into()),
            DerivedSegment::Literal(String::new()),
        ];
        let successor = Some(DerivedPath { segments, span: Span::default() });
        Lifetime { deprecated: at(1_767_225_600), sunset: at(1_798_761_600), successor }
    }

    #[test]
    fn headers_are_spelled_as_their_standards_say() {
        let spelled = |name: &str| (name == "id").then_some("a%20b");
        assert_eq!(
            headers(&lifetime(), spelled),
            [
                ("deprecation", "@1767225600".to_owned()),
                ("sunset", "Fri, 01 Jan 2027 00:00:00 GMT".to_owned()),
                ("link", "</v1/a%20b/>; rel=\"successor-version\"".to_owned()),
            ]
        );
        assert!(headers(&Lifetime::default(), spelled).is_empty());
    }

    #[test]
    fn a_route_is_gone_from_its_sunset_on() {
        assert!(!is_gone(&lifetime(), 1_798_761_599));
        assert!(is_gone(&lifetime(), 1_798_761_600));
        assert!(!is_gone(&Lifetime::default(), i64::MAX));
    }
}
