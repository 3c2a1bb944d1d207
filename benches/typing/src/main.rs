//! Reads a JSON document with `serde_json`, straight into the types of `openapiv3`, and ends without freeing them: the least
//! that a generator standing on these two could do. `benches/peers.sh` measures it beside whole generation.
//!
//! Straight into the types, not by way of `serde_json::Value`, which takes longer: `--value` does that.

use openapiv3::OpenAPI;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (by_value, file) = match &arguments[..] {
        [file] => (false, file),
        [flag, file] if flag == "--value" => (true, file),
        _ => return Err("one JSON document is expected".into()),
    };
    let text = std::fs::read(file)?;
    let document: OpenAPI = match by_value {
        true => serde_json::from_value(serde_json::from_slice(&text)?)?,
        false => serde_json::from_slice(&text)?,
    };
    println!("{} paths", document.paths.paths.len());
    std::mem::forget(document);
    Ok(())
}
