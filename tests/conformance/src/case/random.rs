//! Random requests: right ones with a few random changes.

use super::{Context, Kind};
use crate::octets::Octets;
use crate::random::Random;
use crate::request::{Content, Request};

/// How many.
const COUNT: usize = 150;

/// Pieces that are put into targets.
const PIECES: [&str; 26] = [
    "/", "//", ".", "..", "%2e", "%2f", "%5c", ";", "?", "&", "=", "%", "%00", "%c3%a9", "%20",
    "+", "a", "A", "~", "%61", ":", "@", "*", "%25", "1", "-",
];

/// Pieces that are put into bodies.
const BODY_PIECES: [&str; 28] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "0",
    "-",
    ".",
    "e",
    "null",
    "true",
    " ",
    "\u{feff}",
    "é",
    "\\u0000",
    "\\ud800",
    "1e400",
    "\"a\":1,",
    "/**/",
    "\n",
    "99999999999999999999",
    "&",
    "=",
    "%",
    ";",
];

/// Adds the cases.
pub fn derive(context: &mut Context<'_>) {
    let scenes: Vec<_> = context
        .routes
        .iter()
        .flat_map(|(_, solved)| {
            solved.admitted.iter().chain(solved.scenes.iter().map(|(_, scene)| scene))
        })
        .cloned()
        .collect();
    for number in 0..COUNT {
        let Some(scene) = context.random.pick(&scenes).cloned() else { return };
        let mut request = context.request(&format!("random {number}"), &scene);
        for _ in 0..=context.random.below(2) {
            change(&mut context.random, &mut request);
        }
        context.push(Kind::Random, None, request);
    }
}

/// Changes one thing of a request.
pub fn change(random: &mut Random, request: &mut Request) {
    match random.below(8) {
        0 | 1 => {
            let mut target = request.target.text();
            let place = 1 + random.below(target.len().saturating_sub(1));
            if let Some(piece) = random.pick(&PIECES)
                && target.is_char_boundary(place)
            {
                target.insert_str(place, piece);
            }
            request.target = target.into();
        }
        2 => {
            let mut target = request.target.text();
            let place = 1 + random.below(target.len().saturating_sub(1));
            if target.len() > 2 && target.is_char_boundary(place) && place < target.len() {
                target.remove(place);
            }
            request.target = target.into();
        }
        3 => {
            let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
            if let Some(method) = random.pick(&methods) {
                request.method = (*method).into();
            }
        }
        4 | 5 => {
            if let Content::Length(octets) = &request.body {
                let mut text = octets.text();
                let place = random.below(text.len() + 1);
                if let Some(piece) = random.pick(&BODY_PIECES)
                    && text.is_char_boundary(place)
                {
                    text.insert_str(place, piece);
                }
                request.body = Content::Length(text.into());
            }
        }
        6 => {
            if let Content::Length(octets) = &request.body {
                let mut bytes = octets.0.clone();
                let place = random.below(bytes.len());
                if place < bytes.len() {
                    bytes.remove(place);
                }
                request.body = Content::Length(Octets(bytes));
            }
        }
        _ => request.credentials.clear(),
    }
}
