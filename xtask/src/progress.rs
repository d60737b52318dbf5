//! One plain line a step, with the time it took.

use std::{
    fmt::Display,
    io::{self, Write},
    time::{Duration, Instant},
};

use anyhow::Result;

/// Runs a step that prints nothing itself: its name appears at once, its time when it is done.
pub(crate) fn quiet<T: Display>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    print!("{name:<12}");
    // The name is a courtesy; a closed pipe shows itself at the end of the line.
    let _ = io::stdout().flush();
    let started = Instant::now();
    let result = work();
    match &result {
        Ok(note) => println!("{:>8}  {note}", seconds(started.elapsed())),
        Err(_) => println!("{:>8}  failed", seconds(started.elapsed())),
    }
    result
}

/// Runs a step that shows its own progress; the line follows it.
pub(crate) fn loud<T: Display>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    let result = work();
    match &result {
        Ok(note) => println!("{name:<12}{:>8}  {note}", seconds(started.elapsed())),
        Err(_) => println!("{name:<12}{:>8}  failed", seconds(started.elapsed())),
    }
    result
}

/// Reports a step that had nothing to do.
pub(crate) fn unchanged(name: &str) {
    println!("{name:<12}{:>8}  unchanged", "-");
}

/// A duration as people read it.
pub(crate) fn seconds(elapsed: Duration) -> String {
    format!("{:.1} s", elapsed.as_secs_f64())
}

/// A size in kilobytes of 1,000 bytes, as budgets are written.
pub(crate) fn kilobytes(bytes: u64) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}
