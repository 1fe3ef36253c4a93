//! What the patterns of the public encodings tell characters apart by: a few classes of general categories.

use std::collections::HashMap;

/// A class of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    /// Anything else: punctuation, symbols, controls, what is unassigned.
    Other,
    /// `\p{Lu}` and `\p{Lt}`.
    Upper,
    /// `\p{Ll}`.
    Lower,
    /// `\p{Lm}` and `\p{Lo}`: letters without case.
    Caseless,
    /// `\p{M}`.
    Mark,
    /// `\p{N}`.
    Number,
    /// `\s`, but not `\r` and `\n`.
    Space,
    /// `\r` and `\n`.
    Newline,
    /// A byte that is not ASCII: the class is that of its character.
    Beyond,
}

use Class::{Beyond, Caseless, Lower, Mark, Newline, Number, Other, Space, Upper};

/// By their numbers, as the packed runs name them.
const CLASSES: [Class; 8] = [Other, Upper, Lower, Caseless, Mark, Number, Space, Newline];

impl Class {
    /// Whether it is in `\p{L}`.
    #[cfg(feature = "cl100k")]
    pub(super) fn is_letter(self) -> bool {
        matches!(self, Upper | Lower | Caseless)
    }

    /// Whether it is in `\s`.
    pub(super) fn is_space(self) -> bool {
        matches!(self, Space | Newline)
    }

    /// Whether it is in `[^\s\p{L}\p{N}]`.
    pub(super) fn is_other(self) -> bool {
        matches!(self, Other | Mark)
    }
}

/// The classes of bytes.
pub(super) static ASCII: [Class; 256] = {
    let mut classes = [Beyond; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'A'..=b'Z' => Upper,
            b'a'..=b'z' => Lower,
            b'0'..=b'9' => Number,
            b'\r' | b'\n' => Newline,
            b' ' | b'\t' | 0x0b | 0x0c => Space,
            _ => Other,
        };
        byte += 1;
    }
    classes
};

/// The classes of all characters, as a table of two stages.
pub(super) struct Classes {
    blocks: Vec<u16>,
    classes: Vec<Class>,
}

const BLOCK: usize = 128;

impl Classes {
    /// From runs of characters from the first on: the number of their class, and how many they are.
    pub(super) fn new(runs: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut all = Vec::with_capacity(0x11_0000);
        for (class, length) in runs {
            all.extend(std::iter::repeat_n(CLASSES[class], length));
        }
        let mut seen = HashMap::new();
        let mut table = Self { blocks: Vec::with_capacity(all.len() / BLOCK), classes: Vec::new() };
        for block in all.chunks(BLOCK) {
            let key: Vec<u8> = block.iter().map(|class| *class as u8).collect();
            let at = *seen.entry(key).or_insert_with(|| {
                table.classes.extend_from_slice(block);
                (table.classes.len() / BLOCK - 1) as u16
            });
            table.blocks.push(at);
        }
        table
    }

    /// The class of the character that begins at an index, and its length in bytes. Nothing is `None`.
    #[inline]
    pub(super) fn at(&self, text: &[u8], at: usize) -> Option<(Class, usize)> {
        let first = *text.get(at)?;
        if first < 0x80 {
            return Some((ASCII[first as usize], 1));
        }
        let (point, length) = point_at(text, at);
        Some((self.of(point), length))
    }

    fn of(&self, point: u32) -> Class {
        let block = self.blocks.get(point as usize / BLOCK).copied().unwrap_or_default();
        self.classes.get(block as usize * BLOCK + point as usize % BLOCK).copied().unwrap_or(Other)
    }
}

/// The code point that begins at an index, which must lie before the end, and its length in bytes.
#[inline]
pub(super) fn point_at(text: &[u8], at: usize) -> (u32, usize) {
    let low = |offset: usize| u32::from(text.get(at + offset).copied().unwrap_or_default() & 0x3f);
    let first = u32::from(text[at]);
    match first {
        0..0x80 => (first, 1),
        0x80..0xe0 => ((first & 0x1f) << 6 | low(1), 2),
        0xe0..0xf0 => ((first & 0x0f) << 12 | low(1) << 6 | low(2), 3),
        _ => ((first & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3), 4),
    }
}
