//! What it may have been: did you mean …? There are `a`, `b` and 7 more.

/// The candidate that is most like what was written, if any is like it enough.
pub fn nearest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = found.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let likeness = likeness(&lower, &candidate.to_lowercase());
        if likeness > best.map_or(0.0, |(most, _)| most) {
            best = Some((likeness, candidate));
        }
    }
    best.filter(|(likeness, _)| *likeness >= 0.7).map(|(_, candidate)| candidate)
}

/// 1: equal but for case, `_` and `-`; 0: nothing in common.
fn likeness(a: &str, b: &str) -> f64 {
    let plain = |text: &str| text.replace(['_', '-', ' '], "");
    if plain(a) == plain(b) {
        return 1.0;
    }
    if a.len() > 200 || b.len() > 200 {
        return 0.0;
    }
    // One slip in a short word is most of it.
    if a.len() > 2 && strsim::osa_distance(a, b) == 1 {
        return 0.9;
    }
    strsim::normalized_damerau_levenshtein(a, b).max(strsim::jaro_winkler(a, b) - 0.15)
}

/// Names as a message lists them: the first few.
pub fn quoted(names: &[&str]) -> String {
    const SHOWN: usize = 12;
    let shown: Vec<_> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_recognised_and_strangers_are_not() {
        assert_eq!(nearest("nmae", ["name", "id"]), Some("name"));
        assert_eq!(nearest("firstName", ["first_name", "last_name"]), Some("first_name"));
        assert_eq!(nearest("itn", ["bool", "int"]), Some("int"));
        assert_eq!(nearest("xyz", ["name", "id"]), None);
    }
}
