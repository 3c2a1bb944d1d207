//! Decoding: what is exact, what is lenient and said, and what a wrong value costs.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use tributary_core::codegen_v1::{self, Decode, from_json, to_json};
use tributary_core::{
    Base64, Base64Url, Date, Decimal, DecimalText, Duration, HttpDate, Map, Maybe, Number, Time, Timestamp,
    UnixTime, Uuid, Value,
};

#[derive(Clone)]
pub struct Item {
    pub id: i64,
    pub name: Option<String>,
    pub owner: Option<Owner>,
    pub parts: Option<Vec<Owner>>,
}

#[derive(Clone)]
pub struct Owner {
    pub mail: String,
}

/// Of which nothing is required.
#[derive(Clone)]
pub struct Next {
    pub link: Option<String>,
}

#[derive(Clone)]
pub struct Page {
    pub items: Vec<Owner>,
    pub next: Next,
    pub extra: Map<i64>,
}

codegen_v1::object!(Next { 0 link "link" });
codegen_v1::object!(Page { 0 items "items", 1 next "next", 2 extra "extra" } required [0, 1, 2]);
codegen_v1::object!(Owner { 0 mail "mail" } required [0]);
codegen_v1::object!(Item { 0 id "id", 1 name "name", 2 owner "owner", 3 parts "parts" } required [0]);

fn read<T: Decode>(text: &str) -> (T, Vec<String>) {
    let (value, issues) = from_json::<T>(text.as_bytes()).unwrap();
    (value, issues.as_slice().iter().map(ToString::to_string).collect())
}

fn exact<T: Decode>(text: &str) -> T {
    let (value, issues) = read(text);
    assert!(issues.is_empty(), "{text}: {issues:?}");
    value
}

fn lenient<T: Decode>(text: &str) -> T {
    let (value, issues) = read(text);
    assert_eq!(issues.len(), 1, "{text}: {issues:?}");
    assert!(issues[0].ends_with("; read all the same"), "{issues:?}");
    value
}

/// What is nested too deeply is left out, and nothing else.
fn cut<T: Decode>(text: &str) {
    let (_, issues) = read::<T>(text);
    assert!(issues[0].contains("nested too deeply"), "{issues:?}");
}

fn refused<T: Decode>(text: &str) -> String {
    match from_json::<T>(text.as_bytes()) {
        Ok(_) => panic!("{text} was taken"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn serde_json_still_hands_out_characters() {
    // the reserved name is not part of its public interface: if this fails, decimals go through f64 in decode/raw.rs
    let text = "1234567890123456.7890123456";
    assert_eq!(exact::<Decimal>(text).to_string(), text);
    assert_eq!(String::from_utf8(to_json(&exact::<Decimal>(text)).unwrap()).unwrap(), text);
    assert_eq!(serde_json::to_string(&exact::<DecimalText>(r#""1.10""#)).unwrap(), r#""1.10""#);
}

#[test]
fn decimals_are_exact_in_every_form() {
    assert_eq!(exact::<Decimal>("0.10").to_string(), "0.10");
    assert_eq!(exact::<Decimal>("-1.5e3"), Decimal::from(-1500));
    assert_eq!(exact::<Decimal>("1E-2").to_string(), "0.01");
    assert_eq!(lenient::<Decimal>(r#""12.50""#).to_string(), "12.50");
    assert_eq!(lenient::<DecimalText>("12.5").to_string(), "12.5");
    assert_eq!(
        lenient::<Decimal>("0.12345678901234567890123456789012345").to_string(),
        "0.1234567890123456789012345679"
    );
    for wrong in ["null", "true", r#""a""#, "[]", "1e99", r#""""#] {
        assert!(refused::<Decimal>(wrong).contains("expected a decimal number"), "{wrong}");
    }
    // through formats and buffers that hand out no characters
    let value: Decimal = codegen_v1::deserialize(serde_json::json!(12.25)).unwrap();
    assert_eq!(value.to_string(), "12.25");
}

#[test]
fn numbers_and_text_stand_in_for_each_other() {
    assert_eq!(lenient::<String>("5"), "5");
    assert_eq!(lenient::<i64>(r#""5""#), 5);
    assert_eq!(exact::<i64>("5.0"), 5);
    assert!(lenient::<bool>(r#""true""#));
    assert!(lenient::<bool>("1"));
    assert_eq!(lenient::<f64>(r#""1.5""#), 1.5);
    assert_eq!(exact::<f64>("2"), 2.0);
    assert_eq!(exact::<u64>("18446744073709551615"), u64::MAX);
    assert_eq!(
        refused::<i32>("2147483648"),
        "the value: expected a 32-bit integer, found integer 2147483648"
    );
    assert_eq!(refused::<i64>("1.5"), "the value: expected an integer, found number 1.5");
    assert_eq!(refused::<u64>("-1"), "the value: expected an integer that isn't negative, found integer -1");
    assert_eq!(refused::<bool>("2"), "the value: expected true or false, found integer 2");
    assert_eq!(
        refused::<i64>("18446744073709551615"),
        "the value: expected an integer, found integer 18446744073709551615"
    );
}

#[test]
fn times_are_read_as_they_come() {
    let expected: Timestamp = "2026-11-21T09:30:00Z".parse().unwrap();
    for text in [
        "2026-11-21T09:30:00Z",
        "2026-11-21T10:30:00+01:00",
        "2026-11-21T09:30:00.000+0000",
        "2026-11-21 09:30:00Z",
        "2026-11-21t09:30:00z",
    ] {
        assert_eq!(exact::<Timestamp>(&format!("{text:?}")), expected, "{text}");
    }
    assert_eq!(lenient::<Timestamp>(r#""2026-11-21T09:30:00""#), expected);
    assert_eq!(lenient::<Timestamp>(r#""2026-11-21 09:30:00""#), expected);
    assert_eq!(lenient::<Timestamp>(r#""Sat, 21 Nov 2026 09:30:00 GMT""#), expected);
    assert!(refused::<Timestamp>(r#""0000-00-00""#).contains("expected a time stamp"));

    assert_eq!(exact::<HttpDate>(r#""Sat, 21 Nov 2026 09:30:00 GMT""#).0, expected);
    assert_eq!(HttpDate(expected).to_string(), "Sat, 21 Nov 2026 09:30:00 GMT");
    assert_eq!(lenient::<HttpDate>(r#""2026-11-21T09:30:00Z""#).0, expected);
    assert_eq!(exact::<UnixTime>("1795253400").0, expected);
    assert_eq!(lenient::<UnixTime>(r#""1795253400""#).0, expected);
    assert_eq!(to_json(&exact::<UnixTime>("1795253400.25")).unwrap(), b"1795253400.25");

    assert_eq!(exact::<Date>(r#""2026-11-21""#).to_string(), "2026-11-21");
    assert_eq!(lenient::<Date>(r#""2026-11-21T23:30:00-05:00""#).to_string(), "2026-11-21");
    assert_eq!(exact::<Time>(r#""13:45:00""#).to_string(), "13:45:00");
    assert_eq!(lenient::<Time>(r#""13:45:00Z""#).to_string(), "13:45:00");
    for text in ["P40D", "PT5M", "P1Y2M", "PT0.5S"] {
        assert_eq!(exact::<Duration>(&format!("{text:?}")).to_string(), text);
    }
}

#[test]
fn bytes_and_ids() {
    assert_eq!(exact::<Base64>(r#""aGk/""#).0, b"hi?");
    assert_eq!(lenient::<Base64>(r#""aGk_""#).0, b"hi?");
    assert_eq!(exact::<Base64Url>(r#""aGk_YQ""#).0, b"hi?a");
    assert_eq!(to_json(&Base64(b"hi?a".to_vec())).unwrap(), br#""aGk/YQ==""#);
    assert_eq!(to_json(&Base64Url(b"hi?a".to_vec())).unwrap(), br#""aGk_YQ""#);
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    assert_eq!(exact::<Uuid>(&format!("{id:?}")).to_string(), id);
    assert_eq!(lenient::<Uuid>(r#""67e5504410b1426f9247bb680e5fe0c8""#).to_string(), id);
}

#[test]
fn a_wrong_optional_value_is_left_out_and_said() {
    let (item, issues) = read::<Item>(r#"{"id":1,"name":{"a":[1]},"owner":{"mail":null},"more":[{}]}"#);
    assert_eq!((item.id, item.name.is_none(), item.owner.is_none()), (1, true, true));
    assert_eq!(
        issues,
        [
            "name: expected text, found an object; left empty",
            "owner.mail: expected text, found null; owner left empty",
        ]
    );
}

#[test]
fn a_wrong_required_value_costs_its_list_item() {
    let text = r#"{"id":1,"parts":[{"mail":"a"},{},{"mail":"b"},7,{"mail":[]}]}"#;
    let (item, issues) = read::<Item>(text);
    let mails: Vec<String> = item.parts.unwrap().into_iter().map(|part| part.mail).collect();
    assert_eq!(mails, ["a", "b"]);
    assert_eq!(
        issues,
        [
            "parts[1].mail: expected a required member, found nothing; parts[1] left out",
            "parts[3]: expected an object, found integer 7; parts[3] left out",
            "parts[4].mail: expected text, found a list; parts[4] left out",
        ]
    );
    let (map, issues) = read::<Map<Owner>>(r#"{"x":{"mail":"a"},"y":{}}"#);
    assert_eq!((map.len(), issues.len()), (1, 1));
}

#[test]
fn a_wrong_required_value_at_the_top_fails_all() {
    assert_eq!(refused::<Item>(r#"{"name":"a"}"#), "id: expected a required member, found nothing");
    assert_eq!(refused::<Item>("[]"), "the value: expected an object, found a list");
    assert_eq!(refused::<Item>(r#"{"id":"#), "not JSON: it ends too early");
    let error = serde_json::from_str::<Item>(r#"{"name":"a"}"#).unwrap_err();
    assert!(error.to_string().starts_with("id: expected a required member"), "{error}");
}

#[test]
fn what_says_no_more_than_an_empty_value_may_be_missing() {
    let (page, issues) = read::<Page>(r#"{"items":null,"extra":{"a":1}}"#);
    assert_eq!((page.items.len(), page.next.link, page.extra.len()), (0, None, 1));
    assert_eq!(
        issues,
        [
            "items: expected a list, found null; left empty",
            "next: expected a required member, found nothing; left empty",
        ]
    );
    let (page, issues) = read::<Page>(r#"{"items":[],"next":null}"#);
    assert_eq!((page.next.link, page.extra.len(), issues.len()), (None, 0, 2));
    // a list that is missing may be anything but empty, and so may what is null as a whole or in a list
    assert_eq!(refused::<Page>(r#"{"next":{}}"#), "items: expected a required member, found nothing");
    assert_eq!(refused::<Next>("null"), "the value: expected an object, found null");
    let (list, issues) = read::<Vec<Next>>(r#"[null,{}]"#);
    assert_eq!((list.len(), issues.len()), (1, 1));
    assert_eq!(refused::<Page>(r#"{"items":[],"next":7}"#), "next: expected an object, found integer 7");
}

#[test]
fn the_first_of_two_members_of_one_name_counts() {
    assert_eq!(
        exact::<Item>(r#"{"id":1,"parts":[{"mail":"a"}],"id":2,"parts":[{"mail":"b"}]}"#)
            .parts
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn members_may_come_in_any_order_and_in_another_each_time() {
    let members =
        [r#""id":7"#, r#""name":"n""#, r#""owner":{"mail":"o"}"#, r#""parts":[{"mail":"p"}]"#, r#""new":{}"#];
    // every order of the five, then each with one of them left out
    let mut orders = vec![vec![]];
    for _ in 0..members.len() {
        let longer = |order: &Vec<usize>| {
            let order = order.clone();
            let free = (0..members.len()).filter(|index| !order.contains(index)).collect::<Vec<_>>();
            free.into_iter().map(move |index| [order.clone(), vec![index]].concat()).collect::<Vec<_>>()
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    let shorter: Vec<_> = orders.iter().map(|order| order[1..].to_vec()).filter(|o| o.contains(&0)).collect();
    orders.extend(shorter);
    let text = |order: &Vec<usize>| {
        format!("{{{}}}", order.iter().map(|i| members[*i]).collect::<Vec<_>>().join(","))
    };
    let items: Vec<Item> = exact(&format!("[{}]", orders.iter().map(text).collect::<Vec<_>>().join(",")));
    for (item, order) in items.iter().zip(&orders) {
        assert_eq!(item.id, 7, "{order:?}");
        assert_eq!(item.name.is_some(), order.contains(&1), "{order:?}");
        assert_eq!(
            item.owner.as_ref().map(|o| o.mail.as_str()),
            order.contains(&2).then_some("o"),
            "{order:?}"
        );
        assert_eq!(
            item.parts.as_ref().map(|p| p[0].mail.as_str()),
            order.contains(&3).then_some("p"),
            "{order:?}"
        );
    }
    assert_eq!(items.len(), 120 + 96);
}

#[test]
fn null_absent_and_value() {
    assert_eq!(exact::<Maybe<i64>>("null"), Maybe::Null);
    assert_eq!(exact::<Maybe<i64>>("1"), Maybe::Value(1));
    assert_eq!(read::<Maybe<i64>>("[]").0, Maybe::Absent);
    assert_eq!(exact::<Vec<Option<i64>>>("[1,null]"), [Some(1), None]);
    assert_eq!(to_json(&vec![Some(1_i64), None]).unwrap(), b"[1,null]");
}

#[test]
fn tuples_have_their_length() {
    assert_eq!(exact::<(i64, String)>(r#"[1,"a"]"#), (1, "a".to_owned()));
    assert!(refused::<(i64, String)>("[1]").contains("a list of fixed length"));
    assert_eq!(exact::<(i64, String)>(r#"[1,"a",2]"#), (1, "a".to_owned()));
}

#[test]
fn depth_is_bounded() {
    #[derive(Clone)]
    struct Tree(Vec<Tree>);
    codegen_v1::newtype!(Tree);
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    exact::<Tree>(&deep(100));
    for depth in [130, 1_000, 100_000] {
        cut::<Tree>(&deep(depth));
        cut::<Value>(&deep(depth));
    }
    exact::<Vec<()>>("[1,{},[]]");
}

#[test]
fn nested_unions_do_not_escape_the_bound() {
    #[derive(Clone)]
    #[non_exhaustive]
    enum Node {
        Many(Vec<Node>),
        One(i64),
        Other(Value),
    }
    codegen_v1::union! { Node { Many, One } [(0 is Array), (1 is Integer)] }
    let deep = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    exact::<Node>(&deep(100));
    cut::<Node>(&deep(130));
    cut::<Node>(&deep(3_000));
}

#[test]
fn a_flood_of_issues_is_counted() {
    let text = format!("[{}]", vec!["{}"; 5_000].join(","));
    let (_, issues) = from_json::<Vec<i64>>(text.as_bytes()).unwrap();
    // each says which item is lost
    assert_eq!((issues.as_slice().len(), issues.total()), (5_000, 5_000));
    let text = format!("[{}]", vec!["true"; 5_000].join(","));
    let (_, issues) = from_json::<Vec<String>>(text.as_bytes()).unwrap();
    assert_eq!((issues.as_slice().len(), issues.total()), (1_000, 5_000));
}

#[test]
fn numbers_that_json_cannot_write_are_refused() {
    assert!(to_json(&f64::NAN).is_err());
    assert!(to_json(&vec![Number::from(f64::INFINITY)]).is_err());
    assert_eq!(to_json(&vec![0.1, 5.0, -0.0]).unwrap(), b"[0.1,5,-0.0]");
}

#[test]
fn a_number_is_sent_as_it_was_received() {
    for token in ["5", "5.0", "1234567890123456789", "0.10", "1e400", "-0", "1E5", &"7".repeat(10_000)] {
        assert_eq!(to_json(&exact::<Number>(token)).unwrap(), token.as_bytes());
    }
    assert_eq!(lenient::<Number>("\"1.50\"").as_str(), "1.50");
    assert!(refused::<Number>("true").contains("expected a number"));
    assert_eq!(serde_json::to_value(exact::<Number>("0.10")).unwrap(), serde_json::json!(0.1));
}

#[test]
fn null_is_a_value_where_anything_goes() {
    let all = exact::<Map<Option<Value>>>(r#"{"a": null, "b": 1}"#);
    assert_eq!(all.get("a"), Some(&Some(Value::Null)));
    assert_eq!(to_json(&all).unwrap(), br#"{"a":null,"b":1}"#);
}

#[test]
fn one_wrong_token_costs_its_value() {
    for (token, found) in [
        (&b"\"\\ud800\""[..], "half a surrogate pair"),
        (b"\"\xff\"", "not UTF-8"),
        (b"\"\x00\"", "control character"),
        (b"1e400", "too large"),
        (b"NaN", "no value"),
    ] {
        let text = [&b"\xef\xbb\xbf[1.5, "[..], token, b", 2.5]"].concat();
        let (numbers, issues) = from_json::<Vec<f64>>(&text).unwrap();
        assert_eq!(numbers, [1.5, 2.5]);
        assert!(issues.as_slice()[0].found.contains(found), "{issues:?}");
        assert_eq!(issues.as_slice()[0].path, "[1]");
    }
    assert!(refused::<Vec<f64>>("[1.5, ").contains("ends too early"));
    assert!(refused::<Vec<f64>>("<html>").contains("not JSON"));
}
