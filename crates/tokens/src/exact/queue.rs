//! Byte pair merging of many parts, by a queue of what may be merged: time grows as n log n.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::merge::Parts;
use super::pairs::NONE;
use super::vocabulary::Vocabulary;

/// Stands for no place.
const NOWHERE: u32 = u32::MAX;

/// Merges parts of any number.
pub(super) fn merge_by_queue(vocabulary: &Vocabulary, parts: &mut Parts) {
    let count = parts.tokens.len();
    let mut next: Vec<u32> = (1..count as u32).chain([NOWHERE]).collect();
    let mut before: Vec<u32> = [NOWHERE].into_iter().chain(0..count as u32 - 1).collect();
    let mut queue = BinaryHeap::with_capacity(count);
    // A merge that is in the queue, and still to be done when both parts are what they were.
    let recent = &mut parts.recent;
    let mut offer = |tokens: &[u32], next: &[u32], at: u32| {
        let right = next.get(at as usize).copied().filter(|right| *right != NOWHERE)?;
        let (left, right) = (tokens[at as usize], tokens[right as usize]);
        let token = vocabulary.pairs.merged(left, right, recent);
        (token != NONE).then_some(Reverse((token, at, left, right)))
    };
    queue.extend((0..count as u32).filter_map(|at| offer(&parts.tokens, &next, at)));
    while let Some(Reverse((token, at, left, after))) = queue.pop() {
        let place = at as usize;
        let right = next[place];
        let is_there = parts.lengths[place] > 0 && parts.tokens[place] == left && right != NOWHERE;
        if !is_there || parts.tokens[right as usize] != after {
            continue;
        }
        parts.tokens[place] = token;
        parts.lengths[place] += std::mem::take(&mut parts.lengths[right as usize]);
        next[place] = next[right as usize];
        if let Some(after) = before.get_mut(next[place] as usize) {
            *after = at;
        }
        queue.extend(offer(&parts.tokens, &next, at));
        if before[place] != NOWHERE {
            queue.extend(offer(&parts.tokens, &next, before[place]));
        }
    }
    let mut kept = 0;
    for place in 0..count {
        if parts.lengths[place] > 0 {
            parts.tokens[kept] = parts.tokens[place];
            parts.lengths[kept] = parts.lengths[place];
            kept += 1;
        }
    }
    parts.tokens.truncate(kept);
    parts.lengths.truncate(kept);
}
