//! What is the same for every User: which Sovereign this is and what stands behind it. Asked once a minute.

use super::transport::PageTransport;
use contract::{
    ApiError,
    session::{GetSovereignSelf, GetVersion, SovereignSelf, Version},
};
use std::time::Duration;
use tokio::{sync::Mutex, time::Instant};

/// Facts older than this are asked for again.
const FRESH: Duration = Duration::from_secs(60);

/// The last answers of the control plane about itself.
#[derive(Debug, Default)]
pub struct ControlPlaneFacts {
    last: Mutex<Option<(Instant, Facts)>>,
}

/// The control plane about itself.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) version: Version,
    /// `None` on the mothership.
    pub(super) sovereign: Option<SovereignSelf>,
}

impl ControlPlaneFacts {
    /// The facts, at most a minute old.
    pub(super) async fn get(&self, transport: &PageTransport) -> Result<Facts, ApiError> {
        if let Some((asked, facts)) = &*self.last.lock().await
            && asked.elapsed() < FRESH
        {
            return Ok(facts.clone());
        }
        // Not under the lock: a slow control plane must hold up only those who ask it.
        let version = transport.get(&GetVersion).await?;
        let sovereign = match transport.get(&GetSovereignSelf).await {
            Ok(sovereign) => Some(sovereign),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        };
        let facts = Facts { version, sovereign };
        *self.last.lock().await = Some((Instant::now(), facts.clone()));
        Ok(facts)
    }
}
