//! Works as CSL-JSON, which Zotero, Pandoc and citeproc read.

use crate::model::work::Work;
use serde_json::Value;

/// A list of CSL-JSON records, one work each, in the order given; `id` is the citation key.
pub fn csl_json(works: &[&Work]) -> String {
    let record = |work: &&Work| {
        let mut csl = work.csl.clone();
        if work.address().is_none() {
            csl.remove("URL");
        }
        csl.insert("id".to_owned(), work.key.clone().into());
        Value::Object(csl)
    };
    let records: Value = works.iter().map(record).collect();
    format!("{records:#}\n")
}
