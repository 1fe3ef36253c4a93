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
//! let imported = import(Source::LiteLlm, list, "2026-11-20".parse()?, "a list of mine, 2026-11-20")?;
//! let model = &imported.sellers[0].models[0];
//! assert_eq!(model.id, "large");
//! assert_eq!(model.prices[0].rates.of("input").map(String::as_str), Some("2.5/Mtok"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod card;
mod genai_prices;
mod json;
mod litellm;
mod models_dev;

use crate::Day;
use crate::data::{ModelEntry, PriceEntry, SellerFile};
use card::Terms;
use json::{depth, shown};
use std::collections::{BTreeMap, BTreeSet};
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
    /// Not JSON, not UTF-8, or JSON with a duplicate key where models are listed.
    NotJson(String),
    /// JSON, but not the list of this source.
    OtherFormat {
        /// Whose list was expected.
        expected: Source,
        /// What was met.
        met: String,
    },
}

/// Reads a price list into seller files.
///
/// `from` is the first day of prices that the list does not date, and the day they were checked;
/// `described` names the list for people and becomes the source of every entry.
///
/// # Errors
/// [`ImportError`], when the text is not a list of this source. A single model that cannot be imported
/// is no error: it stands in [`Imported::refused`].
pub fn import(source: Source, text: &[u8], from: Day, described: &str) -> Result<Imported, ImportError> {
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
    let mut shelf = Shelf { source, from, described, sellers: BTreeMap::new(), refused: Vec::new(), partial: Vec::new() };
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
        Source::ALL.into_iter().find(|source| source.name() == s).ok_or_else(|| UnknownSource { met: shown(s) })
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
            ImportError::TooDeep(met) => write!(f, "the list is nested {met} deep: expected at most {DEEPEST}"),
            ImportError::NotJson(why) => write!(f, "the list is not JSON: {why}"),
            ImportError::OtherFormat { expected, met } => {
                write!(f, "this is not a list of {expected}: {met}, expected {}", expected.form())
            }
        }
    }
}

impl std::error::Error for ImportError {}

/// Where importers put what they read.
struct Shelf<'a> {
    source: Source,
    from: Day,
    described: &'a str,
    sellers: BTreeMap<String, Seller>,
    refused: Vec<Refused>,
    partial: Vec<Refused>,
}

#[derive(Default)]
struct Seller {
    name: String,
    currency: String,
    models: BTreeMap<String, ModelEntry>,
}

/// One model as an importer read it, and what it had to leave out.
struct Read {
    model: ModelEntry,
    left_out: Vec<String>,
}

impl Shelf<'_> {
    fn terms(&self, from: Day) -> Terms<'_> {
        let note = format!("Imported from {}; not checked by us.", self.described);
        Terms { source: self.source.name(), note, from, checked: self.from }
    }

    fn seller(&mut self, id: &str, name: &str, currency: &str) {
        let seller = self.sellers.entry(id.to_owned()).or_default();
        (seller.name, seller.currency) = (name.to_owned(), currency.to_owned());
    }

    fn put(&mut self, seller: &str, id: &str, read: Result<Read, String>) {
        let path = format!("{seller}/{id}");
        let Read { model, left_out } = match read {
            Ok(read) => read,
            Err(reason) => return self.refuse(path, reason),
        };
        let models = &mut self.sellers.entry(seller.to_owned()).or_default().models;
        if models.contains_key(&model.id) {
            return self.refuse(path, format!("the seller has another model `{}`", model.id));
        }
        models.insert(model.id.clone(), model);
        self.partial.extend(left_out.into_iter().map(|reason| Refused { id: path.clone(), reason }));
    }

    fn refuse(&mut self, id: String, reason: String) {
        self.refused.push(Refused { id, reason });
    }

    fn imported(self) -> Imported {
        let sellers = self.sellers.into_iter().filter(|(_, seller)| !seller.models.is_empty());
        let sellers = sellers.map(|(id, seller)| SellerFile {
            schema: None,
            format: 1,
            seller: id,
            name: seller.name,
            currency: seller.currency,
            id_prefixes: Default::default(),
            sources: [(self.source.name().to_owned(), self.described.to_owned())].into_iter().collect(),
            fees: Default::default(),
            refusals: Vec::new(),
            options: Default::default(),
            models: with_free_aliases(seller.models),
        });
        let mut imported = Imported { sellers: sellers.collect(), refused: self.refused, partial: self.partial };
        for told in [&mut imported.refused, &mut imported.partial] {
            told.sort_by(|a, b| (&a.id, &a.reason).cmp(&(&b.id, &b.reason)));
        }
        imported
    }
}

/// The models, without aliases that are the id of another or that two of them claim.
fn with_free_aliases(models: BTreeMap<String, ModelEntry>) -> Vec<ModelEntry> {
    let mut claims = BTreeMap::<String, usize>::new();
    for alias in models.values().flat_map(|m| m.aliases.iter().collect::<BTreeSet<_>>()) {
        let claim = claims.entry(alias.clone()).or_default();
        *claim = claim.saturating_add(1);
    }
    let taken: BTreeSet<String> = models.keys().cloned().collect();
    let free = |alias: &String| !taken.contains(alias) && claims.get(alias) == Some(&1);
    models
        .into_values()
        .map(|mut model| {
            model.aliases.retain(free);
            model.aliases.sort();
            model.aliases.dedup();
            model
        })
        .collect()
}

/// A model with one price and no aliases.
fn model(id: &str, price: PriceEntry) -> ModelEntry {
    ModelEntry {
        id: id.to_owned(),
        name: None,
        aliases: Vec::new(),
        released: None,
        deprecated: None,
        retired: None,
        not_retired_before: None,
        tokenizer: None,
        prices: vec![price],
        options: Default::default(),
    }
}

/// Whether prices in a currency can be imported; absent means USD.
fn currency(stated: Option<String>) -> Result<String, String> {
    let currency = stated.unwrap_or_else(|| "USD".to_owned());
    match &*currency {
        "USD" | "CNY" => Ok(currency),
        met => Err(format!("`currency` is {}: expected USD or CNY", shown(met))),
    }
}

#[cfg(test)]
fn read_for_tests(source: Source, text: &str) -> Imported {
    import(source, text.as_bytes(), Day::new(2026, 11, 20).unwrap(), "a list").unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(source: Source, text: &[u8]) -> String {
        import(source, text, Day::new(2026, 11, 20).unwrap(), "a list").unwrap_err().to_string()
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
            for text in ["1", "null", "\"x\"", "[]", "{}", "[[]]", r#"{"a":{}}"#, r#"{"a":1}"#, r#"[{"id":"a"}]"#] {
                let told = error(source, text.as_bytes());
                assert!(told.contains("expected a") && told.contains(source.name()), "{text}: {told}");
            }
            assert!(error(source, "[".repeat(33).as_bytes()).contains("nested 33 deep"));
        }
        let long = vec![b' '; LONGEST.saturating_add(1)];
        assert!(error(Source::LiteLlm, &long).contains("expected at most 67108864"));
        assert!(error(Source::LiteLlm, br#"{"a":{"litellm_provider":"x"},"a":{}}"#).contains("duplicate key `a`"));
    }

    #[test]
    fn aliases_give_way_to_ids_and_to_each_other() {
        let named = |id: &str, aliases: &[&str]| {
            let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
            (id.to_owned(), ModelEntry { aliases, ..model(id, PriceEntry::default()) })
        };
        let models = with_free_aliases([named("a", &["b", "x", "y", "x"]), named("b", &["y", "z"])].into());
        assert_eq!(models.iter().map(|m| m.aliases.join(" ")).collect::<Vec<_>>(), ["x", "z"]);
    }
}
