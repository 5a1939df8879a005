//! The constructs of the language, token by token.

use super::{Token, Writer};

const WORDS: [&str; 8] = [
    "a",
    "id",
    "order",
    "customer",
    "viewer",
    "per_client",
    "x1",
    "a_rather_long_name_for_a_thing",
];
const TYPES: [&str; 9] = [
    "string",
    "int",
    "decimal",
    "NewOrder",
    "uuid",
    "Currency",
    "\"created\"",
    "idn_hostname",
    "relative_json_pointer",
];
const TEXTS: [&str; 6] = [
    "\"a\"",
    "\"\"",
    "\"a // b\"",
    "\"{ [ ( \\\" \"",
    "\"https://id.example.com/\"",
    "\"an ß and a longer text of some sort\"",
];
const PATTERNS: [&str; 2] = ["r\"[A-Z]{3}//\"", "r\"a\""];

impl Writer<'_, '_> {
    /// Tokens that white space separates.
    pub(super) fn put(&mut self, text: &str) {
        for text in text.split(' ') {
            self.tokens.push(Token { text: text.to_owned(), glued: false, path: false });
        }
    }

    pub(super) fn glue(&mut self, text: &str) {
        self.tokens.push(Token { text: text.to_owned(), glued: true, path: false });
    }

    /// One token, which may hold white space.
    pub(super) fn one(&mut self, options: &[&'static str]) {
        let text = self.choices.one_of(options).to_owned();
        self.tokens.push(Token { text, glued: false, path: false });
    }

    pub(super) fn word(&mut self) {
        self.one(&WORDS);
    }

    pub(super) fn maybe(&mut self, write: impl FnOnce(&mut Self)) {
        if self.choices.below(3) == 1 {
            write(self);
        }
    }

    pub(super) fn some(&mut self, most: usize, mut write: impl FnMut(&mut Self)) {
        for _ in 0..self.choices.below(most + 1) {
            write(self);
        }
    }

    pub(super) fn documentation(&mut self) {
        if self.choices.below(6) == 1 {
            self.one(&["/// What it is.", "///", "/// \"a\" {  "]);
            self.maybe(|it| it.one(&["/// More."]));
        }
    }

    /// Items with commas between, and perhaps one after the last.
    pub(super) fn separated(&mut self, most: usize, mut write: impl FnMut(&mut Self)) {
        for number in 0..self.choices.below(most + 1) {
            if number > 0 {
                self.put(",");
            }
            write(self);
        }
        if self.tokens.last().is_some_and(|last| !matches!(last.text.as_str(), "[" | "{" | "(")) {
            self.maybe(|it| it.put(","));
        }
    }

    pub(super) fn file(&mut self) {
        self.maybe(|it| it.one(&["//! About it.", "//! // {"]));
        self.put("policy shop 2.4.0");
        self.some(12, |it| {
            it.documentation();
            it.declaration();
        });
    }

    fn declaration(&mut self) {
        match self.choices.below(23) {
            0 => self.named("role", |it| {
                it.maybe(|it| {
                    it.put("includes viewer");
                    it.some(2, |it| {
                        it.put(",");
                        it.word();
                    });
                });
            }),
            1 => self.named("target", |it| it.maybe(|it| it.block(2))),
            2 => self.named("upstream", |it| {
                it.put("=");
                it.one(&TEXTS);
                it.maybe(|it| {
                    it.put("{ breaker : open");
                    it.one(&["10s", "a_while"]);
                    it.put("after 5 failures in a row");
                    it.some(2, |it| it.setting(2));
                    it.put("}");
                });
            }),
            3 => {
                self.one(&["network", "errors", "headers"]);
                self.block(2);
            }
            4 => {
                self.put("principal");
                self.fields();
            }
            5 => self.named("auth", |it| {
                it.put("=");
                it.one(&["jwt", "mtls", "introspection", "basic"]);
                it.block(2);
            }),
            6 => self.named("condition", |it| {
                it.maybe(|it| {
                    it.put("(");
                    it.separated(2, |it| {
                        it.put("of :");
                        it.kind(1);
                    });
                    it.put(")");
                });
                it.put("=");
                it.expression(3);
            }),
            7 => self.named("limit", |it| {
                it.put("= 100_000 per 1m");
                it.maybe(|it| it.put("burst 20"));
                it.put("by client . ip");
                it.maybe(|it| it.put("keys 10"));
                match it.choices.below(4) {
                    0 => it.put("shared"),
                    1 => it.put("shared or local"),
                    _ => {}
                }
            }),
            8 => self.named("enum", |it| {
                it.put("{");
                it.separated(4, Self::word);
                it.put("}");
            }),
            9 => self.named("schema", |it| {
                it.maybe(|it| it.put("open"));
                it.fields();
            }),
            10 => self.named("schema", |it| {
                it.maybe(|it| it.put("open"));
                it.put("=");
                if it.choices.below(3) == 0 {
                    return it.one_of();
                }
                it.put("NewOrder + {");
                it.some(2, |it| it.put("id : uuid"));
                it.put("}");
            }),
            11..=14 => self.named("api", Self::api),
            15 => {
                self.put("hosts : [");
                self.separated(5, |it| it.value(1));
                self.put("]");
            }
            16 => self.later_declaration(),
            17 => self.named("step_up", |it| it.put("= principal . mfa_at within 5m")),
            18 => self.named("group", |it| {
                it.put("= [ 203.0.113.0/24 , 2001:db8:1::/48 ]");
            }),
            19 => self.test(),
            20 => self.named("cors", |it| it.block(1)),
            21 => {
                self.put("alert brute_force = 50 of");
                match self.choices.below(3) {
                    0 => self.put("status 401"),
                    1 => self.put("rule \"auth\""),
                    _ => self.put("rule orders.get/limit.few"),
                }
                self.put("per 1m by client . ip");
                self.maybe(|it| it.put("keys 10"));
            }
            _ => {
                self.one(&["never"]);
                self.one(&TEXTS);
                self.put("{ DELETE");
                self.path_token("/**");
                self.put("allowed without step_up recent }");
            }
        }
    }

    fn named(&mut self, keyword: &str, write: impl FnOnce(&mut Self)) {
        self.put(keyword);
        self.word();
        write(self);
    }

    fn later_declaration(&mut self) {
        match self.choices.below(4) {
            0 => {
                self.put("use");
                self.one(&["\"common/schemas.gate\""]);
            }
            1 => {
                self.put("parameter issuer : uri =");
                self.one(&TEXTS);
            }
            2 => self.named("tls", |it| it.block(1)),
            _ if self.choices.below(2) == 0 => {
                self.put("log { principal : file");
                self.one(&TEXTS);
                self.put("}");
            }
            _ => {
                self.put("log");
                self.block(1);
            }
        }
    }

    fn test(&mut self) {
        self.put("test");
        self.one(&TEXTS);
        self.put("{");
        self.some(2, |it| {
            it.put("as customer { id : \"anna\" , roles : [ viewer ] }");
            it.maybe(|it| it.put("from 198.51.100.7 in DE"));
            it.put("{");
            it.some(3, |it| {
                it.one(&["GET", "DELETE"]);
                let target =
                    it.choices.one_of(&["/v1/orders", "\"/v1/orders?q=a b\"", "\"/v1//\""]);
                it.path_token(target);
                match it.choices.below(4) {
                    0 => it.put("body form \"title=tea\""),
                    _ => it.message(),
                }
                it.maybe(|it| it.put("times 3"));
                it.maybe(|it| {
                    it.put("upstream 200");
                    it.message();
                });
                it.put("-");
                it.glue(">");
                it.expectation();
            });
            it.put("}");
        });
        self.put("}");
    }

    /// Headers and body of a test's request or answer.
    fn message(&mut self) {
        self.maybe(|it| {
            it.put("headers {");
            it.separated(3, |it| {
                it.put("\"x-region\" : \"a/long/value/of/a/header/that/goes/on\"")
            });
            it.put("}");
        });
        self.maybe(Self::test_body);
    }

    fn test_body(&mut self) {
        self.put("body");
        self.one(&["file \"order.json\"", "\"text\"", "{}", "[]"]);
    }

    fn expectation(&mut self) {
        self.one(&["200", "413 body", "400 headers", "403 orders.get/allow"]);
        self.maybe(Self::expected_headers);
        self.maybe(Self::test_body);
        self.maybe(|it| {
            it.put("forwards");
            if it.choices.below(2) == 0 {
                return it.expected_headers();
            }
            it.path_token("/internal/orders?page=1");
            it.maybe(Self::expected_headers);
        });
    }

    fn expected_headers(&mut self) {
        self.put("headers {");
        self.separated(3, |it| {
            it.put("\"x-user-id\" :");
            it.one(&["absent", "\"anna\"", "\"a/long/value/of/a/header/that/goes/on\""]);
        });
        self.put("}");
    }

    pub(super) fn block(&mut self, depth: usize) {
        self.put("{");
        self.some(4, |it| it.setting(depth));
        self.put("}");
    }

    pub(super) fn setting(&mut self, depth: usize) {
        self.documentation();
        if self.choices.below(4) == 0 && depth > 0 {
            self.one(&["identity", "principal", "a"]);
            return self.block(depth - 1);
        }
        self.one(&["issuer", "algorithms", "a", "\"x-user-id\"", "trusted_proxies"]);
        self.put(":");
        self.value(depth);
    }

    fn value(&mut self, depth: usize) {
        match self.choices.below(9) {
            0 => self.word(),
            1 => self.put("claim . realm_access . roles"),
            2 => self.literal(),
            3 | 4 if depth > 0 => {
                self.put("[");
                self.separated(5, |it| it.value(depth - 1));
                self.put("]");
            }
            5 => {
                self.one(&["file", "jwks file", "header", "san_uri"]);
                self.one(&TEXTS);
            }
            6 if depth > 0 => {
                self.put("jwks \"https://id.example.com/jwks.json\"");
                self.maybe(|it| it.block(depth - 1));
            }
            7 if depth > 0 => {
                self.one(&["6_000", "requests"]);
                self.put("per 1m burst 3 by client . ip");
                self.maybe(|it| it.put("shared or local"));
            }
            _ => self.literal(),
        }
    }

    pub(super) fn literal(&mut self) {
        match self.choices.below(4) {
            0 => self.one(&TEXTS),
            1 => self.one(&PATTERNS),
            2 => {
                self.one(&["10.0.0.0/8", "fd00::1", "[::1]:8443", "127.0.0.1:80", "2001:db8::/32"])
            }
            _ => self.one(&[
                "5",
                "-0.50",
                "1_000",
                "15m",
                "64KiB",
                "2.4.0",
                "2027-01-01",
                "2026-05-01T09:00:00Z",
            ]),
        }
    }

    fn fields(&mut self) {
        self.put("{");
        self.some(4, |it| {
            it.documentation();
            it.word();
            it.maybe(|it| it.put("?"));
            it.put(":");
            it.kind(2);
            it.maybe(|it| it.put("readonly"));
        });
        self.put("}");
    }

    pub(super) fn one_of(&mut self) {
        self.put("one_of Created");
        self.some(3, |it| {
            it.put(",");
            it.one(&["Cancelled", "AnOrderThatSomebodySentBack", "NewOrder"]);
        });
        self.put("by kind");
    }

    pub(super) fn kind(&mut self, depth: usize) {
        match self.choices.below(5) {
            0 if depth > 0 => {
                self.put("[");
                self.kind(depth - 1);
                self.put("]");
            }
            1 if depth > 0 => {
                self.put("map [");
                self.kind(depth - 1);
                self.put("]");
            }
            2 if depth > 1 => self.one_of(),
            _ => self.one(&TYPES),
        }
        self.maybe(|it| it.put("?"));
        self.maybe(|it| it.one(&["1..99", "..500", "8", "-5..5", "0.00..9.99"]));
        self.maybe(|it| {
            it.put("matches");
            it.one(&PATTERNS);
        });
        self.maybe(|it| it.put("masked keep 4"));
    }
}
