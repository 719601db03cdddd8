//! The view of the timeline: the drawing, the table, and what a reader can choose by.

use super::viewer::{Viewer, question};
use super::{
    ChartView, ChoiceView, DecadeView, FilterView, LaneView, LinkView, MarkView, PieceView, StretchView, TickView,
    TimelineRow, TimelineView,
};
use crate::graph::EntryId;
use crate::model::date::Edtf;
use crate::model::{Kind, Relation};
use crate::site::address::Listing;
use crate::site::index;
use crate::site::timeline;
use crate::site::timeline::axis::{Axis, Piece};
use crate::site::timeline::chart::{Chart, Form, Lane, Mark, Side, Sort};

/// Pixels of an em at the browser's own text size.
const EM: f64 = 16.0;

/// What a label of the axis needs.
const YEAR_LABEL: f64 = 34.0;

impl Viewer<'_> {
    /// `timeline.html`, or a further page of it.
    pub fn timeline_view(&self, page: usize) -> TimelineView {
        let decades = timeline::by_decade(&self.site.graph, self.site.order(Kind::Event));
        let contents = self.decade_links(&decades, page);
        let events: Vec<EntryId> = decades.into_iter().flat_map(|(_, events)| events).collect();
        let shown = self.cut(Listing::Timeline, page, &events);
        let decades = timeline::by_decade(&self.site.graph, shown);
        let mut shown = shown.to_vec();
        shown.sort_by_key(|id| self.site.rank(*id));
        TimelineView {
            count: shown.len(),
            contents,
            decades: decades.into_iter().map(|(year, ids)| self.decade(year, &ids)).collect(),
            chart: self.chart_view(&shown),
            filters: self.filters(&shown),
            downloads: self.downloads_of_timeline(),
        }
    }

    /// Links from a page of the timeline to the beginning of each decade.
    fn decade_links(&self, decades: &[(Option<i64>, Vec<EntryId>)], page: usize) -> Vec<LinkView> {
        let mut before = 0;
        let mut links = Vec::new();
        for (year, events) in decades {
            links.push(LinkView {
                title: self.decade_title(*year),
                href: self.href_in_list(Listing::Timeline, page, before, &decade_fragment(*year)),
                kind: "listing",
                ..LinkView::default()
            });
            before += events.len();
        }
        links
    }

    fn decade(&self, year: Option<i64>, events: &[EntryId]) -> DecadeView {
        DecadeView {
            id: decade_fragment(year),
            title: self.decade_title(year),
            events: events.iter().map(|id| self.timeline_row(*id)).collect(),
        }
    }

    fn decade_title(&self, year: Option<i64>) -> String {
        year.map(|year| self.decade_in_words(year)).unwrap_or_default()
    }

    /// A decade in words: `1960s`, by way of EDTF's `196X`.
    pub(super) fn decade_in_words(&self, year: i64) -> String {
        let (sign, digits) = (if year < 0 { "-" } else { "" }, format!("{:04}", year.abs()));
        let edtf = format!("{sign}{}X", &digits[..digits.len() - 1]);
        match Edtf::parse(&edtf) {
            Ok(date) => date.human(self.date_words()),
            Err(_) => year.to_string(),
        }
    }

    fn timeline_row(&self, id: EntryId) -> TimelineRow {
        let date = timeline::date(self.site.entry(id));
        TimelineRow {
            id: self.row_fragment(id),
            event: self.event_row(id, None),
            actors: self.stems(&timeline::actors(self.site, id)),
            themes: self.stems(&timeline::themes(self.site, id)),
            papers: self.stems(&self.site.sources(id, Relation::Recounts)),
            from: date.and_then(Edtf::earliest).map(|day| day.year()),
            to: date.and_then(Edtf::latest).map(|day| day.year()),
        }
    }

    fn row_fragment(&self, event: EntryId) -> String {
        self.item_fragment(Listing::Timeline, event)
    }

    fn stems(&self, ids: &[EntryId]) -> String {
        let stems: Vec<&str> = ids.iter().map(|id| self.site.entry(*id).key.stem.as_str()).collect();
        stems.join(" ")
    }
}

// What a reader can choose by.
impl Viewer<'_> {
    fn filters(&self, events: &[EntryId]) -> Vec<FilterView> {
        let all =
            |of: &dyn Fn(EntryId) -> Vec<EntryId>| self.site.in_order(events.iter().flat_map(|id| of(*id)).collect());
        let actors = all(&|id| timeline::actors(self.site, id));
        let themes = all(&|id| timeline::themes(self.site, id));
        let papers = all(&|id| self.site.sources(id, Relation::Recounts));
        let filters = [
            FilterView {
                name: "kind",
                choices: self.kinds(events),
            },
            FilterView {
                name: "actor",
                choices: self.choices(&actors),
            },
            FilterView {
                name: "theme",
                choices: self.choices(&themes),
            },
            FilterView {
                name: "paper",
                choices: self.choices(&papers),
            },
        ];
        filters.into_iter().filter(|it| !it.choices.is_empty()).collect()
    }

    fn kinds(&self, events: &[EntryId]) -> Vec<ChoiceView> {
        let occurs = |kind: &str| {
            events
                .iter()
                .any(|id| timeline::kind(self.site.entry(*id)) == Some(kind))
        };
        let kinds = self.site.config.event_kinds.iter().map(|it| &it.value);
        let choice = |kind: &String| ChoiceView {
            value: kind.clone(),
            title: question(kind),
            href: None,
        };
        kinds.filter(|kind| occurs(kind)).map(choice).collect()
    }

    fn choices(&self, ids: &[EntryId]) -> Vec<ChoiceView> {
        let choice = |id: &EntryId| {
            let entry = self.site.entry(*id);
            let link = self.link(*id);
            let title = match entry.key.kind {
                Kind::Actor => index::heading(entry).to_owned(),
                _ => link.title,
            };
            ChoiceView {
                value: entry.key.stem.clone(),
                title,
                href: Some(link.href),
            }
        };
        ids.iter().map(choice).collect()
    }
}

// The drawing.
impl Viewer<'_> {
    fn chart_view(&self, events: &[EntryId]) -> ChartView {
        let (chart, kinds, events) = timeline::chart(self.site, events);
        let (width, height) = chart.size;
        let lane = |lane: &Lane| LaneView {
            kind: kinds.get(lane.number).cloned().flatten(),
            y: number(lane.y),
            height: number(lane.height),
            marks: lane
                .marks
                .iter()
                .map(|mark| self.mark(mark, events[mark.item]))
                .collect(),
        };
        ChartView {
            width: number(width),
            width_em: number(width / EM),
            height: number(height),
            height_em: number(height / EM),
            ticks: self.ticks(&chart.axis),
            breaks: chart
                .axis
                .pieces
                .iter()
                .filter(|it| it.is_break)
                .map(|it| stretch(it.x, it.end()))
                .collect(),
            pieces: self.pieces(&chart.axis),
            lanes: chart.lanes.iter().map(lane).collect(),
            forms: forms(&chart),
        }
    }

    /// A line for every year, and labels where they fit; a decade's always does.
    fn ticks(&self, axis: &Axis) -> Vec<TickView> {
        let tick = |piece: &Piece, year: i64| TickView {
            x: number(piece.year(year)),
            label: self.date_words().year(year),
            decade: year == piece.from,
            fits: year == piece.from || piece.width / 10.0 >= YEAR_LABEL,
        };
        let years = |piece: &Piece| {
            if piece.is_break {
                piece.from..piece.from + 1
            } else {
                piece.from..piece.to
            }
        };
        let pieces = axis.pieces.iter();
        let mut ticks: Vec<TickView> = pieces
            .flat_map(|piece| years(piece).map(|year| tick(piece, year)).collect::<Vec<_>>())
            .collect();
        if let Some(last) = axis.pieces.last() {
            ticks.push(TickView {
                decade: true,
                fits: true,
                ..tick(last, last.to)
            });
        }
        ticks
    }

    fn pieces(&self, axis: &Axis) -> Vec<PieceView> {
        let piece = |piece: &Piece| PieceView {
            year: piece.from,
            title: self.decade_in_words(piece.from),
            x: number(piece.x),
            end: number(piece.end()),
        };
        axis.pieces.iter().filter(|it| !it.is_break).map(piece).collect()
    }

    fn mark(&self, mark: &Mark, event: EntryId) -> MarkView {
        let (left, right) = mark.extent;
        let (start, end) = mark.span.unwrap_or(mark.extent);
        let open = |side: Side| side == Side::Open;
        MarkView {
            href: self.href_of(event, None),
            row: self.row_fragment(event),
            title: self.entry(event).title().to_owned(),
            date: self.event_date(event),
            form: names(mark.form).join(" "),
            y: number(mark.y),
            target: stretch(left, right),
            lasting: mark.form.sort == Sort::Lasting,
            span: mark.span.map(|(start, end)| stretch(start, end)),
            fades: fades(mark.form),
            dots: mark.dots.iter().map(|x| number(*x)).collect(),
            arrow_left: open(mark.form.sides.0).then(|| number(start)),
            arrow_right: open(mark.form.sides.1).then(|| number(end)),
            label: mark.label.text.clone(),
            label_x: number(mark.label.x),
            label_before: mark.label.before,
            label_fits: mark.label.fits,
        }
    }
}

fn decade_fragment(year: Option<i64>) -> String {
    year.map_or_else(|| "decade-unknown".to_owned(), |year| format!("decade-{year}"))
}

/// The names of what a form shows.
fn names(form: Form) -> Vec<&'static str> {
    let sort = match form.sort {
        Sort::Day => "day",
        Sort::Within => "within",
        Sort::Lasting => "lasting",
        Sort::Several => "several",
        Sort::Unspecified => "unspecified",
    };
    let either = |side: Side| form.sides.0 == side || form.sides.1 == side;
    let marks = [
        ("uncertain", form.uncertain),
        ("approximate", form.approximate),
        ("open", either(Side::Open)),
        ("unknown", either(Side::Unknown)),
    ];
    let marks = marks.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name);
    std::iter::once(sort).chain(marks).collect()
}

/// Every form that occurs, in the order of the legend.
fn forms(chart: &Chart) -> Vec<&'static str> {
    const ORDER: [&str; 9] = [
        "day",
        "within",
        "lasting",
        "several",
        "unspecified",
        "uncertain",
        "approximate",
        "open",
        "unknown",
    ];
    let marks = chart.lanes.iter().flat_map(|lane| &lane.marks);
    let shown: Vec<&str> = marks.flat_map(|mark| names(mark.form)).collect();
    let breaks = chart.axis.pieces.iter().any(|piece| piece.is_break).then_some("break");
    ORDER
        .into_iter()
        .filter(|name| shown.contains(name))
        .chain(breaks)
        .collect()
}

fn fades(form: Form) -> Option<&'static str> {
    let fades = |side: Side| side == Side::Unknown || form.approximate && side == Side::Known;
    match (fades(form.sides.0), fades(form.sides.1)) {
        (true, true) => Some("both"),
        (true, false) => Some("start"),
        (false, true) => Some("end"),
        (false, false) => None,
    }
}

fn stretch(start: f64, end: f64) -> StretchView {
    StretchView {
        x: number(start),
        width: number(end - start),
        middle: number(f64::midpoint(start, end)),
        end: number(end),
    }
}

/// A length with two decimals at most: the same text on every machine.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

// Other formats.
impl Viewer<'_> {
    /// The timeline in other formats, beside its page.
    pub(super) fn downloads_of_timeline(&self) -> Vec<super::AlternateView> {
        let page = self.href(&Listing::Timeline.address());
        let stem = page.trim_end_matches(".html");
        let formats = [
            ("ics", "text/calendar", "iCalendar"),
            ("csv", "text/csv", "CSV"),
            ("json", "application/json", "TimelineJS"),
        ];
        let view = |(ending, media_type, title)| super::AlternateView {
            href: format!("{stem}.{ending}"),
            media_type,
            title,
        };
        formats.map(view).into()
    }
}
