//! Which apps customers can see, as operators decide. Section C.1, and the console's own routes of section E.10 of the
//! operator-side contract.

use super::StoreApp;
use crate::endpoint::{Access, Endpoint, segments, with_query};
use http::Method;

/// `GET /api/v1/org/commerce/apps`: every app as it is now; the public list may be five minutes old. Section E.10.
#[derive(Clone, Debug)]
pub struct ListEveryApp;

/// `PATCH /api/catalog/admin/apps/{slug}/publish?value=`: offers an app to customers, or keeps it from them. What runs of
/// it goes on, and an app of the system never appears. Section C.1.
#[derive(Clone, Debug)]
pub struct PublishApp {
    /// Which one.
    pub slug: String,
    /// Whether customers can see it.
    pub value: bool,
}

impl Endpoint for ListEveryApp {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/org/commerce/apps";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = Vec<StoreApp>;

    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}

impl Endpoint for PublishApp {
    const METHOD: Method = Method::PATCH;
    const ROUTE: &'static str = "/api/catalog/admin/apps/{slug}/publish";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = ();

    fn path(&self) -> String {
        let value = if self.value { "true" } else { "false" };
        let path = segments(&["api", "catalog", "admin", "apps", &self.slug, "publish"]);
        with_query(path, &[("value", Some(value))])
    }

    // The contract does not say what the answer carries.
    fn decode(_body: &[u8]) -> Result<(), serde_json::Error> {
        Ok(())
    }
}
