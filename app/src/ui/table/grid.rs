//! The untyped table: scrolling, keyboard and the rows in the document.

use super::super::{
    focus::focus_on,
    follow::{each, follow},
    icon::Icon,
    window::on_window,
};
use super::order::{Order, Sort};
use super::window::{Viewport, first_rows};
use leptos::attr::custom::CustomAttribute;
use leptos::ev::{self, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use std::sync::Arc;
use std::time::Duration;

/// Up to this many rows a change is put in order at once.
const SMALL: u32 = 2_000;
/// Larger tables are put in order again this long after a change: rows that jump about all the time help nobody.
const SETTLE: Duration = Duration::from_millis(400);

/// Heading of a column.
#[derive(Clone)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) class: &'static str,
    pub(super) sortable: bool,
}

/// The rows, without their type.
pub(super) struct Source {
    /// Filters and sorts. Follows the filter's signals, not the rows.
    pub(super) arranged: Box<dyn Fn(Option<Sort>) -> Order + Send + Sync>,
    /// The cells of one row; follows the rows.
    pub(super) row: Arc<dyn Fn(u32) -> Option<AnyView> + Send + Sync>,
    /// How many rows there are; notifies whenever any row changes.
    pub(super) len: Signal<usize>,
}

/// Scrolling, keyboard and the rows in the document.
#[component]
pub(super) fn Grid(
    id: String,
    caption: String,
    heads: Vec<Head>,
    source: Source,
    sorted: Option<Sort>,
    class: &'static str,
    empty: ViewFn,
) -> impl IntoView {
    let Source { arranged, row, len } = source;
    let scroller = NodeRef::<html::Div>::new();
    let sort = RwSignal::new(sorted);
    let refresh = Trigger::new();
    let order = Memo::new(move |_| {
        refresh.track();
        arranged(sort.get())
    });
    rearrange_on_change(order, len, refresh);
    let viewport = RwSignal::new(None::<Viewport>);
    let measure = move || {
        if let Some(measured) = scroller.get_untracked().map(|scroller| measured(&scroller)) {
            viewport.maybe_update(|old| {
                let changed = *old != Some(measured);
                *old = Some(measured);
                changed
            });
        }
    };
    Effect::new(move |_| {
        if scroller.get().is_some() {
            measure();
        }
    });
    on_window(ev::resize, move |_| measure());
    let count = Memo::new(move |_| order.with(Order::len));
    let window = Memo::new(move |_| match viewport.get() {
        Some(viewport) => viewport.rows(count.get()),
        None => first_rows(count.get()),
    });
    let active = RwSignal::new(0_u32);
    let on_key = move |event: KeyboardEvent| {
        let (Some(scroller), Some(viewport)) = (scroller.get_untracked(), viewport.get_untracked()) else {
            return;
        };
        let (current, last) = (active.get_untracked(), count.get_untracked().saturating_sub(1));
        let next = match event.key().as_str() {
            "ArrowDown" => current.saturating_add(1),
            "ArrowUp" => current.saturating_sub(1),
            "PageDown" => current.saturating_add(viewport.page()),
            "PageUp" => current.saturating_sub(viewport.page()),
            "Home" => 0,
            "End" => last,
            "Enter" => return open_row(&event),
            _ => return,
        }
        .min(last);
        event.prevent_default();
        active.set(next);
        if let Some(top) = viewport.scroll_to(next) {
            #[expect(clippy::cast_possible_truncation, reason = "browsers scroll by whole pixels")]
            scroller.set_scroll_top(top.ceil() as i32);
            measure();
        }
        request_animation_frame(move || focus_row(&scroller, next));
    };
    let columns = heads.len().to_string();
    let spacer = move |rows: u32| {
        let height = viewport.get().map_or(0.0, |viewport| viewport.row) * f64::from(rows);
        let columns = columns.clone();
        // The attribute, because the content security policy allows no inline style.
        let cell = || {
            html::td()
                .class("p-0")
                .colspan(columns)
                .attr("height", height.to_string())
        };
        (height >= 1.0).then(|| view! { <tr aria-hidden="true">{cell()}</tr> })
    };
    let before = {
        let spacer = spacer.clone();
        move || spacer(window.get().start)
    };
    let after = follow(move || spacer(count.get().saturating_sub(window.get().end)));
    let headings = heads
        .into_iter()
        .enumerate()
        .map(|(column, head)| view! { <Heading column head sort /> })
        .collect_view();
    let body = move |position: u32| {
        let row = Arc::clone(&row);
        let cells = follow(move || row(order.with(|order| order.row(position))?));
        let focusable = move || {
            let window = window.get();
            let active = active.get();
            active == position || (position == window.start && !window.contains(&active))
        };
        view! {
            <tr
                class="h-11 focus-visible:outline-2 focus-visible:-outline-offset-2 hover:bg-base-200"
                aria-rowindex=(position + 2).to_string()
                tabindex=move || if focusable() { "0" } else { "-1" }
                on:focusin=move |_| active.set(position)
            >
                {cells}
            </tr>
        }
        .into_any()
    };
    view! {
        <div
            id=id
            node_ref=scroller
            class=format!("overflow-auto rounded-box border border-base-300 {class}")
            on:scroll=move |_| measure()
        >
            <table class="table" aria-rowcount=move || (count.get() + 1).to_string()>
                <caption class="sr-only">{caption}</caption>
                <thead class="sticky top-0 z-10 bg-base-200">
                    <tr aria-rowindex="1">{headings}</tr>
                </thead>
                <tbody on:keydown=on_key>
                    {before}
                    {each(move || window.get().collect(), u32::to_string, body)}
                    {after}
                </tbody>
            </table>
            {move || (count.get() == 0).then(|| empty.run())}
        </div>
    }
}

#[component]
fn Heading(column: usize, head: Head, sort: RwSignal<Option<Sort>>) -> impl IntoView {
    let own = move || sort.get().filter(|sort| sort.column == column);
    let title = head.title;
    let content = if head.sortable {
        let icon = follow(move || {
            own().map(
                |sort| view! { <Icon name=if sort.descending { "arrow-down" } else { "arrow-up" } class="size-3.5" /> },
            )
        });
        view! {
            <button
                type="button"
                class="inline-flex cursor-pointer items-center gap-1 font-semibold"
                on:click=move |_| sort.update(|sort| *sort = Sort::after_click(*sort, column))
            >
                {title} {icon}
            </button>
        }
        .into_any()
    } else {
        title.into_any()
    };
    let direction = move || own().map(|sort| if sort.descending { "descending" } else { "ascending" });
    view! { <th scope="col" class=head.class aria-sort=direction>{content}</th> }
}

/// Puts the rows in order again after they changed: at once where that is cheap, else when things have settled.
fn rearrange_on_change(order: Memo<Order>, len: Signal<usize>, refresh: Trigger) {
    let waiting = StoredValue::new(false);
    Effect::new(move |first: Option<()>| {
        let len = len.get();
        if first.is_none() {
            return;
        }
        match order.get_untracked() {
            Order::Natural(known) if known as usize == len => {}
            Order::Natural(_) => refresh.notify(),
            Order::Picked(_) if len <= SMALL as usize => refresh.notify(),
            Order::Picked(_) if waiting.get_value() => {}
            Order::Picked(_) => {
                waiting.set_value(true);
                let settle = move || {
                    if waiting.try_set_value(false).is_none() {
                        refresh.notify();
                    }
                };
                set_timeout(settle, SETTLE);
            }
        }
    });
}

fn measured(scroller: &Element) -> Viewport {
    let height = |selector: &str| {
        let element = scroller.query_selector(selector).ok().flatten();
        let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
        element.map_or(0.0, |element| f64::from(element.offset_height()))
    };
    Viewport {
        top: f64::from(scroller.scroll_top()),
        height: f64::from(scroller.client_height()),
        head: height("thead"),
        row: height("tbody tr[aria-rowindex]"),
    }
}

fn focus_row(scroller: &Element, position: u32) {
    let selector = format!("tbody tr[aria-rowindex='{}']", position + 2);
    focus_on(scroller.query_selector(&selector).ok().flatten());
}

/// Enter on a row, not on something inside it.
fn open_row(event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    if let Some(row) = target.filter(|target| target.tag_name() == "TR")
        && let Ok(Some(first)) = row.query_selector("a[href], button")
        && let Ok(first) = first.dyn_into::<HtmlElement>()
    {
        first.click();
    }
}
