//! The User's own things.

mod sessions;

pub use sessions::MySessionsPage;
