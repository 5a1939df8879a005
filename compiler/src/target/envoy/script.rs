//! The three Lua files: fixed modules, the policy's data for the stage, and the stage's fixed code.

use gatewright_core::policy::{Detail, Policy, PrincipalType, SchemeKind};
use gatewright_core::primitive::header::JOINED_THOUGH_SINGLE;

use super::escape::lua_comment;
use super::lua::Lua;
use super::node::{Module, Plan, RoutePlan, Script, Setting};
use super::rule::schema::Shared;
use super::rule::{auth, condition, route};
use crate::target::Material;

/// The fixed modules, each after those that it needs.
macro_rules! modules {
    ($($name:literal),* $(,)?) => {
        const MODULES: &[Module] =
            &[$(Module { name: $name, code: include_str!(concat!("runtime/", $name, ".lua")) }),*];
    };
}

modules![
    "text",
    "utf8",
    "encoding",
    "path",
    "address",
    "sha256",
    "number",
    "scan",
    "json",
    "scalar",
    "time",
    "exchange",
    "refusal",
    "token",
    "principal",
    "condition",
    "facts",
    "schema",
    "query",
    "media",
    "body",
    "identity",
];

/// Stages 1 to 4.
pub(super) fn guard(policy: &Policy) -> Script {
    let mut shared = Shared::default();
    let tree = route::tree(policy, &mut shared);
    let host_set = (!policy.hosts.is_empty()).then(|| Lua::set(&policy.hosts));
    let single_valued: Vec<String> =
        policy.single_valued_headers().into_iter().filter(|name| name != "host").collect();
    let mut settings = vec![
        Setting { name: "tree", value: tree.print(1) },
        Setting {
            name: "methods",
            value: Lua::set(gatewright_core::policy::Method::ALL.map(|method| method.name()))
                .print(1),
        },
        Setting { name: "single_valued", value: Lua::texts(single_valued).print(1) },
        Setting { name: "joined_though_single", value: Lua::set(JOINED_THOUGH_SINGLE).print(1) },
        Setting {
            name: "trusted_proxies",
            value: condition::blocks(&policy.trusted_proxies).print(1),
        },
        Setting {
            name: "identity_headers",
            value: Lua::texts(policy.identity_header_names()).print(1),
        },
    ];
    settings.extend(host_set.map(|hosts| Setting { name: "hosts", value: hosts.print(1) }));
    let routes = policy.routes().map(route::guarded).collect();
    script(
        policy,
        &["text", "utf8", "encoding", "path", "address", "number", "scalar", "exchange", "refusal"],
        include_str!("runtime/guard.lua"),
        plan(policy, &shared, routes, settings),
    )
}

/// Stage 7.
pub(super) fn authenticate(policy: &Policy, material: &Material) -> Script {
    let mut shared = Shared::default();
    let mut schemes = Vec::new();
    for scheme in &policy.schemes {
        let lowered = match &scheme.kind {
            SchemeKind::Jwt(jwt) => {
                let keys = material.key_sets.get(&scheme.name);
                keys.map(|keys| auth::jwt(policy, scheme, jwt, keys, &mut shared))
            }
            SchemeKind::ApiKey(api_key) => {
                let keys = material.api_keys.get(&scheme.name).zip(api_key.from.header());
                keys.map(|(keys, header)| auth::api_key(policy, scheme, header, keys))
            }
            // Refused before.
            SchemeKind::Mtls(_) | SchemeKind::Introspection(_) | SchemeKind::Basic(_) => None,
        };
        schemes.extend(lowered.map(|lowered| (scheme.name.as_str(), lowered)));
    }
    let number =
        |name: &str| schemes.iter().position(|(known, _)| *known == name).map(|place| place + 1);
    let routes = policy.routes().map(|route| route::authenticated(policy, route, number)).collect();
    let has_id = policy
        .principal
        .iter()
        .any(|field| field.name == "id" && field.kind == PrincipalType::Text);
    let settings =
        vec![role_fields(policy), Setting { name: "has_id", value: Lua::Bool(has_id).print(1) }];
    let mut plan = plan(policy, &shared, routes, settings);
    plan.schemes = schemes.iter().map(|(_, scheme)| scheme.print(0)).collect();
    script(
        policy,
        &[
            "text",
            "utf8",
            "encoding",
            "sha256",
            "number",
            "scan",
            "json",
            "scalar",
            "exchange",
            "refusal",
            "token",
            "principal",
        ],
        include_str!("runtime/authenticate.lua"),
        plan,
    )
}

/// Stages 9 to 13.
pub(super) fn authorize(policy: &Policy) -> Script {
    let mut shared = Shared::default();
    let routes = policy.routes().map(|route| route::authorized(route, &mut shared)).collect();
    let leeways =
        policy.schemes.iter().map(|scheme| (scheme.name.clone(), auth::seconds(scheme.leeway())));
    let leeways = Setting { name: "leeways", value: Lua::Table(leeways.collect()).print(1) };
    script(
        policy,
        &MODULES
            .iter()
            .map(|module| module.name)
            .filter(|name| *name != "sha256")
            .collect::<Vec<_>>(),
        include_str!("runtime/authorize.lua"),
        plan(policy, &shared, routes, vec![role_fields(policy), leeways]),
    )
}

/// The principal fields that hold roles.
fn role_fields(policy: &Policy) -> Setting {
    let fields = policy.principal.iter().filter(|field| field.kind == PrincipalType::Roles);
    Setting { name: "role_fields", value: Lua::texts(fields.map(|field| &field.name)).print(1) }
}

fn plan(policy: &Policy, shared: &Shared, routes: Vec<Lua>, mut settings: Vec<Setting>) -> Plan {
    let tells_rule = match policy.detail {
        Detail::Full => true,
        Detail::Minimal => false,
    };
    settings.push(Setting { name: "tells_rule", value: Lua::Bool(tells_rule).print(1) });
    let comments =
        policy.routes().map(|route| format!("{} {}", route.method.name(), route.template()));
    Plan {
        automata: shared.automata().iter().map(|automaton| automaton.print(0)).collect(),
        schemas: shared.schemas().iter().map(|schema| schema.print(0)).collect(),
        schemes: Vec::new(),
        routes: routes
            .into_iter()
            .zip(comments)
            .map(|(route, comment)| RoutePlan {
                comment: lua_comment(&comment),
                value: route.print(1),
            })
            .collect(),
        settings,
    }
}

fn script(policy: &Policy, names: &[&str], stage: &'static str, plan: Plan) -> Script {
    let modules = MODULES.iter().filter(|module| names.contains(&module.name)).copied().collect();
    let provenance =
        format!("Policy {} {}, SHA-256 {}", policy.name, policy.version, policy.digest);
    Script { provenance: lua_comment(&provenance), modules, stage, plan }
}
