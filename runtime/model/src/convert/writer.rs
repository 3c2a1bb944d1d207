//! Where flows to the vendor end: the writer of one request collects what was refused, so that all of it is told at once
//! and before anything is sent.

use std::cell::RefCell;

use super::flow::{Flow, Wrong};
use super::place::Shared;
use super::sink::{List, Sink};
use crate::model::{Converted, Invalid};
use crate::warning::{Unconverted, Warning, WarningCode};
use tributary_core::codegen_v1::{Encode, has_property};
use tributary_core::{Decimal, Map};

/// Collects what one request could not take.
#[derive(Debug, Default)]
pub struct Writer {
    warnings: RefCell<Vec<Warning>>,
    refused: std::cell::Cell<bool>,
    creating: bool,
    /// Places of the object that is being written where something was given, as far as anyone asks.
    places: RefCell<Vec<&'static str>>,
}

impl Writer {
    /// For a request that changes a record.
    pub fn new() -> Self {
        Self::default()
    }

    /// For a request that creates one: nothing has to be cleared.
    pub fn creating() -> Self {
        Self { creating: true, ..Self::default() }
    }

    /// What is to be sent, if anything was given. A refused value is remembered.
    fn take<T>(&self, field: &'static str, flow: Flow<T>) -> Option<T> {
        let wrong = match flow {
            Flow::Value(value) => return Some(value),
            Flow::Absent => return None,
            Flow::Null => Wrong {
                code: WarningCode::CannotClear,
                invalid: Invalid::new("a value: this vendor can't clear the field"),
            },
            Flow::Wrong(wrong) => *wrong,
        };
        // What is malformed in the vendor's data is refused in the caller's.
        let code = if wrong.code == WarningCode::Malformed { WarningCode::Refused } else { wrong.code };
        self.refuse(code, field, wrong.invalid);
        None
    }

    /// A unified field, whose value is then written: warnings name it.
    pub fn field(&self, name: &'static str) -> FieldWriter<'_> {
        FieldWriter { writer: self, field: name }
    }

    /// The value, for a place that is made only when there is one.
    pub fn given<T>(&self, field: &'static str, flow: Flow<T>) -> Option<T> {
        self.take(field, flow)
    }

    fn sunk<T, P: Sink<T>>(&self, field: &'static str, flow: Flow<T>) -> Option<P> {
        match flow {
            Flow::Null => P::null().or_else(|| {
                let none: Option<T> = self.take(field, Flow::Null);
                none.map(P::sink)
            }),
            other => self.take(field, other).map(P::sink),
        }
    }

    /// Remembers whether something was given for a place of the request that [`FieldWriter::require`] asks about.
    pub fn watch<T>(&self, place: &'static str, flow: Flow<T>) -> Flow<T> {
        if !matches!(flow, Flow::Absent) {
            self.places.borrow_mut().push(place);
        }
        flow
    }

    /// Rounds, and tells if that lost digits.
    pub fn round(&self, field: &'static str, flow: Flow<Decimal>, digits: u32) -> Flow<Decimal> {
        flow.map(|value| {
            let rounded = value.round_dp(digits);
            if rounded != value {
                let invalid =
                    Invalid::new(format!("at most {digits} digits after the point")).received(value);
                self.warn(WarningCode::Rounded, field, invalid);
            }
            rounded
        })
    }

    /// The items of a list, in the vendor's form.
    pub fn list<I, T>(
        &self,
        field: &'static str,
        items: impl IntoIterator<Item = I>,
        convert: impl Fn(I) -> Flow<T>,
    ) -> Vec<T> {
        let mut list = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let mark = self.warnings.borrow().len();
            let outer = self.places.take();
            list.extend(self.take("", convert(item)));
            self.places.replace(outer);
            self.settle(mark, field, Some(index));
        }
        list
    }

    /// The same for a list that may be absent or null.
    pub fn each<I, T>(
        &self,
        field: &'static str,
        items: Flow<&Vec<I>>,
        convert: impl Fn(&I) -> Flow<T>,
    ) -> Flow<Vec<T>> {
        items.map(|items| self.list(field, items, convert))
    }

    /// What is inside a field: warnings that `build` gives are told of this field.
    pub fn within<T>(&self, field: &'static str, build: impl FnOnce() -> T) -> T {
        let mark = self.warnings.borrow().len();
        let outer = self.places.take();
        let built = build();
        self.places.replace(outer);
        self.settle(mark, field, None);
        built
    }

    /// The entries of a map, in the vendor's form.
    pub fn entries<I, T>(
        &self,
        field: &'static str,
        map: Flow<&Map<I>>,
        convert: impl Fn(&I) -> Flow<T>,
    ) -> Flow<Map<T>> {
        map.map(|map| {
            let mut entries = Map::new();
            for (key, item) in map {
                if let Some(value) = self.take(field, convert(item)) {
                    entries.insert(key, value);
                }
            }
            entries
        })
    }

    /// Gives the items of a list to a fixed number of slots: each to the first free one that it fits. An item without a
    /// slot is refused. Where the list of a record may be null it is the whole truth: a slot without an item is null.
    pub fn slots<'i, L: List<'i>, const N: usize>(
        &self,
        field: &'static str,
        list: L,
        fits: [fn(&L::Item) -> bool; N],
    ) -> [Flow<&'i L::Item>; N] {
        let items = match list.items() {
            Some(items) => items,
            None => return std::array::from_fn(|_| Flow::Absent),
        };
        let mut slots = [None; N];
        for (index, item) in items.iter().enumerate() {
            let free = slots.iter_mut().zip(fits).find(|(slot, fits)| slot.is_none() && fits(item));
            match free {
                Some((slot, _)) => *slot = Some(item),
                None => {
                    let mark = self.warnings.borrow().len();
                    let invalid = Invalid::new("an item that this vendor still has a place for");
                    self.refuse(WarningCode::Refused, "", invalid);
                    self.settle(mark, field, Some(index));
                }
            }
        }
        let clears = L::CLEARS && !self.creating;
        slots.map(|slot| slot.map_or(if clears { Flow::Null } else { Flow::Absent }, Flow::Value))
    }

    /// Fields that this vendor does not let anyone set: a warning for each that is given.
    pub fn read_only(&self, given: &dyn Encode, fields: &[&'static str]) {
        for field in fields.iter().filter(|field| has_property(given, field)) {
            let invalid = Invalid::new("no value: the field can't be set at this vendor");
            self.warn(WarningCode::ReadOnly, field, invalid);
        }
    }

    /// A value was given for a field whose place another field has taken.
    pub fn refuse_second(&self, field: &'static str) {
        let invalid =
            Invalid::new("no value: another field is given that this vendor keeps in the same place");
        self.refuse(WarningCode::Refused, field, invalid);
    }

    /// Remembers what will not be sent; the request is not sent either.
    pub fn refuse(&self, code: WarningCode, field: &'static str, invalid: Invalid) {
        self.warn(code, field, invalid);
        self.refused.set(true);
    }

    /// The request, if nothing was refused.
    ///
    /// # Errors
    /// Something was: all that was, at once.
    pub fn done<T>(self, request: T) -> Result<Converted<T>, Unconverted> {
        let warnings = self.warnings.into_inner();
        if self.refused.get() {
            Err(Unconverted { warnings })
        } else {
            Ok(Converted { value: request, warnings })
        }
    }

    fn warn(&self, code: WarningCode, field: &'static str, invalid: Invalid) {
        self.warnings.borrow_mut().push(Warning::new(code, field, invalid));
    }

    fn settle(&self, mark: usize, field: &'static str, index: Option<usize>) {
        for warning in self.warnings.borrow_mut().iter_mut().skip(mark) {
            warning.move_inside(field, index);
        }
    }
}

/// Writes the value of one unified field.
#[derive(Clone, Copy, Debug)]
pub struct FieldWriter<'w> {
    writer: &'w Writer,
    field: &'static str,
}

impl FieldWriter<'_> {
    /// Puts the value where it goes. What is absent leaves the place as it is; null is refused where the vendor has no
    /// word for it.
    pub fn set<T, P: Sink<T>>(self, place: &mut P, flow: Flow<T>) {
        if let Some(value) = self.writer.sunk(self.field, flow) {
            *place = value;
        }
    }

    /// The same for the entry of a map that has this key.
    pub fn put<T, P: Sink<T>>(self, map: &mut Map<P>, key: &'static str, flow: Flow<T>) {
        if let Some(value) = self.writer.sunk(self.field, flow) {
            map.insert(key, value);
        }
    }

    /// The same for a place that several fields are written to: a second value is refused, null gives way.
    pub fn share<T, P: Sink<T> + Shared>(self, place: &mut P, flow: Flow<T>) {
        let Some(given): Option<P> = self.writer.sunk(self.field, flow) else { return };
        match (place.is_taken(), given.is_taken()) {
            (true, true) => self.writer.refuse_second(self.field),
            (true, false) => {}
            (false, _) => *place = given,
        }
    }

    /// Refuses the request if the property `member` was not written although the vendor requires it in the object `inside`
    /// once something is in it; of the request itself, if `inside` is empty.
    pub fn require(self, inside: &'static str, member: &'static str) {
        let places = self.writer.places.borrow();
        let given = |outer: &str| outer.is_empty() || places.iter().any(|place| is_in(place, outer));
        if !given(inside) || given(member) {
            return;
        }
        drop(places);
        let invalid = match inside {
            "" => Invalid::new("a value: this vendor requires one"),
            inside => Invalid::new(format!("a value: this vendor takes `{inside}` only with one")),
        };
        self.writer.refuse(WarningCode::Missing, self.field, invalid);
    }
}

/// Whether a place is another, or inside it.
fn is_in(place: &str, outer: &str) -> bool {
    place.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '<']))
}
