//! Reading module paths out of Rust sources, inside macros too.

use std::{path::Path, str::FromStr};

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path that a file mentions, resolved to the crate's root: `["pages", "home"]`, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mention {
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
}

/// The module that a source file holds, as `["pages", "home"]`; `lib.rs` is the empty path.
pub(crate) fn module_of(file: &Path) -> Vec<String> {
    let mut module: Vec<String> = file
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if module
        .last()
        .is_some_and(|last| last == "lib" || last == "main" || last == "mod")
    {
        module.pop();
    }
    module
}

/// Every path in `source` that starts with `crate`, `self` or `super`, for a file that holds `module`.
///
/// # Errors
/// When the source is not made of Rust tokens.
pub(crate) fn mentions(source: &str, module: &[String]) -> Result<Vec<Mention>> {
    let tokens = TokenStream::from_str(source).map_err(|error| anyhow!("{error}"))?;
    let mut found = Vec::new();
    walk(tokens, &mut module.to_vec(), &mut found);
    Ok(found)
}

fn walk(tokens: TokenStream, module: &mut Vec<String>, found: &mut Vec<Mention>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(ident) if *ident == "crate" || *ident == "super" || *ident == "self" => {
                at = resolve(&tokens, at, module, found);
            }
            TokenTree::Ident(ident) if *ident == "mod" => {
                if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
                    (tokens.get(at + 1), tokens.get(at + 2))
                {
                    module.push(name.to_string());
                    walk(body.stream(), module, found);
                    module.pop();
                    at += 2;
                }
            }
            TokenTree::Group(group) => walk(group.stream(), module, found),
            _ => {}
        }
        at += 1;
    }
}

/// Follows the path that starts at `at`; returns the index of its last token.
fn resolve(tokens: &[TokenTree], at: usize, module: &[String], found: &mut Vec<Mention>) -> usize {
    let line = tokens[at].span().start().line;
    let mut base = match &tokens[at] {
        TokenTree::Ident(first) if *first == "crate" => Vec::new(),
        TokenTree::Ident(first) if *first == "super" => module[..module.len().saturating_sub(1)].to_vec(),
        _ => module.to_vec(),
    };
    let mut end = at;
    while is_path_separator(tokens, end + 1) {
        match tokens.get(end + 3) {
            Some(TokenTree::Ident(next)) if *next == "super" => {
                base.pop();
            }
            Some(TokenTree::Ident(next)) => base.push(next.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                branches(group.stream(), &base, found);
                return end + 3;
            }
            _ => break,
        }
        end += 3;
    }
    // `self` alone is a value, and `pub(crate)` and `pub(super)` are no paths.
    if end > at {
        found.push(Mention { path: base, line });
    }
    end
}

/// The paths of `{a::b, c::{d, e}}` after `base`.
fn branches(tokens: TokenStream, base: &[String], found: &mut Vec<Mention>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for branch in tokens.split(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',')) {
        let Some(first) = branch.first() else { continue };
        let mut path = base.to_vec();
        let mut nested = false;
        for token in branch {
            match token {
                TokenTree::Ident(name) if *name == "as" => break,
                TokenTree::Ident(name) if *name != "self" => path.push(name.to_string()),
                TokenTree::Group(group) => {
                    branches(group.stream(), &path, found);
                    nested = true;
                }
                _ => {}
            }
        }
        if !nested {
            found.push(Mention {
                path,
                line: first.span().start().line,
            });
        }
    }
}

fn is_path_separator(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |index: usize| matches!(tokens.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(at) && colon(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(source: &str, module: &[&str]) -> Vec<String> {
        let module: Vec<String> = module.iter().map(|&part| part.to_owned()).collect();
        let found = mentions(source, &module).unwrap_or_default();
        found.into_iter().map(|mention| mention.path.join("::")).collect()
    }

    #[test]
    fn resolves_imports_with_branches() {
        let source = "use crate::{api::{Api, self}, ui::button as b};\nuse crate::live;";
        assert_eq!(paths(source, &["form"]), ["api::Api", "api", "ui::button", "live"]);
    }

    #[test]
    fn resolves_super_from_files_and_inline_modules() {
        assert_eq!(
            paths("use super::list;", &["pages", "apps", "detail"]),
            ["pages::apps::list"]
        );
        assert_eq!(
            paths("use super::super::other::X;", &["pages", "apps", "detail"]),
            ["pages::other::X"]
        );
        assert_eq!(
            paths("mod tests { use super::super::x; }", &["pages", "apps"]),
            ["pages::x"]
        );
    }

    #[test]
    fn sees_into_macros_but_not_into_text() {
        let source = "// crate::routes\nfn f() { view! { <p>{crate::api::load(\"crate::form\")}</p> } }";
        assert_eq!(paths(source, &["ui"]), ["api::load"]);
    }

    #[test]
    fn visibility_and_receivers_are_no_paths() {
        assert!(paths("pub(crate) fn f(&self) { self.x(); }", &["ui"]).is_empty());
    }

    #[test]
    fn names_the_module_of_a_file() {
        assert_eq!(module_of(Path::new("pages/home.rs")), ["pages", "home"]);
        assert!(module_of(Path::new("lib.rs")).is_empty());
    }
}
