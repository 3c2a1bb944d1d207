//! Where flows from the vendor end: the reader of one record collects what could not be brought over.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use super::flow::{Flow, Wrong};
use crate::model::{Converted, Invalid};
use crate::warning::{Unconverted, Warning, WarningCode};

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
        match flow.0 {
            Ok(value) => value,
            Err(wrong) => {
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
            match convert(item).0 {
                Ok(Some(value)) => list.push(value),
                Ok(None) => {}
                Err(wrong) => self.warn("", *wrong),
            }
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
    ) -> BTreeMap<String, T> {
        let mut map = BTreeMap::new();
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

    /// What is inside a field: warnings that `build` gives are told of this field.
    pub fn within<T>(&self, field: &'static str, build: impl FnOnce() -> T) -> T {
        let mark = self.mark();
        let built = build();
        self.settle(mark, field, None);
        built
    }

    /// One of a fixed number of places that make up a list.
    pub fn slot<T>(
        &self,
        field: &'static str,
        list: &mut Vec<T>,
        taken: bool,
        build: impl FnOnce() -> Flow<T>,
    ) {
        if taken {
            let mark = self.mark();
            list.extend(self.take("", build()));
            self.settle(mark, field, Some(list.len().saturating_sub(1)));
        }
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
