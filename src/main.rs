//! The `conspectus` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    conspectus::cli::run()
}
