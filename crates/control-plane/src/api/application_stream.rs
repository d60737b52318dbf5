//! The status stream of one Application. Section E.7: the first state is sent, then every change.

use super::application::{ApplicationPath, ApplicationQuery};
use super::error::Refused;
use super::{Shared, sse};
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::response::sse::Event;
use contract::application::{ApplicationObject, StatusFrame};
use contract::kubernetes::Change;
use contract::{ApplicationName, Namespace};
use futures::stream::{self, StreamExt};
use serde_json::Value;
use std::sync::Arc;
use tokio_stream::wrappers::BroadcastStream;

pub(super) async fn watch(
    plane: Shared,
    Path((_, name)): ApplicationPath,
    Query(query): Query<ApplicationQuery>,
) -> Result<Response, Refused> {
    let namespace = match plane.world().find(&name, query.namespace()) {
        Some(record) => record.namespace.clone(),
        None => {
            let detail = format!("there is no Application named {name}");
            return Err(Refused::plain(404, "application-not-found", detail));
        }
    };
    let name = ApplicationName::from_wire(name);
    let (snapshot, changes) = plane.cluster.cache.watch();
    let is_it = {
        let (name, namespace) = (name.clone(), namespace.clone());
        move |kind: &str, object: &Value| {
            kind == "application"
                && object.pointer("/metadata/name").and_then(Value::as_str) == Some(name.as_str())
                && object.pointer("/metadata/namespace").and_then(Value::as_str) == Some(namespace.as_str())
        }
    };
    let first = snapshot
        .into_iter()
        .find(|(kind, object)| is_it(kind, object))
        .map(|(_, object)| (object, false));
    let live = BroadcastStream::new(changes)
        // A reader that lags is let go: it reads the state anew when it comes back.
        .take_while(|change| std::future::ready(change.is_ok()))
        .filter_map(move |change| {
            let change = change.ok().filter(|change| is_it(change.kind, &change.object));
            std::future::ready(change.map(|change| (Arc::clone(&change.object), change.change == Change::Deleted)))
        });
    let mut last: Option<Value> = None;
    let frames = stream::iter(first).chain(live).filter_map(move |(object, gone)| {
        let status = object.get("status").cloned().unwrap_or_default();
        let changed = gone || last.as_ref() != Some(&status);
        last = Some(status);
        let frame = changed.then(|| frame(&name, &namespace, &object, gone));
        std::future::ready(frame)
    });
    Ok(sse::respond(&plane, frames))
}

fn frame(name: &ApplicationName, namespace: &Namespace, object: &Value, gone: bool) -> Event {
    let phase = ApplicationObject::read(object)
        .ok()
        .and_then(|object| object.status.phase);
    sse::frame(&StatusFrame {
        name: name.clone(),
        namespace: namespace.clone(),
        phase,
        status: object.get("status").cloned().unwrap_or_default(),
        not_found: gone,
    })
}
