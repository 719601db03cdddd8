//! Lines of CSV (RFC 4180) that a spreadsheet reads as text and never runs.

/// A line: every field in quotes, with the line end that the standard asks for.
pub(super) fn line(fields: impl IntoIterator<Item = String>) -> String {
    let mut line = String::new();
    for text in fields {
        if !line.is_empty() {
            line.push(',');
        }
        field(&text, &mut line);
    }
    line.push_str("\r\n");
    line
}

/// Adds a field in quotes. One that a spreadsheet would run as a formula gets an apostrophe before it.
fn field(text: &str, line: &mut String) {
    // Some take white space before it off, and take the wide forms of East Asian scripts for the narrow ones.
    let begins = text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    line.push('"');
    if begins || text.starts_with(['\t', '\r', '\n']) {
        line.push('\'');
    }
    for (at, part) in text.split('"').enumerate() {
        line.push_str(if at > 0 { "\"\"" } else { "" });
        line.push_str(part);
    }
    line.push('"');
}
