//! What an `auth` declaration asks of a target.

use gatewright_core::policy::{
    ApiKeyScheme, BasicScheme, ClaimForm, ClaimMapping, CredentialField, Forwarding,
    IntrospectionScheme, JwtScheme, KeySource, MtlsScheme, Scheme, SchemeKind, Secret, Span,
    TokenBinding, TokenPlace,
};

use super::{Construct, Use};

/// The uses of one scheme.
pub(super) fn uses(scheme: &Scheme) -> Vec<Use> {
    let Scheme { name, grants: _, ids, forwarding, kind, span } = scheme;
    let mut uses = Uses { scheme: name, span: *span, found: Vec::new() };
    match kind {
        SchemeKind::Jwt(jwt) => uses.jwt(jwt),
        SchemeKind::ApiKey(key) => uses.api_key(key),
        SchemeKind::Mtls(mtls) => uses.mtls(mtls),
        SchemeKind::Introspection(introspection) => uses.introspection(introspection),
        SchemeKind::Basic(basic) => uses.basic(basic),
    }
    if ids.is_some() {
        uses.add(Construct::SharedIds, "ids");
    }
    match forwarding {
        Forwarding::Removed => {}
        Forwarding::Kept => uses.add(Construct::ForwardedCredential, "forward"),
    }
    uses.found
}

struct Uses<'a> {
    scheme: &'a str,
    span: Span,
    found: Vec<Use>,
}

impl Uses<'_> {
    fn add(&mut self, construct: Construct, part: &str) {
        self.add_at(construct, part, self.span);
    }

    fn add_at(&mut self, construct: Construct, part: &str, span: Span) {
        let rule = format!("auth.{}.{part}", self.scheme);
        self.found.push(Use { construct, rule, span });
    }

    fn jwt(&mut self, jwt: &JwtScheme) {
        let JwtScheme {
            issuer: _,
            audience: _,
            token_type: _,
            algorithms: _,
            keys,
            from,
            leeway: _,
            max_lifetime: _,
            binding,
            mapping,
        } = jwt;
        match keys {
            KeySource::Local(secret) => self.secret(secret, "keys"),
            KeySource::Remote(remote) => self.add_at(Construct::RemoteKeys, "keys", remote.span),
        }
        self.from(from);
        self.binding(*binding);
        self.mapping(mapping);
    }

    fn from(&mut self, from: &TokenPlace) {
        match from {
            TokenPlace::Authorization => {}
            TokenPlace::Field(CredentialField::Header(_)) => {
                self.add(Construct::TokenHeader, "from");
            }
            TokenPlace::Field(CredentialField::Cookie(_)) => {
                self.add(Construct::CredentialCookie, "from");
            }
        }
    }

    fn binding(&mut self, binding: TokenBinding) {
        match binding {
            TokenBinding::Bearer => {}
            TokenBinding::Certificate => self.add(Construct::CertificateBinding, "binding"),
        }
    }

    fn mtls(&mut self, mtls: &MtlsScheme) {
        let MtlsScheme { authorities, mapping: _ } = mtls;
        self.add(Construct::ClientCertificate, "mtls");
        self.secret(authorities, "ca");
    }

    fn introspection(&mut self, introspection: &IntrospectionScheme) {
        let IntrospectionScheme {
            url: _,
            client_id: _,
            client_secret,
            issuer: _,
            audience: _,
            cache: _,
            timeout: _,
            from,
            leeway: _,
            binding,
            mapping,
        } = introspection;
        self.add(Construct::Introspection, "introspection");
        self.secret(client_secret, "client_secret");
        self.from(from);
        self.binding(*binding);
        self.mapping(mapping);
    }

    fn basic(&mut self, basic: &BasicScheme) {
        let BasicScheme { users, realm: _ } = basic;
        self.add(Construct::BasicCredential, "basic");
        self.secret(users, "users");
    }

    fn api_key(&mut self, key: &ApiKeyScheme) {
        let ApiKeyScheme { from, keys } = key;
        match from {
            CredentialField::Header(_) => {}
            CredentialField::Cookie(_) => self.add(Construct::CredentialCookie, "from"),
        }
        self.secret(keys, "keys");
    }

    fn secret(&mut self, secret: &Secret, part: &str) {
        match secret {
            Secret::File(_) => {}
            Secret::Environment(_) => self.add(Construct::EnvironmentSecret, part),
        }
    }

    fn mapping(&mut self, mapping: &[ClaimMapping]) {
        for ClaimMapping { field, kind: _, presence: _, claim: _, form, span } in mapping {
            match form {
                ClaimForm::Plain => {}
                ClaimForm::Separated(_) => {
                    self.add_at(Construct::SplitClaim, &format!("principal.{field}"), *span);
                }
            }
        }
    }
}
