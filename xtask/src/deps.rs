//! `cargo xtask deps`: dependencies point one way, between crates and inside the interface.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{process, source, stamp, workspace::Workspace};

/// Each crate of ours, and the crates of ours it may depend on.
const CRATES: [(&str, &[&str]); 7] = [
    ("contract", &[]),
    ("config-schema", &[]),
    ("app", &["contract", "config-schema"]),
    ("control-plane", &["contract", "config-schema"]),
    ("server", &["app", "contract", "config-schema", "control-plane"]),
    ("frontend", &["app"]),
    ("xtask", &[]),
];

/// What must never reach a browser, and why.
const NOT_IN_WASM: [(&str, &str); 3] = [
    ("jsonschema", "it costs 450 KB; the server is the authority"),
    ("regex", "it costs 180 KB; the browser has its own"),
    ("serde_yaml", "it costs 60 KB and loses comments"),
];

/// Lists every broken rule; `true` when there is none.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    let mut broken = between_crates(workspace)?;
    broken.extend(inside_app(workspace)?);
    broken.extend(in_wasm(workspace)?);
    for rule in &broken {
        println!("deps: {rule}");
    }
    if broken.is_empty() {
        println!("deps: every dependency points the right way");
    }
    Ok(broken.is_empty())
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// Set for crates of this workspace alone.
    path: Option<String>,
    kind: Option<String>,
}

fn between_crates(workspace: &Workspace) -> Result<Vec<String>> {
    let mut cargo = workspace.cargo();
    cargo.args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Metadata = serde_json::from_str(&process::output(&mut cargo, "cargo metadata")?)?;
    Ok(metadata.packages.iter().flat_map(crate_rules).collect())
}

fn crate_rules(package: &Package) -> Vec<String> {
    let Some((_, allowed)) = CRATES.iter().find(|(name, _)| *name == package.name) else {
        return vec![format!(
            "crate {} has no rule: add it to xtask/src/deps.rs",
            package.name
        )];
    };
    // A test may use any crate of ours: it ships nowhere.
    let shipped = package
        .dependencies
        .iter()
        .filter(|it| it.path.is_some() && it.kind.as_deref() != Some("dev"));
    shipped
        .filter(|dependency| !allowed.contains(&dependency.name.as_str()))
        .map(|dependency| format!("crate {} must not depend on {}", package.name, dependency.name))
        .collect()
}

fn inside_app(workspace: &Workspace) -> Result<Vec<String>> {
    let sources = workspace.root().join("app/src");
    let modules: BTreeSet<String> = stamp::files(&sources)?
        .iter()
        .filter_map(|file| source::module_of(file).into_iter().next())
        .collect();
    let mut broken = Vec::new();
    for file in stamp::files(&sources)? {
        if file.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let module = source::module_of(&file);
        let text = fs::read_to_string(sources.join(&file))?;
        let mentions = source::mentions(&text, &module).with_context(|| format!("app/src/{}", file.display()))?;
        for mention in mentions {
            let is_module = mention.path.first().is_some_and(|first| modules.contains(first));
            if is_module && let Some(rule) = app_rule(&module, &mention.path) {
                broken.push(format!("app/src/{}:{}: {rule}", file.display(), mention.line));
            }
        }
    }
    Ok(broken)
}

/// The rule that `module` breaks by using `path`, if any. Words are open to all: they are data.
fn app_rule(module: &[String], path: &[String]) -> Option<String> {
    let from = module.first()?.as_str();
    let to = path.first()?.as_str();
    match from {
        "ui" if to != "ui" => Some(format!("ui uses nothing else of ours, but names {to}")),
        "form" if !["form", "ui", "i18n"].contains(&to) => {
            Some(format!("form uses ui and words alone, but names {to}"))
        }
        "pages" if to == "routes" => Some("pages are below routes".to_owned()),
        "pages" if to == "pages" && path.len() > 1 && module.len() > 1 && path[1] != module[1] => {
            Some(format!("page {} uses page {}", module[1], path[1]))
        }
        "layout" if to == "pages" || to == "routes" => Some(format!("layout is below {to}")),
        _ => None,
    }
}

fn in_wasm(workspace: &Workspace) -> Result<Vec<String>> {
    let mut cargo = workspace.cargo();
    cargo.args([
        "tree",
        "--package",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
        "--features",
        "hydrate",
    ]);
    cargo.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]);
    // It names regex to read a file format that the browser never sees; the linker drops both.
    cargo.args(["--prune", "leptos_config"]);
    let tree = process::output(&mut cargo, "cargo tree")?;
    let linked: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    let forbidden = NOT_IN_WASM.iter().filter(|(name, _)| linked.contains(name));
    Ok(forbidden
        .map(|(name, why)| format!("{name} is linked into the client: {why}"))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(module: &[&str], path: &[&str]) -> Option<String> {
        let owned = |parts: &[&str]| parts.iter().map(|&part| part.to_owned()).collect::<Vec<_>>();
        app_rule(&owned(module), &owned(path))
    }

    #[test]
    fn primitives_know_nothing_of_ours() {
        assert!(rule(&["ui", "button"], &["api", "Api"]).is_some());
        assert!(rule(&["ui", "dialog"], &["ui", "button"]).is_none());
        assert!(rule(&["form", "text"], &["ui", "field"]).is_none());
        assert!(rule(&["form", "text"], &["api"]).is_some());
    }

    #[test]
    fn pages_never_know_each_other() {
        assert!(rule(&["pages", "home"], &["pages", "sign_in", "X"]).is_some());
        assert!(rule(&["pages", "home", "list"], &["pages", "home", "model"]).is_none());
        assert!(rule(&["pages", "home"], &["routes"]).is_some());
        assert!(rule(&["routes"], &["pages", "home"]).is_none());
        assert!(rule(&["layout", "frame"], &["pages", "home"]).is_some());
    }

    #[test]
    fn a_crate_without_a_rule_is_reported() {
        let package = Package {
            name: "new".to_owned(),
            dependencies: Vec::new(),
        };
        assert_eq!(crate_rules(&package).len(), 1);
    }

    #[test]
    fn tests_may_use_any_crate_and_products_may_not() {
        let dependency = |kind: Option<&str>| Dependency {
            name: "server".to_owned(),
            path: Some("/server".to_owned()),
            kind: kind.map(str::to_owned),
        };
        let package = Package {
            name: "app".to_owned(),
            dependencies: vec![dependency(None), dependency(Some("dev"))],
        };
        assert_eq!(crate_rules(&package), ["crate app must not depend on server"]);
    }
}
