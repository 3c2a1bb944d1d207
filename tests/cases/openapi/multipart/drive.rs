//! What the parts of a form say of themselves.

use multipart::Client;
use multipart::api::default::UploadBody;
use multipart::types::About;
use tributary_client::{Body, Upload};

use crate::exchange::{HOST, content, only, over};

async fn sent(body: &UploadBody) -> String {
    let server = content();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    client.upload(body).await.unwrap();
    let request = only(&server);
    let boundary = request.header("content-type").strip_prefix("multipart/form-data; boundary=").unwrap();
    let boundary = boundary.trim_matches('"').to_owned();
    request.text().replace(&boundary, "B")
}

#[tokio::test]
async fn each_part_has_its_media_type() {
    let body = UploadBody::new(Upload::new("PNG")).with(|it| {
        let typed = Body::from("…").content_type("image/webp");
        it.more = Some(vec![Upload::new("GIF").named("a.gif"), Upload::new(typed)]);
        it.caption = Some("R&D".to_owned());
        it.about = Some(About::default().with(|it| it.author = Some("Ada".to_owned())));
        it.tags = Some(vec!["x".to_owned(), "y".to_owned()]);
    });
    let expected = [
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"more\"; filename=\"a.gif\"\r\nContent-Type: image/gif\r\n\r\nGIF\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"more\"; filename=\"more\"\r\nContent-Type: image/webp\r\n\r\n…\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\nR&D\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"about\"\r\nContent-Type: application/json\r\n\r\n{\"author\":\"Ada\"}\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nx\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\ny\r\n",
        "--B--\r\n",
    ];
    assert_eq!(sent(&body).await, expected.concat());
}

#[tokio::test]
async fn what_is_absent_is_no_part() {
    let body = UploadBody::new(Upload::new("{}").content_type("application/json"));
    let expected = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\
        Content-Type: application/json\r\n\r\n{}\r\n--B--\r\n";
    assert_eq!(sent(&body).await, expected);
}

#[tokio::test]
async fn a_part_with_a_style_is_written_as_in_a_form() {
    let body = UploadBody::new(Upload::new("PNG")).with(|it| {
        it.deep = Some(About::default().with(|it| it.author = Some("Ada & Eve".to_owned())));
        it.codes = Some(vec![1, 2]);
    });
    let text = sent(&body).await;
    let expected = "--B\r\nContent-Disposition: form-data; name=\"deep[author]\"\r\n\r\nAda & Eve\r\n\
        --B\r\nContent-Disposition: form-data; name=\"codes\"\r\n\r\n1,2\r\n--B--\r\n";
    assert!(text.ends_with(expected), "{text}");
}
