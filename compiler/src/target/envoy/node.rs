//! What to print: the tree that the templates read. Every text in it is already escaped for the place where it stands;
//! the fields' comments say which.

use serde::Serialize;

/// `envoy.json`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Config {
    /// JSON string.
    pub(super) policy: String,
    /// JSON string.
    pub(super) version: String,
    /// JSON string.
    pub(super) digest: String,
    /// JSON string: the address to listen on.
    pub(super) address: String,
    /// The port to listen on.
    pub(super) port: u16,
    /// Octets that Envoy buffers for one request.
    pub(super) buffer: u64,
    /// One a class of routes.
    pub(super) classes: Vec<Class>,
    /// One a jwt scheme.
    pub(super) providers: Vec<Provider>,
    /// Sets of jwt schemes that routes ask for.
    pub(super) requirements: Vec<Requirement>,
    /// Limits by client address, in the order they are asked.
    pub(super) client_limits: Vec<RateLimit>,
    /// Limits by principal, in the order they are asked.
    pub(super) principal_limits: Vec<RateLimit>,
    /// Answers that Envoy makes by itself.
    pub(super) replies: Vec<Reply>,
    /// One an upstream.
    pub(super) clusters: Vec<Cluster>,
}

/// Routes that share an upstream and a set of jwt schemes: one Envoy route.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Class {
    /// JSON string.
    pub(super) name: String,
    /// JSON string.
    pub(super) cluster: String,
    /// JSON string; none where no token is read.
    pub(super) requirement: Option<String>,
}

/// A jwt scheme.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Provider {
    /// JSON string.
    pub(super) name: String,
    /// JSON string.
    pub(super) issuer: String,
    /// JSON string.
    pub(super) audience: String,
    /// Seconds.
    pub(super) leeway: u64,
    /// JSON string that holds a JWK set.
    pub(super) keys: String,
}

/// A set of jwt schemes, any of which may verify.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Requirement {
    /// JSON string.
    pub(super) name: String,
    /// JSON strings.
    pub(super) providers: Vec<String>,
}

/// A limit.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RateLimit {
    /// JSON string: the filter's name.
    pub(super) filter: String,
    /// JSON string: the limit's name.
    pub(super) name: String,
    /// JSON string: the metadata key that holds the key to count by.
    pub(super) metadata: String,
    /// Tokens in a full bucket.
    pub(super) burst: u64,
    /// Tokens that each interval adds.
    pub(super) tokens: u64,
    /// JSON string: the interval as a protobuf duration.
    pub(super) interval: String,
    /// Distinct keys that are counted exactly.
    pub(super) keys: u64,
    /// JSON string: seconds.
    pub(super) retry_after: String,
}

/// An answer that Envoy makes by itself.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Reply {
    /// JSON string: a CEL expression over the answer.
    pub(super) when: String,
    /// The status to send.
    pub(super) status: u16,
    /// JSON string: the body, an Envoy format string.
    pub(super) body: String,
}

/// An upstream.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Cluster {
    /// JSON string.
    pub(super) name: String,
    /// JSON string: how Envoy finds its address.
    pub(super) discovery: String,
    /// JSON string.
    pub(super) host: String,
    /// Its port.
    pub(super) port: u16,
}

/// A file that one of the Lua filters runs: the modules of the fixed runtime that the stage needs, and the policy's data
/// for it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Script {
    /// Text of a Lua comment.
    pub(super) provenance: String,
    /// The fixed modules, in the order in which they are declared.
    pub(super) modules: Vec<Module>,
    /// The fixed code of the stage.
    pub(super) stage: &'static str,
    /// The policy's data.
    pub(super) plan: Plan,
}

/// A fixed module.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Module {
    /// Its name.
    pub(super) name: &'static str,
    /// Its code.
    pub(super) code: &'static str,
}

/// The policy's data for one stage.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Plan {
    /// Lua expressions: the automata that the rest refers to.
    pub(super) automata: Vec<String>,
    /// Lua expressions: the schemas that the rest refers to, each after those that it contains.
    pub(super) schemas: Vec<String>,
    /// Lua expressions: the authentication schemes that the routes refer to.
    pub(super) schemes: Vec<String>,
    /// One a route.
    pub(super) routes: Vec<RoutePlan>,
    /// Further settings.
    pub(super) settings: Vec<Setting>,
}

/// A route's data.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RoutePlan {
    /// Text of a Lua comment.
    pub(super) comment: String,
    /// Lua expression.
    pub(super) value: String,
}

/// A setting of a plan.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Setting {
    /// Lua name.
    pub(super) name: &'static str,
    /// Lua expression.
    pub(super) value: String,
}
