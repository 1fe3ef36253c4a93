//! A vocabulary that the caller brings: ranks as tiktoken has them, a Hugging Face `tokenizer.json`, or a list of
//! pieces tiled at least cost.
//!
//! ```text
//! ranks, tokenizer.json   text ─► normalised ─► cut by patterns ─► bytes ─► pairs merged by rank ─► count
//! list of pieces          text ─► normalised ─► words and case marked ─► tiled at least cost ─────► count
//! ```
//!
//! What is not understood of a file is an error that names it: a count by half a vocabulary would be wrong. Time
//! grows with the text, whatever it holds. Pieces are tiled in memory that does not grow; pairs need some for the
//! longest stretch that the patterns leave whole, a megabyte at most, and for a text that must be normalised.

mod bytes;
mod json;
mod marks;
mod merge;
mod pieces;
mod ranks;
mod split;

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::VocabularyId;
use merge::BytePairs;
use pieces::Pieces;

pub use ranks::Pattern;

/// The longest file that is read, in bytes.
pub const MAX_VOCABULARY_BYTES: usize = 64 << 20;

/// The most tokens a vocabulary may have.
const MAX_TOKENS: usize = 1 << 20;

/// A vocabulary that was read. A count by it names the file and its digest, and never passes for the vendor's own.
///
/// ```
/// use tokentoll_tokens::{Basis, Counter, Family, Vocabulary};
/// let list = "tokentoll-pieces 1\n\n\"⟨bow⟩hello⟨eow⟩\"\n\"⟨bow⟩w\"\n\"orld⟨eow⟩\"\n\",\"\n";
/// let vocabulary = Vocabulary::read("mine.pieces", list.as_bytes())?;
/// let count = Counter::new(Family::ClaudeV48).by_vocabulary(&vocabulary).message("hello world");
/// assert_eq!(count.tokens, 3 + 6, "three pieces and the frame");
/// let Basis::Vocabulary { id, .. } = count.basis else { panic!("by the vocabulary") };
/// assert_eq!(id.name(), "mine.pieces");
/// # Ok::<(), tokentoll_tokens::VocabularyError>(())
/// ```
#[derive(Debug)]
pub struct Vocabulary {
    id: VocabularyId,
    cut: Cut,
}

#[derive(Debug)]
enum Cut {
    Pairs(Box<BytePairs>),
    Pieces(Box<Pieces>),
}

impl Vocabulary {
    /// Reads a file, whichever of the three it is. Ranks say nothing about how text is cut beforehand: more than
    /// 150,000 are taken to follow o200k_base, fewer cl100k_base; [`Vocabulary::ranks`] lets the caller say it.
    ///
    /// ```
    /// use tokentoll_tokens::Vocabulary;
    /// let error = Vocabulary::read("notes.txt", b"Dear diary,").expect_err("no vocabulary");
    /// assert!(error.to_string().starts_with("line 1: met `Dear diary,`, expected"));
    /// ```
    ///
    /// # Errors
    /// [`VocabularyError`] for what is none of the three, and for what of them is not understood.
    pub fn read(name: &str, file: &[u8]) -> Result<Self, VocabularyError> {
        let start = file.trim_ascii_start();
        if start.starts_with(b"{") {
            return Self::tokenizer_json(name, file);
        }
        if start.starts_with(pieces::MAGIC.as_bytes()) {
            return Self::pieces(name, file);
        }
        let ranks = file.iter().filter(|byte| **byte == b'\n').count();
        let pattern = if ranks > 150_000 { Pattern::O200kBase } else { Pattern::Cl100kBase };
        Self::ranks(name, file, pattern)
    }

    /// Reads ranks as tiktoken has them: a line for each token, its bytes in base64, a space, its rank.
    ///
    /// ```
    /// use tokentoll_tokens::{Pattern, Vocabulary};
    /// // The bytes a and b, and both together; a real file has all 256 bytes.
    /// let error = Vocabulary::ranks("tiny", b"YQ== 0\nYg== 1\nYWI= 2\n", Pattern::Cl100kBase).expect_err("too few");
    /// assert_eq!(error.to_string(), "the byte 0x00 has no token, expected all 256");
    /// ```
    ///
    /// # Errors
    /// [`VocabularyError`] names the line.
    pub fn ranks(name: &str, file: &[u8], pattern: Pattern) -> Result<Self, VocabularyError> {
        let text = text(file)?;
        Ok(Self { id: id(name, file), cut: Cut::Pairs(Box::new(ranks::read(text, pattern)?)) })
    }

    /// Reads a `tokenizer.json` of byte-level byte pairs. Other models, normalisers and pre-tokenisers are errors.
    ///
    /// # Errors
    /// [`VocabularyError`] names the member.
    pub fn tokenizer_json(name: &str, file: &[u8]) -> Result<Self, VocabularyError> {
        let text = text(file)?;
        Ok(Self { id: id(name, file), cut: Cut::Pairs(Box::new(json::read(text)?)) })
    }

    /// Reads a list of pieces, in the format that `docs/pieces.md` describes.
    ///
    /// # Errors
    /// [`VocabularyError`] names the line.
    pub fn pieces(name: &str, file: &[u8]) -> Result<Self, VocabularyError> {
        let text = text(file)?;
        Ok(Self { id: id(name, file), cut: Cut::Pieces(Box::new(pieces::read(text)?)) })
    }

    /// The name it was given, and the digest of the file.
    pub fn id(&self) -> VocabularyId {
        self.id
    }

    /// How many tokens it has.
    pub fn tokens(&self) -> usize {
        match &self.cut {
            Cut::Pairs(pairs) => pairs.tokens(),
            Cut::Pieces(pieces) => pieces.tokens(),
        }
    }

    /// How many tokens a text has. Names of special tokens in it are ordinary text.
    pub fn count(&self, text: &str) -> u64 {
        self.count_and_doubt(text).0
    }

    /// The same, and by how many tokens it may be off: by some where byte pairs meet a stretch of more than a
    /// megabyte that their patterns leave whole.
    pub(crate) fn count_and_doubt(&self, text: &str) -> (u64, u64) {
        match &self.cut {
            Cut::Pairs(pairs) => pairs.count(text),
            Cut::Pieces(pieces) => (pieces.count(text), 0),
        }
    }
}

fn id(name: &str, file: &[u8]) -> VocabularyId {
    VocabularyId::new(name, Sha256::digest(file).into())
}

fn text(file: &[u8]) -> Result<&str, VocabularyError> {
    if file.len() > MAX_VOCABULARY_BYTES {
        let (met, most) = (file.len(), MAX_VOCABULARY_BYTES);
        return Err(VocabularyError(format!("met {met} bytes, expected {most} at most")));
    }
    let text = std::str::from_utf8(file).map_err(|error| {
        VocabularyError(format!("met bytes that are not UTF-8 at offset {}", error.valid_up_to()))
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Why a file is no vocabulary that can be counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VocabularyError(String);

impl fmt::Display for VocabularyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for VocabularyError {}

/// A word of a file, short enough for a message.
fn short(word: &str) -> String {
    let mut short: String = word.chars().take(60).collect();
    if short.len() < word.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests;
