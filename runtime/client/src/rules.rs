//! A vendor's error rules as data: where in an error's body its code and message are, which codes mean what, and when a
//! response with a success status is an error. Generated from the mapping's `errors` tables.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

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
    /// What stands in the message before and behind the name of a property that the user may not read.
    pub hidden: Option<(&'static str, &'static str)>,
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

    /// The error that the rules find in a response, if it is one.
    pub fn judge(&self, response: &RawResponse) -> Option<Failure> {
        let success = response.status.is_success();
        let body = Body::new(&response.body);
        if success && self.when.as_ref().and_then(|when| when.holds(body)) != Some(true) {
            return None;
        }
        let code = first(self.code, body, response);
        let message = first(self.message, body, response);
        let hidden = self.hidden.zip(message.as_deref()).and_then(|((before, behind), message)| {
            let (_, rest) = message.split_once(before)?;
            Some(rest.split_once(behind)?.0.to_owned())
        });
        let is_one_of = |codes: &[&str]| code.as_deref().is_some_and(|code| codes.contains(&code));
        Some(Failure {
            retry: is_one_of(self.retry),
            reauth: is_one_of(self.reauth),
            not_found: is_one_of(self.not_found),
            message,
            code,
            hidden,
        })
    }
}

fn first(sources: &[Source], body: Body<'_>, response: &RawResponse) -> Option<String> {
    sources.iter().find_map(|source| match source {
        Source::Body(steps) => body.walk(steps)?.text(),
        Source::Header(name) => response.header(name).map(str::to_owned),
        Source::Text(text) => Some((*text).to_owned()),
    })
}

/// A JSON value as text, of which only what the rules ask for is ever read: a body costs no more memory than its bytes.
#[derive(Clone, Copy, Debug)]
pub struct Body<'b>(Option<&'b RawValue>);

impl<'b> Body<'b> {
    /// The value of a body; none if it is not JSON.
    pub fn new(bytes: &'b [u8]) -> Self {
        Body(serde_json::from_slice(bytes).ok())
    }

    fn walk(self, steps: &[Step]) -> Option<Self> {
        steps.iter().try_fold(self, |value, step| {
            let mut json = serde_json::Deserializer::from_str(value.0?.get());
            let found = match step {
                Step::Name(_) => json.deserialize_map(step),
                Step::Index(_) => json.deserialize_seq(step),
            };
            Some(Body(Some(found.ok()??)))
        })
    }

    /// The value as text; none if it is null or an empty string.
    fn text(self) -> Option<String> {
        let json = self.0?.get();
        match json.as_bytes().first()? {
            b'n' => None,
            b'"' => serde_json::from_str(json).ok().filter(|text: &String| !text.is_empty()),
            _ => Some(json.to_owned()),
        }
    }

    /// Whether the value is there, and not false, null, zero or empty.
    fn is_truthy(self) -> bool {
        let Some(json) = self.0.map(RawValue::get) else { return false };
        match json.as_bytes().first() {
            Some(b'n' | b'f') | None => false,
            Some(b't') => true,
            Some(b'"') => json != "\"\"",
            Some(b'[' | b'{') => !matches!(json.get(1..json.len() - 1).map(str::trim), None | Some("")),
            Some(_) => json.parse() != Ok(0.0),
        }
    }
}

/// Finds the value of a step in an object or a list.
impl<'de> Visitor<'de> for &Step {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match self {
                Step::Name(wanted) if name == *wanted => found = Some(map.next_value()?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let Step::Index(wanted) = self else { return Ok(None) };
        for _ in 0..*wanted {
            if list.next_element::<IgnoredAny>()?.is_none() {
                return Ok(None);
            }
        }
        let found = list.next_element()?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(found)
    }
}

impl Test {
    /// Whether it holds of a body; `None` where that depends on a value that is not there, as in a proxy's page.
    pub fn holds(&self, body: Body<'_>) -> Option<bool> {
        match self {
            Self::Holds(steps) => body.walk(steps).map(Body::is_truthy),
            Self::Equals(steps, wanted) => {
                body.walk(steps).map(|value| value.text().is_some_and(|text| text == *wanted))
            }
            Self::Not(test) => test.holds(body).map(|holds| !holds),
            Self::And(tests) => Self::decided(tests, body, false),
            Self::Or(tests) => Self::decided(tests, body, true),
        }
    }

    /// One test decides with this outcome; otherwise all have to be known.
    fn decided(tests: &[Test], body: Body<'_>, decisive: bool) -> Option<bool> {
        let outcomes = || tests.iter().map(|test| test.holds(body));
        match outcomes().any(|outcome| outcome == Some(decisive)) {
            true => Some(decisive),
            false => outcomes().all(|outcome| outcome.is_some()).then_some(!decisive),
        }
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
        hidden: Some(("No column '", "'")),
    };

    fn judge(status: u16, body: &str) -> Option<Failure> {
        let status = http::StatusCode::from_u16(status).unwrap_or_default();
        RULES.judge(&RawResponse::new(status, Default::default(), body.to_owned()))
    }

    #[test]
    fn a_success_that_says_otherwise_is_an_error() {
        assert_eq!(judge(200, r#"{"success":true}"#), None);
        for unsaid in ["<html>Sign in to the proxy</html>", r#"{"success":tr"#, "", "[]", "{}"] {
            assert_eq!(judge(200, unsaid), None, "{unsaid}");
        }
        let failure = judge(200, r#"{"success":false,"error":"no","code":"BUSY"}"#);
        assert_eq!(failure.as_ref().map(|it| it.retry), Some(true));
        assert_eq!(failure.and_then(|it| it.message).as_deref(), Some("no"));
    }

    #[test]
    fn values_are_read_as_json_has_them() {
        const NAME: &[Step] = &[Step::Name("a")];
        for (json, truthy, text) in [
            (r#"{"a":1.50}"#, true, Some("1.50")),
            (r#"{"a":0.0}"#, false, Some("0.0")),
            (r#"{"a":"\u00e9\n"}"#, true, Some("é\n")),
            (r#"{"a":""}"#, false, None),
            (r#"{"a":null}"#, false, None),
            (r#"{"a":false}"#, false, Some("false")),
            (r#"{"a":[ ]}"#, false, Some("[ ]")),
            (r#"{"a":{"b":1}}"#, true, Some(r#"{"b":1}"#)),
            (r#"{"\u0061":1,"a":2}"#, true, Some("2")),
            (r#"{"b":1}"#, false, None),
            (r#"["a"]"#, false, None),
            ("not JSON", false, None),
        ] {
            let body = Body::new(json.as_bytes());
            assert_eq!(Test::Holds(NAME).holds(body).unwrap_or_default(), truthy, "{json}");
            assert_eq!(body.walk(NAME).and_then(Body::text).as_deref(), text, "{json}");
        }
        let list = Body::new(b"[[1],[2,3]]");
        let second = [Step::Index(1), Step::Index(1)];
        assert_eq!(list.walk(&second).and_then(Body::text).as_deref(), Some("3"));
    }

    #[test]
    fn an_error_is_told_by_its_first_code() {
        let failure = judge(401, r#"[{"errorCode":"EXPIRED"}]"#);
        assert_eq!(failure.map(|it| (it.reauth, it.code)), Some((true, Some("EXPIRED".to_owned()))));
        assert_eq!(judge(500, "not JSON").map(|it| it.code), Some(None));
    }

    #[test]
    fn the_message_names_the_property_that_is_hidden() {
        let hidden = |message: &str| judge(400, &format!("{{\"error\":\"{message}\"}}")).unwrap().hidden;
        assert_eq!(hidden("near it: No column 'Birthdate' on 'Contact'.").as_deref(), Some("Birthdate"));
        assert_eq!(hidden("No column").as_deref(), None);
        assert_eq!(hidden("No column 'Birthdate").as_deref(), None);
    }
}
