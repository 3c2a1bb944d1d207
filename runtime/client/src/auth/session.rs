//! The life of one access token: fetched when first needed, renewed once for all calls that wait, saved before it is used.
//!
//! A renewal is a future of its own that all waiting calls share. It runs as a task where there is a tokio runtime, and
//! its state outlives any caller: a call that is given up takes no rotated token with it. It always ends: what is not ours
//! (the store, the transport) may panic or hang, which costs this renewal and not the next.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Either, Shared, select};
use tributary_core::Timestamp;

use super::oauth::{Grant, OAuth2};
use super::{AuthError, Secret, Token};
use crate::{BoxFuture, Http};

type Renewal = Shared<BoxFuture<'static, Result<Token, AuthError>>>;

/// How long a refusal of the token endpoint is repeated to callers without asking it again.
const REMEMBERED: Duration = Duration::from_secs(60);

/// How long a store may take where calls may take any time.
const STORE_LIMIT: Duration = Duration::from_secs(30);

/// One token and its settings.
pub(crate) struct Session {
    pub(super) settings: OAuth2,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    /// When the token was fetched, if it was not loaded.
    fetched: Option<Timestamp>,
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

    /// A token that was fetched lately: this one, or another if this one was loaded.
    pub(super) async fn fetched_anew(
        self: &Arc<Self>,
        http: &Http,
        known: &Secret,
    ) -> Result<Token, AuthError> {
        let recent = {
            let state = self.state();
            let now = http.shared.clock.now();
            let lately = |at: Timestamp| left(now, at) < REMEMBERED;
            state.token.clone().filter(|token| token.access == *known && state.fetched.is_some_and(lately))
        };
        match recent {
            Some(token) => Ok(token),
            None => self.token(http, Some(known)).await,
        }
    }

    /// This token was refused: the next call gets another one.
    pub(super) fn forget(&self, refused: &Secret) {
        let mut state = self.state();
        if state.token.as_ref().is_some_and(|token| token.access == *refused) {
            state.renew_at = Some(Timestamp::MIN);
        }
    }

    async fn renewal(self: Arc<Self>, http: Http, refused: Option<Secret>) -> Result<Token, AuthError> {
        let renewal = AssertUnwindSafe(self.renew(&http, refused.as_ref()));
        let outcome = renewal.catch_unwind().await;
        self.state().running = None;
        outcome.unwrap_or_else(|_| Err(AuthError::new("the token store or the transport panicked").passing()))
    }

    async fn renew(&self, http: &Http, refused: Option<&Secret>) -> Result<Token, AuthError> {
        let store = &self.settings.store;
        let _alone = in_time(http, store.lock()).await?;
        let now = http.shared.clock.now();
        let unsaved = self.state().unsaved.clone();
        if let Some(token) = unsaved {
            in_time(http, store.save(&token)).await?;
            self.state().unsaved = None;
        }
        let stored = in_time(http, store.load()).await?;
        if let Some(token) = self.usable(stored.clone(), refused, now) {
            return Ok(self.keep(token, now, None));
        }
        let mine = self.state().token.clone();
        let refresh = match &self.settings.grant {
            Grant::ClientCredentials => None,
            Grant::Refresh { first } => {
                let known = stored.iter().chain(&mine).find_map(|token| token.refresh.clone());
                Some(known.filter(|token| !token.expose().is_empty()).unwrap_or_else(|| first.clone()))
            }
        };
        if let Some(error) = self.remembered(refresh.as_ref(), now) {
            return Err(error);
        }
        let mut token = match self.fetch(http, refresh.as_ref()).await {
            Ok(token) => token,
            Err(error) => {
                // another process may have been quicker, and taken our refresh token's place
                let newer = in_time(http, store.load()).await?.filter(|token| token.refresh != refresh);
                if let Some(token) = self.usable(newer, refused, now) {
                    return Ok(self.keep(token, now, None));
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
        // what comes with a first token need not come with those that renew it
        for (name, value) in stored.into_iter().chain(mine).flat_map(|token| token.extra) {
            token.extra.entry(name).or_insert(value);
        }
        // kept until it is certainly saved, whatever happens meanwhile: the refresh token before it may be worth nothing now
        self.state().unsaved = Some(token.clone());
        in_time(http, store.save(&token)).await?;
        self.state().unsaved = None;
        Ok(self.keep(token, now, Some(now)))
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

    /// A stored token that is still good.
    fn usable(&self, stored: Option<Token>, refused: Option<&Secret>, now: Timestamp) -> Option<Token> {
        let mine = self.state().token.as_ref().map(|token| token.access.clone());
        stored.filter(|token| {
            let known = refused == Some(&token.access) || mine.as_ref() == Some(&token.access);
            let lasts = token.expires.is_none_or(|end| left(end, now) > self.settings.skew);
            !known && lasts && token.is_sendable(&self.settings.scheme)
        })
    }

    fn keep(&self, token: Token, now: Timestamp, fetched: Option<Timestamp>) -> Token {
        let mut state = self.state();
        state.fetched = fetched;
        state.renew_at = token.expires.and_then(|end| {
            let early = self.settings.skew.min(left(end, now) / 2);
            end.checked_sub(early).ok()
        });
        (state.token, state.refused) = (Some(token.clone()), None);
        token
    }
}

/// Lets the store take as long as a call may.
async fn in_time<T>(http: &Http, work: BoxFuture<'_, Result<T, AuthError>>) -> Result<T, AuthError> {
    let shared = &http.shared;
    let limits = [shared.call_timeout, shared.attempt_timeout, Some(STORE_LIMIT)];
    let limit = limits.into_iter().flatten().min().unwrap_or(STORE_LIMIT);
    match select(work, shared.clock.deadline(limit)).await {
        // what is wrong with the store is nothing that signing in anew would mend
        Either::Left((outcome, _)) => outcome.map_err(AuthError::passing),
        Either::Right(((), _)) => {
            Err(AuthError::new(format!("the token store took longer than {limit:?}")).passing())
        }
    }
}

fn left(end: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(end.duration_since(now)).unwrap_or_default()
}
