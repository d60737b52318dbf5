//! The list of endpoints: its snapshot is the difference of the API in a review.

use contract::{EndpointInfo, endpoints, tenant_endpoints};
use std::collections::BTreeSet;

fn lines(endpoints: &[EndpointInfo]) -> String {
    let lines: Vec<String> = endpoints
        .iter()
        .map(|endpoint| {
            let stream = if endpoint.stream { " (stream)" } else { "" };
            format!(
                "{:6} {} [{:?}]{stream}",
                endpoint.method, endpoint.route, endpoint.access
            )
        })
        .collect();
    lines.join("\n")
}

#[test]
fn the_list_is_the_reviewed_one() {
    insta::assert_snapshot!(lines(&endpoints()));
}

#[test]
fn the_list_of_the_tenant_services_is_the_reviewed_one() {
    insta::assert_snapshot!(lines(&tenant_endpoints()));
}

#[test]
fn no_two_endpoints_share_a_method_and_route() {
    let mut all = endpoints();
    all.extend(tenant_endpoints());
    let distinct: BTreeSet<_> = all.iter().map(|endpoint| (&endpoint.method, endpoint.route)).collect();
    assert_eq!(distinct.len(), all.len());
}
