//! Alternatives and combinations of credentials, per operation.

use security::{Client, ClientBuilder};
use tributary_client::Cause;

use crate::exchange::{HOST, content, over};

/// Address, `Authorization` and `X-Signature` of what four operations send.
async fn sent(set_up: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Vec<(String, String, String)> {
    let server = content();
    let client = set_up(Client::builder(HOST)).http(over(&server)).build().unwrap();
    // without credentials for it, a call fails before it is sent
    for call in [client.get_default(), client.get_open(), client.get_both(), client.get_either()] {
        if let Err(error) = call.await {
            assert!(matches!(error.cause(), Cause::Auth(_) | Cause::InvalidRequest(_)), "{error}");
        }
    }
    let seen = server.requests().into_iter().map(|request| {
        let path = request.uri.to_string().replacen(HOST, "", 1);
        (path, request.header("authorization").to_owned(), request.header("x-signature").to_owned())
    });
    seen.collect()
}

fn row(path: &str, authorization: &str, signature: &str) -> (String, String, String) {
    (path.to_owned(), authorization.to_owned(), signature.to_owned())
}

#[tokio::test]
async fn each_operation_takes_what_it_needs() {
    let all = sent(|it| it.bearer("t").api_key("k").signature("s")).await;
    let expected = [
        row("/default", "Bearer t", ""),
        row("/open", "", ""),
        row("/both?key=k", "", "s"),
        row("/either?key=k", "", ""),
    ];
    assert_eq!(all, expected);
}

#[tokio::test]
async fn the_alternative_that_is_there_is_taken() {
    let all = sent(|it| it.bearer("t").oauth_token("o").signature("s").api_key("k")).await;
    assert_eq!(all[3], row("/either?key=k", "", ""), "the first one");
    let all = sent(|it| it.bearer("t").oauth_token("o")).await;
    assert!(all.contains(&row("/either", "Bearer o", "")), "{all:?}");
}
