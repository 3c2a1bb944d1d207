//! XML both ways: attributes, wrapped and repeated lists, text, namespaces, maps, and what must be refused.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use tributary_core::codegen_v1::{self, Decode, Encode, XmlMember, XmlPlace, fill_xml, to_xml};
use tributary_core::{HttpDate, Map, Maybe, Timestamp, Value};

#[derive(Clone)]
pub struct Pet {
    pub id: i64,
    pub name: Option<String>,
    pub tags: Option<Vec<String>>,
    pub toys: Vec<String>,
    pub born: Option<Timestamp>,
    pub seen: Option<HttpDate>,
    pub owner: Option<Box<Pet>>,
    pub note: Maybe<String>,
}

codegen_v1::object!(Pet {
    0 id "id", 1 name "name", 2 tags "tags", 3 toys "toys", 4 born "born", 5 seen "seen", 6 owner "owner", 7 note "note"
} required [0] xml [
    (attribute "" "" ""), (element), (wrapped "Tags" "" "" "tag" "t" "urn:tags"), (element), (element), (element),
    (element "Keeper" "k" "urn:keepers"), (element)
]);

#[derive(Clone)]
pub struct Text {
    pub language: String,
    pub content: String,
}

codegen_v1::object!(Text { 0 language "language", 1 content "content" } required [0, 1]
    xml [(attribute "" "" ""), (text "" "" "")]);

fn read<T: Decode>(text: &str) -> T {
    let mut value = T::blank();
    let issues = fill_xml(value.slot(), text.as_bytes()).unwrap();
    assert!(issues.is_empty(), "{:?}", issues.as_slice());
    value
}

fn written(root: &'static str, value: &dyn Encode) -> String {
    let text = String::from_utf8(to_xml(XmlMember::root(root), value).unwrap()).unwrap();
    text.strip_prefix(r#"<?xml version="1.0" encoding="UTF-8"?>"#).unwrap().to_owned()
}

fn refused(text: &str) -> String {
    let mut value = Value::blank();
    fill_xml(value.slot(), text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn every_place_is_read_and_written() {
    let text = concat!(
        r#"<Pet id="7"><name>R&amp;D &lt;3</name><Tags><t:tag xmlns:t="urn:tags">a</t:tag><t:tag xmlns:t="urn:tags">b</t:tag></Tags><toys>x</toys><toys>y</toys>"#,
        "<born>2022-08-26T18:38:00.000Z</born><seen>Fri, 26 Aug 2022 14:38:00 GMT</seen>",
        r#"<k:Keeper xmlns:k="urn:keepers" id="8"/></Pet>"#
    );
    let pet: Pet = read(text);
    assert_eq!(pet.name.as_deref(), Some("R&D <3"));
    assert_eq!(pet.tags, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(pet.toys, ["x", "y"]);
    assert_eq!(pet.owner.as_ref().unwrap().id, 8);
    assert_eq!(written("Pet", &pet), text);
}

#[test]
fn an_element_has_text_beside_its_attributes() {
    let text = "<Text language=\"fr\">\n  Voil&#224; <![CDATA[<b>]]>\n</Text>";
    let read: Text = read(text);
    assert_eq!((read.language.as_str(), read.content.as_str()), ("fr", "\n  Voilà <b>\n"));
    assert_eq!(written("Text", &read), "<Text language=\"fr\">\n  Voilà &lt;b&gt;\n</Text>");
}

#[test]
fn absent_null_and_empty_are_told_apart() {
    let pet: Pet = read("<Pet id='1'><Tags/><note xmlns:xsi='x' xsi:nil='true'/><name/></Pet>");
    assert_eq!(pet.tags, Some(Vec::new()));
    assert_eq!((pet.note.clone(), pet.name.as_deref()), (Maybe::Null, Some("")));
    let bare: Pet = read("<Pet id='1'/>");
    assert_eq!((bare.tags.clone(), bare.note.clone(), bare.name.clone()), (None, Maybe::Absent, None));
    assert_eq!(written("Animal", &bare), r#"<Animal id="1"/>"#);
    assert!(written("Pet", &pet).contains("<Tags></Tags>"));
}

#[test]
fn maps_and_untyped_values_have_one_element_a_member() {
    let map: Map<i64> = read("<m><a>1</a><b>2</b></m>");
    assert_eq!(written("m", &map), "<m><a>1</a><b>2</b></m>");
    let any: Value = read("<m x='1'><a>1</a><a>2</a><b/></m>");
    assert_eq!(any, serde_json::json!({"x": "1", "a": ["1", "2"], "b": ""}));
}

#[test]
fn a_documents_element_has_a_name_of_its_own() {
    let named =
        |place, parts| String::from_utf8(to_xml(XmlMember::new(place, parts), &vec![1, 2]).unwrap()).unwrap();
    let wrapped = named(XmlPlace::Wrapped, ["ids", "n", "urn:n", "id", "", ""]);
    assert!(wrapped.ends_with(r#"<n:ids xmlns:n="urn:n"><id>1</id><id>2</id></n:ids>"#), "{wrapped}");
    // a document has one element, wrapped or not
    let plain = named(XmlPlace::Element, ["id", "", "", "", "", ""]);
    assert!(plain.ends_with("<id><id>1</id><id>2</id></id>"), "{plain}");
    assert_eq!(read::<Vec<i64>>(&plain), [1, 2]);
}

#[test]
fn what_is_wrong_costs_no_more_than_it_must() {
    let mut pet = Pet::blank();
    let text = "<Pet id='1'><born>soon</born><toys>x</toys></Pet>";
    let issues = fill_xml(pet.slot(), text.as_bytes()).unwrap();
    assert_eq!(
        issues.as_slice()[0].to_string(),
        "born: expected a time stamp (2026-11-21T09:30:00Z), found text \"soon\"; left empty"
    );
    let error = fill_xml(Pet::blank().slot(), b"<Pet><name>x</name></Pet>").unwrap_err();
    assert_eq!(error.to_string(), "id: expected a required member, found nothing");
}

#[test]
fn what_is_no_document_is_refused() {
    assert!(refused("<a><b></a>").starts_with("not XML: "));
    assert_eq!(refused(""), "not XML: there is no element");
    assert_eq!(refused("<a/><b/>"), "not XML: more than one element at the top");
    assert_eq!(refused("<a>&bomb;</a>"), "not XML: the entity `&bomb;` is unknown");
    let deep = "<a>".repeat(100_000);
    assert_eq!(refused(&deep), "not XML: nested too deeply");
    let bomb = "<!DOCTYPE a [<!ENTITY b \"&a;&a;\">]><a>&b;</a>";
    assert_eq!(refused(bomb), "not XML: the entity `&b;` is unknown");
    let bad = Map::from([("no name".to_owned(), 1_i64)]);
    assert!(
        to_xml(XmlMember::root("m"), &bad).unwrap_err().to_string().contains("`no name` can't be the name")
    );
    assert!(to_xml(XmlMember::root("m"), &"\u{1}").is_err());
}
