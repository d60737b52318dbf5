//! Finding, in a stream that replays its history on every connection, where the part begins that is new (§B.5).

use super::parse::Event;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Twice what the control plane keeps (§B.5), so that its trimming never outruns ours.
const REMEMBERED: usize = 20_000;

/// What events of a replay turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Offered {
    /// Not seen before, in order. Empty for what was seen, or cannot be judged yet.
    New(Vec<Event>),
    /// The history is another one; these are its events so far.
    Restarted(Vec<Event>),
}

/// The events seen so far, as hashes, and how far a replay of them has been recognised.
#[derive(Debug, Default)]
pub(super) struct Alignment {
    known: VecDeque<u64>,
    replay: Option<Replay>,
}

#[derive(Debug, Default)]
struct Replay {
    /// Every place in `known` where the replay may have begun, as the index that must match next; earliest first.
    candidates: Option<Vec<usize>>,
    events: Vec<Event>,
}

impl Alignment {
    /// A new connection: what comes now may have come before.
    pub(super) fn reconnected(&mut self) {
        self.replay = (!self.known.is_empty()).then(Replay::default);
    }

    /// Judges the next event of the connection.
    pub(super) fn offer(&mut self, event: Event) -> Offered {
        let hash = hash_of(&event);
        let Some(replay) = &mut self.replay else {
            self.remember(hash);
            return Offered::New(vec![event]);
        };
        replay.events.push(event);
        let known = &self.known;
        let candidates = match replay.candidates.take() {
            None => (0..known.len())
                .filter(|at| known[*at] == hash)
                .map(|at| at + 1)
                .collect(),
            // Beyond the end of what is known, everything fits: it is new.
            Some(candidates) => candidates
                .into_iter()
                .filter(|at| known.get(*at).is_none_or(|expected| *expected == hash))
                .map(|at| at + 1)
                .collect::<Vec<_>>(),
        };
        // The earliest place explains the most: only when it fails do later ones count.
        match candidates.first() {
            None => {
                let events = std::mem::take(&mut replay.events);
                self.replay = None;
                self.known.clear();
                for event in &events {
                    self.remember(hash_of(event));
                }
                Offered::Restarted(events)
            }
            Some(at) if *at >= known.len() => {
                let fresh = replay.events.split_off(replay.events.len() - (at - known.len()));
                self.replay = None;
                for event in &fresh {
                    self.remember(hash_of(event));
                }
                Offered::New(fresh)
            }
            Some(_) => {
                replay.candidates = Some(candidates);
                Offered::New(Vec::new())
            }
        }
    }

    fn remember(&mut self, hash: u64) {
        if self.known.len() == REMEMBERED {
            self.known.pop_front();
        }
        self.known.push_back(hash);
    }
}

fn hash_of(event: &Event) -> u64 {
    let mut hasher = DefaultHasher::new();
    event.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> Vec<Event> {
        let one = |data: char| Event {
            kind: "message".to_owned(),
            data: data.to_string(),
        };
        text.chars().map(one).collect()
    }

    /// What comes out over several connections; `|` marks a restart.
    fn seen(connections: &[&str]) -> String {
        let mut alignment = Alignment::default();
        let mut text = String::new();
        for connection in connections {
            alignment.reconnected();
            for event in events(connection) {
                let fresh = match alignment.offer(event) {
                    Offered::New(fresh) => fresh,
                    Offered::Restarted(fresh) => {
                        text.push('|');
                        fresh
                    }
                };
                text.extend(fresh.into_iter().map(|event| event.data));
            }
        }
        text
    }

    #[test]
    fn a_replay_adds_nothing_and_its_continuation_everything() {
        assert_eq!(seen(&["abc", "abcd", "abcde"]), "abcde");
        assert_eq!(seen(&["", "ab", "", "ab", "a", "abc"]), "abc");
    }

    #[test]
    fn a_history_that_lost_its_beginning_is_recognised() {
        assert_eq!(seen(&["abcd", "cdef"]), "abcdef");
    }

    #[test]
    fn equal_events_are_counted_not_merged() {
        assert_eq!(seen(&["aaa", "aaaab"]), "aaaab");
        assert_eq!(seen(&["abab", "abab"]), "abab");
        // The later beginning counts once the earlier one has failed.
        assert_eq!(seen(&["abac", "acx"]), "abacx");
        assert_eq!(seen(&["xaba", "axy"]), "xabaxy");
    }

    #[test]
    fn another_history_is_a_restart() {
        assert_eq!(seen(&["abc", "xyz"]), "abc|xyz");
        assert_eq!(seen(&["abc", "abx"]), "abc|abx");
    }
}
