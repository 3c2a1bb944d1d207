//! Servers that break off, stall, lie about lengths, or are not who they say: over real connections, since no transport in
//! memory fails like one.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too
#![cfg(feature = "reqwest")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use futures_util::StreamExt;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tributary_client::core::Value;
use tributary_client::{
    Auth, ByteStream, Cause, Error, Http, HttpBuilder, Lines, Method, RetryPolicy, Stage,
};

/// Answers each connection in a thread of its own; its address.
fn serve(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let answer = answer.clone();
            std::thread::spawn(move || answer(connection));
        }
    });
    address
}

/// Reads a request's head.
fn hear(connection: &mut TcpStream) {
    let (mut read, mut byte) = (Vec::new(), [0]);
    while !read.ends_with(b"\r\n\r\n") && connection.read(&mut byte).is_ok_and(|count| count == 1) {
        read.push(byte[0]);
    }
}

/// Hears a request, writes this, and does something with the connection.
fn says(text: impl Into<Vec<u8>>, then: impl Fn(TcpStream) + Send + Sync + 'static) -> Http {
    let text = text.into();
    let address = serve(move |mut connection| {
        hear(&mut connection);
        connection.write_all(&text).unwrap();
        then(connection);
    });
    builder(&format!("http://{address}")).build().unwrap()
}

fn builder(url: &str) -> HttpBuilder {
    Http::builder(url).retry(RetryPolicy::never()).default_auth(Auth::query("key", "hunter2"))
}

/// Keeps the connection open and says no more.
fn stall(connection: TcpStream) {
    std::thread::sleep(Duration::from_secs(20));
    drop(connection);
}

/// All that is shown of an error, its causes included.
fn shown(error: &Error<Value>) -> String {
    let mut text = format!("{error} {error:?}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    text
}

/// Of `localhost`, signed by itself. It protects nothing.
const CERTIFICATE: &str = "\
    MIIBlDCCATugAwIBAgIUcf9L+z7HvjtzN/G2Dablj0mwD5YwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2\
    MTEyMTE5MjAxNFoYDzIxMjYxMDI4MTkyMDE0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\
    AARkjvFyqM6cIHhcmPPFMt2uWd2qghPQHjyjXyYkducLZemEzu4lGXA7xHpJNJJgYJGz00YQ7KEVJF9EqJBuBIXoo2kwZzAdBgNV\
    HQ4EFgQUpdTT6iQl/pMaOtOnwzJMz8Jm3h8wHwYDVR0jBBgwFoAUpdTT6iQl/pMaOtOnwzJMz8Jm3h8wDwYDVR0TAQH/BAUwAwEB\
    /zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwIDRwAwRAIgTqwwEvwFe+PyvMTs7O5oRcSROKidDwV9Y6m3ZuTTLb4C\
    IGAhlHayD4naDdRXHHx8TiE2zi1h2VBAwjJjLNPAXBxz";

/// What it was signed with.
const KEY: &str = "\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgn41DcNaDdMw0BYN9nU+PuaTB3d/0ZbWsrIkfGyC+DJ2hRANCAARk\
    jvFyqM6cIHhcmPPFMt2uWd2qghPQHjyjXyYkducLZemEzu4lGXA7xHpJNJJgYJGz00YQ7KEVJF9EqJBuBIXo";

#[tokio::test]
async fn a_server_whose_certificate_nobody_signed_is_not_talked_to() {
    let decode = |text: &str| base64::engine::general_purpose::STANDARD.decode(text).unwrap();
    let certificate = CertificateDer::from(decode(CERTIFICATE));
    let key = PrivateKeyDer::Pkcs8(decode(KEY).into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let settings =
        rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let settings = settings.unwrap().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    let settings = Arc::new(settings);
    let address = serve(move |mut connection| {
        let mut tls = rustls::ServerConnection::new(settings.clone()).unwrap();
        let mut request = Vec::new();
        let _ = rustls::Stream::new(&mut tls, &mut connection).read_to_end(&mut request);
        assert!(request.is_empty(), "it was sent all the same");
    });
    let address = address.replace("127.0.0.1", "localhost");
    let http = builder(&format!("https://{address}")).build().unwrap();
    let error = http.request(Method::GET, "/a").call::<Value, Value>().await.unwrap_err();
    let text = error.to_string();
    let expected = format!("GET https://{address}/a: no connection could be made: ");
    assert!(text.starts_with(&expected) && text.contains("certificate"), "{text}");
    assert!(!shown(&error).contains("hunter2"), "{}", shown(&error));
    assert!(matches!(error.cause(), Cause::Transport(_)));
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_not_talked_to() {
    let address = serve(|mut connection| drop(connection.write_all(b"HTTP/1.1 200 OK\r\n\r\n{}")));
    let http = builder(&format!("https://{address}")).build().unwrap();
    let error = http.request(Method::GET, "/a").call::<Value, Value>().await.unwrap_err();
    assert!(error.to_string().contains("no connection could be made: "), "{error}");
    assert!(!shown(&error).contains("hunter2"), "{}", shown(&error));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_no_body() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{\"a\":1\r\n";
    let packed = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 10\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\xff";
    let endless = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{{}}", u64::MAX);
    for reply in [
        chunked.as_bytes().to_vec(),
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\":1}".to_vec(),
        packed.to_vec(),
        endless.into_bytes(),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n".to_vec(),
        b"HTTP/1.1 200".to_vec(),
        b"SSH-2.0-OpenSSH_9.6\r\n".to_vec(),
    ] {
        let http = says(reply.clone(), drop);
        let error = http.request(Method::GET, "/a").call::<Value, Value>().await.unwrap_err();
        let name = String::from_utf8_lossy(&reply).into_owned();
        assert!(matches!(error.cause(), Cause::Transport(_) | Cause::TooLarge { .. }), "{name}: {error}");
        assert!(!shown(&error).contains("hunter2"), "{}", shown(&error));
    }
    // what came before is given; then the failure, once
    let http = says(chunked, drop);
    let stream = http.request(Method::GET, "/a").call::<ByteStream, Value>().await.unwrap();
    let pieces: Vec<_> = stream.collect().await;
    let failed = pieces.iter().filter_map(|piece| piece.as_ref().err()).map(|error| error.stage);
    assert_eq!(failed.collect::<Vec<_>>(), [Stage::Exchange]);
    assert!(pieces.first().unwrap().is_ok() && pieces.last().unwrap().is_err());
}

#[tokio::test]
async fn a_line_that_is_cut_off_is_no_line() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\nconnection: close\r\n\r\n{\"a\":1}\n{\"a\":";
    let http = says(cut, drop);
    let lines = http.request(Method::GET, "/a").call::<Lines<Value>, Value>().await.unwrap();
    let all: Vec<_> = lines.collect().await;
    assert_eq!(all.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn a_head_has_a_length_and_no_body() {
    let http =
        says("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\ncontent-type: application/json\r\n\r\n", stall);
    let response = http.request(Method::HEAD, "/a").call::<(), Value>().response().await.unwrap();
    assert_eq!(response.headers["content-length"], "5000");
    let missing = says("HTTP/1.1 404 Not Found\r\ncontent-length: 5000\r\n\r\n", stall);
    let error = missing.request(Method::HEAD, "/a").call::<(), Value>().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
}

#[tokio::test]
async fn a_server_that_stalls_in_the_middle_is_not_waited_for() {
    let started = Instant::now();
    let reply = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{";
    let address = serve(move |mut connection| {
        hear(&mut connection);
        connection.write_all(reply.as_bytes()).unwrap();
        stall(connection);
    });
    let patient = || builder(&format!("http://{address}"));
    let soon = Duration::from_millis(100);
    for http in [patient().attempt_timeout(soon), patient().timeout(soon)] {
        let http = http.build().unwrap();
        let error = http.request(Method::GET, "/a").call::<Value, Value>().await.unwrap_err();
        assert!(matches!(error.cause(), Cause::Timeout(_)), "{error}");
    }
    let http = patient().idle_timeout(soon).build().unwrap();
    let stream = http.request(Method::GET, "/a").call::<ByteStream, Value>().await.unwrap();
    let pieces: Vec<_> = stream.collect().await;
    assert!(pieces.len() <= 2 && pieces.last().unwrap().is_err(), "{pieces:?}");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn an_interim_answer_is_not_the_answer() {
    let http = says(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n7",
        drop,
    );
    assert_eq!(http.request(Method::GET, "/a").call::<Value, Value>().await.unwrap(), 7);
}
