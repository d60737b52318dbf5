//! Why Git is not served: plain text, which Git shows to people.

use crate::api::error::FAILED;
use crate::git::program::ProgramError;
use crate::git::protocol::Malformed;
use crate::plane::Failure;
use axum::response::{IntoResponse, Response};
use contract::session::Tier;
use http::{HeaderValue, StatusCode, header};

/// Makes Git ask for a user name and a password.
const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"Catalyst Git\", charset=\"UTF-8\"");

/// An answer that is not a success.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotServed {
    #[error("give a personal access token as the password; the console makes one for you")]
    Unauthenticated,
    #[error("this access token has not the scope {0}")]
    Scope(&'static str),
    #[error("to push needs the tier admin or owner; yours is {0}")]
    Tier(Tier),
    #[error("there is no such repository")]
    NoRepository,
    #[error("this repository takes no pushes: each version is checked and never changes; publish it in the console")]
    Shelf,
    #[error("only Git's smart HTTP protocol is spoken here")]
    DumbProtocol,
    #[error("this is no request that Git makes")]
    WrongType,
    #[error("the push is far too large")]
    TooLarge,
    #[error("the request broke off: {0}")]
    BrokenOff(#[from] std::io::Error),
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error(transparent)]
    Program(#[from] ProgramError),
    #[error("{FAILED}")]
    Failed(#[from] Failure),
}

impl NotServed {
    fn status(&self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Scope(_) | Self::Tier(_) | Self::Shelf | Self::DumbProtocol => StatusCode::FORBIDDEN,
            Self::NoRepository => StatusCode::NOT_FOUND,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Malformed(_) | Self::BrokenOff(_) => StatusCode::BAD_REQUEST,
            Self::Program(ProgramError::Missing) => StatusCode::NOT_IMPLEMENTED,
            Self::Program(ProgramError::Busy) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Program(_) | Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for NotServed {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(error = ?self, "Git is not served");
        }
        let plain = (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        let mut response = (status, [plain], format!("{self}\n")).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, CHALLENGE);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_the_git_program_nothing_is_served_and_that_is_said() {
        let refused = NotServed::from(ProgramError::Missing);
        assert_eq!(refused.status(), StatusCode::NOT_IMPLEMENTED);
        assert!(refused.to_string().contains("no git program"));
    }
}
