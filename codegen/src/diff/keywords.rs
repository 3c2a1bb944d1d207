//! What two schemas say of a value itself: its types, formats, constants and rules.

use super::graph::Found;
use super::kinds::Kind;
use super::rules::{self, RuleChange, canonical};
use super::view::View;
use crate::parse::Node;
use crate::resolve::JsonTypes;

/// Values that a sentence names, before it only counts.
const NAMED: usize = 12;

/// Formats that say how a value is read, each with those whose values it takes as well.
const FORMATS: &[(&str, &[&str])] = &[
    ("date", &[]),
    ("date-time", &[]),
    ("time", &[]),
    ("duration", &[]),
    ("uuid", &[]),
    ("uri", &[]),
    ("byte", &[]),
    ("base64url", &[]),
    ("binary", &[]),
    ("decimal", &[]),
    ("int32", &[]),
    ("int64", &["int32"]),
    ("uint64", &["int32"]),
    ("float", &[]),
    ("double", &["float"]),
    ("unixtime", &[]),
    ("unix-time", &[]),
];

/// What is said of the value for people.
pub(super) fn remarks<'f>(old: &View<'f>, new: &View<'f>) -> Vec<Found<'f>> {
    let mut found = Vec::new();
    match (old.deprecated, new.deprecated) {
        (false, true) => found.push(note(old, new, Kind::Deprecated, "", "")),
        (true, false) => found.push(note(old, new, Kind::Revived, "", "")),
        _ => {}
    }
    if old.description != new.description {
        found.push(note(old, new, Kind::Described, "", ""));
    }
    found
}

/// What the value may be.
pub(super) fn values<'f>(old: &View<'f>, new: &View<'f>) -> Vec<Found<'f>> {
    let mut found = Vec::new();
    if old.broken || new.broken {
        return found;
    }
    let changed = types(old, new);
    let is_other = changed.as_ref().is_some_and(|found| found.kind == Kind::TypeChanged);
    found.extend(changed);
    match (old.nullable, new.nullable) {
        (false, true) => found.push(note(old, new, Kind::NullAllowed, "", "")),
        (true, false) => found.push(note(old, new, Kind::NullForbidden, "", "")),
        _ => {}
    }
    if is_other {
        return found;
    }
    found.extend(format(old, new));
    found.extend(constants(old, new));
    let default =
        |view: &View<'f>| view.default.map_or_else(|| "none".to_owned(), |it| format!("`{}`", it.to_json()));
    if old.default.map(canonical) != new.default.map(canonical) {
        found.push(note(old, new, Kind::DefaultChanged, &default(old), &default(new)));
    }
    for change in rules::compare(&old.parts, &new.parts) {
        let (kind, was, is) = match change {
            RuleChange::Tightened(was, is) => (Kind::RuleTightened, was, is),
            RuleChange::Loosened(was, is) => (Kind::RuleLoosened, was, is),
            RuleChange::Changed(was, is) => (Kind::RuleChanged, was, is),
        };
        found.push(note(old, new, kind, &was, &is));
    }
    if old.content != new.content {
        let shown = |view: &View<'f>| {
            let (encoding, media_type) = view.content.unwrap_or_default();
            let words: Vec<&str> = encoding.into_iter().chain(media_type).collect();
            if words.is_empty() { "plain text".to_owned() } else { words.join(" of ") }
        };
        found.push(note(old, new, Kind::ContentChanged, &shown(old), &shown(new)));
    }
    found
}

fn note<'f>(old: &View<'f>, new: &View<'f>, kind: Kind, was: &str, is: &str) -> Found<'f> {
    let (was, is) = (was.to_owned(), is.to_owned());
    Found { kind, was, is, old: Some(old.node), new: Some(new.node), step: None }
}

/// The types in words: "a string or an integer".
pub(super) fn type_words(types: JsonTypes) -> String {
    let words = types.iter().map(|one| match one.name() {
        word @ ("integer" | "array" | "object") => format!("an {word}"),
        "null" => "null".to_owned(),
        word => format!("a {word}"),
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "anything".to_owned() } else { words.join(" or ") }
}

fn types<'f>(old: &View<'f>, new: &View<'f>) -> Option<Found<'f>> {
    let (was, is) = (old.kinds(), new.kinds());
    // Every integer is a number.
    let whole = |types: JsonTypes| {
        if types.contains(JsonTypes::NUMBER) { types.with(JsonTypes::INTEGER) } else { types }
    };
    let (before, after) = (whole(was), whole(is));
    if before == after {
        return None;
    }
    let kind = if before.is_empty() || (!after.is_empty() && before.contains(after)) {
        Kind::TypeNarrowed
    } else if after.is_empty() || after.contains(before) {
        Kind::TypeWidened
    } else {
        Kind::TypeChanged
    };
    Some(note(old, new, kind, &type_words(was), &type_words(is)))
}

fn format<'f>(old: &View<'f>, new: &View<'f>) -> Option<Found<'f>> {
    if old.format == new.format {
        return None;
    }
    let known = |view: &View<'f>| {
        let stated = view.format?;
        FORMATS.iter().find(|(name, _)| *name == stated).copied()
    };
    let shown = |view: &View<'f>| view.format.map_or_else(|| "no format".to_owned(), |it| format!("`{it}`"));
    let kind = match (known(old), known(new)) {
        (None, None) => Kind::FormatNoted,
        (None, Some(_)) => Kind::FormatAdded,
        (Some(_), None) => Kind::FormatRemoved,
        (Some((was, _)), Some((_, takes))) if takes.contains(&was) => Kind::FormatRemoved,
        (Some((_, took)), Some((is, _))) if took.contains(&is) => Kind::FormatAdded,
        _ => Kind::FormatChanged,
    };
    // A wider format is one that is no longer kept to.
    let kind = match kind {
        Kind::FormatRemoved if known(new).is_some() => Kind::TypeWidened,
        Kind::FormatAdded if known(old).is_some() => Kind::TypeNarrowed,
        kind => kind,
    };
    Some(note(old, new, kind, &shown(old), &shown(new)))
}

/// `enum` and `const`, which is an `enum` of one.
fn constants<'f>(old: &View<'f>, new: &View<'f>) -> Option<Found<'f>> {
    let (was, is) = (allowed(old), allowed(new));
    let shown = |values: &[(String, String)]| {
        let named: Vec<&str> = values.iter().take(NAMED).map(|(_, shown)| shown.as_str()).collect();
        let more = values.len().saturating_sub(NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        named.join(", ") + &rest
    };
    let (kind, was, is) = match (was, is) {
        (None, None) => return None,
        (None, Some(is)) => {
            let kind = if is.len() == 1 { Kind::ConstantAdded } else { Kind::EnumAdded };
            (kind, String::new(), shown(&is))
        }
        (Some(was), None) => {
            let kind = if was.len() == 1 { Kind::ConstantRemoved } else { Kind::EnumRemoved };
            (kind, shown(&was), String::new())
        }
        (Some(was), Some(is)) => {
            let missing = |from: &[(String, String)], of: &[(String, String)]| -> Vec<(String, String)> {
                of.iter().filter(|(key, _)| !from.iter().any(|(other, _)| other == key)).cloned().collect()
            };
            let (gone, come) = (missing(&is, &was), missing(&was, &is));
            match (gone.is_empty(), come.is_empty()) {
                (true, true) => return None,
                (true, false) => (Kind::ValuesAdded, String::new(), shown(&come)),
                (false, true) => (Kind::ValuesRemoved, shown(&gone), String::new()),
                (false, false) if was.len() == 1 && is.len() == 1 => {
                    (Kind::ConstantChanged, shown(&gone), shown(&come))
                }
                (false, false) => (Kind::ValuesReplaced, shown(&gone), shown(&come)),
            }
        }
    };
    Some(note(old, new, kind, &was, &is))
}

/// The values that are allowed: as they are compared, and as they are shown. `null` is told by nullability.
fn allowed(view: &View<'_>) -> Option<Vec<(String, String)>> {
    let shown = |node: &Node<'_>| match node.as_text() {
        Some(text) => format!("`{text}`"),
        None => format!("`{}`", node.to_json()),
    };
    let values = view.values.clone().or_else(|| view.constant.map(|constant| vec![constant]))?;
    Some(values.iter().filter(|it| !it.is_null()).map(|it| (canonical(*it), shown(it))).collect())
}
