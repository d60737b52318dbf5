//! E-mail that waits to be sent. Whoever runs the control plane decides how: see [`Mailbox`].

use super::{Failure, Tenant};
use contract::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::{Map, Value};
use std::sync::Arc;
use tokio::sync::Notify;

/// An e-mail to send: a template of the notification service and what to fill in (tenant-side §E.5).
#[derive(Clone, Debug, PartialEq)]
pub struct Mail {
    /// Address of the recipient.
    pub to: String,
    /// `magic-link`, `voucher-issued`, `provision-completed` or `provision-failed`.
    pub template: String,
    /// Values for the template: a `magic-link` has the `code`.
    pub data: Map<String, Value>,
}

/// Rings when there may be mail.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    posted: Notify,
}

impl Outbox {
    /// Call it once the transaction of [`post`] is committed.
    pub(super) fn ring(&self) {
        self.posted.notify_one();
    }
}

/// Posts an e-mail as part of a change.
pub(super) fn post(transaction: &Transaction<'_>, mail: &Mail, now: Timestamp) -> Result<(), Failure> {
    transaction.execute(
        "INSERT INTO outbox (recipient, template, data, created_at) VALUES (?1, ?2, ?3, ?4)",
        params![
            mail.to,
            mail.template,
            serde_json::to_string(&mail.data)?,
            now.to_string()
        ],
    )?;
    Ok(())
}

/// The reading end of the outbox. Each e-mail is handed out once, also when it was posted before a restart.
#[derive(Clone)]
pub struct Mailbox {
    pub(crate) tenant: Arc<Tenant>,
}

impl Mailbox {
    /// The next e-mail, as soon as there is one; `None` when the database fails.
    pub async fn next(&mut self) -> Option<Mail> {
        loop {
            let tenant = Arc::clone(&self.tenant);
            let taken = tokio::task::spawn_blocking(move || tenant.take_mail()).await.ok()?;
            match taken {
                Ok(Some(mail)) => return Some(mail),
                Ok(None) => self.tenant.outbox.posted.notified().await,
                Err(error) => {
                    tracing::error!(%error, "The outbox cannot be read");
                    return None;
                }
            }
        }
    }
}

impl Tenant {
    /// Takes the oldest e-mail out, so that a code is kept no longer than it has to be.
    fn take_mail(&self) -> Result<Option<Mail>, Failure> {
        self.records.change(|transaction| {
            let oldest = transaction
                .query_row(
                    "SELECT id, recipient, template, data FROM outbox ORDER BY id LIMIT 1",
                    [],
                    |row| {
                        let mail = Mail {
                            to: row.get("recipient")?,
                            template: row.get("template")?,
                            data: super::records::json(row, "data")?,
                        };
                        Ok((row.get::<_, i64>("id")?, mail))
                    },
                )
                .optional()?;
            let Some((id, mail)) = oldest else {
                return Ok(None);
            };
            transaction.execute("DELETE FROM outbox WHERE id = ?1", [id])?;
            Ok(Some(mail))
        })
    }
}
