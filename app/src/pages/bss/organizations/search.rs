//! Finding Organizations by what people call them.

use crate::search::{Search, SearchText};
use contract::tenant::SoldOrganization;

/// Whether a search finds an Organization. The page and the file go by it.
#[must_use]
pub fn finds_organization(search: &Search, row: &SoldOrganization) -> bool {
    let organization = &row.organization;
    SearchText::new([organization.name.as_str(), &organization.slug, &row.owner_email]).matches(search)
}
