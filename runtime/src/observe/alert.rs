//! `alert`: refusals that come too often.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, Hash as _, Hasher};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use ahash::RandomState;
use gatewright_core::primitive::alert::{Occurrences, is_named};
use gatewright_core::primitive::client_address::limit_key;
use gatewright_core::primitive::country::Country;

/// One `alert` of a policy.
#[derive(Debug)]
pub struct Alert {
    /// Its name.
    pub name: &'static str,
    /// How many refusals within the window raise it.
    pub count: u64,
    /// Which refusals count.
    pub of: CountedRefusals,
    /// The window in milliseconds.
    pub window_ms: u64,
    /// Whose refusals are counted together.
    pub by: AlertKey,
    /// Distinct values that are counted exactly.
    pub keys: u64,
}

/// Which refusals an alert counts.
#[derive(Debug)]
pub enum CountedRefusals {
    /// Those with this status.
    Status(u16),
    /// Those by this rule: its whole name, or what stands behind its route's and a slash.
    Rule(&'static str),
}

/// What an alert counts by.
pub enum AlertKey {
    /// The client's address; IPv6 by /64.
    Client,
    /// The client's country.
    Country,
    /// What this hands on of the principal; nothing where it is missing.
    Principal(fn(&dyn Any, &mut dyn Hasher)),
}

impl fmt::Debug for AlertKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            AlertKey::Client => "Client",
            AlertKey::Country => "Country",
            AlertKey::Principal(_) => "Principal",
        })
    }
}

/// Who was refused, as far as it is known.
pub(super) struct Refused<'a> {
    pub(super) rule: &'a str,
    pub(super) route: Option<&'a str>,
    pub(super) status: u16,
    pub(super) client: Option<IpAddr>,
    pub(super) country: Option<Country>,
    pub(super) principal: Option<&'a (dyn Any + Send + Sync)>,
}

/// The refusals that an alert has counted.
pub(super) struct AlertTable {
    pub(super) alert: &'static Alert,
    hasher: RandomState,
    counted: Mutex<Counted>,
}

#[derive(Default)]
struct Counted {
    /// By the hash of the key, of which nothing else is kept.
    keys: HashMap<u64, Occurrences, RandomState>,
    /// Of all keys that found no place, as if they were one.
    together: Occurrences,
    /// Before that moment there is no use in looking for keys that can be forgotten.
    crowded_until: u64,
}

impl AlertTable {
    pub(super) fn new(alert: &'static Alert) -> AlertTable {
        AlertTable { alert, hasher: RandomState::new(), counted: Mutex::default() }
    }

    /// Counts a refusal at `now`, if it is one that counts; whether that raises the alert.
    pub(super) fn note(&self, refused: &Refused<'_>, now: u64) -> bool {
        let is_counted = match self.alert.of {
            CountedRefusals::Status(status) => refused.status == status,
            CountedRefusals::Rule(name) => is_named(refused.rule, refused.route, name),
        };
        if !is_counted {
            return false;
        }
        let key = self.key(refused);
        let window = self.alert.window_ms.saturating_mul(1_000_000);
        // A thread that panicked there has counted or has not.
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.of(key, self.alert.keys, window, now).note(now, window, self.alert.count)
    }

    fn key(&self, refused: &Refused<'_>) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        match (&self.alert.by, refused.principal) {
            (AlertKey::Client, _) => refused.client.map(limit_key).hash(&mut hasher),
            (AlertKey::Country, _) => refused.country.hash(&mut hasher),
            (AlertKey::Principal(hash), Some(principal)) => hash(principal, &mut hasher),
            (AlertKey::Principal(_), None) => {}
        }
        hasher.finish()
    }
}

impl Counted {
    /// Where a key's refusals stand. Beyond `keys` that still count, all others share one place: an alert may be raised
    /// too early then, never too late. For that, a key that gets a place of its own takes along what is counted there, of
    /// which nobody knows how much is its own.
    fn of(&mut self, key: u64, keys: u64, window: u64, now: u64) -> &mut Occurrences {
        let is_full = |held: usize| u64::try_from(held).is_ok_and(|held| held >= keys);
        if !self.keys.contains_key(&key) && is_full(self.keys.len()) {
            if now >= self.crowded_until {
                self.keys.retain(|_, times| !times.is_idle(now, window));
                self.crowded_until = now.saturating_add(window / 8);
            }
            if is_full(self.keys.len()) {
                return &mut self.together;
            }
        }
        self.keys.entry(key).or_insert_with(|| {
            if self.together.is_idle(now, window) {
                Occurrences::default()
            } else {
                self.together.clone()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static FEW: Alert = Alert {
        name: "few",
        count: 3,
        of: CountedRefusals::Rule("auth"),
        window_ms: 1000,
        by: AlertKey::Client,
        keys: 2,
    };

    /// Whether a refusal of the client at this millisecond raises the alert.
    fn refuse(table: &AlertTable, client: u8, millisecond: u64) -> bool {
        let refused = Refused {
            rule: "a.get/auth",
            route: Some("a.get"),
            status: 401,
            client: Some(IpAddr::from([192, 0, 2, client])),
            country: None,
            principal: None,
        };
        table.note(&refused, millisecond * 1_000_000)
    }

    #[test]
    fn as_many_keys_as_promised_are_counted_each_for_itself() {
        let table = AlertTable::new(&FEW);
        assert_eq!([1, 2, 1, 2].map(|client| refuse(&table, client, 0)), [false; 4]);
        assert!(refuse(&table, 1, 999));
        // The first two of this client are out of the window.
        assert!(!refuse(&table, 2, 1000));
    }

    #[test]
    fn more_keys_are_counted_together_and_take_the_places_of_idle_ones() {
        let table = AlertTable::new(&FEW);
        assert_eq!([1, 2].map(|client| refuse(&table, client, 0)), [false; 2]);
        // Three clients without a place of their own raise it together.
        assert_eq!([3, 4, 5].map(|client| refuse(&table, client, 1)), [false, false, true]);
        assert!(!refuse(&table, 1, 1));
        // Later there is room again.
        assert_eq!([3, 4].map(|client| refuse(&table, client, 2000)), [false; 2]);
        assert_eq!([3, 4].map(|client| refuse(&table, client, 2001)), [false; 2]);
        assert_eq!([3, 4].map(|client| refuse(&table, client, 2002)), [true; 2]);
    }

    #[test]
    fn a_key_that_gets_a_place_of_its_own_loses_no_refusal() {
        let table = AlertTable::new(&FEW);
        assert_eq!([1, 2].map(|client| refuse(&table, client, 0)), [false; 2]);
        assert_eq!([900, 901].map(|moment| refuse(&table, 3, moment)), [false; 2]);
        // The first two are idle by now.
        assert!(refuse(&table, 3, 1030));
        // What was counted together counts for no longer than its window.
        assert_eq!([2031, 2032].map(|moment| refuse(&table, 4, moment)), [false; 2]);
        assert!(refuse(&table, 4, 2033));
    }

    #[test]
    fn no_flood_of_keys_takes_more_memory_than_promised() {
        let table = AlertTable::new(&FEW);
        for client in 0..=255 {
            refuse(&table, client, 0);
        }
        assert_eq!(table.counted.lock().map(|counted| counted.keys.len()).ok(), Some(2));
    }
}
