//! How much room a name takes in the drawing: no font is known when a site is built, so widths are estimated, and wide.

/// The height of an ordinary label in the units of the drawing (CSS pixels at the usual text size), at least that of a
/// target for a finger (WCAG 2.2, 2.5.8).
pub(super) const HEIGHT: f64 = 24.0;

/// Between the dot and the name.
pub(super) const GAP: f64 = 4.0;

/// The room that a name takes, in units of the drawing.
pub(super) fn width(name: &str, font_size: f64) -> f64 {
    name.chars().map(advance).sum::<f64>() * font_size
}

/// The advance of a character in em: that of DejaVu Sans, wider than most, by class.
fn advance(c: char) -> f64 {
    match c {
        '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{200b}'..='\u{200f}' => 0.0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | '’' | ':' | ';' | '|' | '!' => 0.33,
        ' ' | 'f' | 't' | 'r' | '-' | '(' | ')' | '/' | '\u{a0}' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' => 1.0,
        'A'..='Z' => 0.74,
        'a'..='z' | '0'..='9' => 0.62,
        // Scripts whose characters are as wide as high.
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' => 1.05,
        '\u{ff00}'..='\u{ff60}' | '\u{1f000}'.. => 1.05,
        _ => 0.76,
    }
}

#[cfg(test)]
mod tests {
    use super::width;

    #[test]
    fn long_names_take_more_room_than_short_ones() {
        assert!(width("Mill", 10.0) < width("Lights Board", 10.0));
        assert!(width("e\u{301}", 10.0) < width("ee", 10.0));
        assert!(width("燈塔", 10.0) > 20.0);
    }
}
