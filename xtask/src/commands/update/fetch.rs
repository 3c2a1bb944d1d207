//! A document from the network, through `curl`: a whole HTTP client with TLS would double what `xtask` takes to build, for
//! one request a vendor.

use super::address::{redirected, split};
use std::io::Read as _;
use std::process::{Command, Stdio};

/// Larger documents do not exist; whatever is larger is not one.
const LARGEST: u64 = 64 * 1024 * 1024;
const REDIRECTS: usize = 5;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fetched {
    /// The server says that it is what the tag stands for.
    Same,
    New {
        bytes: Vec<u8>,
        tag: Option<String>,
    },
}

/// Fetches a document, unless it is still the one with this tag.
pub(super) fn get(url: &str, tag: Option<&str>) -> Result<Fetched, String> {
    let mut url = url.to_owned();
    for _ in 0..=REDIRECTS {
        let reply = once(&url, tag)?;
        match reply.status {
            200 => return Ok(Fetched::New { tag: reply.header("etag"), bytes: reply.body }),
            304 if tag.is_some() => return Ok(Fetched::Same),
            301 | 302 | 303 | 307 | 308 => {
                let location = reply.header("location").unwrap_or_default();
                url = redirected(&url, &location)
                    .ok_or_else(|| format!("redirected to `{location}`, which is another server"))?;
            }
            status => return Err(format!("status {status}")),
        }
    }
    Err(format!("redirected more than {REDIRECTS} times"))
}

struct Reply {
    status: u16,
    headers: String,
    body: Vec<u8>,
}

impl Reply {
    fn header(&self, name: &str) -> Option<String> {
        let lines = self.headers.lines().filter_map(|line| line.split_once(':'));
        let mut values = lines.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value.trim().to_owned())
    }
}

fn once(url: &str, tag: Option<&str>) -> Result<Reply, String> {
    let (origin, _) = split(url).ok_or("not an https address")?;
    let headers = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    let mut command = Command::new("curl");
    // Nothing of a user's own configuration, which may turn checks off; that is curl's first argument or none.
    command.arg("--disable").args(["--silent", "--show-error", "--globoff", "--compressed"]);
    command.args(["--proto", if origin.starts_with("http://") { "=http" } else { "=https" }]);
    command.args(["--connect-timeout", "20", "--max-time", "300"]);
    command.arg("--max-filesize").arg(LARGEST.to_string());
    command.arg("--dump-header").arg(headers.path());
    if let Some(tag) = tag.filter(|tag| !tag.contains(['\r', '\n'])) {
        command.arg("--header").arg(format!("If-None-Match: {tag}"));
    }
    command.arg("--url").arg(url);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| format!("curl cannot be run: {error}"))?;
    let mut body = Vec::new();
    // What is unpacked counts, whatever length the server states.
    let read = child.stdout.take().map_or(Ok(0), |out| out.take(LARGEST + 1).read_to_end(&mut body));
    if read.is_err() || body.len() as u64 > LARGEST {
        let _ = child.kill();
        let _ = child.wait();
        return Err(format!("larger than {} MB", LARGEST / (1024 * 1024)));
    }
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let text = std::fs::read(headers.path()).map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&text).replace("\r\n", "\n");
    // Interim replies (100, a proxy's 200) come before the last block.
    let last = text.trim_end().rsplit("\n\n").next().unwrap_or_default().to_owned();
    let status = last.split_whitespace().nth(1).and_then(|word| word.parse().ok()).ok_or("no status")?;
    Ok(Reply { status, headers: last, body })
}
