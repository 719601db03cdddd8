//! No label over another, whatever the network; and the same drawing every time.

use super::*;
use crate::graph::EntryId;
use crate::site::network::{Participant, communities, group, shown, thin};

/// A network of generated ties: hubs that meet many, and circles that keep to themselves.
fn generated(actors: u32, ties: u32) -> Network {
    let mut state = 12_345_u64;
    let mut next = |below: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        u32::try_from(state >> 33).unwrap() % below
    };
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for _ in 0..ties {
        let (a, b) = (next(actors), next(actors) % (1 + next(actors)));
        let (a, b) = (a.min(b) as usize, a.max(b) as usize);
        if a != b && !pairs.contains(&(a, b)) {
            pairs.push((a, b));
        }
    }
    pairs.sort_unstable();
    of_pairs(actors, &pairs)
}

fn of_pairs(actors: u32, pairs: &[(usize, usize)]) -> Network {
    let count = |actor: usize| pairs.iter().filter(|pair| pair.0 == actor || pair.1 == actor).count();
    let participant = |actor: u32| Participant {
        actor: EntryId(actor),
        events: (0..=count(actor as usize)).map(|_| EntryId(0)).collect(),
        group: None,
    };
    let tie = |(at, &ends): (usize, &(usize, usize))| Tie {
        ends,
        events: vec![EntryId(0)],
        closeness: Tie::UNIT / (1 + at as u64 % 4),
        drawn: false,
    };
    let mut network = Network {
        actors: (0..actors).map(participant).collect(),
        ties: pairs.iter().enumerate().map(tie).collect(),
        ..Network::default()
    };
    let ties: Vec<_> = network.ties.iter().map(|tie| (tie.ends, tie.closeness)).collect();
    group(&mut network, &communities::find(actors as usize, &ties));
    let shown = shown(&network);
    thin(&mut network, &shown);
    network.drawing = draw(&network, &shown, name);
    network
}

fn name(actor: EntryId) -> &'static str {
    const NAMES: [&str; 5] = [
        "Ida",
        "Lights Board of the Outer Skerries and Sounds",
        "منارة",
        "Маячная служба",
        "WWMM",
    ];
    NAMES[actor.0 as usize % NAMES.len()]
}

fn overlapping(drawing: &Drawing) -> usize {
    let overlap = |[x, y, width, height]: [f64; 4], [u, v, other, high]: [f64; 4]| {
        x < u + other && u < x + width && y < v + high && v < y + height
    };
    let rooms: Vec<[f64; 4]> = drawing.labels.iter().map(|label| label.room).collect();
    let pairs = rooms
        .iter()
        .enumerate()
        .flat_map(|(at, a)| rooms[at + 1..].iter().map(move |b| (*a, *b)));
    pairs.filter(|(a, b)| overlap(*a, *b)).count()
}

#[test]
fn no_two_labels_overlap() {
    for (actors, ties) in [
        (1, 0),
        (2, 1),
        (12, 40),
        (150, 0),
        (150, 90),
        (150, 400),
        (150, 3000),
        (400, 600),
    ] {
        let network = generated(actors, ties);
        assert_eq!(overlapping(&network.drawing), 0, "{actors} actors, {ties} ties");
        let shown = network.actors.len().min(crate::site::network::MAX_DRAWN);
        assert_eq!(network.drawing.labels.len(), shown);
    }
}

#[test]
fn everything_lies_in_the_sheet() {
    let drawing = generated(150, 300).drawing;
    for label in &drawing.labels {
        let [x, y, width, height] = label.room;
        assert!(x >= 0.0 && y >= 0.0, "{label:?}");
        assert!(x + width <= drawing.width && y + height <= drawing.height, "{label:?}");
        assert!(label.text.x > label.dot.x && label.text.x < x + width);
    }
}

#[test]
fn outlines_of_groups_keep_apart() {
    let drawing = generated(150, 160).drawing;
    let frame = |outline: &Outline| {
        let rooms: Vec<Room> = outline
            .corners
            .iter()
            .map(|&at| Room {
                at,
                width: 0.0,
                height: 0.0,
            })
            .collect();
        around(&rooms)
    };
    let frames: Vec<Room> = drawing.outlines.iter().map(frame).collect();
    for (at, a) in frames.iter().enumerate() {
        for b in &frames[at + 1..] {
            // The line around an outline is 20 wide.
            assert!(!a.touches(b, 20.0, 20.0), "{a:?} {b:?}");
        }
    }
}

#[test]
fn the_same_network_is_drawn_alike() {
    let text = |network: &Network| format!("{:?}", network.drawing);
    assert_eq!(text(&generated(60, 120)), text(&generated(60, 120)));
}

#[test]
fn numbers_have_two_decimals() {
    for label in generated(40, 60).drawing.labels {
        for number in [label.dot.x, label.dot.y, label.radius, label.text.x, label.text.y] {
            let written = number.to_string();
            let decimals = written.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            assert!(decimals <= 2, "{written}");
        }
    }
}

#[test]
fn a_star_has_its_hub_among_its_rays() {
    let pairs: Vec<(usize, usize)> = (1..9).map(|ray| (0, ray)).collect();
    let drawing = of_pairs(9, &pairs).drawing;
    let hub = drawing.labels[0].dot;
    let left = drawing.labels.iter().filter(|label| label.dot.x < hub.x).count();
    let above = drawing.labels.iter().filter(|label| label.dot.y < hub.y).count();
    assert!(
        (1..8).contains(&left) && (1..8).contains(&above),
        "{left} left, {above} above"
    );
    assert!(drawing.outlines.is_empty(), "one group needs no outline");
}
