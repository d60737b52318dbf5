//! Two people changed one file: what both meant, and what only a person can decide.
//!
//! Lines are merged first, which keeps everybody's comments. Where lines touch, a YAML file is merged by its values:
//! two changes only conflict when they say different things about one location.

use config_schema::yaml::Text;
use config_schema::{Pointer, ValueChange, diff};
use serde_json::{Map, Value};

/// Three texts of one file.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'t> {
    /// What both began with.
    pub base: &'t str,
    /// What was typed here.
    pub mine: &'t str,
    /// What the branch holds now.
    pub theirs: &'t str,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Merged {
    /// Both changes in one text.
    Clean(String),
    /// The values that do not touch are in `text`, which says what they say where both said something.
    Values {
        /// Theirs, with mine where it does not touch theirs.
        text: String,
        /// Where a person must decide.
        conflicts: Vec<Conflict>,
    },
    /// Lines that touch, in a file that is no readable YAML: one of the two must be taken, and edited.
    Lines,
}

/// One location about which the two say different things.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Where.
    pub at: Pointer,
    /// What it was.
    pub base: Option<Value>,
    /// What it is here; `None` when it was removed.
    pub mine: Option<Value>,
    /// What it is there; `None` when it was removed.
    pub theirs: Option<Value>,
}

/// Merges two changes of one file. `is_yaml` allows merging by values.
#[must_use]
pub fn merge(versions: Versions<'_>, is_yaml: bool) -> Merged {
    let lines = diffy::merge(versions.base, versions.mine, versions.theirs).ok();
    if !is_yaml {
        return lines.map_or(Merged::Lines, Merged::Clean);
    }
    let read = |text: &str| Text::parse(text).ok();
    let (Some(base), Some(mine), Some(theirs)) = (read(versions.base), read(versions.mine), read(versions.theirs))
    else {
        return lines.map_or(Merged::Lines, Merged::Clean);
    };
    let (value, conflicts) = merge_values(base.value(), mine.value(), theirs.value());
    // Lines can merge into something that neither meant; only a text that holds the merged values will do.
    let means_both = |text: &String| conflicts.is_empty() && read(text).is_some_and(|text| *text.value() == value);
    let clean = lines.filter(means_both);
    if let Some(text) = clean.or_else(|| merge_neighbours(versions).filter(means_both)) {
        return Merged::Clean(text);
    }
    let mut text = theirs;
    text.apply(&value);
    let text = text.as_str().to_owned();
    match conflicts.is_empty() {
        true => Merged::Clean(text),
        false => Merged::Values { text, conflicts },
    }
}

/// A line that no text has.
const SPACER: &str = "\u{1}\n";

/// Merges lines that lie next to each other, too. That is bold for prose; settings are checked by their values afterwards.
fn merge_neighbours(versions: Versions<'_>) -> Option<String> {
    let spaced = |text: &str| -> String { text.split_inclusive('\n').flat_map(|line| [line, SPACER]).collect() };
    let ends_lines = |text: &str| text.is_empty() || text.ends_with('\n');
    if ![versions.base, versions.mine, versions.theirs]
        .into_iter()
        .all(ends_lines)
    {
        return None;
    }
    let merged = diffy::merge(&spaced(versions.base), &spaced(versions.mine), &spaced(versions.theirs));
    merged.ok().map(|text| text.replace(SPACER, ""))
}

/// The text with one location set as decided.
#[must_use]
pub fn decide(text: &str, at: &Pointer, decided: Option<&Value>) -> Option<String> {
    let mut text = Text::parse(text).ok()?;
    let mut value = text.value().clone();
    set(&mut value, at, decided);
    text.apply(&value);
    Some(text.as_str().to_owned())
}

fn merge_values(base: &Value, mine: &Value, theirs: &Value) -> (Value, Vec<Conflict>) {
    let there = diff(base, theirs);
    let mut merged = theirs.clone();
    let mut conflicts: Vec<Conflict> = Vec::new();
    for change in diff(base, mine) {
        let touching: Vec<&ValueChange> = there
            .iter()
            .filter(|other| touch(&change.pointer, &other.pointer))
            .collect();
        let Some(at) = outermost(&change.pointer, &touching) else {
            set(&mut merged, &change.pointer, change.after.as_ref());
            continue;
        };
        let conflict = Conflict {
            base: at.get(base).cloned(),
            mine: at.get(mine).cloned(),
            theirs: at.get(theirs).cloned(),
            at,
        };
        if conflict.mine != conflict.theirs && !conflicts.contains(&conflict) {
            conflicts.push(conflict);
        }
    }
    (merged, conflicts)
}

/// One location is the other, or holds it; places of one list always touch, because they move each other.
fn touch(one: &Pointer, other: &Pointer) -> bool {
    let list = |at: &Pointer| {
        let parent = at.parent()?;
        at.last()?.parse::<usize>().is_ok().then_some(parent)
    };
    one.contains(other)
        || other.contains(one)
        || matches!((list(one), list(other)), (Some(one), Some(other)) if one == other)
}

/// The location that holds all that touch; `None` when none does.
fn outermost(mine: &Pointer, touching: &[&ValueChange]) -> Option<Pointer> {
    let all = touching.iter().map(|change| &change.pointer);
    let shortest = all.min_by_key(|at| at.segments().count())?;
    if shortest.contains(mine) {
        return Some(shortest.clone());
    }
    if mine.contains(shortest) {
        return Some(mine.clone());
    }
    mine.parent()
}

/// Sets a location, or takes it away. Containers on the way are made; a location below a scalar is left alone.
fn set(document: &mut Value, at: &Pointer, value: Option<&Value>) {
    let segments: Vec<String> = at.segments().map(|segment| segment.into_owned()).collect();
    let Some((last, way)) = segments.split_last() else {
        *document = value.cloned().unwrap_or_else(|| Value::Object(Map::new()));
        return;
    };
    let mut node = document;
    for segment in way {
        let next = match node {
            Value::Object(entries) => entries
                .entry(segment.clone())
                .or_insert_with(|| Value::Object(Map::new())),
            Value::Array(items) => match segment.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                Some(item) => item,
                None => return,
            },
            _ => return,
        };
        node = next;
    }
    match (node, value) {
        (Value::Object(entries), Some(value)) => drop(entries.insert(last.clone(), value.clone())),
        (Value::Object(entries), None) => drop(entries.remove(last)),
        (Value::Array(items), value) => set_item(items, last, value),
        _ => {}
    }
}

fn set_item(items: &mut Vec<Value>, index: &str, value: Option<&Value>) {
    let Ok(index) = index.parse::<usize>() else { return };
    match (items.get_mut(index), value) {
        (Some(item), Some(value)) => *item = value.clone(),
        (Some(_), None) => drop(items.remove(index)),
        (None, Some(value)) => items.push(value.clone()),
        (None, None) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const BASE: &str = "# the shop\nreplicas: 2\ndomain: shop.example.org\ndatabase:\n  size: 10Gi\n";

    fn merged(mine: &str, theirs: &str) -> Merged {
        merge(
            Versions {
                base: BASE,
                mine,
                theirs,
            },
            true,
        )
    }

    #[test]
    fn changes_of_neighbouring_lines_are_both_kept_with_their_comments() {
        let base = "# mine\nreplicas: 2\n";
        let merged = merge(
            Versions {
                base,
                mine: "# mine\nreplicas: 2\neviction: none # for now\n",
                theirs: "# mine\nreplicas: 4 # busy\n",
            },
            true,
        );
        let both = "# mine\nreplicas: 4 # busy\neviction: none # for now\n";
        assert_eq!(merged, Merged::Clean(both.to_owned()));
    }

    #[test]
    fn changes_that_do_not_touch_are_both_kept_with_their_comments() {
        let mine = BASE.replace("replicas: 2", "replicas: 3 # busy");
        let theirs = BASE.replace("10Gi", "20Gi # grows");
        let expected = mine.replace("10Gi", "20Gi # grows");
        assert_eq!(merged(&mine, &theirs), Merged::Clean(expected));
    }

    #[test]
    fn lines_that_touch_are_merged_by_their_values() {
        let mine = BASE.replace("replicas: 2", "replicas: 3");
        let theirs = BASE.replace("shop.example.org", "store.example.org");
        let Merged::Clean(text) = merged(&mine, &theirs) else {
            panic!("nothing touches")
        };
        let value = Text::parse(&text).unwrap().value().clone();
        assert_eq!(value["replicas"], json!(3));
        assert_eq!(value["domain"], json!("store.example.org"));
        assert!(text.starts_with("# the shop\n"));
    }

    #[test]
    fn two_answers_to_one_question_are_a_conflict_and_the_rest_is_merged() {
        let mine = BASE.replace("replicas: 2", "replicas: 3").replace("10Gi", "30Gi");
        let theirs = BASE.replace("replicas: 2", "replicas: 5");
        let Merged::Values { text, conflicts } = merged(&mine, &theirs) else {
            panic!("replicas conflict")
        };
        let [conflict] = &conflicts[..] else {
            panic!("one conflict: {conflicts:?}")
        };
        assert_eq!(conflict.at.as_str(), "/replicas");
        assert_eq!((&conflict.mine, &conflict.theirs), (&Some(json!(3)), &Some(json!(5))));
        assert!(text.contains("30Gi") && text.contains("replicas: 5"), "{text}");
        let decided = decide(&text, &conflict.at, conflict.mine.as_ref()).unwrap();
        assert!(decided.contains("replicas: 3"), "{decided}");
    }

    #[test]
    fn the_same_change_twice_is_no_conflict() {
        let mine = BASE.replace("replicas: 2", "replicas: 4");
        assert_eq!(merged(&mine, &mine), Merged::Clean(mine.clone()));
    }

    #[test]
    fn a_block_removed_here_and_changed_there_is_a_conflict_of_the_block() {
        let mine = "# the shop\nreplicas: 2\ndomain: shop.example.org\n";
        let theirs = BASE.replace("10Gi", "20Gi");
        let Merged::Values { conflicts, .. } = merged(mine, &theirs) else {
            panic!("database conflicts")
        };
        assert_eq!(conflicts[0].at.as_str(), "/database");
        assert_eq!(conflicts[0].mine, None);
    }

    #[test]
    fn lists_are_decided_as_a_whole() {
        let versions = Versions {
            base: "hosts: [a, b]\n",
            mine: "hosts: [a, c]\n",
            theirs: "hosts: [x, a, b]\n",
        };
        let Merged::Values { conflicts, .. } = merge(versions, true) else {
            panic!("hosts conflict")
        };
        assert_eq!(conflicts[0].at.as_str(), "/hosts");
    }

    #[test]
    fn text_that_is_no_yaml_is_merged_by_lines_or_not_at_all() {
        let versions = Versions {
            base: "a\nb\nc\n",
            mine: "A\nb\nc\n",
            theirs: "a\nb\nC\n",
        };
        assert_eq!(merge(versions, false), Merged::Clean("A\nb\nC\n".to_owned()));
        let versions = Versions {
            mine: "1\nb\nc\n",
            theirs: "2\nb\nc\n",
            ..versions
        };
        assert_eq!(merge(versions, false), Merged::Lines);
    }
}
