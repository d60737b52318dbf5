//! What is sold, as operators keep it: plans, add-ons, bundles and lines of business. Section C.1, and the console's own
//! routes of section E.10 of the operator-side contract.

use super::{AddOn, Bundle, Industry, Plan, Translations};
use crate::endpoint::{Access, Endpoint, segments};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A list of the catalogue that operators keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OfferKind {
    /// Sizes of Organizations.
    Plans,
    /// What is taken with a plan.
    AddOns,
    /// Apps that go together.
    Bundles,
    /// Lines of business.
    Industries,
}

impl OfferKind {
    /// In the order of the console.
    pub const ALL: [Self; 4] = [Self::Plans, Self::AddOns, Self::Bundles, Self::Industries];

    /// As paths have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plans => "plans",
            Self::AddOns => "addons",
            Self::Bundles => "bundles",
            Self::Industries => "industries",
        }
    }

    /// Reads a segment of a path.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A row of one of the lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Offer {
    /// A size of Organizations.
    Plan(Plan),
    /// What is taken with a plan.
    AddOn(AddOn),
    /// Apps that go together.
    Bundle(Bundle),
    /// A line of business.
    Industry(Industry),
}

impl Offer {
    /// Reads a row of a list.
    ///
    /// # Errors
    /// When it is not one.
    pub fn read(kind: OfferKind, row: &Value) -> Result<Self, serde_json::Error> {
        Ok(match kind {
            OfferKind::Plans => Self::Plan(Plan::deserialize(row)?),
            OfferKind::AddOns => Self::AddOn(AddOn::deserialize(row)?),
            OfferKind::Bundles => Self::Bundle(Bundle::deserialize(row)?),
            OfferKind::Industries => Self::Industry(Industry::deserialize(row)?),
        })
    }

    /// Its list.
    #[must_use]
    pub fn kind(&self) -> OfferKind {
        match self {
            Self::Plan(_) => OfferKind::Plans,
            Self::AddOn(_) => OfferKind::AddOns,
            Self::Bundle(_) => OfferKind::Bundles,
            Self::Industry(_) => OfferKind::Industries,
        }
    }

    /// Id of the row.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Plan(plan) => plan.id.as_str(),
            Self::AddOn(add_on) => add_on.id.as_str(),
            Self::Bundle(bundle) => &bundle.id,
            Self::Industry(industry) => &industry.id,
        }
    }

    /// Short name.
    #[must_use]
    pub fn slug(&self) -> &str {
        match self {
            Self::Plan(plan) => &plan.slug,
            Self::AddOn(add_on) => &add_on.slug,
            Self::Bundle(bundle) => &bundle.slug,
            Self::Industry(industry) => &industry.slug,
        }
    }

    /// Its words in other languages.
    pub fn translations_mut(&mut self) -> &mut Translations {
        match self {
            Self::Plan(plan) => &mut plan.translations,
            Self::AddOn(add_on) => &mut add_on.translations,
            Self::Bundle(bundle) => &mut bundle.translations,
            Self::Industry(industry) => &mut industry.translations,
        }
    }

    /// Name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Plan(plan) => &plan.name,
            Self::AddOn(add_on) => &add_on.name,
            Self::Bundle(bundle) => &bundle.name,
            Self::Industry(industry) => &industry.name,
        }
    }
}

/// `GET /api/v1/org/commerce/{kind}`: a list as it is now; the public one may be five minutes old. Section E.10.
#[derive(Clone, Debug)]
pub struct ListOffers {
    /// Which list.
    pub kind: OfferKind,
}

/// `POST /api/v1/org/commerce/{kind}`: 201. The service gives the id. Section E.10.
#[derive(Clone, Debug)]
pub struct CreateOffer {
    /// Which list.
    pub kind: OfferKind,
    /// The row, an [`Offer`].
    pub request: Value,
}

/// `PUT /api/v1/org/commerce/{kind}/{id}`: replaces the row; 500 for an unknown one. Section E.10.
#[derive(Clone, Debug)]
pub struct UpdateOffer {
    /// Which list.
    pub kind: OfferKind,
    /// Which row.
    pub id: String,
    /// The row, an [`Offer`].
    pub request: Value,
}

/// `DELETE /api/v1/org/commerce/{kind}/{id}`: what was bought stays; 500 for an unknown one. Section E.10.
#[derive(Clone, Debug)]
pub struct DeleteOffer {
    /// Which list.
    pub kind: OfferKind,
    /// Which row.
    pub id: String,
}

impl Endpoint for ListOffers {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/org/commerce/{kind}";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = Vec<Value>;

    fn path(&self) -> String {
        segments(&["api", "v1", "org", "commerce", self.kind.as_str()])
    }
}

impl Endpoint for CreateOffer {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/v1/org/commerce/{kind}";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = Value;
    type Output = Value;

    fn path(&self) -> String {
        segments(&["api", "v1", "org", "commerce", self.kind.as_str()])
    }

    fn body(&self) -> Option<&Value> {
        Some(&self.request)
    }
}

impl Endpoint for UpdateOffer {
    const METHOD: Method = Method::PUT;
    const ROUTE: &'static str = "/api/v1/org/commerce/{kind}/{id}";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = Value;
    type Output = Value;

    fn path(&self) -> String {
        segments(&["api", "v1", "org", "commerce", self.kind.as_str(), &self.id])
    }

    fn body(&self) -> Option<&Value> {
        Some(&self.request)
    }
}

impl Endpoint for DeleteOffer {
    const METHOD: Method = Method::DELETE;
    const ROUTE: &'static str = "/api/v1/org/commerce/{kind}/{id}";
    const ACCESS: Access = Access::BillingAdmin;
    type Body = ();
    type Output = ();

    fn path(&self) -> String {
        segments(&["api", "v1", "org", "commerce", self.kind.as_str(), &self.id])
    }

    fn decode(_body: &[u8]) -> Result<(), serde_json::Error> {
        Ok(())
    }
}
