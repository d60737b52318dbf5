//! For which Organization an order is. Billing takes the customer's word for it (tenant contract B.3, Z9).

use super::membership;
use crate::caller::Caller;
use crate::error::Refusal;
use crate::state::Console;
use axum::{
    body::{Body, Bytes},
    extract::Request,
};
use serde_json::Value;

/// The most bytes of an order, which is a handful of ids.
const ORDER_LIMIT: usize = 64 << 10;

/// Passes an order on, unless it is for somebody else's Organization.
///
/// # Errors
/// [`Refusal::NotMember`], or that the order cannot be read.
pub(crate) async fn check_order(console: &Console, caller: Caller<'_>, request: Request) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, ORDER_LIMIT).await;
    let body: Bytes = body.map_err(|_| Refusal::TooLarge { limit: ORDER_LIMIT })?;
    for organization in organizations(&body)? {
        membership::require(console, caller, &organization).await?;
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// The Organization that an order names; under several spellings of the field where there are some, because the service
/// does not mind capitals. Without any, the service itself refuses.
fn organizations(body: &[u8]) -> Result<Vec<String>, Refusal> {
    let order: Value = serde_json::from_slice(body).map_err(|_| Refusal::BadForm)?;
    let fields = order.as_object().ok_or(Refusal::BadForm)?.iter();
    let named = fields.filter(|(name, value)| name.eq_ignore_ascii_case("tenant_id") && !value.is_null());
    named
        .map(|(_, id)| id.as_str().map(str::to_owned).ok_or(Refusal::BadForm))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_that_the_service_may_read_counts() {
        let named = |body: &str| organizations(body.as_bytes());
        assert_eq!(
            named(r#"{"tenant_id":"a","Tenant_ID":"b"}"#),
            Ok(vec!["a".to_owned(), "b".to_owned()])
        );
        assert_eq!(named(r#"{"plan_id":"p"}"#), Ok(vec![]));
        for body in ["", "[]", r#"{"tenant_id":1}"#, r#"{"tenant_id":"a"} {}"#] {
            assert_eq!(named(body), Err(Refusal::BadForm), "{body}");
        }
    }
}
