//! A small HTTP/1.1 server on a port of its own: enough for JSON in and out, one function answering everything.

use std::io;
use std::sync::Arc;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Upper case.
    pub method: String,
    /// Without the query, percent-decoded by segments no further than the client encoded them.
    pub path: String,
    /// The query's pairs, decoded.
    pub query: Vec<(String, String)>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, if it is JSON; `null` otherwise.
    pub body: Value,
}

impl Asked {
    /// The first value of a query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers besides those of the body.
    pub headers: Vec<(&'static str, String)>,
    /// The body; `null` is none.
    pub body: Value,
}

impl Answer {
    /// A JSON body.
    pub fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body }
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

type Respond = Arc<dyn Fn(&Asked) -> Answer + Send + Sync>;

/// A running server; it stops with the program.
#[derive(Debug)]
pub struct Server {
    /// `http://127.0.0.1:49152`
    pub url: String,
}

impl Server {
    /// Starts one on a free port, on which `name` answers; what it is asked is printed.
    ///
    /// # Errors
    /// There is no free port.
    pub async fn start(
        name: &'static str,
        respond: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let respond: Respond = Arc::new(respond);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let respond = Arc::clone(&respond);
                // A client that goes away in the middle is no matter.
                tokio::spawn(async move { serve(name, stream, respond).await.ok() });
            }
        });
        Ok(Self { url })
    }
}

async fn serve(name: &str, stream: TcpStream, respond: Respond) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(asked) = read(&mut stream).await? {
        let answer = respond(&asked);
        println!("      {name:<10} {} {} -> {}", asked.method, shown(&asked), answer.status);
        write(&mut stream, &answer).await?;
    }
    Ok(())
}

/// The path, and of the query what says which page.
fn shown(asked: &Asked) -> String {
    let paging = ["after", "start", "q"].into_iter().filter_map(|name| {
        let value: String = asked.query(name)?.chars().take(24).collect();
        Some(format!("{name}={value}"))
    });
    let paging: Vec<_> = paging.collect();
    let mark = if paging.is_empty() { "" } else { "?" };
    format!("{}{mark}{}", asked.path, paging.join("&"))
}

async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Asked>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or("/"));
    let url = Url::parse("http://localhost").and_then(|base| base.join(target)).map_err(io::Error::other)?;
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let query = url.query_pairs().into_owned().collect();
    let body = serde_json::from_slice(&body).unwrap_or_default();
    Ok(Some(Asked { method, path: url.path().to_owned(), query, headers, body }))
}

async fn write(stream: &mut BufReader<TcpStream>, answer: &Answer) -> io::Result<()> {
    let body = if answer.body.is_null() { String::new() } else { answer.body.to_string() };
    let mut head = format!("HTTP/1.1 {} Answer\r\ncontent-type: application/json\r\n", answer.status);
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.flush().await
}
