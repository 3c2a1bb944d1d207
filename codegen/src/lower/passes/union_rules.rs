//! decisions: how the variants of a union are told apart, as a list of rules walked from the top.
//!
//! In this order: what the discriminator says; the kind of the JSON value; a member that is constant in every variant;
//! what only one variant's members can be. Decoding on trial is the last resort, and reported as such.

use crate::diagnostics::{self, Diagnostic, Place};
use crate::ir::{JsonKind, Kind, Literal, Rule, Scalar, Shape, Struct, TypeId, When};
use crate::lower::draft::Draft;
use crate::lower::passes::discriminator_values;
use crate::lower::passes::distinguishing_facts::{self, Leaf};
use std::collections::BTreeSet;

/// A union of which some variants can't be told apart in every case; these are tried in this order.
pub(crate) struct Ambiguous {
    pub(crate) union: TypeId,
    variants: Vec<usize>,
}

/// Gives every union of the draft its rules.
pub(crate) fn decide(draft: &mut Draft) -> Vec<Ambiguous> {
    let mut found = Vec::new();
    for id in draft.ids() {
        let Kind::Union(union) = &draft.get(id).kind else { continue };
        let shapes: Vec<Shape> = union.variants.iter().map(|variant| variant.shape.clone()).collect();
        let (rules, variants) = rules(draft, id, &shapes);
        let tags = discriminator_values::tags(draft, id, &shapes);
        let def = draft.get_mut(id);
        if !variants.is_empty() && def.flow.decoded {
            found.push(Ambiguous { union: id, variants });
        }
        if let Kind::Union(union) = &mut def.kind {
            union.rules = rules;
            for (variant, tag) in union.variants.iter_mut().zip(tags) {
                variant.tag = tag;
            }
        }
    }
    found
}

/// Reports what had to be left to trial, once everything has its name.
pub(crate) fn report(
    found: &[Ambiguous],
    draft: &Draft,
    name: &dyn Fn(TypeId) -> String,
    diags: &mut Vec<Diagnostic>,
) {
    const SHOWN: usize = 6;
    for it in found {
        let def = draft.get(it.union);
        let Kind::Union(union) = &def.kind else { continue };
        let names = it.variants.iter().filter_map(|at| union.variants.get(*at));
        let mut names: Vec<String> = names.map(|variant| format!("`{}`", variant.name)).collect();
        let more = names.len().saturating_sub(SHOWN);
        if more > 1 {
            names.truncate(SHOWN);
            names.push(format!("{more} more"));
        }
        let place = Place::pointer(def.origin.file.clone(), def.origin.pointer.clone());
        let message =
            "the document says nothing by which these alternatives could be told apart in every case";
        let tried =
            format!("`{}` is tried as {}: the first that fits is taken", name(it.union), names.join(", "));
        diags.push(
            Diagnostic::new(diagnostics::AMBIGUOUS_UNION, message, place, "tried in order").note(tried),
        );
    }
}

pub(crate) fn inner<'a>(draft: &'a Draft, shape: &Shape) -> Option<&'a Kind> {
    match shape {
        Shape::Named(id) | Shape::Boxed(id) => Some(&draft.get(*id).kind),
        Shape::Nullable(shape) => inner(draft, shape),
        _ => None,
    }
}

/// The rules, and the variants that they can't tell apart without trying, in the order of trial.
fn rules(draft: &Draft, id: TypeId, shapes: &[Shape]) -> (Vec<Rule>, Vec<usize>) {
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
    let maps: Vec<usize> =
        open.iter().copied().filter(|at| matches!(shapes.get(*at), Some(Shape::Map(_)))).collect();
    let mut leaves: Vec<Leaf<'_>> = Vec::new();
    open.retain(|at| {
        let Some(objects) = shapes.get(*at).and_then(|shape| objects(draft, shape)) else {
            return !maps.contains(at);
        };
        leaves.extend(objects.into_iter().map(|object| Leaf { variant: *at, object }));
        false
    });
    // Kinds first: they are cheap, and an object is never mistaken for anything else.
    let mut trials: Vec<usize> = Vec::new();
    let claimed = |kind: &JsonKind| *kind == JsonKind::Object && !(leaves.is_empty() && maps.is_empty());
    let kinds_of: Vec<(usize, Vec<JsonKind>)> =
        open.iter().filter_map(|at| Some((*at, kinds(draft, shapes.get(*at)?)))).collect();
    for (at, kinds) in &kinds_of {
        let contested = |kind: &JsonKind| {
            claimed(kind) || kinds_of.iter().any(|(other, others)| other != at && others.contains(kind))
        };
        if kinds.is_empty() || kinds.iter().any(contested) {
            trials.push(*at);
        } else {
            rules.extend(kinds.iter().map(|kind| Rule { when: When::Is(*kind), variant: *at }));
        }
    }
    let mut ambiguous = by_members(draft, &leaves, &maps, &mut rules, trials.is_empty());
    if trials.len() > 1 || !ambiguous.is_empty() {
        ambiguous.extend(&trials);
    }
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
            ambiguous.extend((!ambiguous.contains(at)).then_some(*at));
        }
    }
    (rules, ambiguous)
}

/// The objects that a shape can be; `None` if it can be anything else, or too many to be compared one by one.
fn objects<'a>(draft: &'a Draft, shape: &Shape) -> Option<Vec<&'a Struct>> {
    const MANY: usize = 32;
    let mut found = Vec::new();
    // Each type once, as in `kinds`.
    let mut seen = BTreeSet::new();
    let mut due = vec![shape];
    while let Some(shape) = due.pop() {
        if let Shape::Nullable(shape) = shape {
            due.push(shape);
            continue;
        }
        if let Shape::Named(id) | Shape::Boxed(id) = shape
            && !seen.insert(*id)
        {
            continue;
        }
        match inner(draft, shape)? {
            Kind::Struct(it) => found.push(it),
            Kind::Union(it) => due.extend(it.variants.iter().rev().map(|variant| &variant.shape)),
            _ => return None,
        }
        if found.len() > MANY || seen.len() > MANY {
            return None;
        }
    }
    Some(found)
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

/// Rules for the variants that are objects; `last` says whether the one left over may take any other object. What had
/// to be left to trial is the answer, in order.
fn by_members(
    draft: &Draft,
    leaves: &[Leaf<'_>],
    maps: &[usize],
    rules: &mut Vec<Rule>,
    last: bool,
) -> Vec<usize> {
    let left = by_constant(draft, leaves, rules);
    let mut left = distinguishing_facts::apart(draft, left, !maps.is_empty(), rules);
    // What demands more is tried first: it is never mistaken for what demands less.
    left.sort_by_key(|it| std::cmp::Reverse(it.object.fields.iter().filter(|field| field.required).count()));
    let mut open: Vec<usize> = Vec::new();
    for at in left.iter().map(|it| it.variant).chain(maps.iter().copied()) {
        if !open.contains(&at) {
            open.push(at);
        }
    }
    let Some(rest) = open.last().copied() else { return Vec::new() };
    let ambiguous = if open.len() > 1 { open.clone() } else { Vec::new() };
    if open.len() > 1 {
        // Optional members that only one has are evidence where they are there.
        for own in &left {
            let unique = own.object.fields.iter().filter(|field| {
                left.iter().all(|other| {
                    other.variant == own.variant
                        || other.object.fields.iter().all(|known| known.wire != field.wire)
                })
            });
            rules.extend(
                unique
                    .take(8)
                    .map(|field| Rule { when: When::Has(vec![field.wire.clone()]), variant: own.variant }),
            );
        }
        open.pop();
        rules.extend(open.iter().map(|at| Rule { when: When::Decodes, variant: *at }));
    }
    rules.push(Rule { when: if last { When::Is(JsonKind::Object) } else { When::Decodes }, variant: rest });
    ambiguous
}

/// A member that is constant (or an enum of its own) in several variants: one rule a value. What is left has none.
fn by_constant<'a>(draft: &Draft, leaves: &[Leaf<'a>], rules: &mut Vec<Rule>) -> Vec<Leaf<'a>> {
    let mut best: Vec<(&str, usize, Literal)> = Vec::new();
    let mut tried: Vec<&str> = Vec::new();
    let fields = leaves.iter().flat_map(|it| &it.object.fields);
    for field in fields.filter(|field| field.constant.is_some()) {
        if tried.contains(&field.wire.as_str()) {
            continue;
        }
        tried.push(&field.wire);
        let mut found: Vec<(&str, usize, Literal)> = Vec::new();
        let mut clash = false;
        for leaf in leaves {
            let Some(own) = leaf.object.fields.iter().find(|own| own.wire == field.wire) else { continue };
            let values = distinguishing_facts::values(draft, own);
            clash |= values.is_empty()
                || values
                    .iter()
                    .any(|value| found.iter().any(|(_, at, known)| *at != leaf.variant && known == value));
            found.extend(values.into_iter().map(|value| (field.wire.as_str(), leaf.variant, value)));
        }
        let covers = |found: &[(&str, usize, Literal)]| {
            leaves.iter().filter(|it| found.iter().any(|(_, known, _)| *known == it.variant)).count()
        };
        if !clash && covers(&found) > covers(&best) {
            best = found;
        }
    }
    if best.len() < 2 {
        return leaves.to_vec();
    }
    let member = best.first().map(|(member, ..)| *member).unwrap_or_default();
    for (member, variant, value) in best {
        let rule = Rule { when: When::Equals { member: member.to_owned(), value }, variant };
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    let without = |it: &&Leaf<'a>| it.object.fields.iter().all(|field| field.wire != member);
    leaves.iter().filter(without).copied().collect()
}

/// The JSON kinds a shape can have; none if that can't be said.
pub(crate) fn kinds(draft: &Draft, shape: &Shape) -> Vec<JsonKind> {
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
        Scalar::F64 | Scalar::Number | Scalar::Decimal => JsonKind::Number,
        _ => JsonKind::Text,
    }
}

/// The words by which a variant can be called where its type has no name of its own. What is inside a list or a map is
/// asked for as nested.
pub(crate) fn shape_words(shape: &Shape, name_of: &dyn Fn(TypeId, bool) -> Vec<String>) -> Vec<String> {
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
            Scalar::F64 | Scalar::Number | Scalar::Decimal => "number",
            Scalar::DateTime | Scalar::Timestamp | Scalar::TimestampHttp | Scalar::TimestampUnix => {
                "timestamp"
            }
            Scalar::Date => "date",
            Scalar::Time | Scalar::OffsetTime => "time",
            Scalar::Duration => "duration",
            Scalar::Uuid => "uuid",
            Scalar::Uri => "uri",
            Scalar::Base64 | Scalar::Base64Url | Scalar::Binary => "bytes",
            Scalar::Text | Scalar::DecimalText => "text",
        }),
    }
}
