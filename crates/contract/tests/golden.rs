//! Samples of every wire type, written from the contract document: each is read and written back unchanged.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use contract::application::*;
use contract::catalog::{CatalogBlueprint, Dependency};
use contract::gitea::Commit;
use contract::instance::{Instance, LaunchUrl, ResolvedEndpoint};
use contract::kubernetes::{EventList, ObjectList, SyncState, TreeNode, WatchFrame};
use contract::organization::{NewOrganization, Organization};
use contract::placement::{Placement, ResolvedPlacement};
use contract::session::{SovereignSelf, Version, Whoami};
use contract::{FieldError, Items, Money};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Reads a sample, writes it back, and compares.
#[track_caller]
fn unchanged<T: DeserializeOwned + Serialize>(sample: Value) -> T {
    let value: T = serde_json::from_value(sample.clone()).unwrap();
    assert_eq!(serde_json::to_value(&value).unwrap(), sample);
    value
}

#[test]
fn session() {
    unchanged::<Whoami>(json!({
        "email": "owner@example.test", "sub": "8a1f", "verified": true, "deploymentId": "0123456789abcdef",
        "sovereignFQDN": "sovereign.example.test", "mode": "sovereign", "tier": "owner",
        "realm_access": {"roles": ["catalyst-viewer", "catalyst-owner"]}
    }));
    unchanged::<Whoami>(json!({"email": "a@example.test", "sub": "1", "verified": false}));
    unchanged::<Version>(json!({
        "service": "catalyst-api", "sha": "abc", "gitSha": "abc", "version": "1.2.3", "chartVersion": "1.2.0",
        "buildTime": "2026-05-01T10:00:00Z", "buildTimeSource": "ldflag", "go": "go1.24"
    }));
    unchanged::<SovereignSelf>(json!({"deploymentId": "sovereign-x", "sovereignFQDN": "sovereign.example.test"}));
}

#[test]
fn catalog() {
    let entry: Items<CatalogBlueprint> = unchanged(json!({"items": [{
        "name": "bp-wordpress", "version": "1.3.0", "visibility": "listed",
        "card": {
            "title": "WordPress", "summary": "Sites", "tagline": "A site", "icon": "wordpress.svg",
            "category": "application", "family": "insights", "tags": ["cms"], "license": "GPL-2.0-or-later",
            "docs": "https://example.test/docs"
        },
        "placementSchema": {
            "modes": ["singleton", "active-hot-standby"], "default": "singleton", "minRegions": 1, "maxRegions": 3
        },
        "upgradeFrom": ["1.2.x"], "upgradeBlocks": ["0.x"],
        "origin": 3, "source": "org-private", "org": "acme",
        "versions": [{"version": "1.3.0", "chartRef": "oci://registry/bp-wordpress:1.3.0"}, {"version": "1.2.0"}],
        "chartRef": "oci://registry/bp-wordpress:1.3.0"
    }]}));
    assert!(entry.items[0].config_schema().is_none());
    let version: CatalogBlueprint = unchanged(json!({
        "name": "grafana", "version": "1.0.0", "card": {"title": "Grafana"}, "origin": 1, "source": "public",
        "raw": {"spec": {
            "configSchema": {"type": "object"},
            "depends": ["bp-loki", {"blueprint": "bp-cnpg", "version": "^1", "alias": "db"}, {"no": "name"}]
        }},
        "versions": []
    }));
    assert!(version.config_schema().is_some());
    let keys: Vec<_> = version
        .dependencies()
        .iter()
        .map(|dependency| dependency.key().to_owned())
        .collect();
    assert_eq!(keys, ["loki", "db"]);
    unchanged::<Dependency>(json!({
        "blueprint": "bp-postgres", "version": "^1.4", "alias": "db", "when": "{{ eq .config.db \"x\" }}",
        "values": {"replicas": 1}, "optional": true
    }));
    unchanged::<Money>(json!({"minor": -5500, "currency": "OMR"}));
}

#[test]
fn catalog_extensions() {
    unchanged::<CatalogBlueprint>(json!({
        "name": "bp-x", "version": "", "origin": 1, "source": "public", "versions": [], "error": "not valid YAML",
        "readme": "# X",
        "card": {
            "title": "X", "price": {"minor": 4500, "currency": "OMR"},
            "translations": {"ar": {"title": "س", "tagline": "ص", "summary": "ع", "description": "ف"}}
        }
    }));
}

#[test]
fn install() {
    unchanged::<InstallRequest>(json!({
        "blueprintRef": {"name": "bp-wordpress", "version": "1.3.0"},
        "name": "marketing-site", "organizationRef": "acme", "environmentRef": "acme-prod",
        "parameters": {"domain": "www.example.test", "replicas": 2},
        "placement": {
            "mode": "active-hot-standby", "regions": ["fsn", "hel"], "vcluster": "rtz", "clusters": ["rtz-A"],
            "targets": [
                {"region": "fsn", "cluster": "hz-fsn-rtz-prod", "vcluster": "rtz", "role": "Primary"},
                {"region": "hel", "role": "Standby", "standbyType": "Hot"}
            ]
        },
        "ownedDependencies": [
            {"alias": "db", "mode": "reuse", "instance": "shared-db"},
            {"alias": "cache", "mode": "create", "version": "1.0.1", "parameters": {"memory": "1Gi"}}
        ]
    }));
    unchanged::<Installed>(json!({
        "kind": "Application", "apiVersion": "apps.openova.io/v1", "name": "blog", "namespace": "acme", "uid": "u-1",
        "status": "Pending", "httpStatus": "201", "applied": true, "message": "created"
    }));
    unchanged::<Preview>(json!({
        "manifests": [{"path": "acme/blog/values.yaml", "content": "a: 1\n"}], "diff": "", "blueprint": "bp-wordpress",
        "warnings": ["check the notes"], "toVersion": "1.4.0", "placement": {"mode": "singleton"}, "application": "blog",
        "plan": [
            {"name": "blog-db", "blueprint": {"name": "bp-postgres", "version": "1.4.2"}, "mode": "create", "alias": "db"},
            {"name": "blog", "blueprint": {"name": "bp-wordpress", "version": "1.4.0"}, "mode": "create"}
        ]
    }));
}

#[test]
fn unknown_fields_of_mutations_are_refused() {
    let refused = |error: serde_json::Error| assert!(error.to_string().contains("colour"), "{error}");
    refused(serde_json::from_value::<ApplicationUpdate>(json!({"colour": 1})).unwrap_err());
    refused(serde_json::from_value::<DependencyChoice>(json!({"colour": 1})).unwrap_err());
    refused(serde_json::from_value::<InstallRequest>(json!({"colour": 1})).unwrap_err());
    refused(serde_json::from_value::<NewOrganization>(json!({"colour": 1})).unwrap_err());
    refused(serde_json::from_value::<BlueprintRef>(json!({"colour": 1})).unwrap_err());
}

#[test]
fn change() {
    unchanged::<ApplicationUpdate>(json!({
        "blueprintRef": {"name": "bp-wordpress", "version": "1.4.0"}, "parameters": {"replicas": 3},
        "placement": {"mode": "active-passive", "regions": ["fsn", "hel"]}, "displayName": "Our site", "version": "1.4.0"
    }));
    let aliases: ApplicationUpdate =
        serde_json::from_value(json!({"values": {"a": 1}, "title": "T", "toVersion": "2.0.0"})).unwrap();
    assert_eq!(aliases.parameters.unwrap()["a"], 1);
    assert_eq!(aliases.display_name.as_deref(), Some("T"));
    assert_eq!(aliases.version.unwrap().as_str(), "2.0.0");
    unchanged::<Updated>(json!({
        "kind": "Application", "name": "blog", "namespace": "acme", "uid": "u-1", "displayName": "Our site",
        "httpStatus": "200", "applied": true, "regions": ["fsn"], "placement": {"mode": "singleton"},
        "parameters": {"replicas": 3}, "message": "updated", "status": "Provisioning"
    }));
    unchanged::<Deleted>(json!({
        "kind": "Application", "name": "blog", "namespace": "acme", "status": "already-deleted", "httpStatus": "200",
        "deleted": true, "message": ""
    }));
}

fn condition() -> Value {
    json!({
        "type": "Ready", "status": "False", "reason": "ImagePullBackOff", "message": "no such image",
        "lastTransitionTime": "2026-05-01T10:00:00Z"
    })
}

#[test]
fn detail_and_status() {
    unchanged::<ApplicationDetail>(json!({
        "name": "blog", "namespace": "acme", "uid": "u-1", "displayName": "Our blog", "blueprint": "bp-wordpress",
        "version": "1.3.0", "environmentRef": "acme-prod", "placement": {"mode": "singleton", "regions": ["fsn"]},
        "regions": ["fsn"], "parameters": {"domain": "www.example.test"}, "phase": "Degraded", "primaryRegion": "fsn",
        "giteaRepo": "acme/blog", "lastReconciledAt": "2026-05-01T10:00:00.250Z", "conditions": [condition()],
        "regionStatuses": [
            {"name": "fsn", "role": "primary", "replicas": 2, "ready": 1, "lastTransitionTime": "2026-05-01T10:00:00Z"}
        ],
        "installedBlueprint": {"name": "bp-wordpress", "version": "1.3.0", "digest": "sha256:ab"},
        "targetNamespace": "acme-prod", "releaseName": "blog", "installLabelSelector": "openova.io/application=blog",
        "bootstrap": false, "hrReady": false, "phaseFromCR": true, "externalURL": "https://www.example.test",
        "contexts": [
            {"name": "db", "kind": "database", "occupiedBy": "blog", "credential": "blog-db", "status": "ready"}
        ],
        "dependsOn": [{"instance": "blog-db", "namespace": "acme", "context": "database/db"}]
    }));
    unchanged::<ApplicationStatus>(json!({
        "name": "blog", "namespace": "acme", "phase": "Ready", "status": {"phase": "Ready"}, "conditions": [condition()],
        "lastReconciled": "2026-05-01T10:00:00Z", "spec": {"environmentRef": "acme-prod"}
    }));
    unchanged::<StatusFrame>(json!({"name": "blog", "namespace": "acme", "phase": "Ready", "status": {}}));
    unchanged::<StatusFrame>(json!({"name": "blog", "namespace": "acme", "status": null, "notFound": true}));
    unchanged::<ResolvedPlacement>(json!({
        "targets": [{"region": "fsn", "role": "Primary"}, {"region": "hel", "role": "Standby", "standbyType": "Cold"}],
        "derivedFromRuntime": true, "regionsDeclared": ["fsn", "hel"], "regionsObserved": ["fsn"],
        "unobservedClusters": ["hz-hel-rtz-prod"], "unresolvedPrimary": false
    }));
}

#[test]
fn application_object() {
    let object: ApplicationObject = unchanged(json!({
        "metadata": {
            "name": "blog", "namespace": "acme", "uid": "u-1", "labels": {"openova.io/organization": "acme"},
            "annotations": {"catalyst.openova.io/backs": "shop"}, "creationTimestamp": "2026-05-01T10:00:00Z",
            "generation": 2
        },
        "spec": {
            "blueprintRef": {"name": "bp-wordpress", "version": "1.3.0"}, "environmentRef": "acme-prod",
            "regions": ["fsn"], "placement": {"mode": "singleton"}, "parameters": {},
            "dependsOn": [{"name": "blog-db", "namespace": "acme", "context": "database/db"}]
        },
        "status": {
            "phase": "Provisioning", "primaryRegion": "fsn", "regions": [], "giteaRepo": "acme/blog",
            "conditions": [condition()], "observedGeneration": 1
        }
    }));
    assert_eq!(object.state(), ApplicationState::Installing);
}

#[test]
fn organization() {
    let row = json!({
        "org_tenant_id": "7c", "state": "provisioning", "subdomain": "acme", "domain_mode": "byo",
        "byo_domain": "acme.example.test", "parent_domain": "homes.example.test", "admin_email": "owner@example.test",
        "company_name": "Acme", "otech_fqdn": "sovereign.example.test", "vcluster_name": "acme",
        "tenant_namespace": "acme", "console_host": "console.acme.example.test", "kind": "customer", "tier": "org",
        "billing_mode": "chargeback", "isolation": "vcluster", "commit_sha": "abc", "last_error": "dns: timeout",
        "steps": {"certs": "pending", "dns": "failed", "vcluster": "done"},
        "created_at": "2026-05-01T10:00:00Z", "updated_at": "2026-05-01T10:01:00Z"
    });
    unchanged::<Items<Organization>>(json!({"items": [row]}));
    unchanged::<NewOrganization>(json!({
        "subdomain": "acme", "admin_email": "owner@example.test", "domain_mode": "free-subdomain",
        "byo_domain": "a.test", "parent_domain": "homes.example.test", "company_name": "Acme", "kind": "internal",
        "tier": "corporate", "billing_mode": "showback", "isolation": "namespace", "plan_slug": "flexi"
    }));
}

#[test]
fn kubernetes() {
    unchanged::<ObjectList>(json!({
        "kind": "pod", "cluster": "sovereign-x", "items": [{"kind": "Pod"}], "continue": "NTAw", "ageSeconds": 3
    }));
    unchanged::<TreeNode>(json!({
        "kind": "Deployment", "apiGroup": "apps", "ns": "acme-prod", "name": "blog", "uid": "u", "phase": "Ready",
        "ready": true, "owners": [{"kind": "HelmRelease", "name": "blog", "ready": true}],
        "children": [{"kind": "Service", "name": "blog", "ready": false, "passive": true}]
    }));
    unchanged::<EventList>(json!({
        "events": [{
            "uid": "e", "regarding": {"kind": "Pod", "name": "blog-1", "namespace": "acme-prod"}, "type": "Warning",
            "reason": "BackOff", "note": "again", "eventTime": "2026-05-01T10:00:00Z", "series": {"count": 4}
        }],
        "count": 1, "kind": "Pod", "name": "blog-1", "ns": "acme-prod"
    }));
    unchanged::<SyncState>(json!({"cluster": "sovereign-x", "synced": {"node": true, "pod": false}}));
    for change in ["ADDED", "MODIFIED", "DELETED"] {
        unchanged::<WatchFrame>(json!({
            "type": change, "cluster": "sovereign-x", "kind": "pod", "object": {"kind": "Pod"}, "at": "2026-05-01T10:00:00Z"
        }));
    }
    unchanged::<WatchFrame>(json!({"type": "ready", "cluster": "c", "kinds": ["pod"], "at": "2026-05-01T10:00:00Z"}));
    unchanged::<WatchFrame>(json!({"type": "SYNCED", "cluster": "c", "at": "2026-05-01T10:00:00Z"}));
}

#[test]
fn instances() {
    unchanged::<ResolvedEndpoint>(json!({
        "name": "web", "hostnameTemplate": "{{.AppName}}.{{.OrgDomain}}", "hostname": "blog.acme.example.test",
        "port": 443, "protocol": "https", "tls": true, "visibility": "public", "launchDefault": true, "ssoEnabled": true,
        "status": "Ready", "certificateStatus": "Issued", "launchURL": "https://blog.acme.example.test/"
    }));
    unchanged::<LaunchUrl>(json!({
        "url": "https://blog.acme.example.test/", "expiresAt": "2026-05-01T10:01:00Z", "endpoint": "web"
    }));
    unchanged::<Instance>(json!({
        "id": "u", "name": "blog", "blueprint": "bp-wordpress", "org": "acme", "topology": "active-active",
        "status": "Ready", "createdAt": "2026-05-01T10:00:00Z",
        "contexts": [{"name": "db", "kind": "database", "occupiedBy": "", "credential": "", "status": "declared"}],
        "version": "1.3.0", "environment": "acme-prod"
    }));
}

#[test]
fn gitea() {
    let person = json!({"name": "owner", "email": "owner@example.test", "date": "2026-05-01T10:00:00Z"});
    unchanged::<Commit>(json!({
        "sha": "0123456789012345678901234567890123456789",
        "commit": {"message": "Set replicas", "author": person, "committer": person},
        "parents": [{"sha": "1123456789012345678901234567890123456789"}],
        "files": [
            {"filename": "values.yaml", "status": "modified"}, {"filename": "secrets/x.yaml", "status": "added"},
            {"filename": "old.yaml", "status": "removed"}
        ]
    }));
}

#[test]
fn field_errors() {
    unchanged::<FieldError>(json!({"pointer": "/domain", "keyword": "format", "message": "not a host name"}));
}

/// A newer control plane sends values that this version does not know: they are kept.
#[test]
fn unknown_values_survive() {
    let detail: StatusFrame = unchanged(json!({"name": "b", "namespace": "n", "phase": "Hibernating", "status": {}}));
    assert_eq!(detail.phase, Some(ApplicationPhase::Unknown("Hibernating".to_owned())));
    unchanged::<Placement>(json!({"mode": "every-region", "vcluster": "moon"}));
    unchanged::<WatchFrame>(json!({"type": "BOOKMARK", "cluster": "c"}));
    unchanged::<Whoami>(json!({"email": "a", "sub": "b", "verified": true, "tier": "archmage"}));
    unchanged::<Condition>(json!({"type": "Ready", "status": "Maybe", "reason": "", "message": ""}));
}

/// Year 1, empty and null are the Go services' "never".
#[test]
fn times_that_never_were_are_absent() {
    for never in [json!("0001-01-01T00:00:00Z"), json!(""), Value::Null] {
        let condition: Condition =
            serde_json::from_value(json!({"type": "Ready", "status": "True", "lastTransitionTime": never})).unwrap();
        assert_eq!(condition.last_transition_time, None);
        let launch: LaunchUrl = serde_json::from_value(json!({"url": "https://a.test", "expiresAt": never})).unwrap();
        assert_eq!(launch.expires_at, None);
    }
}

/// Seed spellings are read, the API's are written.
#[test]
fn old_spellings_are_read() {
    let placement: Placement = serde_json::from_value(json!({"mode": "active-hotstandby"})).unwrap();
    assert_eq!(
        serde_json::to_value(placement).unwrap(),
        json!({"mode": "active-hot-standby"})
    );
}
