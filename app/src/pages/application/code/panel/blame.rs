//! Who brought each line, and when.

use super::About;
use super::versions::{MOST, Reader, Versions};
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::application::model::blame::{LONGEST, brought_by, lines};
use crate::pages::application::model::history::{author, short, subject};
use crate::ui::{Day, ScrollRegion};
use contract::ApiError;
use contract::gitea::Commit;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub(super) fn view(about: About) -> AnyView {
    let locale = use_locale();
    let asked = about.past.asked(texts);
    let table = move |found: Texts| view! { <Blame found /> }.into_any();
    view! {
        <section class="flex flex-col gap-2" aria-label=td_string!(locale, application.panel.blame)>
            <p class="text-sm text-base-content/70">{td_string!(locale, application.panel.blame_text)}</p>
            <Loaded asked view=table />
        </section>
    }
    .into_any()
}

/// One version of the file.
#[derive(Clone, Serialize, Deserialize)]
struct FileVersion {
    commit: Commit,
    text: String,
}

/// What every version says, newest first.
#[derive(Clone, Serialize, Deserialize)]
struct Texts {
    versions: Vec<FileVersion>,
    /// There are older ones.
    more: bool,
}

async fn texts(reader: Reader, base: String) -> Result<Texts, ApiError> {
    let Versions { commits, more } = reader.clone().versions(base).await?;
    let mut versions = Vec::with_capacity(commits.len());
    for commit in commits {
        let text = reader.text(&commit).await?;
        versions.push(FileVersion { commit, text });
    }
    Ok(Texts { versions, more })
}

#[component]
fn Blame(found: Texts) -> impl IntoView {
    let locale = use_locale();
    let Texts { mut versions, more } = found;
    if versions.iter().any(|version| version.text.len() > LONGEST) {
        return view! { <p>{td_string!(locale, application.panel.blame_long)}</p> }.into_any();
    }
    versions.reverse();
    let texts: Vec<&str> = versions.iter().map(|version| version.text.as_str()).collect();
    let brought = brought_by(&texts);
    let newest = texts.last().copied().unwrap_or_default();
    let mut before = None;
    let rows = lines(newest).zip(&brought).zip(1..).map(|((line, place), number)| {
        let begins = before.replace(*place) != Some(*place);
        let by = begins.then(|| match versions.get(*place) {
            // The oldest one that was looked at holds what came before it, too.
            Some(_) if more && *place == 0 => td_string!(locale, application.panel.blame_earlier).into_any(),
            Some(version) => who(version),
            None => ().into_any(),
        });
        view! {
            <tr class:border-t=begins class="border-base-300 align-top">
                <td class="px-2 text-xs whitespace-nowrap">{by}</td>
                <td class="px-2 text-end tabular-nums text-base-content/75">{number}</td>
                <td dir="ltr" class="pe-4 font-mono whitespace-pre">{line.to_owned()}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let more = more.then(|| say!(locale, application.panel.versions_most, count = MOST));
    view! {
        <ScrollRegion label=td_string!(locale, application.panel.blame) bordered=true>
            <table class="w-full border-collapse text-sm">
                <thead class="sr-only">
                    <tr>
                        <th scope="col">{td_string!(locale, application.panel.blame_by)}</th>
                        <th scope="col">{td_string!(locale, application.panel.blame_number)}</th>
                        <th scope="col">{td_string!(locale, application.panel.blame_line)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollRegion>
        {more.map(|more| view! { <p class="text-sm text-base-content/70">{more}</p> })}
    }
    .into_any()
}

/// Author and day, with the commit's subject for who asks.
fn who(version: &FileVersion) -> AnyView {
    let commit = &version.commit;
    let title = format!("{} {}", short(commit.sha.as_str()), subject(commit));
    let day = commit
        .commit
        .author
        .date
        .map(|at| view! { <Day at=at.unix_millis() /> });
    view! { <span title=title><bdi>{author(&commit.commit.author).to_owned()}</bdi> " · " {day}</span> }.into_any()
}
