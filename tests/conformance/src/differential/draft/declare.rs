//! What stands before the apis: who calls, from where, how often.

use super::Draft;
use super::kind::{Field, Kind};

impl Draft<'_> {
    pub(super) fn declarations(&mut self) {
        self.line(0, "policy drafted 1.0.0");
        self.line(0, "target rust");
        if self.once_in(2) {
            let hosts = self.text(&["\"localhost\"", "\"a.example\", \"localhost\""]);
            self.line(0, format!("hosts: [{hosts}]"));
        }
        self.principal();
        self.upstream();
        self.network();
        self.schemes();
        self.named();
        self.schemas();
        self.limits();
        let detail = self.text(&["full", "full", "full", "minimal"]);
        self.line(0, format!("errors {{ detail: {detail} }}"));
    }

    fn principal(&mut self) {
        let optional = [
            ("level", "int", Kind::Int, false),
            ("tenant", "uuid", Kind::Uuid, false),
            ("tested", "bool", Kind::Bool, false),
            ("mfa_at", "time", Kind::Time, false),
            ("acr", "string", Kind::Text, false),
            ("tags", "[string]", Kind::Text, true),
        ];
        self.line(0, "principal {");
        self.line(1, "id: string");
        self.line(1, "roles: [role]");
        self.principal.push(Field::of("id", Kind::Text));
        for (name, written, kind, is_list) in optional {
            if self.once_in(3) {
                continue;
            }
            self.line(1, format!("{name}?: {written}"));
            self.principal.push(Field { name: name.to_owned(), kind, is_list });
        }
        self.line(0, "}");
    }

    fn upstream(&mut self) {
        self.line(0, "upstream service = \"http://127.0.0.1:19000\" {");
        self.line(1, "identity {");
        for field in self.principal.clone() {
            if !self.once_in(3) {
                let header = field.name.replace('_', "-");
                self.line(2, format!("\"x-p-{header}\": principal.{}", field.name));
            }
        }
        if self.once_in(2) {
            self.line(2, "\"x-p-roles\": principal.roles");
        }
        self.line(1, "}");
        self.line(0, "}");
    }

    fn network(&mut self) {
        self.line(0, "network {");
        let proxies = self.text(&["127.0.0.0/8", "127.0.0.1, 10.0.0.0/8", "127.0.0.1"]);
        self.line(1, format!("trusted_proxies: [{proxies}]"));
        if self.once_in(4) {
            let denied = self.text(&["192.0.2.0/24", "198.18.0.64/26, 2001:db8:bad::/48"]);
            self.line(1, format!("deny: [{denied}]"));
        }
        if self.once_in(4) {
            let allowed = "198.18.0.0/15, 127.0.0.0/8, 203.0.113.0/24, 2001:db8::/33, 10.0.0.0/8";
            self.line(1, format!("allow: [{allowed}]"));
        }
        if self.once_in(4) {
            let burst = self.text(&["burst 5", "burst 2", ""]);
            self.line(1, format!("limit: 10 per 1m {burst} by client.ip"));
        }
        self.line(0, "}");
    }

    fn schemes(&mut self) {
        let shared = if self.once_in(2) { Some("ids: people") } else { None };
        for name in ["staff", "visitor"] {
            if name == "visitor" && !self.once_in(3) {
                continue;
            }
            let algorithms = self.text(&["ES256", "EdDSA", "ES256, EdDSA", "ES384"]);
            let field = self.text(&["", "", "from: header \"x-token\"", "from: cookie \"token\""]);
            let grants = self.text(&["r0, r1, r2", "r0, r1", "r1"]);
            self.line(0, format!("auth {name} = jwt {{"));
            self.line(1, format!("issuer: \"https://{name}.example/\""));
            self.line(1, "audience: \"drafted\"");
            self.line(1, "token_type: \"at+jwt\"");
            self.line(1, format!("algorithms: [{algorithms}]"));
            self.line(1, format!("keys: jwks file \"keys/{name}.json\""));
            for setting in ["max_lifetime: 15m", "leeway: 10s", "forward: true", &field] {
                if !setting.is_empty() && self.once_in(2) {
                    self.line(1, setting);
                }
            }
            if let Some(shared) = shared {
                self.line(1, shared);
            }
            self.line(1, format!("grants: [{grants}]"));
            self.line(1, "principal {");
            let claim = self.text(&["claim.roles", "claim.realm.roles"]);
            self.line(2, format!("roles: {claim}"));
            for field in self.principal.clone() {
                if field.name == "id" {
                    self.line(2, "id: claim.sub");
                } else if !self.once_in(5) {
                    let deep = self.text(&["", "", "deep."]);
                    self.line(2, format!("{0}: claim.{deep}{0}", field.name));
                }
            }
            self.line(1, "}");
            self.line(0, "}");
            self.schemes.push(name.to_owned());
        }
        if self.once_in(2) {
            self.line(0, "auth partner = api_key {");
            let field = self.text(&[
                "header \"x-partner-key\"",
                "header \"x-partner-key\"",
                "cookie \"key\"",
            ]);
            self.line(1, format!("from: {field}"));
            self.line(1, "keys: file \"keys/partner.keys\"");
            if self.once_in(3) {
                self.line(1, "forward: true");
            }
            let grants = self.text(&["r0, r1", "r0"]);
            self.line(1, format!("grants: [{grants}]"));
            if let Some(shared) = shared {
                self.line(1, shared);
            }
            self.line(0, "}");
            self.schemes.push("partner".to_owned());
        }
    }

    /// Roles, groups, conditions and step-ups.
    fn named(&mut self) {
        self.line(0, "role r0");
        let second = self.text(&["", " includes r0"]);
        self.line(0, format!("role r1{second}"));
        let third = self.text(&["", " includes r1", " includes r0"]);
        self.line(0, format!("role r2{third}"));
        self.roles = ["r0", "r1", "r2"].map(str::to_owned).into();
        self.line(0, "group inside = [203.0.113.0/24, 2001:db8:1::/48, 198.51.100.16/28]");
        self.groups.push("inside".to_owned());
        for number in 0..2 {
            let fields = self.principal_operands();
            let condition = self.expression(&fields, 2);
            self.line(0, format!("condition c{number} = {condition}"));
            self.conditions.push(format!("c{number}"));
        }
        self.line(0, "condition owner(of: string) = principal.id == of");
        let steps = [
            ("recent", "principal.mfa_at within 5m"),
            ("strong", "principal.acr in [\"hard\", \"card\"]"),
            ("both", "principal.acr == \"hard\" and principal.mfa_at within 1h"),
        ];
        for (name, condition) in steps {
            self.line(0, format!("step_up {name} = {condition}"));
            self.step_ups.push(name.to_owned());
        }
    }

    fn limits(&mut self) {
        let burst = self.text(&["", " burst 3"]);
        self.line(0, format!("limit per_client = 20 per 1m{burst} by client.ip"));
        self.line(0, "limit per_caller = 7 per 1h by principal.id");
        let key = self.text(&["tenant", "level", "acr"]);
        self.line(0, format!("limit per_field = 30 per 10s burst 40 by principal.{key}"));
        self.limits = ["per_client", "per_caller", "per_field"].map(str::to_owned).into();
    }

    pub(super) fn principal_operands(&mut self) -> Vec<Field> {
        let fields = self.principal.iter();
        fields.map(|field| field.within("principal")).collect()
    }
}
