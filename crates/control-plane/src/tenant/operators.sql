-- What operators do in the Organizations of customers. The record outlives the Organization.

CREATE TABLE support_visits (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    slug TEXT NOT NULL,
    user_id TEXT NOT NULL,
    email TEXT NOT NULL,
    -- Milliseconds since 1970.
    entered INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

CREATE INDEX support_visits_of_organization ON support_visits (tenant_id, user_id);

CREATE TRIGGER support_visits_are_never_rewritten BEFORE UPDATE ON support_visits
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;

CREATE TRIGGER support_visits_are_never_forgotten BEFORE DELETE ON support_visits
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
