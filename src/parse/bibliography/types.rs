//! Which entry type of BibLaTeX stands for which item type of CSL, both ways.

/// An entry type, its `entrysubtype` where that decides, and the CSL type. Where several entry types stand for one CSL
/// type, the first is written.
const TYPES: [(&str, &str, &str); 80] = [
    ("article", "", "article-journal"),
    ("article", "magazine", "article-magazine"),
    ("article", "newspaper", "article-newspaper"),
    ("article", "news", "article-newspaper"),
    ("newspaper", "", "article-newspaper"),
    ("newspaperarticle", "", "article-newspaper"),
    ("newspaper_article", "", "article-newspaper"),
    ("magazine", "", "article-magazine"),
    ("magazinearticle", "", "article-magazine"),
    ("magazine_article", "", "article-magazine"),
    ("suppperiodical", "", "article-journal"),
    ("preprint", "", "article"),
    ("book", "", "book"),
    ("mvbook", "", "book"),
    ("collection", "", "book"),
    ("mvcollection", "", "book"),
    ("proceedings", "", "book"),
    ("mvproceedings", "", "book"),
    ("reference", "", "book"),
    ("mvreference", "", "book"),
    ("manual", "", "book"),
    ("booklet", "", "pamphlet"),
    ("pamphlet", "", "pamphlet"),
    ("incollection", "", "chapter"),
    ("inbook", "", "chapter"),
    ("bookinbook", "", "chapter"),
    ("suppbook", "", "chapter"),
    ("suppcollection", "", "chapter"),
    ("book_section", "", "chapter"),
    ("inreference", "", "entry-encyclopedia"),
    ("inreference", "dictionary", "entry-dictionary"),
    ("inproceedings", "", "paper-conference"),
    ("conference", "", "paper-conference"),
    ("thesis", "", "thesis"),
    ("phdthesis", "", "thesis"),
    ("mastersthesis", "", "thesis"),
    ("techreport", "", "report"),
    ("report", "", "report"),
    ("online", "", "webpage"),
    ("online", "post", "post"),
    ("online", "blog", "post-weblog"),
    ("electronic", "", "webpage"),
    ("www", "", "webpage"),
    ("webpage", "", "webpage"),
    ("web_page", "", "webpage"),
    ("misc", "", "document"),
    ("generic", "", "document"),
    ("misc", "archive", "collection"),
    ("misc", "classic", "classic"),
    ("misc", "entry", "entry"),
    ("misc", "event", "event"),
    ("unpublished", "", "manuscript"),
    ("unpublished", "speech", "speech"),
    ("presentation", "", "speech"),
    ("talk", "", "speech"),
    ("periodical", "", "periodical"),
    ("patent", "", "patent"),
    ("software", "", "software"),
    ("dataset", "", "dataset"),
    ("artwork", "", "graphic"),
    ("image", "", "figure"),
    ("map", "", "map"),
    ("audio", "", "broadcast"),
    ("music", "", "song"),
    ("music", "score", "musical_score"),
    ("movie", "", "motion_picture"),
    ("video", "", "motion_picture"),
    ("film", "", "motion_picture"),
    ("legislation", "", "legislation"),
    ("legislation", "bill", "bill"),
    ("legislation", "regulation", "regulation"),
    ("jurisdiction", "", "legal_case"),
    ("jurisdiction", "hearing", "hearing"),
    ("legal", "", "treaty"),
    ("letter", "", "personal_communication"),
    ("performance", "", "performance"),
    ("review", "", "review"),
    ("review", "book", "review-book"),
    ("standard", "", "standard"),
    ("interview", "", "interview"),
];

/// The CSL type of an entry type, both in lower case; none where nobody knows the entry type.
pub(super) fn csl_type(entry: &str, subtype: &str) -> Option<&'static str> {
    let of = |subtype: &str| TYPES.iter().find(|(name, sub, _)| *name == entry && *sub == subtype);
    of(subtype).or_else(|| of("")).map(|(_, _, csl)| *csl)
}

/// The entry type and the `entrysubtype` (may be empty) that stand for a CSL type.
pub(crate) fn bibtex_type(csl: &str) -> (&'static str, &'static str) {
    let found = TYPES.iter().find(|(_, _, name)| *name == csl);
    found.map_or(("misc", ""), |(entry, subtype, _)| (entry, subtype))
}

/// The CSL variable that the field `number` holds in entries of a CSL type.
pub(crate) fn number_variable(csl: &str) -> &'static str {
    match csl {
        "article-journal" | "article-magazine" | "article-newspaper" | "periodical" | "review" | "review-book" => {
            "issue"
        }
        "book" | "chapter" | "paper-conference" | "pamphlet" | "entry-encyclopedia" | "entry-dictionary" => {
            "collection-number"
        }
        _ => "number",
    }
}

/// The entry types there are.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(name, _, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::work;

    #[test]
    fn every_csl_type_comes_back() {
        for csl in work::TYPES {
            let (entry, subtype) = bibtex_type(csl);
            assert_eq!(csl_type(entry, subtype), Some(csl), "{csl}");
        }
    }
}
