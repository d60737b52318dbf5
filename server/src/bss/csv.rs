//! Lists as CSV (RFC 4180), safe to open in a spreadsheet.

pub(super) use csv::Error;

use contract::Timestamp;
use contract::billing::{Invoice, LedgerEntry, Order, SubscriptionRow, Voucher, VoucherState};
use contract::money::Baisa;
use contract::tenant::SoldOrganization;

/// Excel reads a file as UTF-8 only if it begins so.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// A cell that begins so is a formula to spreadsheets, and descriptions come from anybody.
const BEGINNINGS_OF_FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Every voucher in a line.
pub(super) fn of_vouchers(vouchers: &[Voucher]) -> Result<Vec<u8>, Error> {
    let head = [
        "code",
        "credit",
        "currency",
        "description",
        "state",
        "times_redeemed",
        "max_redemptions",
        "created_at",
        "revoked_at",
    ];
    let lines = vouchers.iter().map(|voucher| {
        let [credit, currency] = amount(voucher.credit());
        [
            voucher.code.to_string(),
            credit,
            currency,
            voucher.description.clone(),
            state(voucher.state()).to_owned(),
            voucher.times_redeemed.to_string(),
            voucher.max_redemptions.to_string(),
            time(voucher.created_at),
            time(voucher.deleted_at),
        ]
    });
    write(head, lines)
}

/// Every order in a line.
pub(super) fn of_orders(orders: &[Order]) -> Result<Vec<u8>, Error> {
    let head = [
        "id",
        "placed_at",
        "status",
        "amount",
        "currency",
        "organization",
        "customer",
        "plan",
        "apps",
        "addons",
        "voucher",
        "voucher_revoked",
    ];
    let lines = orders.iter().map(|order| {
        let [sum, currency] = amount(order.amount());
        [
            order.id.to_string(),
            time(order.created_at),
            order.status.to_string(),
            sum,
            currency,
            order.tenant_id.to_string(),
            order.customer_id.clone(),
            order.plan_id.to_string(),
            joined(&order.apps),
            joined(&order.addons),
            order.promo_code.as_ref().map(ToString::to_string).unwrap_or_default(),
            order.promo_deleted.to_string(),
        ]
    });
    write(head, lines)
}

/// Every Organization in a line.
pub(super) fn of_organizations(rows: &[SoldOrganization]) -> Result<Vec<u8>, Error> {
    let head = [
        "id",
        "slug",
        "name",
        "owner",
        "plan",
        "status",
        "owner_credit",
        "currency",
        "created_at",
    ];
    let lines = rows.iter().map(|row| {
        let organization = &row.organization;
        let [credit, currency] = row.balance_baisa.map(amount).unwrap_or_default();
        [
            organization.id.to_string(),
            organization.slug.clone(),
            organization.name.clone(),
            row.owner_email.clone(),
            organization.plan_id.to_string(),
            organization.status.to_string(),
            credit,
            currency,
            time(organization.created_at),
        ]
    });
    write(head, lines)
}

/// Every movement of credit in a line.
pub(super) fn of_ledger(entries: &[LedgerEntry]) -> Result<Vec<u8>, Error> {
    // In two columns without a sign: a leading minus would make text of the number, see `harmless`.
    let head = [
        "id",
        "at",
        "reason",
        "order",
        "granted",
        "spent",
        "currency",
        "credit_after",
    ];
    let lines = entries.iter().map(|entry| {
        let sum = entry.amount();
        let [size, currency] = amount(Baisa(sum.0.saturating_abs()));
        let [granted, spent] = match sum.0 {
            0.. => [size, String::new()],
            _ => [String::new(), size],
        };
        let [after, _] = entry.balance_baisa.map(amount).unwrap_or_default();
        [
            entry.id.clone(),
            time(entry.created_at),
            entry.reason.clone(),
            entry.order_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            granted,
            spent,
            currency,
            after,
        ]
    });
    write(head, lines)
}

/// Every invoice in a line.
pub(super) fn of_invoices(invoices: &[Invoice]) -> Result<Vec<u8>, Error> {
    let head = [
        "id",
        "written_at",
        "organization",
        "customer",
        "amount",
        "currency",
        "status",
        "from",
        "until",
    ];
    let lines = invoices.iter().map(|invoice| {
        let [sum, currency] = amount(invoice.amount());
        [
            invoice.id.clone(),
            time(invoice.created_at),
            invoice.tenant_id.to_string(),
            invoice.customer_id.clone(),
            sum,
            currency,
            invoice.status.to_string(),
            time(invoice.period_start),
            time(invoice.period_end),
        ]
    });
    write(head, lines)
}

/// Every subscription in a line.
pub(super) fn of_subscriptions(rows: &[SubscriptionRow]) -> Result<Vec<u8>, Error> {
    let head = [
        "id",
        "organization",
        "plan",
        "monthly",
        "currency",
        "last_paid_at",
        "status",
    ];
    let lines = rows.iter().map(|row| {
        let [monthly, currency] = amount(row.mrr_cents);
        [
            row.id.clone(),
            row.tenant_org.clone(),
            row.plan.clone(),
            monthly,
            currency,
            time(row.last_paid_at),
            row.status.to_string(),
        ]
    });
    write(head, lines)
}

fn write<const N: usize>(head: [&str; N], lines: impl Iterator<Item = [String; N]>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(head)?;
    for line in lines {
        writer.write_record(line.map(harmless))?;
    }
    writer.into_inner().map_err(|error| Error::from(error.into_error()))
}

/// The text with an apostrophe before it if it could be taken for a formula.
fn harmless(text: String) -> String {
    if text.starts_with(BEGINNINGS_OF_FORMULAS) {
        format!("'{text}")
    } else {
        text
    }
}

fn amount(amount: Baisa) -> [String; 2] {
    let money = amount.money();
    [money.decimal(), money.currency]
}

fn state(state: VoucherState) -> &'static str {
    match state {
        VoucherState::Revoked => "revoked",
        VoucherState::Inactive => "inactive",
        VoucherState::Exhausted => "exhausted",
        VoucherState::Active => "active",
    }
}

/// RFC 3339; empty for never.
fn time(at: Option<Timestamp>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

fn joined<T: ToString>(ids: &[T]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::billing::VoucherCode;
    use serde_json::json;

    fn text(file: Result<Vec<u8>, Error>) -> String {
        String::from_utf8(file.unwrap()).unwrap()
    }

    fn voucher(description: &str) -> Voucher {
        Voucher {
            code: VoucherCode::new("T42-DEMO-100"),
            credit_omr: 100,
            description: description.to_owned(),
            active: true,
            max_redemptions: 1,
            times_redeemed: 1,
            created_at: Some(Timestamp::EPOCH),
            deleted_at: None,
        }
    }

    #[test]
    fn a_voucher_is_a_line() {
        let file = text(of_vouchers(&[voucher("قسيمة \"الإطلاق\", 2026")]));
        let expected = "\u{feff}code,credit,currency,description,state,times_redeemed,max_redemptions,created_at,\
                        revoked_at\r\nT42-DEMO-100,100.000,OMR,\"قسيمة \"\"الإطلاق\"\", 2026\",exhausted,1,1,\
                        1970-01-01T00:00:00Z,\r\n";
        assert_eq!(file, expected);
    }

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            let file = text(of_vouchers(&[voucher(formula)]));
            let mut reader = csv::Reader::from_reader(file.as_bytes());
            let line = reader.records().next().unwrap().unwrap();
            assert_eq!(&line[3], format!("'{formula}"));
        }
        assert!(text(of_vouchers(&[voucher("a=b")])).contains(",a=b,"));
    }

    #[test]
    fn an_order_is_a_line_with_its_exact_amount() {
        let order = json!({
            "id": "o1", "customer_id": "c1", "tenant_id": "t1", "plan_id": "plan-m", "apps": ["a", "b"], "addons": null,
            "amount_omr": 9, "amount_baisa": 9005, "status": "completed", "created_at": "2026-05-20T08:00:00Z",
            "promo_code": "SPRING", "promo_deleted": true,
        });
        let order: Order = serde_json::from_value(order).unwrap();
        let file = text(of_orders(&[order]));
        let line = file.lines().nth(1).unwrap();
        assert_eq!(
            line,
            "o1,2026-05-20T08:00:00Z,completed,9.005,OMR,t1,c1,plan-m,a b,,SPRING,true"
        );
    }
}
