//! Invoices, of one Organization or of all.

mod table;

pub(super) use table::InvoiceTable;
