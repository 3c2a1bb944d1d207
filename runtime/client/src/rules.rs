//! A vendor's error rules as data: where in an error's body its code and message are, which codes mean what, and what
//! makes an error of an answer whose status says success. Generated from the mapping's `errors` tables.

use std::sync::Arc;

use serde_json::Value;

use crate::{Classify, Failure, RawResponse};

/// How a vendor says that a request failed.
#[derive(Debug)]
pub struct ErrorRules {
    /// A success status is an error when this holds.
    pub when: Option<Test>,
    /// Where the code is: the first that is there.
    pub code: &'static [Source],
    /// Where the message is: the first that is there.
    pub message: &'static [Source],
    /// Codes worth trying again.
    pub retry: &'static [&'static str],
    /// Codes that ask for a new token.
    pub reauth: &'static [&'static str],
    /// Codes that mean what 404 means.
    pub not_found: &'static [&'static str],
}

/// A place to read a text from.
#[derive(Debug)]
pub enum Source {
    /// In the body.
    Body(&'static [Step]),
    /// A header.
    Header(&'static str),
    /// Always this.
    Text(&'static str),
}

/// One step into a JSON value.
#[derive(Debug)]
pub enum Step {
    /// A member.
    Name(&'static str),
    /// An item.
    Index(usize),
}

/// A condition on a body.
#[derive(Debug)]
pub enum Test {
    /// There, and not false, null, zero or empty.
    Holds(&'static [Step]),
    /// There, and with this text, number or boolean, as text.
    Equals(&'static [Step], &'static str),
    /// The other does not hold.
    Not(&'static Test),
    /// All hold.
    And(&'static [Test]),
    /// One holds.
    Or(&'static [Test]),
}

impl ErrorRules {
    /// The rules as a hook of [`crate::HttpBuilder::classify`].
    pub fn hook(&'static self) -> Classify {
        Arc::new(|response| self.judge(response))
    }

    /// What the rules make of a response.
    pub fn judge(&self, response: &RawResponse) -> Option<Failure> {
        let success = response.status.is_success();
        if success && self.when.is_none() {
            return None;
        }
        let body = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
        if success && !self.when.as_ref().is_some_and(|when| when.holds(&body)) {
            return None;
        }
        let code = first(self.code, &body, response);
        let is_one_of = |codes: &[&str]| code.as_deref().is_some_and(|code| codes.contains(&code));
        Some(Failure {
            retry: is_one_of(self.retry),
            reauth: is_one_of(self.reauth),
            not_found: is_one_of(self.not_found),
            message: first(self.message, &body, response),
            code,
        })
    }
}

fn first(sources: &[Source], body: &Value, response: &RawResponse) -> Option<String> {
    sources.iter().find_map(|source| match source {
        Source::Body(steps) => text(walk(body, steps)?),
        Source::Header(name) => response.header(name).map(str::to_owned),
        Source::Text(text) => Some((*text).to_owned()),
    })
}

fn walk<'v>(body: &'v Value, steps: &[Step]) -> Option<&'v Value> {
    steps.iter().try_fold(body, |value, step| match step {
        Step::Name(name) => value.get(name),
        Step::Index(index) => value.get(index),
    })
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

impl Test {
    /// Whether it holds of a body.
    pub fn holds(&self, body: &Value) -> bool {
        match self {
            Self::Holds(steps) => walk(body, steps).is_some_and(is_truthy),
            Self::Equals(steps, wanted) => {
                walk(body, steps).and_then(text).is_some_and(|text| text == *wanted)
            }
            Self::Not(test) => !test.holds(body),
            Self::And(tests) => tests.iter().all(|test| test.holds(body)),
            Self::Or(tests) => tests.iter().any(|test| test.holds(body)),
        }
    }
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: ErrorRules = ErrorRules {
        when: Some(Test::Not(&Test::Holds(&[Step::Name("success")]))),
        code: &[
            Source::Body(&[Step::Index(0), Step::Name("errorCode")]),
            Source::Body(&[Step::Name("code")]),
        ],
        message: &[Source::Body(&[Step::Name("error")])],
        retry: &["BUSY"],
        reauth: &["EXPIRED"],
        not_found: &[],
    };

    fn judge(status: u16, body: &str) -> Option<Failure> {
        let status = http::StatusCode::from_u16(status).unwrap_or_default();
        RULES.judge(&RawResponse::new(status, Default::default(), body.to_owned()))
    }

    #[test]
    fn a_success_that_says_otherwise_is_an_error() {
        assert_eq!(judge(200, r#"{"success":true}"#), None);
        let failure = judge(200, r#"{"success":false,"error":"no","code":"BUSY"}"#);
        assert_eq!(failure.as_ref().map(|it| it.retry), Some(true));
        assert_eq!(failure.and_then(|it| it.message).as_deref(), Some("no"));
    }

    #[test]
    fn an_error_is_told_by_its_first_code() {
        let failure = judge(401, r#"[{"errorCode":"EXPIRED"}]"#);
        assert_eq!(failure.map(|it| (it.reauth, it.code)), Some((true, Some("EXPIRED".to_owned()))));
        assert_eq!(judge(500, "not JSON").map(|it| it.code), Some(None));
    }
}
