//! Vouchers, checkout, wallet and reports. Section B.

use super::{Answer, Customer, decode, refused, serve};
use crate::api::body::Raw;
use crate::api::error::Refused;
use crate::api::{Mount, Shared};
use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use contract::OrganizationId;
use contract::billing::{
    Balance, Checkout, CheckoutAnswer, CheckoutRequest, GetBalance, GetQuote, GetRevenue, GetSubscription,
    IDEMPOTENCY_KEY, Invoice, IssueVoucher, ListInvoices, ListOrders, ListVouchers, NewVoucher, Order, PreviewVoucher,
    Quote, Revenue, RevokeVoucher, Revoked, Subscription, Voucher, VoucherCode, VoucherQuery,
};
use http::{HeaderMap, StatusCode};

const BAD_BODY: &str = "invalid JSON body";
/// A UUID has 36 characters; nobody needs many more.
const LONGEST_KEY: usize = 128;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<IssueVoucher, _>(issue);
    mount.call::<ListVouchers, _>(list);
    mount.call::<RevokeVoucher, _>(revoke);
    mount.call::<PreviewVoucher, _>(preview);
    mount.call::<Checkout, _>(checkout);
    mount.call::<GetQuote, _>(quote);
    mount.call::<GetBalance, _>(balance);
    mount.call::<GetSubscription, _>(subscription);
    mount.call::<ListInvoices, _>(invoices);
    mount.call::<GetRevenue, _>(revenue);
    mount.call::<ListOrders, _>(orders);
}

async fn issue(plane: Shared, raw: Raw) -> Answer<Voucher> {
    let request: NewVoucher = decode(&raw, BAD_BODY)?;
    serve(plane, move |plane| plane.tenant.issue_voucher(request))
        .await
        .map(Json)
}

async fn list(plane: Shared) -> Answer<Vec<Voucher>> {
    serve(plane, |plane| plane.tenant.vouchers()).await.map(Json)
}

async fn revoke(plane: Shared, Path(code): Path<String>) -> Answer<Revoked> {
    let code = VoucherCode::new(&code);
    serve(plane, move |plane| plane.tenant.revoke_voucher(&code)).await?;
    Ok(Json(Revoked { ok: true }))
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

async fn quote(plane: Shared, raw: Raw) -> Answer<Quote> {
    let request: CheckoutRequest = decode(&raw, BAD_BODY)?;
    serve(plane, move |plane| plane.tenant.quote(&request)).await.map(Json)
}

async fn balance(plane: Shared, caller: Customer) -> Answer<Balance> {
    serve(plane, move |plane| plane.tenant.balance(&caller)).await.map(Json)
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
