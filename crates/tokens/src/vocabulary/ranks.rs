//! Ranks as tiktoken has them.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::merge::{BytePairs, Form, Merges};
use super::split::Split;
use super::{MAX_TOKENS, VocabularyError, short};

/// How text is cut before bytes are merged: a file of ranks does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Pattern {
    /// As GPT-2 and the encodings `r50k_base` and `p50k_base`.
    Gpt2,
    /// As `cl100k_base`.
    Cl100kBase,
    /// As `o200k_base`.
    O200kBase,
}

impl Pattern {
    /// The pattern itself, without possessive quantifiers, which change nothing in it.
    pub(super) fn regex(self) -> &'static str {
        match self {
            Self::Gpt2 => r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
            Self::Cl100kBase => {
                r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
            }
            Self::O200kBase => {
                r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
            }
        }
    }
}

pub(super) fn read(text: &str, pattern: Pattern) -> Result<BytePairs, VocabularyError> {
    let mut ranks: HashMap<Box<[u8]>, u32> = HashMap::new();
    let mut taken = HashMap::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        let number = index + 1;
        let wrong = || {
            let met = short(line);
            VocabularyError(format!(
                "line {number}: met `{met}`, expected bytes in base64, a space and a rank"
            ))
        };
        let (token, rank) = line.split_once(' ').ok_or_else(wrong)?;
        let token = STANDARD.decode(token).map_err(|_| wrong())?.into_boxed_slice();
        let rank: u32 = rank.trim_end().parse().map_err(|_| wrong())?;
        if token.is_empty() {
            return Err(wrong());
        }
        if let Some(earlier) = taken.insert(rank, number) {
            return Err(VocabularyError(format!(
                "line {number}: the rank {rank} stands on line {earlier} already"
            )));
        }
        if ranks.insert(token, rank).is_some() {
            return Err(VocabularyError(format!(
                "line {number}: its token stands on an earlier line already"
            )));
        }
        if ranks.len() > MAX_TOKENS {
            return Err(VocabularyError(format!("met more than {MAX_TOKENS} tokens, expected fewer")));
        }
    }
    let mut bytes = Box::new([0; 256]);
    for (byte, token) in (0..=255_u8).zip(bytes.iter_mut()) {
        let missing = || VocabularyError(format!("the byte 0x{byte:02x} has no token, expected all 256"));
        *token = *ranks.get([byte].as_slice()).ok_or_else(missing)?;
    }
    Ok(BytePairs {
        form: Form::AsIs,
        added: None,
        splits: vec![Split::new(pattern.regex())?],
        bytes,
        tokens: ranks.len(),
        merges: Merges::Ranks(ranks),
        whole: None,
    })
}
