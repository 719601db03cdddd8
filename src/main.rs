//! The `conspectus` command.
fn main() {
    let root = std::env::args().nth(1).unwrap_or_default();
    let checked = conspectus::pipeline::check(std::path::Path::new(&root)).unwrap();
    let sources = &checked.tree.sources;
    print!(
        "{}",
        conspectus::diag::human::render(&checked.diags.sorted(sources), sources, false)
    );
}
