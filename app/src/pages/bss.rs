//! The operator's side of the marketplace: what it earns, its orders and its vouchers (tenant contract §G.6).

mod issue;
mod orders;
mod overview;
mod section;
mod vouchers;
mod words;

pub use issue::NewVoucherPage;
pub use orders::OrdersPage;
pub use overview::OverviewPage;
pub use vouchers::{RedemptionsPage, VoucherSheetPage, VouchersPage, finds};
