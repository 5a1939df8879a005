//! Which credentials a request presents to a route's schemes, none of them believed yet.

use std::sync::Arc;

use super::super::request::{Headers, Tls};
use super::{certificate, is_open};
use crate::policy::{
    CredentialField, IntrospectionScheme, JwtScheme, MtlsScheme, Route, Scheme, SchemeKind,
    TokenPlace,
};
use crate::primitive::basic::basic_token;
use crate::primitive::certificate::ClientCertificate;
use crate::primitive::jwt::{Token, bearer_token};

/// The header that is nobody's own.
const AUTHORIZATION: &str = "authorization";

/// A credential with the scheme that has to verify it.
pub(in super::super) struct Presented<'a> {
    pub(in super::super) scheme: &'a Arc<Scheme>,
    /// What is presented.
    pub(super) credential: Credential<'a>,
}

/// What is presented, with the settings that judge it.
pub(super) enum Credential<'a> {
    /// A signed token.
    Token(&'a JwtScheme, &'a [u8]),
    /// An API key.
    Key(&'a [u8]),
    /// A certificate that the scheme's authorities vouch for.
    Certificate(&'a MtlsScheme, &'a ClientCertificate),
    /// A token that its issuer is asked about.
    Opaque(&'a IntrospectionScheme, &'a [u8]),
    /// A name and a password, in base64.
    Password(&'a [u8]),
}

/// The credentials in the order of the route's `auth`.
pub(in super::super) fn find<'a>(
    route: &'a Route,
    headers: &'a Headers,
    tls: Option<&'a Tls>,
) -> Vec<Presented<'a>> {
    // Where anyone may call, no credential is read.
    if is_open(route) {
        return Vec::new();
    }
    let found = route.auth.iter().filter_map(|scheme| {
        let credential = match &scheme.kind {
            SchemeKind::Jwt(settings) => {
                let token = token_at(&settings.from, headers)?;
                let is_judge = judges(route, scheme, &settings.from, token);
                is_judge.then_some(Credential::Token(settings, token))?
            }
            SchemeKind::ApiKey(settings) => Credential::Key(value_of(&settings.from, headers)?),
            SchemeKind::Mtls(settings) => {
                let presented = tls?.certificate.as_ref()?;
                let is_verified = certificate::is_verified(presented, scheme);
                is_verified.then_some(Credential::Certificate(settings, presented))?
            }
            SchemeKind::Introspection(settings) => {
                Credential::Opaque(settings, token_at(&settings.from, headers)?)
            }
            SchemeKind::Basic(_) => {
                Credential::Password(headers.first(AUTHORIZATION).and_then(basic_token)?)
            }
        };
        Some(Presented { scheme, credential })
    });
    found.collect()
}

fn token_at<'h>(place: &TokenPlace, headers: &'h Headers) -> Option<&'h [u8]> {
    match place {
        TokenPlace::Authorization => headers.first(AUTHORIZATION).and_then(bearer_token),
        TokenPlace::Field(field) => value_of(field, headers),
    }
}

fn value_of<'h>(field: &CredentialField, headers: &'h Headers) -> Option<&'h [u8]> {
    match field {
        CredentialField::Header(name) => headers.first(name),
        CredentialField::Cookie(name) => headers.cookies(name).first().copied(),
    }
}

/// Whether this scheme has to verify the token: it is the one at this place whose issuer the token names, or the first where
/// the token names none of theirs.
fn judges(route: &Route, scheme: &Scheme, place: &TokenPlace, token: &[u8]) -> bool {
    let issuer = Token::parse(token).ok().and_then(|token| token.unverified_issuer());
    let candidates = || {
        let schemes = route.auth.iter().map(|scheme| (scheme, jwt(scheme)));
        schemes.filter_map(|(scheme, jwt)| Some((scheme, jwt.filter(|jwt| jwt.from == *place)?)))
    };
    let named = candidates().find(|(_, jwt)| issuer.as_ref() == Some(&jwt.issuer));
    let judge = named.or_else(|| candidates().next());
    judge.is_some_and(|(judge, _)| judge.name == scheme.name)
}

fn jwt(scheme: &Scheme) -> Option<&JwtScheme> {
    match &scheme.kind {
        SchemeKind::Jwt(jwt) => Some(jwt),
        SchemeKind::ApiKey(_)
        | SchemeKind::Mtls(_)
        | SchemeKind::Introspection(_)
        | SchemeKind::Basic(_) => None,
    }
}
