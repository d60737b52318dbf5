//! What has to be painted anew, as strokes of the page.

use config_schema::{Field, Pointer};
use serde_json::Value;

use super::address::{Part, id};
use super::filling::Filling;
use super::pen::{Pen, Place, is_container};
use super::registry::Repaint;
use super::screen::Stroke;
use super::widget::list::place_in;

/// Turns repaints into strokes. The field that holds the focus keeps its input: what stands in it was typed just now.
pub(super) fn prepare(filling: &mut Filling, repaints: Vec<Repaint>, focused: Option<&Pointer>) -> Vec<Stroke> {
    let mut strokes = Vec::with_capacity(repaints.len());
    for repaint in repaints {
        match repaint {
            Repaint::Whole(at) => strokes.extend(whole(filling, &at)),
            Repaint::Value(at) => {
                let Some(field) = filling.registry.get(&at).map(|drawn| drawn.field.clone()) else {
                    continue;
                };
                if at.is_root() {
                } else if is_container(&field) || focused == Some(&at) {
                    strokes.extend(marks(filling, &field));
                } else {
                    strokes.extend(whole(filling, &at));
                }
            }
            Repaint::Issues(at) => strokes.extend(issues(filling, &at)),
        }
    }
    strokes
}

/// The markup of a field where it stands, which the registry then knows.
pub(super) fn draw(filling: &mut Filling, at: &Pointer) -> Option<String> {
    let field = filling.document.field(at)?;
    let place = match at.parent().and_then(|parent| filling.registry.get(&parent)) {
        Some(parent) => {
            let count = filling
                .document
                .get(&parent.field.pointer)
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            place_in(&parent.field.kind, count, &field)
        }
        None => Place::Named,
    };
    let mut pen = Pen::new(filling);
    pen.field(field, place);
    let (html, drawn) = pen.finish();
    filling.registry.replace(at, drawn);
    Some(html)
}

fn whole(filling: &mut Filling, at: &Pointer) -> Option<Stroke> {
    let html = draw(filling, at)?;
    let id = id(&filling.name, at, Part::Field);
    Some(if at.is_root() {
        Stroke::Fill { id, html }
    } else {
        Stroke::Replace { id, html }
    })
}

fn marks(filling: &Filling, field: &Field) -> [Stroke; 2] {
    let mut pen = Pen::new(filling);
    pen.marks(field);
    let text = pen.placeholder(field).unwrap_or_default();
    let (html, _) = pen.finish();
    let part = |part| id(&filling.name, &field.pointer, part);
    [
        Stroke::Fill {
            id: part(Part::Marks),
            html,
        },
        Stroke::Placeholder {
            id: part(Part::Control),
            text,
        },
    ]
}

fn issues(filling: &Filling, at: &Pointer) -> Option<Stroke> {
    let field = filling.registry.get(at).map(|drawn| drawn.field.clone())?;
    let mut pen = Pen::new(filling);
    pen.issues(&field);
    let described_by = pen.described_by(&field);
    let html = std::mem::take(&mut pen.html).finish();
    let part = |part| id(&filling.name, at, part);
    Some(Stroke::Issues {
        field: part(Part::Field),
        control: part(Part::Control),
        list: part(Part::Issues),
        html,
        described_by,
    })
}
