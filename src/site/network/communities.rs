//! Groups of actors that meet each other more than others: the Louvain method, in whole numbers and with ordered ties.
//!
//! Source: Blondel, Guillaume, Lambiotte and Lefebvre, “Fast unfolding of communities in large networks”, 2008.

use std::collections::BTreeMap;

/// Rounds in which nodes may move, at one level. Modularity only grows, so this is a brake that is not reached.
const MAX_ROUNDS: usize = 100;

/// A network at one level: for each node what it is tied to and how closely; a tie to itself stands for what was
/// inside before it was made one node.
type Level = Vec<BTreeMap<usize, i128>>;

/// The number of the community of each node. `ties` are pairs of different nodes, and weights.
pub(super) fn find(nodes: usize, ties: &[((usize, usize), u64)]) -> Vec<usize> {
    let mut level: Level = vec![BTreeMap::new(); nodes];
    for &((a, b), weight) in ties {
        *level[a].entry(b).or_default() += i128::from(weight);
        *level[b].entry(a).or_default() += i128::from(weight);
    }
    let mut community: Vec<usize> = (0..nodes).collect();
    loop {
        let (found, count) = numbered(&moved(&level));
        for it in &mut community {
            *it = found[*it];
        }
        if count == level.len() {
            return community;
        }
        level = merged(&level, &found, count);
    }
}

/// Moves each node, in order, to the community where modularity grows most, until none moves. Of equal ones it stays
/// where it is, else it takes the first.
fn moved(level: &Level) -> Vec<usize> {
    let degree: Vec<i128> = level.iter().map(|ties| ties.values().sum()).collect();
    let whole: i128 = degree.iter().sum();
    let mut community: Vec<usize> = (0..level.len()).collect();
    let mut total = degree.clone();
    for _ in 0..MAX_ROUNDS {
        let mut still = true;
        for node in 0..level.len() {
            let own = community[node];
            total[own] -= degree[node];
            let mut towards: BTreeMap<usize, i128> = BTreeMap::from([(own, 0)]);
            for (&other, weight) in level[node].iter().filter(|(other, _)| **other != node) {
                *towards.entry(community[other]).or_default() += weight;
            }
            let gain = |at: usize, weight: i128| weight * whole - total[at] * degree[node];
            let stay = towards.get(&own).map_or(0, |&weight| gain(own, weight));
            let mut best = (own, stay);
            for (&at, &weight) in &towards {
                if gain(at, weight) > best.1 {
                    best = (at, gain(at, weight));
                }
            }
            total[best.0] += degree[node];
            community[node] = best.0;
            still &= best.0 == own;
        }
        if still {
            break;
        }
    }
    community
}

/// The communities numbered from 0 in the order of their first nodes, and how many there are.
fn numbered(community: &[usize]) -> (Vec<usize>, usize) {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut named = Vec::with_capacity(community.len());
    for &it in community {
        let next = numbers.len();
        named.push(*numbers.entry(it).or_insert(next));
    }
    (named, numbers.len())
}

/// The network whose nodes are the communities.
fn merged(level: &Level, community: &[usize], count: usize) -> Level {
    let mut merged: Level = vec![BTreeMap::new(); count];
    for (node, ties) in level.iter().enumerate() {
        for (&other, weight) in ties {
            *merged[community[node]].entry(community[other]).or_default() += weight;
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cliques_with_a_bridge_are_two_communities() {
        let clique = |from: usize| (0..4).flat_map(move |a| (a + 1..4).map(move |b| ((from + a, from + b), 2)));
        let ties: Vec<_> = clique(0).chain(clique(4)).chain([((3, 4), 1)]).collect();
        assert_eq!(find(8, &ties), [0, 0, 0, 0, 1, 1, 1, 1]);
    }

    #[test]
    fn nodes_without_ties_stay_alone() {
        assert_eq!(find(3, &[((0, 2), 1)]), [0, 1, 0]);
        assert_eq!(find(0, &[]), Vec::<usize>::new());
    }
}
