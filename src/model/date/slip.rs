//! What people write instead of EDTF, what is wrong with it, and what they mean.
//!
//! A slip is told from the text of one piece and offers a replacement for that piece. The replacement
//! may hold another slip, and the reader corrects until the whole text parses.

use super::read::{Fault, Piece, Side, moment, number, strict_date};
use super::words::ENGLISH_MONTHS;
use super::{MAX_YEAR, Mark, SetKind, year_text};

type Slip = fn(Piece) -> Option<Fault>;

/// Slips that concern the text as a whole.
pub(super) fn whole_slip(piece: Piece) -> Option<Fault> {
    let slips: [Slip; 9] = [
        spaces_around,
        quotation_marks,
        no_date,
        before_or_after,
        shared_words,
        dashes,
        slashed,
        span_words,
        choice_words,
    ];
    slips.iter().find_map(|slip| slip(piece))
}

/// Slips within one date: the text, one end of an interval or one member of a set.
pub(super) fn slip(piece: Piece) -> Option<Fault> {
    let slips: [Slip; 20] = [
        spaces_around,
        circa,
        parentheses,
        two_marks,
        draft_long_year,
        draft_digits,
        exponent,
        significant_digits,
        inner_marks,
        x_anywhere,
        decade_word,
        century_word,
        era_word,
        season_word,
        month_word,
        day_first,
        year_first,
        year_then_number,
        bare_digits,
        time_slip,
    ];
    slips.iter().find_map(|slip| slip(piece))
}

fn level_2(what: &str, instead: &str) -> String {
    format!("{what} is EDTF level 2, which is not supported: {instead}")
}

fn draft(what: &str, instead: &str) -> String {
    format!("{what} is from the 2012 draft of EDTF: {instead}")
}

// -- the whole text ---------------------------------------------------------------------------

fn spaces_around(piece: Piece) -> Option<Fault> {
    let trimmed = piece.text.trim();
    (!trimmed.is_empty() && trimmed != piece.text)
        .then(|| piece.instead(trimmed, "a date has no spaces around it").certain())
}

/// `“1862”`, as a word processor writes it.
fn quotation_marks(piece: Piece) -> Option<Fault> {
    let inside = piece.text.trim_matches(|c| "“”„‘’‚«»\"'".contains(c));
    (!inside.is_empty() && inside != piece.text).then(|| {
        piece
            .instead(inside, "a date has no quotation marks of its own")
            .certain()
    })
}

fn no_date(piece: Piece) -> Option<Fault> {
    let word = piece.text.trim().to_lowercase();
    match word.as_str() {
        "" => Some(piece.wrong("the date is empty: write a date or leave the key out")),
        "unknown" | "n.d." | "nd" | "undated" | "?" | "tbd" | "n/a" => {
            Some(piece.wrong("EDTF has no word for a date that is not known: leave the key out"))
        }
        _ => None,
    }
}

/// `before 1947`, `after 1947`.
fn before_or_after(piece: Piece) -> Option<Fault> {
    let lower = piece.text.to_ascii_lowercase();
    let message = match lower.split_once(' ')?.0 {
        "before" => "`before` has no sign in EDTF: for some date up to 1946 write the set `[..1946]`",
        "after" => "`after` has no sign in EDTF: for some date from 1948 on write the set `[1948..]`",
        _ => return None,
    };
    Some(piece.wrong(message))
}

/// `12–16 December 1955`, `June–August 2006`: the start takes what it lacks from the end.
fn shared_words(piece: Piece) -> Option<Fault> {
    let (start, end) = piece.text.split_once(['-', '\u{2013}', '\u{2014}'])?;
    let (start, end) = (start.trim(), end.trim());
    let (_, after_day) = end.split_once(' ')?;
    let (_, year) = end.rsplit_once(' ')?;
    let lettered = |text: &str| text.contains(char::is_alphabetic);
    (year.len() == 4 && number(year).is_some() && lettered(end) && !end.contains('-')).then_some(())?;
    let lacks = match start.len() {
        1 | 2 if number(start).is_some() => after_day,
        _ if lettered(start)
            && month_word(Piece {
                text: &format!("{start} {year}"),
                start: 0,
            })?
            .offers() =>
        {
            year
        }
        _ => return None,
    };
    Some(piece.instead(
        format!("{start} {lacks}/{end}"),
        "an interval is two whole dates with a slash between them",
    ))
}

/// A dash that is not a hyphen: minus at the start, slash alone, hyphen where there are more.
fn dashes(piece: Piece) -> Option<Fault> {
    let dash = |c: char| matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}');
    let (place, found) = piece.text.char_indices().find(|(_, c)| dash(*c))?;
    let at = piece.start + place..piece.start + place + found.len_utf8();
    let minus = place == 0;
    let count = piece.text.chars().filter(|c| dash(*c)).count();
    let (sign, message) = match (minus, count) {
        (true, _) => ("-", "a year before 0000 starts with a hyphen-minus, `-`"),
        (_, 1) if !piece.text.contains('/') => ("/", "an interval is written with a slash, not with a dash"),
        _ => ("-", "the parts of a date are joined with a hyphen-minus, `-`"),
    };
    let (before, after) = (piece.text.get(..place)?, piece.text.get(place + found.len_utf8()..)?);
    let (before, after) = if minus {
        (before, after)
    } else {
        (before.trim_end(), after.trim_start())
    };
    Some(
        piece
            .instead(format!("{before}{sign}{after}").replace(dash, "-"), message)
            .at(at),
    )
}

/// `2014/11/20` and `20/11/2014`.
fn slashed(piece: Piece) -> Option<Fault> {
    let parts = piece.split("/");
    let [first, second, _] = parts.as_slice() else {
        return None;
    };
    (second.text.len() <= 2).then_some(())?;
    parts
        .iter()
        .all(|part| number(part.text.trim_end_matches(['?', '~', '%'])).is_some())
        .then_some(())?;
    if first.text.len() != 4 {
        return day_first(piece);
    }
    let instead = piece.text.replace('/', "-");
    Some(piece.instead(
        instead,
        "the parts of a date are joined with hyphens: a slash makes an interval",
    ))
}

/// `1962 to 1965`, `from 1962 to 1965`, `since 1962`, `until 1965`, `1962 - 1965`.
fn span_words(piece: Piece) -> Option<Fault> {
    let lower = piece.text.to_ascii_lowercase();
    let rest = |word: &str| {
        lower
            .strip_prefix(word)
            .and_then(|rest| piece.text.get(piece.text.len() - rest.len()..))
    };
    if let Some(date) = rest("since ") {
        return Some(piece.instead(format!("{date}/.."), "an interval without an end is written with `/..`"));
    }
    if let Some(date) = rest("until ").or_else(|| rest("till ")) {
        return Some(piece.instead(
            format!("../{date}"),
            "an interval without a start is written with `../`",
        ));
    }
    let (body, lower) = match rest("from ") {
        Some(body) => (body, body.to_ascii_lowercase()),
        None => (piece.text, lower.clone()),
    };
    let (place, word) = [" to ", " until ", " - ", "-present", "-now"]
        .iter()
        .find_map(|word| Some((lower.find(word)?, *word)))?;
    let (start, end) = (body.get(..place)?, body.get(place + word.len()..)?);
    let end = if word.starts_with('-') { ".." } else { end };
    Some(piece.instead(format!("{start}/{end}"), "an interval is written with a slash"))
}

/// `1961 or 1962`, `1961 and 1962`.
fn choice_words(piece: Piece) -> Option<Fault> {
    let choices = [
        (
            " or ",
            SetKind::OneOf,
            "one of several dates is written as a set: [1961,1962]",
        ),
        (
            " and ",
            SetKind::AllOf,
            "several dates together are written as a set: {1961,1962}",
        ),
    ];
    choices.into_iter().find_map(|(word, kind, message)| {
        let (first, second) = piece.text.split_once(word)?;
        let first = first
            .strip_prefix("either ")
            .or(first.strip_prefix("both "))
            .unwrap_or(first);
        let (open, close) = kind.brackets();
        Some(piece.instead(format!("{open}{first},{second}{close}"), message))
    })
}

// -- ends of intervals ------------------------------------------------------------------------

/// `open`, `unknown` of the 2012 draft, and `present`.
pub(super) fn end_word(piece: Piece, side: Side) -> Option<Fault> {
    let slash = if side == Side::End { "/.." } else { "../" };
    match piece.text.trim().to_ascii_lowercase().as_str() {
        "open" => {
            let message = draft("`open`", &format!("an open end is now written `{slash}`"));
            Some(piece.instead("..", message).certain())
        }
        "unknown" => {
            let message = draft("`unknown`", "an unknown end is now written as nothing at all");
            Some(piece.instead("", message).certain())
        }
        "present" | "now" | "today" | "ongoing" => {
            Some(piece.instead("..", format!("an open end is written `{slash}`")))
        }
        _ => None,
    }
}

/// `1962/65`, `2004-02-01/08`: the end takes what it lacks from the start.
pub(super) fn short_end(piece: Piece, first: Piece, second: Piece) -> Option<Fault> {
    let (start, (end, mark)) = (first.unmarked().0.text, second.unmarked());
    let part = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if !part(start) || !part(end.text) || matches!(end.text.len(), 0 | 1 | 3 | 4) {
        return None;
    }
    let shared = start.len().checked_sub(end.text.len())?;
    let (head, tail) = (start.get(..shared)?, start.get(shared..)?);
    if start.len() == 4 && number(end.text).is_some_and(|month| (1..=12).contains(&month)) {
        return Some(year_slash_month(piece, first, second, end.text > tail));
    }
    let edit = format!("{head}{}{}", end.text, mark.symbol());
    let message = format!("the end of an interval is written in full: {edit}");
    (end.text > tail).then(|| second.instead(edit, message))
}

/// `1947/08` is a month; `2004/06` may be a month or two more years.
fn year_slash_month(piece: Piece, first: Piece, second: Piece, later: bool) -> Fault {
    let month = piece.text.replace('/', "-");
    if later {
        let century = first.text.get(..2).unwrap_or_default();
        let message = format!(
            "ambiguous: write {month} for a month or {}/{century}{} for years",
            first.text, second.text
        );
        return piece.wrong(message);
    }
    let fault = piece.instead(month, "a month is joined to its year with a hyphen");
    fault.at(second.range())
}

// -- qualification ----------------------------------------------------------------------------

/// `c. 1962`, `ca. 1962`, `circa 1962`, `about 1962`.
fn circa(piece: Piece) -> Option<Fault> {
    let lower = piece.text.to_ascii_lowercase();
    let words = [
        "circa",
        "approximately",
        "approx.",
        "approx",
        "around",
        "about",
        "ca.",
        "c.",
        "ca",
        "c",
    ];
    let rest = words.iter().find_map(|word| {
        let rest = lower.strip_prefix(word)?;
        let whole_word = rest.starts_with(|c: char| c.is_ascii_digit() || c == ' ');
        (whole_word || word.ends_with('.')).then_some(rest.len())
    })?;
    let date = piece.text.get(piece.text.len() - rest..)?.trim_start();
    let (date, mark) = match (Piece { text: date, start: 0 }).unmarked() {
        (date, Mark::Uncertain | Mark::Both) => (date.text, Mark::Both),
        (date, _) => (date.text, Mark::Approximate),
    };
    let edit = format!("{date}{}", mark.symbol());
    Some(piece.instead(edit, "an approximate date ends in `~`").certain())
}

/// `(2011)-06-04~` of the 2012 draft.
fn parentheses(piece: Piece) -> Option<Fault> {
    piece.text.contains(['(', ')']).then_some(())?;
    let edit: String = piece.text.chars().filter(|c| !matches!(c, '(' | ')' | ' ')).collect();
    let message = draft(
        "a date with parentheses",
        "`?`, `~` or `%` at the end qualifies the whole date",
    );
    Some(piece.instead(edit, message))
}

/// `1984?~` of the 2012 draft.
fn two_marks(piece: Piece) -> Option<Fault> {
    let date = piece.text.trim_end_matches(['?', '~', '%', ' ']);
    let marks = piece.text.get(date.len()..)?;
    let at = piece.start + date.len()..piece.start + piece.text.len();
    match marks {
        "?~" | "~?" => {
            let message = draft(&format!("`{marks}`"), "uncertain and approximate is now written `%`");
            Some(piece.instead(format!("{date}%"), message).at(at).certain())
        }
        _ if marks.len() > 1 => Some(
            piece
                .instead(
                    format!("{date}{}", joint_mark(marks)?.symbol()),
                    "one sign of `?`, `~` and `%` follows the date",
                )
                .at(at),
        ),
        _ => None,
    }
}

/// The one mark that says what all marks in the text say.
fn joint_mark(text: &str) -> Option<Mark> {
    let has = |mark: Mark| text.contains(mark.symbol());
    match (has(Mark::Uncertain), has(Mark::Approximate), has(Mark::Both)) {
        (false, false, false) => None,
        (true, false, false) => Some(Mark::Uncertain),
        (false, true, false) => Some(Mark::Approximate),
        _ => Some(Mark::Both),
    }
}

/// `2004-06~-11`, `?2004-06-11`: qualification of a part.
fn inner_marks(piece: Piece) -> Option<Fault> {
    let mark = joint_mark(piece.text)?;
    let (body, _) = piece.unmarked();
    body.text.contains(['?', '~', '%']).then_some(())?;
    let date = piece.text.replace(['?', '~', '%'], "");
    let instead = format!("qualify the whole date with `{}` at its end", mark.symbol());
    Some(piece.instead(
        format!("{date}{}", mark.symbol()),
        level_2("qualification of a part of a date", &instead),
    ))
}

// -- digits -----------------------------------------------------------------------------------

/// `y170000002` of the 2012 draft.
fn draft_long_year(piece: Piece) -> Option<Fault> {
    let rest = piece.text.strip_prefix('y')?;
    rest.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        .then_some(())?;
    let message = draft("`y`", "a year of more than four digits now starts with `Y`");
    Some(piece.instead(format!("Y{rest}"), message).certain())
}

/// `199u` of the 2012 draft, and `199x`.
fn draft_digits(piece: Piece) -> Option<Fault> {
    let shaped = |c: char| c.is_ascii_digit() || "-uxX?~%".contains(c);
    let small = piece.text.contains(['u', 'x']);
    let digits = piece.text.contains(|c: char| c.is_ascii_digit());
    (small && digits && piece.text.chars().all(shaped)).then_some(())?;
    let message = if piece.text.contains('u') {
        draft("`u`", "an unspecified digit is now written `X`")
    } else {
        "an unspecified digit is a capital `X`".to_owned()
    };
    Some(piece.instead(piece.text.replace(['u', 'x'], "X"), message).certain())
}

/// `Y17E7`.
fn exponent(piece: Piece) -> Option<Fault> {
    let (head, tail) = piece.text.strip_prefix('Y')?.split_once('E')?;
    let (sign, digits) = head.strip_prefix('-').map_or(("", head), |digits| ("-", digits));
    number(digits)?;
    let power_length = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
    let (power, rest) = (number(tail.get(..power_length)?)?, tail.get(power_length..)?);
    let message = level_2("an exponent", "write the year in full");
    match usize::try_from(power) {
        Ok(zeros) if zeros <= 12 => Some(piece.instead(format!("Y{sign}{digits}{}{rest}", "0".repeat(zeros)), message)),
        _ => Some(piece.wrong(message)),
    }
}

/// `1950S2`.
fn significant_digits(piece: Piece) -> Option<Fault> {
    let (year, rest) = piece.text.split_once('S')?;
    number(rest)?;
    number(year.trim_start_matches(['Y', '-']))?;
    Some(piece.instead(
        format!("{year}~"),
        level_2("a number of significant digits", "write an approximate year with `~`"),
    ))
}

/// `156X-12-25`, `1XXX`, `1984-1X`: `X` that does not stand at the right.
fn x_anywhere(piece: Piece) -> Option<Fault> {
    let (body, mark) = piece.unmarked();
    let shaped = body.text.chars().all(|c| c.is_ascii_digit() || "-X".contains(c));
    (shaped && body.text.contains('X')).then_some(())?;
    let negative = body.text.starts_with('-');
    let unsigned = body.after("-").unwrap_or(body);
    let parts = unsigned.split("-");
    parts
        .iter()
        .zip([4, 2, 2])
        .all(|(part, width)| part.text.len() == width)
        .then_some(())?;
    let message = level_2(
        "`X` at this place",
        "only the last one or two digits of a year, the month with the day, or the day can be unspecified",
    );
    let Some(instead) = nearest_x(unsigned.text) else {
        return Some(piece.wrong(message));
    };
    let sign = if negative { "-" } else { "" };
    Some(piece.instead(format!("{sign}{instead}{}", mark.symbol()), message))
}

/// The narrowest level 1 date that says no more than the one given.
fn nearest_x(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let year = *parts.first()?;
    match parts.as_slice() {
        _ if year.starts_with('X') || year.get(1..2)? == "X" => None,
        _ if year.get(2..3)? == "X" => Some(format!("{}XX", year.get(..2)?)),
        _ if year.contains('X') => Some(year.to_owned()),
        [_, month] if month.contains('X') => Some(format!("{year}-XX")),
        [_, month, _] if month.contains('X') => Some(format!("{year}-XX-XX")),
        [_, month, day] if day.contains('X') => Some(format!("{year}-{month}-XX")),
        _ => None,
    }
}

/// `19470814`, `17000`, `850`, `47`.
fn bare_digits(piece: Piece) -> Option<Fault> {
    let (body, mark) = piece.unmarked();
    let (digits, mark) = (body.text.strip_prefix('-').unwrap_or(body.text), mark.symbol());
    let sign = if digits.len() == body.text.len() { "" } else { "-" };
    number(digits)?;
    match digits.len() {
        1 | 2 => Some(piece.wrong("a year is written with four digits")),
        3 => Some(piece.instead(format!("{sign}0{digits}{mark}"), "a year is written with four digits")),
        0 | 4 => None,
        length => Some(compact(piece, digits, length).unwrap_or_else(|| {
            piece.instead(
                format!("Y{sign}{digits}{mark}"),
                "a year of more than four digits starts with `Y`",
            )
        })),
    }
}

fn compact(piece: Piece, digits: &str, length: usize) -> Option<Fault> {
    let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?);
    let text = match length {
        6 => format!("{year}-{month}"),
        8 => format!("{year}-{month}-{day}"),
        _ => return None,
    };
    let mark = piece.unmarked().1.symbol();
    strict_date(Piece { text: &text, start: 0 }).ok()?;
    Some(piece.instead(format!("{text}{mark}"), "the parts of a date are joined with hyphens"))
}

/// `20-11-2014`, `20.11.2014`, `20/11/2014`.
fn day_first(piece: Piece) -> Option<Fault> {
    let (body, mark) = piece.unmarked();
    let parts: Vec<&str> = body.text.split(['-', '.', '/']).map(str::trim).collect();
    let [first, second, year] = *parts.as_slice() else {
        return None;
    };
    (year.len() == 4 && number(year).is_some() && first.len() <= 2 && second.len() <= 2).then_some(())?;
    let (a, b) = (number(first)?, number(second)?);
    let mark = mark.symbol();
    let ambiguous = "a date that does not start with its year is ambiguous";
    let (day_month, month_day) = (
        format!("{year}-{b:02}-{a:02}{mark}"),
        format!("{year}-{a:02}-{b:02}{mark}"),
    );
    Some(match (a > 12, b > 12) {
        _ if a == b => piece.instead(day_month.clone(), format!("{ambiguous}: write {day_month}")),
        (true, false) => piece.instead(day_month.clone(), format!("{ambiguous}: write {day_month}")),
        (false, true) => piece.instead(month_day.clone(), format!("{ambiguous}: write {month_day}")),
        _ => piece.wrong(format!("{ambiguous}: write {day_month} or {month_day}")),
    })
}

/// `1947-8-14`, `1947.08.14`, `1947-00-00`, `1947-14-08`.
fn year_first(piece: Piece) -> Option<Fault> {
    let (body, mark) = piece.unmarked();
    let (unsigned, sign) = body.text.strip_prefix('-').map_or((body.text, ""), |text| (text, "-"));
    let parts: Vec<&str> = unsigned.split(['-', '.']).map(str::trim).collect();
    let (year, rest) = parts.split_first()?;
    let numbers: Vec<i64> = rest.iter().map(|part| number(part)).collect::<Option<_>>()?;
    (year.len() == 4 && number(year).is_some() && rest.iter().all(|part| part.len() <= 2)).then_some(())?;
    let (edit, message) = match *numbers.as_slice() {
        [0] | [0, 0] => (
            (*year).to_owned(),
            "leave out what is not known: there is no month or day 00",
        ),
        [month, 0] => (
            format!("{year}-{month:02}"),
            "leave out what is not known: there is no month or day 00",
        ),
        [month @ 13..=31, day @ 1..=12] => (format!("{year}-{day:02}-{month:02}"), "the month comes before the day"),
        [month] => (format!("{year}-{month:02}"), "a month is written with two digits"),
        [month, day] => (
            format!("{year}-{month:02}-{day:02}"),
            "months and days are written with two digits and joined with hyphens",
        ),
        _ => return None,
    };
    let edit = format!("{sign}{edit}{}", mark.symbol());
    let padded = matches!(*numbers.as_slice(), [1..=12, 1..=31]);
    (edit != piece.text).then(|| {
        let fault = piece.instead(edit, message);
        // `1947-8` may be two years, `1947-14-8` may be a slip; a year, a month and a day lack their zeros only.
        if padded { fault.certain() } else { fault }
    })
}

/// `1962-65`, `1947-1950`, `2001-33`: a year and a number that is no month.
fn year_then_number(piece: Piece) -> Option<Fault> {
    let (body, mark) = piece.unmarked();
    let [year, second] = *body.split("-").as_slice() else {
        return None;
    };
    year.digits(4)?;
    let value = number(second.text)?;
    let century = year.text.get(..2)?;
    let later = year.text.get(2..)? < second.text;
    let (end, season) = match (second.text.len(), value) {
        (4, _) => (second.text.to_owned(), false),
        (2, 13..) if later => (format!("{century}{}", second.text), (25..=41).contains(&value)),
        (2, 25..=41) => return Some(season_code(piece, year, value)),
        _ => return None,
    };
    let mark = mark.symbol();
    let years = format!("{}{mark}/{end}{mark}", year.text);
    if season {
        let what = format!("{} as a season or other part of a year", second.text);
        return Some(piece.wrong(level_2(&what, &format!("write months, or {years} for years"))));
    }
    let message = format!(
        "{} is not a month: for the years {} to {end} write a slash",
        second.text, year.text
    );
    Some(piece.instead(years, message).at(second.range()))
}

/// The seasons, quarters and other parts of a year of level 2.
fn season_code(piece: Piece, year: Piece, code: i64) -> Fault {
    let months = |first: i64, last: i64| format!("{0}-{first:02}/{0}-{last:02}", year.text);
    let edit = match code {
        25..=28 => Some(format!("{}-{}", year.text, code - 4)),
        33..=36 => Some(months((code - 33) * 3 + 1, (code - 33) * 3 + 3)),
        37..=39 => Some(months((code - 37) * 4 + 1, (code - 37) * 4 + 4)),
        40 | 41 => Some(months((code - 40) * 6 + 1, (code - 40) * 6 + 6)),
        _ => None,
    };
    let message = level_2(
        &format!("season {code}"),
        "write a season from 21 to 24 or an interval of months",
    );
    match edit {
        Some(edit) => piece.instead(edit, message),
        None => piece.wrong(message),
    }
}

/// `1985-04-12 23:20`, `1985-04-12t23:20:30z`, `1985-04-12T23:20:30?`.
fn time_slip(piece: Piece) -> Option<Fault> {
    let (body, mark) = piece.unmarked();
    if mark != Mark::Plain && moment(body).is_ok() {
        let date = body.text.split('T').next()?;
        let message = "a date with a time of day cannot be qualified: leave the time out";
        return Some(piece.instead(format!("{date}{}", mark.symbol()), message));
    }
    let shaped = |c: char| c.is_ascii_digit() || "-+:tTzZ ".contains(c);
    (piece.text.contains(':') && piece.text.chars().all(shaped)).then_some(())?;
    let edit = piece
        .text
        .replacen(' ', "T", 1)
        .replace('t', "T")
        .replace('z', "Z")
        .replace(' ', "");
    (edit != piece.text).then(|| piece.instead(edit, "a date-time is written 1985-04-12T23:20:30"))
}

// -- words ------------------------------------------------------------------------------------

/// `1960s`.
fn decade_word(piece: Piece) -> Option<Fault> {
    let (body, mark) = piece.unmarked();
    let body = body.after("the ").unwrap_or(body);
    let year = body.before("'s").or(body.before("\u{2019}s")).or(body.before("s"))?;
    let value = year.digits(4)?;
    let (century, decade) = (year.text.get(..2)?, year.text.get(..3)?);
    if value % 100 == 0 {
        return Some(piece.wrong(format!(
            "{} is ambiguous: write {decade}X for ten years or {century}XX for a hundred",
            body.text
        )));
    }
    (value % 10 == 0).then(|| {
        piece.instead(
            format!("{decade}X{}", mark.symbol()),
            "a decade is written with an `X` for its last digit",
        )
    })
}

/// `20th century`.
fn century_word(piece: Piece) -> Option<Fault> {
    let (body, mark) = piece.unmarked();
    let lower = body.text.to_ascii_lowercase();
    let ordinal = lower.trim_start_matches("the ").strip_suffix("century")?.trim();
    let century = number(ordinal.trim_end_matches(|c: char| c.is_ascii_alphabetic()))?;
    let edit = format!("{:02}XX{}", century.checked_sub(1)?, mark.symbol());
    ((1..=99).contains(&century)).then(|| piece.instead(edit, "a century is written with `XX` for its last two digits"))
}

/// `44 BC`, `33 AD`, `AD 33`.
fn era_word(piece: Piece) -> Option<Fault> {
    let (body, mark) = piece.unmarked();
    let lower = body.text.to_ascii_lowercase().replace('.', "");
    let before = ["bce", "bc"]
        .iter()
        .find_map(|era| number(lower.strip_suffix(era)?.trim()));
    let since = ["ce", "ad"]
        .iter()
        .find_map(|era| number(lower.strip_suffix(era).or(lower.strip_prefix(era))?.trim()));
    let (year, message) = match (before, since) {
        (Some(year @ 1..=MAX_YEAR), _) => (1 - year, "years before Christ count from 1 BC = 0000"),
        (_, Some(year @ 1..=MAX_YEAR)) => (year, "a year is written without its era"),
        _ => return None,
    };
    Some(piece.instead(format!("{}{}", year_text(year), mark.symbol()), message))
}

/// `spring 1947`.
fn season_word(piece: Piece) -> Option<Fault> {
    let (body, mark) = piece.unmarked();
    let lower = body.text.to_ascii_lowercase();
    let tokens: Vec<&str> = lower
        .split([' ', ','])
        .filter(|t| !matches!(*t, "" | "of" | "the"))
        .collect();
    let [first, second] = *tokens.as_slice() else {
        return None;
    };
    let (word, year) = if number(first).is_some() {
        (second, first)
    } else {
        (first, second)
    };
    let season = match word {
        "spring" => 21,
        "summer" => 22,
        "autumn" | "fall" => 23,
        "winter" => 24,
        _ => return None,
    };
    number(year)?;
    Some(piece.instead(
        format!("{year}-{season}{}", mark.symbol()),
        "a season is written as 21 (spring) to 24 (winter) after the year",
    ))
}

/// `14 Aug 1947`, `August 14, 1947`, `Aug 1947`, `14-Aug-1947`.
fn month_word(piece: Piece) -> Option<Fault> {
    let (body, mark) = piece.unmarked();
    let lower = body.text.to_ascii_lowercase();
    let (mut month, mut numbers) = (None, Vec::new());
    for token in lower
        .split([' ', ',', '.', '-', '/'])
        .filter(|t| !matches!(*t, "" | "of" | "the"))
    {
        match (month_number(token), number(ordinal_stem(token))) {
            (Some(found), _) if month.is_none() => month = Some(found),
            (_, Some(_)) => numbers.push(ordinal_stem(token)),
            _ if is_weekday(token) => {}
            _ => return None,
        }
    }
    let month = month?;
    let date = match *numbers.as_slice() {
        [year] if year.len() == 4 => format!("{year}-{month:02}"),
        [year, day] | [day, year] if year.len() == 4 && day.len() <= 2 => {
            format!("{year}-{month:02}-{day:0>2}")
        }
        _ => {
            return Some(piece.wrong("a date is written in figures with a year of four digits, as in 1947-08-14"));
        }
    };
    let edit = format!("{date}{}", mark.symbol());
    Some(
        piece
            .instead(edit, "a date is written in figures, the year first")
            .certain(),
    )
}

fn ordinal_stem(token: &str) -> &str {
    let stem = token
        .get(..token.len().saturating_sub(2))
        .filter(|stem| number(stem).is_some());
    let ending = stem.and_then(|stem| token.get(stem.len()..));
    match (stem, ending) {
        (Some(stem), Some("st" | "nd" | "rd" | "th")) => stem,
        _ => token,
    }
}

/// The number of an English month, in full or shortened to three letters or more.
fn month_number(token: &str) -> Option<usize> {
    (token.len() >= 3).then_some(())?;
    let place = ENGLISH_MONTHS
        .iter()
        .position(|name| name.to_ascii_lowercase().starts_with(token));
    place.map(|place| place + 1)
}

fn is_weekday(token: &str) -> bool {
    let days = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    token.len() >= 3 && days.iter().any(|day| day.starts_with(token))
}
