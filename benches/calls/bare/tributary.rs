//! Nothing of a client: one request by the transport that Tributary's clients use.

use peer::tributary_client::core::Value;
use peer::tributary_client::{Http, Method};

pub async fn call(url: &str) -> Result<[bool; 1], Box<dyn std::error::Error>> {
    let http = Http::builder(url).build()?;
    Ok([http.request(Method::GET, "/").call::<Value, Value>().await.is_ok()])
}
