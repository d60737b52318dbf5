//! Groups of fields: under the headings the schema gives them, in the order it gives them.

use config_schema::{Field, Pointer};

use super::super::pen::{Pen, Place};

/// So many fields are laid out as one block, which the browser may skip while it is out of sight.
const BLOCK: usize = 40;

/// Draws the whole form.
pub(crate) fn root(pen: &mut Pen<'_>, field: &Field) -> Vec<Pointer> {
    super::branches::draw(pen, field);
    let children = super::body(pen, field);
    pen.issues(field);
    children
}

/// Draws the properties of an object.
pub(crate) fn properties(pen: &mut Pen<'_>, field: &Field) -> Vec<Pointer> {
    let fields = pen.filling.children_of(&field.pointer, &field.kind);
    let children: Vec<Pointer> = fields.iter().map(|field| field.pointer.clone()).collect();
    let mut sections = sections(pen, fields);
    if sections.len() > 1 {
        for (heading, fields) in sections {
            match heading {
                Some(heading) => section(pen, &heading, fields),
                None => blocks(pen, fields),
            }
        }
    } else if let Some((_, fields)) = sections.pop() {
        blocks(pen, fields);
    }
    children
}

/// Splits fields by their group, in the order in which the groups first appear.
fn sections(pen: &Pen<'_>, fields: Vec<Field>) -> Vec<(Option<String>, Vec<Field>)> {
    let mut sections: Vec<(Option<String>, Vec<Field>)> = Vec::new();
    for field in fields {
        let heading = pen.filling.words.group(&field);
        match sections.iter_mut().find(|(known, _)| known.as_deref() == heading) {
            Some((_, fields)) => fields.push(field),
            None => sections.push((heading.map(str::to_owned), vec![field])),
        }
    }
    sections
}

fn section(pen: &mut Pen<'_>, heading: &str, fields: Vec<Field>) {
    pen.html
        .open("details")
        .attr("class", "form-section")
        .flag("open", true);
    pen.html.leaf("summary", "form-section-title", heading);
    pen.html.open("div").attr("class", "form-section-body");
    blocks(pen, fields);
    pen.html.close().close();
}

fn blocks(pen: &mut Pen<'_>, fields: Vec<Field>) {
    if fields.len() <= BLOCK {
        for field in fields {
            let place = place(&field);
            pen.field(field, place);
        }
        return;
    }
    let mut fields = fields.into_iter().peekable();
    while fields.peek().is_some() {
        pen.html.open("div").attr("class", "form-block");
        for field in fields.by_ref().take(BLOCK) {
            let place = place(&field);
            pen.field(field, place);
        }
        pen.html.close();
    }
}

fn place(field: &Field) -> Place {
    if field.entry && !field.required {
        Place::Entry
    } else {
        Place::Named
    }
}
