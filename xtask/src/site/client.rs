//! The client: compiled, split into a pack a page, bound to JavaScript, optimised.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, anyhow};
use rayon::prelude::*;
use wasm_bindgen_cli_support::Bindgen;

use super::{
    BENCH_NAME, OUTPUT_NAME, SPLIT_LOADER, packs, sections,
    stage::{Stage, Stages},
};
use crate::{
    process, progress,
    stamp::{self, Fingerprint},
    workspace::{Profile, Workspace},
};

/// What the compiler emits by default and every supported browser runs. Named one by one, because
/// `--all-features` would also emit what browsers refuse.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Bytes of a module, names included, below which starting the optimiser costs minutes in all and saves nothing.
const WORTH_OPTIMISING: u64 = 8_000;

pub(super) fn build(workspace: &Workspace, stages: &Stages, split: bool) -> Result<Stage> {
    let profile = stages.profile();
    let module = compile(workspace, profile, if split { "hydrate,split" } else { "hydrate" })?;
    let inputs = Fingerprint::of_tool()?
        .file(&workspace.frontend().join("package-lock.json"))?
        .artifact(&module)?
        .text(if split { "split" } else { "whole" });
    stages.refresh("client", inputs, |directory| {
        if !split {
            bind(&module, directory, OUTPUT_NAME, profile)?;
            sections::drop_linking(&directory.join(format!("{OUTPUT_NAME}_bg.wasm")))?;
            finish(workspace, directory, profile)?;
            return Ok("one module".to_owned());
        }
        let main = workspace
            .target()
            .join("site-stages")
            .join(profile.name())
            .join("main.wasm");
        let pages = split_pages(&module, &main, directory)?;
        bind(&main, directory, OUTPUT_NAME, profile)?;
        fs::remove_file(&main)?;
        finish(workspace, directory, profile)?;
        packs::write(directory, &pages)?;
        Ok(format!("{} pages", pages.len()))
    })
}

/// The measured parts alone, as one module without a server behind it.
pub(super) fn build_bench(workspace: &Workspace, stages: &Stages) -> Result<Stage> {
    let profile = stages.profile();
    let module = compile(workspace, profile, "bench")?;
    let inputs = Fingerprint::of_tool()?
        .file(&workspace.frontend().join("package-lock.json"))?
        .artifact(&module)?;
    stages.refresh("bench", inputs, |directory| {
        bind(&module, directory, BENCH_NAME, profile)?;
        sections::drop_linking(&directory.join(format!("{BENCH_NAME}_bg.wasm")))?;
        finish(workspace, directory, profile)?;
        Ok("one module")
    })
}

/// Optimises the modules of a release.
fn finish(workspace: &Workspace, directory: &Path, profile: Profile) -> Result<()> {
    if profile == Profile::Release {
        let optimiser = workspace.frontend().join("node_modules/.bin/wasm-opt");
        let modules = modules(directory)?;
        modules.par_iter().try_for_each(|module| {
            if fs::metadata(module)?.len() < WORTH_OPTIMISING {
                sections::drop_notes(module)
            } else {
                optimise(&optimiser, module)
            }
        })?;
    }
    Ok(())
}

/// Compiles the client with `features`; returns the linked module.
fn compile(workspace: &Workspace, profile: Profile, features: &'static str) -> Result<PathBuf> {
    let (cargo_profile, directory) = profile.client();
    progress::loud("wasm", || {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--package", "frontend", "--target", "wasm32-unknown-unknown"]);
        cargo.args(["--profile", cargo_profile, "--features", features]);
        process::run(&mut cargo, "the client build")?;
        Ok(features)
    })?;
    Ok(workspace
        .target()
        .join("wasm32-unknown-unknown")
        .join(directory)
        .join("frontend.wasm"))
}

/// Moves each lazy page into modules of its own; returns the names of each page's modules, its very own last.
fn split_pages(module: &Path, main: &Path, directory: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let contents = fs::read(module)?;
    let link_name = format!("./{SPLIT_LOADER}");
    let main_module = format!("./{OUTPUT_NAME}.js");
    let mut options = wasm_split_cli_support::Options::new(&contents);
    options.output_dir = directory;
    options.main_out_path = main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|report| anyhow!("{report:#}"))
        .context("the client cannot be split")?;
    // Sorted, so that the same build has the same hash.
    Ok(split.prefetch_map.into_iter().collect())
}

/// Writes the JavaScript that loads `module`, and the module without what only the binding needs.
fn bind(module: &Path, directory: &Path, name: &str, profile: Profile) -> Result<()> {
    let release = profile == Profile::Release;
    Bindgen::new()
        .input_path(module)
        .out_name(name)
        .web(true)?
        // The chunks import what the linker exports, by the names it gave.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(release)
        .remove_producers_section(release)
        .typescript(false)
        .generate(directory)
        .context("the client cannot be bound to JavaScript")
}

fn modules(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut modules: Vec<PathBuf> = stamp::files(directory)?
        .into_iter()
        .map(|path| directory.join(path))
        .collect();
    modules.retain(|path| path.extension().is_some_and(|extension| extension == "wasm"));
    Ok(modules)
}

fn optimise(optimiser: &Path, module: &Path) -> Result<()> {
    let mut command = Command::new(optimiser);
    command
        .arg("-Oz")
        .args(["--strip-debug", "--strip-producers"])
        .args(WASM_FEATURES);
    command.arg(module).arg("-o").arg(module);
    process::output(&mut command, "wasm-opt")?;
    Ok(())
}
