//! Bodies, forms, collection formats and credentials of Swagger 2.0 on the wire.

use swagger_2::api::default::{ListPetsParams, PutPhotoBody};
use swagger_2::Client;
use swagger_2::types::{Pet, PetOwner};
use tributary_client::testing::{Canned, Memory};
use tributary_client::Upload;
use tributary_core::Maybe;

use crate::exchange::{answers, content, line, only, over};

fn client(server: &Memory) -> Client {
    Client::builder().key("secret").http(over(server)).build().unwrap()
}

#[tokio::test]
async fn a_body_goes_to_the_base_path_with_the_key() {
    let server = answers(Canned::json(201, r#"{"name": "Ada", "born": "2020-02-29"}"#));
    let pet = Pet::new("Ada").with(|it| it.born = Some("2020-02-29".parse().unwrap()));
    let added = client(&server).add_pet(&pet).await.unwrap();
    assert_eq!(added.born, pet.born);
    let request = only(&server);
    assert_eq!(line(&request), "POST https://api.example.com/v1/pets");
    assert_eq!(request.header("x-key"), "secret");
    assert_eq!(request.header("content-type"), "application/json");
    assert_eq!(request.text(), r#"{"name":"Ada","born":"2020-02-29"}"#);
}

#[tokio::test]
async fn a_shared_response_is_the_error() {
    let server = answers(Canned::json(422, r#"{"message": "no"}"#));
    let error = client(&server).add_pet(&Pet::new("Ada")).await.unwrap_err();
    assert_eq!(error.body().unwrap().message.as_deref(), Some("no"));
}

#[tokio::test]
async fn collections_have_their_format() {
    let server = answers(Canned::json(200, "[]"));
    let params = ListPetsParams::default().with(|it| {
        it.tags = Some(vec!["a".to_owned(), "b".to_owned()]);
        it.ids = Some(vec![1, 2]);
    });
    client(&server).list_pets(&params).await.unwrap();
    assert_eq!(line(&only(&server)), "GET https://api.example.com/v1/pets?tags=a%7Cb&ids=1&ids=2");
}

#[tokio::test]
async fn form_data_with_a_file_is_multipart() {
    let server = content();
    let photo = Upload::new("bytes").named("ada.png").content_type("image/png");
    let body = PutPhotoBody::new(photo).with(|it| it.caption = Some("Ada".to_owned()));
    client(&server).put_photo("7", &body).await.unwrap();
    let request = only(&server);
    assert_eq!(line(&request), "PUT https://api.example.com/v1/pets/7/photo");
    let boundary = request.header("content-type").strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"ada.png\"\r\n\
         Content-Type: image/png\r\n\r\nbytes\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\nAda\r\n--{boundary}--\r\n"
    );
    assert_eq!(request.text(), expected);
}

#[tokio::test]
async fn a_list_of_schemas_that_says_no_array_is_alternatives() {
    let ada = r#"{"name": "Ada", "owner": {"name": "Eve"}, "weighed": 7}"#;
    let pets = format!(r#"[{ada}, {{"name": "Bo", "owner": "Eve", "weighed": null}}]"#);
    let server = answers(Canned::json(200, pets));
    let pets = client(&server).list_pets(&ListPetsParams::default()).await.unwrap();
    assert_eq!(pets.iter().map(|pet| pet.weighed).collect::<Vec<_>>(), [Maybe::Value(7), Maybe::Null]);
    assert!(matches!(&pets[0].owner, Maybe::Value(PetOwner::Owner(owner)) if owner.name == "Eve"));
    assert!(matches!(&pets[1].owner, Maybe::Value(PetOwner::Text(name)) if name == "Eve"));
}
