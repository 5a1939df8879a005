//! Which credentials a request presents to a route's schemes, none of them believed yet.

use std::sync::Arc;

use super::super::request::Headers;
use super::is_open;
use crate::policy::{CredentialField, JwtScheme, Route, Scheme, SchemeKind, TokenPlace};
use crate::primitive::jwt::{Token, bearer_token};

/// The header that is nobody's own.
const AUTHORIZATION: &str = "authorization";

/// A credential with the scheme that has to verify it.
pub(in super::super) struct Presented<'a> {
    pub(in super::super) scheme: &'a Arc<Scheme>,
    /// What stands there.
    pub(in super::super) value: &'a [u8],
}

/// The credentials in the order of the route's `auth`.
pub(in super::super) fn find<'a>(route: &'a Route, headers: &'a Headers) -> Vec<Presented<'a>> {
    // Where anyone may call, no credential is read.
    if is_open(route) {
        return Vec::new();
    }
    let found = route.auth.iter().filter_map(|scheme| {
        let value = match &scheme.kind {
            SchemeKind::Jwt(settings) => {
                let token = token_at(&settings.from, headers)?;
                judges(route, scheme, &settings.from, token).then_some(token)?
            }
            SchemeKind::ApiKey(settings) => value_of(&settings.from, headers)?,
        };
        Some(Presented { scheme, value })
    });
    found.collect()
}

/// The place of a scheme's credentials.
pub(in super::super) enum Place<'a> {
    Header(&'a str),
    Cookie(&'a str),
}

impl<'a> Place<'a> {
    pub(in super::super) fn of(scheme: &'a Scheme) -> Place<'a> {
        match scheme.field() {
            None => Place::Header(AUTHORIZATION),
            Some(CredentialField::Header(name)) => Place::Header(name),
            Some(CredentialField::Cookie(name)) => Place::Cookie(name),
        }
    }
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
        SchemeKind::ApiKey(_) => None,
    }
}
