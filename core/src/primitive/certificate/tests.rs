#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;
use crate::policy::{
    CertificateMapping, CertificateSource, MtlsScheme, NameTemplate, PrincipalType, Scheme,
    SchemeKind, Secret,
};
use crate::primitive::principal::PrincipalValue;

#[test]
fn a_thumbprint_is_the_digest_in_base64url() {
    let thumbprint = Thumbprint::of(b"");
    let text = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    assert_eq!(thumbprint.to_string(), text);
    assert_eq!(Thumbprint::parse(text), Some(thumbprint));
    for wrong in ["", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=", "47DEQpj8HBSa-_TImW-5", "?"] {
        assert_eq!(Thumbprint::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn facts_are_read_with_nothing_unknown_in_them() {
    let thumbprint = Thumbprint::of(b"certificate");
    let read: ClientCertificate = serde_json::from_value(serde_json::json!({
        "uris": ["spiffe://shop/stock"],
        "thumbprint": thumbprint.to_string(),
    }))
    .unwrap();
    assert_eq!((read.uris.len(), read.thumbprint), (1, thumbprint));
    assert!(read.verified_for.is_empty(), "nothing is verified unless somebody says so");
    let misspelt = serde_json::json!({ "uri": [], "thumbprint": thumbprint.to_string() });
    assert!(serde_json::from_value::<ClientCertificate>(misspelt).is_err());
}

fn certificate(uris: &[&str]) -> ClientCertificate {
    ClientCertificate {
        uris: uris.iter().map(|uri| (*uri).to_owned()).collect(),
        dns_names: vec!["stock.internal".into()],
        emails: Vec::new(),
        common_names: vec!["stock".into(), "shop".into()],
        subject: "CN=stock,CN=shop".into(),
        thumbprint: Thumbprint::of(b"certificate"),
        verified_for: vec!["service".into()],
    }
}

/// The id that a source gives.
fn id(source: CertificateSource, kind: PrincipalType, uris: &[&str]) -> Result<String, String> {
    let mapping = vec![CertificateMapping {
        field: "id".into(),
        kind,
        source,
        span: crate::policy::Span::default(),
    }];
    let mtls = MtlsScheme { authorities: Secret::File("ca.pem".into()), mapping };
    let scheme = Scheme {
        name: "service".into(),
        grants: Vec::new(),
        ids: None,
        forwarding: crate::policy::Forwarding::Removed,
        kind: SchemeKind::Mtls(mtls.clone()),
        span: crate::policy::Span::default(),
    };
    let principal =
        principal(&scheme, &mtls, &certificate(uris)).map_err(|error| error.to_string())?;
    match principal.fields.get("id") {
        Some(PrincipalValue::Text(text) | PrincipalValue::Uuid(text)) => Ok(text.clone()),
        other => Err(format!("{other:?}")),
    }
}

fn template(before: &str, after: &str) -> CertificateSource {
    CertificateSource::Uri(Some(NameTemplate { before: before.into(), after: after.into() }))
}

#[test]
fn a_template_takes_one_part_of_the_only_uri() {
    let of = |uris: &[&str]| id(template("spiffe://shop/", ""), PrincipalType::Text, uris);
    assert_eq!(of(&["spiffe://shop/stock"]).as_deref(), Ok("stock"));
    for wrong in [
        "spiffe://shop/",
        "spiffe://shop/a/b",
        "spiffe://shop/a?b",
        "spiffe://shop/a#b",
        "spiffe://shop/a b",
        "spiffe://shop/ä",
        "spiffe://shopper/stock",
        "spiffe://evil/spiffe://shop/stock",
        "SPIFFE://shop/stock",
    ] {
        assert!(of(&[wrong]).unwrap_err().contains("template"), "{wrong}");
    }
    for count in [&[][..], &["spiffe://shop/a", "spiffe://shop/b"], &["spiffe://shop/a", "x:y"]] {
        assert!(of(count).unwrap_err().contains("one of: a URI"), "{count:?}");
    }
    let middle = template("spiffe://shop/", "/api");
    assert_eq!(
        id(middle.clone(), PrincipalType::Text, &["spiffe://shop/a/api"]).as_deref(),
        Ok("a")
    );
    // What stands before and after never share a character.
    assert!(id(middle, PrincipalType::Text, &["spiffe://shop/api"]).is_err());
}

#[test]
fn names_are_taken_whole_and_constants_as_they_are() {
    let uri = "spiffe://shop/stock";
    let whole = |source, kind| id(source, kind, &[uri]);
    assert_eq!(whole(CertificateSource::Uri(None), PrincipalType::Text).as_deref(), Ok(uri));
    assert_eq!(
        whole(CertificateSource::DnsName, PrincipalType::Text).as_deref(),
        Ok("stock.internal")
    );
    assert!(whole(CertificateSource::Email, PrincipalType::Text).unwrap_err().contains("0 of"));
    assert!(
        whole(CertificateSource::CommonName, PrincipalType::Text).unwrap_err().contains("2 of")
    );
    assert_eq!(
        whole(CertificateSource::Text("all".into()), PrincipalType::Text).as_deref(),
        Ok("all")
    );
    assert!(whole(CertificateSource::DnsName, PrincipalType::Uuid).unwrap_err().contains("type"));
    let uuid = "urn:uuid:0195A3C0-7D10-7000-8000-000000000001";
    assert_eq!(
        id(template("urn:uuid:", ""), PrincipalType::Uuid, &[uuid]).as_deref(),
        Ok("0195a3c0-7d10-7000-8000-000000000001")
    );
}
