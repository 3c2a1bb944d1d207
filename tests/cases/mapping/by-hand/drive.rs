//! Functions that were written by hand are what the traits call.

use by_hand::Client;
use by_hand::tributary_unified::crm::{Task, TaskNew, TaskPatch};
use tributary_client::testing::{Canned, Memory, Recorded, TestClock};
use tributary_capabilities::*;
use tributary_client::{HttpBuilder, Upload as File};
use tributary_model::Ref;

use crate::exchange::line;

fn client(server: &Memory) -> Client {
    let server = server.clone();
    let settings = Settings::new().set("access_token", "secret");
    let over = move |http: HttpBuilder| http.transport(server.clone()).clock(TestClock::new());
    Client::connect(&settings.http_with(over)).unwrap()
}

fn lines(server: &Memory) -> Vec<String> {
    server.requests().iter().map(line).collect()
}

#[tokio::test]
async fn each_is_the_traits_method() {
    let server = Memory::with(|request: &Recorded| {
        let id = request.uri.path().rsplit('/').next().unwrap();
        Canned::json(200, format!("{{\"id\": \"{id}\"}}"))
    });
    let client = client(&server);
    assert_eq!(client.list(&ListOptions::default()).all().await.unwrap().len(), 1);
    assert_eq!(client.get_many(&[Ref::new("a")]).all().await.unwrap().len(), 1);
    let changes = client.changed_since(None).all().await.unwrap();
    let ids: Vec<&str> = changes.iter().map(|change| change.id().as_str()).collect();
    assert_eq!(ids, ["changed", "gone"]);
    let new = TaskNew::default().with(|it| it.subject = Some("Call".to_owned()));
    assert_eq!(client.create(&new).await.unwrap().id.as_str(), "Call");
    let id = Ref::<Task>::new("7");
    assert_eq!(client.update(&id, &TaskPatch::default()).await.unwrap().id, id);
    client.delete(&id).await.unwrap();
    assert_eq!(client.download(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(client.upload(&new, File::new("x").named("f")).await.unwrap().id.as_str(), "f");
    let tasks = "GET https://api.example.com/tasks";
    assert_eq!(lines(&server), [format!("{tasks}/listed"), format!("{tasks}/a"), format!("{tasks}/changed")]);
    let vendor: &dyn Vendor = &client;
    let all = "List Get GetMany Create Update Delete ChangedSince Download Upload";
    assert_eq!(vendor.offers()[0].capabilities.join(" "), all);
}
