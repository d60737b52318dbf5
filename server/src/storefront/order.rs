//! For which Organization an order is. Billing takes the customer's word for it (tenant contract B.3, Z9).

use super::{Turn, membership};
use crate::caller::Caller;
use crate::error::Refusal;
use crate::state::Console;
use axum::{
    body::{Body, Bytes},
    extract::Request,
};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;
use std::fmt;

/// The most bytes of an order, which is a handful of ids.
const ORDER_LIMIT: usize = 64 << 10;

/// Passes an order on, unless it is for somebody else's Organization.
///
/// # Errors
/// [`Refusal::NotMember`], [`Refusal::CheckoutUnderWay`], or that the order cannot be read.
pub(crate) async fn check_order(
    console: &Console,
    caller: Caller<'_>,
    turn: &mut Turn,
    request: Request,
) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, ORDER_LIMIT).await;
    let body: Bytes = body.map_err(|_| Refusal::TooLarge { limit: ORDER_LIMIT })?;
    for organization in organizations(&body)? {
        membership::require(console, caller, &organization).await?;
        turn.for_organization(&organization)?;
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// The Organization that an order names; under several spellings of the field where there are some, because the service
/// does not mind capitals. Without any, the service itself refuses.
fn organizations(body: &[u8]) -> Result<Vec<String>, Refusal> {
    let Fields(fields) = serde_json::from_slice(body).map_err(|_| Refusal::BadForm)?;
    let named = fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case("tenant_id"));
    named
        .filter(|(_, value)| !value.is_null())
        .map(|(_, id)| id.as_str().map(str::to_owned).ok_or(Refusal::BadForm))
        .collect()
}

/// Every field of an object, one that is said twice as often as it is said: readers disagree on which of them counts.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
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
        for body in [
            r#"{"tenant_id":"a","tenant_id":null}"#,
            r#"{"tenant_id":null,"tenant_id":"a"}"#,
        ] {
            assert_eq!(named(body), Ok(vec!["a".to_owned()]), "{body}");
        }
        for body in ["", "[]", r#"{"tenant_id":1}"#, r#"{"tenant_id":"a"} {}"#] {
            assert_eq!(named(body), Err(Refusal::BadForm), "{body}");
        }
    }
}
