//! A proxy between a client and the mock of its vendor, which does by seed what networks and gateways do: it delays, cuts
//! connections, shortens and corrupts what comes back, sends elsewhere, refuses. It forwards over sockets and understands as
//! much of HTTP/1.1 as that takes.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tributary::client::core::Timestamp;
use tributary_client::Clock;
use tributary_mock::Rng;

use crate::time::Quick;

/// What happens to one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// The response comes after the client has given up (its time-out is a minute).
    Delayed,
    /// The connection ends before the vendor sees the request.
    CutBefore,
    /// The vendor responds, and nothing of it arrives.
    CutUnanswered,
    /// The connection ends in the head of the response.
    CutInHead,
    /// The connection ends in the body.
    CutInBody,
    /// The connection ends after the response, without a warning.
    CutAfter,
    /// The body ends early, and its length says that this is all.
    Truncated,
    /// The status line is noise.
    CorruptHead,
    /// A byte or a few of the body are none that JSON has.
    CorruptBody,
    /// One bit of a compressed body is another.
    CorruptPacked,
    /// A page of HTML with status 200, as of a gateway where one has to sign in.
    Html,
    /// A redirect to another origin.
    Elsewhere(u16),
    /// An error of the gateway's.
    Status(u16),
    /// Everything is refused with 429 for a minute.
    Refused(Asks),
    /// All tokens that were given out so far have expired.
    Expired,
}

/// How long a refusal asks to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asks {
    Nothing,
    Seconds,
    Date,
}

/// How long refusals go on.
const REFUSED_FOR: Duration = Duration::from_secs(60);

/// How much longer than a client waits a delayed response takes.
const DELAY: Duration = Duration::from_secs(75);

const FAULTS: [Fault; 24] = [
    Fault::Delayed,
    Fault::CutBefore,
    Fault::CutUnanswered,
    Fault::CutInHead,
    Fault::CutInBody,
    Fault::CutAfter,
    Fault::Truncated,
    Fault::Truncated,
    Fault::CorruptHead,
    Fault::CorruptBody,
    Fault::CorruptBody,
    Fault::CorruptPacked,
    Fault::Html,
    Fault::Elsewhere(301),
    Fault::Elsewhere(302),
    Fault::Elsewhere(303),
    Fault::Elsewhere(307),
    Fault::Status(500),
    Fault::Status(502),
    Fault::Status(503),
    Fault::Refused(Asks::Nothing),
    Fault::Refused(Asks::Seconds),
    Fault::Refused(Asks::Date),
    Fault::Expired,
];

/// A running proxy. It stops when it is dropped.
pub(crate) struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

/// What a proxy is between, and how often something happens.
pub(crate) struct Between {
    pub(crate) upstream: String,
    /// Where redirects lead: `http://127.0.0.1:49152`
    pub(crate) elsewhere: String,
    pub(crate) clock: Quick,
    pub(crate) seed: u64,
    /// Once in so many exchanges.
    pub(crate) one_in: u64,
    /// The path of the endpoint that gives tokens, if the vendor has one.
    pub(crate) token_path: Option<String>,
    /// Lets all tokens expire.
    pub(crate) expire: Box<dyn Fn() + Send + Sync>,
}

struct Shared {
    between: Between,
    state: Mutex<State>,
    killed: Notify,
}

struct State {
    rng: Rng,
    seen: BTreeMap<Fault, usize>,
    requests: usize,
    /// Until when everything is refused, and how.
    refusing: Option<(Timestamp, Asks)>,
    /// The last refusal that asked for a wait.
    refused: Option<Refusal>,
    early: Vec<String>,
    /// So many more steps, and the client is killed.
    steps_left: Option<u64>,
}

/// A refusal, and when its request may be repeated.
struct Refusal {
    /// The client's process: a new one knows nothing of what an old one was asked.
    process: String,
    request: Vec<u8>,
    until: Timestamp,
}

impl Proxy {
    pub(crate) async fn start(between: Between) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = State {
            rng: Rng::named(between.seed, "proxy"),
            seen: BTreeMap::new(),
            requests: 0,
            refusing: None,
            refused: None,
            early: Vec::new(),
            steps_left: None,
        };
        let shared = Arc::new(Shared { between, state: Mutex::new(state), killed: Notify::new() });
        let task = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, task })
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A new process of the client begins. It is to be killed after so many steps: a request comes, the vendor responds, half
    /// of it is sent, all of it is.
    pub(crate) fn begin(&self, steps: u64) {
        self.shared.state().steps_left = Some(steps);
    }

    /// Ends when the client is to be killed.
    pub(crate) async fn killed(&self) {
        self.shared.killed.notified().await;
    }

    /// What happened, and how often.
    pub(crate) fn seen(&self) -> BTreeMap<Fault, usize> {
        self.shared.state().seen.clone()
    }

    pub(crate) fn requests(&self) -> usize {
        self.shared.state().requests
    }

    /// Requests that were repeated before the time that their refusal asked for.
    pub(crate) fn early(&self) -> Vec<String> {
        self.shared.state().early.clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// A point at which the client may be killed.
    fn step(&self) {
        let mut state = self.state();
        match state.steps_left {
            Some(0) => {
                state.steps_left = None;
                self.killed.notify_one();
            }
            Some(left) => state.steps_left = Some(left - 1),
            None => {}
        }
    }

    /// What happens to a request.
    fn decide(&self, request: &Message) -> Option<Fault> {
        let now = self.between.clock.now();
        let is_token = self.between.token_path.as_deref().is_some_and(|path| request.path() == path);
        let mut state = self.state();
        state.requests += 1;
        if let Some(Refusal { request: refused, until, .. }) =
            state.refused.as_ref().filter(|it| it.process == request.process())
        {
            let repeated = *refused == request.bytes();
            if now < until.checked_sub(Duration::from_secs(1)).unwrap() && !is_token && repeated {
                let found = format!("{}: {:?} before the time", request.line(), until.duration_since(now));
                state.early.push(found);
            }
        }
        if let Some((_, asks)) = state.refusing.filter(|(until, _)| now < *until) {
            return Some(Fault::Refused(asks));
        }
        state.refusing = None;
        if !state.rng.one_in(self.between.one_in) {
            return None;
        }
        let fault = FAULTS[usize::try_from(state.rng.below(FAULTS.len() as u64)).unwrap()];
        match fault {
            Fault::Expired if self.between.token_path.is_none() => return None,
            Fault::Expired => (self.between.expire)(),
            Fault::Refused(asks) => {
                state.refusing = Some((now.checked_add(REFUSED_FOR).unwrap(), asks));
            }
            _ => {}
        }
        *state.seen.entry(fault).or_default() += 1;
        Some(fault)
    }

    /// The refusal of a request. The wait that it asks for goes no further than the refusals do.
    fn refusal(&self, request: &Message, asks: Asks, is_token: bool) -> Message {
        let now = self.between.clock.now();
        let mut state = self.state();
        let seconds = 20 + state.rng.below(20);
        let until = now.checked_add(Duration::from_secs(seconds)).unwrap();
        // a date has whole seconds
        let date = Timestamp::from_second(until.as_second()).unwrap();
        let (header, until) = match asks {
            Asks::Nothing => (String::new(), None),
            Asks::Seconds => (format!("retry-after: {seconds}\r\n"), Some(until)),
            Asks::Date => {
                (format!("retry-after: {}\r\n", date.strftime("%a, %d %b %Y %H:%M:%S GMT")), Some(date))
            }
        };
        if let (Some(until), false) = (until, is_token) {
            let process = request.process().to_owned();
            state.refused = Some(Refusal { process, request: request.bytes(), until });
        }
        Message::response(429, &header, br#"{"message": "too many requests"}"#)
    }

    fn below(&self, end: usize) -> usize {
        usize::try_from(self.state().rng.below(end as u64)).unwrap()
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let _ = client.set_nodelay(true);
            // a connection that breaks is what this is about
            let _ = serve(client, &shared).await;
        });
    }
}

async fn serve(mut client: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut upstream: Option<TcpStream> = None;
    while let Some(request) = Message::read(&mut client, false).await? {
        shared.step();
        let fault = shared.decide(&request);
        let is_token = shared.between.token_path.as_deref().is_some_and(|path| request.path() == path);
        let sent_instead = match fault {
            Some(Fault::CutBefore) => return Ok(()),
            Some(Fault::Html) => {
                let html = b"<!doctype html><title>Sign in</title>";
                Some(Message::response(200, "content-type: text/html\r\n", html))
            }
            Some(Fault::Elsewhere(status)) => {
                let to = format!("location: {}{}\r\n", shared.between.elsewhere, request.target());
                Some(Message::response(status, &to, b""))
            }
            Some(Fault::Status(status)) => {
                Some(Message::response(status, "content-type: text/plain\r\n", b"upstream error"))
            }
            Some(Fault::Refused(asks)) => Some(shared.refusal(&request, asks, is_token)),
            _ => None,
        };
        let response = match sent_instead {
            Some(response) => response,
            None => {
                let upstream = match &mut upstream {
                    Some(upstream) => upstream,
                    none => none.insert(TcpStream::connect(&shared.between.upstream).await?),
                };
                upstream.write_all(&request.bytes()).await?;
                let response = Message::read(upstream, true).await?;
                response.ok_or(io::ErrorKind::UnexpectedEof)?
            }
        };
        shared.step();
        if !deliver(&mut client, response, fault, shared).await? {
            return Ok(());
        }
        shared.step();
    }
    Ok(())
}

/// Sends a response as the fault has it. Returns whether the connection is of use after it.
async fn deliver(
    client: &mut TcpStream,
    mut response: Message,
    fault: Option<Fault>,
    shared: &Shared,
) -> io::Result<bool> {
    match fault {
        Some(Fault::Delayed) => shared.between.clock.sleep(DELAY).await,
        Some(Fault::CutUnanswered) => return Ok(false),
        Some(Fault::Truncated) => {
            let length = response.body.len();
            response.resized(|body| body.truncate(shared.below(length.max(1))));
        }
        Some(Fault::CorruptHead) => response.head.insert_str(0, "\u{1}\u{2}"),
        Some(Fault::CorruptBody) if !response.body.is_empty() => {
            for _ in 0..=shared.below(3) {
                let at = shared.below(response.body.len());
                response.body[at] = [0x00, 0x1f, 0xff, 0xc0][shared.below(4)];
            }
        }
        Some(Fault::CorruptPacked) if !response.body.is_empty() => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            packed.write_all(&response.body)?;
            let mut packed = packed.finish()?;
            // behind gzip's own head, of which most means nothing
            let at = 10 + shared.below(packed.len() - 10);
            packed[at] ^= 1 << shared.below(8);
            response.resized(|body| *body = packed);
            response.head.insert_str(response.head.len() - 2, "content-encoding: gzip\r\n");
        }
        _ => {}
    }
    let head = response.head.len();
    let bytes = response.bytes();
    let cut = match fault {
        Some(Fault::CutInHead) => shared.below(head),
        Some(Fault::CutInBody) => head + shared.below((bytes.len() - head).max(1)),
        _ => bytes.len(),
    };
    let (first, second) = bytes[..cut].split_at(cut / 2);
    client.write_all(first).await?;
    client.flush().await?;
    shared.step();
    client.write_all(second).await?;
    client.flush().await?;
    let ends = [Fault::CutInHead, Fault::CutInBody, Fault::CutAfter, Fault::CorruptHead];
    Ok(fault.is_none_or(|fault| !ends.contains(&fault)))
}

/// A request or a response: its head with the empty line, and its body.
pub(crate) struct Message {
    head: String,
    body: Vec<u8>,
}

impl Message {
    fn response(status: u16, headers: &str, body: &[u8]) -> Self {
        let head = format!("HTTP/1.1 {status} x\r\n{headers}content-length: {}\r\n\r\n", body.len());
        Self { head, body: body.to_vec() }
    }

    /// Reads one; `None` at the end of the connection.
    async fn read(from: &mut TcpStream, is_response: bool) -> io::Result<Option<Self>> {
        let (mut bytes, mut buffer) = (Vec::new(), vec![0; 16 * 1024]);
        let head = loop {
            if let Some(at) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
                break at + 4;
            }
            match from.read(&mut buffer).await? {
                0 => return Ok(None),
                read => bytes.extend_from_slice(&buffer[..read]),
            }
        };
        let mut body = bytes.split_off(head);
        let head = String::from_utf8(bytes).map_err(io::Error::other)?;
        let stated = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        let length = stated.unwrap_or_default();
        // neither side of ours sends a body without its length
        let none = !is_response || head.contains(" 204 ") || head.contains(" 304 ");
        assert!(stated.is_some() || none, "a body without a length: {head}");
        while body.len() < length {
            match from.read(&mut buffer).await? {
                0 => return Ok(None),
                read => body.extend_from_slice(&buffer[..read]),
            }
        }
        Ok(Some(Self { head, body }))
    }

    /// `GET /path?query HTTP/1.1`
    fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    fn target(&self) -> &str {
        self.line().split(' ').nth(1).unwrap_or_default()
    }

    fn path(&self) -> &str {
        self.target().split('?').next().unwrap_or_default()
    }

    /// The client's process, which it calls itself by.
    fn process(&self) -> &str {
        let agent = self.head.lines().find_map(|line| line.strip_prefix("user-agent: "));
        agent.unwrap_or_default()
    }

    /// Changes the body, and the length that the head says.
    fn resized(&mut self, change: impl FnOnce(&mut Vec<u8>)) {
        change(&mut self.body);
        let lines = self
            .head
            .lines()
            .filter(|line| !line.is_empty() && !line.to_ascii_lowercase().starts_with("content-length:"));
        let lines: String = lines.map(|line| format!("{line}\r\n")).collect();
        self.head = format!("{lines}content-length: {}\r\n\r\n", self.body.len());
    }

    fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body].concat()
    }
}

/// Another origin: somebody else's vendor of the same kind, which keeps all that it receives.
pub(crate) struct Elsewhere {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Vec<u8>>>>,
    task: JoinHandle<()>,
}

impl Elsewhere {
    /// Forwards to this address without any check.
    pub(crate) async fn start(upstream: String) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        let task = tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (kept, upstream) = (Arc::clone(&kept), upstream.clone());
                tokio::spawn(async move {
                    let mut behind = TcpStream::connect(&upstream).await?;
                    while let Some(request) = Message::read(&mut client, false).await? {
                        kept.lock().unwrap().push(request.bytes());
                        behind.write_all(&request.bytes()).await?;
                        let Some(response) = Message::read(&mut behind, true).await? else { break };
                        client.write_all(&response.bytes()).await?;
                    }
                    io::Result::Ok(())
                });
            }
        });
        Ok(Self { address, received, task })
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests, byte by byte.
    pub(crate) fn received(&self) -> Vec<Vec<u8>> {
        self.received.lock().unwrap().clone()
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.task.abort();
    }
}
