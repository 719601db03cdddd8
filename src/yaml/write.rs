//! Texts as YAML takes them.

/// A text as YAML takes it: plain where that is safe, else in double quotes (JSON strings are YAML).
pub fn scalar(text: &str) -> String {
    let begins = text.starts_with(|c: char| c.is_alphabetic());
    let within =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '’' | '\'' | ',' | '.' | '(' | ')' | '?' | '!' | ';');
    let word = matches!(
        text.to_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    if begins && !word && text.chars().all(within) && text.trim() == text {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

/// The same where commas separate, as in `[a, b]` or `{a: b}`.
pub fn scalar_in_flow(text: &str) -> String {
    let written = scalar(text);
    if written == text && text.contains(',') {
        serde_json::Value::from(text).to_string()
    } else {
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Value, read};

    #[test]
    fn what_is_written_is_read_again() {
        for text in [
            "keeper",
            "to be read",
            "a, b",
            "no",
            "- x",
            "# x",
            "a: b",
            "[x",
            "{",
            "\"",
            "'",
            "1901",
            "",
            " x",
            "x\ny",
            "&a",
            "*a",
            "!a",
            "%",
            "@a",
        ] {
            for yaml in [
                format!("key: {}\n", scalar(text)),
                format!("key: {{other: {}, last: x}}\n", scalar_in_flow(text)),
            ] {
                let node = read(&yaml).unwrap();
                let told = format!("{node:?}");
                let Value::Map(map) = node.value else { panic!("{told}") };
                let (_, value) = map.first().unwrap();
                let value = match &value.value {
                    Value::Map(inner) => &inner.first().unwrap().1.value,
                    other => other,
                };
                assert!(matches!(value, Value::Scalar(it) if it == text), "{yaml}{told}");
            }
        }
    }
}
