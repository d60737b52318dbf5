//! From a plan to a running app, in the words of a shop owner.

mod apps;
mod card;
mod checkout;
mod launching;
mod plans;
mod progress;
mod sign_in;
mod voucher_note;

pub use apps::AppsPage;
pub use card::CardPage;
pub use checkout::CheckoutPage;
pub use launching::LaunchingPage;
pub use plans::PlansPage;
pub use sign_in::SignInByCodePage;
