//! From one document to another by the smallest edits of the text.
//!
//! Each edit replaces a range of bytes; everything between the ranges stays as it is. What cannot be edited in place is
//! replaced as a whole value.

use std::{collections::HashSet, ops::Range};

use serde_json::{Map, Value};

use super::{
    emit,
    tree::{Entry, Node, Shape},
};

/// How far down values are edited in place.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Grain {
    /// As deep as possible.
    Fine,
    /// Every top-level entry that differs is written anew.
    TopLevel,
}

/// The text, which holds `before`, with `after` in it; `None` when the edits collide.
pub(super) fn edit(source: &str, root: &Node, [before, after]: [&Value; 2], grain: Grain) -> Option<String> {
    let mut splicer = Splicer {
        source,
        line_break: line_break(source),
        grain,
        splices: Vec::new(),
    };
    splicer.update(root, before, after, Place::Root);
    splicer.finish()
}

/// A text of comments only, with the document below them.
pub(super) fn append_to_comments(source: &str, after: &Value) -> String {
    let gap = if source.is_empty() || source.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{source}{gap}{}", emit::document(after))
}

fn line_break(source: &str) -> &'static str {
    if source.contains("\r\n") { "\r\n" } else { "\n" }
}

/// What holds a value: decides how a new value is attached.
#[derive(Clone, Copy)]
enum Place<'t> {
    Root,
    /// The value of a block entry whose key stands at this column.
    Entry {
        key: &'t Range<usize>,
        column: usize,
    },
    /// An item of a block list whose dashes stand at this column.
    Item {
        column: usize,
    },
}

struct Splicer<'t> {
    source: &'t str,
    line_break: &'static str,
    grain: Grain,
    splices: Vec<(Range<usize>, String)>,
}

impl Splicer<'_> {
    fn update(&mut self, node: &Node, before: &Value, after: &Value, place: Place<'_>) {
        if before == after {
            return;
        }
        let in_place = self.grain == Grain::Fine || matches!(place, Place::Root);
        let edited = in_place
            && match (&node.shape, before, after) {
                (Shape::Entries(entries), Value::Object(before), Value::Object(after)) => {
                    self.update_entries(node.column, entries, before, after)
                }
                (Shape::Items(items), Value::Array(before), Value::Array(after)) => {
                    self.update_items(node.column, items, before, after)
                }
                _ => false,
            };
        if !edited {
            self.replace(node, after, place);
        }
    }

    fn update_entries(
        &mut self,
        column: usize,
        entries: &[Entry],
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) -> bool {
        let Some(last) = entries.iter().rfind(|entry| after.contains_key(&entry.key)) else {
            return false;
        };
        let known: HashSet<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        let mark = self.splices.len();
        for (at, entry) in entries.iter().enumerate() {
            match after.get(&entry.key) {
                Some(value) => self.update(
                    &entry.node,
                    before.get(&entry.key).unwrap_or(&Value::Null),
                    value,
                    Place::Entry {
                        key: &entry.key_range,
                        column,
                    },
                ),
                None if self.remove(entry, entries.get(at + 1)) => {}
                None => {
                    self.splices.truncate(mark);
                    return false;
                }
            }
        }
        let mut added = String::new();
        for (key, value) in after.iter().filter(|(key, _)| !known.contains(key.as_str())) {
            self.start_line(column, &mut added);
            emit::write_entry(key, value, column, &mut added);
        }
        if !added.is_empty() {
            self.insert_after(end_of(last), added);
        }
        true
    }

    fn update_items(&mut self, column: usize, items: &[Node], before: &[Value], after: &[Value]) -> bool {
        if after.is_empty() || items.is_empty() {
            return false;
        }
        let same_start = before
            .iter()
            .zip(after)
            .take_while(|(before, after)| before == after)
            .count();
        let room = items.len().min(after.len()) - same_start;
        let same_end = before
            .iter()
            .rev()
            .zip(after.iter().rev())
            .take(room)
            .take_while(|(before, after)| before == after);
        let same_end = same_end.count();
        let (old, new) = (
            &items[same_start..items.len() - same_end],
            &after[same_start..after.len() - same_end],
        );
        let mark = self.splices.len();
        for ((item, before), after) in old.iter().zip(&before[same_start..]).zip(new) {
            self.update(item, before, after, Place::Item { column });
        }
        for item in old.iter().skip(new.len()) {
            if !self.remove_item(item) {
                self.splices.truncate(mark);
                return false;
            }
        }
        let mut added = String::new();
        for value in new.iter().skip(old.len()) {
            self.start_line(column, &mut added);
            emit::write_item(value, column, &mut added);
        }
        if added.is_empty() {
            return true;
        }
        match (same_start + old.len()).checked_sub(1) {
            Some(before) => self.insert_after(items[before].range.end, added),
            None => {
                let Some(dash) = self.dash_of(&items[0]) else {
                    return false;
                };
                let added = added.trim_start_matches(['\r', '\n', ' ']).to_owned();
                let rest = format!("{}{}", self.line_break, " ".repeat(column));
                self.splices.push((dash..dash, added + &rest));
            }
        }
        true
    }

    fn start_line(&self, column: usize, text: &mut String) {
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', column));
    }

    /// Adds whole lines after the line in which `end` lies, so that a comment there stays with its value.
    fn insert_after(&mut self, end: usize, lines: String) {
        let at = self.line_end(end);
        self.splices.push((at..at, lines));
    }

    /// Where the line of `at` ends, its line break not included.
    fn line_end(&self, at: usize) -> usize {
        let rest = &self.source[at..];
        let length = rest.find('\n').unwrap_or(rest.len());
        at + rest[..length].trim_end_matches('\r').len()
    }

    /// Where the line of `at` starts, when nothing but spaces stands before `at`.
    fn bare_line_start(&self, at: usize) -> Option<usize> {
        let start = self.source[..at].rfind('\n').map_or(0, |line| line + 1);
        self.source[start..at].bytes().all(|byte| byte == b' ').then_some(start)
    }

    fn remove(&mut self, entry: &Entry, next: Option<&Entry>) -> bool {
        let start = entry.key_range.start;
        let range = match (self.bare_line_start(start), next) {
            (Some(line), _) => line..self.next_line(end_of(entry)),
            // The first key beside a dash: the next key moves up to it.
            (None, Some(next)) => start..next.key_range.start,
            (None, None) => return false,
        };
        self.splices.push((range, String::new()));
        true
    }

    fn remove_item(&mut self, item: &Node) -> bool {
        let Some(line) = self.dash_of(item).and_then(|dash| self.bare_line_start(dash)) else {
            return false;
        };
        let end = self.next_line(item.range.end);
        self.splices.push((line..end, String::new()));
        true
    }

    fn next_line(&self, at: usize) -> usize {
        self.source[at..]
            .find('\n')
            .map_or(self.source.len(), |line| at + line + 1)
    }

    /// The dash before an item, when nothing but white space lies between.
    fn dash_of(&self, item: &Node) -> Option<usize> {
        let before = self.source[..item.range.start].trim_end();
        before.ends_with('-').then(|| before.len() - 1)
    }

    /// Puts another value where `node` stands.
    fn replace(&mut self, node: &Node, after: &Value, place: Place<'_>) {
        let mut text = String::new();
        let (start, column) = match place {
            Place::Root => {
                let text = emit::document(after);
                self.splices.push((node.range.clone(), text.trim_end().to_owned()));
                return;
            }
            Place::Entry { key, column } => {
                let colon = self.source[key.end..]
                    .find(':')
                    .map_or(key.end, |colon| key.end + colon + 1);
                (colon, column)
            }
            Place::Item { column } => match self.dash_of(node) {
                Some(dash) => (dash, column),
                None => (node.range.start, column),
            },
        };
        let one_line = |value: &Value| {
            !matches!(value, Value::String(text) if text.contains('\n')) && emit::as_block(value).is_none()
        };
        if !node.range.is_empty() && one_line(after) && matches!(node.shape, Shape::Scalar) {
            // Keeps the alignment between the colon and the value.
            self.splices.push((node.range.clone(), emit::inline(after)));
            return;
        }
        match place {
            Place::Item { .. } if start < node.range.start => emit::write_item(after, column, &mut text),
            Place::Item { .. } => text.push_str(&emit::inline(after)),
            Place::Root | Place::Entry { .. } => emit::write_after_colon(after, column, &mut text),
        }
        let end = self.keep_comment_on_first_line(node.range.end.max(start), &mut text);
        if let Some(comment) = self.comment_of_header(start, node) {
            let first_line = text.find('\n').unwrap_or(text.len());
            text.insert_str(first_line, comment);
        }
        self.splices.push((start..end, text));
    }

    /// The comment, with the space before it, on the line of `start`, when the lines of the value are those below.
    fn comment_of_header(&self, start: usize, node: &Node) -> Option<&str> {
        let end = self.line_end(start);
        let is_block = self.source[node.range.clone()].starts_with(['|', '>']);
        let header = self
            .source
            .get(start..end)
            .filter(|_| is_block || end < node.range.start)?;
        header.find(" #").map(|comment| header[comment..].trim_end())
    }

    /// A comment behind the value that ends at `end` moves to the first line of a `text` of several: behind the last it
    /// would be part of a literal block. Returns where the replaced range ends.
    fn keep_comment_on_first_line(&self, end: usize, text: &mut String) -> usize {
        let line_end = self.line_end(end);
        let comment = &self.source[end..line_end];
        match text.find('\n') {
            Some(first_line) if comment.trim_start().starts_with('#') => {
                text.insert_str(first_line, comment);
                line_end
            }
            _ => end,
        }
    }

    fn finish(mut self) -> Option<String> {
        self.splices.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = String::with_capacity(self.source.len());
        let mut at = 0;
        for (range, replacement) in &self.splices {
            if range.start < at {
                return None;
            }
            text.push_str(&self.source[at..range.start]);
            if self.line_break == "\n" {
                text.push_str(replacement);
            } else {
                text.push_str(&replacement.replace("\r\n", "\n").replace('\n', self.line_break));
            }
            at = range.end;
        }
        text.push_str(&self.source[at..]);
        Some(text)
    }
}

fn end_of(entry: &Entry) -> usize {
    entry.node.range.end.max(entry.key_range.end)
}
