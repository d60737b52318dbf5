//! `catalyst-console`: the console's one process.

use server::config::Program;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let program = match Program::from_process() {
        Ok(program) => program,
        Err(exit) => return exit.report(),
    };
    match server::start::run_to_end(program) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("catalyst-console: {error}");
            ExitCode::FAILURE
        }
    }
}
