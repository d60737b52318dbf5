//! The receiving side of Git's pack protocol: what a push asks for and how it is answered (`gitprotocol-pack`,
//! "Reference Update Request" and "Report Status").

use contract::CommitId;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// What this server can do, told with the first branch.
const CAPABILITIES: &str = "report-status side-band-64k quiet delete-refs ofs-delta object-format=sha1 agent=catalyst";
/// Ends a list of packets.
const FLUSH: &[u8] = b"0000";
/// The most packets of a push before its pack.
const MOST_PACKETS: usize = 1000;
/// The most bytes of one side-band packet, without its length and its band.
const BAND: usize = 65_515;
/// The id of nothing.
const ZERO: &str = "0000000000000000000000000000000000000000";

/// Why a request is no push.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Malformed {
    /// It ends early or cannot be received.
    #[error("the push did not arrive: {0}")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("this is no push: {0}")]
    Content(&'static str),
}

/// One branch or tag that a push wants moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RefUpdate {
    /// Whole name, such as `refs/heads/main`.
    pub(crate) reference: String,
    /// Where the client saw it; `None` when it is to be made.
    pub(crate) old: Option<CommitId>,
    /// Where it is to be; `None` when it is to be deleted.
    pub(crate) new: Option<CommitId>,
}

/// What comes before the pack of a push.
#[derive(Debug, Default)]
pub(crate) struct PushRequest {
    pub(crate) updates: Vec<RefUpdate>,
    wants_report: bool,
    wants_side_band: bool,
}

/// What becomes of one update.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The reference was moved.
    Moved,
    /// It was not.
    Refused {
        /// Why, in one line.
        reason: String,
        /// More of it, a line each.
        details: Vec<String>,
    },
}

impl PushRequest {
    /// Reads everything before the pack.
    pub(crate) async fn read(reader: &mut (impl AsyncRead + Unpin)) -> Result<Self, Malformed> {
        let mut request = Self::default();
        for _ in 0..MOST_PACKETS {
            let Some(line) = packet(reader).await? else {
                return Ok(request);
            };
            let line = String::from_utf8(line).map_err(|_| Malformed::Content("a name is not UTF-8"))?;
            let (command, capabilities) = line.split_once('\0').unwrap_or((&line, ""));
            for capability in capabilities.split_whitespace() {
                request.wants_report |= capability == "report-status";
                request.wants_side_band |= capability == "side-band-64k";
            }
            let command = command.trim_end_matches('\n');
            // Where a shallow clone ends is no matter here: this side has the whole history.
            if !command.starts_with("shallow ") {
                request.updates.push(update(command)?);
            }
        }
        Err(Malformed::Content("it moves too many references"))
    }

    /// Whether a pack follows.
    pub(crate) fn has_pack(&self) -> bool {
        self.updates.iter().any(|update| update.new.is_some())
    }

    /// The answer: what became of the pack, and one verdict an update.
    pub(crate) fn report(&self, unpacked: Result<(), &str>, verdicts: &[Verdict]) -> Vec<u8> {
        let mut report = Vec::new();
        let unpacked = unpacked.err().map_or("ok".to_owned(), one_line);
        push_packet(&mut report, format!("unpack {unpacked}\n").as_bytes());
        let mut remarks = String::new();
        for (update, verdict) in self.updates.iter().zip(verdicts) {
            let line = match verdict {
                Verdict::Moved => format!("ok {}\n", update.reference),
                Verdict::Refused { reason, details } => {
                    remarks.extend(details.iter().map(|detail| one_line(detail) + "\n"));
                    format!("ng {} {}\n", update.reference, one_line(reason))
                }
            };
            push_packet(&mut report, line.as_bytes());
        }
        report.extend_from_slice(FLUSH);
        match (self.wants_report, self.wants_side_band) {
            (true, true) => banded(&remarks, &report),
            (true, false) => report,
            (false, true) => banded(&remarks, &[]),
            (false, false) => Vec::new(),
        }
    }
}

/// What a client is told before it pushes: where the branches are.
pub(crate) fn advertise_branches(branches: &[(String, CommitId)]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut capabilities = Some(CAPABILITIES);
    for (name, commit) in branches {
        let capabilities = capabilities.take().map(|text| format!("\0{text}")).unwrap_or_default();
        push_packet(
            &mut text,
            format!("{commit} refs/heads/{name}{capabilities}\n").as_bytes(),
        );
    }
    text.extend_from_slice(FLUSH);
    text
}

/// The line that comes before what a service tells.
pub(crate) fn service_line(service: &str) -> Vec<u8> {
    let mut text = Vec::new();
    push_packet(&mut text, format!("# service={service}\n").as_bytes());
    text.extend_from_slice(FLUSH);
    text
}

/// The next packet; `None` at the end of a list.
async fn packet(reader: &mut (impl AsyncRead + Unpin)) -> Result<Option<Vec<u8>>, Malformed> {
    let mut length = [0; 4];
    reader.read_exact(&mut length).await?;
    let is_hexadecimal = length.iter().all(u8::is_ascii_hexdigit);
    let length = std::str::from_utf8(&length)
        .ok()
        .filter(|_| is_hexadecimal)
        .and_then(|text| usize::from_str_radix(text, 16).ok());
    match length {
        Some(0) => Ok(None),
        Some(length @ 4..) => {
            let mut line = vec![0; length - 4];
            reader.read_exact(&mut line).await?;
            Ok(Some(line))
        }
        _ => Err(Malformed::Content("a packet has no length")),
    }
}

/// `old new name`.
fn update(command: &str) -> Result<RefUpdate, Malformed> {
    let mut parts = command.splitn(3, ' ');
    let (Some(old), Some(new), Some(reference)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Malformed::Content("a command has not three parts"));
    };
    if !git2::Reference::is_valid_name(reference) {
        return Err(Malformed::Content("a reference has no valid name"));
    }
    Ok(RefUpdate {
        reference: reference.to_owned(),
        old: object(old)?,
        new: object(new)?,
    })
}

fn object(text: &str) -> Result<Option<CommitId>, Malformed> {
    let is_id = text.len() == ZERO.len() && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    match text {
        ZERO => Ok(None),
        text if is_id => Ok(Some(CommitId::from_wire(text))),
        _ => Err(Malformed::Content("a command names no object")),
    }
}

fn push_packet(text: &mut Vec<u8>, line: &[u8]) {
    text.extend_from_slice(format!("{:04x}", line.len() + 4).as_bytes());
    text.extend_from_slice(line);
}

/// Remarks for people in one band, the report in the other.
fn banded(remarks: &str, report: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    for (band, content) in [(2, remarks.as_bytes()), (1, report)] {
        for part in content.chunks(BAND) {
            push_packet(&mut text, &[&[band], part].concat());
        }
    }
    text.extend_from_slice(FLUSH);
    text
}

/// Texts quote what came from outside, which must not begin a line of its own or command a terminal.
fn one_line(text: impl AsRef<str>) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    text.as_ref().chars().take(1000).map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "1111111111111111111111111111111111111111";
    const NEW: &str = "2222222222222222222222222222222222222222";

    async fn read(lines: &[&str]) -> Result<PushRequest, Malformed> {
        let mut text = Vec::new();
        for line in lines {
            push_packet(&mut text, line.as_bytes());
        }
        text.extend_from_slice(b"0000PACK");
        PushRequest::read(&mut text.as_slice()).await
    }

    #[tokio::test]
    async fn commands_are_read_up_to_the_pack() {
        let first = format!("{OLD} {NEW} refs/heads/main\0 report-status side-band-64k");
        let deletion = format!("{OLD} {ZERO} refs/tags/v1\n");
        let request = read(&[&format!("shallow {OLD}"), &first, &deletion]).await.unwrap();
        assert!(request.wants_report && request.wants_side_band && request.has_pack());
        assert_eq!(request.updates[0].reference, "refs/heads/main");
        assert_eq!(request.updates[0].new, Some(CommitId::from_wire(NEW)));
        assert_eq!(
            (request.updates[1].reference.as_str(), &request.updates[1].new),
            ("refs/tags/v1", &None)
        );
    }

    #[tokio::test]
    async fn what_is_no_push_is_refused() {
        for line in [
            "".to_owned(),
            format!("{OLD} {NEW}"),
            format!("{OLD} {NEW} ../config"),
            format!("{OLD} {NEW} refs/heads/a..b"),
            format!("{OLD} HEAD refs/heads/main"),
        ] {
            assert!(read(&[&line]).await.is_err(), "{line:?}");
        }
        for text in ["00", "+00fabc", "0003", "00ff"] {
            assert!(PushRequest::read(&mut text.as_bytes()).await.is_err(), "{text:?}");
        }
    }

    #[tokio::test]
    async fn a_refusal_names_its_reason_in_one_line() {
        let request = read(&[&format!("{OLD} {NEW} refs/heads/main\0report-status")])
            .await
            .unwrap();
        let verdict = Verdict::Refused {
            reason: "no\nok refs/heads/main\u{1b}[2J".to_owned(),
            details: Vec::new(),
        };
        let report = String::from_utf8(request.report(Ok(()), &[verdict])).unwrap();
        let lines: Vec<&str> = report.lines().map(|line| line.get(4..).unwrap_or_default()).collect();
        assert_eq!(lines, ["unpack ok", "ng refs/heads/main no ok refs/heads/main [2J", ""]);
    }
}
