//! The rules: pure functions over records and Blueprints. No HTTP, no SQL, no Git, no timers.

pub(crate) mod carry;
pub(crate) mod change_window;
pub(crate) mod defaults;
pub(crate) mod endpoints;
pub(crate) mod lenient;
pub(crate) mod manifests;
pub(crate) mod organization;
pub(crate) mod overlay;
pub(crate) mod parameters;
pub(crate) mod placement;
pub(crate) mod plan;
pub(crate) mod predicate;
pub(crate) mod protection;
pub(crate) mod published;
pub(crate) mod pull;
pub(crate) mod record;
pub(crate) mod refusal;
pub(crate) mod replicas;
pub(crate) mod requests;
pub(crate) mod score;
pub(crate) mod secrets;
pub(crate) mod upgrade;
pub(crate) mod world;
