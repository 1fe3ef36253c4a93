//! Price lists of others, read into seller files: LiteLLM's, genai-prices' and models.dev's.
//!
//! A price is imported exactly or not at all. What a list says and a seller file cannot say is told in
//! [`Imported::refused`] (the model was left out) and [`Imported::partial`] (the model is there, a
//! feature of it has no price). Numbers never pass through floats.
//!
//! ```
//! use tokentoll_book::import::{Source, import};
//! let list = br#"{"acme/large": {"litellm_provider": "acme",
//!     "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05}}"#;
//! let imported = import(Source::LiteLlm, list, "2026-11-01".parse()?, "2026-11-20".parse()?, "a list of mine")?;
//! let model = &imported.sellers[0].models[0];
//! assert_eq!(model.id, "large");
//! assert_eq!(model.prices[0].rates.of("input").map(String::as_str), Some("2.5/Mtok"));
//! assert_eq!((&*model.prices[0].from, &*model.prices[0].checked), ("2026-11-01", "2026-11-20"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod card;
mod genai_prices;
mod json;
mod litellm;
mod models_dev;
mod shelf;

use crate::Day;
use crate::data::SellerFile;
use json::{depth, shown};
use shelf::{Read, Shelf, currency, model};
use std::fmt;
use std::str::FromStr;

/// The longest list that is read, in bytes: 64 MiB. Those of 2026 have under 4 MB.
pub const LONGEST: usize = 64 << 20;

/// The deepest list that is read: 32 lists and objects inside of each other.
pub const DEEPEST: usize = 32;

/// Whose list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// LiteLLM's `model_prices_and_context_window.json`, in USD per token.
    /// <https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json>
    LiteLlm,
    /// genai-prices' `data.json`, in USD per million tokens.
    /// <https://github.com/pydantic/genai-prices/blob/main/prices/new_data/v2/data.json>
    GenaiPrices,
    /// models.dev's `api.json`, in USD per million tokens. <https://models.dev/api.json>
    ModelsDev,
}

/// What was read from a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imported {
    /// One file for each seller, by rising id; its models by rising id.
    pub sellers: Vec<SellerFile>,
    /// Models that were left out.
    pub refused: Vec<Refused>,
    /// Models that were imported without one of their features. A request that uses the feature is not
    /// priced at a wrong amount: its meter has no rate, or its option is not offered.
    pub partial: Vec<Refused>,
}

/// Something that cannot be said in a seller file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The seller and the model, such as `openrouter/x`.
    pub id: String,
    /// Why, naming the key of the list.
    pub reason: String,
}

/// Why a text is not the list it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// Longer than [`LONGEST`]; this many bytes were met.
    TooLong(usize),
    /// Nested more deeply than [`DEEPEST`]; this depth was met.
    TooDeep(usize),
    /// Not JSON, or not UTF-8.
    NotJson(String),
    /// JSON, but not the list of this source, or one with a duplicate key where models are listed.
    OtherFormat {
        /// Whose list was expected.
        expected: Source,
        /// What was met.
        met: String,
    },
}

/// Reads a price list into seller files.
///
/// `from` is the first day of prices that the list does not date, `checked` the day on which the list was
/// read; `described` names the list for people and becomes the source of every entry.
///
/// # Errors
/// [`ImportError`], when the text is not a list of this source. A single model that cannot be imported
/// is no error: it stands in [`Imported::refused`].
pub fn import(
    source: Source,
    text: &[u8],
    from: Day,
    checked: Day,
    described: &str,
) -> Result<Imported, ImportError> {
    if text.len() > LONGEST {
        return Err(ImportError::TooLong(text.len()));
    }
    let text = std::str::from_utf8(text).map_err(|e| ImportError::NotJson(e.to_string()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let deep = depth(text);
    if deep > DEEPEST {
        return Err(ImportError::TooDeep(deep));
    }
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        return Err(ImportError::NotJson(error.to_string()));
    }
    let mut shelf = Shelf::new(source, from, checked, described);
    let read = match source {
        Source::LiteLlm => litellm::read(text, &mut shelf),
        Source::GenaiPrices => genai_prices::read(text, &mut shelf),
        Source::ModelsDev => models_dev::read(text, &mut shelf),
    };
    read.map_err(|met| ImportError::OtherFormat { expected: source, met })?;
    Ok(shelf.imported())
}

impl Source {
    /// Every source.
    pub const ALL: [Source; 3] = [Source::LiteLlm, Source::GenaiPrices, Source::ModelsDev];

    /// The one spelling: `litellm`, `genai-prices` or `models-dev`.
    pub const fn name(self) -> &'static str {
        match self {
            Source::LiteLlm => "litellm",
            Source::GenaiPrices => "genai-prices",
            Source::ModelsDev => "models-dev",
        }
    }

    const fn form(self) -> &'static str {
        match self {
            Source::LiteLlm => "an object of models that name their `litellm_provider`",
            Source::GenaiPrices => "a list of providers with `id` and `models`",
            Source::ModelsDev => "an object of providers with `models`",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Source {
    type Err = UnknownSource;

    fn from_str(s: &str) -> Result<Self, UnknownSource> {
        Source::ALL
            .into_iter()
            .find(|source| source.name() == s)
            .ok_or_else(|| UnknownSource { met: shown(s) })
    }
}

/// The text names no source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSource {
    met: String,
}

impl fmt::Display for UnknownSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is no known price list: expected litellm, genai-prices or models-dev", self.met)
    }
}

impl std::error::Error for UnknownSource {}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::TooLong(met) => write!(f, "the list has {met} bytes: expected at most {LONGEST}"),
            ImportError::TooDeep(met) => {
                write!(f, "the list is nested {met} deep: expected at most {DEEPEST}")
            }
            ImportError::NotJson(why) => write!(f, "the list is not JSON: {why}"),
            ImportError::OtherFormat { expected, met } => {
                write!(f, "this is not a list of {expected}: {met}, expected {}", expected.form())
            }
        }
    }
}

impl std::error::Error for ImportError {}

#[cfg(test)]
fn read_for_tests(source: Source, text: &str) -> Imported {
    let day = Day::new(2026, 11, 20).unwrap();
    import(source, text.as_bytes(), day, day, "a list").unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(source: Source, text: &[u8]) -> String {
        let day = Day::new(2026, 11, 20).unwrap();
        import(source, text, day, day, "a list").unwrap_err().to_string()
    }

    #[test]
    fn sources_have_one_spelling() {
        for source in Source::ALL {
            assert_eq!(source.name().parse(), Ok(source));
        }
        assert!("LiteLLM".parse::<Source>().is_err());
    }

    #[test]
    fn what_is_no_list_is_an_error_that_says_what_was_met() {
        for source in Source::ALL {
            for text in ["", "{", "[1", "NaN", "{\"a\": 1e}", "{}}", "nul", "\u{feff}"] {
                assert!(error(source, text.as_bytes()).contains("not JSON"), "{text}");
            }
            assert!(error(source, b"\xff{}").contains("not JSON"));
            for text in
                ["1", "null", "\"x\"", "[]", "{}", "[[]]", r#"{"a":{}}"#, r#"{"a":1}"#, r#"[{"id":"a"}]"#]
            {
                let told = error(source, text.as_bytes());
                assert!(told.contains("expected a") && told.contains(source.name()), "{text}: {told}");
            }
            assert!(error(source, "[".repeat(33).as_bytes()).contains("nested 33 deep"));
        }
        let long = vec![b' '; LONGEST.saturating_add(1)];
        assert!(error(Source::LiteLlm, &long).contains("expected at most 67108864"));
        assert!(
            error(Source::LiteLlm, br#"{"a":{"litellm_provider":"x"},"a":{}}"#).contains("duplicate key `a`")
        );
    }

    #[test]
    fn a_seller_names_a_file_of_its_own() {
        for bad in ["../x", "/x", "", ".x", "a b", "é", "x\\u0000", &"x".repeat(65)] {
            let cost = r#"{"cost":{"input":1,"output":1}}"#;
            let read =
                read_for_tests(Source::ModelsDev, &format!(r#"{{"{bad}":{{"models":{{"m":{cost}}}}}}}"#));
            assert!(read.sellers.is_empty() && read.refused[0].reason.contains("the seller's id"), "{bad}");
        }
    }
}
