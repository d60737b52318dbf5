//! Vouchers, checkout, wallet and reports. Section B.

use super::{Answer, Customer, decode, refused, serve};
use crate::api::body::Raw;
use crate::api::error::Refused;
use crate::api::{Mount, Shared};
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use contract::billing::{
    Balance, CardDecision, CardSessionState, Checkout, CheckoutAnswer, CheckoutRequest, DecideCardSession, GetBalance,
    GetCardSession, GetQuote, GetRevenue, GetRevenueReport, GetSubscription, IDEMPOTENCY_KEY, Invoice, IssueVoucher,
    ListEveryInvoice, ListEverySubscription, ListInvoices, ListOrders, ListRedemptions, ListVouchers, NewVoucher,
    Order, PreviewVoucher, Quote, Redemption, Revenue, RevenueReport, RevokeVoucher, Revoked, Subscription,
    SubscriptionRows, Voucher, VoucherCode, VoucherQuery, WatchBalance,
};
use contract::{Access, OrganizationId};
use http::{HeaderMap, Method, StatusCode};
use serde::Deserialize;

const BAD_BODY: &str = "invalid JSON body";
/// A UUID has 36 characters; nobody needs many more.
const LONGEST_KEY: usize = 128;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<IssueVoucher, _>(issue);
    mount.call::<ListVouchers, _>(list);
    mount.call::<RevokeVoucher, _>(revoke);
    mount.call::<ListRedemptions, _>(redemptions);
    mount.call::<PreviewVoucher, _>(preview);
    mount.call::<Checkout, _>(checkout);
    mount.call::<GetQuote, _>(quote);
    mount.call::<GetCardSession, _>(card_session);
    mount.call::<DecideCardSession, _>(decide_card_session);
    mount.route(Method::POST, "/api/billing/webhook", Access::Public, webhook);
    mount.call::<GetBalance, _>(balance);
    mount.stream::<WatchBalance, _>(watch_balance);
    mount.call::<GetSubscription, _>(subscription);
    mount.call::<ListInvoices, _>(invoices);
    mount.call::<GetRevenue, _>(revenue);
    mount.call::<ListOrders, _>(orders);
    mount.call::<GetRevenueReport, _>(revenue_report);
    mount.call::<ListEveryInvoice, _>(every_invoice);
    mount.call::<ListEverySubscription, _>(every_subscription);
}

async fn issue(plane: Shared, raw: Raw) -> Answer<Voucher> {
    let request: NewVoucher = decode(&raw, BAD_BODY)?;
    serve(plane, move |plane| plane.tenant.issue_voucher(request))
        .await
        .map(Json)
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    include: String,
}

async fn list(plane: Shared, Query(query): Query<ListQuery>) -> Answer<Vec<Voucher>> {
    let include_revoked = query.include == "revoked";
    serve(plane, move |plane| plane.tenant.vouchers(include_revoked))
        .await
        .map(Json)
}

async fn revoke(plane: Shared, Path(code): Path<String>) -> Answer<Revoked> {
    let code = VoucherCode::new(&code);
    serve(plane, move |plane| plane.tenant.revoke_voucher(&code)).await?;
    Ok(Json(Revoked { ok: true }))
}

async fn redemptions(plane: Shared, Path(code): Path<String>) -> Answer<Vec<Redemption>> {
    let code = VoucherCode::new(&code);
    serve(plane, move |plane| plane.tenant.redemptions(&code))
        .await
        .map(Json)
}

async fn preview(plane: Shared, raw: Raw) -> Result<Response, Refused> {
    let request: VoucherQuery = decode(&raw, BAD_BODY)?;
    let preview = serve(plane, move |plane| plane.tenant.preview_voucher(&request.code)).await?;
    let status = match preview.accepting_redemptions {
        true => StatusCode::OK,
        false => StatusCode::GONE,
    };
    Ok((status, Json(preview)).into_response())
}

async fn checkout(plane: Shared, caller: Customer, headers: HeaderMap, raw: Raw) -> Answer<CheckoutAnswer> {
    let request: CheckoutRequest = decode(&raw, BAD_BODY)?;
    let key = idempotency_key(&headers)?;
    let answer = serve(plane, move |plane| {
        let ordered = plane
            .tenant
            .checkout(&caller, &request, key.as_deref(), &plane.shelf())?;
        if let Some(organization) = ordered.launch {
            plane.provision(organization);
        }
        Ok(ordered.answer)
    });
    answer.await.map(Json)
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Refused> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= LONGEST_KEY => Ok(Some(key.to_owned())),
        _ => Err(refused(400, "invalid idempotency key")),
    }
}

/// §B.7. An event that was taken in before is answered like a new one.
async fn webhook(plane: Shared, headers: HeaderMap, raw: Raw) -> Result<StatusCode, Refused> {
    let body = raw.map_err(|_| refused(400, "failed to read request body"))?;
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok());
    let signature = signature.unwrap_or_default().to_owned();
    serve(plane, move |plane| {
        if let Some(organization) = plane.tenant.card_event(&signature, &body)? {
            plane.provision(organization);
        }
        Ok(())
    })
    .await?;
    Ok(StatusCode::OK)
}

async fn card_session(plane: Shared, Path(session): Path<String>) -> Answer<CardSessionState> {
    serve(plane, move |plane| plane.tenant.card_session(&session))
        .await
        .map(Json)
}

async fn decide_card_session(plane: Shared, Path(session): Path<String>, raw: Raw) -> Answer<CardSessionState> {
    let decision: CardDecision = decode(&raw, BAD_BODY)?;
    let state = serve(plane, move |plane| {
        if let Some(organization) = plane.tenant.play_card(&session, decision.pay)? {
            plane.provision(organization);
        }
        plane.tenant.card_session(&session)
    });
    state.await.map(Json)
}

async fn quote(plane: Shared, raw: Raw) -> Answer<Quote> {
    let request: CheckoutRequest = decode(&raw, BAD_BODY)?;
    serve(plane, move |plane| plane.tenant.quote(&request, &plane.shelf()))
        .await
        .map(Json)
}

async fn balance(plane: Shared, caller: Customer) -> Answer<Balance> {
    serve(plane, move |plane| plane.tenant.balance(&caller)).await.map(Json)
}

async fn watch_balance(plane: Shared, caller: Customer) -> Result<Response, Refused> {
    super::watch(plane, move |plane| plane.tenant.balance(&caller).map(Some)).await
}

async fn subscription(plane: Shared, caller: Customer, Path(id): Path<OrganizationId>) -> Answer<Subscription> {
    serve(plane, move |plane| plane.tenant.subscription(&caller, &id))
        .await
        .map(Json)
}

async fn invoices(plane: Shared, caller: Customer, Path(id): Path<OrganizationId>) -> Answer<Vec<Invoice>> {
    serve(plane, move |plane| plane.tenant.invoices(&caller, &id))
        .await
        .map(Json)
}

async fn revenue(plane: Shared) -> Answer<Revenue> {
    serve(plane, |plane| plane.tenant.revenue()).await.map(Json)
}

async fn orders(plane: Shared) -> Answer<Vec<Order>> {
    serve(plane, |plane| plane.tenant.orders()).await.map(Json)
}

async fn revenue_report(plane: Shared) -> Answer<RevenueReport> {
    serve(plane, |plane| plane.tenant.revenue_report()).await.map(Json)
}

async fn every_invoice(plane: Shared) -> Answer<Vec<Invoice>> {
    serve(plane, |plane| plane.tenant.every_invoice()).await.map(Json)
}

async fn every_subscription(plane: Shared) -> Answer<SubscriptionRows> {
    serve(plane, |plane| plane.tenant.every_subscription()).await.map(Json)
}
