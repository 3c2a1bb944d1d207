//! The handler of docs/webhooks.md, on a socket, against the mocks of all vendors that have webhooks. It stands here as it does there.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use tokio::sync::Mutex;
use tributary::webhooks::{Inbox, MemorySeenEvents, Receiver};
use tributary::{Change, Erased, Error, crm, erased};

struct App {
    receiver: Receiver,
    inbox: Inbox<MemorySeenEvents>,
    contacts: Arc<dyn erased::Webhooks<crm::Contact>>,
    copy: Mutex<BTreeMap<String, Option<crm::Contact>>>,
}

async fn webhook(State(app): State<Arc<App>>, request: Request) -> Result<StatusCode, StatusCode> {
    let later = |_: Error| StatusCode::SERVICE_UNAVAILABLE;
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    let delivery = app.receiver.receive(&parts, &body).map_err(|error| error.status())?;
    let found = app.inbox.changes::<crm::Contact, _>(&app.contacts, &delivery).await.map_err(later)?;
    for change in found.changes {
        app.store(change).await;
    }
    app.inbox.done(&delivery).await.map_err(later)?;
    Ok(StatusCode::NO_CONTENT)
}

impl App {
    async fn store(&self, change: Change<crm::Contact, Erased>) {
        let id = change.id().to_string();
        let contact = match change {
            Change::Upserted(record) => Some(record.model),
            _ => None,
        };
        self.copy.lock().await.insert(id, contact);
    }
}

use tributary::{Vendor, testing};
use tributary_mock::server;

/// A vendor's mock, its client, and the handler on a socket.
async fn app(mock: &testing::Mock, vendor: &dyn Vendor) -> (Arc<App>, String) {
    let app = Arc::new(App {
        receiver: Receiver::new(vendor.webhooks().unwrap()).secret("5ecr37").basic_auth("user", "5ecr37"),
        inbox: Inbox::new(MemorySeenEvents::new()),
        contacts: vendor.capability().unwrap(),
        copy: Mutex::default(),
    });
    assert!(mock.plan().webhooks.is_some());
    let router = axum::Router::new().route("/hook", axum::routing::post(webhook)).with_state(app.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (app, url)
}

#[tokio::test]
async fn the_handler_of_the_docs_keeps_a_copy() {
    let mut vendors = 0;
    for info in tributary::VENDORS {
        let mock = testing::mock(info.name).unwrap().real_time().build();
        let vendor = testing::connect(info.name, &mock).unwrap();
        if vendor.webhooks().is_none() {
            continue;
        }
        vendors += 1;
        let (app, url) = app(&mock, &*vendor).await;
        let endpoint = testing::Endpoint::new(&url).secret("5ecr37").basic_auth("user", "5ecr37");
        let forger = testing::Endpoint::new(&url).secret("another").basic_auth("user", "another");
        let id = mock.create("crm.contact", &serde_json::json!({})).unwrap();
        let gone = mock.create("crm.contact", &serde_json::json!({})).unwrap();
        let forged = mock.webhooks(&forger);
        assert!(!forged.is_empty());
        for request in forged {
            assert_eq!(server::send(request).await.unwrap(), 401, "{}", info.name);
        }
        assert!(app.copy.lock().await.is_empty());
        mock.update("crm.contact", &id, &serde_json::json!({}));
        mock.delete("crm.contact", &gone);
        for request in mock.webhooks(&endpoint.disorder(7)) {
            assert_eq!(server::send(request).await.unwrap(), 204, "{}", info.name);
        }
        let copy = app.copy.lock().await;
        assert_eq!(copy.len(), 2, "{}", info.name);
        assert_eq!(copy[&id].as_ref().unwrap().id.as_str(), id);
        assert!(copy[&gone].is_none());
        // the vendor is away: it is asked to send again, and nothing is forgotten
        drop(copy);
        mock.update("crm.contact", &id, &serde_json::json!({}));
        let request =
            mock.webhooks(&testing::Endpoint::new(&url).secret("5ecr37").basic_auth("user", "5ecr37"));
        mock.expire_tokens();
        for request in request.iter().cloned() {
            assert_eq!(server::send(request).await.unwrap(), 503, "{}", info.name);
        }
    }
    assert_eq!(vendors, 2);
}

#[test]
fn the_docs_have_this_handler() {
    let page = include_str!("../../docs/webhooks.md");
    let (_, rest) = page.split_once("```rust\n").unwrap();
    let (shown, _) = rest.split_once("```").unwrap();
    assert!(
        include_str!("webhooks.rs").contains(shown),
        "docs/webhooks.md and this test have different handlers"
    );
    let (_, handler) = shown.split_once("async fn webhook").unwrap();
    let lines = handler.lines().take_while(|line| *line != "}").count() + 1;
    assert!(lines <= 15, "the handler has {lines} lines");
}
