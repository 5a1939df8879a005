//! Whose requests are looked at at all, whatever they ask for: stage 3.

use std::sync::Arc;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::{Limit, Span};
use crate::primitive::country::Country;

/// The `network` block, but for the proxies that it trusts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// Whoever is in one of these blocks is refused.
    pub deny: Option<AddressRule>,
    /// Whoever is in none of these blocks is refused.
    pub allow: Option<AddressRule>,
    /// Where clients are looked up, and whoever is in the wrong country is refused.
    pub countries: Option<Countries>,
    /// Counts every request by the client's address; its name is [`Network::LIMIT`].
    pub limit: Option<Arc<Limit>>,
}

impl Network {
    /// The name of the network's limit, which no declared one can have.
    pub const LIMIT: &'static str = "network.limit";
}

/// A list of address blocks, at least one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddressRule {
    /// In the order written.
    pub blocks: Vec<IpNet>,
    /// The setting.
    pub span: Span,
}

/// `countries { database: file "…"  allow: […] }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Countries {
    /// The file in which a target looks addresses up, relative to the policy's folder.
    pub database: String,
    /// Who is refused; nobody where only other rules read `client.country`.
    pub rule: Option<CountryRule>,
    /// The setting.
    pub span: Span,
}

/// A list of countries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountryRule {
    /// What the list says of its countries.
    pub list: CountryList,
    /// At least one, in the order written.
    pub countries: Vec<Country>,
}

impl CountryRule {
    /// Whether a client is admitted whose address is looked up as this. One that is looked up as nothing is not.
    #[must_use]
    pub fn admits(&self, country: Option<Country>) -> bool {
        country.is_some_and(|country| {
            let is_listed = self.countries.contains(&country);
            match self.list {
                CountryList::Allowed => is_listed,
                CountryList::Denied => !is_listed,
            }
        })
    }
}

/// What a list of countries says of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountryList {
    /// Only they are admitted.
    Allowed,
    /// They are refused.
    Denied,
}
