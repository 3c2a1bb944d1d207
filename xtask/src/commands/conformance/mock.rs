//! Spector's mock server: started, waited for, stopped, and asked what it saw.

use super::{Places, node_tool};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread;

/// A running server. It ends with this value, however that ends.
pub(super) struct Mock {
    child: Child,
    url: String,
    port: u16,
    coverage: PathBuf,
}

/// Starts the server on a port that nobody uses, and waits until it answers.
pub(super) fn start(places: &Places, version: &str) -> io::Result<Mock> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let coverage = places.coverage(version);
    let _ = fs::remove_file(&coverage);
    let mut command = node_tool(places, "tsp-spector")?;
    command
        .arg("serve")
        .arg(places.specs())
        .args(["--port", &port.to_string()])
        .arg("--coverageFile")
        .arg(&coverage);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut mock = Mock { child, url: format!("http://127.0.0.1:{port}"), port, coverage };
    mock.wait_until_started()?;
    Ok(mock)
}

impl Mock {
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    fn wait_until_started(&mut self) -> io::Result<()> {
        let errors = self.child.stderr.take();
        // Drained for as long as the server lives, or it would stop when the pipe is full.
        let errors =
            thread::spawn(move || errors.and_then(|pipe| io::read_to_string(pipe).ok()).unwrap_or_default());
        let mut said = String::new();
        let Some(output) = self.child.stdout.take() else { return Err(io::Error::other("no output")) };
        let mut lines = BufReader::new(output).lines();
        for line in lines.by_ref() {
            let line = line?;
            if line.contains("Started server") {
                thread::spawn(move || lines.for_each(drop));
                return Ok(());
            }
            said += &format!("{line}\n");
        }
        said += &errors.join().unwrap_or_default();
        Err(io::Error::other(format!("the mock server did not start:\n{said}")))
    }

    /// Whether it still answers.
    pub(super) fn is_running(&self) -> bool {
        TcpStream::connect(("127.0.0.1", self.port)).is_ok()
    }

    /// Stops the server, if it still runs, which then writes down what it saw: for each scenario, whether it was met.
    pub(super) fn stop(mut self) -> io::Result<BTreeMap<String, String>> {
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", self.port)) {
            let request = "POST /.admin/stop HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            connection.write_all(request.as_bytes())?;
            // The answer does not matter; that it came says that the request was read.
            let _ = connection.read(&mut [0; 64]);
        }
        self.child.wait()?;
        let coverage: Value = serde_json::from_str(&fs::read_to_string(&self.coverage)?)?;
        let results =
            coverage.as_array().into_iter().flatten().filter_map(|report| report["results"].as_object());
        let met =
            |(name, state): (&String, &Value)| (name.clone(), state.as_str().unwrap_or_default().to_owned());
        Ok(results.flatten().map(met).collect())
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
