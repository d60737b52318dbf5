//! Addresses on which the Application answers.

use crate::api::Api;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::shared::Shared;
use crate::ui::{Badge, Card, ScrollRegion, Tone};
use contract::instance::{CertificateStatus, EndpointStatus, ListEndpoints, ResolvedEndpoint};
use contract::{ApiError, ApplicationUid};
use leptos::prelude::*;

/// The addresses, as they were read.
pub(super) type Read = Resource<Result<Vec<ResolvedEndpoint>, ApiError>>;

/// Reads the addresses, and again whenever the cluster reports a change.
pub(super) fn read(shared: Shared) -> Read {
    let api = Api::from_context();
    let pulse = shared.pulse();
    Resource::new_blocking(
        move || (shared.address.get(), pulse.get()),
        move |_| {
            let api = api.clone();
            async move {
                let uid = shared.detail.await?.uid;
                if uid.is_empty() {
                    return Ok(Vec::new());
                }
                let application = ApplicationUid::from_wire(uid);
                api.call(ListEndpoints { application }).await.map(|list| list.items)
            }
        },
    )
}

/// Addresses with their state and their certificate.
#[component]
pub(super) fn Endpoints(read: Read) -> impl IntoView {
    let i18n = use_i18n();
    let list = move |endpoints: Vec<ResolvedEndpoint>| {
        if endpoints.is_empty() {
            return view! { <p class="text-sm text-base-content/70">{t!(i18n, application.overview.no_endpoints)}</p> }
                .into_any();
        }
        let rows = endpoints
            .into_iter()
            .map(|endpoint| view! { <Row endpoint /> })
            .collect_view();
        view! {
            <ScrollRegion label=t_string!(i18n, application.overview.endpoints)>
                <table class="table table-sm">
                    <thead>
                        <tr>
                            <th scope="col">{t!(i18n, application.overview.endpoint)}</th>
                            <th scope="col">{t!(i18n, application.overview.visibility)}</th>
                            <th scope="col">{t!(i18n, application.overview.status)}</th>
                            <th scope="col">{t!(i18n, application.overview.certificate)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollRegion>
        }
        .into_any()
    };
    view! {
        <Card title=t_string!(i18n, application.overview.endpoints)>
            <Loaded resource=read view=list />
        </Card>
    }
}

#[component]
fn Row(endpoint: ResolvedEndpoint) -> impl IntoView {
    let i18n = use_i18n();
    let visibility = match endpoint.visibility.as_str() {
        "public" => t_string!(i18n, application.overview.visibility_public),
        "private" => t_string!(i18n, application.overview.visibility_private),
        "internal" => t_string!(i18n, application.overview.visibility_internal),
        other => other,
    }
    .to_owned();
    let (tone, status) = match &endpoint.status {
        EndpointStatus::Ready => (Tone::Success, t_string!(i18n, application.overview.phase_ready)),
        EndpointStatus::Pending => (Tone::Neutral, t_string!(i18n, application.overview.phase_pending)),
        EndpointStatus::Provisioning => (Tone::Info, t_string!(i18n, application.overview.phase_provisioning)),
        EndpointStatus::Degraded => (Tone::Warning, t_string!(i18n, application.overview.phase_degraded)),
        EndpointStatus::Failed => (Tone::Error, t_string!(i18n, application.overview.phase_failed)),
        EndpointStatus::Unknown(text) => (Tone::Neutral, text.as_str()),
    };
    let status = status.to_owned();
    let (certificate_tone, certificate) = match &endpoint.certificate_status {
        Some(CertificateStatus::Issued) => (Tone::Success, t_string!(i18n, application.overview.cert_issued)),
        Some(CertificateStatus::Pending) => (Tone::Info, t_string!(i18n, application.overview.phase_pending)),
        Some(CertificateStatus::Failed) => (Tone::Error, t_string!(i18n, application.overview.phase_failed)),
        Some(CertificateStatus::Unknown(text)) => (Tone::Neutral, text.as_str()),
        None => (Tone::Neutral, t_string!(i18n, application.overview.no_certificate)),
    };
    let certificate = certificate.to_owned();
    let is_ready = endpoint.status == EndpointStatus::Ready;
    let url = endpoint
        .launch_url
        .clone()
        .filter(|url| is_ready && Snapshot::is_web_address(url));
    let host = match endpoint.port {
        Some(port) if !matches!(endpoint.protocol.as_str(), "http" | "https") => {
            format!("{}:{port}", endpoint.hostname)
        }
        _ => endpoint.hostname.clone(),
    };
    let address = match url {
        Some(url) => view! {
            <a class="link" href=url target="_blank" rel="noopener noreferrer"><bdi dir="ltr">{host}</bdi></a>
        }
        .into_any(),
        None => view! { <bdi dir="ltr">{host}</bdi> }.into_any(),
    };
    view! {
        <tr>
            <td class="wrap-anywhere">
                {address}
                <span class="block text-xs text-base-content/70"><bdi>{endpoint.name}</bdi></span>
            </td>
            <td>{visibility}</td>
            <td><Badge tone=tone icon=tone.icon()>{status}</Badge></td>
            <td><Badge tone=certificate_tone>{certificate}</Badge></td>
        </tr>
    }
}
