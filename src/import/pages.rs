//! Notes of Obsidian and pages of Hugo and Zola become pages of the site, in its own Markdown.
//!
//! What has a meaning here is translated: links between notes, embedded pictures, callouts, front matter, `ref` and `@/`.
//! What has none stays to be read, in code or in a comment, and is told with its line.

use super::{Report, Source};
use crate::edit::{Copied, Creation, Plan};
use crate::graph::{decode, join};
use crate::model::Kind;
use crate::parse::{self, is_stem};
use crate::skeleton::slug_of;
use crate::source::SourceTree;
use crate::span::SourceMap;
use crate::yaml::{self, Node, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a folder holds, by paths below it with `/`.
#[derive(Clone, Debug, Default)]
pub struct Vault {
    /// Its Markdown files.
    pub notes: Vec<Source>,
    /// All other files.
    pub others: Vec<String>,
}

/// A note, and what it is here.
struct Page<'v> {
    source: &'v Source,
    stem: String,
    title: String,
    front: Vec<(String, String)>,
    /// Where the body begins, as a byte and as a number of lines before.
    body: (usize, usize),
}

/// Names by which notes and files are called, in small letters.
struct Names {
    pages: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
    /// The heading of no note can be told from here: its words are the fragment.
    citations: BTreeSet<String>,
}

/// Plans a page for each note of a folder, and a copy for each file that one of them shows.
pub fn pages(tree: &SourceTree, root: &Path, vault: &Vault) -> (Plan, Report) {
    let mut report = Report::default();
    let pages = read(vault, &mut report);
    let names = Names::new(tree, &pages, vault);
    let mut plan = Plan::default();
    let mut copied = BTreeSet::new();
    for page in &pages {
        let path = format!("content/{}/{}.md", Kind::Page.folder(), page.stem);
        let mut text = Text {
            page,
            names: &names,
            report: &mut report,
            copied: &mut copied,
            line: 0,
        };
        let new = text.page();
        let there = tree
            .entries
            .iter()
            .map(|&id| tree.sources.file(id))
            .find(|file| file.path == path);
        match there {
            None => {
                report.added += 1;
                plan.creations.push(Creation { path, text: new });
            }
            Some(file) => {
                report.unchanged += 1;
                if *file.text != *new {
                    report.lines.push(format!(
                        "{}: `{path}` is there already and stays as it is",
                        page.source.name
                    ));
                }
            }
        }
    }
    for from in copied {
        let to = format!("content/{}/{}", Kind::Page.folder(), file_name(&from));
        let there = tree.assets.iter().any(|asset| format!("content/{}", asset.path) == to);
        if !there {
            plan.copies.push(Copied {
                from: root.join(&from),
                to,
            });
        }
    }
    report.read = pages.len();
    plan.title = format!(
        "import {} pages: {} new, {} there already",
        report.read, report.added, report.unchanged
    );
    (plan, report)
}

/// Reads the front matter of each note and gives it a name.
fn read<'v>(vault: &'v Vault, report: &mut Report) -> Vec<Page<'v>> {
    let mut taken = BTreeSet::new();
    let mut pages = Vec::new();
    for source in &vault.notes {
        let (front, body) = front(source, report);
        let (folder, file) = source.name.rsplit_once('/').unwrap_or(("", &source.name));
        let file = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let named = match file {
            "index" | "_index" | "README" if !folder.is_empty() => file_name(folder),
            "index" | "_index" => "start",
            other => other,
        };
        let latin = slug_of(named);
        let slug = if latin.is_empty() { parse::slug(named) } else { latin };
        let slug = if is_stem(&slug) { slug } else { format!("{slug}-page") };
        let parent = slug_of(file_name(folder));
        let longer = if parent.is_empty() {
            slug.clone()
        } else {
            format!("{parent}-{slug}")
        };
        let numbered = (2..).map(|n| format!("{longer}-{n}"));
        let mut all = [slug, longer.clone()].into_iter().chain(numbered);
        let stem = all.find(|it| !taken.contains(it)).unwrap_or_default();
        taken.insert(stem.clone());
        let title = front
            .iter()
            .find(|(key, _)| key == "title")
            .map(|(_, title)| title.clone());
        let title = title
            .or_else(|| first_heading(source.text.get(body.0..)?))
            .unwrap_or_else(|| named.to_owned());
        pages.push(Page {
            source,
            stem,
            title,
            front,
            body,
        });
    }
    pages
}

/// The first heading, where nothing stands before it.
fn first_heading(body: &str) -> Option<String> {
    let first = body.lines().find(|line| !line.trim().is_empty())?;
    first.strip_prefix("# ").map(|it| it.trim().to_owned())
}

/// The keys of front matter, lists with commas, and where the body begins.
fn front(source: &Source, report: &mut Report) -> (Vec<(String, String)>, (usize, usize)) {
    let lines = |end: usize| source.text.get(..end).unwrap_or_default().lines().count();
    if let Some(rest) = source.text.strip_prefix("+++") {
        let Some(end) = rest.find("\n+++") else {
            return (Vec::new(), (0, 0));
        };
        let whole = 3 + end + 4;
        let whole = source
            .text
            .get(whole..)
            .and_then(|it| it.find('\n'))
            .map_or(source.text.len(), |at| whole + at + 1);
        return match rest.get(..end).unwrap_or_default().parse::<toml::Table>() {
            Ok(table) => (toml_pairs("", &table), (whole, lines(whole))),
            Err(error) => {
                let message = error.message().to_owned();
                report
                    .lines
                    .push(format!("{}:1: the front matter is no TOML: {message}", source.name));
                (Vec::new(), (whole, lines(whole)))
            }
        };
    }
    let mut sources = SourceMap::default();
    let id = sources.add(source.name.clone(), source.text.clone());
    let Some(matter) = parse::matter(sources.file(id)) else {
        return (Vec::new(), (0, 0));
    };
    let pairs = match &matter.node {
        Ok(Node {
            value: Value::Map(map), ..
        }) => map.iter().map(|(key, node)| (key.value.clone(), plain(node))).collect(),
        Ok(_) => Vec::new(),
        Err(error) => {
            report.lines.push(format!(
                "{}:{}: the front matter is no YAML: {}",
                source.name, error.at.0, error.message
            ));
            Vec::new()
        }
    };
    (pairs, (matter.body, lines(matter.body)))
}

fn plain(node: &Node) -> String {
    match &node.value {
        Value::Null => String::new(),
        Value::Scalar(text) => text.trim().to_owned(),
        Value::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Map(map) => {
            let pairs = map.iter().map(|(key, node)| format!("{}: {}", key.value, plain(node)));
            pairs.collect::<Vec<_>>().join(", ")
        }
    }
}

fn toml_pairs(prefix: &str, table: &toml::Table) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => pairs.extend(toml_pairs(&format!("{prefix}{key}."), inner)),
            value => pairs.push((format!("{prefix}{key}"), toml_text(value))),
        }
    }
    pairs
}

fn toml_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(toml_text).collect::<Vec<_>>().join(", "),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(truth) => truth.to_string(),
        toml::Value::Datetime(date) => date.to_string(),
        toml::Value::Table(table) => toml_pairs("", table)
            .into_iter()
            .map(|(key, value)| format!("{key}: {value}"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

impl Names {
    fn new(tree: &SourceTree, pages: &[Page<'_>], vault: &Vault) -> Names {
        let mut names = Names {
            pages: BTreeMap::new(),
            files: BTreeMap::new(),
            citations: tree
                .references
                .iter()
                .flat_map(|&id| {
                    parse::bibliography::read(tree.sources.file(id), &mut crate::diag::Diagnostics::default())
                })
                .map(|work| work.key)
                .collect(),
        };
        let is_draft = |page: &&Page<'_>| page.front.iter().any(|(key, value)| key == "draft" && value == "true");
        let pages: Vec<&Page<'_>> = pages.iter().filter(|page| !is_draft(page)).collect();
        // A whole path comes before a bare name, and a name before an alias.
        for page in &pages {
            let path = page.source.name.trim_end_matches(".md").to_lowercase();
            let bundle = path
                .strip_suffix("/index")
                .or_else(|| path.strip_suffix("/_index"))
                .map(str::to_owned);
            names.pages.extend(bundle.map(|it| (it, page.stem.clone())));
            names.pages.insert(path, page.stem.clone());
        }
        for page in &pages {
            let bare = file_name(&page.source.name).trim_end_matches(".md").to_lowercase();
            names.pages.entry(bare).or_insert_with(|| page.stem.clone());
        }
        for page in &pages {
            let aliases = page.front.iter().filter(|(key, _)| key == "aliases" || key == "alias");
            for alias in aliases.flat_map(|(_, list)| list.split(", ")) {
                names
                    .pages
                    .entry(alias.to_lowercase())
                    .or_insert_with(|| page.stem.clone());
            }
        }
        for path in &vault.others {
            names.files.insert(path.to_lowercase(), path.clone());
        }
        for path in &vault.others {
            names
                .files
                .entry(file_name(path).to_lowercase())
                .or_insert_with(|| path.clone());
        }
        names
    }

    /// The page or file that a target means in a note of a folder.
    fn find<'n>(names: &'n BTreeMap<String, String>, folder: &str, target: &str) -> Option<&'n String> {
        let target = decode(target).to_lowercase();
        let target = target.strip_prefix("@/").map_or(target.clone(), |it| format!("/{it}"));
        let target = target.trim_end_matches(".md").trim_end_matches('/');
        let joined = join(folder, target);
        let below = names.get(&joined).or_else(|| names.get(target.trim_start_matches('/')));
        // Hugo and Zola count from `content/`, which may be the folder that is imported or the one above.
        below
            .or_else(|| names.get(joined.strip_prefix("content/")?))
            .or_else(|| {
                let bare = !target.contains('/');
                bare.then(|| names.get(target)).flatten()
            })
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A note while it is translated.
struct Text<'a> {
    page: &'a Page<'a>,
    names: &'a Names,
    report: &'a mut Report,
    copied: &'a mut BTreeSet<String>,
    line: usize,
}

impl Text<'_> {
    fn note(&mut self, message: &str) {
        self.report
            .lines
            .push(format!("{}:{}: {message}", self.page.source.name, self.line));
    }

    fn page(&mut self) -> String {
        self.line = 1;
        let mut text = format!("---\ntitle: {}\n", yaml::scalar(&self.page.title));
        let mut rest = Vec::new();
        for (key, value) in &self.page.front {
            match key.as_str() {
                "title" => {}
                "draft" if value == "true" => text += "draft: true\n",
                "draft" => {}
                "lang" | "language" if value.len() < 12 && !value.is_empty() => text += &format!("lang: {value}\n"),
                "aliases" if value.starts_with('/') => {
                    let former: Vec<String> = value.split(", ").map(former).collect();
                    text += &format!("moved-from: [{}]\n", former.join(", "));
                }
                _ if value.is_empty() => {}
                _ => rest.push((key.clone(), value.clone())),
            }
        }
        text += "---\n";
        if !rest.is_empty() {
            let keys: Vec<&str> = rest.iter().map(|(key, _)| key.as_str()).collect();
            self.note(&format!("pages have no {}: kept in a comment", keys.join(", ")));
            text += "\n<!-- What the imported front matter says beside:\n";
            for (key, value) in rest {
                text += &format!("{key}: {}\n", value.replace("-->", "--&gt;"));
            }
            text += "-->\n\n";
        }
        text + &self.body()
    }

    fn body(&mut self) -> String {
        let (start, before) = self.page.body;
        let body = self.page.source.text.get(start..).unwrap_or_default();
        let own_title = first_heading(body).is_some_and(|it| it == self.page.title);
        let mut titled = !own_title;
        let headings = body.lines().filter(|line| line.starts_with("# ")).count();
        let deeper = headings > usize::from(own_title);
        let mut fence: Option<String> = None;
        let mut out = String::new();
        for (at, line) in body.lines().enumerate() {
            self.line = before + at + 1;
            let bare = line.trim_start();
            let marks: String = bare.chars().take_while(|c| matches!(c, '`' | '~')).collect();
            let is_fence = marks.len() >= 3;
            match &fence {
                Some(open) => {
                    if is_fence && marks.starts_with(open.as_str()) {
                        fence = None;
                    }
                    out += line;
                }
                None if is_fence => {
                    fence = Some(marks);
                    out += line;
                }
                None if !titled && line.starts_with("# ") => {
                    titled = true;
                    continue;
                }
                None => {
                    let more = if deeper && bare.starts_with('#') && bare.trim_start_matches('#').starts_with(' ') {
                        "#"
                    } else {
                        ""
                    };
                    out += more;
                    out += &self.callout(line);
                }
            }
            out.push('\n');
        }
        if deeper {
            self.line = before + 1;
            self.note("headings are one level deeper: the title is the only one of the first");
        }
        out
    }

    /// `> [!tip] Title` as the alerts that GitHub has.
    fn callout(&mut self, line: &str) -> String {
        let found = line
            .trim_start()
            .strip_prefix('>')
            .map(str::trim_start)
            .and_then(|it| it.strip_prefix("[!"))
            .and_then(|it| it.split_once(']'));
        let Some((kind, title)) = found else {
            return self.inline(line);
        };
        let alert = match kind.to_lowercase().as_str() {
            "tip" | "hint" | "success" | "check" | "done" => "TIP",
            "important" | "abstract" | "summary" | "tldr" => "IMPORTANT",
            "warning" | "attention" | "question" | "help" | "faq" => "WARNING",
            "caution" | "danger" | "error" | "bug" | "failure" | "fail" | "missing" => "CAUTION",
            _ => "NOTE",
        };
        let title = title.trim_start_matches(['-', '+']).trim();
        if title.is_empty() {
            return format!("> [!{alert}]");
        }
        format!("> [!{alert}]\n> **{}**\n>", self.inline(title))
    }

    /// A line, its code left alone.
    fn inline(&mut self, line: &str) -> String {
        let mut out = String::new();
        for (at, piece) in line.split('`').enumerate() {
            if at > 0 {
                out.push('`');
            }
            out += &if at % 2 == 0 {
                self.words(piece)
            } else {
                piece.to_owned()
            };
        }
        out
    }

    fn words(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (new, length) = self.one(rest).unwrap_or_else(|| (c.to_string(), c.len_utf8()));
            out += &new;
            rest = rest.get(length..).unwrap_or_default();
        }
        out
    }

    /// What begins here, if it is something to translate, and how long it is.
    fn one(&mut self, rest: &str) -> Option<(String, usize)> {
        let until = |open: &str, close: &str| {
            let inside = rest.strip_prefix(open)?;
            let end = inside.find(close)?;
            Some((inside.get(..end)?, open.len() + end + close.len()))
        };
        if let Some((inside, length)) = until("![[", "]]") {
            return Some((self.wiki(inside, true), length));
        }
        if let Some((inside, length)) = until("[[", "]]") {
            return Some((self.wiki(inside, false), length));
        }
        if let Some((inside, length)) = until("](", ")") {
            return Some((self.link(inside), length));
        }
        if let Some((inside, length)) = until("%%", "%%") {
            return Some((format!("<!--{}-->", inside.replace("-->", "--&gt;")), length));
        }
        for (open, close) in [("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}"), ("{%", "%}")] {
            if let Some((inside, length)) = until(open, close) {
                return Some((self.shortcode(inside, rest.get(..length)?), length));
            }
        }
        if let Some((inside, length)) = until("[@", "]") {
            let keys: Vec<&str> = inside.split([';', ',', ' ']).filter(|it| !it.is_empty()).collect();
            if !keys.first().is_some_and(|key| self.names.citations.contains(*key)) {
                self.note(&format!(
                    "there is no cited work `{inside}`: the citation is plain text"
                ));
                return Some((format!("\\{}", rest.get(..length)?), length));
            }
        }
        let is_tag = rest
            .strip_prefix('<')
            .is_some_and(|it| it.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        let is_address = ["<http:", "<https:", "<mailto:"].iter().any(|it| rest.starts_with(it));
        if is_tag && !is_address {
            self.note("HTML is shown as text");
            return Some(("\\<".to_owned(), 1));
        }
        None
    }

    /// `[[Note#Heading|label]]`, `![[picture.png|300]]`.
    fn wiki(&mut self, inside: &str, embedded: bool) -> String {
        let (target, label) = inside
            .split_once('|')
            .map_or((inside, None), |(a, b)| (a.trim_end_matches('\\'), Some(b)));
        let (name, fragment) = target.split_once('#').map_or((target, ""), |(a, b)| (a, b));
        let shown = label.unwrap_or(if name.is_empty() { fragment } else { target });
        let folder = self.folder();
        if let Some(file) = Names::find(&self.names.files, &folder, name).cloned() {
            let size = label.is_some_and(|it| it.chars().all(|c| c.is_ascii_digit() || c == 'x'));
            let alt = if size { file_name(name) } else { shown };
            let mark = if embedded { "!" } else { "" };
            self.copied.insert(file.clone());
            return format!("{mark}[{alt}]({})", encoded(file_name(&file)));
        }
        if embedded {
            self.note(&format!("`![[{inside}]]` is not shown here, but linked"));
        }
        if fragment.starts_with('^') {
            self.note("a link to a block leads to its page");
        }
        let fragment = if fragment.is_empty() || fragment.starts_with('^') {
            String::new()
        } else {
            format!("#{}", parse::slug(fragment.rsplit('#').next().unwrap_or(fragment)))
        };
        if name.is_empty() {
            return format!("[{shown}]({fragment})");
        }
        match Names::find(&self.names.pages, &folder, name) {
            Some(stem) => format!("[{shown}]({stem}.md{fragment})"),
            None => {
                self.note(&format!(
                    "there is no note `{name}` that is published: the link is plain text"
                ));
                shown.to_owned()
            }
        }
    }

    /// The target of `[label](target "title")`.
    fn link(&mut self, inside: &str) -> String {
        let inside = &shortcode_path(inside).unwrap_or_else(|| inside.to_owned());
        let whole = format!("]({inside})");
        let (target, title) = match inside.split_once(" \"") {
            Some((target, title)) => (target, format!(" \"{title}")),
            None => (inside.as_str(), String::new()),
        };
        let target = target.trim().trim_start_matches('<').trim_end_matches('>');
        let is_elsewhere =
            target.contains("://") || target.starts_with("mailto:") || target.starts_with('#') || target.is_empty();
        if is_elsewhere {
            return whole;
        }
        let (path, fragment) = target
            .split_once('#')
            .map_or((target, String::new()), |(a, b)| (a, format!("#{b}")));
        if path.is_empty() {
            return format!("]({fragment}{title})");
        }
        let folder = self.folder();
        if let Some(stem) = Names::find(&self.names.pages, &folder, path) {
            return format!("]({stem}.md{fragment}{title})");
        }
        if let Some(file) = Names::find(&self.names.files, &folder, path).cloned() {
            self.copied.insert(file.clone());
            return format!("]({}{title})", encoded(file_name(&file)));
        }
        self.note(&format!(
            "`{path}` leads to nothing that is published: the link is left out"
        ));
        format!("] ({path})")
    }

    /// What a template would make, and nobody here can: shown as it is written, but for references and pictures.
    fn shortcode(&mut self, inside: &str, whole: &str) -> String {
        if let Some(path) = shortcode_path(whole) {
            let made = self.link(&path);
            return made.trim_start_matches("](").trim_end_matches(')').to_owned();
        }
        let value = |key: &str| {
            let after = inside.split_once(&format!("{key}=\""))?.1;
            after.split_once('"').map(|(value, _)| value.to_owned())
        };
        if inside.trim_start().starts_with("figure")
            && let Some(file) =
                value("src").and_then(|src| Names::find(&self.names.files, &self.folder(), &src).cloned())
        {
            self.copied.insert(file.clone());
            let alt = value("alt").or_else(|| value("caption")).unwrap_or_default();
            return format!("![{alt}]({})", encoded(file_name(&file)));
        }
        self.note(&format!("`{whole}` makes nothing here: it is shown as it is written"));
        format!("`{whole}`")
    }

    fn folder(&self) -> String {
        self.page
            .source
            .name
            .rsplit_once('/')
            .map_or(String::new(), |(folder, _)| folder.to_owned())
    }
}

/// The path in `{{< ref "path" >}}` or `{{% relref path="path" %}}`.
fn shortcode_path(text: &str) -> Option<String> {
    let inside = text.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    let inside = inside.trim_matches(['<', '>', '%']).trim();
    let rest = inside
        .strip_prefix("relref")
        .or_else(|| inside.strip_prefix("ref"))?
        .trim();
    let rest = rest.strip_prefix("path=").unwrap_or(rest);
    let path: String = rest.trim_matches(['"', '`', '\'']).split(['"', '`']).next()?.to_owned();
    (!path.is_empty()).then_some(path)
}

/// A former address: that of a folder is its page.
fn former(alias: &str) -> String {
    let bare = alias.trim().trim_start_matches('/');
    match bare.strip_suffix('/') {
        Some(folder) => format!("{folder}/index.html"),
        None => bare.to_owned(),
    }
}

/// A file name as it stands in a link.
fn encoded(name: &str) -> String {
    name.replace('%', "%25")
        .replace(' ', "%20")
        .replace('(', "%28")
        .replace(')', "%29")
}
