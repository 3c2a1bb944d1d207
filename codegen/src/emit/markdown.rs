//! A document's Markdown, mended so that rustdoc reads it without a warning and shows what its author meant.
//!
//! In: any text. Out: Markdown without HTML, without code that would be compiled, without links that lead nowhere, and
//! with its bare URLs marked. It is read by the same parser that rustdoc uses, and changed where that finds something;
//! what still offends after a few rounds is shown as it is, in a code block.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// What rustdoc reads.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// Mending one thing may bring up another: a link inside HTML.
const ROUNDS: usize = 5;

/// Mended text, its lines separated by `\n`.
pub(super) fn mend(text: &str) -> String {
    let mut text = visible(text).into_owned();
    if is_plain(&text) {
        return text;
    }
    for _ in 0..ROUNDS {
        let edits = edits(&text);
        if edits.is_empty() {
            return without_gaps(&text);
        }
        text = apply(&text, edits);
    }
    fenced(&text)
}

/// Mended text on one line.
pub(super) fn mend_line(text: &str) -> String {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    line(&mend(&line(text)))
}

/// Text as a code span, whatever it holds.
pub(super) fn code(text: &str) -> String {
    let text = visible(text).replace('\n', " ");
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let pad =
        if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Without tabs, carriage returns, control characters and those that change the direction of writing, which rustc
/// refuses in a comment.
fn visible(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let shows = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    if text.bytes().all(shows) || !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ").replace(hidden, ""))
}

/// Whether nothing in the text could need mending: most descriptions are a plain sentence.
fn is_plain(text: &str) -> bool {
    let marks = |byte: u8| matches!(byte, b'<' | b'[' | b'`' | b'~' | b'&');
    let url = || text.contains(':') && text.contains("://");
    !text.bytes().any(marks) && !url() && !text.contains("    ")
}

/// A replacement of a part of the text.
type Edit = (Range<usize>, String);

fn edits(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut broken = Vec::new();
    let callback = |link: BrokenLink<'_>| {
        broken.push(link.span);
        None
    };
    let mut reader = Reader { text, edits: &mut edits, link: None, code: None, fenced: false, run: 0..0 };
    for (event, range) in
        Parser::new_with_broken_link_callback(text, OPTIONS, Some(callback)).into_offset_iter()
    {
        reader.event(event, range);
    }
    reader.finish_run();
    for span in broken {
        escape(text, span, '[', &mut edits);
    }
    edits
}

/// Goes through the events of one text.
struct Reader<'a> {
    text: &'a str,
    edits: &'a mut Vec<Edit>,
    /// The link or image that is open: its range, whether it stays, and the range of what it shows.
    link: Option<(Range<usize>, bool, Option<Range<usize>>)>,
    /// The indented code block that is open, and whether its first line was met.
    code: Option<bool>,
    /// Whether a fenced code block is open: what is in there is shown as it is.
    fenced: bool,
    /// Text without a break in the source: a URL may come as several events.
    run: Range<usize>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Some((_, _, shown)) = &mut self.link
            && !matches!(event, Event::End(TagEnd::Link | TagEnd::Image))
        {
            let start = shown.as_ref().map_or(range.start, |shown| shown.start);
            *shown = Some(start..range.end);
        }
        match event {
            Event::Text(_) if self.fenced => {}
            Event::Text(_) if self.code.is_some() => self.code_line(range),
            Event::Text(_) if self.link.is_none() => {
                if self.run.end != range.start {
                    self.finish_run();
                    self.run.start = range.start;
                }
                self.run.end = range.end;
            }
            Event::Html(_) => self.html(range, true),
            Event::InlineHtml(_) => self.html(range, false),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                self.fenced = true;
                self.fence(&info, range);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => self.code = Some(false),
            Event::End(TagEnd::CodeBlock) if self.code == Some(true) => {
                self.code = None;
                let end = line_end(self.text, range.end);
                self.edits.push((end..end, format!("\n{}```", indent(self.text, range.start))));
            }
            Event::End(TagEnd::CodeBlock) => (self.code, self.fenced) = (None, false),
            Event::Start(Tag::Link { dest_url, .. }) if self.link.is_none() => {
                self.link = Some((range, is_absolute(&dest_url), None));
            }
            Event::Start(Tag::Image { .. }) if self.link.is_none() => self.link = Some((range, false, None)),
            Event::End(TagEnd::Link | TagEnd::Image) => self.end_link(range),
            _ => {}
        }
    }

    /// A fenced block of any language becomes text, and ends.
    fn fence(&mut self, info: &str, range: Range<usize>) {
        let Some(block) = self.text.get(range.clone()) else { return };
        let first = block.lines().next().unwrap_or_default();
        let mark = first.chars().next().unwrap_or('`');
        let width = first.chars().take_while(|c| *c == mark).count();
        if info != "text" {
            let end = range.start + first.len();
            self.edits.push((range.start + width..end, "text".to_owned()));
        }
        let last = block.trim_end().lines().last().unwrap_or_default().trim_start_matches([' ', '>']);
        let closed = block.trim_end().contains('\n')
            && last.trim_end().len() >= width
            && last.trim_end().chars().all(|c| c == mark);
        if !closed {
            let close = mark.to_string().repeat(width);
            self.edits.push((range.end..range.end, format!("\n{}{close}\n", indent(self.text, range.start))));
        }
    }

    /// The first line of an indented block, which rustdoc would compile: a fence goes before it, unless it is HTML that
    /// was indented for looks.
    fn code_line(&mut self, range: Range<usize>) {
        if self.code == Some(false) {
            let start = line_start(self.text, range.start);
            let line = self.text.get(range.clone()).unwrap_or_default();
            let inner = line.trim_start();
            if tag(inner).is_some() {
                self.edits.push((start..range.start + line.len() - inner.len(), String::new()));
                return;
            }
            self.code = Some(true);
            self.edits.push((start..start, format!("{}```text\n", indent(self.text, range.start))));
        }
    }

    /// Tags of mere formatting are left out; any other is shown. What was indented inside HTML is no code.
    fn html(&mut self, range: Range<usize>, block: bool) {
        let Some(html) = self.text.get(range.clone()) else { return };
        let start = line_start(self.text, range.start);
        if block && self.text.get(start..range.start).is_some_and(|before| before.trim().is_empty()) {
            let indent = html.len() - html.trim_start_matches(' ').len();
            self.edits.push((start..range.start + indent, String::new()));
        }
        let mut at = 0;
        while let Some(open) = html.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
            let start = range.start + open;
            at = open + 1;
            match tag(html.get(open..).unwrap_or_default()) {
                Some((length, replacement)) => {
                    self.edits.push((start..start + length, replacement.to_owned()));
                    at = open + length;
                }
                None => self.edits.push((start..start, "\\".to_owned())),
            }
        }
    }

    /// A link that leads nowhere from here is only what it shows.
    fn end_link(&mut self, range: Range<usize>) {
        if self.link.as_ref().is_none_or(|(open, _, _)| *open != range) {
            return;
        }
        if let Some((range, stays, shown)) = self.link.take()
            && !stays
        {
            let shown = shown.unwrap_or(range.end..range.end);
            self.edits.push((range.start..shown.start, String::new()));
            self.edits.push((shown.end..range.end, String::new()));
        }
    }

    /// Marks the URLs of the text that has come to its end.
    fn finish_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        let Some(text) = self.text.get(run.clone()) else { return };
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(find_url) {
            let (start, end) = (run.start + at + found.start, run.start + at + found.end);
            self.edits.push((start..start, "<".to_owned()));
            self.edits.push((end..end, ">".to_owned()));
            at += found.end;
        }
    }
}

/// The first URL of a text, without the punctuation that follows it.
fn find_url(text: &str) -> Option<Range<usize>> {
    let start = [text.find("http://"), text.find("https://")].into_iter().flatten().min()?;
    let rest = text.get(start..)?;
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"'`()[]{}|\\^*".contains(c)).unwrap_or(rest.len());
    let url = rest.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', '_', '~']);
    Some(start..start + url.len())
}

/// A tag of mere formatting at the start of a text: its length, and what stands for it.
fn tag(html: &str) -> Option<(usize, &'static str)> {
    let end = html.find('>')? + 1;
    let inner = html.get(1..end - 1)?;
    let name = inner.trim_start_matches('/').split([' ', '/', '\n']).next()?.to_ascii_lowercase();
    let replacement = match name.as_str() {
        "br" | "hr" => "  \n",
        "p" | "div" | "blockquote" | "ul" | "ol" | "table" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5"
        | "h6" => "\n",
        "li" if !inner.starts_with('/') => "\n- ",
        "li" | "b" | "i" | "u" | "em" | "strong" | "span" | "small" | "sup" | "sub" | "code" | "pre"
        | "a" | "font" | "tbody" | "thead" | "details" | "summary" | "center" | "tt" | "img" => "",
        "td" | "th" if inner.starts_with('/') => " ",
        "td" | "th" => "",
        comment if comment.starts_with("!--") => return html.find("-->").map(|end| (end + 3, "")),
        _ => return None,
    };
    Some((end, replacement))
}

fn is_absolute(url: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}

/// Puts a backslash before each `mark` of a range that has none.
fn escape(text: &str, range: Range<usize>, mark: char, edits: &mut Vec<Edit>) {
    let Some(part) = text.get(range.clone()) else { return };
    for (at, _) in part.match_indices(mark) {
        let at = range.start + at;
        if !text.get(..at).is_some_and(|before| before.ends_with('\\')) {
            edits.push((at..at, "\\".to_owned()));
        }
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let at = if text.get(..at).is_some_and(|before| before.ends_with('\n')) { at - 1 } else { at };
    text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| at + newline)
}

/// What stands before a code block's fence: the marks and the indentation of what it is in.
fn indent(text: &str, at: usize) -> String {
    let before = text.get(line_start(text, at)..at).unwrap_or_default();
    let before: String = before.chars().map(|c| if c == '>' { c } else { ' ' }).collect();
    let code = before.len() - before.trim_end_matches(' ').len();
    before.get(..before.len() - code.min(4)).filter(|_| code >= 4).unwrap_or(&before).to_owned()
}

/// At most one empty line between two others: left-out tags leave many.
fn without_gaps(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.trim().lines() {
        let is_empty = line.trim().is_empty();
        if !(is_empty && empty) {
            out.push_str(line);
            out.push('\n');
        }
        empty = is_empty;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Applies edits that don't overlap; of two that do, the first stays, and the next round finds the other again.
fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len() + edits.len() * 8);
    let mut at = 0;
    for (range, replacement) in edits {
        if range.start < at {
            continue;
        }
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(&replacement);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// The whole text as a code block.
fn fenced(text: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
    format!("{fence}text\n{text}\n{fence}")
}

fn longest_run(text: &str, mark: char) -> usize {
    text.split(|c| c != mark).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rustdoc_would_warn_of_is_mended() {
        for (text, expected) in [
            ("Plain.", "Plain."),
            ("See https://example.com/a_b?c=d&e=f.", "See <https://example.com/a_b?c=d&e=f>."),
            ("See [here](https://example.com), [there](/docs#a).", "See [here](https://example.com), there."),
            ("An array [x] of [a][b].", "An array \\[x] of \\[a]\\[b]."),
            ("A <b>bold</b> Vec<T>.", "A bold Vec\\<T>."),
            ("<p>One</p>", "One"),
            ("One.<blockquote>Note: two.</blockquote>", "One.\nNote: two."),
            ("<ul>\n  <li>A</li>\n\n      <li>B</li>\n</ul>\nend", "- A\n\n- B\n\nend"),
            ("```\nfn main() {}\n```", "```text\nfn main() {}\n```"),
            ("```json\n{}", "```text\n{}\n```"),
            ("```\ncurl https://example.com/a\n```", "```text\ncurl https://example.com/a\n```"),
            ("So:\n\n    curl https://example.com/a", "So:\n\n```text\n    curl https://example.com/a\n```"),
            ("So:\n\n    let x = 1;\n    y\n\nend", "So:\n\n```text\n    let x = 1;\n    y\n```\n\nend"),
            ("`code <T>` [x](x)", "`code <T>` x"),
            ("![alt](https://example.com/a.png)", "alt"),
            ("a\u{202e}b\tc", "ab    c"),
        ] {
            let mended = mend(text);
            assert_eq!(mended, expected, "of {text:?}");
            assert_eq!(mend(&mended), mended, "of {text:?}, again");
        }
    }

    #[test]
    fn code_spans_hold_anything() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }
}
