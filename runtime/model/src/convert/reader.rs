//! Where flows from the vendor end: the reader of one record collects what could not be brought over.

use std::borrow::Cow;
use std::cell::RefCell;

use super::flow::{Flow, Wrong};
use super::number::is_binary_noise;
use crate::model::{Converted, Invalid};
use crate::warning::{Unconverted, Warning, WarningCode};
use tributary_core::codegen_v1::{Decode, Encode, is_empty_object, may_be_empty};
use tributary_core::{Decimal, Map};

/// Collects what one record's conversion could not bring over.
#[derive(Debug, Default)]
pub struct Reader {
    warnings: RefCell<Vec<Warning>>,
}

impl Reader {
    /// For one record.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of an optional field. What is wrong becomes a warning.
    #[inline]
    pub fn take<T>(&self, field: &'static str, flow: Flow<T>) -> Option<T> {
        match flow {
            Flow::Value(value) => Some(value),
            Flow::Absent | Flow::Null => None,
            Flow::Wrong(wrong) => {
                self.warn(field, *wrong);
                None
            }
        }
    }

    /// The text of an optional field.
    #[inline]
    pub fn text(&self, field: &'static str, flow: Flow<Cow<'_, str>>) -> Option<String> {
        self.take(field, flow.owned())
    }

    /// The value of a field that the model requires.
    ///
    /// # Errors
    /// It is absent, or wrong: the record can't be converted.
    #[inline]
    pub fn need<T>(&self, field: &'static str, flow: Flow<T>) -> Result<T, Unconverted> {
        match self.take(field, flow) {
            Some(value) => Ok(value),
            None => Err(self.missing(field)),
        }
    }

    /// A decimal of at most so many places.
    pub fn decimal(&self, field: &'static str, flow: Flow<Decimal>, places: u32) -> Option<Decimal> {
        let rounded = self.round(field, flow, places);
        self.take(field, rounded)
    }

    /// Rounds to so many places, with a warning where that drops more than the noise of a binary number.
    pub fn round(&self, field: &'static str, flow: Flow<Decimal>, places: u32) -> Flow<Decimal> {
        flow.map(|value| {
            let rounded = value.round_dp(places);
            if rounded == value {
                return value;
            }
            if !is_binary_noise(value, rounded) {
                let invalid =
                    Invalid::new(format!("at most {places} digits after the point")).received(value);
                self.warn(field, Wrong { code: WarningCode::Rounded, invalid });
            }
            rounded.normalize()
        })
    }

    /// The items of a list. An item that is absent is left out, one that is wrong becomes a warning.
    pub fn list<I, T>(
        &self,
        field: &'static str,
        items: impl IntoIterator<Item = I>,
        convert: impl Fn(I) -> Flow<T>,
    ) -> Vec<T> {
        let items = items.into_iter();
        let mut list = Vec::with_capacity(items.size_hint().0);
        for (index, item) in items.enumerate() {
            let mark = self.mark();
            list.extend(self.take("", convert(item)));
            self.settle(mark, field, Some(index));
        }
        list
    }

    /// The entries of a map. One whose key or value is absent is left out, one that is wrong becomes a warning.
    pub fn map<I, T>(
        &self,
        field: &'static str,
        entries: impl IntoIterator<Item = I>,
        convert: impl Fn(I) -> (Flow<String>, Flow<T>),
    ) -> Map<T> {
        let mut map = Map::new();
        for (index, entry) in entries.into_iter().enumerate() {
            let mark = self.mark();
            let (key, value) = convert(entry);
            if let (Some(key), Some(value)) = (self.take("", key), self.take("", value)) {
                map.insert(key, value);
            }
            self.settle(mark, field, Some(index));
        }
        map
    }

    /// A list that is put together item by item.
    pub fn items<T>(&self, field: &'static str) -> Items<'_, T> {
        Items { reader: self, field, mark: self.mark(), next: 0, items: Vec::new() }
    }

    /// An object inside a field: warnings from here on are told of this field.
    pub fn object(&self, field: &'static str) -> Inside<'_> {
        Inside { reader: self, field, mark: self.mark() }
    }

    /// The record, and what was collected.
    #[inline]
    pub fn done<T>(self, value: T) -> Converted<T> {
        Converted { value, warnings: self.warnings.into_inner() }
    }

    #[cold]
    fn warn(&self, field: &'static str, wrong: Wrong) {
        self.warnings.borrow_mut().push(Warning::new(wrong.code, field, wrong.invalid));
    }

    #[cold]
    fn missing(&self, field: &'static str) -> Unconverted {
        let mut warnings = self.warnings.take();
        warnings.push(Warning::new(WarningCode::Missing, field, Invalid::new("a value")));
        Unconverted { warnings }
    }

    #[inline]
    fn mark(&self) -> usize {
        self.warnings.borrow().len()
    }

    #[inline]
    fn settle(&self, mark: usize, field: &'static str, index: Option<usize>) {
        if self.mark() > mark {
            self.rename(mark, field, index);
        }
    }

    #[cold]
    fn rename(&self, mark: usize, field: &'static str, index: Option<usize>) {
        for warning in self.warnings.borrow_mut().iter_mut().skip(mark) {
            warning.move_inside(field, index);
        }
    }
}

/// A list on its way. An item that nothing was put into is none.
#[derive(Debug)]
pub struct Items<'r, T> {
    reader: &'r Reader,
    field: &'static str,
    mark: usize,
    next: usize,
    items: Vec<T>,
}

impl<T> Items<'_, T> {
    /// An item, filled.
    pub fn push(&mut self, item: T)
    where
        T: Decode + Encode + PartialEq,
    {
        self.push_with(item, |_| ());
    }

    /// An item, filled, and the constants that belong to it.
    pub fn push_with(&mut self, mut item: T, constants: impl FnOnce(&mut T))
    where
        T: Decode + Encode + PartialEq,
    {
        let blank = is_blank(&item);
        if !blank {
            constants(&mut item);
        }
        self.settle((!blank).then_some(item));
    }

    /// An item that is one value.
    pub fn value(&mut self, flow: Flow<T>) {
        let item = self.reader.take("", flow);
        self.settle(item);
    }

    fn settle(&mut self, item: Option<T>) {
        self.reader.settle(self.mark, self.field, Some(self.next));
        self.mark = self.reader.mark();
        self.next += 1;
        self.items.extend(item);
    }

    /// The items; `None` if there are none.
    pub fn non_empty(self) -> Option<Vec<T>> {
        (!self.items.is_empty()).then_some(self.items)
    }

    /// The items, of which there may be none.
    pub fn done(self) -> Option<Vec<T>> {
        Some(self.items)
    }
}

fn is_blank<T: Decode + Encode + PartialEq>(item: &T) -> bool {
    is_empty_object(item) || !may_be_empty(item) && *item == T::blank()
}

/// An object on its way. One that nothing was put into is none.
#[derive(Debug)]
pub struct Inside<'r> {
    reader: &'r Reader,
    field: &'static str,
    mark: usize,
}

impl Inside<'_> {
    /// The object, filled.
    pub fn done<T: Decode + Encode + PartialEq>(self, object: T) -> Option<T> {
        self.done_with(object, |_| ())
    }

    /// The object, filled, and the constants that belong to it.
    pub fn done_with<T: Decode + Encode + PartialEq>(
        self,
        mut object: T,
        constants: impl FnOnce(&mut T),
    ) -> Option<T> {
        self.reader.settle(self.mark, self.field, None);
        if is_blank(&object) {
            return None;
        }
        constants(&mut object);
        Some(object)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Decimal, Flow, Reader};

    #[test]
    fn a_double_printed_in_full_is_rounded_and_digits_that_mean_something_are_told() {
        let read = |text: &str, places: u32| {
            let reader = Reader::new();
            let value: Decimal = text.parse().unwrap();
            let rounded = reader.take("amount", reader.round("amount", Flow::Value(value), places)).unwrap();
            (rounded.to_string(), reader.done(()).warnings.len())
        };
        assert_eq!(read("0.4000000000000000222044604925", 4), ("0.4".to_owned(), 0));
        assert_eq!(read("6000.0000000000003330669073875", 2), ("6000".to_owned(), 0));
        assert_eq!(read("-0.30000000000000004", 2), ("-0.3".to_owned(), 0));
        assert_eq!(read("17000.00", 2), ("17000.00".to_owned(), 0));
        assert_eq!(read("12.345", 2), ("12.34".to_owned(), 1));
        assert_eq!(read("0.00001", 2), ("0".to_owned(), 1));
    }
}
