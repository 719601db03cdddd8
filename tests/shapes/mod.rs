//! What a published file consists of, apart from its texts: elements, keys, lines, records, statements, counted. Two
//! sites that differ in their texts alone have the same shapes; a text that broke out of its place has changed one.
#![allow(dead_code, reason = "each test uses a part of it")]

use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// How often each part occurs.
pub(crate) type Shape = BTreeMap<String, usize>;

/// The shape of a file; nothing for one that has none, such as a picture. What is no sound file of its format is an error.
pub(crate) fn of(path: &str, bytes: &[u8]) -> Result<Option<Shape>, String> {
    let ending = path.rsplit('.').next().unwrap_or_default();
    if matches!(ending, "epub" | "imscc" | "zip") {
        return archive(bytes).map(Some);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Ok(None);
    };
    let shape = match ending {
        "xml" | "svg" | "gexf" | "graphml" | "opf" | "xhtml" | "ncx" => xml(text)?,
        "json" => json(text)?,
        "jsonld" => json_ld(bytes)?,
        "ttl" => turtle(bytes)?,
        "csv" => csv(text)?,
        "ics" => calendar(text)?,
        "ris" => ris(text)?,
        "bib" => bibtex(text)?,
        "cff" => yaml(text)?,
        "txt" | "md" => markdown(text),
        "htaccess" | "conf" => directives(text),
        _ if path == "_redirects" || path == "_headers" => directives(text),
        _ => return Ok(None),
    };
    Ok(Some(shape))
}

fn count(shape: &mut Shape, part: impl Into<String>) {
    *shape.entry(part.into()).or_default() += 1;
}

fn archive(bytes: &[u8]) -> Result<Shape, String> {
    let mut shape = Shape::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(|error| error.to_string())?;
        let name = file.name().map_err(|error| error.to_string())?.into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)
            .map_err(|error| format!("{name}: {error}"))?;
        let inner = of(&name, &bytes).map_err(|error| format!("{name}: {error}"))?;
        for (part, number) in inner.into_iter().flatten() {
            shape.insert(format!("{name}: {part}"), number);
        }
        count(&mut shape, name);
    }
    Ok(shape)
}

fn xml(text: &str) -> Result<Shape, String> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..Default::default()
    };
    let document = roxmltree::Document::parse_with_options(text, options).map_err(|error| error.to_string())?;
    let mut shape = Shape::new();
    for node in document.descendants() {
        if node.is_element() {
            let name = node.tag_name().name();
            // Runs of another direction or script are marked; where they are follows the text.
            if name == "span" {
                continue;
            }
            count(&mut shape, name);
            for attribute in node.attributes() {
                count(&mut shape, format!("{name} {}", attribute.name()));
                if ["href", "src", "uri", "resource"].contains(&attribute.name()) {
                    alive_address(attribute.value())?;
                }
            }
        } else if node.is_comment() || node.is_pi() {
            count(&mut shape, "comment or instruction");
        }
    }
    Ok(shape)
}

/// An address that a program would run.
fn alive_address(value: &str) -> Result<(), String> {
    let bare: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    let bare = bare.to_ascii_lowercase();
    let alive = ["javascript:alive", "vbscript:alive", "data:text/html"];
    if alive.iter().any(|scheme| bare.starts_with(scheme)) {
        return Err(format!("an attribute is `{value}`"));
    }
    Ok(())
}

fn json(text: &str) -> Result<Shape, String> {
    let value: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut shape = Shape::new();
    values(&value, &mut shape);
    Ok(shape)
}

/// Counts what a JSON value consists of; keys may be texts of authors.
fn values(value: &Json, shape: &mut Shape) {
    let kind = match value {
        Json::Null => "null",
        Json::Bool(_) => "bool",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    };
    count(shape, kind);
    match value {
        Json::Array(items) => items.iter().for_each(|it| values(it, shape)),
        Json::Object(object) => object.values().for_each(|it| values(it, shape)),
        _ => {}
    }
}

/// Statements that two things are the same need an address; one that no address can be is left out.
fn count_statement(shape: &mut Shape, predicate: String) {
    if !predicate.ends_with("#exactMatch>") && !predicate.ends_with("/sameAs>") {
        count(shape, predicate);
    }
}

fn json_ld(bytes: &[u8]) -> Result<Shape, String> {
    let mut shape = Shape::new();
    for quad in oxjsonld::JsonLdParser::new().for_slice(bytes) {
        let quad = quad.map_err(|error| error.to_string())?;
        count_statement(&mut shape, quad.predicate.to_string());
    }
    Ok(shape)
}

fn turtle(bytes: &[u8]) -> Result<Shape, String> {
    let mut shape = Shape::new();
    for triple in oxttl::TurtleParser::new().for_slice(bytes) {
        let triple = triple.map_err(|error| error.to_string())?;
        count_statement(&mut shape, triple.predicate.to_string());
    }
    Ok(shape)
}

/// Rows and cells (RFC 4180). Every row must have as many cells as the first, and no cell may be a formula.
fn csv(text: &str) -> Result<Shape, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut shape = Shape::new();
    let (mut row, mut cell, mut quoted, mut width) = (0, String::new(), false, None);
    let mut letters = text.chars().peekable();
    let end_cell = |cell: &mut String| {
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
            return Err(format!("a spreadsheet runs the cell `{cell}`"));
        }
        cell.clear();
        Ok(())
    };
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => {
                end_cell(&mut cell)?;
                row += 1;
            }
            '\r' if !quoted => {}
            '\n' if !quoted => {
                end_cell(&mut cell)?;
                if *width.get_or_insert(row) != row {
                    return Err(format!(
                        "a row has {} cells, the first has {}",
                        row + 1,
                        width.unwrap_or(0) + 1
                    ));
                }
                row = 0;
                count(&mut shape, "row");
            }
            c => cell.push(c),
        }
    }
    if quoted || !cell.is_empty() {
        return Err("the last row does not end".to_owned());
    }
    Ok(shape)
}

/// Properties by name (RFC 5545): lines end in CRLF, have at most 75 octets, and are unfolded first.
fn calendar(text: &str) -> Result<Shape, String> {
    let mut shape = Shape::new();
    if text.replace("\r\n", "").contains(['\r', '\n']) {
        return Err("a line ends without CRLF".to_owned());
    }
    if let Some(long) = text.split("\r\n").find(|line| line.len() > 75) {
        return Err(format!("a line has {} octets: {long}", long.len()));
    }
    let mut open = Vec::new();
    for line in text.replace("\r\n ", "").split("\r\n").filter(|line| !line.is_empty()) {
        let name = line.split([':', ';']).next().unwrap_or_default();
        if line.chars().any(|c| c.is_control() && c != '\t') {
            return Err(format!("a control character: {line:?}"));
        }
        match name {
            "BEGIN" => open.push(line["BEGIN:".len()..].to_owned()),
            "END" if open.pop().as_deref() != line.get("END:".len()..) => {
                return Err(format!("out of its turn: {line}"));
            }
            _ => {}
        }
        count(&mut shape, name);
    }
    Ok(shape)
}

/// Tags: every line has one.
fn ris(text: &str) -> Result<Shape, String> {
    let mut shape = Shape::new();
    for line in text.split(['\n', '\r']).filter(|line| !line.is_empty()) {
        let tag = line.get(..6).filter(|tag| {
            let name = tag.as_bytes();
            name[0].is_ascii_uppercase() && name[1].is_ascii_alphanumeric() && &tag[2..] == "  - "
        });
        let tag = tag.ok_or_else(|| format!("no tag: {line}"))?;
        // Key words and pages are taken apart at their commas and dashes.
        if !["KW  - ", "EP  - "].contains(&tag) {
            count(&mut shape, tag);
        }
    }
    Ok(shape)
}

/// Entries and their fields.
fn bibtex(text: &str) -> Result<Shape, String> {
    let library = biblatex::Bibliography::parse(text).map_err(|error| error.to_string())?;
    let mut shape = Shape::new();
    for entry in library.iter() {
        count(&mut shape, format!("@{}", entry.entry_type));
        for field in entry.fields.keys() {
            count(&mut shape, field.as_str());
        }
    }
    // What stands outside of an entry is a comment, where a text may have come to lie.
    count(
        &mut shape,
        format!("{} signs @ at the beginning of a line", text.matches("\n@").count()),
    );
    Ok(shape)
}

fn yaml(text: &str) -> Result<Shape, String> {
    use conspectus::yaml::{Node, Value};
    fn walk(node: &Node, shape: &mut Shape) {
        match &node.value {
            Value::Map(map) => map.iter().for_each(|(key, value)| {
                count(shape, key.value.clone());
                walk(value, shape);
            }),
            Value::List(items) => items.iter().for_each(|it| walk(it, shape)),
            Value::Scalar(_) | Value::Null => count(shape, "scalar"),
        }
    }
    let node = conspectus::yaml::read(text).map_err(|error| error.message)?;
    let mut shape = Shape::new();
    walk(&node, &mut shape);
    Ok(shape)
}

/// Lines by what they begin with.
fn markdown(text: &str) -> Shape {
    let mut shape = Shape::new();
    for line in text.split(['\n', '\r']) {
        let mark = line
            .split(' ')
            .next()
            .filter(|mark| ["#", "##", "-", ">", ""].contains(mark));
        count(&mut shape, mark.unwrap_or("text"));
    }
    shape
}

/// Lines by their first word, and quotation marks that are not escaped.
fn directives(text: &str) -> Shape {
    let mut shape = Shape::new();
    for line in text.split(['\n', '\r']) {
        let word = line.split_whitespace().next().unwrap_or_default();
        let quotes = line.replace("\\\"", "").matches('"').count();
        let words = line.replace("\\ ", "").split_whitespace().count();
        let word = if word.starts_with(['/', '"']) { "address" } else { word };
        count(&mut shape, format!("{word}, {words} words, {quotes} quotation marks"));
    }
    shape
}
