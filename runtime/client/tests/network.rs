//! The reqwest transport against a real server on this machine: what goes over the wire, and what becomes of failures.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too
#![cfg(feature = "reqwest")]

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tributary_client::core::Value;
use tributary_client::{Auth, Body, ByteStream, Cause, Http, HttpBuilder, Method, RetryPolicy, Stage};

/// A server that reads one request a connection, gives it to `answer` and writes what that says.
struct Server {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start<R: Into<Vec<u8>>>(answer: impl Fn(&str) -> R + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (requests.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (seen, answer) = (seen.clone(), answer.clone());
                tokio::spawn(async move {
                    let _ = serve(connection, &seen, &|request| answer(request).into()).await;
                });
            }
        });
        Server { url, requests }
    }

    fn http(&self) -> HttpBuilder {
        Http::builder(&self.url).retry(RetryPolicy::never())
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(
    mut connection: TcpStream,
    seen: &Mutex<Vec<String>>,
    answer: &(dyn Fn(&str) -> Vec<u8> + Send + Sync),
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let read = connection.read(&mut buffer).await?;
        bytes.extend_from_slice(&buffer[..read]);
        if read == 0 || complete(&String::from_utf8_lossy(&bytes)) {
            break;
        }
    }
    let request = String::from_utf8_lossy(&bytes).into_owned();
    let response = answer(&request);
    seen.lock().unwrap().push(request);
    // a pause in the middle: the client sees the body in two pieces
    let (head, tail) = response.split_at(response.len() - response.len().min(3));
    connection.write_all(head).await?;
    connection.flush().await?;
    tokio::task::yield_now().await;
    connection.write_all(tail).await?;
    connection.shutdown().await
}

fn complete(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    match head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse::<usize>().ok()) {
        Some(length) => body.len() >= length,
        None => !head.contains("transfer-encoding: chunked") || body.ends_with("0\r\n\r\n"),
    }
}

fn reply(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A compressed reply.
fn packed(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    let body = encoder.finish().unwrap();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip";
    [format!("{head}\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes(), &body].concat()
}

#[tokio::test]
async fn replies_may_be_compressed() {
    let server = Server::start(|_| packed(br#"{"ok":[1,2]}"#)).await;
    let http = server.http().build().unwrap();
    let response = http.request(Method::GET, "/").call::<Value, ()>().response().await.unwrap();
    assert_eq!(response.value["ok"][1], 2);
    let sent = server.requests().remove(0).to_ascii_lowercase();
    let asked = sent.lines().find_map(|line| line.strip_prefix("accept-encoding: ")).unwrap();
    assert!(asked.contains("gzip") && asked.contains("deflate"), "{asked}");
}

#[tokio::test]
async fn the_size_limit_is_that_of_what_a_compressed_reply_becomes() {
    const LIMIT: usize = 1024 * 1024;
    let server = Server::start(|request| {
        let bomb = if request.starts_with("GET /fits ") { LIMIT } else { 64 * LIMIT };
        let reply = packed(&vec![b' '; bomb]);
        assert!(reply.len() < LIMIT / 10);
        reply
    })
    .await;
    let http = server.http().max_response(LIMIT as u64).max_stream(LIMIT as u64).build().unwrap();
    let call = |path: &'static str| http.request(Method::GET, path).call::<(), ()>();
    assert_eq!(call("/fits").raw().await.unwrap().body.len(), LIMIT);
    let error = call("/bomb").raw().await.unwrap_err();
    assert!(matches!(error.cause(), Cause::TooLarge { .. }), "{error}");
    // of a stream no more is unpacked than is read
    let mut stream =
        http.request(Method::GET, "/bomb").call::<tributary_client::ByteStream, ()>().await.unwrap();
    let (mut read, mut failed) = (0, None);
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(piece) => read += piece.len(),
            Err(error) => failed = Some(error),
        }
    }
    assert!(read <= LIMIT, "{read}");
    assert_eq!(failed.unwrap().stage, Stage::Limit);
}

#[tokio::test]
async fn a_request_and_its_reply_go_over_the_wire() {
    let server = Server::start(|_| reply(r#"{"ok":[1,2]}"#)).await;
    let http = server.http().default_auth(Auth::bearer("t1")).build().unwrap();
    let request = http.request(Method::POST, "/a%20b").query("q", &"ü&").json(&"body");
    let response = request.call::<Value, ()>().response().await.unwrap();
    assert_eq!(response.value["ok"][1], 2);
    assert_eq!(response.headers["content-type"], "application/json");
    let sent = server.requests().remove(0);
    let lower = sent.to_ascii_lowercase();
    assert!(sent.starts_with("POST /a%20b?q=%C3%BC%26 HTTP/1.1\r\n"), "{sent}");
    for line in [
        "\r\nauthorization: bearer t1\r\n",
        "\r\ncontent-length: 6\r\n",
        "\r\nuser-agent: tributary/",
        "\r\n\r\n\"body\"",
    ] {
        assert!(lower.contains(line), "{line:?} in {sent}");
    }
    assert_eq!(lower.matches("content-length").count(), 1);
}

#[tokio::test]
async fn streams_go_up_and_come_down() {
    let server =
        Server::start(|_| "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nas it arrives".to_owned()).await;
    let http = server.http().build().unwrap();
    for length in [None, Some(6)] {
        let body = Body::stream(
            || ByteStream::new(futures_util::stream::iter([Ok("abc".into()), Ok("def".into())])),
            length,
        );
        let request = http.request(Method::PUT, "/file").body_as("application/octet-stream", body);
        let stream = request.call::<tributary_client::ByteStream, ()>().await.unwrap();
        let all: Vec<u8> = stream.map(|piece| piece.unwrap().to_vec()).concat().await;
        assert_eq!(all, b"as it arrives");
    }
    let sent = server.requests();
    assert!(sent[0].contains("3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n"), "{}", sent[0]);
    assert!(
        sent[1].to_ascii_lowercase().contains("content-length: 6\r\n") && sent[1].ends_with("\r\n\r\nabcdef"),
        "{}",
        sent[1]
    );
}

#[tokio::test]
async fn redirects_are_followed_here_and_not_by_reqwest() {
    let other = Server::start(|_| reply("2")).await;
    let target = other.url.clone();
    let server = Server::start(move |_| {
        format!("HTTP/1.1 302 Found\r\nlocation: {target}/there\r\ncontent-length: 0\r\n\r\n")
    })
    .await;
    let http = server.http().default_auth(Auth::header("x-key", "k1")).build().unwrap();
    assert_eq!(http.request(Method::GET, "/").call::<Value, ()>().await.unwrap(), 2);
    assert!(server.requests()[0].contains("x-key: k1"));
    assert!(other.requests()[0].starts_with("GET /there ") && !other.requests()[0].contains("x-key"));
}

#[tokio::test]
async fn failures_tell_how_far_it_came() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    let address = nobody.clone();
    drop(listener);
    let http = Http::builder(nobody).default_auth(Auth::query("key", "hunter2")).retry(RetryPolicy::never());
    let error = http.build().unwrap().request(Method::GET, "/").call::<Value, ()>().await.unwrap_err();
    let shown = error.to_string();
    assert!(shown.starts_with(&format!("GET {address}/: no connection could be made: ")), "{shown}");
    assert!(shown.contains("refused") && shown.ends_with(" (tried once)"), "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");

    let server = Server::start(|_| String::new()).await;
    let error =
        server.http().build().unwrap().request(Method::GET, "/").call::<Value, ()>().await.unwrap_err();
    assert!(error.to_string().contains("/: the connection failed: "), "{error}");

    let short = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort".to_owned();
    let server = Server::start(move |_| short.clone()).await;
    let error =
        server.http().build().unwrap().request(Method::GET, "/").call::<Value, ()>().await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn a_silent_server_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let http =
        Http::builder(format!("http://{}", listener.local_addr().unwrap())).retry(RetryPolicy::never());
    let http = http.attempt_timeout(Duration::from_millis(50)).build().unwrap();
    let error = http.request(Method::GET, "/").call::<Value, ()>().await.unwrap_err();
    assert!(error.to_string().ends_with("/: an attempt took longer than 50ms (tried once)"), "{error}");
}

#[tokio::test]
async fn a_server_that_recovers_is_asked_again() {
    let answers = Mutex::new(vec![reply("1"), "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n".to_owned()]);
    let server = Server::start(move |_| answers.lock().unwrap().pop().unwrap_or_default()).await;
    let mut policy = RetryPolicy::attempts(2);
    policy.first_wait = Duration::from_millis(1);
    let http = Http::builder(&server.url).retry(policy).build().unwrap();
    assert_eq!(http.request(Method::GET, "/").call::<Value, ()>().await.unwrap(), 1);
}
