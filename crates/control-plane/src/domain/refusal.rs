//! Why a change is refused, without HTTP: `api` gives each its status and code.

use crate::catalog::LookupError;
use contract::FieldError;

/// A change that the rules do not allow.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum Refusal {
    /// The request as a whole makes no sense.
    #[error("{0}")]
    Invalid(String),
    /// Some parameters are not what the Blueprint asks for.
    #[error("{} of the parameters of {blueprint} cannot be accepted", fields.len())]
    Parameters { blueprint: String, fields: Vec<FieldError> },
    /// The values of the Environment make unfit what fits without them.
    #[error("{path} does not fit the Blueprint")]
    Overlay { path: String, fields: Vec<FieldError> },
    /// The Application chosen for a dependency cannot serve it.
    #[error("{detail}")]
    Choice { alias: String, detail: String },
    /// The Blueprint or the version does not exist.
    #[error(transparent)]
    Blueprint(#[from] LookupError),
    /// The Blueprint is broken.
    #[error("{blueprint} cannot be installed: {reason}")]
    Broken { blueprint: String, reason: String },
    /// There is no such Application.
    #[error("there is no Application named {0}")]
    NotFound(String),
    /// The name is taken.
    #[error("{organization} already has an Application named {name}")]
    Exists { organization: String, name: String },
    /// The change of placement loses data or service.
    #[error("{detail}")]
    PlacementBlocked { detail: String, hint: String },
    /// Something else stands in the way.
    #[error("{detail}")]
    Conflict { detail: String, hint: String },
}
