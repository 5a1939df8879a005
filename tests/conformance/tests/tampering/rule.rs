//! What is tampered with: every rule of every kind, and every check of the table of refusals.

use gatewright_conformance::case::Kind;
use gatewright_core::refusal::Check;

/// A rule, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    RepeatedHeader,
    TargetLength,
    Path,
    Host,
    Detail,
    Parameter,
    Method,
    NoCredential,
    BadCredential,
    TokenType,
    Leeway,
    Lifetime,
    Audience,
    Signature,
    ApiKey,
    Grants,
    Role,
    Condition,
    Deny,
    Identity,
    ClientAddress,
    Burst,
    Rate,
    Query,
    NoBody,
    MediaType,
    BodySize,
    Json,
    Schema,
}

/// The rules that cases of a kind try.
pub(crate) const fn of(kind: Kind) -> &'static [Rule] {
    match kind {
        Kind::Wire => &[Rule::RepeatedHeader, Rule::TargetLength],
        Kind::Path => &[Rule::Path],
        // What a refusal tells, any refusal shows.
        Kind::Host => &[Rule::Host, Rule::Detail],
        Kind::Route => &[Rule::Parameter, Rule::Method],
        Kind::Token => &[
            Rule::NoCredential,
            Rule::BadCredential,
            Rule::TokenType,
            Rule::Leeway,
            Rule::Lifetime,
            Rule::Audience,
            Rule::Signature,
        ],
        Kind::ApiKey => &[Rule::ApiKey],
        Kind::Allow => &[Rule::Grants, Rule::Role, Rule::Condition, Rule::Deny],
        Kind::Identity => &[Rule::Identity],
        Kind::ClientAddress => &[Rule::ClientAddress],
        Kind::Limit => &[Rule::Burst, Rule::Rate],
        Kind::Query => &[Rule::Query],
        Kind::Body => &[Rule::NoBody, Rule::MediaType, Rule::BodySize, Rule::Json, Rule::Schema],
        // Not every target has them, and the policy that is tampered with is one for all.
        Kind::Declared => &[],
        // Where requests come from; what they try is one of the above.
        Kind::Random | Kind::File | Kind::Written => &[],
    }
}

/// The rule that stands for a check, or why none does.
pub(crate) const fn of_check(check: Check) -> Result<Rule, &'static str> {
    match check {
        Check::Wire => Ok(Rule::RepeatedHeader),
        Check::TargetLength => Ok(Rule::TargetLength),
        Check::HeaderSize => Err("each server has a limit of its own"),
        Check::Path => Ok(Rule::Path),
        Check::NetworkDeny
        | Check::NetworkAllow
        | Check::NetworkCountries
        | Check::NetworkLimit => Err("no target has rules of the network yet"),
        Check::Host => Ok(Rule::Host),
        Check::Route => Ok(Rule::Parameter),
        Check::Method => Ok(Rule::Method),
        Check::Sunset => Err("no target has lifetimes yet"),
        Check::Preflight => Err("no target has `cors` yet"),
        Check::Limit => Ok(Rule::Burst),
        Check::LimitUncountable => Err("not every target has shared limits yet"),
        Check::Credential => Ok(Rule::BadCredential),
        Check::CredentialUnverifiable => Err("no target fetches what credentials need yet"),
        Check::Query => Ok(Rule::Query),
        Check::Headers | Check::Cookies => {
            Err("not every target has declared headers and cookies yet")
        }
        Check::Deny => Ok(Rule::Deny),
        Check::Require | Check::StepUp | Check::StepUpUnavailable => {
            Err("not every target has it yet")
        }
        Check::Allow => Ok(Rule::Role),
        Check::Body => Ok(Rule::NoBody),
        Check::BodyType => Ok(Rule::MediaType),
        Check::BodySize => Ok(Rule::BodySize),
        Check::BodyJson => Ok(Rule::Json),
        Check::BodyForm => Err("not every target has forms yet"),
        Check::BodySchema => Ok(Rule::Schema),
        Check::Upstream | Check::UpstreamTimeout => Err("the suite's upstream always answers"),
        Check::UpstreamUnavailable | Check::UpstreamError | Check::Returns => {
            Err("no target changes what its upstream answers yet")
        }
        Check::UpstreamOpen => Err("no target has breakers yet"),
        Check::Internal => Err("no request leads there"),
    }
}
