//! Which version of a file brought each of its lines.
//!
//! Worked out from the versions themselves, because the Git server's REST API has no such question. Versions stand in
//! one row, as its list of commits does: where branches were merged, a line counts for the first version in the row that
//! has it.

use diffy::{DiffOptions, Line};

/// The longest text that is compared line by line, in bytes.
pub const LONGEST: usize = 200_000;

/// For each line of the last version, the place in `versions` of the one that brought it. `versions` stand oldest first.
#[must_use]
pub fn brought_by(versions: &[&str]) -> Vec<usize> {
    let Some((first, later)) = versions.split_first() else {
        return Vec::new();
    };
    let mut brought = vec![0; lines(first).count()];
    let mut before = *first;
    for (text, place) in later.iter().zip(1..) {
        brought = carried(before, text, &brought, place);
        before = text;
    }
    brought
}

/// The lines of a text, as a reader counts them.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
}

/// What `brought` says about the lines that stay; `place` for those that are new.
fn carried(before: &str, after: &str, brought: &[usize], place: usize) -> Vec<usize> {
    if before == after {
        return brought.to_vec();
    }
    let mut options = DiffOptions::new();
    // With all lines around every change, one hunk tells the whole text.
    options.set_context_len(lines(before).count() + lines(after).count());
    let patch = options.create_patch(before, after);
    let mut old = brought.iter().copied();
    let mut carried = Vec::new();
    for line in patch.hunks().iter().flat_map(|hunk| hunk.lines()) {
        match line {
            Line::Context(_) => carried.push(old.next().unwrap_or(place)),
            Line::Insert(_) => carried.push(place),
            Line::Delete(_) => drop(old.next()),
        }
    }
    carried
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_stays_with_the_version_that_brought_it() {
        let versions = [
            "replicas: 2\nsize: 1Gi\n",
            "# the shop\nreplicas: 2\nsize: 1Gi\n",
            "# the shop\nreplicas: 3\nsize: 1Gi\nmode: a\n",
        ];
        assert_eq!(brought_by(&versions), [1, 2, 0, 2]);
    }

    #[test]
    fn a_file_that_was_emptied_in_between_is_all_new() {
        assert_eq!(brought_by(&["a\nb\n", "", "a\nb\n"]), [2, 2]);
        assert_eq!(brought_by(&["a\n", "a\n"]), [0]);
        assert!(brought_by(&[]).is_empty());
    }

    #[test]
    fn the_last_line_needs_no_end() {
        assert_eq!(brought_by(&["a\nb", "a\nb\nc"]).len(), 3);
    }

    proptest! {
        #[test]
        fn every_line_has_a_version_that_holds_it(versions in prop::collection::vec("([abc]\n){0,8}", 1..6)) {
            let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
            let last = versions[versions.len() - 1];
            let brought = brought_by(&versions);
            prop_assert_eq!(brought.len(), lines(last).count());
            for (line, place) in lines(last).zip(brought) {
                prop_assert!(lines(versions[place]).any(|held| held == line));
            }
        }
    }
}
