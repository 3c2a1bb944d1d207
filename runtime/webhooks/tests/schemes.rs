//! Signature schemes of vendors, as a mapping states them: a request that is signed so is taken, and one that differs in any
//! signed part is not.
//!
//! The signatures were computed with another implementation (Python's `hmac`); GitHub's is the example of its page "Validating
//! webhook deliveries". What is signed was read on pages about HubSpot, Zendesk, Close, Xero and DocuSign; Asana, Stripe, Standard
//! Webhooks, Trello, Bob and Slack have no mapping yet, and who writes one checks it.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail by panicking, its helpers too

use std::time::Duration;

use http::request::Parts;
use tributary_capabilities::webhooks::{
    Algorithm, Encoding, Joined, List, Part, Proof, Signature, Timestamped, WebhookRules,
};
use tributary_core::Timestamp;
use tributary_model::convert::TimeFormat;
use tributary_webhooks::{ErrorKind, Receiver};

/// What differs from a signature of the body alone.
const PLAIN: Signature = Signature {
    headers: &[],
    algorithm: Algorithm::Sha256,
    encoding: Encoding::Hex,
    prefix: "",
    list: None,
    signed: &[Part::Body],
    decodes: "",
    timestamp: None,
    key: None,
    handshake: None,
    secret: "secret",
};

const fn header(name: &'static str, format: TimeFormat) -> Option<Timestamped> {
    Some(Timestamped { name, format, window: Duration::from_secs(300) })
}

/// Of `developers.hubspot.com/docs/.../authentication/request-validation`.
const HUBSPOT: Signature = Signature {
    headers: &["X-HubSpot-Signature-v3"],
    encoding: Encoding::Base64,
    signed: &[Part::Method, Part::Url, Part::Body, Part::Timestamp],
    decodes: ":/?@!$'()*,;",
    timestamp: header("X-HubSpot-Request-Timestamp", TimeFormat::EpochMillis),
    ..PLAIN
};
/// Of `developer.zendesk.com/documentation/webhooks/verifying`.
const ZENDESK: Signature = Signature {
    headers: &["X-Zendesk-Webhook-Signature"],
    encoding: Encoding::Base64,
    signed: &[Part::Timestamp, Part::Body],
    timestamp: header("X-Zendesk-Webhook-Signature-Timestamp", TimeFormat::Rfc3339),
    ..PLAIN
};
const XERO: Signature = Signature { headers: &["x-xero-signature"], encoding: Encoding::Base64, ..PLAIN };
const CLOSE: Signature = Signature {
    headers: &["close-sig-hash"],
    signed: &[Part::Timestamp, Part::Body],
    timestamp: header("close-sig-timestamp", TimeFormat::EpochSeconds),
    key: Some(Encoding::Hex),
    ..PLAIN
};
/// One header a key that is active.
const DOCUSIGN: Signature = Signature {
    headers: &["X-DocuSign-Signature-1", "X-DocuSign-Signature-2"],
    encoding: Encoding::Base64,
    ..PLAIN
};
const ASANA: Signature =
    Signature { headers: &["X-Hook-Signature"], handshake: Some("X-Hook-Secret"), ..PLAIN };
const GITHUB: Signature = Signature { headers: &["X-Hub-Signature-256"], prefix: "sha256=", ..PLAIN };
const STRIPE: Signature = Signature {
    headers: &["Stripe-Signature"],
    list: Some(List { separator: ",", assign: "=", signature: "v1" }),
    signed: &[Part::Timestamp, Part::Text("."), Part::Body],
    timestamp: header("t", TimeFormat::EpochSeconds),
    ..PLAIN
};
/// `standardwebhooks.com`, without `whsec_` before the secret.
const STANDARD: Signature = Signature {
    headers: &["webhook-signature"],
    encoding: Encoding::Base64,
    list: Some(List { separator: " ", assign: ",", signature: "v1" }),
    signed: &[
        Part::Header("webhook-id"),
        Part::Text("."),
        Part::Header("webhook-timestamp"),
        Part::Text("."),
        Part::Body,
    ],
    key: Some(Encoding::Base64),
    ..PLAIN
};
const TRELLO: Signature = Signature {
    headers: &["X-Trello-Webhook"],
    algorithm: Algorithm::Sha1,
    encoding: Encoding::Base64,
    signed: &[Part::Body, Part::Url],
    ..PLAIN
};
const BOB: Signature = Signature {
    headers: &["Bob-Signature"],
    algorithm: Algorithm::Sha512,
    encoding: Encoding::Base64,
    ..PLAIN
};
const SLACK: Signature = Signature {
    headers: &["X-Slack-Signature"],
    prefix: "v0=",
    signed: &[Part::Text("v0:"), Part::Timestamp, Part::Text(":"), Part::Body],
    timestamp: header("X-Slack-Request-Timestamp", TimeFormat::EpochSeconds),
    ..PLAIN
};

fn rules(scheme: Signature) -> &'static WebhookRules {
    proven_by(Proof::Signature(scheme))
}

fn proven_by(proof: Proof) -> &'static WebhookRules {
    Box::leak(Box::new(WebhookRules {
        proof,
        events: &[],
        kind: Joined { parts: &[], separator: "" },
        id: &[],
        time: None,
        account: &[],
        models: &[],
    }))
}

struct Case {
    vendor: &'static str,
    scheme: Signature,
    secret: &'static str,
    url: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
}

const URL: &str = "https://hooks.example.com/hook";
const BODY: &str = r#"[{"eventId":1}]"#;

fn cases() -> Vec<Case> {
    let case =
        |vendor, scheme, secret, headers| Case { vendor, scheme, secret, url: URL, headers, body: BODY };
    vec![
        Case {
            url: "https://hooks.example.com/hook?a=b%3Ac%2Fd&e=%20f",
            ..case(
                "HubSpot",
                HUBSPOT,
                "client-secret",
                &[
                    ("X-HubSpot-Signature-v3", "8QZKv0Cvas2pXXi7160PUVCGrNirPzQfHrctG9+4BGY="),
                    ("X-HubSpot-Request-Timestamp", "1795253400000"),
                ],
            )
        },
        case(
            "Zendesk",
            ZENDESK,
            "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==",
            &[
                ("X-Zendesk-Webhook-Signature", "pYtXBp92snyJDx3RuqDB6z+pgBX6Nr8AMjcRvahKv+Y="),
                ("X-Zendesk-Webhook-Signature-Timestamp", "2026-11-21T09:30:00Z"),
            ],
        ),
        Case {
            body: r#"{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"S0m3r4Nd0mt3xt"}"#,
            ..case(
                "Xero",
                XERO,
                "xero-key",
                &[("x-xero-signature", "tLm9ka/XQyvHySA0OzOTW5+CZY1uJm058kZFXiiMUag=")],
            )
        },
        case(
            "Close",
            CLOSE,
            "00ff10a0",
            &[
                ("close-sig-hash", "1e9d0fe7590a72a02d12789c446104593e6f87e12f754b9d2b93f2218ecb32aa"),
                ("close-sig-timestamp", "1795253400"),
            ],
        ),
        case(
            "DocuSign",
            DOCUSIGN,
            "connect-key",
            &[
                ("X-DocuSign-Signature-1", "AAAAYIj1PUmi54CkBR7HsMSwA5aEiumG47rmu6dU2Ok="),
                ("X-DocuSign-Signature-2", "gF8EYIj1PUmi54CkBR7HsMSwA5aEiumG47rmu6dU2Ok="),
            ],
        ),
        Case {
            body: r#"{"events":[]}"#,
            ..case(
                "Asana",
                ASANA,
                "hook-secret",
                &[("X-Hook-Signature", "b70ee853261da98037f3328b950d926e325d6d0839c06ef2ac109e66e849ada4")],
            )
        },
        case(
            "Stripe",
            STRIPE,
            "whsec_test",
            &[(
                "Stripe-Signature",
                "t=1795253400,v0=6ffb,v1=00f50625c076aa960c2a7dbe47ee8edd0ace66e3a2c05d7e070d3a09bc3322,v1=a419f50625c076aa960c2a7dbe47ee8edd0ace66e3a2c05d7e070d3a09bc3322",
            )],
        ),
        case(
            "Standard Webhooks",
            STANDARD,
            "bXktc2VjcmV0LWtleQ==",
            &[
                ("webhook-id", "msg_1"),
                ("webhook-timestamp", "1795253400"),
                ("webhook-signature", "v1,OSuvRADiayuCS/UK1NyXIoQOXV4av6OFqIeVdK5OA2w="),
            ],
        ),
        case("Trello", TRELLO, "app-secret", &[("X-Trello-Webhook", "A+FSt/9NRdAXwwyj0IYsjaOKHyQ=")]),
        case(
            "Bob",
            BOB,
            "bob-secret",
            &[(
                "Bob-Signature",
                "SVPdYH1svkFQL4K5SSH2HaRzQbw7aunqv56Qql1qjdnZ3fU2nhtopR8AcAZDRqWJ54DAA0QUfWD3FodRnG1YsA==",
            )],
        ),
        case(
            "Slack",
            SLACK,
            "slack-secret",
            &[
                ("X-Slack-Signature", "v0=28a563541f1a50bb96f410c830d408cbca7208eabc44a44325211c8737cfe2d3"),
                ("X-Slack-Request-Timestamp", "1795253400"),
            ],
        ),
    ]
}

/// 2026-11-21T09:30:00Z, when all of them were signed.
fn signed_at() -> Timestamp {
    "2026-11-21T09:30:00Z".parse().unwrap()
}

fn request(method: &str, url: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

impl Case {
    fn request(&self) -> Parts {
        request("POST", self.url, self.headers)
    }
}

#[test]
fn what_a_vendor_signed_is_taken() {
    for case in cases() {
        let request = case.request();
        let receiver = Receiver::new(rules(case.scheme)).secret("an older one").secret(case.secret);
        let taken = receiver.receive_at(&request, case.body.as_bytes(), signed_at());
        assert!(taken.is_ok(), "{}: {taken:?}", case.vendor);
    }
}

#[test]
fn the_example_that_github_publishes_is_valid() {
    let receiver = Receiver::new(rules(GITHUB)).secret("It's a Secret to Everybody");
    let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let signed = request("POST", URL, &[("X-Hub-Signature-256", signature)]);
    // it is no JSON: this is known only of what is the vendor's
    let error = receiver.receive_at(&signed, b"Hello, World!", signed_at()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    let error = receiver.receive_at(&signed, b"Hello, World?", signed_at()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidSignature);
}

#[test]
fn no_other_request_is_taken() {
    let mut tried = 0;
    for case in cases() {
        let vendor = case.vendor;
        let signed: Vec<&Part> = case.scheme.signed.iter().collect();
        let (covers_url, covers_method) = (
            signed.iter().any(|part| matches!(part, Part::Url)),
            signed.iter().any(|part| matches!(part, Part::Method)),
        );
        let receiver = Receiver::new(rules(case.scheme)).secret(case.secret);
        let mut refused = |request: &Parts, body: &[u8], what: &str| {
            let error = receiver.receive_at(request, body, signed_at()).map(drop);
            let error = error.expect_err(&format!("{vendor}: {what} was taken"));
            assert!(
                matches!(error.kind(), ErrorKind::InvalidSignature | ErrorKind::NotSigned),
                "{vendor}: {error:?}"
            );
            assert_eq!(error.status(), http::StatusCode::UNAUTHORIZED);
            tried += 1;
        };
        let whole = case.request();
        // every bit of the body
        for at in 0..case.body.len() {
            for bit in 0..8 {
                let mut body = case.body.as_bytes().to_vec();
                body[at] ^= 1 << bit;
                refused(&whole, &body, "another body");
            }
        }
        refused(&whole, format!("{} ", case.body).as_bytes(), "a longer body");
        refused(&whole, &case.body.as_bytes()[1..], "a shorter body");
        if covers_url {
            refused(
                &request("POST", "https://hooks.example.com/other", case.headers),
                case.body.as_bytes(),
                "another URL",
            );
        }
        if covers_method {
            refused(&request("PUT", case.url, case.headers), case.body.as_bytes(), "another method");
        }
        for (at, (name, value)) in case.headers.iter().enumerate() {
            let mut headers = case.headers.to_vec();
            headers.remove(at);
            let spare = vendor == "DocuSign" && at == 0;
            if !spare {
                refused(
                    &request("POST", case.url, &headers),
                    case.body.as_bytes(),
                    &format!("a request without {name}"),
                );
            }
            // each character of a signature or timestamp; the last of an unpadded base64 text has bits that mean nothing
            for place in (0..value.len()).filter(|_| !spare) {
                let mut text = value.as_bytes().to_vec();
                text[place] = match text[place] {
                    b'A' => b'B',
                    b'1' => b'2',
                    b'=' => continue,
                    other if other.is_ascii_digit() => b'1',
                    _ => b'A',
                };
                let text = String::from_utf8(text).unwrap();
                // the first elements of Stripe's are of other schemes and secrets
                let of_another = vendor == "Stripe" && (13..value.rfind(",v1=").unwrap()).contains(&place);
                if text.eq_ignore_ascii_case(value) || of_another {
                    continue;
                }
                let mut headers = case.headers.to_vec();
                headers[at].1 = &text;
                refused(
                    &request("POST", case.url, &headers),
                    case.body.as_bytes(),
                    &format!("{name}: {text}"),
                );
            }
        }
        let other = Receiver::new(rules(cases().into_iter().find(|it| it.vendor == vendor).unwrap().scheme));
        let error = other.receive_at(&whole, case.body.as_bytes(), signed_at()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotConfigured, "{vendor}");
        let error = other.secret("ffff").receive_at(&whole, case.body.as_bytes(), signed_at()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidSignature, "{vendor}: another secret");
    }
    assert!(tried > 2_000, "{tried} requests are few");
}

#[test]
fn a_copy_is_refused_once_the_window_is_over() {
    for case in cases().into_iter().filter(|case| case.scheme.timestamp.is_some()) {
        let request = case.request();
        let receiver = Receiver::new(rules(case.scheme)).secret(case.secret);
        let at = |seconds: i64| {
            let now = signed_at() + Duration::from_secs(3600)
                - Duration::from_secs(u64::try_from(3600 - seconds).unwrap());
            receiver.receive_at(&request, case.body.as_bytes(), now).map_err(|error| error.kind())
        };
        for taken in [-300, -299, 0, 299, 300] {
            assert!(at(taken).is_ok(), "{} after {taken} s", case.vendor);
        }
        for refused in [-3600, -301, 301, 3600] {
            assert_eq!(
                at(refused).map(drop),
                Err(ErrorKind::OutsideWindow),
                "{} after {refused} s",
                case.vendor
            );
        }
    }
}

#[test]
fn a_handshake_gives_the_secret_once() {
    let receiver = Receiver::new(rules(ASANA));
    let first = request("POST", URL, &[("X-Hook-Secret", "b537207f")]);
    let delivery = receiver.receive_at(&first, b"", signed_at()).unwrap();
    assert_eq!(delivery.handshake().unwrap().secret().expose(), "b537207f");
    assert_eq!(delivery.response_headers()["x-hook-secret"], "b537207f");
    assert!(delivery.events().is_empty());
    assert!(!format!("{delivery:?}").contains("b537207f"));
    // whoever sends a second one wants to choose the secret
    let receiver = receiver.secret("b537207f");
    let second = request("POST", URL, &[("X-Hook-Secret", "mine")]);
    let error = receiver.receive_at(&second, b"", signed_at()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSigned);
}

#[test]
fn an_address_behind_a_proxy_is_the_one_that_was_signed() {
    let case = cases().into_iter().find(|case| case.vendor == "Trello").unwrap();
    let receiver = Receiver::new(rules(TRELLO)).secret(case.secret);
    let seen = |host: &str, path: &str| {
        let mut headers = case.headers.to_vec();
        headers.push(("host", host));
        request("POST", path, &headers)
    };
    let body = case.body.as_bytes();
    assert!(receiver.receive_at(&seen("hooks.example.com", "/hook"), body, signed_at()).is_ok());
    assert!(receiver.receive_at(&seen("10.0.0.7:8080", "/hook"), body, signed_at()).is_err());
    let receiver = receiver.public_url("https://hooks.example.com/");
    assert!(receiver.receive_at(&seen("10.0.0.7:8080", "/hook"), body, signed_at()).is_ok());
}

#[test]
fn a_vendor_that_signs_nothing_needs_the_applications_word() {
    let plain = request("POST", URL, &[]);
    let unsigned = Receiver::new(proven_by(Proof::Unsigned("it signs nothing")));
    let error = unsigned.receive(&plain, b"{}").unwrap_err();
    assert_eq!((error.kind(), error.status().as_u16()), (ErrorKind::NotConfigured, 500));
    assert!(unsigned.accept_unverified().receive(&plain, b"{}").is_ok());

    let basic = Receiver::new(proven_by(Proof::Basic("it sends a name and password")));
    assert_eq!(basic.receive(&plain, b"{}").unwrap_err().kind(), ErrorKind::NotConfigured);
    let basic = basic.basic_auth("tributary", "s3cret");
    assert_eq!(basic.receive(&plain, b"{}").unwrap_err().kind(), ErrorKind::NotSigned);
    // base64 of `tributary:s3cret`, `tributary:s3cret2`, `tributary`
    let with = |value: &str| basic.receive(&request("POST", URL, &[("authorization", value)]), b"{}");
    assert!(with("Basic dHJpYnV0YXJ5OnMzY3JldA==").is_ok());
    assert!(with("basic dHJpYnV0YXJ5OnMzY3JldA==").is_ok());
    for wrong in ["Basic dHJpYnV0YXJ5OnMzY3JldDI=", "Basic dHJpYnV0YXJ5"] {
        assert_eq!(with(wrong).unwrap_err().kind(), ErrorKind::InvalidSignature);
    }
    for none in ["Bearer dHJpYnV0YXJ5OnMzY3JldA==", "Basic", "Basic %%"] {
        assert_eq!(with(none).unwrap_err().kind(), ErrorKind::NotSigned);
    }
    assert!(!format!("{basic:?}").contains("s3cret"));
}
