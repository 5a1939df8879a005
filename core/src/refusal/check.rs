//! The rows of the table.

use crate::policy::Network;

/// The checks that refuse, in the order in which a request meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Stage 1: method, Host, repeated headers.
    Wire,
    /// Stage 1: the target's length.
    TargetLength,
    /// Stage 1: the header section's size.
    HeaderSize,
    /// Stage 2: the spelling of path and query string.
    Path,
    /// Stage 3: an address block that is denied.
    NetworkDeny,
    /// Stage 3: address blocks that are allowed.
    NetworkAllow,
    /// Stage 3: the client's country.
    NetworkCountries,
    /// Stage 3: the limit of all requests.
    NetworkLimit,
    /// Stage 4: the host.
    Host,
    /// Stage 4: the template and its parameters' types.
    Route,
    /// Stage 4: the method.
    Method,
    /// Stage 4: a route whose time is over.
    Sunset,
    /// Stage 5: what a page may not send.
    Preflight,
    /// Stages 6 and 8: a limit.
    Limit,
    /// Stages 3, 6 and 8: a shared limit that nothing can count now.
    LimitUncountable,
    /// Stage 7: a credential.
    Credential,
    /// Stage 7: a credential that nothing can verify now.
    CredentialUnverifiable,
    /// Stage 9: the query.
    Query,
    /// Stage 9: declared headers.
    Headers,
    /// Stage 9: declared cookies.
    Cookies,
    /// Stage 10: a `deny` clause.
    Deny,
    /// Stage 10: a `require` clause.
    Require,
    /// Stage 10: the `allow` clauses.
    Allow,
    /// Stage 10: a `step_up` that the caller can meet by authenticating again or otherwise.
    StepUp,
    /// Stage 10: a `step_up` that no credential of the caller's scheme can meet.
    StepUpUnavailable,
    /// Stage 11: a body that no clause declares.
    Body,
    /// Stage 11: media type and coding.
    BodyType,
    /// Stage 11: the body's size.
    BodySize,
    /// Stage 11: strict JSON.
    BodyJson,
    /// Stage 11: a form's spelling.
    BodyForm,
    /// Stage 11: the schema.
    BodySchema,
    /// Stage 13: the upstream's connection.
    Upstream,
    /// Stage 13: the upstream's time.
    UpstreamTimeout,
    /// Stage 13: the upstream's breaker is open.
    UpstreamOpen,
    /// Stage 14: an upstream that says that it cannot answer now.
    UpstreamUnavailable,
    /// Stage 14: an upstream's own error.
    UpstreamError,
    /// Stage 14: a body that cannot leave in part.
    Returns,
    /// Any stage: an engine's own error.
    Internal,
}

impl Check {
    /// Every check.
    pub const ALL: [Check; 38] = [
        Check::Wire,
        Check::TargetLength,
        Check::HeaderSize,
        Check::Path,
        Check::NetworkDeny,
        Check::NetworkAllow,
        Check::NetworkCountries,
        Check::NetworkLimit,
        Check::Host,
        Check::Route,
        Check::Method,
        Check::Sunset,
        Check::Preflight,
        Check::Limit,
        Check::LimitUncountable,
        Check::Credential,
        Check::CredentialUnverifiable,
        Check::Query,
        Check::Headers,
        Check::Cookies,
        Check::Deny,
        Check::Require,
        Check::Allow,
        Check::StepUp,
        Check::StepUpUnavailable,
        Check::Body,
        Check::BodyType,
        Check::BodySize,
        Check::BodyJson,
        Check::BodyForm,
        Check::BodySchema,
        Check::Upstream,
        Check::UpstreamTimeout,
        Check::UpstreamOpen,
        Check::UpstreamUnavailable,
        Check::UpstreamError,
        Check::Returns,
        Check::Internal,
    ];

    /// What it answers with.
    #[must_use]
    pub fn status(self) -> Status {
        match self {
            Check::Wire
            | Check::Path
            | Check::Query
            | Check::Headers
            | Check::Cookies
            | Check::BodyJson
            | Check::BodyForm => Status::BadRequest,
            Check::TargetLength => Status::UriTooLong,
            Check::HeaderSize => Status::RequestHeaderFieldsTooLarge,
            Check::Host => Status::MisdirectedRequest,
            Check::Route => Status::NotFound,
            Check::Method => Status::MethodNotAllowed,
            Check::Sunset => Status::Gone,
            Check::Limit | Check::NetworkLimit => Status::TooManyRequests,
            Check::Credential | Check::StepUp => Status::Unauthorized,
            Check::CredentialUnverifiable
            | Check::LimitUncountable
            | Check::UpstreamOpen
            | Check::UpstreamUnavailable => Status::ServiceUnavailable,
            Check::NetworkDeny
            | Check::NetworkAllow
            | Check::NetworkCountries
            | Check::Preflight
            | Check::Deny
            | Check::Require
            | Check::Allow
            | Check::StepUpUnavailable => Status::Forbidden,
            Check::Body | Check::BodySize => Status::ContentTooLarge,
            Check::BodyType => Status::UnsupportedMediaType,
            Check::BodySchema => Status::UnprocessableContent,
            Check::Upstream | Check::Returns => Status::BadGateway,
            Check::UpstreamTimeout => Status::GatewayTimeout,
            Check::UpstreamError | Check::Internal => Status::InternalServerError,
        }
    }

    /// The rule's name; with [`Check::is_of_route`] what stands behind the route's name and a slash. Limits, schemes and
    /// step-ups add a dot and their own name.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Check::Wire | Check::TargetLength | Check::HeaderSize => "wire",
            Check::Path => "path",
            Check::NetworkDeny => "network.deny",
            Check::NetworkAllow => "network.allow",
            Check::NetworkCountries => "network.countries",
            Check::NetworkLimit => Network::LIMIT,
            Check::Host => "host",
            Check::Route => "route",
            Check::Method => "method",
            Check::Sunset => "sunset",
            Check::Preflight => "cors",
            Check::Limit | Check::LimitUncountable => "limit",
            Check::Credential | Check::CredentialUnverifiable => "auth",
            Check::Query => "query",
            Check::Headers => "headers",
            Check::Cookies => "cookies",
            Check::Deny => "deny",
            Check::Require => "require",
            Check::Allow => "allow",
            Check::StepUp | Check::StepUpUnavailable => "step_up",
            Check::Body => "body",
            Check::BodyType => "body.type",
            Check::BodySize => "body.size",
            Check::BodyJson => "body.json",
            Check::BodyForm => "body.form",
            Check::BodySchema => "body.schema",
            Check::Upstream
            | Check::UpstreamTimeout
            | Check::UpstreamOpen
            | Check::UpstreamUnavailable
            | Check::UpstreamError => "upstream",
            Check::Returns => "returns",
            Check::Internal => "internal",
        }
    }

    /// Whether the rule's name begins with the route's.
    #[must_use]
    pub fn is_of_route(self) -> bool {
        match self {
            Check::Wire
            | Check::TargetLength
            | Check::HeaderSize
            | Check::Path
            | Check::NetworkDeny
            | Check::NetworkAllow
            | Check::NetworkCountries
            | Check::NetworkLimit
            | Check::Host
            | Check::Route
            | Check::Method
            | Check::Upstream
            | Check::UpstreamTimeout
            | Check::UpstreamUnavailable
            | Check::UpstreamError
            | Check::UpstreamOpen
            | Check::Internal => false,
            Check::Sunset
            | Check::Preflight
            | Check::Limit
            | Check::LimitUncountable
            | Check::Credential
            | Check::CredentialUnverifiable
            | Check::Query
            | Check::Headers
            | Check::Cookies
            | Check::Deny
            | Check::Require
            | Check::Allow
            | Check::StepUp
            | Check::StepUpUnavailable
            | Check::Body
            | Check::BodyType
            | Check::BodySize
            | Check::BodyJson
            | Check::BodyForm
            | Check::BodySchema
            | Check::Returns => true,
        }
    }
}

/// Statuses of refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 400.
    BadRequest,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 405.
    MethodNotAllowed,
    /// 410.
    Gone,
    /// 413.
    ContentTooLarge,
    /// 414.
    UriTooLong,
    /// 415.
    UnsupportedMediaType,
    /// 421.
    MisdirectedRequest,
    /// 422.
    UnprocessableContent,
    /// 429.
    TooManyRequests,
    /// 431.
    RequestHeaderFieldsTooLarge,
    /// 500.
    InternalServerError,
    /// 502.
    BadGateway,
    /// 503.
    ServiceUnavailable,
    /// 504.
    GatewayTimeout,
}

impl Status {
    /// The code.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            Status::BadRequest => 400,
            Status::Unauthorized => 401,
            Status::Forbidden => 403,
            Status::NotFound => 404,
            Status::MethodNotAllowed => 405,
            Status::Gone => 410,
            Status::ContentTooLarge => 413,
            Status::UriTooLong => 414,
            Status::UnsupportedMediaType => 415,
            Status::MisdirectedRequest => 421,
            Status::UnprocessableContent => 422,
            Status::TooManyRequests => 429,
            Status::RequestHeaderFieldsTooLarge => 431,
            Status::InternalServerError => 500,
            Status::BadGateway => 502,
            Status::ServiceUnavailable => 503,
            Status::GatewayTimeout => 504,
        }
    }

    /// The last part of its type, where a policy has types of its own: its title in lower case, with hyphens.
    #[must_use]
    pub fn slug(self) -> String {
        self.title().to_ascii_lowercase().replace(' ', "-")
    }

    /// The phrase that RFC 9110 and RFC 6585 give it; `about:blank` problems are titled by it (RFC 9457 §4.2.1).
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Status::BadRequest => "Bad Request",
            Status::Unauthorized => "Unauthorized",
            Status::Forbidden => "Forbidden",
            Status::NotFound => "Not Found",
            Status::MethodNotAllowed => "Method Not Allowed",
            Status::Gone => "Gone",
            Status::ContentTooLarge => "Content Too Large",
            Status::UriTooLong => "URI Too Long",
            Status::UnsupportedMediaType => "Unsupported Media Type",
            Status::MisdirectedRequest => "Misdirected Request",
            Status::UnprocessableContent => "Unprocessable Content",
            Status::TooManyRequests => "Too Many Requests",
            Status::RequestHeaderFieldsTooLarge => "Request Header Fields Too Large",
            Status::InternalServerError => "Internal Server Error",
            Status::BadGateway => "Bad Gateway",
            Status::ServiceUnavailable => "Service Unavailable",
            Status::GatewayTimeout => "Gateway Timeout",
        }
    }
}
