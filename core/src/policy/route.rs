//! What may be called, and by whom.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Carrier, Condition, Cors, CredentialField, DeclaredFields, Lifetime, Limit, Multipart,
    ObjectSchema, Presence, ResponseHeaders, Returns, ScalarType, Schema, Scheme, Source, Span,
    StepUp, Transformation, Upstream,
};

/// One `api` block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Api {
    /// Its name.
    pub name: String,
    /// Its routes, in the order written.
    pub routes: Vec<Route>,
    /// The declaration.
    pub span: Span,
}

/// One route with everything that guards it, its api's settings joined in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// The stable identity that rule names begin with: api, dot, method in lower case, then the path after `at` as
    /// written, without parameter types. `GET /` is `orders.get`, `GET /of/{customer: string}` is
    /// `orders.get/of/{customer}`.
    pub name: String,
    /// The method as written. A `GET` route also answers HEAD.
    pub method: Method,
    /// The whole path, from the host on. Two routes with segments of the same shape have the same parameter types.
    pub segments: Vec<Segment>,
    /// How long it is to be used.
    pub lifetime: Lifetime,
    /// Which pages in browsers may call; without one, nothing is said to them, and the upstream's own word leaves as it is.
    pub cors: Option<Arc<Cors>>,
    /// Where admitted requests go.
    pub upstream: Option<Arc<Upstream>>,
    /// What the upstream gets in the place of what the client sent; nothing where there is none.
    pub transformation: Transformation,
    /// Schemes in the order of the `auth` list; empty on a route that reads no credential.
    pub auth: Vec<Arc<Scheme>>,
    /// Whether a credential of one of them must be presented. It may be left away where `auth` is `optional` and
    /// `allow anyone` stands: then one that is presented is read.
    pub credential: Presence,
    /// Limits in the order they are asked within their stage.
    pub limits: Vec<Arc<Limit>>,
    /// Who may call; at least one clause, any one suffices.
    pub allow: Vec<AllowClause>,
    /// Each wins over every allow; the api's first.
    pub deny: Vec<DenyClause>,
    /// Each must be true; the api's first.
    pub require: Vec<RequireClause>,
    /// What is asked of the caller's authentication when all else allows, in the order in which it is asked.
    pub step_up: Vec<Arc<StepUp>>,
    /// Whether callers who may not call it learn that it exists.
    pub visibility: Visibility,
    /// The query's fields, scalars or lists of scalars; without one, any query parameter is refused.
    pub query: Option<Arc<ObjectSchema>>,
    /// The request headers that must be of a type.
    pub headers: Option<DeclaredFields>,
    /// The cookies that must be of a type.
    pub cookies: Option<DeclaredFields>,
    /// The body; `None` refuses any.
    pub body: Option<Body>,
    /// What leaves of the upstream's answer; without it, all of it.
    pub returns: Option<Returns>,
    /// What its answers carry.
    pub response_headers: Option<Arc<ResponseHeaders>>,
    /// The route's line.
    pub span: Span,
}

impl Route {
    /// Every condition that the route's clauses hold.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let deny = self.deny.iter().map(|clause| &clause.when);
        let require = self.require.iter().map(|clause| &clause.condition);
        let allow = self.allow.iter().filter_map(|clause| clause.when.as_ref());
        let step_up = self.step_up.iter().map(|step_up| &step_up.condition);
        deny.chain(require).chain(allow).chain(step_up)
    }

    /// What it declares of headers and cookies, in the order in which they are looked at.
    pub fn declared(&self) -> impl Iterator<Item = (Carrier, &DeclaredFields)> {
        let headers = self.headers.iter().map(|headers| (Carrier::Headers, headers));
        headers.chain(self.cookies.iter().map(|cookies| (Carrier::Cookies, cookies)))
    }

    /// The request headers that its rules read, in lower case: those of credentials, the body's type, and those that it
    /// declares or that conditions name.
    #[must_use]
    pub fn read_headers(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for scheme in &self.auth {
            match scheme.field() {
                None => names.insert("authorization".to_owned()),
                Some(CredentialField::Header(name)) => names.insert(name.clone()),
                // Pages cannot set `Cookie`: browsers add it, where they may use credentials.
                Some(CredentialField::Cookie(_)) => false,
            };
        }
        if self.body.is_some() {
            names.insert("content-type".to_owned());
        }
        if let Some(headers) = &self.headers {
            names.extend(headers.carried(Carrier::Headers).map(|(name, _)| name));
        }
        for condition in self.conditions() {
            condition.visit_operands(&mut |operand| {
                if let Source::Header(name) = &operand.source {
                    names.insert(name.clone());
                }
            });
        }
        names
    }

    /// The path as a template with types left out, such as `/v1/orders/{id}`.
    #[must_use]
    pub fn template(&self) -> String {
        let mut text = String::new();
        for segment in &self.segments {
            text.push('/');
            match segment {
                Segment::Literal(literal) => text.push_str(literal),
                Segment::Parameter(parameter) => {
                    text.push('{');
                    text.push_str(&parameter.name);
                    text.push('}');
                }
            }
        }
        text
    }
}

/// Methods that a policy can name; every other is 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// GET.
    Get,
    /// HEAD.
    Head,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
    /// OPTIONS.
    Options,
}

impl Method {
    /// Every method, in the order in which `Allow` lists them.
    pub const ALL: [Method; 7] = [
        Method::Get,
        Method::Head,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
        Method::Options,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
        }
    }
}

/// One segment of a path. A final slash is a last literal segment that is empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// Unreserved characters only (RFC 3986 §2.3).
    Literal(String),
    /// A typed parameter; it never matches an empty segment.
    Parameter(PathParameter),
}

/// A typed path parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathParameter {
    /// Its name.
    pub name: String,
    /// Its type; a value not of it is 404.
    pub kind: ScalarType,
    /// The declaration.
    pub span: Span,
}

/// `allow WHO [when CONDITION]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AllowClause {
    /// Who.
    pub who: Who,
    /// Only where this is true.
    pub when: Option<Condition>,
    /// The clause.
    pub span: Span,
}

/// Whom a clause admits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// `anyone`: no credential is needed.
    Anyone,
    /// `authenticated`: any valid principal.
    Authenticated,
    /// A role.
    Role {
        /// The role.
        name: String,
        /// The roles whose holders hold it: itself and those that include it, in the policy's role order.
        held_by: Vec<String>,
    },
}

/// `deny when CONDITION`: applies where the condition is true or unknown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DenyClause {
    /// When.
    pub when: Condition,
    /// The clause, or the api's setting.
    pub span: Span,
}

/// `require CONDITION`: refuses unless the condition is true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequireClause {
    /// What must be true: unknown is not enough.
    pub condition: Condition,
    /// The clause, or the api's setting.
    pub span: Span,
}

/// Whether those who may not call a route learn that it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// They are told 403.
    Shown,
    /// `hide`: its 403 is the 404 of a path that no route has.
    Hidden {
        /// The clause, or the api's setting.
        span: Span,
    },
}

/// `body SCHEMA`, `body form SCHEMA` or `body any` with its size limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// What the body looks like.
    pub content: BodyContent,
    /// Largest size in bytes; 65,536 unless written.
    pub max: u64,
    /// The clause.
    pub span: Span,
}

/// What a body looks like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyContent {
    /// Any octets of any media type, none too: only their number is looked at.
    Any,
    /// JSON of a schema.
    Json(Schema),
    /// `form`: form fields of a closed schema, scalars or lists of scalars that are never null.
    Form(Arc<ObjectSchema>),
    /// `multipart`: texts and files.
    Multipart(Multipart),
}

impl Body {
    /// The schema of a JSON body.
    #[must_use]
    pub fn schema(&self) -> Option<&Schema> {
        match &self.content {
            BodyContent::Any | BodyContent::Form(_) | BodyContent::Multipart(_) => None,
            BodyContent::Json(schema) => Some(schema),
        }
    }

    /// The schema of a form, or of the texts of a multipart body.
    #[must_use]
    pub fn form(&self) -> Option<&Arc<ObjectSchema>> {
        match &self.content {
            BodyContent::Any | BodyContent::Json(_) => None,
            BodyContent::Form(schema) => Some(schema),
            BodyContent::Multipart(multipart) => multipart.schema.as_ref(),
        }
    }

    /// The schema of a body whose fields conditions can read: a JSON body that is one object, or [`Body::form`].
    #[must_use]
    pub fn object(&self) -> Option<&Arc<ObjectSchema>> {
        match &self.content {
            BodyContent::Any => None,
            BodyContent::Json(schema) => schema.object(),
            BodyContent::Form(_) | BodyContent::Multipart(_) => self.form(),
        }
    }
}
