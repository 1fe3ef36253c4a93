//! Public encodings by name.

/// A public encoding whose vocabulary is compiled in: `exact` brings the first, `cl100k` the second.
///
/// ```
/// use tokentoll_tokens::Encoding;
/// # #[cfg(feature = "exact")]
/// assert_eq!(Encoding::O200kBase.count("Hello, world!"), 4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// GPT-4o and later.
    #[cfg(feature = "exact")]
    O200kBase,
    /// GPT-4 and GPT-3.5.
    #[cfg(feature = "cl100k")]
    Cl100kBase,
}

impl Encoding {
    /// Its one spelling.
    ///
    /// ```
    /// # #[cfg(feature = "exact")]
    /// assert_eq!(tokentoll_tokens::Encoding::O200kBase.name(), "o200k_base");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "exact")]
            Self::O200kBase => "o200k_base",
            #[cfg(feature = "cl100k")]
            Self::Cl100kBase => "cl100k_base",
        }
    }

    /// How many tokens a text has. Names of special tokens in it are ordinary text.
    ///
    /// ```
    /// use tokentoll_tokens::Encoding;
    /// assert_eq!(Encoding::O200kBase.count("<|endoftext|>"), 7);
    /// ```
    #[cfg(feature = "exact")]
    pub fn count(self, text: &str) -> u64 {
        self.engine().count(text)
    }

    /// The engine that counts it, made ready at the first call (some hundredths of a second).
    ///
    /// ```
    /// use tokentoll_tokens::Encoding;
    /// let mut tokens = Vec::new();
    /// Encoding::O200kBase.engine().encode("one two", &mut tokens);
    /// assert_eq!(tokens.len(), 2);
    /// ```
    #[cfg(feature = "exact")]
    pub fn engine(self) -> &'static dyn crate::Engine {
        crate::exact::engine(self)
    }
}
