//! Descriptions of a schema: plain text with line breaks and `code` between backticks, and nothing else.

use super::html::Html;

/// Writes a description: paragraphs at empty lines, code between backticks.
pub(super) fn write(html: &mut Html, text: &str) {
    for paragraph in text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
        html.open("p").attr("class", "whitespace-pre-line");
        let mut parts = paragraph.split('`');
        html.text(parts.next().unwrap_or_default());
        while let Some(code) = parts.next() {
            match parts.next() {
                Some(after) => {
                    html.open("code")
                        .attr("class", "form-code")
                        .attr("dir", "ltr")
                        .text(code)
                        .close();
                    html.text(after);
                }
                // A backtick that nothing closes is a backtick.
                None => {
                    html.text("`").text(code);
                }
            }
        }
        html.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut html = Html::default();
        write(&mut html, text);
        html.finish()
    }

    #[test]
    fn backticks_become_code_and_markup_stays_text() {
        assert_eq!(
            written("Use `a<b>` or\n`c`."),
            "<p class=\"whitespace-pre-line\">Use <code class=\"form-code\" dir=\"ltr\">a&lt;b&gt;</code> or\n<code class=\"form-code\" dir=\"ltr\">c</code>.</p>"
        );
        assert_eq!(written("it`s"), "<p class=\"whitespace-pre-line\">it`s</p>");
        assert_eq!(written("a\n\nb").matches("<p").count(), 2);
    }
}
