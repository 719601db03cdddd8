//! Tables of what is put in which order.

use super::super::list::{List, Record};
use super::super::local::{self, Locals};
use super::{Object, Objects, Plan, plan};
use std::collections::BTreeSet;

fn locals(files: &[(&str, &str)]) -> Locals {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), local::local(path, text.as_bytes())))
        .collect()
}

/// What lies in a bucket when a plan has been carried out, with its list.
fn carried_out(plan: &Plan, locals: &Locals) -> (List, Objects) {
    let objects: Objects = locals
        .iter()
        .map(|(path, local)| {
            let object = Object {
                size: local.size,
                tag: Some(local.tag.clone()),
            };
            (path.clone(), object)
        })
        .collect();
    let mut list = plan.after.clone();
    list.retain(|path, _| locals.contains_key(path));
    for (path, record) in &mut list {
        record.tag = Some(locals[path].tag.clone());
    }
    (list, objects)
}

/// Deploys one state after another; gives the last plan.
fn after(first: &[(&str, &str)], second: &[(&str, &str)]) -> Plan {
    let first = locals(first);
    let begun = plan(&first, &List::new(), &Objects::new(), false);
    let (list, objects) = carried_out(&begun, &first);
    assert!(
        plan(&first, &list, &objects, false).is_done(&list),
        "a second run has nothing to do"
    );
    plan(&locals(second), &list, &objects, false)
}

/// The steps as text: name and paths, with what is cut off links and kept of identifiers.
fn told(plan: &Plan) -> Vec<String> {
    let put = |put: &super::Put| {
        let cut = put.cut.iter().map(|(path, id)| format!(" -{path}#{id}"));
        let kept = put.kept.iter().map(|id| format!(" +{id}"));
        format!("{}{}", put.path, cut.chain(kept).collect::<Vec<_>>().concat())
    };
    let step = |step: &super::Step| {
        let puts: Vec<String> = step.puts.iter().map(put).collect();
        format!("{}: {}", step.name, puts.join(", "))
    };
    plan.steps.iter().map(step).collect()
}

#[test]
fn a_new_site_ends_with_its_first_page() {
    let files = [
        ("index.html", "<a href=\"papers/a.html\">"),
        ("papers/a.html", ""),
        ("papers/a.bib", ""),
        ("static/style.css", ""),
        ("sitemap.xml", ""),
        ("search/index.js", ""),
        ("search/w0.js", ""),
    ];
    let plan = plan(&locals(&files), &List::new(), &Objects::new(), false);
    assert_eq!(
        told(&plan),
        [
            "new files: papers/a.bib, search/w0.js, static/style.css",
            "new pages: papers/a.html",
            "new lists of pages: search/index.js, sitemap.xml",
            "the first page: index.html",
        ]
    );
    assert_eq!((plan.last_forms.len(), plan.loses_identifiers), (0, false));
}

#[test]
fn what_is_new_comes_before_what_leads_to_it_and_what_goes_comes_last() {
    let before = [
        ("index.html", "<a href=\"old.html\">"),
        ("old.html", ""),
        ("old.png", ""),
        ("same.html", ""),
        ("feed.xml", "old"),
        ("data/papers.csv", "old"),
        ("static/style.css", "old"),
    ];
    let now = [
        ("index.html", "<a href=\"new.html\">"),
        ("new.html", "<img src=\"new.png\">"),
        ("new.png", ""),
        ("same.html", ""),
        ("feed.xml", "new"),
        ("data/papers.csv", "new"),
        ("static/style.css", "new"),
    ];
    let plan = after(&before, &now);
    assert_eq!(
        told(&plan),
        [
            "new files: new.png",
            "changed styles, scripts and pictures: static/style.css",
            "new pages: new.html",
            "changed pages: index.html",
            "changed data: data/papers.csv",
            "changed lists of pages: feed.xml",
        ]
    );
    assert_eq!(plan.stale, ["old.html", "old.png"]);
    assert_eq!(plan.unchanged, 1);
}

#[test]
fn pages_that_name_new_passages_of_each_other_do_without_them_for_a_moment() {
    let before = [
        ("a.html", "<p id=\"a1\"><a href=\"b.html#b1\">"),
        ("b.html", "<p id=\"b1\"><a href=\"a.html#a1\">"),
        ("c.html", "<p id=\"c1\"><a href=\"a.html#a1\">"),
    ];
    let now = [
        ("a.html", "<p id=\"a2\"><a href=\"b.html#b2\">"),
        ("b.html", "<p id=\"b2\"><a href=\"a.html#a2\"><a href=\"c.html#c1\">"),
        ("c.html", "<p id=\"c1\"><a href=\"a.html#a2\">"),
    ];
    let plan = after(&before, &now);
    assert_eq!(
        told(&plan),
        ["changed pages: a.html -b.html#b2 +a1, b.html -a.html#a2 -c.html#c1 +b1, c.html -a.html#a2"]
    );
    assert_eq!(plan.last_forms, ["a.html", "b.html", "c.html"]);
    assert!(plan.loses_identifiers);
}

#[test]
fn a_new_page_names_passages_that_are_there() {
    let before = [
        ("a.html", "<p id=\"a1\">"),
        ("b.html", "<p id=\"b1\"><a href=\"a.html#a1\">"),
    ];
    let now = [
        ("a.html", "<p id=\"a1\"><p id=\"a2\">"),
        ("b.html", "<p id=\"b1\"><a href=\"a.html#a1\">"),
        (
            "new.html",
            "<a href=\"a.html#a1\"><a href=\"a.html#a2\"><a href=\"b.html#b1\">",
        ),
    ];
    let plan = after(&before, &now);
    assert_eq!(told(&plan), ["new pages: new.html -a.html#a2", "changed pages: a.html"]);
    assert_eq!(plan.last_forms, ["new.html"]);
    assert!(!plan.loses_identifiers);
}

#[test]
fn a_run_that_ended_midway_is_gone_on_with_whatever_was_done() {
    let old = locals(&[
        ("a.html", "<p id=\"a1\"><a href=\"b.html#b1\">"),
        ("b.html", "<p id=\"b1\"><a href=\"a.html#a1\">"),
    ]);
    let (list, objects) = carried_out(&plan(&old, &List::new(), &Objects::new(), false), &old);
    let second = locals(&[
        ("a.html", "<p id=\"a2\"><a href=\"b.html#b2\">"),
        ("b.html", "<p id=\"b2\"><a href=\"a.html#a2\">"),
        ("new.html", ""),
    ]);
    let begun = plan(&second, &list, &objects, false);
    // The first page is in its form for the moment, the other as it was.
    let mut objects = objects;
    objects.insert(
        "new.html".to_owned(),
        Object {
            size: 0,
            tag: Some(second["new.html"].tag.clone()),
        },
    );
    objects.insert(
        "a.html".to_owned(),
        Object {
            size: 99,
            tag: Some("\"other\"".to_owned()),
        },
    );
    let next = plan(&second, &begun.meanwhile, &objects, false);
    assert_eq!(next.unchanged, 1, "what was put is not put again");
    assert_eq!(
        told(&next),
        ["changed pages: a.html -b.html#b2 +a1, b.html -a.html#a2 +b1"]
    );
    // The run after it may bring another state: whatever may be named stays.
    let third = locals(&[
        ("a.html", "<p id=\"a3\">"),
        ("b.html", "<p id=\"b2\"><a href=\"a.html#a3\">"),
    ]);
    let next = plan(&third, &begun.meanwhile, &objects, false);
    assert_eq!(told(&next), ["changed pages: a.html +a1 +a2, b.html -a.html#a3 +b1"]);
    assert_eq!(next.stale, ["new.html"]);
}

#[test]
fn objects_of_others_are_obstacles_unless_they_are_the_same() {
    let files = locals(&[("a.html", "ours"), ("b.html", "ours")]);
    let object = |text: &str| Object {
        size: text.len() as u64,
        tag: Some(local::local("a.html", text.as_bytes()).tag),
    };
    let there = Objects::from([("a.html".into(), object("theirs")), ("b.html".into(), object("ours"))]);
    let refused = plan(&files, &List::new(), &there, false);
    assert_eq!(
        (refused.obstacles.as_slice(), refused.unchanged),
        (["a.html".to_owned()].as_slice(), 1)
    );
    let adopted = plan(&files, &List::new(), &there, true);
    assert_eq!(adopted.changed, ["a.html"]);
}

#[test]
fn what_others_changed_is_theirs_once_it_is_not_published() {
    let files = locals(&[("a.html", "ours")]);
    let (list, mut there) = carried_out(&plan(&files, &List::new(), &Objects::new(), false), &files);
    there.insert(
        "a.html".into(),
        Object {
            size: 6,
            tag: Some("\"other\"".into()),
        },
    );
    assert_eq!(
        plan(&files, &list, &there, false).changed,
        ["a.html"],
        "mended while it is published"
    );
    let gone = plan(&locals(&[]), &list, &there, false);
    assert_eq!(
        (gone.stale.len(), gone.left.as_slice()),
        (0, ["a.html".to_owned()].as_slice())
    );
}

#[test]
fn an_object_whose_tag_is_not_told_is_known_by_its_size() {
    let files = locals(&[("a.html", "ours")]);
    let there = Objects::from([("a.html".into(), Object { size: 4, tag: None })]);
    let record = |size| Record {
        hash: Some(files["a.html"].hash.clone()),
        size,
        tag: Some("\"x\"".into()),
        has: BTreeSet::new(),
        wanted: BTreeSet::new(),
    };
    let list = List::from([("a.html".into(), record(4))]);
    assert_eq!(plan(&files, &list, &there, false).unchanged, 1);
    assert!(plan(&files, &list, &there, false).is_done(&list));
}

#[test]
fn a_page_that_was_about_to_be_removed_waits_for_what_it_leads_to() {
    let with = locals(&[
        ("index.html", "<a href=\"end.html\">"),
        ("end.html", "<a href=\"middle.html#new\">"),
        ("middle.html", "<p id=\"new\"><a href=\"end.html\">"),
    ]);
    let without = locals(&[
        ("index.html", "<a href=\"middle.html\">"),
        ("middle.html", "<p id=\"old\">"),
    ]);
    let begun = plan(&with, &List::new(), &Objects::new(), false);
    let (list, mut objects) = carried_out(&begun, &with);
    // A run that takes the page away ends when all has its last form and nothing is removed yet.
    let shorter = plan(&without, &list, &objects, false);
    assert_eq!(shorter.stale, ["end.html"]);
    let (_, shown) = carried_out(&shorter, &without);
    objects.extend(shown);
    let again = plan(&with, &shorter.meanwhile, &objects, false);
    assert_eq!(
        told(&again),
        [
            "pages that a run before left: end.html -middle.html#new",
            "changed pages: index.html, middle.html",
        ]
    );
    assert_eq!(again.last_forms, ["end.html"]);
    // Whenever this run ends, the page is still ours, and the next run looks at it anew.
    assert_eq!(again.meanwhile["end.html"].hash, None);
}
