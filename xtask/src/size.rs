//! `cargo xtask size`: what a browser downloads, against the budgets.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::{
    progress::kilobytes,
    site::{OUTPUT_NAME, PACK, SPLIT_LOADER, Site, brotli, compressed_twin, is_worthwhile, unpack},
    stamp,
    workspace::Workspace,
};

/// Bytes after Brotli that a first visit may download as WebAssembly, scripts and styles.
pub(crate) const FIRST_LOAD_BUDGET: u64 = 250_000;
/// Bytes after Brotli that one page may add.
pub(crate) const PAGE_BUDGET: u64 = 60_000;
/// Bytes of the style sheet after Brotli.
pub(crate) const STYLES_BUDGET: u64 = 30_000;

/// The sizes of a built site.
pub(crate) struct Sizes {
    /// What every first visit downloads.
    core: Vec<File>,
    /// What each lazy page adds to it, by the page's name.
    pages: BTreeMap<String, Page>,
}

/// What a page adds.
struct Page {
    pack: File,
    /// Bytes after Brotli of what no other page loads.
    own: u64,
}

/// One file of the site; sizes in bytes.
#[derive(Clone)]
struct File {
    name: String,
    raw: u64,
    brotli: u64,
}

impl Sizes {
    /// Measures the site built last.
    ///
    /// # Errors
    /// When there is no site, or it was built without compression.
    pub(crate) fn measure(workspace: &Workspace) -> Result<Self> {
        let package = workspace.site().join(Site::current(workspace)?.pkg);
        let styles = format!("{OUTPUT_NAME}.css");
        let script = format!("{OUTPUT_NAME}.js");
        let module = format!("{OUTPUT_NAME}_bg.wasm");
        let mut core = [script, module, styles]
            .iter()
            .map(|name| File::at(&package, name))
            .collect::<Result<Vec<_>>>()?;
        if package.join(SPLIT_LOADER).exists() {
            core.push(File::at(&package, SPLIT_LOADER)?);
        }
        for snippet in stamp::files(&package.join("snippets"))? {
            if snippet.extension().is_some_and(|extension| extension == "js") {
                core.push(File::at(&package, &format!("snippets/{}", snippet.display()))?);
            }
        }
        Ok(Self {
            core,
            pages: pages(&package)?,
        })
    }

    /// Bytes after Brotli of a first visit to the heaviest page.
    pub(crate) fn first_load(&self) -> u64 {
        let page = self.pages.values().map(|page| page.pack.brotli).max();
        total(&self.core) + page.unwrap_or(0)
    }

    /// Bytes after Brotli that the heaviest page has of its own.
    pub(crate) fn heaviest_page(&self) -> u64 {
        self.pages.values().map(|page| page.own).max().unwrap_or(0)
    }

    /// Bytes after Brotli of the style sheet.
    pub(crate) fn styles(&self) -> u64 {
        self.core
            .iter()
            .filter(|file| file.name.ends_with(".css"))
            .map(|file| file.brotli)
            .sum()
    }

    /// Whether every budget is kept.
    pub(crate) fn within_budget(&self) -> bool {
        self.first_load() <= FIRST_LOAD_BUDGET && self.heaviest_page() <= PAGE_BUDGET && self.styles() <= STYLES_BUDGET
    }
}

impl File {
    fn at(package: &Path, name: &str) -> Result<Self> {
        let path = package.join(name);
        let raw = fs::metadata(&path)
            .with_context(|| format!("the site has no {name}"))?
            .len();
        let brotli = match fs::metadata(compressed_twin(&path)) {
            Ok(twin) => twin.len(),
            Err(_) if is_worthwhile(&path) => bail!("{name} is not compressed: the site is a debug build"),
            Err(_) => raw,
        };
        Ok(Self {
            name: name.to_owned(),
            raw,
            brotli,
        })
    }
}

fn pages(package: &Path) -> Result<BTreeMap<String, Page>> {
    let files = stamp::files(package)?;
    let packs = files
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == PACK));
    packs.map(|path| page(package, path)).collect()
}

fn page(package: &Path, path: &Path) -> Result<(String, Page)> {
    let pack = fs::read(package.join(path))?;
    // A page's own module is the last one.
    let own = match unpack(&pack)?.last() {
        Some((_, module)) => brotli(module)?.len() as u64,
        None => 0,
    };
    let pack = File::at(package, &path.to_string_lossy())?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok((name.into_owned(), Page { pack, own }))
}

fn total(files: &[File]) -> u64 {
    files.iter().map(|file| file.brotli).sum()
}

pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    let sizes = Sizes::measure(workspace).context("run `cargo xtask build` first")?;
    println!("{:<56}{:>12}{:>12}", "every page", "raw", "brotli");
    for file in &sizes.core {
        println!("  {}", columns(file));
    }
    println!("\n{:<56}{:>12}{:>12}{:>12}", "each page", "raw", "brotli", "its own");
    for page in sizes.pages.values() {
        println!("  {}{:>12}", columns(&page.pack), kilobytes(page.own));
    }
    println!();
    budget("first load, heaviest page", sizes.first_load(), FIRST_LOAD_BUDGET);
    budget("heaviest page's own module", sizes.heaviest_page(), PAGE_BUDGET);
    budget("style sheet", sizes.styles(), STYLES_BUDGET);
    Ok(sizes.within_budget())
}

fn columns(file: &File) -> String {
    format!(
        "{:<54}{:>12}{:>12}",
        file.name,
        kilobytes(file.raw),
        kilobytes(file.brotli)
    )
}

/// Prints one line `measured / budget`.
pub(crate) fn budget(name: &str, measured: u64, budget: u64) {
    let verdict = if measured <= budget { "" } else { "  OVER BUDGET" };
    println!("{name:<44}{:>12} / {}{verdict}", kilobytes(measured), kilobytes(budget));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, brotli: u64) -> File {
        File {
            name: name.to_owned(),
            raw: brotli * 3,
            brotli,
        }
    }

    #[test]
    fn a_first_visit_is_the_core_and_the_heaviest_page() {
        let page = |name: &str, brotli, own| {
            let pack = file(name, brotli);
            (name.to_owned(), Page { pack, own })
        };
        let sizes = Sizes {
            core: vec![file("console.css", 5), file("console_bg.wasm", 100)],
            pages: BTreeMap::from([page("a.pack", 17, 7), page("b.pack", 30, 20)]),
        };
        assert_eq!(sizes.first_load(), 135);
        assert_eq!(sizes.heaviest_page(), 20);
        assert_eq!(sizes.styles(), 5);
    }
}
