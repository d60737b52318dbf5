//! What is in a file, line by line: every setting that its schema names, or the keys that stand in it.

use config_schema::yaml::{Error, Problem, Text};
use config_schema::{Document, Field, Kind, MASK, Pointer};
use serde_json::{Value, json};

/// Rows at most: more are no outline.
pub const MOST: usize = 500;
/// How deep the keys of a file without a form are listed.
const DEEPEST: usize = 4;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where in its document.
    pub at: Pointer,
    /// How many groups are around it.
    pub depth: usize,
    /// Line where it stands, from 1; `None` when the text does not say it.
    pub line: Option<usize>,
    /// What holds there.
    pub says: Says,
    /// What may be written to begin with; `None` where the text says it already, or a group has to be filled instead.
    pub begin_with: Option<Value>,
}

/// What holds at a location.
#[derive(Clone, Debug, PartialEq)]
pub enum Says {
    /// A group or a list, whose rows follow.
    Group,
    /// The text says this.
    Value(Value),
    /// The text says something that is not shown.
    Secret,
    /// The text says nothing; this holds.
    Default(Value),
    /// The text says nothing, and nothing holds.
    Unset,
}

/// Every setting that the schema names or the text says, in the order of the form.
#[must_use]
pub fn of_settings(document: &Document, text: &Text) -> Vec<Row> {
    let mut rows = Vec::new();
    settings_below(document, text, &Pointer::ROOT, 0, &mut rows);
    rows
}

fn settings_below(document: &Document, text: &Text, at: &Pointer, depth: usize, rows: &mut Vec<Row>) {
    for field in document.fields(at) {
        if rows.len() >= MOST {
            return;
        }
        let at = field.pointer.clone();
        let own = at.get(text.value());
        let line = own.map(|_| text.line_of(&at));
        let is_group = matches!(field.kind, Kind::Object { .. } | Kind::Map | Kind::Array | Kind::Tuple);
        let is_secret = document.is_secret(&at);
        let says = match own {
            _ if is_group => Says::Group,
            Some(_) if is_secret => Says::Secret,
            Some(own) => Says::Value(own.clone()),
            None => match document.get(&at) {
                Some(Value::String(mask)) if mask == MASK => Says::Secret,
                Some(default) => Says::Default(default.clone()),
                None => Says::Unset,
            },
        };
        let may_begin = own.is_none() && !is_group && !is_secret;
        rows.push(Row {
            depth,
            line,
            begin_with: may_begin.then(|| beginning(document, &field)),
            says,
            at: at.clone(),
        });
        if is_group {
            settings_below(document, text, &at, depth + 1, rows);
        }
    }
}

/// The default, else the plainest value of the kind.
fn beginning(document: &Document, field: &Field) -> Value {
    let default = document.get(&field.pointer).or(field.default.as_ref());
    if let Some(default) = default {
        return default.clone();
    }
    match &field.kind {
        Kind::Boolean => json!(false),
        Kind::Number { .. } => field.limits.minimum.clone().map_or_else(|| json!(0), Value::Number),
        Kind::Choice(options) => options.first().map_or(Value::Null, |option| option.value.clone()),
        Kind::Constant(value) => value.clone(),
        Kind::Null => Value::Null,
        _ => json!(""),
    }
}

/// The keys that stand in a YAML file, of every document in it. `read` is the text as one document.
///
/// # Errors
/// When one of them cannot be read; the line is the file's.
pub fn of_keys(text: &str, read: &Result<Text, Error>) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    match read {
        Ok(read) => keys_below(read, 0, &Pointer::ROOT, 0, &mut rows),
        Err(error) if error.problem == Problem::SeveralDocuments => {
            for (start, text) in documents(text) {
                let read = Text::parse(text).map_err(|mut error| {
                    error.line += start;
                    error
                })?;
                keys_below(&read, start, &Pointer::ROOT, 0, &mut rows);
            }
        }
        Err(error) => return Err(error.clone()),
    }
    Ok(rows)
}

fn keys_below(text: &Text, start: usize, at: &Pointer, depth: usize, rows: &mut Vec<Row>) {
    let below: Vec<Pointer> = match at.get(text.value()) {
        Some(Value::Object(entries)) => entries.keys().map(|key| at.child(key)).collect(),
        Some(Value::Array(items)) => (0..items.len()).map(|index| at.item(index)).collect(),
        _ => Vec::new(),
    };
    for at in below {
        if rows.len() >= MOST {
            return;
        }
        let Some(value) = at.get(text.value()) else { continue };
        let is_group = value.is_object() || value.is_array();
        rows.push(Row {
            depth,
            line: Some(start + text.line_of(&at)),
            says: if is_group {
                Says::Group
            } else {
                Says::Value(value.clone())
            },
            begin_with: None,
            at: at.clone(),
        });
        if is_group && depth + 1 < DEEPEST {
            keys_below(text, start, &at, depth + 1, rows);
        }
    }
}

/// The documents of a YAML file, each with the number of lines before it. Manifests may stand several in a file.
fn documents(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut begin, mut first, mut at) = (0, 0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end = at + line.len();
        if line.trim_end() == "---" {
            found.push((first, &text[begin..at]));
            (begin, first) = (end, number + 1);
        }
        at = end;
    }
    found.push((first, &text[begin..]));
    found.retain(|(_, text)| {
        text.lines()
            .any(|line| !line.trim().is_empty() && !line.starts_with('#'))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use config_schema::Form;

    #[test]
    fn a_setting_is_said_by_the_text_by_its_default_or_by_nobody() {
        let form = Form::compile(&json!({"type": "object", "properties": {
            "replicas": {"type": "integer", "default": 2},
            "domain": {"type": "string"},
            "mail": {"type": "object", "properties": {
                "host": {"type": "string"},
                "password": {"type": "string", "x-catalyst-ui-hint": "password"},
            }},
        }}));
        let text = Text::parse("# mine\nmail:\n  host: a\n  password: hunter2\n").unwrap();
        let document = Document::with_overrides(form, text.value().clone());
        let rows = of_settings(&document, &text);
        let row = |at: &str| rows.iter().find(|row| row.at.as_str() == at).unwrap();
        assert_eq!(row("/replicas").says, Says::Default(json!(2)));
        assert_eq!(row("/replicas").begin_with, Some(json!(2)));
        assert_eq!(
            (&row("/domain").says, &row("/domain").begin_with),
            (&Says::Unset, &Some(json!("")))
        );
        assert_eq!((row("/mail").says.clone(), row("/mail").line), (Says::Group, Some(2)));
        assert_eq!((row("/mail/host").depth, row("/mail/host").line), (1, Some(3)));
        assert_eq!(row("/mail/password").says, Says::Secret);
        assert!(!format!("{rows:?}").contains("hunter2"));
    }

    #[test]
    fn the_keys_of_several_manifests_stand_on_the_lines_of_their_file() {
        let text = "# two\nkind: A\n---\nkind: B\nspec:\n  a: [1]\n";
        let rows = of_keys(text, &Text::parse(text)).unwrap();
        let lines: Vec<_> = rows.iter().map(|row| (row.at.as_str(), row.line.unwrap())).collect();
        assert_eq!(
            lines,
            [
                ("/kind", 2),
                ("/kind", 4),
                ("/spec", 5),
                ("/spec/a", 6),
                ("/spec/a/0", 6)
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_said_with_the_line_of_the_file() {
        let text = "a: 1\n---\nb: [\n";
        let error = of_keys(text, &Text::parse(text)).unwrap_err();
        assert!(error.line >= 3, "{error:?}");
    }
}
