//! Requests to try the policy with, and the `curl` commands that send them.

use std::fmt::Write as _;

use crate::credentials::Credentials;
use crate::orders::FIRST_ORDER;

/// By what a request is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing.
    None,
    /// The bearer token in this file of `.run`.
    Token(&'static str),
    /// The partner's API key.
    PartnerKey,
}

/// One request and what it gives.
#[derive(Clone, Debug)]
pub struct Command {
    /// The status.
    pub status: u16,
    /// What the request shows.
    pub shows: &'static str,
    /// The method.
    pub method: &'static str,
    /// Path and query.
    pub target: String,
    /// Who asks.
    pub proof: Proof,
    /// A JSON body.
    pub body: Option<&'static str>,
    /// How often it is sent; the status is that of the last answer.
    pub times: u32,
}

const ORDER: &str =
    r#"{"lines":[{"sku":"TEA-0042","quantity":1}],"currency":"EUR","email":"anna@example.com"}"#;
const BAD_ORDER: &str =
    r#"{"lines":[{"sku":"tea","quantity":0}],"currency":"EUR","email":"anna@example.com"}"#;
const TOTAL_ORDER: &str = r#"{"lines":[{"sku":"TEA-0042","quantity":1}],"currency":"EUR","email":"anna@example.com","total":0.01}"#;
const TWICE: &str = r#"{"currency":"EUR","currency":"USD","email":"anna@example.com","lines":[]}"#;

/// All of them, in an order in which each gives what it says.
#[must_use]
pub fn all() -> Vec<Command> {
    use Proof::{None as Nobody, PartnerKey, Token};
    let request = |status, shows, method, target: &str, proof| Command {
        status,
        shows,
        method,
        target: target.to_owned(),
        proof,
        body: None,
        times: 1,
    };
    let post = |status, shows, proof, body| Command {
        body: Some(body),
        ..request(status, shows, "POST", "/v1/orders", proof)
    };
    let first = format!("/v1/orders/{FIRST_ORDER}");
    vec![
        request(200, "anyone may ask for the health", "GET", "/v1/orders/health", Nobody),
        request(200, "a viewer lists orders", "GET", "/v1/orders?size=5", Token("viewer")),
        request(200, "a partner, by API key", "GET", "/v1/orders", PartnerKey),
        request(200, "anna's own orders", "GET", "/v1/orders/of/anna", Token("viewer")),
        post(201, "a clerk places an order", Token("clerk"), ORDER),
        request(204, "an admin deletes one", "DELETE", &first, Token("admin")),
        request(401, "no token", "GET", "/v1/orders", Nobody),
        request(403, "wrong role: a viewer deletes", "DELETE", &first, Token("viewer")),
        request(403, "someone else's order", "GET", "/v1/orders/of/bob", Token("viewer")),
        post(403, "a suspended clerk", Token("suspended"), ORDER),
        request(400, "an unknown query parameter", "GET", "/v1/orders?debug=1", Token("viewer")),
        request(400, "a path that hides another", "GET", "/v1/orders/%2e%2e/admin", Token("admin")),
        request(404, "a path that no route names", "GET", "/debug/orders", Token("admin")),
        request(404, "an id that is no UUID", "GET", "/v1/orders/1", Token("viewer")),
        request(405, "a method that no route names", "PUT", &first, Token("admin")),
        post(422, "a bad body", Token("second_clerk"), BAD_ORDER),
        post(422, "a field that only the shop may set", Token("third_clerk"), TOTAL_ORDER),
        post(400, "a name that stands twice", Token("rush"), TWICE),
        Command { times: 5, ..post(429, "over the limit", Token("rush"), ORDER) },
    ]
}

impl Command {
    /// The header that proves who asks.
    ///
    /// # Errors
    ///
    /// Where the credential cannot be read.
    pub fn proof_header(
        &self,
        credentials: &Credentials,
    ) -> std::io::Result<Option<(&'static str, String)>> {
        let read = |name: &str| std::fs::read_to_string(credentials.file(name));
        Ok(match self.proof {
            Proof::None => None,
            Proof::Token(name) => {
                Some(("authorization", format!("Bearer {}", read(&format!("{name}.token"))?)))
            }
            Proof::PartnerKey => Some(("x-api-key", read("partner.key")?)),
        })
    }

    /// The command, one line under a comment that says what it gives. Secrets stay in their files.
    #[must_use]
    pub fn curl(&self, base: &str, credentials: &Credentials) -> String {
        let mut line = String::from("curl -s -w '%{http_code}\\n'");
        if self.method != "GET" && self.method != "POST" {
            let _ = write!(line, " -X {}", self.method);
        }
        let file = |name: &str| credentials.file(name).display().to_string();
        match self.proof {
            Proof::None => {}
            Proof::Token(name) => {
                let file = file(&format!("{name}.token"));
                let _ = write!(line, " -H \"Authorization: Bearer $(cat '{file}')\"");
            }
            Proof::PartnerKey => {
                let _ = write!(line, " -H \"X-API-Key: $(cat '{}')\"", file("partner.key"));
            }
        }
        if let Some(body) = self.body {
            let _ = write!(line, " -H 'Content-Type: application/json' -d '{body}'");
        }
        let _ = write!(line, " '{base}{}'", self.target);
        if self.times > 1 {
            line = format!("for i in $(seq {}); do {line}; done", self.times);
        }
        format!("# {} {}\n{line}", self.status, self.shows)
    }
}
