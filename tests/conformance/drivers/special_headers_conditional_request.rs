//! Spector's `special-headers/conditional-request`: headers that make a request conditional.

use client::Client;
use client::api::default::*;
use tributary_client::core::HttpDate;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let at = HttpDate("2022-08-26T14:38:00Z".parse()?);
    let p = "SpecialHeaders_ConditionalRequest_";
    let params = PostIfMatchParams::default().with(|it| it.if_match = Some("\"valid\"".to_owned()));
    spector::succeeds(&format!("{p}postIfMatch"), client.post_if_match(&params)).await;
    let params =
        PostIfNoneMatchParams::default().with(|it| it.if_none_match = Some("\"invalid\"".to_owned()));
    spector::succeeds(&format!("{p}postIfNoneMatch"), client.post_if_none_match(&params)).await;
    let params = PostIfUnmodifiedSinceParams::default().with(|it| it.if_unmodified_since = Some(at));
    spector::succeeds(&format!("{p}postIfUnmodifiedSince"), client.post_if_unmodified_since(&params)).await;
    let params = HeadIfModifiedSinceParams::default().with(|it| it.if_modified_since = Some(at));
    spector::succeeds(&format!("{p}headIfModifiedSince"), client.head_if_modified_since(&params)).await;
    Ok(())
}
