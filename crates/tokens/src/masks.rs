//! Sixty-four bytes at once: where some of them stand, as bits of a number.
//!
//! Where a text changes from letters to white space no processor can foretell. Bits need no foretelling: what is
//! true of 64 bytes is worked out by arithmetic, without a branch.

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) use lanes::Bytes;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) use words::Bytes;

/// How many bytes are looked at at once.
pub(crate) const BLOCK: usize = 64;

/// The bytes from an index of a text on, and `0xff`, which is in no text, after its end.
#[inline(always)]
pub(crate) fn block(text: &[u8], at: usize) -> [u8; BLOCK] {
    match text.get(at..).and_then(<[u8]>::first_chunk) {
        Some(bytes) => *bytes,
        None => last_block(text.get(at..).unwrap_or_default()),
    }
}

#[cold]
fn last_block(rest: &[u8]) -> [u8; BLOCK] {
    let mut bytes = [0xff; BLOCK];
    bytes.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    bytes
}

/// Of each run of bits of `run` that one of `from` stands in: the bits from there to its end.
#[inline(always)]
pub(crate) fn flood(from: u64, run: u64) -> u64 {
    // The sum carries through the run and changes it from there on; but for further bits of `from`.
    (run & !run.wrapping_add(from)) | from
}

/// Sixteen bytes in a register, where every processor of an architecture can.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod lanes {
    use wide::i8x16;

    pub(crate) struct Bytes([i8x16; 4]);

    impl Bytes {
        #[inline(always)]
        pub(crate) fn of(bytes: &[u8; super::BLOCK]) -> Self {
            let (sixteens, _) = bytes.as_chunks::<16>();
            Self(std::array::from_fn(|at| i8x16::new(sixteens[at].map(|byte| byte as i8))))
        }

        /// Where a byte of ASCII stands.
        #[inline(always)]
        pub(crate) fn equal(&self, byte: u8) -> u64 {
            self.all(|lane| lane.simd_eq(i8x16::splat(byte as i8)))
        }

        /// Where bytes of ASCII stand from the first, which is not zero, to the last.
        #[inline(always)]
        pub(crate) fn within(&self, first: u8, last: u8) -> u64 {
            let (before, after) = (i8x16::splat(first as i8 - 1), i8x16::splat(last as i8 + 1));
            self.all(|lane| lane.simd_gt(before) & lane.simd_lt(after))
        }

        /// Where bytes stand that are not ASCII.
        #[inline(always)]
        pub(crate) fn beyond(&self) -> u64 {
            self.all(|lane| lane)
        }

        #[inline(always)]
        fn all(&self, is: impl Fn(i8x16) -> i8x16) -> u64 {
            let [a, b, c, d] = self.0.map(|lane| u64::from(is(lane).to_bitmask() as u16));
            a | b << 16 | c << 32 | d << 48
        }
    }
}

/// Eight bytes in a number, where it is not known what else there is.
#[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod words {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;

    pub(crate) struct Bytes([u64; 8]);

    impl Bytes {
        pub(crate) fn of(bytes: &[u8; super::BLOCK]) -> Self {
            let (eights, _) = bytes.as_chunks::<8>();
            Self(std::array::from_fn(|at| u64::from_le_bytes(eights[at])))
        }

        pub(crate) fn equal(&self, byte: u8) -> u64 {
            self.within(byte, byte)
        }

        pub(crate) fn within(&self, first: u8, last: u8) -> u64 {
            let (from, past) = (ONES * (0x80 - u64::from(first)), ONES * (0x7f - u64::from(last)));
            self.all(|word| {
                let low = word & !HIGH;
                (low + from) & !(low + past) & !word
            })
        }

        pub(crate) fn beyond(&self) -> u64 {
            self.all(|word| word)
        }

        /// The product gathers the highest bits of all bytes in the last one.
        fn all(&self, is: impl Fn(u64) -> u64) -> u64 {
            let gathered = |word| (is(word) >> 7 & ONES).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            self.0.iter().rev().fold(0, |bits, word| bits << 8 | gathered(*word))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a byte is in a range, one by one.
    fn plainly(bytes: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
        (0..BLOCK).fold(0, |bits, at| bits | u64::from(is(bytes[at])) << at)
    }

    #[test]
    fn both_ways_find_every_byte_everywhere() {
        for start in 0..=255_u8 {
            for step in [0, 1, 3, 101] {
                let bytes: [u8; BLOCK] =
                    std::array::from_fn(|at| start.wrapping_add((at as u8).wrapping_mul(step)));
                let (fast, slow) = (Bytes::of(&bytes), words::Bytes::of(&bytes));
                for (first, last) in [(b'a', b'z'), (b'0', b'9'), (9, 13), (1, 126), (b' ', b' ')] {
                    let expected = plainly(&bytes, |byte| (first..=last).contains(&byte));
                    assert_eq!(fast.within(first, last), expected);
                    assert_eq!(slow.within(first, last), expected);
                }
                for byte in 0..128 {
                    let expected = plainly(&bytes, |met| met == byte);
                    assert_eq!([fast.equal(byte), slow.equal(byte)], [expected; 2]);
                }
                let expected = plainly(&bytes, |byte| byte >= 0x80);
                assert_eq!([fast.beyond(), slow.beyond()], [expected; 2]);
            }
        }
    }

    #[test]
    fn the_end_of_a_text_is_not_ascii() {
        let text = [b'a'; BLOCK + 3];
        assert_eq!(Bytes::of(&block(&text, 0)).beyond(), 0);
        assert_eq!(Bytes::of(&block(&text, 5)).beyond().trailing_zeros(), BLOCK as u32 - 2);
        assert_eq!(Bytes::of(&block(&text, BLOCK + 9)).beyond(), u64::MAX);
    }

    #[test]
    fn a_flood_ends_where_its_run_does() {
        assert_eq!(flood(0b0001_0000_0010, 0b0011_1100_1110), 0b0011_0000_1110);
        assert_eq!(flood(0b0100, 0b1_1110), 0b1_1100);
        assert_eq!(flood(0b1010, 0b1_1110), 0b1_1110);
        assert_eq!(flood(1 << 62, 0b11 << 62), 0b11 << 62);
        assert_eq!(flood(0, 0b1110), 0);
    }
}
