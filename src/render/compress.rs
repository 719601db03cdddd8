//! Texts packed beforehand, with gzip (RFC 1952) and Brotli (RFC 7932), for servers that send them as they are.

use super::OutputFile;
use flate2::{Compression, GzBuilder};
use rayon::prelude::*;
use std::io::Write;

/// The endings of texts; pictures and archives are packed already.
const TEXTS: [&str; 18] = [
    "html",
    "css",
    "js",
    "json",
    "jsonld",
    "xml",
    "svg",
    "csv",
    "tsv",
    "txt",
    "md",
    "ics",
    "bib",
    "ris",
    "gexf",
    "graphml",
    "ttl",
    "webmanifest",
];

/// Below this a packet on the network is not filled anyway.
const SMALLEST: usize = 1024;

/// The packed form of each text, where it is smaller.
pub(super) fn packed(files: &[OutputFile]) -> Vec<OutputFile> {
    let is_text = |file: &&OutputFile| {
        let ending = file.path.rsplit('.').next().unwrap_or_default();
        file.bytes.len() >= SMALLEST && TEXTS.contains(&ending)
    };
    let pack = |file: &OutputFile| {
        let both = [("gz", gzip(&file.bytes)), ("br", brotli(&file.bytes))];
        let smaller = both.into_iter().filter_map(|(ending, bytes)| {
            let bytes = bytes?;
            let path = format!("{}.{ending}", file.path);
            (bytes.len() < file.bytes.len()).then_some(OutputFile { path, bytes })
        });
        smaller.collect::<Vec<_>>()
    };
    let texts: Vec<&OutputFile> = files.iter().filter(is_text).collect();
    texts.into_par_iter().flat_map_iter(pack).collect()
}

/// The same bytes at every time on every machine: no name, no date.
fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut writer = GzBuilder::new().write(Vec::new(), Compression::best());
    writer.write_all(bytes).ok()?;
    writer.finish().ok()
}

fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 9,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters).ok()?;
    Some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_that_get_smaller_are_packed() {
        let file = |path: &str, text: String| OutputFile::text(path, text);
        let files = [
            file("a.html", "lamp ".repeat(500)),
            file("b.html", "lamp".to_owned()),
            file("c.png", "lamp ".repeat(500)),
        ];
        let paths: Vec<String> = packed(&files).into_iter().map(|it| it.path).collect();
        assert_eq!(paths, ["a.html.gz", "a.html.br"]);
    }
}
