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

/// How long a refusal of the token endpoint is repeated to those who ask, without asking it.
const REMEMBERED: Duration = Duration::from_secs(60);

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
    /// A token that could not be saved. It may be the only one that still leads to others.
    unsaved: Option<Token>,
    refused: Option<Refused>,
}

/// That the token endpoint has refused a refresh token, or the client itself.
struct Refused {
    refresh: Option<Secret>,
    error: AuthError,
    until: Timestamp,
}

impl Session {
    pub(super) fn new(settings: OAuth2) -> Session {
        Session { settings, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
                    let renewal = Arc::clone(self).renewal(http.clone(), refused.cloned()).boxed().shared();
                    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                        // polled by whoever comes first, the task or a caller; the task stays when the callers have gone
                        runtime.spawn(renewal.clone());
                    }
                    state.running.insert(renewal).clone()
                }
            }
        };
        renewal.await
    }

    /// This token was refused: whoever asks next gets another one.
    pub(super) fn forget(&self, refused: &Secret) {
        let mut state = self.state();
        if state.token.as_ref().is_some_and(|token| token.access == *refused) {
            state.renew_at = Some(Timestamp::MIN);
        }
    }

    async fn renewal(self: Arc<Self>, http: Http, refused: Option<Secret>) -> Result<Token, AuthError> {
        let outcome = self.renew(&http, refused.as_ref()).await;
        self.state().running = None;
        outcome
    }

    async fn renew(&self, http: &Http, refused: Option<&Secret>) -> Result<Token, AuthError> {
        let store = &self.settings.store;
        let _alone = store.lock().await?;
        let now = http.shared.clock.now();
        let unsaved = self.state().unsaved.clone();
        if let Some(token) = unsaved {
            store.save(&token).await?;
            self.state().unsaved = None;
        }
        let stored = store.load().await?;
        if let Some(token) = self.usable(stored.clone(), refused, now) {
            return Ok(self.keep(token, now));
        }
        let refresh = match &self.settings.grant {
            Grant::ClientCredentials => None,
            Grant::Refresh { first } => {
                Some(stored.and_then(|token| token.refresh).unwrap_or_else(|| first.clone()))
            }
        };
        if let Some(error) = self.remembered(refresh.as_ref(), now) {
            return Err(error);
        }
        let mut token = match self.fetch(http, refresh.as_ref()).await {
            Ok(token) => token,
            Err(error) => {
                // another process may have been quicker, and taken our refresh token's place
                let newer = store.load().await?.filter(|token| token.refresh != refresh);
                if let Some(token) = self.usable(newer, refused, now) {
                    return Ok(self.keep(token, now));
                }
                if error.is_refused() {
                    let until = now.checked_add(REMEMBERED).unwrap_or(now);
                    self.state().refused = Some(Refused { refresh, error: error.clone(), until });
                }
                return Err(error);
            }
        };
        if token.refresh.is_none() {
            token.refresh = refresh;
        }
        if let Err(error) = store.save(&token).await {
            self.state().unsaved = Some(token);
            return Err(error);
        }
        Ok(self.keep(token, now))
    }

    /// Asks for a token: with this refresh token, or with the first one where that has lost its worth, as after the user
    /// has signed in anew.
    async fn fetch(&self, http: &Http, refresh: Option<&Secret>) -> Result<Token, AuthError> {
        let outcome = self.settings.fetch(http, refresh).await;
        match (&self.settings.grant, &outcome) {
            (Grant::Refresh { first }, Err(error)) if error.is_refused() && refresh != Some(first) => {
                let again = self.settings.fetch(http, Some(first)).await;
                again.map(|mut token| {
                    token.refresh.get_or_insert_with(|| first.clone());
                    token
                })
            }
            _ => outcome,
        }
    }

    fn remembered(&self, refresh: Option<&Secret>, now: Timestamp) -> Option<AuthError> {
        let state = self.state();
        let refused = state.refused.as_ref()?;
        (refused.refresh.as_ref() == refresh && refused.until > now).then(|| refused.error.clone())
    }

    /// A stored token that still is good.
    fn usable(&self, stored: Option<Token>, refused: Option<&Secret>, now: Timestamp) -> Option<Token> {
        let mine = self.state().token.as_ref().map(|token| token.access.clone());
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
        (state.token, state.refused) = (Some(token.clone()), None);
        token
    }
}

fn left(end: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(end.duration_since(now)).unwrap_or_default()
}
