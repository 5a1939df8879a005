//! What literals say. One that means nothing is reported and stands as zero, so that the rest is still read.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;

use super::super::ast::{Amount, AmountUnit, Literal, LiteralValue};
use super::super::grammar::Rule;
use super::super::node::Node;
use super::Parser;
use crate::diagnostic::codes;

/// Time units in milliseconds, longest name first.
const TIME_UNITS: [(&str, u64); 5] =
    [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// Size units in bytes, longest name first.
const SIZE_UNITS: [(&str, u64); 7] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("KB", 1000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("B", 1),
];

impl Parser {
    /// One `Rule::literal`.
    pub(super) fn literal(&mut self, node: &Node<'_>) -> Option<Literal> {
        let kind = node.children().next()?;
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the grammar admits only these here; anything else is reported as a fault of the parser"
        )]
        let value = match kind.rule() {
            Rule::text => LiteralValue::Text(unescape(self, &kind)),
            Rule::regex => LiteralValue::Regex(regex_source(&kind)),
            Rule::address => self.address(&kind),
            Rule::time => LiteralValue::Time(self.time(&kind)),
            Rule::date => LiteralValue::Date(self.date(&kind)),
            Rule::version => LiteralValue::Version(String::from(kind.text())),
            Rule::duration => LiteralValue::Duration(self.duration(&kind).value),
            Rule::size => LiteralValue::Size(self.size(&kind).value),
            Rule::decimal => LiteralValue::Decimal(digits(kind.text())),
            Rule::integer => LiteralValue::Integer(self.integer(&kind)),
            _ => return None,
        };
        Some(Literal { value, span: node.span() })
    }

    /// A number of things.
    pub(super) fn count(&mut self, node: &Node<'_>) -> Amount {
        self.amount(node, &[("", 1)], AmountUnit::Count)
    }

    /// A time span in milliseconds.
    pub(super) fn duration(&mut self, node: &Node<'_>) -> Amount {
        self.amount(node, &TIME_UNITS, AmountUnit::Milliseconds)
    }

    /// A size in bytes.
    pub(super) fn size(&mut self, node: &Node<'_>) -> Amount {
        self.amount(node, &SIZE_UNITS, AmountUnit::Bytes)
    }

    fn amount(&mut self, node: &Node<'_>, units: &[(&str, u64)], unit: AmountUnit) -> Amount {
        let text = digits(node.text());
        let value = units.iter().find_map(|(name, factor)| {
            let number = text.strip_suffix(name)?;
            number.bytes().all(|digit| digit.is_ascii_digit()).then_some((number, factor))
        });
        let value =
            value.and_then(|(number, factor)| u64::from_str(number).ok()?.checked_mul(*factor));
        // What is counted, and every sum of times, stays exact in a double and far from overflow.
        let value = value.filter(|value| *value < 1 << 53);
        let value = value.unwrap_or_else(|| self.means_nothing(node, "it is too large", 1));
        Amount { value, unit, span: node.span() }
    }

    fn integer(&mut self, node: &Node<'_>) -> i64 {
        let value = i64::from_str(&digits(node.text())).ok();
        let value = value.filter(|value| value.unsigned_abs() < 1 << 53);
        value.unwrap_or_else(|| self.means_nothing(node, "integers lie within ±(2^53 − 1)", 0))
    }

    pub(super) fn address(&mut self, node: &Node<'_>) -> LiteralValue {
        let text = node.text();
        if let Ok(network) = IpNet::from_str(text) {
            if network.trunc() != network {
                let why = format!("bits after the prefix are set; write `{}`", network.trunc());
                return self.means_nothing(node, &why, LiteralValue::Network(network));
            }
            return LiteralValue::Network(network);
        }
        if let Ok(address) = IpAddr::from_str(text) {
            return LiteralValue::Address(address);
        }
        if let Ok(socket) = SocketAddr::from_str(text) {
            return LiteralValue::Socket(socket);
        }
        self.means_nothing(
            node,
            "it is no address, block or address with port",
            LiteralValue::Integer(0),
        )
    }

    pub(super) fn time(&mut self, node: &Node<'_>) -> i64 {
        let Ok(time) = jiff::Timestamp::from_str(node.text()) else {
            return self.means_nothing(node, "there is no such time", 0);
        };
        if time.subsec_nanosecond() != 0 {
            return self.means_nothing(node, "times are in whole seconds", 0);
        }
        time.as_second()
    }

    pub(super) fn date(&mut self, node: &Node<'_>) -> i64 {
        let date = jiff::civil::Date::from_str(node.text());
        let day = date.and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC));
        day.map_or_else(
            |_| self.means_nothing(node, "there is no such day", 0),
            |day| day.timestamp().as_second(),
        )
    }

    fn means_nothing<T>(&mut self, node: &Node<'_>, why: &str, instead: T) -> T {
        let message = format!("wrong literal `{}`", node.text());
        self.report(codes::WRONG_LITERAL, message, node.span(), why);
        instead
    }
}

/// Without the `_` between digits.
fn digits(text: &str) -> String {
    text.chars().filter(|digit| *digit != '_').collect()
}

/// What stands between `r"` and `"`.
pub(super) fn regex_source(node: &Node<'_>) -> String {
    let text = node.text();
    let text = text.strip_prefix("r\"").unwrap_or(text);
    String::from(text.strip_suffix('"').unwrap_or(text))
}

/// What a `"…"` says.
pub(super) fn unescape(parser: &mut Parser, node: &Node<'_>) -> String {
    let text = node.text();
    let text = text.strip_prefix('"').unwrap_or(text);
    let text = text.strip_suffix('"').unwrap_or(text);
    let mut said = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            said.push(character);
            continue;
        }
        match rest.next() {
            Some('n') => said.push('\n'),
            Some('r') => said.push('\r'),
            Some('t') => said.push('\t'),
            Some('u') => {
                let hex: String =
                    rest.by_ref().skip(1).take_while(|character| *character != '}').collect();
                let code = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32);
                let why = format!("there is no character U+{hex}");
                said.push(code.unwrap_or_else(|| parser.means_nothing(node, &why, ' ')));
            }
            Some(other) => said.push(other),
            None => {}
        }
    }
    said
}
