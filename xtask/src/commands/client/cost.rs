//! What the run cost so far, where the system tells: for `corpus`, and for a CI that watches it.

use serde_json::{Value, json};

/// CPU milliseconds and the peak of memory in kilobytes, of this process; null where there is no `/proc`.
pub(super) fn of_this_process() -> Value {
    json!({ "cpu_ms": cpu_ms(), "peak_kb": peak_kb() })
}

/// User and system time. The kernel counts in ticks of 10 ms; `schedstat` is finer and speaks of the main thread, the
/// only one that generates.
fn cpu_ms() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some((nanoseconds / 1e5).round() / 10.0)
}

fn peak_kb() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
