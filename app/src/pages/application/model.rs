//! What the Application page knows, without a screen: pure functions over contract types, and their tests.

pub mod batch;
pub mod blame;
pub mod cause;
pub mod files;
pub mod history;
pub mod manifest;
pub mod merge;
pub mod outline;
pub mod overlay;
pub mod pending;
pub mod placement;
pub mod progress;
pub mod promotion;
pub mod removal;
pub mod requests;
pub mod snapshot;
pub mod upgrade;
pub mod workload;
