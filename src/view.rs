//! What a template sees: the only types that are serialised, and so the contract with whoever makes a theme.
//!
//! Views hold text, numbers and links that are ready to print, in their final order; never identifiers, paths of
//! files or places in them. Every `href` is relative to the page that shows it.

mod card;
mod coverage;
mod data;
mod entries;
mod gone;
mod lists;
mod metadata;
mod network;
mod page;
mod reading;
mod relations;
mod timeline;
mod version;
mod viewer;

pub use gone::GoneView;

pub use coverage::{AnswerView, CoverageView, FindingView};
pub use data::{DataGroup, DataView, DownloadView};
pub use network::{
    DatedLink, DotView, DrawingView, LineView, MeetingView, NetworkGroup, NetworkRow, NetworkView, OutlineView,
};
pub use relations::{CouplingView, RelationsCell, RelationsRow, RelationsView, StatedHow, StatedView};

pub use card::Card;
pub use page::{PREVIEW, Subject, language, page, preview_address, site};
pub use reading::{ReadingListView, ReadingView, WeekView};
pub use version::{ChangeDay, ChangeView, ChangesView, CiteView, VersionView, citation_of};
pub use viewer::Viewer;

use serde::Serialize;

/// A link to a page of the site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinkView {
    /// The title of the page.
    pub title: String,
    /// Where it is, relative to the page that shows the link.
    pub href: String,
    /// The kind of entry (`paper`, `theme`, `event`, `actor`, `term`, `page`), or `listing`.
    pub kind: &'static str,
    /// The language of the title, where it is not that of the page.
    pub lang: Option<String>,
    /// The language of the page, where it is not that of the page that shows the link.
    pub hreflang: Option<String>,
}

/// A page in one of its languages.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageView {
    /// The language, BCP 47.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// What the language is called by those who speak it.
    pub name: String,
    /// Where the page is.
    pub href: String,
    /// The same as an absolute address, where `base-url` is set.
    pub url: String,
    /// Whether it is the page that is shown.
    pub current: bool,
    /// Whether it is the original, of which the others are translations.
    pub original: bool,
}

/// The site as every page sees it, as `site`.
#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    /// The title of the site.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// Its language, BCP 47.
    pub language: String,
    /// Who makes it.
    pub authors: Vec<String>,
    /// The licence of its texts.
    pub licence: Option<String>,
    /// The address of the licence: of one that is given as an address, and of Creative Commons licences by their names.
    pub licence_url: Option<String>,
    /// Whether there is an EPUB and a page to print, which very large sites do not have.
    pub book: bool,
}

/// An entry of the main menu.
#[derive(Clone, Debug, Serialize)]
pub struct MenuItem {
    /// The name of the listing: `papers`, `themes`, `events`, `actors`, `glossary`, `index-of-actors`, `timeline`,
    /// `network`, `disagreements`, `relations`, `matrix`, `bibliography`, `coverage`, `changes`, `data`; its title is the interface text of that name.
    pub name: &'static str,
    /// Where it is.
    pub href: String,
    /// Whether this is the page that is shown.
    pub current: bool,
    /// Whether the page that is shown lies in this section.
    pub section: bool,
}

/// What every page has, as `page`.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// The template's name without its ending: `home`, `paper`, `theme`, `event`, `actor`, `term`, `page`, `papers`,
    /// `themes`, `events`, `actors`, `glossary`, `index-of-actors`, `timeline`, `network`, `disagreements`, `relations`,
    /// `matrix`, `bibliography`, `coverage`, `changes`, `data`, `work`, `print`, `404`.
    pub template: &'static str,
    /// The title of the page (for the `h1`).
    pub title: String,
    /// The title for windows and search engines: with the kind of the page where another has the same title.
    pub head_title: String,
    /// One sentence for search engines and lists.
    pub description: String,
    /// Its language, BCP 47.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The way to the root of the site: empty or `../`.
    pub root: &'static str,
    /// The languages in which the page is to be had, itself among them; none where there is only one.
    pub languages: Vec<LanguageView>,
    /// The page that this one translates.
    pub translation_of: Option<LinkView>,
    /// The language of the words of the site (stances, kinds, roles) and of its title, where it is not that of the page.
    pub site_lang: Option<String>,
    /// What all links of the page are relative to, where they are not relative to its address: the page for missing
    /// addresses is shown at any of them.
    pub base: Option<String>,
    /// The absolute address, where `base-url` is set.
    pub canonical: Option<String>,
    /// The main menu.
    pub menu: Vec<MenuItem>,
    /// The way from the home page to here, home first, this page left out.
    pub breadcrumbs: Vec<LinkView>,
    /// The headings of the body and of the sections that the template adds are in the template's hands; these are the
    /// body's, levels 2 and 3.
    pub contents: Vec<HeadingView>,
    /// The entry before this one, by the order that makes sense for the kind.
    pub previous: Option<LinkView>,
    /// The entry after this one.
    pub next: Option<LinkView>,
    /// The pages of a list that is too long for one, this one among them; none where there is only one.
    pub pagination: Vec<PagerView>,
    /// Dublin Core statements: `DC.title` and so on.
    pub dublin_core: Vec<MetaView>,
    /// schema.org JSON-LD, to be written with the `json_ld` filter.
    pub json_ld: serde_json::Value,
    /// The picture that other sites show beside a link to the page, where `base-url` is set.
    pub preview: Option<PreviewView>,
    /// The same content in other formats.
    pub alternates: Vec<AlternateView>,
    /// Whether search engines should leave it out.
    pub noindex: bool,
    /// Its recorded states, newest first; none where the site has no history. A page made from many entries has only
    /// the newest of all.
    pub versions: Vec<VersionView>,
    /// The web address of the card to embed, where the entry has one and the address of the site is known.
    pub embed: Option<String>,
    /// What oEmbed tells of it.
    pub oembed: Option<String>,
    /// Where the changes of the whole site are listed, if they are known.
    pub changes: Option<String>,
}

/// A page of a long list.
#[derive(Clone, Debug, Serialize)]
pub struct PagerView {
    /// Its number, from 1.
    pub number: usize,
    /// Where it is.
    pub href: String,
    /// Whether it is the page that is shown.
    pub current: bool,
}

/// A heading of the body.
#[derive(Clone, Debug, Serialize)]
pub struct HeadingView {
    /// 2 or 3.
    pub level: u8,
    /// The fragment that names it.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// A `meta` element.
#[derive(Clone, Debug, Serialize)]
pub struct MetaView {
    /// `DC.title`, `DC.creator` …
    pub name: &'static str,
    /// The content.
    pub content: String,
}

/// The picture beside a link, as Open Graph has it.
#[derive(Clone, Debug, Serialize)]
pub struct PreviewView {
    /// Its absolute address.
    pub src: String,
    /// In pixels.
    pub width: u16,
    /// In pixels.
    pub height: u16,
}

/// What the picture beside a link shows, as `preview`, for the template `preview.svg`.
#[derive(Clone, Debug, Serialize)]
pub struct DrawnPreview {
    /// The kind of entry that it is for: `paper`, `theme`, `event`, `actor`, `term`, `page`.
    pub kind: &'static str,
    /// The title of the site, in lines that fit.
    pub title: Vec<String>,
    /// The description of the site, in lines that fit.
    pub description: Vec<String>,
    /// The width in pixels.
    pub width: u16,
    /// The height in pixels.
    pub height: u16,
    /// Whether lines run from right to left.
    pub rtl: bool,
}

/// `print.html`, the whole site on one page, as `print`; its text is `body`.
#[derive(Clone, Debug, Serialize)]
pub struct PrintView {
    /// The table of contents.
    pub parts: Vec<PrintPart>,
}

/// A page of the site and those that it lists, in `print.html`.
#[derive(Clone, Debug, Serialize)]
pub struct PrintPart {
    /// The page.
    pub link: LinkView,
    /// The pages that it lists.
    pub entries: Vec<LinkView>,
}

/// The page in another format.
#[derive(Clone, Debug, Serialize)]
pub struct AlternateView {
    /// Where it is.
    pub href: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its name: `BibTeX`, `RIS`, `CSL-JSON`, `CSV`, `Atom`, `iCalendar`, `TimelineJS`.
    pub title: &'static str,
}

/// A piece of a formatted reference.
#[derive(Clone, Debug, Serialize)]
pub struct RunView {
    /// The words.
    pub text: String,
    /// In italics.
    pub italic: bool,
    /// In bold.
    pub bold: bool,
    /// In small capitals.
    pub small_caps: bool,
    /// Raised, as the numbers of some styles are.
    pub superscript: bool,
    /// Where it leads, if anywhere.
    pub href: Option<String>,
}

/// A date.
#[derive(Clone, Debug, Serialize)]
pub struct DateView {
    /// For a reader: `20 November 2014`, `about 1962`.
    pub human: String,
    /// As EDTF.
    pub edtf: String,
    /// As HTML's `datetime` has it, where HTML can say it.
    pub datetime: Option<String>,
}

/// A place in a paper.
#[derive(Clone, Debug, Serialize)]
pub struct LocatorView {
    /// `Introduction, p. 193`.
    pub text: String,
    /// The section in the paper's summary, if it names one.
    pub href: Option<String>,
}

/// A figure, name or judgement: what is asked, and what is said.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimView {
    /// The question, readable: `helicopters`, `trade 2011 usd million`.
    pub question: String,
    /// The answer as given.
    pub answer: String,
    /// `figure`, `name` or `judgement`.
    pub kind: &'static str,
}

/// A mistake of a paper.
#[derive(Clone, Debug, Serialize)]
pub struct ErratumView {
    /// What is mistaken.
    pub says: String,
    /// How we know.
    pub reason: String,
    /// `paper` or `outside`.
    pub basis: &'static str,
}

/// What a paper says on a theme.
#[derive(Clone, Debug, Serialize)]
pub struct TreatmentView {
    /// The fragment that names it on the paper's page.
    pub id: String,
    /// The paper.
    pub paper: LinkView,
    /// The statement's own place on the paper's page.
    pub href: String,
    /// The theme.
    pub theme: LinkView,
    /// One of the site's stances.
    pub stance: Option<String>,
    /// The number of the stance in the site's list, from 0, for its colour.
    pub stance_number: Option<usize>,
    /// Where in the paper.
    pub at: Option<LocatorView>,
    /// What it says.
    pub says: String,
    /// Figures, names and judgements.
    pub claims: Vec<ClaimView>,
    /// A mistake, if there is one.
    pub erratum: Option<ErratumView>,
    /// The language of what it says, where it is not that of the page.
    pub lang: Option<String>,
    /// The language of figures, names, judgements and mistakes, where it is not that of the page.
    pub facts_lang: Option<String>,
}

/// What a paper tells of an event.
#[derive(Clone, Debug, Serialize)]
pub struct AccountView {
    /// The fragment that names it on the paper's page.
    pub id: String,
    /// The paper.
    pub paper: LinkView,
    /// The statement's own place on the paper's page.
    pub href: String,
    /// The event.
    pub event: LinkView,
    /// The event's own date.
    pub event_date: DateView,
    /// Where in the paper.
    pub at: Option<LocatorView>,
    /// The date as the paper gives it.
    pub date: Option<DateView>,
    /// How that date stands to the event's: `same`, `within`, `contains`, `overlapping`, `disjoint`.
    pub date_relation: Option<&'static str>,
    /// What it says.
    pub says: String,
    /// Figures, names and judgements.
    pub claims: Vec<ClaimView>,
    /// A mistake, if there is one.
    pub erratum: Option<ErratumView>,
    /// The language of what it says, where it is not that of the page.
    pub lang: Option<String>,
    /// The language of figures, names, judgements and mistakes, where it is not that of the page.
    pub facts_lang: Option<String>,
}

/// One side of a disagreement.
#[derive(Clone, Debug, Serialize)]
pub struct SideView {
    /// The paper.
    pub paper: LinkView,
    /// The statement's own place on the paper's page.
    pub href: String,
    /// Where in the paper.
    pub at: Option<LocatorView>,
    /// What it gives: a date, a figure, a name, a judgement.
    pub answer: String,
    /// The sentence.
    pub says: String,
    /// A mistake, if it is marked as one.
    pub erratum: Option<ErratumView>,
    /// The language of the sentence, where it is not that of the page.
    pub lang: Option<String>,
    /// The language of figures, names, judgements and mistakes, where it is not that of the page.
    pub facts_lang: Option<String>,
}

/// A point on which papers differ.
#[derive(Clone, Debug, Serialize)]
pub struct DisagreementView {
    /// The fragment that names it on the page of disagreements.
    pub id: String,
    /// The event or theme.
    pub subject: LinkView,
    /// `date`, `figure`, `name` or `judgement`.
    pub kind: &'static str,
    /// What is asked: `date`, `helicopters`.
    pub question: String,
    /// For dates: `disjoint`, `overlapping` or `narrower`; else empty.
    pub degree: &'static str,
    /// Whether one paper differs with itself.
    pub within_one: bool,
    /// The sides, each with what it gives.
    pub sides: Vec<SideView>,
}

/// A place that leads to a page.
#[derive(Clone, Debug, Serialize)]
pub struct BacklinkView {
    /// The page it is on; the `href` leads to the passage.
    pub link: LinkView,
    /// The heading it stands under.
    pub under: Option<String>,
    /// The sentence it stands in, or the statement.
    pub sentence: String,
    /// What is to be said of the relation: a role, a stance, a `CiTO` term.
    pub detail: Option<String>,
    /// The language of the sentence, where it is not that of the page.
    pub lang: Option<String>,
}

/// Backlinks of one relation.
#[derive(Clone, Debug, Serialize)]
pub struct BacklinkGroup {
    /// The name of the relation; its title is the interface text `backlinks-<name>`.
    pub relation: &'static str,
    /// The places.
    pub places: Vec<BacklinkView>,
}

/// An event in a list.
#[derive(Clone, Debug, Serialize)]
pub struct EventRow {
    /// The event.
    pub link: LinkView,
    /// When.
    pub date: DateView,
    /// Of which kind.
    pub kind: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// The role of the actor whose page this is.
    pub role: Option<String>,
    /// Who took part.
    pub actors: Vec<LinkView>,
    /// The papers that tell of it.
    pub papers: Vec<LinkView>,
    /// How many disagreements there are about it.
    pub disagreements: usize,
}

/// A paper in a list.
#[derive(Clone, Debug, Serialize)]
pub struct PaperRow {
    /// The paper.
    pub link: LinkView,
    /// Its authors as spoken.
    pub authors: Vec<String>,
    /// The year, or nothing where it is not known.
    pub year: Option<DateView>,
    /// The journal or book that holds it.
    pub container: Option<String>,
    /// The thesis.
    pub thesis: Vec<String>,
    /// How many themes, events and works it speaks of.
    pub themes: usize,
    /// Number of events.
    pub events: usize,
    /// Number of works cited.
    pub works: usize,
    /// The language of the thesis, where it is not that of the page.
    pub lang: Option<String>,
}

/// A cited work.
#[derive(Clone, Debug, Serialize)]
pub struct WorkView {
    /// The fragment that names it in the bibliography.
    pub id: String,
    /// The citation key.
    pub key: String,
    /// The reference, formatted.
    pub reference: Vec<RunView>,
    /// Its place in the bibliography, from the page that shows it.
    pub href: String,
    /// A remark of the bibliography file.
    pub note: Option<String>,
    /// The summary of the work, if it is a paper of the site.
    pub summary: Option<LinkView>,
    /// The page of the work, if more than one paper cites it.
    pub page: Option<String>,
    /// The papers that cite it.
    pub cited_by: Vec<LinkView>,
    /// The passages that cite it.
    pub passages: Vec<BacklinkView>,
}

/// `works/….html`, as `work`: a work that more than one paper cites.
#[derive(Clone, Debug, Serialize)]
pub struct WorkPageView {
    /// The work itself, with everything that cites it.
    pub work: WorkView,
    /// Where to read it.
    pub url: Option<String>,
    /// How papers of the site stand to it; each seen from the paper.
    pub relations: Vec<PaperRelationView>,
}

/// A section of the summariser's own analysis of a paper.
#[derive(Clone, Debug, Serialize)]
pub struct GlanceView {
    /// `question`, `thesis`, `theory`, `method`, `evidence`, `recommendations` or `limits`.
    pub name: &'static str,
    /// What is said.
    pub items: Vec<String>,
    /// The language of what is said, where it is not that of the page.
    pub lang: Option<String>,
}

/// How a paper stands to another work.
#[derive(Clone, Debug, Serialize)]
pub struct PaperRelationView {
    /// The fragment that names it on the page of the paper that states it; nothing for what another paper states.
    pub id: Option<String>,
    /// The statement's own place on the page of the paper that states it.
    pub href: String,
    /// The `CiTO` term, seen from this page: `disputes`, `is-disputed-by`.
    pub how: String,
    /// The other paper or work.
    pub work: LinkView,
    /// The theme on which they stand so.
    pub on: Option<LinkView>,
    /// Where in the paper that says so.
    pub at: Option<LocatorView>,
    /// What is said.
    pub says: String,
    /// The language of what is said, where it is not that of the page.
    pub lang: Option<String>,
}

/// A paper that cites works that this one cites as well.
#[derive(Clone, Debug, Serialize)]
pub struct SharedWorksView {
    /// The other paper.
    pub paper: LinkView,
    /// The works that both cite.
    pub works: Vec<LinkView>,
}

/// A paper's page, as `paper`; beside it, as `coins`, the value of the `title` attribute of the `COinS` span.
#[derive(Clone, Debug, Serialize)]
pub struct PaperView {
    /// The authors as spoken.
    pub authors: Vec<String>,
    /// When it was published.
    pub year: Option<DateView>,
    /// The reference in the site's style.
    pub reference: Vec<RunView>,
    /// Where to read it.
    pub url: Option<String>,
    /// The DOI.
    pub doi: Option<String>,
    /// A remark on the reference.
    pub note: Option<String>,
    /// The reference for a citation manager.
    pub downloads: Vec<AlternateView>,
    /// The analysis.
    pub glance: Vec<GlanceView>,
    /// What it says on each theme.
    pub treatments: Vec<TreatmentView>,
    /// What it tells of each event, in the order of time.
    pub accounts: Vec<AccountView>,
    /// How it stands to other works, and they to it.
    pub relations: Vec<PaperRelationView>,
    /// Where it differs with others or itself.
    pub disagreements: Vec<DisagreementView>,
    /// Themes that it is silent on; where they are many, one link with their number.
    pub silent: Vec<LinkView>,
    /// The works it cites.
    pub cites: Vec<WorkView>,
    /// Papers that share works with it.
    pub shares: Vec<SharedWorksView>,
    /// Who links here.
    pub backlinks: Vec<BacklinkGroup>,
}

/// A theme's page, as `theme`.
#[derive(Clone, Debug, Serialize)]
pub struct ThemeView {
    /// What a review asks of each paper.
    pub question: Option<String>,
    /// The broader theme.
    pub parent: Option<LinkView>,
    /// The narrower themes.
    pub children: Vec<LinkView>,
    /// Themes beside it.
    pub related: Vec<LinkView>,
    /// What each paper says.
    pub treatments: Vec<TreatmentView>,
    /// Papers that say nothing; where they are many, one link with their number.
    pub silent: Vec<LinkView>,
    /// Its events in the order of time.
    pub events: Vec<EventRow>,
    /// Where papers differ.
    pub disagreements: Vec<DisagreementView>,
    /// Who links here.
    pub backlinks: Vec<BacklinkGroup>,
    /// The language of the question, where it is not that of the page.
    pub lang: Option<String>,
}

/// An actor in an event.
#[derive(Clone, Debug, Serialize)]
pub struct ParticipantView {
    /// The actor.
    pub actor: LinkView,
    /// The role.
    pub role: Option<String>,
    /// One of the site's kinds of actor.
    pub kind: Option<String>,
}

/// An event's page, as `event`.
#[derive(Clone, Debug, Serialize)]
pub struct EventView {
    /// When.
    pub date: DateView,
    /// One of the site's kinds of event.
    pub kind: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Who took part.
    pub actors: Vec<ParticipantView>,
    /// The themes it belongs to.
    pub themes: Vec<LinkView>,
    /// The larger event.
    pub part_of: Option<LinkView>,
    /// Its parts in the order of time.
    pub parts: Vec<EventRow>,
    /// What led to it.
    pub caused_by: Vec<LinkView>,
    /// What it led to.
    pub led_to: Vec<LinkView>,
    /// What each paper tells.
    pub accounts: Vec<AccountView>,
    /// Papers that do not tell of it; where they are many, one link with their number.
    pub silent: Vec<LinkView>,
    /// Where papers differ.
    pub disagreements: Vec<DisagreementView>,
    /// Who links here.
    pub backlinks: Vec<BacklinkGroup>,
}

/// An office and when it was held.
#[derive(Clone, Debug, Serialize)]
pub struct OfficeView {
    /// The office.
    pub office: String,
    /// When.
    pub date: Option<DateView>,
}

/// An actor's page, as `actor`.
#[derive(Clone, Debug, Serialize)]
pub struct ActorView {
    /// One of the site's kinds of actor.
    pub kind: Option<String>,
    /// The form that the index sorts by.
    pub sort: String,
    /// Other names and spellings.
    pub aliases: Vec<String>,
    /// Names that stand for it.
    pub metonyms: Vec<String>,
    /// Larger actors.
    pub part_of: Vec<LinkView>,
    /// Actors that are part of it.
    pub parts: Vec<LinkView>,
    /// Offices held, earliest first.
    pub held: Vec<OfficeView>,
    /// Addresses in authority files.
    pub same_as: Vec<String>,
    /// Actors to look at as well.
    pub see_also: Vec<LinkView>,
    /// Its events in the order of time.
    pub events: Vec<EventRow>,
    /// The actors it meets most often in events, with the number of events, most first.
    pub companions: Vec<CompanionView>,
    /// Who links here or names it.
    pub backlinks: Vec<BacklinkGroup>,
}

/// An actor that appears in the same events.
#[derive(Clone, Debug, Serialize)]
pub struct CompanionView {
    /// The other actor.
    pub actor: LinkView,
    /// The events they share.
    pub events: usize,
}

/// A term's page, as `term`.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// What it means.
    pub definition: Option<String>,
    /// Other forms.
    pub aliases: Vec<String>,
    /// Broader terms.
    pub broader: Vec<LinkView>,
    /// Narrower terms.
    pub narrower: Vec<LinkView>,
    /// Terms beside it.
    pub related: Vec<LinkView>,
    /// The preferred term.
    pub see: Option<LinkView>,
    /// The paper it is taken from.
    pub source: Option<LinkView>,
    /// Where in that paper.
    pub at: Option<LocatorView>,
    /// Who uses it.
    pub backlinks: Vec<BacklinkGroup>,
    /// The language of the definition, where it is not that of the page.
    pub lang: Option<String>,
}

/// The home page, as `home`.
#[derive(Clone, Debug, Serialize)]
pub struct HomeView {
    /// How many entries of each kind.
    pub counts: Vec<CountView>,
    /// The papers.
    pub papers: Vec<PaperRow>,
    /// The themes without a parent.
    pub themes: Vec<ThemeNode>,
    /// How many disagreements were found.
    pub disagreements: usize,
    /// The pages of `content/pages/`.
    pub pages: Vec<LinkView>,
}

/// How many entries there are of a kind.
#[derive(Clone, Debug, Serialize)]
pub struct CountView {
    /// The listing: `papers`, `themes` …; its title is the interface text of that name.
    pub name: &'static str,
    /// Where the listing is.
    pub href: String,
    /// How many.
    pub count: usize,
}

/// `papers/index.html`, as `papers`.
#[derive(Clone, Debug, Serialize)]
pub struct PapersView {
    /// The papers, by author and year.
    pub papers: Vec<PaperRow>,
}

/// A theme with those below it.
#[derive(Clone, Debug, Serialize)]
pub struct ThemeNode {
    /// The theme.
    pub link: LinkView,
    /// What it asks.
    pub question: Option<String>,
    /// How many papers speak to it.
    pub papers: usize,
    /// How many events belong to it.
    pub events: usize,
    /// The narrower themes.
    pub children: Vec<ThemeNode>,
    /// The language of the question, where it is not that of the page.
    pub lang: Option<String>,
}

/// `themes/index.html`, as `themes`.
#[derive(Clone, Debug, Serialize)]
pub struct ThemesView {
    /// The tree.
    pub themes: Vec<ThemeNode>,
}

/// `events/index.html`, as `events`: events in the order of time.
#[derive(Clone, Debug, Serialize)]
pub struct EventsView {
    /// Kind by kind.
    pub groups: Vec<EventGroup>,
    /// How many events there are.
    pub count: usize,
}

/// Events under one heading.
#[derive(Clone, Debug, Serialize)]
pub struct EventGroup {
    /// The fragment.
    pub id: String,
    /// The heading.
    pub title: String,
    /// The events.
    pub events: Vec<EventRow>,
}

/// `timeline.html`, as `timeline`: events in the order of time, drawn and told.
#[derive(Clone, Debug, Serialize)]
pub struct TimelineView {
    /// Every decade, and where it begins; of a timeline on several pages those of all.
    pub contents: Vec<LinkView>,
    /// The decades of this page.
    pub decades: Vec<DecadeView>,
    /// How many events the page has.
    pub count: usize,
    /// The drawing.
    pub chart: ChartView,
    /// What a reader can choose by; only what occurs can be chosen.
    pub filters: Vec<FilterView>,
    /// The timeline in other formats.
    pub downloads: Vec<AlternateView>,
}

/// The events of a decade.
#[derive(Clone, Debug, Serialize)]
pub struct DecadeView {
    /// The fragment.
    pub id: String,
    /// The heading.
    pub title: String,
    /// The events.
    pub events: Vec<TimelineRow>,
}

/// An event in the table of the timeline, with the words that it is chosen by.
#[derive(Clone, Debug, Serialize)]
pub struct TimelineRow {
    /// The fragment.
    pub id: String,
    /// The event.
    pub event: EventRow,
    /// Its actors, themes and papers: the stems of their files, with spaces between.
    pub actors: String,
    /// The stems of its themes.
    pub themes: String,
    /// The stems of the papers that tell of it.
    pub papers: String,
    /// The first year, astronomical; nothing where it is open or not known.
    pub from: Option<i64>,
    /// The last year.
    pub to: Option<i64>,
}

/// Something that events are chosen by.
#[derive(Clone, Debug, Serialize)]
pub struct FilterView {
    /// `kind`, `actor`, `theme` or `paper`; its label is the interface text `timeline-by-<name>`.
    pub name: &'static str,
    /// The choices.
    pub choices: Vec<ChoiceView>,
}

/// A choice.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceView {
    /// As addresses have it.
    pub value: String,
    /// As readers have it.
    pub title: String,
    /// The page of what is chosen by, where there is one.
    pub href: Option<String>,
}

/// The drawing of the timeline. Lengths are in pixels at the browser's own text size, rounded to hundredths, and as
/// text, so that they are printed as they are; `…_em` is the same as a length that grows with the reader's text.
#[derive(Clone, Debug, Serialize)]
pub struct ChartView {
    /// How wide it is.
    pub width: String,
    /// The same in em.
    pub width_em: String,
    /// How high it is.
    pub height: String,
    /// The same in em.
    pub height_em: String,
    /// The lines of decades and years.
    pub ticks: Vec<TickView>,
    /// The pieces of the axis that stand for years without events.
    pub breaks: Vec<StretchView>,
    /// The decades that can be looked at, with their place on the axis.
    pub pieces: Vec<PieceView>,
    /// Lane by lane, from the top.
    pub lanes: Vec<LaneView>,
    /// The forms that occur, for the legend: `day`, `within`, `lasting`, `several`, `unspecified`, `uncertain`,
    /// `approximate`, `open`, `unknown`, `break`; their titles are the interface texts `timeline-form-<name>`.
    pub forms: Vec<&'static str>,
}

/// A line across the drawing.
#[derive(Clone, Debug, Serialize)]
pub struct TickView {
    /// Where it is.
    pub x: String,
    /// The year in words.
    pub label: String,
    /// Whether a decade begins here.
    pub decade: bool,
    /// Whether there is room for the label.
    pub fits: bool,
}

/// Something that has a width.
#[derive(Clone, Debug, Serialize)]
pub struct StretchView {
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
    /// Its middle.
    pub middle: String,
    /// Where it ends.
    pub end: String,
}

/// A decade on the axis.
#[derive(Clone, Debug, Serialize)]
pub struct PieceView {
    /// Its first year, astronomical.
    pub year: i64,
    /// Its name.
    pub title: String,
    /// Where it begins.
    pub x: String,
    /// Where it ends.
    pub end: String,
}

/// The marks of one kind of event.
#[derive(Clone, Debug, Serialize)]
pub struct LaneView {
    /// One of the site's kinds of event; nothing for events of no kind.
    pub kind: Option<String>,
    /// Where it begins.
    pub y: String,
    /// How high it is.
    pub height: String,
    /// The marks.
    pub marks: Vec<MarkView>,
}

/// What stands for an event in the drawing.
#[derive(Clone, Debug, Serialize)]
pub struct MarkView {
    /// The page of the event.
    pub href: String,
    /// The fragment of its row in the table.
    pub row: String,
    /// Its title.
    pub title: String,
    /// Its date.
    pub date: DateView,
    /// Its forms, as [`ChartView::forms`] has them, with spaces between.
    pub form: String,
    /// The middle of its row, from the top of the lane.
    pub y: String,
    /// What can be clicked.
    pub target: StretchView,
    /// Whether the line is a bar: it lasted.
    pub lasting: bool,
    /// A line or bar over its time.
    pub span: Option<StretchView>,
    /// Which end of the bar fades: `start`, `end`, `both` or nothing.
    pub fades: Option<&'static str>,
    /// The moments.
    pub dots: Vec<String>,
    /// The points of arrows to the left.
    pub arrow_left: Option<String>,
    /// The points of arrows to the right.
    pub arrow_right: Option<String>,
    /// The words beside it, cut if they are long.
    pub label: String,
    /// Where they begin, or end if they stand before it.
    pub label_x: String,
    /// Whether they stand before it.
    pub label_before: bool,
    /// Whether there is room for them.
    pub label_fits: bool,
}

/// `actors/index.html`, as `actors`.
#[derive(Clone, Debug, Serialize)]
pub struct ActorsView {
    /// Kind by kind.
    pub groups: Vec<ActorGroup>,
    /// How many actors there are.
    pub count: usize,
}

/// Actors of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct ActorGroup {
    /// The fragment.
    pub id: String,
    /// The kind.
    pub title: String,
    /// The actors in the order of the index.
    pub actors: Vec<ActorRow>,
}

/// An actor in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ActorRow {
    /// The actor, under the form of the name that the index sorts by.
    pub link: LinkView,
    /// How many events it appears in.
    pub events: usize,
    /// How many passages name it.
    pub passages: usize,
}

/// A letter of an alphabet bar.
#[derive(Clone, Debug, Serialize)]
pub struct LetterView {
    /// The letter.
    pub letter: String,
    /// Where its group begins; nothing where no heading begins with it.
    pub href: Option<String>,
}

/// `glossary/index.html`, as `glossary`.
#[derive(Clone, Debug, Serialize)]
pub struct GlossaryView {
    /// The alphabet.
    pub alphabet: Vec<LetterView>,
    /// The terms, letter by letter.
    pub groups: Vec<TermGroup>,
    /// How many terms there are.
    pub count: usize,
}

/// The terms of one letter.
#[derive(Clone, Debug, Serialize)]
pub struct TermGroup {
    /// The fragment.
    pub id: String,
    /// The letter.
    pub letter: String,
    /// The terms.
    pub terms: Vec<TermRow>,
}

/// A term in the glossary.
#[derive(Clone, Debug, Serialize)]
pub struct TermRow {
    /// The fragment that names it in the glossary.
    pub id: String,
    /// Its page.
    pub link: LinkView,
    /// What it means.
    pub definition: Option<String>,
    /// The preferred term.
    pub see: Option<LinkView>,
    /// The paper it is taken from.
    pub source: Option<LinkView>,
    /// Where in that paper.
    pub at: Option<LocatorView>,
    /// How many passages use it.
    pub uses: usize,
    /// The language of the definition, where it is not that of the page.
    pub lang: Option<String>,
}

/// `index-of-actors.html`, as `index`: a back-of-the-book index.
#[derive(Clone, Debug, Serialize)]
pub struct IndexView {
    /// The alphabet.
    pub alphabet: Vec<LetterView>,
    /// The headings, letter by letter.
    pub groups: Vec<IndexGroup>,
    /// How many headings there are, cross-references included.
    pub count: usize,
}

/// The headings of one letter.
#[derive(Clone, Debug, Serialize)]
pub struct IndexGroup {
    /// The fragment.
    pub id: String,
    /// The letter.
    pub letter: String,
    /// The headings.
    pub headings: Vec<IndexHeading>,
}

/// A heading of the index.
#[derive(Clone, Debug, Serialize)]
pub struct IndexHeading {
    /// The fragment that names it, for cross-references.
    pub id: String,
    /// The words, in index form.
    pub text: String,
    /// The actor's page; nothing for a mere cross-reference.
    pub href: Option<String>,
    /// The preferred heading, for a cross-reference (“see”): its text, and where it stands.
    pub see: Option<LinkView>,
    /// Locators without a sub-entry, principal ones first.
    pub locators: Vec<IndexLocator>,
    /// Sub-entries.
    pub entries: Vec<IndexEntry>,
    /// Headings to look at as well: their text, and where they stand.
    pub see_also: Vec<LinkView>,
}

/// A sub-entry of an index heading: one group of passages.
#[derive(Clone, Debug, Serialize)]
pub struct IndexEntry {
    /// What the passages are about: the title of a theme or paper; empty where `listing` says it.
    pub text: String,
    /// The name of the listing whose entries the passages stand in: `actors`, `glossary`; else nothing.
    pub listing: Option<&'static str>,
    /// The page that the sub-entry is named for, where a passage of it stands under no heading.
    pub href: Option<String>,
    /// The passages.
    pub locators: Vec<IndexLocator>,
}

/// A passage.
#[derive(Clone, Debug, Serialize)]
pub struct IndexLocator {
    /// The page, and the heading on it.
    pub text: String,
    /// Where it is.
    pub href: String,
    /// Whether it treats the heading, not merely names it.
    pub principal: bool,
}

/// `bibliography.html`, as `bibliography`.
#[derive(Clone, Debug, Serialize)]
pub struct BibliographyView {
    /// Every work, in the order of the style.
    pub works: Vec<WorkView>,
    /// The whole bibliography for a citation manager.
    pub downloads: Vec<AlternateView>,
}

/// `disagreements.html`, as `disagreements`.
#[derive(Clone, Debug, Serialize)]
pub struct DisagreementsView {
    /// Kind by kind.
    pub groups: Vec<DisagreementGroup>,
    /// How many there are.
    pub count: usize,
    /// Mistakes of papers that the site points out.
    pub errata: Vec<SideView>,
}

/// Disagreements of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct DisagreementGroup {
    /// `date`, `figure`, `name` or `judgement`; its title is the interface text `disagreements-<name>`.
    pub kind: &'static str,
    /// The points.
    pub points: Vec<DisagreementView>,
}

/// `matrix.html`, as `matrix`: papers and themes.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixView {
    /// The papers: the columns; none where they are too many for a table.
    pub papers: Vec<LinkView>,
    /// The themes: the rows, a tree in depth-first order; none without columns.
    pub rows: Vec<MatrixRow>,
    /// Where the papers are too many: the themes with the number of papers of each stance.
    pub counts: Vec<MatrixCount>,
    /// How many cells are empty.
    pub gaps: usize,
    /// How many cells there are.
    pub cells: usize,
    /// The stances of the site, for the key.
    pub stances: Vec<String>,
    /// The matrix as CSV.
    pub csv: String,
}

/// A theme's row in the matrix.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixRow {
    /// The theme.
    pub theme: LinkView,
    /// How deep it stands in the tree, from 0.
    pub depth: usize,
    /// One cell per paper: what it says, empty where it is silent.
    pub cells: Vec<Vec<TreatmentView>>,
}

/// A theme's row where papers are only counted.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixCount {
    /// The theme.
    pub theme: LinkView,
    /// How deep it stands in the tree, from 0.
    pub depth: usize,
    /// How many statements have each stance, in the order of [`MatrixView::stances`]; last, those without one.
    pub stances: Vec<usize>,
    /// How many papers say nothing.
    pub silent: usize,
}
