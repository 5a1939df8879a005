//! A request in the policy's own words, before it is spelled out.

use std::net::IpAddr;

use gatewright_core::policy::{
    BodyContent, Policy, PrincipalType, Route, ScalarType, SchemeKind, Segment,
};
use gatewright_core::primitive::media_type;
use serde_json::{Map, Value, json};

use crate::form_text::form;
use crate::json_text::Json;
use crate::octets::Octets;
use crate::request::{Content, Credential, Recipe, Request};
use crate::sample::{Side, TextSample, text_samples};
use crate::supply::Supply;

/// Who calls.
#[derive(Clone, Debug, PartialEq)]
pub enum Caller {
    /// Nobody: no credential.
    Nobody,
    /// Somebody with a token.
    Token(Recipe),
    /// Somebody with an API key.
    ApiKey {
        /// The scheme.
        scheme: String,
        /// The roles that the key's line gives.
        roles: Vec<String>,
    },
}

impl Caller {
    /// The scheme of the credential.
    #[must_use]
    pub fn scheme(&self) -> Option<&str> {
        match self {
            Caller::Nobody => None,
            Caller::Token(recipe) => Some(&recipe.scheme),
            Caller::ApiKey { scheme, .. } => Some(scheme),
        }
    }
}

/// One call of a route.
#[derive(Clone, Debug)]
pub struct Scene<'p> {
    /// The policy.
    pub policy: &'p Policy,
    /// The route that it aims at.
    pub route: &'p Route,
    /// The method.
    pub method: String,
    /// The `Host` field.
    pub host: String,
    /// The path's segments as spelled.
    pub segments: Vec<String>,
    /// Query parameters before encoding.
    pub query: Vec<(String, String)>,
    /// More header fields.
    pub headers: Vec<(String, Octets)>,
    /// Cookies, in one field.
    pub cookies: Vec<(String, Octets)>,
    /// Who calls.
    pub caller: Caller,
    /// The client's address; a fresh one where `None`.
    pub client: Option<IpAddr>,
    /// The body.
    pub body: Option<Json>,
}

impl<'p> Scene<'p> {
    /// A scene without caller, query and body; parameters stay to be filled.
    #[must_use]
    pub fn of(policy: &'p Policy, route: &'p Route) -> Scene<'p> {
        let segments = route.segments.iter().enumerate().map(|(place, segment)| match segment {
            Segment::Literal(literal) => literal.clone(),
            Segment::Parameter(parameter) => {
                spell(&fit_for_a_path(&parameter.kind, &literals_at(policy, place)))
            }
        });
        Scene {
            policy,
            route,
            method: route.method.name().to_owned(),
            host: policy.hosts.first().cloned().unwrap_or_else(|| "api.example.com".into()),
            segments: segments.collect(),
            query: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            caller: Caller::Nobody,
            client: None,
            body: None,
        }
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> String {
        self.segments.iter().map(|segment| format!("/{segment}")).collect()
    }

    /// The request target: path and query.
    #[must_use]
    pub fn target(&self) -> String {
        let query: Vec<String> = self
            .query
            .iter()
            .map(|(name, value)| format!("{}={}", spell(name), spell(value)))
            .collect();
        if query.is_empty() { self.path() } else { format!("{}?{}", self.path(), query.join("&")) }
    }

    /// The request, with fresh addresses and ids.
    pub fn request(&self, name: &str, supply: &mut Supply, keys: &crate::keys::Keys) -> Request {
        let own = self.numbered(supply.number());
        own.spelled_out(name, supply, keys)
    }

    /// Names that a scene's values share get a number, so that no two requests come from the same person.
    fn numbered(&self, number: u32) -> Scene<'p> {
        let numbered = |text: &str| match text {
            "subject-a" | "subject-b" | "Subject-a" => format!("{text}-{number}"),
            _ => text.to_owned(),
        };
        let mut scene = self.clone();
        for segment in &mut scene.segments {
            *segment = numbered(segment);
        }
        for (_, value) in &mut scene.query {
            *value = numbered(value);
        }
        for (_, value) in scene.headers.iter_mut().chain(&mut scene.cookies) {
            if value.0.contains(&0xff) {
                continue;
            }
            *value = numbered(&value.text()).into();
        }
        if let Caller::Token(recipe) = &mut scene.caller {
            for (_, value) in &mut recipe.fields {
                if let Some(text) = value.as_str() {
                    *value = json!(numbered(text));
                }
            }
        }
        scene
    }

    fn spelled_out(&self, name: &str, supply: &mut Supply, keys: &crate::keys::Keys) -> Request {
        let mut request = Request {
            name: name.to_owned(),
            method: self.method.as_str().into(),
            target: self.target().into(),
            headers: vec![("host".into(), self.host.as_str().into())],
            ..Request::default()
        };
        if trusts_loopback(self.policy) {
            let client = self.client.unwrap_or_else(|| supply.client());
            request.headers.push(("x-forwarded-for".into(), client.to_string().into()));
        } else {
            request.from =
                Some(self.client.filter(IpAddr::is_loopback).unwrap_or_else(|| supply.peer()));
        }
        request.headers.extend(self.headers.iter().cloned());
        if !self.cookies.is_empty() {
            let pairs = self.cookies.iter();
            let pairs: Vec<Vec<u8>> =
                pairs.map(|(name, value)| [name.as_bytes(), b"=", &value.0].concat()).collect();
            request.headers.push(("cookie".into(), Octets(pairs.join(b"; ".as_slice()))));
        }
        match &self.caller {
            Caller::Nobody => {}
            Caller::Token(recipe) => {
                let mut recipe = recipe.clone();
                recipe.fields = freshen(self.policy, &recipe.fields, supply);
                request.credentials.push(Credential::Token(recipe));
            }
            Caller::ApiKey { scheme, roles } => {
                let pool = keys.api_keys.get(scheme).map(Vec::as_slice).unwrap_or_default();
                let index = supply.key(scheme, roles, pool);
                request.credentials.push(Credential::ApiKey { scheme: scheme.clone(), index });
            }
        }
        if let Some(body) = &self.body {
            let declared = self.route.body.as_ref().map(|body| &body.content);
            let is_form = matches!(declared, Some(BodyContent::Form(_)));
            let (media_type, text) = if is_form {
                (media_type::FORM, form(body))
            } else {
                (media_type::JSON, body.text())
            };
            request.headers.push(("content-type".into(), media_type.into()));
            request.body = Content::Length(text.into());
        }
        request
    }
}

/// The literals that routes have at this place: a parameter with such a value may be another route.
fn literals_at(policy: &Policy, place: usize) -> Vec<&str> {
    let segments = policy.routes().filter_map(|route| route.segments.get(place));
    segments
        .filter_map(|segment| match segment {
            Segment::Literal(literal) => Some(literal.as_str()),
            Segment::Parameter(_) => None,
        })
        .collect()
}

/// A value of the type that may stand in a path.
fn fit_for_a_path(kind: &ScalarType, taken: &[&str]) -> String {
    let fits = |sample: &TextSample| {
        sample.side == Some(Side::Inside)
            && !sample.text.is_empty()
            && !sample.text.contains(['/', '\\', '.'])
            && !sample.text.chars().any(char::is_control)
            && !taken.contains(&sample.text.as_str())
    };
    let samples = text_samples(kind);
    let found = samples.iter().find(|sample| fits(sample)).or_else(|| {
        samples
            .iter()
            .find(|sample| sample.side == Some(Side::Inside) && !sample.text.contains(['/', '\\']))
    });
    found.map_or_else(|| "x".to_owned(), |sample| sample.text.clone())
}

/// Whether the suite may name client addresses: connections come from 127.0.0.1.
#[must_use]
pub fn trusts_loopback(policy: &Policy) -> bool {
    let loopback = IpAddr::from([127, 0, 0, 1]);
    policy.trusted_proxies.iter().any(|network| network.contains(&loopback))
}

/// Fills the principal fields that a case left open, each with a value of its own.
pub(crate) fn freshen(
    policy: &Policy,
    given: &Map<String, Value>,
    supply: &mut Supply,
) -> Map<String, Value> {
    let number = supply.number();
    let mut fields = given.clone();
    for field in &policy.principal {
        let value = match field.kind {
            PrincipalType::Text => json!(format!("u-{number}")),
            PrincipalType::Uuid => json!(format!("0195a3c0-7d10-7000-9000-{number:012x}")),
            PrincipalType::Int => json!(number),
            PrincipalType::Bool => json!(false),
            PrincipalType::Time => json!({ "$now": -60 }),
            PrincipalType::TextList => json!(["a", "b"]),
            PrincipalType::Roles => json!([]),
        };
        fields.entry(field.name.clone()).or_insert(value);
    }
    fields.retain(|_, value| *value != json!({ "$absent": true }));
    fields
}

/// The value of a field that the token does not carry.
#[must_use]
pub fn absent() -> Value {
    json!({ "$absent": true })
}

/// A recipe with these roles.
#[must_use]
pub fn recipe(policy: &Policy, scheme: &str, roles: &[String]) -> Recipe {
    let mut fields = Map::new();
    for field in &policy.principal {
        if field.kind == PrincipalType::Roles {
            fields.insert(field.name.clone(), json!(roles));
        }
    }
    Recipe { scheme: scheme.to_owned(), fields, edits: Vec::new() }
}

/// A caller of a scheme with these roles.
#[must_use]
pub fn caller(policy: &Policy, scheme: &str, roles: &[String]) -> Caller {
    let declared = policy.schemes.iter().find(|other| other.name == scheme);
    match declared.map(|declared| &declared.kind) {
        Some(SchemeKind::Jwt(_)) => Caller::Token(recipe(policy, scheme, roles)),
        Some(SchemeKind::ApiKey(_)) => {
            Caller::ApiKey { scheme: scheme.to_owned(), roles: roles.to_vec() }
        }
        // The suite has no such credentials.
        Some(SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_)) | None => {
            Caller::Nobody
        }
    }
}

/// Percent-encodes everything but unreserved characters.
#[must_use]
pub fn spell(text: &str) -> String {
    let mut spelled = String::new();
    for octet in text.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
            spelled.push(char::from(octet));
        } else {
            spelled.push_str(&format!("%{octet:02X}"));
        }
    }
    spelled
}
