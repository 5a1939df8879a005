//! Apis and routes with overlapping templates.

use super::Draft;
use super::kind::{Field, Kind};
use super::schema::Object;

/// What a segment that is a parameter is of, by its place: templates of one shape have the same types.
const PARAMETERS: [(&str, Kind); 5] = [
    ("string ..20", Kind::Text),
    ("int 1..99", Kind::Int),
    ("uuid", Kind::Uuid),
    ("Colour", Kind::Text),
    ("date", Kind::Date),
];

impl Draft<'_> {
    pub(super) fn api(&mut self, number: usize) {
        let base = self.text(&["/v1", "/a", "/v1/a"]);
        self.line(0, format!("api api{number} at {base}{number} {{"));
        self.line(1, "upstream: service");
        if !self.once_in(10) {
            let optional = if self.once_in(4) { "optional " } else { "" };
            let schemes = self.schemes.join(", ");
            self.line(1, format!("auth: {optional}[{schemes}]"));
        }
        if self.once_in(2) {
            let limits = self.text(&[
                "per_client",
                "per_caller",
                "per_client, per_caller",
                "per_client, per_field",
            ]);
            self.line(1, format!("limit: [{limits}]"));
        }
        if self.once_in(5) {
            self.line(1, "hide: true");
        }
        if self.once_in(5) {
            let step = self.pick(&self.step_ups.clone());
            self.line(1, format!("step_up: [{step}]"));
        }
        for word in ["require", "deny"] {
            if self.once_in(6) {
                let fields = self.principal_operands();
                let condition = self.expression(&fields, 1);
                self.line(1, format!("{word}: {condition}"));
            }
        }
        if self.once_in(4) {
            self.line(1, "body: max 1KiB");
        }
        let places: Vec<usize> = (0..4).map(|_| self.random.below(PARAMETERS.len())).collect();
        for _ in 0..3 + self.random.below(8) {
            self.route(&places);
        }
        self.line(0, "}");
    }

    fn route(&mut self, places: &[usize]) {
        let method = self.text(&["GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE"]);
        let mut fields = self.principal_operands();
        let mut path = String::new();
        let length = self.random.below(4);
        for (depth, place) in places.iter().enumerate().take(length) {
            match PARAMETERS.get(*place) {
                Some((written, kind)) if self.once_in(2) => {
                    path.push_str(&format!("/{{p{depth}: {written}}}"));
                    fields.push(Field::of(format!("path.p{depth}"), *kind));
                }
                Some(_) | None => path.push_str(&self.text(&["/a", "/b", "/red", "/a-b", "/7"])),
            }
        }
        if path.is_empty() || self.once_in(10) {
            path.push('/');
        }
        self.line(1, format!("{method} {path}"));
        let query = self.object(&self.schemas.queries.clone()).filter(|_| self.random.below(3) > 0);
        if let Some(query) = &query {
            self.line(2, format!("query {}", query.name));
            fields.extend(query.fields.iter().map(|field| field.within("query")));
        }
        let takes_a_body = method != "GET" && self.random.below(4) > 0;
        let body = self.object(&self.schemas.bodies.clone()).filter(|_| takes_a_body);
        if let Some(body) = &body {
            self.body_clause(body, &mut fields);
        }
        if self.once_in(5) {
            self.line(2, "headers Declared");
        }
        if self.once_in(5) {
            self.line(2, "cookies Choices");
        }
        self.clauses(&fields);
    }

    /// JSON, or of the schemas of queries a form.
    fn body_clause(&mut self, json: &Object, fields: &mut Vec<Field>) {
        let most = self.text(&["", "", " max 200B", " max 2KiB"]);
        let form = self.object(&self.schemas.queries.clone()).filter(|_| self.once_in(3));
        let (word, body) = match &form {
            Some(form) => ("form ", form),
            None => ("", json),
        };
        self.line(2, format!("body {word}{}{most}", body.name));
        fields.extend(body.fields.iter().map(|field| field.within("body")));
    }

    fn clauses(&mut self, fields: &[Field]) {
        for _ in 0..=self.random.below(2) {
            let who = self.text(&["r0", "r1", "r2", "authenticated", "anyone"]);
            let when = match self.random.below(4) {
                0 => String::new(),
                1 => format!(" when {}", self.called(fields)),
                _ => format!(" when {}", self.expression(fields, 2)),
            };
            self.line(2, format!("allow {who}{when}"));
        }
        if self.once_in(4) {
            let condition = self.expression(fields, 2);
            self.line(2, format!("deny when {condition}"));
        }
        if self.once_in(4) {
            let condition = self.expression(fields, 2);
            self.line(2, format!("require {condition}"));
        }
        if self.once_in(7) {
            let step = self.pick(&self.step_ups.clone());
            self.line(2, format!("step_up {step}"));
        }
        if self.once_in(7) {
            self.line(2, "hide");
        }
        if self.once_in(5) {
            let limit = self.pick(&self.limits.clone());
            self.line(2, format!("limit {limit}"));
        }
        if self.once_in(7) {
            let scheme = self.pick(&self.schemes.clone());
            self.line(2, format!("auth [{scheme}]"));
        }
        if self.once_in(9) {
            let what =
                self.text(&["limit", "require", "deny", "step_up", "hide", "auth", "auth, limit"]);
            self.line(2, format!("override [{what}]"));
        }
    }

    fn called(&mut self, fields: &[Field]) -> String {
        let texts: Vec<&Field> = fields
            .iter()
            .filter(|field| field.kind == Kind::Text && !field.is_list)
            .filter(|field| !field.name.starts_with("principal"))
            .collect();
        match self.random.pick(&texts) {
            Some(field) if self.random.below(2) == 0 => format!("owner({})", field.name),
            Some(_) | None => self.pick(&self.conditions.clone()),
        }
    }
}
