//! Addresses on which the Application answers.

use crate::api::Api;
use crate::asked::Asked;
use crate::i18n::*;
use crate::layout::Loaded;
use crate::pages::application::model::snapshot::Snapshot;
use crate::pages::application::shared::Shared;
use crate::ui::{Badge, Card, ScrollRegion, Tone};
use contract::ApplicationUid;
use contract::instance::{CertificateStatus, EndpointStatus, ListEndpoints, ResolvedEndpoint};
use leptos::prelude::*;

/// The addresses, as they were read.
pub(super) type Read = Asked<Vec<ResolvedEndpoint>>;

/// Reads the addresses, and again whenever the cluster reports a change.
pub(super) fn read(shared: Shared) -> Read {
    let api = Api::from_context();
    let pulse = shared.pulse();
    Asked::new(
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
    let locale = use_locale();
    let list = move |endpoints: Vec<ResolvedEndpoint>| {
        if endpoints.is_empty() {
            return view! { <p class="text-sm text-base-content/70">{td_string!(locale, application.overview.no_endpoints)}</p> }
                .into_any();
        }
        let rows = endpoints
            .into_iter()
            .map(|endpoint| view! { <Row endpoint /> })
            .collect_view();
        view! {
            <ScrollRegion label=td_string!(locale, application.overview.endpoints)>
                <table class="table table-sm">
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, application.overview.endpoint)}</th>
                            <th scope="col">{td_string!(locale, application.overview.visibility)}</th>
                            <th scope="col">{td_string!(locale, application.overview.status)}</th>
                            <th scope="col">{td_string!(locale, application.overview.certificate)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </ScrollRegion>
        }
        .into_any()
    };
    view! {
        <Card title=td_string!(locale, application.overview.endpoints)>
            <Loaded asked=read view=list />
        </Card>
    }
}

#[component]
fn Row(endpoint: ResolvedEndpoint) -> impl IntoView {
    let locale = use_locale();
    let visibility = match endpoint.visibility.as_str() {
        "public" => td_string!(locale, application.overview.visibility_public),
        "private" => td_string!(locale, application.overview.visibility_private),
        "internal" => td_string!(locale, application.overview.visibility_internal),
        other => other,
    }
    .to_owned();
    let (tone, status) = match &endpoint.status {
        EndpointStatus::Ready => (Tone::Success, td_string!(locale, application.overview.phase_ready)),
        EndpointStatus::Pending => (Tone::Neutral, td_string!(locale, application.overview.phase_pending)),
        EndpointStatus::Provisioning => (Tone::Info, td_string!(locale, application.overview.phase_provisioning)),
        EndpointStatus::Degraded => (Tone::Warning, td_string!(locale, application.overview.phase_degraded)),
        EndpointStatus::Failed => (Tone::Error, td_string!(locale, application.overview.phase_failed)),
        EndpointStatus::Unknown(text) => (Tone::Neutral, text.as_str()),
    };
    let status = status.to_owned();
    let (certificate_tone, certificate) = match &endpoint.certificate_status {
        Some(CertificateStatus::Issued) => (Tone::Success, td_string!(locale, application.overview.cert_issued)),
        Some(CertificateStatus::Pending) => (Tone::Info, td_string!(locale, application.overview.phase_pending)),
        Some(CertificateStatus::Failed) => (Tone::Error, td_string!(locale, application.overview.phase_failed)),
        Some(CertificateStatus::Unknown(text)) => (Tone::Neutral, text.as_str()),
        None => (Tone::Neutral, td_string!(locale, application.overview.no_certificate)),
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
