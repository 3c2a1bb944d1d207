//! A request as it is read: method, path, query, headers and JSON.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A request, taken apart.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    /// As received.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The body; null where it is not JSON.
    pub(crate) json: Value,
    /// Whether the body is said to be JSON and is none: why.
    pub(crate) malformed: Option<String>,
    /// The values of the path's parameters.
    pub(crate) in_path: Vec<(String, String)>,
}

impl Asked {
    pub(crate) fn new(request: http::Request<Bytes>) -> Self {
        let (head, body) = request.into_parts();
        let query = head.uri.query().unwrap_or_default();
        let media_type = head.headers.get(http::header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let is_json = media_type.is_some_and(|it| it.contains("json") && !it.contains("jsonl"));
        let parsed = match is_json && !body.is_empty() {
            true => serde_json::from_slice(&body).map_err(|error| error.to_string()),
            false => Ok(Value::Null),
        };
        Self {
            method: head.method,
            path: head.uri.path().to_owned(),
            query: pairs(query),
            headers: head.headers,
            malformed: parsed.as_ref().err().cloned(),
            json: parsed.unwrap_or_default(),
            body,
            in_path: Vec::new(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn in_query(&self, name: &str) -> Vec<Cow<'_, str>> {
        let bracketed = |key: &str| key.strip_suffix("[]") == Some(name);
        let values = self.query.iter().filter(|(key, _)| key == name || bracketed(key));
        values.map(|(_, value)| Cow::from(value.as_str())).collect()
    }

    pub(crate) fn in_path(&self, name: &str) -> Option<Cow<'_, str>> {
        self.in_path.iter().find(|(key, _)| key == name).map(|(_, value)| Cow::from(value.as_str()))
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.header("cookie")?.split(';').filter_map(|pair| pair.trim().split_once('='));
        cookies.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// The pairs of a query or a form, decoded.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}
