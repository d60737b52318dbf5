-- What customers do after their first order.

-- Movements of credit for an Organization that was deleted. The ledger itself is never rewritten.
CREATE TABLE ledger_marks (
    entry_id TEXT PRIMARY KEY REFERENCES credit_ledger (id),
    mark TEXT NOT NULL,
    marked_at TEXT NOT NULL
) STRICT;

-- The subscription that an order takes the place of: another plan, or other add-ons, for an Organization that has one.
ALTER TABLE orders ADD COLUMN replaces TEXT REFERENCES subscriptions (id);
