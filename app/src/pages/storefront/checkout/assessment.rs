//! What has to be known before paying: the price, the credit, and what the voucher adds to it.

use super::topology::without_standby;
use crate::api::Api;
use crate::cart::Cart;
use crate::i18n::Locale;
use contract::billing::{
    Balance, CheckoutRequest, GetBalance, GetQuote, PreviewVoucher, Quote, Topology, VoucherCode, VoucherQuery,
};
use contract::{ApiError, Baisa};
use serde::{Deserialize, Serialize};

/// What is found out about an order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Assessed {
    /// It can be placed.
    Priced(Assessment),
    /// It cannot: these of its apps, by name, cannot have the standby that was chosen.
    NoStandby(Vec<String>),
}

/// Price and credit of an order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Assessment {
    /// The price, line by line.
    pub(super) quote: Quote,
    /// Credit of the customer; `None` for strangers.
    pub(super) credit: Option<Baisa>,
    /// The voucher that waits, and what it is good for now.
    pub(super) voucher: Option<(VoucherCode, VoucherNow)>,
}

/// What a voucher is good for at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum VoucherNow {
    /// So much credit.
    Worth(Baisa),
    /// Nothing more: this customer has used it.
    Used,
    /// Nothing.
    NotGood,
    /// Cannot be found out now; the order will.
    Unchecked,
}

impl Assessment {
    /// What the voucher adds.
    pub(super) fn voucher_credit(&self) -> Baisa {
        match self.voucher {
            Some((_, VoucherNow::Worth(credit))) => credit,
            _ => Baisa(0),
        }
    }

    /// The code to send with the order.
    pub(super) fn code(&self) -> Option<VoucherCode> {
        let (code, now) = self.voucher.as_ref()?;
        matches!(now, VoucherNow::Worth(_) | VoucherNow::Unchecked).then(|| code.clone())
    }
}

/// The pricing part of an order.
pub(super) fn request(cart: &Cart) -> CheckoutRequest {
    CheckoutRequest {
        plan_id: cart.plan.clone().unwrap_or_default(),
        apps: cart.apps.clone(),
        addons: cart.addons.clone(),
        topology: cart.topology.clone(),
        ..CheckoutRequest::default()
    }
}

/// Asks for everything.
///
/// # Errors
/// When there is no price, or no credit for somebody who is signed in.
pub(super) async fn assess(
    api: Api,
    cart: Cart,
    voucher: Option<VoucherCode>,
    signed_in: bool,
    locale: Locale,
) -> Result<Assessed, ApiError> {
    if cart.topology == Some(Topology::ActiveHotStandby) {
        let apps = without_standby(&api, &cart, locale).await;
        if !apps.is_empty() {
            return Ok(Assessed::NoStandby(apps));
        }
    }
    let quote = api
        .call(GetQuote {
            request: request(&cart),
        })
        .await?;
    let balance = if signed_in {
        Some(api.call(GetBalance).await?)
    } else {
        None
    };
    let voucher = match voucher {
        // Looking a voucher up counts against a limit: not before it matters.
        Some(code) if cart.is_named() => {
            let now = look_up(&api, &code, balance.as_ref()).await;
            Some((code, now))
        }
        Some(code) => Some((code, VoucherNow::Unchecked)),
        None => None,
    };
    Ok(Assessed::Priced(Assessment {
        quote,
        credit: balance.map(|balance| balance.credit()),
        voucher,
    }))
}

async fn look_up(api: &Api, code: &VoucherCode, balance: Option<&Balance>) -> VoucherNow {
    if balance.is_some_and(|balance| balance.has_redeemed(code)) {
        return VoucherNow::Used;
    }
    let request = VoucherQuery { code: code.clone() };
    match api.call(PreviewVoucher { request }).await {
        Ok(preview) if preview.accepting_redemptions => VoucherNow::Worth(preview.credit()),
        Ok(_) => VoucherNow::NotGood,
        Err(error) if error.is_not_found() => VoucherNow::NotGood,
        Err(_) => VoucherNow::Unchecked,
    }
}
