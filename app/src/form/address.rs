//! How a location of the document is named in the page.
//!
//! Ids are the pointer itself behind the form's name, so they are the same on the server and in the browser. A part of a
//! field has a suffix that no pointer can end in: in a pointer `~` is only ever followed by `0` or `1`.

use config_schema::Pointer;

/// The parts of a field that are found by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The input itself, or the first of several.
    Control,
    /// Everything of the field.
    Field,
    /// What lies inside a container: redrawn when its structure changes.
    Title,
    /// The help text.
    Help,
    /// The list of issues.
    Issues,
    /// State mark and the button that goes back to the default.
    Marks,
    /// Suggested values.
    Options,
    /// The key of a map entry, or the input for a new one.
    Key,
    /// The button that adds an item or an entry.
    Add,
}

impl Part {
    fn suffix(self) -> &'static str {
        match self {
            Self::Control => "",
            Self::Field => "~field",
            Self::Title => "~title",
            Self::Help => "~help",
            Self::Issues => "~issues",
            Self::Marks => "~marks",
            Self::Options => "~options",
            Self::Key => "~key",
            Self::Add => "~add",
        }
    }
}

/// The id of a part of a field. Ids must not hold spaces, for lists of ids are separated by them.
pub(super) fn id(form: &str, at: &Pointer, part: Part) -> String {
    let pointer = at.as_str();
    let mut id = String::with_capacity(form.len() + pointer.len() + 8);
    id.push_str(form);
    for character in pointer.chars() {
        match character {
            '%' => id.push_str("%25"),
            space if space.is_whitespace() || space.is_control() => {
                id.push_str(&format!("%{:x};", u32::from(space)));
            }
            other => id.push(other),
        }
    }
    id.push_str(part.suffix());
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_hold_no_spaces_and_never_clash() {
        let spaced = Pointer::ROOT.child("a b");
        let escaped = Pointer::ROOT.child("a%20;b");
        assert_eq!(id("config", &spaced, Part::Control), "config/a%20;b");
        assert_ne!(
            id("config", &spaced, Part::Control),
            id("config", &escaped, Part::Control)
        );
        let cunning = Pointer::ROOT.child("a~help");
        assert_ne!(
            id("config", &cunning, Part::Control),
            id("config", &Pointer::ROOT.child("a"), Part::Help)
        );
    }
}
