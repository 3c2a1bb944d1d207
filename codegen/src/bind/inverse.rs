//! Filters, writing: the inverse of what each reads.

use crate::ir::{Scalar, Shape};
use crate::mapping::FilterUse;
use crate::plan::{Op, TimeFormat, Value, Way};

use super::Binder;
use super::expr::{apply, scalar};
use super::place::Unwritten;
use super::read::item_value;
use super::write::each;

type Written<T> = Result<T, Unwritten>;

impl Binder<'_> {
    /// The inverse of a filter.
    pub(super) fn inverse(&mut self, source: Value, filter: &FilterUse) -> Written<Value> {
        let known = self.known_filter(filter).map_err(Unwritten::Wrong)?;
        if let (Shape::List(item), Some(name)) = (&source.ty.shape, known)
            && name != "split"
        {
            let item = item_value((**item).clone(), source.ty.side, false);
            let item = self.inverse(item, filter)?;
            return Ok(each(source, item));
        }
        match known {
            Some(name) => self.inverse_known(source, name, filter),
            None => self.inverse_function(source, filter),
        }
    }

    fn inverse_function(&mut self, source: Value, filter: &FilterUse) -> Written<Value> {
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

    fn inverse_known(&mut self, source: Value, name: &str, filter: &FilterUse) -> Written<Value> {
        let wrong = Unwritten::Wrong;
        let text = || scalar(Scalar::Text);
        Ok(match name {
            // What the vendor wants, text or number, is decided by the place.
            "int" => source,
            "decimal" => {
                let places = self.count_arg(filter).map_err(wrong)?;
                apply(Op::Round(places), source, scalar(Scalar::Decimal), false)
            }
            "scale" => {
                let factor = self.factor(filter).map_err(wrong)?;
                apply(Op::Unscale(factor), source, scalar(Scalar::Decimal), true)
            }
            "bool" => {
                let yes = self.text_arg(filter, 0).map_err(Unwritten::Wrong)?;
                let no = self.text_arg(filter, 1).map_err(Unwritten::Wrong)?;
                apply(Op::BoolToText { yes, no }, source, text(), false)
            }
            "time" => match self.time_format(filter).map_err(wrong)? {
                TimeFormat::Rfc3339 => source,
                format @ (TimeFormat::EpochSeconds | TimeFormat::EpochMillis) => {
                    apply(Op::FormatTime(format), source, scalar(Scalar::I64), false)
                }
                format => apply(Op::FormatTime(format), source, text(), false),
            },
            "date" if self.time_of_date(filter).is_some() => {
                let time = apply(Op::At("00:00:00Z".to_owned()), source, scalar(Scalar::Timestamp), false);
                apply(Op::FormatTime(TimeFormat::Rfc3339), time, text(), false)
            }
            "date" => match self.date_format(filter).map_err(wrong)? {
                crate::plan::DateFormat::Iso => source,
                format => apply(Op::FormatDate(format), source, text(), false),
            },
            "at" => {
                let time = self.time_of_day(filter).map_err(wrong)?;
                let zone = time.find(['Z', '+', '-']).and_then(|at| time.get(at..)).unwrap_or("Z").to_owned();
                apply(Op::DateOf(zone), source, scalar(Scalar::Date), false)
            }
            "split" => {
                let separator = self.text_arg(filter, 0).map_err(wrong)?;
                apply(Op::JoinList(separator), source, text(), false)
            }
            "only" => {
                let start = self.text_arg(filter, 0).map_err(wrong)?;
                let source = match &source.ty.shape {
                    Shape::Scalar(Scalar::Text) => source,
                    _ => apply(Op::ToText, source, text(), false),
                };
                apply(Op::Starting(start), source, text(), true)
            }
            "trim" | "lower" => source,
            _ => {
                let why = format!("the filter `{name}` has no inverse");
                return Err(Unwritten::ReadOnly(filter.name.span.clone(), why));
            }
        })
    }
}
