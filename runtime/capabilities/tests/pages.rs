//! Pages of unified records: how they end, and that they can be resumed.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use tributary_capabilities::{Error, ErrorKind, Pages, Pending};
use tributary_core::Cursor;
use tributary_model::Page;

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
