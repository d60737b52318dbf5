//! One thread for each core, each with a runtime of its own.
//!
//! A connection stays on its lane, and so do the calls to the control plane that it makes: nothing wakes another thread on
//! the way from a browser to the answer.

use std::{io, num::NonZero, thread};
use tokio::sync::mpsc;

/// What begins on a lane; it spawns what is to go on.
type Beginning = Box<dyn FnOnce() + Send>;

/// The threads; what still runs on them ends when this is dropped.
pub(super) struct Lanes {
    lanes: Vec<mpsc::UnboundedSender<Beginning>>,
    next: usize,
}

impl Lanes {
    /// As many as the process may use cores.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub(super) fn open() -> io::Result<Self> {
        let count = thread::available_parallelism().map_or(1, NonZero::get);
        let lanes = (0..count).map(lane).collect::<io::Result<_>>()?;
        Ok(Self { lanes, next: 0 })
    }

    /// Begins something on the next lane, in turns.
    pub(super) fn begin(&mut self, beginning: impl FnOnce() + Send + 'static) {
        self.next = (self.next + 1) % self.lanes.len();
        // A lane listens for as long as this exists.
        let _ = self.lanes[self.next].send(Box::new(beginning));
    }
}

fn lane(number: usize) -> io::Result<mpsc::UnboundedSender<Beginning>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (sender, mut receiver) = mpsc::unbounded_channel::<Beginning>();
    thread::Builder::new().name(format!("lane-{number}")).spawn(move || {
        runtime.block_on(async move {
            while let Some(begin) = receiver.recv().await {
                begin();
            }
        });
    })?;
    Ok(sender)
}
