//! The life of one access token: fetched when first needed, renewed once for all who wait, saved before it is used.
//!
//! A renewal is a future of its own that all waiting calls share. It runs as a task where there is a tokio runtime, and
//! its state outlives any caller: a call that is given up takes no rotated token with it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::Shared;
use tributary_core::Timestamp;

use super::oauth::{Grant, OAuth2};
use super::{AuthError, Secret, Token};
use crate::{BoxFuture, Http};

type Renewal = Shared<BoxFuture<'static, Result<Token, AuthError>>>;

/// One token and its settings.
pub(crate) struct Session {
    pub(super) settings: OAuth2,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    renew_at: Option<Timestamp>,
    running: Option<Renewal>,
}

impl Session {
    pub(super) fn new(settings: OAuth2) -> Session {
        Session { settings, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The access token in use, whether it is still good or not.
    pub(super) fn current(&self) -> Option<Secret> {
        self.state().token.as_ref().map(|token| token.access.clone())
    }

    /// A token that is good, as far as is known. `refused` is one that the server has just refused.
    pub(super) async fn token(
        self: &Arc<Self>,
        http: &Http,
        refused: Option<&Secret>,
    ) -> Result<Token, AuthError> {
        let renewal = {
            let mut state = self.state();
            let now = http.shared.clock.now();
            if let Some(token) = &state.token
                && Some(&token.access) != refused
                && state.renew_at.is_none_or(|at| at > now)
            {
                return Ok(token.clone());
            }
            match &state.running {
                Some(running) => running.clone(),
                None => {
                    let renewal = Arc::clone(self).renewal(http.clone(), refused.cloned());
                    state.running.insert(renewal.boxed().shared()).clone()
                }
            }
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            // polled by whoever comes first, the task or a caller; the task stays when the callers have gone
            runtime.spawn(renewal.clone());
        }
        renewal.await
    }

    async fn renewal(self: Arc<Self>, http: Http, refused: Option<Secret>) -> Result<Token, AuthError> {
        let outcome = self.renew(&http, refused.as_ref()).await;
        let mut state = self.state();
        state.running = None;
        outcome
    }

    async fn renew(&self, http: &Http, refused: Option<&Secret>) -> Result<Token, AuthError> {
        let now = http.shared.clock.now();
        let stored = self.settings.store.load().await?;
        if let Some(token) = self.usable(stored.clone(), refused, now) {
            return Ok(self.keep(token, now));
        }
        let refresh = match &self.settings.grant {
            Grant::ClientCredentials => None,
            Grant::Refresh { first } => {
                Some(stored.and_then(|token| token.refresh).unwrap_or_else(|| first.clone()))
            }
        };
        let mut token = match self.settings.fetch(http, refresh.as_ref()).await {
            Ok(token) => token,
            Err(error) => {
                // another process may have been quicker, and taken our refresh token's place
                let newer = self.settings.store.load().await?.filter(|token| token.refresh != refresh);
                return self.usable(newer, refused, now).map(|token| self.keep(token, now)).ok_or(error);
            }
        };
        if token.refresh.is_none() {
            token.refresh = refresh;
        }
        let token = self.keep(token, now);
        self.settings.store.save(&token).await?;
        Ok(token)
    }

    /// A stored token that still is good.
    fn usable(&self, stored: Option<Token>, refused: Option<&Secret>, now: Timestamp) -> Option<Token> {
        let mine = self.current();
        stored.filter(|token| {
            let known = refused == Some(&token.access) || mine.as_ref() == Some(&token.access);
            let lasts = token.expires.is_none_or(|end| left(end, now) > self.settings.skew);
            !known && lasts && !token.access.expose().is_empty()
        })
    }

    fn keep(&self, token: Token, now: Timestamp) -> Token {
        let mut state = self.state();
        state.renew_at = token.expires.and_then(|end| {
            let early = self.settings.skew.min(left(end, now) / 2);
            end.checked_sub(early).ok()
        });
        state.token = Some(token.clone());
        token
    }
}

fn left(end: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(end.duration_since(now)).unwrap_or_default()
}
