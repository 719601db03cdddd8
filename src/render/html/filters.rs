//! The filters that templates have beside Tera's own.

#![expect(
    clippy::needless_pass_by_value,
    reason = "Tera hands filters their arguments by value"
)]

use crate::model::language::{Forms, PLURAL_FORMS};
use std::cell::Cell;
use std::fmt::Write as _;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// Makes the filters known; a template that is read before cannot use them.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("json_ld", json_ld);
    tera.register_filter("thousands", thousands);
    tera.register_filter("fill", fill);
    tera.register_function("range", range);
}

/// How many numbers a page may count through: a loop in a loop in a loop would never end, and say nothing.
const MOST_NUMBERS: i128 = 1_000_000;

thread_local! {
    /// How many numbers the page that this thread makes may still count through.
    static NUMBERS: Cell<i128> = const { Cell::new(MOST_NUMBERS) };
}

/// Begins a page.
pub(super) fn begin() {
    NUMBERS.set(MOST_NUMBERS);
}

/// The numbers from `start` (0 if left out) up to but not including `end`, in steps of `step_by` (1 if left out).
fn range(kwargs: Kwargs, _: &State) -> TeraResult<Vec<i128>> {
    let start = kwargs.get::<i128>("start")?.unwrap_or_default();
    let end = kwargs.must_get::<i128>("end")?;
    let step = kwargs.get::<i128>("step_by")?.unwrap_or(1);
    if step == 0 || (start > end && step > 0) {
        return Err(Error::message(
            "`range` never comes from `start` to `end` in these steps",
        ));
    }
    let count = end.checked_sub(start).and_then(|length| length.checked_div(step));
    let left = NUMBERS
        .get()
        .saturating_sub(count.map_or(i128::MAX, |count| count.max(0) + 1));
    NUMBERS.set(left);
    if left < 0 {
        let message = format!("the page counts through more than {MOST_NUMBERS} numbers with `range`");
        return Err(Error::message(message));
    }
    let numbers = std::iter::successors(Some(start), |number| number.checked_add(step));
    let inside = |number: &i128| if step > 0 { *number < end } else { *number > end };
    Ok(numbers.take_while(inside).collect())
}

/// JSON that can stand in a `script` element: `<`, `>` and `&` could end or begin something there, and U+2028 and
/// U+2029 end a line in older JavaScript, so all five are written as escapes, which JSON reads as the same text.
fn json_ld(value: &Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    // Tera's maps have no order; those of serde_json are sorted, which keeps the output the same on every run.
    let sorted = serde_json::to_value(value).map_err(Error::message)?;
    let is_escaped = |c: char| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
    let written = sorted.to_string();
    let mut escaped = String::with_capacity(written.len());
    for part in written.split_inclusive(is_escaped) {
        match part.chars().next_back().filter(|c| is_escaped(*c)) {
            Some(c) => {
                escaped.push_str(part.strip_suffix(c).unwrap_or(part));
                write!(escaped, "\\u{:04x}", u32::from(c)).map_err(Error::message)?;
            }
            None => escaped.push_str(part),
        }
    }
    Ok(Value::safe_string(&escaped))
}

/// A whole number in groups of three, from five digits on (four-digit numbers are read at a glance). `by` is what
/// stands between the groups; a narrow no-break space (ISO 80000-1) if left out.
fn thousands(number: i64, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let by = kwargs.get::<&str>("by")?.unwrap_or("\u{202f}");
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::from(if number < 0 { "\u{2212}" } else { "" });
    for (position, digit) in digits.chars().enumerate() {
        let left = digits.len() - position;
        if digits.len() > 4 && position > 0 && left.is_multiple_of(3) {
            grouped.push_str(by);
        }
        grouped.push(digit);
    }
    Ok(grouped)
}

/// An interface text with its blanks filled: `"{gaps} of {cells}" | fill(gaps=2, cells=12)`. A blank without a value
/// stays as it is. Of a text with plural forms it is the one for the number `count`.
fn fill(text: &Value, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let forms = text.as_map().and(text.get_from_path("language"));
    let form = match forms.and_then(Value::as_str) {
        Some(language) => plural_form(text, language, kwargs.get::<u64>("count")?.unwrap_or_default()),
        None => text.as_str().unwrap_or_default().to_owned(),
    };
    Ok(filled(&form, &kwargs))
}

/// The form of a text for a number.
fn plural_form(text: &Value, language: &str, count: u64) -> String {
    let forms = PLURAL_FORMS.into_iter();
    let forms = forms.filter_map(|form| Some((form, text.get_from_path(form)?.as_str()?)));
    let forms: Vec<_> = forms.collect();
    Forms::new(language, &forms).cardinal(count).to_owned()
}

fn filled(text: &str, kwargs: &Kwargs) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after
            .split_once('}')
            .and_then(|(name, tail)| Some((argument(kwargs, name)?, tail)));
        if let Some((value, tail)) = value {
            filled.push_str(&value);
            rest = tail;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled + rest
}

/// The argument of that name as text.
fn argument(kwargs: &Kwargs, name: &str) -> Option<String> {
    let value: &Value = kwargs.get::<&Value>(name).ok()??;
    Some(value.to_string())
}
