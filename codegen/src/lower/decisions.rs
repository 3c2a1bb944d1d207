//! decisions: how the variants of a union are told apart, as a list of rules walked from the top.
//!
//! In this order: what the discriminator says; a member that is constant in every variant; members that only one
//! variant has; the kind of the JSON value. Decoding on trial is the last resort, and reported as such.

use super::draft::Draft;
use crate::diagnostics::{self, Diagnostic, Place};
use crate::ir::{JsonKind, Kind, Literal, Rule, Scalar, Shape, Struct, TypeId, When};
use std::collections::BTreeSet;

/// Gives every union of the draft its rules.
pub(super) fn decide(draft: &mut Draft, diags: &mut Vec<Diagnostic>) {
    for id in draft.ids() {
        let Kind::Union(union) = &draft.get(id).kind else { continue };
        let shapes: Vec<Shape> = union.variants.iter().map(|variant| variant.shape.clone()).collect();
        let (rules, told) = rules(draft, id, &shapes);
        let tags = super::tags::tags(draft, id, &shapes);
        let def = draft.get_mut(id);
        if !told && def.flow.decoded {
            diags.push(Diagnostic::new(
                diagnostics::AMBIGUOUS_UNION,
                "the document says nothing by which these alternatives could be told apart in every case",
                Place::pointer(def.origin.file.clone(), def.origin.pointer.clone()),
                "tried in order",
            ));
        }
        if let Kind::Union(union) = &mut def.kind {
            union.rules = rules;
            for (variant, tag) in union.variants.iter_mut().zip(tags) {
                variant.tag = tag;
            }
        }
    }
}

pub(super) fn inner<'a>(draft: &'a Draft, shape: &Shape) -> Option<&'a Kind> {
    match shape {
        Shape::Named(id) | Shape::Boxed(id) => Some(&draft.get(*id).kind),
        Shape::Nullable(shape) => inner(draft, shape),
        _ => None,
    }
}

/// The rules, and whether they tell every variant apart without trying.
fn rules(draft: &Draft, id: TypeId, shapes: &[Shape]) -> (Vec<Rule>, bool) {
    let mut rules: Vec<Rule> = Vec::new();
    let mut open: Vec<usize> = (0..shapes.len()).collect();
    if let Some(discriminator) = &draft.get(id).discriminator {
        for (value, variant) in &discriminator.values {
            let when = When::Equals { member: discriminator.member.clone(), value: value.clone() };
            rules.push(Rule { when, variant: *variant });
            open.retain(|at| at != variant);
        }
        // The discriminators of variants that are unions themselves.
        for (at, shape) in shapes.iter().enumerate() {
            for value in nested_values(draft, shape, &discriminator.member) {
                let when = When::Equals { member: discriminator.member.clone(), value };
                if !rules.iter().any(|rule| rule.when == when) {
                    rules.push(Rule { when, variant: at });
                    open.retain(|other| *other != at);
                }
            }
        }
        if let Some(default) = discriminator.default {
            rules.push(Rule { when: When::Is(JsonKind::Object), variant: default });
        }
    }
    let objects: Vec<(usize, Option<&Struct>)> = open
        .iter()
        .copied()
        .filter_map(|at| {
            let shape = shapes.get(at)?;
            match inner(draft, shape) {
                Some(Kind::Struct(it)) => Some((at, Some(it))),
                Some(_) => None,
                None => matches!(shape, Shape::Map(_)).then_some((at, None)),
            }
        })
        .collect();
    open.retain(|at| !objects.iter().any(|(object, _)| object == at));
    let mut told = true;
    // Kinds first: they are cheap, and an object is never mistaken for anything else.
    let mut trials: Vec<usize> = Vec::new();
    let mut claimed: Vec<JsonKind> = if objects.is_empty() { Vec::new() } else { vec![JsonKind::Object] };
    let kinds_of: Vec<(usize, Vec<JsonKind>)> =
        open.iter().filter_map(|at| Some((*at, kinds(draft, shapes.get(*at)?)))).collect();
    for (at, kinds) in &kinds_of {
        let contested = |kind: &JsonKind| {
            claimed.contains(kind)
                || kinds_of.iter().any(|(other, others)| other != at && others.contains(kind))
        };
        if kinds.is_empty() || kinds.iter().any(contested) {
            trials.push(*at);
        } else {
            rules.extend(kinds.iter().map(|kind| Rule { when: When::Is(*kind), variant: *at }));
        }
    }
    claimed.clear();
    told &= by_members(draft, &objects, &mut rules, trials.is_empty());
    for (nth, at) in trials.iter().enumerate() {
        let kinds = kinds_of
            .iter()
            .find(|(other, _)| other == at)
            .map(|(_, kinds)| kinds.as_slice())
            .unwrap_or_default();
        // The last of several that share a kind needs no trial.
        let last = nth + 1 == trials.len() && !kinds.is_empty();
        if last {
            rules.extend(kinds.iter().map(|kind| Rule { when: When::Is(*kind), variant: *at }));
        } else {
            rules.push(Rule { when: When::Decodes, variant: *at });
            told = false;
        }
    }
    (rules, told)
}

fn nested_values(draft: &Draft, shape: &Shape, member: &str) -> Vec<Literal> {
    let (Shape::Named(id) | Shape::Boxed(id)) = shape else { return Vec::new() };
    match &draft.get(*id).discriminator {
        Some(inner) if inner.member == member => {
            inner.values.iter().map(|(value, _)| value.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// Rules for the variants that are objects; `last` says whether the one left over may take any other object.
fn by_members(
    draft: &Draft,
    objects: &[(usize, Option<&Struct>)],
    rules: &mut Vec<Rule>,
    last: bool,
) -> bool {
    let structs: Vec<(usize, &Struct)> = objects.iter().filter_map(|(at, it)| Some((*at, (*it)?))).collect();
    let maps: Vec<usize> = objects.iter().filter(|(_, it)| it.is_none()).map(|(at, _)| *at).collect();
    let mut left = by_constant(draft, &structs, rules);
    let mut told = maps.len() <= 1;
    // A variant with a required member that no other one left has is known by it.
    loop {
        if left.len() + maps.len() <= 1 {
            break;
        }
        let found = left.iter().enumerate().find_map(|(index, (at, it))| {
            let others = || left.iter().filter(|(other, _)| other != at).map(|(_, it)| *it);
            Some((index, *at, telling(it, &others().collect::<Vec<_>>())?))
        });
        let Some((index, at, members)) = found else { break };
        rules.push(Rule { when: When::Has(members), variant: at });
        left.remove(index);
    }
    if left.len() + maps.len() > 1 {
        // Optional members that only one has are evidence where they are there.
        for (at, it) in &left {
            let unique = it.fields.iter().filter(|field| {
                left.iter().all(|(other, others)| {
                    other == at || others.fields.iter().all(|known| known.wire != field.wire)
                })
            });
            rules.extend(
                unique.take(8).map(|field| Rule { when: When::Has(vec![field.wire.clone()]), variant: *at }),
            );
        }
        told = left.is_empty() && told;
        let trials = if maps.is_empty() && last { left.len() - 1 } else { left.len() };
        for (at, _) in left.drain(..trials) {
            rules.push(Rule { when: When::Decodes, variant: at });
        }
    }
    let rest = left.iter().map(|(at, _)| *at).chain(maps).next();
    if let Some(at) = rest {
        let when = if last { When::Is(JsonKind::Object) } else { When::Decodes };
        rules.push(Rule { when, variant: at });
    }
    told
}

/// A member that is constant (or an enum of its own) in several variants: one rule a value. What is left has none.
fn by_constant<'a>(
    draft: &Draft,
    structs: &[(usize, &'a Struct)],
    rules: &mut Vec<Rule>,
) -> Vec<(usize, &'a Struct)> {
    let mut best: Vec<(String, usize, Literal)> = Vec::new();
    let candidates =
        structs.iter().flat_map(|(_, it)| it.fields.iter()).filter(|field| field.constant.is_some());
    let mut tried: Vec<&str> = Vec::new();
    for field in candidates {
        if tried.contains(&field.wire.as_str()) {
            continue;
        }
        tried.push(&field.wire);
        let mut found: Vec<(String, usize, Literal)> = Vec::new();
        let mut clash = false;
        for (at, it) in structs {
            let Some(own) = it.fields.iter().find(|own| own.wire == field.wire) else { continue };
            let values: Vec<Literal> = match (&own.constant, inner(draft, &own.shape)) {
                (Some(value), _) => vec![value.clone()],
                (None, Some(Kind::Enum(it))) => it.members.iter().map(|member| member.wire.clone()).collect(),
                _ => {
                    clash = true;
                    break;
                }
            };
            clash |= values.iter().any(|value| found.iter().any(|(_, _, known)| known == value));
            found.extend(values.into_iter().map(|value| (field.wire.clone(), *at, value)));
        }
        let covers = |found: &[(String, usize, Literal)]| {
            structs.iter().filter(|(at, _)| found.iter().any(|(_, known, _)| known == at)).count()
        };
        if !clash && covers(&found) > covers(&best) {
            best = found;
        }
    }
    if best.len() < 2 {
        return structs.to_vec();
    }
    let known: Vec<usize> = best.iter().map(|(_, at, _)| *at).collect();
    rules.extend(
        best.into_iter()
            .map(|(member, variant, value)| Rule { when: When::Equals { member, value }, variant }),
    );
    structs.iter().filter(|(at, _)| !known.contains(at)).copied().collect()
}

/// The required members by which a struct is told from all the others: one if one is enough.
fn telling(it: &Struct, others: &[&Struct]) -> Option<Vec<String>> {
    let has = |other: &Struct, wire: &str| other.fields.iter().any(|field| field.wire == wire);
    let required: Vec<&str> =
        it.fields.iter().filter(|field| field.required).map(|field| field.wire.as_str()).collect();
    if let Some(one) = required.iter().find(|wire| others.iter().all(|other| !has(other, wire))) {
        return Some(vec![(*one).to_owned()]);
    }
    let apart = others.iter().all(|other| required.iter().any(|wire| !has(other, wire)));
    if !apart || others.is_empty() {
        return None;
    }
    let mut members: Vec<String> = Vec::new();
    for other in others {
        if members.iter().all(|wire| has(other, wire))
            && let Some(wire) = required.iter().find(|wire| !has(other, wire))
        {
            members.push((*wire).to_owned());
        }
    }
    Some(members)
}

/// The JSON kinds a shape can have; none if that can't be said.
fn kinds(draft: &Draft, shape: &Shape) -> Vec<JsonKind> {
    let mut found = Vec::new();
    // Each type once: unions of unions of unions lead to the same ones in many ways.
    let mut seen = BTreeSet::new();
    let mut due = vec![shape];
    while let Some(shape) = due.pop() {
        let kind = match shape {
            Shape::Any => return Vec::new(),
            Shape::Scalar(scalar) => scalar_kind(*scalar),
            Shape::List(_) | Shape::Tuple(_) => JsonKind::Array,
            Shape::Map(_) => JsonKind::Object,
            Shape::Ref(_) => JsonKind::Text,
            Shape::Nullable(inner) => {
                due.push(inner);
                continue;
            }
            Shape::Named(id) | Shape::Boxed(id) => match &draft.get(*id).kind {
                _ if !seen.insert(*id) => continue,
                Kind::Struct(_) => JsonKind::Object,
                Kind::Enum(it) => match it.repr {
                    crate::ir::EnumRepr::Text => JsonKind::Text,
                    crate::ir::EnumRepr::Integer => JsonKind::Integer,
                    crate::ir::EnumRepr::Number => JsonKind::Number,
                },
                Kind::Union(it) => {
                    due.extend(it.variants.iter().rev().map(|variant| &variant.shape));
                    continue;
                }
                Kind::Newtype(inner) | Kind::Alias(inner) => {
                    due.push(inner);
                    continue;
                }
            },
        };
        if !found.contains(&kind) {
            found.push(kind);
        }
    }
    found
}

fn scalar_kind(scalar: Scalar) -> JsonKind {
    match scalar {
        Scalar::Bool => JsonKind::Bool,
        Scalar::I32 | Scalar::I64 | Scalar::U64 | Scalar::TimestampUnix => JsonKind::Integer,
        Scalar::F32 | Scalar::F64 | Scalar::Decimal => JsonKind::Number,
        _ => JsonKind::Text,
    }
}

/// The words by which a variant can be called where its type has no name of its own. What is inside a list or a map is
/// asked for as nested.
pub(super) fn shape_words(shape: &Shape, name_of: &dyn Fn(TypeId, bool) -> Vec<String>) -> Vec<String> {
    let inner = |id, _| name_of(id, true);
    let word = |text: &str| vec![text.to_owned()];
    match shape {
        Shape::Named(id) | Shape::Boxed(id) => name_of(*id, false),
        Shape::List(item) => match &**item {
            Shape::Scalar(_) | Shape::Any => word("list"),
            item => [shape_words(item, &inner), word("list")].concat(),
        },
        Shape::Map(item) => match &**item {
            Shape::Any => word("object"),
            item => [shape_words(item, &inner), word("map")].concat(),
        },
        Shape::Tuple(_) => word("tuple"),
        Shape::Nullable(inner) => shape_words(inner, name_of),
        Shape::Ref(_) => word("reference"),
        Shape::Any => word("any"),
        Shape::Scalar(scalar) => word(match scalar {
            Scalar::Bool => "bool",
            Scalar::I32 | Scalar::I64 | Scalar::U64 => "integer",
            Scalar::F32 | Scalar::F64 | Scalar::Decimal => "number",
            Scalar::Timestamp | Scalar::TimestampHttp | Scalar::TimestampUnix => "timestamp",
            Scalar::Date => "date",
            Scalar::Time => "time",
            Scalar::Duration => "duration",
            Scalar::Uuid => "uuid",
            Scalar::Uri => "uri",
            Scalar::Base64 | Scalar::Base64Url | Scalar::Binary => "bytes",
            Scalar::Text | Scalar::DecimalText => "text",
        }),
    }
}
