#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::*;

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
