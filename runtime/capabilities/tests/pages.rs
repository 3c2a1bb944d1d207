//! Pages of unified records: how they end, and that they can be resumed.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use tributary_capabilities::{Error, ErrorKind, Pages, Pending};
use tributary_core::Cursor;
use tributary_model::{Failed, Page};

#[tokio::test]
async fn pages_end_with_an_error_and_go_on_where_it_was() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let pages = || {
        let asked = Arc::clone(&asked);
        Pages::new(None, move |cursor| {
            let mut asked = asked.lock().unwrap();
            asked.push(cursor.as_ref().map(|cursor| cursor.as_str().to_owned()));
            let times = asked.len();
            Pending::new(async move {
                match cursor {
                    None => Ok(Page::new(vec![1], Vec::new(), Some(Cursor::new("c1")))),
                    Some(_) if times < 5 => Err(Error::new(ErrorKind::Vendor, "not now")),
                    Some(_) => Ok(Page::new(vec![2], Vec::new(), None)),
                }
            })
        })
    };
    let collected: Vec<_> = pages().collect().await;
    assert!(matches!(&collected[..], [Ok(_), Err(_)]));
    let mut pages = pages();
    assert_eq!(pages.next_page().await.unwrap().unwrap().records, [1]);
    pages.next_page().await.unwrap().unwrap_err();
    assert!(pages.next_page().await.is_none());
    let failed_at = pages.cursor().cloned().unwrap();
    assert_eq!(pages.resume(failed_at).all().await.unwrap(), [2]);
    assert_eq!(asked.lock().unwrap().len(), 5);
}

/// A page of one record that was read and one that was not, then another.
fn half_read() -> Pages<i32> {
    Pages::new(None, |cursor| {
        Pending::new(async move {
            Ok(match cursor {
                None => {
                    let failed = Failed::new(1, Some("7".to_owned()), Vec::new()).with_message("no access");
                    Page::new(vec![1], vec![failed], Some(Cursor::new("c1")))
                }
                Some(_) => Page::new(vec![2], Vec::new(), None),
            })
        })
    })
}

#[tokio::test]
async fn what_failed_is_told_in_every_way_of_reading_pages() {
    let error = half_read().all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IncompleteResponse);
    assert_eq!(error.failed()[0].id.as_deref(), Some("7"));
    assert_eq!(error.message(), "record 7: no access");
    let all = half_read().collected().await.unwrap();
    assert_eq!((all.records, all.failed.len()), (vec![1, 2], 1));
    let mut records = half_read().records();
    let mut told = Vec::new();
    while let Some(record) = records.next().await {
        told.push(record.map_err(|error| error.failed().len()));
    }
    assert_eq!(told, [Ok(1), Err(1), Ok(2)], "the stream goes on after a record that failed");
}

#[tokio::test]
async fn pages_that_lead_in_a_ring_end_with_an_error() {
    let pages = Pages::new(None, |cursor: Option<Cursor>| {
        let at: u32 = cursor.map_or(0, |cursor| cursor.as_str().parse().unwrap());
        let next = if at == 5 { 2 } else { at + 1 };
        let next = Some(Cursor::new(next.to_string()));
        Pending::new(async move { Ok(Page::new(vec![at], Vec::new(), next)) })
    });
    let error = pages.all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
}
