//! One folder a feature, one file a page. Pages never import each other.

pub mod account;
pub mod application;
pub mod authoring;
pub mod bss;
pub mod environment;
pub mod home;
pub mod install;
pub mod marketplace;
pub mod redeem;
pub mod shop;
pub mod sign_in;
pub mod storefront;
