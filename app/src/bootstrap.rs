//! What the server knows about a page request and the browser needs at once: the User, the Sovereign, the theme.
//!
//! The BFF provides it as context before rendering; it travels inside the HTML, so that hydration asks nothing again.

use contract::billing::VoucherCode;
use contract::session::{ClusterNature, Whoami};
use contract::{EnvironmentName, SovereignId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Cookie with the chosen language; read by the server, written by both sides.
pub const LOCALE_COOKIE: &str = "catalyst_locale";
/// Cookie with the chosen theme.
pub const THEME_COOKIE: &str = "catalyst_theme";
/// Cookie with the Environment looked at last.
pub const ENVIRONMENT_COOKIE: &str = "catalyst_environment";

/// Cookie with the code of a voucher that waits for an order: it outlives signing up, the tab and the browser.
pub const VOUCHER_COOKIE: &str = "catalyst_voucher";

/// Facts of one page request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// The signed-in User; `None` on the sign-in page and for strangers in the storefront.
    pub whoami: Option<Whoami>,
    /// The id to use in `/sovereigns/{id}`.
    pub sovereign: SovereignId,
    /// Host name base of the Sovereign.
    pub fqdn: String,
    /// Where the console is reached, such as `https://console.t01.omani.works`.
    pub origin: String,
    /// Set when the control plane is the embedded one.
    pub cluster: Option<ClusterNature>,
    /// How one signs in here.
    pub sign_in: SignIn,
    /// What the identity provider is called, where there is one.
    pub provider: Option<String>,
    /// The chosen theme.
    pub theme: Theme,
    /// The Environment looked at last, from its cookie. May no longer exist.
    pub last_environment: Option<EnvironmentName>,
    /// The voucher that waits for an order, from its cookie.
    pub voucher: Option<VoucherCode>,
}

impl Bootstrap {
    /// The server's value: from context on the server, from the HTML in the browser.
    #[must_use]
    pub fn shared() -> Self {
        SharedValue::new(|| use_context::<Self>().unwrap_or_default()).into_inner()
    }

    /// Asks for what the server would have put into the page. Only for the client-only loop.
    #[cfg(feature = "csr")]
    pub async fn fetch() -> Self {
        use contract::Endpoint;
        use contract::session::{GetSovereignSelf, GetVersion, GetWhoami};

        async fn get<E: Endpoint>(endpoint: E) -> Option<E::Output> {
            let answer = gloo_net::http::Request::get(&endpoint.path()).send().await.ok()?;
            answer.ok().then_some(())?;
            E::decode(&answer.binary().await.ok()?).ok()
        }

        let sovereign = get(GetSovereignSelf).await;
        let (sovereign, fqdn) = sovereign
            .map(|own| (own.deployment_id, own.sovereign_fqdn))
            .unwrap_or_default();
        Self {
            whoami: get(GetWhoami).await,
            sovereign,
            fqdn,
            origin: window().location().origin().unwrap_or_default(),
            cluster: get(GetVersion).await.and_then(|version| version.cluster),
            ..Self::default()
        }
    }

    /// The cluster behind the control plane is a simulation, and the screen must say so.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.cluster == Some(ClusterNature::Simulated)
    }
}

/// How one signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignIn {
    /// With a one-time link from the server's terminal.
    #[default]
    Link,
    /// With the identity provider of the Sovereign.
    Provider,
}

/// Colour theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// What the operating system prefers.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    Contrast,
}

impl Theme {
    /// Every theme, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Contrast];

    /// Value of the cookie and of the form field.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
        }
    }

    /// Reads a cookie or a form field; anything else is the system's choice.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.as_str() == text)
            .unwrap_or_default()
    }

    /// `data-theme` of the document; absent lets the style sheet follow the system.
    #[must_use]
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("catalyst-light"),
            Self::Dark => Some("catalyst-dark"),
            Self::Contrast => Some("catalyst-contrast"),
        }
    }
}
