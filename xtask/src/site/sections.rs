//! Takes out of a module what only linkers or people read.

use std::{fs, path::Path};

use anyhow::{Context, Result};

/// Every module begins with its magic number and version.
const HEADER: usize = 8;
const CUSTOM: u8 = 0;

/// Removes the relocations and the symbol table of a linked module.
///
/// # Errors
/// When the file is no module.
pub(super) fn drop_linking(module: &Path) -> Result<()> {
    drop_custom(module, is_for_linkers)
}

/// Removes everything that does not run, such as names.
///
/// # Errors
/// When the file is no module.
pub(super) fn drop_notes(module: &Path) -> Result<()> {
    drop_custom(module, |_| true)
}

fn drop_custom(module: &Path, goes: fn(&[u8]) -> bool) -> Result<()> {
    let bytes = fs::read(module)?;
    let kept = without(&bytes, goes).with_context(|| format!("{} is not a WebAssembly module", module.display()))?;
    fs::write(module, kept)?;
    Ok(())
}

/// A module without those custom sections that go.
fn without(module: &[u8], goes: fn(&[u8]) -> bool) -> Option<Vec<u8>> {
    let mut kept = module.get(..HEADER)?.to_vec();
    let mut at = HEADER;
    while at < module.len() {
        let (length, body) = number(module, at + 1)?;
        let end = body.checked_add(length)?;
        if !(module[at] == CUSTOM && goes(module.get(body..end)?)) {
            kept.extend_from_slice(module.get(at..end)?);
        }
        at = end;
    }
    Some(kept)
}

/// A custom section begins with its name.
fn is_for_linkers(section: &[u8]) -> bool {
    number(section, 0)
        .and_then(|(length, start)| section.get(start..start.checked_add(length)?))
        .is_some_and(|name| name == b"linking" || name.starts_with(b"reloc."))
}

/// An unsigned LEB128 number, and where it ends.
fn number(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((value, at));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: u8, body: &[u8]) -> Vec<u8> {
        let mut section = vec![id, u8::try_from(body.len()).unwrap()];
        section.extend_from_slice(body);
        section
    }

    #[test]
    fn only_what_a_linker_reads_goes() {
        let header = b"\0asm\x01\0\0\0".to_vec();
        let kept = [section(1, b"types"), section(CUSTOM, b"\x04name.")].concat();
        let gone = [section(CUSTOM, b"\x07linking."), section(CUSTOM, b"\x0areloc.CODE.")].concat();
        let module = [header.as_slice(), &gone, &kept].concat();
        assert_eq!(without(&module, is_for_linkers), Some([header.clone(), kept].concat()));
        assert_eq!(
            without(&module, |_| true),
            Some([header, section(1, b"types")].concat())
        );
    }

    #[test]
    fn a_torn_module_is_refused() {
        assert_eq!(without(b"\0asm", is_for_linkers), None);
        assert_eq!(without(b"\0asm\x01\0\0\0\x01\x09types", is_for_linkers), None);
    }
}
