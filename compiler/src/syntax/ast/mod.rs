//! The syntax tree: what the author wrote, and where. Names are not resolved and settings not judged; that is `check`.
//!
//! The parser has already refused what this version of the language does not support, so nothing of it occurs here.

mod api;
mod declaration;
mod expression;
mod lifetime;
mod name;
mod schema;
mod test;
mod value;

pub use api::{
    AllowClause, Api, ApiRule, ApiRuleKind, AuthClause, BodyClause, BodyContent, CorsClause,
    DeclaredClause, DenyClause, FileField, LimitClause, MultipartBody, OverrideClause, PathSegment,
    PathTemplate, QueryClause, RequireClause, ReturnsClause, Route, RouteClause, StepUpClause,
    ToClause, UpstreamClause,
};
pub use declaration::{
    Alert, AlertEvent, Auth, ConditionDeclaration, ConditionParameter, Cors, Errors, Group,
    Headers, Limit, Log, Network, Parameter, Principal, Rate, Role, Shared, StepUp, Target, Tls,
    Upstream, Use,
};
pub use expression::{BinaryOperator, Call, Expression, Operator};
pub use lifetime::{DerivedPath, DerivedSegment, LifetimeClause};
pub use name::{Documentation, DottedName, Key, KeyForm, Word};
pub use schema::{
    Bound, Bounds, Choice, Enumeration, Field, Masked, OneOf, Schema, SchemaContent,
    SchemaExpression, SchemaPart, SchemaReference, Selection, TypeExpression, TypeName,
};
pub use test::{
    Claim, ClaimPath, ClaimSegment, Exchange, Expectation, ExpectedLine, Forwards, HeaderLine,
    Never, Test, TestBody, TestCase, UpstreamReply, Without,
};
pub use value::{
    Amount, AmountUnit, Assigned, Block, Breaker, Caller, Given, List, Literal, LiteralValue,
    Phrase, Remote, Setting, SettingRate, Split, Text, Value,
};

use gatewright_core::policy::Span;

/// One whole policy: its main file, and what the files that it uses declare where they are first used.
#[derive(Clone, Debug, PartialEq)]
pub struct Ast {
    /// What [`SourceMap::digest`](crate::source::SourceMap::digest) gives for its files.
    pub digest: String,
    /// The `//!` lines at the head of the main file.
    pub documentation: Option<Documentation>,
    /// The line `policy NAME VERSION`.
    pub header: Header,
    /// Everything else, in the order written.
    pub declarations: Vec<Declaration>,
    /// What parameters are set to from outside; the parser leaves it empty.
    pub assigned: Vec<Assigned>,
}

/// `policy shop 2.4.0`.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The policy's name.
    pub name: Word,
    /// Its version, as written.
    pub version: Word,
    /// The line.
    pub span: Span,
}

/// One top-level declaration.
#[derive(Clone, Debug, PartialEq)]
pub enum Declaration {
    /// `hosts: […]`: a setting of the policy itself.
    Setting(Setting),
    /// `target nginx { … }`.
    Target(Target),
    /// `upstream NAME = "URL" { … }`.
    Upstream(Upstream),
    /// `tls NAME { … }`.
    Tls(Tls),
    /// `network { … }`.
    Network(Network),
    /// `parameter NAME: TYPE = DEFAULT`.
    Parameter(Box<Parameter>),
    /// `group NAME = […]`.
    Group(Group),
    /// `principal { … }`.
    Principal(Principal),
    /// `auth NAME = KIND { … }`.
    Auth(Auth),
    /// `role NAME includes A, B`.
    Role(Role),
    /// `condition NAME(a: T) = EXPRESSION`.
    Condition(ConditionDeclaration),
    /// `step_up NAME = EXPRESSION`.
    StepUp(StepUp),
    /// `limit NAME = N per W burst B by K keys M`.
    Limit(Box<Limit>),
    /// `cors NAME { … }`.
    Cors(Cors),
    /// `enum NAME { A, B }`.
    Enumeration(Enumeration),
    /// `schema NAME { … }`, `schema NAME = …`.
    Schema(Schema),
    /// `api NAME at PATH { … }`.
    Api(Api),
    /// `errors { … }`.
    Errors(Errors),
    /// `log { … }`.
    Log(Log),
    /// `alert NAME = N of WHAT per W by K`.
    Alert(Box<Alert>),
    /// `headers { … }`.
    Headers(Headers),
    /// `test "…" { … }`.
    Test(Test),
    /// `never "…" { … }`.
    Never(Never),
}
