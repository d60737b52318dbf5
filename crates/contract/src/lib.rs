//! The HTTP contract of the control plane: one struct for each endpoint, the wire types, and error decoding.
//!
//! This crate does no I/O and knows nothing of the console. The embedded control plane mounts [`Endpoint::ROUTE`],
//! the app calls `api.call(endpoint)`, and [`endpoints`] and [`tenant_endpoints`] list all of them for tests and review.
//! Sections in brackets, as in `[E.5]`, are those of the operator-side contract document; the modules of the tenant
//! services (`auth`, `billing`, `domain`, `storefront`, `tenant`, `provisioning`) cite the tenant-side one.

pub mod application;
pub mod auth;
pub mod billing;
pub mod catalog;
pub mod domain;
pub mod endpoint;
pub mod environment;
pub mod error;
pub mod gitea;
pub mod ids;
pub mod instance;
pub mod kubernetes;
pub mod money;
pub mod nullable;
pub mod open_enum;
pub mod organization;
pub mod placement;
pub mod provisioning;
pub mod publishing;
pub mod session;
pub mod storefront;
pub mod tenant;
pub mod timestamp;

pub use endpoint::{Access, Endpoint, EndpointInfo, EventStream, Items, endpoints, tenant_endpoints, with_query};
pub use error::{ApiError, FieldError, Retry};
pub use ids::*;
pub use money::{Baisa, Money};
pub use timestamp::Timestamp;
