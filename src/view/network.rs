//! `network.html`: the drawing of who appears in events with whom, and the same as lists with the events.

use super::viewer::Viewer;
use super::{AlternateView, DateView, LinkView};
use crate::graph::EntryId;
use crate::site::network::{MAX_DRAWN, Network, Outline, Placed, Tie};
use serde::Serialize;
use std::fmt::Write;

/// `network.html`, as `network`.
#[derive(Clone, Debug, Serialize)]
pub struct NetworkView {
    /// How many actors appear in events.
    pub actors: usize,
    /// How many pairs of them share an event.
    pub pairs: usize,
    /// How many pairs are drawn.
    pub pairs_drawn: usize,
    /// How many actors are drawn.
    pub actors_drawn: usize,
    /// The drawing.
    pub drawing: DrawingView,
    /// The actors, group by group; those who meet nobody in the last group.
    pub groups: Vec<NetworkGroup>,
    /// The network as data.
    pub downloads: Vec<AlternateView>,
}

/// The drawing. Lengths are CSS pixels at the usual text size.
#[derive(Clone, Debug, Serialize)]
pub struct DrawingView {
    /// The width of the `viewBox`.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The width in rem, so that the drawing grows with the reader's text.
    pub width_rem: f64,
    /// The height in rem.
    pub height_rem: f64,
    /// The outlines of groups.
    pub outlines: Vec<OutlineView>,
    /// The lines between actors.
    pub lines: Vec<LineView>,
    /// The actors.
    pub dots: Vec<DotView>,
}

/// The outline of a group.
#[derive(Clone, Debug, Serialize)]
pub struct OutlineView {
    /// The number of the group, from 0, for its colour.
    pub group: usize,
    /// The path, as the `d` attribute has it.
    pub path: String,
}

/// A line between two actors.
#[derive(Clone, Debug, Serialize)]
pub struct LineView {
    /// The place on the page that lists the events they share.
    pub href: String,
    /// The first actor.
    pub from: String,
    /// The second.
    pub to: String,
    /// How many events they share.
    pub events: usize,
    /// How broad it is, from 1 for one event to 5.
    pub breadth: u8,
    /// The group that both are in, if it is one.
    pub group: Option<usize>,
    /// The numbers of both ends among the dots, from 0.
    pub ends: [usize; 2],
    /// Both ends: left, top, left, top.
    pub at: [f64; 4],
}

/// An actor in the drawing.
#[derive(Clone, Debug, Serialize)]
pub struct DotView {
    /// The actor.
    pub link: LinkView,
    /// How many events it appears in.
    pub events: usize,
    /// How many others it meets there.
    pub companions: usize,
    /// The number of its group, from 0.
    pub group: Option<usize>,
    /// Whether the name is written large.
    pub large: bool,
    /// The middle of the dot, left and top.
    pub dot: [f64; 2],
    /// The radius of the dot.
    pub radius: f64,
    /// Where the name begins, left and baseline.
    pub text: [f64; 2],
    /// What reacts to a finger: left, top, width, height.
    pub room: [f64; 4],
}

/// Actors that meet each other more than others.
#[derive(Clone, Debug, Serialize)]
pub struct NetworkGroup {
    /// The fragment that names it.
    pub id: String,
    /// Its number, from 0; nothing for those who meet nobody.
    pub number: Option<usize>,
    /// The names of those in most events.
    pub heads: Vec<String>,
    /// Its actors, those in most events first.
    pub actors: Vec<NetworkRow>,
}

/// An actor with everyone it meets.
#[derive(Clone, Debug, Serialize)]
pub struct NetworkRow {
    /// The fragment that names it.
    pub id: String,
    /// The actor.
    pub link: LinkView,
    /// How many events it appears in.
    pub events: usize,
    /// Whom it meets, most often first.
    pub companions: Vec<MeetingView>,
}

/// Whom an actor meets, and where.
#[derive(Clone, Debug, Serialize)]
pub struct MeetingView {
    /// The fragment that names the pair, at the first of its two actors.
    pub id: Option<String>,
    /// The other actor.
    pub actor: LinkView,
    /// The events they share, in the order of time.
    pub events: Vec<DatedLink>,
}

/// An event and when it was.
#[derive(Clone, Debug, Serialize)]
pub struct DatedLink {
    /// The event.
    pub link: LinkView,
    /// Its date.
    pub date: DateView,
}

/// The files that hold the network as data: ending, media type, name.
pub(super) const FORMATS: [(&str, &str, &str); 2] = [
    ("gexf", "application/gexf+xml", "GEXF"),
    ("graphml", "application/graphml+xml", "GraphML"),
];

impl Viewer<'_> {
    /// `network.html`.
    pub fn network_view(&self) -> NetworkView {
        let network = &self.site.network;
        let groups = network.groups.iter().enumerate();
        let mut groups: Vec<NetworkGroup> = groups
            .map(|(number, actors)| self.network_group(Some(number), actors))
            .collect();
        let alone = (0..network.actors.len()).filter(|&it| network.actors[it].group.is_none());
        let alone: Vec<usize> = alone.collect();
        if !alone.is_empty() {
            groups.push(self.network_group(None, &alone));
        }
        groups.retain(|group| !group.actors.is_empty());
        NetworkView {
            actors: network.actors.len(),
            pairs: network.ties.len(),
            pairs_drawn: network.drawn(),
            actors_drawn: network.drawing.labels.len(),
            drawing: self.drawing(network),
            groups,
            downloads: self.network_downloads(),
        }
    }

    pub(super) fn network_downloads(&self) -> Vec<AlternateView> {
        let alternate = |(ending, media_type, title)| AlternateView {
            href: self.href(&format!("network.{ending}")),
            media_type,
            title,
        };
        FORMATS.map(alternate).into()
    }

    fn drawing(&self, network: &Network) -> DrawingView {
        let drawing = &network.drawing;
        let lines = network.ties.iter().filter(|tie| tie.drawn);
        DrawingView {
            width: drawing.width,
            height: drawing.height,
            width_rem: rem(drawing.width),
            height_rem: rem(drawing.height),
            outlines: drawing.outlines.iter().map(outline).collect(),
            lines: lines.filter_map(|tie| self.line(network, tie)).collect(),
            dots: drawing.labels.iter().map(|label| self.dot(network, label)).collect(),
        }
    }

    fn line(&self, network: &Network, tie: &Tie) -> Option<LineView> {
        let labels = &network.drawing.labels;
        let place = |actor: usize| labels.binary_search_by_key(&actor, |label| label.actor).ok();
        let ends = [place(tie.ends.0)?, place(tie.ends.1)?];
        let (from, to) = (&network.actors[tie.ends.0], &network.actors[tie.ends.1]);
        let [a, b] = ends.map(|end| labels[end].dot);
        Some(LineView {
            href: format!("#{}", self.pair_id(network, tie)),
            from: self.link(from.actor).title,
            to: self.link(to.actor).title,
            events: tie.events.len(),
            breadth: breadth(tie.events.len()),
            group: from.group.filter(|_| from.group == to.group),
            ends,
            at: [a.x, a.y, b.x, b.y],
        })
    }

    fn dot(&self, network: &Network, label: &Placed) -> DotView {
        let actor = &network.actors[label.actor];
        DotView {
            link: self.link(actor.actor),
            events: actor.events.len(),
            companions: network.ties_of(label.actor).len(),
            group: actor.group,
            large: label.large,
            dot: [label.dot.x, label.dot.y],
            radius: label.radius,
            text: [label.text.x, label.text.y],
            room: label.room,
        }
    }

    fn network_group(&self, number: Option<usize>, actors: &[usize]) -> NetworkGroup {
        let network = &self.site.network;
        let row = |&&actor: &&usize| {
            let participant = &network.actors[actor];
            let ties = network.ties_of(actor).into_iter();
            let ties = ties.filter(|tie| is_listed(network, tie.other(actor)));
            NetworkRow {
                id: format!("met-{}", self.stem(participant.actor)),
                link: self.link(participant.actor),
                events: participant.events.len(),
                companions: ties.map(|tie| self.meeting(network, tie, actor)).collect(),
            }
        };
        let listed = actors.iter().filter(|&&actor| is_listed(network, actor));
        let rows: Vec<NetworkRow> = listed.collect::<Vec<_>>().iter().map(row).collect();
        NetworkGroup {
            id: number.map_or_else(|| "group-alone".to_owned(), |number| format!("group-{}", number + 1)),
            number,
            heads: rows.iter().take(3).map(|row| row.link.title.clone()).collect(),
            actors: rows,
        }
    }

    fn meeting(&self, network: &Network, tie: &Tie, actor: usize) -> MeetingView {
        let dated = |&event: &EntryId| DatedLink {
            link: self.link(event),
            date: self.event_date(event),
        };
        MeetingView {
            id: (tie.ends.0 == actor).then(|| self.pair_id(network, tie)),
            actor: self.link(network.actors[tie.other(actor)].actor),
            events: tie.events.iter().map(dated).collect(),
        }
    }

    fn pair_id(&self, network: &Network, tie: &Tie) -> String {
        let stem = |actor: usize| self.stem(network.actors[actor].actor);
        format!("pair-{}--{}", stem(tie.ends.0), stem(tie.ends.1))
    }

    pub(super) fn stem(&self, id: EntryId) -> &str {
        &self.site.entry(id).key.stem
    }
}

/// Of many actors, those that are drawn are listed: the page of each actor tells whom it meets, and a list of all pairs
/// would grow with the site.
fn is_listed(network: &Network, actor: usize) -> bool {
    let drawn = || network.drawing.labels.binary_search_by_key(&actor, |label| label.actor);
    network.actors.len() <= MAX_DRAWN || drawn().is_ok()
}

fn rem(pixels: f64) -> f64 {
    (pixels / 16.0 * 100.0).round() / 100.0
}

fn outline(outline: &Outline) -> OutlineView {
    let mut path = String::new();
    for (number, corner) in outline.corners.iter().enumerate() {
        let command = if number == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{command}{} {}", corner.x, corner.y);
    }
    OutlineView {
        group: outline.group,
        path: path + "Z",
    }
}

fn breadth(events: usize) -> u8 {
    match events {
        0 | 1 => 1,
        2..=3 => 2,
        4..=7 => 3,
        8..=15 => 4,
        _ => 5,
    }
}
