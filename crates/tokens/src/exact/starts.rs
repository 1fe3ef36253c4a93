//! Where the pieces of ASCII text begin, for a whole block by arithmetic on bits.
//!
//! A block begins where a piece does, so nothing before it matters. Of what may go on after it only the beginning
//! is told: the next block begins there.

use super::block::Block;
use crate::masks::flood;

/// How the pieces of two patterns differ in ASCII.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// Whether a capital after a small letter begins a piece.
    pub(super) cases: bool,
    /// Whether slashes follow marks and line ends in the same piece.
    pub(super) slashes: bool,
}

impl Block {
    /// The bits at which pieces begin, after the first one and before what is not ASCII, contractions aside.
    #[inline(always)]
    pub(super) fn starts(&self, rules: Rules) -> u64 {
        let Self { lower, upper, digit, .. } = *self;
        let letter = lower | upper;
        let all = u64::MAX.checked_shr(64 - self.length).unwrap_or(0);
        let mark = all & !(letter | digit | self.white);
        // Line ends after marks belong to them.
        let tails = if rules.slashes { self.newline | self.slash } else { self.newline };
        let tail = flood(self.newline & mark << 1, tails);
        let (mark, white) = (mark & !tail, self.white & !tail);
        let newline = white & self.newline;
        // A word takes along what stands before it: white space, or a mark that nothing else does.
        let mark_first = mark & !(mark << 1) & !(self.space << 1);
        let lead = letter >> 1 & (mark_first | white & !newline);
        let mut starts = letter & !(letter << 1) & !(lead << 1) | mark_first;
        if rules.cases {
            starts |= upper & lower << 1;
        }
        starts |= threes(digit);
        // White space ends after its last line end, and before its last character when something follows.
        let last = white & !newline & white << 1 & !(white >> 1);
        starts |= white & !(white << 1) | last | self.after_newlines(white, newline);
        // White space that may go on is left as a whole.
        let open = (white << (64 - self.length.max(1))).leading_ones();
        starts & all & !1 & !u64::MAX.checked_shl(self.length + 1 - open).unwrap_or(0)
    }

    /// Of white space after a line end the first bit, unless another line end follows.
    #[inline(always)]
    fn after_newlines(&self, white: u64, newline: u64) -> u64 {
        let (blank, from) = (white & !newline, white & !newline & newline << 1);
        let ends = blank.wrapping_add(from) & !blank;
        if ends & newline == 0 {
            return from;
        }
        // Rare: a line of white space. Turned around, what a later line end floods is known.
        let before = flood(newline.reverse_bits(), white.reverse_bits()).reverse_bits();
        from & !before
    }
}

/// Every third bit of each run, from its first on.
#[inline(always)]
fn threes(run: u64) -> u64 {
    let (mut new, inside) = (run & !(run << 1), run & run << 1 & run << 2);
    let mut all = new;
    while new != 0 {
        new = new << 3 & inside;
        all |= new;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "cl100k")]
    use crate::exact::cl100k::Cl100k;
    use crate::exact::classes::Classes;
    use crate::exact::o200k::O200k;
    use crate::exact::packed;
    use crate::exact::pattern::Pattern;
    use crate::random::random;

    /// Every piece that blocks tell of ends where the pattern says, whatever else stands around it.
    fn assert_equal<P: Pattern>(text: &str, classes: &Classes) {
        let (bytes, mut at) = (text.as_bytes(), 0);
        while at < bytes.len() {
            let (block, mut starts) = (at, P::starts(bytes, at, &Block::of(bytes, at)));
            at = P::piece_end(bytes, block, classes);
            let mut start = block;
            while starts != 0 {
                let end = block + starts.trailing_zeros() as usize;
                assert_eq!(end, P::piece_end(bytes, start, classes), "{:?}", text.get(block..));
                (start, starts) = (end, starts & (starts - 1));
                at = end;
            }
        }
    }

    #[test]
    fn blocks_end_pieces_where_the_pattern_does() {
        let classes = packed::classes();
        let bits = [
            "a", "S", "re", "LL", "'", "'s", " ", "  ", "\t", "\n", "\r\n", "/", "(", ";", "1", "234", "é",
            "\u{301}", "ſ", "字", "\u{a0}", "³", "Word", "word",
        ];
        let mut random = random(1);
        for round in 0..2_000 {
            // Of few bits in some rounds, so that runs grow long.
            let few = 2 + round % (bits.len() - 1);
            let bit = |_| bits[(random() % few * 7 + round) % bits.len()];
            let text: String = (0..60).map(bit).collect();
            assert_equal::<O200k>(&text, &classes);
            #[cfg(feature = "cl100k")]
            assert_equal::<Cl100k>(&text, &classes);
        }
    }

    #[test]
    fn threes_begin_with_their_run() {
        assert_eq!(threes(0b0111_1111_0110), 0b0100_1001_0010);
        assert_eq!(threes(u64::MAX).count_ones(), 22);
    }
}
