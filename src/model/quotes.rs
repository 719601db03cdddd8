//! Quotation marks: those that each language prints for the straight ones that authors type.

/// The marks of a language, outer and inner, spaces that belong to them included.
///
/// Source: Unicode CLDR 48, `delimiters`; the narrow no-break spaces of French are those of the *Lexique des règles
/// typographiques en usage à l’Imprimerie nationale*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotes {
    /// Opens a quotation that is typed as `"`.
    pub open: &'static str,
    /// Closes it.
    pub close: &'static str,
    /// Opens a quotation that is typed as `'`.
    pub inner_open: &'static str,
    /// Closes it.
    pub inner_close: &'static str,
}

/// The apostrophe of every language.
pub const APOSTROPHE: &str = "’";

impl Quotes {
    /// The marks of a language, given as BCP 47 writes it; those of English for a language that is not listed.
    pub fn of(language: &str) -> Quotes {
        let primary = language.split('-').next().unwrap_or(language);
        match (language, primary) {
            ("de-CH" | "de-LI", _) => Quotes::new(["«", "»", "‹", "›"]),
            (_, "de" | "cs" | "sk" | "sl" | "is" | "bg" | "lt" | "mk") => Quotes::new(["„", "“", "‚", "‘"]),
            (_, "fr") => Quotes::new(["«\u{202f}", "\u{202f}»", "“", "”"]),
            (_, "ru" | "uk" | "be" | "kk" | "ky") => Quotes::new(["«", "»", "„", "“"]),
            (_, "ur" | "ar" | "ks") => Quotes::new(["”", "“", "’", "‘"]),
            (_, "fa" | "ps" | "ug") => Quotes::new(["«", "»", "‹", "›"]),
            (_, "es" | "it" | "ca" | "eu") => Quotes::new(["«", "»", "“", "”"]),
            (_, "nb" | "nn" | "no" | "el") => Quotes::new(["«", "»", "‘", "’"]),
            (_, "pl" | "ro" | "hu" | "hr") => Quotes::new(["„", "”", "«", "»"]),
            (_, "sv" | "fi" | "he") => Quotes::new(["”", "”", "’", "’"]),
            (_, "ja" | "yue") => Quotes::new(["「", "」", "『", "』"]),
            _ => Quotes::new(["“", "”", "‘", "’"]),
        }
    }

    fn new([open, close, inner_open, inner_close]: [&'static str; 4]) -> Quotes {
        Quotes {
            open,
            close,
            inner_open,
            inner_close,
        }
    }

    /// Whether a character is a quotation mark of some language.
    pub fn is_mark(c: char) -> bool {
        matches!(
            c,
            '"' | '\'' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '‚' | '‹' | '›' | '「' | '」' | '『' | '』'
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Quotes;

    #[test]
    fn each_language_has_its_marks() {
        let outer = |language| {
            let quotes = Quotes::of(language);
            format!("{}a{}", quotes.open, quotes.close)
        };
        let table = [
            ("en", "“a”"),
            ("en-GB", "“a”"),
            ("de", "„a“"),
            ("de-CH", "«a»"),
            ("fr", "«\u{202f}a\u{202f}»"),
            ("ru", "«a»"),
            ("ur", "”a“"),
            ("ar-EG", "”a“"),
            ("sw", "“a”"),
        ];
        for (language, printed) in table {
            assert_eq!(outer(language), printed, "{language}");
        }
    }
}
