-- What customers do after their first order.

-- Movements of credit for an Organization that was deleted. The ledger itself is never rewritten.
CREATE TABLE ledger_marks (
    entry_id TEXT PRIMARY KEY REFERENCES credit_ledger (id),
    mark TEXT NOT NULL,
    marked_at TEXT NOT NULL
) STRICT;

-- The subscription that an order takes the place of: another plan, or other add-ons, for an Organization that has one.
ALTER TABLE orders ADD COLUMN replaces TEXT REFERENCES subscriptions (id);

CREATE TABLE domains (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    domain TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL
) STRICT;

CREATE INDEX domains_of_organization ON domains (tenant_id);
