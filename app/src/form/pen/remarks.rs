//! What is said about a field beside its control: the state of its value, help, and issues.

use config_schema::{Field, Kind, Pointer, ValueState};

use super::super::address::{Part, id};
use super::super::filling::Depth;
use super::super::{prose, widget};
use super::Pen;
use crate::i18n::td_string;

impl Pen<'_> {
    pub(super) fn marks_around(&mut self, field: &Field) {
        self.html
            .open("span")
            .attr("id", &id(&self.filling.name, &field.pointer, Part::Marks))
            .attr("class", "form-marks");
        self.marks(field);
        self.html.close();
    }

    /// The state of the value in a word, and the way back to the default.
    pub(in crate::form) fn marks(&mut self, field: &Field) {
        let locale = self.filling.words.0;
        let state = self.filling.state(&field.pointer);
        let overridden = matches!(state, ValueState::Set | ValueState::Empty | ValueState::Null);
        if field.presentation.deprecated {
            self.html.leaf(
                "span",
                "badge badge-warning badge-sm",
                td_string!(locale, form.deprecated),
            );
        }
        if field.presentation.read_only {
            self.html
                .leaf("span", "badge badge-ghost badge-sm", td_string!(locale, form.read_only));
        }
        let word = match state {
            _ if field.presentation.write_only && state == ValueState::Set => Some(self.secret_word(&field.pointer)),
            ValueState::Default => Some(td_string!(locale, form.default)),
            ValueState::Null => Some(td_string!(locale, form.none)),
            ValueState::Empty => Some(td_string!(locale, form.empty)),
            ValueState::Unset | ValueState::Set => None,
        };
        if let Some(word) = word.filter(|_| !matches!(field.kind, Kind::Constant(_))) {
            self.html.leaf("span", "badge badge-ghost badge-sm", word);
        }
        let typed = matches!(field.kind, Kind::Text { .. } | Kind::Number { .. });
        let resettable = overridden && !field.entry && !field.presentation.read_only;
        let title = self.filling.words.title(field);
        if resettable && field.default.is_some() {
            self.small_button(
                &field.pointer,
                "reset",
                td_string!(locale, form.reset),
                &td_string!(locale, form.reset_of).replace("{title}", &title),
            );
        } else if resettable && !typed && !field.required {
            self.small_button(
                &field.pointer,
                "reset",
                td_string!(locale, form.clear),
                &td_string!(locale, form.clear_of).replace("{title}", &title),
            );
        }
    }

    fn secret_word(&self, at: &Pointer) -> &'static str {
        let kept = self.filling.kept_secret(at);
        if kept.is_some() && kept == self.filling.document.override_at(at) {
            td_string!(self.filling.words.0, form.kept)
        } else {
            td_string!(self.filling.words.0, form.entered)
        }
    }

    pub(super) fn help(&mut self, field: &Field) {
        let locale = self.filling.words.0;
        let bounds = widget::number::bounds(&self.filling.words, field);
        let described = self.filling.words.description(field);
        let unsupported = field.diagnostics.first().filter(|_| self.filling.depth != Depth::Form);
        if described.is_none() && bounds.is_none() && unsupported.is_none() {
            return;
        }
        self.html
            .open("div")
            .attr("class", "form-help")
            .attr("id", &id(&self.filling.name, &field.pointer, Part::Help));
        if let Some(described) = described {
            prose::write(&mut self.html, described);
        }
        if let Some(bounds) = bounds {
            self.html.leaf("p", "", &bounds);
        }
        if let Some(diagnostic) = unsupported {
            let problem = format!("{}: {}", td_string!(locale, form.schema_problem), diagnostic.problem);
            self.html.leaf("p", "text-warning", &problem);
        }
        self.html.close();
    }

    /// The issues of a field, if there are any to show.
    pub(in crate::form) fn issues(&mut self, field: &Field) {
        let issues = self.filling.issues_at(&field.pointer);
        if issues.is_empty() {
            return;
        }
        self.html
            .open("ul")
            .attr("class", "form-issues")
            .attr("id", &id(&self.filling.name, &field.pointer, Part::Issues));
        for issue in &issues {
            let sentence = self.filling.words.issue(issue);
            self.html.open("li").text(&sentence).close();
        }
        self.html.close();
    }

    /// The ids that describe a field's control.
    pub(in crate::form) fn described_by(&self, field: &Field) -> String {
        let at = &field.pointer;
        let helped = self.filling.words.description(field).is_some()
            || widget::number::bounds(&self.filling.words, field).is_some();
        let mut ids = Vec::new();
        if !self.filling.issues_at(at).is_empty() {
            ids.push(self.id(at, Part::Issues));
        }
        if helped {
            ids.push(self.id(at, Part::Help));
        }
        ids.join(" ")
    }
}
