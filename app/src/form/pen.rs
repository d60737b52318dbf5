//! Draws fields: what every kind of field shares. The controls are in [`widget`](super::widget).

mod remarks;

use std::borrow::Cow;

use config_schema::{Field, Kind, Pointer, ValueState};

use super::address::{Part, id};
use super::entry::shown;
use super::filling::Filling;
use super::html::Html;
use super::registry::Drawn;
use super::widget;
use crate::i18n::td_string;

/// Where a field stands in its container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A property the schema names.
    Named,
    /// An item of a list.
    Item {
        /// Its index.
        index: usize,
        /// The index of the last item.
        last: usize,
        /// The places have meanings, so items do not move.
        fixed: bool,
    },
    /// An entry whose key somebody chose.
    Entry,
}

/// Writes markup and notes what it has drawn.
pub(super) struct Pen<'f> {
    pub(super) html: Html,
    pub(super) filling: &'f Filling,
    drawn: Vec<Drawn>,
}

/// Below this many absent groups inside each other, a group waits for a click: a schema may contain itself.
const DEEPEST_UNASKED: usize = 3;

impl<'f> Pen<'f> {
    pub(super) fn new(filling: &'f Filling) -> Self {
        Self {
            html: Html::default(),
            filling,
            drawn: Vec::new(),
        }
    }

    /// The markup and the cells it holds.
    pub(super) fn finish(self) -> (String, Vec<Drawn>) {
        (self.html.finish(), self.drawn)
    }

    pub(super) fn id(&self, at: &Pointer, part: Part) -> String {
        id(&self.filling.name, at, part)
    }

    /// The label of a field, with its number when it is an item.
    pub(super) fn label<'a>(&self, field: &'a Field, place: Place) -> Cow<'a, str> {
        match place {
            Place::Item { index, .. } => Cow::Owned(self.item_label(field, index)),
            Place::Entry if field.presentation.title.is_none() => Cow::Owned(field.key().into_owned()),
            _ => self.filling.words.title(field),
        }
    }

    fn item_label(&self, field: &Field, index: usize) -> String {
        let number = (index + 1).to_string();
        let title = match &field.presentation.title {
            Some(_) => self.filling.words.title(field),
            None => Cow::Borrowed(""),
        };
        let label = td_string!(self.filling.words.0, form.item).replace("{number}", &number);
        label.replace("{title}", &title).trim().to_owned()
    }

    /// Draws one field where it stands.
    pub(super) fn field(&mut self, field: Field, place: Place) {
        let at = field.pointer.clone();
        let mut children = Vec::new();
        if at.is_root() {
            children = widget::object::root(self, &field);
        } else {
            let container = is_container(&field);
            let tag = match place {
                Place::Item { .. } => "li",
                _ => "div",
            };
            self.html
                .open(tag)
                .attr("id", &id(&self.filling.name, &at, Part::Field))
                .attr("data-field", at.as_str())
                .attr("class", if container { "form-group" } else { "form-field" });
            if container {
                children = self.container(&field, place);
            } else {
                self.leaf(&field, place);
            }
            self.html.close();
        }
        self.drawn.push(Drawn { field, children });
    }

    fn leaf(&mut self, field: &Field, place: Place) {
        let scalar_item = matches!(place, Place::Item { .. });
        if scalar_item {
            self.html.open("div").attr("class", "form-row");
            self.head(field, place, "sr-only");
            widget::control(self, field, place);
            widget::list::item_actions(self, field, place);
            self.html.close();
        } else {
            self.head(field, place, "form-label");
            widget::control(self, field, place);
        }
        self.help(field);
        self.issues(field);
    }

    /// The label line: a `<label>` for one control, a heading where a group of controls names itself.
    fn head(&mut self, field: &Field, place: Place, class: &'static str) {
        let at = &field.pointer;
        let label = self.label(field, place).into_owned();
        let groups = widget::is_group(field);
        self.html.open("div").attr("class", "form-head");
        if groups {
            self.html
                .open("span")
                .attr("id", &id(&self.filling.name, at, Part::Title))
                .attr("class", class);
        } else {
            self.html
                .open("label")
                .attr("id", &id(&self.filling.name, at, Part::Title))
                .attr("for", &id(&self.filling.name, at, Part::Control))
                .attr("class", class);
        }
        self.html.text(&label);
        self.required_mark(field, place);
        self.html.close();
        if !matches!(place, Place::Item { .. }) {
            self.marks_around(field);
        }
        if place == Place::Entry {
            widget::map::entry_actions(self, field);
        }
        self.html.close();
    }

    pub(super) fn required_mark(&mut self, field: &Field, place: Place) {
        if field.required && place == Place::Named && !field.presentation.read_only {
            self.html
                .open("span")
                .attr("class", "text-error")
                .attr("aria-hidden", "true")
                .text(" *")
                .close();
        }
    }

    fn container(&mut self, field: &Field, place: Place) -> Vec<Pointer> {
        let at = &field.pointer;
        let label = self.label(field, place).into_owned();
        let described = self.described_by(field);
        self.html.open("fieldset").attr("class", "form-box").attr_some(
            "aria-describedby",
            Some(described.as_str()).filter(|ids| !ids.is_empty()),
        );
        self.html
            .open("legend")
            .attr("class", "form-legend")
            .attr("id", &id(&self.filling.name, at, Part::Title))
            .attr("tabindex", "-1")
            .text(&label);
        self.required_mark(field, place);
        self.html.close();
        self.html.open("div").attr("class", "form-head");
        self.marks_around(field);
        match place {
            Place::Item { .. } => widget::list::item_actions(self, field, place),
            Place::Entry => widget::map::entry_actions(self, field),
            Place::Named => {}
        }
        self.html.close();
        self.help(field);
        widget::branches::draw(self, field);
        let children = if self.waits(field) {
            self.button(at, "fill-in", td_string!(self.filling.words.0, form.fill_in), &label);
            Vec::new()
        } else {
            widget::body(self, field)
        };
        self.issues(field);
        self.html.close();
        children
    }

    /// An absent, optional group far down is only drawn when asked for.
    fn waits(&self, field: &Field) -> bool {
        let absent = matches!(field.kind, Kind::Object { .. }) && self.filling.document.get(&field.pointer).is_none();
        let depth = field
            .pointer
            .lineage()
            .filter(|step| self.filling.document.get(step).is_none())
            .count();
        absent && !field.required && depth > DEEPEST_UNASKED
    }

    /// Starts a control: whatever a person changes to change the value.
    pub(super) fn open_control(&mut self, tag: &'static str, kind: &'static str, field: &Field, place: Place) {
        let at = &field.pointer;
        let (described, wrong) = (self.described_by(field), !self.filling.issues_at(at).is_empty());
        let label = matches!(place, Place::Item { .. }).then(|| self.label(field, place).into_owned());
        let id = self.id(at, Part::Control);
        self.html
            .open(tag)
            .attr("id", &id)
            .attr("data-at", at.as_str())
            .attr("data-kind", kind)
            .attr_some("aria-label", label.as_deref())
            .attr_some(
                "aria-describedby",
                Some(described.as_str()).filter(|ids| !ids.is_empty()),
            )
            .attr_some("aria-invalid", wrong.then_some("true"))
            .attr_some(
                "aria-required",
                (field.required && place == Place::Named).then_some("true"),
            )
            .flag(
                "disabled",
                field.presentation.read_only && !matches!(tag, "input" | "textarea"),
            )
            .flag("readonly", field.presentation.read_only);
    }

    /// What stands greyed in an empty input: the default that applies, else an example.
    pub(super) fn placeholder(&self, field: &Field) -> Option<String> {
        match self.filling.state(&field.pointer) {
            ValueState::Default => self.filling.document.get(&field.pointer).map(shown),
            ValueState::Unset => {
                let example = || field.presentation.examples.first().map(shown);
                self.filling
                    .words
                    .placeholder(field)
                    .map(str::to_owned)
                    .or_else(example)
            }
            _ => None,
        }
    }

    pub(super) fn button(&mut self, at: &Pointer, action: &'static str, phrase: &str, title: &str) {
        self.html
            .open("button")
            .attr("type", "button")
            .attr("class", "btn btn-sm btn-outline self-start")
            .attr("data-do", action)
            .attr("data-at", at.as_str())
            .text(&phrase.replace("{title}", title))
            .close();
    }

    pub(super) fn small_button(&mut self, at: &Pointer, action: &'static str, text: &str, label: &str) {
        self.html
            .open("button")
            .attr("type", "button")
            .attr("class", "btn btn-xs btn-ghost")
            .attr("data-do", action)
            .attr("data-at", at.as_str())
            .attr("aria-label", label)
            .attr("title", label)
            .text(text)
            .close();
    }
}

/// Whether the field holds further fields.
pub(super) fn is_container(field: &Field) -> bool {
    matches!(field.kind, Kind::Object { .. } | Kind::Map | Kind::Array | Kind::Tuple) || !field.branches.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::filling::Depth;
    use crate::form::words::Words;
    use crate::i18n::Locale;
    use config_schema::Form;
    use config_schema::yaml::Text;
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    fn drawn(schema: &Value, overrides: Value, locale: Locale, depth: Depth) -> String {
        let mut filling = Filling::new("config".to_owned(), Form::compile(schema), overrides, Words(locale));
        filling.depth = depth;
        filling.submit();
        let mut pen = Pen::new(&filling);
        let root = filling.document.field(&Pointer::ROOT).unwrap();
        pen.field(root, Place::Named);
        pen.finish().0
    }

    fn values_of<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
        let start = format!(" {attribute}=\"");
        let parts = html.split(start.as_str()).skip(1);
        parts.filter_map(|part| part.split('"').next()).collect()
    }

    fn schemas() -> Vec<(String, Value)> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../blueprints");
        let mut found = Vec::new();
        for blueprint in std::fs::read_dir(folder).unwrap().flatten() {
            let Ok(versions) = std::fs::read_dir(blueprint.path()) else {
                continue;
            };
            for version in versions.flatten() {
                let path = version.path().join("blueprint.yaml");
                let Ok(text) = std::fs::read_to_string(&path) else {
                    continue;
                };
                let text = Text::parse(&text).unwrap();
                if let Some(schema) = text.value().pointer("/spec/configSchema") {
                    found.push((path.display().to_string(), schema.clone()));
                }
            }
        }
        assert!(found.len() > 16, "the catalogue was not found");
        found
    }

    #[test]
    fn every_blueprint_is_drawn_with_unique_ids_and_names_for_every_control() {
        for (name, schema) in schemas() {
            for (locale, depth) in [(Locale::en, Depth::Form), (Locale::ar, Depth::Advanced)] {
                let html = drawn(&schema, json!({}), locale, depth);
                let ids = values_of(&html, "id");
                let unique: BTreeSet<_> = ids.iter().collect();
                assert_eq!(ids.len(), unique.len(), "{name}: an id is used twice");
                let lists = ["for", "aria-labelledby", "aria-describedby", "list"];
                for reference in lists.iter().flat_map(|list| values_of(&html, list)) {
                    for id in reference.split(' ') {
                        assert!(unique.contains(&id), "{name}: {id} is referred to but not there");
                    }
                }
            }
        }
    }

    #[test]
    fn a_secret_is_never_written_into_the_page() {
        let schema = json!({"type": "object", "properties": {
            "password": {"type": "string", "x-catalyst-ui-hint": "password"}
        }});
        let html = drawn(
            &schema,
            json!({"password": "hunter2-secret"}),
            Locale::en,
            Depth::Advanced,
        );
        assert!(html.contains("type=\"password\""), "{html}");
        assert!(!html.contains("hunter2"), "{html}");
    }

    #[test]
    fn the_states_of_a_value_look_different() {
        let schema = json!({"type": "object", "properties": {"a": {"type": ["string", "null"], "default": "d"}}});
        let looks: BTreeSet<String> = [json!({}), json!({"a": ""}), json!({"a": null}), json!({"a": "x"})]
            .into_iter()
            .map(|overrides| drawn(&schema, overrides, Locale::en, Depth::Form))
            .collect();
        assert_eq!(looks.len(), 4);
    }

    #[test]
    fn a_schema_that_contains_itself_is_drawn_to_an_end() {
        let schema = json!({"type": "object", "properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}}});
        let html = drawn(&schema, json!({}), Locale::en, Depth::Advanced);
        assert!(html.contains("data-do=\"fill-in\""));
        assert!(html.len() < 200_000, "{}", html.len());
    }
}
