//! What `--timings` prints: how long each stage of a build took, and the most memory that it used.

use crate::pipeline::Timing;
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::Duration;

/// A line per stage, for a person.
pub(super) fn table(timings: &[Timing], total: Duration) -> String {
    let mut text = String::new();
    for timing in timings {
        let count = match timing.of {
            "" => String::new(),
            of => format!("{:>10} {of}", timing.count),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:<10}{:>10.1} ms{count}", timing.stage, millis(timing.wall));
    }
    let _ = writeln!(text, "{:<10}{:>10.1} ms", "all", millis(total));
    if let Some(bytes) = peak_memory() {
        let _ = writeln!(text, "{:<10}{:>10.1} MiB at most", "memory", mebibytes(bytes));
    }
    text
}

/// The same as one JSON object: `timings`, with seconds, and `peak_memory` in bytes where the system tells it.
pub(super) fn json(timings: &[Timing], total: Duration) -> Value {
    let stage =
        |it: &Timing| json!({"stage": it.stage, "seconds": it.wall.as_secs_f64(), "count": it.count, "of": it.of});
    json!({
        "timings": timings.iter().map(stage).collect::<Vec<_>>(),
        "seconds": total.as_secs_f64(),
        "peak_memory": peak_memory(),
    })
}

/// In tenths, as far as anybody reads.
fn mebibytes(bytes: u64) -> f64 {
    f64::from(u32::try_from(bytes * 10 / (1 << 20)).unwrap_or(u32::MAX)) / 10.0
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The most memory that this process ever had at once, in bytes, where the system tells it (Linux: `VmHWM`).
#[expect(
    clippy::disallowed_methods,
    reason = "what the system tells of this process is a file on Linux"
)]
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_stand_in_columns() {
        let timing = Timing {
            stage: "parse",
            wall: Duration::from_micros(12_340),
            count: 40,
            of: "entries",
        };
        let text = table(&[timing], Duration::from_millis(20));
        assert!(
            text.starts_with("parse           12.3 ms        40 entries\nall             20.0 ms\n"),
            "{text}"
        );
        let value = json(&[timing], Duration::from_millis(20));
        assert_eq!(value["timings"][0]["stage"], "parse");
        assert_eq!(value["timings"][0]["count"], 40);
    }
}
