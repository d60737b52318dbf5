//! Environments' policies.

use super::{Failure, Plane};
use crate::domain::world::Write;
use contract::EnvironmentName;
use contract::environment::{PolicyApplied, PolicyChange, Promotion};

impl Plane {
    /// Sets or removes the gates of an Environment; `None` when there is no such Environment.
    pub(crate) fn set_policy(
        &self,
        name: &EnvironmentName,
        promotion: Option<Promotion>,
    ) -> Result<Option<PolicyApplied>, Failure> {
        let mut store = self.lock();
        let Some(record) = self.world().environments.get(name).cloned() else {
            return Ok(None);
        };
        let applied = match &record.promotion {
            before if *before == promotion => PolicyChange::Same,
            None => PolicyChange::Created,
            Some(_) => PolicyChange::Updated,
        };
        if applied != PolicyChange::Same {
            let mut next = (*record).clone();
            next.promotion.clone_from(&promotion);
            self.acknowledge(&mut **store, &[Write::PutEnvironment(next)])?;
        }
        Ok(Some(PolicyApplied {
            environment: name.clone(),
            promotion,
            applied,
        }))
    }
}
