//! Small charts as SVG. They say in a picture what a table beside them says in numbers, so a screen reader gets one label.

mod scale;

use leptos::prelude::*;
use scale::heights;

/// Height of the drawing in its own units; the page decides how large it is shown.
const HEIGHT: u32 = 100;
/// Width of a bar with the gap behind it.
const STEP: u32 = 10;
/// Width of a bar.
const BAR: u32 = 8;

/// Amounts over time as upright bars, the first one at the start of the line.
#[component]
pub fn Bars(
    /// What the chart shows, for those who do not see it.
    #[prop(into)]
    label: String,
    /// One for each bar. What is negative has no bar.
    values: Vec<i64>,
) -> impl IntoView {
    let width = STEP
        .saturating_mul(u32::try_from(values.len()).unwrap_or(u32::MAX))
        .max(STEP);
    let bars = (0..).zip(heights(&values, HEIGHT)).map(|(index, height)| {
        view! { <rect x=index * STEP y=HEIGHT - height width=BAR height=height rx="1" /> }
    });
    view! {
        <svg
            role="img"
            aria-label=label
            viewBox=format!("0 0 {width} {HEIGHT}")
            preserveAspectRatio="none"
            class="h-28 w-full border-b border-base-content/30 fill-primary rtl:-scale-x-100"
        >
            {bars.collect_view()}
        </svg>
    }
}

/// A part of a whole as a bar. The numbers stand beside it, so it is silent.
#[component]
pub fn ShareBar(
    /// The part.
    part: u64,
    /// The whole.
    whole: u64,
) -> impl IntoView {
    let filled = part.min(whole).saturating_mul(100).checked_div(whole).unwrap_or(0);
    view! {
        <svg
            aria-hidden="true"
            viewBox="0 0 100 4"
            preserveAspectRatio="none"
            class="h-2 w-full fill-primary rtl:-scale-x-100"
        >
            <rect width="100" height="4" class="fill-base-300" />
            <rect width=filled height="4" />
        </svg>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_chart_has_a_label_and_no_inline_style() {
        let html = view! { <Bars label="Paid <by> day" values=vec![0, 5, 10] /> }.to_html();
        assert!(html.contains("role=\"img\"") && html.contains("Paid &lt;by"), "{html}");
        assert!(
            html.contains("height=\"50\"") && html.contains("height=\"100\""),
            "{html}"
        );
        assert!(
            !html.contains("style="),
            "the content security policy allows no inline style"
        );
    }

    #[test]
    fn a_share_never_leaves_its_bar() {
        for (part, whole, filled) in [(1, 4, "25"), (9, 4, "100"), (0, 0, "0")] {
            let html = view! { <ShareBar part whole /> }.to_html();
            assert!(html.contains(&format!("<rect width=\"{filled}\"")), "{html}");
        }
    }
}
