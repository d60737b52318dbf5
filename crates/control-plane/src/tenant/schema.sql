-- The tenant services: Users, vouchers, credit, orders, Organizations and provisioning. Amounts are baisa, times are
-- RFC 3339.

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE sign_in_codes (
    email TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    wrong_attempts INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

CREATE TABLE refresh_tokens (
    digest TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    expires INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient TEXT NOT NULL,
    template TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE promo_codes (
    code TEXT PRIMARY KEY,
    credit_omr INTEGER NOT NULL CHECK (credit_omr > 0),
    description TEXT NOT NULL,
    active INTEGER NOT NULL,
    max_redemptions INTEGER NOT NULL CHECK (max_redemptions >= 0),
    times_redeemed INTEGER NOT NULL CHECK (times_redeemed >= 0),
    created_at TEXT NOT NULL,
    deleted_at TEXT
) STRICT;

CREATE TABLE customers (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE promo_redemptions (
    customer_id TEXT NOT NULL REFERENCES customers (id),
    code TEXT NOT NULL REFERENCES promo_codes (code),
    created_at TEXT NOT NULL,
    PRIMARY KEY (customer_id, code)
) STRICT;

CREATE TABLE orders (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    tenant_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    apps TEXT NOT NULL,
    addons TEXT NOT NULL,
    topology TEXT,
    promo_code TEXT,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    status TEXT NOT NULL,
    -- Of a payment by card.
    stripe_session_id TEXT UNIQUE,
    created_at TEXT NOT NULL
) STRICT;

-- What the card processor told, each event once; the amount is what it took from a card.
CREATE TABLE stripe_webhook_events (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id),
    amount INTEGER NOT NULL,
    received_at TEXT NOT NULL
) STRICT;

CREATE TABLE credit_ledger (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    balance INTEGER NOT NULL CHECK (balance >= 0),
    reason TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id),
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX credit_ledger_of_customer ON credit_ledger (customer_id, number);

CREATE TRIGGER credit_ledger_adds_up BEFORE INSERT ON credit_ledger
WHEN NEW.balance <> NEW.amount + COALESCE(
    (SELECT balance FROM credit_ledger WHERE customer_id = NEW.customer_id ORDER BY number DESC LIMIT 1), 0)
BEGIN SELECT RAISE(ABORT, 'the balance does not follow from the entry before'); END;

CREATE TRIGGER credit_ledger_is_never_rewritten BEFORE UPDATE ON credit_ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER credit_ledger_is_never_shortened BEFORE DELETE ON credit_ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TABLE subscriptions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    tenant_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    amount INTEGER NOT NULL,
    status TEXT NOT NULL,
    period_start TEXT NOT NULL,
    period_end TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- Whatever goes wrong, an Organization pays for one plan at a time.
CREATE UNIQUE INDEX one_active_subscription ON subscriptions (tenant_id) WHERE status = 'active';

CREATE TABLE invoices (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL UNIQUE REFERENCES orders (id),
    customer_id TEXT NOT NULL REFERENCES customers (id),
    tenant_id TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    status TEXT NOT NULL,
    period_start TEXT NOT NULL,
    period_end TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- The first answer to each Idempotency-Key.
CREATE TABLE checkout_answers (
    user_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT;

CREATE TABLE tenant_organizations (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL
) STRICT;

CREATE TABLE tenant_members (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenant_organizations (id),
    user_id TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    joined_at TEXT NOT NULL
) STRICT;

CREATE INDEX tenant_members_of_organization ON tenant_members (tenant_id);

CREATE TABLE provisions (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL UNIQUE REFERENCES tenant_organizations (id),
    open INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;
