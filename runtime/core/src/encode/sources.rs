//! Views of the standard types.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::{Encode, Entries, Items, View};
use crate::{Map, Maybe};

macro_rules! plain {
    ($($type:ty: $self:ident => $view:expr;)*) => {$(
        impl Encode for $type {
            fn view(&self) -> View<'_> {
                let $self = self;
                $view
            }
        }
    )*};
}

plain! {
    String: it => View::text(it);
    str: it => View::text(it);
    Box<str>: it => View::text(it);
    bool: it => View::Bool(*it);
    i32: it => View::Integer(i64::from(*it));
    i64: it => View::Integer(*it);
    u64: it => i64::try_from(*it).map_or(View::Unsigned(*it), View::Integer);
    f64: it => View::Number(*it);
    Decimal: it => View::Decimal(*it);
    Cow<'_, str>: it => View::text(it);
}

impl Encode for () {
    fn view(&self) -> View<'_> {
        View::Null
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn view(&self) -> View<'_> {
        (**self).view()
    }
}

impl<T: Encode> Encode for Box<T> {
    fn view(&self) -> View<'_> {
        (**self).view()
    }
}

/// `None` is absent as a member or parameter, and `null` as an item of a list.
impl<T: Encode> Encode for Option<T> {
    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, Encode::view)
    }
}

impl<T: Encode> Encode for Maybe<T> {
    fn view(&self) -> View<'_> {
        match self {
            Maybe::Absent => View::Absent,
            Maybe::Null => View::Null,
            Maybe::Value(value) => value.view(),
        }
    }
}

impl<T: Encode> Encode for &[T] {
    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: Encode> Items for &[T] {
    fn size(&self) -> usize {
        self.len()
    }
    fn item(&self, index: usize) -> View<'_> {
        self.get(index).map_or(View::Absent, Encode::view)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: Encode> Items for Vec<T> {
    fn size(&self) -> usize {
        self.len()
    }
    fn item(&self, index: usize) -> View<'_> {
        self.get(index).map_or(View::Absent, Encode::view)
    }
}

impl<T: Encode> Encode for Map<T> {
    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}

impl<T: Encode> Entries for Map<T> {
    fn each(&self, show: &mut dyn FnMut(&str, View<'_>) -> bool) {
        for (name, value) in self {
            if !show(name, value.view()) {
                return;
            }
        }
    }
}

macro_rules! tuples {
    ($($size:literal: $($name:ident $index:tt),+;)*) => {$(
        impl<$($name: Encode),+> Encode for ($($name,)+) {
            fn view(&self) -> View<'_> {
                View::List(self)
            }
        }

        impl<$($name: Encode),+> Items for ($($name,)+) {
            fn size(&self) -> usize {
                $size
            }
            fn item(&self, index: usize) -> View<'_> {
                match index {
                    $($index => self.$index.view(),)+
                    _ => View::Absent,
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
