//! An application that keeps a copy of a vendor's records, as docs/using.md says: it saves cursors and checkpoints as text with
//! the records of each page, is killed at any point, and goes on in a new process. And the mistakes that one could make.

use std::time::Duration;

use futures_util::StreamExt;
use http::header::{LOCATION, RETRY_AFTER};
use tributary::testing::Mock;
use tributary::{ErrorKind, Need, Pages, Settings, Vendor, VendorInfo};
use tributary_client::{Body, BoxFuture, ByteStream, Clock, ReqwestTransport, Transport, TransportError};
use tributary_core::Cursor;
use tributary_mock::Rng;
use tributary_mock::plan::Auth;
use tributary_mock::server::Server;

use crate::proxy::{Between, Elsewhere, Proxy};
use crate::time::Quick;

/// A mistake of an application or a client. The test has to find each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Begins again from the beginning after it was killed.
    ForgetsCursor,
    /// Takes an error for the end of the list: what retries are for is left out.
    TakesErrorForEnd,
    /// Saves the cursor before the records.
    SavesCursorFirst,
    /// Does not save the checkpoint.
    ForgetsCheckpoint,
    /// Takes a page of which something could not be read.
    TakesDamaged,
    /// Follows redirects wherever they lead, with all that the request has.
    FollowsAnywhere,
    /// Does not look at the `Retry-After` of a refusal.
    IgnoresRetryAfter,
}

impl Flaw {
    pub(crate) const ALL: [Self; 7] = [
        Self::ForgetsCursor,
        Self::TakesErrorForEnd,
        Self::SavesCursorFirst,
        Self::ForgetsCheckpoint,
        Self::TakesDamaged,
        Self::FollowsAnywhere,
        Self::IgnoresRetryAfter,
    ];
}

/// What an application saves, as text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saved {
    pub(crate) cursor: Option<String>,
    pub(crate) checkpoint: Option<String>,
}

/// How many times a process may be started before a sync counts as one that does not end.
const MOST_LIVES: usize = 4_000;

/// A vendor's mock behind a proxy, and another origin.
pub(crate) struct Side {
    info: &'static VendorInfo,
    pub(crate) mock: Mock,
    pub(crate) proxy: Proxy,
    pub(crate) elsewhere: Elsewhere,
    pub(crate) flaw: Option<Flaw>,
    clock: Quick,
    rng: Rng,
    _servers: [Server; 2],
    /// Processes that were started, and errors that they met.
    pub(crate) lives: usize,
    pub(crate) errors: usize,
    /// Errors that no fault of the network may lead to.
    pub(crate) wrong: Vec<String>,
}

impl Side {
    pub(crate) async fn start(info: &'static VendorInfo, mock: Mock, seed: u64, one_in: u64) -> Self {
        let mut theirs = mock.plan().clone();
        theirs.auth.clear();
        let theirs = Mock::builder(theirs).seed(seed + 1).records(213).unlimited().lenient().build();
        let servers =
            [Server::start(mock.clone(), 0).await.unwrap(), Server::start(theirs, 0).await.unwrap()];
        let [ours, theirs] = servers.each_ref().map(|server| server.origin().replace("http://", ""));
        let elsewhere = Elsewhere::start(theirs).await.unwrap();
        let clock = Quick::new();
        let between = Between {
            upstream: ours,
            elsewhere: elsewhere.origin(),
            clock,
            seed,
            one_in,
            token_path: token_path(&mock),
            expire: Box::new({
                let mock = mock.clone();
                move || mock.expire_tokens()
            }),
        };
        let proxy = Proxy::start(between).await.unwrap();
        let rng = Rng::named(seed, "application");
        Self {
            info,
            mock,
            proxy,
            elsewhere,
            flaw: None,
            clock,
            rng,
            _servers: servers,
            lives: 0,
            errors: 0,
            wrong: Vec::new(),
        }
    }

    /// The vendor's client with the transport and the settings that an application has, but for the proxy's address.
    fn connect(&self) -> Box<dyn Vendor> {
        let plan = self.mock.plan();
        let needed = self.info.settings.iter();
        let needed = needed.filter(|it| matches!(it.need, Need::Required | Need::Unless(_)));
        let mut settings = needed.fold(Settings::new(), |settings, it| {
            let address = it.name.ends_with("url") || it.name.ends_with("domain");
            settings.set(it.name, if address { self.proxy.origin() } else { secret(it.name) })
        });
        if let Some(path) = token_path(&self.mock) {
            settings = settings.set("token_url", format!("{}{path}", self.proxy.origin()));
        }
        if plan.from_token.is_empty() {
            settings = settings.base_url(format!("{}{}", self.proxy.origin(), plan.base_path));
        }
        let (flaw, clock, process) = (self.flaw, self.clock, format!("process-{}", self.lives));
        let settings = settings.http_with(move |http| {
            let http = http.header("user-agent", &process);
            let transport = ReqwestTransport::new().unwrap();
            match flaw {
                Some(flaw) => http.transport(Flawed(transport, flaw)),
                None => http.transport(transport),
            }
            .clock(clock)
        });
        tributary::connect(self.info.name, &settings).unwrap()
    }

    /// Reads pages to the end, in as many processes as it takes.
    pub(crate) async fn read<T: Send + 'static>(
        &mut self,
        saved: &mut Saved,
        open: impl Fn(&dyn Vendor, &Saved) -> Pages<T>,
        is_whole: impl Fn(&T) -> bool,
        mut keep: impl FnMut(Option<T>),
    ) -> Result<(), String> {
        let mut stalled = 0_u32;
        for _ in 0..MOST_LIVES {
            self.lives += 1;
            if self.flaw == Some(Flaw::ForgetsCursor) {
                saved.cursor = None;
            }
            let vendor = self.connect();
            let mut pages = open(&*vendor, saved);
            if let Some(cursor) = &saved.cursor {
                pages = pages.resume(Cursor::new(cursor.as_str()));
            }
            let life = self.rng.below(24 << stalled.min(20));
            self.proxy.begin(life);
            let mut process = Process {
                pages,
                saved,
                flaw: self.flaw,
                rng: &mut self.rng,
                errors: &mut self.errors,
                wrong: &mut self.wrong,
                clock: self.clock,
                committed: false,
            };
            let done = tokio::select! {
                biased;
                () = self.proxy.killed() => false,
                done = process.run(&is_whole, &mut keep) => done,
            };
            if done {
                return Ok(());
            }
            // a page of many requests takes a process that lives as long
            stalled = if process.committed { 0 } else { stalled + 1 };
        }
        Err(format!("the sync does not end: {} errors", self.errors))
    }
}

/// The path of the endpoint that gives tokens.
fn token_path(mock: &Mock) -> Option<String> {
    mock.plan().auth.iter().find_map(|auth| match auth {
        Auth::OAuth2 { token_path, .. } => Some(token_path.clone()),
        _ => None,
    })
}

/// The value of a setting, which is found wherever it goes.
fn secret(setting: &str) -> String {
    format!("s3cret-{setting}-7f3a")
}

/// What all credentials have, and nothing else: what the settings say, and what the mock's endpoint of tokens gives.
pub(crate) const CREDENTIALS: [&str; 2] = ["s3cret-", "mock-token-"];

/// A process, from its start until it is done, fails, or is killed.
struct Process<'a, T> {
    pages: Pages<T>,
    saved: &'a mut Saved,
    flaw: Option<Flaw>,
    rng: &'a mut Rng,
    errors: &'a mut usize,
    wrong: &'a mut Vec<String>,
    clock: Quick,
    committed: bool,
}

impl<T: Send + 'static> Process<'_, T> {
    /// Returns whether all was read. `keep` gets the records of each page that is kept, and `None` behind each page.
    async fn run(&mut self, is_whole: &impl Fn(&T) -> bool, keep: &mut impl FnMut(Option<T>)) -> bool {
        while let Some(page) = self.pages.next_page().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    *self.errors += 1;
                    let passing = matches!(
                        error.kind(),
                        ErrorKind::Transport
                            | ErrorKind::RateLimited
                            | ErrorKind::Vendor
                            | ErrorKind::InvalidResponse
                            | ErrorKind::IncompleteResponse
                    );
                    if !passing || error.needs_reauth() {
                        self.wrong.push(format!("{:?}: {error}", error.kind()));
                    }
                    self.clock.sleep(error.retry_after().unwrap_or(Duration::from_secs(10))).await;
                    return self.flaw == Some(Flaw::TakesErrorForEnd);
                }
            };
            let whole = page.failed.is_empty() && page.records.iter().all(is_whole);
            if !whole && self.flaw != Some(Flaw::TakesDamaged) {
                return false; // the page is asked for again
            }
            let cursor = page.next.map(|cursor| cursor.as_str().to_owned());
            if self.rng.one_in(16) {
                if self.flaw == Some(Flaw::SavesCursorFirst) {
                    self.saved.cursor = cursor;
                }
                return false; // killed before the transaction
            }
            self.committed = true;
            page.records.into_iter().map(Some).for_each(&mut *keep);
            let done = cursor.is_none();
            self.saved.cursor = cursor;
            if let (Some(checkpoint), false) = (page.checkpoint, self.flaw == Some(Flaw::ForgetsCheckpoint)) {
                self.saved.checkpoint = Some(checkpoint.to_string());
            }
            keep(None);
            if done {
                return true;
            }
        }
        false
    }
}

/// A transport with a mistake: it follows redirects by itself, or hides what a refusal asks for.
struct Flawed(ReqwestTransport, Flaw);

impl Transport for Flawed {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        let (transport, flaw) = (self.0.clone(), self.1);
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let mut bytes = Vec::new();
            let mut stream = body.open();
            while let Some(piece) = stream.next().await {
                bytes.extend_from_slice(&piece?);
            }
            let copy = |uri: http::Uri| {
                let mut copy = http::Request::new(Body::from(bytes.clone()));
                *copy.method_mut() = head.method.clone();
                *copy.headers_mut() = head.headers.clone();
                *copy.uri_mut() = uri;
                copy
            };
            let mut response = transport.send(copy(head.uri.clone())).await?;
            let target = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()?.parse().ok());
            match (flaw, target) {
                (Flaw::FollowsAnywhere, Some(to)) => return transport.send(copy(to)).await,
                (Flaw::IgnoresRetryAfter, _) => drop(response.headers_mut().remove(RETRY_AFTER)),
                _ => {}
            }
            Ok(response)
        })
    }
}
