//! Times in queries and bodies, written as the formats say.

use formats_of_time::Client;
use formats_of_time::api::default::AddTimesParams;
use formats_of_time::types::Times;
use serde_json::json;

use crate::exchange::{HOST, echoes, keeps, line, only, over};

#[tokio::test]
async fn times_are_written_as_their_format() {
    let server = echoes();
    let client = Client::builder(HOST).http(over(&server)).build().unwrap();
    let params = AddTimesParams::default().with(|it| {
        it.since = Some("2026-01-02T03:04:05+02:00".parse().unwrap());
        it.day = Some("2026-01-02".parse().unwrap());
    });
    let times: Times = serde_json::from_value(json!({
        "at": "2026-01-02T03:04:05.25Z", "day": "2024-02-29", "clock": "23:59:59+05:30",
        "lasts": "P1DT2H", "seconds": 1_767_322_845, "millis": 1_767_322_845_250_i64,
    }))
    .unwrap();
    let answered = client.add_times(&times, &params).await.unwrap();
    assert_eq!(answered.at, times.at);
    let request = only(&server);
    assert_eq!(line(&request), format!("POST {HOST}/times?since=2026-01-02T03%3A04%3A05%2B02%3A00&day=2026-01-02"));
    let expected = r#"{"at":"2026-01-02T03:04:05.25Z","day":"2024-02-29","clock":"23:59:59+05:30","lasts":"P1DT2H","seconds":1767322845,"millis":1767322845250}"#;
    assert_eq!(request.text(), expected);
}

#[test]
fn a_fraction_of_a_second_is_kept() {
    keeps::<Times>(json!({"at": "2026-01-02T03:04:05.123456789Z"}));
}

#[test]
fn every_date_time_is_kept_with_its_offset() {
    keeps::<Times>(json!({"at": "9999-12-31T23:59:59Z"}));
    keeps::<Times>(json!({"at": "9999-12-31T23:59:59.999999999-11:00"}));
    keeps::<Times>(json!({"at": "0001-01-01T00:00:00+14:00", "clock": "09:00:00Z"}));
}
