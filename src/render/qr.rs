//! The address of a page as a QR code, for paper.

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, Module};
use std::fmt::Write;

/// Empty modules around the code, as ISO/IEC 18004 wants them.
const QUIET: usize = 4;

/// The code as SVG; none for a text that is too long.
pub(super) fn svg(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in code.data.chunks(code.size).take(code.size).enumerate() {
        runs(&mut path, y + QUIET, row);
    }
    Some(format!(
        "<svg viewBox=\"0 0 {side} {side}\" role=\"img\" aria-hidden=\"true\"><path stroke=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// The dark stretches of a row as lines of width 1.
fn runs(path: &mut String, y: usize, row: &[Module]) {
    let mut x = 0;
    while let Some(module) = row.get(x) {
        let length = row.iter().skip(x).take_while(|it| it.value() == module.value()).count();
        if module.value() {
            let _ = write!(path, "M{} {y}.5h{length}", x + QUIET);
        }
        x += length.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[test]
    fn a_code_has_its_three_corners_and_an_empty_border() {
        let svg = svg("https://example.org/lights/").unwrap();
        let first = svg.split("d=\"").nth(1).unwrap();
        assert!(first.starts_with("M4 4.5h7"), "{svg}");
        assert!(svg.contains("viewBox=\"0 0 37 37\""), "{svg}");
        assert!(!svg.contains("M3 "), "{svg}");
    }

    #[test]
    fn a_text_that_is_too_long_has_none() {
        assert_eq!(svg(&"a".repeat(5000)), None);
    }
}
