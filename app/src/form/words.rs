//! The words of a form in the reader's language: the schema's own texts where they are translated, the issues by
//! keyword and parameters, and the words around them.

use std::borrow::Cow;

use config_schema::{BranchOption, Choice, Field, Format, Issue, Translation, Translations};
use leptos_i18n::Locale as _;
use serde_json::Value;

use super::entry::shown;
use crate::i18n::{Locale, td_string};

/// Translates for one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub(super) Locale);

impl Words {
    /// The field's label; never empty.
    #[must_use]
    pub fn title<'f>(&self, field: &'f Field) -> Cow<'f, str> {
        match self.find(&field.presentation.translations, |texts| texts.title.as_deref()) {
            Some(title) => Cow::Borrowed(title),
            None => field.title(),
        }
    }

    pub(super) fn description<'f>(&self, field: &'f Field) -> Option<&'f str> {
        self.find(&field.presentation.translations, |texts| texts.description.as_deref())
            .or(field.presentation.description.as_deref())
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }

    pub(super) fn group<'f>(&self, field: &'f Field) -> Option<&'f str> {
        self.find(&field.presentation.translations, |texts| texts.group.as_deref())
            .or(field.presentation.group.as_deref())
    }

    pub(super) fn placeholder<'f>(&self, field: &'f Field) -> Option<&'f str> {
        self.find(&field.presentation.translations, |texts| texts.placeholder.as_deref())
            .or(field.presentation.placeholder.as_deref())
    }

    pub(super) fn option<'o>(&self, option: &'o BranchOption) -> (&'o str, Option<&'o str>) {
        let label = self.find(&option.translations, |texts| texts.title.as_deref());
        let description = self.find(&option.translations, |texts| texts.description.as_deref());
        (
            label.unwrap_or(&option.label),
            description.or(option.description.as_deref()),
        )
    }

    pub(super) fn choice<'c>(&self, choice: &'c Choice) -> (&'c str, Option<&'c str>) {
        let label = self.find(&choice.translations, |texts| texts.title.as_deref());
        let description = self.find(&choice.translations, |texts| texts.description.as_deref());
        (
            label.unwrap_or(&choice.label),
            description.or(choice.description.as_deref()),
        )
    }

    fn find<'t>(&self, texts: &'t Translations, pick: impl Fn(&'t Translation) -> Option<&'t str>) -> Option<&'t str> {
        texts.get(self.0.as_str()).and_then(pick)
    }

    /// What is wrong, as a sentence. An unknown keyword keeps the sentence it came with.
    #[must_use]
    pub fn issue(&self, issue: &Issue) -> String {
        let locale = self.0;
        let param = |name: &str| issue.params.get(name).map(shown).unwrap_or_default();
        let with = |phrase: &str, name: &str| phrase.replace(&format!("{{{name}}}"), &param(name));
        let known = match &*issue.keyword {
            "required" => td_string!(locale, form.issue.required).to_owned(),
            "type" => self.wrong_type(issue),
            "enum" => {
                td_string!(locale, form.issue.one_of).replace("{allowed}", &self.list(issue.params.get("allowed")))
            }
            "const" => with(td_string!(locale, form.issue.exactly), "expected"),
            "minimum" => with(td_string!(locale, form.issue.minimum), "limit"),
            "maximum" => with(td_string!(locale, form.issue.maximum), "limit"),
            "exclusiveMinimum" => with(td_string!(locale, form.issue.exclusive_minimum), "limit"),
            "exclusiveMaximum" => with(td_string!(locale, form.issue.exclusive_maximum), "limit"),
            "multipleOf" => with(td_string!(locale, form.issue.multiple_of), "limit"),
            "minLength" => with(td_string!(locale, form.issue.min_length), "limit"),
            "maxLength" => with(td_string!(locale, form.issue.max_length), "limit"),
            "pattern" => with(td_string!(locale, form.issue.pattern), "pattern"),
            "format" => self.wrong_format(&param("format")),
            "minItems" => with(td_string!(locale, form.issue.min_items), "limit"),
            "maxItems" => with(td_string!(locale, form.issue.max_items), "limit"),
            "uniqueItems" => td_string!(locale, form.issue.unique_items).to_owned(),
            "minProperties" => with(td_string!(locale, form.issue.min_properties), "limit"),
            "maxProperties" => with(td_string!(locale, form.issue.max_properties), "limit"),
            "additionalProperties" | "unevaluatedProperties" => td_string!(locale, form.issue.unknown_key).to_owned(),
            "parse" => with(td_string!(locale, form.issue.parse), "detail"),
            _ => issue.message.clone(),
        };
        // A refusal of the server names the keyword but not always its parameters.
        let incomplete = known.contains('{') || known.trim().is_empty();
        if incomplete && !issue.message.is_empty() {
            issue.message.clone()
        } else {
            known
        }
    }

    fn wrong_type(&self, issue: &Issue) -> String {
        let locale = self.0;
        let names = match issue.params.get("expected") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(name)) => vec![name.as_str()],
            _ => Vec::new(),
        };
        let named: Vec<&str> = names
            .into_iter()
            .filter_map(|name| match name {
                "string" => Some(td_string!(locale, form.kind.text)),
                "integer" => Some(td_string!(locale, form.kind.whole_number)),
                "number" => Some(td_string!(locale, form.kind.number)),
                "boolean" => Some(td_string!(locale, form.kind.boolean)),
                "array" => Some(td_string!(locale, form.kind.list)),
                "object" => Some(td_string!(locale, form.kind.object)),
                "null" => Some(td_string!(locale, form.kind.nothing)),
                _ => None,
            })
            .collect();
        if named.is_empty() {
            return issue.message.clone();
        }
        td_string!(locale, form.issue.kind).replace("{expected}", &named.join(td_string!(locale, form.or)))
    }

    fn wrong_format(&self, name: &str) -> String {
        let example = match name {
            "date" => "2026-11-20",
            "date-time" => "2026-11-20T08:30:00Z",
            "time" => "08:30:00Z",
            "duration" => "PT10M",
            "email" => "name@example.org",
            "hostname" => "shop.example.org",
            "ipv4" => "192.0.2.10",
            "ipv6" => "2001:db8::10",
            "uri" | "iri" => "https://example.org/path",
            "uuid" => "123e4567-e89b-12d3-a456-426614174000",
            "json-pointer" => "/a/b",
            _ => return td_string!(self.0, form.issue.format).replace("{format}", name),
        };
        td_string!(self.0, form.issue.format_example).replace("{example}", example)
    }

    fn list(&self, values: Option<&Value>) -> String {
        const SHOWN: usize = 8;
        let Some(Value::Array(values)) = values else {
            return "{allowed}".to_owned();
        };
        let mut texts: Vec<String> = values.iter().take(SHOWN).map(shown).collect();
        if values.len() > SHOWN {
            texts.push("…".to_owned());
        }
        texts.join(td_string!(self.0, form.comma))
    }

    /// Why a key cannot be used.
    pub(super) fn key_refusal(self, is_empty: bool) -> &'static str {
        if is_empty {
            td_string!(self.0, form.key_needed)
        } else {
            td_string!(self.0, form.key_taken)
        }
    }

    /// The example to show in an empty field of this format.
    pub(super) fn example(format: Option<Format>) -> Option<&'static str> {
        match format? {
            Format::Date => Some("2026-11-20"),
            Format::Duration => Some("PT10M"),
            Format::Uri => Some("https://"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use config_schema::Pointer;
    use serde_json::json;

    fn issue(keyword: &'static str, params: Value) -> Issue {
        let mut issue = Issue::new(Pointer::ROOT, keyword, "as the engine says it");
        issue.params = params.as_object().cloned().unwrap_or_default();
        issue
    }

    #[test]
    fn issues_are_sentences_in_both_languages() {
        let limit = issue("minimum", json!({"limit": 3}));
        let english = Words(Locale::en).issue(&limit);
        let arabic = Words(Locale::ar).issue(&limit);
        assert!(english.contains('3') && !english.contains('{'), "{english}");
        assert!(
            arabic.contains('3') && arabic.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c)),
            "{arabic}"
        );
        let kinds = Words(Locale::en).issue(&issue("type", json!({"expected": ["string", "null"]})));
        assert!(kinds.contains("text"), "{kinds}");
    }

    #[test]
    fn a_keyword_nobody_knows_or_without_its_parameters_keeps_its_own_sentence() {
        let words = Words(Locale::ar);
        assert_eq!(words.issue(&issue("quota", json!({}))), "as the engine says it");
        assert_eq!(words.issue(&issue("enum", json!({}))), "as the engine says it");
        assert_eq!(words.issue(&issue("type", json!({}))), "as the engine says it");
    }

    #[test]
    fn the_schema_s_own_translation_comes_before_its_text() {
        let form = config_schema::Form::compile(&json!({"type": "object", "properties": {"a": {
            "type": "string", "title": "Address",
            "x-catalyst-ui-translations": {"ar": {"title": "العنوان"}}
        }}}));
        let field = config_schema::Document::new(form)
            .field(&Pointer::ROOT.child("a"))
            .unwrap();
        assert_eq!(Words(Locale::ar).title(&field), "العنوان");
        assert_eq!(Words(Locale::en).title(&field), "Address");
    }
}
