//! Replies that are read as they arrive, and bodies in parts.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::time::Duration;

use futures_util::StreamExt;
use tributary_client::core::Value;
use tributary_client::testing::{Canned, Memory, TestClock};
use tributary_client::{
    Binary, Body, ByteStream, Cause, Event, EventStream, Header, Http, Lines, Method, Multipart, Stage,
    StreamError, Upload, reply_enum,
};

fn http(server: &Memory) -> Http {
    Http::builder("https://api.example.com")
        .transport(server.clone())
        .clock(TestClock::new())
        .build()
        .unwrap()
}

fn pieces(text: &str, size: usize) -> Canned {
    let bytes: Vec<Vec<u8>> = text.as_bytes().chunks(size).map(<[u8]>::to_vec).collect();
    bytes.into_iter().fold(Canned::status(200).header("content-type", "text/event-stream"), Canned::piece)
}

async fn events(text: &str, size: usize) -> Vec<Event<String>> {
    let server = Memory::new().then(pieces(text, size));
    let stream = http(&server).request(Method::GET, "/").call::<EventStream<String>, Value>().await.unwrap();
    stream.map(Result::unwrap).collect().await
}

#[tokio::test]
async fn events_are_the_same_however_they_are_cut() {
    let text = "\u{feff}: hello\r\nid: 1\nevent: note\ndata: first é\ndata:second\n\ndata\n\nretry: 1500\rdata: x:y\r\r\
                data: [DONE]\n\nid\ndata:  two spaces\n\nevent: nothing\n\ndata: never ended";
    let whole = events(text, text.len()).await;
    let shown: Vec<_> =
        whole.iter().map(|event| (event.event.as_str(), event.id.as_deref(), event.data.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("note", Some("1"), "first é\nsecond"),
            ("message", Some("1"), ""),
            ("message", Some("1"), "x:y"),
            ("message", Some(""), " two spaces"),
        ]
    );
    assert_eq!(whole[2].retry, Some(Duration::from_millis(1500)));
    for size in 1..8 {
        assert_eq!(events(text, size).await, whole, "{size}");
    }
}

#[tokio::test]
async fn events_carry_json_and_a_bad_one_is_not_the_end() {
    let server = Memory::new().then(pieces("data: {\"a\":1}\n\ndata: {\n\ndata: {\"a\":2}\n\n", 5));
    let stream = http(&server).request(Method::GET, "/").call::<EventStream<Value>, ()>().await.unwrap();
    let all: Vec<Result<Event<Value>, StreamError>> = stream.collect().await;
    assert_eq!(all[0].as_ref().unwrap().data["a"], 1);
    assert!(matches!(all[1], Err(StreamError::Decode(_))));
    assert_eq!(all[2].as_ref().unwrap().data["a"], 2);
    assert_eq!(all.len(), 3);
}

#[tokio::test]
async fn lines_are_values() {
    let server = Memory::new().then(pieces("{\"a\":1}\n\n  \r\n{\"a\":2}\r\n{\"a\":3}", 3));
    let stream = http(&server).request(Method::GET, "/").call::<Lines<Value>, ()>().await.unwrap();
    let all: Vec<Value> = stream.map(|line| line.unwrap()["a"].clone()).collect().await;
    assert_eq!(all, [1, 2, 3]);
}

#[tokio::test]
async fn bytes_have_no_limit_and_errors_are_still_errors() {
    let server = Memory::new().then(pieces("0123456789", 3)).then(Canned::json(404, r#"{"why":"gone"}"#));
    let http =
        Http::builder("https://api.example.com").transport(server).clock(TestClock::new()).max_response(100);
    let http = http.build().unwrap();
    let call = || http.request(Method::GET, "/file").call::<ByteStream, Value>();
    let all: Vec<u8> = call().await.unwrap().map(|piece| piece.unwrap().to_vec()).concat().await;
    assert_eq!(all, b"0123456789");
    let error = call().await.unwrap_err();
    assert_eq!(error.body().unwrap()["why"], "gone");
}

/// What a download answers: the file, or that it is not ready.
#[derive(Debug)]
enum Download {
    Success(ByteStream),
    Accepted(Value),
    Other(Binary),
}

reply_enum!(Download { 200 => Success, 202 => Accepted, _ => Other } arrives);

#[tokio::test]
async fn one_status_is_a_stream_and_another_is_not() {
    let server = Memory::new()
        .then(pieces("0123456789", 3))
        .then(Canned::json(202, r#"{"wait":5}"#))
        .then(Canned::json(203, "7"))
        .then(Canned::json(202, "{"));
    let http =
        Http::builder("https://api.example.com").transport(server).clock(TestClock::new()).max_response(100);
    let http = http.build().unwrap();
    let call = || http.request(Method::GET, "/file").call::<Download, Value>();
    let Download::Success(body) = call().await.unwrap() else { panic!("no file") };
    let pieces: Vec<_> = body.map(Result::unwrap).collect().await;
    assert_eq!((pieces.len(), pieces.concat()), (4, b"0123456789".to_vec()));
    let Download::Accepted(body) = call().await.unwrap() else { panic!("ready already") };
    assert_eq!(body["wait"], 5);
    let Download::Other(body) = call().await.unwrap() else { panic!("no other") };
    assert_eq!(body.0, "7");
    assert!(matches!(call().await.unwrap_err().cause(), Cause::InvalidResponse(_)));
}

#[tokio::test]
async fn a_head_asks_for_anything() {
    let server = Memory::with(|_| Canned::status(200));
    http(&server).request(Method::HEAD, "/").call::<(), ()>().await.unwrap();
    http(&server).request(Method::GET, "/").call::<(), ()>().await.unwrap();
    let sent = server.requests();
    assert_eq!((sent[0].header("accept"), sent[1].header("accept")), ("*/*", "application/json"));
}

#[tokio::test]
async fn documented_headers_have_types() {
    const LEFT: Header<i64> = Header::new("X-Left");
    const TAGS: Header<Vec<String>> = Header::new("x-tags");
    const PRICE: Header<tributary_client::core::Decimal> = Header::new("X-Price");
    let answer = Canned::json(200, "1").header("x-left", "12").header("x-tags", "a, b").header("x-tags", "c");
    let server = Memory::new()
        .then(answer.header("x-price", "1.10"))
        .then(Canned::json(200, "1").header("x-left", "many"));
    let call = || http(&server).request(Method::GET, "/").call::<Value, ()>();
    let response = call().response().await.unwrap();
    assert_eq!(response.header(LEFT), Some(12));
    assert_eq!(response.header(TAGS).unwrap(), ["a", "b", "c"]);
    assert_eq!(response.header(PRICE).unwrap().to_string(), "1.10");
    let response = call().response().await.unwrap();
    assert_eq!((response.header(LEFT), response.header(LEFT.name())), (None, Some("many")));
    assert_eq!(response.header(TAGS), None);
}

#[tokio::test]
async fn a_form_in_parts() {
    let server = Memory::with(|_| Canned::json(200, "1"));
    let tags = vec!["a".to_owned(), "b".to_owned()];
    let photo = Upload::new("PNG…").named("a \"b\"\r\n.png").content_type("image/png");
    let form = Multipart::new()
        .text("name", &"Ann")
        .text("absent", &None::<String>)
        .text("tags", &tags)
        .json("meta", &tags)
        .file("photo", &photo)
        .file_as("icon", &Upload::new("GIF"), "image/gif")
        .files_as("more", &[Upload::new("x"), photo.clone()], "text/csv");
    let post = http(&server).request(Method::POST, "/").multipart(form).call::<Value, ()>();
    post.await.unwrap();
    let sent = server.requests().remove(0);
    let (kind, boundary) = sent.header("content-type").split_once("; boundary=").unwrap();
    assert_eq!(kind, "multipart/form-data");
    assert_eq!(sent.header("content-length"), sent.body.len().to_string());
    let expected = "\
        --B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nAnn\r\n\
        --B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\na\r\n\
        --B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nb\r\n\
        --B\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n[\"a\",\"b\"]\r\n\
        --B\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a %22b%22%0D%0A.png\"\r\nContent-Type: image/png\r\n\r\nPNG…\r\n\
        --B\r\nContent-Disposition: form-data; name=\"icon\"; filename=\"icon\"\r\nContent-Type: image/gif\r\n\r\nGIF\r\n\
        --B\r\nContent-Disposition: form-data; name=\"more\"; filename=\"more\"\r\nContent-Type: text/csv\r\n\r\nx\r\n\
        --B\r\nContent-Disposition: form-data; name=\"more\"; filename=\"a %22b%22%0D%0A.png\"\r\nContent-Type: image/png\r\n\r\nPNG…\r\n\
        --B--\r\n";
    assert_eq!(sent.text(), expected.replace("--B", &format!("--{boundary}")));
}

#[tokio::test]
async fn a_form_with_a_stream_is_the_same_and_can_be_sent_again() {
    let server =
        Memory::new().then(Canned::status(429)).then(Canned::json(200, "1")).then(Canned::status(429));
    let streamed = |length| {
        let body = Body::stream(|| ByteStream::from_bytes("abc"), length);
        Multipart::new().text("name", &"Ann").file("f", &Upload::new(body))
    };
    let post = |form| http(&server).request(Method::POST, "/").multipart(form).call::<Value, ()>();
    post(streamed(Some(3))).await.unwrap();
    let sent = server.requests();
    assert_eq!(sent.len(), 2);
    assert_eq!(
        (sent[0].text(), sent[1].header("content-length")),
        (sent[1].text(), sent[1].text().len().to_string().as_str())
    );
    assert!(sent[0].text().contains("\r\n\r\nabc\r\n--"));

    let once = Upload::new(Body::once(ByteStream::from_bytes("abc"), None));
    post(Multipart::new().file("f", &once)).await.unwrap_err();
    assert_eq!(server.requests().len(), 3);
    assert_eq!(server.requests()[2].header("content-length"), "");
}

#[tokio::test]
async fn a_body_that_fails_is_a_failed_connection() {
    let failing = || {
        let gone = tributary_client::TransportError::new(Stage::Exchange, "the disk is gone");
        ByteStream::new(futures_util::stream::iter([Err(gone)]))
    };
    let server = Memory::with(|_| Canned::json(200, "1"));
    let request = http(&server).request(Method::POST, "/").body_as("text/plain", Body::stream(failing, None));
    let error = request.call::<Value, ()>().await.unwrap_err();
    assert!(matches!(error.cause(), Cause::Transport(_)));
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "the connection failed: the disk is gone"
    );
}

fn failing_in_200() -> Http {
    let server = Memory::with(|_| Canned::json(200, r#"{"success":false,"code":"606"}"#));
    let rules = |response: &tributary_client::RawResponse| {
        let body: Value = serde_json::from_slice(&response.body).ok()?;
        (body["success"] == false).then(Default::default)
    };
    let http = Http::builder("https://api.example.com").transport(server).clock(TestClock::new());
    http.classify(rules).build().unwrap()
}

#[tokio::test]
async fn an_error_in_a_200_is_no_stream() {
    let http = failing_in_200();
    let request = || http.request(Method::GET, "/");
    assert_eq!(request().call::<ByteStream, Value>().await.unwrap_err().body().unwrap()["code"], "606");
    assert_eq!(request().call::<Lines<Value>, Value>().await.unwrap_err().status().unwrap(), 200);
    assert!(matches!(
        request().call::<EventStream<Value>, Value>().await.unwrap_err().cause(),
        Cause::Api(_)
    ));
}

#[tokio::test]
async fn what_was_looked_at_for_an_error_is_still_given() {
    for size in [10, 200_000] {
        let body = format!("\"{}\"", "x".repeat(size));
        let answer = body.as_bytes().chunks(1000).map(<[u8]>::to_vec);
        let answer =
            answer.fold(Canned::status(200).header("content-type", "application/json"), Canned::piece);
        let server = Memory::new().then(answer);
        let http = Http::builder("https://api.example.com").transport(server).clock(TestClock::new());
        let http = http.classify(|_| None).build().unwrap();
        let stream = http.request(Method::GET, "/").call::<ByteStream, Value>().await.unwrap();
        let all: Vec<u8> = stream.map(|piece| piece.unwrap().to_vec()).concat().await;
        assert_eq!(all, body.as_bytes());
    }
}

#[tokio::test]
async fn a_document_is_not_read_as_no_events() {
    let server = Memory::new().then(Canned::json(200, r#"{"queued":true}"#));
    let call = http(&server).request(Method::GET, "/").call::<EventStream<Value>, Value>();
    let error = call.await.unwrap_err();
    assert!(error.to_string().contains("server-sent events were expected, not application/json"), "{error}");
    let Cause::InvalidResponse(error) = error.into_cause() else { panic!() };
    assert_eq!(error.response.body, r#"{"queued":true}"#);
}

/// Gives one piece, and then nothing.
struct Stalling;

impl tributary_client::Transport for Stalling {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> tributary_client::BoxFuture<
        'static,
        Result<http::Response<ByteStream>, tributary_client::TransportError>,
    > {
        let first = futures_util::stream::iter([Ok("data: 1\n\n".into())]);
        let body = ByteStream::new(first.chain(futures_util::stream::pending()));
        Box::pin(async move { Ok(http::Response::new(body)) })
    }
}

#[tokio::test]
async fn a_stream_that_stalls_ends_and_says_whose_it_was() {
    let http = Http::builder("https://api.example.com").transport(Stalling).clock(TestClock::new());
    let http = http.idle_timeout(Duration::from_secs(7)).build().unwrap();
    let mut stream = http.request(Method::GET, "/feed").call::<EventStream<i64>, ()>().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().data, 1);
    let error = stream.next().await.unwrap().unwrap_err();
    let expected = "GET https://api.example.com/feed: the response stalled: nothing arrived for 7s";
    assert_eq!(error.to_string(), expected);
    assert!(stream.next().await.is_none());

    let call =
        http.request(Method::GET, "/feed").call::<ByteStream, ()>().idle_timeout(Duration::from_secs(9));
    let mut stream = call.await.unwrap();
    stream.next().await.unwrap().unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!((error.stage, error.call().unwrap().url()), (Stage::Stalled, "https://api.example.com/feed"));
    assert!(error.to_string().ends_with("9s"), "{error}");
}

#[tokio::test]
async fn streams_and_their_values_have_limits() {
    let server = Memory::with(|_| pieces("data: 0123456789\ndata: 0123456789\n\n", 6));
    let http = || Http::builder("https://api.example.com").transport(server.clone()).clock(TestClock::new());
    let limited = http().max_stream(20).build().unwrap();
    let mut stream = limited.request(Method::GET, "/").call::<ByteStream, ()>().await.unwrap();
    let mut received = 0;
    let error = loop {
        match stream.next().await.unwrap() {
            Ok(piece) => received += piece.len(),
            Err(error) => break error,
        }
    };
    assert_eq!((received, error.stage), (18, Stage::Limit));
    assert!(stream.next().await.is_none());
    // a value of many lines is one value
    for (limit, good) in [(15, false), (40, true)] {
        let limited = http().max_response(limit).build().unwrap();
        let mut events = limited.request(Method::GET, "/").call::<EventStream<String>, ()>().await.unwrap();
        match events.next().await.unwrap() {
            Ok(_) => assert!(good),
            Err(error) => assert!(!good && matches!(error, StreamError::TooLarge { .. }), "{error}"),
        }
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn what_is_not_as_documented_in_a_stream_is_said() {
    let server = Memory::with(|_| pieces("[\"a\",5]\n", 3));
    let mut lines = http(&server).request(Method::GET, "/").call::<Lines<Vec<String>>, ()>().await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap(), ["a", "5"]);
    assert_eq!(lines.issues().len(), 1);
    let server = Memory::with(|_| pieces("id: 7\nretry: +5\ndata: [\"a\",5]\n\n", 3));
    let mut events =
        http(&server).request(Method::GET, "/").call::<EventStream<Vec<String>>, ()>().await.unwrap();
    let event = events.next().await.unwrap().unwrap();
    assert_eq!((event.issues.len(), event.retry, events.last_event_id()), (1, None, Some("7")));
}
