//! One request and what redirects lead to, with credentials only where they may go.

use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue,
    LOCATION, RANGE, USER_AGENT,
};
use http::{Method, StatusCode};
use url::Url;

use crate::auth::Grant;
use crate::call_info::Progress;
use crate::error::InvalidRequest;
use crate::origin::Origin;
use crate::send::{Started, Stopwatch};
use crate::{AuthError, Body, Cause, Request};

/// The only headers that another origin is shown: anything else may be, or reveal, a credential.
const HARMLESS: [http::HeaderName; 6] =
    [ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_TYPE, RANGE, USER_AGENT];

/// A request on its way through redirects.
struct Hop {
    url: Url,
    method: Method,
    headers: HeaderMap,
    body: Body,
    note: Option<String>,
    /// An origin on the way that is not declared. Who leads on from there chooses what is asked: no credentials go along,
    /// wherever that is.
    undeclared: Option<Origin>,
}

impl Request {
    /// Sends the request, and follows its redirects. Each request takes a turn under the rate limit.
    pub(crate) async fn exchange(
        &self,
        url: Url,
        grants: &[Grant],
        made: u32,
        progress: &Progress,
        watch: &mut Stopwatch<'_>,
    ) -> Result<Started, Cause> {
        let shared = &self.http.shared;
        let home = Origin::of(&url);
        let (method, body) = (self.method.clone(), self.body.clone());
        let undeclared = (!self.http.trusts(&home)).then(|| home.clone());
        let mut hop = Hop { url, method, headers: self.all_headers(), body, note: None, undeclared };
        let mut left = shared.max_redirects;
        loop {
            let turn = shared.limiter.turn(&shared.clock, shared.retry.longest_asked).await;
            let turn = turn.map_err(|retry_after| Cause::RateLimited { retry_after })?;
            let origin = Origin::of(&hop.url);
            {
                let secrets = progress.secrets();
                let shown = |origin: &Origin| secrets.hide(&origin.to_string());
                let mut tried = progress.tried();
                tried.attempts = made;
                tried.undeclared = hop.undeclared.as_ref().map(shown);
                tried.elsewhere = (origin != home).then(|| shown(&origin));
            }
            let mut started = watch.run(self.send_to(&hop, grants)).await?;
            progress.secrets().mark(&mut started.headers);
            if self.http.trusts(&origin) {
                shared.limiter.learn(&started.headers, shared.clock.now());
            }
            drop(turn);
            let Some(target) = redirect(&started, &hop.url) else {
                started.note = hop.note;
                return Ok(started);
            };
            if let Err(why) = self.go_on(&mut hop, target, started.status, &home, left) {
                started.note = Some(format!("the redirect was not followed: {why}"));
                return Ok(started);
            }
            left -= 1;
        }
    }

    /// The next request, or why there is none.
    fn go_on(
        &self,
        hop: &mut Hop,
        target: Url,
        status: StatusCode,
        home: &Origin,
        left: u32,
    ) -> Result<(), String> {
        if left == 0 {
            return Err(format!("there were {} already", self.http.shared.max_redirects));
        }
        if hop.url.scheme() == "https" && target.scheme() != "https" {
            return Err(format!("it leaves https for {}", Origin::of(&target)));
        }
        if becomes_get(status, &hop.method) {
            (hop.method, hop.body) = (Method::GET, Body::empty());
            hop.headers.remove(CONTENT_TYPE);
        }
        let origin = Origin::of(&target);
        if origin != *home && !self.http.trusts(&origin) {
            if !hop.body.is_empty() {
                // a body may hold anything: it goes nowhere that nobody has declared
                return Err(format!("{origin} is not declared (`trust_origin`), and the request has a body"));
            }
            hop.headers = harmless(&hop.headers);
            hop.note = Some(format!("no credentials were sent to {origin}, which is not declared"));
            hop.undeclared = Some(origin);
        } else if let Some(by) = &hop.undeclared {
            hop.note = Some(format!("no credentials were sent: {by}, which is not declared, led there"));
        }
        if !hop.body.is_replayable() {
            return Err("the body can be sent only once".to_owned());
        }
        hop.url = target;
        Ok(())
    }

    /// Sends one request, with its credentials if they may go there.
    async fn send_to(&self, hop: &Hop, grants: &[Grant]) -> Result<Started, Cause> {
        let (mut url, mut headers) = (hop.url.clone(), hop.headers.clone());
        for grant in grants {
            // a server may repeat a key in the address that it redirects to
            grant.remove(&mut url);
            if hop.undeclared.is_none() {
                grant.apply(&mut url, &mut headers).map_err(Cause::Auth)?;
            }
        }
        if let Some(length) = hop.body.length().filter(|length| *length > 0 || needs_length(&hop.method)) {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        let mut request = http::Request::new(hop.body.clone());
        *request.method_mut() = hop.method.clone();
        *request.headers_mut() = headers;
        *request.uri_mut() = url
            .as_str()
            .parse()
            .map_err(|_| Cause::InvalidRequest(InvalidRequest::new("the address can't be sent")))?;
        let response = self.http.shared.transport.send(request).await.map_err(Cause::Transport)?;
        let (head, body) = response.into_parts();
        Ok(Started { status: head.status, headers: head.headers, body, note: None })
    }

    /// The credentials it needs, if they may go where it goes.
    pub(crate) async fn grants(&self, url: &Url) -> Result<Vec<Grant>, AuthError> {
        let shared = &self.http.shared;
        let security = self.security.unwrap_or(shared.security);
        let chosen = shared.credentials.choose(security, shared.optional_schemes)?;
        let origin = Origin::of(url);
        if !chosen.is_empty() && !self.http.trusts(&origin) {
            let message = format!("no credentials may go to {origin}: declare it with `trust_origin`");
            return Err(AuthError::new(message));
        }
        let mut grants = Vec::with_capacity(chosen.len());
        for auth in chosen {
            grants.push(auth.grant(&self.http).await?);
        }
        Ok(grants)
    }
}

/// Which redirects turn a request into a GET without body: the Fetch standard, section 4.4, step 12.
fn becomes_get(status: StatusCode, method: &Method) -> bool {
    match status.as_u16() {
        301 | 302 => *method == Method::POST,
        303 => *method != Method::GET && *method != Method::HEAD,
        _ => false,
    }
}

/// Servers want to be told that a POST has no body.
fn needs_length(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

fn harmless(headers: &HeaderMap) -> HeaderMap {
    let kept = HARMLESS.iter().filter_map(|name| Some((name.clone(), headers.get(name)?.clone())));
    kept.collect()
}

/// Where a response sends to, if it does.
fn redirect(started: &Started, from: &Url) -> Option<Url> {
    if !matches!(started.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = started.headers.get(LOCATION)?;
    let mut target = from.join(&String::from_utf8_lossy(location.as_bytes())).ok()?;
    // credentials in an address are somebody's idea of where ours should come from
    let _ = target.set_username("");
    let _ = target.set_password(None);
    matches!(target.scheme(), "https" | "http").then_some(target)
}
