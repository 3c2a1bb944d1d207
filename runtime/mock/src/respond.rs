//! From a request to a response: faults, limits, credentials, the document, and what the mapping says the request means.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;
use tributary_mock_plan::{Auth, Call, MockPlan, Model, Operation, Payload, Request};

use crate::answer;
use crate::check;
use crate::fault::{self, Fault};
use crate::matching::{self, Inputs};
use crate::mock::{Continued, Delivery, Reply, Served, Shared, State};
use crate::request::{self, Asked};
use crate::rng::Rng;
use crate::sample::Sampler;
use crate::time;

/// A call that an operation may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// Index into the plan's models, and into the model's calls.
    pub(crate) model: usize,
    pub(crate) call: usize,
    pub(crate) which: Which,
}

/// Which of its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    First,
    Following,
    Start,
}

impl Candidate {
    pub(crate) fn of(self, plan: &MockPlan) -> Option<(&Model, &Call)> {
        let model = plan.models.get(self.model)?;
        Some((model, model.calls.get(self.call)?))
    }

    pub(crate) fn request(self, call: &Call) -> Option<&Request> {
        match self.which {
            Which::First => Some(&call.request),
            Which::Following => call.following.as_ref(),
            Which::Start => call.start.as_ref().map(|(request, _)| request),
        }
    }
}

/// For each operation, the calls that it may be.
pub(crate) fn candidates(plan: &MockPlan) -> Vec<Vec<Candidate>> {
    let mut found = vec![Vec::new(); plan.operations.len()];
    for (model, it) in plan.models.iter().enumerate() {
        for (call, it) in it.calls.iter().enumerate() {
            for which in [Which::First, Which::Following, Which::Start] {
                let candidate = Candidate { model, call, which };
                let request = candidate.request(it);
                if let Some(list) = request.and_then(|request| found.get_mut(request.operation)) {
                    list.push(candidate);
                }
            }
        }
    }
    found
}

/// Why a request fails.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: u16,
    /// In place of a code by the status.
    pub(crate) code: Option<String>,
    pub(crate) message: String,
    pub(crate) headers: Vec<(HeaderName, String)>,
}

impl Failure {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, code: None, message: message.into(), headers: Vec::new() }
    }

    fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// A response to be.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

pub(crate) enum Body {
    Nothing,
    Json(Value),
    Text(String),
    Bytes(String, Bytes),
}

impl Answered {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: HeaderMap::new(), body: Body::Json(body) }
    }
}

/// Responds to a request.
pub(crate) fn respond(shared: &Shared, state: &mut State, request: http::Request<Bytes>) -> Reply {
    let target = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    state.requests += 1;
    if !shared.options.real_time {
        state.advance(Duration::from_secs(1));
    }
    let mut asked = Asked::new(request);
    let token = token(&shared.plan, state, &asked);
    let faults = faults(state, &format!("{} {target}", asked.method), token.is_some());
    let now = state.now(&shared.options);
    if let (Some(token), true) = (token, faults.is_empty()) {
        return deliver(token, now, &[]);
    }
    let scripted = faults.iter().find_map(|fault| match fault {
        Fault::Response(reply) => Some(reply.clone()),
        _ => None,
    });
    let reply = scripted.unwrap_or_else(|| {
        let (found, operation) = serve(shared, state, &mut asked, now, &faults);
        let answered = match found {
            Ok(answered) => answered,
            Err(failure) => answer::error(&shared.plan, operation, failure),
        };
        deliver(answered, now, &faults)
    });
    if shared.options.logged {
        let Asked { method, headers, body, .. } = asked;
        state.served.push(Served { method, target, headers, body, status: reply.status });
    }
    reply
}

/// The faults that hit this request. The endpoint of tokens is hit only if it is named.
fn faults(state: &mut State, line: &str, is_token: bool) -> Vec<Fault> {
    let mut found = Vec::new();
    for planned in &mut state.planned {
        if planned.times > 0 && line.contains(&planned.on) && !(is_token && planned.on.is_empty()) {
            planned.times -= 1;
            found.push(planned.fault.clone());
        }
    }
    state.planned.retain(|planned| planned.times > 0);
    if !is_token {
        found.extend(state.chance.as_mut().and_then(fault::Chance::fault));
    }
    found
}

type Served1<'a> = (Result<Answered, Failure>, Option<(&'a Operation, Option<&'a Call>)>);

fn serve<'a>(
    shared: &'a Shared,
    state: &mut State,
    asked: &mut Asked,
    now: Timestamp,
    faults: &[Fault],
) -> Served1<'a> {
    let plan = &shared.plan;
    let is_token = is_token(plan, asked);
    if let Some(failure) = faults.iter().filter(|_| is_token).find_map(|fault| wanted(plan, fault)) {
        return (Err(failure), None);
    }
    let (index, values, candidates) = match route(shared, state, asked) {
        Ok(found) => found,
        Err(failure) => return (Err(failure), None),
    };
    asked.in_path = values;
    let Some(operation) = plan.operations.get(index) else { return (Err(nowhere(asked)), None) };
    let mut about = (operation, None);
    if let Err(failure) =
        limited(shared, state, now).and_then(|()| authenticated(plan, operation, state, asked))
    {
        return (Err(failure), Some(about));
    }
    for fault in faults {
        if let Some(failure) = wanted(plan, fault) {
            return (Err(failure), Some(about));
        }
    }
    let meant = meant(shared, state, asked, &candidates);
    let operation = meant.as_ref().and_then(|it| plan.operations.get(it.operation)).unwrap_or(operation);
    about = (operation, meant.as_ref().and_then(|it| it.candidate.of(plan)).map(|(_, call)| call));
    let goes_on = meant.as_ref().is_some_and(|it| it.goes_on);
    if shared.options.validated && !goes_on {
        let problems = check::request(&plan.types, operation, asked);
        if !problems.is_empty() {
            let list: Vec<_> = problems.iter().take(8).map(ToString::to_string).collect();
            return (Err(Failure::new(400, list.join("; "))), Some(about));
        }
    }
    let answered = match meant {
        Some(Meant { candidate, inputs, .. }) => {
            answer::answer(shared, state, asked, (candidate, inputs), (now, faults))
        }
        None => Ok(stateless(shared, asked, operation, now)),
    };
    (answered, Some(about))
}

type Routed = (usize, Vec<(String, String)>, Vec<(usize, Candidate)>);

/// The operation of a path and a method, and every call that operations of that path and method may be.
fn route(shared: &Shared, state: &State, asked: &Asked) -> Result<Routed, Failure> {
    let plan = &shared.plan;
    let mut found = shared.routes.find(&asked.path);
    if found.is_empty() {
        found = shared.routes.find(&format!("{}{}", plan.base_path, asked.path));
    }
    let all = found.len();
    let method = asked.method.as_str();
    found.retain(|(index, _)| plan.operations.get(*index).is_some_and(|it| it.method == method));
    let Some((first, values)) = found.first().cloned() else {
        // a list that goes on below its own path
        let (above, last) = asked.path.rsplit_once('/').unwrap_or_default();
        if let (Some(continued), true) = (state.continued.get(last), !above.is_empty()) {
            return Ok((continued.operation, Vec::new(), vec![(continued.operation, continued.candidate)]));
        }
        return Err(match all {
            0 => nowhere(asked),
            _ => Failure::new(405, format!("{} has no {method}", asked.path)),
        });
    };
    let calls = found.iter().filter_map(|(index, _)| Some((*index, shared.candidates.get(*index)?)));
    let calls = calls.flat_map(|(index, list)| list.iter().map(move |candidate| (index, *candidate)));
    Ok((first, values, calls.collect()))
}

fn nowhere(asked: &Asked) -> Failure {
    Failure::new(404, format!("the document has no {} {}", asked.method, asked.path))
}

/// What a request is.
struct Meant {
    candidate: Candidate,
    inputs: Inputs,
    /// Index into the plan's operations.
    operation: usize,
    /// It is the address that a page before gave.
    goes_on: bool,
}

/// The call that a request is: of those whose pattern it fits, the one of which it says the most.
fn meant(shared: &Shared, state: &State, asked: &Asked, candidates: &[(usize, Candidate)]) -> Option<Meant> {
    let plan = &shared.plan;
    let last = asked.path.rsplit('/').next().unwrap_or_default();
    let named = asked.query.iter().map(|(_, value)| value.as_str()).chain([last]);
    if let Some(continued) = named.into_iter().find_map(|name| state.continued.get(name)) {
        let Continued { candidate, inputs, operation } = continued.clone();
        return Some(Meant { candidate, inputs, operation, goes_on: true });
    }
    let mut best: Option<Meant> = None;
    for (index, candidate) in candidates {
        let Some((model, call)) = candidate.of(plan) else { continue };
        if model.inside.is_some() && call.does == tributary_mock_plan::Does::List {
            continue; // its records come with those that they are inside of
        }
        let (Some(request), Some(operation)) = (candidate.request(call), plan.operations.get(*index)) else {
            continue;
        };
        let Some(inputs) = matching::inputs(request, operation, asked, call.record.is_some()) else {
            continue;
        };
        if best.as_ref().is_none_or(|known| inputs.known > known.inputs.known) {
            best = Some(Meant { candidate: *candidate, inputs, operation: *index, goes_on: false });
        }
    }
    best
}

fn limited(shared: &Shared, state: &mut State, now: Timestamp) -> Result<(), Failure> {
    let Some(limits) = shared.plan.limits.filter(|_| shared.options.limited) else { return Ok(()) };
    match state.window.count(limits, now.as_millisecond()) {
        Ok(_) => Ok(()),
        Err(early) => Err(too_many(u64::try_from(early).unwrap_or_default().div_ceil(1000))),
    }
}

fn too_many(seconds: u64) -> Failure {
    Failure::new(429, "too many requests").header(RETRY_AFTER, &seconds.to_string())
}

/// Whether the request has credentials, which are not among those that expired.
fn authenticated(
    plan: &MockPlan,
    operation: &Operation,
    state: &mut State,
    asked: &Asked,
) -> Result<(), Failure> {
    if plan.auth.is_empty() || operation.anonymous && plan.models.is_empty() {
        return Ok(());
    }
    let given = plan.auth.iter().find_map(|auth| match auth {
        Auth::Scheme(scheme) => in_scheme(asked, scheme),
        Auth::OAuth2 { .. } => in_scheme(asked, "Bearer"),
        Auth::Header(name) => asked.header(name).map(str::to_owned),
        Auth::Query(name) => asked.in_query(name).first().map(|it| it.clone().into_owned()),
        Auth::Cookie(name) => asked.cookie(name).map(str::to_owned),
    });
    match given.filter(|given| !given.is_empty()) {
        None => Err(expired("the request has no credentials")),
        Some(given) if state.tokens.refused.contains(&given) => Err(expired("the token has expired")),
        Some(given) => {
            state.tokens.seen.insert(given);
            Ok(())
        }
    }
}

fn in_scheme(asked: &Asked, scheme: &str) -> Option<String> {
    let (found, rest) = asked.header("authorization")?.split_once(' ')?;
    found.eq_ignore_ascii_case(scheme).then(|| rest.trim().to_owned())
}

fn expired(message: &str) -> Failure {
    Failure::new(401, message).header(WWW_AUTHENTICATE, "Bearer")
}

/// The failure that a fault is, if it is one.
fn wanted(plan: &MockPlan, fault: &Fault) -> Option<Failure> {
    Some(match fault {
        Fault::Status(status) => Failure::new(*status, "a fault of the test"),
        Fault::TooMany(seconds) => too_many(*seconds),
        Fault::Expired => expired("the token has expired"),
        Fault::Hidden(property) => hidden(plan, property),
        _ => return None,
    })
}

/// This user may not read a property.
pub(crate) fn hidden(plan: &MockPlan, property: &str) -> Failure {
    let message = match &plan.errors.hidden {
        Some((before, after)) => format!("{before}{property}{after}"),
        None => format!("{property} is hidden from this user"),
    };
    Failure::new(400, message)
}

fn is_token(plan: &MockPlan, asked: &Asked) -> bool {
    plan.auth.iter().any(|auth| match auth {
        Auth::OAuth2 { token_path, method } => {
            *token_path == asked.path && method.parse::<Method>().is_ok_and(|it| it == asked.method)
        }
        _ => false,
    })
}

/// The response of the endpoint that gives tokens, if the request is for it.
fn token(plan: &MockPlan, state: &mut State, asked: &Asked) -> Option<Answered> {
    if !is_token(plan, asked) {
        return None;
    }
    let form = request::pairs(std::str::from_utf8(&asked.body).unwrap_or_default());
    let grant =
        form.iter().chain(&asked.query).find(|(name, _)| name == "grant_type").map(|(_, it)| it.as_str());
    if !matches!(grant, Some("refresh_token" | "client_credentials" | "authorization_code")) {
        return Some(Answered::json(400, json!({"error": "unsupported_grant_type"})));
    }
    state.tokens.issued += 1;
    let mut body = json!({
        "access_token": format!("mock-token-{}", state.tokens.issued),
        "token_type": "Bearer",
        "expires_in": 3600,
    });
    let host = asked.header("host").unwrap_or("mock.test");
    let scheme = if host.starts_with("127.") || host.starts_with("localhost") { "http" } else { "https" };
    for member in &plan.from_token {
        if let Value::Object(members) = &mut body {
            members.insert(member.clone(), Value::from(format!("{scheme}://{host}")));
        }
    }
    Some(Answered::json(200, body))
}

/// A response by the schema alone: the same for the same path.
fn stateless(shared: &Shared, asked: &Asked, operation: &Operation, now: Timestamp) -> Answered {
    let Some(response) = operation.success.first() else {
        return Answered { status: 204, headers: HeaderMap::new(), body: Body::Nothing };
    };
    let body = match &response.body {
        Payload::Nothing => Body::Nothing,
        Payload::Text => Body::Text("mock".to_owned()),
        Payload::Bytes(media_type) => Body::Bytes(media_type.clone(), Bytes::from_static(b"mock")),
        Payload::Json(schema) => {
            let rng = Rng::named(shared.options.seed, &asked.path);
            let name = operation.id.as_deref().unwrap_or_default();
            Body::Json(Sampler::new(&shared.plan, rng, 1, now).value(schema, name))
        }
    };
    let status = if matches!(body, Body::Nothing) && response.status == 200 { 204 } else { response.status };
    Answered { status, headers: HeaderMap::new(), body }
}

fn deliver(answered: Answered, now: Timestamp, faults: &[Fault]) -> Reply {
    let Answered { status, mut headers, body } = answered;
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(DATE, &time::http(now));
    let mut body = match body {
        Body::Nothing => Bytes::new(),
        Body::Json(value) => {
            set(CONTENT_TYPE, "application/json");
            Bytes::from(serde_json::to_vec(&value).unwrap_or_default())
        }
        Body::Text(text) => {
            set(CONTENT_TYPE, "text/plain; charset=utf-8");
            Bytes::from(text)
        }
        Body::Bytes(media_type, bytes) => {
            set(CONTENT_TYPE, &media_type);
            bytes
        }
    };
    let mut delivery = Delivery::Whole;
    for fault in faults {
        match fault {
            Fault::Slow(time) => delivery = Delivery::After(*time),
            Fault::Cut => delivery = Delivery::Cut,
            Fault::Refused => delivery = Delivery::Refused,
            Fault::Truncated => body.truncate(body.len() / 2),
            Fault::Malformed => body = Bytes::from_static(b"<html>upstream error</html>"),
            _ => {}
        }
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Reply { status, headers, body, delivery }
}
