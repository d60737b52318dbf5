//! The catalogue service: plans and add-ons as shipped, apps from the Blueprints that are there. Section C.1.

mod apps;
mod offers;

pub(crate) use apps::{
    app, app_of, apps, blueprint_of, bundles, check_installable, industries, installable, listed, parameters, slug_of,
};
pub(crate) use offers::{add_ons, plans};
