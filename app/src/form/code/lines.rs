//! Where a location stands in a text in block style: good enough to lead the eye, never used to change anything.

use config_schema::Pointer;

/// The line of a location, from 1; of the nearest container in sight where the location has no line of its own.
pub(super) fn line_of(text: &str, at: &Pointer) -> Option<usize> {
    let lines: Vec<(usize, &str)> = text.lines().map(indented).collect();
    let mut found = None;
    let (mut first, mut indent) = (0, 0);
    for segment in at.segments() {
        let within =
            |(_, (depth, line)): &(usize, &(usize, &str))| line.is_empty() || line.starts_with('#') || *depth >= indent;
        let block = || lines.iter().enumerate().skip(first).take_while(within);
        let depth = block()
            .find(|(_, (_, line))| !line.is_empty() && !line.starts_with('#'))
            .map(|(_, (depth, _))| *depth)?;
        let entries = || block().filter(|(_, (own, line))| *own == depth && !line.starts_with('#'));
        let hit = match segment.parse::<usize>() {
            Ok(index) if entries().any(|(_, (_, line))| line.starts_with('-')) => {
                entries().filter(|(_, (_, line))| line.starts_with('-')).nth(index)
            }
            _ => entries().find(|(_, (_, line))| key_of(line.trim_start_matches("- ")) == Some(&*segment)),
        };
        let Some((line, _)) = hit else { break };
        found = Some(line + 1);
        first = line + 1;
        indent = depth + 1;
    }
    found
}

fn indented(line: &str) -> (usize, &str) {
    let trimmed = line.trim_start_matches(' ');
    (line.len() - trimmed.len(), trimmed)
}

fn key_of(line: &str) -> Option<&str> {
    let key = line.split_once(':')?.0.trim();
    let quoted = |mark: char| key.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    Some(quoted('"').or_else(|| quoted('\'')).unwrap_or(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_have_lines() {
        let text = "# top\nname: x\ndatabase:\n  # inner\n  host: h\n  \"port\": 1\nlist:\n  - a\n  - b\nlast: 1\n";
        let line = |at: &str| line_of(text, &Pointer::parse(at).unwrap());
        assert_eq!(line("/name"), Some(2));
        assert_eq!(line("/database/host"), Some(5));
        assert_eq!(line("/database/port"), Some(6));
        assert_eq!(line("/list/1"), Some(9));
        assert_eq!(line("/database/missing"), Some(3));
        assert_eq!(line("/missing"), None);
        assert_eq!(line("/last"), Some(10));
    }
}
