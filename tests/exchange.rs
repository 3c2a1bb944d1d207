//! What the golden cases' drives share: a server in memory, and what reached it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tributary_client::HttpBuilder;
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};

/// Where a document names no server.
pub const HOST: &str = "https://api.example.com";

/// A server that answers like this, once.
pub fn answers(answer: Canned) -> Memory {
    Memory::new().then(answer)
}

/// A server that has nothing to say, as often as it is asked.
pub fn content() -> Memory {
    Memory::with(|_| Canned::status(204))
}

/// A client's builder is told to ask this server.
pub fn over(server: &Memory) -> impl FnOnce(HttpBuilder) -> HttpBuilder + use<> {
    let server = server.clone();
    |http| http.transport(server).clock(TestClock::new())
}

/// The only request that reached a server.
pub fn only(server: &Memory) -> Recorded {
    let mut requests = server.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    requests.remove(0)
}

/// `GET https://api.example.com/pets?limit=1`
pub fn line(request: &Recorded) -> String {
    format!("{} {}", request.method, request.uri)
}

/// A client's only request, answered with what it sent: JSON there and back.
pub fn echoes() -> Memory {
    Memory::with(|request| Canned::json(200, request.body.clone()))
}

/// The JSON of a body.
pub fn json(request: &Recorded) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// A type reads this JSON and writes the same.
pub fn keeps<T: DeserializeOwned + Serialize>(value: Value) {
    let read: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
}
