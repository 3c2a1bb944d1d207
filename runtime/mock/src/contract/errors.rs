//! Checks of what goes wrong: errors in the vendor's shape, what is repeated, what is renewed.

use serde::Serialize;
use tributary_capabilities::{Error, ErrorKind, ListOptions};
use tributary_mock_plan::Auth;
use tributary_model::Model;

use super::{Side, ensure, text};
use crate::Fault;

/// The first page of a list.
async fn first<M: Model + Serialize>(side: &Side) -> Result<usize, Error> {
    let mut pages = side.vendor.list::<M>(&ListOptions::default());
    match pages.next_page().await {
        Some(page) => page.map(|page| page.records.len()),
        None => Ok(0),
    }
}

/// Each kind of failure is known for what it is, with the vendor's code and message.
pub(super) async fn knows<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    let rules = &side.mock.plan().errors;
    let expected = [
        (404, ErrorKind::NotFound, rules.not_found.first().map_or("NOT_FOUND", String::as_str)),
        (403, ErrorKind::Vendor, "FORBIDDEN"),
        (422, ErrorKind::Vendor, "INVALID_REQUEST"),
    ];
    for (status, kind, code) in expected {
        side.mock.fail_next(Fault::Status(status));
        let error = match first::<M>(side).await {
            Err(error) => error,
            Ok(_) => return Err(format!("{status} passed for a success")),
        };
        ensure(error.kind() == kind, || format!("{status} is {:?}", error.kind()))?;
        ensure(error.status().map(|it| it.as_u16()) == Some(status), || {
            format!("{status} is {:?}", error.status())
        })?;
        ensure(!error.is_retryable(), || format!("{status} is no error to repeat"))?;
        if !rules.code.is_empty() {
            ensure(error.code() == Some(code), || {
                format!("the code was {code}, and is read as {:?}", error.code())
            })?;
        }
        if !rules.message.is_empty() {
            let message = "a fault of the test";
            ensure(error.message() == message, || {
                format!("the message was {message:?}, and is read as {:?}", error.message())
            })?;
        }
    }
    Ok(())
}

/// What may pass is repeated, and then passes: after the time that the vendor says.
pub(super) async fn repeats<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    for fault in [Fault::Status(503), Fault::TooMany(2), Fault::Refused, Fault::Cut, Fault::Status(502)] {
        let before = side.mock.requests();
        side.mock.fail("", 1, fault.clone());
        let records = first::<M>(side).await.map_err(|error| format!("{fault:?}: {}", text(error)))?;
        ensure(records > 0, || format!("{fault:?}: nothing came"))?;
        let asked = side.mock.requests() - before;
        ensure(asked >= 2, || format!("{fault:?}: it was asked {asked} times"))?;
    }
    Ok(())
}

/// A token that expired is renewed, if the vendor gives tokens; else the error says so.
pub(super) async fn renews<M: Model + Serialize>(side: &Side) -> Result<(), String> {
    first::<M>(side).await.map_err(text)?;
    side.mock.expire_tokens();
    let renewable = side.mock.plan().auth.iter().any(|auth| matches!(auth, Auth::OAuth2 { .. }));
    match first::<M>(side).await {
        Ok(records) => ensure(renewable && records > 0, || "credentials that expired are taken".to_owned()),
        Err(error) if !renewable && error.kind() == ErrorKind::Unauthorized => Ok(()),
        Err(error) => Err(text(error)),
    }
}
