//! Waking the readers of a feed, thread by thread.
//!
//! To wake a connection of another thread costs a call of the system each time. So each thread with readers has one task
//! that is woken from outside, and wakes the others at home.

use super::feed::Bell;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, ThreadId},
};
use tokio::sync::Notify;

/// The readers of one feed.
#[derive(Debug, Default)]
pub(super) struct Ringers(Mutex<HashMap<ThreadId, Arc<Ringer>>>);

/// The readers on one thread. Once it has none, it gets none again.
#[derive(Debug, Default)]
struct Ringer {
    called: Notify,
    bells: Mutex<HashMap<u64, Bell>>,
}

impl Ringers {
    /// Adds a reader on this thread; answers which it is.
    pub(super) fn join(&self, member: u64, bell: Bell) -> ThreadId {
        let thread = thread::current().id();
        let mut ringers = self.ringers();
        let ringer = ringers.entry(thread).or_insert_with(|| {
            let ringer = Arc::<Ringer>::default();
            ringer.bells().insert(member, bell.clone());
            tokio::spawn(Arc::clone(&ringer).ring());
            ringer
        });
        ringer.bells().insert(member, bell);
        thread
    }

    pub(super) fn leave(&self, member: u64, thread: ThreadId) {
        let mut ringers = self.ringers();
        let Some(ringer) = ringers.get(&thread) else { return };
        let is_last = {
            let mut bells = ringer.bells();
            bells.remove(&member);
            bells.is_empty()
        };
        if is_last && let Some(ringer) = ringers.remove(&thread) {
            ringer.called.notify_one();
        }
    }

    /// Wakes every reader.
    pub(super) fn call(&self) {
        for ringer in self.ringers().values() {
            ringer.called.notify_one();
        }
    }

    fn ringers(&self) -> MutexGuard<'_, HashMap<ThreadId, Arc<Ringer>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ringer {
    async fn ring(self: Arc<Self>) {
        loop {
            self.called.notified().await;
            let bells = self.bells();
            if bells.is_empty() {
                return;
            }
            for bell in bells.values() {
                bell.wake();
            }
        }
    }

    fn bells(&self) -> MutexGuard<'_, HashMap<u64, Bell>> {
        self.bells.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{FutureExt, future::poll_fn};
    use std::task::Poll;

    #[tokio::test]
    async fn every_reader_is_woken_until_it_leaves() {
        let ringers = Ringers::default();
        let bells = [Bell::default(), Bell::default()];
        let threads: Vec<ThreadId> = (0..)
            .zip(&bells)
            .map(|(member, bell)| ringers.join(member, bell.clone()))
            .collect();
        let called = |bell: &Bell| {
            let (bell, mut registered) = (bell.clone(), false);
            poll_fn(move |context| match std::mem::replace(&mut registered, true) {
                true => Poll::Ready(()),
                false => {
                    bell.register(context.waker());
                    Poll::Pending
                }
            })
        };
        let (mut one, mut two) = (called(&bells[0]).boxed(), called(&bells[1]).boxed());
        assert!(futures::poll!(&mut one).is_pending() && futures::poll!(&mut two).is_pending());
        ringers.call();
        futures::join!(one, two);

        ringers.leave(0, threads[0]);
        let mut gone = called(&bells[0]).boxed();
        let mut stays = called(&bells[1]).boxed();
        assert!(futures::poll!(&mut gone).is_pending() && futures::poll!(&mut stays).is_pending());
        ringers.call();
        stays.await;
        ringers.leave(1, threads[1]);
        assert!(ringers.ringers().is_empty());
        // Whoever comes then is heard by a task of their own.
        ringers.join(2, bells[0].clone());
        let mut back = called(&bells[0]).boxed();
        assert!(futures::poll!(&mut back).is_pending());
        ringers.call();
        back.await;
    }
}
