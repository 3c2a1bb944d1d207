//! Spector's `payload/pageable`: pages by token, by link, in JSON and XML.

use client::Client;
use client::api::default::*;
use client::types::{PetsAndNextResponse, ServerDrivenPaginationAlternateInitialVerbFilter};
use tributary_client::Method;
use tributary_client::core::Value;

#[tokio::main]
async fn main() -> spector::Outcome {
    let client = Client::builder().http(spector::setup).build()?;
    let p = "Payload_Pageable_PageSize_";
    let params = PageSizeListWithPageSizeParams::default().with(|it| it.page_size = Some(4));
    spector::succeeds(&format!("{p}listWithPageSize"), client.page_size_list_with_page_size(&params)).await;
    let call = client.page_size_list_without_continuation();
    spector::succeeds(&format!("{p}listWithoutContinuation"), call).await;

    let p = "Payload_Pageable_ServerDrivenPagination_";
    spector::scenario(&format!("{p}link"), async {
        let first = client.server_driven_pagination_link().await?;
        let next = first.next.map(|next| next.0).ok_or("there is no second page")?;
        let second = client.server_driven_pagination_link().follow(&next).await?;
        let pets = first.pets.iter().chain(&second.pets);
        spector::same(pets.map(|pet| pet.id.as_str()).collect::<String>(), "1234".to_owned())
    })
    .await;
    // Only the first page is asked for with a body.
    spector::scenario(&format!("{p}AlternateInitialVerb_post"), async {
        let filter = ServerDrivenPaginationAlternateInitialVerbFilter::new("foo eq bar");
        let first = client.alternate_initial_verb_post(&filter).await?;
        let next = first.next.map(|next| next.0).ok_or("there is no second page")?;
        let second = client
            .http()
            .request(Method::GET, "/")
            .follow(&next)
            .call::<PetsAndNextResponse, Value>()
            .await?;
        let pets = first.pets.iter().chain(&second.pets);
        spector::same(pets.map(|pet| pet.id.as_str()).collect::<String>(), "1234".to_owned())
    })
    .await;
    spector::scenario(&format!("{p}linkString"), async {
        let first = client.server_driven_pagination_link_string().await?;
        let next = first.next.ok_or("there is no second page")?;
        let second = client.server_driven_pagination_link_string().follow(&next).await?;
        let pets = first.pets.iter().chain(&second.pets);
        spector::same(pets.map(|pet| pet.id.as_str()).collect::<String>(), "1234".to_owned())
    })
    .await;
    spector::scenario(&format!("{p}nestedLink"), async {
        let first = client.server_driven_pagination_nested_link().await?;
        let next = first.nested_next.next.map(|next| next.0).ok_or("there is no second page")?;
        let second = client.server_driven_pagination_nested_link().follow(&next).await?;
        let pets = first.nested_items.pets.iter().chain(&second.nested_items.pets);
        spector::same(pets.map(|pet| pet.id.as_str()).collect::<String>(), "1234".to_owned())
    })
    .await;
    spector::scenario(&format!("{p}ContinuationToken_requestQueryResponseBody"), async {
        let mut token = None;
        let mut seen = Vec::new();
        loop {
            let params = ContinuationTokenRequestQueryResponseBodyParams::default()
                .with(|it| (it.token, it.foo, it.bar) = (token, Some("foo".into()), Some("bar".into())));
            let response = client.continuation_token_request_query_response_body(&params).response().await?;
            let value = response.value;
            seen.extend(value.pets.into_iter().map(|pet| pet.id));
            token = value.next_token;
            if token.is_none() {
                break spector::same(seen.join(" "), "1 2 3 4".to_owned());
            }
        }
    })
    .await;
    spector::scenario(&format!("{p}ContinuationToken_requestHeaderResponseBody"), async {
        let mut token = None;
        let mut seen = Vec::new();
        loop {
            let params = ContinuationTokenRequestHeaderResponseBodyParams::default()
                .with(|it| (it.token, it.foo, it.bar) = (token, Some("foo".into()), Some("bar".into())));
            let response = client.continuation_token_request_header_response_body(&params).response().await?;
            let value = response.value;
            seen.extend(value.pets.into_iter().map(|pet| pet.id));
            token = value.next_token;
            if token.is_none() {
                break spector::same(seen.join(" "), "1 2 3 4".to_owned());
            }
        }
    })
    .await;
    spector::scenario(&format!("{p}ContinuationToken_requestQueryResponseHeader"), async {
        let mut token = None;
        let mut seen = Vec::new();
        loop {
            let params = ContinuationTokenRequestQueryResponseHeaderParams::default()
                .with(|it| (it.token, it.foo, it.bar) = (token, Some("foo".into()), Some("bar".into())));
            let response =
                client.continuation_token_request_query_response_header(&params).response().await?;
            let next = response.header("next-token").map(str::to_owned);
            let value = response.value;
            seen.extend(value.pets.into_iter().map(|pet| pet.id));
            token = next;
            if token.is_none() {
                break spector::same(seen.join(" "), "1 2 3 4".to_owned());
            }
        }
    })
    .await;
    spector::scenario(&format!("{p}ContinuationToken_requestHeaderResponseHeader"), async {
        let mut token = None;
        let mut seen = Vec::new();
        loop {
            let params = ContinuationTokenRequestHeaderResponseHeaderParams::default()
                .with(|it| (it.token, it.foo, it.bar) = (token, Some("foo".into()), Some("bar".into())));
            let response =
                client.continuation_token_request_header_response_header(&params).response().await?;
            let next = response.header("next-token").map(str::to_owned);
            let value = response.value;
            seen.extend(value.pets.into_iter().map(|pet| pet.id));
            token = next;
            if token.is_none() {
                break spector::same(seen.join(" "), "1 2 3 4".to_owned());
            }
        }
    })
    .await;
    spector::scenario(&format!("{p}ContinuationToken_requestQueryNestedResponseBody"), async {
        let mut token = None;
        let mut seen = Vec::new();
        loop {
            let params = ContinuationTokenRequestQueryNestedResponseBodyParams::default()
                .with(|it| (it.token, it.foo, it.bar) = (token, Some("foo".into()), Some("bar".into())));
            let response =
                client.continuation_token_request_query_nested_response_body(&params).response().await?;
            let value = response.value;
            seen.extend(value.nested_items.pets.into_iter().map(|pet| pet.id));
            token = value.nested_next.and_then(|next| next.next_token);
            if token.is_none() {
                break spector::same(seen.join(" "), "1 2 3 4".to_owned());
            }
        }
    })
    .await;
    spector::scenario(&format!("{p}ContinuationToken_requestHeaderNestedResponseBody"), async {
        let mut token = None;
        let mut seen = Vec::new();
        loop {
            let params = ContinuationTokenRequestHeaderNestedResponseBodyParams::default()
                .with(|it| (it.token, it.foo, it.bar) = (token, Some("foo".into()), Some("bar".into())));
            let response =
                client.continuation_token_request_header_nested_response_body(&params).response().await?;
            let value = response.value;
            seen.extend(value.nested_items.pets.into_iter().map(|pet| pet.id));
            token = value.nested_next.and_then(|next| next.next_token);
            if token.is_none() {
                break spector::same(seen.join(" "), "1 2 3 4".to_owned());
            }
        }
    })
    .await;

    let p = "Payload_Pageable_XmlPagination_";
    spector::scenario(&format!("{p}listWithContinuation"), async {
        let first = client.xml_pagination_list_with_continuation(&Default::default()).await?;
        let params =
            XmlPaginationListWithContinuationParams::default().with(|it| it.marker = first.next_marker);
        let second = client.xml_pagination_list_with_continuation(&params).await?;
        let pets = first.pets.iter().chain(&second.pets);
        spector::same(pets.map(|pet| pet.id.as_str()).collect::<String>(), "1234".to_owned())
    })
    .await;
    spector::scenario(&format!("{p}listWithNextLink"), async {
        let first = client.xml_pagination_list_with_next_link().await?;
        let next = first.next_link.ok_or("there is no second page")?;
        let second = client.xml_pagination_list_with_next_link().follow(&next.0).await?;
        let pets = first.pets.iter().chain(&second.pets);
        spector::same(pets.map(|pet| pet.id.as_str()).collect::<String>(), "1234".to_owned())
    })
    .await;
    Ok(())
}
