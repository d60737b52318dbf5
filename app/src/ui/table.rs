//! The data table: sorted, filtered and moved through locally, with only the visible rows in the document.
//!
//! [`Table`] is a thin typed cover over one untyped grid, so that every further row type costs little WebAssembly.

mod grid;
mod order;
mod window;

use grid::Grid;
use leptos::prelude::*;
use order::{Sort, arrange};
use std::cmp::Ordering;
use std::sync::Arc;

type Cell<R> = Arc<dyn Fn(&R) -> AnyView + Send + Sync>;
type Compare<R> = Arc<dyn Fn(&R, &R) -> Ordering + Send + Sync>;
type Predicate<R> = Box<dyn Fn(&R) -> bool>;

/// One column.
pub struct Column<R> {
    title: String,
    class: &'static str,
    cell: Cell<R>,
    compare: Option<Compare<R>>,
}

impl<R> Column<R> {
    /// A column with its heading and what a row shows in it.
    pub fn new(title: impl Into<String>, cell: impl Fn(&R) -> AnyView + Send + Sync + 'static) -> Self {
        Self {
            title: title.into(),
            class: "",
            cell: Arc::new(cell),
            compare: None,
        }
    }

    /// Lets the User sort by this column.
    #[must_use]
    pub fn sorted_by(mut self, compare: impl Fn(&R, &R) -> Ordering + Send + Sync + 'static) -> Self {
        self.compare = Some(Arc::new(compare));
        self
    }

    /// Classes of the column's cells.
    #[must_use]
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }
}

/// Which rows stay. The outer function runs when a signal in it changes, the inner one once a row.
pub struct Keep<R>(Arc<dyn Fn() -> Predicate<R> + Send + Sync>);

impl<R> Keep<R> {
    /// `Keep::new(move || { let text = query.get(); move |row: &Row| row.name.contains(&text) })`
    pub fn new<P: Fn(&R) -> bool + 'static>(filter: impl Fn() -> P + Send + Sync + 'static) -> Self {
        Self(Arc::new(move || Box::new(filter())))
    }
}

/// A table of any number of rows. Arrow keys, Page Up/Down, Home and End move between rows; Enter follows the first
/// link or button of a row. Server: the first rows, as they will be in the browser.
#[component]
pub fn Table<R: Send + Sync + 'static>(
    /// Id of the scroller.
    #[prop(into)]
    id: String,
    /// What the table lists, for assistive technology.
    #[prop(into)]
    caption: String,
    /// The columns.
    columns: Vec<Column<R>>,
    /// The rows. An `RwSignal<Vec<R>>` is read in place, without a copy.
    #[prop(into)]
    rows: Signal<Vec<R>>,
    /// Which rows stay.
    #[prop(optional)]
    keep: Option<Keep<R>>,
    /// Column sorted by at first, and whether descending.
    #[prop(optional)]
    sorted: Option<(usize, bool)>,
    /// Classes of the scroller.
    #[prop(default = "max-h-[70vh]")]
    class: &'static str,
    /// Shown instead of rows when there are none.
    #[prop(optional, into)]
    empty: ViewFn,
) -> impl IntoView {
    let heads = columns
        .iter()
        .map(|column| grid::Head {
            title: column.title.clone(),
            class: column.class,
            sortable: column.compare.is_some(),
        })
        .collect();
    let (compare, cells): (Vec<_>, Vec<_>) = columns
        .into_iter()
        .map(|column| (column.compare, (column.class, column.cell)))
        .unzip();
    let arranged = move |sort: Option<Sort>| {
        let keep = keep.as_ref().map(|Keep(keep)| keep());
        let compare = sort.and_then(|sort| Some((compare.get(sort.column)?.as_deref()?, sort.descending)));
        // Only the filter's own signals are followed here: the grid decides when changed rows are worth a new order.
        rows.with_untracked(|rows| arrange(rows, keep.as_deref(), compare))
    };
    let row = move |index: u32| {
        rows.with(|rows| {
            let row = rows.get(index as usize)?;
            let cells = cells
                .iter()
                .map(|(class, cell)| view! { <td class=*class>{cell(row)}</td> });
            Some(cells.collect_view().into_any())
        })
    };
    let source = grid::Source {
        arranged: Box::new(arranged),
        row: Arc::new(row),
        len: Signal::derive(move || rows.with(Vec::len)),
    };
    let sorted = sorted.map(|(column, descending)| Sort { column, descending });
    view! { <Grid id caption heads source sorted class empty /> }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_server_sends_the_first_rows_of_a_long_table() {
        let html = Owner::new().with(|| {
            let columns = vec![Column::new("Name", |row: &u32| format!("row {row}").into_any()).sorted_by(Ord::cmp)];
            let rows = RwSignal::new((0..100_000_u32).collect::<Vec<_>>());
            let table = view! { <Table id="scroller" caption="Rows" columns rows sorted=(0, true) /> };
            table.to_html()
        });
        assert!(html.contains("<thead") && html.contains("<tbody"), "{html}");
        assert!(html.contains("aria-rowcount=\"100001\""));
        assert!(html.contains("row 99999") && html.contains("row 99950") && !html.contains("row 99949"));
        assert!(
            !html.contains("style="),
            "the content security policy allows no inline style"
        );
    }
}
