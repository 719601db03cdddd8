//! Dates: what is read is written as it was, is in order, and compares with itself; in front matter mistakes have a place.
#![no_main]

use conspectus::model::date::{DateRelation, DateWords, Edtf};
use conspectus_fuzz::{checked, tree_with};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut dates = Vec::new();
    for line in text.lines() {
        match Edtf::parse(line) {
            Ok(date) => {
                assert_eq!(Edtf::parse(&date.to_string()).as_ref(), Ok(&date), "{line}");
                if let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) {
                    assert!(earliest <= latest, "{line}");
                }
                assert_eq!(date.relation(&date), DateRelation::Same, "{line}");
                date.human(&DateWords::default());
                (
                    date.sort_key(),
                    date.bounds(),
                    date.precision(),
                    date.year(),
                    date.decade(),
                );
                date.html_datetime();
                dates.push(date);
            }
            Err(error) => {
                assert!(line.get(error.at.clone()).is_some(), "{line}: {error:?}");
                if let Some(better) = &error.fix {
                    assert!(
                        Edtf::parse(better).is_ok(),
                        "{line}: {better} is proposed and is no date"
                    );
                }
            }
        }
    }
    for pair in dates.windows(2) {
        let (there, back) = (pair[0].relation(&pair[1]), pair[1].relation(&pair[0]));
        let turned = match there {
            DateRelation::Within => DateRelation::Contains,
            DateRelation::Contains => DateRelation::Within,
            it => it,
        };
        assert_eq!(turned, back, "{pair:?}");
    }
    // YAML reads a set as a list, with spaces and quotation marks of its own.
    if text.lines().count() == 1 {
        let event = format!("---\ntitle: Dance\ndate: {text}\n---\n");
        checked(tree_with(&[("content/events/dance.md", &event)]), 256);
    }
});
