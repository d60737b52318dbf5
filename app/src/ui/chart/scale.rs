//! From amounts to heights, without floating point.

/// The height of each bar, the largest value as high as the chart. What is there at all can be seen.
pub(super) fn heights(values: &[i64], height: u32) -> Vec<u32> {
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let scaled = |value: &i64| {
        if *value <= 0 {
            return 0;
        }
        let share = i128::from(*value) * i128::from(height) / i128::from(most);
        u32::try_from(share).unwrap_or(height).clamp(1, height)
    };
    values.iter().map(scaled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_value_fills_the_chart_and_the_smallest_is_seen() {
        assert_eq!(heights(&[0, 1, 500, 1000], 100), [0, 1, 50, 100]);
        assert_eq!(heights(&[i64::MAX, -5, 0], 100), [100, 0, 0]);
        assert_eq!(heights(&[], 100), [0_u32; 0]);
        assert_eq!(heights(&[0, 0], 100), [0, 0]);
    }
}
