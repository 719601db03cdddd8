//! The network of actors: who appears in events with whom, in which groups, and where each is drawn.

mod communities;
mod drawing;
mod force;
mod label;

use super::Site;
use crate::graph::EntryId;
use crate::model::{Kind, Relation};
use std::collections::BTreeMap;

pub use drawing::{Drawing, Outline, Placed};

/// More actors than this are not drawn, only listed: those in most events are kept.
pub const MAX_DRAWN: usize = 300;

/// With more pairs than this, the drawing is thinned: see [`KEPT_TIES`].
const MAX_TIES: usize = 150;

/// In a thinned drawing, a pair stays if it is among that many closest ties of one of its two actors.
const KEPT_TIES: usize = 2;

/// Who appears in events with whom.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The actors that appear in an event, in the order of the index.
    pub actors: Vec<Participant>,
    /// The pairs that share an event, by the numbers of their actors.
    pub ties: Vec<Tie>,
    /// For each actor, the numbers of its ties.
    pub(super) ties_by_actor: Vec<Vec<usize>>,
    /// The groups: the numbers of their actors, those in most events first; the largest group first. Actors who meet
    /// nobody are in none.
    pub groups: Vec<Vec<usize>>,
    /// Where everything is drawn.
    pub drawing: Drawing,
}

/// An actor in events.
#[derive(Clone, Debug)]
pub struct Participant {
    /// The actor.
    pub actor: EntryId,
    /// Its events in the order of time.
    pub events: Vec<EntryId>,
    /// The number of its group, if it meets anybody.
    pub group: Option<usize>,
}

/// Two actors that share events.
#[derive(Clone, Debug)]
pub struct Tie {
    /// The numbers of the two actors, the smaller first.
    pub ends: (usize, usize),
    /// The events they share, in the order of time.
    pub events: Vec<EntryId>,
    /// How close the tie is, in 1/5040: an event of n actors counts as 1/(n-1) for each pair (Newman 2001), so that a
    /// meeting of two says more than a congress.
    pub closeness: u64,
    /// Whether it is drawn.
    pub drawn: bool,
}

impl Tie {
    /// The unit of closeness: divisible by the sizes of most events less one.
    pub const UNIT: u64 = 5040;

    /// The other end, seen from one of the two.
    pub fn other(&self, actor: usize) -> usize {
        if self.ends.0 == actor { self.ends.1 } else { self.ends.0 }
    }
}

impl Network {
    /// The ties of an actor, those of most events first.
    pub fn ties_of(&self, actor: usize) -> Vec<&Tie> {
        let own = self.ties_by_actor.get(actor).into_iter().flatten();
        let own = own.filter_map(|&at| self.ties.get(at));
        let mut own: Vec<&Tie> = own.collect();
        own.sort_by_key(|tie| (std::cmp::Reverse(tie.events.len()), tie.other(actor)));
        own
    }

    /// How many pairs are drawn.
    pub fn drawn(&self) -> usize {
        self.ties.iter().filter(|tie| tie.drawn).count()
    }
}

/// Finds who meets whom, and draws it.
pub(super) fn build(site: &Site) -> Network {
    let mut network = meetings(site);
    let ties: Vec<_> = network.ties.iter().map(|tie| (tie.ends, tie.closeness)).collect();
    let communities = communities::find(network.actors.len(), &ties);
    group(&mut network, &communities);
    let shown = shown(&network);
    thin(&mut network, &shown);
    network.drawing = drawing::draw(&network, &shown, |actor| site.entry(actor).title());
    network
}

/// The actors, and the pairs that share events.
fn meetings(site: &Site) -> Network {
    let mut events: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
    for &event in site.order(Kind::Event) {
        let mut actors = site.targets(event, Relation::Involves);
        actors.sort_unstable();
        actors.dedup();
        for actor in actors {
            events.entry(actor).or_default().push(event);
        }
    }
    let present = site.order(Kind::Actor).iter().copied();
    let participant = |actor: EntryId| {
        Some(Participant {
            actor,
            events: events.get(&actor)?.clone(),
            group: None,
        })
    };
    let actors: Vec<Participant> = present.filter_map(participant).collect();
    let ties = ties(&actors);
    let mut ties_by_actor = vec![Vec::new(); actors.len()];
    for (at, tie) in ties.iter().enumerate() {
        ties_by_actor[tie.ends.0].push(at);
        ties_by_actor[tie.ends.1].push(at);
    }
    Network {
        actors,
        ties,
        ties_by_actor,
        ..Network::default()
    }
}

fn ties(actors: &[Participant]) -> Vec<Tie> {
    let mut guests: BTreeMap<EntryId, Vec<usize>> = BTreeMap::new();
    for (number, actor) in actors.iter().enumerate() {
        for &event in &actor.events {
            guests.entry(event).or_default().push(number);
        }
    }
    let mut ties: BTreeMap<(usize, usize), Tie> = BTreeMap::new();
    // Actor by actor, so that the events of each pair come in the order of time.
    for (a, actor) in actors.iter().enumerate() {
        for &event in &actor.events {
            let met = guests.get(&event).map_or(&[][..], Vec::as_slice);
            for &b in met.iter().filter(|&&b| b > a) {
                let tie = ties.entry((a, b)).or_insert_with(|| Tie {
                    ends: (a, b),
                    events: Vec::new(),
                    closeness: 0,
                    drawn: false,
                });
                tie.events.push(event);
                tie.closeness += (Tie::UNIT / (met.len() as u64 - 1)).max(1);
            }
        }
    }
    ties.into_values().collect()
}

/// Puts actors into groups, and the groups into their order.
fn group(network: &mut Network, communities: &[usize]) {
    let mut meets = vec![false; network.actors.len()];
    for tie in &network.ties {
        meets[tie.ends.0] = true;
        meets[tie.ends.1] = true;
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, community) in communities.iter().enumerate().filter(|(number, _)| meets[*number]) {
        groups.entry(*community).or_default().push(number);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    for members in &mut groups {
        members.sort_by_key(|&number| (std::cmp::Reverse(network.actors[number].events.len()), number));
    }
    groups.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().copied()));
    for (number, members) in groups.iter().enumerate() {
        for &member in members {
            network.actors[member].group = Some(number);
        }
    }
    network.groups = groups;
}

/// The actors that are drawn: all of them, or those in most events.
fn shown(network: &Network) -> Vec<usize> {
    let mut shown: Vec<usize> = (0..network.actors.len()).collect();
    shown.sort_by_key(|&number| (std::cmp::Reverse(network.actors[number].events.len()), number));
    shown.truncate(MAX_DRAWN);
    shown.sort_unstable();
    shown
}

/// Marks the ties that are drawn: all of them while there are few, else the closest of each actor.
fn thin(network: &mut Network, shown: &[usize]) {
    let visible = |tie: &Tie| shown.binary_search(&tie.ends.0).is_ok() && shown.binary_search(&tie.ends.1).is_ok();
    let all: Vec<usize> = (0..network.ties.len())
        .filter(|&at| visible(&network.ties[at]))
        .collect();
    let mut drawn = vec![all.len() <= MAX_TIES; network.ties.len()];
    let mut of_actor: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &at in &all {
        let (a, b) = network.ties[at].ends;
        of_actor.entry(a).or_default().push(at);
        of_actor.entry(b).or_default().push(at);
    }
    for mut ties in of_actor.into_values() {
        ties.sort_by_key(|&at| (std::cmp::Reverse(network.ties[at].closeness), at));
        ties.into_iter().take(KEPT_TIES).for_each(|at| drawn[at] = true);
    }
    for at in all {
        network.ties[at].drawn = drawn[at];
    }
}
