//! The list of endpoints: its snapshot is the difference of the API in a review.

use contract::endpoints;
use std::collections::BTreeSet;

#[test]
fn the_list_is_the_reviewed_one() {
    let lines: Vec<String> = endpoints()
        .iter()
        .map(|endpoint| {
            let stream = if endpoint.stream { " (stream)" } else { "" };
            format!(
                "{:6} {} [{:?}]{stream}",
                endpoint.method, endpoint.route, endpoint.access
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn no_two_endpoints_share_a_method_and_route() {
    let all = endpoints();
    let distinct: BTreeSet<_> = all.iter().map(|endpoint| (&endpoint.method, endpoint.route)).collect();
    assert_eq!(distinct.len(), all.len());
}
