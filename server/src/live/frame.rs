//! An event as it goes out: written once, shared by everybody who receives it.

use super::parse::Event;
use bytes::{BufMut, Bytes, BytesMut};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::fmt;

/// What a type must not contain to be one word.
const WORD: &AsciiSet = &CONTROLS.add(b' ').add(b'%');

/// Names a hub and a place in its sequence: `<hub>-<sequence>`, the value of `id:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrameId {
    /// Random, one a process: ids of another process mean nothing here.
    pub(super) hub: u32,
    /// Place in the sequence over all feeds.
    pub(super) sequence: u64,
}

impl fmt::Display for FrameId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{}", self.hub, self.sequence)
    }
}

impl FrameId {
    /// Reads what a browser sent back.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (hub, sequence) = text.trim().split_once('-')?;
        Some(Self {
            hub: u32::from_str_radix(hub, 16).ok()?,
            sequence: sequence.parse().ok()?,
        })
    }
}

/// What a feed says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// What came before is void, or something may be missing.
    Reset(&'static str),
    /// The control plane is out of reach.
    Stale,
    /// It is back.
    Fresh,
    /// The stream is over; 200, or the status of the refusal.
    Ended(u16),
}

impl Notice {
    fn name(self) -> &'static str {
        match self {
            Self::Reset(_) => "reset",
            Self::Stale => "stale",
            Self::Fresh => "fresh",
            Self::Ended(_) => "ended",
        }
    }
}

/// One numbered frame. Cloning shares the bytes.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) sequence: u64,
    /// The whole frame for a connection with many topics.
    whole: Bytes,
    /// Where the line with the id ends.
    after_id: usize,
    /// Where the data begins that the control plane sent.
    data: usize,
    /// `event:` line of a connection with this topic only.
    event_line: Bytes,
    pub(super) ends: bool,
}

impl Frame {
    /// Writes an event of the control plane.
    pub(super) fn of_event(id: FrameId, feed: u32, event: &Event) -> Self {
        let kind = utf8_percent_encode(&event.kind, WORD);
        let event_line = match event.kind.as_str() {
            "message" => Bytes::new(),
            kind => format!("event: {kind}\n").into(),
        };
        Self::write(id, "", &format!("{feed} {kind} "), &event.data, event_line)
    }

    /// Writes a notice.
    pub(super) fn of_notice(id: FrameId, feed: u32, notice: Notice) -> Self {
        let event_line = format!("event: {}\n", notice.name());
        let detail = match notice {
            Notice::Reset(why) => why.to_owned(),
            Notice::Ended(status) => status.to_string(),
            Notice::Stale | Notice::Fresh => String::new(),
        };
        let mut frame = Self::write(id, &event_line, &format!("{feed} "), &detail, Bytes::new());
        frame.event_line = event_line.into();
        frame.ends = matches!(notice, Notice::Ended(_));
        frame
    }

    fn write(id: FrameId, event_line: &str, prefix: &str, data: &str, plain_event_line: Bytes) -> Self {
        let id_line = format!("id: {id}\n");
        let mut whole = BytesMut::with_capacity(id_line.len() + event_line.len() + prefix.len() + data.len() + 16);
        whole.put_slice(id_line.as_bytes());
        whole.put_slice(event_line.as_bytes());
        whole.put_slice(b"data: ");
        whole.put_slice(prefix.as_bytes());
        let begin = whole.len();
        for (number, line) in data.split('\n').enumerate() {
            if number > 0 {
                whole.put_slice(b"\ndata: ");
            }
            whole.put_slice(line.as_bytes());
        }
        whole.put_slice(b"\n\n");
        Self {
            sequence: id.sequence,
            whole: whole.freeze(),
            after_id: id_line.len(),
            data: begin,
            event_line: plain_event_line,
            ends: false,
        }
    }

    /// For a connection with many topics; shares the bytes.
    pub(super) fn multiplexed(&self, with_id: bool) -> Bytes {
        if with_id {
            self.whole.clone()
        } else {
            self.whole.slice(self.after_id..)
        }
    }

    /// For a connection with this topic only, with the types of the control plane.
    pub(super) fn plain(&self, with_id: bool) -> Bytes {
        let id_line = if with_id { &self.whole[..self.after_id] } else { &[] };
        [id_line, &self.event_line, b"data: ", &self.whole[self.data..]]
            .concat()
            .into()
    }

    /// Bytes that the frame holds in memory.
    pub(super) fn size(&self) -> usize {
        self.whole.len() + self.event_line.len() + size_of::<Self>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: FrameId = FrameId {
        hub: 0xabc,
        sequence: 7,
    };

    fn text(bytes: Bytes) -> String {
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn an_event_carries_its_feed_and_type_for_many_topics_and_is_unchanged_for_one() {
        let event = Event {
            kind: "up sert".to_owned(),
            data: "{\n}".to_owned(),
        };
        let frame = Frame::of_event(ID, 3, &event);
        assert_eq!(
            text(frame.multiplexed(true)),
            "id: 00000abc-7\ndata: 3 up%20sert {\ndata: }\n\n"
        );
        assert_eq!(text(frame.multiplexed(false)), "data: 3 up%20sert {\ndata: }\n\n");
        assert_eq!(
            text(frame.plain(true)),
            "id: 00000abc-7\nevent: up sert\ndata: {\ndata: }\n\n"
        );
        assert_eq!(text(frame.plain(false)), "event: up sert\ndata: {\ndata: }\n\n");
    }

    #[test]
    fn a_notice_is_a_named_event() {
        let frame = Frame::of_notice(ID, 3, Notice::Reset("restarted"));
        assert_eq!(text(frame.multiplexed(false)), "event: reset\ndata: 3 restarted\n\n");
        assert_eq!(
            text(frame.plain(true)),
            "id: 00000abc-7\nevent: reset\ndata: restarted\n\n"
        );
        assert!(Frame::of_notice(ID, 3, Notice::Ended(200)).ends);
    }

    #[test]
    fn ids_come_back_as_they_went_out() {
        assert_eq!(FrameId::parse(&ID.to_string()), Some(ID));
        for foreign in ["", "7", "xyz-7", "abc-", "abc-7-8"] {
            assert_eq!(FrameId::parse(foreign), None, "{foreign}");
        }
    }
}
