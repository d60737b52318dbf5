use super::*;
use contract::Money;
use contract::catalog::CardText;

fn blueprint(name: &str, category: &str) -> CatalogBlueprint {
    serde_json::from_value(serde_json::json!({
        "name": name, "version": "1.0.0", "source": "public", "card": {"title": name, "category": category},
    }))
    .unwrap()
}

fn shelf(blueprints: Vec<CatalogBlueprint>) -> Shelf {
    Shelf::new(blueprints, "en", None)
}

fn searching(text: &str) -> Filter {
    Filter {
        search: text.to_owned(),
        ..Filter::default()
    }
}

fn titles(selection: &Selection) -> Vec<&str> {
    selection.entries.iter().map(|entry| entry.title()).collect()
}

#[test]
fn the_url_round_trips() {
    let filter = Filter {
        search: "متجر & shop".to_owned(),
        category: Some("data".to_owned()),
        family: Some("insights".to_owned()),
        source: Some(Source::Sovereign),
        with_platform: true,
        order: Order::Price,
    };
    let href = filter.href();
    let query = href.split_once('?').unwrap().1;
    let get = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    assert_eq!(Filter::from_query(get), filter);
    assert_eq!(Filter::default().href(), "/marketplace");
}

#[test]
fn empty_fields_of_a_plain_form_are_no_choice() {
    assert_eq!(Filter::from_query(|_| Some(String::new())), Filter::default());
    assert_eq!(
        Filter::from_query(|name| (name == "sort").then(|| "by-magic".to_owned())).order,
        Order::Title
    );
}

#[test]
fn a_search_looks_at_every_language_and_prefers_titles() {
    let mut site = blueprint("bp-static-site", "application");
    site.card.title = "Static site".to_owned();
    site.card.summary = "Unlike WordPress".to_owned();
    let mut press = blueprint("bp-wordpress", "application");
    press.card.title = "WordPress".to_owned();
    press.card.translations.insert(
        "ar".to_owned(),
        CardText {
            title: "ووردبريس".to_owned(),
            tagline: "موقع أو مدونة".to_owned(),
            ..CardText::default()
        },
    );
    let catalogue = vec![site, press];
    let english = Shelf::new(catalogue.clone(), "en", None);
    assert_eq!(
        titles(&english.select(&searching("wordpress"))),
        ["WordPress", "Static site"]
    );
    assert_eq!(titles(&english.select(&searching("مدونه"))), ["WordPress"]);
    let arabic = Shelf::new(catalogue, "ar", None);
    assert_eq!(
        titles(&arabic.select(&searching("wordpress"))),
        ["Static site", "ووردبريس"],
        "the English name still finds it"
    );
}

#[test]
fn facets_count_what_the_other_choices_leave() {
    let mut family = blueprint("bp-a", "data");
    family.card.family = "insights".to_owned();
    let shelf = shelf(vec![family, blueprint("bp-b", "data"), blueprint("bp-c", "security")]);
    let filter = Filter {
        category: Some("security".to_owned()),
        family: Some("insights".to_owned()),
        ..Filter::default()
    };
    let selection = shelf.select(&filter);
    assert!(selection.entries.is_empty());
    let facet = |value: &str, count, is_chosen| Facet {
        value: value.to_owned(),
        count,
        is_chosen,
    };
    assert_eq!(
        selection.categories,
        [facet("data", 1, false), facet("security", 0, true)],
        "within the chosen family"
    );
    assert_eq!(selection.families, [facet("insights", 0, true)]);
    assert!(filter.is_narrowed());
    assert_eq!(shelf.select(&filter.cleared()).entries.len(), 3);
}

#[test]
fn platform_components_show_only_when_asked_for() {
    let mut hidden = blueprint("bp-cilium", "infrastructure");
    hidden.visibility = Some(Visibility::Unlisted);
    let shelf = shelf(vec![hidden, blueprint("bp-blog", "application")]);
    let plain = shelf.select(&Filter::default());
    assert_eq!(titles(&plain), ["bp-blog"]);
    assert_eq!(plain.platform_count, 1);
    let all = Filter {
        with_platform: true,
        ..Filter::default()
    };
    assert_eq!(titles(&shelf.select(&all)), ["bp-blog", "bp-cilium"]);
}

#[test]
fn a_private_blueprint_is_for_its_organization_only() {
    let mut private = blueprint("bp-payment-gateway", "application");
    private.visibility = Some(Visibility::Private);
    private.org = Some(OrganizationSlug::from_wire("acme"));
    let seen_by = |slug: Option<&str>| {
        let organization = slug.map(OrganizationSlug::from_wire);
        let shelf = Shelf::new(vec![private.clone()], "en", organization.as_ref());
        shelf.select(&Filter::default()).entries.len()
    };
    assert_eq!(seen_by(Some("acme")), 1);
    assert_eq!(seen_by(Some("globex")), 0);
    assert_eq!(seen_by(None), 0);
}

#[test]
fn the_cheapest_comes_first_and_the_unpriced_last() {
    let priced = |name: &str, minor| {
        let mut blueprint = blueprint(name, "data");
        blueprint.card.price = Some(Money {
            minor,
            currency: "OMR".to_owned(),
        });
        blueprint
    };
    let shelf = shelf(vec![
        blueprint("bp-a", "data"),
        priced("bp-b", 4500),
        priced("bp-c", 2000),
    ]);
    let by_price = Filter {
        order: Order::Price,
        ..Filter::default()
    };
    assert_eq!(titles(&shelf.select(&by_price)), ["bp-c", "bp-b", "bp-a"]);
}

#[test]
fn a_card_without_a_title_is_called_by_its_name() {
    let mut nameless = blueprint("bp-cert-manager", "");
    nameless.card.title = "  ".to_owned();
    assert_eq!(title(&nameless), "cert-manager");
}
