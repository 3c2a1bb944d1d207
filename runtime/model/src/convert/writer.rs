//! Where flows to the vendor end: the writer of one request collects what was refused, so that all of it is told at once
//! and before anything is sent.

use std::cell::RefCell;

use super::flow::Flow;
use crate::model::{Converted, Invalid};
use crate::warning::{Unconverted, Warning, WarningCode};
use tributary_core::{Decimal, Maybe};

/// Collects what one request could not take.
#[derive(Debug, Default)]
pub struct Writer {
    warnings: RefCell<Vec<Warning>>,
    refused: std::cell::Cell<bool>,
    /// Places of the object that is being written where something was given, as far as anyone asks.
    places: RefCell<Vec<&'static str>>,
}

impl Writer {
    /// For one request.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is to be sent, if anything was given. A refused value is remembered.
    pub fn take<T>(&self, field: &'static str, flow: Flow<T>) -> Option<T> {
        flow.0.unwrap_or_else(|wrong| {
            // What is malformed in the vendor's data is refused in the caller's.
            let code = if wrong.code == WarningCode::Malformed { WarningCode::Refused } else { wrong.code };
            self.refuse(code, field, wrong.invalid);
            None
        })
    }

    /// The same for a member that tells null from absent.
    pub fn maybe<T>(&self, field: &'static str, flow: Flow<Maybe<T>>) -> Maybe<T> {
        self.take(field, flow).unwrap_or_default()
    }

    /// The same for a member that the vendor demands.
    pub fn need<T>(&self, field: &'static str, flow: Flow<T>) -> Option<T> {
        let (value, given) = self.tell(field, flow);
        if !given {
            self.refuse(WarningCode::Missing, field, Invalid::new("a value: this vendor demands one"));
        }
        value
    }

    /// The same for a place of the request that [`Self::demand`] asks about.
    pub fn give<T>(&self, place: &'static str, field: &'static str, flow: Flow<T>) -> Option<T> {
        let (value, given) = self.tell(field, flow);
        if given {
            self.places.borrow_mut().push(place);
        }
        value
    }

    /// The value, and whether one was given: what is refused was.
    fn tell<T>(&self, field: &'static str, flow: Flow<T>) -> (Option<T>, bool) {
        let absent = matches!(flow.0, Ok(None));
        (self.take(field, flow), !absent)
    }

    /// A member that the vendor demands of the object `inside` the request, once something is in it; of the request
    /// itself, if that is empty.
    pub fn demand(&self, inside: &'static str, member: &'static str, field: &'static str) {
        let places = self.places.borrow();
        let given = |outer: &str| outer.is_empty() || places.iter().any(|place| is_in(place, outer));
        if !given(inside) || given(member) {
            return;
        }
        drop(places);
        let invalid = match inside {
            "" => Invalid::new("a value: this vendor demands one"),
            inside => Invalid::new(format!("a value: this vendor takes `{inside}` only with one")),
        };
        self.refuse(WarningCode::Missing, field, invalid);
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

    /// What is inside a field: warnings that `build` gives are told of this field.
    pub fn within<T>(&self, field: &'static str, build: impl FnOnce() -> T) -> T {
        let mark = self.warnings.borrow().len();
        let outer = self.places.take();
        let built = build();
        self.places.replace(outer);
        self.settle(mark, field, None);
        built
    }

    /// Gives the items of a list to a fixed number of slots: each to the first free one that it fits. An item without a
    /// slot is refused.
    pub fn slots<'i, T, const N: usize>(
        &self,
        field: &'static str,
        items: &'i [T],
        fits: [fn(&T) -> bool; N],
    ) -> [Option<&'i T>; N] {
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
        slots
    }

    /// A value was given for a field that this vendor does not let anyone set.
    pub fn read_only(&self, field: &'static str, given: bool) {
        if given {
            self.warn(
                WarningCode::ReadOnly,
                field,
                Invalid::new("no value: the field can't be set at this vendor"),
            );
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

/// Whether a place is another, or inside it.
fn is_in(place: &str, outer: &str) -> bool {
    place.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '<']))
}
