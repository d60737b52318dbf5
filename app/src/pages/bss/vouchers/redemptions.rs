//! `/bss/vouchers/redemptions`: who redeemed a voucher.

use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::{Loaded, set_page};
use crate::paths;
use crate::ui::{Column, Crumb, EmptyState, RelativeTime, Table, TableSkeleton};
use contract::ApiError;
use contract::billing::{ListRedemptions, Redemption, VoucherCode};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the billing service says of a code that was never issued (tenant contract B3).
const NO_VOUCHER: &str = "voucher not found";

/// `/bss/vouchers/redemptions?code=`
#[component]
pub fn RedemptionsPage() -> impl IntoView {
    let locale = use_locale();
    let code = use_query_map().with_untracked(|query| query.get("code"));
    let code = VoucherCode::new(&code.unwrap_or_default());
    let title = say!(locale, bss.redemptions.title, code = code);
    let crumbs = vec![
        Crumb::link(td_string!(locale, bss.title), paths::bss()),
        Crumb::link(td_string!(locale, bss.vouchers.title), paths::vouchers(None)),
        Crumb::here(title.clone()),
    ];
    set_page(title.clone(), crumbs);
    let api = Api::from_context();
    let redemptions = Asked::new(
        || (),
        move |()| {
            let listing = api.call(ListRedemptions { code: code.clone() });
            async move { known(listing.await) }
        },
    );
    view! {
        <div class="flex flex-col gap-6">
            <h1 class="text-2xl font-bold wrap-anywhere"><bdi>{title}</bdi></h1>
            <Loaded
                asked=redemptions
                skeleton=|| view! { <TableSkeleton /> }
                view=|redemptions| view! { <Shown redemptions /> }.into_any()
            />
        </div>
    }
}

/// `None` from a billing service that does not list redemptions: only ours does.
fn known(answer: Result<Vec<Redemption>, ApiError>) -> Result<Option<Vec<Redemption>>, ApiError> {
    match answer {
        Err(error) if error.is_not_found() && error.message != NO_VOUCHER => Ok(None),
        answer => answer.map(Some),
    }
}

#[component]
fn Shown(redemptions: Option<Vec<Redemption>>) -> impl IntoView {
    let locale = use_locale();
    let nothing = |title: &'static str| view! { <EmptyState icon="ticket" title=title /> }.into_any();
    let redemptions = match redemptions {
        None => return nothing(td_string!(locale, bss.redemptions.unknown)),
        Some(none) if none.is_empty() => return nothing(td_string!(locale, bss.redemptions.none)),
        Some(redemptions) => RwSignal::new(redemptions),
    };
    let customer = |redemption: &Redemption| {
        let known = redemption.email.as_ref();
        known.unwrap_or(&redemption.customer_id).clone()
    };
    let columns = vec![
        Column::new(td_string!(locale, bss.redemptions.customer), move |redemption| {
            view! { <bdi class="wrap-anywhere">{customer(redemption)}</bdi> }.into_any()
        })
        .sorted_by(move |one, other| customer(one).cmp(&customer(other))),
        Column::new(td_string!(locale, bss.redemptions.at), |redemption: &Redemption| {
            let at = redemption.created_at.map(|at| at.unix_millis());
            at.map(|at| view! { <RelativeTime at /> }).into_any()
        })
        .sorted_by(|one, other| one.created_at.cmp(&other.created_at)),
    ];
    let caption = td_string!(locale, bss.vouchers.redeemed);
    view! { <Table id="redemptions" caption columns rows=redemptions /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(message: &str) -> Result<Vec<Redemption>, ApiError> {
        Err(ApiError {
            status: 404,
            ..ApiError::unreachable(message)
        })
    }

    #[test]
    fn no_such_voucher_is_not_the_same_as_no_such_list() {
        assert!(known(refused(NO_VOUCHER)).unwrap_err().is_not_found());
        assert_eq!(known(refused("404 Not Found")), Ok(None));
        assert_eq!(known(Ok(Vec::new())), Ok(Some(Vec::new())));
    }
}
