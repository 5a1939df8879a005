use super::*;

/// What other implementations make of `open sesame`.
const HASH: [u8; 32] = [
    0x32, 0xaa, 0x7c, 0xc0, 0x0b, 0x2b, 0x3a, 0xc8, 0xd5, 0x10, 0x8c, 0xa6, 0x4c, 0x3d, 0x24, 0x01,
    0x3c, 0x53, 0xa5, 0x37, 0xf8, 0x7f, 0xed, 0x19, 0x32, 0x04, 0x0f, 0x0e, 0x5b, 0xa4, 0x93, 0xfc,
];

#[test]
fn a_password_has_one_hash() {
    let hash = PasswordHash { iterations: 1000, salt: b"0123456789abcdef".to_vec(), hash: HASH };
    assert!(PasswordVerifier.verify_password(&hash, b"open sesame"));
    assert!(!PasswordVerifier.verify_password(&hash, b"open sesame "));
    assert!(!PasswordVerifier.verify_password(&hash, b""));
    for other in [
        PasswordHash { iterations: 1001, ..hash.clone() },
        PasswordHash { iterations: 0, ..hash.clone() },
        PasswordHash { salt: b"0123456789abcdeg".to_vec(), ..hash.clone() },
    ] {
        assert!(!PasswordVerifier.verify_password(&other, b"open sesame"));
    }
}
