//! The `conspectus` command.

fn main() {}
