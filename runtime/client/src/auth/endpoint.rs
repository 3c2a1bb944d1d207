//! The token endpoint: one request, one token (RFC 6749, sections 4.4, 5 and 6).

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Method, StatusCode};
use tributary_core::Value;
use tributary_core::codegen_v1::{Style, add_query};

use super::oauth::{ClientAuth, Grant, OAuth2};
use super::{AuthError, Secret, Token};
use crate::{Body, Http};

/// A token response is small.
const LARGEST: usize = 1024 * 1024;

impl OAuth2 {
    /// Asks for a token. The secrets go to the token endpoint and, since redirects are not followed, nowhere else.
    pub(super) async fn fetch(&self, http: &Http, refresh: Option<&Secret>) -> Result<Token, AuthError> {
        let request = self.request(refresh)?;
        let now = http.shared.clock.now();
        let failed = |error| AuthError::new("the token endpoint can't be reached").caused_by(error);
        let response = http.shared.transport.send(request).await.map_err(failed)?;
        let (head, mut stream) = response.into_parts();
        let mut body = Vec::new();
        while let Some(bytes) = stream.next().await {
            body.extend_from_slice(&bytes.map_err(failed)?);
            if body.len() > LARGEST {
                return Err(AuthError::new("the token endpoint's response is too large"));
            }
        }
        read(head.status, &body, now)
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
        if self.client_auth == ClientAuth::Query {
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

/// What the endpoint answered. Only its own words for an error are repeated, never what it was sent.
fn read(status: StatusCode, body: &[u8], now: tributary_core::Timestamp) -> Result<Token, AuthError> {
    let mut members: BTreeMap<String, Value> = serde_json::from_slice(body)
        .map_err(|_| AuthError::new(format!("the token endpoint answered {status} without JSON")))?;
    let mut text = |name: &str| match members.remove(name) {
        Some(Value::String(text)) => Some(text),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let Some(access) = text("access_token").filter(|_| status.is_success()) else {
        let code = text("error").unwrap_or_else(|| "no access token".to_owned());
        let more = text("error_description").map(|words| format!(": {words}")).unwrap_or_default();
        return Err(AuthError::new(format!("the token endpoint answered {status}, {code}{more}")));
    };
    let mut token = Token::new(access);
    token.refresh = text("refresh_token").map(Secret::from);
    token.expires = text("expires_in")
        .and_then(|seconds| seconds.parse::<f64>().ok())
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .and_then(|lifetime| now.checked_add(lifetime).ok());
    members.retain(|name, _| !name.contains("token") || name == "token_type");
    token.extra = members;
    Ok(token)
}
