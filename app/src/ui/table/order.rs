//! Which rows are shown, and in which order.

use std::cmp::Ordering;

/// Sorted by this column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sort {
    pub(super) column: usize,
    pub(super) descending: bool,
}

impl Sort {
    /// What a click on a column's heading leads to: ascending, descending, unsorted.
    pub(super) fn after_click(current: Option<Self>, column: usize) -> Option<Self> {
        match current {
            Some(sort) if sort.column == column && sort.descending => None,
            Some(sort) if sort.column == column => Some(Self {
                column,
                descending: true,
            }),
            _ => Some(Self {
                column,
                descending: false,
            }),
        }
    }
}

/// Positions on the screen to indices of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// All of them, as they come.
    Natural(u32),
    /// These.
    Picked(Vec<u32>),
}

impl Order {
    pub(super) fn len(&self) -> u32 {
        match self {
            Self::Natural(len) => *len,
            Self::Picked(rows) => count(rows),
        }
    }

    pub(super) fn row(&self, position: u32) -> Option<u32> {
        match self {
            Self::Natural(len) => (position < *len).then_some(position),
            Self::Picked(rows) => rows.get(position as usize).copied(),
        }
    }
}

/// Rows beyond four thousand million are not shown.
fn count<T>(rows: &[T]) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}

/// Compares two rows by one column.
pub(super) type Compare<'a, R> = &'a (dyn Fn(&R, &R) -> Ordering + Send + Sync);

/// Filters and sorts; the flag turns the sort round. Rows that compare as equal keep their order, whichever way the sort runs.
pub(super) fn arrange<R>(rows: &[R], keep: Option<&dyn Fn(&R) -> bool>, sort: Option<(Compare<'_, R>, bool)>) -> Order {
    if keep.is_none() && sort.is_none() {
        return Order::Natural(count(rows));
    }
    let fits = |(index, row): (u32, &R)| keep.is_none_or(|keep| keep(row)).then_some(index);
    let mut picked: Vec<u32> = (0..count(rows)).zip(rows).filter_map(fits).collect();
    if let Some((compare, descending)) = sort {
        picked.sort_unstable_by(|a, b| {
            let ordering = compare(&rows[*a as usize], &rows[*b as usize]);
            let ordering = if descending { ordering.reverse() } else { ordering };
            ordering.then(a.cmp(b))
        });
    }
    Order::Picked(picked)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: [(&str, u8); 4] = [("c", 1), ("a", 2), ("b", 1), ("d", 2)];
    const BY_NUMBER: Compare<'static, (&str, u8)> = &|a, b| a.1.cmp(&b.1);

    #[test]
    fn untouched_rows_cost_nothing() {
        let order = arrange(&ROWS, None, None);
        assert_eq!(order, Order::Natural(4));
        assert_eq!((order.row(3), order.row(4)), (Some(3), None));
    }

    #[test]
    fn equal_rows_keep_their_order_both_ways() {
        assert_eq!(
            arrange(&ROWS, None, Some((BY_NUMBER, false))),
            Order::Picked(vec![0, 2, 1, 3])
        );
        assert_eq!(
            arrange(&ROWS, None, Some((BY_NUMBER, true))),
            Order::Picked(vec![1, 3, 0, 2])
        );
    }

    #[test]
    fn the_filter_comes_before_the_sort() {
        let order = arrange(&ROWS, Some(&|row| row.0 != "a"), Some((BY_NUMBER, true)));
        assert_eq!(order, Order::Picked(vec![3, 0, 2]));
        assert_eq!(order.len(), 3);
    }

    #[test]
    fn a_heading_cycles_through_three_states() {
        let once = Sort::after_click(None, 1);
        let twice = Sort::after_click(once, 1);
        assert_eq!(
            twice,
            Some(Sort {
                column: 1,
                descending: true
            })
        );
        assert_eq!(Sort::after_click(twice, 1), None);
        assert_eq!(
            Sort::after_click(twice, 0),
            Some(Sort {
                column: 0,
                descending: false
            })
        );
    }
}
