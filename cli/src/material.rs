//! The secrets that a policy names.

use std::fmt::Display;

use gatewright::token::Verifier;
use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_compiler::target::Material;
use gatewright_core::policy::{JwtScheme, KeySource, Scheme, SchemeKind, Secret};
use gatewright_core::primitive::api_key::ApiKeyFile;
use gatewright_core::primitive::basic::UserFile;
use gatewright_core::primitive::jwk::KeySet;

use crate::failure::Failure;
use crate::policy_file::{PolicyFile, read};

/// The largest secret that is read, in bytes.
const LARGEST: usize = 16 << 20;

/// Reads everything secret that a policy names; what is fetched is not read.
pub(crate) fn load(file: &PolicyFile) -> Result<Material, Failure> {
    let mut material = Material::default();
    for scheme in &file.policy.schemes {
        let name = scheme.name.clone();
        match &scheme.kind {
            SchemeKind::Jwt(jwt) => {
                let KeySource::Local(secret) = &jwt.keys else { continue };
                let keys = key_set(&text(file, secret, scheme)?, jwt);
                let keys = keys.map_err(|error| malformed(file, secret, scheme, &error))?;
                material.key_sets.insert(name, keys);
            }
            SchemeKind::ApiKey(api_key) => {
                let text = text(file, &api_key.keys, scheme)?;
                let keys = ApiKeyFile::parse(&text)
                    .map_err(|error| malformed(file, &api_key.keys, scheme, &error))?;
                material.api_keys.insert(name, keys);
            }
            SchemeKind::Basic(basic) => {
                let text = text(file, &basic.users, scheme)?;
                let users = UserFile::parse(&text)
                    .map_err(|error| malformed(file, &basic.users, scheme, &error))?;
                material.users.insert(name, users);
            }
            // Who verifies certificates and asks endpoints reads these.
            SchemeKind::Mtls(_) | SchemeKind::Introspection(_) => {}
        }
    }
    Ok(material)
}

/// The keys of a scheme out of a JWK set.
pub(crate) fn key_set(text: &str, jwt: &JwtScheme) -> Result<KeySet, String> {
    let keys = KeySet::parse(text, &jwt.algorithms).map_err(|error| error.to_string())?;
    // A point beside its curve is a well-formed key, but none.
    Verifier::new([&keys]).map_err(|error| error.to_string())?;
    Ok(keys)
}

fn text(file: &PolicyFile, secret: &Secret, scheme: &Scheme) -> Result<String, Failure> {
    let bytes = match secret {
        Secret::File(name) => read(&file.beside(name), LARGEST)
            .map_err(|failure| failure.asked_for(scheme.span, &file.sources))?,
        Secret::Environment(name) => std::env::var_os(name)
            .ok_or_else(|| malformed(file, secret, scheme, &"the variable is not set"))?
            .into_encoded_bytes(),
    };
    if bytes.len() > LARGEST {
        let reason = format!("there are more than {LARGEST} bytes");
        return Err(malformed(file, secret, scheme, &reason));
    }
    String::from_utf8(bytes).map_err(|_| malformed(file, secret, scheme, &"it is not UTF-8 text"))
}

fn malformed(file: &PolicyFile, secret: &Secret, scheme: &Scheme, reason: &dyn Display) -> Failure {
    let place = match secret {
        Secret::File(name) => format!("the file is `{}`", file.beside(name).display()),
        Secret::Environment(name) => format!("the variable is `{name}`"),
    };
    let message = format!("the keys of `{}` cannot be used: {reason}", scheme.name);
    let diagnostic = Diagnostic::error(codes::KEY_FILE, message)
        .label(scheme.span, "asked for here")
        .note(place);
    Failure::with_sources(vec![diagnostic], file.sources.clone())
}
