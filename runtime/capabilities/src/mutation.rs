//! Faults that can be put into runs, so that tests of runs can be tested: each has to be found.
//!
//! They exist with the feature `mutations` alone, which nothing but tests turns on; without it nothing of them is compiled.

/// A fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// Changes are asked for after the checkpoint, not from it on.
    LaterSince,
    /// The checkpoint is the client's time.
    ClientClock,
    /// The checkpoint is the vendor's time, without the overlap.
    NoOverlap,
    /// The checkpoint comes with the last page of the first list.
    EarlyCheckpoint,
    /// A page that is not full ends a list.
    ShortPage,
    /// A run that was resumed ends with the list it was in.
    DroppedLeg,
    /// An offset goes on by what was asked for, not by what was received.
    OffsetBySize,
    /// The cursor lacks where the window began.
    WindowNotSaved,
    /// A resumed run takes the restart for its beginning.
    BeganOnRestart,
    /// A record that does not say whether it is deleted is taken for deleted.
    DeletedUnlessDenied,
    /// More records, without where they begin, are the end of a list.
    MoreWithoutWhere,
    /// A record that was reported by its id, and is gone when it is read, is left out.
    GoneLeftOut,
}

#[cfg(feature = "mutations")]
mod active {
    use std::cell::Cell;

    use tributary_core::Timestamp;

    use super::Mutation;

    impl Mutation {
        /// All of them.
        pub const ALL: [Self; 12] = [
            Self::LaterSince,
            Self::ClientClock,
            Self::NoOverlap,
            Self::EarlyCheckpoint,
            Self::ShortPage,
            Self::DroppedLeg,
            Self::OffsetBySize,
            Self::WindowNotSaved,
            Self::BeganOnRestart,
            Self::DeletedUnlessDenied,
            Self::MoreWithoutWhere,
            Self::GoneLeftOut,
        ];
    }

    thread_local! {
        static ACTIVE: Cell<Option<Mutation>> = const { Cell::new(None) };
        static CLIENT_NOW: Cell<Option<Timestamp>> = const { Cell::new(None) };
    }

    /// Puts a fault into all runs of this thread, or takes it out.
    pub fn set(mutation: Option<Mutation>) {
        ACTIVE.set(mutation);
    }

    /// Tells this thread's runs the client's time, for [`Mutation::ClientClock`].
    pub fn set_client_now(now: Option<Timestamp>) {
        CLIENT_NOW.set(now);
    }

    pub(crate) fn is(mutation: Mutation) -> bool {
        ACTIVE.get() == Some(mutation)
    }

    pub(crate) fn client_now() -> Option<Timestamp> {
        CLIENT_NOW.get()
    }
}

#[cfg(feature = "mutations")]
pub(crate) use active::{client_now, is};
#[cfg(feature = "mutations")]
pub use active::{set, set_client_now};

#[cfg(not(feature = "mutations"))]
pub(crate) const fn is(_: Mutation) -> bool {
    false
}

#[cfg(not(feature = "mutations"))]
pub(crate) const fn client_now() -> Option<tributary_core::Timestamp> {
    None
}
