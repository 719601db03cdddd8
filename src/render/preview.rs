//! The pictures that other sites show beside a link (Open Graph), one per kind of entry, and the icon for home screens.
//!
//! They are drawn from the theme's `templates/preview.svg` and `static/favicon.svg`, with the fonts of the program and
//! those of the site's own theme. Other sites want an absolute address, so a site without `base-url` has none of them.

use super::html::TemplateError;
use super::{OutputFile, Renderer};
use crate::model::Kind;
use crate::model::language::direction;
use crate::site::Site;
use crate::source::{SourceTree, theme};
use crate::view::{self, DrawnPreview, PREVIEW};
use png::{BitDepth, ColorType, DeflateCompression, Encoder, EncodingError, Filter};
use rayon::prelude::*;
use resvg::usvg::{Options, Transform, Tree, fontdb};
use resvg::{tiny_skia::Pixmap, usvg};
use std::sync::Arc;
use tera::Context;

/// Where the icon for home screens is published, and its width and height in pixels.
const ICON: (&str, u16) = ("static/touch-icon.png", 180);

/// How many letters fit in a line of the title, and of one that needs more than two; and how many lines.
const TITLE: (usize, usize, usize) = (23, 29, 3);

/// How many letters fit in a line of the description, and how many lines.
const DESCRIPTION: (usize, usize) = (72, 2);

/// The family that is tried first; letters that it does not have are taken from any other.
const FAMILY: &str = "Noto Serif";

/// The pictures of a site that knows its address.
pub(super) fn files(renderer: &Renderer<'_>) -> Result<Vec<OutputFile>, TemplateError> {
    let site = renderer.site;
    if site.config.base_url().is_none() {
        return Ok(Vec::new());
    }
    let options = options(renderer.tree);
    let texts = renderer.loaded.text_values.get(site.config.language());
    let draw = |kind: Kind| {
        let mut context = Context::new();
        context.insert_value("site", renderer.loaded.site_value.clone());
        if let Some(texts) = texts {
            context.insert_value("t", texts.clone());
        }
        context.insert("preview", &drawn(site, kind));
        let svg = renderer.loaded.templates.render_file("preview.svg", &context)?;
        let bytes = png(&svg, PREVIEW, &options).ok_or_else(|| unreadable("preview.svg"))?;
        Ok(OutputFile {
            path: view::preview_address(kind),
            bytes,
        })
    };
    let mut files = Kind::ALL.into_par_iter().map(draw).collect::<Result<Vec<_>, _>>()?;
    let icon = String::from_utf8(renderer.static_file("favicon.svg")).unwrap_or_default();
    let icon = png(&icon, (ICON.1, ICON.1), &options);
    files.extend(icon.map(|bytes| OutputFile {
        path: ICON.0.to_owned(),
        bytes,
    }));
    Ok(files)
}

fn drawn(site: &Site, kind: Kind) -> DrawnPreview {
    let view = view::site(site);
    let wide = lines(&view.title, TITLE.0, TITLE.2);
    DrawnPreview {
        kind: kind.name(),
        title: if wide.len() > 2 {
            lines(&view.title, TITLE.1, TITLE.2)
        } else {
            wide
        },
        description: lines(&view.description, DESCRIPTION.0, DESCRIPTION.1),
        width: PREVIEW.0,
        height: PREVIEW.1,
        rtl: direction(&view.language) == "rtl",
    }
}

/// A text in lines of at most so many letters, where no word is longer; what does not fit ends with an ellipsis.
fn lines(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let kept = last.trim_end_matches([',', ';', ':', '.']).len();
            last.truncate(kept);
            last.push('…');
        }
    }
    lines
}

/// The fonts of the program, and after them those that the site's own theme has in `static/`.
fn options(tree: &SourceTree) -> Options<'static> {
    let mut fonts = fontdb::Database::new();
    let own = tree.theme_assets.iter();
    let own = own.filter(|asset| asset.path.ends_with(".ttf") || asset.path.ends_with(".otf"));
    let default = theme::below(theme::DEFAULT, "fonts/").into_iter();
    let default = default.filter(|(path, _)| path.ends_with(".ttf"));
    for bytes in default
        .map(|(_, bytes)| bytes.to_vec())
        .chain(own.map(|it| it.bytes.to_vec()))
    {
        fonts.load_font_data(bytes);
    }
    Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::new(fonts),
        // Nothing is fetched and no file is read: a picture is what its own text says.
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

/// An SVG as PNG, made as large as that.
fn png(svg: &str, (width, height): (u16, u16), options: &Options<'_>) -> Option<Vec<u8>> {
    let tree = Tree::from_str(svg, options).ok()?;
    let mut pixels = Pixmap::new(width.into(), height.into())?;
    let size = tree.size();
    let scale = Transform::from_scale(f32::from(width) / size.width(), f32::from(height) / size.height());
    resvg::render(&tree, scale, &mut pixels.as_mut());
    match Indexed::of(&pixels.clone().take_demultiplied()) {
        Some(indexed) => indexed.png((width, height)).ok(),
        None => pixels.encode_png().ok(),
    }
}

/// A picture of few colours: half as large as one with the colour of each pixel, and packed in a fraction of the time.
struct Indexed {
    colours: Vec<[u8; 4]>,
    pixels: Vec<u8>,
}

impl Indexed {
    /// The same picture as red, green, blue and alpha of each pixel; nothing where it has too many colours.
    fn of(pixels: &[u8]) -> Option<Indexed> {
        let (whole, _) = pixels.as_chunks::<4>();
        let mut indexed = Indexed {
            colours: Vec::new(),
            pixels: Vec::with_capacity(whole.len()),
        };
        let mut last: Option<([u8; 4], u8)> = None;
        for &pixel in whole {
            let number = match last {
                Some((colour, number)) if colour == pixel => number,
                _ => indexed.number(pixel)?,
            };
            last = Some((pixel, number));
            indexed.pixels.push(number);
        }
        Some(indexed)
    }

    /// The number of a colour, a new one where it is new.
    fn number(&mut self, colour: [u8; 4]) -> Option<u8> {
        let known = self.colours.iter().position(|it| *it == colour);
        let number = u8::try_from(known.unwrap_or(self.colours.len())).ok()?;
        if known.is_none() {
            self.colours.push(colour);
        }
        Some(number)
    }

    fn png(&self, (width, height): (u16, u16)) -> Result<Vec<u8>, EncodingError> {
        let colours = self.colours.iter();
        let palette: Vec<u8> = colours
            .clone()
            .flat_map(|[red, green, blue, _]| [*red, *green, *blue])
            .collect();
        let alpha: Vec<u8> = colours.map(|[.., alpha]| *alpha).collect();
        let mut png = Vec::new();
        let mut encoder = Encoder::new(&mut png, width.into(), height.into());
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_palette(palette);
        if alpha.iter().any(|it| *it < u8::MAX) {
            encoder.set_trns(alpha);
        }
        // Areas of one colour are what such pictures consist of.
        encoder.set_filter(Filter::NoFilter);
        encoder.set_deflate_compression(DeflateCompression::Level(4));
        encoder.write_header()?.write_image_data(&self.pixels)?;
        Ok(png)
    }
}

fn unreadable(template: &str) -> TemplateError {
    TemplateError {
        template: template.to_owned(),
        message: "what it gives is no SVG that can be drawn".to_owned(),
        at: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_few_colours_has_them_in_a_palette() {
        let pixels: Vec<u8> = (0..=255)
            .flat_map(|it| [it, 7, it / 2, it, it, 7, it / 2, it])
            .collect();
        let indexed = Indexed::of(&pixels).expect("it has 256 colours");
        let png = indexed.png((256, 2)).expect("it is a picture");
        let drawn = Pixmap::decode_png(&png).expect("it can be read");
        let wanted: Vec<u8> = drawn.pixels().iter().map(|it| it.demultiply().alpha()).collect();
        assert_eq!(wanted, (0..=255).flat_map(|it| [it, it]).collect::<Vec<u8>>());
        assert_eq!(indexed.colours.len(), 256);
        assert!(
            Indexed::of(&[&pixels[..], &[1, 2, 3, 4]].concat()).is_none(),
            "one more"
        );
    }

    #[test]
    fn a_text_is_broken_between_words_and_cut_with_an_ellipsis() {
        assert_eq!(
            lines("Lights of the north coast", 12, 3),
            ["Lights of", "the north", "coast"]
        );
        assert_eq!(lines("one, two, three", 5, 2), ["one,", "two…"]);
        assert_eq!(lines("", 5, 2), [""; 0]);
    }
}
