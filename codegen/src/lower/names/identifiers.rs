//! Names: document text in, Rust identifiers out. Every identifier of the generated code passes through here.
//!
//! Text is cut into words (at anything that is no letter or digit, and where the case changes), written in ASCII, and
//! joined again as `snake_case` or `UpperCamel`. Whatever goes in, what comes out is a legal identifier that `r#` can
//! escape: never empty, never starting with a digit, never `self`, `Self`, `super`, `crate` or `_`.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The name of a type, a variant or an enum member: `InProgress`.
pub(crate) fn type_name(text: &str) -> String {
    camel(&words(text))
}

/// The name of a function, a field, a parameter or a module: `in_progress`.
pub(crate) fn value_name(text: &str) -> String {
    snake(&words(text))
}

/// Longer names are cut: rustdoc writes a file for each type, and no file system takes more than 255 bytes.
const LONGEST: usize = 150;

/// Words as `UpperCamel`. A digit that would meet a digit is kept apart: `1.0` is `N1_0`.
pub(crate) fn camel(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        let room = LONGEST.saturating_sub(name.len());
        let mut chars = word.chars().take(room);
        let Some(first) = chars.next() else { continue };
        if first.is_ascii_digit() && name.ends_with(|last: char| last.is_ascii_digit()) {
            name.push('_');
        }
        name.push(first.to_ascii_uppercase());
        name.extend(chars);
    }
    if name.is_empty() {
        name.push_str("Empty");
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, 'N');
    }
    if name == "Self" { "SelfValue".to_owned() } else { name }
}

/// Words as `snake_case`.
pub(crate) fn snake(words: &[String]) -> String {
    let mut name = words.join("_");
    if name.len() > LONGEST {
        name.truncate(name.floor_char_boundary(LONGEST));
        name.truncate(name.trim_end_matches('_').len());
    }
    if name.is_empty() {
        name.push_str("empty");
    } else if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, 'n');
    }
    if matches!(name.as_str(), "self" | "super" | "crate") {
        name.push('_');
    }
    name
}

/// The lower-case ASCII words of a text. Signs count only where there is nothing else, or before a number: `+1` is
/// `plus 1`, `-created_at` is `minus created at`, `$ref` is `ref`.
pub(crate) fn words(text: &str) -> Vec<String> {
    let ascii = ascii(text);
    let mut found = split(&ascii);
    if let Some(sign @ ('+' | '-')) = ascii.chars().next()
        && ascii.get(1..).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_alphanumeric()))
    {
        found.insert(0, if sign == '+' { "plus" } else { "minus" }.to_owned());
    }
    if found.is_empty() { signs(&ascii) } else { found }
}

/// The same, with the signs spelled out that do more than part words: how two texts that would otherwise collide are
/// told apart.
pub(crate) fn spelled_words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut plain = String::new();
    for c in ascii(text).chars() {
        let parts_words = matches!(c, '-' | '_' | '.' | ' ') && !plain.is_empty();
        match sign(c).filter(|_| !parts_words) {
            Some(name) => {
                found.extend(split(&plain));
                plain.clear();
                found.extend(name.split('_').map(str::to_owned));
            }
            None => plain.push(c),
        }
    }
    found.extend(split(&plain));
    found
}

fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(deunicode::deunicode_with_tofu(text, " ")) }
}

fn split(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for run in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|run| !run.is_empty()) {
        split_run(run, &mut found);
    }
    found
}

/// Cuts `fooBar`, `HTTPServer` and `userIDs` where a word begins.
fn split_run(run: &str, found: &mut Vec<String>) {
    let at = |index: usize| run.as_bytes().get(index).copied().unwrap_or(0);
    let mut start = 0;
    for index in (1..run.len()).filter(|index| at(*index).is_ascii_uppercase()) {
        let (before, next) = (at(index - 1), at(index + 1));
        let plural = next == b's' && !at(index + 2).is_ascii_lowercase();
        let starts = before.is_ascii_lowercase()
            || before.is_ascii_digit()
            || (before.is_ascii_uppercase() && next.is_ascii_lowercase() && !plural);
        if starts {
            found.push(run.get(start..index).unwrap_or_default().to_ascii_lowercase());
            start = index;
        }
    }
    found.push(run.get(start..).unwrap_or_default().to_ascii_lowercase());
}

fn signs(text: &str) -> Vec<String> {
    text.chars().filter_map(sign).take(8).flat_map(|name| name.split('_')).map(str::to_owned).collect()
}

fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '~' => "tilde",
        '^' => "caret",
        '|' => "pipe",
        '?' => "question",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '_' => "underscore",
        '\'' => "quote",
        '"' => "double_quote",
        '`' => "backtick",
        '(' => "open",
        ')' => "close",
        '[' => "open_bracket",
        ']' => "close_bracket",
        '{' => "open_brace",
        '}' => "close_brace",
        _ => return None,
    })
}

/// `parent` followed by `child`, without saying twice what the one ends and the other begins with: `Ticket` and
/// `ticket_status` are `TicketStatus`.
pub(crate) fn join(parent: &[String], child: &[String]) -> Vec<String> {
    let overlap = (1..=parent.len().min(child.len()))
        .rev()
        .find(|count| parent.get(parent.len() - count..) == child.get(..*count))
        .unwrap_or(0);
    parent.iter().chain(child.iter().skip(overlap)).cloned().collect()
}

/// One of several: `entries` to `entry`. A word that it does not know stays as it is.
pub(crate) fn singular(word: &str) -> String {
    const KEPT: &[&str] = &["ss", "us", "is", "news", "series", "species", "https"];
    if word.len() <= 3 && word != "ids" || KEPT.iter().any(|end| word.ends_with(end)) {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for end in ["sses", "xes", "ches", "shes", "uses"] {
        if let (true, Some(stem)) = (word.ends_with(end), word.strip_suffix("es")) {
            return stem.to_owned();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// The last word in the singular.
pub(crate) fn singular_words(mut words: Vec<String>) -> Vec<String> {
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// Names in use in one scope: a crate's types, a client's methods, a struct's fields.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    taken: BTreeMap<String, ()>,
}

impl Scope {
    /// A scope in which these can't be used.
    pub(crate) fn without(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|name| ((*name).to_owned(), ())).collect() }
    }

    /// Takes the name if it is free.
    pub(crate) fn take(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned(), ()).is_none()
    }

    /// Whether the name is in use.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.taken.contains_key(name)
    }

    /// Takes the first candidate that is free, or else the first one with the first number that is.
    pub(crate) fn take_first(&mut self, candidates: impl IntoIterator<Item = String>) -> String {
        let mut first = None;
        for candidate in candidates {
            if self.take(&candidate) {
                return candidate;
            }
            first.get_or_insert(candidate);
        }
        let first = first.unwrap_or_else(|| "Empty".to_owned());
        let joint = if first.ends_with(|end: char| end.is_ascii_digit()) { "_" } else { "" };
        let mut numbers = 2u32..;
        let numbered = numbers.find_map(|number| {
            let name = format!("{first}{joint}{number}");
            self.take(&name).then_some(name)
        });
        numbered.unwrap_or(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_signs_and_case() {
        for (text, snake, camel) in [
            ("fooBar", "foo_bar", "FooBar"),
            ("HTTPServer", "http_server", "HttpServer"),
            ("userIDs", "user_ids", "UserIds"),
            ("SHA256", "sha256", "Sha256"),
            ("oauth2Token", "oauth2_token", "Oauth2Token"),
            ("page[size]", "page_size", "PageSize"),
            ("x-request-id", "x_request_id", "XRequestId"),
            ("IN_PROGRESS", "in_progress", "InProgress"),
            ("+1", "plus_1", "Plus1"),
            ("-1", "minus_1", "Minus1"),
            ("-created_at", "minus_created_at", "MinusCreatedAt"),
            ("1.0", "n1_0", "N1_0"),
            ("2xl", "n2xl", "N2xl"),
            ("", "empty", "Empty"),
            ("_", "underscore", "Underscore"),
            (">=", "greater_equal", "GreaterEqual"),
            ("\"", "double_quote", "DoubleQuote"),
            ("{}", "open_brace_close_brace", "OpenBraceCloseBrace"),
            ("self", "self_", "SelfValue"),
            ("Straße", "strasse", "Strasse"),
            ("été", "ete", "Ete"),
            ("\u{5df2}\u{5b8c}\u{6210}", "yi_wan_cheng", "YiWanCheng"),
            ("$ref", "ref", "Ref"),
            ("a\"b\n}", "a_b", "AB"),
        ] {
            assert_eq!((value_name(text).as_str(), type_name(text).as_str()), (snake, camel), "{text}");
        }
    }

    #[test]
    fn a_name_has_an_end() {
        let text = "long word ".repeat(400);
        assert_eq!((value_name(&text).len(), type_name(&text).len()), (LONGEST - 1, LONGEST));
        assert_eq!(type_name(&"a".repeat(400)).len(), LONGEST);
    }

    #[test]
    fn a_child_does_not_repeat_its_parent() {
        let join = |a: &str, b: &str| camel(&join(&words(a), &words(b)));
        assert_eq!(join("Ticket", "ticket_status"), "TicketStatus");
        assert_eq!(join("Ticket", "status"), "TicketStatus");
        assert_eq!(join("CreateTicket", "create_ticket"), "CreateTicket");
    }

    #[test]
    fn one_of_several() {
        for (many, one) in [
            ("entries", "entry"),
            ("boxes", "box"),
            ("statuses", "status"),
            ("address", "address"),
            ("tickets", "ticket"),
            ("data", "data"),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn a_taken_name_is_numbered() {
        let mut scope = Scope::without(&["Error"]);
        assert_eq!(scope.take_first(["Error".to_owned(), "ErrorData".to_owned()]), "ErrorData");
        assert_eq!(scope.take_first(["ErrorData".to_owned()]), "ErrorData2");
        assert_eq!(scope.take_first(["V1".to_owned()]), "V1");
        assert_eq!(scope.take_first(["V1".to_owned()]), "V1_2");
    }
}
