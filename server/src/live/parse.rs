//! Reading an event stream (WHATWG HTML §9.2.6): bytes in any pieces become whole events.

/// The most bytes of one event. The largest real ones are whole Kubernetes objects.
const EVENT_LIMIT: usize = 4 << 20;

/// One event as the control plane sent it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Event {
    /// `message` unless it was named.
    pub(super) kind: String,
    /// The data, lines joined by `\n`.
    pub(super) data: String,
}

/// An event that never ends is a fault of whoever sends it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event is larger than {EVENT_LIMIT} bytes")]
pub(super) struct TooLarge;

/// The state between two pieces.
#[derive(Debug, Default)]
pub(super) struct Parser {
    line: Vec<u8>,
    kind: String,
    data: Option<String>,
    after_return: bool,
}

impl Parser {
    /// Takes the next piece and answers the events that it completes. Comments, ids and retry times are dropped.
    pub(super) fn take(&mut self, mut piece: &[u8]) -> Result<Vec<Event>, TooLarge> {
        let mut events = Vec::new();
        if std::mem::take(&mut self.after_return) {
            piece = piece.strip_prefix(b"\n").unwrap_or(piece);
        }
        while let Some(end) = piece.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            self.line.extend_from_slice(&piece[..end]);
            events.extend(self.end_line());
            let rest = &piece[end + 1..];
            piece = match (piece[end], rest) {
                (b'\r', []) => {
                    self.after_return = true;
                    rest
                }
                (b'\r', [b'\n', rest @ ..]) => rest,
                _ => rest,
            };
            self.check()?;
        }
        self.line.extend_from_slice(piece);
        self.check()?;
        Ok(events)
    }

    fn check(&self) -> Result<(), TooLarge> {
        let size = self.line.len() + self.data.as_ref().map_or(0, String::len);
        if size > EVENT_LIMIT { Err(TooLarge) } else { Ok(()) }
    }

    fn end_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            let kind = std::mem::take(&mut self.kind);
            let data = self.data.take()?;
            let kind = if kind.is_empty() { "message".to_owned() } else { kind };
            return Some(Event { kind, data });
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_start_matches('\u{feff}');
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.kind),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &str, data: &str) -> Event {
        Event {
            kind: kind.to_owned(),
            data: data.to_owned(),
        }
    }

    #[test]
    fn any_cut_gives_the_same_events() {
        let text = "\u{feff}: hello\r\ndata: 1\r\nid: 7\r\n\r\nevent: done\rdata:a\rdata: b\r\rretry: 1\n\ndata\n\n"
            .as_bytes();
        let expected = vec![event("message", "1"), event("done", "a\nb"), event("message", "")];
        for size in 1..text.len() {
            let mut parser = Parser::default();
            let events: Vec<Event> = text
                .chunks(size)
                .flat_map(|piece| parser.take(piece).unwrap())
                .collect();
            assert_eq!(events, expected, "pieces of {size}");
        }
    }

    #[test]
    fn an_event_without_end_is_refused() {
        let mut parser = Parser::default();
        let piece = vec![b'x'; EVENT_LIMIT];
        assert_eq!(parser.take(&piece), Ok(Vec::new()));
        assert_eq!(parser.take(b"xx"), Err(TooLarge));
    }
}
