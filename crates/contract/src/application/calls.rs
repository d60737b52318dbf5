//! The endpoints of Applications under `/api/v1/sovereigns/{id}/applications`.

use super::detail::{ApplicationDetail, ApplicationStatus, StatusFrame};
use super::install::{ApplicationUpdate, Deleted, InstallRequest, Installed, Preview, Updated};
use crate::endpoint::{Access, Endpoint, EventStream, Items, segments, with_query};
use crate::gitea::FilesChange;
use crate::placement::{Placement, ResolvedPlacement};
use crate::{ApplicationName, BlueprintVersion, Namespace, SovereignId};
use http::Method;

/// Which Application, in which namespace, on which Sovereign.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ApplicationKey {
    /// Which Sovereign.
    pub sovereign: SovereignId,
    /// Which namespace; the control plane searches all when absent.
    pub namespace: Option<Namespace>,
    /// Which Application.
    pub name: ApplicationName,
}

impl ApplicationKey {
    fn path(&self, rest: &[&str], query: &[(&str, Option<&str>)]) -> String {
        let base = collection(&self.sovereign, &[self.name.as_str()]);
        let namespace = ("namespace", self.namespace.as_ref().map(AsRef::as_ref));
        let query: Vec<_> = std::iter::once(namespace).chain(query.iter().copied()).collect();
        with_query(format!("{base}{}", segments(rest)), &query)
    }
}

fn collection(sovereign: &SovereignId, rest: &[&str]) -> String {
    format!(
        "{}{}",
        segments(&["api", "v1", "sovereigns", sovereign.as_str(), "applications"]),
        segments(rest)
    )
}

/// `POST …/applications/preview`: what an install would write. Section E.6.
#[derive(Clone, Debug)]
pub struct PreviewInstall {
    /// On which Sovereign.
    pub sovereign: SovereignId,
    /// The install asked about.
    pub request: InstallRequest,
}

/// `POST …/applications`: installs. 201. Section E.5.
#[derive(Clone, Debug)]
pub struct InstallApplication {
    /// On which Sovereign.
    pub sovereign: SovereignId,
    /// What to install.
    pub request: InstallRequest,
}

/// `GET …/applications`. Section E.7.
#[derive(Clone, Debug)]
pub struct ListApplications {
    /// On which Sovereign.
    pub sovereign: SovereignId,
}

/// `GET …/applications/{name}`. Section E.7.
#[derive(Clone, Debug)]
pub struct GetApplication(pub ApplicationKey);

/// `GET …/applications/{name}/status`. Section E.7.
#[derive(Clone, Debug)]
pub struct GetApplicationStatus(pub ApplicationKey);

/// `GET …/applications/{name}/placement`. Section E.7.
#[derive(Clone, Debug)]
pub struct GetPlacement(pub ApplicationKey);

/// `GET …/applications/{name}/stream`: a frame on each change of status. Section E.7.
#[derive(Clone, Debug)]
pub struct WatchApplication(pub ApplicationKey);

/// `POST …/applications/{name}/topology/preview`. Section E.6.
#[derive(Clone, Debug)]
pub struct PreviewTopology {
    /// Which Application.
    pub application: ApplicationKey,
    /// The placement asked about.
    pub placement: Placement,
}

/// `POST …/applications/{name}/upgrade/preview?targetVersion=`. Section E.6.
#[derive(Clone, Debug)]
pub struct PreviewUpgrade {
    /// Which Application.
    pub application: ApplicationKey,
    /// The version asked about.
    pub target_version: BlueprintVersion,
}

/// `POST …/applications/{name}/files/preview`: what a commit of these files would change in what runs. Our extension of
/// section E.6, which previews no change of settings; nothing answers it upstream.
#[derive(Clone, Debug)]
pub struct PreviewFiles {
    /// Which Application.
    pub application: ApplicationKey,
    /// The commit asked about; its message is not read.
    pub change: FilesChange,
}

/// `PUT …/applications/{name}`: settings, upgrade, placement and rename are this one call. Section E.7.
#[derive(Clone, Debug)]
pub struct UpdateApplication {
    /// Which Application.
    pub application: ApplicationKey,
    /// What to change.
    pub update: ApplicationUpdate,
    /// Overrides a blocked placement transition.
    pub force: bool,
}

/// `DELETE …/applications/{name}`. Section E.7.
#[derive(Clone, Debug)]
pub struct DeleteApplication(pub ApplicationKey);

impl Endpoint for PreviewInstall {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications/preview";
    const ACCESS: Access = Access::Session;
    type Body = InstallRequest;
    type Output = Preview;

    fn path(&self) -> String {
        collection(&self.sovereign, &["preview"])
    }

    fn body(&self) -> Option<&InstallRequest> {
        Some(&self.request)
    }
}

impl Endpoint for InstallApplication {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications";
    const ACCESS: Access = Access::TierAdmin;
    type Body = InstallRequest;
    type Output = Installed;

    fn path(&self) -> String {
        collection(&self.sovereign, &[])
    }

    fn body(&self) -> Option<&InstallRequest> {
        Some(&self.request)
    }
}

impl Endpoint for ListApplications {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Items<ApplicationDetail>;

    fn path(&self) -> String {
        collection(&self.sovereign, &[])
    }
}

impl Endpoint for GetApplication {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications/{name}";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = ApplicationDetail;

    fn path(&self) -> String {
        self.0.path(&[], &[])
    }
}

impl Endpoint for GetApplicationStatus {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications/{name}/status";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = ApplicationStatus;

    fn path(&self) -> String {
        self.0.path(&["status"], &[])
    }
}

impl Endpoint for GetPlacement {
    const METHOD: Method = Method::GET;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications/{name}/placement";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = ResolvedPlacement;

    fn path(&self) -> String {
        self.0.path(&["placement"], &[])
    }
}

impl EventStream for WatchApplication {
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications/{name}/stream";
    const ACCESS: Access = Access::Session;
    type Frame = StatusFrame;

    fn path(&self) -> String {
        self.0.path(&["stream"], &[])
    }
}

impl Endpoint for PreviewTopology {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications/{name}/topology/preview";
    const ACCESS: Access = Access::Session;
    type Body = Placement;
    type Output = Preview;

    fn path(&self) -> String {
        self.application.path(&["topology", "preview"], &[])
    }

    fn body(&self) -> Option<&Placement> {
        Some(&self.placement)
    }
}

impl Endpoint for PreviewUpgrade {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications/{name}/upgrade/preview";
    const ACCESS: Access = Access::Session;
    type Body = ();
    type Output = Preview;

    fn path(&self) -> String {
        self.application.path(
            &["upgrade", "preview"],
            &[("targetVersion", Some(self.target_version.as_str()))],
        )
    }
}

impl Endpoint for PreviewFiles {
    const METHOD: Method = Method::POST;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications/{name}/files/preview";
    const ACCESS: Access = Access::Session;
    type Body = FilesChange;
    type Output = Preview;

    fn path(&self) -> String {
        self.application.path(&["files", "preview"], &[])
    }

    fn body(&self) -> Option<&FilesChange> {
        Some(&self.change)
    }
}

impl Endpoint for UpdateApplication {
    const METHOD: Method = Method::PUT;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications/{name}";
    const ACCESS: Access = Access::TierAdmin;
    type Body = ApplicationUpdate;
    type Output = Updated;

    fn path(&self) -> String {
        self.application.path(&[], &[("force", self.force.then_some("true"))])
    }

    fn body(&self) -> Option<&ApplicationUpdate> {
        Some(&self.update)
    }
}

impl Endpoint for DeleteApplication {
    const METHOD: Method = Method::DELETE;
    const ROUTE: &'static str = "/api/v1/sovereigns/{id}/applications/{name}";
    const ACCESS: Access = Access::TierAdmin;
    type Body = ();
    type Output = Deleted;

    fn path(&self) -> String {
        self.0.path(&[], &[])
    }
}
