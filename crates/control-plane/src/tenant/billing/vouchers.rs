//! Vouchers: issued, listed, revoked, looked up, and redeemed as part of a checkout (§B.2).

use super::ledger::{self, Movement};
use crate::tenant::outbox::{self, Mail};
use crate::tenant::records::time;
use crate::tenant::{Failure, Tenant, refuse};
use contract::Timestamp;
use contract::billing::{NewVoucher, Redemption, Voucher, VoucherCode, VoucherPreview, VoucherState};
use contract::money::Baisa;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde_json::{Map, json};
use uuid::Uuid;

/// Letters and digits of a code that the service makes up: none that can be mistaken for another.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
const MADE_UP_LENGTH: usize = 12;
const LONGEST_CODE: usize = 64;
/// Redemptions that are listed.
const MOST_REDEMPTIONS: u32 = 1000;
/// Keeps every sum far from the end of the integers.
const MOST_CREDIT_OMR: i64 = 1_000_000;

impl Tenant {
    /// Makes a voucher, or overwrites the one of this code and brings it back to life. Its counter stays.
    pub(crate) fn issue_voucher(&self, mut request: NewVoucher) -> Result<Voucher, Failure> {
        check(&request)?;
        if request.code.is_empty() {
            request.code = made_up();
        }
        let now = self.clock.now();
        self.records.change(|transaction| {
            transaction.execute(
                "INSERT INTO promo_codes
                     (code, credit_omr, description, active, max_redemptions, times_redeemed, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)
                 ON CONFLICT (code) DO UPDATE SET credit_omr = excluded.credit_omr, description = excluded.description,
                     active = excluded.active, max_redemptions = excluded.max_redemptions, deleted_at = NULL",
                params![
                    request.code.as_str(),
                    request.credit_omr,
                    request.description,
                    request.active,
                    request.max_redemptions,
                    now.to_string()
                ],
            )?;
            match request.recipient_email.as_deref().map(str::trim) {
                Some(to) if !to.is_empty() => outbox::post(transaction, &announcement(to, &request), now),
                _ => Ok(()),
            }
        })?;
        self.outbox.ring();
        // The contract echoes what was submitted instead of reading it back.
        Ok(Voucher {
            code: request.code,
            credit_omr: request.credit_omr,
            description: request.description,
            active: request.active,
            max_redemptions: request.max_redemptions,
            times_redeemed: 0,
            created_at: None,
            deleted_at: None,
        })
    }

    /// All that are not revoked, or simply all, newest first.
    pub(crate) fn vouchers(&self, include_revoked: bool) -> Result<Vec<Voucher>, Failure> {
        self.records.read(|transaction| {
            let mut statement = transaction.prepare(
                "SELECT * FROM promo_codes WHERE deleted_at IS NULL OR ?1 ORDER BY created_at DESC, rowid DESC",
            )?;
            let rows = statement.query_map([include_revoked], read)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Takes a voucher back. Credit that it granted stays.
    pub(crate) fn revoke_voucher(&self, code: &VoucherCode) -> Result<(), Failure> {
        let now = self.clock.now();
        let changed = self.records.change(|transaction| {
            let changed = transaction.execute(
                "UPDATE promo_codes SET deleted_at = ?2, active = 0 WHERE code = ?1 AND deleted_at IS NULL",
                params![code.as_str(), now.to_string()],
            );
            Ok(changed?)
        })?;
        match changed {
            0 => Err(refuse(404, "voucher not found")),
            _ => Ok(()),
        }
    }

    /// Who redeemed a voucher, newest first.
    pub(crate) fn redemptions(&self, code: &VoucherCode) -> Result<Vec<Redemption>, Failure> {
        self.records.read(|transaction| {
            find(transaction, code)?.ok_or_else(|| refuse(404, "voucher not found"))?;
            let mut statement = transaction.prepare(
                "SELECT promo_redemptions.*, users.email FROM promo_redemptions
                 JOIN customers ON customers.id = promo_redemptions.customer_id
                 LEFT JOIN users ON users.id = customers.user_id
                 WHERE code = ?1 ORDER BY promo_redemptions.created_at DESC, promo_redemptions.rowid DESC LIMIT ?2",
            )?;
            let rows = statement.query_map(params![code.as_str(), MOST_REDEMPTIONS], |row| {
                Ok(Redemption {
                    customer_id: row.get("customer_id")?,
                    email: row.get("email")?,
                    created_at: time(row, "created_at")?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What anybody may know of a voucher; unknown and revoked ones look alike.
    pub(crate) fn preview_voucher(&self, code: &VoucherCode) -> Result<VoucherPreview, Failure> {
        if code.is_empty() {
            return Err(refuse(400, "code is required"));
        }
        let found = self.records.read(|transaction| find(transaction, code))?;
        let voucher = found
            .filter(|voucher| voucher.deleted_at.is_none())
            .ok_or_else(|| refuse(404, "voucher not valid"))?;
        Ok(VoucherPreview {
            accepting_redemptions: voucher.state() == VoucherState::Active,
            code: voucher.code,
            credit_omr: voucher.credit_omr,
            description: voucher.description,
            active: voucher.active,
        })
    }
}

/// Grants a voucher's credit to a customer: the four refusals in the contract's order, then redemption, counter and
/// ledger entry (§B.2.2).
pub(super) fn redeem(
    transaction: &Transaction<'_>,
    customer: &str,
    code: &VoucherCode,
    now: Timestamp,
) -> Result<Baisa, Failure> {
    let refused = |reason: &str| refuse(400, format!("invalid promo code: {reason}"));
    let voucher = find(transaction, code)?.ok_or_else(|| refused("promo code not found"))?;
    match voucher.state() {
        VoucherState::Revoked => return Err(refused("promo code not found")),
        VoucherState::Inactive => return Err(refused("promo code is not active")),
        VoucherState::Exhausted => return Err(refused("promo code has reached its redemption limit")),
        VoucherState::Active => {}
    }
    let redeemed = transaction.execute(
        "INSERT INTO promo_redemptions (customer_id, code, created_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (customer_id, code) DO NOTHING",
        params![customer, code.as_str(), now.to_string()],
    )?;
    if redeemed == 0 {
        return Err(refused("promo code already redeemed by this customer"));
    }
    transaction.execute(
        "UPDATE promo_codes SET times_redeemed = times_redeemed + 1 WHERE code = ?1",
        [code.as_str()],
    )?;
    let grant = Movement {
        customer,
        amount: voucher.credit(),
        reason: &format!("promo:{code}"),
        order: None,
    };
    ledger::add(transaction, &grant, now)
}

fn check(request: &NewVoucher) -> Result<(), Failure> {
    if request.credit_omr <= 0 {
        return Err(refuse(400, "credit_omr is required"));
    }
    if request.credit_omr > MOST_CREDIT_OMR {
        return Err(refuse(400, format!("credit_omr must be at most {MOST_CREDIT_OMR}")));
    }
    if request.max_redemptions < 0 {
        return Err(refuse(400, "max_redemptions must not be negative"));
    }
    if request.code.as_str().chars().count() > LONGEST_CODE || request.code.as_str().contains(char::is_control) {
        return Err(refuse(
            400,
            format!("code must be at most {LONGEST_CODE} printable characters"),
        ));
    }
    Ok(())
}

fn made_up() -> VoucherCode {
    let (high, low) = Uuid::new_v4().as_u64_pair();
    // Fixed bits of a UUID are left out: 48 random ones of each half remain.
    let mut random = (u128::from(high >> 16) << 48) | u128::from(low & 0xffff_ffff_ffff);
    let mut code = String::from("VCH-");
    for _ in 0..MADE_UP_LENGTH {
        let index = usize::try_from(random % 30).unwrap_or(0);
        code.push(char::from(ALPHABET[index]));
        random /= 30;
    }
    VoucherCode::new(&code)
}

fn announcement(to: &str, voucher: &NewVoucher) -> Mail {
    Mail {
        to: to.to_owned(),
        template: "voucher-issued".to_owned(),
        data: Map::from_iter([
            ("code".to_owned(), json!(voucher.code)),
            ("credit_omr".to_owned(), json!(voucher.credit_omr)),
            ("description".to_owned(), json!(voucher.description)),
        ]),
    }
}

fn find(transaction: &Transaction<'_>, code: &VoucherCode) -> Result<Option<Voucher>, Failure> {
    let found = transaction.query_row("SELECT * FROM promo_codes WHERE code = ?1", [code.as_str()], read);
    Ok(found.optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Voucher> {
    Ok(Voucher {
        code: VoucherCode::new(&row.get::<_, String>("code")?),
        credit_omr: row.get("credit_omr")?,
        description: row.get("description")?,
        active: row.get("active")?,
        max_redemptions: row.get("max_redemptions")?,
        times_redeemed: row.get("times_redeemed")?,
        created_at: time(row, "created_at")?,
        deleted_at: time(row, "deleted_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_code_has_the_contract_s_form() {
        let code = made_up();
        let (prefix, rest) = code.as_str().split_at(4);
        assert_eq!((prefix, rest.len()), ("VCH-", MADE_UP_LENGTH));
        assert!(rest.bytes().all(|byte| ALPHABET.contains(&byte)));
        assert_ne!(code, made_up());
    }
}
