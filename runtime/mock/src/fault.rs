//! Faults: what goes wrong with a request, if a test wants it to.

use std::time::Duration;

use serde_json::Value;

use crate::mock::Reply;
use crate::place;
use crate::rng::Rng;
use tributary_mock_plan::Step;

/// Something that goes wrong.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// The request fails with this status, in the vendor's shape of an error.
    Status(u16),
    /// Too many requests: come back after so many seconds.
    TooMany(u64),
    /// The token has expired.
    Expired,
    /// This user may not read a property: where the vendor has a message for that, it names it.
    Hidden(String),
    /// The response is this one, whatever was asked: one that the vendor never gives, for instance.
    Response(Reply),
    /// No connection is made.
    Refused,
    /// The response comes after this time.
    Slow(Duration),
    /// The connection ends in the middle of the body.
    Cut,
    /// The body ends early, and nothing says so.
    Truncated,
    /// The body is not what its media type says.
    Malformed,
    /// A member of every record is null, whatever the document says of it. The path is written with dots.
    Null(String),
    /// A member of every record is missing.
    Missing(String),
    /// A member of every record has this value.
    Instead(String, Value),
}

/// Which requests a fault hits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Planned {
    pub(crate) fault: Fault,
    /// Only requests whose `METHOD /path?query` contains this.
    pub(crate) on: String,
    pub(crate) times: usize,
}

/// Faults by chance.
#[derive(Clone, Debug)]
pub(crate) struct Chance {
    pub(crate) rng: Rng,
    /// Once in so many requests.
    pub(crate) one_in: u64,
}

impl Chance {
    /// A fault that a client gets over by asking again.
    pub(crate) fn fault(&mut self) -> Option<Fault> {
        if !self.rng.one_in(self.one_in) {
            return None;
        }
        Some(match self.rng.below(6) {
            0 => Fault::Status(503),
            1 => Fault::Status(500),
            2 => Fault::TooMany(1),
            3 => Fault::Refused,
            4 => Fault::Cut,
            _ => Fault::Status(502),
        })
    }
}

/// Does to a record what the fault says.
pub(crate) fn spoil(fault: &Fault, record: &mut Value) {
    let steps = |path: &str| path.split('.').map(Step::name).collect::<Vec<_>>();
    match fault {
        Fault::Null(path) => place::set(record, &steps(path), Value::Null),
        Fault::Missing(path) => place::remove(record, &steps(path)),
        Fault::Instead(path, value) => place::set(record, &steps(path), value.clone()),
        _ => {}
    }
}
