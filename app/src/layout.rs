//! What surrounds every page: the frame, and the screens for "not found", "not allowed" and "failed".

mod frame;
mod problem;

pub use frame::Frame;
pub use problem::NotFoundPage;
