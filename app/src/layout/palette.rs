//! The command palette: everything that has an address, by keyboard.

mod commands;
mod score;

use super::scope::use_scope;
use crate::api::Api;
use crate::i18n::*;
use crate::live::use_live;
use crate::ui::{Dialog, Icon, follow, on_window};
use commands::Command;
use contract::catalog::{CatalogBlueprint, ListCatalog};
use leptos::ev::{self, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Commands shown at once.
const MOST: usize = 12;
const LIST: &str = "palette-list";

/// Opens the palette from elsewhere in the frame.
#[derive(Clone, Copy)]
pub(super) struct PaletteSwitch(RwSignal<bool>);

impl PaletteSwitch {
    /// Also listens for Ctrl-K and Cmd-K.
    pub(super) fn provide() -> Self {
        let open = RwSignal::new(false);
        on_window(ev::keydown, move |event| {
            if (event.ctrl_key() || event.meta_key()) && !event.alt_key() && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                open.update(|open| *open = !*open);
            }
        });
        Self(open)
    }

    pub(super) fn open(self) {
        self.0.set(true);
    }
}

/// The catalogue, asked for when the palette is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Catalog {
    NotAsked,
    Asked,
    Failed,
}

/// The palette.
#[component]
pub(super) fn Palette(switch: PaletteSwitch) -> impl IntoView {
    let locale = use_locale();
    let PaletteSwitch(open) = switch;
    let (scope, live, api) = (use_scope(), use_live(), Api::from_context());
    let catalog = RwSignal::new(Vec::<CatalogBlueprint>::new());
    let asked = RwSignal::new(Catalog::NotAsked);
    Effect::new(move |_| {
        if !open.get() || asked.get_untracked() == Catalog::Asked {
            return;
        }
        asked.set(Catalog::Asked);
        let listing = api.call(ListCatalog::default());
        leptos::task::spawn_local(async move {
            match listing.await {
                Ok(listed) => catalog.try_set(listed.items).map_or((), drop),
                Err(_) => asked.try_set(Catalog::Failed).map_or((), drop),
            }
        });
    });
    let typed = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    Effect::new(move |_| {
        if !open.get() {
            typed.set(String::new());
            active.set(0);
        }
    });
    let everything = Memo::new(move |_| match open.get() {
        true => catalog.with(|catalog| commands::all(scope, live, catalog)),
        false => Vec::new(),
    });
    let shown =
        Memo::new(move |_| everything.with(|commands| typed.with(|typed| commands::fitting(commands, typed, MOST))));
    let content = move || view! { <Finder typed shown active open failed=Signal::derive(move || asked.get() == Catalog::Failed) /> };
    view! { <Dialog id="palette" open title=td_string!(locale, layout.palette.title)>{content()}</Dialog> }
}

/// The combobox and its list.
#[component]
fn Finder(
    typed: RwSignal<String>,
    shown: Memo<Vec<Command>>,
    active: RwSignal<usize>,
    open: RwSignal<bool>,
    failed: Signal<bool>,
) -> impl IntoView {
    let locale = use_locale();
    let navigate = use_navigate();
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            drop(input.focus());
        }
    });
    let run = Callback::new(move |command: Command| {
        open.set(false);
        navigate(&command.href, NavigateOptions::default());
    });
    let on_key = move |event: KeyboardEvent| {
        let count = shown.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if count > 0 => {
                event.prevent_default();
                let step = if event.key() == "ArrowDown" { 1 } else { count - 1 };
                active.update(|active| *active = (*active + step) % count);
            }
            "Enter" => {
                event.prevent_default();
                let chosen = shown.with_untracked(|shown| shown.get(active.get_untracked()).cloned());
                if let Some(command) = chosen {
                    run.run(command);
                }
            }
            _ => {}
        }
    };
    let rows = follow(move || {
        let rows = shown.get().into_iter().enumerate();
        rows.map(|(index, command)| view! { <Row index command active run /> })
            .collect_view()
    });
    let nothing = follow(move || shown.with(Vec::is_empty).then(|| td_string!(locale, common.no_matches)));
    let active_row = move || shown.with(|shown| !shown.is_empty()).then(|| row_id(active.get()));
    view! {
        <input
            node_ref=input
            type="text"
            role="combobox"
            class="input w-full"
            placeholder=td_string!(locale, layout.palette.placeholder)
            aria-label=td_string!(locale, layout.palette.placeholder)
            aria-autocomplete="list"
            aria-expanded="true"
            aria-controls=LIST
            aria-activedescendant=active_row
            autocomplete="off"
            spellcheck="false"
            prop:value=move || typed.get()
            on:input=move |event| {
                typed.set(event_target_value(&event));
                active.set(0);
            }
            on:keydown=on_key
        />
        <ul id=LIST role="listbox" aria-label=td_string!(locale, layout.palette.results) class="mt-2 flex flex-col gap-1">
            {rows}
        </ul>
        <p role="status" class="px-3 text-base-content/70">{nothing}</p>
        {move || failed.get().then(|| view! { <p class="px-3 py-2 text-warning">{td_string!(locale, layout.palette.catalog_failed)}</p> })}
        <p class="mt-3 text-xs text-base-content/70">{td_string!(locale, layout.palette.hint)}</p>
    }
}

/// An option holds nothing that could take the focus: the input keeps it.
#[component]
fn Row(index: usize, command: Command, active: RwSignal<usize>, run: Callback<Command>) -> impl IntoView {
    let here = move || active.get() == index;
    let (icon, text) = (command.icon, command.text.clone());
    view! {
        <li
            id=row_id(index)
            role="option"
            aria-selected=move || if here() { "true" } else { "false" }
            class="flex cursor-pointer items-center gap-3 rounded-field px-3 py-2"
            class=("bg-base-200", here)
            on:mousemove=move |_| active.set(index)
            on:click=move |_| run.run(command.clone())
        >
            <Icon name=icon />
            <bdi>{text}</bdi>
        </li>
    }
}

fn row_id(index: usize) -> String {
    format!("palette-option-{index}")
}
