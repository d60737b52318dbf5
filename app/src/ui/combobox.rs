//! A list box that is filtered by typing, for lists too long for a drop-down list.

use super::{choice::Choice, field::use_field, words::use_words};
use crate::ui::follow;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// Options shown at once; typing narrows the rest down.
const SHOWN: usize = 50;

/// A filterable list box. The text typed is a filter, never a value, unless `free` lets it be one.
#[component]
pub fn Combobox(
    /// Id of the input; the list gets `{id}-list`.
    #[prop(into)]
    id: String,
    /// Value of the chosen option; empty for none.
    #[prop(into)]
    value: Signal<String>,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// Called with the value of the chosen option.
    #[prop(into)]
    on_change: Callback<String>,
    /// Text of the empty box.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Accessible name, for a control outside a `Field`.
    #[prop(optional, into)]
    label: Option<String>,
    /// Any text may be chosen; the options are suggestions.
    #[prop(optional)]
    free: bool,
    /// Name in a plain form.
    #[prop(optional, into)]
    name: Option<String>,
) -> impl IntoView {
    let words = use_words();
    let field = use_field();
    let (described, invalid) = (field.clone(), field.clone());
    let open = RwSignal::new(false);
    let typed = RwSignal::new(None::<String>);
    let active = RwSignal::new(0_usize);
    let shown_text = move || {
        typed.get().unwrap_or_else(|| {
            let value = value.get();
            let label = options.with(|options| {
                options
                    .iter()
                    .find(|option| option.value == value)
                    .map(|option| option.label.clone())
            });
            label.unwrap_or(value)
        })
    };
    let matching = Memo::new(move |_| {
        let needle = typed.get().unwrap_or_default().to_lowercase();
        options.with(|options| {
            let fits = |option: &&Choice| {
                needle.is_empty()
                    || option.label.to_lowercase().contains(&needle)
                    || option.value.to_lowercase().contains(&needle)
            };
            options.iter().filter(fits).take(SHOWN).cloned().collect::<Vec<_>>()
        })
    });
    let leave = move || {
        open.set(false);
        typed.set(None);
        active.set(0);
    };
    let choose = move |chosen: String| {
        leave();
        on_change.run(chosen);
    };
    let on_key = move |event: KeyboardEvent| {
        let count = matching.with(Vec::len);
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" => {
                event.prevent_default();
                if !open.get_untracked() {
                    open.set(true);
                } else if count > 0 {
                    let step = if event.key() == "ArrowDown" { 1 } else { count - 1 };
                    active.update(|active| *active = (*active + step) % count);
                }
            }
            "Enter" if open.get_untracked() => {
                event.prevent_default();
                let chosen = matching.with(|matching| {
                    matching
                        .get(active.get_untracked())
                        .filter(|option| !option.disabled)
                        .map(|option| option.value.clone())
                });
                match (chosen, typed.get_untracked()) {
                    (Some(chosen), _) => choose(chosen),
                    (None, Some(text)) if free => choose(text),
                    _ => {}
                }
            }
            "Escape" if open.get_untracked() => {
                event.prevent_default();
                event.stop_propagation();
                leave();
            }
            _ => {}
        }
    };
    let on_blur = move |_| match typed.get_untracked() {
        Some(text) if free => choose(text),
        _ => leave(),
    };
    let list_id = format!("{id}-list");
    let option_id = {
        let id = id.clone();
        move |index: usize| format!("{id}-option-{index}")
    };
    let active_id = {
        let option_id = option_id.clone();
        move || (open.get() && matching.with(|matching| !matching.is_empty())).then(|| option_id(active.get()))
    };
    let list = move || {
        matching
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, option)| {
                let chosen = option.value.clone();
                view! {
                    <li
                        role="option"
                        id=option_id(index)
                        class="cursor-pointer rounded-field px-3 py-2"
                        class=("bg-base-200", move || active.get() == index)
                        aria-selected=move || if active.get() == index { "true" } else { "false" }
                        aria-disabled=option.disabled.then_some("true")
                        on:mousedown=move |event| {
                            event.prevent_default();
                            if !option.disabled {
                                choose(chosen.clone());
                            }
                        }
                    >
                        {option.label}
                        {option.hint.map(|hint| view! { <span class="block text-sm text-base-content/70">{hint}</span> })}
                    </li>
                }
            })
            .collect_view()
    };
    let nothing = follow(move || (open.get() && matching.with(Vec::is_empty)).then_some(words.no_matches));
    let list_label = label.clone();
    view! {
        <div class="relative">
            <input
                type="text"
                role="combobox"
                id=id
                name=name
                class="input w-full"
                class=("input-error", { let field = field.clone(); move || field.as_ref().is_some_and(|field| field.invalid().is_some()) })
                placeholder=placeholder
                autocomplete="off"
                spellcheck="false"
                aria-label=label
                aria-autocomplete="list"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls=list_id.clone()
                aria-activedescendant=active_id
                aria-required=field.as_ref().is_some_and(|field| field.required).then_some("true")
                aria-invalid=move || invalid.as_ref().and_then(|field| field.invalid())
                aria-describedby=move || described.as_ref().and_then(|field| field.described_by())
                value=untrack(shown_text)
                prop:value=shown_text
                on:input=move |event| {
                    typed.set(Some(event_target_value(&event)));
                    active.set(0);
                    open.set(true);
                }
                on:click=move |_| open.set(true)
                on:keydown=on_key
                on:blur=on_blur
            />
            <ul
                role="listbox"
                id=list_id
                aria-label=list_label
                aria-labelledby=field.map(|field| format!("{}-label", field.id))
                hidden=move || !open.get()
                class="absolute z-30 mt-1 max-h-72 w-full overflow-y-auto rounded-box border border-base-300 bg-base-100 p-1 shadow-lg"
            >
                {list}
            </ul>
            <p class="sr-only" role="status">{nothing}</p>
        </div>
    }
}
