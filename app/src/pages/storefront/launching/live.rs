//! The browser's side of the steps: one stream, which begins with the run as it is.
//!
//! Where the services have no such stream (tenant contract §E.3), the page stays as it was loaded and offers to load it
//! again.

use contract::provisioning::{Provision, WatchProvision};
use contract::{EventStream, OrganizationId};
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use web_sys::{EventSource, MessageEvent};

/// Follows the setting up of an Organization while the calling component lives.
pub(super) fn follow(organization: OrganizationId, report: impl Fn(Provision) + Copy + 'static) {
    Effect::new(move |_| {
        let topic = WatchProvision {
            organization: organization.clone(),
        }
        .path();
        let path = contract::with_query("/live".to_owned(), &[("topic", Some(&topic))]);
        let Ok(source) = EventSource::new(&path) else { return };
        let receive = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(provision) = event.data().as_string().and_then(|text| read(&text)) {
                report(provision);
            }
        });
        source.set_onmessage(Some(receive.as_ref().unchecked_ref()));
        // When the work is over the BFF ends the stream; the browser would open it again.
        let ended = source.clone();
        let end = Closure::<dyn FnMut(MessageEvent)>::new(move |_| ended.close());
        // Without this listener the stream is only opened once more.
        let _ = source.add_event_listener_with_callback("ended", end.as_ref().unchecked_ref());
        let kept = StoredValue::new_local((source, receive, end));
        on_cleanup(move || {
            kept.try_with_value(|(source, _, _)| {
                source.set_onmessage(None);
                source.close();
            });
        });
    });
}

/// `<feed> <type> <data>`
fn read(text: &str) -> Option<Provision> {
    let data = text.splitn(3, ' ').nth(2)?;
    let value = serde_json::from_str::<Value>(data).ok()?;
    Provision::deserialize(&value).ok()
}
