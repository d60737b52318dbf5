//! Precompression: `x.br` beside every `x` that a browser asks for as text or WebAssembly.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use rayon::prelude::*;

use crate::stamp;

/// Below this a response fits one packet anyway.
const SMALLEST: u64 = 1_000;
const COMPRESSIBLE: [&str; 9] = ["css", "html", "js", "json", "pack", "svg", "txt", "wasm", "webmanifest"];

/// Compresses every worthwhile file below `directory` with Brotli at its highest level.
pub(super) fn directory(directory: &Path) -> Result<()> {
    let files: Vec<PathBuf> = stamp::files(directory)?
        .into_iter()
        .map(|path| directory.join(path))
        .collect();
    files
        .par_iter()
        .filter(|path| is_worthwhile(path))
        .try_for_each(|path| {
            let compressed = brotli(&fs::read(path)?)?;
            fs::write(beside(path), compressed).with_context(|| format!("{} cannot be compressed", path.display()))
        })
}

/// Where the compressed twin of `path` is.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".br");
    PathBuf::from(name)
}

/// Whether a release build compresses `path`.
pub(crate) fn is_worthwhile(path: &Path) -> bool {
    let by_name = path
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| COMPRESSIBLE.contains(&extension));
    by_name && fs::metadata(path).is_ok_and(|metadata| metadata.len() > SMALLEST)
}

/// `contents` at Brotli's highest level.
pub(crate) fn brotli(contents: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: contents.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*contents, &mut compressed, &params)?;
    Ok(compressed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compresses_text_and_leaves_the_rest() -> Result<()> {
        let root = tempfile::tempdir()?;
        let text = "a line of text\n".repeat(200);
        fs::write(root.path().join("page.css"), &text)?;
        fs::write(root.path().join("tiny.css"), "a{}")?;
        fs::write(root.path().join("font.woff2"), &text)?;
        directory(root.path())?;

        let mut unpacked = Vec::new();
        let packed = fs::read(root.path().join("page.css.br"))?;
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut unpacked)?;
        assert_eq!(unpacked, text.as_bytes());
        assert!(!root.path().join("tiny.css.br").exists());
        assert!(!root.path().join("font.woff2.br").exists());
        Ok(())
    }
}
