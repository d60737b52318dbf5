//! Letters made up in the browser, so that codes can be read before they are issued.

use js_sys::{Function, Reflect, Uint8Array};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

/// Letters and digits that nobody mistakes for another (tenant contract B1).
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters behind the prefix of a code: 58 bits, which nobody guesses.
const LENGTH: usize = 12;
/// Enough that hardly ever too many are thrown away.
const RANDOM: u32 = 64;
/// Bytes from here on are thrown away: they would make some letters likelier than others.
const FAIR: u8 = 240;

/// Letters that nobody can guess; `None` where the browser has no randomness to give. Browser only.
pub(super) fn letters() -> Option<String> {
    let crypto = Reflect::get(&window(), &"crypto".into()).ok()?;
    let fill: Function = Reflect::get(&crypto, &"getRandomValues".into()).ok()?.dyn_into().ok()?;
    let random = Uint8Array::new_with_length(RANDOM);
    fill.call1(&crypto, &random).ok()?;
    of_random(&random.to_vec())
}

fn of_random(random: &[u8]) -> Option<String> {
    let fair = random.iter().filter(|byte| **byte < FAIR).take(LENGTH);
    let letters: String = fair
        .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
        .collect();
    (letters.len() == LENGTH).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_equally_likely() {
        let mut counts = std::collections::BTreeMap::<char, u32>::new();
        for byte in 0..=u8::MAX {
            for letter in of_random(&[byte; LENGTH]).iter().flat_map(|letters| letters.chars()) {
                *counts.entry(letter).or_default() += 1;
            }
        }
        assert_eq!(counts.len(), ALPHABET.len());
        assert!(counts.values().all(|count| *count == counts[&'2']), "{counts:?}");
    }

    #[test]
    fn too_little_randomness_is_none() {
        assert_eq!(of_random(&[0; LENGTH - 1]), None);
        let letters = of_random(&[255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        assert_eq!(letters.as_deref(), Some("23456789ABCD"));
    }
}
