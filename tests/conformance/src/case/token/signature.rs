//! Signatures and algorithms.

use gatewright_core::policy::{Algorithm, JwtScheme};
use serde_json::json;

use super::{Variant, inside, outside};
use crate::request::Edit;
use crate::sample::Side;

pub(super) fn signatures(jwt: &JwtScheme) -> Vec<Variant> {
    let mut variants = Vec::new();
    for algorithm in Algorithm::ALL {
        let name = algorithm.name().to_owned();
        if jwt.algorithms.contains(&algorithm) {
            let sign = Edit::SignWith(name.clone());
            variants.push(inside(&format!("signed with {name}"), vec![sign.clone()]));
            variants.push(outside(
                &format!("foreign {name} key"),
                vec![sign.clone(), Edit::ForeignKey],
            ));
            variants.push(outside(
                &format!("{name}, first bit flipped"),
                vec![sign.clone(), Edit::FlipSignature(0)],
            ));
            variants.push(outside(
                &format!("{name}, last bit flipped"),
                vec![sign.clone(), Edit::FlipSignature(-1)],
            ));
            variants.push(outside(
                &format!("{name}, signature cut"),
                vec![sign.clone(), Edit::CutSignature(1)],
            ));
            variants.push(outside(
                &format!("{name}, signature longer"),
                vec![sign.clone(), Edit::AppendTo(2, "AAAA".into())],
            ));
            for length in [1, 32, 64, 96, 256] {
                let zeros = Edit::Signature(vec![0; length].into());
                variants.push(outside(
                    &format!("{name}, {length} zeros as signature"),
                    vec![sign.clone(), zeros],
                ));
            }
            let unused =
                if matches!(algorithm, Algorithm::ES384) { None } else { Some(Side::Outside) };
            variants.push((
                format!("{name}, unused bits in signature"),
                unused,
                vec![sign, Edit::UnusedBits(2)],
            ));
        } else {
            let rename = Edit::SetHeader("alg".into(), json!(name));
            variants.push(outside(&format!("says {name}"), vec![rename]));
        }
    }
    if !jwt.algorithms.contains(&Algorithm::HS256) {
        variants.push(outside("HS256 under the public key", vec![Edit::Confusion]));
        let other = [Algorithm::ES384, Algorithm::ES256, Algorithm::RS256];
        let unaccepted = other.into_iter().find(|algorithm| !jwt.algorithms.contains(algorithm));
        if let Some(algorithm) = unaccepted {
            let sign = Edit::SignWith(algorithm.name().into());
            variants.push(outside("a key of the set whose algorithm is not accepted", vec![sign]));
        }
    }
    variants.push(outside("no signature", vec![Edit::Signature(Vec::new().into())]));
    for name in ["none", "None", "NONE", "nOnE", "", "rs256", "RS512", "HS512"] {
        let rename = Edit::SetHeader("alg".into(), json!(name));
        variants.push(outside(&format!("alg `{name}`"), vec![rename.clone()]));
        variants.push(outside(
            &format!("alg `{name}`, unsigned"),
            vec![rename, Edit::Signature(Vec::new().into())],
        ));
    }
    variants
}
