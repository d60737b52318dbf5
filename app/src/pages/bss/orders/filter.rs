//! Which orders to see.

use contract::billing::{Order, OrderStatus};

/// Orders by how they stand, as the query names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::pages::bss) enum Filter {
    #[default]
    All,
    Completed,
    Pending,
    Failed,
    Cancelled,
}

impl Filter {
    /// In the order of the page.
    pub(in crate::pages::bss) const ALL: [Self; 5] =
        [Self::All, Self::Completed, Self::Pending, Self::Failed, Self::Cancelled];

    /// Value in the query; `None` for all.
    pub(in crate::pages::bss) fn status(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Completed => Some("completed"),
            Self::Pending => Some("pending"),
            Self::Failed => Some("failed"),
            Self::Cancelled => Some("cancelled"),
        }
    }

    /// Reads the query; what it does not know is all.
    pub(in crate::pages::bss) fn of_query(status: Option<&str>) -> Self {
        let named = |filter: &Self| filter.status() == status;
        Self::ALL.into_iter().find(named).unwrap_or_default()
    }

    /// Whether to show an order. A paid one is a completed one: the service says so, other clients say "paid" (§B.6).
    pub(in crate::pages::bss) fn keeps(self, order: &Order) -> bool {
        match self {
            Self::All => true,
            Self::Completed => matches!(order.status, OrderStatus::Completed | OrderStatus::Paid),
            Self::Pending => order.status == OrderStatus::Pending,
            Self::Failed => order.status == OrderStatus::Failed,
            Self::Cancelled => order.status == OrderStatus::Cancelled,
        }
    }

    /// How many orders it shows.
    pub(in crate::pages::bss) fn count(self, orders: &[Order]) -> usize {
        orders.iter().filter(|order| self.keeps(order)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn order(status: &str) -> Order {
        serde_json::from_value(json!({"id": "o1", "status": status})).unwrap()
    }

    #[test]
    fn every_filter_has_an_address() {
        for filter in Filter::ALL {
            assert_eq!(Filter::of_query(filter.status()), filter);
        }
        assert_eq!(Filter::of_query(Some("everything")), Filter::All);
    }

    #[test]
    fn an_order_is_under_its_status_and_under_all() {
        let orders: Vec<_> = ["completed", "paid", "pending", "failed", "canceled", "refunded"]
            .map(order)
            .into();
        let counts = Filter::ALL.map(|filter| filter.count(&orders));
        assert_eq!(counts, [6, 2, 1, 1, 1]);
    }
}
