//! Byte pairs: a piece begins as its bytes, and the pair of the lowest rank is merged until none is left.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use aho_corasick::AhoCorasick;
use unicode_normalization::UnicodeNormalization;

use super::split::Split;

/// The longest stretch that is merged as a whole: pairs need memory for each of its bytes. A longer one, which only a
/// text without any place to cut has, is cut here.
const WHOLE: usize = 1 << 20;

/// By how many tokens such a cut may change a count: the pairs to both sides of it merge otherwise.
const CUT: u64 = 4;

/// Pieces whose counts are remembered while a text is counted, and how long they may be.
const REMEMBERED: usize = 1 << 16;
const SHORT: usize = 32;

/// Which form a text is brought to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    AsIs,
    Nfc,
    Nfkc,
}

impl Form {
    /// The text in that form, a slice at a time where it is long.
    pub(super) fn each<'t>(self, text: &'t str, each: &mut dyn FnMut(&str)) {
        let quick = match self {
            Self::AsIs => true,
            Self::Nfc | Self::Nfkc => text.is_ascii(),
        };
        if quick {
            return each(text);
        }
        let normal: String = match self {
            Self::AsIs => text.to_owned(),
            Self::Nfc => text.nfc().collect(),
            Self::Nfkc => text.nfkc().collect(),
        };
        each(&normal);
    }
}

/// Which pairs merge.
#[derive(Debug)]
pub(super) enum Merges {
    /// Any two that together are a token, by the token's rank.
    Ranks(HashMap<Box<[u8]>, u32>),
    /// Those listed, by their place in the list, into that token.
    Listed(HashMap<(u32, u32), (u32, u32)>),
}

#[derive(Debug)]
pub(super) struct BytePairs {
    pub(super) form: Form,
    pub(super) added: Option<AhoCorasick>,
    pub(super) splits: Vec<Split>,
    /// The tokens of single bytes.
    pub(super) bytes: Box<[u32; 256]>,
    pub(super) merges: Merges,
    /// Pieces that are a token by themselves, whatever merges would make of them.
    pub(super) whole: Option<HashMap<Box<[u8]>, u32>>,
    pub(super) tokens: usize,
}

impl BytePairs {
    pub(super) fn tokens(&self) -> usize {
        self.tokens
    }

    /// The tokens of a text, and by how many the count may be off.
    pub(super) fn count(&self, text: &str) -> (u64, u64) {
        let mut work = Work::default();
        let mut count = 0;
        self.form.each(text, &mut |text| {
            let mut from = 0;
            let added = self.added.as_ref();
            for found in added.into_iter().flat_map(|added| added.find_iter(text)) {
                count += self.between(&text[from..found.start()], &mut work) + 1;
                from = found.end();
            }
            count += self.between(&text[from..], &mut work);
        });
        (count, CUT * work.cuts)
    }

    fn between(&self, text: &str, work: &mut Work) -> u64 {
        let mut count = 0;
        self.split(&self.splits, text, &mut |piece| count += self.piece(piece.as_bytes(), work));
        count
    }

    /// Each pattern cuts what the one before left.
    fn split<'t>(&self, splits: &[Split], text: &'t str, each: &mut dyn FnMut(&'t str)) {
        match splits.split_first() {
            Some((first, rest)) => first.pieces(text, &mut |piece| self.split(rest, piece, each)),
            None if text.is_empty() => {}
            None => each(text),
        }
    }

    fn piece(&self, piece: &[u8], work: &mut Work) -> u64 {
        let is_token = match &self.merges {
            Merges::Ranks(ranks) => ranks.contains_key(piece),
            Merges::Listed(_) => self.whole.as_ref().is_some_and(|whole| whole.contains_key(piece)),
        };
        if is_token || piece.len() == 1 {
            return 1;
        }
        if piece.len() > WHOLE {
            work.cuts += (piece.len() / WHOLE) as u64;
            return piece.chunks(WHOLE).map(|chunk| work.merge(self, chunk)).sum();
        }
        if piece.len() > SHORT {
            return work.merge(self, piece);
        }
        if let Some(known) = work.known.get(piece) {
            return *known;
        }
        let count = work.merge(self, piece);
        if work.known.len() < REMEMBERED {
            work.known.insert(piece.into(), count);
        }
        count
    }

    /// The rank of a pair and the token it becomes.
    fn pair(&self, piece: &[u8], left: Part, right: Part) -> Option<(u32, u32)> {
        match &self.merges {
            Merges::Ranks(ranks) => {
                let rank = *ranks.get(&piece[left.start as usize..right.end as usize])?;
                Some((rank, rank))
            }
            Merges::Listed(pairs) => pairs.get(&(left.token, right.token)).copied(),
        }
    }
}

/// A token of a piece, and its neighbours.
#[derive(Clone, Copy)]
struct Part {
    start: u32,
    end: u32,
    token: u32,
    before: u32,
    after: u32,
}

const NONE: u32 = u32::MAX;

#[derive(Default)]
struct Work {
    parts: Vec<Part>,
    /// Pairs that may merge: rank, place, and the end that the second had when it was found.
    queue: BinaryHeap<Reverse<(u32, u32, u32)>>,
    known: HashMap<Box<[u8]>, u64>,
    cuts: u64,
}

impl Work {
    /// How many tokens are left of a piece. A queue makes it grow with the length, and its logarithm.
    fn merge(&mut self, pairs: &BytePairs, piece: &[u8]) -> u64 {
        self.parts.clear();
        self.queue.clear();
        let last = (piece.len() - 1) as u32;
        self.parts.extend((0..=last).zip(piece).map(|(at, byte)| Part {
            start: at,
            end: at + 1,
            token: pairs.bytes[usize::from(*byte)],
            before: at.checked_sub(1).unwrap_or(NONE),
            after: if at == last { NONE } else { at + 1 },
        }));
        for left in 0..last {
            self.enqueue(pairs, piece, left);
        }
        let mut left_over = piece.len() as u64;
        while let Some(Reverse((rank, at, end))) = self.queue.pop() {
            let left = self.parts[at as usize];
            // What stands there may have been merged since.
            if left.after == NONE || left.end <= left.start || self.parts[left.after as usize].end != end {
                continue;
            }
            let right = self.parts[left.after as usize];
            match pairs.pair(piece, left, right) {
                Some((again, token)) if again == rank => {
                    self.parts[left.after as usize].end = right.start;
                    self.parts[at as usize] = Part { end: right.end, token, after: right.after, ..left };
                }
                _ => continue,
            }
            left_over -= 1;
            if right.after != NONE {
                self.parts[right.after as usize].before = at;
                self.enqueue(pairs, piece, at);
            }
            if left.before != NONE {
                self.enqueue(pairs, piece, left.before);
            }
        }
        left_over
    }

    fn enqueue(&mut self, pairs: &BytePairs, piece: &[u8], at: u32) {
        let left = self.parts[at as usize];
        if left.after == NONE {
            return;
        }
        let right = self.parts[left.after as usize];
        if let Some((rank, _)) = pairs.pair(piece, left, right) {
            self.queue.push(Reverse((rank, at, right.end)));
        }
    }
}
