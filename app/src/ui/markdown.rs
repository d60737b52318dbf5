//! Shows the README of a stranger: a small, safe part of Markdown, always as text and never as HTML.

mod parse;

use leptos::prelude::*;
use parse::{Block, Span, parse};

/// A text in the safe part of Markdown. Its headings begin one level under the page's.
#[component]
pub fn Markdown(
    /// The source.
    #[prop(into)]
    source: String,
) -> impl IntoView {
    let blocks = parse(&source).into_iter().map(block).collect_view();
    view! { <div dir="auto" class="flex max-w-prose flex-col gap-4 wrap-anywhere">{blocks}</div> }
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Heading(1, text) => view! { <h2 class="text-xl font-semibold">{spans(text)}</h2> }.into_any(),
        Block::Heading(2, text) => view! { <h3 class="text-lg font-semibold">{spans(text)}</h3> }.into_any(),
        Block::Heading(_, text) => view! { <h4 class="font-semibold">{spans(text)}</h4> }.into_any(),
        Block::Paragraph(text) => view! { <p>{spans(text)}</p> }.into_any(),
        Block::Bullets(rows) => view! { <ul class="list-disc ps-6">{items(rows)}</ul> }.into_any(),
        Block::Numbers(rows) => view! { <ol class="list-decimal ps-6">{items(rows)}</ol> }.into_any(),
        Block::Code(text) => {
            view! { <pre dir="ltr" tabindex="0" class="overflow-auto rounded-box bg-base-200 p-4 text-sm"><code>{text}</code></pre> }.into_any()
        }
    }
}

fn items(rows: Vec<Vec<Span>>) -> AnyView {
    rows.into_iter()
        .map(|row| view! { <li>{spans(row)}</li> })
        .collect_view()
        .into_any()
}

fn spans(spans: Vec<Span>) -> AnyView {
    spans.into_iter().map(span).collect_view().into_any()
}

fn span(span: Span) -> AnyView {
    match span {
        Span::Text(text) => text.into_any(),
        Span::Strong(text) => view! { <strong>{text}</strong> }.into_any(),
        Span::Emphasis(text) => view! { <em>{text}</em> }.into_any(),
        Span::Code(text) => view! { <code dir="ltr" class="rounded bg-base-200 px-1 text-sm">{text}</code> }.into_any(),
        Span::Link { text, href } => {
            view! { <a href=href class="link" target="_blank" rel="noopener noreferrer nofollow">{text}</a> }.into_any()
        }
    }
}
