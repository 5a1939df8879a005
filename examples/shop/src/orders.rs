//! The shop: orders in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// An order that is there from the beginning, anna's.
pub const FIRST_ORDER: &str = "0195a3c0-7d10-7000-8000-000000000001";

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What.
    pub sku: String,
    /// How many.
    pub quantity: i64,
}

/// What a customer asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// What and how many.
    pub lines: Vec<Line>,
    /// The currency to pay in.
    pub currency: String,
}

/// One order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Order {
    /// A UUID.
    pub id: String,
    /// Whose it is.
    pub customer: String,
    /// What was asked for.
    #[serde(flatten)]
    pub wish: Wish,
}

/// All orders; clones share them.
#[derive(Clone, Debug)]
pub struct Orders {
    by_id: Arc<Mutex<BTreeMap<String, Order>>>,
}

impl Default for Orders {
    fn default() -> Orders {
        let line = Line { sku: "TEA-0042".to_owned(), quantity: 2 };
        let wish = Wish { lines: vec![line], currency: "EUR".to_owned() };
        let first = Order { id: FIRST_ORDER.to_owned(), customer: "anna".to_owned(), wish };
        let by_id = BTreeMap::from([(first.id.clone(), first)]);
        Orders { by_id: Arc::new(Mutex::new(by_id)) }
    }
}

impl Orders {
    /// The orders of one page, pages counted from 1.
    #[must_use]
    pub fn page(&self, page: usize, size: usize) -> Vec<Order> {
        let skipped = page.saturating_sub(1).saturating_mul(size);
        self.read(|orders| orders.values().skip(skipped).take(size).cloned().collect())
    }

    /// One order.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Order> {
        self.read(|orders| orders.get(&id.to_ascii_lowercase()).cloned())
    }

    /// The orders of one customer.
    #[must_use]
    pub fn of(&self, customer: &str) -> Vec<Order> {
        self.read(|orders| {
            orders.values().filter(|order| order.customer == customer).cloned().collect()
        })
    }

    /// Places an order.
    #[must_use]
    pub fn place(&self, customer: &str, wish: Wish) -> Order {
        self.read(|orders| {
            let number = orders.len().saturating_add(1);
            let id = format!("0195a3c0-7d10-7000-8000-{number:012}");
            let order = Order { id: id.clone(), customer: customer.to_owned(), wish };
            orders.insert(id, order.clone());
            order
        })
    }

    /// Cancels an order; one that is not there is as good as cancelled.
    pub fn cancel(&self, id: &str) {
        self.read(|orders| {
            orders.get_mut(&id.to_ascii_lowercase()).map(|order| order.wish.lines.clear())
        });
    }

    // A panic while the lock was held left the map whole: each change is one call.
    fn read<T>(&self, body: impl FnOnce(&mut BTreeMap<String, Order>) -> T) -> T {
        body(&mut self.by_id.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
