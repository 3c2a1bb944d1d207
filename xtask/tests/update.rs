//! `update` against a server on this machine: what is fetched, kept, refused and generated.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

const MAPPING: &str = "[vendor]
title = \"Pets\"
auth = { kind = \"bearer\", token = \"{token}\" }
documents = { \"pets.yaml\" = SOURCE }

[crm.contact]
get = { call = \"getPet\", with.id = \"{id}\" }

[crm.contact.fields]
id = \"id\"
first_name = { read = \"name\" }
";

fn document(name: &str, more: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: Pets, version: '1'}}
servers: [{{url: 'https://pets.example'}}]
paths:
  /pets/{{id}}:
    get:
      operationId: getPet
      description: One pet.
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses:
        '200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Pet'}}}}}}}}
{more}components:
  schemas:
    Pet: {{type: object, required: [id], properties: {{id: {{type: string}}, {name}: {{type: string}}}}}}
"
    )
}

/// What a server replies to the head of a request.
type Reply = Box<dyn Fn(&str) -> Vec<u8> + Send>;

/// A server that gives this document, with a tag, and remembers the requests.
struct Server {
    address: String,
    reply: Arc<Mutex<Reply>>,
    requests: Arc<Mutex<Vec<String>>>,
}

fn ok(tag: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\nETag: {tag}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

impl Server {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let reply: Arc<Mutex<Reply>> = Arc::new(Mutex::new(Box::new(|_| Vec::new())));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (shared, seen) = (reply.clone(), requests.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let head: Vec<String> =
                    lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                let head = head.join("\n");
                let bytes = (shared.lock().unwrap())(&head);
                seen.lock().unwrap().push(head);
                // A client that has read enough hangs up.
                let _ = stream.write_all(&bytes);
            }
        });
        Self { address, reply, requests }
    }

    fn replies(&self, reply: impl Fn(&str) -> Vec<u8> + Send + 'static) {
        *self.reply.lock().unwrap() = Box::new(reply);
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A root of one's own that uses the unified model of this repository.
fn root(source: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::create_dir_all(here.join("specs/pets")).unwrap();
    fs::create_dir_all(here.join("specs/unified")).unwrap();
    fs::create_dir_all(here.join("mappings")).unwrap();
    let unified = "openapi: 3.0.3
info: {title: Crm, version: '1'}
paths: {}
components:
  schemas:
    Contact:
      x-tributary-model: true
      type: object
      required: [id]
      properties: {id: {type: string, readOnly: true}, first_name: {type: string, nullable: true}}
";
    fs::write(here.join("specs/unified/crm.yaml"), unified).unwrap();
    fs::write(here.join("specs/pets/pets.yaml"), document("name", "")).unwrap();
    let mapping = MAPPING.replace("SOURCE", source);
    fs::write(here.join("mappings/pets.toml"), mapping).unwrap();
    fs::write(
        here.join("tributary.toml"),
        format!("runtime = {:?}\n", repository().join("runtime").display().to_string()),
    )
    .unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn kept(folder: &Path) -> String {
    fs::read_to_string(folder.join("specs/pets/pets.yaml")).unwrap()
}

#[test]
fn a_document_is_fetched_compared_and_generated_from() {
    let server = Server::new();
    let folder = root(&format!("\"{}/pets.yaml\"", server.address));
    let here = folder.path();
    server.replies(|head| {
        if head.contains("If-None-Match: \"one\"") {
            b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec()
        } else {
            ok("\"one\"", &document("name", ""))
        }
    });
    let (code, shown, said) = run(here, &["update", "pets"]);
    assert_eq!((code, shown.as_str()), (0, "nothing changed\n"), "{said}");
    assert!(said.contains("specs/pets/pets.yaml: fetched (never fetched before)"), "{said}");
    assert!(here.join("generated/pets/src/lib.rs").is_file(), "{said}");
    // The tag is kept, and asked with.
    let lock = fs::read_to_string(here.join("specs/pets/sources.lock")).unwrap();
    assert!(lock.contains("etag = '\"one\"'") && lock.contains("fetched = \"20"), "{lock}");
    let (code, shown, said) = run(here, &["update", "--all"]);
    assert_eq!((code, shown.as_str()), (0, "nothing changed\n"), "{said}");
    assert!(said.contains("specs/pets/pets.yaml: as it was (fetched today)"), "{said}");
    // What changed is shown, written and generated from.
    let more = "  /other: {get: {operationId: other, responses: {'200': {description: ok}}}}\n";
    let new = document("name", more).replace("required: [id]", "required: [id, name]");
    server.replies(move |_| ok("\"two\"", &new));
    let (code, shown, said) = run(here, &["update", "pets", "--dry-run"]);
    assert_eq!(code, 3, "{shown}{said}");
    assert_eq!(kept(here), document("name", ""), "a dry run writes nothing");
    let (code, shown, _) = run(here, &["update", "pets"]);
    assert_eq!(code, 3, "{shown}");
    assert!(kept(here).contains("/other"));
    // A field that the mapping reads is gone: said, written, and the crate stays.
    server.replies(|_| ok("\"three\"", &document("nickname", "")));
    let (code, shown, _) = run(here, &["update", "pets"]);
    assert_eq!(code, 4, "{shown}");
    assert!(
        shown.contains("`Pet.name` is removed")
            && shown.contains("crm.contact.first_name (mappings/pets.toml:"),
        "{shown}"
    );
    assert!(kept(here).contains("nickname"));
}

#[test]
fn only_facts_of_what_is_here_are_kept() {
    let server = Server::new();
    let folder = root(&format!("{{ url = \"{}/pets.yaml\", keeps = \"facts\" }}", server.address));
    let more = "  /other: {get: {operationId: other, responses: {'200': {description: ok}}}}\n";
    server.replies(move |_| ok("\"one\"", &document("name", more)));
    let (code, shown, said) = run(folder.path(), &["update", "pets"]);
    assert_eq!(code, 3, "{shown}{said}");
    let kept = kept(folder.path());
    assert!(kept.contains("getPet") && !kept.contains("/other") && !kept.contains("One pet."), "{kept}");
}

/// Whatever is wrong with a reply, the files stay as they are.
#[test]
fn what_is_wrong_changes_nothing() {
    let server = Server::new();
    let folder = root(&format!("\"{}/pets.yaml\"", server.address));
    let here = folder.path();
    let other = Server::new();
    other.replies(|_| ok("\"x\"", &document("name", "")));
    let elsewhere = other.address.clone();
    let redirect = |to: String| -> Reply {
        Box::new(move |_| {
            format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .into_bytes()
        })
    };
    let cases: Vec<(&str, Reply)> = vec![
        (
            "status 404",
            Box::new(|_| {
                b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec()
            }),
        ),
        ("another server", redirect(elsewhere + "/pets.yaml")),
        ("another server", redirect("https://127.0.0.1/pets.yaml".to_owned())),
        ("redirected more than", redirect("/again".to_owned())),
        ("T103", Box::new(|_| ok("\"x\"", "{\"openapi\": \"3.0.3\","))),
        ("T111", Box::new(|_| ok("\"x\"", "<html>sign in</html>"))),
        (
            "curl",
            Box::new(|_| {
                b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nshort".to_vec()
            }),
        ),
        (
            "curl",
            Box::new(|_| {
                b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\nConnection: close\r\n\r\n".to_vec()
            }),
        ),
    ];
    for (expected, reply) in cases {
        server.replies(reply);
        let (code, shown, said) = run(here, &["update", "pets"]);
        assert_eq!((code, shown.as_str()), (1, ""), "{expected}: {said}");
        assert!(said.contains(expected), "{expected}: {said}");
        assert_eq!(kept(here), document("name", ""), "{expected}");
        assert!(!here.join("specs/pets/sources.lock").exists(), "{expected}");
    }
    assert!(other.requests.lock().unwrap().is_empty(), "a redirect to another server was followed");
    // More than any document, unpacked from little or without a length.
    server.replies(|_| {
        let mut bytes = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
        bytes.resize(66 * 1024 * 1024, b' ');
        bytes
    });
    let (code, _, said) = run(here, &["update", "pets"]);
    assert!(code == 1 && (said.contains("larger than 64 MB") || said.contains("curl")), "{said}");
}

#[test]
fn a_source_without_tls_is_refused() {
    let folder = root("\"http://pets.example/pets.yaml\"");
    let (code, _, said) = run(folder.path(), &["update", "pets"]);
    assert!(code == 1 && said.contains("T544") && said.contains("https://"), "{said}");
    let folder = root("\"https://pets.example/pets.yaml\"");
    let mapping = folder.path().join("mappings/pets.toml");
    let without = fs::read_to_string(&mapping).unwrap();
    fs::write(
        &mapping,
        without.lines().filter(|line| !line.starts_with("documents")).collect::<Vec<_>>().join("\n"),
    )
    .unwrap();
    let (code, _, said) = run(folder.path(), &["update", "pets"]);
    assert!(code == 2 && said.contains("does not say where"), "{said}");
    assert_eq!(run(folder.path(), &["update"]).0, 2);
}
