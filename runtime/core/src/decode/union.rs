//! Unions: look at the value's characters, walk the decision list, decode the variant it names.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::drive::fill_text;
use super::{Effect, Issues, Kind, Path, Rule, Union, When, quoted};
use crate::value;

/// Fills a union from the characters of one JSON value.
pub(super) fn fill(
    place: &mut dyn Union,
    text: &str,
    at: &Path<'_>,
    issues: &mut Issues,
) -> serde_json::Result<bool> {
    if at.depth >= Path::DEEPEST {
        return Err(serde_json::Error::custom("nested too deeply"));
    }
    let text = text.trim();
    let rules = place.rules();
    let facts = Facts::of(text, rules)?;
    let mut trial: Option<(Loss, usize)> = None;
    for rule in rules {
        let told = match rule.when {
            When::Decodes => false,
            when if facts.hold(when) => true,
            _ => continue,
        };
        if told && trial.is_none() {
            let before = issues.checkpoint();
            let good = variant(place, rule.variant, text, at, issues)?;
            if is_certain(rule.when) || issues.checkpoint() == before {
                return Ok(good);
            }
            // What a member's presence tells is no more than likely: any object may have others.
            let mut others: Vec<usize> = Vec::new();
            for other in
                rules.iter().filter(|other| other.variant != rule.variant && facts.may_be(other.when))
            {
                if !others.contains(&other.variant) {
                    others.push(other.variant);
                }
            }
            if others.is_empty() || issues.trials == 0 {
                return Ok(good);
            }
            issues.rollback(before);
            let mut least = (tried(place, rule.variant, text, at, issues), rule.variant);
            for other in others {
                let loss = tried(place, other, text, at, issues);
                least = if loss < least.0 { (loss, other) } else { least };
            }
            return variant(place, least.1, text, at, issues);
        }
        // Nothing tells the alternatives apart: the one that loses least is meant.
        let loss = tried(place, rule.variant, text, at, issues);
        if loss == Loss::default() {
            return Ok(true);
        }
        if trial.is_none_or(|(least, _)| loss < least) {
            trial = Some((loss, rule.variant));
        }
        if told {
            break;
        }
    }
    if let Some((loss, chosen)) = trial
        && loss.values == 0
    {
        return variant(place, chosen, text, at, issues);
    }
    if facts.kind == Kind::Null && !rules.is_empty() {
        issues.record(at, "one of several types", quoted(text), Effect::Failed);
        return Ok(false);
    }
    if issues.strict {
        // on trial: what no variant of it takes is none of its values
        issues.record(at, "one of several types", quoted(text), Effect::Failed);
    } else if trial.is_some() {
        // each of them loses something: the value as it is loses nothing
        issues.record(at, "one of several types", quoted(text), Effect::Read);
    }
    place.other(value::read(text, at.depth)?);
    Ok(true)
}

/// Decodes a value as the variant that it is.
fn variant(
    place: &mut dyn Union,
    variant: usize,
    text: &str,
    at: &Path<'_>,
    issues: &mut Issues,
) -> serde_json::Result<bool> {
    let mark = issues.mark();
    if !fill_text(place.choose(variant), text, at, issues)? {
        // the variant is known and broken: keep the value, say why it isn't typed
        place.other(value::read(text, at.depth)?);
        issues.settle(mark, || Effect::Emptied(at.to_string()));
    }
    Ok(true)
}

/// Whether a condition holds for no value of another variant: it asks for a member's value.
fn is_certain(when: When) -> bool {
    match when {
        When::Equals(..) => true,
        When::All(all) => all.iter().any(|when| is_certain(*when)),
        _ => false,
    }
}

/// What a variant makes of a value: how many values it loses, how many properties it does not know, and how many values it
/// reads otherwise than documented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Loss {
    values: usize,
    unknown: usize,
    read: usize,
}

/// Decodes a value as a variant on trial.
fn tried(place: &mut dyn Union, variant: usize, text: &str, at: &Path<'_>, issues: &mut Issues) -> Loss {
    const ALL: Loss = Loss { values: usize::MAX, unknown: 0, read: 0 };
    match issues.trials.checked_sub(text.len()) {
        Some(left) => issues.trials = left,
        None => {
            issues.trials = 0;
            return ALL;
        }
    }
    let mut found = Issues::strict(issues);
    let filled = fill_text(place.choose(variant), text, at, &mut found);
    issues.trials = found.trials;
    if !matches!(filled, Ok(true)) {
        return ALL;
    }
    let read = found.as_slice().iter().filter(|issue| issue.effect == Effect::Read).count();
    Loss { values: found.total() - read, unknown: found.unknown, read }
}

/// What the rules of a union ask about a value.
struct Facts {
    kind: Kind,
    /// Members that a rule names, with their kind and the text of those that are scalars.
    members: Vec<(&'static str, Kind, String)>,
}

impl Facts {
    fn of(text: &str, rules: &'static [Rule]) -> serde_json::Result<Facts> {
        let kind = match text.as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::Text,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'n') => Kind::Null,
            _ if text.contains(['.', 'e', 'E']) => Kind::Number,
            _ => Kind::Integer,
        };
        let mut facts = Facts { kind, members: Vec::new() };
        if kind == Kind::Object
            && rules.iter().any(|rule| !matches!(rule.when, When::Is(_) | When::Decodes | When::Always))
        {
            let mut json = serde_json::Deserializer::from_str(text);
            json.deserialize_map(Scan { rules, found: &mut facts.members })?;
        }
        Ok(facts)
    }

    /// Whether a value for which the condition may not hold can be of its variant all the same.
    fn may_be(&self, when: When) -> bool {
        match when {
            When::Is(_) | When::Always => self.hold(when),
            When::Decodes => true,
            when => self.kind == Kind::Object && !is_certain(when),
        }
    }

    fn hold(&self, when: When) -> bool {
        match when {
            When::Equals(name, value) => {
                self.members.iter().any(|(found, _, text)| *found == name && text == value)
            }
            When::Has(names) => {
                self.kind == Kind::Object
                    && names.iter().all(|name| self.members.iter().any(|(found, ..)| found == name))
            }
            When::Member(name, kind) => {
                self.members.iter().any(|(found, own, _)| *found == name && is_of(*own, kind))
            }
            When::All(all) => all.iter().all(|when| self.hold(*when)),
            When::Is(kind) => is_of(self.kind, kind),
            When::Always => true,
            When::Decodes => false,
        }
    }
}

/// Whether a value of one kind is of another: a whole number is a number.
fn is_of(own: Kind, kind: Kind) -> bool {
    own == kind || (own, kind) == (Kind::Integer, Kind::Number)
}

/// The name of a member as a rule has it.
fn named(rules: &'static [Rule], name: &str) -> Option<&'static str> {
    fn asked(when: When, name: &str) -> Option<&'static str> {
        match when {
            When::Equals(asked, _) | When::Member(asked, _) if asked == name => Some(asked),
            When::Has(all) => all.iter().copied().find(|asked| *asked == name),
            When::All(all) => all.iter().find_map(|when| asked(*when, name)),
            _ => None,
        }
    }
    rules.iter().find_map(|rule| asked(rule.when, name))
}

struct Scan<'f> {
    rules: &'static [Rule],
    found: &'f mut Vec<(&'static str, Kind, String)>,
}

impl<'de> Visitor<'de> for Scan<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match named(self.rules, &name) {
                Some(name) => {
                    let (kind, text) = map.next_value_seed(ScalarText)?;
                    self.found.push((name, kind, text));
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// The kind of a value, and the text of a scalar; of anything else, a text that no rule can name.
struct ScalarText;

const NOT_A_SCALAR: &str = "\u{0}";

impl<'de> DeserializeSeed<'de> for ScalarText {
    type Value = (Kind, String);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(Kind, String), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ScalarText {
    type Value = (Kind, String);

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }
    fn visit_str<E>(self, value: &str) -> Result<(Kind, String), E> {
        Ok((Kind::Text, value.to_owned()))
    }
    fn visit_bool<E>(self, value: bool) -> Result<(Kind, String), E> {
        Ok((Kind::Bool, value.to_string()))
    }
    fn visit_i64<E>(self, value: i64) -> Result<(Kind, String), E> {
        Ok((Kind::Integer, value.to_string()))
    }
    fn visit_u64<E>(self, value: u64) -> Result<(Kind, String), E> {
        Ok((Kind::Integer, value.to_string()))
    }
    fn visit_f64<E>(self, value: f64) -> Result<(Kind, String), E> {
        Ok((Kind::Number, serde_json::Value::from(value).to_string()))
    }
    fn visit_unit<E>(self) -> Result<(Kind, String), E> {
        Ok((Kind::Null, "null".to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(Kind, String), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok((Kind::Array, NOT_A_SCALAR.to_owned()))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(Kind, String), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok((Kind::Object, NOT_A_SCALAR.to_owned()))
    }
}
