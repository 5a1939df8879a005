//! RSA keys of a faulty generator (ROCA, CVE-2017-15361), whose private half can be computed.
//!
//! Its primes are `k·M + (65537^a mod M)`, `M` being a product of small primes, so that the modulus is a power of 65537
//! modulo each of them. Of other moduli that holds once in about 2^27.

/// Small primes of `M` of which 65537 does not generate every remainder: only those tell anything.
const PRIMES: [u16; 17] =
    [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

/// Whether the modulus, in big-endian octets, shows the generator's fingerprint.
pub(super) fn is_suspect(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| {
        let prime = u32::from(*prime);
        let remainder =
            modulus.iter().fold(0, |value, octet| (value * 256 + u32::from(*octet)) % prime);
        // The powers come back to 1 after less than `prime` steps.
        let powers = std::iter::successors(Some(1), |power| Some(power * (65_537 % prime) % prime));
        powers.take(prime as usize).any(|power| power == remainder)
    })
}
