//! Public keys in DER.

use super::KeyMaterial;

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// `rsaEncryption` (RFC 3279 §2.3.1) with its NULL.
const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
/// `id-ecPublicKey` with `secp256r1` (RFC 5480 §2.1.1).
const P256: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
    0x03, 0x01, 0x07,
];
/// `id-ecPublicKey` with `secp384r1`.
const P384: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22,
];
/// `id-Ed25519` (RFC 8410 §3).
const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];

pub(super) fn subject_public_key_info(material: &KeyMaterial) -> Option<Vec<u8>> {
    let (algorithm, key) = match material {
        KeyMaterial::Rsa { modulus, exponent } => {
            (RSA, element(SEQUENCE, &[unsigned(modulus), unsigned(exponent)].concat()))
        }
        KeyMaterial::EllipticCurve { x, y } => {
            let curve = if x.len() == 32 { P256 } else { P384 };
            // An uncompressed point (SEC 1 §2.3.3).
            (curve, [&[0x04], x.as_slice(), y.as_slice()].concat())
        }
        KeyMaterial::Ed25519 { x } => (ED25519, x.clone()),
        KeyMaterial::Secret { .. } => return None,
    };
    let algorithm = element(SEQUENCE, algorithm);
    // A bit string begins with the number of unused bits.
    let key = element(BIT_STRING, &[&[0x00], key.as_slice()].concat());
    Some(element(SEQUENCE, &[algorithm, key].concat()))
}

/// An INTEGER is signed: a zero octet keeps the highest bit from being taken for a sign.
fn unsigned(number: &[u8]) -> Vec<u8> {
    match number.first() {
        Some(first) if *first < 0x80 => element(INTEGER, number),
        Some(_) | None => element(INTEGER, &[&[0x00], number].concat()),
    }
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = length.iter().copied().skip_while(|octet| *octet == 0).collect::<Vec<u8>>();
    let mut der = vec![tag];
    match (significant.as_slice(), u8::try_from(significant.len())) {
        ([], _) => der.push(0),
        ([short], _) if *short < 0x80 => der.push(*short),
        (long, Ok(octets)) => {
            der.push(0x80 | octets);
            der.extend_from_slice(long);
        }
        // A length of more than 255 octets does not exist: it has as many octets as a pointer.
        (_, Err(_)) => {}
    }
    der.extend_from_slice(content);
    der
}
