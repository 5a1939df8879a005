//! What a server would have from elsewhere, as options give it.

use std::collections::BTreeMap;
use std::path::Path;

use gatewright_compiler::diagnostic::{Diagnostic, codes};
use gatewright_core::evaluate::{
    FetchedKeys, IntrospectionAnswer, IntrospectionAnswers, Request, Tls,
};
use gatewright_core::policy::{
    CredentialField, CredentialPlace, JwtScheme, KeySource, Policy, Scheme, SchemeKind,
};
use gatewright_core::primitive::cookie;
use gatewright_core::primitive::jwt::bearer_token;

use crate::failure::Failure;
use crate::material;
use crate::policy_file::read;

/// The largest file that is read, in bytes.
const LARGEST: usize = 16 << 20;

/// Key sets as they were fetched at `now`, out of options `SCHEME=FILE`.
pub(super) fn fetched_keys(
    options: &[String],
    policy: &Policy,
    now: i64,
) -> Result<BTreeMap<String, FetchedKeys>, Failure> {
    let mut fetched = BTreeMap::new();
    for option in options {
        let (scheme, path) = of_scheme("--keys", option, policy)?;
        let Some(jwt) = remote(scheme) else {
            return Err(wrong(format!("the keys of `{}` are not fetched", scheme.name)));
        };
        let text = text(Path::new(path))?;
        let keys = material::key_set(&text, jwt).map_err(|reason| {
            let message = format!("the keys of `{}` cannot be used: {reason}", scheme.name);
            let note = format!("the file is `{path}`");
            Failure::surroundings(Diagnostic::error(codes::KEY_FILE, message).note(note))
        })?;
        let keys = FetchedKeys { keys, fetched: now };
        if fetched.insert(scheme.name.clone(), keys).is_some() {
            return Err(wrong(format!("`--keys` gives those of `{}` twice", scheme.name)));
        }
    }
    Ok(fetched)
}

/// What endpoints answered at `now` about the tokens of the request, out of options `SCHEME=FILE`.
pub(super) fn introspected(
    options: &[String],
    policy: &Policy,
    request: &Request,
    now: i64,
) -> Result<BTreeMap<String, IntrospectionAnswers>, Failure> {
    let mut answers = BTreeMap::new();
    for option in options {
        let (scheme, path) = of_scheme("--introspected", option, policy)?;
        let is_asked = matches!(scheme.kind, SchemeKind::Introspection(_));
        if !is_asked {
            return Err(wrong(format!("no endpoint is asked about tokens of `{}`", scheme.name)));
        }
        let body = text(Path::new(path))?.into_bytes();
        let answer = IntrospectionAnswer { body, asked: now };
        let tokens = tokens(scheme, request).into_iter();
        let about = tokens.map(|token| (token, answer.clone())).collect();
        if answers.insert(scheme.name.clone(), about).is_some() {
            return Err(wrong(format!("`--introspected` gives that of `{}` twice", scheme.name)));
        }
    }
    Ok(answers)
}

/// The tokens that stand where the scheme reads them.
fn tokens(scheme: &Scheme, request: &Request) -> Vec<String> {
    let lines = |due: &str| {
        let own = request.headers.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(due));
        own.map(|(_, value)| value.as_slice()).collect::<Vec<&[u8]>>()
    };
    let found = match scheme.place() {
        CredentialPlace::Authorization => {
            lines("authorization").into_iter().filter_map(bearer_token).collect()
        }
        CredentialPlace::Field(CredentialField::Header(name)) => lines(name),
        CredentialPlace::Field(CredentialField::Cookie(name)) => {
            cookie::values(lines("cookie"), name)
        }
        CredentialPlace::Connection => Vec::new(),
    };
    found.into_iter().filter_map(|token| String::from_utf8(token.to_vec()).ok()).collect()
}

fn remote(scheme: &Scheme) -> Option<&JwtScheme> {
    match &scheme.kind {
        SchemeKind::Jwt(jwt) => match &jwt.keys {
            KeySource::Remote(_) => Some(jwt),
            KeySource::Local(_) => None,
        },
        SchemeKind::ApiKey(_)
        | SchemeKind::Mtls(_)
        | SchemeKind::Introspection(_)
        | SchemeKind::Basic(_) => None,
    }
}

/// The scheme and the file of `SCHEME=FILE`.
fn of_scheme<'a>(
    option: &str,
    written: &'a str,
    policy: &'a Policy,
) -> Result<(&'a Scheme, &'a str), Failure> {
    let (name, path) = written
        .split_once('=')
        .ok_or_else(|| wrong(format!("`{option} {written}` is not `{option} SCHEME=FILE`")))?;
    let scheme = policy.schemes.iter().find(|scheme| scheme.name == name);
    let scheme = scheme.ok_or_else(|| wrong(format!("the policy has no scheme `{name}`")))?;
    Ok((scheme, path))
}

/// What a server would know of the connection's TLS layer.
pub(super) fn tls(path: &Path) -> Result<Tls, Failure> {
    serde_json::from_str(&text(path)?).map_err(|error| {
        wrong(format!("`{}` does not tell of a TLS layer: {error}", path.display()))
    })
}

fn text(path: &Path) -> Result<String, Failure> {
    let bytes = read(path, LARGEST)?;
    let shown = path.display();
    if bytes.len() > LARGEST {
        return Err(wrong(format!("`{shown}` has more than {LARGEST} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| wrong(format!("`{shown}` is not UTF-8 text")))
}

fn wrong(message: String) -> Failure {
    Failure::surroundings(Diagnostic::error(codes::REQUEST_UNREADABLE, message))
}
