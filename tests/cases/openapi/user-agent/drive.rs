//! A documented header takes the place of the one that the client sends by itself.

use tributary_client::testing::Memory;
use user_agent::Client;
use user_agent::api::default::GetOptionalParams;

use crate::exchange::{content, only, over};

fn agents(server: &Memory) -> Vec<String> {
    let request = only(server);
    request.headers.get_all("user-agent").iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

fn client(server: &Memory) -> Client {
    Client::builder().http(over(server)).http(|http| http.header("User-Agent", "ours/1")).build().unwrap()
}

#[tokio::test]
async fn one_line_is_sent() {
    let server = content();
    client(&server).get_required("theirs/2").await.unwrap();
    assert_eq!(agents(&server), ["theirs/2"]);
    let server = content();
    client(&server).get_optional(&GetOptionalParams::default()).await.unwrap();
    assert_eq!(agents(&server), ["ours/1"]);
    let server = content();
    let params = GetOptionalParams::default().with(|it| it.user_agent = Some("theirs/2".to_owned()));
    client(&server).get_optional(&params).header("user-agent", "last/3").await.unwrap();
    assert_eq!(agents(&server), ["last/3"]);
}
