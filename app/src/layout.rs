//! What surrounds every page: the frame, and the screens for "not found", "not allowed" and "failed".

mod frame;
pub mod load;
pub mod page;
pub mod problem;

pub use frame::Frame;
pub use load::Loaded;
pub use page::set_page;
pub use problem::NotFoundPage;
