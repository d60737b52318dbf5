//! The one signal that ends listening, streams and the control plane.

use tokio::sync::watch;

/// Held by the process; ends everything once.
#[derive(Debug)]
pub struct ShutdownTrigger(watch::Sender<bool>);

/// Held by whatever must end.
#[derive(Clone, Debug)]
pub struct Shutdown(watch::Receiver<bool>);

/// A new signal, not yet given.
#[must_use]
pub fn shutdown() -> (ShutdownTrigger, Shutdown) {
    let (sender, receiver) = watch::channel(false);
    (ShutdownTrigger(sender), Shutdown(receiver))
}

impl ShutdownTrigger {
    /// Asks everything to end.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }
}

impl Shutdown {
    /// Resolves when the end was asked for, or when nobody is left to ask.
    pub async fn begun(mut self) {
        // An error means that the trigger is gone: the process is ending anyway.
        let _ = self.0.wait_for(|begun| *begun).await;
    }
}

/// Resolves on SIGINT or SIGTERM.
///
/// # Errors
/// When the handlers cannot be installed.
pub async fn asked_by_system() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok(())
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
