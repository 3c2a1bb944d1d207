//! Spector's `payload/json-merge-patch`: null for what is to be removed, nothing for what stays.

use client::Client;
use client::types::*;
use tributary_client::core::{Map, Maybe};

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let inner = InnerModel::default()
        .with(|it| (it.name, it.description) = (Some("InnerMadge".into()), Some("innerDesc".into())));
    let created = Resource::new("Madge").with(|it| {
        it.description = Some("desc".into());
        it.map = Some(Map::from([("key".to_owned(), inner.clone())]));
        it.array = Some(vec![inner.clone()]);
        it.int_value = Some(1);
        it.float_value = Some(1.25);
        it.inner_model = Some(inner.clone());
        it.int_array = Some(vec![1, 2, 3]);
    });
    let sent = client.create_resource(&created);
    spector::gives("Payload_JsonMergePatch_createResource", sent, created.clone()).await;

    let patch = ResourcePatch::default().with(|it| {
        it.description = Maybe::Null;
        let key = InnerModelPatch::default().with(|it| it.description = Maybe::Null);
        it.map = Maybe::Value(Map::from([("key".to_owned(), Some(key)), ("key2".to_owned(), None)]));
        it.array = Maybe::Null;
        it.int_value = Maybe::Null;
        it.float_value = Maybe::Null;
        it.inner_model = Maybe::Null;
        it.int_array = Maybe::Null;
    });
    let left = InnerModel::default().with(|it| it.name = Some("InnerMadge".into()));
    let patched = Resource::new("Madge").with(|it| it.map = Some(Map::from([("key".to_owned(), left)])));
    let p = "Payload_JsonMergePatch_";
    spector::gives(&format!("{p}updateResource"), client.update_resource(&patch), patched.clone()).await;
    let call = client.update_optional_resource(Some(&patch));
    spector::gives(&format!("{p}updateOptionalResource"), call, patched).await;
    Ok(())
}
