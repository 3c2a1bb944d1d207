//! Globs with `*` alone: paths hold `{`, `?` and `[` of their own.

/// Whether the whole text matches. Takes time in proportion to both lengths.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = rest.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, text, expected) in [
            ("getTicket", "getTicket", true),
            ("getTicket", "getTickets", false),
            ("get*", "getTickets", true),
            ("*Ticket*", "getTickets", true),
            ("*a*a", "xaxa", true),
            ("*a*a", "xa", false),
            ("*", "", true),
            ("/tickets/{id}", "/tickets/{id}", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
