//! What customers have: their shops, what runs in them, who works there, and the money.

mod home;
mod invoice;
mod list;
mod wallet;

use crate::terms::shop as words;

pub use home::ShopPage;
pub use invoice::InvoicePage;
pub use list::ShopsPage;
pub use wallet::WalletPage;
