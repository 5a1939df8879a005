//! Client certificates, out of real handshakes, and tokens that are bound to one.

use std::sync::Arc;

use gatewright::{ConnectionTls, LoadFault, ManualClock, TlsVersion};
use gatewright_core::evaluate::{Keys, Tls};
use gatewright_core::policy::Algorithm;
use gatewright_core::primitive::certificate::{ClientCertificate, Thumbprint};
use gatewright_core::primitive::jwk::KeySet;
use gatewright_issuer::KeyRing;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, SanType, date_time_ymd,
};
use serde_json::json;
use tokio_rustls::rustls::client::danger::HandshakeSignatureValid;
use tokio_rustls::rustls::crypto::{aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime,
};
use tokio_rustls::rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, DistinguishedName, Error, RootCertStore, ServerConfig,
    SignatureScheme,
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::twin::{Asked, Memory, NOW, Twin, get, issuer, router, token};

gatewright::policy!("tests/credentials/certificates.gate");

type Service = gatewright::PolicyService<axum::Router, certificates::Policy>;
type Authority = CertifiedIssuer<'static, KeyPair>;

/// A client's certificate with its key, and what the evaluator knows of it.
#[derive(Clone)]
struct Client {
    chain: Vec<CertificateDer<'static>>,
    key: Vec<u8>,
    known: ClientCertificate,
}

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate that an authority signs, with these names; `known` says of which scheme it is.
fn client(authority: &Authority, names: &[SanType], scheme: &str) -> Client {
    client_with(authority, names, scheme, |_| ())
}

fn client_with(
    authority: &Authority,
    names: &[SanType],
    scheme: &str,
    change: impl FnOnce(&mut CertificateParams),
) -> Client {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.subject_alt_names = names.to_vec();
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2026, 6, 1);
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let texts = |pick: fn(&SanType) -> Option<String>| names.iter().filter_map(pick).collect();
    let uri =
        |name: &SanType| if let SanType::URI(uri) = name { Some(uri.to_string()) } else { None };
    let dns = |name: &SanType| {
        if let SanType::DnsName(name) = name { Some(name.to_string()) } else { None }
    };
    let common_names = params.distinguished_name.iter().map(|(_, value)| {
        let rcgen::DnValue::Utf8String(text) = value else { panic!("{value:?}") };
        text.clone()
    });
    let known = ClientCertificate {
        uris: texts(uri),
        dns_names: texts(dns),
        emails: Vec::new(),
        common_names: common_names.collect(),
        subject: String::new(),
        thumbprint: Thumbprint::of(certificate.der()),
        verified_for: [scheme]
            .iter()
            .filter(|name| !name.is_empty())
            .map(|s| (*s).to_owned())
            .collect(),
    };
    Client { chain: vec![certificate.der().clone()], key: key.serialize_der(), known }
}

fn uri(text: &str) -> SanType {
    SanType::URI(text.try_into().unwrap())
}

fn dns(text: &str) -> SanType {
    SanType::DnsName(text.try_into().unwrap())
}

/// A server that asks for a certificate and leaves it to the policy whether somebody vouches for it.
#[derive(Debug)]
struct Anyone;

impl ClientCertVerifier for Anyone {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = aws_lc_rs::default_provider().signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, &algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = aws_lc_rs::default_provider().signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

/// What a server knows of a connection after a handshake with the client.
async fn shake_hands(client: Option<&Client>) -> ConnectionTls {
    let server = authority("server");
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &server).unwrap();
    let private = |der: &[u8]| PrivateKeyDer::from(PrivatePkcs8KeyDer::from(der.to_vec()));
    let config = ServerConfig::builder()
        .with_client_cert_verifier(Arc::new(Anyone))
        .with_single_cert(vec![certificate.der().clone()], private(&key.serialize_der()))
        .unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(server.der().clone()).unwrap();
    let asking = ClientConfig::builder().with_root_certificates(roots);
    let asking = match client {
        Some(client) => {
            asking.with_client_auth_cert(client.chain.clone(), private(&client.key)).unwrap()
        }
        None => asking.with_no_client_auth(),
    };
    let (near, far) = tokio::io::duplex(64 * 1024);
    let name = ServerName::try_from("localhost").unwrap();
    let connector = TlsConnector::from(Arc::new(asking));
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let (accepted, connected) = tokio::join!(acceptor.accept(far), connector.connect(name, near));
    let (accepted, _) = (accepted.unwrap(), connected.unwrap());
    let presented = accepted.get_ref().1.peer_certificates().unwrap_or_default();
    ConnectionTls::new(TlsVersion::Tls13)
        .with_certificates(presented.iter().map(|one| one.to_vec()))
}

/// A request over a connection of the client's.
async fn over(asked: Asked, client: Option<&Client>) -> Asked {
    let tls = Tls {
        version: TlsVersion::Tls13,
        server_name: None,
        certificate: client.map(|client| client.known.clone()),
    };
    Asked { tls: Some(tls), connection: Some(shake_hands(client).await), ..asked }
}

struct Fixture {
    twin: Twin<Service>,
    internal: Authority,
    devices: Authority,
    ring: KeyRing,
    folder: tempfile::TempDir,
}

fn fixture() -> Fixture {
    let (folder, ring) = (tempfile::tempdir().unwrap(), issuer());
    let (internal, devices) = (authority("internal"), authority("devices"));
    let set = ring.jwk_set().to_string();
    let write = |file: &str, text: &str| std::fs::write(folder.path().join(file), text).unwrap();
    write("jwks.json", &set);
    write("internal.pem", &internal.pem());
    write("devices.pem", &devices.pem());
    let mut keys = Keys::default();
    for scheme in ["bound", "bearer"] {
        let set = KeySet::parse(&set, &[Algorithm::ES256]).unwrap();
        keys.tokens.insert(scheme.to_owned(), set);
    }
    let (memory, clock) = (Memory::default(), ManualClock::at(NOW));
    let policy = certificates::Policy::load(folder.path()).unwrap().with_clock(clock.clone());
    let service = policy.protect(router(&memory));
    let twin = Twin::new(service, memory, clock, include_str!("certificates.gate"), keys);
    Fixture { twin, internal, devices, ring, folder }
}

impl Fixture {
    async fn asks(&mut self, asked: Asked, client: Option<&Client>) -> String {
        let asked = over(asked, client).await;
        let first = self.twin.ask(&asked).await.verdict();
        assert_eq!(self.twin.ask(&asked).await.verdict(), first);
        first
    }
}

#[tokio::test]
async fn a_certificate_is_the_caller() {
    let mut at = fixture();
    let stock = client(&at.internal, &[uri("spiffe://shop/stock/v1")], "service");
    let answer = at.twin.ask(&over(get("/services"), Some(&stock)).await).await;
    for (name, value) in
        [("x-user", "stock"), ("x-roles", "clerk"), ("x-kind", "service"), ("x-labels", "a,b")]
    {
        assert_eq!(answer.seen(name), Some(value));
    }
    assert_eq!(answer.seen("x-serial"), None);
    let serial = "0195A3C0-7D10-7000-8000-000000000001";
    let device = client_with(&at.devices, &[dns("d1.internal")], "device", |params| {
        params.distinguished_name.push(DnType::CommonName, serial);
    });
    let answer = at.twin.ask(&over(get("/devices"), Some(&device)).await).await;
    assert_eq!(answer.seen("x-user"), Some("d1.internal"));
    assert_eq!(answer.seen("x-serial"), Some(&*serial.to_ascii_lowercase()));
    // One of another scheme is not presented to this one.
    assert_eq!(at.asks(get("/devices"), Some(&stock)).await, "401 devices.get/auth");
    assert_eq!(at.asks(get("/services"), Some(&device)).await, "401 services.get/auth");
    assert_eq!(at.asks(get("/services"), None).await, "401 services.get/auth");
    let nobody = at.twin.ask(&get("/services")).await;
    let challenge = nobody.headers.get("www-authenticate").unwrap();
    assert_eq!(challenge, "ClientCertificate realm=\"certificates\"");
}

/// Names that are missing, that stand twice, or that are not of the template.
#[tokio::test]
async fn names_have_to_be_those_of_the_scheme() {
    let mut at = fixture();
    for names in [
        vec![],
        vec![dns("stock.internal")],
        vec![uri("spiffe://shop/stock/v1"), uri("spiffe://shop/admin/v1")],
        vec![uri("spiffe://shop/stock/v2")],
        vec![uri("spiffe://other/stock/v1")],
        vec![uri("spiffe://shop//v1")],
        vec![uri("spiffe://shop/a/b/v1")],
        vec![uri("spiffe://shop/a?b/v1")],
        vec![uri("spiffe://shop/a b/v1")],
    ] {
        let named = client(&at.internal, &names, "service");
        let verdict = at.asks(get("/services"), Some(&named)).await;
        assert_eq!(verdict, "401 services.get/auth.service", "{names:?}");
    }
    let more = [uri("spiffe://shop/stock/v1"), dns("stock.internal")];
    let more = client(&at.internal, &more, "service");
    assert_eq!(at.asks(get("/services"), Some(&more)).await, "200 -");
    for common_names in [&[][..], &["no uuid"]] {
        let device = client_with(&at.devices, &[dns("d1.internal")], "device", |params| {
            for name in common_names {
                params.distinguished_name.push(DnType::CommonName, *name);
            }
        });
        let verdict = at.asks(get("/devices"), Some(&device)).await;
        assert_eq!(verdict, "401 devices.get/auth.device", "{common_names:?}");
    }
}

/// C1 34: whoever is vouched for by no authority of the policy gets nowhere, on whatever route.
#[tokio::test]
async fn foreign_certificates_end_at_the_wire() {
    let mut at = fixture();
    let names = [uri("spiffe://shop/stock/v1")];
    let namesake = authority("internal");
    let later = |params: &mut CertificateParams| params.not_before = date_time_ymd(2026, 5, 2);
    let over_ = |params: &mut CertificateParams| params.not_after = date_time_ymd(2026, 5, 1);
    let server = |params: &mut CertificateParams| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    };
    let good = token(&at.ring, "certificates", json!({}));
    for (what, client) in [
        ("another authority of this name", client(&namesake, &names, "")),
        ("not valid yet", client_with(&at.internal, &names, "", later)),
        ("expired", client_with(&at.internal, &names, "", over_)),
        ("for servers", client_with(&at.internal, &names, "", server)),
    ] {
        for target in ["/services", "/devices", "/either", "/unknown"] {
            let asked = get(target).bearer(&good);
            assert_eq!(at.asks(asked, Some(&client)).await, "400 wire", "{what} at {target}");
        }
    }
}

#[tokio::test]
async fn a_certificate_that_was_known_expires() {
    let at = fixture();
    // 2026-05-02T00:00:00Z, and a second at which it is still valid.
    let end = NOW + 15 * 3600;
    let stock = client_with(&at.internal, &[uri("spiffe://shop/stock/v1")], "service", |params| {
        params.not_after = date_time_ymd(2026, 5, 2);
    });
    let asked = over(get("/services"), Some(&stock)).await;
    for (now, status) in [(NOW, 200), (end, 200), (end + 1, 400), (NOW, 200)] {
        at.twin.clock.set(now);
        assert_eq!(at.twin.ask_service(&asked).await.status, status, "{}", now - NOW);
    }
}

#[tokio::test]
async fn an_authority_in_between_leads_to_the_known_one() {
    let mut at = fixture();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let between = CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &at.internal);
    let between = between.unwrap();
    let mut stock = client(&between, &[uri("spiffe://shop/stock/v1")], "service");
    stock.chain.push(between.der().clone());
    assert_eq!(at.asks(get("/services"), Some(&stock)).await, "200 -");
    // Without it nobody knows who vouches.
    let mut alone = client(&between, &[uri("spiffe://shop/stock/v1")], "");
    alone.chain.truncate(1);
    assert_eq!(at.asks(get("/services"), Some(&alone)).await, "400 wire");
}

#[tokio::test]
async fn a_certificate_beside_a_token() {
    let mut at = fixture();
    let stock = client(&at.internal, &[uri("spiffe://shop/stock/v1")], "service");
    let device = client(&at.devices, &[dns("d1.internal")], "device");
    let good = token(&at.ring, "certificates", json!({}));
    let both = over(get("/either").bearer(&good), Some(&stock)).await;
    assert_eq!(at.twin.ask(&both).await.seen("x-user"), Some("stock"));
    let token_only = over(get("/either").bearer(&good), Some(&device)).await;
    assert_eq!(at.twin.ask(&token_only).await.seen("x-user"), Some("anna"));
    let verdict = at.asks(get("/either").bearer("a.b.c"), Some(&stock)).await;
    assert_eq!(verdict, "401 either.get/auth.bearer");
}

/// C1 35: what headers say of certificates is nothing to the policy.
#[tokio::test]
async fn headers_that_claim_a_certificate_are_not_read() {
    let mut at = fixture();
    for name in ["x-forwarded-client-cert", "client-cert", "x-ssl-client-s-dn", "x-client-verify"] {
        let asked = get("/services").with(name, "SUCCESS; URI=spiffe://shop/stock/v1");
        assert_eq!(at.asks(asked, None).await, "401 services.get/auth", "{name}");
    }
}

/// C1 36, RFC 8705 §3: a token is of use with its certificate only, also when it was verified with it before.
#[tokio::test]
async fn a_bound_token_needs_its_certificate() {
    let mut at = fixture();
    let own = client(&at.internal, &[uri("spiffe://shop/stock/v1")], "service");
    let other = client(&at.internal, &[uri("spiffe://shop/bob/v1")], "service");
    let bound = |confirmation: serde_json::Value| {
        get("/orders").bearer(&token(&at.ring, "certificates", json!({ "cnf": confirmation })))
    };
    let thumbprint = own.known.thumbprint.to_string();
    let right = bound(json!({ "x5t#S256": thumbprint }));
    let (more, key) =
        (bound(json!({ "x5t#S256": thumbprint, "jkt": "x" })), bound(json!({ "jkt": thumbprint })));
    let (text, none) = (bound(json!(thumbprint)), bound(json!(null)));
    let bearer = right.clone();
    let bad = "401 orders.get/auth.bound";
    assert_eq!(at.asks(right.clone(), Some(&own)).await, "200 -");
    assert_eq!(at.asks(right.clone(), Some(&other)).await, bad);
    assert_eq!(at.asks(right.clone(), None).await, bad);
    assert_eq!(at.twin.ask(&right).await.verdict(), bad);
    assert_eq!(at.asks(right, Some(&own)).await, "200 -");
    for (what, asked) in [("two bindings", more), ("a key", key), ("text", text), ("none", none)] {
        assert_eq!(at.asks(asked, Some(&own)).await, bad, "{what}");
    }
    // Where no binding is asked for, a bound token is no bearer token.
    let elsewhere = Asked { target: "/either".to_owned(), ..bearer };
    assert_eq!(at.asks(elsewhere, None).await, "401 either.get/auth.bearer");
}

#[test]
fn what_is_no_authority_starts_nothing() {
    let at = fixture();
    for text in
        ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
    {
        std::fs::write(at.folder.path().join("internal.pem"), text).unwrap();
        let error = certificates::Policy::load(at.folder.path()).unwrap_err();
        assert!(matches!(error.fault, LoadFault::Authorities(_)), "{error}");
    }
}
