//! Values that a schema allows, by a seed.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tributary_mock_plan::{Format, MockPlan, Object, Property, Scalar, Schema, Step, Type};

use crate::rng::Rng;
use crate::time;
use crate::words::{self, Someone};

/// How deep optional members are given.
const DEEPEST: usize = 4;

/// Makes values.
pub(crate) struct Sampler<'a> {
    pub(crate) plan: &'a MockPlan,
    pub(crate) rng: Rng,
    pub(crate) who: Someone,
    pub(crate) now: Timestamp,
    /// Only what is required.
    pub(crate) bare: bool,
}

impl<'a> Sampler<'a> {
    /// The values of the thing of this number.
    pub(crate) fn new(plan: &'a MockPlan, mut rng: Rng, number: usize, now: Timestamp) -> Self {
        let who = Someone::new(&mut rng, number);
        Self { plan, rng, who, now, bare: false }
    }

    /// The same, with only what is required.
    pub(crate) fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// A value.
    pub(crate) fn value(&mut self, schema: &Schema, name: &str) -> Value {
        self.at(schema, name, 0)
    }

    fn at(&mut self, schema: &Schema, name: &str, depth: usize) -> Value {
        match schema {
            Schema::Any => Value::Object(Map::new()),
            Schema::Null(inner) => self.at(inner, name, depth),
            Schema::Is(scalar) => self.scalar(*scalar, name),
            Schema::List(_) if self.bare || depth > DEEPEST => json!([]),
            Schema::List(item) => Value::Array(vec![self.at(item, name, depth + 1)]),
            Schema::Map(_) => Value::Object(Map::new()),
            Schema::Tuple(items) => items.iter().map(|item| self.at(item, name, depth + 1)).collect(),
            Schema::Type(index) => {
                let plan = self.plan;
                match plan.types.get(*index) {
                    None => Value::Null,
                    Some(Type::Same(Schema::List(_))) if depth > 3 * DEEPEST => json!([]),
                    Some(Type::Same(_)) if depth > 3 * DEEPEST => Value::Null,
                    Some(Type::Same(inner)) => self.at(inner, name, depth + 1),
                    Some(Type::Enum(values)) => {
                        let at = self.rng.below(values.len() as u64);
                        usize::try_from(at).ok().and_then(|at| values.get(at)).cloned().unwrap_or_default()
                    }
                    Some(Type::OneOf(variants)) => match variants.first() {
                        Some(variant) => self.variant(variant, name, depth + 1),
                        None => Value::Null,
                    },
                    Some(Type::Object(object)) => self.object(object, depth),
                }
            }
        }
    }

    /// A value of one of several schemas, with the member that tells it from the others.
    pub(crate) fn variant(
        &mut self,
        (schema, tag): &(Schema, Option<(String, Value)>),
        name: &str,
        depth: usize,
    ) -> Value {
        let mut value = self.at(schema, name, depth);
        if let (Some((member, constant)), Value::Object(members)) = (tag, &mut value) {
            members.insert(member.clone(), constant.clone());
        }
        value
    }

    fn object(&mut self, object: &Object, depth: usize) -> Value {
        let mut members = Map::new();
        for property in object.properties.iter().filter(|property| !property.write_only) {
            let wanted = property.required || (!self.bare && depth < DEEPEST && !self.rng.one_in(8));
            if wanted && depth <= 3 * DEEPEST {
                members.insert(property.name.clone(), self.property(property, depth));
            }
        }
        Value::Object(members)
    }

    fn property(&mut self, property: &Property, depth: usize) -> Value {
        if let Some(constant) = &property.constant {
            return constant.clone();
        }
        if property.nullable && (self.bare || depth >= DEEPEST || self.rng.one_in(10)) {
            return Value::Null;
        }
        self.at(&property.schema, &property.name, depth + 1)
    }

    fn scalar(&mut self, scalar: Scalar, name: &str) -> Value {
        match scalar {
            Scalar::Text => Value::from(self.who.text(name, &mut self.rng)),
            Scalar::Bool => Value::from(self.rng.one_in(2)),
            Scalar::Integer => Value::from(self.rng.below(500)),
            Scalar::Number => decimal(self.rng.below(1_000_000), 2, false),
            Scalar::DecimalText => decimal(self.rng.below(1_000_000), 2, true),
            Scalar::DateTime => Value::from(time::rfc3339(words::time_before(self.now, &mut self.rng))),
            Scalar::HttpDate => Value::from(time::http(words::time_before(self.now, &mut self.rng))),
            Scalar::UnixTime => Value::from(words::time_before(self.now, &mut self.rng).as_second()),
            Scalar::Date => Value::from(words::date_around(self.now, &mut self.rng).to_string()),
            Scalar::Time => Value::from(format!("{:02}:{:02}:00", self.rng.below(24), self.rng.below(60))),
            Scalar::OffsetTime => Value::from(format!("{:02}:30:00Z", self.rng.below(24))),
            Scalar::Duration => Value::from(format!("PT{}M", 5 * (1 + self.rng.below(20)))),
            Scalar::Uuid => Value::from(uuid(&mut self.rng)),
            Scalar::Uri => Value::from(self.who.text("url", &mut self.rng)),
            Scalar::Base64 => Value::from("bW9jaw=="),
            Scalar::Binary => Value::from("mock"),
        }
    }

    /// A value for a member that the mapping reads, as it is written there.
    pub(crate) fn member(&mut self, field: &str, format: &Format, schema: Option<&Schema>) -> Value {
        let scalar = schema.and_then(|schema| scalar_of(self.plan, schema));
        let text = matches!(scalar, Some(Scalar::Text) | None);
        let share = field.contains("probability") || field.contains("share");
        let value = match format {
            Format::Plain => match schema {
                Some(schema) => return self.value(schema, field),
                None => Value::from(self.who.text(field, &mut self.rng)),
            },
            Format::Integer => Value::from(self.rng.below(2_000)),
            Format::Decimal(places) if share && *places > 2 => decimal(self.rng.below(100), 2, text),
            Format::Decimal(places) => {
                let most = if share { 100 } else { 1_000_000 };
                decimal(self.rng.below(most), if share { 0 } else { (*places).min(2) }, text)
            }
            Format::Bool(yes, no) => Value::from(if self.rng.one_in(2) { yes.as_str() } else { no.as_str() }),
            Format::Time(format) => time::write(words::time_before(self.now, &mut self.rng), format),
            Format::Date(format) if scalar == Some(Scalar::DateTime) => {
                let date = words::date_around(self.now, &mut self.rng);
                Value::from(format!(
                    "{}T00:00:00Z",
                    time::write_date(date, format).as_str().unwrap_or_default()
                ))
            }
            Format::Date(format) => time::write_date(words::date_around(self.now, &mut self.rng), format),
            Format::OneOf(values) => {
                let at = usize::try_from(self.rng.below(values.len() as u64)).unwrap_or_default();
                values.get(at).cloned().unwrap_or_default()
            }
            Format::Html => Value::from(format!("<p>{}</p>", self.who.text("content", &mut self.rng))),
        };
        match (value, text) {
            (Value::Number(number), true) if schema.is_some() => Value::from(number.to_string()),
            (value, _) => value,
        }
    }
}

fn decimal(number: u64, places: u32, text: bool) -> Value {
    let unit = 10_u64.pow(places);
    let written = match places {
        0 => number.to_string(),
        _ => format!("{}.{:0width$}", number / unit, number % unit, width = places as usize),
    };
    match (text, written.parse::<f64>()) {
        (false, Ok(number)) => Value::from(number),
        _ => Value::from(written),
    }
}

/// A random UUID of version 4.
pub(crate) fn uuid(rng: &mut Rng) -> String {
    let (a, b, c) = (rng.below(1 << 32), rng.below(1 << 16), rng.below(1 << 12));
    let (d, e) = (0x8000 + rng.below(0x4000), rng.below(1 << 48));
    format!("{a:08x}-{b:04x}-4{c:03x}-{d:04x}-{e:012x}")
}

/// The scalar that a schema is in the end.
pub(crate) fn scalar_of(plan: &MockPlan, schema: &Schema) -> Option<Scalar> {
    match schema {
        Schema::Is(scalar) => Some(*scalar),
        Schema::Null(inner) => scalar_of(plan, inner),
        Schema::Type(at) => match plan.types.get(*at)? {
            Type::Same(inner) => scalar_of(plan, inner),
            Type::Enum(values) => values.first().map(|value| match value {
                Value::Number(_) => Scalar::Integer,
                _ => Scalar::Text,
            }),
            _ => None,
        },
        _ => None,
    }
}

/// The schema of a place.
pub(crate) fn schema_at(plan: &MockPlan, schema: &Schema, steps: &[Step]) -> Option<Schema> {
    let Some((step, rest)) = steps.split_first() else { return Some(schema.clone()) };
    match (schema, step) {
        (Schema::Null(inner), _) => schema_at(plan, inner, steps),
        (Schema::List(item), Step::Index(_) | Step::First(_) | Step::Each) => schema_at(plan, item, rest),
        (Schema::Tuple(items), Step::Index(at)) => schema_at(plan, items.get(*at)?, rest),
        (Schema::Map(item), Step::Name(_) | Step::Each) => schema_at(plan, item, rest),
        (Schema::Type(at), _) => match (plan.types.get(*at)?, step) {
            (Type::Same(inner), _) => schema_at(plan, inner, steps),
            (Type::OneOf(variants), _) => {
                variants.iter().find_map(|(variant, _)| schema_at(plan, variant, steps))
            }
            (Type::Object(object), Step::Name(name)) => {
                let property = object.properties.iter().find(|property| property.name == *name);
                match property {
                    Some(property) => schema_at(plan, &property.schema, rest),
                    None => schema_at(plan, object.rest.as_ref()?, rest),
                }
            }
            _ => None,
        },
        _ => None,
    }
}

/// The property that is at a place.
pub(crate) fn property_at<'p>(plan: &'p MockPlan, schema: &Schema, steps: &[Step]) -> Option<&'p Property> {
    let (Step::Name(name), before) = steps.split_last()? else { return None };
    let mut schema = schema_at(plan, schema, before)?;
    loop {
        match schema {
            Schema::Null(inner) => schema = *inner,
            Schema::Type(at) => match plan.types.get(at)? {
                Type::Same(inner) => schema = inner.clone(),
                Type::Object(object) => return object.properties.iter().find(|it| it.name == *name),
                _ => return None,
            },
            _ => return None,
        }
    }
}

/// Whether a value is of the kind of JSON that a schema wants: not looked into.
pub(crate) fn is_kind(plan: &MockPlan, schema: &Schema, value: &Value) -> bool {
    match schema {
        Schema::Any => true,
        Schema::Null(inner) => value.is_null() || is_kind(plan, inner, value),
        Schema::List(_) | Schema::Tuple(_) => value.is_array(),
        Schema::Map(_) => value.is_object(),
        Schema::Is(Scalar::Bool) => value.is_boolean(),
        Schema::Is(Scalar::Integer | Scalar::Number | Scalar::UnixTime) => value.is_number(),
        Schema::Is(_) => value.is_string() || value.is_number(),
        Schema::Type(at) => match plan.types.get(*at) {
            Some(Type::Same(inner)) => is_kind(plan, inner, value),
            Some(Type::Enum(values)) => values.iter().any(|known| {
                known.is_string() == value.is_string() && known.is_boolean() == value.is_boolean()
            }),
            Some(Type::OneOf(variants)) => variants.iter().any(|(variant, _)| is_kind(plan, variant, value)),
            Some(Type::Object(_)) => value.is_object(),
            None => false,
        },
    }
}
