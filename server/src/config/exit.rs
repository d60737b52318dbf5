//! Why the program ends before it has begun, and how it says so: in one line.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::{error::Error, fmt, process::ExitCode};

/// Why the program ends before it has begun.
#[derive(Debug)]
pub enum Exit {
    /// `--help` or `--version`: text to print.
    Told(clap::Error),
    /// A value that cannot be used.
    BadValue(BadValue),
}

/// One line about one flag.
#[derive(Debug, PartialEq, Eq)]
pub struct BadValue(pub(super) String);

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Exit {
    /// Prints the reason and answers the exit code.
    #[must_use]
    pub fn report(self) -> ExitCode {
        match self {
            Self::Told(text) => match text.print() {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::FAILURE,
            },
            Self::BadValue(line) => {
                eprintln!("catalyst-console: {line}");
                ExitCode::from(2)
            }
        }
    }
}

/// clap's error as one line.
pub(super) fn in_one_line(error: &clap::Error) -> BadValue {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.as_str(),
        _ => "",
    };
    let flag = context(ContextKind::InvalidArg);
    let name = flag.split(' ').next().unwrap_or_default();
    let value = context(ContextKind::InvalidValue);
    BadValue(match (error.kind(), error.source()) {
        (ErrorKind::ValueValidation, Some(reason)) => {
            let twin = name.trim_start_matches('-').replace('-', "_").to_uppercase();
            format!("{name} (or CATALYST_{twin}) \"{value}\": {reason}")
        }
        (ErrorKind::UnknownArgument, _) => {
            format!("{flag}: there is no such flag; --help lists them, for example --listen 127.0.0.1:3000")
        }
        (ErrorKind::InvalidValue, _) if value.is_empty() => {
            format!("{name}: a value must follow; --help shows an example of each")
        }
        _ => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default();
            format!("{}; --help explains each flag", first.trim_start_matches("error: "))
        }
    })
}
