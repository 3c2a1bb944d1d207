//! Each collection format on the wire.

use swagger_2_collections::Client;
use swagger_2_collections::api::default::GetThingsParams;
use swagger_2_collections::types::GetThingsMulti;

use crate::exchange::{content, line, only, over};

#[tokio::test]
async fn collections_are_separated_as_they_say() {
    let server = content();
    let client = Client::builder().http(over(&server)).build().unwrap();
    let two = || Some(vec!["a,b".to_owned(), "c".to_owned()]);
    let params = GetThingsParams::default().with(|it| {
        it.page = Some(2);
        (it.csv, it.ssv, it.tsv, it.pipes, it.unsaid, it.x_list) = (two(), two(), two(), two(), two(), two());
        it.multi = Some(vec![GetThingsMulti::A, GetThingsMulti::B]);
    });
    client.get_things(&[1, 2], &params).await.unwrap();
    let request = only(&server);
    let query =
        "page=2&csv=a%2Cb,c&ssv=a%2Cb%20c&tsv=a%2Cb%09c&pipes=a%2Cb%7Cc&multi=a&multi=b&unsaid=a%2Cb,c";
    assert_eq!(line(&request), format!("GET https://api.example.com/1,2/things?{query}"));
    assert_eq!(request.header("x-list"), "a,b,c");
}
