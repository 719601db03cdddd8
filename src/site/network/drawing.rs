//! Where each actor is drawn: groups apart from each other, and no label over another.
//!
//! Each group is laid out by forces, and its labels then settle one after the other at the nearest free place. The
//! groups settle in the same way as wholes, so no two labels of the drawing can overlap, whatever the forces did.

use super::force::{self, Point};
use super::label;
use super::{Network, Tie};

/// The drawing, in CSS pixels at the usual text size, all numbers rounded to two decimals.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
    /// The actors that are drawn, in the order of the network.
    pub labels: Vec<Placed>,
    /// What surrounds the groups, in their order.
    pub outlines: Vec<Outline>,
}

/// An actor in the drawing: a dot and the name to the right of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The number of the actor in the network.
    pub actor: usize,
    /// The middle of the dot.
    pub dot: Point,
    /// The radius of the dot: its area grows with the number of events.
    pub radius: f64,
    /// Where the name begins.
    pub text: Point,
    /// Whether the name is written large, as that of an actor in many events.
    pub large: bool,
    /// The room of dot and name: left, top, width, height.
    pub room: [f64; 4],
}

/// What surrounds a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// The number of the group.
    pub group: usize,
    /// The corners of a convex shape around its labels.
    pub corners: Vec<Point>,
}

/// The widest that a drawing gets unless a group by itself is wider: what a page has.
const MAX_WIDTH: f64 = 1040.0;
/// Around the drawing, and between a group and its outline.
const MARGIN: f64 = 14.0;
/// Between groups.
const BETWEEN: f64 = 44.0;
/// The room between labels, beside and beneath.
const ASIDE: f64 = 10.0;
const BENEATH: f64 = 4.0;
/// The sizes of names, in units of the drawing; the style sheet has the same.
const FONT_SIZE: f64 = 12.0;
const LARGE_FONT_SIZE: f64 = 15.0;
/// How fine the grid is on which labels and groups look for a place.
const STEP: f64 = 6.0;
const GROUP_STEP: f64 = 16.0;

/// A box that looks for a place or has one: its left upper corner and its size.
#[derive(Clone, Copy, Debug)]
struct Room {
    at: Point,
    width: f64,
    height: f64,
}

impl Room {
    fn middle(&self) -> Point {
        Point {
            x: self.at.x + self.width / 2.0,
            y: self.at.y + self.height / 2.0,
        }
    }

    /// Whether two boxes overlap or come closer than the gaps.
    fn touches(&self, other: &Room, aside: f64, beneath: f64) -> bool {
        self.at.x < other.at.x + other.width + aside
            && other.at.x < self.at.x + self.width + aside
            && self.at.y < other.at.y + other.height + beneath
            && other.at.y < self.at.y + self.height + beneath
    }
}

/// Draws the actors that are shown. `name` gives the name of the entry.
pub(super) fn draw<'a>(network: &Network, shown: &[usize], name: impl Fn(crate::graph::EntryId) -> &'a str) -> Drawing {
    let most = network.actors.iter().map(|it| it.events.len()).max().unwrap_or(0);
    let mut labels: Vec<Placed> = Vec::new();
    for &actor in shown {
        let events = network.actors[actor].events.len();
        labels.push(unplaced(actor, events, most, name(network.actors[actor].actor)));
    }
    let mut drawing = Drawing {
        labels,
        ..Drawing::default()
    };
    let members = members(network, &drawing.labels);
    let mut groups: Vec<Vec<Room>> = Vec::new();
    for group in &members {
        groups.push(inside(network, &drawing.labels, group));
    }
    let frames = apart(network, &drawing.labels, &members, &groups);
    for ((group, rooms), frame) in members.iter().zip(&mut groups).zip(&frames) {
        for (&label, room) in group.iter().zip(rooms) {
            drawing.labels[label].room[0] = frame.at.x + room.at.x;
            drawing.labels[label].room[1] = frame.at.y + room.at.y;
        }
    }
    turn(network, &mut drawing.labels, &members, &frames);
    alone(network, &mut drawing.labels);
    finish(&mut drawing, &members, network);
    drawing
}

/// A label with its size and no place.
fn unplaced(actor: usize, events: usize, most: usize, name: &str) -> Placed {
    let events = f64::from(u32::try_from(events).unwrap_or(u32::MAX));
    let large = events >= 8.0 && events * 8.0 >= f64::from(u32::try_from(most).unwrap_or(u32::MAX));
    let radius = (2.5 + events.sqrt() * 1.1).min(16.0);
    let font_size = if large { LARGE_FONT_SIZE } else { FONT_SIZE };
    let width = 2.0 * radius + label::GAP + label::width(name, font_size);
    Placed {
        actor,
        dot: Point::default(),
        radius,
        text: Point::default(),
        large,
        room: [0.0, 0.0, width, label::HEIGHT.max(2.0 * radius)],
    }
}

/// The labels of each group, by their numbers in the drawing; those in most events first.
fn members(network: &Network, labels: &[Placed]) -> Vec<Vec<usize>> {
    let label_of = |&actor: &usize| labels.binary_search_by_key(&actor, |label| label.actor).ok();
    let groups = network.groups.iter();
    groups
        .map(|group| group.iter().filter_map(label_of).collect())
        .collect()
}

/// The rooms of the labels of one group, the left upper corner of the whole at the origin.
fn inside(network: &Network, labels: &[Placed], group: &[usize]) -> Vec<Room> {
    let number = |actor: usize| group.iter().position(|&label| labels[label].actor == actor);
    let ties = network.ties.iter().filter_map(|tie| {
        let (a, b) = (number(tie.ends.0)?, number(tie.ends.1)?);
        Some((a, b, strength(tie.closeness)))
    });
    let ties: Vec<_> = ties.collect();
    let size = |&label: &usize| labels[label].room[2] * labels[label].room[3];
    let count = f64::from(u32::try_from(group.len().max(1)).unwrap_or(u32::MAX));
    let mean = group.iter().map(size).sum::<f64>() / count;
    let wishes = force::rest(group.len(), &ties, (mean * 0.62).sqrt());
    let mut rooms: Vec<Room> = Vec::new();
    for (&label, wish) in group.iter().zip(wishes) {
        let [_, _, width, height] = labels[label].room;
        let at = Point {
            x: wish.x * 1.5 - width / 2.0,
            y: wish.y - height / 2.0,
        };
        let room = Room { at, width, height };
        let settled = settle(room, &rooms, (STEP, STEP), (ASIDE, BENEATH));
        rooms.push(settled);
    }
    let frame = around(&rooms);
    for room in &mut rooms {
        room.at.x -= frame.at.x;
        room.at.y -= frame.at.y;
    }
    rooms
}

/// How strongly a tie pulls: more for closer ones, but none so much that it hides the others.
fn strength(closeness: u64) -> f64 {
    let closeness = f64::from(u32::try_from(closeness).unwrap_or(u32::MAX));
    (closeness / f64::from(u32::try_from(Tie::UNIT).unwrap_or(1)))
        .sqrt()
        .clamp(0.35, 1.5)
}

/// The free place that is nearest to the one wished for. Looks around in rings, each a step further out; as the boxes
/// that are placed are finite, one of them is free.
fn settle(wish: Room, placed: &[Room], step: (f64, f64), gap: (f64, f64)) -> Room {
    let free = |room: &Room| !placed.iter().any(|other| room.touches(other, gap.0, gap.1));
    if free(&wish) {
        return wish;
    }
    for ring in 1..i32::MAX {
        let mut best: Option<(f64, Room)> = None;
        for (right, down) in ring_of(ring) {
            let mut room = wish;
            // Aside is dearer than up and down: names are wide.
            room.at.x += f64::from(right) * step.0 * 2.0;
            room.at.y += f64::from(down) * step.1;
            let distance = wish.at.distance(room.at);
            if best.is_none_or(|(nearest, _)| distance < nearest) && free(&room) {
                best = Some((distance, room));
            }
        }
        if let Some((_, room)) = best {
            return room;
        }
    }
    wish
}

/// The places of a square around the origin.
fn ring_of(ring: i32) -> impl Iterator<Item = (i32, i32)> {
    let whole = (-ring..=ring).flat_map(move |it| [(it, -ring), (it, ring)]);
    whole.chain((1 - ring..ring).flat_map(move |it| [(-ring, it), (ring, it)]))
}

fn around(rooms: &[Room]) -> Room {
    let left = rooms.iter().map(|it| it.at.x).fold(f64::INFINITY, f64::min);
    let top = rooms.iter().map(|it| it.at.y).fold(f64::INFINITY, f64::min);
    let right = rooms
        .iter()
        .map(|it| it.at.x + it.width)
        .fold(f64::NEG_INFINITY, f64::max);
    let bottom = rooms
        .iter()
        .map(|it| it.at.y + it.height)
        .fold(f64::NEG_INFINITY, f64::max);
    Room {
        at: Point { x: left, y: top },
        width: right - left,
        height: bottom - top,
    }
}

/// Places for the groups: the largest first, in the middle or at the left, and each next one where it is nearest to the
/// groups that it is tied to, in a drawing no wider than a page; of the two arrangements the one that is less high.
fn apart(network: &Network, labels: &[Placed], members: &[Vec<usize>], groups: &[Vec<Room>]) -> Vec<Room> {
    let frames: Vec<Room> = groups.iter().map(|rooms| around(rooms)).collect();
    let width = frames.iter().map(|it| it.width).fold(MAX_WIDTH, f64::max);
    let pull = pulls(network, labels, members);
    let arrange = |side: f64| {
        let mut placed: Vec<Room> = Vec::new();
        for (number, frame) in frames.iter().enumerate() {
            let others: Vec<(Room, f64)> = placed
                .iter()
                .zip(&pull[number])
                .map(|(it, pull)| (*it, *pull))
                .collect();
            placed.push(if members[number].is_empty() {
                Room {
                    at: Point::default(),
                    width: 0.0,
                    height: 0.0,
                }
            } else {
                nearest(*frame, &others, width, side)
            });
        }
        placed
    };
    let height = |placed: &[Room]| around(placed).height;
    let (middle, left) = (arrange(0.5), arrange(0.0));
    if height(&left) < height(&middle) { left } else { middle }
}

/// For each two groups, how closely they are tied.
fn pulls(network: &Network, labels: &[Placed], members: &[Vec<usize>]) -> Vec<Vec<f64>> {
    let mut pulls = vec![vec![0.0; members.len()]; members.len()];
    let group_of = |actor: usize| network.actors[actor].group;
    let is_drawn = |actor: usize| labels.binary_search_by_key(&actor, |label| label.actor).is_ok();
    for tie in network
        .ties
        .iter()
        .filter(|tie| is_drawn(tie.ends.0) && is_drawn(tie.ends.1))
    {
        if let (Some(a), Some(b)) = (group_of(tie.ends.0), group_of(tie.ends.1)) {
            pulls[a][b] += strength(tie.closeness);
            pulls[b][a] += strength(tie.closeness);
        }
    }
    pulls
}

/// The free place of a group where what pulls it is nearest, in a strip of that width. The first is placed at a share of
/// the free width.
fn nearest(frame: Room, others: &[(Room, f64)], width: f64, side: f64) -> Room {
    let mut room = frame;
    room.at = Point {
        x: (width - frame.width) * side,
        y: -frame.height / 2.0,
    };
    let placed: Vec<Room> = others.iter().map(|(it, _)| *it).filter(|it| it.width > 0.0).collect();
    if placed.is_empty() {
        return room;
    }
    let all = around(&placed);
    let lowest = all.at.y + all.height + BETWEEN;
    let middle = Point { x: width / 2.0, y: 0.0 };
    let cost = |room: &Room| {
        let pull = others
            .iter()
            .map(|(it, pull)| pull * it.middle().distance(room.middle()))
            .sum::<f64>();
        // Every group wants to the middle, and height is dearer than width.
        let from_middle = room.middle().distance(middle);
        let height = (room.at.y + room.height).max(all.at.y + all.height) - room.at.y.min(all.at.y);
        pull + from_middle * 3.0 + height * 40.0
    };
    room.at.y = lowest;
    let (mut best, mut least) = (room, cost(&room));
    let columns = grid(0.0, width - frame.width);
    let rows = grid(all.at.y - BETWEEN - frame.height, lowest);
    for y in rows {
        for &x in &columns {
            room.at = Point { x, y };
            let cost = cost(&room);
            if cost < least && !placed.iter().any(|other| room.touches(other, BETWEEN, BETWEEN)) {
                (best, least) = (room, cost);
            }
        }
    }
    best
}

/// Numbers from one to another by the step of groups.
fn grid(from: f64, to: f64) -> Vec<f64> {
    let numbers = (0..).map(|number| from + f64::from(number) * GROUP_STEP);
    numbers.take_while(|it| *it <= to).collect()
}

/// Mirrors groups where that brings their labels nearer to those of other groups that they are tied to.
fn turn(network: &Network, labels: &mut [Placed], members: &[Vec<usize>], frames: &[Room]) {
    let label_of = |labels: &[Placed], actor: usize| labels.binary_search_by_key(&actor, |it| it.actor).ok();
    for _ in 0..3 {
        for (number, (group, frame)) in members.iter().zip(frames).enumerate() {
            let mut outward: Vec<(usize, usize, f64)> = Vec::new();
            for tie in &network.ties {
                let groups = (network.actors[tie.ends.0].group, network.actors[tie.ends.1].group);
                if (groups.0 == Some(number)) != (groups.1 == Some(number)) {
                    let ends = (label_of(labels, tie.ends.0), label_of(labels, tie.ends.1));
                    if let (Some(a), Some(b)) = ends {
                        outward.push((a, b, strength(tie.closeness)));
                    }
                }
            }
            let length = |labels: &[Placed]| -> f64 {
                let one = |&(a, b, pull): &(usize, usize, f64)| pull * corner(&labels[a]).distance(corner(&labels[b]));
                outward.iter().map(one).sum()
            };
            for axis in [0, 1] {
                let before = length(labels);
                mirror(labels, group, frame, axis);
                if length(labels) >= before {
                    mirror(labels, group, frame, axis);
                }
            }
        }
    }
}

fn corner(label: &Placed) -> Point {
    Point {
        x: label.room[0],
        y: label.room[1] + label.room[3] / 2.0,
    }
}

fn mirror(labels: &mut [Placed], group: &[usize], frame: &Room, axis: usize) {
    let (start, length) = if axis == 0 {
        (frame.at.x, frame.width)
    } else {
        (frame.at.y, frame.height)
    };
    for &label in group {
        let room = &mut labels[label].room;
        room[axis] = 2.0 * start + length - room[axis] - room[axis + 2];
    }
}

/// Sets those who meet nobody in rows below all others.
fn alone(network: &Network, labels: &mut [Placed]) {
    let is_alone = |label: &&Placed| network.actors[label.actor].group.is_none();
    let others = labels.iter().filter(|label| !is_alone(label));
    let bottom = others
        .map(|label| label.room[1] + label.room[3])
        .fold(f64::NEG_INFINITY, f64::max);
    let others = labels.iter().filter(|label| !is_alone(label));
    let left = others.map(|label| label.room[0]).fold(f64::INFINITY, f64::min);
    let start = Point {
        x: if left.is_finite() { left } else { 0.0 },
        y: if bottom.is_finite() { bottom + BETWEEN } else { 0.0 },
    };
    let (mut at, mut tallest) = (start, 0.0_f64);
    for label in labels
        .iter_mut()
        .filter(|label| network.actors[label.actor].group.is_none())
    {
        if at.x > start.x && at.x + label.room[2] > start.x + MAX_WIDTH {
            at = Point {
                x: start.x,
                y: at.y + tallest + BENEATH,
            };
            tallest = 0.0;
        }
        label.room[0] = at.x;
        label.room[1] = at.y;
        at.x += label.room[2] + 2.0 * ASIDE;
        tallest = tallest.max(label.room[3]);
    }
}

/// Moves everything into the sheet, puts dots and names into their rooms, and draws the outlines.
fn finish(drawing: &mut Drawing, members: &[Vec<usize>], network: &Network) {
    if drawing.labels.is_empty() {
        return;
    }
    let room = |label: &Placed| Room {
        at: Point {
            x: label.room[0],
            y: label.room[1],
        },
        width: label.room[2],
        height: label.room[3],
    };
    let rooms: Vec<Room> = drawing.labels.iter().map(room).collect();
    let all = around(&rooms);
    // The outline of a group is drawn with a broad line, half of it outside.
    let margin = 2.0 * MARGIN;
    for label in &mut drawing.labels {
        let (x, y) = (label.room[0] - all.at.x + margin, label.room[1] - all.at.y + margin);
        label.room = [x, y, label.room[2], label.room[3]].map(rounded);
        label.radius = rounded(label.radius);
        label.dot = Point {
            x: rounded(x + label.radius),
            y: rounded(y + label.room[3] / 2.0),
        };
        let size = if label.large { LARGE_FONT_SIZE } else { FONT_SIZE };
        label.text = Point {
            x: rounded(x + 2.0 * label.radius + label::GAP),
            y: rounded(label.dot.y + size * 0.35),
        };
    }
    drawing.width = rounded(all.width + 2.0 * margin);
    drawing.height = rounded(all.height + 2.0 * margin);
    for (group, members) in members.iter().enumerate() {
        let corners = members.iter().flat_map(|&label| corners(&drawing.labels[label].room));
        if !members.is_empty() && network.groups.len() > 1 {
            drawing.outlines.push(Outline {
                group,
                corners: hull(corners.collect()),
            });
        }
    }
}

fn corners(&[x, y, width, height]: &[f64; 4]) -> [Point; 4] {
    let corner = |right: f64, down: f64| Point {
        x: rounded(x + right),
        y: rounded(y + down),
    };
    [
        corner(0.0, 0.0),
        corner(width, 0.0),
        corner(0.0, height),
        corner(width, height),
    ]
}

/// The convex hull, by Andrew's monotone chain.
fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    let mut lower = chain(points.iter().copied());
    let mut upper = chain(points.iter().rev().copied());
    lower.pop();
    upper.pop();
    lower.extend(upper);
    lower
}

fn chain(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut chain: Vec<Point> = Vec::new();
    for point in points {
        while let [.., a, b] = chain.as_slice() {
            if (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0.0 {
                break;
            }
            chain.pop();
        }
        chain.push(point);
    }
    chain
}

fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests;
