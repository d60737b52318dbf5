//! `catalyst-console`: the console's one process.

use server::config::Config;
use std::process::ExitCode;

fn main() -> ExitCode {
    let config = match Config::from_process() {
        Ok(config) => config,
        Err(exit) => return exit.report(),
    };
    match server::start::run_to_end(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("catalyst-console: {error}");
            ExitCode::FAILURE
        }
    }
}
