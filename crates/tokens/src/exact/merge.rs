//! Byte pair merging: of all neighbours that are a token together, the lowest token first, from the left.
//!
//! Pieces of up to 64 parts are merged in place. Longer ones are merged in windows that overlap: a sequence of
//! tokens is the one that merging gives exactly when each two neighbours in it are (van Antwerpen and
//! Neubeck, 2024), so two windows that share a token continue each other.

use super::characters::Characters;
use super::pairs::{NONE, RecentPairs};
use super::queue::merge_by_queue;
use super::vocabulary::Vocabulary;

/// What merging needs: the vocabulary and where it may begin.
pub(super) struct Merger {
    pub(super) vocabulary: Vocabulary,
    pub(super) characters: Characters,
}

/// How many parts are merged in place.
const FEW: usize = 64;

/// Room for the parts of a piece that has a key.
const SHORT: usize = 16;

/// How many of a window's last bytes are merged again with what follows.
const OVERLAP: usize = 16;

/// Tokens with their lengths in bytes.
pub(super) struct Parts {
    pub(super) tokens: Vec<u32>,
    pub(super) lengths: Vec<u32>,
    /// Pairs that were looked for lately.
    pub(super) recent: RecentPairs,
}

impl Parts {
    pub(super) fn new() -> Self {
        Self { tokens: Vec::new(), lengths: Vec::new(), recent: RecentPairs::new() }
    }

    fn clear(&mut self) {
        self.tokens.clear();
        self.lengths.clear();
    }
}

impl Merger {
    /// Calls `each` once with the tokens of a piece.
    pub(super) fn merge(&self, piece: &[u8], parts: &mut Parts, each: impl FnOnce(&[u32])) {
        if self.window(piece, FEW, parts) == piece.len() {
            each(&parts.tokens);
        } else {
            each(&self.in_windows(piece, parts, OVERLAP));
        }
    }

    /// The same for a piece that has a key: all in a few lines of the processor's cache.
    pub(super) fn merge_short(&self, piece: &[u8], parts: &mut Parts, each: impl FnOnce(&[u32])) {
        if piece.len() <= 8 {
            self.merge_up_to::<8>(piece, &mut parts.recent, each);
        } else {
            self.merge_up_to::<SHORT>(piece, &mut parts.recent, each);
        }
    }

    #[inline(always)]
    fn merge_up_to<const N: usize>(&self, piece: &[u8], recent: &mut RecentPairs, each: impl FnOnce(&[u32])) {
        let mut tokens = [0; N];
        // What each part and the next become, above its place: the least is the next to merge.
        let mut merges = [u64::MAX; N];
        let mut ranked = |left: u32, right: u32, at: usize| {
            u64::from(self.vocabulary.pairs.merged(left, right, recent)) << 4 | at as u64
        };
        let count = match self.begin_ascii(piece, &mut tokens, &mut merges) {
            Some(count) => count,
            None => {
                let count = self.begin(piece, &mut tokens);
                for at in 1..count {
                    merges[at - 1] = ranked(tokens[at - 1], tokens[at], at - 1);
                }
                count
            }
        };
        // The places of parts that are left.
        let mut alive = (1_u32 << count) - 1;
        loop {
            let least = least(&merges);
            let (token, at) = ((least >> 4) as u32, least as usize % N);
            if token >= NONE {
                break;
            }
            let after = alive & (u32::MAX << at << 1);
            let right = after.trailing_zeros() as usize % N;
            alive &= !(1 << right);
            tokens[at] = token;
            merges[right] = u64::MAX;
            let next = (after & after.wrapping_sub(1)).trailing_zeros() as usize;
            merges[at] = if next < N { ranked(token, tokens[next], at) } else { u64::MAX };
            let before = alive & !(u32::MAX << at);
            if before != 0 {
                let before = before.ilog2() as usize % N;
                merges[before] = ranked(tokens[before], token, before);
            }
        }
        let mut kept = 0;
        while alive != 0 {
            tokens[kept % N] = tokens[alive.trailing_zeros() as usize % N];
            (alive, kept) = (alive & (alive - 1), kept + 1);
        }
        each(&tokens[..kept]);
    }

    /// Begins with the bytes of ASCII, whose merges stand in a table; `None` where there are others.
    #[inline]
    fn begin_ascii(&self, piece: &[u8], tokens: &mut [u32], merges: &mut [u64]) -> Option<usize> {
        if !piece.is_ascii() {
            return None;
        }
        let places = tokens.iter_mut().zip(merges.iter_mut());
        for (at, ((token, merge), byte)) in places.zip(piece).enumerate() {
            *token = self.vocabulary.singles[*byte as usize];
            if let Some(next) = piece.get(at + 1) {
                *merge = u64::from(self.vocabulary.ascii_pairs.merged(*byte, *next)) << 4 | at as u64;
            }
        }
        Some(piece.len())
    }

    /// The tokens that merging begins with, and how many they are.
    fn begin(&self, piece: &[u8], tokens: &mut [u32]) -> usize {
        let (mut at, mut count) = (0, 0);
        while at < piece.len() {
            let single = || (self.vocabulary.singles[piece[at] as usize], 1);
            let (token, length) = self.characters.at(piece, at).unwrap_or_else(single);
            (tokens[count], at, count) = (token, at + length, count + 1);
        }
        count
    }

    fn in_windows(&self, piece: &[u8], parts: &mut Parts, overlap: usize) -> Vec<u32> {
        let mut tokens = Vec::new();
        let (mut start, mut width) = (0, FEW);
        let mut merged: &[u8] = &[];
        // The token that the window before found where this one begins.
        let mut expected = None;
        loop {
            let rest = &piece[start..];
            // What repeats itself is merged once.
            let end = if !merged.is_empty() && rest.starts_with(merged) && rest.len() > merged.len() {
                merged.len()
            } else {
                self.window(rest, width, parts)
            };
            merged = &rest[..end];
            let is_last = start + end == piece.len();
            let settled = parts.settled(end, overlap);
            if !is_last && settled.is_none() {
                (width, merged) = (width * 2, &[]);
            } else if expected.is_some() && parts.tokens.first() != expected.as_ref() {
                // They do not continue each other: all again with longer windows, at last in a single one.
                (start, width, expected, merged) = (0, width * 4, None, &[]);
                tokens.clear();
            } else if let Some((kept, bytes)) = settled.filter(|_| !is_last) {
                tokens.extend_from_slice(&parts.tokens[..kept]);
                expected = parts.tokens.get(kept).copied();
                start += bytes;
            } else {
                tokens.extend_from_slice(&parts.tokens);
                return tokens;
            }
        }
    }

    /// Merges what begins a piece, up to a number of parts; returns how many bytes that is.
    fn window(&self, piece: &[u8], width: usize, parts: &mut Parts) -> usize {
        parts.clear();
        let mut at = 0;
        while at < piece.len() && parts.tokens.len() < width {
            let (token, length) = self
                .characters
                .at(piece, at)
                .unwrap_or_else(|| (self.vocabulary.singles[piece[at] as usize], 1));
            parts.tokens.push(token);
            parts.lengths.push(length as u32);
            at += length;
        }
        match width {
            ..=FEW => merge_few(&self.vocabulary, parts),
            _ => merge_by_queue(&self.vocabulary, parts),
        }
        at
    }
}

/// The least of some numbers, in four lanes of no register: one that is half written is slow to load.
#[inline(always)]
fn least<const N: usize>(merges: &[u64; N]) -> u64 {
    let (fours, _) = merges.as_chunks::<4>();
    let lanes =
        fours.iter().fold([u64::MAX; 4], |lanes, four| std::array::from_fn(|at| four[at].min(lanes[at])));
    lanes[0].min(lanes[1]).min(lanes[2].min(lanes[3]))
}

impl Parts {
    /// How many tokens, and bytes, lie so far before the end that what follows will hardly change them.
    fn settled(&self, end: usize, overlap: usize) -> Option<(usize, usize)> {
        let mut bytes = end;
        for (kept, length) in self.lengths.iter().enumerate().rev() {
            bytes -= *length as usize;
            if bytes + overlap <= end {
                return (kept > 0).then_some((kept, bytes));
            }
        }
        None
    }
}

/// Merges up to 64 parts: the next pair is found by looking at all.
fn merge_few(vocabulary: &Vocabulary, parts: &mut Parts) {
    let count = parts.tokens.len();
    let mut tokens = [NONE; FEW];
    tokens[..count].copy_from_slice(&parts.tokens);
    // What each part and the next become, above its place: the least is the next to merge.
    let mut merges = [u32::MAX; FEW];
    let recent = &mut parts.recent;
    let mut ranked =
        |left: u32, right: u32, at: usize| vocabulary.pairs.merged(left, right, recent) << 6 | at as u32;
    for at in 1..count {
        merges[at - 1] = ranked(tokens[at - 1], tokens[at], at - 1);
    }
    let mut alive = u64::MAX >> (FEW - count.max(1));
    loop {
        let least = merges[..count.next_multiple_of(8)].iter().copied().fold(u32::MAX, u32::min);
        let (token, at) = (least >> 6, least as usize % FEW);
        if token >= NONE {
            break;
        }
        let after = alive & (u64::MAX << at << 1);
        let right = after.trailing_zeros() as usize % FEW;
        alive &= !(1 << right);
        tokens[at] = token;
        merges[right] = u32::MAX;
        let next = (after & (after - 1)).trailing_zeros() as usize;
        merges[at] = if next < FEW { ranked(token, tokens[next], at) } else { u32::MAX };
        let before = alive & !(u64::MAX << at);
        if before != 0 {
            let before = before.ilog2() as usize;
            merges[before] = ranked(tokens[before], token, before);
        }
    }
    // Each part that is left takes its place, and the lengths of those that went into it.
    let mut kept = 0;
    for (place, token) in tokens.iter().enumerate().take(count) {
        let length = parts.lengths[place];
        if alive >> place & 1 == 1 {
            (parts.tokens[kept], parts.lengths[kept]) = (*token, length);
            kept += 1;
        } else {
            parts.lengths[kept - 1] += length;
        }
    }
    parts.tokens.truncate(kept);
    parts.lengths.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::packed;

    fn merger() -> Merger {
        let vocabulary = packed::o200k();
        Merger { characters: Characters::new(&vocabulary), vocabulary }
    }

    /// Letters that repeat after no short distance.
    fn letters(count: usize, of: u8) -> Vec<u8> {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b'a' + (state >> 16) as u8 % of
        };
        (0..count).map(|_| next()).collect()
    }

    #[test]
    fn windows_give_what_one_queue_gives() {
        let (merger, mut parts) = (merger(), Parts::new());
        let texts = [
            letters(5_000, 26),
            letters(5_000, 3),
            vec![b'a'; 5_000],
            vec![b' '; 5_000],
            "é字".repeat(900).into(),
        ];
        for text in texts {
            merger.window(&text, usize::MAX, &mut parts);
            let whole = parts.tokens.clone();
            // With hardly any overlap windows often contradict each other, and grow.
            for overlap in [1, 2, OVERLAP, 100] {
                assert_eq!(merger.in_windows(&text, &mut parts, overlap), whole, "overlap {overlap}");
            }
        }
    }

    #[test]
    fn short_pieces_are_merged_as_others() {
        let (merger, mut parts) = (merger(), Parts::new());
        let text = [letters(4_000, 26), letters(2_000, 3), "aé字'Б".repeat(99).into()].concat();
        for (start, length) in (0..text.len() - 13).zip((1..=13).cycle()) {
            let piece = &text[start..start + length];
            merger.window(piece, FEW, &mut parts);
            let few = parts.tokens.clone();
            merger.merge_short(piece, &mut parts, |tokens| assert_eq!(tokens, few, "{piece:?}"));
        }
    }

    #[test]
    fn few_parts_are_merged_as_by_the_queue() {
        let (merger, mut parts) = (merger(), Parts::new());
        let text = letters(4_000, 26);
        for (start, length) in (0..3_900).zip((1..=FEW).cycle()) {
            let piece = &text[start..start + length];
            merger.window(piece, FEW, &mut parts);
            let few = (parts.tokens.clone(), parts.lengths.clone());
            merger.window(piece, usize::MAX, &mut parts);
            assert_eq!(
                few,
                (parts.tokens.clone(), parts.lengths.clone()),
                "{:?}",
                std::str::from_utf8(piece)
            );
        }
    }
}
