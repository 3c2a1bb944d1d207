//! The only table of conversions: what a value of one type becomes as another, whichever way it goes.
//!
//! Reading, writing, a request's values, constants and the filters' inverses all ask here, and what they are given is the
//! operations that emission emits: what is accepted is what compiles.

use crate::ir::{EnumRepr, Kind as TypeKind, Literal, Scalar, Shape, Types};
use crate::plan::{DateFormat, Op, Side, TimeFormat, Type, Value, ValueKind};

use super::Binder;
use super::expressions::apply;
use super::read::item_value;
use super::shapes;

/// What a value is, as far as conversions care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    TextEnum,
    Uri,
    Uuid,
    Reference,
    Bool,
    I32,
    I64,
    U64,
    IntegerEnum,
    F64,
    Number,
    NumberEnum,
    Decimal,
    Timestamp,
    Date,
    List,
    Map,
    Object,
    Any,
    /// A union, a tuple, a newtype, bytes, a duration, a time of day: only as it is, or as JSON.
    Opaque,
}

/// What a conversion is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// From the vendor: only what every value survives, without being asked for.
    Read,
    /// To the vendor: whatever it takes.
    Write,
    /// A placeholder of a request: also one value for a list, a time for a date, a list for its joined items.
    Request,
}

/// Operations, each with the type that it gives.
pub(super) type Steps = Vec<(Op, Shape)>;

pub(super) fn kind(types: &Types, shape: &Shape) -> Kind {
    match shape {
        Shape::Scalar(scalar) => match scalar {
            Scalar::Text => Kind::Text,
            Scalar::Uri => Kind::Uri,
            Scalar::Uuid => Kind::Uuid,
            Scalar::Bool => Kind::Bool,
            Scalar::I32 => Kind::I32,
            Scalar::I64 => Kind::I64,
            Scalar::U64 => Kind::U64,
            Scalar::F64 => Kind::F64,
            Scalar::Number => Kind::Number,
            Scalar::Decimal | Scalar::DecimalText => Kind::Decimal,
            Scalar::DateTime | Scalar::Timestamp | Scalar::TimestampHttp | Scalar::TimestampUnix => {
                Kind::Timestamp
            }
            Scalar::Date => Kind::Date,
            Scalar::Time
            | Scalar::OffsetTime
            | Scalar::Duration
            | Scalar::Base64
            | Scalar::Base64Url
            | Scalar::Binary => Kind::Opaque,
        },
        Shape::Ref(_) => Kind::Reference,
        Shape::List(_) => Kind::List,
        Shape::Map(_) => Kind::Map,
        Shape::Any => Kind::Any,
        Shape::Tuple(_) => Kind::Opaque,
        Shape::Nullable(inner) => kind(types, inner),
        Shape::Named(id) | Shape::Boxed(id) => match &types.get(*id).kind {
            TypeKind::Struct(_) => Kind::Object,
            TypeKind::Enum(inner) => match inner.repr {
                EnumRepr::Text => Kind::TextEnum,
                EnumRepr::Integer => Kind::IntegerEnum,
                EnumRepr::Number => Kind::NumberEnum,
            },
            TypeKind::Alias(inner) => kind(types, inner),
            TypeKind::Union(_) | TypeKind::Newtype(_) => Kind::Opaque,
        },
    }
}

impl Kind {
    /// Text, or something that is text on the wire.
    pub(super) fn is_textual(self) -> bool {
        matches!(self, Self::Text | Self::TextEnum | Self::Uri | Self::Uuid)
    }

    pub(super) fn is_integer(self) -> bool {
        matches!(self, Self::I32 | Self::I64 | Self::U64 | Self::IntegerEnum)
    }

    pub(super) fn is_float(self) -> bool {
        matches!(self, Self::F64 | Self::NumberEnum)
    }

    pub(super) fn is_number(self) -> bool {
        self.is_integer() || self.is_float() || matches!(self, Self::Decimal | Self::Number)
    }

    /// To text.
    pub(super) fn to_text(self) -> Option<Steps> {
        let text = || Shape::Scalar(Scalar::Text);
        Some(match self {
            Self::Text => Vec::new(),
            Self::TextEnum | Self::Uri | Self::Uuid | Self::Reference => vec![(Op::ToText, text())],
            Self::I32 | Self::I64 | Self::U64 | Self::Decimal | Self::Number => {
                vec![(Op::NumberToText, text())]
            }
            Self::IntegerEnum => [self.to_i64()?, vec![(Op::NumberToText, text())]].concat(),
            Self::Timestamp => vec![(Op::FormatTime(TimeFormat::Rfc3339), text())],
            Self::Date => vec![(Op::FormatDate(DateFormat::Iso), text())],
            _ => return None,
        })
    }

    /// An integer to 64 bits.
    pub(super) fn to_i64(self) -> Option<Steps> {
        let to = Shape::Scalar(Scalar::I64);
        Some(match self {
            Self::I64 => Vec::new(),
            Self::I32 => vec![(Op::Widen, to)],
            Self::U64 => vec![(Op::Narrow, to)],
            Self::IntegerEnum => vec![(Op::EnumToNumber, to)],
            _ => return None,
        })
    }

    /// A float as one.
    pub(super) fn to_f64(self) -> Option<Steps> {
        let to = Shape::Scalar(Scalar::F64);
        Some(match self {
            Self::F64 => Vec::new(),
            Self::NumberEnum => vec![(Op::EnumToNumber, to)],
            _ => return None,
        })
    }

    /// A number that is no float, exactly.
    pub(super) fn to_decimal(self) -> Option<Steps> {
        let decimal = || Shape::Scalar(Scalar::Decimal);
        match self {
            Self::Decimal => Some(Vec::new()),
            Self::Number => Some([self.to_text()?, vec![(Op::ToDecimal, decimal())]].concat()),
            _ => Some([self.to_i64()?, vec![(Op::ToDecimal, decimal())]].concat()),
        }
    }

    /// From text, where the text may stand for it without a format.
    fn of_text(self, to: &Shape) -> Option<Steps> {
        let op = match self {
            Self::Text => return Some(Vec::new()),
            Self::TextEnum => Op::TextToEnum,
            Self::Uri => Op::TextToUri,
            Self::Uuid => Op::TextToUuid,
            Self::Reference => Op::TextToRef,
            _ => return None,
        };
        Some(vec![(op, to.clone())])
    }

    fn of_i64(self, to: &Shape) -> Option<Steps> {
        let op = match self {
            Self::I64 => return Some(Vec::new()),
            Self::Number => Op::ToNumber,
            Self::I32 | Self::U64 => Op::Narrow,
            Self::IntegerEnum => Op::NumberToEnum,
            _ => return None,
        };
        Some(vec![(op, to.clone())])
    }

    fn of_f64(self, to: &Shape) -> Option<Steps> {
        let op = match self {
            Self::F64 => return Some(Vec::new()),
            Self::Number => Op::ToNumber,
            Self::NumberEnum => Op::NumberToEnum,
            _ => return None,
        };
        Some(vec![(op, to.clone())])
    }

    fn of_decimal(self, to: &Shape) -> Option<Steps> {
        let number = |scalar| vec![(Op::DecimalToNumber, Shape::Scalar(scalar))];
        Some(match self {
            Self::Decimal => Vec::new(),
            Self::Number => vec![(Op::ToNumber, to.clone())],
            Self::I32 | Self::I64 | Self::U64 => vec![(Op::DecimalToNumber, to.clone())],
            Self::F64 | Self::NumberEnum => [number(Scalar::F64), self.of_f64(to)?].concat(),
            Self::IntegerEnum => [number(Scalar::I64), self.of_i64(to)?].concat(),
            _ => return None,
        })
    }
}

/// The conversion of one value that is no list, if there is one.
fn route(from: (Kind, &Shape), to: (Kind, &Shape), way: Way) -> Option<Steps> {
    let ((from, have), (to, wanted)) = (from, to);
    let join = |first: Option<Steps>, second: Option<Steps>| Some([first?, second?].concat());
    let reads = way == Way::Read;
    if matches!((have, wanted), (Shape::Scalar(a), Shape::Scalar(b)) if a == b) {
        return Some(Vec::new());
    }
    match (from, to) {
        (_, Kind::Any) => Some(if from == Kind::Any { Vec::new() } else { vec![(Op::ToJson, Shape::Any)] }),
        (Kind::Any, _) => (!reads).then(|| vec![(Op::FromJson, wanted.clone())]),
        (Kind::Bool, Kind::Bool) | (Kind::Date, Kind::Date) | (Kind::Decimal, Kind::Decimal) => {
            Some(Vec::new())
        }
        // Which of the vendor's values is which member is said in a table.
        (_, Kind::TextEnum) if reads => None,
        (Kind::Text | Kind::TextEnum | Kind::Uri | Kind::Uuid, Kind::Reference) => {
            join(from.to_text(), to.of_text(wanted))
        }
        (Kind::Text | Kind::TextEnum | Kind::Uri | Kind::Uuid | Kind::Reference, _) if to.is_textual() => {
            join(from.to_text(), to.of_text(wanted))
        }
        (_, Kind::Reference) if from.is_integer() || from == Kind::Number => {
            join(from.to_text(), to.of_text(wanted))
        }
        (_, _) if from.is_integer() && to.is_integer() => join(from.to_i64(), to.of_i64(wanted)),
        (_, _) if from.is_integer() && to.is_float() => join(from.to_decimal(), to.of_decimal(wanted)),
        (_, _) if from.is_float() && to.is_float() => join(from.to_f64(), to.of_f64(wanted)),
        (_, Kind::Number) if from.is_integer() => join(from.to_i64(), to.of_i64(wanted)),
        (_, Kind::Number) if from.is_float() => join(from.to_f64(), to.of_f64(wanted)),
        (Kind::Number, _) if to.is_number() && !reads => join(from.to_decimal(), to.of_decimal(wanted)),
        (Kind::Timestamp, Kind::Timestamp) => Some(timestamps(have, wanted)),
        _ if reads => None,
        (Kind::Reference | Kind::Text, _) if to.is_integer() || to == Kind::Number => {
            let number = vec![(Op::ToInteger, Shape::Scalar(Scalar::I64))];
            join(from.to_text(), join(Some(number), to.of_i64(wanted)))
        }
        (_, Kind::Decimal) if from.is_integer() => from.to_decimal(),
        (Kind::Decimal, _) if to.is_number() => to.of_decimal(wanted),
        (Kind::Timestamp | Kind::Date | Kind::Decimal | Kind::Number, Kind::Text) => from.to_text(),
        (_, Kind::Text) if from.is_integer() => from.to_text(),
        _ if way == Way::Write => None,
        (Kind::Timestamp, Kind::Date) => Some(vec![(Op::DateOf("Z".to_owned()), wanted.clone())]),
        (_, _) if to.is_textual() => join(from.to_text(), to.of_text(wanted)),
        _ => None,
    }
}

/// Timestamps that travel in another form are carried in the plain one.
fn timestamps(have: &Shape, wanted: &Shape) -> Steps {
    let plain = Shape::Scalar(Scalar::Timestamp);
    let read = (*have != plain).then(|| (Op::ToTimestamp, plain.clone()));
    let written = (*wanted != plain).then(|| (Op::FromTimestamp, wanted.clone()));
    read.into_iter().chain(written).collect()
}

/// Whether an operation may refuse what it is given.
fn is_fallible(op: &Op) -> bool {
    matches!(
        op,
        Op::ToInteger
            | Op::Narrow
            | Op::TextToUuid
            | Op::DecimalToNumber
            | Op::FromJson
            | Op::ToDecimal
            | Op::Scale(_)
            | Op::Unscale(_)
            | Op::TextToBool { .. }
            | Op::ParseTime(_)
            | Op::ParseDate(_)
            | Op::At(_)
            | Op::AtTime(_)
            | Op::Starting(_)
            | Op::DateOf(_)
            | Op::Quote(_)
    )
}

/// A value through operations.
pub(super) fn through(value: Value, steps: Steps, side: Side) -> Value {
    steps.into_iter().fold(value, |value, (op, shape)| {
        let fallible = is_fallible(&op);
        let cuts = matches!(op, Op::After(_) | Op::Before(_) | Op::Only(_) | Op::Part { .. });
        let mut value = apply(op, value, Type { side, shape }, fallible);
        value.absent |= cuts;
        value
    })
}

impl Binder<'_> {
    pub(super) fn types_of(&self, side: Side) -> &Types {
        match side {
            Side::Vendor => &self.vendor.types,
            Side::Unified => &self.unified.types,
        }
    }

    pub(super) fn kind_of(&self, ty: &Type) -> Kind {
        kind(self.types_of(ty.side), &ty.shape)
    }

    /// The value as another type; `None` where it can't become that.
    pub(super) fn convert(&self, value: Value, to: &Type, way: Way) -> Option<Value> {
        let wanted = shapes::present(self.types_of(to.side), &to.shape).0;
        let to = Type { side: to.side, shape: wanted };
        // A hand-written function gives whatever is wanted: rustc checks it.
        if matches!(value.kind, ValueKind::Call { .. }) {
            return Some(Value { ty: to, ..value });
        }
        if let Some(literal) = as_literal(&value) {
            return self.constant(literal, &to);
        }
        if let ValueKind::Coalesce(all) = &value.kind
            && all.iter().any(|one| as_literal(one).is_some())
        {
            let all: Option<Vec<_>> = all.iter().map(|one| self.convert(one.clone(), &to, way)).collect();
            let all = all?;
            let fallible = all.iter().any(|one| one.fallible);
            return Some(Value { kind: ValueKind::Coalesce(all), ty: to, absent: value.absent, fallible });
        }
        if value.ty == to {
            return Some(value);
        }
        let (from, wanted) = (self.kind_of(&value.ty), self.kind_of(&to));
        match (from, wanted) {
            (Kind::List, Kind::List) => self.convert_items(value, &to, way),
            (Kind::List, Kind::Text) if way == Way::Request => {
                let text = Type { side: value.ty.side, shape: Shape::Scalar(Scalar::Text) };
                let texts = Type { side: text.side, shape: Shape::List(Box::new(text.shape.clone())) };
                let list = self.convert(value, &texts, way)?;
                Some(apply(Op::JoinList(",".to_owned()), list, to, false))
            }
            (_, Kind::List) if way == Way::Request && from != Kind::Any => {
                let Shape::List(item) = &to.shape else { return None };
                let item = Type { side: to.side, shape: (**item).clone() };
                let one = self.convert(value, &item, way)?;
                Some(apply(Op::Single, one, to, false))
            }
            _ => {
                let steps = route((from, &value.ty.shape), (wanted, &to.shape), way)?;
                Some(Value { ty: to.clone(), ..through(value, steps, to.side) })
            }
        }
    }

    fn convert_items(&self, value: Value, to: &Type, way: Way) -> Option<Value> {
        let (Shape::List(from), Shape::List(wanted)) = (value.ty.shape.clone(), &to.shape) else {
            return None;
        };
        let side = value.ty.side;
        let item = shapes::present(self.types_of(side), &from).0;
        if from == *wanted && matches!(item, Shape::Scalar(_)) {
            return Some(Value { ty: to.clone(), ..value });
        }
        let wanted = Type { side: to.side, shape: (**wanted).clone() };
        let item = self.convert(item_value(item, side), &wanted, way)?;
        let (absent, fallible) = (value.absent, value.fallible || item.fallible);
        let kind = ValueKind::Each { over: Box::new(value), item: Box::new(item) };
        Some(Value { kind, ty: to.clone(), absent, fallible })
    }

    /// A constant of a type, if it is one of its values.
    pub(super) fn constant(&self, literal: &Literal, to: &Type) -> Option<Value> {
        let value = |kind, shape: Shape| Value {
            kind,
            ty: Type { side: to.side, shape },
            absent: false,
            fallible: false,
        };
        let of_type = |literal: Literal| value(ValueKind::Literal(literal), to.shape.clone());
        if let Some((of, found)) = shapes::enumeration(self.types_of(to.side), &to.shape) {
            let number = |member: &crate::ir::Member| match (&member.wire, literal) {
                (Literal::Number(wire), Literal::Integer(given)) => *wire == *given as f64,
                (wire, given) => wire == given,
            };
            let member = found.members.iter().enumerate().find(|(_, member)| number(member));
            if let Some((index, member)) = member {
                let kind = ValueKind::Member { of, index, name: member.name.clone() };
                return Some(value(kind, to.shape.clone()));
            }
        }
        match (self.kind_of(to), literal) {
            (Kind::Any, _)
            | (Kind::Text | Kind::TextEnum | Kind::Uri | Kind::Reference, Literal::Text(_))
            | (Kind::I64 | Kind::IntegerEnum, Literal::Integer(_))
            | (Kind::F64 | Kind::Number | Kind::NumberEnum, Literal::Number(_))
            | (Kind::Bool, Literal::Bool(_)) => Some(of_type(literal.clone())),
            (Kind::F64 | Kind::NumberEnum, Literal::Integer(number)) => {
                Some(of_type(Literal::Number(*number as f64)))
            }
            (Kind::I32, Literal::Integer(number)) => {
                i32::try_from(*number).is_ok().then(|| of_type(literal.clone()))
            }
            (Kind::U64, Literal::Integer(number)) => {
                u64::try_from(*number).is_ok().then(|| of_type(literal.clone()))
            }
            (Kind::Decimal | Kind::Number, Literal::Integer(_)) => Some(of_type(literal.clone())),
            (Kind::Decimal, Literal::Number(number)) => {
                let digits = number.to_string().replace(['.', '-'], "");
                digits.parse::<i64>().is_ok().then(|| of_type(literal.clone()))
            }
            (Kind::Uuid, Literal::Text(text)) => is_uuid(text)
                .then(|| through(of_text(text, to.side), vec![(Op::TextToUuid, to.shape.clone())], to.side)),
            (Kind::Date, Literal::Text(text)) => text.parse::<jiff::civil::Date>().is_ok().then(|| {
                let parse = (Op::ParseDate(vec![DateFormat::Iso]), to.shape.clone());
                through(of_text(text, to.side), vec![parse], to.side)
            }),
            (Kind::Timestamp, Literal::Text(text)) => text.parse::<jiff::Timestamp>().is_ok().then(|| {
                let parse = (Op::ParseTime(TimeFormat::Rfc3339), Shape::Scalar(Scalar::Timestamp));
                let parsed = through(of_text(text, to.side), vec![parse], to.side);
                let steps = timestamps(&parsed.ty.shape, &to.shape);
                through(parsed, steps, to.side)
            }),
            _ => None,
        }
    }
}

fn of_text(text: &str, side: Side) -> Value {
    let ty = Type { side, shape: Shape::Scalar(Scalar::Text) };
    Value { kind: ValueKind::Literal(Literal::Text(text.to_owned())), ty, absent: false, fallible: false }
}

/// A constant as written.
fn as_literal(value: &Value) -> Option<&Literal> {
    match &value.kind {
        ValueKind::Literal(literal) => Some(literal),
        _ => None,
    }
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.chars().all(|c| c.is_ascii_hexdigit()))
}
