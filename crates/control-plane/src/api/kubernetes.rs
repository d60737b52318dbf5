//! The resource browser's reads. Sections D.1 to D.7.

use super::error::Refused;
use super::{Mount, Shared};
use crate::cluster::kinds::{self, KINDS, Kind};
use crate::cluster::selector::{Selector, fields_match};
use crate::cluster::tree;
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use contract::kubernetes::{
    CLUSTER_SCOPED, EventList, GetObject, GetObjectTree, GetSync, ListEvents, ListObjects, ObjectList, SyncState,
    TreeNode, WatchObjects,
};
use http::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Rows a page, when the request does not say, and at most.
const PAGE: (usize, usize) = (500, 5000);
/// Events answered, when the request does not say, and at most.
const EVENTS: (usize, usize) = (100, 500);

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<ListObjects, _>(list);
    mount.call::<GetObject, _>(get);
    mount.call::<GetObjectTree, _>(get_tree);
    mount.call::<ListEvents, _>(events);
    mount.call::<GetSync, _>(sync);
    mount.stream::<WatchObjects, _>(super::kubernetes_stream::watch);
}

/// The kind of a path segment, or the answer that lists those there are.
pub(super) fn kind(text: &str) -> Result<&'static Kind, Refused> {
    kinds::find(text).ok_or_else(|| Refused::object(404, unknown_kind(text)))
}

/// The body that §D.1 gives for a kind that is not registered.
pub(super) fn unknown_kind(text: &str) -> Value {
    let available: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
    json!({"error": "unknown kind", "kind": text, "availableKinds": available})
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListQuery {
    #[serde(alias = "namespace")]
    ns: Option<String>,
    label_selector: Option<String>,
    field_selector: Option<String>,
    limit: Option<usize>,
    #[serde(rename = "continue")]
    cursor: Option<String>,
}

async fn list(
    plane: Shared,
    Path((_, kind_text)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
) -> Result<Response, Refused> {
    let kind = kind(&kind_text)?;
    let bad = |error: &dyn std::fmt::Display| Refused::text(400, error);
    let selector = Selector::parse(query.label_selector.as_deref().unwrap_or_default()).map_err(|error| bad(&error))?;
    let fields = query.field_selector.as_deref().unwrap_or_default();
    let namespace = query.ns.as_deref().filter(|namespace| !namespace.is_empty());
    let mut items: Vec<Value> = Vec::new();
    for object in plane.cluster.cache.list(kind.name) {
        let here = namespace.is_none() || object.pointer("/metadata/namespace").and_then(Value::as_str) == namespace;
        if here && selector.matches(&object) && fields_match(fields, &object).map_err(|error| bad(&error))? {
            items.push((*object).clone());
        }
    }
    let start: usize = match query.cursor.as_deref().filter(|cursor| !cursor.is_empty()) {
        None => 0,
        Some(cursor) => cursor
            .parse()
            .map_err(|_| bad(&"the continue cursor is not one of ours"))?,
    };
    let limit = query.limit.unwrap_or(PAGE.0).clamp(1, PAGE.1);
    let next = (items.len() > start.saturating_add(limit)).then(|| (start + limit).to_string());
    let list = ObjectList {
        kind: kind.name.to_owned(),
        cluster: plane.sovereign().to_string(),
        items: items.into_iter().skip(start).take(limit).collect(),
        next,
        age_seconds: 0,
    };
    let fresh = (
        HeaderName::from_static("x-cache-stale-seconds"),
        HeaderValue::from_static("0"),
    );
    Ok(([fresh], Json(list)).into_response())
}

fn object(
    plane: &Shared,
    kind_text: &str,
    namespace: &str,
    name: &str,
) -> Result<(&'static Kind, Arc<Value>), Refused> {
    let kind = kind(kind_text)?;
    let scope = if namespace == CLUSTER_SCOPED { "" } else { namespace };
    match plane.cluster.cache.get(kind.name, scope, name) {
        Some(object) => Ok((kind, object)),
        None => Err(Refused::plain(
            404,
            "resource-not-found",
            format!("there is no {} {namespace}/{name}", kind.name),
        )),
    }
}

/// `{id}`, `{kind}`, `{ns}`, `{name}`.
type ObjectPath = Path<(String, String, String, String)>;

async fn get(plane: Shared, Path((_, kind, namespace, name)): ObjectPath) -> Result<Json<Value>, Refused> {
    let (_, object) = object(&plane, &kind, &namespace, &name)?;
    Ok(Json((*object).clone()))
}

async fn get_tree(plane: Shared, Path((_, kind, namespace, name)): ObjectPath) -> Result<Json<TreeNode>, Refused> {
    let (_, object) = object(&plane, &kind, &namespace, &name)?;
    Ok(Json(tree::around(&plane.cluster.cache.all(), &object)))
}

#[derive(Debug, Deserialize)]
struct EventsQuery {
    limit: Option<usize>,
}

async fn events(
    plane: Shared,
    Path((_, kind_text, namespace, name)): ObjectPath,
    Query(query): Query<EventsQuery>,
) -> Result<Json<EventList>, Refused> {
    let kind = kind(&kind_text)?;
    let namespace = if namespace == CLUSTER_SCOPED {
        String::new()
    } else {
        namespace
    };
    let mut events = plane.cluster.cache.events(kind.object_kind, &namespace, &name);
    events.truncate(query.limit.unwrap_or(EVENTS.0).clamp(1, EVENTS.1));
    Ok(Json(EventList {
        count: events.len(),
        events,
        kind: kind.object_kind.to_owned(),
        name,
        ns: namespace,
    }))
}

async fn sync(plane: Shared) -> Json<SyncState> {
    Json(SyncState {
        cluster: plane.sovereign().to_string(),
        synced: KINDS.iter().map(|kind| (kind.name.to_owned(), true)).collect(),
    })
}
