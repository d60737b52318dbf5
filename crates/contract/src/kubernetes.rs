//! The resource browser's reads, which are also how the console follows Applications live. Section D.

use crate::endpoint::{Access, Endpoint, EventStream, segments, with_query};
use crate::{Namespace, SovereignId, Timestamp};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The path segment for "cluster scoped" (§0.2).
pub const CLUSTER_SCOPED: &str = "_";

/// `GET …/k8s/{kind}`: whole objects from the control plane's cache. Section D.2.
#[derive(Clone, Debug)]
pub struct ListObjects {
    /// Which cluster.
    pub sovereign: SovereignId,
    /// Canonical singular kind, such as `application`. The registry is open: see §D.1.
    pub kind: String,
    /// Only this namespace.
    pub namespace: Option<Namespace>,
    /// Kubernetes label selector.
    pub label_selector: Option<String>,
}

/// A page of objects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectList {
    /// The kind asked for.
    pub kind: String,
    /// The cluster asked.
    pub cluster: String,
    /// Kubernetes objects, with hoisted fields.
    pub items: Vec<Value>,
    /// Cursor of the next page.
    #[serde(rename = "continue", default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Age of the cache in seconds.
    #[serde(default)]
    pub age_seconds: u64,
}

/// `GET …/k8s/{kind}/{ns|_}/{name}`: one object. Section D.5.
#[derive(Clone, Debug)]
pub struct GetObject {
    /// Which cluster.
    pub sovereign: SovereignId,
    /// Canonical singular kind.
    pub kind: String,
    /// `None` for cluster scope.
    pub namespace: Option<Namespace>,
    /// Object name.
    pub name: String,
}

/// `GET …/k8s/{kind}/{ns|_}/{name}/tree`: what the object owns. Section D.5.
#[derive(Clone, Debug)]
pub struct GetObjectTree {
    /// Which cluster.
    pub sovereign: SovereignId,
    /// Canonical singular kind.
    pub kind: String,
    /// `None` for cluster scope.
    pub namespace: Option<Namespace>,
    /// Object name.
    pub name: String,
}

/// A node of an owner tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TreeNode {
    /// Kubernetes kind, such as `Deployment`.
    pub kind: String,
    /// API group, empty for core.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_group: Option<String>,
    /// Namespace, absent for cluster scope.
    #[serde(rename = "ns", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Namespace>,
    /// Object name.
    pub name: String,
    /// Kubernetes uid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// Phase, where the kind has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// Whether it does its work.
    #[serde(default)]
    pub ready: bool,
    /// The kind has no readiness: show "not applicable".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passive: bool,
    /// What owns it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<TreeNode>,
    /// What it owns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<TreeNode>,
}

/// `GET …/k8s/events-for/{kind}/{ns|_}/{name}`: newest first. Section D.7.
#[derive(Clone, Debug)]
pub struct ListEvents {
    /// Which cluster.
    pub sovereign: SovereignId,
    /// Canonical singular kind.
    pub kind: String,
    /// `None` for cluster scope.
    pub namespace: Option<Namespace>,
    /// Object name.
    pub name: String,
}

/// Events about one object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventList {
    /// Newest first.
    pub events: Vec<Event>,
    /// How many.
    pub count: usize,
    /// Kubernetes kind of the object.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub ns: String,
}

/// One Kubernetes event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Kubernetes uid.
    pub uid: String,
    /// What it is about.
    pub regarding: ObjectRef,
    /// Normal or Warning.
    #[serde(rename = "type")]
    pub level: EventLevel,
    /// CamelCase reason such as `BackOff`.
    #[serde(default)]
    pub reason: String,
    /// Sentence for people.
    #[serde(default)]
    pub note: String,
    /// When.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub event_time: Option<Timestamp>,
    /// Repetitions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<EventSeries>,
}

/// How often an event repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSeries {
    /// Times seen.
    pub count: u32,
}

crate::open_enum! {
    /// How bad an event is.
    pub enum EventLevel { Normal => "Normal", Warning => "Warning" }
}

/// A reference to an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectRef {
    /// Kubernetes kind.
    pub kind: String,
    /// Object name.
    pub name: String,
    /// Namespace, empty for cluster scope.
    #[serde(default)]
    pub namespace: String,
}

/// `GET …/k8s/sync`: which kinds the cache holds. Section D.1.
#[derive(Clone, Debug)]
pub struct GetSync {
    /// Which cluster.
    pub sovereign: SovereignId,
}

/// The registered kinds and whether each is in sync.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncState {
    /// The cluster asked.
    pub cluster: String,
    /// Kind to "in sync".
    pub synced: BTreeMap<String, bool>,
}

/// `GET …/k8s/stream`: changes of objects, as they happen. Section D.3.
#[derive(Clone, Debug)]
pub struct WatchObjects {
    /// Which cluster.
    pub sovereign: SovereignId,
    /// Canonical singular kinds; empty means every registered kind (heavy).
    pub kinds: Vec<String>,
    /// Start with one `ADDED` for each cached object.
    pub initial_state: bool,
}

/// One message of [`WatchObjects`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WatchFrame {
    /// What happened.
    #[serde(rename = "type")]
    pub change: Change,
    /// The cluster it happened in.
    #[serde(default)]
    pub cluster: String,
    /// Canonical kind of `object`; absent in `ready` and `SYNCED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The whole object; absent in `ready` and `SYNCED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Value>,
    /// The kinds watched; only in `ready`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<String>>,
    /// When it was sent.
    #[serde(
        default,
        deserialize_with = "crate::timestamp::absent",
        skip_serializing_if = "Option::is_none"
    )]
    pub at: Option<Timestamp>,
}

crate::open_enum! {
    /// What a watch frame says. `SYNCED` is our extension: the initial state is complete.
    pub enum Change { Ready => "ready", Added => "ADDED", Modified => "MODIFIED", Deleted => "DELETED", Synced => "SYNCED" }
}

impl Endpoint for ListObjects {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/k8s/{kind}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = ObjectList;

    fn path(&self) -> String {
        with_query(
            segments(&["api", "v1", "sovereigns", self.sovereign.as_str(), "k8s", &self.kind]),
            &[
                ("ns", self.namespace.as_ref().map(AsRef::as_ref)),
                ("labelSelector", self.label_selector.as_deref()),
                ("limit", Some("5000")),
            ],
        )
    }
}

fn object_path(
    sovereign: &SovereignId,
    kind: &str,
    namespace: Option<&Namespace>,
    name: &str,
    rest: &[&str],
) -> String {
    let namespace = namespace.map_or(CLUSTER_SCOPED, Namespace::as_str);
    let base = segments(&[
        "api",
        "v1",
        "sovereigns",
        sovereign.as_str(),
        "k8s",
        kind,
        namespace,
        name,
    ]);
    format!("{base}{}", segments(rest))
}

impl Endpoint for GetObject {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/k8s/{kind}/{ns}/{name}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Value;

    fn path(&self) -> String {
        object_path(&self.sovereign, &self.kind, self.namespace.as_ref(), &self.name, &[])
    }
}

impl Endpoint for GetObjectTree {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/k8s/{kind}/{ns}/{name}/tree";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = TreeNode;

    fn path(&self) -> String {
        object_path(
            &self.sovereign,
            &self.kind,
            self.namespace.as_ref(),
            &self.name,
            &["tree"],
        )
    }
}

impl Endpoint for ListEvents {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/k8s/events-for/{kind}/{ns}/{name}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = EventList;

    fn path(&self) -> String {
        let namespace = self.namespace.as_ref().map_or(CLUSTER_SCOPED, Namespace::as_str);
        segments(&[
            "api",
            "v1",
            "sovereigns",
            self.sovereign.as_str(),
            "k8s",
            "events-for",
            &self.kind,
            namespace,
            &self.name,
        ])
    }
}

impl Endpoint for GetSync {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/k8s/sync";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = SyncState;

    fn path(&self) -> String {
        segments(&["api", "v1", "sovereigns", self.sovereign.as_str(), "k8s", "sync"])
    }
}

impl EventStream for WatchObjects {
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/k8s/stream";
    const ACCESS: Access = Access::Session;
    type Frame = WatchFrame;

    fn path(&self) -> String {
        let kinds = self.kinds.join(",");
        with_query(
            segments(&["api", "v1", "sovereigns", self.sovereign.as_str(), "k8s", "stream"]),
            &[
                ("kinds", (!kinds.is_empty()).then_some(kinds.as_str())),
                ("initialState", self.initial_state.then_some("1")),
            ],
        )
    }
}
