//! One control for each kind of field.

pub(super) mod boolean;
pub(super) mod branches;
pub(super) mod choice;
pub(super) mod constant;
pub(super) mod hint;
pub(super) mod list;
pub(super) mod map;
pub(super) mod null;
pub(super) mod number;
pub(super) mod object;
pub(super) mod raw;
pub(super) mod text;

use config_schema::{Field, Kind, Pointer};

use super::pen::{Pen, Place};

/// Draws the control of a field that holds no further fields.
pub(super) fn control(pen: &mut Pen<'_>, field: &Field, place: Place) {
    if hint::draw(pen, field, place) {
        return;
    }
    match &field.kind {
        Kind::Text { multiline, format } => text::draw(pen, field, place, *multiline, *format),
        Kind::Number { integer } => number::draw(pen, field, place, *integer),
        Kind::Boolean => boolean::draw(pen, field, place),
        Kind::Choice(options) => choice::draw(pen, field, place, options),
        Kind::Constant(value) => constant::draw(pen, field, place, value),
        Kind::Null => null::draw(pen, field),
        Kind::Raw { .. } | Kind::Object { .. } | Kind::Map | Kind::Array | Kind::Tuple => raw::draw(pen, field, place),
    }
    if field.nullable && !matches!(field.kind, Kind::Null) {
        null::toggle(pen, field);
    }
}

/// Draws what a container holds; answers which fields.
pub(super) fn body(pen: &mut Pen<'_>, field: &Field) -> Vec<Pointer> {
    match &field.kind {
        Kind::Object { open } => {
            let children = object::properties(pen, field);
            if *open {
                map::adder(pen, field);
            }
            children
        }
        Kind::Map => map::draw(pen, field),
        Kind::Array => list::draw(pen, field, false),
        Kind::Tuple => list::draw(pen, field, true),
        // Alternatives of which the chosen one is no container.
        _ => {
            control(pen, field, Place::Named);
            Vec::new()
        }
    }
}

/// Whether the field is several controls under one name, which a `<label>` cannot name.
pub(super) fn is_group(field: &Field) -> bool {
    match &field.kind {
        Kind::Choice(options) => hint::of(field).is_none() && options.len() <= choice::MOST_RADIOS,
        Kind::Boolean => boolean::asks_both_ways(field),
        Kind::Constant(_) => field.required,
        Kind::Null => true,
        _ => false,
    }
}
