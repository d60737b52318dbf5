//! The watch of section D.3, with the mark that upstream lacks: `SYNCED` after the initial state.

use super::error::Refused;
use super::kubernetes::unknown_kind;
use super::{Shared, sse};
use crate::cluster::kinds::{self, KINDS};
use axum::extract::Query;
use axum::response::Response;
use axum::response::sse::Event;
use contract::kubernetes::{Change, WatchFrame};
use futures::stream::{self, StreamExt};
use serde::Deserialize;
use std::collections::BTreeSet;
use tokio_stream::wrappers::BroadcastStream;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WatchQuery {
    kinds: Option<String>,
    initial_state: Option<String>,
}

pub(super) async fn watch(plane: Shared, Query(query): Query<WatchQuery>) -> Result<Response, Refused> {
    let kinds = watched(query.kinds.as_deref().unwrap_or_default())?;
    let cluster = plane.sovereign().to_string();
    let (snapshot, changes) = plane.cluster.cache.watch();
    let now = plane.clock.now();
    let bare = |change: Change, kinds: Option<Vec<String>>| WatchFrame {
        change,
        cluster: cluster.clone(),
        kind: None,
        object: None,
        kinds,
        at: Some(now),
    };
    let names = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let mut head = vec![
        Event::default().comment(format!("connected {cluster}")),
        sse::frame(&bare(Change::Ready, Some(names))),
    ];
    if query.initial_state.as_deref() == Some("1") {
        for (kind, object) in snapshot.into_iter().filter(|(kind, _)| kinds.contains(kind)) {
            head.push(sse::frame(&WatchFrame {
                kind: Some(kind.to_owned()),
                object: Some((*object).clone()),
                ..bare(Change::Added, None)
            }));
        }
        head.push(sse::frame(&bare(Change::Synced, None)));
    }
    let live = BroadcastStream::new(changes)
        // A reader that lags has lost changes: ending the stream makes it start anew, and blocks no other.
        .take_while(|change| std::future::ready(change.is_ok()))
        .filter_map(move |change| {
            let change = change.ok().filter(|change| kinds.contains(change.kind));
            std::future::ready(change.map(|change| {
                sse::frame(&WatchFrame {
                    change: change.change.clone(),
                    cluster: cluster.clone(),
                    kind: Some(change.kind.to_owned()),
                    object: Some((*change.object).clone()),
                    kinds: None,
                    at: Some(change.at),
                })
            }))
        });
    Ok(sse::respond(&plane, stream::iter(head).chain(live)))
}

/// The canonical kinds asked for; all of them when none is named. 400 for one that is not registered.
fn watched(text: &str) -> Result<BTreeSet<&'static str>, Refused> {
    let asked: Vec<&str> = text.split(',').map(str::trim).filter(|kind| !kind.is_empty()).collect();
    if asked.is_empty() {
        return Ok(KINDS.iter().map(|kind| kind.name).collect());
    }
    let one = |text: &&str| match kinds::find(text) {
        Some(kind) => Ok(kind.name),
        None => Err(Refused::object(400, unknown_kind(text))),
    };
    asked.iter().map(one).collect()
}
