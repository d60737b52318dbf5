//! Writing JSON values as YAML: block style, two spaces, texts quoted where they must be.

use serde_json::{Map, Value};

use super::scalar::{quote, write_text};

/// A whole document, ending in a line break.
pub(super) fn document(value: &Value) -> String {
    let mut text = String::new();
    match as_block(value) {
        Some(block) => write_block(&block, 0, &mut text),
        None => text.push_str(&inline(value)),
    }
    text.push('\n');
    text
}

/// A collection that is written over several lines.
pub(super) enum Block<'v> {
    Entries(&'v Map<String, Value>),
    Items(&'v [Value]),
}

/// Empty collections and scalars stay on one line.
pub(super) fn as_block(value: &Value) -> Option<Block<'_>> {
    match value {
        Value::Object(entries) if !entries.is_empty() => Some(Block::Entries(entries)),
        Value::Array(items) if !items.is_empty() => Some(Block::Items(items)),
        _ => None,
    }
}

/// Everything that fits on one line, collections in flow style.
pub(super) fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => write_text(text),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", write_text(key), inline(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// The lines of a collection; the first line is not indented, the last has no line break.
pub(super) fn write_block(block: &Block<'_>, indent: usize, text: &mut String) {
    let mut first = true;
    let mut start_line = |text: &mut String| {
        if !std::mem::take(&mut first) {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent));
        }
    };
    match block {
        Block::Entries(entries) => {
            for (key, value) in *entries {
                start_line(text);
                write_entry(key, value, indent, text);
            }
        }
        Block::Items(items) => {
            for item in *items {
                start_line(text);
                write_item(item, indent, text);
            }
        }
    }
}

/// `key: value`, its further lines indented below `indent`.
pub(super) fn write_entry(key: &str, value: &Value, indent: usize, text: &mut String) {
    text.push_str(&write_text(key));
    text.push(':');
    write_after_colon(value, indent, text);
}

/// What follows the colon of a key that stands at `indent`.
pub(super) fn write_after_colon(value: &Value, indent: usize, text: &mut String) {
    match (as_block(value), value) {
        (Some(block), _) => {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent + 2));
            write_block(&block, indent + 2, text);
        }
        (None, Value::String(content)) if is_literal(content) => write_literal(content, indent, text),
        (None, _) => {
            text.push(' ');
            text.push_str(&inline(value));
        }
    }
}

/// `- item`, its further lines indented below the dash.
pub(super) fn write_item(item: &Value, indent: usize, text: &mut String) {
    text.push('-');
    match (as_block(item), item) {
        (Some(block), _) => {
            text.push(' ');
            write_block(&block, indent + 2, text);
        }
        (None, Value::String(content)) if is_literal(content) => write_literal(content, indent, text),
        (None, _) => {
            text.push(' ');
            text.push_str(&inline(item));
        }
    }
}

/// Whether a text of several lines reads well, and reads back, as a literal block.
fn is_literal(content: &str) -> bool {
    let lines = content.strip_suffix('\n').unwrap_or(content);
    lines.contains('\n')
        && !lines.ends_with('\n')
        && !lines.starts_with([' ', '\n', '\t'])
        && lines.lines().all(|line| !line.ends_with(' ') && !line.contains('\r'))
        && quote(lines).len() == lines.len() + 2 + lines.matches(['\n', '"', '\\']).count()
}

fn write_literal(content: &str, indent: usize, text: &mut String) {
    text.push_str(if content.ends_with('\n') { " |" } else { " |-" });
    for line in content.lines() {
        text.push('\n');
        if !line.is_empty() {
            text.extend(std::iter::repeat_n(' ', indent + 2));
            text.push_str(line);
        }
    }
}
