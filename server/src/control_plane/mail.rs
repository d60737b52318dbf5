//! E-mail of the embedded control plane: no mail server stands behind it, so the terminal is where it arrives.

use control_plane::Mailbox;

/// Prints what is posted, a sign-in code among it, for as long as the process runs.
pub(super) fn print(mut mailbox: Mailbox) {
    tokio::spawn(async move {
        while let Some(mail) = mailbox.next().await {
            let data = serde_json::Value::Object(mail.data);
            tracing::info!(to = %mail.to, template = %mail.template, %data, "E-mail");
        }
    });
}
