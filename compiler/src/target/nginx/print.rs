//! Prints the tree with the templates and puts the fixed runtime beside it.

use serde::Serialize;

use super::lower::Lowered;
use super::node::Provenance;
use super::plan::Plan;
use crate::diagnostic::{Diagnostic, codes};
use crate::target::artifact::{Artifact, Artifacts, Secrecy};

/// Every template, by the name that others include it by.
const TEMPLATES: [(&str, &str); 13] = [
    ("provenance", include_str!("templates/provenance.tera")),
    ("nginx.conf", include_str!("templates/nginx.conf.tera")),
    ("gateway.conf", include_str!("templates/gateway.conf.tera")),
    ("decision", include_str!("templates/decision.tera")),
    ("credential", include_str!("templates/credential.tera")),
    ("log", include_str!("templates/log.tera")),
    ("body", include_str!("templates/body.tera")),
    ("upstream", include_str!("templates/upstream.tera")),
    ("limit", include_str!("templates/limit.tera")),
    ("zone", include_str!("templates/zone.tera")),
    ("errors", include_str!("templates/errors.tera")),
    ("proxy.conf", include_str!("templates/proxy.conf.tera")),
    ("limits.conf", include_str!("templates/limits.conf.tera")),
];

/// The runtime, the same for every policy.
const RUNTIME: [(&str, &str); 23] = [
    ("js/address.js", include_str!("runtime/address.js")),
    ("js/api_key.js", include_str!("runtime/api_key.js")),
    ("js/authenticate.js", include_str!("runtime/authenticate.js")),
    ("js/authorize.js", include_str!("runtime/authorize.js")),
    ("js/condition.js", include_str!("runtime/condition.js")),
    ("js/content.js", include_str!("runtime/content.js")),
    ("js/gateway.js", include_str!("runtime/gateway.js")),
    ("js/identity.js", include_str!("runtime/identity.js")),
    ("js/json.js", include_str!("runtime/json.js")),
    ("js/limit.js", include_str!("runtime/limit.js")),
    ("js/names.js", include_str!("runtime/names.js")),
    ("js/number.js", include_str!("runtime/number.js")),
    ("js/path.js", include_str!("runtime/path.js")),
    ("js/query.js", include_str!("runtime/query.js")),
    ("js/refusal.js", include_str!("runtime/refusal.js")),
    ("js/route.js", include_str!("runtime/route.js")),
    ("js/scalar.js", include_str!("runtime/scalar.js")),
    ("js/scan.js", include_str!("runtime/scan.js")),
    ("js/schema.js", include_str!("runtime/schema.js")),
    ("js/text.js", include_str!("runtime/text.js")),
    ("js/time.js", include_str!("runtime/time.js")),
    ("js/token.js", include_str!("runtime/token.js")),
    ("js/wire.js", include_str!("runtime/wire.js")),
];

/// Prints everything.
///
/// # Errors
///
/// A template that does not print, which is a fault of the compiler.
pub(super) fn print(lowered: &Lowered) -> Result<Artifacts, Vec<Diagnostic>> {
    let provenance = &lowered.site.provenance;
    let mut artifacts = Artifacts::default();
    let mut add = |path: &str, contents: String, secrecy| {
        artifacts
            .files
            .insert(path.to_owned(), Artifact { contents: contents.into_bytes(), secrecy });
    };
    let mut files = vec!["nginx.conf", "gateway.conf", "proxy.conf"];
    if !lowered.site.zones.is_empty() {
        files.push("limits.conf");
    }
    for file in files {
        add(
            file,
            render(file, &lowered.site).map_err(|error| vec![fault(&error)])?,
            Secrecy::Public,
        );
    }
    for (path, source) in RUNTIME {
        add(path, with_provenance(provenance, source), Secrecy::Public);
    }
    let plan = plan(&lowered.plan).map_err(|error| vec![fault(&error)])?;
    add("plan.json", plan, Secrecy::Secret);
    Ok(artifacts)
}

fn fault(error: &dyn std::error::Error) -> Diagnostic {
    Diagnostic::error(
        codes::TARGET_FAULT,
        format!("the nginx target could not print its files: {error}"),
    )
}

fn render(name: &str, context: &impl Serialize) -> Result<String, tera::Error> {
    let mut tera = tera::Tera::new();
    // Values are escaped for nginx when the tree is made; HTML's escapes would alter them.
    tera.autoescape_on(Vec::<&'static str>::new());
    tera.add_raw_templates(TEMPLATES)?;
    tera.render(name, &tera::Context::from_serialize(context)?)
}

fn with_provenance(provenance: &Provenance, source: &str) -> String {
    let Provenance { policy, version, digest } = provenance;
    format!(
        "// Policy {policy} {version}, SHA-256 {digest}\n// Printed by Gatewright. Edit the policy, not this file.\n\n{source}"
    )
}

/// One line for each entry of a list, so that a difference between two plans can be read.
fn plan(plan: &Plan) -> Result<String, serde_json::Error> {
    let serde_json::Value::Object(parts) = serde_json::to_value(plan)? else {
        return Err(serde::ser::Error::custom("the plan is not an object"));
    };
    let parts: Vec<String> = parts
        .iter()
        .map(|(name, part)| {
            let name = serde_json::Value::from(name.as_str());
            match part.as_array() {
                Some(entries) if !entries.is_empty() => {
                    let lines: Vec<String> = entries.iter().map(ToString::to_string).collect();
                    format!("{name}:[\n{}\n]", lines.join(",\n"))
                }
                Some(_) | None => format!("{name}:{part}"),
            }
        })
        .collect();
    Ok(format!("{{\n{}\n}}\n", parts.join(",\n")))
}
