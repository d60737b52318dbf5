//! The operator's side of the marketplace: what it earns, its orders and its vouchers (tenant contract §G.6).

mod catalogue;
mod invoices;
mod issue;
mod orders;
mod organizations;
mod overview;
mod plans;
mod section;
mod subscriptions;
mod vouchers;
mod words;

pub use catalogue::{CataloguePage, OfferPage};
pub use invoices::InvoicesPage;
pub use issue::NewVoucherPage;
pub use orders::OrdersPage;
pub use organizations::{OrganizationPage, OrganizationsPage, finds_organization};
pub use overview::OverviewPage;
pub use subscriptions::SubscriptionsPage;
pub use vouchers::{RedemptionsPage, VoucherSheetPage, VouchersPage, finds};
