//! What a customer is about to order. It lives in the address of each step, so that going back, another tab, signing in
//! and reloading lose nothing.

use contract::billing::Topology;
use contract::{AddOnId, PlanId, StoreAppId};
use leptos_router::params::ParamsMap;

/// An order that is being put together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cart {
    /// The plan.
    pub plan: Option<PlanId>,
    /// Apps, each once.
    pub apps: Vec<StoreAppId>,
    /// Add-ons, each once.
    pub addons: Vec<AddOnId>,
    /// What the Organization is called.
    pub name: String,
    /// Its slug: the first part of its web address.
    pub slug: String,
    /// How it is spread over regions; `None` for one region.
    pub topology: Option<Topology>,
}

impl Cart {
    /// Reads the query of an address.
    #[must_use]
    pub fn read(query: &ParamsMap) -> Self {
        let text = |name: &str| query.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
        Self {
            plan: query.get("plan").filter(|id| !id.is_empty()).map(PlanId::from_wire),
            apps: each_once(query, "app").into_iter().map(StoreAppId::from_wire).collect(),
            addons: each_once(query, "addon").into_iter().map(AddOnId::from_wire).collect(),
            name: text("name"),
            slug: text("slug").to_lowercase(),
            topology: Some(text("topology"))
                .filter(|word| !word.is_empty())
                .map(|word| Topology::from(word.as_str()))
                .filter(|topology| *topology != Topology::SingleRegion),
        }
    }

    /// Whether it says for whom it is.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.name.is_empty() && !self.slug.is_empty()
    }

    /// The query of an address, `?` included; empty for an empty cart.
    #[must_use]
    pub fn query(&self) -> String {
        let fields = self.fields();
        let pairs: Vec<(&str, Option<&str>)> = fields
            .iter()
            .map(|(name, value)| (*name, Some(value.as_str())))
            .collect();
        contract::with_query(String::new(), &pairs)
    }

    /// Names and values, as a form sends them.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let plan = self.plan.iter().map(|id| ("plan", id.to_string()));
        let apps = self.apps.iter().map(|id| ("app", id.to_string()));
        let addons = self.addons.iter().map(|id| ("addon", id.to_string()));
        let texts = [("name", self.name.clone()), ("slug", self.slug.clone())];
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        let topology = self.topology.iter().map(|topology| ("topology", topology.to_string()));
        plan.chain(apps).chain(addons).chain(texts).chain(topology).collect()
    }
}

fn each_once(query: &ParamsMap, name: &str) -> Vec<String> {
    let mut values = query.get_all(name).unwrap_or_default();
    let mut seen = std::collections::BTreeSet::new();
    values.retain(|value| !value.is_empty() && seen.insert(value.clone()));
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> Cart {
        let mut query = ParamsMap::new();
        for (name, value) in pairs {
            query.insert(*name, (*value).to_owned());
        }
        Cart::read(&query)
    }

    #[test]
    fn a_cart_survives_its_address() {
        let pairs = [
            ("plan", "plan-m"),
            ("app", "wordpress"),
            ("app", "shop"),
            ("addon", "backup"),
            ("name", "Noor & Sons"),
            ("slug", "noor"),
            ("topology", "active-hot-standby"),
        ];
        let cart = read(&pairs);
        assert_eq!(
            cart.query(),
            "?plan=plan-m&app=wordpress&app=shop&addon=backup&name=Noor+%26+Sons&slug=noor&topology=active-hot-standby"
        );
        let fields = cart.fields();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(read(&fields), cart);
        assert_eq!(Cart::default().query(), "");
    }

    #[test]
    fn nothing_is_in_it_twice() {
        let cart = read(&[("app", "a"), ("app", "a"), ("app", ""), ("slug", " Noor ")]);
        assert_eq!(cart.apps, [StoreAppId::from_wire("a")]);
        assert_eq!(cart.slug, "noor");
        assert_eq!(read(&[("topology", "single-region")]), Cart::default());
    }
}
