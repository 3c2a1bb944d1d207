//! The generated clients against mocks of their vendors: what is created is listed, found, changed, deleted and told.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::collections::BTreeSet;

use tributary::erased::{self, Erased};
use tributary::testing::{Fault, Mock, connect, start};
use tributary::{Change, ErrorKind, ListOptions, Model, Pages, Ref, Vendor, crm};

/// The vendors of the mappings.
const VENDORS: [&str; 3] = ["hubspot", "pipedrive", "salesforce"];

fn mock(vendor: &str) -> Mock {
    tributary::testing::mock(vendor).unwrap().records(30).page_size(7).unlimited().build()
}

/// The ids and names of all records of a list.
async fn listed<M: Model>(vendor: &dyn Vendor) -> BTreeSet<String> {
    let mut pages: Pages<_> = vendor.list::<M>(&ListOptions::default().page_size(7));
    let mut ids = BTreeSet::new();
    let mut pages_read = 0;
    while let Some(page) = pages.next_page().await {
        let page = page.unwrap_or_else(|error| panic!("{}: {error}", M::NAME));
        pages_read += 1;
        assert!(page.failed.is_empty(), "{}: {:?}", M::NAME, page.failed);
        for record in page.records {
            assert!(
                ids.insert(record.model.id().to_string()),
                "{}: {} comes twice",
                M::NAME,
                record.model.id()
            );
        }
        assert!(pages_read < 50, "the list does not end");
    }
    assert!(pages_read > 1, "{}: one page is no test of pages", M::NAME);
    ids
}

/// What changed since a checkpoint: live ids, deleted ids.
async fn changed<M: Model>(
    vendor: &dyn Vendor,
    since: Option<&tributary::Checkpoint>,
) -> (BTreeSet<String>, BTreeSet<String>, tributary::Checkpoint) {
    let mut pages: Pages<Change<M, Erased>> = vendor.changed_since::<M>(since);
    let (mut live, mut gone, mut checkpoint) = (BTreeSet::new(), BTreeSet::new(), None);
    while let Some(page) = pages.next_page().await {
        let page = page.unwrap_or_else(|error| panic!("{}: {error}", M::NAME));
        assert!(page.failed.is_empty(), "{}: {:?}", M::NAME, page.failed);
        for change in page.records {
            match change {
                Change::Upserted(record) => live.insert(record.model.id().to_string()),
                Change::Deleted(id) => gone.insert(id.to_string()),
                _ => panic!("another change"),
            };
        }
        checkpoint = page.checkpoint.or(checkpoint);
    }
    (live, gone, checkpoint.unwrap())
}

/// Every model that a vendor lists is listed whole, and each record is read by its id.
async fn lists_and_gets<M: Model>(name: &str, vendor: &dyn Vendor) -> usize {
    let Some(list) = vendor.capability::<dyn erased::List<M>>() else { return 0 };
    let mut pages = tributary::List::<M>::list(&list, &ListOptions::default().page_size(7));
    let mut seen = BTreeSet::new();
    while let Some(page) = pages.next_page().await {
        let page = page.unwrap_or_else(|error| panic!("{name} {}: {error}", M::NAME));
        assert!(page.failed.is_empty(), "{name} {}: {:?}", M::NAME, page.failed);
        for record in page.records {
            let id = record.model.id().clone();
            assert!(record.warnings.is_empty(), "{name} {}: {:?}", M::NAME, record.warnings);
            if vendor.supports::<dyn erased::Get<M>>() {
                let got = vendor.get::<M>(&id).await.unwrap_or_else(|error| panic!("{name}: {error}"));
                assert!(got.warnings.is_empty(), "{name} {}: {:?}", M::NAME, got.warnings);
                assert_eq!(got.model.id(), &id);
            }
            assert!(seen.insert(id.to_string()), "{name} {}: {id} comes twice", M::NAME);
        }
    }
    assert_eq!(seen.len(), 30, "{name} {}", M::NAME);
    1
}

#[tokio::test]
async fn every_model_is_listed_and_read() {
    let mut models = 0;
    for name in VENDORS {
        let vendor = connect(name, &mock(name)).unwrap();
        macro_rules! all {
            ($($model:ident)*) => { $( models += lists_and_gets::<crm::$model>(name, &*vendor).await; )* };
        }
        all!(Account Contact Lead Note Opportunity Pipeline Stage Task User);
    }
    assert_eq!(models, 26, "models of all vendors");
}

#[tokio::test]
async fn contacts_are_created_found_changed_deleted_and_told() {
    for name in VENDORS {
        let mock = mock(name);
        let vendor = connect(name, &mock).unwrap();
        let before = listed::<crm::Contact>(&*vendor).await;
        assert_eq!(before.len(), 30, "{name}");
        let (live, gone, checkpoint) = changed::<crm::Contact>(&*vendor, None).await;
        assert_eq!((live, gone), (before.clone(), BTreeSet::new()), "{name}");
        mock.advance(std::time::Duration::from_secs(3600));

        let new = crm::ContactNew::default().with(|it| match name {
            "pipedrive" => it.name = Some("Ada Lovelace".to_owned()),
            _ => {
                it.first_name = Some("Ada".to_owned());
                it.last_name = Some("Lovelace".to_owned());
            }
        });
        let id = vendor.create::<crm::Contact>(&new).await.unwrap().id;
        let found = vendor.get::<crm::Contact>(&id).await.unwrap();
        match name {
            "pipedrive" => assert_eq!(found.model.name.as_deref(), Some("Ada Lovelace")),
            _ => assert_eq!(found.model.last_name.as_deref(), Some("Lovelace"), "{name}"),
        }
        assert!(listed::<crm::Contact>(&*vendor).await.contains(id.as_str()), "{name}");

        let patch = crm::ContactPatch::default().with(|it| match name {
            "pipedrive" => it.name = tributary::Maybe::Value("Ada King".to_owned()),
            _ => it.last_name = tributary::Maybe::Value("King".to_owned()),
        });
        vendor.update::<crm::Contact>(&id, &patch).await.unwrap();
        let found = vendor.get::<crm::Contact>(&id).await.unwrap();
        match name {
            "pipedrive" => assert_eq!(found.model.name.as_deref(), Some("Ada King")),
            _ => assert_eq!(found.model.last_name.as_deref(), Some("King"), "{name}"),
        }

        let other: Ref<crm::Contact> = Ref::new(before.first().unwrap());
        vendor.delete::<crm::Contact>(&other).await.unwrap();
        let error = vendor.get::<crm::Contact>(&other).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{name}: {error}");
        assert!(!listed::<crm::Contact>(&*vendor).await.contains(other.as_str()), "{name}");

        let (live, gone, _) = changed::<crm::Contact>(&*vendor, Some(&checkpoint)).await;
        assert!(live.contains(id.as_str()) && gone.contains(other.as_str()), "{name}: {live:?} {gone:?}");
        assert!(!live.contains(other.as_str()), "{name}");
        assert_eq!(live.len(), 1, "{name}: {live:?}");
        assert!(vendor.supports::<dyn erased::Get<crm::Contact>>());
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said_by_pointer() {
    let mock = mock("hubspot");
    let ask = |method: &str, path: &str, body: &str, token: bool| {
        let mut request = http::Request::builder().method(method).uri(path);
        if token {
            request = request.header("authorization", "Bearer example");
        }
        let request =
            request.header("content-type", "application/json").body(body.to_owned().into()).unwrap();
        let reply = mock.respond(request);
        (reply.status.as_u16(), String::from_utf8_lossy(&reply.body).into_owned())
    };
    let contacts = "/crm/objects/2026-09/contacts";
    for (method, path, body, status, said) in [
        (
            "GET",
            "/crm/objects/2026-09/contacts?limit=many",
            "",
            400,
            "query/limit: found \\\"many\\\", expected an integer",
        ),
        ("POST", contacts, r#"{"properties": 7}"#, 400, "body/properties: found 7, expected an object"),
        ("POST", contacts, "{", 400, "body: is no JSON"),
        ("POST", contacts, "", 400, "body: is required"),
        ("GET", "/crm/nothing", "", 404, "the document has no GET /crm/nothing"),
        ("PUT", contacts, "{}", 405, "has no PUT"),
    ] {
        let (found, text) = ask(method, path, body, true);
        assert!(found == status && text.contains(said), "{method} {path} {body}: {found} {text}");
    }
    let (found, text) = ask("GET", contacts, "", false);
    assert!(found == 401 && text.contains("no credentials"), "{found} {text}");
    assert_eq!(ask("GET", contacts, "", true).0, 200);
}

/// Over a socket a client renews its token, and goes where the response with it says, if its vendor has that.
#[tokio::test]
async fn a_socket_and_memory_have_the_same_state() {
    for name in VENDORS {
        let builder = tributary::testing::mock(name).unwrap().records(30).page_size(7).unlimited();
        let server = start(builder).await.unwrap();
        let vendor = tributary::connect(name, &server.settings()).unwrap();
        let new = crm::ContactNew::default().with(|it| match name {
            "pipedrive" => it.name = Some("Grace Hopper".to_owned()),
            _ => it.last_name = Some("Hopper".to_owned()),
        });
        let id = vendor.create::<crm::Contact>(&new).await.unwrap().id;
        let in_memory = connect(name, server.mock()).unwrap();
        let found = in_memory.get::<crm::Contact>(&id).await.unwrap().model;
        assert!(found.name.or(found.last_name).unwrap().contains("Hopper"), "{name}");
        assert_eq!(listed::<crm::Contact>(&*vendor).await, listed::<crm::Contact>(&*in_memory).await);
        // a connection that ends in the middle of a body is a failure, and repeated
        server.mock().fail_next(Fault::Cut);
        vendor.get::<crm::Contact>(&id).await.unwrap();
        server.mock().expire_tokens();
        assert_eq!(vendor.get::<crm::Contact>(&id).await.is_ok(), name == "salesforce", "a renewed token");
        drop(server);
        assert!(vendor.get::<crm::Contact>(&id).await.is_err(), "a server that was dropped has stopped");
    }
}

#[tokio::test]
async fn a_limit_and_faults_by_chance_lose_nothing() {
    for name in VENDORS {
        let mock = tributary::testing::mock(name).unwrap().records(40).page_size(5).faults(7, 4).build();
        let vendor = connect(name, &mock).unwrap();
        assert_eq!(listed::<crm::Contact>(&*vendor).await.len(), 40, "{name}");
        let failed = mock.served().iter().filter(|served| !served.status.is_success()).count();
        assert!(failed > 0, "{name}: nothing went wrong");
    }
}

/// The first page of the vendor's contacts.
async fn first_page(
    vendor: &dyn Vendor,
) -> Result<tributary::Page<tributary::Record<crm::Contact, Erased>>, tributary::Error> {
    vendor.list::<crm::Contact>(&ListOptions::default()).next_page().await.unwrap()
}

#[tokio::test]
async fn a_response_that_is_not_whole_is_an_error_and_costs_nothing_else() {
    for name in VENDORS {
        for fault in [Fault::Truncated, Fault::Malformed] {
            let mock = mock(name);
            let vendor = connect(name, &mock).unwrap();
            mock.fail_next(fault.clone());
            let error = first_page(&*vendor).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{name} {fault:?}: {error}");
            assert_eq!(mock.served().len(), 1, "{name} {fault:?}: what was answered is not asked again");
            assert_eq!(listed::<crm::Contact>(&*vendor).await.len(), 30, "{name} {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_property_that_is_hidden_is_left_out_where_the_vendor_names_it() {
    let mock = mock("salesforce");
    let vendor = connect("salesforce", &mock).unwrap();
    mock.fail_next(Fault::Hidden("Department".to_owned()));
    let page = first_page(&*vendor).await.unwrap();
    assert!(page.records.iter().all(|it| it.model.department.is_none() && !it.warnings.is_empty()));
    let served = mock.served();
    let asks = |at: usize| served[at].target.contains("Department");
    assert!(served.len() == 2 && asks(0) && !asks(1), "{served:?}");
    // where the vendor has no message for that, it is an error
    for name in ["hubspot", "pipedrive"] {
        let mock = self::mock(name);
        let vendor = connect(name, &mock).unwrap();
        mock.fail_next(Fault::Hidden("phone".to_owned()));
        let error = first_page(&*vendor).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Vendor && error.message().contains("phone"), "{name}: {error}");
    }
}

#[tokio::test]
async fn an_index_that_lags_shows_a_change_later_and_the_next_run_reports_it() {
    let minute = std::time::Duration::from_secs(60);
    for name in VENDORS {
        let builder = tributary::testing::mock(name).unwrap().records(12).unlimited();
        let mock = builder.lag(minute).build();
        let vendor = connect(name, &mock).unwrap();
        let new = crm::ContactNew::default().with(|it| {
            it.name = (name == "pipedrive").then(|| "Ada Lovelace".to_owned());
            it.last_name = (name != "pipedrive").then(|| "Lovelace".to_owned());
        });
        let id = vendor.create::<crm::Contact>(&new).await.unwrap().id;
        let (live, _, checkpoint) = changed::<crm::Contact>(&*vendor, None).await;
        assert!(!live.contains(id.as_str()), "{name}: the index does not show it yet");
        mock.advance(minute);
        let (live, _, _) = changed::<crm::Contact>(&*vendor, Some(&checkpoint)).await;
        assert!(live.contains(id.as_str()), "{name}: the overlap is for that");
    }
}

#[test]
fn the_limit_of_the_vendor_refuses_and_says_how_long() {
    for name in VENDORS {
        let mock = tributary::testing::mock(name).unwrap().records(3).real_time().build();
        let Some(limits) = mock.plan().limits else { continue };
        let ask = || mock.respond(http::Request::builder().uri("/nothing").body(Default::default()).unwrap());
        let first = mock.plan().operations.iter().find(|it| it.method == "GET" && !it.path.contains('{'));
        let path = first
            .map(|it| format!("{}{}", it.base_path.as_deref().unwrap_or(&mock.plan().base_path), it.path));
        let list = || {
            mock.respond(
                http::Request::builder().uri(path.as_deref().unwrap()).body(Default::default()).unwrap(),
            )
        };
        assert_eq!(ask().status, 404, "{name}");
        (0..limits.requests).for_each(|_| assert_ne!(list().status, 429, "{name}"));
        let refused = list();
        let seconds: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!(
            refused.status == 429 && (1..=limits.per_ms.div_ceil(1000)).contains(&seconds),
            "{name}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_token_that_expired_is_renewed_where_that_is_possible() {
    for name in VENDORS {
        let mock = mock(name);
        let vendor = connect(name, &mock).unwrap();
        first_page(&*vendor).await.unwrap();
        mock.expire_tokens();
        let renews =
            mock.plan().auth.iter().any(|it| matches!(it, tributary_mock::plan::Auth::OAuth2 { .. }));
        match first_page(&*vendor).await {
            Ok(_) => assert!(renews, "{name}"),
            Err(error) => {
                assert!(!renews, "{name}: {error}");
                assert!(error.kind() == ErrorKind::Unauthorized && error.needs_reauth(), "{name}: {error}");
            }
        }
    }
}

#[tokio::test]
async fn a_slow_response_is_a_time_out_over_a_socket() {
    let second = std::time::Duration::from_secs(1);
    for name in VENDORS {
        let server = start(tributary::testing::mock(name).unwrap().records(3).unlimited()).await.unwrap();
        let settings = server.settings().http_with(move |http| {
            http.attempt_timeout(second).retry(tributary::client::RetryPolicy::never())
        });
        let vendor = tributary::connect(name, &settings).unwrap();
        first_page(&*vendor).await.unwrap();
        server.mock().fail_next(Fault::Slow(60 * second));
        let error = first_page(&*vendor).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Transport && error.is_retryable(), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_seed_gives_the_same_records() {
    let records =
        |seed| tributary::testing::mock("salesforce").unwrap().seed(seed).build().records("crm.lead");
    assert_eq!(records(7), records(7));
    assert_ne!(records(7), records(8));
}
