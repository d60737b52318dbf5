use super::*;
use serde_json::{Value, json};

fn application(name: &str, phase: &str, change: impl FnOnce(&mut Value)) -> (ObjectKey, ApplicationObject) {
    let mut object = json!({
        "metadata": {"name": name, "namespace": "acme", "annotations": {}},
        "spec": {
            "blueprintRef": {"name": "bp-wordpress", "version": "2.1.0"},
            "environmentRef": "acme-prod",
        },
        "status": {"phase": phase},
    });
    change(&mut object);
    let key = ObjectKey::of("application", &object).unwrap();
    (key, ApplicationObject::read(&object).unwrap())
}

fn plain(name: &str, phase: &str) -> (ObjectKey, ApplicationObject) {
    application(name, phase, |_| {})
}

fn arrange(applications: &[(ObjectKey, ApplicationObject)], filter: &Filter) -> Arrangement {
    Arrangement::new(applications.iter().map(|(key, application)| (key, application)), filter)
}

fn outline(arrangement: &Arrangement) -> Vec<(GroupKind, Vec<&str>)> {
    arrangement
        .groups
        .iter()
        .map(|group| (group.kind, group.keys.iter().map(|key| key.name.as_str()).collect()))
        .collect()
}

#[test]
fn trouble_comes_first_and_backing_services_last() {
    let applications = [
        plain("blog", "Ready"),
        plain("attic", "Ready"),
        plain("shop", "Failed"),
        application("blog-db", "Degraded", |object| {
            object["metadata"]["annotations"][labels::BACKS] = json!("blog");
        }),
    ];
    assert_eq!(
        outline(&arrange(&applications, &Filter::default())),
        [
            (GroupKind::State(ApplicationState::Failed), vec!["shop"]),
            (GroupKind::State(ApplicationState::Running), vec!["attic", "blog"]),
            (GroupKind::Backing, vec!["blog-db"]),
        ]
    );
}

#[test]
fn what_others_use_is_a_backing_service_without_any_mark() {
    let applications = [
        application("blog", "Ready", |object| {
            object["spec"]["dependsOn"] = json!([{"name": "shared-db"}, {"name": "blog"}]);
        }),
        plain("shared-db", "Ready"),
    ];
    assert_eq!(
        outline(&arrange(&applications, &Filter::default())),
        [
            (GroupKind::State(ApplicationState::Running), vec!["blog"]),
            (GroupKind::Backing, vec!["shared-db"]),
        ],
        "an Application that names itself is not its own backing service"
    );
}

#[test]
fn state_counts_ignore_the_chosen_state() {
    let applications = [plain("a", "Ready"), plain("b", "Ready"), plain("c", "Failed")];
    let filter = Filter {
        state: Some(ApplicationState::Degraded),
        ..Filter::default()
    };
    let arrangement = arrange(&applications, &filter);
    assert_eq!(
        arrangement.states,
        [
            (ApplicationState::Failed, 1),
            (ApplicationState::Degraded, 0),
            (ApplicationState::Running, 2),
        ]
    );
    assert_eq!((arrangement.shown, arrangement.total), (0, 3));
}

#[test]
fn search_and_blueprint_narrow_together() {
    let applications = [
        application("site-1", "Ready", |object| {
            object["metadata"]["annotations"][labels::DISPLAY_NAME] = json!("مدونة الشركة");
        }),
        application("db", "Ready", |object| {
            object["spec"]["blueprintRef"]["name"] = json!("bp-postgres")
        }),
    ];
    let searching = |search: &str, blueprint: Option<&str>| {
        let filter = Filter {
            search: search.to_owned(),
            blueprint: blueprint.map(BlueprintName::from_wire),
            ..Filter::default()
        };
        arrange(&applications, &filter).shown
    };
    assert_eq!(searching("مدونه", None), 1);
    assert_eq!(searching("postgres", None), 1);
    assert_eq!(searching("postgres", Some("bp-wordpress")), 0);
    assert_eq!(searching("", Some("bp-postgres")), 1);
}

#[test]
fn every_state_has_an_address_of_its_own() {
    let environment = EnvironmentName::from_wire("acme-prod");
    for state in ApplicationState::ALL {
        let filter = Filter {
            state: Some(state),
            layout: Layout::List,
            ..Filter::default()
        };
        let href = filter.href(&environment);
        let query = href.split_once('?').unwrap().1;
        let read = Filter::from_query(|name| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        });
        assert_eq!(read, filter);
    }
    assert_eq!(Filter::default().href(&environment), "/environments/acme-prod");
}

#[test]
fn a_failed_card_says_why() {
    let (_, failed) = application("shop", "Failed", |object| {
        object["status"]["conditions"] = json!([
            {"type": "Synced", "status": "False", "message": "later"},
            {"type": "Ready", "status": "False", "reason": "ImagePullBackOff", "message": ""},
        ]);
    });
    assert_eq!(Facts::of(&failed).reason.as_deref(), Some("ImagePullBackOff"));
    let (_, running) = application("shop", "Ready", |object| {
        object["status"]["conditions"] = json!([{"type": "Ready", "status": "Unknown", "message": "noise"}]);
    });
    assert_eq!(Facts::of(&running).reason, None);
}

#[test]
fn pods_are_summed_over_regions() {
    let (_, spread) = application("shop", "Degraded", |object| {
        object["status"]["regions"] = json!([
            {"name": "fsn", "replicas": 2, "ready": 2},
            {"name": "hel", "replicas": 2, "ready": 1},
        ]);
    });
    let facts = Facts::of(&spread);
    assert_eq!(facts.pods(), (3, 4));
    assert_eq!(facts.regions.len(), 2);
}

#[test]
fn only_web_addresses_are_opened() {
    let open = |url: &str| {
        let (_, application) = application("shop", "Ready", |object| {
            object["metadata"]["annotations"][labels::EXTERNAL_URL] = json!(url);
        });
        Facts::of(&application).external_url
    };
    assert_eq!(
        open("https://shop.example.test").as_deref(),
        Some("https://shop.example.test")
    );
    assert_eq!(open("javascript:alert(1)"), None);
    assert_eq!(open(""), None);
}

#[test]
fn an_application_of_another_environment_does_not_belong() {
    let here = EnvironmentName::from_wire("acme-prod");
    let (_, own) = plain("blog", "Ready");
    assert!(belongs_to(&own, &here));
    assert!(!belongs_to(&own, &EnvironmentName::from_wire("acme-dev")));
    let (_, labelled) = application("blog", "Ready", |object| {
        object["spec"]["environmentRef"] = Value::Null;
        object["metadata"]["labels"] = json!({labels::ENVIRONMENT: "acme-prod"});
    });
    assert!(belongs_to(&labelled, &here));
}
