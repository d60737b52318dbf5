//! Reading a text into its document, and where each value of that stands.

use std::{collections::HashMap, ops::Range};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use serde_json::{Map, Value};

use super::{Error, MAX_BYTES, Problem, scalar};
use crate::Pointer;

/// How deep collections may nest.
const MAX_DEPTH: usize = 64;
/// How many values a document may hold once its aliases are expanded.
const MAX_VALUES: usize = 100_000;

/// Where one value of the document stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// Its bytes. A block collection ends where its last value ends; an absent value is an empty range.
    pub(super) range: Range<usize>,
    /// The column of its first character, in characters.
    pub(super) column: usize,
    pub(super) shape: Shape,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Scalar,
    /// Block mapping: edited line by line.
    Entries(Vec<Entry>),
    /// Block list.
    Items(Vec<Node>),
    /// Flow collections, aliases, and whatever else is replaced as a whole.
    Whole,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_range: Range<usize>,
    pub(super) node: Node,
}

impl Node {
    /// The byte where a location begins: its key or its list item; that of the nearest container in sight where it has
    /// no place of its own.
    pub(super) fn start_of(&self, at: &Pointer) -> usize {
        let (mut node, mut start) = (self, self.range.start);
        for segment in at.segments() {
            let next = match &node.shape {
                Shape::Entries(entries) => entries
                    .iter()
                    .find(|entry| entry.key == *segment)
                    .map(|entry| (&entry.node, entry.key_range.start)),
                Shape::Items(items) => segment
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| items.get(index))
                    .map(|item| (item, item.range.start)),
                Shape::Scalar | Shape::Whole => None,
            };
            let Some(next) = next else { break };
            (node, start) = next;
        }
        start
    }
}

/// Reads one document; `None` for an empty one.
pub(super) fn read(source: &str) -> Result<Option<(Node, Value)>, Error> {
    if source.len() > MAX_BYTES {
        return Err(Error {
            line: 1,
            column: 1,
            problem: Problem::TooLong(MAX_BYTES),
        });
    }
    refuse_control_characters(source)?;
    let mut reader = Reader::new(source);
    let mut root = None;
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamEnd => return Ok(root),
            Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
            Event::DocumentStart(_) if root.is_some() => return Err(reader.error(span, Problem::SeveralDocuments)),
            Event::DocumentStart(_) => {
                let (event, span) = reader.next()?;
                let (node, value) = reader.node(event, span, 0)?;
                let nothing = value.is_null() && node.range.is_empty();
                root = (!nothing).then_some((node, value));
            }
            _ => return Err(reader.error(span, Problem::Syntax("this stands outside the document".to_owned()))),
        }
    }
}

fn refuse_control_characters(source: &str) -> Result<(), Error> {
    let refused = |character: char| {
        let code = u32::from(character);
        matches!(code, 0..=8 | 0xB | 0xC | 0xE..=0x1F | 0x7F..=0x84 | 0x86..=0x9F | 0xFFFE | 0xFFFF)
    };
    let Some(at) = source.find(refused) else { return Ok(()) };
    let before = &source[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let code = source[at..].chars().next().map_or(0, u32::from);
    Err(Error {
        line,
        column,
        problem: Problem::ControlCharacter(code),
    })
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    source: &'t str,
    /// Byte offsets by character; `None` when every character is one byte.
    offsets: Option<Vec<usize>>,
    anchors: HashMap<usize, Value>,
    values: usize,
}

impl<'t> Reader<'t> {
    fn new(source: &'t str) -> Self {
        let offsets = (!source.is_ascii()).then(|| source.char_indices().map(|(at, _)| at).collect());
        Self {
            parser: Parser::new_from_str(source),
            source,
            offsets,
            anchors: HashMap::new(),
            values: 0,
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), Error> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(syntax(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn error(&self, span: Span, problem: Problem) -> Error {
        Error {
            line: span.start.line(),
            column: span.start.col() + 1,
            problem,
        }
    }

    fn bytes(&self, span: Span) -> Range<usize> {
        let at = |index: usize| match &self.offsets {
            None => index.min(self.source.len()),
            Some(offsets) => offsets.get(index).copied().unwrap_or(self.source.len()),
        };
        let start = at(span.start.index());
        start..at(span.end.index()).max(start)
    }

    fn count(&mut self, span: Span, values: usize) -> Result<(), Error> {
        self.values = self.values.saturating_add(values);
        if self.values > MAX_VALUES {
            return Err(self.error(span, Problem::TooManyValues(MAX_VALUES)));
        }
        Ok(())
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<(Node, Value), Error> {
        if depth > MAX_DEPTH {
            return Err(self.error(span, Problem::TooDeep(MAX_DEPTH)));
        }
        self.count(span, 1)?;
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar_value(&text, style, tag.as_deref());
                self.remember(anchor, &value);
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                let shape = match tag.is_some() || anchor > 0 || is_block {
                    true => Shape::Whole,
                    false => Shape::Scalar,
                };
                let node = Node {
                    range: self.scalar_range(span, style),
                    column: span.start.col(),
                    shape,
                };
                Ok((node, value))
            }
            Event::Alias(anchor) => {
                let Some(value) = self.anchors.get(&anchor).cloned() else {
                    return Err(self.error(span, Problem::UnknownAlias));
                };
                self.count(span, size(&value))?;
                let node = Node {
                    range: self.bytes(span),
                    column: span.start.col(),
                    shape: Shape::Whole,
                };
                Ok((node, value))
            }
            Event::SequenceStart(anchor, tag) => self.list(span, anchor, tag.is_some(), depth),
            Event::MappingStart(anchor, tag) => self.mapping(span, anchor, tag.is_some(), depth),
            _ => Err(self.error(span, Problem::Syntax("a value is expected here".to_owned()))),
        }
    }

    /// A block's span begins with its lines, and reaches over the blank lines after them; those belong to the text
    /// around, and what makes a block of the lines belongs to them.
    fn scalar_range(&self, span: Span, style: ScalarStyle) -> Range<usize> {
        let Range { start, end } = self.bytes(span);
        let trimmed = || start + self.source[start..end].trim_end().len();
        match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                block_header(&self.source[..start]).unwrap_or(start)..trimmed()
            }
            ScalarStyle::Plain => start..trimmed(),
            _ => start..end,
        }
    }

    fn list(&mut self, span: Span, anchor: usize, tagged: bool, depth: usize) -> Result<(Node, Value), Error> {
        let (mut items, mut values) = (Vec::new(), Vec::new());
        let end = loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                break span;
            }
            let (item, value) = self.node(event, span, depth + 1)?;
            items.push(item);
            values.push(value);
        };
        let value = Value::Array(values);
        self.remember(anchor, &value);
        let last = items.last().map(|item: &Node| item.range.end);
        let shape = Shape::Items(items);
        Ok((self.collection(span, end, last, shape, tagged || anchor > 0), value))
    }

    fn mapping(&mut self, span: Span, anchor: usize, tagged: bool, depth: usize) -> Result<(Node, Value), Error> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut values = Map::new();
        let end = loop {
            let (event, key_span) = self.next()?;
            let key = match event {
                Event::MappingEnd => break key_span,
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err(self.error(key_span, Problem::KeyIsNotText)),
            };
            let (event, value_span) = self.next()?;
            let (node, value) = self.node(event, value_span, depth + 1)?;
            if values.insert(key.clone(), value).is_some() {
                return Err(self.error(key_span, Problem::DuplicateKey(key)));
            }
            entries.push(Entry {
                key,
                key_range: self.bytes(key_span),
                node,
            });
        };
        let value = Value::Object(values);
        self.remember(anchor, &value);
        let last = entries
            .last()
            .map(|entry| entry.node.range.end.max(entry.key_range.end));
        let shape = Shape::Entries(entries);
        Ok((self.collection(span, end, last, shape, tagged || anchor > 0), value))
    }

    fn collection(&self, start: Span, end: Span, last: Option<usize>, shape: Shape, marked: bool) -> Node {
        let begin = self.bytes(start).start;
        let flow = self.source[begin..].starts_with(['[', '{']);
        let (end, shape) = match last {
            Some(last) if !flow => (last, if marked { Shape::Whole } else { shape }),
            _ => (self.bytes(end).end, Shape::Whole),
        };
        Node {
            range: begin..end.max(begin),
            column: start.start.col(),
            shape,
        }
    }

    fn remember(&mut self, anchor: usize, value: &Value) {
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
    }
}

/// Where the `|` or `>` of a block stands, whose lines follow `before`.
fn block_header(before: &str) -> Option<usize> {
    let line = before.trim_end();
    let begin = line.rfind('\n').map_or(0, |end| end + 1);
    let line = &line[begin..];
    let is_header = |at: &usize| {
        let rest = line[at + 1..].trim_start_matches(|c: char| c == '+' || c == '-' || c.is_ascii_digit());
        let comment = rest.trim_start();
        comment.is_empty() || (comment.starts_with('#') && comment.len() < rest.len())
    };
    let mut signs = line.match_indices(['|', '>']).map(|(at, _)| at);
    signs.find(is_header).map(|at| begin + at)
}

fn syntax(error: &ScanError) -> Error {
    let at = error.marker();
    Error {
        line: at.line(),
        column: at.col() + 1,
        problem: Problem::Syntax(error.info().to_owned()),
    }
}

fn scalar_value(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let core = tag
        .filter(|tag| tag.is_yaml_core_schema())
        .map(|tag| tag.suffix.as_str());
    match (core, style) {
        (Some("str"), _) => Value::String(text.to_owned()),
        (Some(_), _) | (None, ScalarStyle::Plain) => scalar::resolve(text),
        (None, _) => Value::String(text.to_owned()),
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(entries) => 1 + entries.values().map(size).sum::<usize>(),
        _ => 1,
    }
}
