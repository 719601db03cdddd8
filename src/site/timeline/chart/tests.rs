//! Tests of the drawing: what each sort of date looks like, and that nothing lies over anything else.

use super::*;
use proptest::prelude::*;

fn form_of(text: &str) -> Form {
    form(&Edtf::parse(text).unwrap())
}

fn drawn(dates: &[(&str, usize)]) -> Chart {
    let dates: Vec<(Edtf, usize)> = dates
        .iter()
        .map(|(text, lane)| (Edtf::parse(text).unwrap(), *lane))
        .collect();
    let item = |(date, lane)| Item {
        date,
        title: "A storm that took the lamp of the outer tower",
        lane,
    };
    draw(&dates.iter().map(|(date, lane)| item((date, *lane))).collect::<Vec<_>>())
}

#[test]
fn every_sort_of_date_has_its_form() {
    let cases = [
        ("1901-05-03", Sort::Day),
        ("1901-05-03T04:00:00Z", Sort::Day),
        ("1901-05", Sort::Within),
        ("1901-21", Sort::Within),
        ("1901", Sort::Within),
        ("190X", Sort::Unspecified),
        ("19XX", Sort::Unspecified),
        ("[1901,1903]", Sort::Unspecified),
        ("{1901,1903}", Sort::Several),
        ("1901/1903", Sort::Lasting),
    ];
    for (text, sort) in cases {
        assert_eq!(form_of(text).sort, sort, "{text}");
    }
    assert!(form_of("1901?").uncertain && !form_of("1901?").approximate);
    assert!(form_of("1901~").approximate && form_of("1901%").uncertain);
    assert_eq!(form_of("1901/..").sides, (Side::Known, Side::Open));
    assert_eq!(form_of("../1901").sides, (Side::Open, Side::Known));
    assert_eq!(form_of("1901/").sides, (Side::Known, Side::Unknown));
    assert_eq!(form_of("[..1901]").sides, (Side::Open, Side::Known));
}

#[test]
fn a_bar_covers_its_time_and_an_open_one_reaches_the_edge() {
    let chart = drawn(&[("1901/1903", 0), ("1902/..", 1), ("../1902", 2)]);
    let span = |lane: usize| chart.lanes[lane].marks[0].span.unwrap();
    let year = |year| chart.axis.pieces[0].year(year);
    assert_eq!(span(0), (year(1901), year(1904)));
    assert_eq!(span(1), (year(1902), chart.size.0 - EDGE));
    assert_eq!(span(2), (EDGE, year(1903)));
}

#[test]
fn a_century_does_not_widen_the_axis() {
    let axis = |dates: &[(&str, usize)]| {
        drawn(dates)
            .axis
            .pieces
            .iter()
            .map(|it| (it.from, it.to))
            .collect::<Vec<_>>()
    };
    assert_eq!(axis(&[("1901", 0), ("19XX", 0)]), [(1900, 1910)]);
    assert_eq!(axis(&[("18XX", 0)]).first(), Some(&(1800, 1810)));
    assert_eq!(axis(&[("1901", 0), ("18XX", 0)]).last(), Some(&(1900, 1910)));
}

#[test]
fn long_titles_are_cut_between_words() {
    assert_eq!(shortened("The lamp"), "The lamp");
    let short = shortened("The lamp of the outer tower is lit for the very first time");
    assert!(
        short.starts_with("The lamp of the") && short.ends_with('…') && !short.ends_with(" …"),
        "{short}"
    );
    assert!(text_width(&shortened(&"x".repeat(99))) <= LONGEST_LABEL);
    assert!(text_width(&shortened(&"灯".repeat(99))) <= LONGEST_LABEL);
}

#[test]
fn without_events_nothing_is_drawn() {
    assert!(draw(&[]).lanes.is_empty());
}

/// Dates of every form, from the year before the first to far beyond the last that has four digits.
fn date() -> impl Strategy<Value = String> {
    let year = prop_oneof![(-60i64..60), (1840i64..2030)];
    let text = |year: i64| {
        if year < 0 {
            format!("-{:04}", -year)
        } else {
            format!("{year:04}")
        }
    };
    (year, 0..14usize, 0i64..30).prop_map(move |(year, form, length)| {
        let (first, last) = (text(year), text(year + length));
        match form {
            0 => format!("{first}-05-03"),
            1 => format!("{first}-05"),
            2 => first,
            3 => format!("{first}?"),
            4 => format!("{first}~"),
            5 => format!("{first}/{last}"),
            6 => format!("{first}/.."),
            7 => format!("../{first}"),
            8 => format!("{first}/"),
            9 => format!("[{first},{last}]"),
            10 => format!("[{first}..]"),
            11 => format!("{{{first},{last}}}"),
            12 => format!("{}X", &first[..first.len() - 1]),
            _ => format!("{}XX", &first[..first.len() - 2]),
        }
    })
}

proptest! {
    #[test]
    fn every_event_has_one_mark_and_nothing_overlaps(
        dates in proptest::collection::vec((date(), 0..3usize), 0..60)
    ) {
        let dates: Vec<(&str, usize)> = dates.iter().map(|(text, lane)| (text.as_str(), *lane)).collect();
        let chart = drawn(&dates);
        let marks = chart.lanes.iter().flat_map(|lane| &lane.marks);
        let mut items: Vec<usize> = marks.map(|mark| mark.item).collect();
        items.sort_unstable();
        prop_assert_eq!(items, (0..dates.len()).collect::<Vec<_>>());
        let mut bottom = 0.0;
        for lane in &chart.lanes {
            prop_assert!(lane.y >= bottom);
            bottom = lane.y + lane.height;
            for (at, mark) in lane.marks.iter().enumerate() {
                let (left, right) = covered(mark);
                prop_assert!(left >= 0.0 && right <= chart.size.0 + 1e-6, "{mark:?} of {:?}", dates[mark.item]);
                prop_assert!(mark.y + ROW / 2.0 <= lane.height + 1e-6);
                prop_assert!(mark.extent.1 - mark.extent.0 >= ROW - 1e-6);
                for other in lane.marks[..at].iter().filter(|it| (it.y - mark.y).abs() < 1.0) {
                    let (start, end) = covered(other);
                    prop_assert!(right <= start + 1e-6 || end <= left + 1e-6, "{mark:?} over {other:?}");
                }
            }
        }
    }
}

/// The mark and its label.
fn covered(mark: &Mark) -> (f64, f64) {
    let (left, right) = mark.extent;
    let length = text_width(&mark.label.text);
    match (mark.label.fits, mark.label.before) {
        (false, _) => (left, right),
        (true, true) => (mark.label.x - length, right),
        (true, false) => (left, mark.label.x + length),
    }
}
