//! One row that changes while it is looked at: a stream of its own, which begins with the row as it is.
//!
//! Where the services have no such stream (tenant contract §E.3), the BFF makes one by asking again.

use super::LiveWorker;
use super::source::{ENDED, GAVE_UP, MESSAGE, Source};
use contract::EventStream;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// Between a stream that was refused or lost and the next try.
const PAUSE: Duration = Duration::from_secs(5);

/// Follows a stream while the calling component lives.
pub fn follow<S: EventStream + 'static>(stream: S, report: impl Fn(S::Frame) + Copy + 'static) {
    let worker = LiveWorker::of_page();
    open(worker, stream.path(), move |value| {
        if let Ok(frame) = S::Frame::deserialize(value) {
            report(frame);
        }
    });
}

fn open(worker: LiveWorker, topic: String, report: impl Fn(&Value) + Copy + 'static) {
    Effect::new(move |_| {
        let row = Rc::new(Row {
            worker: worker.clone(),
            topic: topic.clone(),
            report: Box::new(report),
            source: RefCell::default(),
        });
        row.connect();
        // Whatever the row does later, it does through a weak reference: dropping this ends it.
        let kept = StoredValue::new_local(Some(row));
        on_cleanup(move || drop(kept.try_update_value(Option::take)));
    });
}

struct Row {
    worker: LiveWorker,
    topic: String,
    report: Box<dyn Fn(&Value)>,
    source: RefCell<Option<Source>>,
}

impl Row {
    fn connect(self: &Rc<Self>) {
        let row = Rc::downgrade(self);
        let source = Source::open(&self.worker, &self.topic, move |name, data| {
            if let Some(row) = row.upgrade() {
                row.hear(name, data);
            }
        });
        *self.source.borrow_mut() = source;
    }

    fn hear(self: &Rc<Self>, name: &str, data: &str) {
        match name {
            MESSAGE => {
                if let Some(value) = read(data) {
                    (self.report)(&value);
                }
            }
            // The work is over, and the BFF ends the stream.
            ENDED => drop(self.source.take()),
            GAVE_UP => {
                drop(self.source.take());
                let row = Rc::downgrade(self);
                let again = move || {
                    if let Some(row) = row.upgrade() {
                        row.connect();
                    }
                };
                set_timeout(again, PAUSE);
            }
            _ => {}
        }
    }
}

/// `<feed> <type> <data>`
fn read(text: &str) -> Option<Value> {
    serde_json::from_str(text.splitn(3, ' ').nth(2)?).ok()
}
