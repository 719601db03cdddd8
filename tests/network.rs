//! Builds whole sites and reads the drawing of the network as a browser would: no label lies over another, and every
//! name and line leads somewhere.
#![expect(
    clippy::disallowed_methods,
    reason = "a test of whole sites reads and writes the disk"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot write its files has failed")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_labels_of_this_repository_do_not_overlap() {
    let page = network_of(Path::new("."));
    assert!(rooms(&page).len() > 100, "only {} actors are drawn", rooms(&page).len());
    apart(&page);
    lines_lead_to_their_evidence(&page);
}

#[test]
fn the_labels_of_a_hundred_and_fifty_actors_do_not_overlap() {
    let site = tempfile::tempdir().unwrap();
    fs::copy("tests/sites/conspectus.yaml", site.path().join("conspectus.yaml")).unwrap();
    for folder in ["actors", "events"] {
        fs::create_dir_all(site.path().join("content").join(folder)).unwrap();
    }
    for number in 0..150 {
        let long = if number % 7 == 0 {
            " of the Outer Skerries and the Sound"
        } else {
            ""
        };
        let entry = format!("---\ntitle: Keeper {number}{long}\nsort: Keeper {number:03}\n---\n");
        fs::write(site.path().join(format!("content/actors/keeper-{number}.md")), entry).unwrap();
    }
    for number in 0..260_u32 {
        // Circles of ten, and now and then somebody from another one.
        let (circle, step) = (number % 15, number / 15);
        let mut guests = BTreeSet::from([circle * 10, circle * 10 + step % 10, circle * 10 + step * 3 % 10]);
        guests.extend((number % 5 == 0).then_some(number * 7 % 150));
        let mut event = format!("---\ntitle: Meeting {number}\ndate: {}\nactors:\n", 1700 + number);
        for guest in guests {
            let _ = writeln!(event, "  - actor: keeper-{guest}");
        }
        fs::write(
            site.path().join(format!("content/events/meeting-{number}.md")),
            event + "---\n",
        )
        .unwrap();
    }
    let page = network_of(site.path());
    assert_eq!(rooms(&page).len(), 150);
    apart(&page);
    lines_lead_to_their_evidence(&page);
}

/// The page `network.html` of a site.
fn network_of(site: &Path) -> String {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_conspectus"));
    command.arg("build").arg("--site").arg(site).arg("--out").arg(&out);
    let output = command.env("NO_COLOR", "1").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read_to_string(out.join("network.html")).unwrap()
}

/// The room of each name: left, top, width, height.
fn rooms(page: &str) -> Vec<[f64; 4]> {
    let boxes = page.split("<rect class=\"room\"").skip(1);
    let number = |tag: &str, name: &str| -> f64 {
        let (_, rest) = tag.split_once(&format!(" {name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    boxes
        .map(|tag| ["x", "y", "width", "height"].map(|name| number(tag, name)))
        .collect()
}

fn apart(page: &str) {
    let rooms = rooms(page);
    for (at, &[x, y, width, height]) in rooms.iter().enumerate() {
        for &[left, top, across, down] in &rooms[at + 1..] {
            let overlap = x < left + across && left < x + width && y < top + down && top < y + height;
            assert!(!overlap, "the label at {x}, {y} lies over that at {left}, {top}");
        }
    }
}

fn lines_lead_to_their_evidence(page: &str) {
    let lines = page.split("<a href=\"#pair-").skip(1);
    let mut count = 0;
    for line in lines {
        let pair = line.split_once('"').unwrap().0;
        let evidence = page.split_once(&format!("<tr id=\"pair-{pair}\">")).unwrap().1;
        let evidence = evidence.split_once("</tr>").unwrap().0;
        assert!(evidence.contains("href=\"events/"), "no event for {pair}");
        count += 1;
    }
    assert!(count > 0, "nothing is tied");
}
