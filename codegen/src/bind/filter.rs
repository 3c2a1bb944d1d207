//! Filters, reading: what each takes, gives, and is called in the plan.

use crate::diagnostics::{catalogue, nearest};
use crate::ir::{Literal, Scalar, Shape};
use crate::mapping::{Expr, ExprKind, FilterUse};
use crate::plan::{DateFormat, Op, Path, Root, TimeFormat, Value, ValueKind, Way};

use super::Binder;
use super::expr::{apply, scalar, vendor};
use super::path::{Scope, Stop};
use super::shapes::{self, Family};

/// A filter of the language and how many arguments it takes.
pub(super) struct Filter {
    pub(super) name: &'static str,
    pub(super) least: usize,
    pub(super) most: usize,
}

const fn filter(name: &'static str, least: usize, most: usize) -> Filter {
    Filter { name, least, most }
}

pub(super) const FILTERS: &[Filter] = &[
    filter("int", 0, 0),
    filter("decimal", 1, 1),
    filter("scale", 1, 1),
    filter("bool", 2, 2),
    filter("time", 0, 1),
    filter("date", 0, 1),
    filter("at", 1, 1),
    filter("split", 1, 1),
    filter("trim", 0, 0),
    filter("lower", 0, 0),
    filter("join", 1, 20),
    filter("after", 1, 1),
    filter("before", 1, 1),
    filter("starts", 1, 1),
    filter("ends", 1, 1),
    filter("only", 1, 1),
    filter("quote", 0, 0),
];

impl Binder<'_> {
    /// Name and number of arguments; `None`: a function of the mapping.
    pub(super) fn known_filter(&self, filter: &FilterUse) -> Result<Option<&'static str>, Stop> {
        let name = filter.name.value.as_str();
        if self.function(name).is_some() {
            return Ok(None);
        }
        let Some(known) = FILTERS.iter().find(|known| known.name == name) else {
            let functions = self.plan.functions.iter().map(|function| function.name.as_str());
            let stop = self.stop(
                catalogue::UNKNOWN_FILTER,
                &filter.name.span,
                format!("there is no filter `{name}`"),
                "unknown filter",
            );
            return Err(match nearest(name, FILTERS.iter().map(|known| known.name).chain(functions)) {
                Some(near) => stop.help(format!("did you mean `{near}`?")).into(),
                None => stop.help("a filter of your own is declared in `[functions]`").into(),
            });
        };
        if filter.args.len() < known.least || filter.args.len() > known.most {
            let wants = match (known.least, known.most) {
                (0, 0) => "no argument".to_owned(),
                (least, most) if least == most => {
                    format!("{least} argument{}", if least == 1 { "" } else { "s" })
                }
                (least, most) => format!("{least} to {most} arguments"),
            };
            let message = format!("`{name}` takes {wants}, not {}", filter.args.len());
            return Err(self.stop(
                catalogue::BAD_ARGUMENT,
                &filter.name.span,
                message,
                "wrong number of arguments",
            ));
        }
        Ok(Some(known.name))
    }

    pub(super) fn function(&self, name: &str) -> Option<usize> {
        self.plan.functions.iter().position(|function| function.name == name)
    }

    /// One filter, reading. Over a list it works item by item.
    pub(super) fn filter(&mut self, of: Value, filter: &FilterUse, scope: &Scope) -> Result<Value, Stop> {
        if let (Shape::List(item), false) = (of.ty.shape.clone(), self.function(&filter.name.value).is_some())
        {
            let (item, _) = shapes::present(&self.vendor.types, &item);
            let path = Path { root: Root::Item, steps: Vec::new(), none: Vec::new() };
            let start =
                Value { kind: ValueKind::Path(path), ty: vendor(item), absent: false, fallible: false };
            let item = self.filter(start, filter, scope)?;
            let ty = vendor(Shape::List(Box::new(item.ty.shape.clone())));
            let (absent, fallible) = (of.absent, of.fallible || item.fallible);
            let kind = ValueKind::Each { over: Box::new(of), item: Box::new(item) };
            return Ok(Value { kind, ty, absent, fallible });
        }
        match self.known_filter(filter)? {
            None => self.call(of, filter, Way::Read),
            Some(name) => self.known(of, name, filter, scope),
        }
    }

    /// A hand-written function: what it gives is up to whoever takes it.
    pub(super) fn call(&mut self, of: Value, filter: &FilterUse, way: Way) -> Result<Value, Stop> {
        let Some(function) = self.function(&filter.name.value) else {
            return Err(self.stop(
                catalogue::UNKNOWN_FILTER,
                &filter.name.span,
                "unknown function",
                "unknown",
            ));
        };
        self.used.functions.insert(function);
        let absent = of.absent;
        let kind = ValueKind::Call { function, way, of: Box::new(of) };
        Ok(Value { kind, ty: vendor(Shape::Any), absent, fallible: true })
    }

    fn known(&mut self, of: Value, name: &str, filter: &FilterUse, scope: &Scope) -> Result<Value, Stop> {
        let family = shapes::family(&self.vendor.types, &of.ty.shape);
        match name {
            "int" => self.int(of, family, filter),
            "decimal" => self.decimal(of, family, filter),
            "scale" => {
                let factor = self.factor(filter)?;
                self.takes(&of, filter, &[Family::Decimal], "a decimal (put `decimal(n)` before it)")?;
                Ok(apply(Op::Scale(factor), of, scalar(Scalar::Decimal), true))
            }
            "bool" => {
                let (yes, no) = (self.text_arg(filter, 0)?, self.text_arg(filter, 1)?);
                let of = self.text_input(of, filter)?;
                Ok(apply(Op::TextToBool { yes, no }, of, scalar(Scalar::Bool), true))
            }
            "time" => self.time(of, family, filter),
            "date" => self.date(of, family, filter),
            "at" => {
                let time = self.time_of_day(filter)?;
                self.takes(&of, filter, &[Family::Date], "a date")?;
                Ok(apply(Op::At(time), of, scalar(Scalar::Timestamp), true))
            }
            "split" => {
                let separator = self.text_arg(filter, 0)?;
                let of = self.text_input(of, filter)?;
                let list = vendor(Shape::List(Box::new(Shape::Scalar(Scalar::Text))));
                Ok(apply(Op::Split(separator), of, list, false))
            }
            "join" => self.join(of, filter, scope),
            "quote" => {
                let message = "`quote` is for templates of requests only";
                Err(self.stop(catalogue::BAD_ARGUMENT, &filter.name.span, message, "not in a template"))
            }
            _ => self.text_filter(of, name, filter),
        }
    }

    fn text_filter(&mut self, of: Value, name: &str, filter: &FilterUse) -> Result<Value, Stop> {
        let mut of = self.text_input(of, filter)?;
        let cuts = matches!(name, "after" | "before" | "only");
        let op = match name {
            "trim" => Op::Trim,
            "lower" => Op::Lower,
            "after" => Op::After(self.text_arg(filter, 0)?),
            "only" => Op::Only(self.text_arg(filter, 0)?),
            "before" => Op::Before(self.text_arg(filter, 0)?),
            "starts" => Op::Starts(self.text_arg(filter, 0)?),
            _ => Op::Ends(self.text_arg(filter, 0)?),
        };
        let tests = matches!(name, "starts" | "ends");
        of = apply(op, of, scalar(if tests { Scalar::Bool } else { Scalar::Text }), false);
        of.absent |= cuts;
        Ok(of)
    }

    fn int(&mut self, of: Value, family: Family, filter: &FilterUse) -> Result<Value, Stop> {
        let to = scalar(Scalar::I64);
        match family {
            Family::Integer => Ok(of),
            Family::Text | Family::Textual => Ok(apply(Op::ToInteger, self.plain_text(of), to, true)),
            Family::Decimal | Family::Float => Ok(apply(Op::ToInteger, of, to, true)),
            _ => Err(self.takes_not(&of, filter, "a text or a number")),
        }
    }

    fn decimal(&mut self, of: Value, family: Family, filter: &FilterUse) -> Result<Value, Stop> {
        self.count_arg(filter)?;
        let to = scalar(Scalar::Decimal);
        match family {
            Family::Decimal if of.ty.shape == Shape::Scalar(Scalar::Decimal) => Ok(of),
            Family::Decimal | Family::Integer => Ok(apply(Op::ToDecimal, of, to, true)),
            Family::Text | Family::Textual => Ok(apply(Op::ToDecimal, self.plain_text(of), to, true)),
            Family::Float => {
                let message =
                    "the document's number is a float: its exact digits are lost before they are read";
                Err(self
                    .stop(catalogue::DECIMAL_THROUGH_FLOAT, &filter.name.span, message, "takes an inexact number")
                    .help(format!(
                        "say `format: decimal` of it in `specs/{}/overlay.yaml`; it is then read from its characters",
                        self.mapping.vendor_name()
                    ))
                    .into())
            }
            _ => Err(self.takes_not(&of, filter, "a text or a number")),
        }
    }

    fn time(&mut self, of: Value, family: Family, filter: &FilterUse) -> Result<Value, Stop> {
        let format = self.time_format(filter)?;
        let to = scalar(Scalar::Timestamp);
        match (family, &format) {
            (Family::Time, TimeFormat::Rfc3339) => Ok(of),
            (Family::Integer, TimeFormat::EpochSeconds | TimeFormat::EpochMillis) => {
                Ok(apply(Op::ParseTime(format), of, to, true))
            }
            (Family::Text | Family::Textual, _) => {
                Ok(apply(Op::ParseTime(format), self.plain_text(of), to, true))
            }
            (Family::Integer, _) => Err(self
                .takes_not(&of, filter, "a text")
                .help("a number is read with `time('epoch_s')` or `time('epoch_ms')`")
                .into()),
            _ => Err(self.takes_not(&of, filter, "a text or an integer")),
        }
    }

    fn date(&mut self, of: Value, family: Family, filter: &FilterUse) -> Result<Value, Stop> {
        if let Some(format) = self.time_of_date(filter) {
            let time =
                apply(Op::ParseTime(format), self.text_input(of, filter)?, scalar(Scalar::Timestamp), true);
            return Ok(apply(Op::DateOf("Z".to_owned()), time, scalar(Scalar::Date), true));
        }
        let format = self.date_format(filter)?;
        match (family, &format) {
            (Family::Date, DateFormat::Iso) => Ok(of),
            (Family::Text | Family::Textual, _) => {
                Ok(apply(Op::ParseDate(format), self.plain_text(of), scalar(Scalar::Date), true))
            }
            _ => Err(self.takes_not(&of, filter, "a text")),
        }
    }

    fn join(&mut self, of: Value, filter: &FilterUse, scope: &Scope) -> Result<Value, Stop> {
        let separator = self.text_arg(filter, 0)?;
        let of = self.text_input(of, filter)?;
        let mut others = Vec::new();
        for arg in filter.args.iter().skip(1) {
            let other = self.value(arg, scope)?;
            others.push(self.text_input(other, filter)?);
        }
        let absent = of.absent && others.iter().all(|other| other.absent);
        let mut joined = apply(Op::Join { separator, others }, of, scalar(Scalar::Text), false);
        joined.absent = absent;
        Ok(joined)
    }

    fn text_input(&mut self, of: Value, filter: &FilterUse) -> Result<Value, Stop> {
        self.takes(&of, filter, &[Family::Text, Family::Textual], "a text")?;
        Ok(self.plain_text(of))
    }

    fn takes(&self, of: &Value, filter: &FilterUse, families: &[Family], wants: &str) -> Result<(), Stop> {
        if families.contains(&shapes::family(&self.vendor.types, &of.ty.shape)) {
            return Ok(());
        }
        Err(self.takes_not(of, filter, wants))
    }

    fn takes_not(&self, of: &Value, filter: &FilterUse, wants: &str) -> Stop {
        let found = shapes::describe(&self.vendor.types, &of.ty.shape);
        let name = &filter.name.value;
        let message = format!("`{name}` takes {wants}, not {found}");
        self.stop(catalogue::TYPE_MISMATCH, &filter.name.span, message, format!("is given {found}"))
    }

    pub(super) fn bad_arg(&self, arg: Option<&Expr>, filter: &FilterUse, wants: &str) -> Stop {
        let span = arg.map_or(&filter.name.span, |arg| &arg.span);
        let message = format!("`{}` takes {wants}", filter.name.value);
        self.stop(catalogue::BAD_ARGUMENT, span, message, format!("not {wants}"))
    }

    pub(super) fn text_arg(&self, filter: &FilterUse, at: usize) -> Result<String, Stop> {
        match filter.args.get(at).map(|arg| &arg.kind) {
            Some(ExprKind::Text(text)) => Ok(text.clone()),
            _ => Err(self.bad_arg(filter.args.get(at), filter, "a 'text'")),
        }
    }

    pub(super) fn count_arg(&self, filter: &FilterUse) -> Result<u32, Stop> {
        match filter.args.first().map(|arg| &arg.kind) {
            Some(ExprKind::Number(number)) => number.parse().ok().filter(|places| *places <= 28),
            _ => None,
        }
        .ok_or_else(|| self.bad_arg(filter.args.first(), filter, "a number of places, 0 to 28"))
    }

    pub(super) fn factor(&self, filter: &FilterUse) -> Result<String, Stop> {
        match filter.args.first().map(|arg| &arg.kind) {
            Some(ExprKind::Number(number)) if number.chars().any(|c| ('1'..='9').contains(&c)) => {
                Ok(number.clone())
            }
            _ => Err(self.bad_arg(filter.args.first(), filter, "a factor other than 0")),
        }
    }

    pub(super) fn time_of_day(&self, filter: &FilterUse) -> Result<String, Stop> {
        let text = self.text_arg(filter, 0)?;
        let (clock, zone) = match text.find(['Z', '+', '-']) {
            Some(at) => text.split_at(at),
            None => {
                return Err(self.bad_arg(filter.args.first(), filter, "a time with its offset, as '00:00Z'"));
            }
        };
        let parts: Vec<Option<u32>> =
            clock.split(':').map(|part| part.parse().ok().filter(|_| part.len() == 2)).collect();
        let limits = [24, 60, 60];
        let right = (2..=3).contains(&parts.len())
            && parts.iter().zip(limits).all(|(part, limit)| part.is_some_and(|part| part < limit));
        let digits = |part: &str| part.len() == 2 && part.chars().all(|c| c.is_ascii_digit());
        let offset = zone == "Z"
            || zone
                .get(1..)
                .and_then(|zone| zone.split_once(':'))
                .is_some_and(|(h, m)| digits(h) && digits(m));
        if !right || !offset {
            return Err(self.bad_arg(filter.args.first(), filter, "a time with its offset, as '00:00Z'"));
        }
        let seconds = if parts.len() == 2 { ":00" } else { "" };
        Ok(format!("{clock}{seconds}{zone}"))
    }

    pub(super) fn time_format(&self, filter: &FilterUse) -> Result<TimeFormat, Stop> {
        if filter.args.is_empty() {
            return Ok(TimeFormat::Rfc3339);
        }
        let text = self.text_arg(filter, 0)?;
        match text.as_str() {
            "rfc3339" => Ok(TimeFormat::Rfc3339),
            "epoch_s" => Ok(TimeFormat::EpochSeconds),
            "epoch_ms" => Ok(TimeFormat::EpochMillis),
            "msjson" => Ok(TimeFormat::MsJson),
            _ if text.contains('%') => Ok(TimeFormat::Pattern(text)),
            _ => {
                let wants =
                    "'rfc3339', 'epoch_s', 'epoch_ms', 'msjson' or a pattern such as '%Y-%m-%dT%H:%M:%S%z'";
                Err(self.bad_arg(filter.args.first(), filter, wants))
            }
        }
    }

    /// `date('rfc3339')`: a time stamp of which the day counts.
    pub(super) fn time_of_date(&self, filter: &FilterUse) -> Option<TimeFormat> {
        matches!(self.text_arg(filter, 0).as_deref(), Ok("rfc3339")).then_some(TimeFormat::Rfc3339)
    }

    pub(super) fn date_format(&self, filter: &FilterUse) -> Result<DateFormat, Stop> {
        if filter.args.is_empty() {
            return Ok(DateFormat::Iso);
        }
        let text = self.text_arg(filter, 0)?;
        match text.as_str() {
            "iso" => Ok(DateFormat::Iso),
            "msjson" => Ok(DateFormat::MsJson),
            _ if text.contains('%') => Ok(DateFormat::Pattern(text)),
            _ => Err(self.bad_arg(
                filter.args.first(),
                filter,
                "'iso', 'rfc3339', 'msjson' or a pattern such as '%d.%m.%Y'",
            )),
        }
    }
}

/// Whether a factor only moves the decimal point.
pub(super) fn is_power_of_ten(factor: &str) -> bool {
    let digits: String = factor.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_matches('0');
    digits == "1" && !factor.starts_with('-')
}

/// A literal's text, if it is one.
pub(super) fn literal_text(value: &Value) -> Option<&str> {
    match &value.kind {
        ValueKind::Literal(Literal::Text(text)) => Some(text),
        _ => None,
    }
}
