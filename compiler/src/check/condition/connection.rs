//! `tls` and `client.country`: what the connection tells.

use gatewright_core::policy::{Literal, Source, TlsFact, ValueType};

use super::super::suggest::{self, Vocabulary};
use super::Typing;
use super::choices::Choices;
use super::operand::{Typed, unknown_value};
use crate::diagnostic::{Diagnostic, codes};
use crate::syntax::ast::{DottedName, Word};

/// What follows `tls.`, and what follows `client.`.
const TLS: [&str; 2] = ["version", "server_name"];
const CLIENT: [&str; 2] = ["ip", "country"];

impl<'a> Typing<'a> {
    /// `tls.version`, `tls.server_name`.
    pub(super) fn tls(
        &mut self,
        name: &'a DottedName,
        word: &'a Word,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        let (fact, value) = match word.text.as_str() {
            "version" => (TlsFact::Version, ValueType::Decimal),
            "server_name" => (TlsFact::ServerName, ValueType::Text),
            _ => {
                findings.push(unknown(name, word, "tls", TLS));
                return None;
            }
        };
        let mut typed = Typed::new(Source::Tls(fact), value, name.span);
        typed.choices = match fact {
            TlsFact::Version => None,
            TlsFact::ServerName => Some(Choices::ServerName),
        };
        Some(typed)
    }

    /// `client.ip`, `client.country`.
    pub(super) fn client(
        &mut self,
        name: &'a DottedName,
        word: &'a Word,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Typed> {
        match word.text.as_str() {
            "ip" => Some(Typed::new(Source::ClientIp, ValueType::Ip, name.span)),
            "country" => {
                let mut typed = Typed::new(Source::Country, ValueType::Text, name.span);
                typed.choices = Some(Choices::Country);
                Some(typed)
            }
            _ => {
                findings.push(unknown(name, word, "client", CLIENT));
                None
            }
        }
    }
}

fn unknown(name: &DottedName, word: &Word, root: &str, known: [&'static str; 2]) -> Diagnostic {
    match suggest::similar(&word.text, known) {
        Some(better) => {
            let whole = format!("{root}.{}", better.text);
            better.offer_as(unknown_value(name), name.span, &whole, Vocabulary::Language)
        }
        None => {
            let known = known.map(|word| format!("{root}.{word}"));
            let known = suggest::list(known.iter().map(String::as_str));
            unknown_value(name).help(format!("of `{root}` there are {known}"))
        }
    }
}

/// The error of a version that TLS does not have here; nothing for any other comparison.
pub(super) fn unknown_version(left: &Typed, right: &Typed) -> Option<Diagnostic> {
    let is_version = |typed: &&Typed| typed.operand.source == Source::Tls(TlsFact::Version);
    let version = [left, right].into_iter().find(is_version)?;
    let written = [left, right].into_iter().find_map(|typed| {
        let Source::Literal(Literal::Decimal(number)) = &typed.operand.source else { return None };
        Some((typed, number.to_string()))
    });
    let (place, text) = written?;
    if matches!(text.as_str(), "1.2" | "1.3") {
        return None;
    }
    Some(
        Diagnostic::error(codes::NEVER_TRUE, format!("no connection has TLS {text}"))
            .label(place.place, "no version that is accepted")
            .label(version.place, "the version of TLS")
            .help("versions are `1.2` and `1.3`"),
    )
}
