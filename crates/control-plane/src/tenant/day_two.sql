-- What customers do after their first order.

-- Movements of credit for an Organization that was deleted. The ledger itself is never rewritten.
CREATE TABLE ledger_marks (
    entry_id TEXT PRIMARY KEY REFERENCES credit_ledger (id),
    mark TEXT NOT NULL,
    marked_at TEXT NOT NULL
) STRICT;
