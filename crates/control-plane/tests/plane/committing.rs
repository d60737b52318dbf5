//! Files committed by hand: the rules of the settings, the guard of the blob, and what both leave alone.

use crate::support::TestPlane;
use contract::gitea::{Contents, FileChange, FilesChange};
use serde_json::{Value, json};

const FILES: &str = "/gitea/api/v1/repos/home/blog/contents";

async fn values(plane: &TestPlane) -> Contents {
    let values = plane.get(&format!("{FILES}/values.yaml?ref=main")).await.expect(200);
    serde_json::from_value(values).unwrap()
}

fn commit(change: FileChange) -> Value {
    let change = FilesChange {
        branch: "main".to_owned(),
        new_branch: None,
        message: "By hand".to_owned(),
        files: vec![change],
    };
    serde_json::to_value(change).unwrap()
}

#[tokio::test]
async fn what_is_committed_runs_and_its_comments_outlive_the_form() {
    let plane = TestPlane::with_blog().await;
    let before = values(&plane).await;
    let text = format!("{}replicas: 3 # busy season\n", before.text().unwrap());
    let change = FileChange::update("values.yaml".to_owned(), before.sha, &text);
    let answer = plane.post(FILES, &commit(change)).await.expect(201);
    assert_eq!(answer["files"][0]["path"], "values.yaml");
    let detail = plane.get(&plane.applications("/blog")).await.expect(200);
    assert_eq!(detail["parameters"]["replicas"], 3);

    let mut parameters = detail["parameters"].clone();
    parameters["title"] = json!("Ours");
    plane
        .put(&plane.applications("/blog"), &json!({"parameters": parameters}))
        .await
        .expect(200);
    let after = values(&plane).await.text().unwrap();
    assert!(after.contains("replicas: 3 # busy season\n"), "{after}");
    assert!(after.contains("title: Ours"), "{after}");
    let commits = plane
        .get("/gitea/api/v1/repos/home/blog/commits?sha=main")
        .await
        .expect(200);
    assert_eq!(commits[1]["commit"]["message"], "By hand");
    assert_eq!(commits[1]["commit"]["author"]["email"], "owner@example.test");
}

#[tokio::test]
async fn files_may_be_much_larger_than_settings() {
    let plane = TestPlane::with_blog().await;
    let large = |bytes| FileChange::create("large.md".to_owned(), &"x".repeat(bytes));
    plane.post(FILES, &commit(large(6 << 20))).await.expect(413);
    let made = plane.post(FILES, &commit(large(2 << 20))).await.expect(201);
    assert_eq!(made["files"][0]["size"], 2 << 20);
}

#[tokio::test]
async fn a_preview_takes_what_its_commit_takes() {
    let plane = TestPlane::with_blog().await;
    let large = |bytes| commit(FileChange::create("large.md".to_owned(), &"x".repeat(bytes)));
    let preview = plane.applications(PREVIEW);
    plane.post(&preview, &large(6 << 20)).await.expect(413);
    plane.post(&preview, &large(2 << 20)).await.expect(200);
}

#[tokio::test]
async fn a_file_that_moved_on_is_not_overwritten() {
    let plane = TestPlane::with_blog().await;
    let before = values(&plane).await;
    let stale = FileChange::update("values.yaml".to_owned(), "0".repeat(40), "replicas: 9\n");
    let refused = plane.post(FILES, &commit(stale)).await.expect(422);
    assert!(refused["message"].as_str().unwrap().contains("sha does not match"));
    assert_eq!(values(&plane).await, before);
}

#[tokio::test]
async fn settings_that_do_not_fit_are_refused_on_their_field() {
    let plane = TestPlane::with_blog().await;
    let before = values(&plane).await;
    let text = format!("{}replicas: many\n", before.text().unwrap());
    let change = FileChange::update("values.yaml".to_owned(), before.sha.clone(), &text);
    let refused = plane.post(FILES, &commit(change)).await.expect(422);
    assert_eq!(refused["errors"][0]["pointer"], "/replicas", "{refused}");
    let broken = FileChange::update("values.yaml".to_owned(), before.sha.clone(), "a: [\n");
    plane.post(FILES, &commit(broken)).await.expect(422);
    assert_eq!(values(&plane).await, before);
}

#[tokio::test]
async fn other_files_come_stay_and_go() {
    let plane = TestPlane::with_blog().await;
    let note = FileChange::create("docs/note.md".to_owned(), "hello\n");
    plane.post(FILES, &commit(note.clone())).await.expect(201);
    plane.post(FILES, &commit(note)).await.expect(422);
    let held = plane.get(&format!("{FILES}/docs/note.md")).await.expect(200);
    let held: Contents = serde_json::from_value(held).unwrap();
    assert_eq!(held.text().as_deref(), Some("hello\n"));
    let tree = plane
        .get("/gitea/api/v1/repos/home/blog/git/trees/main?recursive=true")
        .await
        .expect(200);
    let paths: Vec<_> = tree["tree"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["path"])
        .collect();
    assert!(paths.contains(&&json!("docs/note.md")), "{paths:?}");
    let away = FileChange::delete("docs/note.md".to_owned(), held.sha);
    plane.post(FILES, &commit(away)).await.expect(201);
    plane.get(&format!("{FILES}/docs/note.md")).await.expect(404);
}

#[tokio::test]
async fn hostile_and_reserved_paths_are_refused() {
    let plane = TestPlane::with_blog().await;
    for path in [
        "../x",
        ".git/config",
        "a/../../b",
        "secrets/blog.yaml",
        "application.yaml",
        "",
    ] {
        let change = FileChange::create(path.to_owned(), "x");
        plane.post(FILES, &commit(change)).await.expect(422);
    }
    let elsewhere = json!({"branch": "nowhere", "files": [FileChange::create("a".to_owned(), "b")]});
    plane.post(FILES, &elsewhere).await.expect(404);
    let unknown = "/gitea/api/v1/repos/home/none/contents";
    let change = commit(FileChange::create("a".to_owned(), "b"));
    plane.post(unknown, &change).await.expect(404);
}

#[tokio::test]
async fn a_file_that_moves_takes_no_others_place() {
    let plane = TestPlane::with_blog().await;
    let write = async |files: Vec<FileChange>| {
        let mut change = commit(FileChange::create("x".to_owned(), ""));
        change["files"] = serde_json::to_value(files).unwrap();
        plane.post(FILES, &change).await
    };
    let read = async |path: &str| -> Contents {
        let held = plane.get(&format!("{FILES}/{path}?ref=main")).await.expect(200);
        serde_json::from_value(held).unwrap()
    };
    let notes = ["a.md", "b.md"].map(|path| FileChange::create(path.to_owned(), path));
    write(notes.to_vec()).await.expect(201);
    let (a, b) = (read("a.md").await, read("b.md").await);
    let moved = |from: &Contents, to: &str| {
        let mut change = FileChange::update(to.to_owned(), from.sha.clone(), &from.text().unwrap());
        change.from_path = Some(from.path.clone());
        change
    };
    let refused = write(vec![moved(&a, "b.md")]).await.expect(422);
    assert_eq!(refused["message"], "repository file already exists [path: b.md]");
    write(vec![moved(&a, "b.md"), moved(&b, "a.md")]).await.expect(422);
    let twice = [moved(&a, "c.md"), FileChange::delete("a.md".to_owned(), a.sha.clone())];
    let refused = write(twice.to_vec()).await.expect(422);
    assert_eq!(refused["message"], "a.md is named twice");
    assert_eq!((read("a.md").await, read("b.md").await), (a.clone(), b));
    write(vec![moved(&a, "c.md")]).await.expect(201);
    assert_eq!(read("c.md").await.sha, a.sha);
}

#[tokio::test]
async fn no_branch_passes_for_a_commit() {
    let plane = TestPlane::with_blog().await;
    let made = plane
        .post(FILES, &commit(FileChange::create("a.md".to_owned(), "a")))
        .await
        .expect(201);
    let id = made["commit"]["sha"].as_str().unwrap();
    let mut decoy = commit(FileChange::create("b.md".to_owned(), "b"));
    decoy["new_branch"] = json!(id);
    let refused = plane.post(FILES, &decoy).await.expect(422);
    assert_eq!(refused["message"], format!("{id:?} is no name for a branch"));
}

#[tokio::test]
async fn a_file_lies_in_no_other_file_and_takes_the_place_of_no_folder() {
    let plane = TestPlane::with_blog().await;
    let before = values(&plane).await;
    for path in ["values.yaml/more.yaml", "overlays"] {
        let change = FileChange::create(path.to_owned(), "x");
        plane.post(FILES, &commit(change)).await.expect(422);
    }
    assert_eq!(values(&plane).await, before);
}

#[tokio::test]
async fn one_commit_makes_renames_and_deletes() {
    let plane = TestPlane::with_blog().await;
    let both = ["docs/old.md", "docs/gone.md"].map(|path| FileChange::create(path.to_owned(), "hello\n"));
    let batch = |files: Vec<FileChange>| json!({"branch": "main", "message": "Tidy up", "files": files});
    let made = plane.post(FILES, &batch(both.to_vec())).await.expect(201);
    let sha = made["files"][0]["sha"].as_str().unwrap().to_owned();
    let [from, to, gone] = ["docs/old.md", "docs/new.md", "docs/gone.md"].map(str::to_owned);
    let content = both[0].content.clone().unwrap();
    let files = vec![
        FileChange::rename(from, to, sha.clone(), content),
        FileChange::delete(gone, sha.clone()),
        FileChange::create("docs/fresh.md".to_owned(), ""),
    ];
    plane.post(FILES, &batch(files)).await.expect(201);
    let moved = plane.get(&format!("{FILES}/docs/new.md?ref=main")).await.expect(200);
    assert_eq!(moved["sha"], sha);
    plane.get(&format!("{FILES}/docs/fresh.md?ref=main")).await.expect(200);
    for gone in ["docs/old.md", "docs/gone.md"] {
        plane.get(&format!("{FILES}/{gone}?ref=main")).await.expect(404);
    }
}

const PREVIEW: &str = "/blog/files/preview?namespace=home";

#[tokio::test]
async fn a_preview_says_what_a_commit_renders_to_and_writes_nothing() {
    let plane = TestPlane::with_blog().await;
    let before = values(&plane).await;
    let text = format!("{}replicas: 3\n", before.text().unwrap());
    let change = FileChange::update("values.yaml".to_owned(), before.sha.clone(), &text);
    let asked = commit(change);
    let preview = plane.post(&plane.applications(PREVIEW), &asked).await.expect(200);
    let diff = preview["diff"].as_str().unwrap();
    assert!(diff.contains("rendered/Deployment/blog.yaml"), "{diff}");
    assert!(diff.contains("-  replicas: 2\n+  replicas: 3\n"), "{diff}");
    assert!(!diff.contains("values.yaml"), "what was typed is known already: {diff}");
    assert!(!diff.contains("uid"), "{diff}");
    assert_eq!(preview["requests"]["before"]["pods"], 2);
    assert_eq!(preview["requests"]["after"]["pods"], 3);
    assert_eq!(preview["requests"]["after"]["unstatedPods"], 3);
    assert_eq!(values(&plane).await, before);
    let detail = plane.get(&plane.applications("/blog")).await.expect(200);
    assert_ne!(detail["parameters"]["replicas"], 3);
}

#[tokio::test]
async fn a_preview_of_another_branch_starts_from_that_branch() {
    let plane = TestPlane::with_blog().await;
    let before = values(&plane).await;
    let on_develop = |sha: String, replicas: u32| {
        let text = format!("{}replicas: {replicas}\n", before.text().unwrap());
        let mut change = commit(FileChange::update("values.yaml".to_owned(), sha, &text));
        change["branch"] = json!("develop");
        change
    };
    let done = plane.post(FILES, &on_develop(before.sha.clone(), 2)).await.expect(201);
    let sha = done["files"][0]["sha"].as_str().unwrap().to_owned();
    let asked = on_develop(sha, 3);
    let preview = plane.post(&plane.applications(PREVIEW), &asked).await.expect(200);
    assert!(
        preview["diff"]
            .as_str()
            .unwrap()
            .contains("-  replicas: 2\n+  replicas: 3\n"),
        "{preview}"
    );
}

#[tokio::test]
async fn a_preview_refuses_what_the_commit_would_refuse() {
    let plane = TestPlane::with_blog().await;
    let before = values(&plane).await;
    let text = format!("{}replicas: many\n", before.text().unwrap());
    let wrong = FileChange::update("values.yaml".to_owned(), before.sha.clone(), &text);
    let refused = plane
        .post(&plane.applications(PREVIEW), &commit(wrong))
        .await
        .expect(422);
    assert_eq!(refused["errors"][0]["pointer"], "/replicas", "{refused}");
    let stale = FileChange::update("values.yaml".to_owned(), "0".repeat(40), "replicas: 9\n");
    plane
        .post(&plane.applications(PREVIEW), &commit(stale))
        .await
        .expect(422);
    let note = commit(FileChange::create("docs/note.md".to_owned(), "hello\n"));
    let preview = plane.post(&plane.applications(PREVIEW), &note).await.expect(200);
    assert_eq!(preview["diff"], "", "a note renders to nothing");
    assert_eq!(preview["warnings"], json!([]));
    let manifest = commit(FileChange::create("extra/web.yaml".to_owned(), "kind: Service\n"));
    let preview = plane.post(&plane.applications(PREVIEW), &manifest).await.expect(200);
    assert!(
        preview["warnings"][0].as_str().unwrap().starts_with("extra/web.yaml "),
        "{preview}"
    );
}

#[tokio::test]
async fn every_file_of_a_repository_fits_its_shipped_schema() {
    let plane = TestPlane::with_blog().await;
    let tree = plane
        .get("/gitea/api/v1/repos/home/blog/git/trees/main?recursive=true")
        .await
        .expect(200);
    let mut checked = Vec::new();
    for entry in tree["tree"].as_array().unwrap() {
        let path = entry["path"].as_str().unwrap();
        if entry["type"] != "blob" || !path.ends_with(".yaml") || path.ends_with("values.yaml") {
            continue;
        }
        let file = plane.get(&format!("{FILES}/{path}?ref=main")).await.expect(200);
        let file: Contents = serde_json::from_value(file).unwrap();
        let text = config_schema::yaml::Text::parse(&file.text().unwrap()).unwrap();
        let schema = shipped_schema(text.value());
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(text.value())
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{path}: {errors:?}");
        checked.push(path.to_owned());
    }
    assert!(checked.len() >= 4, "{checked:?}");
}

/// The schema among the console's public files that says it is for this kind.
fn shipped_schema(document: &Value) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../public/schemas");
    let schemas = std::fs::read_dir(folder).unwrap().map(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()
    });
    let says = |schema: &Value, key: &str| {
        let known = schema["properties"][key]["enum"].as_array().unwrap();
        known.contains(&document[key])
    };
    let mut found = schemas.filter(|schema| says(schema, "apiVersion") && says(schema, "kind"));
    found
        .next()
        .unwrap_or_else(|| panic!("no schema for {} {}", document["apiVersion"], document["kind"]))
}
