//! `tests/vendors/<vendor>/<model>.json`: what each vendor sends, the unified record, and the request that it becomes again.

/// Also in a repository of one's own: docs/adding-a-vendor.md has this test.
#[tokio::test]
async fn recorded_responses_are_read_and_written_as_expected() {
    let folder = tributary_tests::root().join("tests/vendors");
    tributary::testing::recorded(folder).await.assert();
}
