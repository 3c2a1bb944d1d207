//! telling: what is true of every value of one object and of no value of another: a member with another value, a member
//! that the other doesn't have, a member of another kind.

use crate::ir::{Field, JsonKind, Kind, Literal, Rule, Struct, When};
use crate::lower::draft::Draft;
use crate::lower::passes::union_rules::{inner, kinds};

/// An object that a variant can be: the variant itself, or one of those that it has if it is a union.
#[derive(Clone, Copy)]
pub(crate) struct Leaf<'a> {
    pub(crate) variant: usize,
    pub(crate) object: &'a Struct,
}

/// As many rules are worth the certainty of one alternative.
const RULES: usize = 64;

/// A fact about a member.
#[derive(Clone, PartialEq)]
enum Fact {
    Has(String),
    Value(String, Vec<Literal>),
    Kind(String, JsonKind),
}

/// The variants that are left of these, after a rule for each that can be told from all that come after it.
pub(crate) fn apart<'a>(
    draft: &Draft,
    mut left: Vec<Leaf<'a>>,
    maps: bool,
    rules: &mut Vec<Rule>,
) -> Vec<Leaf<'a>> {
    let several =
        |left: &[Leaf<'a>]| left.iter().any(|it| Some(it.variant) != left.first().map(|it| it.variant));
    while several(&left) || (maps && !left.is_empty()) {
        let found = left.iter().enumerate().find_map(|(index, own)| {
            let others = left.iter().filter(|other| other.variant != own.variant);
            Some((index, certain(draft, own, &others.copied().collect::<Vec<_>>())?))
        });
        let Some((index, whens)) = found else { break };
        let own = left.remove(index);
        rules.extend(whens.into_iter().map(|when| Rule { when, variant: own.variant }));
    }
    left
}

/// Conditions of which each is true of this object only; one of them is true of each.
fn certain(draft: &Draft, own: &Leaf<'_>, others: &[Leaf<'_>]) -> Option<Vec<When>> {
    if others.is_empty() {
        // Among nothing but maps: what it demands is all there is to know.
        let first = own.object.fields.iter().find(|field| field.required)?;
        return Some(vec![When::Has(vec![first.wire.clone()])]);
    }
    let mut facts: Vec<Fact> = Vec::new();
    // One fact that tells it from all of them is better than several.
    let all = required(own.object).find_map(|field| {
        let first = fact(draft, field, others.first()?.object)?;
        let holds = |other: &Leaf<'_>| fact(draft, field, other.object).as_ref() == Some(&first);
        others.iter().all(holds).then_some(first)
    });
    match all {
        Some(fact) => facts.push(fact),
        None => {
            for other in others {
                if facts.iter().all(|known| !refutes(draft, known, own.object, other.object)) {
                    facts.push(required(own.object).find_map(|field| fact(draft, field, other.object))?);
                }
            }
        }
    }
    conditions(facts)
}

fn required(it: &Struct) -> impl Iterator<Item = &Field> {
    it.fields.iter().filter(|field| field.required)
}

/// Whether what is known of `own` can't be true of the other.
fn refutes(draft: &Draft, known: &Fact, own: &Struct, other: &Struct) -> bool {
    let (Fact::Has(wire) | Fact::Value(wire, _) | Fact::Kind(wire, _)) = known;
    let Some(field) = own.fields.iter().find(|field| field.wire == *wire) else { return false };
    match (known, fact(draft, field, other)) {
        (_, None) => false,
        // A member of any value is refuted by its absence only.
        (Fact::Has(_), Some(found)) => matches!(found, Fact::Has(_)),
        (Fact::Kind(..), Some(found)) => !matches!(found, Fact::Value(..)),
        (Fact::Value(..), Some(_)) => true,
    }
}

/// Whether no value of one object is one of the other: a required member has another value or is of another kind there.
pub(crate) fn excludes(draft: &Draft, own: &Struct, other: &Struct) -> bool {
    required(own).filter_map(|field| fact(draft, field, other)).any(|fact| !matches!(fact, Fact::Has(_)))
}

/// What a required member says that is never true of the other object.
fn fact(draft: &Draft, own: &Field, other: &Struct) -> Option<Fact> {
    let Some(theirs) = other.fields.iter().find(|field| field.wire == own.wire) else {
        return Some(Fact::Has(own.wire.clone()));
    };
    if own.nullable {
        return None;
    }
    let (values, others) = (values(draft, own), values(draft, theirs));
    if !values.is_empty() && !others.is_empty() && values.iter().all(|value| !others.contains(value)) {
        return Some(Fact::Value(own.wire.clone(), values));
    }
    let (kinds, others) = (kinds(draft, &own.shape), kinds(draft, &theirs.shape));
    let number = |kind: &JsonKind| matches!(kind, JsonKind::Integer | JsonKind::Number);
    let shared = |kind: &JsonKind| others.contains(kind) || (number(kind) && others.iter().any(number));
    match kinds.as_slice() {
        [only] if !others.is_empty() && !shared(only) => Some(Fact::Kind(own.wire.clone(), *only)),
        _ => None,
    }
}

/// The only values that a member is documented to have; none if any.
pub(crate) fn values(draft: &Draft, field: &Field) -> Vec<Literal> {
    match (&field.constant, inner(draft, &field.shape)) {
        (Some(value), _) => vec![value.clone()],
        (None, Some(Kind::Enum(it))) => it.members.iter().map(|member| member.wire.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Facts that hold together, one condition for each choice of their values.
fn conditions(facts: Vec<Fact>) -> Option<Vec<When>> {
    let mut has: Vec<String> = Vec::new();
    let mut all: Vec<Vec<When>> = vec![Vec::new()];
    for fact in facts {
        match fact {
            Fact::Has(member) => has.push(member),
            Fact::Kind(member, kind) => {
                all.iter_mut().for_each(|whens| whens.push(When::Member { member: member.clone(), kind }));
            }
            Fact::Value(member, values) => {
                if all.len() * values.len() > RULES {
                    return None;
                }
                let mut more = Vec::with_capacity(all.len() * values.len());
                for value in values {
                    let equals = When::Equals { member: member.clone(), value };
                    more.extend(
                        all.iter().map(|whens| [whens.as_slice(), std::slice::from_ref(&equals)].concat()),
                    );
                }
                all = more;
            }
        }
    }
    if !has.is_empty() {
        all.iter_mut().for_each(|whens| whens.insert(0, When::Has(has.clone())));
    }
    let one = |mut whens: Vec<When>| match (whens.pop(), whens.is_empty()) {
        (Some(only), true) => only,
        (last, _) => When::All(whens.into_iter().chain(last).collect()),
    };
    Some(all.into_iter().map(one).collect())
}
