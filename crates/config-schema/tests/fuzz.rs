//! Fuzz of the way that an edit takes through YAML: whatever bytes come in, nothing panics, and an edited text reads
//! back as the document that was meant.
//!
//! It runs for three seconds, or for `YAML_FUZZ_SECONDS`: `YAML_FUZZ_SECONDS=600 cargo test -p config-schema --test fuzz`.
#![expect(clippy::panic, reason = "a failed step is a failed test")]

use config_schema::{Pointer, yaml::Text};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Texts that people write, as the ground of what is fuzzed.
const SEEDS: [&str; 6] = [
    "# shop\ndomain: shop.example.org # public\nreplicas: 2\n\ndatabase:\n  host: db\n  port: 5432\n",
    "hosts:\n  - a.example.org\n  # the second\n  - b.example.org\nusers:\n- name: ops\n  role: admin\n- name: dev\n",
    "base: &base\n  cpu: 1\n  memory: 1Gi\nweb: *base\njob:\n  <<: *base\n  retries: 3\n",
    "script: |\n  one\n  two\nfolded: >-\n  a\n\n  b\nquoted: \"a\\tb\\u00e9\"\nsingle: 'it''s'\n",
    "{a: [1, 2, {b: c}], d: ~, e: !!str 1}\n",
    "---\r\n? key\r\n: value\r\nempty:\r\nlist: []\r\n...\r\n",
];
/// Pieces that mean something to a reader of YAML.
const PIECES: [&str; 24] = [
    "\n",
    "\r\n",
    "  ",
    "\t",
    ": ",
    "- ",
    "#",
    "&a",
    "*a",
    "|\n",
    ">+\n",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    "? ",
    "---\n",
    "...\n",
    "!!str ",
    "%YAML 1.2\n",
    "\u{feff}",
];
/// How many inputs are tried between two looks at the clock.
const BATCH: u32 = 256;

/// One way to spoil a text.
#[derive(Clone, Debug)]
enum Spoil {
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize),
}

fn spoil() -> impl Strategy<Value = Spoil> {
    let piece = prop_oneof![
        prop::sample::select(PIECES.as_slice()).prop_map(|piece| piece.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 1..4),
    ];
    prop_oneof![
        (any::<Index>(), piece).prop_map(|(at, piece)| Spoil::Insert(at, piece)),
        (any::<Index>(), 1..12_usize).prop_map(|(at, length)| Spoil::Remove(at, length)),
        (any::<Index>(), 1..24_usize).prop_map(|(at, length)| Spoil::Repeat(at, length)),
    ]
}

fn spoiled(seed: &str, spoils: &[Spoil]) -> Vec<u8> {
    let mut bytes = seed.as_bytes().to_vec();
    for spoil in spoils {
        let (Spoil::Insert(at, _) | Spoil::Remove(at, _) | Spoil::Repeat(at, _)) = spoil;
        let start = at.index(bytes.len() + 1);
        let end = |length: usize| (start + length).min(bytes.len());
        match spoil {
            Spoil::Insert(_, piece) => drop(bytes.splice(start..start, piece.iter().copied())),
            Spoil::Remove(_, length) => drop(bytes.drain(start..end(*length))),
            Spoil::Repeat(_, length) => {
                let again = bytes[start..end(*length)].to_vec();
                drop(bytes.splice(start..start, again));
            }
        }
    }
    bytes
}

/// What an edit puts somewhere; `None` takes the place away.
fn edit() -> impl Strategy<Value = (Index, Option<Value>)> {
    let value = prop_oneof![
        any::<i32>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::sample::select(PIECES.as_slice()).prop_map(Value::from),
        Just(Value::Null),
        Just(json!({})),
        Just(json!({"k": ["two\nlines\n", {"-": "#"}], "Off": "no"})),
    ];
    (any::<Index>(), prop::option::weighted(0.8, value))
}

/// Every place of a document, and one new key beside each entry of a group.
fn places(value: &Value, at: Pointer, found: &mut Vec<Pointer>) {
    match value {
        Value::Object(entries) => {
            found.push(at.child("fresh"));
            entries
                .iter()
                .for_each(|(key, value)| places(value, at.child(key), found));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| places(item, at.item(index), found));
        }
        _ => {}
    }
    found.push(at);
}

fn edited(mut document: Value, place: Index, change: Option<Value>) -> Value {
    let mut found = Vec::new();
    places(&document, Pointer::ROOT, &mut found);
    let at = place.get(&found).clone();
    let (Some(parent), Some(last)) = (at.parent(), at.last()) else {
        return change.unwrap_or_else(|| json!({}));
    };
    match (document.pointer_mut(parent.as_str()), change) {
        (Some(Value::Object(entries)), Some(change)) => drop(entries.insert(last.into_owned(), change)),
        (Some(Value::Object(entries)), None) => drop(entries.remove(last.as_ref())),
        (Some(Value::Array(items)), change) => {
            if let Ok(index) = last.parse::<usize>() {
                match change {
                    Some(change) => items[index] = change,
                    None => drop(items.remove(index)),
                }
            }
        }
        _ => {}
    }
    document
}

fn holds(bytes: &[u8], edits: Vec<(Index, Option<Value>)>) -> Result<(), TestCaseError> {
    let Ok(mut text) = Text::parse(&String::from_utf8_lossy(bytes)) else {
        return Ok(());
    };
    for (place, change) in edits {
        let before = text.as_str().to_owned();
        let after = edited(text.value().clone(), place, change);
        text.apply(&after);
        let read = Text::parse(text.as_str()).map(|text| text.value().clone());
        prop_assert_eq!(read.as_ref(), Ok(&after), "{:?} became {:?}", before, text.as_str());
    }
    Ok(())
}

#[test]
fn whatever_bytes_come_in_an_edited_text_reads_back_as_what_was_meant() {
    let seconds = std::env::var("YAML_FUZZ_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let budget = Duration::from_secs(seconds.unwrap_or(3));
    let seed = prop::sample::select(SEEDS.as_slice());
    let spoils = prop::collection::vec(spoil(), 0..6);
    let input = (seed, spoils).prop_map(|(seed, spoils)| spoiled(seed, &spoils));
    let input = (input, prop::collection::vec(edit(), 1..4));
    let config = Config {
        cases: BATCH,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let started = Instant::now();
    while started.elapsed() < budget {
        if let Err(error) = runner.run(&input, |(bytes, edits)| holds(&bytes, edits)) {
            panic!("{error}");
        }
    }
}
