//! What surrounds every page: the frame of operators, that of customers, and the screens for "not found", "not allowed" and "failed".

mod frame;
mod language;
mod live_indicator;
pub mod load;
mod outdated;
pub mod page;
mod palette;
mod preferences;
pub mod problem;
mod response;
pub mod scope;
mod session_ended;
mod sidebar;
mod storefront;
mod tier;
mod top_bar;

pub use frame::Frame;
pub use language::Language;
pub use load::Loaded;
pub use page::set_page;
pub use preferences::{LanguageMenu, ThemeMenu};
pub use problem::{Forbidden, NotFoundPage, Problem};
pub use response::{see_other, set_status};
pub use scope::use_scope;
pub use storefront::StorefrontFrame;
pub use tier::tier_name;
