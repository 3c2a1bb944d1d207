//! What a vendor means by a response: errors inside HTTP 200, codes and messages inside error bodies.

use std::sync::Arc;

use crate::RawResponse;

/// What the vendor's rules make of a response that is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// The vendor's code for it.
    pub code: Option<String>,
    /// The vendor's words for it.
    pub message: Option<String>,
    /// It may go well the next time.
    pub retry: bool,
    /// The credentials are to be renewed first.
    pub reauth: bool,
    /// There is no such record.
    pub not_found: bool,
    /// The property that the user may not read, which is why the request was refused.
    pub hidden: Option<String>,
}

/// Looks at a response, whatever its status, and says whether it is an error. `None`: the status alone decides.
pub type Classify = Arc<dyn Fn(&RawResponse) -> Option<Failure> + Send + Sync>;
