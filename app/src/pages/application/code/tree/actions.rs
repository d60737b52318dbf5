//! Files are made, renamed and deleted here; the next commit does it on the branch.

use crate::i18n::*;
use crate::pages::application::code::Sources;
use crate::pages::application::model::files::Held;
use crate::pages::application::model::pending::{BadPath, Fixed};
use crate::ui::{Button, Dialog, Field, Size, TextInput, Variant, chunk, follow, later};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// What a path is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    New,
    Rename,
}

/// The buttons, and the dialog that asks for a path.
#[component]
pub(super) fn Actions(sources: Sources, held: StoredValue<Vec<Held>>, chosen: Memo<String>) -> impl IntoView {
    let locale = use_locale();
    let navigate = use_navigate();
    let asking = Asking {
        sources,
        held,
        chosen,
        naming: RwSignal::new(Naming::New),
        open: RwSignal::new(false),
        typed: RwSignal::new(String::new()),
    };
    let open = asking.open;
    let fixed = Signal::derive(move || {
        Some(match chosen.with(|chosen| Fixed::of(chosen, &sources.overlay()))? {
            Fixed::Settings => td_string!(locale, application.code.fixed_settings).to_owned(),
            Fixed::Platform => td_string!(locale, application.code.fixed_platform).to_owned(),
        })
    });
    let ask = move |what: Naming| {
        move |_| {
            asking.naming.set(what);
            asking.typed.set(match what {
                Naming::New => String::new(),
                Naming::Rename => chosen.get_untracked(),
            });
            open.set(true);
        }
    };
    // Once asked for, it stays.
    let asked = Memo::new(move |asked| asked == Some(&true) || open.get());
    let dialog = follow(move || asked.get().then(|| later("", move || file_path(asking))));
    let delete = move |_| {
        held.with_value(|held| sources.unsaved.delete(held, &chosen.get_untracked()));
        navigate(&untrack(|| sources.href_first()), NavigateOptions::default());
    };
    view! {
        // Below the wide layout, why a button is off is said in the middle: beside the edge there is no room for it.
        <div class="relative flex flex-wrap gap-2 max-lg:[&_.tooltip]:static">
            <Button size=Size::Small icon="plus" on_click=ask(Naming::New)>{td_string!(locale, application.code.new_file)}</Button>
            <Button id="rename-file" size=Size::Small icon="pencil" disabled_reason=fixed on_click=ask(Naming::Rename)>
                {td_string!(locale, application.code.rename)}
            </Button>
            <Button id="delete-file" size=Size::Small icon="trash-2" disabled_reason=fixed on_click=delete>
                {td_string!(locale, application.code.delete)}
            </Button>
        </div>
        {dialog}
    }
}

/// What the dialog is about.
#[derive(Clone, Copy)]
struct Asking {
    sources: Sources,
    held: StoredValue<Vec<Held>>,
    chosen: Memo<String>,
    naming: RwSignal<Naming>,
    open: RwSignal<bool>,
    typed: RwSignal<String>,
}

chunk! {
    fn file_path(asking: Asking) -> AnyView {
        view! { <AskPath asking /> }.into_any()
    }
}

#[component]
fn AskPath(asking: Asking) -> impl IntoView {
    let Asking {
        sources,
        held,
        chosen,
        naming,
        open,
        typed,
    } = asking;
    let locale = use_locale();
    let navigate = StoredValue::new(use_navigate());
    let tried = RwSignal::new(false);
    Effect::new(move |_| {
        if open.get() {
            tried.set(false);
        }
    });
    let title = Signal::derive(move || match naming.get() {
        Naming::New => td_string!(locale, application.code.new_file).to_owned(),
        Naming::Rename => say!(locale, application.code.rename_title, file = chosen.get()),
    });
    let refused = move || {
        let path = typed.with(|typed| typed.trim().to_owned());
        let pending = sources.unsaved.pending;
        held.with_value(|held| pending.with(|pending| pending.refuses(held, &path)))
    };
    let error = Signal::derive(move || tried.get().then(refused).flatten().map(|why| words(locale, why)));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if untrack(refused).is_some() {
            return;
        }
        let path = typed.with_untracked(|typed| typed.trim().to_owned());
        match naming.get_untracked() {
            Naming::New => sources.unsaved.create(path.clone()),
            Naming::Rename => held.with_value(|held| sources.unsaved.rename(held, &chosen.get_untracked(), &path)),
        }
        open.set(false);
        let href = untrack(|| sources.href(&path));
        navigate.with_value(|navigate| navigate(&href, NavigateOptions::default()));
    };
    view! {
        <Dialog id="file-path-dialog" open title>
            <form class="flex flex-col gap-4" novalidate on:submit=submit>
                <Field
                    id="file-path"
                    label=td_string!(locale, application.code.path)
                    hint=td_string!(locale, application.code.path_hint)
                    required=true
                    error
                >
                    <TextInput value=typed dir="ltr" on_input=move |text| typed.set(text) />
                </Field>
                <div class="flex justify-end">
                    <Button variant=Variant::Primary submit=true>{td_string!(locale, application.code.path_done)}</Button>
                </div>
            </form>
        </Dialog>
    }
}

fn words(locale: Locale, why: BadPath) -> String {
    match why {
        BadPath::Empty => td_string!(locale, application.code.path_empty),
        BadPath::Unusable => td_string!(locale, application.code.path_unusable),
        BadPath::Taken => td_string!(locale, application.code.path_taken),
        BadPath::Folder => td_string!(locale, application.code.path_folder),
        BadPath::Platform => td_string!(locale, application.code.fixed_platform),
    }
    .to_owned()
}
