//! The only table of filters: name, arguments, what each reads, its inverse, what it loses, and its use in a template.

use crate::diagnostics::{catalogue, nearest};
use crate::ir::{Literal, Scalar, Shape};
use crate::mapping::{Expr, ExprKind, FilterUse};
use crate::plan::{DateFormat, Op, QueryLanguage, Side, TimeFormat, Value, ValueKind, Way};

use super::Binder;
use super::convert::{self, Kind, Steps, kind, through};
use super::expressions::vendor;
use super::patterns;
use super::read::item_value;
use super::resolve_path::{Scope, Stop};
use super::shapes;
use super::write_place::Unwritten;

/// A filter of the language.
pub(super) struct Filter {
    pub(super) name: &'static str,
    /// The type of value that it takes, in words.
    takes: &'static str,
    args: Args,
    /// The operations of reading, by what is filtered; `None`: it can't be.
    read: fn(&Arguments, Kind) -> Option<Steps>,
    inverse: Inverse,
    /// What a round trip through it and its inverse loses: the laws W and R, and why.
    loses: fn(&Arguments) -> Option<(bool, bool, &'static str)>,
    /// The operations in a request's template, where it may be used there.
    template: fn(&Arguments, Kind) -> Option<Steps>,
}

/// What writes what a filter reads.
enum Inverse {
    /// Nothing does.
    None,
    /// The value as it is.
    Same,
    /// The value as what the filter gives, through these operations.
    Of(Kind, fn(&Arguments) -> Steps),
}

/// Arguments that a filter takes, in words where one is wrong.
enum Args {
    Nothing,
    /// A text.
    Text,
    /// Two texts.
    Texts,
    /// A text and a count.
    Part,
    /// A number of decimal places.
    Places,
    Factor,
    /// A time format; without one RFC 3339.
    Time,
    /// A date format; without one ISO 8601.
    Date,
    /// A time of day with its offset, or an expression that has one.
    Clock,
    /// A text, and expressions.
    Others,
    QueryLanguage,
}

/// Arguments, read.
pub(super) enum Arguments {
    Nothing,
    Text(String),
    Texts(String, String),
    /// What divides the parts, and which of them, from 0.
    Part(String, usize),
    Places(u32),
    Factor(String),
    Time(TimeFormat),
    Date(DateFormat),
    /// Several forms, of which the first is written.
    Dates(Vec<DateFormat>),
    /// `date('rfc3339')`: a time stamp of which the day counts.
    DateOfTime,
    /// `00:00:00Z`
    Clock(String),
    /// An expression, bound where the filter is.
    Expression,
    QueryLanguage(QueryLanguage),
}

impl Arguments {
    fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Clock(text) | Self::Factor(text) => text.clone(),
            _ => String::new(),
        }
    }
}

const fn filter(name: &'static str, takes: &'static str, args: Args) -> Filter {
    Filter {
        name,
        takes,
        args,
        read: |_, _| None,
        inverse: Inverse::None,
        loses: |_| None,
        template: |_, _| None,
    }
}

fn scalar(scalar: Scalar) -> Shape {
    Shape::Scalar(scalar)
}

/// Text, then one operation that gives this.
fn of_text(from: Kind, op: Op, gives: Scalar) -> Option<Steps> {
    from.is_textual().then(|| [from.to_text().unwrap_or_default(), vec![(op, scalar(gives))]].concat())
}

/// The same where only plain text is taken, as in templates.
fn of_plain(from: Kind, op: Op, gives: Scalar) -> Option<Steps> {
    (from == Kind::Text).then(|| vec![(op, scalar(gives))])
}

pub(super) const FILTERS: &[Filter] = &[
    Filter {
        read: |_, from| {
            let to = || vec![(Op::ToInteger, scalar(Scalar::I64))];
            match from {
                _ if from.is_integer() => from.to_i64(),
                _ if from.is_textual() => of_text(from, Op::ToInteger, Scalar::I64),
                Kind::Decimal | Kind::Number => Some([from.to_decimal()?, to()].concat()),
                _ => Some([from.to_f64()?, to()].concat()),
            }
        },
        // What the vendor wants, text or number, is decided by the place.
        inverse: Inverse::Same,
        template: |_, from| of_plain(from, Op::ToInteger, Scalar::I64),
        ..filter("int", "a text or a number", Args::Nothing)
    },
    Filter {
        read: |_, from| {
            let exact = from.is_integer() || matches!(from, Kind::Decimal | Kind::Number);
            if exact { from.to_text() } else { None }
        },
        inverse: Inverse::Same,
        ..filter("text", "an integer, a number or a decimal", Args::Nothing)
    },
    Filter {
        read: |args, from| {
            let exact = match from {
                _ if from.is_textual() => of_text(from, Op::ToDecimal, Scalar::Decimal),
                _ => from.to_decimal(),
            };
            let whole = from.is_integer();
            match args {
                Arguments::Places(places) if !whole => {
                    Some([exact?, vec![(Op::Round(*places), scalar(Scalar::Decimal))]].concat())
                }
                _ => exact,
            }
        },
        inverse: Inverse::Of(Kind::Decimal, |args| match args {
            Arguments::Places(places) => vec![(Op::Round(*places), scalar(Scalar::Decimal))],
            _ => Vec::new(),
        }),
        ..filter("decimal", "a text or a number", Args::Places)
    },
    Filter {
        read: |args, from| {
            (from == Kind::Decimal).then(|| vec![(Op::Scale(args.text()), scalar(Scalar::Decimal))])
        },
        inverse: Inverse::Of(Kind::Decimal, |args| vec![(Op::Unscale(args.text()), scalar(Scalar::Decimal))]),
        loses: |args| {
            (!is_power_of_ten(&args.text())).then_some((true, true, "`scale`: the division rounds"))
        },
        ..filter("scale", "a decimal (put `decimal(n)` before it)", Args::Factor)
    },
    Filter {
        read: |args, from| match args {
            Arguments::Texts(yes, no) => {
                of_text(from, Op::TextToBool { yes: yes.clone(), no: no.clone() }, Scalar::Bool)
            }
            _ => None,
        },
        inverse: Inverse::Of(Kind::Bool, |args| match args {
            Arguments::Texts(yes, no) => {
                vec![(Op::BoolToText { yes: yes.clone(), no: no.clone() }, scalar(Scalar::Text))]
            }
            _ => Vec::new(),
        }),
        ..filter("bool", "a text", Args::Texts)
    },
    Filter {
        read: |args, from| match (args, from) {
            (Arguments::Time(TimeFormat::Rfc3339), Kind::Timestamp) => Some(Vec::new()),
            (Arguments::Time(format @ (TimeFormat::EpochSeconds | TimeFormat::EpochMillis)), _)
                if from.is_integer() =>
            {
                let parse = vec![(Op::ParseTime(format.clone()), scalar(Scalar::Timestamp))];
                Some([from.to_i64()?, parse].concat())
            }
            (Arguments::Time(format), _) => of_text(from, Op::ParseTime(format.clone()), Scalar::Timestamp),
            _ => None,
        },
        inverse: Inverse::Of(Kind::Timestamp, |args| match args {
            // A document that types it takes it as it is.
            Arguments::Time(format) if *format != TimeFormat::Rfc3339 => format_time(format),
            _ => Vec::new(),
        }),
        loses: |args| match args {
            Arguments::Time(format) => time_loss(format),
            _ => None,
        },
        template: |args, from| match args {
            Arguments::Time(format) if from == Kind::Timestamp => Some(format_time(format)),
            _ => None,
        },
        ..filter("time", "a text or an integer", Args::Time)
    },
    Filter {
        read: |args, from| match (args, from) {
            (Arguments::DateOfTime, _) => {
                let date = vec![(Op::DateOf("Z".to_owned()), scalar(Scalar::Date))];
                let time = of_text(from, Op::ParseTime(TimeFormat::Rfc3339), Scalar::Timestamp)?;
                Some([time, date].concat())
            }
            (Arguments::Date(DateFormat::Iso), Kind::Date) => Some(Vec::new()),
            (Arguments::Date(format), _) => of_text(from, Op::ParseDate(vec![format.clone()]), Scalar::Date),
            (Arguments::Dates(formats), _) => of_text(from, Op::ParseDate(formats.clone()), Scalar::Date),
            _ => None,
        },
        inverse: Inverse::Of(Kind::Date, |args| match args {
            Arguments::Dates(formats) => formats.first().map_or_else(Vec::new, |first| match first {
                DateFormat::Iso => Vec::new(),
                first => vec![(Op::FormatDate(first.clone()), scalar(Scalar::Text))],
            }),
            Arguments::DateOfTime => vec![
                (Op::At("00:00:00Z".to_owned()), scalar(Scalar::Timestamp)),
                (Op::FormatTime(TimeFormat::Rfc3339), scalar(Scalar::Text)),
            ],
            Arguments::Date(format) if *format != DateFormat::Iso => {
                vec![(Op::FormatDate(format.clone()), scalar(Scalar::Text))]
            }
            _ => Vec::new(),
        }),
        loses: |args| match args {
            Arguments::DateOfTime => Some((false, true, "`date('rfc3339')`: the time of day is not kept")),
            Arguments::Dates(_) => Some((false, true, "`date`: of several forms the first is written")),
            Arguments::Date(DateFormat::Pattern(pattern)) if pattern.contains("%y") => Some(CENTURY),
            _ => None,
        },
        template: |args, from| match args {
            Arguments::Date(format) if from == Kind::Timestamp => Some(vec![
                (Op::DateOf("Z".to_owned()), scalar(Scalar::Date)),
                (Op::FormatDate(format.clone()), scalar(Scalar::Text)),
            ]),
            _ => None,
        },
        ..filter("date", "a text", Args::Date)
    },
    Filter {
        read: |args, from| {
            (from == Kind::Date).then(|| vec![(Op::At(args.text()), scalar(Scalar::Timestamp))])
        },
        inverse: Inverse::Of(Kind::Timestamp, |args| {
            let time = args.text();
            let zone = time.find(['Z', '+', '-']).and_then(|at| time.get(at..)).unwrap_or("Z").to_owned();
            vec![(Op::DateOf(zone), scalar(Scalar::Date))]
        }),
        loses: |args| match args {
            Arguments::Clock(_) => Some((true, false, "`at`: the time of day is not kept")),
            _ => None,
        },
        ..filter("at", "a date", Args::Clock)
    },
    Filter {
        read: |args, from| {
            let texts = Shape::List(Box::new(scalar(Scalar::Text)));
            from.is_textual()
                .then(|| [from.to_text().unwrap_or_default(), vec![(Op::Split(args.text()), texts)]].concat())
        },
        inverse: Inverse::Of(Kind::List, |args| vec![(Op::JoinList(args.text()), scalar(Scalar::Text))]),
        loses: |_| Some((true, true, "`split`: an item that holds the separator comes back as two")),
        ..filter("split", "a text", Args::Text)
    },
    Filter {
        read: |_, from| of_text(from, Op::Trim, Scalar::Text),
        inverse: Inverse::Same,
        loses: |_| Some((true, true, "`trim`: space at the ends is not kept")),
        template: |_, from| of_plain(from, Op::Trim, Scalar::Text),
        ..filter("trim", "a text", Args::Nothing)
    },
    Filter {
        read: |_, from| of_text(from, Op::Lower, Scalar::Text),
        inverse: Inverse::Same,
        loses: |_| Some((true, true, "`lower`: capitals are not kept")),
        template: |_, from| of_plain(from, Op::Lower, Scalar::Text),
        ..filter("lower", "a text", Args::Nothing)
    },
    Filter {
        // Its other operands are expressions: `Binder::join` reads it.
        template: |args, from| {
            (from == Kind::List).then(|| vec![(Op::JoinList(args.text()), scalar(Scalar::Text))])
        },
        ..filter("join", "a text", Args::Others)
    },
    Filter {
        read: |args, from| of_text(from, Op::After(args.text()), Scalar::Text),
        template: |args, from| of_plain(from, Op::After(args.text()), Scalar::Text),
        ..filter("after", "a text", Args::Text)
    },
    Filter {
        read: |args, from| of_text(from, Op::Before(args.text()), Scalar::Text),
        template: |args, from| of_plain(from, Op::Before(args.text()), Scalar::Text),
        ..filter("before", "a text", Args::Text)
    },
    Filter {
        read: |args, from| match args {
            Arguments::Part(separator, index) => {
                let part = Op::Part { separator: separator.clone(), index: *index };
                of_text(from, part, Scalar::Text)
            }
            _ => None,
        },
        ..filter("part", "a text", Args::Part)
    },
    Filter {
        read: |args, from| of_text(from, Op::Starts(args.text()), Scalar::Bool),
        ..filter("starts", "a text", Args::Text)
    },
    Filter {
        read: |args, from| of_text(from, Op::Ends(args.text()), Scalar::Bool),
        ..filter("ends", "a text", Args::Text)
    },
    Filter {
        read: |args, from| of_text(from, Op::Only(args.text()), Scalar::Text),
        inverse: Inverse::Of(Kind::Text, |args| vec![(Op::Starting(args.text()), scalar(Scalar::Text))]),
        ..filter("only", "a text", Args::Text)
    },
    Filter {
        read: |_, from| of_text(from, Op::HtmlToText, Scalar::Text),
        inverse: Inverse::Of(Kind::Text, |_| vec![(Op::TextToHtml, scalar(Scalar::Text))]),
        loses: |_| Some((false, true, "`html`: markup is not kept")),
        ..filter("html", "a text", Args::Nothing)
    },
    Filter {
        template: |args, from| match args {
            Arguments::QueryLanguage(language) => of_plain(from, Op::Quote(*language), Scalar::Text),
            _ => None,
        },
        ..filter("quote", "a text", Args::QueryLanguage)
    },
];

const CENTURY: (bool, bool, &str) = (true, false, "`%y`: the century is not kept");

fn format_time(format: &TimeFormat) -> Steps {
    let number = matches!(format, TimeFormat::EpochSeconds | TimeFormat::EpochMillis);
    let to = if number { Scalar::I64 } else { Scalar::Text };
    vec![(Op::FormatTime(format.clone()), scalar(to))]
}

fn time_loss(format: &TimeFormat) -> Option<(bool, bool, &'static str)> {
    let coarse = (true, false, "`time`: parts of a second are not kept");
    match format {
        TimeFormat::EpochSeconds => Some(coarse),
        TimeFormat::Pattern(pattern) if pattern.contains("%y") => Some(CENTURY),
        TimeFormat::Pattern(pattern) if !(pattern.contains("%.") || pattern.contains("%f")) => Some(coarse),
        _ => None,
    }
}

/// The filter of that name.
pub(super) fn named(name: &str) -> Option<&'static Filter> {
    FILTERS.iter().find(|filter| filter.name == name)
}

impl Binder<'_> {
    /// The filter and its arguments; `None`: a function of the mapping.
    fn known_filter(&self, filter: &FilterUse) -> Result<Option<(&'static Filter, Arguments)>, Stop> {
        let name = filter.name.value.as_str();
        if self.function(name).is_some() {
            return Ok(None);
        }
        let Some(known) = named(name) else {
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
        Ok(Some((known, self.arguments_of(known, filter)?)))
    }

    fn arguments_of(&self, known: &Filter, filter: &FilterUse) -> Result<Arguments, Stop> {
        let (least, most) = match known.args {
            Args::Nothing => (0, 0),
            Args::Texts | Args::Part => (2, 2),
            Args::Time => (0, 1),
            Args::Date => (0, 5),
            Args::Others => (1, 20),
            _ => (1, 1),
        };
        if filter.args.len() < least || filter.args.len() > most {
            let wants = match (&known.args, least, most) {
                (Args::QueryLanguage, ..) => LANGUAGES.to_owned(),
                (_, 0, 0) => "no argument".to_owned(),
                (_, least, most) if least == most => {
                    format!("{least} argument{}", if least == 1 { "" } else { "s" })
                }
                (_, least, most) => format!("{least} to {most} arguments"),
            };
            let message = format!("`{}` takes {wants}, not {}", known.name, filter.args.len());
            return Err(self.stop(
                catalogue::BAD_ARGUMENT,
                &filter.name.span,
                message,
                "wrong number of arguments",
            ));
        }
        Ok(match known.args {
            Args::Nothing => Arguments::Nothing,
            Args::Text | Args::Others => Arguments::Text(self.text_arg(filter, 0)?),
            Args::Texts => Arguments::Texts(self.text_arg(filter, 0)?, self.text_arg(filter, 1)?),
            Args::Part => {
                let index = match filter.args.get(1).map(|arg| &arg.kind) {
                    Some(ExprKind::Number(number)) => number.parse().ok(),
                    _ => None,
                };
                let index = index
                    .ok_or_else(|| self.bad_arg(filter.args.get(1), filter, "which of the parts, from 0"))?;
                Arguments::Part(self.text_arg(filter, 0)?, index)
            }
            Args::Places => Arguments::Places(self.count_arg(filter)?),
            Args::Factor => Arguments::Factor(self.factor(filter)?),
            Args::Time => Arguments::Time(self.time_format(filter)?),
            Args::Date => self.date_format(filter)?,
            Args::Clock => match filter.args.first().map(|arg| &arg.kind) {
                Some(ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Bool(_)) => {
                    Arguments::Clock(self.time_of_day(filter)?)
                }
                _ => Arguments::Expression,
            },
            Args::QueryLanguage => Arguments::QueryLanguage(match self.text_arg(filter, 0)?.as_str() {
                "soql" => QueryLanguage::Soql,
                "odata" => QueryLanguage::OData,
                "sql" => QueryLanguage::Sql,
                _ => return Err(self.bad_arg(filter.args.first(), filter, LANGUAGES)),
            }),
        })
    }

    pub(super) fn function(&self, name: &str) -> Option<usize> {
        self.plan.functions.iter().position(|function| function.name == name)
    }

    /// One filter, reading. Over a list it works item by item.
    pub(super) fn filter(&mut self, of: Value, filter: &FilterUse, scope: &Scope) -> Result<Value, Stop> {
        let known = self.known_filter(filter)?;
        if let (Shape::List(item), Some(_)) = (&of.ty.shape, &known) {
            let item = shapes::present(&self.vendor.types, item).0;
            let item = self.filter(item_value(item, Side::Vendor), filter, scope)?;
            return Ok(super::write::each(of, item));
        }
        let Some((known, args)) = known else { return self.call(of, filter, Way::Read) };
        if known.name == "join" {
            return self.join(of, filter, scope);
        }
        if matches!(args, Arguments::Expression) && self.kind_of(&of.ty) == Kind::Date {
            return self.at(of, filter, scope);
        }
        let from = self.kind_of(&of.ty);
        match (known.read)(&args, from) {
            Some(steps) => Ok(through(of, steps, Side::Vendor)),
            None => Err(self.takes_not(&of, filter, known)),
        }
    }

    /// A filter of a template: it writes.
    pub(super) fn template_filter(&mut self, of: Value, filter: &FilterUse) -> Result<Value, Stop> {
        let Some((known, args)) = self.known_filter(filter)? else {
            let message = "a function can't be used in a template";
            return Err(self.stop(catalogue::BAD_ARGUMENT, &filter.name.span, message, "only filters"));
        };
        if let Some(steps) = (known.template)(&args, self.kind_of(&of.ty)) {
            return Ok(through(of, steps, Side::Vendor));
        }
        let found = shapes::describe(&self.vendor.types, &of.ty.shape);
        let message = format!("`{}` can't write {found}", known.name);
        let label = format!("is given {found}");
        Err(self.stop(catalogue::BAD_ARGUMENT, &filter.name.span, message, label))
    }

    /// The inverse of a filter.
    pub(super) fn inverse(&mut self, source: Value, filter: &FilterUse) -> Result<Value, Unwritten> {
        let Some((known, args)) = self.known_filter(filter).map_err(Unwritten::Wrong)? else {
            return self.inverse_function(source, filter);
        };
        let (gives, steps) = match &known.inverse {
            Inverse::None => {
                let why = format!("the filter `{}` has no inverse", known.name);
                return Err(Unwritten::ReadOnly(filter.name.span.clone(), why));
            }
            Inverse::Of(..) if matches!(args, Arguments::Expression) => {
                let why = format!("`{}` takes a part of another property", known.name);
                return Err(Unwritten::ReadOnly(filter.name.span.clone(), why));
            }
            Inverse::Same => return Ok(source),
            Inverse::Of(kind, steps) => (*kind, steps(&args)),
        };
        if let (Shape::List(item), true) = (&source.ty.shape, gives != Kind::List) {
            let item = shapes::present(self.types_of(source.ty.side), item).0;
            let item = self.inverse(item_value(item, source.ty.side), filter)?;
            return Ok(super::write::each(source, item));
        }
        let given = match gives {
            Kind::Decimal => scalar(Scalar::Decimal),
            Kind::Bool => scalar(Scalar::Bool),
            Kind::Timestamp => scalar(Scalar::Timestamp),
            Kind::Date => scalar(Scalar::Date),
            Kind::List => Shape::List(Box::new(scalar(Scalar::Text))),
            _ => scalar(Scalar::Text),
        };
        match self.convert(source.clone(), &vendor(given), convert::Way::Write) {
            Some(source) => Ok(through(source, steps, Side::Vendor)),
            None => {
                let found = shapes::describe(self.types_of(source.ty.side), &source.ty.shape);
                let message = format!("`{}` can't write {found}", known.name);
                let label = format!("is given {found}");
                let code = catalogue::TYPE_MISMATCH;
                Err(Unwritten::Wrong(self.stop(code, &filter.name.span, message, label)))
            }
        }
    }

    fn inverse_function(&mut self, source: Value, filter: &FilterUse) -> Result<Value, Unwritten> {
        let name = &filter.name.value;
        let writes = self
            .function(name)
            .and_then(|index| self.plan.functions.get(index))
            .is_some_and(|found| found.write.is_some());
        if !writes {
            let why = format!("the function `{name}` has no `write`");
            return Err(Unwritten::ReadOnly(filter.name.span.clone(), why));
        }
        self.call(source, filter, Way::Write).map_err(Unwritten::Wrong)
    }

    /// A hand-written function: what it gives is up to whoever takes it.
    fn call(&mut self, of: Value, filter: &FilterUse, way: Way) -> Result<Value, Stop> {
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
        let declared = self.plan.functions.get(function);
        let rust = declared.and_then(|declared| match way {
            Way::Read => declared.read.clone(),
            Way::Write => declared.write.clone(),
        });
        let function = rust.unwrap_or_else(|| filter.name.value.clone());
        let kind = ValueKind::Call { function, of: Box::new(of) };
        Ok(Value { kind, ty: vendor(Shape::Any), absent, fallible: true })
    }

    /// What a filter loses, by the mapping's text alone: an argument that is wrong is reported when it is bound.
    pub(super) fn filter_loss(&self, filter: &FilterUse) -> Option<(bool, bool, &'static str)> {
        let known = named(&filter.name.value)?;
        (known.loses)(&self.arguments_of(known, filter).ok()?)
    }

    fn join(&mut self, of: Value, filter: &FilterUse, scope: &Scope) -> Result<Value, Stop> {
        let separator = self.text_arg(filter, 0)?;
        let of = self.text_operand(of, filter)?;
        let mut others = Vec::new();
        for arg in filter.args.iter().skip(1) {
            let other = self.value(arg, scope)?;
            others.push(self.text_operand(other, filter)?);
        }
        let absent = of.absent && others.iter().all(|other| other.absent);
        let text = vendor(scalar(Scalar::Text));
        let mut joined = super::expressions::apply(Op::Join { separator, others }, of, text, false);
        joined.absent = absent;
        Ok(joined)
    }

    /// `at(path)`: a date and the time of day of another property.
    fn at(&mut self, of: Value, filter: &FilterUse, scope: &Scope) -> Result<Value, Stop> {
        let Some(arg) = filter.args.first() else { return Ok(of) };
        let time = self.value(arg, scope)?;
        let time = self.text_operand(time, filter)?;
        let absent = of.absent || time.absent;
        let moment = vendor(scalar(Scalar::Timestamp));
        let mut at = super::expressions::apply(Op::AtTime(Box::new(time)), of, moment, true);
        at.absent = absent;
        Ok(at)
    }

    fn text_operand(&self, of: Value, filter: &FilterUse) -> Result<Value, Stop> {
        let from = self.kind_of(&of.ty);
        match from.to_text().filter(|_| from.is_textual()) {
            Some(steps) => Ok(through(of, steps, Side::Vendor)),
            None => {
                let found = shapes::describe(&self.vendor.types, &of.ty.shape);
                let message = format!("`{}` takes a text, not {found}", filter.name.value);
                let label = format!("is given {found}");
                Err(self.stop(catalogue::TYPE_MISMATCH, &filter.name.span, message, label))
            }
        }
    }

    fn takes_not(&self, of: &Value, filter: &FilterUse, known: &Filter) -> Stop {
        let from = kind(&self.vendor.types, &of.ty.shape);
        let found = shapes::describe(&self.vendor.types, &of.ty.shape);
        match known.name {
            "quote" => {
                let message = "`quote` is for templates of requests only";
                return self.stop(catalogue::BAD_ARGUMENT, &filter.name.span, message, "not in a template");
            }
            "decimal" if from.is_float() => {
                let message =
                    "the document's number is a float: its exact digits are lost before they are read";
                return self
                    .stop(catalogue::DECIMAL_THROUGH_FLOAT, &filter.name.span, message, "takes an inexact number")
                    .help(format!(
                        "say `format: decimal` of it in `specs/{}/overlay.yaml`; it is then read from its characters",
                        self.mapping.vendor_name()
                    ))
                    .into();
            }
            _ => {}
        }
        let integer_time = known.name == "time" && from.is_integer();
        let takes = if integer_time { "a text" } else { known.takes };
        let message = format!("`{}` takes {takes}, not {found}", known.name);
        let stop =
            self.stop(catalogue::TYPE_MISMATCH, &filter.name.span, message, format!("is given {found}"));
        match integer_time {
            true => stop.help("a number is read with `time('epoch_s')` or `time('epoch_ms')`").into(),
            false => stop,
        }
    }

    fn bad_arg(&self, arg: Option<&Expr>, filter: &FilterUse, wants: &str) -> Stop {
        let span = arg.map_or(&filter.name.span, |arg| &arg.span);
        let message = format!("`{}` takes {wants}", filter.name.value);
        self.stop(catalogue::BAD_ARGUMENT, span, message, format!("not {wants}"))
    }

    fn text_arg(&self, filter: &FilterUse, at: usize) -> Result<String, Stop> {
        match filter.args.get(at).map(|arg| &arg.kind) {
            Some(ExprKind::Text(text)) => Ok(text.clone()),
            _ => Err(self.bad_arg(filter.args.get(at), filter, "a 'text'")),
        }
    }

    fn count_arg(&self, filter: &FilterUse) -> Result<u32, Stop> {
        match filter.args.first().map(|arg| &arg.kind) {
            Some(ExprKind::Number(number)) => number.parse().ok().filter(|places| *places <= 28),
            _ => None,
        }
        .ok_or_else(|| self.bad_arg(filter.args.first(), filter, "a number of places, 0 to 28"))
    }

    fn factor(&self, filter: &FilterUse) -> Result<String, Stop> {
        match filter.args.first().map(|arg| &arg.kind) {
            Some(ExprKind::Number(number))
                if number.chars().any(|c| ('1'..='9').contains(&c))
                    && number.replace('.', "").parse::<i64>().is_ok() =>
            {
                Ok(number.clone())
            }
            _ => {
                Err(self.bad_arg(filter.args.first(), filter, "a factor other than 0, of at most 18 digits"))
            }
        }
    }

    fn time_of_day(&self, filter: &FilterUse) -> Result<String, Stop> {
        let text = self.text_arg(filter, 0)?;
        let wrong = || self.bad_arg(filter.args.first(), filter, "a time with its offset, as '00:00Z'");
        let (clock, zone) = text.find(['Z', '+', '-']).map(|at| text.split_at(at)).ok_or_else(wrong)?;
        let number = |part: &str, limit: u32| {
            let digits = part.len() == 2 && part.chars().all(|c| c.is_ascii_digit());
            digits && part.parse::<u32>().is_ok_and(|part| part < limit)
        };
        let parts: Vec<&str> = clock.split(':').collect();
        let right = (2..=3).contains(&parts.len())
            && parts.iter().zip([24, 60, 60]).all(|(part, limit)| number(part, limit));
        let offset = zone == "Z"
            || zone
                .get(1..)
                .and_then(|zone| zone.split_once(':'))
                .is_some_and(|(h, m)| number(h, 24) && number(m, 60));
        if !right || !offset {
            return Err(wrong());
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
            _ if text.contains('%') => match patterns::time_fault(&text) {
                Some(fault) => Err(self.bad_pattern(filter.args.first(), filter, fault)),
                None => Ok(TimeFormat::Pattern(text)),
            },
            _ => {
                let wants =
                    "'rfc3339', 'epoch_s', 'epoch_ms', 'msjson' or a pattern such as '%Y-%m-%dT%H:%M:%S%z'";
                Err(self.bad_arg(filter.args.first(), filter, wants))
            }
        }
    }

    /// A pattern that can't be written, or not be read back.
    fn bad_pattern(&self, arg: Option<&Expr>, filter: &FilterUse, fault: String) -> Stop {
        let span = arg.map_or(&filter.name.span, |arg| &arg.span);
        let stop =
            self.stop(catalogue::BAD_ARGUMENT, span, "the pattern can't be read back", "not a pattern");
        let help = "a pattern is made of strftime's directives: `%Y %m %d %H %M %S %z`";
        stop.note(fault).help(help).into()
    }

    fn date_format(&self, filter: &FilterUse) -> Result<Arguments, Stop> {
        if filter.args.is_empty() {
            return Ok(Arguments::Date(DateFormat::Iso));
        }
        if let [arg] = filter.args.as_slice()
            && matches!(&arg.kind, ExprKind::Text(text) if text == "rfc3339")
        {
            return Ok(Arguments::DateOfTime);
        }
        let mut formats = Vec::new();
        for at in 0..filter.args.len() {
            formats.push(self.date_pattern(filter, at)?);
        }
        Ok(match formats.as_slice() {
            [only] => Arguments::Date(only.clone()),
            _ => Arguments::Dates(formats),
        })
    }

    fn date_pattern(&self, filter: &FilterUse, at: usize) -> Result<DateFormat, Stop> {
        let text = self.text_arg(filter, at)?;
        Ok(match text.as_str() {
            "iso" => DateFormat::Iso,
            "msjson" => DateFormat::MsJson,
            _ if text.contains('%') => match patterns::date_fault(&text) {
                Some(fault) => return Err(self.bad_pattern(filter.args.get(at), filter, fault)),
                None => DateFormat::Pattern(text),
            },
            _ => {
                let wants = "'iso', 'rfc3339', 'msjson' or a pattern such as '%d.%m.%Y'";
                return Err(self.bad_arg(filter.args.get(at), filter, wants));
            }
        })
    }
}

const LANGUAGES: &str = "the query language: 'soql', 'odata' or 'sql'";

/// Whether a factor only moves the decimal point.
fn is_power_of_ten(factor: &str) -> bool {
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
