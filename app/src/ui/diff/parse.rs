//! Reads unified diffs. Takes any text: what is no diff is shown as unchanged lines.

/// One line to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) kind: LineKind,
    /// Line number before the change.
    pub(super) old: Option<u32>,
    /// Line number after the change.
    pub(super) new: Option<u32>,
    /// Text without its sign.
    pub(super) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineKind {
    Added,
    Removed,
    Same,
    /// `@@ … @@`
    Hunk,
    /// Names of the files.
    File,
}

/// Where a hunk begins and how many lines of each side are still to come.
#[derive(Clone, Copy, Default)]
struct Hunk {
    old: u32,
    new: u32,
    old_left: u32,
    new_left: u32,
}

pub(super) fn parse(diff: &str) -> Vec<Line> {
    let mut hunk = Hunk::default();
    diff.lines().map(|line| read(line, &mut hunk)).collect()
}

fn read(line: &str, hunk: &mut Hunk) -> Line {
    // Inside a hunk a removed line may begin with "--" and look like a file name: the counts decide.
    let inside = hunk.old_left > 0 || hunk.new_left > 0;
    let mark = |kind, text: &str| Line {
        kind,
        old: None,
        new: None,
        text: text.to_owned(),
    };
    if !inside {
        if let Some(start) = hunk_header(line) {
            *hunk = start;
            return mark(LineKind::Hunk, line);
        }
        let is_header = [
            "diff ",
            "index ",
            "--- ",
            "+++ ",
            "new file",
            "deleted file",
            "rename ",
            "similarity ",
        ];
        let kind = if is_header.iter().any(|start| line.starts_with(start)) {
            LineKind::File
        } else {
            LineKind::Same
        };
        return mark(kind, line);
    }
    let (kind, text) = match line.as_bytes().first() {
        Some(b'+') => (LineKind::Added, &line[1..]),
        Some(b'-') => (LineKind::Removed, &line[1..]),
        Some(b' ') => (LineKind::Same, &line[1..]),
        Some(b'\\') => return mark(LineKind::Hunk, line),
        _ => (LineKind::Same, line),
    };
    let old = (kind != LineKind::Added).then_some(hunk.old);
    let new = (kind != LineKind::Removed).then_some(hunk.new);
    if old.is_some() {
        hunk.old = hunk.old.saturating_add(1);
        hunk.old_left = hunk.old_left.saturating_sub(1);
    }
    if new.is_some() {
        hunk.new = hunk.new.saturating_add(1);
        hunk.new_left = hunk.new_left.saturating_sub(1);
    }
    Line {
        kind,
        old,
        new,
        text: text.to_owned(),
    }
}

/// `@@ -old[,count] +new[,count] @@`
fn hunk_header(line: &str) -> Option<Hunk> {
    let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let range = |text: &str| match text.split_once(',') {
        Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    };
    let ((old, old_left), (new, new_left)) = (range(old)?, range(new)?);
    Some(Hunk {
        old,
        new,
        old_left,
        new_left,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_numbered_on_the_side_they_belong_to() {
        let lines = parse("--- a/values.yaml\n+++ b/values.yaml\n@@ -3,2 +3,2 @@\n replicas:\n-  web: 2\n+  web: 3\n");
        let rows: Vec<_> = lines
            .iter()
            .map(|line| (line.kind, line.old, line.new, line.text.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                (LineKind::File, None, None, "--- a/values.yaml"),
                (LineKind::File, None, None, "+++ b/values.yaml"),
                (LineKind::Hunk, None, None, "@@ -3,2 +3,2 @@"),
                (LineKind::Same, Some(3), Some(3), "replicas:"),
                (LineKind::Removed, Some(4), None, "  web: 2"),
                (LineKind::Added, None, Some(4), "  web: 3"),
            ]
        );
    }

    #[test]
    fn a_removed_line_that_looks_like_a_file_name_stays_a_removed_line() {
        let lines = parse("@@ -1,1 +0,0 @@\n--- x\n--- a/next\n");
        assert_eq!(lines[1].kind, LineKind::Removed);
        assert_eq!(lines[2].kind, LineKind::File);
    }

    #[test]
    fn hostile_text_is_only_text() {
        assert_eq!(parse("@@ -999999999999 +1 @@\n+é\n")[0].kind, LineKind::Same);
        assert_eq!(parse("@@ -4294967295 +1 @@\n é\n+é")[1].old, Some(u32::MAX));
    }
}
