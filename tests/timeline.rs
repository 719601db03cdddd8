//! Whatever the dates, every event of a site stands once in each form of its timeline.
#![expect(clippy::disallowed_methods, reason = "a test of whole sites writes them")]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod published;

use conspectus::pipeline::{Options, build};
use proptest::prelude::*;
use published::Problems;
use std::fs;

/// Dates of every form.
const DATES: &[&str] = &[
    "-0279",
    "-0043",
    "0000",
    "0079-08-24",
    "1848-03-01",
    "19XX",
    "196X",
    "1901",
    "1901-05",
    "1901-05-03",
    "1901-22",
    "1901?",
    "1901~",
    "1901%",
    "1901-XX",
    "1901/1939",
    "1901/..",
    "../1901",
    "1901/",
    "/1901",
    "1910/1914",
    "'[1901,1903]'",
    "'[1901..]'",
    "'[..1901]'",
    "'{1901,1903..1905}'",
    "1985-04-12T23:20:30Z",
    "Y170000002",
    "9999",
    "20XX",
];

const TITLES: &[&str] = &[
    "A storm",
    "=1+1",
    "\"a, \\\"b\\\"; c\\\\\"",
    "灯台の嵐と船の長い長い物語",
    "<b>&amp;</b>",
    "عاصفة",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_event_stands_once_in_each_form(
        events in proptest::collection::vec((0..DATES.len(), 0..TITLES.len(), 0..4usize), 0..20)
    ) {
        let site = tempfile::tempdir().unwrap();
        let config = "title: Lights\ndescription: On lights.\nevent-kinds: [founding, storm, long-closure]\n";
        let folder = site.path().join("content/events");
        fs::create_dir_all(&folder).unwrap();
        fs::write(site.path().join("conspectus.yaml"), config).unwrap();
        for (at, (date, title, kind)) in events.iter().enumerate() {
            let kind = ["", "kind: founding\n", "kind: storm\n", "kind: long-closure\n"][*kind];
            let text = format!("---\ntitle: {}\ndate: {}\n{kind}---\n", TITLES[*title], DATES[*date]);
            fs::write(folder.join(format!("event-{at}.md")), text).unwrap();
        }
        let built = build(site.path(), &Options::default()).unwrap();
        prop_assert!(!built.diagnostics.has_errors(), "{:?}", built.diagnostics.iter().collect::<Vec<_>>());
        let mut problems = Problems::default();
        let files = built.files.into_iter().map(|file| (file.path, file.bytes)).collect();
        published::check(&files, &mut problems);
        let told = problems.told_of("generated");
        prop_assert!(told.is_none(), "{}", told.unwrap_or_default());
    }
}
