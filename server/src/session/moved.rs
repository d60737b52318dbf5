//! Sessions whose id has just changed: requests that were under way still name the old one.

use super::record::Key;
use crate::secret::Secret;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// An old id is followed for this long.
const GRACE: Duration = Duration::from_secs(30);

/// New ids by the keys of old ones.
#[derive(Debug, Default)]
pub(super) struct Moved(Mutex<HashMap<Key, (Secret, Instant)>>);

impl Moved {
    /// Follows an old id to its new one for a while.
    pub(super) fn note(&self, old: Key, new: Secret) {
        let now = Instant::now();
        let mut moved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        moved.retain(|_, (_, until)| now < *until);
        moved.insert(old, (new, now + GRACE));
    }

    /// The id that an id has become.
    pub(super) fn id_now(&self, id: &Secret) -> Secret {
        let moved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match moved.get(&Key::of(id.expose())) {
            Some((new, until)) if Instant::now() < *until => new.clone(),
            _ => id.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_old_id_is_followed_for_a_moment() {
        let (moved, old, new) = (Moved::default(), Secret::new("old"), Secret::new("new"));
        assert_eq!(moved.id_now(&old), old);
        moved.note(Key::of("old"), new.clone());
        assert_eq!(moved.id_now(&old), new);
        assert_eq!(moved.id_now(&new), new);
        tokio::time::advance(GRACE).await;
        assert_eq!(moved.id_now(&old), old);
    }
}
