//! Where nodes that pull and push each other come to rest: the method of Fruchterman and Reingold, without chance.
//!
//! Only `+ - * /` and the square root are used, which IEEE 754 rounds alike on every machine.

/// A place in the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// How far two places are apart.
    pub(super) fn distance(self, other: Point) -> f64 {
        let (x, y) = (self.x - other.x, self.y - other.y);
        (x * x + y * y).sqrt()
    }
}

const ROUNDS: u32 = 250;

/// Places for nodes around the origin, about `length` apart where they are tied. `ties` are pairs and strengths, of
/// which 1 is usual.
pub(super) fn rest(nodes: usize, ties: &[(usize, usize, f64)], length: f64) -> Vec<Point> {
    let mut places: Vec<Point> = (1..).take(nodes).map(|number| start(number, length * 4.0)).collect();
    for round in 0..ROUNDS {
        let heat = length * f64::from(ROUNDS - round) / f64::from(ROUNDS);
        let forces = forces(&places, ties, length);
        for (place, force) in places.iter_mut().zip(forces) {
            let strength = Point::default().distance(force).max(0.001);
            let step = strength.min(heat) / strength;
            place.x += force.x * step;
            place.y += force.y * step;
        }
    }
    places
}

/// The points of Halton's sequence are spread evenly and alike in every build.
fn start(number: u32, side: f64) -> Point {
    let fraction = |base: u32| {
        let (mut rest, mut part, mut sum) = (number, 1.0, 0.0);
        while rest > 0 {
            part /= f64::from(base);
            sum += part * f64::from(rest % base);
            rest /= base;
        }
        sum
    };
    Point {
        x: (fraction(2) - 0.5) * side,
        y: (fraction(3) - 0.5) * side,
    }
}

fn forces(places: &[Point], ties: &[(usize, usize, f64)], length: f64) -> Vec<Point> {
    // A little gravity keeps what has no ties from drifting away.
    let gravity = |place: &Point| Point {
        x: -place.x * 0.08,
        y: -place.y * 0.08,
    };
    let mut forces: Vec<Point> = places.iter().map(gravity).collect();
    for a in 0..places.len() {
        for b in a + 1..places.len() {
            let distance = places[a].distance(places[b]).max(0.01);
            push(&mut forces, places, (a, b), length * length / (distance * distance));
        }
    }
    for &(a, b, strength) in ties {
        let distance = places[a].distance(places[b]);
        push(&mut forces, places, (a, b), -strength * distance / length);
    }
    forces
}

/// Adds a force along the line of two nodes: apart if positive.
fn push(forces: &mut [Point], places: &[Point], (a, b): (usize, usize), factor: f64) {
    let (x, y) = (places[a].x - places[b].x, places[a].y - places[b].y);
    forces[a].x += x * factor;
    forces[a].y += y * factor;
    forces[b].x -= x * factor;
    forces[b].y -= y * factor;
}
