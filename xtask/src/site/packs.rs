//! One file a page: the page's own module behind everything that it shares with others.
//!
//! The splitter makes a module for every set of pages that share something: hundreds of small ones, of which a page
//! needs up to three hundred. A browser asks for all of them at once this way, and Brotli finds what they have in common.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::SPLIT_LOADER;

/// The end of a pack's name.
pub(crate) const EXTENSION: &str = "pack";

/// Loads packs; the functions that the main module imports are added to it.
const LOADER: &str = include_str!("loader.js");

/// Puts the modules of `pages` together, and the script that loads them in place of the splitter's.
///
/// `pages` names the modules of each page, the page's own one last.
///
/// # Errors
/// When a module is missing or a file cannot be written.
pub(super) fn write(directory: &Path, pages: &BTreeMap<String, Vec<String>>) -> Result<()> {
    let numbers = numbers(pages);
    let mut loader = LOADER.to_owned();
    for (page, names) in pages {
        let modules = names
            .iter()
            .map(|name| {
                let bytes = fs::read(file(directory, name)).with_context(|| format!("the splitter made no {name}"))?;
                Ok((numbers[name.as_str()], bytes))
            })
            .collect::<Result<Vec<_>>>()?;
        fs::write(directory.join(format!("{page}.{EXTENSION}")), pack(&modules)?)?;
        loader.push_str(&format!(
            "export const __wasm_split_load_{page} = loader(\"{page}\");\n"
        ));
    }
    fs::write(directory.join(SPLIT_LOADER), loader)?;
    for name in numbers.keys() {
        fs::remove_file(file(directory, name))?;
    }
    Ok(())
}

fn file(directory: &Path, name: &str) -> PathBuf {
    directory.join(format!("{name}.wasm"))
}

/// A number for each module, the same whenever the modules are.
fn numbers(pages: &BTreeMap<String, Vec<String>>) -> BTreeMap<&str, u32> {
    let mut names: Vec<&str> = pages.values().flatten().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().zip(0..).collect()
}

/// The layout that `loader.js` reads.
fn pack(modules: &[(u32, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut pack = u32::try_from(modules.len())?.to_le_bytes().to_vec();
    for (number, bytes) in modules {
        pack.extend(number.to_le_bytes());
        pack.extend(u32::try_from(bytes.len())?.to_le_bytes());
    }
    for (_, bytes) in modules {
        pack.extend(bytes);
    }
    Ok(pack)
}

/// The modules in a pack, by number.
///
/// # Errors
/// When it is torn.
pub(crate) fn unpack(pack: &[u8]) -> Result<Vec<(u32, &[u8])>> {
    let number = |at: usize| -> Result<u32> {
        let bytes = pack.get(at..at + 4).context("a pack is torn")?;
        Ok(u32::from_le_bytes(bytes.try_into()?))
    };
    let count = number(0)? as usize;
    let mut offset = 4 + 8 * count;
    let mut modules = Vec::new();
    for at in (4..4 + 8 * count).step_by(8) {
        let end = offset + number(at + 4)? as usize;
        modules.push((number(at)?, pack.get(offset..end).context("a pack is torn")?));
        offset = end;
    }
    Ok(modules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_one_file_with_its_own_module_last() -> Result<()> {
        let directory = tempfile::tempdir()?;
        for (name, contents) in [("chunk_1", "shared"), ("split_a", "a"), ("split_b", "bb")] {
            fs::write(file(directory.path(), name), contents)?;
        }
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let pages = BTreeMap::from([
            ("a".to_owned(), names(&["chunk_1", "split_a"])),
            ("b".to_owned(), names(&["chunk_1", "split_b"])),
        ]);
        write(directory.path(), &pages)?;

        let read = |page: &str| fs::read(directory.path().join(format!("{page}.{EXTENSION}")));
        let (a, b) = (read("a")?, read("b")?);
        assert_eq!(unpack(&a)?, [(0, b"shared".as_slice()), (1, b"a")]);
        assert_eq!(unpack(&b)?, [(0, b"shared".as_slice()), (2, b"bb")]);
        assert!(!file(directory.path(), "chunk_1").exists());
        let loader = fs::read_to_string(directory.path().join(SPLIT_LOADER))?;
        assert!(loader.ends_with("export const __wasm_split_load_b = loader(\"b\");\n"));
        Ok(())
    }

    #[test]
    fn a_torn_pack_is_refused() {
        assert!(unpack(b"\x01\0\0\0").is_err());
        assert!(unpack(b"\x01\0\0\0\0\0\0\0\x02\0\0\0x").is_err());
    }
}
