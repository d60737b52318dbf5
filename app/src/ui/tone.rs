//! What a colour means.

/// Meaning of a coloured element. Colour never carries it alone: an icon and a word go with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special; also paused.
    #[default]
    Neutral,
    /// Under way.
    Info,
    /// As it should be.
    Success,
    /// Works, but needs a look.
    Warning,
    /// Failed.
    Error,
    /// Waits for a person.
    Waiting,
}

impl Tone {
    /// The icon that goes with the tone.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Neutral => "circle-pause",
            Self::Info => "loader-circle",
            Self::Success => "circle-check",
            Self::Warning => "triangle-alert",
            Self::Error => "circle-x",
            Self::Waiting => "clock",
        }
    }

    pub(super) fn badge(self) -> &'static str {
        match self {
            Self::Neutral => "badge badge-soft badge-neutral gap-1",
            Self::Info => "badge badge-soft badge-info gap-1",
            Self::Success => "badge badge-soft badge-success gap-1",
            Self::Warning => "badge badge-soft badge-warning gap-1",
            Self::Error => "badge badge-soft badge-error gap-1",
            Self::Waiting => "badge badge-soft badge-secondary gap-1",
        }
    }

    pub(super) fn alert(self) -> &'static str {
        match self {
            Self::Neutral | Self::Waiting => "alert",
            Self::Info => "alert alert-soft alert-info",
            Self::Success => "alert alert-soft alert-success",
            Self::Warning => "alert alert-soft alert-warning",
            Self::Error => "alert alert-soft alert-error",
        }
    }
}
