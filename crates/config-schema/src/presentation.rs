//! How a field introduces itself: title, help, hints, order.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What the schema says about showing a field. Text is hostile input: render it as text, never as HTML.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Presentation {
    /// `title`.
    pub title: Option<String>,
    /// `description`: may hold several lines and backticks.
    pub description: Option<String>,
    /// `x-catalyst-ui-placeholder`.
    pub placeholder: Option<String>,
    /// `x-catalyst-ui-group`: fields of one group are shown together under this heading.
    pub group: Option<String>,
    /// `x-catalyst-ui-order`: lower comes first; fields without one follow in schema order.
    pub order: Option<f64>,
    /// `x-catalyst-ui-advanced`: hidden until the user asks for more.
    pub advanced: bool,
    /// `x-catalyst-ui-hint`.
    pub hint: Option<Hint>,
    /// `examples`.
    pub examples: Vec<Value>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `readOnly`: shown, not edited.
    pub read_only: bool,
    /// `writeOnly`, or the password hint: entered, never shown again.
    pub write_only: bool,
    /// `x-catalyst-ui-translations`: the texts above in other languages.
    pub translations: Translations,
}

/// Texts by language tag, such as `ar`.
pub type Translations = BTreeMap<String, Translation>;

/// The texts of a field in one language; what is absent is shown as the schema wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Translation {
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `group`.
    pub group: Option<String>,
    /// `placeholder`.
    pub placeholder: Option<String>,
}

impl Translation {
    fn read_all(schema: &Map<String, Value>) -> Translations {
        let languages = schema.get("x-catalyst-ui-translations").and_then(Value::as_object);
        languages
            .into_iter()
            .flatten()
            .filter_map(|(language, texts)| {
                let texts = texts.as_object()?;
                let text = |key: &str| texts.get(key).and_then(Value::as_str).map(str::to_owned);
                let translation = Self {
                    title: text("title"),
                    description: text("description"),
                    group: text("group"),
                    placeholder: text("placeholder"),
                };
                Some((language.clone(), translation))
            })
            .collect()
    }
}

/// `x-catalyst-ui-hint`: the widget a field asks for. Unknown hints fall back to the plain widget of the type.
#[derive(Debug, Clone, PartialEq)]
pub enum Hint {
    /// Masked, write-only.
    Password,
    /// A domain of the Organization.
    DomainPicker,
    /// An installed Application, narrowed by `x-catalyst-ui-filter`.
    ApplicationRef {
        /// The filter as written, e.g. `{blueprint: bp-postgres, environment: current}`.
        filter: Map<String, Value>,
    },
    /// A secret by name.
    SecretRef,
    /// Anything else, kept for display.
    Unknown(String),
}

impl Presentation {
    /// Reads the presentation keywords of one schema object; malformed ones are left out.
    pub(crate) fn read(schema: &Map<String, Value>) -> Self {
        let text = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
        let flag = |key: &str| schema.get(key).and_then(Value::as_bool).unwrap_or(false);
        let hint = text("x-catalyst-ui-hint").map(|name| Hint::read(name, schema));
        Self {
            title: text("title"),
            description: text("description"),
            placeholder: text("x-catalyst-ui-placeholder"),
            group: text("x-catalyst-ui-group"),
            order: schema.get("x-catalyst-ui-order").and_then(Value::as_f64),
            advanced: flag("x-catalyst-ui-advanced"),
            examples: schema
                .get("examples")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default(),
            deprecated: flag("deprecated"),
            read_only: flag("readOnly"),
            write_only: flag("writeOnly") || hint == Some(Hint::Password),
            translations: Translation::read_all(schema),
            hint,
        }
    }

    /// Adds what a further schema for the same location says; what is already said wins.
    pub(crate) fn absorb(&mut self, other: &Self) {
        fn fill<T: Clone>(slot: &mut Option<T>, other: &Option<T>) {
            if slot.is_none() {
                slot.clone_from(other);
            }
        }
        fill(&mut self.title, &other.title);
        fill(&mut self.description, &other.description);
        fill(&mut self.placeholder, &other.placeholder);
        fill(&mut self.group, &other.group);
        fill(&mut self.order, &other.order);
        fill(&mut self.hint, &other.hint);
        if self.translations.is_empty() {
            self.translations.clone_from(&other.translations);
        }
        if self.examples.is_empty() {
            self.examples.clone_from(&other.examples);
        }
        self.advanced |= other.advanced;
        self.deprecated |= other.deprecated;
        self.read_only |= other.read_only;
        self.write_only |= other.write_only;
    }
}

impl Hint {
    fn read(name: String, schema: &Map<String, Value>) -> Self {
        match name.as_str() {
            "password" => Self::Password,
            "domain-picker" => Self::DomainPicker,
            "application-ref" => {
                let filter = schema.get("x-catalyst-ui-filter").and_then(Value::as_object).cloned();
                Self::ApplicationRef {
                    filter: filter.unwrap_or_default(),
                }
            }
            "secret-ref" => Self::SecretRef,
            _ => Self::Unknown(name),
        }
    }
}

/// A readable label for a property name: `adminEmail` → `Admin email`, `smtp_host` → `Smtp host`, `URLPath` → `URL path`.
/// Only ASCII letters have cases here: the tables of all others would weigh more in the browser than this whole module.
pub fn humanise(key: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let characters: Vec<char> = key.chars().collect();
    let mut word = String::new();
    for (at, &character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| characters.get(at));
        let after = characters.get(at + 1);
        let separator = matches!(character, '_' | '-' | '.' | ' ');
        let starts_word = character.is_ascii_uppercase()
            && (before.is_some_and(|c| !c.is_ascii_uppercase()) || after.is_some_and(|c| c.is_ascii_lowercase()));
        if (separator || starts_word) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !separator {
            word.push(character);
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    let mut label = String::with_capacity(key.len() + words.len());
    for (at, word) in words.iter().enumerate() {
        let acronym = word.chars().count() > 1 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if at > 0 {
            label.push(' ');
        }
        match word.chars().next() {
            Some(first) if at == 0 => {
                label.push(first.to_ascii_uppercase());
                label.push_str(&word[first.len_utf8()..]);
            }
            Some(_) if !acronym => label.push_str(&word.to_ascii_lowercase()),
            _ => label.push_str(word),
        }
    }
    if label.is_empty() { key.to_owned() } else { label }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn property_names_become_labels() {
        for (key, label) in [
            ("adminEmail", "Admin email"),
            ("smtp_host", "Smtp host"),
            ("URLPath", "URL path"),
            ("enableTLS", "Enable TLS"),
            ("replicas", "Replicas"),
            ("s3-bucket", "S3 bucket"),
            ("_", "_"),
            ("", ""),
        ] {
            assert_eq!(humanise(key), label, "{key}");
        }
    }
}
