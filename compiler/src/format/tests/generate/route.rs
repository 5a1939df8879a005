//! Apis, their routes, and what they ask.

use super::{Token, Writer};

impl Writer<'_, '_> {
    pub(super) fn api(&mut self) {
        self.put("at");
        self.path();
        self.some(3, Self::lifetime);
        self.put("{");
        self.some(3, |it| it.setting(1));
        self.maybe(|it| {
            it.one(&["require", "deny"]);
            it.put(":");
            it.expression(2);
        });
        self.some(6, |it| {
            it.documentation();
            it.route();
        });
        self.put("}");
    }

    pub(super) fn lifetime(&mut self) {
        match self.choices.below(4) {
            0 => self.put("deprecated 2026-01-01"),
            1 => self.put("sunset 2027-01-01T00:00:00Z"),
            2 => self.put("sunset last_day"),
            _ => {
                self.put("successor");
                self.derived_path();
            }
        }
    }

    /// A path with parameters by name.
    pub(super) fn derived_path(&mut self) {
        let segment = self.choices.one_of(&["/v2", "/orders/of"]);
        self.put(segment);
        self.some(2, |it| {
            it.glue("/");
            it.glue("{");
            it.put("id }");
            it.maybe(|it| it.glue("/lines"));
        });
        if let Some(last) = self.tokens.last_mut() {
            last.path = true;
        }
    }

    pub(super) fn path_token(&mut self, text: &str) {
        self.tokens.push(Token { text: text.to_owned(), glued: false, path: true });
    }

    pub(super) fn path(&mut self) {
        if self.choices.below(3) == 0 {
            return self.path_token("/");
        }
        let segment =
            self.choices.one_of(&["/v1", "/orders/of", "/a/very/long/path/of/an/api/that/goes/on"]);
        self.put(segment);
        self.some(2, |it| {
            it.glue("/");
            it.glue("{");
            it.put("id :");
            it.kind(1);
            it.put("}");
            it.maybe(|it| it.glue("/lines"));
        });
        if let Some(last) = self.tokens.last_mut() {
            last.path = true;
        }
    }

    fn route(&mut self) {
        self.one(&["GET", "POST", "DELETE", "OPTIONS"]);
        self.path();
        self.some(5, Self::clause);
    }

    fn clause(&mut self) {
        match self.choices.below(19) {
            0..=2 => {
                self.put("allow");
                self.word();
                self.maybe(|it| {
                    it.put("when");
                    it.expression(2);
                });
            }
            3 => {
                self.put("deny when");
                self.expression(2);
            }
            4 => {
                self.one(&["query", "headers", "cookies"]);
                self.put("Paging");
            }
            5 => {
                self.put("body");
                self.one(&["NewOrder", "OrderLine"]);
                self.maybe(|it| it.put("max 16KiB"));
            }
            6 => self.put("limit writes"),
            7 => {
                self.put("override [");
                self.separated(3, |it| it.one(&["auth", "limit", "body", "require"]));
                self.put("]");
            }
            8 => self.put("returns Order"),
            9 => {
                self.put("returns [ pick Order [ id ] ]");
                self.maybe(|it| it.put("max 1MiB"));
            }
            10 => {
                self.put("step_up");
                let names = self.choices.one_of(&["recent_mfa", "[ recent_mfa , strong ]"]);
                self.put(names);
            }
            11 => self.lifetime(),
            12 => {
                self.put("require");
                self.expression(2);
            }
            13 => self.put("hide auth [ customer ] upstream orders_service"),
            14 => self.put("cors browser"),
            16 => self.put("drop [ \"x-debug\" , server ]"),
            17 => {
                self.put("send {");
                self.some(2, |it| {
                    it.one(&["\"x-version\"", "\"x-who\""]);
                    it.glue(":");
                    it.one(&["\"1\"", "principal.id", "path.id"]);
                });
                self.put("}");
            }
            15 => {
                self.put("to");
                self.derived_path();
            }
            _ => {
                self.put("body");
                match self.choices.below(6) {
                    0 => self.put("any"),
                    3 => self.files(),
                    4 => {
                        self.put("multipart NewOrder");
                        self.maybe(Self::files_of_parts);
                    }
                    2 => self.put("form partial NewOrder"),
                    1 => self.one_of(),
                    _ => self.put("partial NewOrder"),
                }
                self.maybe(|it| it.put("max 10MiB"));
            }
        }
    }

    fn files(&mut self) {
        self.put("multipart");
        self.files_of_parts();
    }

    fn files_of_parts(&mut self) {
        self.put("{");
        self.some(3, |it| {
            it.one(&["avatar :", "photo ? :", "form :"]);
            it.one(&[
                "file max 1MiB of [ \"image/png\" ]",
                "[ file max 5KiB of [ \"image/png\" , \"application/pdf\" , ] ] 1..4",
            ]);
        });
        self.put("}");
    }

    pub(super) fn expression(&mut self, depth: usize) {
        self.maybe(|it| it.put("not"));
        self.relation(depth);
        self.some(3, |it| {
            it.one(&["and", "or"]);
            it.maybe(|it| it.put("not"));
            it.relation(depth);
        });
    }

    fn sum(&mut self, depth: usize) {
        self.operand(depth);
        self.some(2, |it| {
            it.one(&["+", "-"]);
            it.operand(0);
        });
    }

    fn relation(&mut self, depth: usize) {
        self.sum(depth);
        match self.choices.below(4) {
            0 => {}
            1 => self.put("is set"),
            _ => {
                self.one(&["==", "!=", "<=", "in", "has", "within", "starts_with", "matches"]);
                self.sum(depth);
            }
        }
    }

    fn operand(&mut self, depth: usize) {
        match self.choices.below(7) {
            0 => self.put("principal . scheme"),
            6 => self.put("cookie ( \"region\" )"),
            1 => self.word(),
            2 if depth > 0 => {
                self.put("(");
                self.expression(depth - 1);
                self.put(")");
            }
            3 if depth > 0 => {
                self.put("[");
                self.separated(4, |it| it.expression(depth - 1));
                self.put("]");
            }
            4 if depth > 0 => {
                self.put("owner (");
                self.separated(2, |it| it.expression(depth - 1));
                self.put(")");
            }
            _ => self.literal(),
        }
    }
}
