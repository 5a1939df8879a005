//! What values a condition can look at, and literals of each kind.

/// A kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Text,
    Uuid,
    Int,
    Decimal,
    Bool,
    Time,
    Date,
    Duration,
    Ip,
}

impl Kind {
    /// Some literals, as a condition writes them.
    pub(super) fn literals(self) -> &'static [&'static str] {
        match self {
            Kind::Text => &["\"a\"", "\"red\"", "\"subject-a\"", "\"\"", "\"\u{e9}\"", "\"a b\""],
            Kind::Uuid => &[
                "\"0195a3c0-7d10-7000-8000-00000000000a\"",
                "\"0195A3C0-7D10-7000-8000-0000000000FF\"",
            ],
            Kind::Int => &["0", "1", "3", "-2", "10", "9_007_199_254_740_991"],
            Kind::Decimal => &["0.5", "1", "1.50", "-0.25", "100.01", "0.1"],
            Kind::Bool => &["true", "false"],
            Kind::Time => &[
                "2026-05-01T00:00:00Z",
                "2026-05-01",
                "2001-09-09T01:46:40Z",
                "time",
                "time - 5m",
                "time + 1h",
            ],
            Kind::Date => &["2026-05-01", "2001-09-09", "time", "2026-05-01T12:00:00Z"],
            Kind::Duration => &["5m", "90s", "0s", "1h", "5m + 30s"],
            Kind::Ip => &["192.0.2.1", "2001:db8::1", "10.0.0.1"],
        }
    }

    /// How types of it are written in schemas and paths.
    pub(super) fn types(self) -> &'static [&'static str] {
        match self {
            Kind::Text => &[
                "string",
                "string ..8",
                "string 1..5",
                "string 3",
                "string 2..6 raw",
                "string raw",
                "Colour",
                "email",
                "uri",
                "hostname",
                "base64",
                "time_of_day",
                "uri_reference",
                "idn_email",
                "iri",
                "iri_reference",
                "json_pointer",
                "relative_json_pointer",
                "uri_template",
                "idn_hostname",
                "string 1..12 matches r\"(?i)[a-z]+(-[a-z]+)*\"",
                "string matches r\"a.c|\\d{2,3}\"",
                "string matches r\"[A-C]{2}-[0-9]\"",
                "string ..8 matches r\"\\p{L}+\"",
            ],
            Kind::Uuid => &["uuid"],
            Kind::Int => &["int", "int 1..99", "int -5..5", "int 1..", "int ..0"],
            Kind::Decimal => &["decimal", "decimal 0.00..9.99", "decimal ..-0.5", "decimal 0.5.."],
            Kind::Bool => &["bool"],
            Kind::Time => &["time"],
            Kind::Date => &["date"],
            Kind::Duration => &["duration"],
            Kind::Ip => &["ip"],
        }
    }

    pub(super) const ALL: [Kind; 9] = [
        Kind::Text,
        Kind::Uuid,
        Kind::Int,
        Kind::Decimal,
        Kind::Bool,
        Kind::Time,
        Kind::Date,
        Kind::Duration,
        Kind::Ip,
    ];
}

/// Something of a kind, under the name by which a condition reads it.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) is_list: bool,
}

impl Field {
    pub(super) fn of(name: impl Into<String>, kind: Kind) -> Field {
        Field { name: name.into(), kind, is_list: false }
    }

    /// The same field inside of something.
    pub(super) fn within(&self, outer: &str) -> Field {
        Field { name: format!("{outer}.{}", self.name), ..self.clone() }
    }
}
