//! Measured in Chromium: forms and tables of the bench build, and the editor of a running console.

use std::{
    ffi::OsStr,
    fmt::{self, Display},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{chromium, npm, process, site, workspace::Workspace};

/// What is measured: where the script reports it, what it is called, and its budget in milliseconds.
type Budget = (&'static str, &'static str, f64);

/// Of `end2end/bench/measure.mjs`.
const PARTS: [Budget; 7] = [
    ("/form_1000/shown", "form of 1,000 fields shown", 100.0),
    ("/form_5000/shown", "form of 5,000 fields shown", 300.0),
    ("/form_1000/key_p95", "key to paint in 1,000 fields, p95", 8.0),
    ("/form_5000/key_p95", "key to paint in 5,000 fields, p95", 16.0),
    ("/table/frame_p95", "100,000 rows, 1,000 changes/s, frame p95", 16.7),
    ("/table/sort", "100,000 rows sorted", 100.0),
    ("/table/filter", "100,000 rows filtered", 100.0),
];

/// Of `end2end/bench/editor.mjs`.
const EDITOR: [Budget; 3] = [
    ("/large/opened", "1 MB of settings in the editor", 1000.0),
    ("/large/key_p95", "key to paint in 1 MB of settings, p95", 16.0),
    ("/tree", "page with a list of 5,000 files", 300.0),
];

/// A time beside its budget.
pub(crate) struct Measured {
    /// What was measured.
    pub(crate) name: String,
    /// What it took.
    pub(crate) milliseconds: f64,
    /// What it may take.
    pub(crate) budget: f64,
}

impl Measured {
    /// Whether the budget is kept, to the tenth that is shown.
    pub(crate) fn is_kept(&self) -> bool {
        self.milliseconds < self.budget + 0.05
    }
}

impl Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.is_kept() { "" } else { "  OVER BUDGET" };
        write!(
            f,
            "{:<48}{:>7.1} ms / {:.1} ms{verdict}",
            self.name, self.milliseconds, self.budget
        )
    }
}

/// Builds the measured parts and measures them.
///
/// # Errors
/// When a build fails, Chromium is missing, or the script breaks.
pub(crate) fn parts(workspace: &Workspace) -> Result<Vec<Measured>> {
    let parts = tempfile::tempdir()?;
    site::build_bench(workspace, parts.path())?;
    script(workspace, "bench/measure.mjs", parts.path().as_os_str(), &PARTS)
}

/// Measures the editor of a console that has just printed this one-time link.
///
/// # Errors
/// When Chromium or Git is missing, or the script breaks.
pub(crate) fn editor(workspace: &Workspace, link: &str) -> Result<Vec<Measured>> {
    script(workspace, "bench/editor.mjs", link.as_ref(), &EDITOR)
}

fn script(workspace: &Workspace, script: &str, argument: &OsStr, budgets: &[Budget]) -> Result<Vec<Measured>> {
    let suite = workspace.root().join("end2end");
    npm::install(&suite, "end2end")?;
    let mut node = Command::new("node");
    node.arg(suite.join(script))
        .arg(argument)
        .env("CATALYST_CHROMIUM", chromium::ensure()?);
    let report: Value = serde_json::from_str(&process::output(&mut node, script)?)?;
    budgets
        .iter()
        .map(|(place, name, budget)| {
            let milliseconds = report.pointer(place).and_then(Value::as_f64);
            Ok(Measured {
                name: (*name).to_owned(),
                milliseconds: milliseconds.with_context(|| format!("the bench did not report {place}"))?,
                budget: *budget,
            })
        })
        .collect()
}
