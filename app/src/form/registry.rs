//! What is on the screen, and what an edit makes stale.
//!
//! Every location drawn is a cell. An edit names the locations it touched ([`Changes`]); [`Registry::plan`] turns them
//! into the fewest repaints: the marks of one field, the issues of one field, or, where the shape changed, the smallest
//! container whose fields are no longer those drawn. Nothing here knows the page.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use config_schema::{Changes, Field, Pointer};

/// One location on the screen.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    /// The field as it was drawn.
    pub(super) field: Field,
    /// The fields drawn directly below it, in order.
    pub(super) children: Vec<Pointer>,
}

/// A part of the screen to bring up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Repaint {
    /// The field and everything below it.
    Whole(Pointer),
    /// The value shown and its marks.
    Value(Pointer),
    /// The issues.
    Issues(Pointer),
}

/// Answers what should be on the screen now.
pub(super) trait Model {
    /// The field at a location, when it is to be shown.
    fn field(&self, at: &Pointer) -> Option<Field>;
    /// The fields to show directly below a location.
    fn children(&self, at: &Pointer) -> Vec<Field>;
}

/// Every location on the screen.
#[derive(Debug, Default)]
pub(super) struct Registry {
    cells: BTreeMap<Pointer, Drawn>,
}

impl Registry {
    /// The cell at a location.
    pub(super) fn get(&self, at: &Pointer) -> Option<&Drawn> {
        self.cells.get(at)
    }

    /// Replaces everything at and below `at` by what was drawn anew.
    pub(super) fn replace(&mut self, at: &Pointer, drawn: Vec<Drawn>) {
        if at.is_root() {
            self.cells.clear();
        } else {
            let stale: Vec<Pointer> = self.below(at).cloned().collect();
            for pointer in stale {
                self.cells.remove(&pointer);
            }
        }
        self.cells
            .extend(drawn.into_iter().map(|drawn| (drawn.field.pointer.clone(), drawn)));
    }

    /// The locations whose field meets a condition.
    pub(super) fn where_field(&self, meets: impl Fn(&Field) -> bool) -> Vec<Pointer> {
        let found = self.cells.values().filter(|drawn| meets(&drawn.field));
        found.map(|drawn| drawn.field.pointer.clone()).collect()
    }

    /// Where each location stands on the screen, counted from the top.
    pub(super) fn order(&self) -> HashMap<&Pointer, usize> {
        let mut order = HashMap::with_capacity(self.cells.len());
        let root = Pointer::ROOT;
        let mut next = vec![&root];
        while let Some(at) = next.pop() {
            if let Some((at, drawn)) = self.cells.get_key_value(at) {
                order.insert(at, order.len());
                next.extend(drawn.children.iter().rev());
            }
        }
        order
    }

    /// The nearest location on the screen at or above `at`.
    pub(super) fn nearest(&self, at: &Pointer) -> Pointer {
        let mut here = at.clone();
        while !self.cells.contains_key(&here) {
            match here.parent() {
                Some(parent) => here = parent,
                None => break,
            }
        }
        here
    }

    /// The fewest repaints after an edit, outermost first.
    pub(super) fn plan(&self, changes: &Changes, model: &impl Model) -> Vec<Repaint> {
        let mut whole = BTreeSet::new();
        for at in &changes.structure {
            self.compare(&self.nearest(at), model, &mut whole);
        }
        for at in &changes.issues {
            // A field that is hidden until something is wrong with it.
            if !self.cells.contains_key(at) {
                self.compare(&self.nearest(at), model, &mut whole);
            }
        }
        let whole: Vec<Pointer> = whole
            .iter()
            .filter(|at| !whole.iter().any(|other| other != *at && other.contains(at)))
            .cloned()
            .collect();
        let covered = |at: &Pointer| whole.iter().any(|drawn| drawn.contains(at));
        let values: BTreeSet<&Pointer> = changes.values.iter().flat_map(|at| self.touched(at, changes)).collect();
        let values = values
            .into_iter()
            .filter(|at| !covered(at))
            .cloned()
            .map(Repaint::Value);
        let issues = changes.issues.iter().map(|at| {
            if self.cells.contains_key(at) {
                at.clone()
            } else {
                self.nearest(at)
            }
        });
        let issues: BTreeSet<Pointer> = issues.filter(|at| !covered(at)).collect();
        let issues = issues.into_iter().map(Repaint::Issues);
        whole
            .iter()
            .cloned()
            .map(Repaint::Whole)
            .chain(values)
            .chain(issues)
            .collect()
    }

    /// Notes the highest locations at or below `at` that no longer look as drawn.
    fn compare(&self, at: &Pointer, model: &impl Model, stale: &mut BTreeSet<Pointer>) {
        let Some(drawn) = self.cells.get(at) else { return };
        match model.field(at) {
            Some(field) if field == drawn.field => {}
            // The container may have to hide it.
            None => {
                stale.extend(at.parent());
                return;
            }
            Some(_) => {
                stale.insert(at.clone());
                return;
            }
        }
        let now = model.children(at);
        if !now.iter().map(|field| &field.pointer).eq(&drawn.children) {
            stale.insert(at.clone());
            return;
        }
        for child in &drawn.children {
            self.compare(child, model, stale);
        }
    }

    /// The cells a touched location stands for: itself and everything below it. A container that is named only because
    /// it gained or lost the child named beside it stands for itself, or the first key in a large form would cost as
    /// much as the form.
    fn touched<'r>(&'r self, at: &'r Pointer, changes: &Changes) -> Vec<&'r Pointer> {
        let for_its_child = changes.values.iter().any(|other| other.parent().as_ref() == Some(at));
        if for_its_child && !changes.structure.contains(at) {
            self.cells.contains_key(at).then_some(at).into_iter().collect()
        } else {
            self.below(at).collect()
        }
    }

    fn below<'r>(&'r self, at: &'r Pointer) -> impl Iterator<Item = &'r Pointer> {
        self.cells
            .range(at.clone()..)
            .map(|(pointer, _)| pointer)
            // Between `/a` and `/a/b` may lie `/a-b`, which is a stranger.
            .take_while(|pointer| pointer.as_str().starts_with(at.as_str()))
            .filter(|pointer| at.contains(pointer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use config_schema::{Document, Form};
    use serde_json::{Value, json};

    struct Everything<'d>(&'d Document);

    impl Model for Everything<'_> {
        fn field(&self, at: &Pointer) -> Option<Field> {
            self.0.field(at)
        }

        fn children(&self, at: &Pointer) -> Vec<Field> {
            self.0.fields(at)
        }
    }

    fn draw(document: &Document, at: &Pointer, into: &mut Vec<Drawn>) {
        let Some(field) = document.field(at) else { return };
        let children: Vec<Pointer> = document.fields(at).into_iter().map(|field| field.pointer).collect();
        into.push(Drawn {
            field,
            children: children.clone(),
        });
        for child in children {
            draw(document, &child, into);
        }
    }

    fn opened(schema: &Value) -> (Document, Registry) {
        let document = Document::new(Form::compile(schema));
        let mut registry = Registry::default();
        let mut drawn = Vec::new();
        draw(&document, &Pointer::ROOT, &mut drawn);
        registry.replace(&Pointer::ROOT, drawn);
        (document, registry)
    }

    fn at(text: &str) -> Pointer {
        Pointer::parse(text).unwrap()
    }

    #[test]
    fn a_key_stroke_repaints_its_own_field_and_nothing_else() {
        let (mut document, registry) = opened(&json!({"type": "object", "properties": {
            "name": {"type": "string", "minLength": 3}, "name-two": {"type": "string"}, "port": {"type": "integer"}
        }}));
        let changes = document.set(&at("/name"), json!("a")).unwrap();
        let plan = registry.plan(&changes, &Everything(&document));
        let expected = [
            Repaint::Value(Pointer::ROOT),
            Repaint::Value(at("/name")),
            Repaint::Issues(at("/name")),
        ];
        assert_eq!(plan, expected);
    }

    #[test]
    fn a_group_that_comes_into_being_is_not_drawn_again() {
        let (mut document, registry) = opened(&json!({"type": "object", "properties": {
            "mail": {"type": "object", "properties": {"host": {"type": "string"}, "user": {"type": "string"}}}
        }}));
        let changes = document.set(&at("/mail/host"), json!("m")).unwrap();
        let plan = registry.plan(&changes, &Everything(&document));
        assert!(
            plan.iter().all(|repaint| !matches!(repaint, Repaint::Whole(_))),
            "{plan:?}"
        );
        assert!(plan.contains(&Repaint::Value(at("/mail/host"))));
    }

    #[test]
    fn a_condition_redraws_only_the_container_it_changes() {
        let (mut document, registry) = opened(&json!({"type": "object", "properties": {
            "other": {"type": "string"},
            "tls": {
                "type": "object",
                "properties": {"on": {"type": "boolean"}},
                "if": {"properties": {"on": {"const": true}}, "required": ["on"]},
                "then": {"properties": {"issuer": {"type": "string"}}}
            }
        }}));
        let changes = document.set(&at("/tls/on"), json!(true)).unwrap();
        let plan = registry.plan(&changes, &Everything(&document));
        assert!(plan.contains(&Repaint::Whole(at("/tls"))), "{plan:?}");
        assert!(!plan.contains(&Repaint::Whole(Pointer::ROOT)), "{plan:?}");
    }

    #[test]
    fn an_issue_of_a_field_that_is_not_drawn_goes_to_the_nearest_one() {
        let (document, registry) = opened(&json!({"type": "object", "properties": {"a": {"type": "string"}}}));
        let changes = Changes {
            issues: vec![at("/a/b/c")],
            ..Changes::default()
        };
        let plan = registry.plan(&changes, &Everything(&document));
        assert_eq!(plan, [Repaint::Issues(at("/a"))]);
    }
}
