//! The site: everything the server hands to a browser, content-addressed and precompressed.
//!
//! Each stage keeps its output below `<target>/site-stages/<profile>/` and runs only when its inputs change.
//! [`assemble`](assemble::publish) then puts them together into `<target>/site`.

mod assemble;
mod bench;
mod client;
mod compress;
mod editor;
mod fonts;
mod icons;
mod live;
mod packs;
mod sections;
mod stage;
mod styles;

pub(crate) use assemble::Site;
pub(crate) use bench::build as build_bench;
pub(crate) use compress::{beside as compressed_twin, brotli, is_worthwhile};
pub(crate) use packs::{EXTENSION as PACK, unpack};

use anyhow::Result;

use crate::workspace::{Profile, Workspace};
use stage::Stages;

/// The name of the script, the module and the style sheet in the site.
pub(crate) const OUTPUT_NAME: &str = "console";
/// The name of the script, the module and the style sheet of the measured parts.
const BENCH_NAME: &str = "bench";
/// The script that loads packs; Leptos looks for it by this very name.
pub(crate) const SPLIT_LOADER: &str = "__wasm_split.______________________.js";

/// Builds the client and its assets, and publishes them as the site.
///
/// # Errors
/// When a stage fails; the previous site stays as it was.
pub(crate) fn build(workspace: &Workspace, profile: Profile, split: bool) -> Result<Site> {
    let stages = Stages::new(workspace, profile);
    let parts = [
        client::build(workspace, &stages, split)?,
        styles::build(workspace, &stages)?,
        icons::build(workspace, &stages)?,
        fonts::build(workspace, &stages)?,
        editor::build(workspace, &stages)?,
        live::build(workspace, &stages)?,
    ];
    let public = assemble::public(workspace, &stages)?;
    assemble::publish(workspace, &parts, &public)
}
