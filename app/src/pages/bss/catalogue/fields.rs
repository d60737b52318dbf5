//! What a row is made of: which fields each list has, how they are called on the wire, and how they are read.

use crate::search::fold;
use contract::Baisa;
use contract::storefront::OfferKind;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Name,
    Slug,
    Text,
    Price,
    Cpu,
    Memory,
    Storage,
    Lines,
    Category,
    Size,
    Emoji,
    Discount,
    Order,
    /// Name in Arabic.
    ArabicName,
    /// Description in Arabic.
    ArabicText,
}

/// How a field is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Whole,
    /// Rials in the form, baisa on the wire.
    Money,
    /// One text a line.
    Lines,
}

/// The fields of a list in the order of the form, with their names on the wire; a full stop leads into an object.
pub(super) fn fields(kind: OfferKind) -> &'static [(Field, &'static str)] {
    match kind {
        OfferKind::Plans => &[
            (Field::Name, "name"),
            (Field::Slug, "slug"),
            (Field::Text, "description"),
            (Field::ArabicName, "translations.ar.title"),
            (Field::ArabicText, "translations.ar.description"),
            (Field::Price, "price_baisa"),
            (Field::Cpu, "cpu"),
            (Field::Memory, "memory"),
            (Field::Storage, "storage"),
            (Field::Lines, "features"),
            (Field::Order, "sort_order"),
        ],
        OfferKind::AddOns => &[
            (Field::Name, "name"),
            (Field::Slug, "slug"),
            (Field::Text, "description"),
            (Field::ArabicName, "translations.ar.title"),
            (Field::ArabicText, "translations.ar.description"),
            (Field::Price, "price_baisa"),
            (Field::Category, "category"),
        ],
        OfferKind::Bundles => &[
            (Field::Name, "name"),
            (Field::Slug, "slug"),
            (Field::Text, "tagline"),
            (Field::ArabicName, "translations.ar.title"),
            (Field::ArabicText, "translations.ar.tagline"),
            (Field::Lines, "apps"),
            (Field::Discount, "discount"),
            (Field::Size, "recommended_size"),
        ],
        OfferKind::Industries => &[
            (Field::Name, "name"),
            (Field::Slug, "slug"),
            (Field::Emoji, "emoji"),
            (Field::Text, "description"),
            (Field::ArabicName, "translations.ar.title"),
            (Field::ArabicText, "translations.ar.description"),
            (Field::Lines, "suggested_apps"),
            (Field::Order, "display_order"),
        ],
    }
}

/// The switch of a list, by its name on the wire.
pub(super) fn switch(kind: OfferKind) -> Option<&'static str> {
    match kind {
        OfferKind::Plans => Some("popular"),
        OfferKind::AddOns => Some("included"),
        OfferKind::Bundles | OfferKind::Industries => None,
    }
}

impl Field {
    fn form(self) -> Form {
        match self {
            Self::Price => Form::Money,
            Self::Order | Self::Discount => Form::Whole,
            Self::Lines => Form::Lines,
            _ => Form::Text,
        }
    }

    /// Id of its control.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Slug => "slug",
            Self::Text => "text",
            Self::Price => "price",
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::Storage => "storage",
            Self::Lines => "lines",
            Self::Category => "category",
            Self::Size => "size",
            Self::Emoji => "emoji",
            Self::Discount => "discount",
            Self::Order => "order",
            Self::ArabicName => "arabic-name",
            Self::ArabicText => "arabic-text",
        }
    }

    /// Whether it must be filled in.
    pub(super) fn is_required(self, kind: OfferKind) -> bool {
        match self {
            Self::Name | Self::Slug | Self::Price => true,
            Self::Lines => kind == OfferKind::Bundles,
            _ => false,
        }
    }

    /// The field that a refusal of the service begins with; `None` for the whole form.
    pub(super) fn of_refusal(kind: OfferKind, message: &str) -> Option<Self> {
        let word = message.split(' ').next()?;
        if word == "price" {
            return Some(Self::Price);
        }
        if word == "apps" || word == "features" {
            return Some(Self::Lines);
        }
        let named = fields(kind).iter().find(|(_, wire)| *wire == word);
        named.map(|(field, _)| *field)
    }
}

/// What is typed into the form, over the row as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) kind: OfferKind,
    pub(super) values: BTreeMap<Field, String>,
    pub(super) on: bool,
    /// What the form does not show stays as it was.
    row: Map<String, Value>,
}

impl Draft {
    /// The form of a row; of a new one for nothing.
    pub(super) fn of(kind: OfferKind, row: Option<&Value>) -> Self {
        let row = row.and_then(Value::as_object).cloned().unwrap_or_default();
        let values = fields(kind)
            .iter()
            .map(|(field, wire)| (*field, written(*field, &row, wire)));
        Self {
            kind,
            values: values.collect(),
            on: switch(kind).is_some_and(|wire| row.get(wire) == Some(&Value::Bool(true))),
            row,
        }
    }

    pub(super) fn value(&self, field: Field) -> String {
        self.values.get(&field).cloned().unwrap_or_default()
    }

    /// The row that is typed.
    ///
    /// # Errors
    /// The fields that hold no value that a row can have.
    pub(super) fn read(&self) -> Result<Value, Vec<Field>> {
        let mut row = self.row.clone();
        let mut wrong = Vec::new();
        for (field, wire) in fields(self.kind) {
            let text = self.value(*field);
            match read(*field, &text) {
                Some(_) if text.trim().is_empty() && field.is_required(self.kind) => wrong.push(*field),
                Some(value) => put(&mut row, wire, value),
                None => wrong.push(*field),
            }
        }
        if let Some(wire) = switch(self.kind) {
            row.insert(wire.to_owned(), Value::Bool(self.on));
        }
        // What other services read, which know whole rials only.
        if let Some(baisa) = row.get("price_baisa").and_then(Value::as_i64) {
            row.insert("price_omr".to_owned(), Value::from(Baisa(baisa).whole_omr()));
        }
        if wrong.is_empty() {
            Ok(Value::Object(row))
        } else {
            Err(wrong)
        }
    }
}

fn written(field: Field, row: &Map<String, Value>, wire: &str) -> String {
    let value = at(row, wire);
    match field.form() {
        Form::Text => value.and_then(Value::as_str).unwrap_or_default().to_owned(),
        Form::Whole => value
            .and_then(Value::as_i64)
            .map(|number| number.to_string())
            .unwrap_or_default(),
        Form::Money => {
            let rials = || row.get("price_omr").and_then(Value::as_i64).map(Baisa::from_omr);
            let price = value.and_then(Value::as_i64).map(Baisa).or_else(rials);
            price.map(|price| price.money().decimal()).unwrap_or_default()
        }
        Form::Lines => {
            let lines = value.and_then(Value::as_array).into_iter().flatten();
            lines.filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
        }
    }
}

fn at<'a>(row: &'a Map<String, Value>, wire: &str) -> Option<&'a Value> {
    match wire.split_once('.') {
        None => row.get(wire),
        Some((outer, inner)) => at(row.get(outer)?.as_object()?, inner),
    }
}

/// Writes a value. An object is not made for nothing.
fn put(row: &mut Map<String, Value>, wire: &str, value: Value) {
    match wire.split_once('.') {
        None => drop(row.insert(wire.to_owned(), value)),
        Some((outer, _)) if value == "" && !row.contains_key(outer) => {}
        Some((outer, inner)) => {
            let object = row.entry(outer).or_insert_with(|| Value::Object(Map::new()));
            if let Some(object) = object.as_object_mut() {
                put(object, inner, value);
            }
        }
    }
}

/// The value on the wire; `None` for a text that stands for none.
fn read(field: Field, text: &str) -> Option<Value> {
    let text = text.trim();
    Some(match field.form() {
        Form::Text => Value::from(text),
        Form::Whole if text.is_empty() => Value::from(0),
        Form::Whole => Value::from(fold(text).parse::<u32>().ok()?),
        Form::Money if text.is_empty() => Value::Null,
        // The decimal separator of Arabic.
        Form::Money => Value::from(Baisa::parse_rials(&fold(text).replace('\u{66b}', "."))?.0),
        Form::Lines => text.lines().map(str::trim).filter(|line| !line.is_empty()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn plan() -> Value {
        json!({
            "id": "plan-m", "slug": "m", "name": "M", "description": "", "cpu": "4 vCPU", "memory": "8 GB",
            "storage": "50 GB", "price_omr": 9, "price_baisa": 9250, "popular": true, "sort_order": 2,
            "features": ["Mail", "Backup"], "stripe_price_id": "price_1",
        })
    }

    #[test]
    fn a_row_that_nobody_touched_stays_as_it_was() {
        let draft = Draft::of(OfferKind::Plans, Some(&plan()));
        assert_eq!(draft.value(Field::Price), "9.250");
        assert_eq!(draft.value(Field::Lines), "Mail\nBackup");
        assert_eq!(draft.read(), Ok(plan()));
    }

    #[test]
    fn money_is_typed_in_rials_and_sent_in_baisa() {
        let mut draft = Draft::of(OfferKind::Plans, Some(&plan()));
        for (typed, baisa) in [("12.5", 12_500), (" 7 ", 7000), ("٩٫٧٥", 9750), ("0", 0)] {
            draft.values.insert(Field::Price, typed.to_owned());
            let row = draft.read().unwrap();
            assert_eq!(
                (&row["price_baisa"], &row["price_omr"]),
                (&json!(baisa), &json!(baisa / 1000)),
                "{typed}"
            );
        }
        for wrong in ["", "-1", "1.2345", "nine", "1,5"] {
            draft.values.insert(Field::Price, wrong.to_owned());
            assert_eq!(draft.read(), Err(vec![Field::Price]), "{wrong}");
        }
    }

    #[test]
    fn a_new_row_says_what_is_missing() {
        let draft = Draft::of(OfferKind::Bundles, None);
        assert_eq!(draft.read(), Err(vec![Field::Name, Field::Slug, Field::Lines]));
    }

    #[test]
    fn words_in_arabic_lie_beside_those_of_other_languages() {
        let mut row = plan();
        row["translations"] = json!({"ar": {"title": "م", "tagline": "كما هو"}, "fr": {"title": "M"}});
        let mut draft = Draft::of(OfferKind::Plans, Some(&row));
        assert_eq!(draft.value(Field::ArabicName), "م");
        draft.values.insert(Field::ArabicText, " متجر ".to_owned());
        row["translations"]["ar"]["description"] = json!("متجر");
        assert_eq!(draft.read().unwrap(), row);
    }

    #[test]
    fn a_refusal_goes_to_its_field() {
        let of = |message| Field::of_refusal(OfferKind::Plans, message);
        assert_eq!(of("slug is already taken"), Some(Field::Slug));
        assert_eq!(of("price must be between 0 and 1000000 rials"), Some(Field::Price));
        assert_eq!(of("cpu may have at most 500 characters"), Some(Field::Cpu));
        assert_eq!(of("failed to update the catalog"), None);
        assert_eq!(
            Field::of_refusal(OfferKind::Bundles, "apps are required"),
            Some(Field::Lines)
        );
    }
}
