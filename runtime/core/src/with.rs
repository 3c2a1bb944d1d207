//! `with`: set a few fields of a struct that can't be written as a literal.

/// Changes a value in an expression. Generated structs are `#[non_exhaustive]`, so that a document can grow a member;
/// this is how they are filled:
///
/// ```
/// use tributary_core::With;
///
/// #[derive(Default)]
/// struct ListTicketsParams {
///     limit: Option<i64>,
/// }
///
/// let params = ListTicketsParams::default().with(|p| p.limit = Some(5));
/// assert_eq!(params.limit, Some(5));
/// ```
pub trait With: Sized {
    /// The value, changed.
    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

impl<T> With for T {}
