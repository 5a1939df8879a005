#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use super::{Origin, OriginError};

#[test]
fn origins_are_as_browsers_write_them() {
    for text in [
        "https://shop.example.com",
        "https://shop.example.com:8443",
        "http://localhost:3000",
        "http://shop.example.com:443",
        "https://192.0.2.1",
        "https://[2001:db8::1]:8443",
        "https://xn--bcher-kva.example",
        "capacitor://localhost",
        "chrome-extension://abcdefghijklmnop",
    ] {
        assert_eq!(Origin::parse(text).map(String::from).as_deref(), Ok(text));
    }
}

#[test]
fn anything_else_is_none() {
    let wrong = [
        ("shop.example.com", OriginError::NoScheme),
        ("//shop.example.com", OriginError::NoScheme),
        ("://shop.example.com", OriginError::NoScheme),
        ("null", OriginError::NoScheme),
        ("", OriginError::NoScheme),
        (" https://shop.example.com", OriginError::NoScheme),
        ("https://*.example.com", OriginError::Wildcard),
        ("https://Shop.example.com", OriginError::UpperCase),
        ("HTTPS://shop.example.com", OriginError::UpperCase),
        ("https://anna@shop.example.com", OriginError::Credentials),
        ("https://shop.example.com/", OriginError::Path),
        ("https://shop.example.com/a", OriginError::Path),
        ("https://shop.example.com?", OriginError::Path),
        ("https://shop.example.com#", OriginError::Path),
        ("https://shop.example.com:", OriginError::Port),
        ("https://shop.example.com:65536", OriginError::Port),
        ("https://shop.example.com:08443", OriginError::Port),
        ("https://shop.example.com:+8", OriginError::Port),
        ("https://shop.example.com:443", OriginError::DefaultPort),
        ("http://shop.example.com:80", OriginError::DefaultPort),
        ("https://", OriginError::Host),
        ("https://.example.com", OriginError::Host),
        ("https://shop..example.com", OriginError::Host),
        ("https://shop.example.com.", OriginError::Host),
        ("https://bücher.example", OriginError::Host),
        ("https://shop example.com", OriginError::Host),
        ("https://shop.example.com, https://evil.example", OriginError::Path),
        ("https://192.0.2", OriginError::Host),
        ("https://192.0.2.01", OriginError::Host),
        ("https://0x7f", OriginError::Host),
        ("https://[2001:DB8::1]", OriginError::UpperCase),
        ("https://[2001:db8:0::1]", OriginError::Host),
        ("https://[::ffff:192.0.2.1]", OriginError::Host),
        ("https://[::1", OriginError::Host),
        ("https://shop.example.com%00", OriginError::Host),
    ];
    for (text, why) in wrong {
        assert_eq!(Origin::parse(text), Err(why), "{text}");
    }
}

#[test]
fn plain_http_is_insecure_but_from_the_own_machine() {
    let insecure = |text: &str| Origin::parse(text).unwrap().is_insecure();
    assert!(insecure("http://shop.example.com"));
    assert!(insecure("http://192.0.2.1:8080"));
    assert!(insecure("http://localhost.example.com"));
    for secure in
        ["https://shop.example.com", "http://localhost:3000", "http://127.0.0.1", "http://[::1]:80"]
    {
        let text = secure.trim_end_matches(":80");
        assert!(!insecure(text), "{text}");
    }
}
