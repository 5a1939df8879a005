//! From the neutral request to octets: credentials are made at the last moment, so that times are right.

use std::net::IpAddr;

use anyhow::Context as _;
use gatewright_core::policy::{CredentialField, JwtScheme, Policy, SchemeKind, TokenPlace};
use gatewright_issuer::{Algorithm, KeyRing, Token};
use serde_json::{Value, json};

use crate::keys::Keys;
use crate::request::{Credential, Edit, Recipe, Request};
use crate::wire::Wire;

/// How long a token lives unless a case says otherwise, in seconds.
const LIFETIME: i64 = 240;

/// Decides every octet of a request that is sent at `now` (seconds since 1970).
///
/// # Errors
///
/// Where a credential names a scheme or a key that does not exist.
pub fn mint(request: &Request, policy: &Policy, keys: &Keys, now: i64) -> anyhow::Result<Wire> {
    let mut headers = request.headers.clone();
    for credential in &request.credentials {
        headers.push(match credential {
            Credential::Token(recipe) => {
                let (field, value) = token(recipe, policy, keys, now)
                    .with_context(|| format!("case `{}`", request.name))?;
                (field, value.into())
            }
            Credential::ApiKey { scheme, index } => {
                let (field, value) = api_key(scheme, *index, policy, keys)?;
                (field, value.into())
            }
        });
    }
    Ok(Wire {
        method: request.method.clone(),
        target: request.target.clone(),
        headers,
        body: request.body.clone(),
        from: request.from.unwrap_or(IpAddr::from([127, 0, 0, 1])),
    })
}

fn api_key(
    scheme: &str,
    index: usize,
    policy: &Policy,
    keys: &Keys,
) -> anyhow::Result<(String, String)> {
    let declared = policy.schemes.iter().find(|other| other.name == scheme);
    let SchemeKind::ApiKey(declared) = &declared.context("no such scheme")?.kind else {
        anyhow::bail!("`{scheme}` takes no API keys");
    };
    let key = keys.api_keys.get(scheme).and_then(|pool| pool.get(index));
    Ok(in_field(&declared.from, &key.context("no such key")?.secret))
}

/// The header line that puts a credential into a field of its own.
fn in_field(field: &CredentialField, credential: &str) -> (String, String) {
    match field {
        CredentialField::Header(name) => (name.clone(), credential.to_owned()),
        CredentialField::Cookie(name) => ("cookie".to_owned(), format!("{name}={credential}")),
    }
}

fn token(
    recipe: &Recipe,
    policy: &Policy,
    keys: &Keys,
    now: i64,
) -> anyhow::Result<(String, String)> {
    let declared = policy.schemes.iter().find(|other| other.name == recipe.scheme);
    let SchemeKind::Jwt(jwt) = &declared.context("no such scheme")?.kind else {
        anyhow::bail!("`{}` takes no tokens", recipe.scheme);
    };
    let ring = keys.rings.get(&recipe.scheme).context("no keys")?;
    let foreign = keys.foreign.get(&recipe.scheme).context("no keys")?;
    let first = jwt.algorithms.first().context("no algorithm")?;
    let algorithm = Algorithm::from_name(first.name()).context("no algorithm")?;
    let mut key = ring.key_for(algorithm).context("no key of the first algorithm")?;
    let mut token = Token::new(key).with_header("typ", json!(jwt.token_type));
    token = claims(token, jwt, recipe);
    let mut signature = Signature::Signed;
    let mut after = Vec::new();
    let (mut field, mut word) = match &jwt.from {
        TokenPlace::Authorization => ("authorization".to_owned(), "Bearer ".to_owned()),
        TokenPlace::Field(own) => in_field(own, ""),
    };
    let mut suffix = String::new();
    for edit in &recipe.edits {
        token = match edit {
            Edit::SetHeader(name, value) => token.with_header(name, value.clone()),
            Edit::RemoveHeader(name) => token.without_header(name),
            Edit::SetClaim(path, value) => token.with_claim_at(path, value.clone()),
            Edit::RemoveClaim(path) => token.without_claim_at(path),
            Edit::PrefixHeader(text) => {
                let whole = with_prefix(&token.header_text(), text);
                token.with_raw_header(&whole)
            }
            Edit::PrefixClaims(text) => {
                let whole = with_prefix(&token.claims_text(), text);
                token.with_raw_claims(&whole)
            }
            Edit::RawClaims(text) => token.with_raw_claims(text.as_bytes()),
            Edit::RawHeader(text) => token.with_raw_header(text.as_bytes()),
            Edit::SignWith(name) => {
                key = find_key(ring, name)?;
                token
                    .with_header("alg", json!(key.algorithm().name()))
                    .with_header("kid", json!(key.id()))
            }
            Edit::ForeignKey => {
                key = foreign
                    .keys
                    .iter()
                    .find(|other| other.id() == key.id())
                    .context("no foreign key")?;
                token
            }
            Edit::Confusion => {
                signature = Signature::Confusion;
                token.with_header("alg", json!("HS256"))
            }
            Edit::Signature(octets) => {
                signature = Signature::Octets(octets.0.clone());
                token
            }
            Edit::Word(text) => {
                word.clone_from(text);
                token
            }
            Edit::Field(name) => {
                field.clone_from(name);
                token
            }
            Edit::Suffix(text) => {
                suffix.clone_from(text);
                token
            }
            Edit::FlipSignature(_)
            | Edit::CutSignature(_)
            | Edit::AppendTo(..)
            | Edit::UnusedBits(_)
            | Edit::Segments(_) => {
                after.push(edit);
                token
            }
        };
    }
    let header = with_times(&token.header_text(), now);
    let claims = with_times(&token.claims_text(), now);
    token = token.with_raw_header(&header).with_raw_claims(&claims);
    let mut octets = match signature {
        Signature::Signed => key.sign(token.signing_input().as_bytes())?,
        Signature::Octets(octets) => octets,
        Signature::Confusion => {
            let public = key.public_der().unwrap_or_default();
            let compact = token.signed_with_secret(&public);
            return Ok((field, format!("{word}{compact}{suffix}")));
        }
    };
    for edit in &after {
        change_signature(&mut octets, edit);
    }
    let mut segments: Vec<String> =
        token.with_signature(&octets).split('.').map(str::to_owned).collect();
    for edit in &after {
        change_segments(&mut segments, edit);
    }
    Ok((field, format!("{word}{}{suffix}", segments.join("."))))
}

enum Signature {
    Signed,
    Octets(Vec<u8>),
    Confusion,
}

fn find_key<'a>(
    ring: &'a KeyRing,
    algorithm: &str,
) -> anyhow::Result<&'a gatewright_issuer::SigningKey> {
    let wanted = Algorithm::from_name(algorithm).context("no such algorithm")?;
    ring.key_for(wanted).with_context(|| format!("no {algorithm} key"))
}

fn claims(token: Token, jwt: &JwtScheme, recipe: &Recipe) -> Token {
    let lifetime = jwt.max_lifetime.and_then(|most| i64::try_from(most).ok());
    let lifetime = lifetime.map_or(LIFETIME, |most| LIFETIME.min(most));
    let mut token = token
        .with_claim("iss", json!(jwt.issuer))
        .with_claim("aud", json!(jwt.audience))
        .with_claim("iat", json!({ "$now": 0 }))
        .with_claim("exp", json!({ "$now": lifetime }));
    for mapping in &jwt.mapping {
        if let Some(value) = recipe.fields.get(&mapping.field) {
            token = token.with_claim_at(&mapping.claim.0, value.clone());
        }
    }
    token
}

fn with_prefix(object: &[u8], text: &str) -> Vec<u8> {
    let rest = object.get(1..).unwrap_or_default();
    [b"{", text.as_bytes(), b",", rest].concat()
}

/// Replaces each `{"$now":N}` by the time N seconds from now.
fn with_times(text: &[u8], now: i64) -> Vec<u8> {
    let Ok(mut rest) = std::str::from_utf8(text) else { return text.to_vec() };
    let mut whole = String::new();
    while let Some((before, after)) = rest.split_once("{\"$now\":") {
        whole.push_str(before);
        let (number, tail) = after.split_once('}').unwrap_or((after, ""));
        whole.push_str(&(now + number.trim().parse::<i64>().unwrap_or_default()).to_string());
        rest = tail;
    }
    whole.push_str(rest);
    whole.into_bytes()
}

fn change_signature(octets: &mut Vec<u8>, edit: &Edit) {
    if let Edit::FlipSignature(index) = edit {
        let length = i64::try_from(octets.len()).unwrap_or_default();
        let place = if *index < 0 { length + index } else { *index };
        if let Some(octet) = usize::try_from(place).ok().and_then(|place| octets.get_mut(place)) {
            *octet ^= 1;
        }
    } else if let Edit::CutSignature(count) = edit {
        octets.truncate(octets.len().saturating_sub(*count));
    }
}

fn change_segments(segments: &mut Vec<String>, edit: &Edit) {
    if let Edit::AppendTo(index, text) = edit {
        if let Some(segment) = segments.get_mut(*index) {
            segment.push_str(text);
        }
    } else if let Edit::UnusedBits(index) = edit {
        if let Some(segment) = segments.get_mut(*index) {
            set_unused_bit(segment);
        }
    } else if let Edit::Segments(count) = edit {
        let last = segments.last().cloned().unwrap_or_default();
        segments.resize(*count, last);
    }
}

/// Sets the lowest bit of the last character, which carries nothing unless the length is a multiple of four.
fn set_unused_bit(segment: &mut String) {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if segment.len().is_multiple_of(4) {
        segment.push('A');
        return;
    }
    let last = segment.pop().and_then(|character| ALPHABET.find(character)).unwrap_or_default();
    segment.extend(ALPHABET.chars().nth(last | 1));
}

/// A principal field's value for a claim.
#[must_use]
pub fn time_from_now(seconds: i64) -> Value {
    json!({ "$now": seconds })
}
