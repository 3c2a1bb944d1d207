//! Parameters in each style: the table of OpenAPI 3.0 ("Style Examples"), nesting, and what is percent-encoded.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use tributary_core::codegen_v1::{Encode, Style, add_query, form_text, header_text, path_text};
use tributary_core::{Map, Maybe, Value};

const EMPTY: &str = "";
const BLUE: &str = "blue";

fn list() -> Vec<String> {
    ["blue", "black", "brown"].map(str::to_owned).to_vec()
}

fn map() -> Map<i64> {
    [("B", 150), ("G", 200), ("R", 100)].map(|(name, value)| (name.to_owned(), value)).into()
}

fn query(value: &dyn Encode, style: Style) -> String {
    let mut text = String::new();
    add_query(&mut text, "color", value, style);
    text
}

fn path(value: &dyn Encode, style: Style) -> String {
    path_text("color", value, style).unwrap()
}

#[test]
fn paths() {
    let (simple, label, matrix) = (Style::SIMPLE, Style::LABEL, Style::MATRIX);
    let table: [(Style, [&str; 4]); 6] = [
        (matrix, [";color", ";color=blue", ";color=blue,black,brown", ";color=B,150,G,200,R,100"]),
        (
            matrix.exploded(),
            [";color", ";color=blue", ";color=blue;color=black;color=brown", ";B=150;G=200;R=100"],
        ),
        (label, [".", ".blue", ".blue,black,brown", ".B,150,G,200,R,100"]),
        (label.exploded(), [".", ".blue", ".blue.black.brown", ".B=150.G=200.R=100"]),
        (simple, ["", "blue", "blue,black,brown", "B,150,G,200,R,100"]),
        (simple.exploded(), ["", "blue", "blue,black,brown", "B=150,G=200,R=100"]),
    ];
    for (style, [empty, blue, many, object]) in table {
        assert_eq!(path(&EMPTY, style), empty);
        assert_eq!(path(&BLUE, style), blue);
        assert_eq!(path(&list(), style), many);
        assert_eq!(path(&map(), style), object);
    }
}

#[test]
fn queries() {
    let table: [(Style, [&str; 3]); 7] = [
        (Style::FORM, ["color=blue", "color=blue&color=black&color=brown", "B=150&G=200&R=100"]),
        (Style::FORM.joined(), ["color=blue", "color=blue,black,brown", "color=B,150,G,200,R,100"]),
        (Style::SPACE, ["color=blue", "color=blue%20black%20brown", "color=B%20150%20G%20200%20R%20100"]),
        (Style::PIPE, ["color=blue", "color=blue%7Cblack%7Cbrown", "color=B%7C150%7CG%7C200%7CR%7C100"]),
        (Style::TAB, ["color=blue", "color=blue%09black%09brown", "color=B%09150%09G%09200%09R%09100"]),
        (
            Style::DEEP,
            [
                "color=blue",
                "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
                "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100",
            ],
        ),
        (
            Style::JSON,
            [
                "color=%22blue%22",
                "color=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
                "color=%7B%22B%22%3A150%2C%22G%22%3A200%2C%22R%22%3A100%7D",
            ],
        ),
    ];
    for (style, [blue, many, object]) in table {
        assert_eq!(query(&BLUE, style), blue);
        assert_eq!(query(&list(), style), many);
        assert_eq!(query(&map(), style), object);
    }
    assert_eq!(query(&EMPTY, Style::FORM), "color=");
    assert_eq!(query(&Vec::<String>::new(), Style::FORM.joined()), "");
    assert_eq!(query(&Maybe::<i64>::Absent, Style::FORM), "");
    assert_eq!(query(&Maybe::<i64>::Null, Style::FORM), "color=null");
}

#[test]
fn deep_objects_nest() {
    let value: Value = serde_json::from_str(r#"{"a":{"b c":[1,{"d":true}]},"e":"x&y"}"#).unwrap();
    assert_eq!(
        query(&value, Style::DEEP),
        "color%5Ba%5D%5Bb%20c%5D%5B0%5D=1&color%5Ba%5D%5Bb%20c%5D%5B1%5D%5Bd%5D=true&color%5Be%5D=x%26y"
    );
}

#[test]
fn what_no_style_can_nest_is_json() {
    let value: Value = serde_json::from_str(r#"{"a":[1,2]}"#).unwrap();
    assert_eq!(query(&value, Style::FORM), "a=%5B1%2C2%5D");
}

#[test]
fn headers_are_not_percent_encoded() {
    assert_eq!(header_text(&list(), Style::SIMPLE).unwrap(), "blue,black,brown");
    assert_eq!(header_text(&map(), Style::SIMPLE).unwrap(), "B,150,G,200,R,100");
    assert_eq!(header_text(&map(), Style::SIMPLE.exploded()).unwrap(), "B=150,G=200,R=100");
    assert_eq!(header_text(&"a b/ü", Style::SIMPLE).unwrap(), "a b/ü");
    assert_eq!(header_text(&None::<i64>, Style::SIMPLE), None);
}

#[test]
fn reserved_characters_pass_where_allowed_and_never_end_the_path() {
    let text = ":/?#[]@!$&'()*+,;= %2F%zz";
    assert_eq!(path(&text, Style::SIMPLE.reserved()), ":/%3F%23[]@!$&'()*+,;=%20%2F%25zz");
    assert_eq!(query(&text, Style::FORM.reserved()), "color=:/?%23[]@!$&'()*+,;=%20%2F%25zz");
    assert_eq!(path(&"a/b", Style::SIMPLE), "a%2Fb");
}

#[test]
fn forms_have_a_style_for_each_member() {
    let value: Value = serde_json::from_str(r#"{"a":[1,2],"b":[1,2],"c":{"d":1}}"#).unwrap();
    let styles = [("b", Style::FORM.joined()), ("c", Style::DEEP)];
    assert_eq!(form_text(&value, &styles), "a=1&a=2&b=1,2&c%5Bd%5D=1");
}
