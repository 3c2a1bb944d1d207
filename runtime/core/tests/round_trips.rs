//! What is written is read again as the same value, through JSON, through serde and through XML.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use proptest::prelude::*;
use tributary_core::codegen_v1::{self, Decode, XmlMember, fill_xml, from_json, same, to_json, to_xml};
use tributary_core::{
    Base64, Date, Decimal, DecimalText, Map, Maybe, Number, Timestamp, UnixTime, Uuid, Value,
};

#[derive(Clone)]
pub struct Record {
    pub text: String,
    pub integer: i64,
    pub unsigned: Option<u64>,
    pub number: f64,
    pub decimal: Option<Decimal>,
    pub price: Option<DecimalText>,
    pub time: Option<Timestamp>,
    pub unix: Option<UnixTime>,
    pub date: Option<Date>,
    pub id: Option<Uuid>,
    pub bytes: Option<Base64>,
    pub flag: Maybe<bool>,
    pub list: Option<Vec<String>>,
    pub child: Option<Box<Record>>,
    pub map: Option<Map<i64>>,
    pub more: Map<Value>,
}

codegen_v1::object!(Record {
    0 text "text", 1 integer "integer", 2 unsigned "unsigned", 3 number "number", 4 decimal "decimal", 5 price "price",
    6 time "time", 7 unix "unix", 8 date "date", 9 id "id", 10 bytes "bytes", 11 flag "flag", 12 list "list",
    13 child "child", 14 map "map"
} required [0, 1, 3] extra more);

fn decimals() -> impl Strategy<Value = Decimal> {
    // more digits than a double has, at any scale
    (any::<i64>(), any::<u32>(), 0_u32..=28).prop_map(|(high, low, scale)| {
        Decimal::from_i128_with_scale(
            i128::from(high) * 1_000_000_000 + i128::from(low % 1_000_000_000),
            scale,
        )
    })
}

fn times() -> impl Strategy<Value = Timestamp> {
    (-60_000_000_000_i64..250_000_000_000, 0_i32..1_000_000_000)
        .prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond).unwrap_or_default())
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?"
            .prop_map(|digits| digits.parse::<Number>().unwrap().into()),
        ".{0,8}".prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,5}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn flat() -> impl Strategy<Value = Record> {
    let scalars = (".{0,12}", any::<i64>(), any::<Option<u64>>(), -1e300..1e300_f64);
    let exact = (
        prop::option::of(decimals()),
        prop::option::of(decimals()),
        prop::option::of(times()),
        prop::option::of(-10_000_000_000_i64..10_000_000_000),
        prop::option::of((1_i16..9999, 1_i8..13, 1_i8..29)),
    );
    let others = (
        any::<Option<u128>>(),
        any::<Option<Vec<u8>>>(),
        any::<Option<Option<bool>>>(),
        prop::option::of(prop::collection::vec("[ -~]{1,6}", 1..4)),
        prop::option::of(prop::collection::btree_map("[a-z]{1,5}", any::<i64>(), 1..4)),
        prop::collection::btree_map("x[a-z]{1,5}", values(), 0..3),
    );
    (scalars, exact, others).prop_map(|(scalars, exact, others)| Record {
        text: scalars.0,
        integer: scalars.1,
        unsigned: scalars.2,
        number: scalars.3,
        decimal: exact.0,
        price: exact.1.map(DecimalText),
        time: exact.2,
        unix: exact.3.and_then(|second| Timestamp::from_second(second).ok()).map(UnixTime),
        date: exact.4.and_then(|(year, month, day)| Date::new(year, month, day).ok()),
        id: others.0.map(Uuid::from_u128),
        bytes: others.1.map(Base64),
        flag: others.2.map_or(Maybe::Absent, Maybe::nullable),
        list: others.3,
        child: None,
        map: others.4.map(|it| it.into_iter().collect()),
        more: others.5.into_iter().collect(),
    })
}

fn records() -> impl Strategy<Value = Record> {
    (flat(), prop::option::of(flat())).prop_map(|(mut record, child)| {
        record.child = child.map(Box::new);
        record
    })
}

fn scales(record: &Record) -> Vec<Option<u32>> {
    vec![record.decimal.map(|it| it.scale()), record.price.map(|it| it.scale())]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn through_json(record in records()) {
        let text = to_json(&record).unwrap();
        let (again, issues) = from_json::<Record>(&text).unwrap();
        prop_assert!(issues.is_empty(), "{:?}", issues.as_slice());
        prop_assert!(same(&record, &again), "{record:?}\n{again:?}");
        prop_assert_eq!(scales(&record), scales(&again));
        prop_assert_eq!(&to_json(&again).unwrap(), &text);
    }

    #[test]
    fn through_serde(record in records()) {
        let text = serde_json::to_string(&record).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Record>(&text).unwrap(), &record);
        let mut reader = serde_json::Deserializer::from_reader(text.as_bytes());
        prop_assert_eq!(codegen_v1::deserialize::<Record, _>(&mut reader).unwrap(), record);
    }

    #[test]
    fn through_xml(mut record in flat()) {
        // XML knows no kinds of values and no characters below a space
        record.more.clear();
        record.text.retain(|c| !c.is_control());
        let text = to_xml(XmlMember::root("record"), &record).unwrap();
        let mut again = Record::blank();
        let issues = fill_xml(again.slot(), &text).unwrap();
        prop_assert!(issues.is_empty(), "{:?}", issues.as_slice());
        prop_assert!(same(&record, &again), "{}\n{record:?}\n{again:?}", String::from_utf8_lossy(&text));
    }

    #[test]
    fn nothing_that_is_received_stops_the_decoder(text in ".{0,200}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for input in [text.as_bytes(), &bytes] {
            let _ = from_json::<Record>(input);
            let _ = from_json::<Vec<Record>>(input);
            let _ = fill_xml(Record::blank().slot(), input);
        }
    }

    #[test]
    fn any_json_is_decoded_or_refused_with_a_reason(value in values()) {
        let text = value.to_string();
        if let Err(error) = from_json::<Record>(text.as_bytes()) {
            prop_assert!(!error.issues().is_empty());
        }
        let (list, issues) = from_json::<Vec<Record>>(format!("[{text}]").as_bytes()).unwrap();
        prop_assert_eq!(list.is_empty(), issues.as_slice().iter().any(|issue| matches!(issue.effect, tributary_core::Effect::Dropped(_))));
    }
}
