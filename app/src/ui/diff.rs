//! Shows a unified diff.

mod parse;

use super::words::use_words;
use crate::ui::follow;
use leptos::prelude::*;
use parse::{Line, LineKind, parse};

/// A unified diff with line numbers. Added and removed lines carry a sign and a spoken word beside their colour.
#[component]
pub fn DiffView(
    /// Accessible name.
    #[prop(into)]
    label: String,
    /// Unified diff text.
    #[prop(into)]
    diff: Signal<String>,
) -> impl IntoView {
    let lines = follow(move || {
        diff.with(|diff| parse(diff))
            .into_iter()
            .map(|line| view! { <DiffRow line /> })
            .collect_view()
    });
    let caption = label.clone();
    view! {
        <div
            dir="ltr"
            tabindex="0"
            role="region"
            aria-label=label
            class="relative max-h-[60vh] overflow-auto rounded-box border border-base-300 bg-base-100 font-mono text-sm"
        >
            <table class="w-full border-collapse">
                <caption class="sr-only">{caption}</caption>
                <thead class="sr-only">
                    <tr><th scope="col">"−"</th><th scope="col">"+"</th><th scope="col">"±"</th><th scope="col">"…"</th></tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

#[component]
fn DiffRow(line: Line) -> impl IntoView {
    let words = use_words();
    let (class, sign, spoken) = match line.kind {
        LineKind::Added => ("bg-success/15", "+", Some(words.added)),
        LineKind::Removed => ("bg-error/15", "-", Some(words.removed)),
        LineKind::Same => ("", " ", None),
        LineKind::Hunk => ("bg-info/10 text-base-content/70", " ", None),
        LineKind::File => ("bg-base-200 font-semibold", " ", None),
    };
    const NUMBER: &str = "w-12 select-none px-2 text-end align-top tabular-nums text-base-content/75";
    view! {
        <tr class=class>
            <td class=NUMBER>{line.old}</td>
            <td class=NUMBER>{line.new}</td>
            <td class="w-6 text-center align-top">
                <span aria-hidden="true">{sign}</span>
                {spoken.map(|spoken| view! { <span class="sr-only">{spoken}</span> })}
            </td>
            <td class="pe-4 whitespace-pre">{line.text}</td>
        </tr>
    }
}
