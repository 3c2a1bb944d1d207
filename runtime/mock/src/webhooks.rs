//! Webhooks: what happened to the mock's records, as the requests that the vendor would send.
//!
//! This puts together and signs what `tributary-webhooks` takes apart and verifies, and shares no code with it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use tributary_mock_plan::{MockPlan, Place, Signature, Signed, Step, Webhooks};

use crate::rng::Rng;
use crate::store::{Happened, What};
use crate::{Mock, place, time};

/// Where webhook requests go, and what they prove their sender with.
#[derive(Clone, Debug)]
#[must_use]
pub struct Endpoint {
    url: String,
    secret: String,
    basic: Option<(String, String)>,
    account: String,
    disorder: Option<u64>,
}

impl Endpoint {
    /// An endpoint at this URL.
    pub fn new(url: impl Into<String>) -> Self {
        let account = "1".to_owned();
        Self { url: url.into(), secret: String::new(), basic: None, account, disorder: None }
    }

    /// What requests are signed with.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = secret.into();
        self
    }

    /// The name and password that the webhook was created with.
    pub fn basic_auth(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.basic = Some((user.into(), password.into()));
        self
    }

    /// The account that events are about (`1` if it is not set).
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = account.into();
        self
    }

    /// Requests come twice, late and in another order, as this seed says.
    pub fn disorder(mut self, seed: u64) -> Self {
        self.disorder = Some(seed);
        self
    }
}

impl Mock {
    /// The requests by which the vendor reports what happened since the last call, or since the mock began. None if the mapping
    /// says nothing of webhooks.
    pub fn webhooks(&self, to: &Endpoint) -> Vec<Request<Bytes>> {
        let happened = self.take_happened();
        let Some(webhooks) = &self.plan().webhooks else { return Vec::new() };
        let mut events = Vec::new();
        for (number, it) in happened.iter().enumerate() {
            events.extend(event(self.plan(), webhooks, it, number, &to.account));
        }
        let mut rng = Rng::named(to.disorder.unwrap_or_default(), "webhooks");
        if to.disorder.is_some() {
            let again: Vec<_> = events.iter().filter(|_| rng.one_in(3)).cloned().collect();
            events.extend(again);
            for at in (1..events.len()).rev() {
                let other = usize::try_from(rng.below(at as u64 + 1)).unwrap_or_default();
                events.swap(at, other);
            }
        }
        let mut requests = Vec::new();
        let mut events = events.into_iter();
        loop {
            // where a body is a list, several events share a request
            let most = if webhooks.events.contains(&Step::Each) { 1 + rng.below(3) } else { 1 };
            let some: Vec<_> = events.by_ref().take(usize::try_from(most).unwrap_or(1)).collect();
            if some.is_empty() {
                return requests;
            }
            requests.extend(request(webhooks, to, some, self.now()));
        }
    }

    /// A request of no event, signed at another time.
    pub fn webhook_signed_at(&self, to: &Endpoint, at: Timestamp) -> Option<Request<Bytes>> {
        request(self.plan().webhooks.as_ref()?, to, Vec::new(), at)
    }
}

/// An event's JSON, and the headers that are its.
type Event = (Value, HeaderMap);

fn event(plan: &MockPlan, webhooks: &Webhooks, it: &Happened, number: usize, account: &str) -> Option<Event> {
    let events = plan.models.iter().find(|model| model.name == it.model)?.events.as_ref()?;
    let (kind, id_at) = match it.what {
        What::Created => (events.created.as_ref()?, &events.upserted_id),
        What::Updated => (events.updated.as_ref()?, &events.upserted_id),
        What::Deleted => (events.deleted.as_ref()?, &events.deleted_id),
    };
    let mut event = (Value::Object(Map::new()), HeaderMap::new());
    let parts: Vec<&str> = match webhooks.separator.as_str() {
        "" => vec![kind],
        separator => kind.splitn(webhooks.kind.len().max(1), separator).collect(),
    };
    for (at, part) in webhooks.kind.iter().zip(parts) {
        put(&mut event, at, Value::from(part));
    }
    if let (Some(record), false) = (&events.record, it.what == What::Deleted) {
        place::set(&mut event.0, record, it.record.clone());
    }
    let plain = |text: &str| text.parse::<u64>().map_or_else(|_| Value::from(text), Value::from);
    put(&mut event, id_at.as_ref()?, plain(&it.id));
    if let Some(at) = &webhooks.id {
        put(
            &mut event,
            at,
            Value::from(it.at.as_millisecond() * 1000 + i64::try_from(number).unwrap_or_default()),
        );
    }
    if let Some((at, format)) = &webhooks.time {
        put(&mut event, at, time::write(it.at, format));
    }
    if let Some(at) = &webhooks.account {
        put(&mut event, at, plain(account));
    }
    Some(event)
}

fn put((json, headers): &mut Event, at: &Place, value: Value) {
    match at {
        Place::Body(steps) => place::set(json, steps, value),
        Place::Header(name) => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            set_header(headers, name, &text);
        }
        Place::Link(_) => {}
    }
}

fn set_header(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

fn request(webhooks: &Webhooks, to: &Endpoint, events: Vec<Event>, now: Timestamp) -> Option<Request<Bytes>> {
    let mut headers = HeaderMap::new();
    let mut bodies = Vec::new();
    for (json, own) in events {
        bodies.push(json);
        headers.extend(own);
    }
    let body = match webhooks.events.split_last() {
        Some((Step::Each, list)) => {
            let mut body = Value::Object(Map::new());
            place::set(&mut body, list, Value::Array(bodies));
            body
        }
        _ => {
            let event = bodies.into_iter().next().unwrap_or_else(|| Value::Object(Map::new()));
            let mut body = Value::Object(Map::new());
            place::set(&mut body, &webhooks.events, event);
            body
        }
    };
    let body = body.to_string().into_bytes();
    let uri: Uri = to.url.parse().ok()?;
    set_header(&mut headers, HOST.as_str(), uri.authority()?.as_str());
    set_header(&mut headers, CONTENT_TYPE.as_str(), "application/json");
    if let (true, Some((user, password))) = (webhooks.basic, &to.basic) {
        let credentials = STANDARD.encode(format!("{user}:{password}"));
        set_header(&mut headers, AUTHORIZATION.as_str(), &format!("Basic {credentials}"));
    }
    if let Some(signature) = &webhooks.signature {
        sign(signature, to, &mut headers, &body, now);
    }
    // a server sees the path only
    let path = uri.path_and_query()?.as_str();
    let mut request = Request::builder().method(Method::POST).uri(path).body(Bytes::from(body)).ok()?;
    *request.headers_mut() = headers;
    Some(request)
}

fn sign(scheme: &Signature, to: &Endpoint, headers: &mut HeaderMap, body: &[u8], now: Timestamp) {
    let timestamp = scheme.timestamp.as_ref().map(|(name, format)| {
        let text = match time::write(now, format) {
            Value::String(text) => text,
            other => other.to_string(),
        };
        (name.as_str(), text)
    });
    if let (Some((name, text)), None) = (&timestamp, &scheme.list) {
        set_header(headers, name, text);
    }
    let mut signed = Vec::new();
    for part in &scheme.signed {
        match part {
            Signed::Method => signed.extend(b"POST"),
            Signed::Url => {
                let url = scheme.decodes.chars().fold(to.url.clone(), |url, character| {
                    let code = format!("%{:02X}", u32::from(character));
                    url.replace(&code, &character.to_string())
                });
                signed.extend(url.as_bytes());
            }
            Signed::Body => signed.extend(body),
            Signed::Timestamp => signed.extend(timestamp.iter().flat_map(|(_, text)| text.bytes())),
            Signed::Header(name) => {
                signed.extend(headers.get(name).map(HeaderValue::as_bytes).unwrap_or_default());
            }
            Signed::Text(text) => signed.extend(text.bytes()),
        }
    }
    let key = match scheme.key.as_str() {
        "hex" => from_hex(&to.secret),
        "base64" => STANDARD.decode(&to.secret).unwrap_or_default(),
        _ => to.secret.clone().into_bytes(),
    };
    let hash = hash(&scheme.algorithm, &key, &signed);
    let text = match scheme.encoding.as_str() {
        "base64" => STANDARD.encode(hash),
        _ => hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    let text = format!("{}{text}", scheme.prefix);
    let text = match &scheme.list {
        Some((separator, assign, name)) => {
            let at = timestamp.map(|(name, text)| format!("{name}{assign}{text}{separator}"));
            format!("{}{name}{assign}{text}", at.unwrap_or_default())
        }
        None => text,
    };
    set_header(headers, &scheme.header, &text);
}

fn hash(algorithm: &str, key: &[u8], signed: &[u8]) -> Vec<u8> {
    macro_rules! hash {
        ($hash:ty) => {
            Hmac::<$hash>::new_from_slice(key)
                .map(|mac| mac.chain_update(signed).finalize().into_bytes().to_vec())
                .unwrap_or_default()
        };
    }
    match algorithm {
        "sha1" => hash!(Sha1),
        "sha512" => hash!(Sha512),
        _ => hash!(Sha256),
    }
}

fn from_hex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len() / 2).filter_map(|at| text.get(2 * at..2 * at + 2));
    pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

/// A moment that is certainly outside the window in which requests are taken.
pub(crate) fn long_ago(webhooks: &Webhooks, now: Timestamp) -> Option<Timestamp> {
    let window = i64::try_from(webhooks.signature.as_ref()?.window_ms?).ok()?;
    now.checked_sub(SignedDuration::from_millis(window + 1000)).ok()
}
