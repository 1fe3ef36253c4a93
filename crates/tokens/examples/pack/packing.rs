//! Packs vocabularies and character classes.

use std::collections::HashMap;
use regex_syntax::hir::{Class, HirKind};

/// The merged pairs of a vocabulary, from its tokens in the order of their ranks.
pub fn pairs(tokens: &[Vec<u8>]) -> Vec<(u32, u32)> {
    let ranks: HashMap<&[u8], u32> = tokens.iter().zip(0..).map(|(token, rank)| (&**token, rank)).collect();
    tokens.iter().zip(0..).filter(|(t, _)| t.len() > 1).map(|(token, rank)| last_merge(token, rank, &ranks)).collect()
}

fn last_merge(token: &[u8], rank: u32, ranks: &HashMap<&[u8], u32>) -> (u32, u32) {
    // The ends of the parts.
    let mut ends: Vec<usize> = (0..=token.len()).collect();
    while ends.len() > 3 {
        let of = |at: usize| ranks.get(&token[ends[at]..ends[at + 2]]).filter(|r| **r < rank).map(|r| (*r, at));
        let least = (0..ends.len() - 2).filter_map(of).min();
        let (_, at) = least.unwrap_or_else(|| panic!("token {rank} is merged from nothing"));
        ends.remove(at + 1);
    }
    (ranks[&token[..ends[1]]], ranks[&token[ends[1]..]])
}

pub fn pack_pairs(singles: &[Vec<u8>], pairs: &[(u32, u32)]) -> Vec<u8> {
    let mut out: Vec<u8> = singles.iter().map(|s| s[0]).collect();
    for (l, _) in pairs { varint(*l, &mut out); }
    for (_, r) in pairs { varint(*r, &mut out); }
    out
}

pub fn varint(mut value: u32, packed: &mut Vec<u8>) {
    while value >= 0x80 { packed.push(value as u8 | 0x80); value >>= 7; }
    packed.push(value as u8);
}

/// The classes of all code points, as runs.
pub fn classes() -> Vec<u8> {
    let mut all = vec![0_u8; 0x11_0000];
    for (pattern, class) in [(r"[\p{Lu}\p{Lt}]", 1), (r"\p{Ll}", 2), (r"[\p{Lm}\p{Lo}]", 3), (r"\p{M}", 4), (r"\p{N}", 5), (r"\s", 6), (r"[\r\n]", 7)] {
        let hir = regex_syntax::parse(pattern).unwrap();
        let HirKind::Class(Class::Unicode(set)) = hir.kind() else { panic!("{pattern} {hir:?}") };
        for range in set.ranges() { all[range.start() as usize..=range.end() as usize].fill(class); }
    }
    let mut packed = Vec::new();
    for run in all.chunk_by(|a, b| a == b) { varint((run.len() as u32) << 3 | u32::from(run[0]), &mut packed); }
    packed
}
