//! Maps, lists in lists, lists with holes, and any JSON at all.

use maps_and_arrays::types::Grid;
use serde_json::json;

use crate::exchange::keeps;

#[test]
fn what_was_read_is_written() {
    keeps::<Grid>(json!({
        "rows": [[1.5], []], "labels": {"a": "b"}, "cells": {"a": [{"v": 1}, {}]}, "holes": ["a", null],
        "anything": [1, {"a": null}], "any_object": {"b": [true]}, "any_list": [1, "a", null]
    }));
    keeps::<Grid>(json!({"anything": "text"}));
}
