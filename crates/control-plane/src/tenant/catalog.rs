//! The catalogue service: plans and add-ons as operators keep them, apps from the Blueprints that are there. Section C.1.

mod apps;
mod check;
mod offers;
mod published;
mod seed;

pub(crate) use apps::{
    app_of, blueprint_of, by_plain_slug, check_installable, check_topology, has_standby, installable, listed,
    parameters, plain_apps, plain_slug, slug_of,
};
pub(crate) use offers::{add_ons, plans};
pub(crate) use published::Unpublished;
