//! The examples against the mocks: what they print.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::process::Command;

fn printed(program: &str) -> String {
    let output = Command::new(program).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Each of these lines is printed, in this order.
fn has(printed: &str, lines: &[&str]) {
    let mut rest = printed.lines();
    for line in lines {
        assert!(
            rest.any(|it| it.trim_end().ends_with(line)),
            "`{line}` is not where it belongs in\n{printed}"
        );
    }
}

#[test]
fn contacts_of_three_vendors_are_printed() {
    let printed = printed(env!("CARGO_BIN_EXE_contacts"));
    has(
        &printed,
        &[
            "HubSpot",
            "Ada Lovelace           ada@example.com",
            "Charles Babbage        -",
            "Grace Hopper           -",
            "record 1 of this page could not be read:",
            "-> 429",
            "Salesforce",
            "Emmy Noether           emmy@example.net",
            "Maryam Mirzakhani      maryam@example.net",
            "Pipedrive",
            "Chien-Shiung Wu        wu@example.com",
            "Pipedrive, chosen at run time",
            "Rosalind Franklin      franklin@example.com",
        ],
    );
    assert!(!printed.contains("Somerville"), "{printed}");
}

#[test]
fn leads_are_copied_and_a_refused_one_stops_nothing() {
    let printed = printed(env!("CARGO_BIN_EXE_copy_leads"));
    assert!(printed.contains("was refused"), "{printed}");
    assert_eq!(printed.matches(" became 00Q").count(), 2, "{printed}");
    has(&printed, &["Salesforce has 2 leads"]);
}
