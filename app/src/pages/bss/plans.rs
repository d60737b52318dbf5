//! What plans are called.

use contract::PlanId;
use contract::storefront::Plan;

/// The name of a plan. One that is no longer sold, or that a card processor has renamed, is called by its id.
pub(super) fn plan_name(plans: &[Plan], id: &PlanId) -> String {
    let known = plans.iter().find(|plan| plan.id == *id).map(|plan| &plan.name);
    known
        .filter(|name| !name.is_empty())
        .cloned()
        .unwrap_or_else(|| id.to_string())
}
