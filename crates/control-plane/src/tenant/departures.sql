-- Support that left before its time was up. What was written of the visit itself stays as it is.

CREATE TABLE support_departures (
    visit_id TEXT PRIMARY KEY REFERENCES support_visits (id),
    -- Milliseconds since 1970.
    left_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER support_departures_are_never_rewritten BEFORE UPDATE ON support_departures
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;

CREATE TRIGGER support_departures_are_never_forgotten BEFORE DELETE ON support_departures
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;

-- Visits that let somebody in, until they expire.
CREATE VIEW open_support_visits AS
    SELECT * FROM support_visits WHERE id NOT IN (SELECT visit_id FROM support_departures);
