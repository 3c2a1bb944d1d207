//! One request and what redirects lead to, with credentials only where they may go.

use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue,
    LOCATION, RANGE, USER_AGENT,
};
use http::{Method, StatusCode};
use url::Url;

use crate::auth::Grant;
use crate::error::InvalidRequest;
use crate::origin::Origin;
use crate::send::{Fault, Started};
use crate::{AuthError, Body, Request};

/// The only headers that another origin is shown: anything else may be, or reveal, a credential.
const HARMLESS: [http::HeaderName; 6] =
    [ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_TYPE, RANGE, USER_AGENT];

impl Request {
    /// Sends the request, and follows where it is sent to.
    pub(crate) async fn exchange(&self, mut url: Url, grants: &[Grant]) -> Result<Started, Fault> {
        let first = Origin::of(&url);
        let (mut method, mut body) = (self.method.clone(), self.body.clone());
        let mut headers = self.all_headers();
        for hop in 0.. {
            let started = self.send_to(&url, &method, headers.clone(), body.clone(), grants).await?;
            let Some(target) = redirect(&started, &url).filter(|_| hop < self.http.shared.max_redirects)
            else {
                return Ok(started);
            };
            match started.status {
                StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => {}
                _ if method == Method::GET || method == Method::HEAD => {}
                _ => {
                    // as browsers have done for ever, and as the two statuses above were made to avoid
                    (method, body) = (Method::GET, Body::empty());
                    headers.remove(CONTENT_TYPE);
                }
            }
            let elsewhere =
                Origin::of(&target) != first && !self.http.shared.origins.contains(&Origin::of(&target));
            let downgrade = url.scheme() == "https" && target.scheme() != "https";
            if !body.is_replayable() || (elsewhere && !body.is_empty()) || downgrade {
                // a body may hold anything: it goes nowhere that nobody has declared
                return Ok(started);
            }
            if elsewhere {
                headers = harmless(&headers);
            }
            url = target;
        }
        Err(Fault::Invalid(InvalidRequest::new("redirected too often")))
    }

    /// Sends one request, with its credentials if they may go there.
    async fn send_to(
        &self,
        url: &Url,
        method: &Method,
        mut headers: HeaderMap,
        body: Body,
        grants: &[Grant],
    ) -> Result<Started, Fault> {
        let mut url = url.clone();
        if self.http.shared.origins.contains(&Origin::of(&url)) {
            for grant in grants {
                grant.apply(&mut url, &mut headers).map_err(Fault::Auth)?;
            }
        }
        if let Some(length) = body.length().filter(|length| *length > 0 || needs_length(method)) {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        let mut request = http::Request::new(body);
        *request.method_mut() = method.clone();
        *request.headers_mut() = headers;
        *request.uri_mut() = url
            .as_str()
            .parse()
            .map_err(|_| Fault::Invalid(InvalidRequest::new(format!("`{}` is no address", self.template))))?;
        let response = self.http.shared.transport.send(request).await.map_err(Fault::Transport)?;
        let (head, body) = response.into_parts();
        Ok(Started { status: head.status, headers: head.headers, body })
    }

    /// The credentials it needs, if they may go where it goes.
    pub(crate) async fn grants(&self, url: &Url) -> Result<Vec<Grant>, AuthError> {
        let shared = &self.http.shared;
        let chosen = shared.credentials.choose(self.security.unwrap_or(shared.security))?;
        let origin = Origin::of(url);
        if !chosen.is_empty() && !shared.origins.contains(&origin) {
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
    let target = from.join(started.headers.get(LOCATION)?.to_str().ok()?).ok()?;
    matches!(target.scheme(), "https" | "http").then_some(target)
}
