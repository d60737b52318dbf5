//! Renders `config-schema`: one widget for each kind of node, issues on their fields, and the review of changes.
