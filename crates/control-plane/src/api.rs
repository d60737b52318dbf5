//! The HTTP face: the contract's routes over the plane. Handlers decode, call, encode; they decide nothing.

mod application;
mod application_stream;
mod body;
mod catalog;
mod environment;
mod error;
mod gate;
mod gitea;
mod handover;
mod health;
mod instance;
mod kubernetes;
mod kubernetes_stream;
mod organization;
mod publishing;
mod session;
mod sse;
mod tenant;

use crate::plane::Plane;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodFilter, on};
use contract::{Access, Endpoint, EventStream};
use gate::Gate;
use http::Method;
use std::sync::Arc;

/// The largest body of a mutation (§0.6).
pub(crate) const BODY_LIMIT: usize = 64 * 1024;

/// The state of every handler.
pub(crate) type Shared = axum::extract::State<Arc<Plane>>;

/// Every route, each behind its gate.
pub(crate) fn router(plane: Arc<Plane>) -> Router {
    let mut mount = Mount {
        plane: Arc::clone(&plane),
        router: Router::new(),
    };
    health::mount(&mut mount);
    session::mount(&mut mount);
    handover::mount(&mut mount);
    catalog::mount(&mut mount);
    publishing::mount(&mut mount);
    organization::mount(&mut mount);
    environment::mount(&mut mount);
    application::mount(&mut mount);
    instance::mount(&mut mount);
    kubernetes::mount(&mut mount);
    gitea::mount(&mut mount);
    tenant::mount(&mut mount);
    mount
        .router
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(gate::label_as_simulated))
        .with_state(plane)
}

/// A router under construction.
struct Mount {
    plane: Arc<Plane>,
    router: Router<Arc<Plane>>,
}

impl Mount {
    /// Mounts the handler of a contract endpoint.
    fn call<E: Endpoint, T: 'static>(&mut self, handler: impl Handler<T, Arc<Plane>>) {
        self.route(E::METHOD, E::ROUTE, E::ACCESS, handler);
    }

    /// Mounts the handler of a contract stream.
    fn stream<S: EventStream, T: 'static>(&mut self, handler: impl Handler<T, Arc<Plane>>) {
        self.route(Method::GET, S::ROUTE, S::ACCESS, handler);
    }

    /// Mounts a handler that the contract's endpoint list does not have.
    fn route<T: 'static>(&mut self, method: Method, route: &str, access: Access, handler: impl Handler<T, Arc<Plane>>) {
        let gate = Gate {
            plane: Arc::clone(&self.plane),
            access,
        };
        // Every method of the contract is one that routes can be filtered by.
        let filter = MethodFilter::try_from(method).unwrap_or(MethodFilter::GET);
        let guarded = on(filter, handler).route_layer(from_fn_with_state(gate, gate::check));
        self.router = std::mem::take(&mut self.router).route(route, guarded);
    }
}
