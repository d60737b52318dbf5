-- Apps that operators keep from customers. What runs of them goes on.
CREATE TABLE unpublished_apps (slug TEXT PRIMARY KEY) STRICT;
