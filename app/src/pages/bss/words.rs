//! What the states of an order are called, and how they look.

use crate::i18n::*;
use crate::ui::Tone;
use contract::billing::OrderStatus;

/// What a status is called; an unknown one as the billing service spells it.
pub(super) fn status_word(locale: Locale, status: &OrderStatus) -> String {
    match status {
        OrderStatus::Completed | OrderStatus::Paid => td_string!(locale, bss.orders.status.completed).to_owned(),
        OrderStatus::Pending => td_string!(locale, bss.orders.status.pending).to_owned(),
        OrderStatus::Failed => td_string!(locale, bss.orders.status.failed).to_owned(),
        OrderStatus::Cancelled => td_string!(locale, bss.orders.status.cancelled).to_owned(),
        OrderStatus::Unknown(other) => other.clone(),
    }
}

/// How a status looks.
pub(super) fn status_tone(status: &OrderStatus) -> Tone {
    match status {
        OrderStatus::Completed | OrderStatus::Paid => Tone::Success,
        OrderStatus::Pending => Tone::Waiting,
        OrderStatus::Failed => Tone::Error,
        OrderStatus::Cancelled | OrderStatus::Unknown(_) => Tone::Neutral,
    }
}
