//! APIs, routes and their clauses as written.

use gatewright_core::policy::{Carrier, Method, ReturnShape, Span};

use super::{
    Amount, Bounds, DerivedPath, Documentation, Expression, Given, LifetimeClause,
    SchemaExpression, SchemaReference, Setting, Text, TypeExpression, Word,
};

/// `api orders at /v1/orders { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its name.
    pub name: Word,
    /// The path after `at`.
    pub path: PathTemplate,
    /// How long its routes are to be used, in the order written.
    pub lifetime: Vec<LifetimeClause>,
    /// Settings that each route inherits.
    pub settings: Vec<Setting>,
    /// Conditions that join those of each route.
    pub rules: Vec<ApiRule>,
    /// In the order written.
    pub routes: Vec<Route>,
    /// All of it.
    pub span: Span,
}

/// `require: C` or `deny: C` of an api.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiRule {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Which.
    pub kind: ApiRuleKind,
    /// The word before the colon.
    pub key: Word,
    /// What must be true, or must not.
    pub condition: Expression,
    /// All of it.
    pub span: Span,
}

/// What an [`ApiRule`] does where its condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiRuleKind {
    /// `require`: refuses unless it is true.
    Require,
    /// `deny`: refuses unless it is false.
    Deny,
}

/// A path literal: `/`, `/v1/orders`, `/of/{customer: string ..64}`.
#[derive(Clone, Debug, PartialEq)]
pub struct PathTemplate {
    /// At least one; `/` is one empty literal, and a final slash a last empty literal.
    pub segments: Vec<PathSegment>,
    /// All of it.
    pub span: Span,
}

/// What stands between two slashes.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a path has few segments, and matching on a type is plain"
)]
pub enum PathSegment {
    /// Unreserved characters only; not `.` or `..`, and empty only as the last.
    Literal(Word),
    /// `{name: type}`.
    Parameter {
        /// Its name.
        name: Word,
        /// Its type.
        value: TypeExpression,
        /// With the braces.
        span: Span,
    },
}

/// `GET /{id: uuid} allow viewer`.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Its documentation.
    pub documentation: Option<Documentation>,
    /// Its method.
    pub method: Method,
    /// Where the method stands.
    pub method_span: Span,
    /// Its path, after the api's.
    pub path: PathTemplate,
    /// In the order written.
    pub clauses: Vec<RouteClause>,
    /// All of it.
    pub span: Span,
}

/// What a route says of itself.
#[derive(Clone, Debug, PartialEq)]
pub enum RouteClause {
    /// `allow WHO when C`.
    Allow(AllowClause),
    /// `deny when C`.
    Deny(DenyClause),
    /// `require C`.
    Require(RequireClause),
    /// `step_up NAME` or `step_up [A, B]`.
    StepUp(StepUpClause),
    /// `hide`.
    Hide(Span),
    /// `auth [A, B]`.
    Auth(AuthClause),
    /// `upstream NAME`.
    Upstream(UpstreamClause),
    /// `to PATH`.
    To(ToClause),
    /// `send { "x-api-version": "1" }`, as a setting with a block.
    Send(Setting),
    /// `drop ["x-debug"]`, as a setting with a list.
    Drop(Setting),
    /// `query SCHEMA`.
    Query(QueryClause),
    /// `headers SCHEMA` or `cookies SCHEMA`.
    Declared(DeclaredClause),
    /// `body SCHEMA max SIZE`.
    Body(BodyClause),
    /// `returns SCHEMA max SIZE`.
    Returns(ReturnsClause),
    /// `limit NAME` or `limit [A, B]`.
    Limit(LimitClause),
    /// `override [auth, limit]`.
    Override(OverrideClause),
    /// `cors NAME`.
    Cors(CorsClause),
    /// `deprecated D`, `sunset D` or `successor PATH`.
    Lifetime(LifetimeClause),
}

impl RouteClause {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            RouteClause::Allow(clause) => clause.span,
            RouteClause::Deny(clause) => clause.span,
            RouteClause::Require(clause) => clause.span,
            RouteClause::StepUp(clause) => clause.span,
            RouteClause::Hide(span) => *span,
            RouteClause::Auth(clause) => clause.span,
            RouteClause::Upstream(clause) => clause.span,
            RouteClause::To(clause) => clause.span,
            RouteClause::Send(setting) | RouteClause::Drop(setting) => setting.span,
            RouteClause::Query(clause) => clause.span,
            RouteClause::Declared(clause) => clause.span,
            RouteClause::Body(clause) => clause.span,
            RouteClause::Returns(clause) => clause.span,
            RouteClause::Limit(clause) => clause.span,
            RouteClause::Override(clause) => clause.span,
            RouteClause::Cors(clause) => clause.span,
            RouteClause::Lifetime(clause) => clause.span(),
        }
    }
}

/// `allow WHO when C`.
#[derive(Clone, Debug, PartialEq)]
pub struct AllowClause {
    /// `anyone`, `authenticated` or a role.
    pub who: Word,
    /// `when C`.
    pub when: Option<Expression>,
    /// All of it.
    pub span: Span,
}

/// `deny when C`.
#[derive(Clone, Debug, PartialEq)]
pub struct DenyClause {
    /// When.
    pub when: Expression,
    /// All of it.
    pub span: Span,
}

/// `require C`.
#[derive(Clone, Debug, PartialEq)]
pub struct RequireClause {
    /// What must be true.
    pub condition: Expression,
    /// All of it.
    pub span: Span,
}

/// `step_up NAME` or `step_up [A, B]`.
#[derive(Clone, Debug, PartialEq)]
pub struct StepUpClause {
    /// In the order written.
    pub names: Vec<Word>,
    /// All of it.
    pub span: Span,
}

/// `auth [A, B]`.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthClause {
    /// In the order written.
    pub names: Vec<Word>,
    /// All of it.
    pub span: Span,
}

/// `upstream NAME`.
#[derive(Clone, Debug, PartialEq)]
pub struct UpstreamClause {
    /// The upstream.
    pub name: Word,
    /// All of it.
    pub span: Span,
}

/// `to /internal/orders/{id}`.
#[derive(Clone, Debug, PartialEq)]
pub struct ToClause {
    /// The path that the upstream gets.
    pub path: DerivedPath,
    /// All of it.
    pub span: Span,
}

/// `query SCHEMA`.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryClause {
    /// The schema.
    pub schema: SchemaReference,
    /// All of it.
    pub span: Span,
}

/// `headers SCHEMA` or `cookies SCHEMA`.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclaredClause {
    /// Which of the two.
    pub carrier: Carrier,
    /// The schema.
    pub schema: SchemaReference,
    /// All of it.
    pub span: Span,
}

/// `body SCHEMA max SIZE`, `body form SCHEMA max SIZE`, `body any max SIZE`; at least one of both.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyClause {
    /// What it looks like.
    pub content: Option<BodyContent>,
    /// The largest size, in bytes.
    pub max: Option<Given<Amount>>,
    /// All of it.
    pub span: Span,
}

/// `returns SCHEMA max SIZE` or `returns [SCHEMA] max SIZE`.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnsClause {
    /// The schema.
    pub schema: SchemaReference,
    /// Whether it stands in brackets.
    pub shape: ReturnShape,
    /// The largest size of the upstream's body, in bytes.
    pub max: Option<Given<Amount>>,
    /// All of it.
    pub span: Span,
}

impl BodyClause {
    /// The schemas that it names.
    #[must_use]
    pub fn references(&self) -> &[SchemaReference] {
        match &self.content {
            Some(BodyContent::Schema(schema)) => schema.references(),
            Some(BodyContent::Form(schema)) => std::slice::from_ref(schema),
            Some(BodyContent::Multipart(multipart)) => multipart.schema.as_slice(),
            Some(BodyContent::Any(_)) | None => &[],
        }
    }
}

/// `cors NAME`.
#[derive(Clone, Debug, PartialEq)]
pub struct CorsClause {
    /// Which declaration.
    pub name: Word,
    /// All of it.
    pub span: Span,
}

/// What a body looks like.
#[derive(Clone, Debug, PartialEq)]
pub enum BodyContent {
    /// The word `any`.
    Any(Span),
    /// JSON of a schema.
    Schema(SchemaExpression),
    /// A form of a schema.
    Form(SchemaReference),
    /// Texts of a schema, and files.
    Multipart(MultipartBody),
}

/// `multipart SCHEMA { … }`; at least one of both.
#[derive(Clone, Debug, PartialEq)]
pub struct MultipartBody {
    /// What the texts look like.
    pub schema: Option<SchemaReference>,
    /// In the order written.
    pub files: Vec<FileField>,
}

/// `avatar?: file max 2MiB of ["image/png"]`, or a list of such.
#[derive(Clone, Debug, PartialEq)]
pub struct FileField {
    /// What the part is called.
    pub name: Word,
    /// The mark of one that may be absent.
    pub optional: Option<Span>,
    /// How many there may be, if it is a list.
    pub list: Option<Bounds>,
    /// The largest size, in bytes.
    pub max: Option<Given<Amount>>,
    /// The media types.
    pub media_types: Vec<Text>,
    /// All of it.
    pub span: Span,
}

/// `limit NAME` or `limit [A, B]`.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitClause {
    /// In the order written.
    pub names: Vec<Word>,
    /// All of it.
    pub span: Span,
}

/// `override [auth, limit]`.
#[derive(Clone, Debug, PartialEq)]
pub struct OverrideClause {
    /// The settings of the api that do not hold here.
    pub keys: Vec<Word>,
    /// All of it.
    pub span: Span,
}
