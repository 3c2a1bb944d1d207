//! For tests: a transport in memory, and a clock that waits for nothing.
//!
//! ```
//! use tributary_client::testing::{Canned, Memory, TestClock};
//! use tributary_client::{Http, Method};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Memory::new().then(Canned::json(200, r#"{"id": 7}"#));
//! let http = Http::builder("https://api.example.com").transport(server.clone()).clock(TestClock::new()).build()?;
//! let ticket = http.request(Method::GET, "/tickets/7").call::<tributary_client::core::Value, ()>().await?;
//! assert_eq!(ticket["id"], 7);
//! assert_eq!(server.requests()[0].uri.path(), "/tickets/7");
//! # Ok(())
//! # }
//! ```

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use tributary_core::Timestamp;

use crate::{Body, BoxFuture, ByteStream, Clock, Stage, Transport, TransportError};

/// A request as the transport got it, its body read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Recorded {
    /// The method.
    pub method: Method,
    /// The address.
    pub uri: Uri,
    /// The headers, credentials included.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Recorded {
    /// A header's text, empty if it isn't there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// What the transport answers.
#[derive(Clone, Debug)]
pub struct Canned {
    status: StatusCode,
    headers: HeaderMap,
    pieces: Vec<Bytes>,
    fails: Option<Stage>,
    hangs: bool,
}

impl Canned {
    /// A status without a body.
    pub fn status(status: u16) -> Canned {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Canned { status, headers: HeaderMap::new(), pieces: Vec::new(), fails: None, hangs: false }
    }

    /// A JSON body.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Canned {
        Canned::status(status).header("content-type", "application/json").piece(body)
    }

    /// The connection fails.
    pub fn failure(stage: Stage) -> Canned {
        Canned { fails: Some(stage), ..Canned::status(500) }
    }

    /// No answer ever comes.
    pub fn silence() -> Canned {
        Canned { hangs: true, ..Canned::status(500) }
    }

    /// A header. One that can't be sent is left out.
    pub fn header(mut self, name: &str, value: &str) -> Canned {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            self.headers.append(name, value);
        }
        self
    }

    /// A piece of the body, which arrives by itself.
    pub fn piece(mut self, bytes: impl Into<Bytes>) -> Canned {
        self.pieces.push(bytes.into());
        self
    }
}

type Handler = Arc<dyn Fn(&Recorded) -> Canned + Send + Sync>;

/// A transport in memory: it responds from a script or through a function, and records the requests. Clients that share one,
/// or its clones, share rate limits as they would over a network.
#[derive(Clone, Default)]
pub struct Memory {
    state: Arc<Mutex<State>>,
    handler: Option<Handler>,
}

struct State {
    network: u64,
    script: VecDeque<Canned>,
    requests: Vec<Recorded>,
}

impl Default for State {
    fn default() -> Self {
        static NETWORKS: AtomicU64 = AtomicU64::new(1);
        let network = NETWORKS.fetch_add(1, Ordering::Relaxed);
        State { network, script: VecDeque::new(), requests: Vec::new() }
    }
}

impl Memory {
    /// Without a script: it answers 501 to everything.
    pub fn new() -> Memory {
        Memory::default()
    }

    /// Answers each request through a function.
    pub fn with(handler: impl Fn(&Recorded) -> Canned + Send + Sync + 'static) -> Memory {
        Memory { state: Arc::default(), handler: Some(Arc::new(handler)) }
    }

    /// The next answer of the script.
    pub fn then(self, answer: Canned) -> Memory {
        self.state().script.push_back(answer);
        self
    }

    /// What it was asked so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state().requests.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: Recorded) -> Canned {
        let scripted = self.state().script.pop_front();
        let answer = match (scripted, &self.handler) {
            (Some(answer), _) => answer,
            (None, Some(handler)) => handler(&request),
            (None, None) => Canned::status(501),
        };
        self.state().requests.push(request);
        answer
    }
}

impl Transport for Memory {
    fn network(&self) -> u64 {
        self.state().network
    }

    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<ByteStream>, TransportError>> {
        let memory = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let mut bytes = Vec::new();
            let mut stream = body.open();
            while let Some(piece) = stream.next().await {
                bytes.extend_from_slice(&piece?);
            }
            let request =
                Recorded { method: head.method, uri: head.uri, headers: head.headers, body: bytes.into() };
            let answer = memory.answer(request);
            // as over a network: others get their turn before the answer is here
            yielded().await;
            if answer.hangs {
                std::future::pending::<()>().await;
            }
            if let Some(stage) = answer.fails {
                return Err(TransportError::new(stage, "as the test wants it"));
            }
            let pieces = answer.pieces.into_iter().map(Ok);
            let mut response = http::Response::new(ByteStream::new(futures_util::stream::iter(pieces)));
            *response.status_mut() = answer.status;
            *response.headers_mut() = answer.headers;
            Ok(response)
        })
    }
}

async fn yielded() {
    let mut waited = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A clock that waits for nothing: a sleep moves its hands, and is over.
///
/// A time-out strikes once the hands have moved past it, or when nothing else can happen any more, which is taken to be
/// after a thousand turns.
#[derive(Clone)]
pub struct TestClock {
    now: Arc<Mutex<Timestamp>>,
    slept: Arc<Mutex<Vec<Duration>>>,
}

impl Default for TestClock {
    fn default() -> Self {
        TestClock::new()
    }
}

impl TestClock {
    /// It begins at 2026-11-21T09:30:00Z.
    pub fn new() -> TestClock {
        let start = Timestamp::constant(1_795_253_400, 0);
        TestClock { now: Arc::new(Mutex::new(start)), slept: Arc::default() }
    }

    /// Moves the hands.
    pub fn advance(&self, time: Duration) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.checked_add(time).unwrap_or(*now);
    }

    /// All sleeps so far.
    pub fn slept(&self) -> Vec<Duration> {
        self.slept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        self.advance(time);
        self.slept.lock().unwrap_or_else(PoisonError::into_inner).push(time);
        Box::pin(yielded())
    }

    fn deadline(&self, after: Duration) -> BoxFuture<'static, ()> {
        let (clock, start) = (self.clone(), self.now());
        let mut turns = 0;
        Box::pin(std::future::poll_fn(move |context| {
            turns += 1;
            let passed = Duration::try_from(clock.now().duration_since(start)).unwrap_or_default();
            if passed >= after || turns > 1000 {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }))
    }

    fn jitter(&self) -> f64 {
        1.0
    }
}
