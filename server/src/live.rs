//! Live data: each event stream of the control plane is read once and fanned out to all who may see it.
//!
//! A [`Feed`] is one upstream subscription with a bounded buffer; a [`Hub`] holds the feeds; a browser's connection is a
//! [`Fanout`] body that walks the feeds it joined. Frames are numbered in one sequence over all feeds, so that the id
//! of the last frame says where a connection with many topics stood in each of them. What the control plane has no stream
//! of, but a document, [`polled`] makes a stream of.
//!
//! A stream on `GET /live` (contract §J.7, ours):
//!
//! | Frame | Data |
//! |---|---|
//! | `event: topics`, first | JSON, one object for each `topic` of the query, in order: `{feed, resumed}` or `{status}` of a refusal |
//! | no `event` | `<feed> <type> <data as the control plane sent it>` |
//! | `event: reset` | `<feed> <why>`: what came before is void, or something may be missing |
//! | `event: stale`, `event: fresh` | `<feed>`: the control plane is out of reach, is back |
//! | `event: ended` | `<feed> <status, or 200>`: the stream is over and will not come back |
//! | `event: caught-up` | the first content of every topic is complete; from here on frames have ids |

mod align;
mod fanout;
mod feed;
mod follower;
mod frame;
mod hub;
mod parse;
mod polled;
mod review;
mod routes;
mod topic;
mod upstream;

pub use fanout::HEARTBEAT;
pub use hub::Hub;
pub use review::REVIEW;
pub use routes::{TOPICS, live};
pub(crate) use routes::{direct, is_event_stream_request};
