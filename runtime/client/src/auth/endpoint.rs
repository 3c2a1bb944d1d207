//! The token endpoint: one request, one token (RFC 6749, sections 4.4, 5 and 6).

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use tributary_core::codegen_v1::{Style, add_query};
use tributary_core::{Timestamp, Value};

use super::oauth::{ClientAuth, Grant, OAuth2};
use super::{AuthError, Redactor, Secret, Token};
use crate::call_info::bare;
use crate::send::within;
use crate::{ApiError, Body, Cause, Http, RawResponse, Waited};

/// A token response is small.
const LARGEST: u64 = 1024 * 1024;

/// How long one request may take, where the client has no limit: a renewal that never ends would end all calls.
const LONGEST: Duration = Duration::from_secs(60);

impl OAuth2 {
    /// Asks for a token. The secrets go to the token endpoint and, since redirects are not followed, nowhere else.
    ///
    /// A refresh token may be worth nothing after its first use, so that it is sent again only where the endpoint has
    /// certainly not acted; a client's own credentials may be sent again like any idempotent request.
    pub(super) async fn fetch(&self, http: &Http, refresh: Option<&Secret>) -> Result<Token, AuthError> {
        let shared = &http.shared;
        let limit = Some(shared.attempt_timeout.unwrap_or(LONGEST));
        let idempotent = refresh.is_none();
        let mut made = 0;
        loop {
            made += 1;
            let now = shared.clock.now();
            let ask = self.ask(http, refresh);
            let cause = match within(limit, Waited::Attempt, &*shared.clock, ask).await {
                Ok(response) if response.status.is_success() => return self.read(&response, refresh, now),
                Ok(response) => Cause::Api(Box::new(ApiError::unread(response, now))),
                Err(cause) => cause,
            };
            match shared.retry.wait(&cause, made, idempotent, &*shared.clock) {
                Some(wait) => shared.clock.sleep(wait).await,
                None => return Err(self.failure(cause, refresh, made, now)),
            }
        }
    }

    async fn ask(&self, http: &Http, refresh: Option<&Secret>) -> Result<RawResponse, Cause> {
        let request = self.request(refresh).map_err(Cause::Auth)?;
        let response = http.shared.transport.send(request).await.map_err(Cause::Transport)?;
        let (head, mut stream) = response.into_parts();
        let mut body = Vec::new();
        while let Some(bytes) = stream.next().await {
            body.extend_from_slice(&bytes.map_err(Cause::Transport)?);
            if body.len() as u64 > LARGEST {
                return Err(Cause::TooLarge { limit: LARGEST });
            }
        }
        Ok(RawResponse::new(head.status, head.headers, body))
    }

    /// Why there is no token.
    fn failure(&self, cause: Cause, refresh: Option<&Secret>, made: u32, now: Timestamp) -> AuthError {
        let url = bare(&self.token_url);
        let times = if made == 1 { String::new() } else { format!(" (tried {made} times)") };
        match cause {
            Cause::Api(error) => {
                let response = RawResponse::new(error.status, error.headers, error.raw);
                match self.read(&response, refresh, now) {
                    Err(error) => error,
                    Ok(_) => AuthError::new(format!("{url} returned a token with an error status")),
                }
            }
            Cause::Auth(error) => error,
            Cause::Transport(error) => {
                AuthError::new(format!("no token from {url}: {error}{times}")).passing().caused_by(error)
            }
            Cause::Timeout(error) => {
                AuthError::new(format!("no token from {url}: {error}{times}")).passing().caused_by(error)
            }
            other => AuthError::new(format!("no token from {url}: {other}")),
        }
    }

    fn request(&self, refresh: Option<&Secret>) -> Result<http::Request<Body>, AuthError> {
        let mut form = String::new();
        let mut add = |name: &str, value: &str| add_query(&mut form, name, &value, Style::FORM);
        match (&self.grant, refresh) {
            (Grant::Refresh { .. }, Some(token)) => {
                add("grant_type", "refresh_token");
                add("refresh_token", token.expose());
            }
            _ => add("grant_type", "client_credentials"),
        }
        if self.client_auth != ClientAuth::Basic {
            add("client_id", &self.client_id);
            if let Some(secret) = &self.client_secret {
                add("client_secret", secret.expose());
            }
        }
        if !self.scopes.is_empty() {
            add("scope", &self.scopes.join(" "));
        }
        for (name, value) in &self.params {
            add(name, value);
        }
        let mut request = http::Request::new(Body::empty());
        let mut address = self.token_url.clone();
        if self.by_get || self.client_auth == ClientAuth::Query {
            address.push(if address.contains('?') { '&' } else { '?' });
            address.push_str(&form);
        } else {
            *request.method_mut() = Method::POST;
            let media_type = HeaderValue::from_static("application/x-www-form-urlencoded");
            request.headers_mut().insert(CONTENT_TYPE, media_type);
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(form.len()));
            *request.body_mut() = Body::from(form);
        }
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        if self.client_auth == ClientAuth::Basic {
            request.headers_mut().insert(AUTHORIZATION, self.basic()?);
        }
        *request.uri_mut() =
            address.parse().map_err(|_| AuthError::new("the token endpoint is no address"))?;
        Ok(request)
    }

    /// Both halves are percent-encoded first, as section 2.3.1 has it.
    fn basic(&self) -> Result<HeaderValue, AuthError> {
        let encoded = |text: &str| {
            let mut pair = String::new();
            add_query(&mut pair, "", &text, Style::FORM);
            pair.split_off(1)
        };
        let secret = self.client_secret.as_ref().map_or("", Secret::expose);
        let pair = STANDARD.encode(format!("{}:{}", encoded(&self.client_id), encoded(secret)));
        let mut value = HeaderValue::try_from(format!("Basic {pair}"))
            .map_err(|_| AuthError::new("the client's id can't be sent in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl OAuth2 {
    /// Reads the endpoint's response. Of an error, its code and description are repeated, without the credentials sent.
    fn read(
        &self,
        response: &RawResponse,
        refresh: Option<&Secret>,
        now: Timestamp,
    ) -> Result<Token, AuthError> {
        let (status, url) = (response.status, bare(&self.token_url));
        let unusable = |what: String| {
            let error = AuthError::new(format!("{url} responded {status}{what}"));
            let passing = status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429);
            if passing { error.passing() } else { error }
        };
        let mut members: BTreeMap<String, Value> = serde_json::from_slice(&response.body).map_err(|_| {
            let error = unusable(" without JSON".to_owned());
            // a gateway's page, a redirect or half a response: nobody has refused anything
            if status.is_success() || status.is_redirection() { error.passing() } else { error }
        })?;
        let mut text = |name: &str| match members.remove(name) {
            Some(Value::String(text)) => Some(text),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let access = text("access_token").filter(|token| status.is_success() && !token.is_empty());
        let Some(access) = access else {
            let code = text("error");
            let more = text("error_description").map(|words| format!(": {words}")).unwrap_or_default();
            let words = format!(", {}{more}", code.as_deref().unwrap_or("no access token"));
            let error = unusable(self.hide(words, refresh));
            // RFC 6749, section 5.2: what no repetition will change
            let refused = ["invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope"];
            return Err(if refused.contains(&code.as_deref().unwrap_or("")) {
                error.refused()
            } else {
                error
            });
        };
        let mut token = Token::new(access);
        if !token.is_sendable(&self.scheme) {
            let what = ", an access token with characters that no header can have";
            return Err(unusable(what.to_owned()));
        }
        token.refresh = text("refresh_token").filter(|token| !token.is_empty()).map(Secret::from);
        token.expires = text("expires_in")
            .and_then(|seconds| seconds.parse::<f64>().ok())
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .and_then(|lifetime| now.checked_add(lifetime).ok());
        members.retain(|name, _| !name.contains("token") || name == "token_type");
        token.extra = members;
        Ok(token)
    }

    /// The endpoint's words without the credentials that it was sent.
    fn hide(&self, words: String, refresh: Option<&Secret>) -> String {
        Redactor::of(self.client_secret.iter().chain(refresh).map(Secret::expose)).hide(&words)
    }
}
