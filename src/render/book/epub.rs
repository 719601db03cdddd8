//! The site as an EPUB 3.3 (W3C): a chapter per page, with a table of contents, landmarks and what it says of its own
//! accessibility (EPUB Accessibility 1.1).

use super::super::html_text::escape;
use super::super::{OutputFile, Renderer};
use super::Chapter;
use super::fragment::Pieces;
use crate::model::Kind;
use crate::model::language::direction;
use crate::site::address::Listing;
use crate::site::downloads::BOOK;
use crate::view::{self, Subject};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write as _};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The state of a site whose date is not known; an EPUB has to give one.
const UNKNOWN: &str = "1970-01-01T00:00:00Z";

/// The style of the book, a file of the theme.
const STYLE: &str = "book.css";

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>\
    <rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";

/// What the book can be read by, and what helps in it. Pictures of the content have words, drawings are left out.
const ACCESSIBILITY: &[(&str, &str)] = &[
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "alternativeText"),
    ("schema:accessibilityFeature", "ARIA"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityFeature", "index"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "unlocked"),
    ("schema:accessibilityHazard", "none"),
];

/// An archive in memory.
type Archive = ZipWriter<Cursor<Vec<u8>>>;

/// The media type of a picture that every reading system shows.
pub(super) fn media_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit('.').next()?.to_ascii_lowercase().as_str() {
        "gif" => "image/gif",
        "jpeg" | "jpg" => "image/jpeg",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        _ => return None,
    })
}

/// The book; `lost` are the fragments of each chapter that lead to nothing. It is made in memory, where nothing can fail but
/// a book beyond all sizes; then there is none.
pub(super) fn book(
    renderer: &Renderer<'_>,
    chapters: &[Chapter],
    packed: Vec<Vec<u8>>,
    pieces: &mut [Pieces],
    lost: &[Vec<usize>],
) -> Option<OutputFile> {
    let book = Book {
        renderer,
        chapters,
        pictures: pieces
            .iter_mut()
            .flat_map(|it| std::mem::take(&mut it.pictures))
            .collect(),
    };
    let mended = |(number, packed): (usize, Vec<u8>)| match lost.get(number) {
        Some(lost) if !lost.is_empty() => without(&chapters[number], &packed, &pieces[number], lost),
        _ => Ok(packed),
    };
    let packed = packed.into_par_iter().enumerate().map(mended);
    let bytes = book.zip(packed.collect::<ZipResult<_>>().ok()?).ok()?;
    Some(OutputFile {
        path: BOOK.to_owned(),
        bytes,
    })
}

/// What a chapter begins with.
pub(super) fn beginning(renderer: &Renderer<'_>, chapter: &Chapter) -> String {
    let part = match landmark(chapter) {
        Some("bodymatter") | None => "bodymatter",
        Some(_) => "backmatter",
    };
    let root = crate::site::address::root(&chapter.address);
    let mut document = head((&chapter.lang, chapter.dir), &chapter.title, &format!("{root}{STYLE}"));
    let kind = chapter.kind(renderer.site);
    let _ = write!(document, "<body class=\"k-{kind}\" epub:type=\"{part}\">");
    document
}

/// A chapter that has been written as an archive of its own, whose content goes into the book as it is.
pub(super) fn packed(chapter: &Chapter, mut written: String) -> ZipResult<Vec<u8>> {
    written.push_str("</body>");
    written.push_str(END);
    pack(chapter, &written)
}

fn pack(chapter: &Chapter, document: &str) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(document.len() / 2 + 512)));
    zip.start_file(format!("EPUB/{}", file(&chapter.address)), deflated())?;
    zip.write_all(document.as_bytes())?;
    let mut bytes = zip.finish()?.into_inner();
    bytes.shrink_to_fit();
    Ok(bytes)
}

/// A packed chapter without some of its fragments.
fn without(chapter: &Chapter, packed: &[u8], pieces: &Pieces, lost: &[usize]) -> ZipResult<Vec<u8>> {
    let mut document = String::new();
    ZipArchive::new(Cursor::new(packed))?
        .by_index(0)?
        .read_to_string(&mut document)?;
    pack(chapter, &pieces.book.cut(&document, lost))
}

/// The chapter of a page: in the folder of the page, so that links between them stay as they are.
pub(super) fn file(address: &str) -> String {
    format!("{}.xhtml", address.trim_end_matches(".html"))
}

struct Book<'a> {
    renderer: &'a Renderer<'a>,
    chapters: &'a [Chapter],
    /// The pictures in it, by their paths from the root of the site.
    pictures: BTreeSet<String>,
}

impl Book<'_> {
    /// The archive. The type comes first and uncompressed (OCF 4.2), and nothing says when it was made.
    fn zip(&self, chapters: Vec<Vec<u8>>) -> ZipResult<Vec<u8>> {
        let length: usize = chapters.iter().map(Vec::len).sum();
        let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(length + (1 << 16))));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let add = |zip: &mut Archive, path: &str, bytes: &[u8], options| -> ZipResult<()> {
            zip.start_file(path, options)?;
            Ok(zip.write_all(bytes)?)
        };
        add(&mut zip, "mimetype", b"application/epub+zip", stored)?;
        let (package, navigation, style) = (self.package(), self.navigation(), self.renderer.static_file(STYLE));
        for (path, bytes) in [
            ("META-INF/container.xml", CONTAINER.as_bytes()),
            ("EPUB/package.opf", package.as_bytes()),
            ("EPUB/nav.xhtml", navigation.as_bytes()),
            (&format!("EPUB/{STYLE}"), &style),
        ] {
            add(&mut zip, path, bytes, deflated())?;
        }
        for chapter in chapters {
            zip.merge_archive(ZipArchive::new(Cursor::new(chapter))?)?;
        }
        let assets = self.renderer.tree.assets.iter();
        for asset in assets.filter(|it| self.pictures.contains(&it.path)) {
            add(&mut zip, &format!("EPUB/{}", asset.path), &asset.bytes, stored)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    /// The table of contents, and the places that a reading system offers.
    fn navigation(&self) -> String {
        let language = self.renderer.site.config.language();
        let title = escape(self.renderer.text(language, "contents"));
        let link = |chapter: &Chapter| {
            format!(
                "<a href=\"{}\">{}</a>",
                escape(&file(&chapter.address)),
                escape(&chapter.title)
            )
        };
        let mut body = format!("<body><nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\"><h1>{title}</h1><ol>");
        let mut is_open = false;
        for (at, chapter) in self.chapters.iter().enumerate() {
            let next_below = self.chapters.get(at + 1).is_some_and(|next| next.is_below);
            if is_open && !chapter.is_below {
                body.push_str("</ol></li>");
                is_open = false;
            }
            let _ = write!(body, "<li>{}", link(chapter));
            if next_below && !chapter.is_below {
                body.push_str("<ol>");
                is_open = true;
            } else {
                body.push_str("</li>\n");
            }
        }
        if is_open {
            body.push_str("</ol></li>");
        }
        let _ = write!(
            body,
            "</ol></nav><nav epub:type=\"landmarks\" hidden=\"\"><ol><li><a epub:type=\"toc\" href=\"#toc\">{title}</a></li>"
        );
        let mut taken = BTreeSet::new();
        for chapter in self.chapters {
            if let Some(kind) = landmark(chapter).filter(|kind| taken.insert(*kind)) {
                let href = escape(&file(&chapter.address));
                let _ = write!(
                    body,
                    "<li><a epub:type=\"{kind}\" href=\"{href}\">{}</a></li>",
                    escape(&chapter.title)
                );
            }
        }
        body.push_str("</ol></nav></body>");
        document(
            (language, direction(language)),
            self.renderer.text(language, "contents"),
            STYLE,
            &body,
        )
    }

    fn package(&self) -> String {
        let site = self.renderer.site;
        let language = site.config.language();
        let mut opf = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
             unique-identifier=\"id\" xml:lang=\"{0}\" dir=\"{1}\" \
             prefix=\"schema: http://schema.org/\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n",
            escape(language),
            direction(language)
        );
        let view = view::site(site);
        let mut say = |name: &str, value: &str| {
            let _ = writeln!(opf, "<dc:{name}>{}</dc:{name}>", escape(value));
        };
        say("title", &view.title);
        say("language", language);
        say("description", &view.description);
        say("publisher", &view.title);
        view.authors.iter().for_each(|author| say("creator", author));
        view.licence.iter().for_each(|licence| say("rights", licence));
        site.config.base_url().iter().for_each(|base| say("source", base));
        let identifier = self.identifier();
        let _ = writeln!(opf, "<dc:identifier id=\"id\">{identifier}</dc:identifier>");
        let modified = site.date.as_deref().unwrap_or(UNKNOWN);
        let _ = writeln!(opf, "<meta property=\"dcterms:modified\">{modified}</meta>");
        for (property, value) in ACCESSIBILITY {
            let _ = writeln!(opf, "<meta property=\"{property}\">{value}</meta>");
        }
        if !self.pictures.is_empty() {
            opf.push_str("<meta property=\"schema:accessMode\">visual</meta>\n");
        }
        let summary = escape(self.renderer.text(language, "book-accessibility"));
        let _ = writeln!(
            opf,
            "<meta property=\"schema:accessibilitySummary\">{summary}</meta>\n</metadata>"
        );
        self.manifest(&mut opf);
        opf
    }

    fn manifest(&self, opf: &mut String) {
        opf.push_str("<manifest>\n<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n");
        let _ = writeln!(opf, "<item id=\"style\" href=\"{STYLE}\" media-type=\"text/css\"/>");
        for (at, chapter) in self.chapters.iter().enumerate() {
            let href = escape(&file(&chapter.address));
            let _ = writeln!(
                opf,
                "<item id=\"c{at}\" href=\"{href}\" media-type=\"application/xhtml+xml\"/>"
            );
        }
        let kinds: BTreeMap<&String, &str> = self
            .pictures
            .iter()
            .filter_map(|it| Some((it, media_type(it)?)))
            .collect();
        for (at, (path, kind)) in kinds.iter().enumerate() {
            let href = escape(&path.replace(' ', "%20"));
            let _ = writeln!(opf, "<item id=\"p{at}\" href=\"{href}\" media-type=\"{kind}\"/>");
        }
        opf.push_str("</manifest>\n<spine>\n<itemref idref=\"nav\" linear=\"no\"/>\n");
        for at in 0..self.chapters.len() {
            let _ = writeln!(opf, "<itemref idref=\"c{at}\"/>");
        }
        opf.push_str("</spine>\n</package>\n");
    }

    /// The same for every edition of a site: a UUID (RFC 9562, version 8) from its address, else its title.
    fn identifier(&self) -> String {
        let config = &self.renderer.site.config;
        let name = config.base_url().unwrap_or_else(|| config.title.value.clone());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&blake3::hash(name.as_bytes()).as_bytes()[..16]);
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex = format!("{:032x}", u128::from_be_bytes(bytes));
        format!(
            "urn:uuid:{}-{}-{}-{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..]
        )
    }
}

/// What a reading system calls a chapter, for those that it can lead to.
fn landmark(chapter: &Chapter) -> Option<&'static str> {
    match chapter.subject {
        Subject::Home => Some("bodymatter"),
        Subject::Listing(Listing::Kind(Kind::Term), 0) => Some("glossary"),
        Subject::Listing(Listing::Index, 0) => Some("index"),
        Subject::Listing(Listing::Bibliography, 0) => Some("bibliography"),
        _ => None,
    }
}

/// Packed at the level that takes three quarters of the time of the usual one and one part in thirty more bytes.
fn deflated() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(2))
}

/// What ends a document.
const END: &str = "\n</html>\n";

fn document(language: (&str, &str), title: &str, style: &str, body: &str) -> String {
    head(language, title, style) + body + END
}

fn head((lang, dir): (&str, &str), title: &str, style: &str) -> String {
    let (lang, title) = (escape(lang), escape(title));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{lang}\" xml:lang=\"{lang}\" dir=\"{dir}\">\n<head>\
         <title>{title}</title><link rel=\"stylesheet\" type=\"text/css\" href=\"{style}\"/></head>\n"
    )
}
