//! The examples of the specification, a table of refusals, and properties.

use proptest::prelude::*;

use crate::model::language::Forms;

use super::{DateRelation, DateWords, Day, Edtf, Precision};

/// Every example of levels 0 and 1, and of the sets of level 2.
const EXAMPLES: &[&str] = &[
    // level 0
    "1985-04-12",
    "1985-04",
    "1985",
    "1985-04-12T23:20:30",
    "1985-04-12T23:20:30Z",
    "1985-04-12T23:20:30-04",
    "1985-04-12T23:20:30+04:30",
    "1964/2008",
    "2004-06/2006-08",
    "2004-02-01/2005-02-08",
    "2004-02-01/2005-02",
    "2004-02-01/2005",
    "2005/2006-02",
    // level 1
    "Y170000002",
    "Y-170000002",
    "2001-21",
    "2001-22",
    "2001-23",
    "2001-24",
    "1984?",
    "2004-06~",
    "2004-06-11%",
    "201X",
    "20XX",
    "2004-XX",
    "1985-04-XX",
    "1985-XX-XX",
    "1985-04-12/..",
    "1985-04/..",
    "1985/..",
    "../1985-04-12",
    "../1985-04",
    "../1985",
    "1985-04-12/",
    "1985-04/",
    "1985/",
    "/1985-04-12",
    "/1985-04",
    "/1985",
    "-1985",
    "1984~/2004-06",
    "1984/2004-06~",
    "1984~/2004~",
    "1984?/2004%",
    "1984-06?/2004-08?",
    "1984-06-02?/2004-08-08~",
    "1984-06-02?/",
    "../1985~",
    "0000",
    "-0043-03-15",
    "-0043~",
    "-019X",
    "-01XX",
    "2001-21/2001-23",
    "2000-02-29",
    "2016-12-31T23:59:60Z",
    "Y-10000?",
    "Y10000/Y12000",
    "196X~",
    "2004-XX?",
    // level 2, the sets
    "[1667,1668,1670..1672]",
    "[..1760-12-03]",
    "[1760-12..]",
    "[1760-01,1760-02,1760-12..]",
    "[1667,1760-12]",
    "[..1984]",
    "{1667,1668,1670..1672}",
    "{1960,1961-12}",
    "{..1984}",
    "[2015-06-24,2016-06-25]",
    "[196X,1975?]",
];

fn date(text: &str) -> Edtf {
    Edtf::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn human(text: &str) -> String {
    date(text).human(&DateWords::default())
}

fn day(year: i64, month: u8, day: u8) -> Option<Day> {
    let day = Day::new(year, month, day);
    assert!(day.is_some(), "a day of the calendar");
    day
}

#[test]
fn examples_round_trip_and_sort() {
    let mut keys: Vec<_> = EXAMPLES.iter().map(|text| date(text).sort_key()).collect();
    for text in EXAMPLES {
        assert_eq!(date(text).to_string(), *text);
        assert!(!human(text).is_empty());
        assert!(!human(text).contains(['{', '}']), "{text}: {}", human(text));
    }
    keys.sort();
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn sorting() {
    let sorted = [
        "../1985",
        "1985/..",
        "/1985",
        "Y-10000",
        "-0043",
        "1984",
        "1985-01-01",
        "1985-01",
        "1985",
        "1985~",
        "198X",
        "19XX",
    ];
    let mut dates: Vec<Edtf> = sorted.iter().rev().map(|text| date(text)).collect();
    dates.sort_by_key(Edtf::sort_key);
    let texts: Vec<String> = dates.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "../1985",
            "/1985",
            "Y-10000",
            "-0043",
            "19XX",
            "198X",
            "1984",
            "1985-01-01",
            "1985-01",
            "1985",
            "1985~",
            "1985/.."
        ]
    );
}

#[test]
fn bounds() {
    let table = [
        ("1985-04-12", day(1985, 4, 12), day(1985, 4, 12)),
        ("2000-02", day(2000, 2, 1), day(2000, 2, 29)),
        ("1900-02-XX", day(1900, 2, 1), day(1900, 2, 28)),
        ("201X", day(2010, 1, 1), day(2019, 12, 31)),
        ("20XX", day(2000, 1, 1), day(2099, 12, 31)),
        ("-01XX", day(-199, 1, 1), day(-100, 12, 31)),
        ("-000X", day(-9, 1, 1), day(-1, 12, 31)),
        ("2001-21", day(2001, 3, 1), day(2001, 5, 31)),
        ("2001-24", day(2001, 12, 1), day(2002, 2, 28)),
        ("1985-XX-XX", day(1985, 1, 1), day(1985, 12, 31)),
        ("1985~/1986-02", day(1985, 1, 1), day(1986, 2, 28)),
        ("1985/..", day(1985, 1, 1), None),
        ("/1985", None, day(1985, 12, 31)),
        ("[1760-01,1750..1755]", day(1750, 1, 1), day(1760, 1, 31)),
        ("[1760-01,1760-12..]", day(1760, 1, 1), None),
        ("{..1984,1990}", None, day(1990, 12, 31)),
        (
            "Y-1000000000000",
            day(-1_000_000_000_000, 1, 1),
            day(-1_000_000_000_000, 12, 31),
        ),
    ];
    for (text, earliest, latest) in table {
        assert_eq!(
            (date(text).earliest(), date(text).latest()),
            (earliest, latest),
            "{text}"
        );
    }
}

#[test]
fn ordinals() {
    let table = [
        (1970, 1, 1, 0),
        (1969, 12, 31, -1),
        (2000, 3, 1, 11017),
        (0, 1, 1, -719_528),
        (-4713, 11, 24, -2_440_588),
    ];
    for (year, month, number, ordinal) in table {
        assert_eq!(day(year, month, number).map(|day| day.ordinal()), Some(ordinal));
    }
    assert_eq!(Day::new(2001, 2, 29), None);
    assert_eq!(Day::new(2001, 13, 1), None);
    assert_eq!(Day::new(2001, 1, 0), None);
    assert_eq!(Day::new(i64::MIN, 1, 1), None);
}

#[test]
fn questions() {
    assert!(date("1984?").is_uncertain() && !date("1984?").is_approximate());
    assert!(date("1984/2004%").is_uncertain() && date("1984/2004%").is_approximate());
    assert!(date("[1984,1986~]").is_approximate());
    assert!(date("1985/..").is_open() && !date("1985/").is_open() && date("[..1984]").is_open());
    assert!(date("1985/").is_interval() && !date("[1984]").is_interval());
    assert_eq!(date("1985-04-12T23:20:30").precision(), Precision::Second);
    assert_eq!(date("2004-XX").precision(), Precision::Year);
    assert_eq!((date("-0043").year(), date("-0043").decade()), (Some(-43), Some(-50)));
    assert_eq!(
        (date("../1985").year(), date("1962/..").decade()),
        (Some(1985), Some(1960))
    );
}

#[test]
fn relations() {
    use DateRelation::{Contains, Disjoint, Overlapping, Same, Within};
    let table = [
        ("1985", "1985~", Same),
        ("1985-04-12", "1985-04", Within),
        ("198X", "1985", Contains),
        ("1980/1985", "1984/1990", Overlapping),
        ("1985", "1986", Disjoint),
        ("1985/..", "1990", Contains),
        ("1985/..", "../1985", Overlapping),
        ("1985/..", "../1984", Disjoint),
        ("1985-04-12T10:00:00", "1985-04-12", Within),
        ("1985-04-12T23:00:00Z", "1985-04-13T00:00:00+01", Same),
        ("1985-04-12T23:00:00", "1985-04-12T23:00:00Z", Same),
        ("[1947-08-14,1947-08-15]", "1947-08-14", Contains),
        ("[1947-08-14,1947-08-15]", "1947-08-16", Disjoint),
        ("[1947,1949]", "1948", Disjoint),
        ("[1947,1949]", "1949/1950", Overlapping),
        ("[1947,1949]", "[1949,1947]", Same),
        ("[1670..1672]", "[1670,1671,1672]", Same),
        ("2015-06-24", "[2015-06-24,2016-06-25]", Within),
    ];
    for (a, b, expected) in table {
        assert_eq!(date(a).relation(&date(b)), expected, "{a} {b}");
    }
}

#[test]
fn html() {
    let yes = [
        ("1985", "1985"),
        ("0033-04", "0033-04"),
        ("1985-04-12", "1985-04-12"),
        ("1985-04-12T23:20:30-04", "1985-04-12T23:20:30-04:00"),
        ("1985-04-12T23:20:30Z", "1985-04-12T23:20:30Z"),
    ];
    for (text, expected) in yes {
        assert_eq!(date(text).html_datetime().as_deref(), Some(expected));
    }
    for text in [
        "0000",
        "-0043",
        "Y17000",
        "1985?",
        "198X",
        "1985-XX",
        "2001-21",
        "1985/1986",
        "1985/..",
        "[1985]",
        "2016-12-31T23:59:60Z",
    ] {
        assert_eq!(date(text).html_datetime(), None, "{text}");
    }
}

#[test]
fn wording() {
    let table = [
        ("2014-11-20", "20 November 2014"),
        ("2014-11", "November 2014"),
        ("1962~", "about 1962"),
        ("1999?", "1999 (uncertain)"),
        ("1999%", "about 1999 (uncertain)"),
        ("196X", "1960s"),
        ("19XX", "20th century"),
        ("20XX", "21st century"),
        ("10XX", "11th century"),
        ("-01XX", "2nd century BC"),
        ("-019X", "200–191 BC"),
        ("000X", "1 BC – AD 9"),
        ("2011/2013", "2011–2013"),
        ("1955-12-12/1955-12-16", "12–16 December 1955"),
        ("1955-05-30/1955-06-02", "30 May – 2 June 1955"),
        ("1955-12-30/1956-01-02", "30 December 1955 – 2 January 1956"),
        ("2006-06/2006-08", "June–August 2006"),
        ("2004-06/2006-08", "June 2004 – August 2006"),
        ("2001-21/2001-23", "spring–autumn 2001"),
        ("1984~/2004-06", "about 1984 – June 2004"),
        ("1947/..", "since 1947"),
        ("../1979", "until 1979"),
        ("1947/", "from 1947 (end unknown)"),
        ("/1979", "until 1979 (start unknown)"),
        ("2001-21", "spring 2001"),
        ("[2015-06-24,2016-06-25]", "24 June 2015 or 25 June 2016"),
        ("{1667,1668,1670..1672}", "1667, 1668 and 1670–1672"),
        ("[..1984]", "1984 or earlier"),
        ("{1960-12..}", "December 1960 and later"),
        ("-0043", "44 BC"),
        ("-0043-03-15", "15 March 44 BC"),
        ("-0043/-0030", "44–31 BC"),
        ("-0043/0014", "44 BC – AD 14"),
        ("2004-XX", "2004 (month unknown)"),
        ("1985-04-XX", "April 1985 (day unknown)"),
        ("1985-XX-XX", "1985 (month and day unknown)"),
        ("1985-04-12T23:20:30-04", "12 April 1985, 23:20:30 UTC−04"),
        ("1985-04-12T23:20:30Z", "12 April 1985, 23:20:30 UTC"),
        ("Y-170000002", "170000003 BC"),
    ];
    for (text, expected) in table {
        assert_eq!(human(text), expected, "{text}");
    }
}

#[test]
fn other_languages() {
    let german = DateWords {
        day: "{}.".into(),
        century: Forms::new("de", &[("other", "{}. Jahrhundert")]),
        ..DateWords::default()
    };
    assert_eq!(date("1955-12-12/1955-12-16").human(&german), "12.–16. December 1955");
    assert_eq!(date("19XX").human(&german), "20. Jahrhundert");
    let american = DateWords {
        day_month_year: "{month} {day}, {year}".into(),
        day_month: "{month} {day}".into(),
        century: Forms::new("fr", &[("one", "{roman}er"), ("other", "{roman}e")]),
        ..DateWords::default()
    };
    assert_eq!(date("1955-05-30/1955-06-02").human(&american), "May 30 – June 2, 1955");
    assert_eq!(date("18XX").human(&american), "XIXe");
    assert_eq!(date("00XX").human(&american), "Ier");
    let mut russian = DateWords::default();
    russian.set_names("months", &["января".to_owned()]);
    russian.set_names("months-alone", &["январь".to_owned()]);
    assert_eq!(date("1911-01-05").human(&russian), "5 января 1911");
    assert_eq!(date("1911-01").human(&russian), "январь 1911");
}

/// Text, what the message must say, the fix.
const REFUSED: &[(&str, &str, Option<&str>)] = &[
    ("", "the date is empty", None),
    (" ", "the date is empty", None),
    ("unknown", "leave the key out", None),
    (" 1947", "no spaces around", Some("1947")),
    // calendar
    ("1947-13", "there is no month 13: months go from 01 to 12", None),
    ("1947-02-30", "there is no day 30: February 1947 has 28 days", None),
    ("2000-02-30", "February 2000 has 29 days", None),
    ("1947-06-31", "June 1947 has 30 days", None),
    ("-0000", "the year 1 BC is 0000", None),
    ("1947-8-14", "two digits", Some("1947-08-14")),
    ("1947-8", "two digits", Some("1947-08")),
    ("1947.08.14", "hyphens", Some("1947-08-14")),
    ("1947-14-08", "the month comes before the day", Some("1947-08-14")),
    ("1947-08-00", "leave out what is not known", Some("1947-08")),
    ("1947-00-00", "leave out what is not known", Some("1947")),
    ("19470814", "hyphens", Some("1947-08-14")),
    ("17000", "starts with `Y`", Some("Y17000")),
    ("850", "four digits", Some("0850")),
    ("47", "four digits", None),
    ("2014/11/20", "a slash makes an interval", Some("2014-11-20")),
    ("20-11-2014", "ambiguous: write 2014-11-20", Some("2014-11-20")),
    ("11/20/2014", "ambiguous: write 2014-11-20", Some("2014-11-20")),
    ("04.05.2014", "ambiguous: write 2014-05-04 or 2014-04-05", None),
    ("1985-W15", "a month is written with two digits", None),
    // words
    ("14 Aug 1947", "in figures", Some("1947-08-14")),
    ("14th of August, 1947", "in figures", Some("1947-08-14")),
    ("August 14, 1947", "in figures", Some("1947-08-14")),
    ("Thu 14-Aug-1947", "in figures", Some("1947-08-14")),
    ("Aug. 1947?", "in figures", Some("1947-08?")),
    ("14 Aug 1947/15 Aug 1947", "in figures", Some("1947-08-14/1947-08-15")),
    ("c. 1962", "ends in `~`", Some("1962~")),
    ("ca. 1962", "ends in `~`", Some("1962~")),
    ("c.1962", "ends in `~`", Some("1962~")),
    ("circa Aug 1962?", "ends in `~`", Some("1962-08%")),
    ("1960s", "a decade", Some("196X")),
    ("ca. 1960s", "ends in `~`", Some("196X~")),
    ("1900s", "ambiguous: write 190X for ten years or 19XX", None),
    ("20th century", "a century", Some("19XX")),
    ("spring 1947", "a season", Some("1947-21")),
    ("44 BC", "1 BC = 0000", Some("-0043")),
    ("AD 33", "without its era", Some("0033")),
    ("since 1947", "`/..`", Some("1947/..")),
    ("until 1979", "`../`", Some("../1979")),
    (
        "1961 or 1962",
        "one of several dates is written as a set",
        Some("[1961,1962]"),
    ),
    (
        "1961 and 1962",
        "several dates together are written as a set",
        Some("{1961,1962}"),
    ),
    // intervals
    (
        "1962-65",
        "65 is not a month: for the years 1962 to 1965",
        Some("1962/1965"),
    ),
    ("1947-1950", "for the years 1947 to 1950", Some("1947/1950")),
    ("1962/65", "written in full: 1965", Some("1962/1965")),
    (
        "2004-02-01/08",
        "written in full: 2004-02-08",
        Some("2004-02-01/2004-02-08"),
    ),
    ("1947/08", "joined to its year with a hyphen", Some("1947-08")),
    ("1962–1965", "a slash, not with a dash", Some("1962/1965")),
    ("1962–65", "a slash, not with a dash", Some("1962/1965")),
    (
        "12 May 1962 – 3 June 1962",
        "a slash, not with a dash",
        Some("1962-05-12/1962-06-03"),
    ),
    ("1947–08–14", "hyphen-minus", Some("1947-08-14")),
    ("−0043", "hyphen-minus", Some("-0043")),
    ("1962 - 1965", "a slash", Some("1962/1965")),
    ("from 1962 to 1965", "a slash", Some("1962/1965")),
    ("2005/2004", "2004 comes before 2005", Some("2004/2005")),
    ("/", "at least one side", None),
    ("../..", "at least one side", None),
    ("1947/1948/1949", "one slash", None),
    ("1985-04-12T23:20:30/1986", "time of day", Some("1985-04-12/1986")),
    (
        "2004-06-XX/2004-07-03",
        "`X` in an interval is EDTF level 2",
        Some("2004-06/2004-07-03"),
    ),
    ("193X/195X", "`X` in an interval is EDTF level 2", Some("1930/1959")),
    // date-times
    ("1985-04-12T23:20", "has seconds", Some("1985-04-12T23:20:00")),
    (
        "1985-04-12 23:20:30",
        "a date-time is written",
        Some("1985-04-12T23:20:30"),
    ),
    ("1985-04-12T24:00:00", "from 00:00:00 to 23:59:59", None),
    ("1985-04-12T23:20:30-00", "write Z", None),
    ("1985-04T23:20:30", "needs a date with a day", None),
    ("1985-04-12T23:20:30~", "leave the time out", Some("1985-04-12~")),
    // level 2
    (
        "Y-17E7",
        "an exponent is EDTF level 2, which is not supported",
        Some("Y-170000000"),
    ),
    ("1950S2", "significant digits is EDTF level 2", Some("1950~")),
    ("1985-25", "season 25 is EDTF level 2", Some("1985-21")),
    ("1985-34", "season 34 is EDTF level 2", Some("1985-04/1985-06")),
    (
        "2004-06~-11",
        "qualification of a part of a date is EDTF level 2",
        Some("2004-06-11~"),
    ),
    (
        "?2004-06-~11",
        "qualification of a part of a date is EDTF level 2",
        Some("2004-06-11%"),
    ),
    ("~1962", "at its end", Some("1962~")),
    ("156X-12-25", "`X` at this place is EDTF level 2", Some("156X")),
    ("15XX-12-XX", "`X` at this place is EDTF level 2", Some("15XX")),
    ("1XXX", "`X` at this place is EDTF level 2", None),
    ("XXXX-12-XX", "`X` at this place is EDTF level 2", None),
    ("1984-1X", "`X` at this place is EDTF level 2", Some("1984-XX")),
    ("1984-XX-12", "`X` at this place is EDTF level 2", Some("1984-XX-XX")),
    // the 2012 draft
    ("199u", "`u` is from the 2012 draft of EDTF", Some("199X")),
    ("1999-uu-uu", "`u` is from the 2012 draft of EDTF", Some("1999-XX-XX")),
    ("199x", "a capital `X`", Some("199X")),
    ("1984/open", "`open` is from the 2012 draft of EDTF", Some("1984/..")),
    (
        "unknown/2006",
        "`unknown` is from the 2012 draft of EDTF",
        Some("/2006"),
    ),
    (
        "1984/unknown",
        "`unknown` is from the 2012 draft of EDTF",
        Some("1984/"),
    ),
    ("1947/present", "`/..`", Some("1947/..")),
    ("1947-present", "a slash", Some("1947/..")),
    ("1984?~", "`?~` is from the 2012 draft of EDTF", Some("1984%")),
    (
        "(2011)-06-04~",
        "parentheses is from the 2012 draft of EDTF",
        Some("2011-06-04~"),
    ),
    (
        "2011-(06-04)~",
        "parentheses is from the 2012 draft of EDTF",
        Some("2011-06-04~"),
    ),
    ("y170000002", "`y` is from the 2012 draft of EDTF", Some("Y170000002")),
    ("Y1985", "more than four digits", Some("1985")),
    ("Y017000", "does not start with a zero", Some("Y17000")),
    ("Y10000000000000", "not supported", None),
    // sets
    (
        "[1667, 1668, 1670..1672]",
        "no spaces around",
        Some("[1667,1668,1670..1672]"),
    ),
    ("[1667,1668", "ends with `]`", Some("[1667,1668]")),
    ("[]", "at least one date", None),
    ("[1667,..1668]", "at the start of a set", None),
    ("[1672..1670]", "1670 comes before 1672", Some("[1670..1672]")),
    ("{196X..}", "`X` beside `..`", None),
    (
        "2001-33",
        "33 as a season or other part of a year is EDTF level 2",
        None,
    ),
    ("1939-45~", "for the years 1939 to 1945", Some("1939~/1945~")),
    (
        "2004/06",
        "ambiguous: write 2004-06 for a month or 2004/2006 for years",
        None,
    ),
    ("1947/8", "four digits", None),
    ("12–16 December 1955", "two whole dates", Some("1955-12-12/1955-12-16")),
    ("12 May-3 June 1962", "two whole dates", Some("1962-05-12/1962-06-03")),
    ("June–August 2006", "two whole dates", Some("2006-06/2006-08")),
    ("before 1947", "has no sign in EDTF", None),
    ("hello", "is not an EDTF date", None),
];

#[test]
fn refusals() {
    let mut wrong = Vec::new();
    for (text, says, fix) in REFUSED {
        let error = Edtf::parse(text).expect_err(text);
        well_formed(text, &error);
        if !error.message.contains(says) || error.fix.as_deref() != *fix {
            wrong.push(format!("{text}: {error:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn places() {
    let table = [
        ("1947-02-30", 8..10),
        ("1984/open", 5..9),
        ("[1667,16680]", 6..11),
        ("1962–65", 4..7),
        ("1984?~", 4..6),
    ];
    for (text, at) in table {
        assert_eq!(Edtf::parse(text).expect_err(text).at, at, "{text}");
    }
}

fn well_formed(text: &str, error: &super::EdtfError) {
    assert!(text.get(error.at.clone()).is_some(), "{text:?}: {error:?}");
    assert!(!error.message.ends_with('.'), "{error:?}");
    if let Some(fix) = &error.fix {
        assert!(Edtf::parse(fix).is_ok(), "{text:?}: {error:?}");
        assert_ne!(fix, text);
    }
}

fn flipped(relation: DateRelation) -> DateRelation {
    match relation {
        DateRelation::Within => DateRelation::Contains,
        DateRelation::Contains => DateRelation::Within,
        same => same,
    }
}

/// Texts that are mostly dates.
fn dates() -> impl Strategy<Value = Edtf> {
    let year = prop_oneof![
        (1940i64..1960).prop_map(|y| format!("{y}")),
        "-?[0-9]{4}",
        "-?[0-9]{3}X",
        "[0-9]{2}XX",
        "Y-?[1-9][0-9]{4,11}"
    ];
    let single = (
        year,
        prop_oneof![
            Just(""),
            Just("-02"),
            Just("-12"),
            Just("-XX"),
            Just("-24"),
            Just("-08-14"),
            Just("-01-XX"),
            Just("-XX-XX")
        ],
        "[?~%]?",
    )
        .prop_map(|(year, rest, mark)| format!("{year}{rest}{mark}"));
    let end = prop_oneof![4 => single.clone(), 1 => Just("..".to_owned()), 1 => Just(String::new())];
    let member = prop_oneof![
        single.clone(),
        (single.clone(), single.clone()).prop_map(|(a, b)| format!("{a}..{b}"))
    ];
    let set = (
        proptest::collection::vec(member, 1..4),
        any::<bool>(),
        prop_oneof![Just(("", "")), Just(("..", "")), Just(("", ".."))],
    )
        .prop_map(|(members, all, (before, after))| {
            let inner = format!("{before}{}{after}", members.join(","));
            if all {
                format!("{{{inner}}}")
            } else {
                format!("[{inner}]")
            }
        });
    let time = "19[0-9]{2}-0[1-9]-1[0-9]T[01][0-9]:[0-5][0-9]:[0-5][0-9](Z|[+-]0[1-9](:[0-5][0-9])?)?";
    let texts = prop_oneof![
        single,
        (end.clone(), end).prop_map(|(a, b)| format!("{a}/{b}")),
        set,
        time
    ];
    texts.prop_filter_map("not a date", |text| {
        Edtf::parse(&text)
            .or_else(|error| Edtf::parse(error.fix.as_deref().unwrap_or_default()))
            .ok()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn never_panics(text in any::<String>()) {
        if let Err(error) = Edtf::parse(&text) {
            well_formed(&text, &error);
        }
    }

    #[test]
    fn never_panics_near_dates(text in "([0-9]{1,4}|[-/.,TYyXux?~%()\\[\\]{}:+ZES –−]|\\.\\.|open|unknown|c\\. |Aug |BC| to | or |s|th century|spring ){0,9}") {
        if let Err(error) = Edtf::parse(&text) {
            well_formed(&text, &error);
        }
    }

    #[test]
    fn round_trips(x in dates()) {
        prop_assert_eq!(Edtf::parse(&x.to_string()), Ok(x.clone()));
        prop_assert!(!x.human(&DateWords::default()).is_empty());
    }

    #[test]
    fn starts_before_it_ends(x in dates()) {
        if let (Some(earliest), Some(latest)) = (x.earliest(), x.latest()) {
            prop_assert!(earliest <= latest);
            prop_assert!(earliest.ordinal() <= latest.ordinal());
        }
    }

    #[test]
    fn sorts_totally(a in dates(), b in dates()) {
        prop_assert_eq!(a == b, a.sort_key() == b.sort_key());
        prop_assert_eq!(a.sort_key().cmp(&b.sort_key()), b.sort_key().cmp(&a.sort_key()).reverse());
    }

    #[test]
    fn relation_flips(a in dates(), b in dates()) {
        prop_assert_eq!(a.relation(&b), flipped(b.relation(&a)));
        prop_assert_eq!(a.relation(&a), DateRelation::Same);
    }

    #[test]
    fn ordinals_count_days(year in -1_000_000_000_000i64..1_000_000_000_000, month in 1u8..=12) {
        let last = Day::last_of(year, month);
        let next = if month == 12 { Day::first_of(year + 1, 1) } else { Day::first_of(year, month + 1) };
        prop_assert_eq!(last.ordinal() + 1, next.ordinal());
        prop_assert_eq!(Day::first_of(year, month).ordinal() + i64::from(last.day()), next.ordinal());
    }
}
