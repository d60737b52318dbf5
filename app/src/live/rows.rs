//! One row that changes while it is looked at: a stream of its own, which begins with the row as it is.
//!
//! Where the services have no such stream (tenant contract §E.3), the page stays as it was loaded.

use contract::EventStream;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use web_sys::{EventSource, MessageEvent};

/// Follows a stream while the calling component lives and its page can be seen: a browser has six connections for a host,
/// and a page in the background begins with the row as it is when it comes back.
pub fn follow<S: EventStream + 'static>(stream: S, report: impl Fn(S::Frame) + Copy + 'static) {
    let path = contract::with_query("/live".to_owned(), &[("topic", Some(&stream.path()))]);
    open(path, move |value| {
        if let Ok(frame) = S::Frame::deserialize(value) {
            report(frame);
        }
    });
}

fn open(path: String, report: impl Fn(&Value) + Copy + 'static) {
    let hidden = use_hidden();
    let over = StoredValue::new(false);
    Effect::new(move |_| {
        if hidden.get() || over.get_value() {
            return;
        }
        let Ok(source) = EventSource::new(&path) else { return };
        let receive = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(value) = event.data().as_string().and_then(|text| read(&text)) {
                report(&value);
            }
        });
        source.set_onmessage(Some(receive.as_ref().unchecked_ref()));
        // When the work is over the BFF ends the stream; the browser would open it again.
        let ended = source.clone();
        let end = Closure::<dyn FnMut(MessageEvent)>::new(move |_| {
            ended.close();
            over.try_set_value(true);
        });
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

/// Whether the page is in the background.
fn use_hidden() -> Signal<bool> {
    let hidden = RwSignal::new(document().hidden());
    let listening = window_event_listener_untyped("visibilitychange", move |_| {
        // Nothing hears it once the page is gone.
        let _ = hidden.try_set(document().hidden());
    });
    on_cleanup(move || listening.remove());
    hidden.into()
}

/// `<feed> <type> <data>`
fn read(text: &str) -> Option<Value> {
    serde_json::from_str(text.splitn(3, ' ').nth(2)?).ok()
}
