use crate::{Meter, TermOption};
use alloc::boxed::Box;
use core::fmt;

/// The one way in which pricing fails: there is no price for what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unpriced {
    /// The meter has a count and the card has no rate for it.
    NoRate {
        /// The meter.
        meter: Meter,
    },
    /// The seller does not offer the option on that day.
    NotOffered {
        /// The option.
        option: TermOption,
        /// Why, and what would work.
        because: Box<str>,
    },
    /// The seller offers both options, or neither, but not the two together.
    NotTogether {
        /// The one.
        first: TermOption,
        /// The other.
        second: TermOption,
    },
    /// The option cannot be had for a prompt that reaches the long-context tier.
    NotInTier {
        /// The option.
        option: TermOption,
        /// The threshold of the tier.
        above: u32,
    },
    /// The prompt is longer than the model's context window on that day.
    OverWindow {
        /// Length of the prompt, in tokens.
        prompt_tokens: u64,
        /// The window, in tokens.
        window: u32,
        /// Why, and what would work.
        because: Box<str>,
    },
}

impl fmt::Display for Unpriced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unpriced::NoRate { meter } => {
                write!(
                    f,
                    "`{meter}` has a count but no rate on this model and day: expected only meters the seller prices"
                )
            }
            Unpriced::NotOffered { option, because } => {
                write!(f, "`{}` is not offered: {because}", option.as_term())
            }
            Unpriced::NotTogether { first, second } => write!(
                f,
                "`{}` and `{}` cannot be combined: expected one of them",
                first.as_term(),
                second.as_term()
            ),
            Unpriced::NotInTier { option, above } => write!(
                f,
                "`{}` has no price once the prompt reaches the tier at {} tokens: shorten the prompt or leave the option out",
                option.as_term(),
                Grouped(u64::from(*above))
            ),
            Unpriced::OverWindow { prompt_tokens, window, because } => {
                let (prompt, window) = (Grouped(*prompt_tokens), Grouped(u64::from(*window)));
                write!(f, "the prompt has {prompt} tokens, the context window {window}: {because}")
            }
        }
    }
}

impl core::error::Error for Unpriced {}

/// A whole number with separators, for messages: `200,000`.
///
/// ```
/// assert_eq!(tokentoll_core::Grouped(1_234_567).to_string(), "1,234,567");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grouped(pub u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 / 1_000 {
            0 => write!(f, "{}", self.0),
            more => write!(f, "{},{:03}", Grouped(more), self.0 % 1_000),
        }
    }
}
