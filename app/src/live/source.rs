//! One topic of the event stream, as the browser hears it.
//!
//! Tabs share one connection through a worker, because over HTTP/1.1 a browser has six connections to the console. A
//! browser without shared workers opens a connection for each topic.

use super::LiveWorker;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{EventSource, EventTarget, MessageEvent, MessagePort, SharedWorker};

/// Frames of the control plane: `<feed> <type> <data>`.
pub(super) const MESSAGE: &str = "message";
/// The connection broke; it comes back by itself.
pub(super) const ERROR: &str = "error";
/// The connection was refused, or is lost: nothing more will be heard.
pub(super) const GAVE_UP: &str = "gave-up";

/// What the BFF says about the topic itself.
const TOPICS: &str = "topics";
pub(super) const CAUGHT_UP: &str = "caught-up";
pub(super) const STALE: &str = "stale";
pub(super) const RESET: &str = "reset";
pub(super) const ENDED: &str = "ended";

const EVENTS: [&str; 7] = [MESSAGE, ERROR, TOPICS, CAUGHT_UP, STALE, RESET, ENDED];

/// Follows its topic until it is dropped.
pub(super) struct Source {
    carrier: Carrier,
    _listener: Closure<dyn FnMut(web_sys::Event)>,
}

enum Carrier {
    Shared { port: MessagePort, _page: PageWatch },
    Own(EventSource),
}

impl Source {
    /// Calls `hear` with the name and the data of every event. `None` where the browser has no event streams.
    pub(super) fn open(worker: &LiveWorker, topic: &str, hear: impl Fn(&str, &str) + 'static) -> Option<Self> {
        match shared_port(worker) {
            Some(port) => Some(Self::shared(port, topic, hear)),
            None => Self::own(topic, hear),
        }
    }

    fn shared(port: MessagePort, topic: &str, hear: impl Fn(&str, &str) + 'static) -> Self {
        let listener = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            let message: js_sys::Array = event.unchecked_into::<MessageEvent>().data().unchecked_into();
            if let (Some(name), Some(data)) = (message.get(0).as_string(), message.get(1).as_string()) {
                hear(heard(&name, &data), &data);
            }
        });
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        let page = PageWatch::begin(port.clone(), topic);
        send(&port, Some(topic));
        Self {
            carrier: Carrier::Shared { port, _page: page },
            _listener: listener,
        }
    }

    fn own(topic: &str, hear: impl Fn(&str, &str) + 'static) -> Option<Self> {
        let path = contract::with_query("/live".to_owned(), &[("topic", Some(topic))]);
        let source = EventSource::new(&path).ok()?;
        let opened = source.clone();
        let listener = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            let name = event.type_();
            if name == ERROR && opened.ready_state() == EventSource::CLOSED {
                return hear(GAVE_UP, "");
            }
            let data = event
                .unchecked_into::<MessageEvent>()
                .data()
                .as_string()
                .unwrap_or_default();
            hear(heard(&name, &data), &data);
        });
        for name in EVENTS {
            listen(&source, name, &listener);
        }
        Some(Self {
            carrier: Carrier::Own(source),
            _listener: listener,
        })
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        match &self.carrier {
            Carrier::Shared { port, .. } => {
                send(port, None);
                port.set_onmessage(None);
                port.close();
            }
            Carrier::Own(source) => {
                for name in EVENTS {
                    // What was never listened to need not be forgotten.
                    let _ = source.remove_event_listener_with_callback(name, self._listener.as_ref().unchecked_ref());
                }
                source.close();
            }
        }
    }
}

/// Lets the worker know when the page is put away, and asks again when it is taken out.
struct PageWatch {
    listener: Closure<dyn FnMut(web_sys::Event)>,
}

impl PageWatch {
    fn begin(port: MessagePort, topic: &str) -> Self {
        let topic = topic.to_owned();
        let listener = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            let persisted = js_sys::Reflect::get(&event, &"persisted".into()).is_ok_and(|kept| kept.is_truthy());
            match event.type_().as_str() {
                "pagehide" => send(&port, None),
                _ if persisted => send(&port, Some(&topic)),
                _ => {}
            }
        });
        for name in ["pagehide", "pageshow"] {
            listen(&window(), name, &listener);
        }
        Self { listener }
    }
}

impl Drop for PageWatch {
    fn drop(&mut self) {
        for name in ["pagehide", "pageshow"] {
            // A page without these events never had the listeners.
            let _ = window().remove_event_listener_with_callback(name, self.listener.as_ref().unchecked_ref());
        }
    }
}

/// A refused topic brings nothing: the same as a connection that was refused.
fn heard<'n>(name: &'n str, data: &str) -> &'n str {
    match name {
        TOPICS if data.contains("\"status\"") => GAVE_UP,
        name => name,
    }
}

/// A port of its own to the worker; `None` where there are no shared workers.
fn shared_port(worker: &LiveWorker) -> Option<MessagePort> {
    if !js_sys::Reflect::has(&window(), &"SharedWorker".into()).unwrap_or_default() {
        return None;
    }
    Some(SharedWorker::new(&worker.0).ok()?.port())
}

fn listen(target: &EventTarget, name: &str, listener: &Closure<dyn FnMut(web_sys::Event)>) {
    // Without a listener the page only knows less about the stream.
    let _ = target.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
}

/// Sends what to follow, or that nothing is followed any more.
fn send(port: &MessagePort, topic: Option<&str>) {
    // Texts can always be cloned, and a port takes everything that can.
    let _ = port.post_message(&topic.map_or(JsValue::NULL, JsValue::from));
}
