-- What is sold, as operators keep it; `position` is the order in which rows came.

CREATE TABLE offers (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    slug TEXT NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (kind, id),
    UNIQUE (kind, slug)
) STRICT;

-- Lists that were filled once with what a fresh Sovereign sells: emptied by an operator, they stay empty.
CREATE TABLE seeded_offers (kind TEXT PRIMARY KEY) STRICT;
