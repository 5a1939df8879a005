//! What a limit counts by, in octets that are the same on every instance.

use std::net::IpAddr;

use gatewright_core::primitive::country::Country;

/// A value that a shared limit counts by. Different values of one type have different octets.
pub trait CountedBy {
    /// Adds the value's octets.
    fn push(&self, octets: &mut Vec<u8>);
}

impl<T: CountedBy + ?Sized> CountedBy for &T {
    fn push(&self, octets: &mut Vec<u8>) {
        (**self).push(octets);
    }
}

impl CountedBy for str {
    fn push(&self, octets: &mut Vec<u8>) {
        octets.extend((self.len() as u64).to_be_bytes());
        octets.extend(self.as_bytes());
    }
}

impl CountedBy for String {
    fn push(&self, octets: &mut Vec<u8>) {
        self.as_str().push(octets);
    }
}

impl CountedBy for i64 {
    fn push(&self, octets: &mut Vec<u8>) {
        octets.extend(self.to_be_bytes());
    }
}

impl CountedBy for bool {
    fn push(&self, octets: &mut Vec<u8>) {
        octets.push(u8::from(*self));
    }
}

impl CountedBy for IpAddr {
    fn push(&self, octets: &mut Vec<u8>) {
        match self {
            IpAddr::V4(v4) => octets.extend(v4.octets()),
            IpAddr::V6(v6) => octets.extend(v6.octets()),
        }
    }
}

impl CountedBy for Country {
    fn push(&self, octets: &mut Vec<u8>) {
        self.code().push(octets);
    }
}

/// A missing value is one of its own.
impl<T: CountedBy> CountedBy for Option<T> {
    fn push(&self, octets: &mut Vec<u8>) {
        octets.push(u8::from(self.is_some()));
        if let Some(value) = self {
            value.push(octets);
        }
    }
}

impl<A: CountedBy, B: CountedBy> CountedBy for (A, B) {
    fn push(&self, octets: &mut Vec<u8>) {
        self.0.push(octets);
        self.1.push(octets);
    }
}
