//! The shelves of published Blueprints: cloned and pulled, never pushed to.

use super::{GitServer, Shell};
use crate::publishing::publication;
use contract::session::Tier;

async fn publish(server: &GitServer, version: &str) {
    let plane = &server.plane;
    let path = format!("/api/v1/sovereigns/{}/blueprints/publish", plane.sovereign);
    let mut published = publication("bp-night-shift", version);
    published["org"] = serde_json::json!("home");
    plane.post(&path, &published).await.expect(200);
}

#[tokio::test]
async fn a_shelf_is_cloned_and_pulled_and_takes_no_push() {
    let server = GitServer::start().await;
    let token = server.token_of(&Tier::Owner, "all").await;
    let shell = Shell::at(&server.address, &token, "home/shared-blueprints");
    shell.clone().await.fails_with("not found");

    publish(&server, "1.0.0").await;
    shell.clone().await.ok();
    assert!(shell.read("bp-night-shift/blueprint.yaml").contains("version: 1.0.0"));
    publish(&server, "1.1.0").await;
    shell.git(&["pull"]).await.ok();
    assert!(shell.read("bp-night-shift/blueprint.yaml").contains("version: 1.1.0"));

    shell.append("bp-night-shift/blueprint.yaml", "# mine\n");
    shell.commit("By hand").await;
    shell.push().await.fails_with("publish it in the console");
}

#[tokio::test]
async fn a_shelf_needs_a_token_that_reads() {
    let server = GitServer::start().await;
    publish(&server, "1.0.0").await;
    let stranger = Shell::at(&server.address, "guess", "home/shared-blueprints");
    stranger.clone().await.fails_with("Authentication failed");
    let token = server.token_of(&Tier::Viewer, "read:repository").await;
    let viewer = Shell::at(&server.address, &token, "home/shared-blueprints");
    viewer.clone().await.ok();
    viewer.append("bp-night-shift/blueprint.yaml", "# mine\n");
    viewer.commit("By hand").await;
    viewer.push().await.fails_with("has not the scope write:repository");
}
