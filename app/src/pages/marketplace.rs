//! The marketplace: finding a Blueprint, and everything about one before it is installed.

mod applications;
mod badges;
mod card;
mod dependencies;
mod detail;
mod filters;
mod icon;
mod list;
mod model;
mod summary;
mod versions;
mod words;

pub use detail::BlueprintPage;
pub use list::MarketplacePage;
