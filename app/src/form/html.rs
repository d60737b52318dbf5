//! Writes the markup of a form as text.
//!
//! A form of thousands of fields is one parse for the browser this way, and nothing to walk when a server-rendered page
//! is taken over. Tag and attribute names are ours (`&'static str`); every value is escaped here and nowhere else, so
//! text of a Blueprint cannot become markup.

/// Markup under construction. Every element opened is closed by [`Html::close`], or at the end.
#[derive(Debug, Default)]
pub(super) struct Html {
    text: String,
    open: Vec<&'static str>,
    in_tag: bool,
}

impl Html {
    /// Starts an element.
    pub(super) fn open(&mut self, tag: &'static str) -> &mut Self {
        self.finish_tag();
        self.text.push('<');
        self.text.push_str(tag);
        self.in_tag = true;
        if !is_void(tag) {
            self.open.push(tag);
        }
        self
    }

    /// Adds an attribute to the element just started.
    pub(super) fn attr(&mut self, name: &'static str, value: &str) -> &mut Self {
        debug_assert!(self.in_tag, "an attribute needs a tag");
        self.text.push(' ');
        self.text.push_str(name);
        self.text.push_str("=\"");
        escape(value, &mut self.text);
        self.text.push('"');
        self
    }

    /// Adds an attribute when there is a value.
    pub(super) fn attr_some(&mut self, name: &'static str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Adds a boolean attribute.
    pub(super) fn flag(&mut self, name: &'static str, on: bool) -> &mut Self {
        if on { self.attr(name, "") } else { self }
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.finish_tag();
        escape(text, &mut self.text);
        self
    }

    /// Ends the innermost element.
    pub(super) fn close(&mut self) -> &mut Self {
        self.finish_tag();
        if let Some(tag) = self.open.pop() {
            self.text.push_str("</");
            self.text.push_str(tag);
            self.text.push('>');
        }
        self
    }

    /// An element that holds only text.
    pub(super) fn leaf(&mut self, tag: &'static str, class: &'static str, text: &str) -> &mut Self {
        self.open(tag).attr("class", class).text(text).close()
    }

    /// The markup, complete.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.finish_tag();
        self.text
    }

    fn finish_tag(&mut self) {
        if std::mem::take(&mut self.in_tag) {
            self.text.push('>');
        }
    }
}

fn is_void(tag: &str) -> bool {
    matches!(tag, "input" | "br" | "hr")
}

fn escape(text: &str, into: &mut String) {
    let special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(special) {
        into.push_str(&rest[..at]);
        into.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    into.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        let mut html = Html::default();
        html.open("p")
            .attr("title", r#""><script>alert('1')</script>"#)
            .text("<img src=x onerror=\"a()\"> & more");
        assert_eq!(
            html.finish(),
            "<p title=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;\">\
             &lt;img src=x onerror=&quot;a()&quot;&gt; &amp; more</p>"
        );
    }

    #[test]
    fn elements_nest_and_void_elements_do_not_close() {
        let mut html = Html::default();
        html.open("div")
            .open("input")
            .flag("checked", true)
            .flag("disabled", false);
        html.leaf("b", "x", "é");
        assert_eq!(html.finish(), "<div><input checked=\"\"><b class=\"x\">é</b></div>");
    }
}
