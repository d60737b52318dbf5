//! Placing an order: the Organization first, then the checkout. Doing it again does nothing twice.

use super::assessment::request;
use crate::api::Api;
use crate::cart::Cart;
use contract::billing::{Checkout, CheckoutRequest, VoucherCode};
use contract::tenant::{
    AppAnswers, CreateOrganization, ListOrganizations, NewOrganization, Organization, OrganizationStatus,
    OrganizationUpdate, UpdateOrganization,
};
use contract::{ApiError, OrganizationId};

/// Where an order leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It is paid; the Organization is being set up.
    Launching,
    /// To the card processor.
    Card(String),
}

/// Why there is no order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotPlaced {
    /// Somebody else was quicker with the slug.
    SlugTaken,
    /// The voucher is not good.
    Voucher(VoucherRefusal),
    /// Another window is placing it at this moment.
    UnderWay,
    /// The credit does not reach, and cards are not taken here.
    NoCards,
    /// Anything else.
    Failed(ApiError),
}

/// The four refusals of a voucher, in the order in which they are checked (tenant contract §B.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VoucherRefusal {
    Unknown,
    Inactive,
    Exhausted,
    Used,
}

/// Places the order of a cart.
///
/// # Errors
/// Why it was not placed. Nothing was paid then.
pub(super) async fn place(
    api: &Api,
    cart: &Cart,
    answers: AppAnswers,
    voucher: Option<VoucherCode>,
) -> Result<Next, NotPlaced> {
    let organization = organization(api, cart, answers).await?;
    if organization.status != OrganizationStatus::PendingPayment {
        // The answer to the order before was lost on the way.
        return Ok(Next::Launching);
    }
    let order = CheckoutRequest {
        tenant_id: organization.id.clone(),
        promo_code: voucher,
        ..request(cart)
    };
    let key = key(&organization.id, cart, order.promo_code.as_ref());
    let answer = api.call_once(Checkout { request: order }, key).await;
    match answer {
        Ok(answer) => Ok(answer.session_url.map_or(Next::Launching, Next::Card)),
        Err(error) => Err(refused(error)),
    }
}

/// The Organization of this cart: the one that an earlier try made, or a new one.
async fn organization(api: &Api, cart: &Cart, answers: AppAnswers) -> Result<Organization, NotPlaced> {
    if let Some(own) = own(api, cart).await? {
        return answer_anew(api, own, answers).await;
    }
    let request = NewOrganization {
        slug: cart.slug.clone(),
        name: cart.name.clone(),
        plan_id: cart.plan.clone().unwrap_or_default(),
        apps: cart.apps.clone(),
        addons: cart.addons.clone(),
        app_configs: answers.clone(),
        topology: cart.topology.clone(),
        // Nothing is set up before it is paid.
        defer_launch: true,
        ..NewOrganization::default()
    };
    match api.call(CreateOrganization { request }).await {
        Ok(created) => Ok(created),
        // Another tab of the same customer may have been faster.
        Err(error) if error.status == 409 => match own(api, cart).await? {
            Some(own) => answer_anew(api, own, answers).await,
            None => Err(NotPlaced::SlugTaken),
        },
        Err(error) => Err(NotPlaced::Failed(error)),
    }
}

async fn own(api: &Api, cart: &Cart) -> Result<Option<Organization>, NotPlaced> {
    let own = api.call(ListOrganizations).await.map_err(NotPlaced::Failed)?;
    Ok(own.into_iter().find(|own| own.slug == cart.slug))
}

/// An Organization that is not paid yet takes the answers of this try.
async fn answer_anew(api: &Api, own: Organization, answers: AppAnswers) -> Result<Organization, NotPlaced> {
    if own.status != OrganizationStatus::PendingPayment {
        return Ok(own);
    }
    let request = OrganizationUpdate {
        app_configs: Some(answers),
        ..OrganizationUpdate::default()
    };
    let id = own.id;
    api.call(UpdateOrganization { id, request })
        .await
        .map_err(NotPlaced::Failed)
}

fn refused(error: ApiError) -> NotPlaced {
    if error.code == "checkout-under-way" {
        return NotPlaced::UnderWay;
    }
    if error.status == 503 && error.message.starts_with("payment processor") {
        return NotPlaced::NoCards;
    }
    let Some(reason) = error.message.strip_prefix("invalid promo code: ") else {
        return NotPlaced::Failed(error);
    };
    NotPlaced::Voucher(match reason {
        "promo code is not active" => VoucherRefusal::Inactive,
        "promo code has reached its redemption limit" => VoucherRefusal::Exhausted,
        "promo code already redeemed by this customer" => VoucherRefusal::Used,
        _ => VoucherRefusal::Unknown,
    })
}

/// One key for one cart of one Organization: another tab and another try have the same.
fn key(organization: &OrganizationId, cart: &Cart, voucher: Option<&VoucherCode>) -> String {
    let voucher = voucher.map(VoucherCode::as_str).unwrap_or_default();
    format!("{organization}-{:016x}", digest(&format!("{}#{voucher}", cart.query())))
}

/// FNV-1a: tells carts apart, and is the same in every browser.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{PlanId, error::check};
    use http::StatusCode;

    fn answered(status: u16, body: &str) -> NotPlaced {
        let status = StatusCode::from_u16(status).unwrap();
        refused(check(status, None, body.as_bytes()).unwrap_err())
    }

    #[test]
    fn each_refusal_of_a_voucher_is_told_apart() {
        for (text, refusal) in [
            ("promo code not found", VoucherRefusal::Unknown),
            ("promo code is not active", VoucherRefusal::Inactive),
            ("promo code has reached its redemption limit", VoucherRefusal::Exhausted),
            ("promo code already redeemed by this customer", VoucherRefusal::Used),
        ] {
            let body = format!(r#"{{"error":"invalid promo code: {text}"}}"#);
            assert_eq!(answered(400, &body), NotPlaced::Voucher(refusal));
        }
    }

    #[test]
    fn other_refusals_are_told_apart() {
        let under_way = r#"{"error":"checkout-under-way","detail":"wait"}"#;
        assert_eq!(answered(409, under_way), NotPlaced::UnderWay);
        let no_cards = r#"{"error":"payment processor is not configured yet. Please contact support or use a promo code that covers the full amount."}"#;
        assert_eq!(answered(503, no_cards), NotPlaced::NoCards);
        let throttled = r#"{"error":"checkout rate-limit exceeded — please wait before retrying"}"#;
        assert!(matches!(answered(429, throttled), NotPlaced::Failed(_)));
    }

    #[test]
    fn a_cart_has_one_key_and_another_cart_another() {
        let organization = OrganizationId::from_wire("o1");
        let cart = Cart {
            plan: Some(PlanId::from_wire("m")),
            ..Cart::default()
        };
        let voucher = VoucherCode::new("A");
        assert_eq!(key(&organization, &cart, None), key(&organization, &cart.clone(), None));
        assert_ne!(
            key(&organization, &cart, None),
            key(&organization, &cart, Some(&voucher))
        );
        assert_ne!(
            key(&organization, &cart, None),
            key(&organization, &Cart::default(), None)
        );
    }
}
