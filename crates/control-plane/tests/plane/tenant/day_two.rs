//! Apps that come and go after the first order. Section D.3.

use super::shop::{Shop, Shopper};
use crate::support::Answer;
use futures::StreamExt;
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// An Organization that is set up, without apps; answers the path of its own resource.
async fn running(shop: &mut Shop, shopper: &Shopper, slug: &str) -> String {
    shop.voucher(&format!("FOR-{slug}"), 100, 0).await;
    let organization = shop.organization(shopper, slug).await;
    let body = super::shop::order(&organization, Some(&format!("FOR-{slug}")));
    shop.checkout(shopper, &body, None).await.expect(200);
    assert_eq!(shop.mail().await.template, "provision-completed");
    format!("/api/tenant/orgs/{organization}")
}

impl Shop {
    async fn install(&self, shopper: &Shopper, organization: &str, body: Value) -> Answer {
        self.post_as(&shopper.token, &format!("{organization}/apps"), body)
            .await
    }

    async fn uninstall(&self, shopper: &Shopper, organization: &str, app: &str) -> Answer {
        let path = format!("{organization}/apps/{app}");
        self.plane.send(Method::DELETE, &path, Some(&shopper.token), None).await
    }

    async fn preview_uninstall(&self, shopper: &Shopper, organization: &str, app: &str) -> Answer {
        let path = format!("{organization}/apps/{app}/uninstall-preview");
        self.get_as(&shopper.token, &path).await
    }

    /// The Organization as soon as none of its apps is on its way.
    async fn settled(&self, shopper: &Shopper, organization: &str) -> Value {
        let path = format!("{organization}/stream");
        let mut frames = self.plane.frames_as(&shopper.token, &path).await;
        let settled = async {
            loop {
                let frame = frames.next().await.unwrap();
                if frame.get("app_states").is_none() {
                    return frame;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), settled).await.unwrap()
    }
}

#[tokio::test]
async fn an_app_comes_with_what_it_needs_and_goes_with_what_only_it_used() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = running(&mut shop, &owner, "muttrah-books").await;
    let body = json!({"slug": "wordpress", "app_config": {"title": "Muttrah Books"}});
    let queued = shop.install(&owner, &organization, body.clone()).await.expect(200);
    assert_eq!(
        queued,
        json!({
            "status": "queued", "apps": ["app-wordpress"], "app_states": {"app-wordpress": "installing"},
            "deployed": ["app-postgres", "app-wordpress"]
        })
    );
    let again = shop.install(&owner, &organization, body).await.expect(200);
    assert_eq!(again, json!({"status": "already_installed"}));
    assert_eq!(
        shop.settled(&owner, &organization).await["apps"],
        json!(["app-wordpress"])
    );
    let app = shop.plane.get(&shop.plane.applications("/wordpress")).await.expect(200);
    assert_eq!(app["parameters"]["title"], "Muttrah Books");

    let preview = shop
        .preview_uninstall(&owner, &organization, "wordpress")
        .await
        .expect(200);
    assert_eq!(
        preview,
        json!({
            "app_slug": "wordpress", "app_name": "WordPress", "installed": true,
            "purged_services": [{"slug": "postgres", "name": "PostgreSQL"}], "retained_services": [], "dependents": []
        })
    );
    let queued = shop.uninstall(&owner, &organization, "wordpress").await.expect(200);
    assert_eq!(
        queued,
        json!({"status": "queued", "apps": ["app-wordpress"], "app_states": {"app-wordpress": "uninstalling"}})
    );
    assert_eq!(shop.settled(&owner, &organization).await["apps"], json!([]));
    let left = shop.plane.get(&shop.plane.applications("")).await.expect(200);
    assert_eq!(left["items"], json!([]), "{left}");
    let gone = shop.uninstall(&owner, &organization, "wordpress").await.expect(200);
    assert_eq!(gone, json!({"status": "not_installed"}));
}

#[tokio::test]
async fn what_others_need_stays_unless_it_is_forced() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = running(&mut shop, &owner, "muttrah-books").await;
    for app in ["reloader", "portal"] {
        let body = json!({ "slug": app });
        shop.install(&owner, &organization, body).await.expect(200);
        shop.settled(&owner, &organization).await;
    }
    let preview = shop
        .preview_uninstall(&owner, &organization, "reloader")
        .await
        .expect(200);
    assert_eq!(preview["dependents"], json!(["Portal"]));
    let portal = shop
        .preview_uninstall(&owner, &organization, "portal")
        .await
        .expect(200);
    assert_eq!(
        portal["retained_services"],
        json!([{"slug": "reloader", "name": "Reloader"}])
    );
    assert_eq!(portal["purged_services"], json!([]));
    let refused = shop.uninstall(&owner, &organization, "reloader").await.expect(409);
    assert_eq!(
        refused,
        json!({
            "error": "app has dependents", "message": "reloader is needed by Portal", "dependents": ["Portal"]
        })
    );
    let forced = shop
        .uninstall(&owner, &organization, "reloader?force=true")
        .await
        .expect(200);
    assert_eq!(forced["app_states"], json!({"app-reloader": "uninstalling"}));
    assert_eq!(shop.settled(&owner, &organization).await["apps"], json!(["app-portal"]));
}

#[tokio::test]
async fn a_restart_carries_on_with_apps_on_their_way() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let organization = running(&mut shop, &owner, "muttrah-books").await;
    let body = json!({"slug": "wordpress"});
    shop.install(&owner, &organization, body).await.expect(200);
    let shop = shop.reopen().await;
    assert_eq!(
        shop.settled(&owner, &organization).await["apps"],
        json!(["app-wordpress"])
    );
    shop.uninstall(&owner, &organization, "wordpress").await.expect(200);
    let shop = shop.reopen().await;
    assert_eq!(shop.settled(&owner, &organization).await["apps"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_installed_is_refused_at_once() {
    let mut shop = Shop::open().await;
    let owner = shop.sign_up("salma@example.test").await;
    let unpaid = shop.organization(&owner, "unpaid").await;
    let unpaid = format!("/api/tenant/orgs/{unpaid}");
    let refused = shop
        .install(&owner, &unpaid, json!({"slug": "wordpress"}))
        .await
        .expect(409);
    assert_eq!(refused["error"], "apps can change once the organization is active");
    let organization = running(&mut shop, &owner, "muttrah-books").await;
    for (body, status, text) in [
        (json!({}), 400, "slug is required"),
        (json!({"slug": "nothing"}), 404, "app not found in catalog"),
        (
            json!({"slug": "bad-schema"}),
            400,
            "app \"bad-schema\" is not yet deployable",
        ),
        (
            json!({"slug": "wordpress", "app_config": {"replicas": 99}}),
            400,
            "app \"app-wordpress\" cannot be installed: /replicas: this value is greater than the maximum of 20",
        ),
        (
            json!({"slug": "wordpress", "dep_choices": {"redis": "dedicated"}}),
            400,
            "app \"app-wordpress\" cannot be installed: bp-wordpress@2.0.0 needs nothing called \"redis\" with these \
             parameters",
        ),
    ] {
        let refused = shop.install(&owner, &organization, body).await.expect(status);
        assert_eq!(refused, json!({ "error": text }));
    }
    let viewer = shop.sign_up("viewer@example.test").await;
    let path = format!("{organization}/members");
    let body = json!({"email": "viewer@example.test", "role": "viewer"});
    shop.post_as(&owner.token, &path, body).await.expect(201);
    let stranger = shop.sign_up("stranger@example.test").await;
    for (who, text) in [
        (&viewer, "owner or admin role required"),
        (&stranger, "not a member of this organization"),
    ] {
        let body = json!({"slug": "wordpress"});
        let refused = shop.install(who, &organization, body).await.expect(403);
        assert_eq!(refused["error"], text);
        let refused = shop.uninstall(who, &organization, "wordpress").await.expect(403);
        assert_eq!(refused["error"], text);
    }
    shop.preview_uninstall(&viewer, &organization, "wordpress")
        .await
        .expect(200);
    shop.preview_uninstall(&stranger, &organization, "wordpress")
        .await
        .expect(403);
    shop.get_as(&stranger.token, &format!("{organization}/stream"))
        .await
        .expect(403);
}
