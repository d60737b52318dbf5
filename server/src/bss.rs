//! What the pages of billing offer as files: lists for spreadsheets, made here so that no browser needs a script for it.

mod csv;

use crate::auth::see_other;
use crate::client_address::ClientAddress;
use crate::error::Refusal;
use crate::render;
use crate::session::{current, new_cookie};
use crate::state::Console;
use app::paths;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use contract::Endpoint;
use contract::billing::{ListOrders, ListVouchers};
use http::{HeaderMap, HeaderValue, header};

/// Whoever wants a file.
struct Reader<'a> {
    console: &'a Console,
    client: ClientAddress,
    headers: &'a HeaderMap,
}

/// `GET /bss/vouchers.csv`: every voucher.
///
/// # Errors
/// When the session store fails, or the file cannot be written.
pub async fn vouchers(
    State(console): State<Console>,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let reader = Reader {
        console: &console,
        client,
        headers: &headers,
    };
    let list = ListVouchers { include_revoked: true };
    let page = paths::vouchers(None);
    reader
        .file(list, "vouchers.csv", &page, |vouchers| csv::of_vouchers(&vouchers))
        .await
}

/// `GET /bss/orders.csv`: the latest orders.
///
/// # Errors
/// When the session store fails, or the file cannot be written.
pub async fn orders(
    State(console): State<Console>,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let reader = Reader {
        console: &console,
        client,
        headers: &headers,
    };
    let page = paths::orders(None);
    reader
        .file(ListOrders, "orders.csv", &page, |orders| csv::of_orders(&orders))
        .await
}

impl Reader<'_> {
    /// What an endpoint answers, as a file. Without an answer it leads to the page, which says why and what to do.
    async fn file<E>(
        &self,
        endpoint: E,
        name: &str,
        page: &str,
        write: fn(E::Output) -> Result<Vec<u8>, csv::Error>,
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
        let Some(session) = current(self.console, self.headers).await? else {
            return Ok(to_page());
        };
        let cookie = new_cookie(self.console, self.headers, &session);
        let mut response = match render::ask(self.console, session, self.client, &endpoint).await {
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
