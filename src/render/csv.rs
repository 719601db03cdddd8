//! Lines of CSV (RFC 4180) that a spreadsheet reads as text and never runs.

/// A line: every field in quotes, with the line end that the standard asks for.
pub(super) fn line(fields: impl IntoIterator<Item = String>) -> String {
    let fields: Vec<String> = fields.into_iter().map(|it| field(&it)).collect();
    fields.join(",") + "\r\n"
}

/// A field in quotes. One that a spreadsheet would run as a formula gets an apostrophe before it.
fn field(text: &str) -> String {
    // Some take white space before it off, and take the wide forms of East Asian scripts for the narrow ones.
    let begins = text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let guard = if begins || text.starts_with(['\t', '\r', '\n']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
