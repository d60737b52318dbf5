//! Finding and reading Blueprint files.
//!
//! Two layouts are understood, in any mixture: `<name>/<version>/blueprint.yaml` with a `README.md` beside it and
//! `<name>/card/icon.svg` above it, and a flat directory of `*.yaml` files with one or more documents each.

use super::{Blueprint, Shelf};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How deep a Blueprint file may lie under its directory.
const MAX_DEPTH: usize = 4;
/// The largest file read: the largest real document is far below a tenth of it.
const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// What the directories looked like: equal means that nothing needs to be read again.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fingerprint(Vec<(PathBuf, Option<SystemTime>, u64)>);

impl Fingerprint {
    pub(super) fn take(directories: &[PathBuf]) -> Self {
        let mut files = Vec::new();
        for directory in directories {
            walk(directory, MAX_DEPTH, &mut |path, metadata| {
                files.push((path.to_owned(), metadata.modified().ok(), metadata.len()));
            });
        }
        Self(files)
    }
}

/// Reads everything.
pub(super) fn shelf(directories: &[PathBuf]) -> Shelf {
    let mut shelf = Shelf::default();
    for directory in directories {
        let mut icons = Vec::new();
        walk(directory, MAX_DEPTH, &mut |path, metadata| {
            if is_icon(path) {
                icons.push(path.to_owned());
            } else if is_document(path) {
                for blueprint in documents(path, metadata.len()) {
                    shelf.insert(blueprint);
                }
            }
        });
        for icon in icons {
            if let Some(name) = icon
                .ancestors()
                .nth(2)
                .and_then(Path::file_name)
                .and_then(|name| name.to_str())
            {
                shelf.icons.entry(name.to_owned()).or_insert_with(|| icon.clone());
            }
        }
    }
    shelf
}

/// Visits every file, in a stable order. Directories that cannot be read are passed over with a warning.
fn walk(directory: &Path, depth: usize, visit: &mut dyn FnMut(&Path, &fs::Metadata)) {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) => {
            tracing::warn!(directory = %directory.display(), %error, "A Blueprint directory cannot be read");
            return;
        }
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.sort();
    for path in paths {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() && depth > 0 => walk(&path, depth - 1, visit),
            Ok(metadata) if metadata.is_file() && (is_document(&path) || is_icon(&path) || is_readme(&path)) => {
                visit(&path, &metadata);
            }
            Ok(_) => {}
            // Between listing and looking, the file went away.
            Err(_) => {}
        }
    }
}

fn is_document(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml")
}

fn is_icon(path: &Path) -> bool {
    path.ends_with("card/icon.svg")
}

fn is_readme(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "README.md")
}

/// Every Blueprint in a file; a file that cannot be read gives one broken Blueprint.
fn documents(path: &Path, size: u64) -> Vec<Blueprint> {
    let (name, version) = named_by_path(path);
    let broken = |error: String| vec![Blueprint::broken(&name, &version, error)];
    if size > MAX_BYTES {
        return broken(format!("the file is larger than {MAX_BYTES} bytes"));
    }
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return broken(format!("the file cannot be read: {error}")),
    };
    let documents: Vec<Value> = match parse(&text) {
        Ok(documents) => documents,
        Err(error) => return broken(format!("not valid YAML: {error}")),
    };
    let readme = path
        .parent()
        .and_then(|folder| fs::read_to_string(folder.join("README.md")).ok());
    documents
        .into_iter()
        .filter(|document| !document.is_null())
        .map(|document| Blueprint::new(document, &name, &version, readme.clone()))
        .collect()
}

fn parse(text: &str) -> Result<Vec<Value>, String> {
    // YAML 1.2 core: `Off` and `no` are strings. The parser's own budget bounds depth, aliases and size.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_multiple_with_options(text, options).map_err(|error| error.without_snippet().to_string())
}

/// The name and version a document has if it does not say: those of its folders, else the file's own name.
fn named_by_path(path: &Path) -> (String, String) {
    let part = |level: usize| {
        let folder = path.ancestors().nth(level).and_then(Path::file_name);
        folder
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    match stem == "blueprint" {
        true => (part(2), part(1)),
        false => (stem, String::new()),
    }
}
