//! The safe part of Markdown: headings, paragraphs, lists, code, strong, emphasis and https links.
//!
//! Never fails and never looks further than one pass over the text; what it does not know stays as it was written.

/// A part of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// Level 1 to 6.
    Heading(usize, Vec<Span>),
    Paragraph(Vec<Span>),
    Bullets(Vec<Vec<Span>>),
    Numbers(Vec<Vec<Span>>),
    Code(String),
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    Text(String),
    Strong(String),
    Emphasis(String),
    Code(String),
    /// `href` begins with `https://`.
    Link {
        text: String,
        href: String,
    },
}

pub(super) fn parse(source: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        let text = line.trim();
        if let Some(fence) = fence(text) {
            flush(&mut paragraph, &mut blocks);
            let code: Vec<_> = lines
                .by_ref()
                .take_while(|line| !line.trim().starts_with(fence))
                .collect();
            blocks.push(Block::Code(code.join("\n")));
        } else if text.is_empty() {
            flush(&mut paragraph, &mut blocks);
        } else if let Some((level, title)) = heading(text) {
            flush(&mut paragraph, &mut blocks);
            blocks.push(Block::Heading(level, inline(title)));
        } else if let Some(item) = bullet(text) {
            flush(&mut paragraph, &mut blocks);
            match blocks.last_mut() {
                Some(Block::Bullets(items)) => items.push(inline(item)),
                _ => blocks.push(Block::Bullets(vec![inline(item)])),
            }
        } else if let Some(item) = number(text) {
            flush(&mut paragraph, &mut blocks);
            match blocks.last_mut() {
                Some(Block::Numbers(items)) => items.push(inline(item)),
                _ => blocks.push(Block::Numbers(vec![inline(item)])),
            }
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(text);
        }
    }
    flush(&mut paragraph, &mut blocks);
    blocks
}

fn flush(paragraph: &mut String, blocks: &mut Vec<Block>) {
    if !paragraph.is_empty() {
        blocks.push(Block::Paragraph(inline(&std::mem::take(paragraph))));
    }
}

fn fence(text: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|fence| text.starts_with(fence))
}

fn heading(text: &str) -> Option<(usize, &str)> {
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    let title = text.get(level..)?.strip_prefix(' ')?;
    (1..=6)
        .contains(&level)
        .then(|| (level, title.trim().trim_end_matches('#').trim_end()))
}

fn bullet(text: &str) -> Option<&str> {
    ["- ", "* ", "+ "].into_iter().find_map(|mark| text.strip_prefix(mark))
}

fn number(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?;
    let item = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    (1..=9).contains(&digits).then_some(item)
}

fn inline(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((span, after)) = marked(rest, plain.chars().next_back()) {
            if !plain.is_empty() {
                spans.push(Span::Text(std::mem::take(&mut plain)));
            }
            spans.push(span);
            rest = after;
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        spans.push(Span::Text(plain));
    }
    spans
}

/// A marked-up span at the start of `text`, and what follows it.
fn marked(text: &str, before: Option<char>) -> Option<(Span, &str)> {
    let between = |mark: &str| {
        let (inner, after) = text.strip_prefix(mark)?.split_once(mark)?;
        (!inner.is_empty() && inner.trim() == inner).then(|| (inner.to_owned(), after))
    };
    match text.as_bytes().first()? {
        b'`' => between("`").map(|(inner, after)| (Span::Code(inner), after)),
        b'*' => between("**")
            .map(|(inner, after)| (Span::Strong(inner), after))
            .or_else(|| between("*").map(|(inner, after)| (Span::Emphasis(inner), after))),
        // `snake_case_names` are no emphasis.
        b'_' if before.is_none_or(|before| !before.is_alphanumeric()) => {
            between("_").map(|(inner, after)| (Span::Emphasis(inner), after))
        }
        b'[' => link(text),
        _ => None,
    }
}

/// Where the parenthesis that is open before `text` closes; addresses may hold pairs of their own.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(place),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn link(text: &str) -> Option<(Span, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (href, after) = rest.split_at(closing(rest)?);
    let after = &after[1..];
    if label.is_empty() || label.contains(['[', ']', '\n']) || href.contains(char::is_whitespace) {
        return None;
    }
    let span = if href.starts_with("https://") && href.len() > "https://".len() {
        Span::Link {
            text: label.to_owned(),
            href: href.to_owned(),
        }
    } else {
        Span::Text(label.to_owned())
    };
    Some((span, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Span {
        Span::Text(text.to_owned())
    }

    #[test]
    fn blocks_are_told_apart() {
        let blocks = parse("# Blog\nTwo\nlines\n\n- a\n- b\n1. c\n```yaml\n# no heading\n```\n#hashtag");
        assert_eq!(
            blocks,
            [
                Block::Heading(1, vec![text("Blog")]),
                Block::Paragraph(vec![text("Two lines")]),
                Block::Bullets(vec![vec![text("a")], vec![text("b")]]),
                Block::Numbers(vec![vec![text("c")]]),
                Block::Code("# no heading".to_owned()),
                Block::Paragraph(vec![text("#hashtag")]),
            ]
        );
    }

    #[test]
    fn spans_are_told_apart() {
        let code = Span::Code("x**y".to_owned());
        assert_eq!(
            inline("a **b** `x**y` *c* snake_case_name 2 * 3 * 4"),
            [
                text("a "),
                Span::Strong("b".to_owned()),
                text(" "),
                code,
                text(" "),
                Span::Emphasis("c".to_owned()),
                text(" snake_case_name 2 * 3 * 4"),
            ]
        );
    }

    #[test]
    fn only_https_links_are_links() {
        let href = "https://example.org/a".to_owned();
        assert_eq!(
            inline("[docs](https://example.org/a)"),
            [Span::Link {
                text: "docs".to_owned(),
                href
            }]
        );
        for hostile in [
            "javascript:alert(1)",
            "data:text/html,x",
            "http://example.org",
            "//example.org",
            "https://",
        ] {
            assert_eq!(inline(&format!("[docs]({hostile})")), [text("docs")], "{hostile}");
        }
    }

    #[test]
    fn html_stays_text() {
        assert_eq!(
            parse("<img src=x onerror=alert(1)>"),
            [Block::Paragraph(vec![text("<img src=x onerror=alert(1)>")])]
        );
    }

    #[test]
    fn unfinished_marks_stay_text() {
        for source in ["**a", "`a", "[a](b", "[a", "*", "_", "é**"] {
            assert_eq!(inline(source), [text(source)]);
        }
        assert_eq!(parse("```\nopen"), [Block::Code("open".to_owned())]);
    }
}
