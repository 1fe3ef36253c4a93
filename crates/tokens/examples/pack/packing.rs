//! How the data of the exact counts is packed.

use std::collections::HashMap;

use regex_syntax::hir::{Class, HirKind};

/// A vocabulary: the single bytes in the order of their tokens, then the two parts that each other token is merged
/// from. The tokens are in the order of their ranks, the single bytes first.
///
/// What stands side by side ought to be alike, so that it packs well: a part is written as its first byte and as its
/// ordinal, which is how many tokens before it begin with that byte. There follow
///
/// - how often each byte is the last of a left part;
/// - the first bytes of the left parts;
/// - the first bytes of the right parts, by the last byte of the left one;
/// - the ordinals of the left parts, by their first byte;
/// - the ordinals of the right parts, by their first byte.
pub(crate) fn vocabulary(tokens: &[Vec<u8>]) -> Vec<u8> {
    let mut packed: Vec<u8> = tokens.iter().take(256).flatten().copied().collect();
    assert_eq!(packed.len(), 256, "the first tokens are single bytes");
    let pairs = pairs(tokens);
    let first = |token: u32| tokens[token as usize][0];
    let last = |token: u32| tokens[token as usize][tokens[token as usize].len() - 1];
    let mut seen = [0_u32; 256];
    let mut ordinal = |token: &Vec<u8>| {
        seen[token[0] as usize] += 1;
        seen[token[0] as usize] - 1
    };
    let ordinals: Vec<u32> = tokens.iter().map(&mut ordinal).collect();
    let ordinal = |token: u32| {
        let mut written = Vec::new();
        varint(ordinals[token as usize], &mut written);
        written
    };
    for group in groups(pairs.iter().map(|(left, _)| (last(*left), [0]))) {
        varint(group.len() as u32, &mut packed);
    }
    packed.extend(pairs.iter().map(|(left, _)| first(*left)));
    packed.extend(groups(pairs.iter().map(|(left, right)| (last(*left), [first(*right)]))).concat());
    packed.extend(groups(pairs.iter().map(|(left, _)| (first(*left), ordinal(*left)))).concat());
    packed.extend(groups(pairs.iter().map(|(_, right)| (first(*right), ordinal(*right)))).concat());
    packed
}

/// What is written under each byte.
fn groups<T: IntoIterator<Item = u8>>(written: impl Iterator<Item = (u8, T)>) -> Vec<Vec<u8>> {
    let mut groups = vec![Vec::new(); 256];
    written.for_each(|(byte, item)| groups[byte as usize].extend(item));
    groups
}

/// The classes of all code points, as runs, by the general categories of the crate `regex-syntax`, which is what
/// the patterns of tiktoken run on.
pub(crate) fn classes() -> Vec<u8> {
    let patterns = [r"[\p{Lu}\p{Lt}]", r"\p{Ll}", r"[\p{Lm}\p{Lo}]", r"\p{M}", r"\p{N}", r"\s", r"[\r\n]"];
    let mut all = vec![0_u8; 0x11_0000];
    for (pattern, class) in patterns.iter().zip(1..) {
        let parsed = regex_syntax::parse(pattern).expect("the pattern is one");
        let HirKind::Class(Class::Unicode(set)) = parsed.kind() else { panic!("{pattern} is a class") };
        for range in set.ranges() {
            all[range.start() as usize..=range.end() as usize].fill(class);
        }
    }
    let mut packed = Vec::new();
    for run in all.chunk_by(|one, next| one == next) {
        varint((run.len() as u32) << 3 | u32::from(run[0]), &mut packed);
    }
    packed
}

/// The two tokens that each token of several bytes is merged from.
fn pairs(tokens: &[Vec<u8>]) -> Vec<(u32, u32)> {
    let ranks: HashMap<&[u8], u32> = tokens.iter().zip(0..).map(|(token, rank)| (&**token, rank)).collect();
    tokens.iter().zip(0..).skip(256).map(|(token, rank)| last_merge(token, rank, &ranks)).collect()
}

/// Merges a token's bytes by the tokens before it, until two parts are left.
fn last_merge(token: &[u8], rank: u32, ranks: &HashMap<&[u8], u32>) -> (u32, u32) {
    let mut ends: Vec<usize> = (0..=token.len()).collect();
    while ends.len() > 3 {
        let merged = |at: usize| {
            let found = ranks.get(&token[ends[at]..ends[at + 2]]).filter(|found| **found < rank);
            found.map(|found| (*found, at))
        };
        let least = (0..ends.len() - 2).filter_map(merged).min();
        let (_, at) = least.unwrap_or_else(|| panic!("token {rank} is merged from no two tokens"));
        ends.remove(at + 1);
    }
    (ranks[&token[..ends[1]]], ranks[&token[ends[1]..]])
}

fn varint(mut value: u32, packed: &mut Vec<u8>) {
    while value >= 0x80 {
        packed.push(value as u8 | 0x80);
        value >>= 7;
    }
    packed.push(value as u8);
}
