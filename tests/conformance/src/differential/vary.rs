//! Requests made slightly wrong, or odd.

use crate::case::random::change;
use crate::octets::Octets;
use crate::random::Random;
use crate::request::{Content, Credential, Request};

/// Values that headers, cookies and parameters rarely have.
const ODD: [&[u8]; 16] = [
    b"",
    b" ",
    b"0",
    b"-0",
    b"1e2",
    b"9007199254740992",
    b"true",
    b"null",
    b"a,b",
    b",",
    b"\xff\xfe",
    "\u{fffd}".as_bytes(),
    "\u{e9}".as_bytes(),
    b"2026-05-01",
    b"2026-05-01T00:00:00Z",
    b"PT5M",
];

/// Changes one thing of a request.
pub fn vary(request: &mut Request, random: &mut Random) {
    match random.below(12) {
        0 => with_header(request, random, |headers, place| {
            let again = headers.get(place).cloned();
            headers.extend(again);
        }),
        1 => with_header(request, random, |headers, place| {
            headers.remove(place);
        }),
        2 => {
            let odd = random.pick(&ODD).copied().unwrap_or_default().to_vec();
            with_header(request, random, |headers, place| {
                if let Some((_, value)) = headers.get_mut(place) {
                    *value = Octets(odd);
                }
            });
        }
        3 => {
            let octet = u8::try_from(random.below(256)).unwrap_or_default();
            let at = random.below(64);
            with_header(request, random, |headers, place| {
                if let Some((_, value)) = headers.get_mut(place)
                    && let Some(slot) = value.0.get_mut(at)
                {
                    *slot = octet;
                }
            });
        }
        4 => {
            if let Content::Length(octets) = &mut request.body {
                let at = random.below(octets.0.len());
                if let Some(slot) = octets.0.get_mut(at) {
                    *slot = u8::try_from(random.below(256)).unwrap_or_default();
                }
            }
        }
        5 => {
            if let Content::Length(octets) = &request.body {
                let middle = octets.0.len() / 2;
                let (first, second) = octets.0.split_at(middle);
                let chunks = vec![Octets(first.to_vec()), Octets(second.to_vec())];
                request.body = Content::Chunked(chunks);
            }
        }
        6 => {
            if let Some(Credential::ApiKey { index, .. }) = request.credentials.first_mut() {
                *index = random.below(400);
            } else {
                let twice = request.credentials.first().cloned();
                request.credentials.extend(twice);
            }
        }
        _ => change(random, request),
    }
}

fn with_header(
    request: &mut Request,
    random: &mut Random,
    change: impl FnOnce(&mut Vec<(String, Octets)>, usize),
) {
    if !request.headers.is_empty() {
        let place = random.below(request.headers.len());
        change(&mut request.headers, place);
    }
}
