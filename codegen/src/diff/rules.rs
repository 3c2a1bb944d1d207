//! Rules on values that no type expresses: bounds, lengths, patterns, and the keywords that nothing here follows.

use crate::parse::{Node, NodeKind};
use std::cmp::Ordering;
use std::fmt::Write as _;

/// How a rule changed, and in which words.
pub(super) enum RuleChange {
    Tightened(String, String),
    Loosened(String, String),
    Changed(String, String),
}

/// Rules that are numbers: the higher, the tighter, or the other way round.
const COUNTS: &[(&str, bool)] = &[
    ("minLength", true),
    ("maxLength", false),
    ("minItems", true),
    ("maxItems", false),
    ("minProperties", true),
    ("maxProperties", false),
    ("minContains", true),
    ("maxContains", false),
];

/// Rules that are compared as they are written.
const OPAQUE: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "contains",
    "propertyNames",
    "patternProperties",
    "unevaluatedItems",
    "contentSchema",
];

/// What changed in the rules of a schema, given the nodes that state them: the nearest last.
pub(super) fn compare(old: &[Node<'_>], new: &[Node<'_>]) -> Vec<RuleChange> {
    let mut found = Vec::new();
    for lower in [true, false] {
        let (name, was, is) =
            (if lower { "minimum" } else { "maximum" }, bound(old, lower), bound(new, lower));
        found.extend(ordered(name, was, is, lower));
    }
    for (name, higher_is_tighter) in COUNTS {
        let count = |nodes| Some(Bound { value: number(stated(nodes, name)?)?, exclusive: false });
        // `minLength: 0` says nothing.
        let told = |bound: &Bound| !(*higher_is_tighter && bound.value <= 0.0);
        let (was, is) = (count(old).filter(told), count(new).filter(told));
        found.extend(ordered(name, was, is, *higher_is_tighter));
    }
    found.extend(multiple(old, new));
    let unique = |nodes| stated(nodes, "uniqueItems").and_then(Node::as_bool).unwrap_or(false);
    match (unique(old), unique(new)) {
        (false, true) => {
            found.push(RuleChange::Tightened("equal items".to_owned(), "no equal items".to_owned()))
        }
        (true, false) => {
            found.push(RuleChange::Loosened("no equal items".to_owned(), "equal items".to_owned()))
        }
        _ => {}
    }
    found.extend(pattern(old, new));
    for name in OPAQUE {
        let (was, is) = (stated(old, name).map(canonical), stated(new, name).map(canonical));
        let (shown, none) = (format!("`{name}`"), format!("no `{name}`"));
        match (was, is) {
            (None, Some(_)) => found.push(RuleChange::Tightened(none, shown)),
            (Some(_), None) => found.push(RuleChange::Loosened(shown, none)),
            (Some(was), Some(is)) if was != is => {
                found.push(RuleChange::Changed(format!("another `{name}`"), shown));
            }
            _ => {}
        }
    }
    found
}

/// The nearest statement of a keyword.
fn stated<'f>(nodes: &[Node<'f>], name: &str) -> Option<Node<'f>> {
    nodes.iter().rev().find_map(|node| node.get(name))
}

fn number(node: Node<'_>) -> Option<f64> {
    node.as_number()?.parse().ok()
}

#[derive(Clone, Copy, PartialEq)]
struct Bound {
    value: f64,
    exclusive: bool,
}

/// The bound of numbers: OpenAPI 3.0 says with a boolean whether it is exclusive, 3.1 has a keyword for each.
fn bound(nodes: &[Node<'_>], lower: bool) -> Option<Bound> {
    let (plain, exclusive) =
        if lower { ("minimum", "exclusiveMinimum") } else { ("maximum", "exclusiveMaximum") };
    let exclusive = stated(nodes, exclusive);
    let flagged = exclusive.and_then(Node::as_bool).unwrap_or(false);
    let inclusive = stated(nodes, plain).and_then(number).map(|value| Bound { value, exclusive: flagged });
    let exclusive = exclusive.and_then(number).map(|value| Bound { value, exclusive: true });
    match (inclusive, exclusive) {
        (Some(a), Some(b)) => Some(if tightness(a, b, lower) == Ordering::Less { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn tightness(a: Bound, b: Bound, higher_is_tighter: bool) -> Ordering {
    let order = a.value.total_cmp(&b.value);
    let order = if higher_is_tighter { order } else { order.reverse() };
    order.then(a.exclusive.cmp(&b.exclusive))
}

fn ordered(name: &str, was: Option<Bound>, is: Option<Bound>, higher_is_tighter: bool) -> Option<RuleChange> {
    let shown = |bound: Option<Bound>| match bound {
        None => format!("no {name}"),
        Some(Bound { value, exclusive }) => {
            format!("{}{name} {value}", if exclusive { "exclusive " } else { "" })
        }
    };
    let (before, after) = (shown(was), shown(is));
    let order = match (was, is) {
        (None, None) => return None,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(was), Some(is)) => tightness(was, is, higher_is_tighter),
    };
    match order {
        Ordering::Less => Some(RuleChange::Tightened(before, after)),
        Ordering::Greater => Some(RuleChange::Loosened(before, after)),
        Ordering::Equal => None,
    }
}

fn multiple(old: &[Node<'_>], new: &[Node<'_>]) -> Option<RuleChange> {
    let of = |nodes| stated(nodes, "multipleOf").and_then(number).filter(|step| *step > 0.0);
    let (was, is) = (of(old), of(new));
    let shown =
        |step: Option<f64>| step.map_or_else(|| "no step".to_owned(), |step| format!("steps of {step}"));
    let (before, after) = (shown(was), shown(is));
    let whole = |ratio: f64| (ratio - ratio.round()).abs() < 1e-9;
    match (was, is) {
        (None, Some(_)) => Some(RuleChange::Tightened(before, after)),
        (Some(_), None) => Some(RuleChange::Loosened(before, after)),
        (Some(was), Some(is)) if was.total_cmp(&is) != Ordering::Equal => Some(if whole(is / was) {
            RuleChange::Tightened(before, after)
        } else if whole(was / is) {
            RuleChange::Loosened(before, after)
        } else {
            RuleChange::Changed(before, after)
        }),
        _ => None,
    }
}

fn pattern(old: &[Node<'_>], new: &[Node<'_>]) -> Option<RuleChange> {
    let of = |nodes| {
        let stated: Option<Node<'_>> = stated(nodes, "pattern");
        stated
            .and_then(Node::as_text)
            .filter(|it| !["", ".*", "^.*$", "^", "$"].contains(it))
            .map(str::to_owned)
    };
    let shown = |pattern: Option<&String>| match pattern {
        Some(pattern) => format!("the pattern `{pattern}`"),
        None => "no pattern".to_owned(),
    };
    let (was, is) = (of(old), of(new));
    let (before, after) = (shown(was.as_ref()), shown(is.as_ref()));
    match (was, is) {
        (None, Some(_)) => Some(RuleChange::Tightened(before, after)),
        (Some(_), None) => Some(RuleChange::Loosened(before, after)),
        (Some(was), Some(is)) if was != is => Some(RuleChange::Changed(before, after)),
        _ => None,
    }
}

/// A value as text that does not depend on the order of members, nor on words for people.
pub(super) fn canonical(node: Node<'_>) -> String {
    let mut out = String::new();
    write(node, &mut out);
    out
}

fn write(node: Node<'_>, out: &mut String) {
    match node.kind() {
        NodeKind::Object => {
            let mut members: Vec<_> = node
                .members()
                .filter(|(name, _)| !["description", "title", "example", "examples"].contains(name))
                .collect();
            members.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (name, value) in members {
                // Writing to a String can't fail.
                let _ = write!(out, "{name:?}:");
                write(value, out);
                out.push(',');
            }
            out.push('}');
        }
        NodeKind::List => {
            out.push('[');
            for item in node.items() {
                write(item, out);
                out.push(',');
            }
            out.push(']');
        }
        _ => node.write_json(out),
    }
}
