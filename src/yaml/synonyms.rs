//! Words of other programs, formats and habits for what is called otherwise here.

/// What is written elsewhere, and the words that may be meant, of which one is known where it is written.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("argument", &["thesis"]),
    ("authors", &["author"]),
    ("booktitle", &["container-title"]),
    ("category", &["kind", "themes"]),
    ("categories", &["themes"]),
    ("creator", &["author"]),
    ("day", &["date"]),
    ("description", &["definition"]),
    ("editors", &["editor"]),
    ("headline", &["title"]),
    ("journal", &["container-title"]),
    ("journaltitle", &["container-title"]),
    ("keywords", &["themes"]),
    ("link", &["URL", "same-as"]),
    ("location", &["publisher-place", "place"]),
    ("meaning", &["definition"]),
    ("name", &["title"]),
    ("pages", &["page"]),
    ("people", &["actors"]),
    ("published", &["issued"]),
    ("publication", &["container-title"]),
    ("references", &["cites"]),
    ("tags", &["themes"]),
    ("topics", &["themes"]),
    ("topic", &["themes", "theme"]),
    ("website", &["URL", "same-as"]),
    ("when", &["date"]),
    ("where", &["place"]),
    ("year", &["issued", "date"]),
    ("date", &["issued"]),
    // Types of works, in words and in those of BibTeX.
    ("article in a journal", &["article-journal"]),
    ("blog post", &["post-weblog"]),
    ("book chapter", &["chapter"]),
    ("book review", &["review-book"]),
    ("conference", &["paper-conference"]),
    ("conference paper", &["paper-conference"]),
    ("dissertation", &["thesis"]),
    ("inbook", &["chapter"]),
    ("incollection", &["chapter"]),
    ("inproceedings", &["paper-conference"]),
    ("journal article", &["article-journal"]),
    ("magazine article", &["article-magazine"]),
    ("master thesis", &["thesis"]),
    ("mastersthesis", &["thesis"]),
    ("misc", &["document"]),
    ("monograph", &["book"]),
    ("newspaper article", &["article-newspaper"]),
    ("online", &["webpage"]),
    ("phd thesis", &["thesis"]),
    ("phdthesis", &["thesis"]),
    ("techreport", &["report"]),
    ("web page", &["webpage"]),
    // Yes and no.
    ("on", &["true"]),
    ("yes", &["true"]),
    ("y", &["true"]),
    ("off", &["false"]),
    ("no", &["false"]),
    ("n", &["false"]),
];

/// The one of the known words that is meant by a word of elsewhere, case and hyphens aside.
pub fn of<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = written.trim().to_lowercase().replace(['-', '_'], " ");
    let (_, meant) = SYNONYMS.iter().find(|(word, _)| *word == plain)?;
    meant
        .iter()
        .find_map(|word| known.iter().find(|it| *it == word).copied())
}
