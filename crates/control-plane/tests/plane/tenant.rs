//! The tenant services as the marketplace sees them: one file a subject.

mod cards;
mod catalogue;
mod changing_plans;
mod checkout;
mod day_two;
mod deleting;
mod domains;
mod fire;
mod operators;
mod organizations;
mod provisioning;
mod shop;
mod signing_in;
mod storefront;
mod vouchers;
