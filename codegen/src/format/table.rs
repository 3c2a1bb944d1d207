//! The runtime's tables: `object!(Ticket { 0 id "id", 1 subject "subject" } required [0]);`.
//!
//! In: a macro's tokens. Out: one line where it fits, else the entries of its braces packed into lines, an entry with
//! documentation on lines of its own.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::WIDTH;

/// A macro call.
pub(super) struct Table {
    /// With its path.
    name: String,
    braces: bool,
    tokens: Vec<TokenTree>,
}

impl Table {
    /// Nothing but a path, `!` and what is in brackets; other tokens are given back.
    pub(super) fn read(mut item: Vec<TokenTree>) -> Result<Self, Vec<TokenTree>> {
        let is = |token: &TokenTree, mark| matches!(token, TokenTree::Punct(it) if it.as_char() == mark);
        let path =
            item.iter().take_while(|token| matches!(token, TokenTree::Ident(_)) || is(token, ':')).count();
        if !matches!(item.get(path..), Some([bang, TokenTree::Group(_), ..]) if path > 0 && is(bang, '!')) {
            return Err(item);
        }
        let name = item.iter().take(path).map(TokenTree::to_string).collect();
        let TokenTree::Group(group) = item.swap_remove(path + 1) else { return Err(item) };
        let (braces, tokens) = (group.delimiter() == Delimiter::Brace, group.stream());
        // Tokens that nothing else holds are not copied.
        drop(group);
        Ok(Self { name, braces, tokens: tokens.into_iter().collect() })
    }

    pub(super) fn write(&self, out: &mut String) {
        let (open, close) = if self.braces { (" {", "}") } else { ("(", ");") };
        write(&format!("{}!{open}", self.name), &self.tokens, close, out);
    }
}

fn write(head: &str, tokens: &[TokenTree], close: &str, out: &mut String) {
    let (docs, tokens) = split_docs(tokens);
    let mut line = Line { short: true, ..Line::default() };
    line.tokens(tokens);
    if docs.is_empty() && head.len() + line.text.len() + close.len() <= WIDTH && !has_docs(tokens) {
        out.push_str(head);
        if close == "}" {
            out.push(' ');
        }
        out.push_str(&line.text);
        if close == "}" {
            out.push(' ');
        }
        out.push_str(close);
        out.push('\n');
        return;
    }
    let inside = close == "}";
    out.push_str(head);
    if inside {
        out.push('\n');
    }
    let indent = if inside { "    " } else { "" };
    for doc in docs {
        out.push_str(&format!("{indent}{doc}\n"));
    }
    out.push_str(indent);
    spread(tokens, indent, out);
    if inside {
        out.push('\n');
    }
    out.push_str(close);
    out.push('\n');
}

/// Tokens at the level of a macro's own arguments: groups of entries are opened, all else stays on its line.
fn spread(tokens: &[TokenTree], indent: &str, out: &mut String) {
    let mut line = Line::default();
    let grouped = tokens.iter().any(|token| matches!(token, TokenTree::Group(_)));
    if !grouped {
        out.push('\n');
        pack(tokens, &format!("{indent}    "), out);
        out.push_str(indent);
        return;
    }
    for token in tokens {
        match token {
            TokenTree::Group(group)
                if line.width(group.stream()) > WIDTH.saturating_sub(8) || has_docs_in(group) =>
            {
                let (open, close) = marks(group.delimiter());
                line.word(open);
                out.push_str(&std::mem::take(&mut line.text));
                out.push('\n');
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                pack(&inner, &format!("{indent}    "), out);
                out.push_str(indent);
                line.text.push_str(close);
            }
            token => line.token(token),
        }
    }
    out.push_str(&line.text);
}

/// Entries, separated by commas, as many on a line as fit.
fn pack(tokens: &[TokenTree], indent: &str, out: &mut String) {
    let mut line = String::new();
    for entry in tokens.split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',')) {
        let (docs, entry) = split_docs(entry);
        if entry.is_empty() {
            continue;
        }
        let mut text = Line::default();
        text.tokens(entry);
        text.text.push(',');
        if !line.is_empty() && (!docs.is_empty() || indent.len() + line.len() + 1 + text.text.len() > WIDTH) {
            out.push_str(&format!("{indent}{line}\n"));
            line.clear();
        }
        for doc in &docs {
            out.push_str(&format!("{indent}{doc}\n"));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&text.text);
        if !docs.is_empty() {
            out.push_str(&format!("{indent}{line}\n"));
            line.clear();
        }
    }
    if !line.is_empty() {
        out.push_str(&format!("{indent}{line}\n"));
    }
}

fn marks(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::None => ("", ""),
    }
}

/// The leading `#[doc = "…"]` and `#[deprecated]` of an entry, as lines; and what follows.
fn split_docs(tokens: &[TokenTree]) -> (Vec<String>, &[TokenTree]) {
    let mut docs = Vec::new();
    let mut rest = tokens;
    while let [TokenTree::Punct(mark), TokenTree::Group(attribute), after @ ..] = rest {
        if mark.as_char() != '#' {
            break;
        }
        docs.push(doc(attribute.stream()));
        rest = after;
    }
    (docs, rest)
}

fn doc(attribute: TokenStream) -> String {
    let tokens: Vec<TokenTree> = attribute.clone().into_iter().collect();
    if let [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)] = tokens.as_slice()
        && name == "doc"
        && let syn::Lit::Str(text) = syn::Lit::new(text.clone())
    {
        return format!("///{}", text.value());
    }
    format!("#[{attribute}]")
}

fn has_docs(tokens: &[TokenTree]) -> bool {
    tokens.iter().any(|token| matches!(token, TokenTree::Group(group) if has_docs_in(group)))
}

fn has_docs_in(group: &proc_macro2::Group) -> bool {
    group.stream().into_iter().any(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == '#'))
}

/// Tokens on one line, with the spaces that a person would put.
#[derive(Default)]
struct Line {
    text: String,
    /// The last mark is the first part of another: `=` of `=>`.
    joint: bool,
    /// All that is asked is whether it is short: past the margin, nothing is added.
    short: bool,
}

impl Line {
    fn width(&self, inner: TokenStream) -> usize {
        let mut line = Line { short: true, ..Line::default() };
        line.tokens(&inner.into_iter().collect::<Vec<_>>());
        self.text.len() + line.text.len()
    }

    fn tokens(&mut self, tokens: &[TokenTree]) {
        for token in tokens {
            if self.short && self.text.len() > WIDTH {
                return;
            }
            self.token(token);
        }
    }

    fn token(&mut self, token: &TokenTree) {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = marks(group.delimiter());
                self.word(open);
                let brace = if group.delimiter() == Delimiter::Brace { " " } else { "" };
                let mut inner = Line { short: self.short, ..Line::default() };
                inner.tokens(&group.stream().into_iter().collect::<Vec<_>>());
                if !inner.text.is_empty() {
                    self.text.push_str(brace);
                    self.text.push_str(&inner.text);
                    self.text.push_str(brace);
                }
                self.text.push_str(close);
            }
            TokenTree::Punct(mark) => {
                match mark.as_char() {
                    ',' | ':' | ';' => self.text.push(mark.as_char()),
                    other => self.word(other.encode_utf8(&mut [0; 4])),
                }
                self.joint = mark.spacing() == Spacing::Joint;
            }
            TokenTree::Ident(name) => self.word(&name.to_string()),
            TokenTree::Literal(literal) => self.word(&literal.to_string()),
        }
    }

    fn word(&mut self, word: &str) {
        if !self.joint && !self.text.is_empty() && !self.text.ends_with(['(', '[', '-', ':']) {
            self.text.push(' ');
        }
        self.joint = false;
        self.text.push_str(word);
    }
}
