//! Places of the standard types: text, numbers, options, lists, maps, tuples, boxes.

use rust_decimal::Decimal;

use super::{Decode, Holder, Insert, Object, Slot, Turn};
use crate::Map;
use crate::Maybe;

impl Decode for String {
    fn blank() -> Self {
        String::new()
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }
    fn optional(place: &mut Option<Self>) -> Slot<'_> {
        Slot::OptText(place)
    }
}

macro_rules! plain {
    ($($type:ty => $slot:ident $(or $optional:ident)?, $blank:expr;)*) => {$(
        impl Decode for $type {
            fn blank() -> Self {
                $blank
            }
            fn slot(&mut self) -> Slot<'_> {
                Slot::$slot(self)
            }
            $(
                fn optional(place: &mut Option<Self>) -> Slot<'_> {
                    Slot::$optional(place)
                }
            )?
        }
    )*};
}

plain! {
    bool => Bool or OptBool, false;
    i64 => I64 or OptI64, 0;
    i32 => I32, 0;
    u64 => U64, 0;
    f64 => F64 or OptF64, 0.0;
}

impl Decode for Decimal {
    fn blank() -> Self {
        Decimal::ZERO
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Decimal { place: self, text: false }
    }
}

/// Takes anything and keeps nothing: a reply without a documented body.
impl Decode for () {
    fn blank() -> Self {}
    fn slot(&mut self) -> Slot<'_> {
        Slot::Skip
    }
}

impl<T: Decode> Decode for Box<T> {
    fn blank() -> Self {
        Box::new(T::blank())
    }
    fn slot(&mut self) -> Slot<'_> {
        (**self).slot()
    }
}

impl<T: Decode> Decode for Option<T> {
    fn blank() -> Self {
        None
    }
    fn slot(&mut self) -> Slot<'_> {
        T::optional(self)
    }
}

impl<T: Decode> Holder for Option<T> {
    fn turn(&mut self, turn: Turn) -> Slot<'_> {
        match turn {
            // what is there was never filled, or is filled again: nothing is dropped, which would be code for each type
            Turn::More => return self.get_or_insert_with(T::blank).slot(),
            Turn::Less | Turn::Null => *self = None,
        }
        Slot::Skip
    }
}

impl<T: Decode> Decode for Maybe<T> {
    fn blank() -> Self {
        Maybe::Absent
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }
}

impl<T: Decode> Holder for Maybe<T> {
    fn turn(&mut self, turn: Turn) -> Slot<'_> {
        *self = match turn {
            Turn::More => Maybe::Value(T::blank()),
            Turn::Less => Maybe::Absent,
            Turn::Null => Maybe::Null,
        };
        match self {
            Maybe::Value(value) => value.slot(),
            Maybe::Absent | Maybe::Null => Slot::Skip,
        }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn blank() -> Self {
        Vec::new()
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
}

impl<T: Decode> Holder for Vec<T> {
    fn turn(&mut self, turn: Turn) -> Slot<'_> {
        match turn {
            Turn::More => {
                self.push(T::blank());
                return self.last_mut().map_or(Slot::Skip, T::slot);
            }
            Turn::Less => drop(self.pop()),
            Turn::Null => {}
        }
        Slot::Skip
    }
}

impl<T: Decode> Decode for Map<T> {
    fn blank() -> Self {
        Map::new()
    }
    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
}

impl<T: Decode> Insert for Map<T> {
    fn expect(&mut self, members: usize) {
        self.reserve(members);
    }
    fn insert(&mut self, name: &str) -> Slot<'_> {
        self.push(name, T::blank()).map_or(Slot::Skip, T::slot)
    }
    fn remove_last(&mut self) {
        self.pop();
    }
    fn finish(&mut self) {
        self.arrange();
    }
}

macro_rules! tuples {
    ($($size:literal: $($name:ident $index:tt),+;)*) => {$(
        impl<$($name: Decode),+> Decode for ($($name,)+) {
            fn blank() -> Self {
                ($($name::blank(),)+)
            }
            fn slot(&mut self) -> Slot<'_> {
                Slot::Tuple($size, self)
            }
        }

        impl<$($name: Decode),+> Object for ($($name,)+) {
            fn member(&mut self, index: usize) -> Slot<'_> {
                match index {
                    $($index => self.$index.slot(),)+
                    _ => Slot::Skip,
                }
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}
