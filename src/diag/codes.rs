//! The list of everything Conspectus can find wrong, with the severity of each.

use super::Severity;

/// Declares the codes once: variant, printed name, severity, one sentence for a reader.
macro_rules! codes {
    ($($variant:ident, $name:literal, $severity:ident, $about:literal;)*) => {
        /// A kind of problem; its name is what `--deny` and `--allow` take.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $about] $variant,)* }

        impl Code {
            /// Every code, in the order of the stages that find them.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The printed name, kebab-case.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The code of that name.
            pub fn of_name(name: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.name() == name)
            }

            /// Its page: what it means, an example that provokes it, and the repair, in Markdown.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("explain/", $name, ".md")),)* }
            }

            /// How bad it is by default.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// One sentence that says what the code means.
            pub fn about(self) -> &'static str {
                match self { $(Code::$variant => $about,)* }
            }
        }
    };
}

codes! {
    Unreadable, "unreadable", Error, "A file or folder cannot be read, or is not UTF-8 text.";
    MisplacedFile, "misplaced-file", Error, "A Markdown file lies in no folder of a kind.";
    FileName, "file-name", Error, "A file name cannot be used in an address.";
    UnknownLanguage, "unknown-language", Error, "What stands after the dot in a file name is no language.";
    MissingFrontMatter, "missing-front-matter", Error, "An entry does not begin with a block of front matter.";
    Yaml, "yaml-syntax", Error, "The YAML of a front matter or of conspectus.yaml cannot be read.";
    UnknownKey, "unknown-key", Error, "A key is not one that this kind of entry has.";
    DuplicateKey, "duplicate-key", Error, "A key, an item of a list or a work of a citation is written twice.";
    MissingKey, "missing-key", Error, "A key that must be there is not.";
    WrongType, "wrong-type", Error, "A value is not of the form that its key takes.";
    InvalidDate, "invalid-date", Error, "A date is not EDTF.";
    UnknownWord, "unknown-word", Error, "A stance, kind, role or other word is not one that the site has.";
    Bibliography, "bibliography", Error, "A reference file cannot be read, or an entry of it is incomplete.";
    DuplicateWork, "duplicate-work", Error, "Two works have the same citation key.";
    UnknownReference, "unknown-reference", Error, "A link or key names no entry.";
    AmbiguousReference, "ambiguous-reference", Error, "A link names more than one entry.";
    WrongKind, "wrong-kind", Error, "A reference names an entry of another kind than its key takes.";
    UnknownFragment, "unknown-fragment", Error, "A link names a heading that its page does not have.";
    UnknownCitation, "unknown-citation", Error, "A citation names neither a work of the bibliography nor a paper of the site.";
    UnknownSection, "unknown-section", Error, "A locator names a section that the paper's summary does not have.";
    Footnote, "footnote", Error, "A footnote is used and not defined, or defined and not used.";
    RawHtml, "raw-html", Error, "HTML is written in Markdown.";
    UnsafeLink, "unsafe-link", Error, "A link has a scheme that a page must not carry.";
    FactRepeated, "fact-repeated", Error, "A translation repeats a fact that its original has.";
    TranslationMisfit, "translation-misfit", Error, "A translation has no original, or does not fit it.";
    Cycle, "cycle", Error, "Entries name each other in a circle where a tree is needed.";
    AddressTaken, "address-taken", Error, "Two things would be published at the same address.";
    AmbiguousAlias, "ambiguous-alias", Error, "Two entries have the same name or alias, so that a mention could mean either.";
    Ledger, "ledger", Error, "A line of ledger.txt cannot be read.";
    LostAddress, "lost-address", Error, "An address that was published would be lost.";
    RedirectChain, "redirect-chain", Error, "A former address leads to one at which nothing is either, or round in a circle.";
    IndexSee, "index-see", Error, "A cross-reference leads nowhere, to itself or round in a circle.";
    Template, "template", Error, "A template of the theme cannot be used.";
    UnreadFile, "unread-file", Warning, "A file looks like an entry or a list of references, and is not read as one.";
    CutValue, "cut-value", Warning, "A value is cut off where a `#` begins a comment.";
    NameAsText, "name-as-text", Warning, "The name of a person is written as one text, so that its parts cannot be told apart.";
    Placeholder, "placeholder", Warning, "A text is still the one that `conspectus new` wrote.";
    BareCitation, "bare-citation", Warning, "A citation key stands in prose without the brackets of a citation.";
    BrokenMarkup, "broken-markup", Warning, "What looks like a link, a heading or a block of code is none.";
    Orphan, "orphan", Warning, "No other page leads to an entry.";
    Untreated, "untreated", Warning, "A theme that no paper speaks to, or an event that no paper recounts.";
    Unmentioned, "unmentioned", Warning, "An actor or term that nothing on the site speaks of.";
    Uncited, "uncited", Warning, "A work of the bibliography that nothing cites.";
    MissingSort, "missing-sort", Warning, "A person without the form of the name that the index sorts by.";
    BareLocators, "bare-locators", Warning, "An index heading with more undivided locators than a reader can use.";
    HeadingLevel, "heading-level", Warning, "A heading skips a level or repeats the title.";
    NearQuestions, "near-questions", Warning, "Two keys of figures, names or judgements of one event or theme look like one.";
    Merged, "merged", Warning, "Two texts were put together by `conspectus merge` and are not one yet.";
}
