//! What a count is: a number, and what it rests on.

use std::fmt;

use crate::{Encoding, Shape};

/// How many tokens, and how sure.
///
/// ```
/// use tokentoll_tokens::{Basis, Counter, Family};
/// let exact = Counter::new(Family::O200kBase).text("Hello, world!");
/// assert_eq!(exact.tokens, 4);
/// assert!(matches!(exact.basis, Basis::Exact { .. }));
/// let estimate = Counter::new(Family::ClaudeV3).text("Hello, world!");
/// assert!(estimate.low() <= estimate.tokens && estimate.tokens <= estimate.high());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenCount {
    /// The count, or the likeliest one.
    pub tokens: u64,
    /// What it rests on.
    pub basis: Basis,
}

/// What a count rests on.
///
/// ```
/// use tokentoll_tokens::{Basis, Counter, Family};
/// let count = Counter::new(Family::ClaudeV3).text("Hello, world!");
/// assert!(matches!(count.basis, Basis::Estimated { .. }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// A public vocabulary.
    Exact {
        /// Which one.
        encoding: Encoding,
    },
    /// A calibration on recorded counts.
    Estimated {
        /// Lower end of an interval that holds the truth in four of five cases.
        low: u64,
        /// Upper end of it.
        high: u64,
        /// How the estimate was made.
        method: &'static str,
    },
    /// A vocabulary that the caller brought. Its pieces are counted exactly; whether the vendor counts as they do
    /// is not known here.
    Vocabulary {
        /// The file and its digest.
        id: VocabularyId,
        /// The least it may be: what stands in no text is measured, not known.
        low: u64,
        /// The most.
        high: u64,
    },
}

impl Basis {
    /// Its one spelling.
    ///
    /// ```
    /// use tokentoll_tokens::{Basis, Encoding};
    /// assert_eq!(Basis::Exact { encoding: Encoding::O200kBase }.name(), "exact");
    /// ```
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Exact { .. } => "exact",
            Self::Estimated { .. } => "estimated",
            Self::Vocabulary { .. } => "vocabulary",
        }
    }

    /// The encoding or the file that counted, or how the estimate was made.
    ///
    /// ```
    /// use tokentoll_tokens::{Basis, Encoding};
    /// assert_eq!(Basis::Exact { encoding: Encoding::O200kBase }.method(), "o200k_base");
    /// ```
    pub fn method(&self) -> String {
        match self {
            Self::Exact { encoding } => encoding.name().to_owned(),
            Self::Estimated { method, .. } => (*method).to_owned(),
            Self::Vocabulary { id, .. } => id.to_string(),
        }
    }
}

/// A file that was brought as a vocabulary: its name and its digest.
///
/// ```
/// use tokentoll_tokens::VocabularyId;
/// let id = VocabularyId::new("mine.json", [0xab; 32]);
/// assert_eq!(id.name(), "mine.json");
/// assert!(id.to_string().starts_with("mine.json sha256:abababab"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct VocabularyId {
    digest: [u8; 32],
    name: [u8; NAME],
    length: u8,
}

/// Bytes of a file's name that are kept: a count stays small, and is copied freely.
const NAME: usize = 47;

impl VocabularyId {
    /// Of a name and a SHA-256 digest. Of a long name the end is kept, behind `…`.
    ///
    /// ```
    /// use tokentoll_tokens::VocabularyId;
    /// let long = format!("{}/claude.pieces", "folder".repeat(20));
    /// assert!(VocabularyId::new(&long, [0; 32]).name().ends_with("/claude.pieces"));
    /// ```
    pub fn new(name: &str, digest: [u8; 32]) -> Self {
        let mut kept = name.to_owned();
        if name.len() > NAME {
            let from = (name.len() + "…".len() - NAME..).find(|at| name.is_char_boundary(*at));
            kept = format!("…{}", from.map_or("", |from| &name[from..]));
        }
        let mut bytes = [0; NAME];
        bytes[..kept.len()].copy_from_slice(kept.as_bytes());
        Self { digest, name: bytes, length: kept.len() as u8 }
    }

    /// The name of the file, as it was given.
    pub fn name(&self) -> &str {
        std::str::from_utf8(&self.name[..usize::from(self.length)]).unwrap_or_default()
    }

    /// The SHA-256 digest of the file.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

impl fmt::Display for VocabularyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sha256:", self.name())?;
        self.digest.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for VocabularyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VocabularyId({self})")
    }
}

impl TokenCount {
    /// The least it is likely to be.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family};
    /// assert_eq!(Counter::new(Family::O200kBase).text("one two").low(), 2);
    /// ```
    pub fn low(&self) -> u64 {
        match self.basis {
            Basis::Exact { .. } => self.tokens,
            Basis::Estimated { low, .. } | Basis::Vocabulary { low, .. } => low,
        }
    }

    /// The most it is likely to be.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family};
    /// assert_eq!(Counter::new(Family::O200kBase).text("one two").high(), 2);
    /// ```
    pub fn high(&self) -> u64 {
        match self.basis {
            Basis::Exact { .. } => self.tokens,
            Basis::Estimated { high, .. } | Basis::Vocabulary { high, .. } => high,
        }
    }

    /// A count on the same basis: one that was exact and has an interval now is an estimate by its encoding.
    pub(crate) fn ranged(self, tokens: u64, low: u64, high: u64) -> Self {
        let (low, high) = (low.min(tokens), high.max(tokens));
        let basis = match self.basis {
            Basis::Exact { encoding } if low < high => {
                Basis::Estimated { low, high, method: encoding.name() }
            }
            Basis::Exact { encoding } => Basis::Exact { encoding },
            Basis::Estimated { method, .. } => Basis::Estimated { low, high, method },
            Basis::Vocabulary { id, .. } => Basis::Vocabulary { id, low, high },
        };
        Self { tokens, basis }
    }

    pub(crate) fn estimated(tokens: f64, under: f64, over: f64, method: &'static str) -> Self {
        let whole = |value: f64| value.round().max(0.0) as u64;
        let tokens_whole = whole(tokens);
        let (low, high) = (whole(tokens + under).min(tokens_whole), whole(tokens + over).max(tokens_whole));
        Self { tokens: tokens_whole, basis: Basis::Estimated { low, high, method } }
    }
}

/// Why there is no count.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CountError {
    /// No family of that name, or none known for that model.
    UnknownFamily {
        /// What was asked for.
        met: String,
    },
    /// A request of one shape for a model that takes the other.
    WrongShape {
        /// The family's name.
        family: &'static str,
        /// The shape of the request.
        met: Shape,
    },
    /// Bytes that are no UTF-8.
    NotUtf8 {
        /// Where they are, in bytes from the start.
        at: u64,
    },
}

impl fmt::Display for CountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFamily { met } => {
                let known: Vec<&str> = crate::Family::ALL.iter().map(|family| family.name()).collect();
                write!(f, "`{met}` is no known tokenizer family or model; families are {}", known.join(", "))
            }
            Self::WrongShape { family, met } => {
                let (met, expected) = match met {
                    Shape::Messages => ("a Messages request", "a chat request"),
                    Shape::Chat => ("a chat request", "a Messages request"),
                };
                write!(f, "met {met}, expected {expected}, as models of {family} take them")
            }
            Self::NotUtf8 { at } => write!(f, "expected UTF-8, met something else at byte {at}"),
        }
    }
}

impl std::error::Error for CountError {}
