//! What a count is: a number, and what it rests on.

use std::fmt;

use crate::Encoding;

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
/// use tokentoll_tokens::{Basis, Encoding};
/// assert_ne!(Basis::Exact { encoding: Encoding::O200kBase }, Basis::Exact { encoding: Encoding::Cl100kBase });
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
            Basis::Estimated { low, .. } => low,
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
            Basis::Estimated { high, .. } => high,
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
    /// Requests of this family have no known frame.
    NoFrame {
        /// The family's name.
        family: &'static str,
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
            Self::NoFrame { family } => {
                write!(f, "the frame of whole requests in {family} is not known; count their texts instead")
            }
            Self::NotUtf8 { at } => write!(f, "expected UTF-8, met something else at byte {at}"),
        }
    }
}

impl std::error::Error for CountError {}
