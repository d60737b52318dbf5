//! What protects the branches of a repository.

use crate::api::Api;
use contract::ApiError;
use contract::gitea::{BranchProtection, ListBranchProtections, Repository};

/// Every protected branch; none where none can be seen. A real Gitea shows these to administrators only; others then
/// learn of a gate when it is closed before them.
pub(super) async fn protections(api: &Api, repository: Repository) -> Result<Vec<BranchProtection>, ApiError> {
    match api.call(ListBranchProtections { repository }).await {
        Err(error) if error.is_forbidden() || error.is_not_found() => Ok(Vec::new()),
        answer => answer,
    }
}
