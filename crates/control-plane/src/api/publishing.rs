//! Writing Blueprints. Sections E.2 and E.3.

use super::body::{self, Raw};
use super::error::Refused;
use super::gate::Caller;
use super::{Mount, Shared};
use crate::domain::published::{NotPublished, path};
use crate::plane::publishing::version_in;
use axum::Json;
use axum::extract::{Path, Query};
use contract::publishing::{
    CURATED, Curatable, CurateBlueprint, Curated, Curation, GetBlueprintManifest, ListCuratable, Manifest,
    ManifestWritten, NewManifest, Publication, PublishBlueprint, Published, PutBlueprintManifest, SHARED_BLUEPRINTS,
};
use contract::{BlueprintName, BlueprintVersion, Items};
use serde::Deserialize;
use serde_json::json;

pub(super) fn mount(mount: &mut Mount) {
    mount.call::<GetBlueprintManifest, _>(manifest);
    mount.call::<PutBlueprintManifest, _>(replace);
    mount.call::<PublishBlueprint, _>(publish);
    mount.call::<CurateBlueprint, _>(curate);
    mount.call::<ListCuratable, _>(curatable);
}

async fn manifest(plane: Shared, Path(name): Path<String>) -> Result<Json<Manifest>, Refused> {
    let name = BlueprintName::from_wire(name);
    let world = plane.world();
    let record = world.newest_published(&name).ok_or_else(|| not_committed(&name))?;
    Ok(Json(Manifest {
        blueprint_yaml: record.text.clone(),
        path: path(&name),
    }))
}

async fn replace(
    plane: Shared,
    caller: Caller,
    Path(name): Path<String>,
    raw: Raw,
) -> Result<Json<ManifestWritten>, Refused> {
    let manifest: NewManifest = body::decode(&raw)?;
    let name = BlueprintName::from_wire(name);
    let world = plane.world();
    let record = world.newest_published(&name).ok_or_else(|| not_committed(&name))?;
    let mut written = ManifestWritten {
        slug: name.clone(),
        path: path(&name),
        committed: true,
        reason: None,
    };
    if record.text == manifest.blueprint_yaml {
        written.committed = false;
        written.reason = Some("unchanged".to_owned());
        return Ok(Json(written));
    }
    let version = version_in(&manifest.blueprint_yaml).unwrap_or_else(|| BlueprintVersion::from_wire(""));
    let publication = Publication {
        org: record.shelf.clone(),
        name,
        version,
        blueprint_yaml: manifest.blueprint_yaml,
    };
    let author = caller.email.clone();
    let done = plane.blocking(move |plane| plane.publish(&publication, &author)).await;
    done.map_err(failed)?.map_err(refused)?;
    Ok(Json(written))
}

async fn publish(plane: Shared, caller: Caller, raw: Raw) -> Result<Json<Published>, Refused> {
    let publication: Publication = body::decode(&raw)?;
    let author = caller.email.clone();
    let done = plane.blocking(move |plane| plane.publish(&publication, &author)).await;
    let record = done.map_err(failed)?.map_err(refused)?;
    Ok(Json(Published {
        org: record.shelf.clone(),
        name: record.name.clone(),
        version: record.version.clone(),
        repo: SHARED_BLUEPRINTS.to_owned(),
        path: path(&record.name),
        url: format!("/gitea/{}/{SHARED_BLUEPRINTS}", record.shelf),
        message: format!("{} {} is published", record.name, record.version),
    }))
}

async fn curate(plane: Shared, caller: Caller, raw: Raw) -> Result<Json<Curated>, Refused> {
    let Curation {
        source_org,
        blueprint_name,
    } = body::decode(&raw)?;
    let (author, source, name) = (caller.email.clone(), source_org.clone(), blueprint_name.clone());
    let done = plane.blocking(move |plane| plane.curate(&source, &name, &author)).await;
    done.map_err(failed)?.map_err(refused)?;
    Ok(Json(Curated {
        message: format!("{blueprint_name} is offered to every Organization"),
        blueprint_name,
        source_org,
        target_org: CURATED.to_owned(),
    }))
}

#[derive(Debug, Deserialize)]
struct CuratableQuery {
    orgs: Option<String>,
}

async fn curatable(plane: Shared, Query(query): Query<CuratableQuery>) -> Json<Items<Curatable>> {
    let wanted = query.orgs.as_deref().filter(|orgs| !orgs.is_empty());
    let wanted = wanted.map(|orgs| orgs.split(',').map(str::trim).collect());
    Json(Items {
        items: plane.curatable(wanted.as_ref()),
    })
}

fn not_committed(name: &BlueprintName) -> Refused {
    Refused::plain(404, "not-committed", format!("{name} was not published here"))
}

fn failed(failure: crate::plane::Failure) -> Refused {
    tracing::error!(error = %failure, "A Blueprint cannot be published");
    Refused::plain(502, "gitea-upstream", failure)
}

fn refused(refusal: NotPublished) -> Refused {
    let (status, code) = match &refusal {
        NotPublished::Empty => (400, "empty-blueprint"),
        NotPublished::Yaml { .. } => (400, "invalid-blueprint-yaml"),
        NotPublished::Invalid(_) => (400, "invalid-blueprint"),
        NotPublished::NoOrganization(_) => (404, "organization-not-found"),
        NotPublished::NameTaken(_) => (409, "name-taken"),
        NotPublished::VersionExists(..) => (409, "version-exists"),
        NotPublished::RepositoryTaken(_) => (409, "repository-taken"),
        NotPublished::NotFound(_) => (404, "blueprint-not-found"),
    };
    let refused = Refused::plain(status, code, &refusal);
    match refusal {
        NotPublished::Invalid(errors) => refused.with("errors", json!(errors)),
        _ => refused,
    }
}
