//! The shared table over rows of any shape.

use app::i18n::Locale;
use app::ui::{Column, Keep, Table};
use leptos::prelude::*;
use serde_json::{Map, Value};
use std::cell::Cell;
use std::cmp::Ordering;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

type Row = Map<String, Value>;

thread_local! {
    static SIGNALS: Cell<Option<Signals>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Signals {
    rows: RwSignal<Vec<Row>>,
    filter: RwSignal<String>,
}

/// Shows a table of `rows`, a JSON list of objects; the keys of the first one are the columns.
///
/// # Errors
/// When it is not such a list.
#[wasm_bindgen]
pub fn mount_table(parent: HtmlElement, rows: &str) -> Result<(), String> {
    let rows: Vec<Row> = serde_json::from_str(rows).map_err(|error| error.to_string())?;
    super::show(move || {
        Box::new(leptos::mount::mount_to(parent, move || {
            let keys: Vec<String> = rows
                .first()
                .map(|row| row.keys().cloned().collect())
                .unwrap_or_default();
            let columns = keys.into_iter().map(column).collect();
            let signals = Signals {
                rows: RwSignal::new(rows),
                filter: RwSignal::new(String::new()),
            };
            SIGNALS.set(Some(signals));
            let keep = Keep::new(move || {
                let wanted = signals.filter.get().to_lowercase();
                move |row: &Row| {
                    wanted.is_empty() || row.values().any(|value| text(value).to_lowercase().contains(&wanted))
                }
            });
            provide_context(Locale::en);
            view! { <Table id="scroller" caption="Rows" columns rows=signals.rows keep /> }
        }))
    });
    Ok(())
}

/// Changes the numbers of the rows at `places` to `number`, in one step.
#[wasm_bindgen]
pub fn change_rows(places: &[u32], key: &str, number: f64) {
    let Some(signals) = SIGNALS.get() else { return };
    signals.rows.update(|rows| {
        for place in places {
            if let Some(row) = rows.get_mut(*place as usize) {
                row.insert(key.to_owned(), Value::from(number));
            }
        }
    });
}

/// Shows only the rows that hold `text` somewhere.
#[wasm_bindgen]
pub fn filter_rows(text: String) {
    if let Some(signals) = SIGNALS.get() {
        signals.filter.set(text);
    }
}

fn column(key: String) -> Column<Row> {
    let (shown, sorted) = (key.clone(), key.clone());
    Column::new(key, move |row: &Row| {
        row.get(&shown).map(text).unwrap_or_default().into_any()
    })
    .sorted_by(move |one, other| order(one.get(&sorted), other.get(&sorted)))
}

fn order(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    match (one, other) {
        (Some(Value::String(one)), Some(Value::String(other))) => one.cmp(other),
        (one, other) => {
            let number = |value: Option<&Value>| value.and_then(Value::as_f64).unwrap_or(f64::NEG_INFINITY);
            number(one).total_cmp(&number(other))
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
