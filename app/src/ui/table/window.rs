//! Which part of a long table is in the document. All lengths are CSS pixels.

use std::ops::Range;

/// Rows above and below the visible ones, so that scrolling does not show holes.
const MARGIN: u32 = 8;
/// Rows in the document before the browser has measured anything.
pub(super) const FIRST_ROWS: u32 = 50;

/// What the scroller shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Viewport {
    /// How far it is scrolled.
    pub(super) top: f64,
    /// Its inner height.
    pub(super) height: f64,
    /// Height of the heading, which stays on top.
    pub(super) head: f64,
    /// Height of one row.
    pub(super) row: f64,
}

impl Viewport {
    /// Positions that belong in the document.
    pub(super) fn rows(self, count: u32) -> Range<u32> {
        if self.row < 1.0 || self.height < 1.0 {
            return first_rows(count);
        }
        let start = whole(self.top / self.row).saturating_sub(MARGIN);
        let visible = whole(self.height / self.row).saturating_add(2);
        let end = start.saturating_add(visible).saturating_add(2 * MARGIN).min(count);
        // After a filter the scroller may still stand far below the last row.
        start.min(end.saturating_sub(visible))..end
    }

    /// Where to scroll so that a position is wholly visible; `None` when it already is.
    pub(super) fn scroll_to(self, position: u32) -> Option<f64> {
        let row_top = f64::from(position) * self.row;
        let row_end = row_top + self.row;
        if row_top < self.top {
            Some(row_top)
        } else if row_end > self.top + self.height - self.head {
            Some(row_end - self.height + self.head)
        } else {
            None
        }
    }

    /// Whole rows that fit: how far Page Down goes.
    pub(super) fn page(self) -> u32 {
        if self.row < 1.0 {
            1
        } else {
            whole((self.height - self.head) / self.row).max(1)
        }
    }
}

/// What the server sends.
pub(super) fn first_rows(count: u32) -> Range<u32> {
    0..count.min(FIRST_ROWS)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what fits"
)]
fn whole(rows: f64) -> u32 {
    rows.floor().clamp(0.0, f64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(top: f64) -> Viewport {
        Viewport {
            top,
            height: 440.0,
            head: 40.0,
            row: 40.0,
        }
    }

    #[test]
    fn only_the_visible_rows_and_a_margin_are_in_the_document() {
        assert_eq!(at(0.0).rows(100_000), 0..29);
        assert_eq!(at(4_000.0).rows(100_000), 92..121);
        assert_eq!(at(4_000_000.0 - 400.0).rows(100_000), 99_982..100_000);
    }

    #[test]
    fn a_table_that_became_short_shows_its_last_rows() {
        assert_eq!(at(400_000.0).rows(20), 7..20);
        assert_eq!(at(400_000.0).rows(0), 0..0);
    }

    #[test]
    fn an_unmeasured_table_shows_its_first_rows() {
        let hidden = Viewport {
            top: 0.0,
            height: 0.0,
            head: 0.0,
            row: 0.0,
        };
        assert_eq!(hidden.rows(100_000), 0..FIRST_ROWS);
        assert_eq!(hidden.rows(3), 0..3);
    }

    #[test]
    fn scrolling_moves_no_further_than_needed() {
        assert_eq!(at(400.0).scroll_to(12), None);
        assert_eq!(at(400.0).scroll_to(9), Some(360.0));
        assert_eq!(at(400.0).scroll_to(20), Some(440.0));
        assert_eq!(at(0.0).page(), 10);
    }
}
