//! Writing a Blueprint: the manifest, the form it generates, and publishing it.

mod curation;
mod draft;
mod editing;
mod page;
mod preview;
mod problems;
mod publish;
mod words;

pub use page::AuthorPage;
