//! What a page says of itself to machines: one sentence, Dublin Core, schema.org, the picture beside a link to it.

use super::page::Subject;
use super::viewer::Viewer;
use super::{MetaView, PreviewView};
use crate::graph::EntryId;
use crate::model::event::Event;
use crate::model::name::Name;
use crate::model::paper::Paper;
use crate::model::term::Term;
use crate::model::work::Work;
use crate::model::{Data, Entry, Kind, Relation};
use crate::site::Site;
use crate::site::address::Listing;
use crate::site::downloads;
use crate::span::Spanned;
use serde_json::{Map, Value as Json, json};

/// The page that metadata are about.
pub(super) struct Page<'a> {
    pub(super) site: &'a Site,
    pub(super) subject: Subject,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) lang: &'a str,
    /// Its absolute address, where that is known.
    pub(super) canonical: Option<&'a str>,
    /// The picture of its kind.
    pub(super) preview: Option<&'a PreviewView>,
}

/// One sentence about the page: what the entry says of itself, else what it is.
pub(super) fn description(viewer: &Viewer<'_>, subject: Subject, title: &str) -> String {
    let site = viewer.site;
    let Subject::Entry(id) = subject else {
        return match subject {
            Subject::Home => site.config.description.value.clone(),
            _ => format!("{title}: {}", site.config.description.value),
        };
    };
    let entry = site.entry(id);
    if let Some(description) = site.graph.description(id) {
        return description.to_owned();
    }
    if entry.is_home() {
        return site.config.description.value.clone();
    }
    let said = match &entry.data {
        Data::Paper(paper) => paper.thesis.first().map(|it| it.value.clone()),
        Data::Theme(theme) => theme.question.as_ref().map(|it| it.value.clone()),
        Data::Term(term) => term.definition.as_ref().map(|it| it.value.clone()),
        Data::Event(event) => {
            let date = event.date.as_ref().map(|date| date.value.human(viewer.date_words()));
            let parts = [date, event.place.as_ref().map(|it| it.value.clone())];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            Some(format!("{} ({})", event.title.value, parts.join(", ")))
        }
        Data::Actor(_) | Data::Page(_) => None,
    };
    said.unwrap_or_else(|| format!("{title} – {}", site.config.title.value))
}

impl Page<'_> {
    /// Dublin Core, as DCMI writes it in HTML: `DC.title` and so on.
    pub(super) fn dublin_core(&self) -> Vec<MetaView> {
        let config = &self.site.config;
        let meta = |name, content: &str| MetaView {
            name,
            content: content.to_owned(),
        };
        let is_list = matches!(self.subject, Subject::Listing(..));
        let mut statements = vec![
            meta("DC.title", self.title),
            meta("DC.description", self.description),
            meta("DC.language", self.lang),
            meta("DC.type", if is_list { "Collection" } else { "Text" }),
            meta("DC.format", "text/html"),
            meta("DC.publisher", &config.title.value),
        ];
        statements.extend(config.author.iter().map(|it| meta("DC.creator", &it.value)));
        statements.extend(config.licence.iter().map(|it| meta("DC.rights", &it.value)));
        statements.extend(self.canonical.map(|it| meta("DC.identifier", it)));
        if let Subject::Entry(id) = self.subject {
            statements.extend(self.source(id).map(|it| meta("DC.source", &it)));
        }
        statements
    }

    /// What the page is made from: the paper that it summarises.
    fn source(&self, id: EntryId) -> Option<String> {
        let work = &self.site.graph.work(self.site.graph.work_of(id)?).work;
        Some(work_url(work).unwrap_or_else(|| work.title()))
    }

    /// The page in schema.org's words. A summary is *about* the paper; it does not claim to be it.
    pub(super) fn json_ld(&self) -> Json {
        let config = &self.site.config;
        let mut page = object(json!({
            "@context": "https://schema.org",
            "@type": self.kind(),
            "name": self.title,
            "description": self.description,
            "inLanguage": self.lang,
        }));
        let mut set = |key: &str, value: Option<Json>| page.extend(value.map(|value| (key.to_owned(), value)));
        set("url", self.canonical.map(Json::from));
        set("image", self.preview.map(|it| it.src.clone().into()));
        set("dateModified", self.site.date.clone().map(Json::from));
        let licence = config.licence.as_ref();
        let licence = licence.map(|it| downloads::licence_address(&it.value).unwrap_or_else(|| it.value.clone()));
        set("license", licence.map(Json::from));
        let authors = config
            .author
            .iter()
            .map(|it| json!({"@type": "Organization", "name": it.value}));
        set("author", list(authors.collect()));
        if self.subject != Subject::Home {
            let site = json!({"@type": "WebSite", "name": config.title.value, "url": config.base_url()});
            set("isPartOf", Some(Json::Object(object(site))));
        }
        match self.subject {
            Subject::Entry(id) => {
                let entry = self.site.entry(id);
                let (key, thing) = self.thing(id, entry);
                set(key, Some(thing));
            }
            Subject::Work(id) => set("about", Some(cited(&self.site.graph.work(id).work))),
            Subject::Listing(listing, page) => set_listing(self.site, listing, page, &mut set),
            _ => {}
        }
        Json::Object(page)
    }

    fn kind(&self) -> &'static str {
        match self.subject {
            Subject::Home => "WebSite",
            Subject::Entry(id) if self.site.entry(id).is_home() => "WebSite",
            Subject::Entry(id) => match self.site.entry(id).key.kind {
                Kind::Paper | Kind::Theme | Kind::Page => "Article",
                Kind::Event | Kind::Actor | Kind::Term => "WebPage",
            },
            Subject::Work(_) | Subject::NotFound | Subject::Gone(_) => "WebPage",
            Subject::Listing(..) | Subject::Print => "CollectionPage",
            Subject::Search => "SearchResultsPage",
        }
    }

    /// What the page of an entry speaks of, and how: a page of an event is the page of that very thing.
    fn thing(&self, id: EntryId, entry: &Entry) -> (&'static str, Json) {
        let thing = match &entry.data {
            Data::Paper(paper) => return ("about", self.paper(id, entry, paper)),
            Data::Theme(_) | Data::Page(_) => return ("about", json!({"@type": "Thing", "name": entry.title()})),
            Data::Event(event) => self.event(id, entry, event),
            Data::Actor(actor) => {
                let is_person = actor.kind.as_ref().is_some_and(|kind| kind.value == "person");
                let mut it = named(if is_person { "Person" } else { "Organization" }, entry);
                it.extend(texts("alternateName", &actor.aliases));
                it.extend(texts("sameAs", &actor.same_as));
                it
            }
            Data::Term(term) => self.term(entry, term),
        };
        ("mainEntity", Json::Object(thing))
    }

    fn paper(&self, id: EntryId, entry: &Entry, paper: &Paper) -> Json {
        let work = self.site.graph.work_of(id).map(|work| &self.site.graph.work(work).work);
        let mut it = named(work_type(work.map_or("", Work::csl_type)), entry);
        let people = |names: &[Name]| {
            let one = |name: &Name| json!({"@type": "Person", "name": name.spoken()});
            list(names.iter().map(one).collect())
        };
        it.extend(people(&paper.author).map(|it| ("author".to_owned(), it)));
        it.extend(people(&paper.editor).map(|it| ("editor".to_owned(), it)));
        let date = paper.issued.as_ref().and_then(|it| it.value.html_datetime());
        it.extend(date.map(|date| ("datePublished".to_owned(), date.into())));
        it.extend(
            paper
                .language
                .as_ref()
                .map(|it| ("inLanguage".to_owned(), it.value.clone().into())),
        );
        it.extend(
            paper
                .page
                .as_ref()
                .map(|it| ("pagination".to_owned(), it.value.clone().into())),
        );
        let publisher = paper.publisher.as_ref();
        let publisher = publisher.map(|it| json!({"@type": "Organization", "name": it.value}));
        it.extend(publisher.map(|publisher| ("publisher".to_owned(), publisher)));
        it.extend(work.and_then(container).map(|whole| ("isPartOf".to_owned(), whole)));
        it.extend(work.map(identifiers).unwrap_or_default());
        Json::Object(it)
    }

    fn event(&self, id: EntryId, entry: &Entry, event: &Event) -> Map<String, Json> {
        let mut it = named("Event", entry);
        if let Some(date) = event.date.as_ref().map(|date| &date.value) {
            let written = date.to_string();
            let end = written
                .split_once('/')
                .map(|(_, end)| end)
                .filter(|_| date.is_interval());
            let start = date.html_datetime().or_else(|| plain_date(written.split('/').next()?));
            it.extend(start.map(|date| ("startDate".to_owned(), date.into())));
            let end = end.and_then(plain_date);
            it.extend(end.map(|date| ("endDate".to_owned(), date.into())));
        }
        let place = event.place.as_ref();
        let place = place.map(|place| json!({"@type": "Place", "name": place.value}));
        it.extend(place.map(|place| ("location".to_owned(), place)));
        let whole = self.site.graph.one(id, Relation::PartOf);
        let whole = whole.map(|whole| Json::Object(named("Event", self.site.entry(whole))));
        it.extend(whole.map(|whole| ("superEvent".to_owned(), whole)));
        it
    }

    fn term(&self, entry: &Entry, term: &Term) -> Map<String, Json> {
        let mut it = named("DefinedTerm", entry);
        let definition = term.definition.as_ref();
        it.extend(definition.map(|it| ("description".to_owned(), it.value.clone().into())));
        it.extend(texts("alternateName", &term.aliases));
        let set = json!({
            "@type": "DefinedTermSet",
            "name": self.site.config.title.value,
            "url": address(self.site, &Listing::Kind(Kind::Term).address()),
        });
        it.insert("inDefinedTermSet".to_owned(), Json::Object(object(set)));
        it
    }
}

/// The entries of a page of a list, in its order, and how many the whole list has.
fn set_listing(site: &Site, listing: Listing, page: usize, set: &mut impl FnMut(&str, Option<Json>)) {
    let Listing::Kind(kind) = listing else {
        return;
    };
    let order = site.order(kind);
    let shown = site.pagination(listing).items(page);
    let one = |(place, id): (usize, &EntryId)| {
        let mut item = json!({"@type": "ListItem", "position": place + 1, "name": site.entry(*id).title()});
        if let (Json::Object(item), Some(url)) = (&mut item, address(site, site.addresses.of(*id))) {
            item.insert("url".to_owned(), url.into());
        }
        item
    };
    let entries = order.get(shown.clone()).unwrap_or_default();
    let items: Vec<Json> = shown.zip(entries).map(one).collect();
    set(
        "mainEntity",
        Some(json!({"@type": "ItemList", "numberOfItems": order.len(), "itemListElement": items})),
    );
}

/// A work that is no paper of the site.
fn cited(work: &Work) -> Json {
    let mut it = Map::new();
    it.insert("@type".to_owned(), work_type(work.csl_type()).into());
    it.insert("name".to_owned(), work.title().into());
    it.extend(work.authors().map(|authors| ("creditText".to_owned(), authors.into())));
    it.extend(work.year().map(|year| ("datePublished".to_owned(), year.into())));
    it.extend(container(work).map(|whole| ("isPartOf".to_owned(), whole)));
    it.extend(identifiers(work));
    Json::Object(it)
}

/// The journal or book that holds a work.
fn container(work: &Work) -> Option<Json> {
    let of_book = matches!(work.csl_type(), "chapter" | "paper-conference" | "entry-encyclopedia");
    let mut whole = object(json!({
        "@type": if of_book { "Book" } else { "Periodical" },
        "name": work.container()?,
    }));
    let (number, key) = if of_book { ("ISBN", "isbn") } else { ("ISSN", "issn") };
    whole.extend(work.plain(number).map(|number| (key.to_owned(), number.into())));
    Some(Json::Object(whole))
}

fn identifiers(work: &Work) -> Map<String, Json> {
    let doi = work
        .doi()
        .map(|doi| json!({"@type": "PropertyValue", "propertyID": "DOI", "value": doi}));
    let doi = doi.map(|doi| ("identifier".to_owned(), doi));
    let url = work_url(work).map(|url| ("url".to_owned(), url.into()));
    doi.into_iter().chain(url).collect()
}

fn work_url(work: &Work) -> Option<String> {
    let doi = work.doi().map(|doi| format!("https://doi.org/{doi}"));
    doi.or_else(|| work.url().map(str::to_owned))
}

/// The type of a work in schema.org's words, from its type in those of CSL.
fn work_type(csl: &str) -> &'static str {
    match csl {
        "article-journal" | "article" | "paper-conference" => "ScholarlyArticle",
        "article-magazine" | "post-weblog" => "Article",
        "article-newspaper" => "NewsArticle",
        "book" => "Book",
        "chapter" => "Chapter",
        "dataset" => "Dataset",
        "report" => "Report",
        "thesis" => "Thesis",
        _ => "CreativeWork",
    }
}

/// The absolute address of a path, where the site knows its own: a relative one would change with the page.
fn address(site: &Site, path: &str) -> Option<String> {
    Some(site.config.base_url()? + path)
}

fn named(kind: &str, entry: &Entry) -> Map<String, Json> {
    object(json!({"@type": kind, "name": entry.title()}))
}

fn texts(key: &str, values: &[Spanned<String>]) -> Option<(String, Json)> {
    let values = values.iter().map(|it| it.value.as_str().into()).collect();
    list(values).map(|values| (key.to_owned(), values))
}

/// Several values; nothing where there is none.
fn list(values: Vec<Json>) -> Option<Json> {
    (!values.is_empty()).then_some(Json::Array(values))
}

/// The members of an object, those without a value left out.
fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(members) => members.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}

/// A date of EDTF that is one of ISO 8601 as well: nothing uncertain, nothing left open.
fn plain_date(edtf: &str) -> Option<String> {
    let is_plain = edtf.len() >= 4 && !edtf.starts_with('-') && edtf.chars().all(|it| it.is_ascii_digit() || it == '-');
    is_plain.then(|| edtf.to_owned())
}
