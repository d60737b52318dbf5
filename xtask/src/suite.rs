//! What a test run adds up to: checks that pass or fail, and runners that report counts.

use std::process::Command;

use anyhow::Result;

use crate::process;

/// The sum of everything that ran.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Suite {
    passed: u64,
    failed: u64,
    failures: Vec<String>,
}

impl Suite {
    /// Runs `check` as one test. An error is printed and counts as a failure.
    pub(crate) fn check(&mut self, name: &str, check: impl FnOnce() -> Result<bool>) -> bool {
        println!("\n== {name}");
        let passed = check().unwrap_or_else(|error| {
            println!("{error:#}");
            false
        });
        self.add(name, u64::from(passed), u64::from(!passed));
        passed
    }

    /// Runs a program that succeeds or fails as one test.
    pub(crate) fn command(&mut self, name: &str, command: &mut Command) -> bool {
        self.check(name, || process::run(command, name).map(|()| true))
    }

    /// Runs a test runner and adds up the counts in the summaries it prints.
    pub(crate) fn runner(&mut self, name: &str, command: &mut Command) {
        println!("\n== {name}");
        let (succeeded, lines) = process::tee(command, name).unwrap_or_else(|error| {
            println!("{error:#}");
            (false, Vec::new())
        });
        let (passed, failed) = lines
            .iter()
            .map(|line| counts(line))
            .fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        // A runner can fail before, or besides, any test.
        self.add(name, passed, if succeeded { failed } else { failed.max(1) });
    }

    /// Prints what failed and the closing line; returns whether all is well.
    pub(crate) fn close(&self) -> bool {
        println!();
        for failure in &self.failures {
            println!("failed: {failure}");
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        self.failed == 0
    }

    fn add(&mut self, name: &str, passed: u64, failed: u64) {
        self.passed += passed;
        self.failed += failed;
        if failed > 0 {
            self.failures.push(name.to_owned());
        }
    }
}

/// The passed and failed tests that a summary line of cargo, nextest or Playwright reports.
fn counts(line: &str) -> (u64, u64) {
    let line = line.trim();
    let summary = if let Some(result) = line.strip_prefix("test result: ") {
        result
    } else if let (true, Some((_, counts))) = (line.starts_with("Summary ["), line.split_once(" run: ")) {
        counts
    } else if line.starts_with(|first: char| first.is_ascii_digit()) && is_playwright(line) {
        line
    } else {
        return (0, 0);
    };
    let words: Vec<&str> = summary
        .split([' ', ',', ';', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(2).fold((0, 0), |(passed, failed), pair| {
        match (pair[0].parse::<u64>(), pair[1]) {
            (Ok(count), "passed" | "flaky") => (passed + count, failed),
            (Ok(count), "failed" | "timed" | "exec" | "did" | "interrupted") => (passed, failed + count),
            _ => (passed, failed),
        }
    })
}

/// Playwright ends with lines such as `12 passed (3.4s)`, `1 failed` and `2 did not run`.
fn is_playwright(line: &str) -> bool {
    let Some((_, rest)) = line.split_once(' ') else {
        return false;
    };
    ["passed", "failed", "flaky", "interrupted", "did not run"]
        .iter()
        .any(|word| {
            rest.strip_prefix(word)
                .is_some_and(|end| end.is_empty() || end.starts_with(" ("))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_runners_report() {
        assert_eq!(
            counts("     Summary [   0.010s] 6 tests run: 5 passed, 1 failed, 2 skipped"),
            (5, 1)
        );
        assert_eq!(
            counts("     Summary [   0.010s] 1 test run: 1 passed, 0 skipped"),
            (1, 0)
        );
        assert_eq!(
            counts("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured"),
            (3, 2)
        );
        assert_eq!(counts("  12 passed (3.4s)"), (12, 0));
        assert_eq!(counts("  1 failed"), (0, 1));
        assert_eq!(counts("  2 did not run"), (0, 2));
        assert_eq!(counts("1 failed login is shown"), (0, 0));
        assert_eq!(counts("test api::tests::order ... ok"), (0, 0));
    }

    #[test]
    fn an_error_is_a_failure() {
        let mut suite = Suite::default();
        assert!(!suite.check("broken", || anyhow::bail!("no")));
        assert!(suite.check("well", || Ok(true)));
        assert_eq!((suite.passed, suite.failed), (1, 1));
        assert!(!suite.close());
    }

    #[test]
    fn a_runner_that_cannot_start_is_a_failure() {
        let mut suite = Suite::default();
        suite.runner("nothing", &mut Command::new("/no/such/runner"));
        assert_eq!((suite.passed, suite.failed), (0, 1));
    }
}
