//! Credentials that go together go to an operation's own server, where the caller trusts it, and to no other.

use security_of_servers::{Client, ClientBuilder};
use tributary_client::testing::{Canned, Memory};

use crate::exchange::{content, line, over};

fn client(server: &Memory, set_up: fn(ClientBuilder) -> ClientBuilder) -> Client {
    let set_up = set_up(Client::builder()).http(over(server));
    set_up.http(|http| http.trust_origin("https://files.example.com")).build().unwrap()
}

/// Line, `X-Signature`, `Cookie` and `Authorization` of each request.
fn seen(server: &Memory) -> Vec<[String; 4]> {
    let header = |request: &tributary_client::testing::Recorded, name: &str| request.header(name).to_owned();
    let row =
        |it| [line(&it), header(&it, "x-signature"), header(&it, "cookie"), header(&it, "authorization")];
    server.requests().into_iter().map(row).collect()
}

#[tokio::test]
async fn all_that_go_together_are_sent() {
    let server = content();
    let client = client(&server, |it| it.key("k").signature("s").session("c"));
    client.get_here().await.unwrap();
    client.get_files().await.unwrap();
    client.put_files().await.unwrap();
    client.delete_files().await.unwrap();
    let expected = [
        ["GET https://api.example.com/here?key=k", "s", "", ""],
        ["GET https://files.example.com/v2/files?key=k", "s", "", ""],
        ["PUT https://files.example.com/v2/files?key=k", "s", "sid=c", ""],
        ["DELETE https://files.example.com/v2/files", "", "", ""],
    ];
    assert_eq!(seen(&server), expected.map(|row| row.map(str::to_owned)));
}

#[tokio::test]
async fn one_of_two_that_go_together_is_none() {
    let server = content();
    let client = client(&server, |it| it.key("k").bearer("t"));
    client.get_here().await.unwrap_err();
    client.get_files().await.unwrap_err();
    client.put_files().await.unwrap();
    let expected = ["PUT https://files.example.com/v2/files", "", "", "Bearer t"];
    assert_eq!(seen(&server), [expected.map(str::to_owned)]);
}

#[tokio::test]
async fn a_server_leads_no_credentials_elsewhere() {
    let there = "https://evil.example/files?x=1";
    let server = Memory::new().then(Canned::status(302).header("location", there)).then(Canned::status(204));
    let client = client(&server, |it| it.key("k").signature("s").session("c"));
    client.get_files().await.unwrap();
    let expected = ["GET https://evil.example/files?x=1", "", "", ""];
    assert_eq!(seen(&server)[1], expected.map(str::to_owned));
}

#[tokio::test]
async fn a_document_alone_sends_no_credentials_elsewhere() {
    let server = content();
    let client = Client::builder().key("k").signature("s").session("c").http(over(&server)).build().unwrap();
    let error = client.get_files().await.unwrap_err().to_string();
    assert!(error.contains("no credentials may go to https://files.example.com"), "{error}");
    client.delete_files().await.unwrap();
    let expected = ["DELETE https://files.example.com/v2/files", "", "", ""];
    assert_eq!(seen(&server), [expected.map(str::to_owned)]);
}
