//! What an order costs for a month, line by line (§B.4).

use crate::catalog::Shelf;
use crate::tenant::catalog::{add_ons, check_topology, plans};
use crate::tenant::{Failure, refuse};
use contract::billing::{CheckoutRequest, Quote, QuoteLine, Topology};
use contract::money::Baisa;
use contract::storefront::{AddOn, Plan, Translations};
use rusqlite::Transaction;

/// What a standby in another region adds (§B.3).
const HOT_STANDBY: Baisa = Baisa(5000);

/// Prices an order. Apps cost nothing; an add-on that is not known is priced at nothing, as the contract has it.
pub(super) fn quote(transaction: &Transaction<'_>, request: &CheckoutRequest) -> Result<Quote, Failure> {
    quote_of(plans(transaction)?, add_ons(transaction)?, request)
}

fn quote_of(plans: Vec<Plan>, add_ons: Vec<AddOn>, request: &CheckoutRequest) -> Result<Quote, Failure> {
    let topology = match &request.topology {
        Some(Topology::Unknown(word)) if !word.is_empty() => {
            return Err(refuse(400, format!("unknown topology {word:?}")));
        }
        Some(Topology::ActiveHotStandby) => Topology::ActiveHotStandby,
        _ => Topology::SingleRegion,
    };
    let plan = plans
        .into_iter()
        .find(|plan| plan.id == request.plan_id)
        .ok_or_else(|| {
            let text = format!("failed to compute order total: plan \"{}\" not found", request.plan_id);
            refuse(400, text)
        })?;
    let topology_amount = match topology {
        Topology::ActiveHotStandby => HOT_STANDBY,
        _ => Baisa(0),
    };
    let mut lines = vec![QuoteLine {
        sku: plan.slug.clone(),
        name: plan.name.clone(),
        amount_baisa: plan.price(),
        translations: plan.translations.clone(),
    }];
    let mut seen = Vec::new();
    for add_on in add_ons {
        if request.addons.contains(&add_on.id) && !seen.contains(&add_on.id) {
            lines.push(QuoteLine {
                sku: add_on.slug.clone(),
                name: add_on.name.clone(),
                amount_baisa: add_on.price(),
                translations: add_on.translations,
            });
            seen.push(add_on.id);
        }
    }
    if topology_amount != Baisa(0) {
        lines.push(QuoteLine {
            sku: topology.to_string(),
            name: "Hot standby".to_owned(),
            amount_baisa: topology_amount,
            translations: Translations::new(),
        });
    }
    let amount = Baisa(lines.iter().map(|line| line.amount_baisa.0).sum());
    Ok(Quote {
        currency: "OMR".to_owned(),
        price_source: "catalog".to_owned(),
        plan_id: plan.id.clone(),
        plan_amount_baisa: plan.price(),
        topology_amount_baisa: topology_amount,
        amount_baisa: amount,
        amount_omr: -Baisa(-amount.0).whole_omr(),
        topology: Some(topology),
        lines,
    })
}

impl crate::tenant::Tenant {
    /// What an order would cost; needs no Organization.
    pub(crate) fn quote(&self, request: &CheckoutRequest, shelf: &Shelf) -> Result<Quote, Failure> {
        if request.plan_id.as_str().is_empty() {
            return Err(refuse(400, "plan_id is required"));
        }
        let quote = self.records.read(|transaction| quote(transaction, request))?;
        check_topology(shelf, &request.apps, request.topology.as_ref())?;
        Ok(quote)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{AddOnId, PlanId};
    use serde_json::json;

    #[test]
    fn a_quote_is_the_sum_of_its_lines() {
        let plan = json!({"id": "plan-m", "slug": "m", "price_omr": 9, "price_baisa": 9250});
        let add_on = json!({"id": "addon-daily-backup", "slug": "daily-backup", "price_omr": 3});
        let request = CheckoutRequest {
            plan_id: PlanId::from_wire("plan-m"),
            addons: ["addon-daily-backup", "addon-daily-backup", "addon-unknown"]
                .map(AddOnId::from_wire)
                .into(),
            topology: Some(Topology::ActiveHotStandby),
            ..CheckoutRequest::default()
        };
        let plans = vec![serde_json::from_value(plan).unwrap()];
        let quote = quote_of(plans, vec![serde_json::from_value(add_on).unwrap()], &request).unwrap();
        let amounts: Vec<_> = quote.lines.iter().map(|line| line.amount_baisa.0).collect();
        assert_eq!(amounts, [9250, 3000, 5000]);
        assert_eq!((quote.amount_baisa, quote.amount_omr), (Baisa(17_250), 18));
    }
}
