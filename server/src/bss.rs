//! What the pages of billing offer as files: lists for spreadsheets, and pictures of links. Made here, so that they need
//! no script, and cost the browser no WebAssembly.

mod csv;
mod qr;

use crate::auth::see_other;
use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::render;
use crate::session::{current, new_cookie};
use crate::state::Console;
use app::pages::bss::{finds, finds_organization};
use app::paths;
use app::search::Search;
use axum::Extension;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::response::{IntoResponse, Response};
use contract::billing::{
    GetStatement, ListEveryInvoice, ListEverySubscription, ListOrders, ListVouchers, Statement, Voucher, VoucherCode,
};
use contract::tenant::{ListEveryOrganization, OrganizationPage};
use contract::{Endpoint, OrganizationId};
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;

/// Whoever wants a file.
#[derive(FromRequestParts)]
#[from_request(state(Console))]
pub struct Reader {
    #[from_request(via(State))]
    console: Console,
    #[from_request(via(Extension))]
    client: ClientAddress,
    headers: HeaderMap,
}

/// Query of `GET /bss/vouchers.csv`.
#[derive(Deserialize)]
pub struct Sought {
    #[serde(default)]
    q: String,
}

/// `GET /bss/vouchers.csv?q=`: the vouchers that a search finds.
///
/// # Errors
/// When the session store fails, or the file cannot be written.
pub async fn vouchers(reader: Reader, Query(Sought { q }): Query<Sought>) -> Result<Response, Refusal> {
    let list = ListVouchers { include_revoked: true };
    let page = paths::vouchers(None);
    let search = Search::new(&q);
    let write = |mut vouchers: Vec<Voucher>| {
        vouchers.retain(|voucher| finds(&search, voucher));
        csv::of_vouchers(&vouchers)
    };
    reader.file(list, "vouchers.csv", &page, write).await
}

/// `GET /bss/orders.csv`: the latest orders.
///
/// # Errors
/// When the session store fails, or the file cannot be written.
pub async fn orders(reader: Reader) -> Result<Response, Refusal> {
    let page = paths::orders(None);
    reader
        .file(ListOrders, "orders.csv", &page, |orders| csv::of_orders(&orders))
        .await
}

/// `GET /bss/invoices.csv`: the latest invoices.
///
/// # Errors
/// When the session store fails, or the file cannot be written.
pub async fn invoices(reader: Reader) -> Result<Response, Refusal> {
    reader
        .file(ListEveryInvoice, "invoices.csv", &paths::invoices(), |invoices| {
            csv::of_invoices(&invoices)
        })
        .await
}

/// `GET /bss/subscriptions.csv`: the latest subscriptions.
///
/// # Errors
/// When the session store fails, or the file cannot be written.
pub async fn subscriptions(reader: Reader) -> Result<Response, Refusal> {
    let page = paths::subscriptions();
    reader
        .file(ListEverySubscription, "subscriptions.csv", &page, |found| {
            csv::of_subscriptions(&found.subscriptions)
        })
        .await
}

/// The most Organizations in a file: what the service answers at once.
const MOST_ORGANIZATIONS: u32 = 1000;

/// `GET /bss/organizations.csv?q=`: the Organizations that a search finds.
///
/// # Errors
/// When the session store fails, or the file cannot be written.
pub async fn organizations(reader: Reader, Query(Sought { q }): Query<Sought>) -> Result<Response, Refusal> {
    let list = ListEveryOrganization {
        limit: Some(MOST_ORGANIZATIONS),
        ..ListEveryOrganization::default()
    };
    let page = paths::organizations(None);
    let search = Search::new(&q);
    let write = |OrganizationPage { mut tenants, .. }| {
        tenants.retain(|row| finds_organization(&search, row));
        csv::of_organizations(&tenants)
    };
    reader.file(list, "organizations.csv", &page, write).await
}

/// `GET /bss/organizations/{organization}/ledger.csv`: the credit of an Organization's owner.
///
/// # Errors
/// When the session store fails, or the file cannot be written.
pub async fn ledger(reader: Reader, Path(organization): Path<OrganizationId>) -> Result<Response, Refusal> {
    let page = paths::organization(&organization);
    let write = |statement: Statement| csv::of_ledger(&statement.entries);
    reader
        .file(GetStatement { organization }, "ledger.csv", &page, write)
        .await
}

/// Query of `GET /bss/vouchers/qr.svg`.
#[derive(Deserialize)]
pub struct OfVoucher {
    #[serde(default)]
    code: VoucherCode,
}

/// `GET /bss/vouchers/qr.svg?code=`: the public link of a voucher as a picture. Whether there is such a voucher is not
/// looked up: the picture says no more than its question.
///
/// # Errors
/// When nobody is signed in, or the code is too long for a picture.
pub async fn voucher_qr(
    State(console): State<Console>,
    Query(OfVoucher { code }): Query<OfVoucher>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if current(&console, &headers).await?.is_none() {
        return Err(Refusal::Unauthenticated);
    }
    let link = format!("{}{}", console.public_url.origin(), paths::redeem(Some(&code)));
    let picture = qr::picture(&link).map_err(|_| Refusal::NotFound)?;
    let kept = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
    ];
    Ok((kept, picture).into_response())
}

impl Reader {
    /// What an endpoint answers, as a file. Without an answer it leads to the page, which says why and what to do.
    async fn file<E>(
        &self,
        endpoint: E,
        name: &str,
        page: &str,
        write: impl FnOnce(E::Output) -> Result<Vec<u8>, csv::Error>,
    ) -> Result<Response, Refusal>
    where
        E: Endpoint + Sync,
    {
        let to_page = || {
            see_other(
                HeaderValue::from_str(page).unwrap_or(HeaderValue::from_static("/")),
                None,
            )
        };
        let Some(session) = current(&self.console, &self.headers).await? else {
            return Ok(to_page());
        };
        let cookie = new_cookie(&self.console, &self.headers, &session);
        let mut response = match render::ask(&self.console, session, self.client, &endpoint).await {
            Ok(rows) => {
                let rows = write(rows).map_err(|error| {
                    tracing::error!(%error, name, "a list cannot be written as CSV");
                    Refusal::Internal
                })?;
                let file = [
                    (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                    (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
                    (header::CACHE_CONTROL, "no-store".to_owned()),
                ];
                (file, rows).into_response()
            }
            Err(_) => to_page(),
        };
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}
