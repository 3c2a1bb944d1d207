//! Places inside a request that are made when something is first put there.

use tributary_core::codegen_v1::Decode;
use tributary_core::{Map, Maybe};

/// A member that may be absent.
pub trait Opens {
    /// What is inside.
    type Inside;

    /// What is inside, made blank if there is nothing yet.
    fn open(&mut self) -> &mut Self::Inside;
}

impl<T: Decode> Opens for Option<T> {
    type Inside = T;

    fn open(&mut self) -> &mut T {
        self.get_or_insert_with(T::blank)
    }
}

impl<T: Decode> Opens for Maybe<T> {
    type Inside = T;

    fn open(&mut self) -> &mut T {
        self.get_or_insert_with(T::blank)
    }
}

/// What is inside an optional member.
pub fn inside<P: Opens>(place: &mut P) -> &mut P::Inside {
    place.open()
}

/// A member that several fields of the unified model are written to.
pub trait Shared {
    /// Whether a value is there.
    fn is_taken(&self) -> bool;
}

impl<T> Shared for Option<T> {
    fn is_taken(&self) -> bool {
        self.is_some()
    }
}

impl<T> Shared for Maybe<T> {
    fn is_taken(&self) -> bool {
        matches!(self, Maybe::Value(_))
    }
}

/// The entry of a map.
pub fn entry<'m, T: Decode>(map: &'m mut Map<T>, key: &str) -> &'m mut T {
    map.get_or_insert_with(key, T::blank)
}

/// The only element of a list.
pub fn first<T: Decode>(list: &mut Vec<T>) -> &mut T {
    element(list, |_| true, |_| ())
}

/// The element of a list that `is` the one; if there is none, one is made so.
pub fn element<T: Decode>(list: &mut Vec<T>, is: impl Fn(&T) -> bool, make: impl FnOnce(&mut T)) -> &mut T {
    let at = list.iter().position(is).unwrap_or_else(|| {
        let mut made = T::blank();
        make(&mut made);
        list.push(made);
        list.len() - 1
    });
    #[allow(clippy::indexing_slicing)] // found or pushed a line above
    &mut list[at]
}

/// A union as one variant: made blank if it is another yet.
pub fn variant<U, T: Decode>(
    place: &mut U,
    make: impl FnOnce(T) -> U,
    get: impl Fn(&mut U) -> Option<&mut T>,
) -> &mut T {
    if get(place).is_none() {
        *place = make(T::blank());
    }
    match get(place) {
        Some(inner) => inner,
        // What `make` makes is what `get` gets: both name the same variant.
        None => unreachable!(),
    }
}
