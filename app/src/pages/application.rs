//! One Application: how it is doing, its settings, its history, and its end.
//!
//! What is decided is decided in [`model`]; the files beside it only show it. Every tab is a page of its own below
//! [`ApplicationLayout`], which reads the Application once and lets the event stream keep it current.

mod code;
mod delete;
mod gates;
mod header;
mod history;
mod listing;
pub mod model;
mod overview;
mod preview;
mod promotion;
mod protections;
mod refusal;
mod settings;
mod shared;
mod words;

pub use code::CodePage;
pub use delete::DeletePage;
pub use header::ApplicationLayout;
pub use history::HistoryPage;
pub use overview::OverviewPage;
pub use promotion::PromotionPage;
pub use settings::SettingsPage;
