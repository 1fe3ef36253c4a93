//! Tokenizer families: models that cut text alike.

use crate::{CountError, Encoding};

/// Models that cut text alike.
///
/// ```
/// use tokentoll_tokens::Family;
/// assert_eq!(Family::from_name("claude-v4.8")?, Family::ClaudeV48);
/// assert_eq!(Family::of_model("claude-sonnet-4-5-20250929")?, Family::ClaudeV3);
/// assert!(Family::from_name("claude").is_err());
/// # Ok::<(), tokentoll_tokens::CountError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Family {
    /// OpenAI's GPT-4o and later.
    O200kBase,
    /// OpenAI's GPT-4 and GPT-3.5.
    Cl100kBase,
    /// Claude 1 and 2. No counts were recorded: estimated as Claude 3, with a wide interval.
    ClaudeV1,
    /// Claude 3 to 4.6, and Haiku 4.5.
    ClaudeV3,
    /// Claude Opus 4.7.
    ClaudeV47,
    /// Claude Opus 4.8 and the 5 series.
    ClaudeV48,
}

/// Prefixes of OpenAI model names, the longer before the shorter.
const OPENAI: &[(&str, Family)] = &[
    ("gpt-4o", Family::O200kBase),
    ("gpt-4.1", Family::O200kBase),
    ("gpt-4.5", Family::O200kBase),
    ("gpt-4", Family::Cl100kBase),
    ("gpt-3.5", Family::Cl100kBase),
    ("gpt-", Family::O200kBase),
    ("chatgpt-", Family::O200kBase),
    ("o1", Family::O200kBase),
    ("o3", Family::O200kBase),
    ("o4", Family::O200kBase),
];

impl Family {
    /// All of them.
    ///
    /// ```
    /// use tokentoll_tokens::Family;
    /// assert!(Family::ALL.iter().all(|family| Family::from_name(family.name()) == Ok(*family)));
    /// ```
    pub const ALL: [Self; 6] =
        [Self::O200kBase, Self::Cl100kBase, Self::ClaudeV1, Self::ClaudeV3, Self::ClaudeV47, Self::ClaudeV48];

    /// Its one spelling.
    ///
    /// ```
    /// assert_eq!(tokentoll_tokens::Family::ClaudeV47.name(), "claude-v4.7");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::O200kBase => "o200k_base",
            Self::Cl100kBase => "cl100k_base",
            Self::ClaudeV1 => "claude-v1",
            Self::ClaudeV3 => "claude-v3",
            Self::ClaudeV47 => "claude-v4.7",
            Self::ClaudeV48 => "claude-v4.8",
        }
    }

    /// The family of that name.
    ///
    /// ```
    /// use tokentoll_tokens::Family;
    /// let error = Family::from_name("gpt2").expect_err("not ours");
    /// assert!(error.to_string().contains("o200k_base"));
    /// ```
    pub fn from_name(name: &str) -> Result<Self, CountError> {
        let found = Self::ALL.into_iter().find(|family| family.name() == name);
        found.ok_or_else(|| CountError::UnknownFamily { met: name.to_owned() })
    }

    /// The family of a model, by the beginning of its name. A Claude may have a seller's prefix before it.
    ///
    /// ```
    /// use tokentoll_tokens::Family;
    /// assert_eq!(Family::of_model("us.anthropic.claude-opus-4-8-v1:0")?, Family::ClaudeV48);
    /// assert_eq!(Family::of_model("gpt-4o-mini")?, Family::O200kBase);
    /// assert!(Family::of_model("llama-3").is_err());
    /// # Ok::<(), tokentoll_tokens::CountError>(())
    /// ```
    pub fn of_model(model: &str) -> Result<Self, CountError> {
        let claude = crate::Models::embedded().find(model).map(|known| known.family);
        let openai =
            || OPENAI.iter().find(|(prefix, _)| model.starts_with(prefix)).map(|(_, family)| *family);
        claude.or_else(openai).ok_or_else(|| CountError::UnknownFamily { met: model.to_owned() })
    }

    /// Whether its vocabulary is public, compiled in or not.
    ///
    /// ```
    /// use tokentoll_tokens::Family;
    /// assert!(Family::Cl100kBase.is_public() && !Family::ClaudeV48.is_public());
    /// ```
    pub fn is_public(self) -> bool {
        matches!(self, Self::O200kBase | Self::Cl100kBase)
    }

    /// Its encoding, where it is public and compiled in.
    ///
    /// ```
    /// use tokentoll_tokens::{Encoding, Family};
    /// # #[cfg(feature = "exact")]
    /// assert_eq!(Family::O200kBase.encoding(), Some(Encoding::O200kBase));
    /// assert_eq!(Family::ClaudeV3.encoding(), None);
    /// ```
    pub fn encoding(self) -> Option<Encoding> {
        match self {
            #[cfg(feature = "exact")]
            Self::O200kBase => Some(Encoding::O200kBase),
            #[cfg(feature = "cl100k")]
            Self::Cl100kBase => Some(Encoding::Cl100kBase),
            _ => None,
        }
    }
}
