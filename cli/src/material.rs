//! The key files that a policy names.

use std::fmt::Display;

use gatewright::token::Verifier;
use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_compiler::target::Material;
use gatewright_core::policy::{Scheme, SchemeKind};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::jwk::KeySet;

use crate::failure::Failure;
use crate::policy_file::{PolicyFile, read};

/// The largest key file that is read, in bytes.
const LARGEST: usize = 16 << 20;

/// Reads every key file of a policy.
pub(crate) fn load(file: &PolicyFile) -> Result<Material, Failure> {
    let mut material = Material::default();
    for scheme in &file.policy.schemes {
        let name = scheme.name.clone();
        match &scheme.kind {
            SchemeKind::Jwt(jwt) => {
                let text = text(file, &jwt.keys_file, scheme)?;
                let keys = KeySet::parse(&text, &jwt.algorithms)
                    .map_err(|error| malformed(file, &jwt.keys_file, scheme, &error))?;
                // A point beside its curve is a well-formed key, but none.
                Verifier::new([&keys])
                    .map_err(|error| malformed(file, &jwt.keys_file, scheme, &error))?;
                material.key_sets.insert(name, keys);
            }
            SchemeKind::ApiKey(api_key) => {
                let text = text(file, &api_key.keys_file, scheme)?;
                let keys = ApiKeyFile::parse(&text)
                    .map_err(|error| malformed(file, &api_key.keys_file, scheme, &error))?;
                material.api_keys.insert(name, keys);
            }
        }
    }
    Ok(material)
}

fn text(file: &PolicyFile, name: &str, scheme: &Scheme) -> Result<String, Failure> {
    let bytes = read(&file.beside(name), LARGEST)
        .map_err(|failure| failure.asked_for(scheme.span, &file.source))?;
    if bytes.len() > LARGEST {
        let reason = format!("it has more than {LARGEST} bytes");
        return Err(malformed(file, name, scheme, &reason));
    }
    String::from_utf8(bytes).map_err(|_| malformed(file, name, scheme, &"it is not UTF-8 text"))
}

fn malformed(file: &PolicyFile, name: &str, scheme: &Scheme, reason: &dyn Display) -> Failure {
    let path = file.beside(name);
    let message = format!("the keys of `{}` cannot be used: {reason}", scheme.name);
    let diagnostic = Diagnostic::error(codes::KEY_FILE, message)
        .label(scheme.span, "asked for here")
        .note(format!("the file is `{}`", path.display()));
    Failure::with_sources(vec![diagnostic], vec![file.source.clone()])
}
