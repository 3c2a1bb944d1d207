//! What the drivers share: where the mock is, how a scenario is tried, how results are compared.
//!
//! A driver prints a line of JSON for each scenario it tried: its name, and what went wrong if anything did.

use futures_util::StreamExt as _;
pub use serde_json;
use std::error::Error;
use std::fmt::Debug;
use std::future::IntoFuture;
use tributary_client::{ByteStream, Call, HttpBuilder, Reply, RetryPolicy, StatusCode};

/// What a scenario comes to.
pub type Outcome = Result<(), Box<dyn Error>>;

/// Where the mock server is.
pub fn url() -> String {
    std::env::var("SPECTOR_URL").unwrap_or_else(|_| "http://localhost:3000".to_owned())
}

/// A client of the mock that tries each request once: what the mock refuses, it refuses again.
pub fn setup(http: HttpBuilder) -> HttpBuilder {
    once(http.base_url(url()))
}

/// The same, for a client that was given the address already.
pub fn once(http: HttpBuilder) -> HttpBuilder {
    http.retry(RetryPolicy::never())
}

/// Tries a scenario and says how it went.
pub async fn scenario(name: &str, attempt: impl IntoFuture<Output = Outcome>) {
    let problem = attempt.await.err().map(|error| {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text += &format!(": {error}");
            cause = error.source();
        }
        text
    });
    println!("{}", serde_json::json!({ "scenario": name, "problem": problem }));
}

/// Tries a scenario whose only demand is that a call succeeds.
pub async fn succeeds<T, E>(name: &str, call: impl IntoFuture<Output = Result<T, tributary_client::Error<E>>>)
where
    tributary_client::Error<E>: Error + 'static,
{
    scenario(name, async { call.await.map(drop).map_err(Into::into) }).await;
}

/// Tries a scenario whose call gives this value.
pub async fn gives<T: PartialEq + Debug, E>(
    name: &str,
    call: impl IntoFuture<Output = Result<T, tributary_client::Error<E>>>,
    expected: T,
) where
    tributary_client::Error<E>: Error + 'static,
{
    scenario(name, async { same(call.await?, expected) }).await;
}

/// Tries a scenario whose call is refused with this status.
pub async fn refused<T, E>(
    name: &str,
    call: impl IntoFuture<Output = Result<T, tributary_client::Error<E>>>,
    status: u16,
) where
    tributary_client::Error<E>: Error + 'static,
{
    scenario(name, async {
        match call.await {
            Ok(_) => Err(format!("the call succeeded, but {status} was to be expected").into()),
            Err(error) if error.status().map(|status| StatusCode::as_u16(&status)) == Some(status) => Ok(()),
            Err(error) => Err(error.into()),
        }
    })
    .await;
}

/// Both are the same.
pub fn same<T: PartialEq + Debug>(actual: T, expected: T) -> Outcome {
    match actual == expected {
        true => Ok(()),
        false => Err(format!("received {actual:?}, expected {expected:?}").into()),
    }
}

/// Tries a scenario whose call gives a value in which everything is as documented; gives the value for another one.
pub async fn received<T, E>(name: &str, call: Call<T, E>) -> Option<T>
where
    tributary_client::Error<E>: Error + 'static,
    T: Reply,
    E: Reply,
{
    let mut value = None;
    scenario(name, async {
        let response = call.response().await?;
        value = Some(response.value);
        match response.issues.as_slice() {
            [] => Ok(()),
            issues => Err(format!("not as documented: {issues:?}").into()),
        }
    })
    .await;
    value
}

/// Tries a scenario whose reply is a stream of these bytes.
pub async fn streams<E>(name: &str, call: Call<ByteStream, E>, expected: &[u8])
where
    tributary_client::Error<E>: Error + 'static,
    E: Reply,
{
    scenario(name, async {
        let mut stream = call.await?;
        let mut received = Vec::new();
        while let Some(chunk) = stream.next().await {
            received.extend_from_slice(&chunk?);
        }
        match received == expected {
            true => Ok(()),
            false => Err(format!("received {} other bytes", received.len()).into()),
        }
    })
    .await;
}

/// Tries a scenario whose reply has this header.
pub async fn header<T, E>(name: &str, call: Call<T, E>, header: &str, expected: &str)
where
    tributary_client::Error<E>: Error + 'static,
    T: Reply,
    E: Reply,
{
    scenario(name, async {
        let response = call.response().await?;
        let received = response.headers.get(header).and_then(|value| value.to_str().ok());
        same(received, Some(expected))
    })
    .await;
}

/// A file that Spector's mock expects to be sent.
pub fn asset(name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let folder = std::env::var("SPECTOR_ASSETS")?;
    Ok(std::fs::read(format!("{folder}/{name}"))?)
}

/// Two scenarios: a value is received, and the same value is sent back. The mock compares it with what it gave.
#[macro_export]
macro_rules! back_again {
    ($client:ident, $prefix:literal: $($get:literal $getter:ident => $put:literal $putter:ident;)*) => {
        $(
            if let Some(value) = $crate::received(concat!($prefix, $get), $client.$getter()).await {
                $crate::succeeds(concat!($prefix, $put), $client.$putter(&value)).await;
            }
        )*
    };
}
