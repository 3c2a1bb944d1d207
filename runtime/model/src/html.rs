//! Between HTML and plain text, for vendors that keep notes and tasks as HTML while the unified model has text.
//!
//! It is not a browser: block elements and `<br>` become line breaks, runs of white space one space, and everything
//! else that is markup goes. Any input gives a text; none is refused.

/// What a person would read, without the markup.
///
/// ```
/// use tributary_model::html;
///
/// assert_eq!(html::to_text("<p>Called <b>Ada</b> &amp; Bob</p><p>Back on&nbsp;Monday<br>at 9</p>"),
///     "Called Ada & Bob\nBack on Monday\nat 9");
/// ```
pub fn to_text(html: &str) -> String {
    let mut text = Text::default();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        text.push(before);
        rest = if from.starts_with('<') { markup(from, &mut text) } else { entity(from, &mut text) };
    }
    text.push(rest);
    text.out
}

/// The text as HTML that shows the same: escaped, line breaks as `<br>`, further spaces kept.
///
/// ```
/// use tributary_model::html;
///
/// assert_eq!(html::from_text("1 < 2\nyes"), "1 &lt; 2<br>yes");
/// assert_eq!(html::to_text(&html::from_text("a  b <c>")), "a  b <c>");
/// ```
pub fn from_text(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let mut space = true;
    for found in text.chars() {
        match found {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\n' => html.push_str("<br>"),
            '\r' => {}
            ' ' if space => html.push_str("&nbsp;"),
            found => html.push(found),
        }
        space = matches!(found, ' ' | '\n');
    }
    html
}

/// The text so far, with white space as HTML has it: a run counts once, and not at all where a line starts or ends.
#[derive(Default)]
struct Text {
    out: String,
    space: bool,
}

impl Text {
    fn push(&mut self, text: &str) {
        for found in text.chars() {
            match found {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => self.space = true,
                '\u{a0}' => self.exactly(' '),
                found => self.exactly(found),
            }
        }
    }

    fn exactly(&mut self, found: char) {
        if std::mem::take(&mut self.space) && !self.at_line_start() {
            self.out.push(' ');
        }
        self.out.push(found);
    }

    fn at_line_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    /// `<br>`
    fn line(&mut self) {
        self.space = false;
        self.out.push('\n');
    }

    /// The edge of a block: a line break, unless one starts here anyway.
    fn block(&mut self) {
        self.space = false;
        if !self.at_line_start() {
            self.out.push('\n');
        }
    }
}

/// A tag, a comment or a lone `<`; gives what comes after it.
fn markup<'a>(from: &'a str, text: &mut Text) -> &'a str {
    if let Some(comment) = from.strip_prefix("<!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    let inside = from.strip_prefix('<').unwrap_or(from);
    let name = inside.strip_prefix('/').unwrap_or(inside);
    if !name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '!') {
        text.exactly('<');
        return inside;
    }
    let (name, _) = name.split_at(name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len()));
    let rest = after_tag(inside);
    match name.to_ascii_lowercase().as_str() {
        "br" => text.line(),
        "script" | "style" if !inside.starts_with('/') => return after_raw(rest, name),
        "p" | "div" | "li" | "ul" | "ol" | "tr" | "table" | "blockquote" | "pre" | "hr" | "h1" | "h2"
        | "h3" | "h4" | "h5" | "h6" | "section" | "article" | "header" | "footer" => text.block(),
        "td" | "th" => text.space = true,
        _ => {}
    }
    // The last block ends with a break of its own only where text follows.
    if rest.trim().is_empty() && inside.starts_with('/') && text.out.ends_with('\n') {
        text.out.pop();
    }
    rest
}

/// What follows the tag's `>`, which may stand in quotes before that.
fn after_tag(inside: &str) -> &str {
    let mut quote = None;
    for (at, found) in inside.char_indices() {
        match (quote, found) {
            (None, '>') => return inside.get(at + 1..).unwrap_or_default(),
            (None, '"' | '\'') => quote = Some(found),
            (Some(open), found) if open == found => quote = None,
            _ => {}
        }
    }
    ""
}

/// What follows the end of an element whose content is no text.
fn after_raw<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut at = rest;
    while let Some((_, end)) = at.split_once("</") {
        if end.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return after_tag(end);
        }
        at = end;
    }
    ""
}

/// `&amp;`, `&#8364;`, `&#x20ac;`, or a lone `&`; gives what comes after it.
fn entity<'a>(from: &'a str, text: &mut Text) -> &'a str {
    let inside = from.strip_prefix('&').unwrap_or(from);
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(inside.len());
    let (name, rest) = inside.split_at(end);
    match (character(name), rest.strip_prefix(';')) {
        (Some('\u{a0}'), Some(rest)) => {
            text.exactly(' ');
            rest
        }
        (Some(found), Some(rest)) => {
            text.exactly(found);
            rest
        }
        _ => {
            text.exactly('&');
            inside
        }
    }
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return number.ok().and_then(char::from_u32);
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, found)| *found)
}

/// Those that editors write; others are rare, and stay as they are.
const NAMED: [(&str, char); 26] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bull", '•'),
    ("middot", '·'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("euro", '€'),
    ("pound", '£'),
    ("deg", '°'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
];

#[cfg(test)]
mod tests {
    use super::{from_text, to_text};

    #[test]
    fn markup_goes() {
        let cases = [
            ("", ""),
            ("plain", "plain"),
            ("<p>one</p>\n<p>two</p>", "one\ntwo"),
            ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
            ("a<br/>b<BR >c", "a\nb\nc"),
            ("a <!-- not this --> b", "a b"),
            ("<style>p { color: red }</style>x", "x"),
            ("<a title=\"a > b\">link</a>", "link"),
            ("3 < 4 & 5 > 4", "3 < 4 & 5 > 4"),
            ("&#8364;&#x20AC;&euro;&unknown;&", "€€€&unknown;&"),
            ("<b>unfinished", "unfinished"),
            ("<b unfinished", ""),
            ("<td>a</td><td>b</td>", "a b"),
        ];
        for (html, text) in cases {
            assert_eq!(to_text(html), text, "{html}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for text in
            ["", "a", "a\nb", "a\n\nb\n", "  indented", "1 < 2 && 3 > 2", "<p>not markup</p>", "trailing  "]
        {
            assert_eq!(to_text(&from_text(text)), text, "{text:?}");
        }
    }
}
