//! Which keys of a set are admitted.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::roca::is_suspect;
use super::{KeyMaterial, KeySet, KeySetError, VerificationKey};
use crate::policy::Algorithm;
use crate::primitive::json::{self, Json};

pub(super) fn admit(text: &str, algorithms: &[Algorithm]) -> Result<KeySet, KeySetError> {
    let set = json::parse(text.as_bytes())?;
    let members = set.get("keys").and_then(Json::as_array).ok_or(KeySetError::NotASet)?;
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut symmetric, mut asymmetric) = (false, false);
    let mut keys = Vec::new();
    for (index, member) in members.iter().enumerate() {
        member.as_object().ok_or(KeySetError::NotASet)?;
        let jwk = Jwk { key: index + 1, member };
        // These rules hold for every key of the set, also for those that are left out.
        let id = jwk.id()?;
        if let Some(first) = id.and_then(|id| ids.insert(id, jwk.key)) {
            return Err(KeySetError::DuplicateId { key: jwk.key, first });
        }
        let kind = Kind::of(&jwk)?;
        match kind {
            Some(Kind::Secret) => symmetric = true,
            Some(Kind::Rsa | Kind::P256 | Kind::P384 | Kind::Ed25519) | None => {
                jwk.check_public()?;
                asymmetric = true;
            }
        }
        if symmetric && asymmetric {
            return Err(KeySetError::Mixed);
        }
        let Some(kind) = kind else { continue };
        if !jwk.is_for_verifying()? {
            continue;
        }
        if let Some(algorithm) = bind(&jwk, kind, algorithms)? {
            let material = kind.read(&jwk)?;
            keys.push(VerificationKey { id: id.map(str::to_owned), algorithm, material });
        }
    }
    if keys.is_empty() { Err(KeySetError::Empty) } else { Ok(KeySet { keys }) }
}

/// The one algorithm that the key serves; nothing for a key of no use to the scheme.
fn bind(
    jwk: &Jwk<'_>,
    kind: Kind,
    algorithms: &[Algorithm],
) -> Result<Option<Algorithm>, KeySetError> {
    let written = jwk.text("alg")?;
    let mut fitting = algorithms.iter().copied().filter(|algorithm| {
        kind.serves(*algorithm) && written.is_none_or(|name| name == algorithm.name())
    });
    let algorithm = fitting.next();
    match fitting.find(|other| Some(*other) != algorithm) {
        Some(_) => Err(KeySetError::Ambiguous { key: jwk.key }),
        None => Ok(algorithm),
    }
}

/// Types of keys that some algorithm uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Rsa,
    P256,
    P384,
    Ed25519,
    Secret,
}

impl Kind {
    /// By `kty` and `crv`; nothing for a key of another type.
    fn of(jwk: &Jwk<'_>) -> Result<Option<Kind>, KeySetError> {
        let kty = jwk.text("kty")?.ok_or_else(|| jwk.malformed("kty"))?;
        Ok(match (kty, jwk.text("crv")?) {
            ("RSA", _) => Some(Kind::Rsa),
            ("EC", Some("P-256")) => Some(Kind::P256),
            ("EC", Some("P-384")) => Some(Kind::P384),
            ("OKP", Some("Ed25519")) => Some(Kind::Ed25519),
            ("oct", _) => Some(Kind::Secret),
            _ => None,
        })
    }

    fn serves(self, algorithm: Algorithm) -> bool {
        self == match algorithm {
            Algorithm::RS256 | Algorithm::PS256 => Kind::Rsa,
            Algorithm::ES256 => Kind::P256,
            Algorithm::ES384 => Kind::P384,
            Algorithm::EdDSA => Kind::Ed25519,
            Algorithm::HS256 => Kind::Secret,
        }
    }

    fn read(self, jwk: &Jwk<'_>) -> Result<KeyMaterial, KeySetError> {
        let key = jwk.key;
        match self {
            Kind::Rsa => {
                let (modulus, exponent) = (jwk.number("n")?, jwk.number("e")?);
                let top = modulus.first().map_or(0, |first| first.leading_zeros() as usize);
                let bits = modulus.len() * 8 - top;
                if !(2048..=8192).contains(&bits) || !is_odd(&modulus) {
                    return Err(KeySetError::Modulus { key });
                }
                let is_small = exponent.is_empty() || matches!(exponent.as_slice(), [0..=2]);
                if is_small || exponent.len() > 4 || !is_odd(&exponent) {
                    return Err(KeySetError::Exponent { key });
                }
                if is_suspect(&modulus) {
                    return Err(KeySetError::Roca { key });
                }
                Ok(KeyMaterial::Rsa { modulus, exponent })
            }
            Kind::P256 | Kind::P384 => {
                let octets = if self == Kind::P256 { 32 } else { 48 };
                let (x, y) = (jwk.coordinate("x", octets)?, jwk.coordinate("y", octets)?);
                Ok(KeyMaterial::EllipticCurve { x, y })
            }
            Kind::Ed25519 => Ok(KeyMaterial::Ed25519 { x: jwk.coordinate("x", 32)? }),
            Kind::Secret => {
                let octets = jwk.octets("k")?;
                if octets.len() < 32 {
                    return Err(KeySetError::WeakSecret { key });
                }
                Ok(KeyMaterial::Secret { octets })
            }
        }
    }
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last & 1 == 1)
}

/// One member of `keys`, counted from 1.
struct Jwk<'j> {
    key: usize,
    member: &'j Json,
}

impl<'j> Jwk<'j> {
    fn malformed(&self, member: &'static str) -> KeySetError {
        KeySetError::Member { key: self.key, member }
    }

    fn text(&self, member: &'static str) -> Result<Option<&'j str>, KeySetError> {
        let value = self.member.get(member);
        value.map(|value| value.as_str().ok_or_else(|| self.malformed(member))).transpose()
    }

    /// An id that a reader could take for no id, or cut short, is none.
    fn id(&self) -> Result<Option<&'j str>, KeySetError> {
        match self.text("kid")? {
            Some(id) if id.is_empty() || id.contains(char::is_control) => {
                Err(self.malformed("kid"))
            }
            id => Ok(id),
        }
    }

    fn octets(&self, member: &'static str) -> Result<Vec<u8>, KeySetError> {
        let text = self.text(member)?.filter(|text| !text.is_empty());
        let decoded = text.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        decoded.ok_or_else(|| self.malformed(member))
    }

    /// An unsigned number without leading zeros.
    fn number(&self, member: &'static str) -> Result<Vec<u8>, KeySetError> {
        Ok(self.octets(member)?.into_iter().skip_while(|octet| *octet == 0).collect())
    }

    fn coordinate(&self, member: &'static str, octets: usize) -> Result<Vec<u8>, KeySetError> {
        let coordinate = self.octets(member)?;
        if coordinate.len() == octets {
            Ok(coordinate)
        } else {
            Err(KeySetError::Coordinate { key: self.key, member, octets })
        }
    }

    fn check_public(&self) -> Result<(), KeySetError> {
        let private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
        match private.into_iter().find(|member| self.member.get(member).is_some()) {
            Some(member) => Err(KeySetError::Private { key: self.key, member }),
            None => Ok(()),
        }
    }

    /// By `use` and `key_ops`: a key for encryption is not one for signatures.
    fn is_for_verifying(&self) -> Result<bool, KeySetError> {
        if self.text("use")?.is_some_and(|purpose| purpose != "sig") {
            return Ok(false);
        }
        let Some(operations) = self.member.get("key_ops") else { return Ok(true) };
        let operations: Option<Vec<&str>> =
            operations.as_array().and_then(|list| list.iter().map(Json::as_str).collect());
        let operations = operations.ok_or_else(|| self.malformed("key_ops"))?;
        let for_signatures = operations.iter().all(|name| ["sign", "verify"].contains(name));
        Ok(for_signatures && operations.contains(&"verify"))
    }
}
