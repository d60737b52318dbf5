//! Objects around an Application: from the stream once it has sent all of them, from one read before.

use super::shared::{Address, Shared};
use crate::api::Api;
use crate::asked::Asked;
use crate::live::{Live, use_live};
use crate::session::use_session;
use contract::kubernetes::{ListObjects, ObjectList};
use contract::{ApiError, Namespace};
use leptos::prelude::*;
use serde_json::Value;

/// Objects of one kind.
#[derive(Clone, Copy)]
pub(super) struct Listing {
    read: Asked<ObjectList>,
    cells: Memo<Option<Vec<ArcRwSignal<Value>>>>,
}

impl Listing {
    /// Objects of a kind that the stream carries already. `scope` narrows the read; `keep` narrows the stream alike.
    pub(super) fn new(
        shared: Shared,
        kind: &'static str,
        scope: impl Fn(&Address) -> (Option<Namespace>, Option<String>) + Copy + Send + Sync + 'static,
        keep: fn(&Address, &Value) -> bool,
    ) -> Self {
        let api = Api::from_context();
        let sovereign = use_session().sovereign();
        let read = move |address: Address| {
            let (namespace, label_selector) = scope(&address);
            api.call(ListObjects {
                sovereign: sovereign.clone(),
                kind: kind.to_owned(),
                namespace,
                label_selector,
            })
        };
        let live: Live = use_live();
        // Which cells matter is decided by labels, which do not change: only the set is followed here.
        let cells = Memo::new(move |_| {
            let cells = live.objects(kind)?;
            let address = shared.address.get();
            let belongs = |cell: &ArcRwSignal<Value>| cell.with_untracked(|object| keep(&address, object));
            Some(cells.into_iter().filter(belongs).collect())
        });
        Self {
            read: Asked::new(move || shared.address.get(), read),
            cells,
        }
    }

    /// The objects as they are now; `None` while they are on their way. Follows each of them.
    pub(super) fn get(self) -> Option<Result<Vec<Value>, ApiError>> {
        // Read in any case, so that the server and the first paint wait for the same answer.
        let read = self.read.get();
        let live = self.cells.with(|cells| {
            let cells = cells.as_ref()?;
            Some(cells.iter().map(|cell| cell.get()).collect::<Vec<_>>())
        });
        match live {
            Some(objects) => Some(Ok(objects)),
            None => Some(read?.map(|list| list.items)),
        }
    }

    /// They were read, or could not be.
    pub(super) fn has_arrived(self) -> bool {
        self.get().is_some()
    }

    /// The objects as they are now; none while they are on their way or cannot be read.
    pub(super) fn or_empty(self) -> Vec<Value> {
        self.get().and_then(Result::ok).unwrap_or_default()
    }
}
