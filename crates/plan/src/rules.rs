//! What a seller allows besides what it charges: limits, windows, longer outputs. Data with dates and
//! sources, like prices, one file a seller under `data/`.

mod file;

use crate::ratio::{Fraction, Ratio, Ratios};
use file::RulesFile;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;
use tokentoll_book::{Confidence, Dated, Day, History, UniqueMap};
use tokentoll_core::ServiceTier;

/// The rules of several sellers, each with its days.
#[derive(Clone, Debug)]
pub struct Rules {
    sellers: BTreeMap<String, SellerRules>,
}

impl Rules {
    /// The rules that come with this crate.
    pub fn embedded() -> &'static Rules {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES.get_or_init(|| {
            // A test reads every file; what is compiled in cannot differ from what was tested.
            Rules::read([("anthropic", include_str!("../data/anthropic.json"))])
                .unwrap_or_else(|e| unreachable!("embedded rules: {e}"))
        })
    }

    /// Reads rule files: pairs of a name, for messages, and the text.
    ///
    /// # Errors
    /// [`RulesError`] for what is no rule file, and for two files of one seller.
    pub fn read<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Rules, RulesError> {
        let mut sellers = BTreeMap::new();
        for (name, text) in texts {
            let wrong = |message: String| RulesError { file: name.to_owned(), message };
            let file: RulesFile = serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?;
            let seller = file.seller.clone();
            if sellers.insert(seller.clone(), SellerRules::new(file).map_err(wrong)?).is_some() {
                return Err(wrong(format!("a second file for {seller}")));
            }
        }
        Ok(Rules { sellers })
    }

    /// The rules of a seller, where any are known.
    pub fn of(&self, seller: &str) -> Option<&SellerRules> {
        self.sellers.get(seller)
    }

    /// What vendors say of the ratio from one tokenizer family to the others, up to a day.
    ///
    /// ```
    /// let ratios = tokentoll_plan::Rules::embedded().ratios(Some("claude-v3"), "2026-11-20".parse()?);
    /// assert_eq!(ratios.between(Some("claude-v3"), Some("claude-v4.8")).unwrap().likely().to_string(), "1.3");
    /// # Ok::<(), tokentoll_book::BadDay>(())
    /// ```
    pub fn ratios(&self, from: Option<&str>, on: Day) -> Ratios {
        let mut ratios = Ratios::new();
        let Some(from) = from else { return ratios };
        for rule in self.sellers.values().flat_map(|s| &s.tokenizers).filter(|rule| rule.from <= on) {
            let TokenizerRule { older, newer, ratio } = &rule.value;
            let is = |families: &[String]| families.iter().any(|family| family == from);
            let (to, ratio) = match (is(older), is(newer)) {
                (true, _) => (newer, *ratio),
                (_, true) => (older, ratio.inverse()),
                _ => continue,
            };
            ratios = to.iter().fold(ratios, |ratios, family| ratios.with(&**family, ratio));
            let kin = if is(older) { older } else { newer };
            ratios = kin.iter().fold(ratios, |ratios, family| ratios.with(&**family, Ratio::ONE));
        }
        ratios
    }
}

/// The rules of one seller.
#[derive(Clone, Debug)]
pub struct SellerRules {
    seller: String,
    limits: History<Sourced<LimitEntry>>,
    batch: History<Sourced<BatchSize>>,
    overflow: Vec<Dated<Sourced<OverflowRule>>>,
    longer_output: Vec<Dated<Sourced<LongerOutput>>>,
    tokenizers: Vec<Dated<TokenizerRule>>,
}

/// A rule and where it is from.
#[derive(Clone, Debug)]
pub struct Sourced<T> {
    /// The rule.
    pub rule: T,
    /// The id of its entry: `anthropic/rules/limits@2026-06-26`.
    pub entry: String,
    /// Its sources, joined by semicolons.
    pub source: String,
    /// The day on which it was last compared with them.
    pub checked: Day,
    /// How sure it is.
    pub confidence: Confidence,
    /// What a reader should know.
    pub note: Option<String>,
}

impl SellerRules {
    /// The limits of a day; the first day of which any are known, where it is before that.
    ///
    /// # Errors
    /// The first day that is known.
    pub fn limits(&self, on: Day) -> Result<&Sourced<LimitEntry>, Day> {
        self.limits.on(on).map(|e| &e.value).ok_or(self.limits.first().from)
    }

    /// How large a batch may be.
    pub fn batch(&self, on: Day) -> Option<&Sourced<BatchSize>> {
        self.batch.on(on).map(|e| &e.value)
    }

    /// What happens where prompt and output together pass the window.
    pub fn overflow(&self, model: &str, on: Day) -> Option<&Sourced<OverflowRule>> {
        newest(&self.overflow, on, |rule| rule.models.iter().any(|m| m == model))
    }

    /// A header that lets a model write more.
    pub fn longer_output(&self, model: &str, tier: ServiceTier, on: Day) -> Option<&Sourced<LongerOutput>> {
        newest(&self.longer_output, on, |rule| {
            rule.service_tier == tier && rule.models.iter().any(|m| m == model)
        })
    }

    /// Every model that a rule names.
    pub fn models(&self) -> impl Iterator<Item = &str> {
        let classes = self.limits.iter().flat_map(|e| &e.value.rule.classes).flat_map(|c| &c.models);
        let overflow = self.overflow.iter().flat_map(|e| &e.value.rule.models);
        let longer = self.longer_output.iter().flat_map(|e| &e.value.rule.models);
        classes.chain(overflow).chain(longer).map(String::as_str)
    }

    fn new(file: RulesFile) -> Result<SellerRules, String> {
        if file.format != 1 {
            return Err(format!("format: met {}, expected 1", file.format));
        }
        let seller = file.seller.clone();
        let limits = file.entries("limits", &file.limits)?;
        for entry in &limits {
            entry.value.rule.check().map_err(|e| format!("{}: {e}", entry.value.entry))?;
        }
        let tokenizers = file.tokenizers.iter().map(|entry| {
            let wrong = || format!("tokenizers: {}", crate::BadRatio);
            let read = |text: &str| Fraction::read(text).ok_or_else(wrong);
            let rule = &entry.rule;
            let ratio =
                Ratio::new(read(&rule.low)?, read(&rule.likely)?, read(&rule.high)?).map_err(|_| wrong())?;
            let value = TokenizerRule { older: rule.older.clone(), newer: rule.newer.clone(), ratio };
            Ok(Dated { from: day(&entry.from)?, value })
        });
        Ok(SellerRules {
            limits: History::new(limits).map_err(|e| format!("limits: {e}"))?,
            batch: History::new(file.entries("batch", &file.batch)?).map_err(|e| format!("batch: {e}"))?,
            overflow: file.entries("overflow", &file.overflow)?,
            longer_output: file.entries("longer_output", &file.longer_output)?,
            tokenizers: tokenizers.collect::<Result<_, String>>()?,
            seller,
        })
    }

    /// Whose they are.
    pub fn seller(&self) -> &str {
        &self.seller
    }
}

fn newest<T>(rules: &[Dated<Sourced<T>>], on: Day, of: impl Fn(&T) -> bool) -> Option<&Sourced<T>> {
    rules.iter().filter(|e| e.from <= on && of(&e.value.rule)).max_by_key(|e| e.from).map(|e| &e.value)
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|e: tokentoll_book::BadDay| e.to_string())
}

/// A rule file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesError {
    /// The file.
    pub file: String,
    /// What was met and what was expected.
    pub message: String,
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

impl std::error::Error for RulesError {}

/// The JSON Schema of a rule file.
#[cfg(feature = "schema")]
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(RulesFile).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), "RulesFile".into());
    }
    schema
}

/// The limits of all classes from a day on.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LimitEntry {
    /// The usage tiers, the smallest first.
    pub tiers: Vec<String>,
    /// The classes of models; the models of one class share its limits.
    pub classes: Vec<Class>,
    /// Limits of batches, by usage tier; one pool for all models.
    pub batch: UniqueMap<BatchLimit>,
}

impl LimitEntry {
    /// The class of a model.
    pub fn class(&self, model: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.models.iter().any(|m| m == model))
    }

    /// Every tier has its limits in every class, and no model stands in two.
    fn check(&self) -> Result<(), String> {
        let mut seen = Vec::new();
        // An object has no order: the list of tiers says which is the smaller.
        let tiers = |what: String, mut keys: Vec<&str>| {
            let mut wanted: Vec<&str> = self.tiers.iter().map(String::as_str).collect();
            keys.sort_unstable();
            wanted.sort_unstable();
            if keys == wanted { Ok(()) } else { Err(format!("{what}: met {keys:?}, expected {wanted:?}")) }
        };
        for class in &self.classes {
            tiers(class.name.clone(), class.per_minute.iter().map(|(tier, _)| tier).collect())?;
            for (tier, limit) in class.per_minute.iter() {
                if limit.requests == 0 || limit.input == 0 || limit.output == 0 {
                    return Err(format!("{} {tier}: met a limit of 0", class.name));
                }
            }
            let long = class.long_context.iter().flat_map(|long| long.per_minute.iter());
            for (tier, limit) in long {
                if !self.tiers.iter().any(|t| t == tier) || limit.input == 0 || limit.output == 0 {
                    return Err(format!("{}: long_context: {tier}", class.name));
                }
            }
            for model in &class.models {
                if seen.contains(&model) {
                    return Err(format!("{model} stands in two classes"));
                }
                seen.push(model);
            }
        }
        tiers("batch".to_owned(), self.batch.iter().map(|(tier, _)| tier).collect())
    }
}

/// Models that share their limits.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// Their ids.
    pub models: Vec<String>,
    /// Whether cache reads count towards the input tokens of a minute.
    pub cache_reads_count: bool,
    /// The limits, by usage tier.
    pub per_minute: UniqueMap<PerMinute>,
    /// Limits of their own for long prompts.
    #[serde(default)]
    pub long_context: Option<LongContextPool>,
}

/// What may be sent in a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PerMinute {
    /// Requests.
    pub requests: u32,
    /// Input tokens: fresh ones and cache writes, and cache reads where they count.
    pub input: u32,
    /// Output tokens.
    pub output: u32,
}

/// A pool of its own for prompts above a length.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LongContextPool {
    /// The length of a prompt above which it is used.
    pub above: u32,
    /// The tokens of a minute, by usage tier; a tier that is missing cannot send such prompts.
    pub per_minute: UniqueMap<LongPerMinute>,
}

/// What may be sent in a minute of long prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LongPerMinute {
    /// Input tokens.
    pub input: u32,
    /// Output tokens.
    pub output: u32,
}

/// Limits of the batch API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BatchLimit {
    /// Calls of the API in a minute.
    pub requests: u32,
    /// Most requests that may wait in batches.
    pub queue: u32,
}

/// How large one batch may be, and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BatchSize {
    /// Most requests.
    pub most_requests: u32,
    /// Most megabytes.
    pub most_megabytes: u32,
    /// Hours until it expires.
    pub hours: u32,
}

/// What happens where prompt and output together pass the window.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OverflowRule {
    /// Of which models.
    pub models: Vec<String>,
    /// What happens.
    pub then: Overflow,
}

/// What happens where prompt and asked output together pass the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    /// The request is refused.
    Error,
    /// The request is accepted; the answer stops where the window is full.
    Stops,
    /// The answer is cut without a word.
    Truncates,
}

impl Overflow {
    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Overflow::Error => "error",
            Overflow::Stops => "stops",
            Overflow::Truncates => "truncates",
        }
    }
}

/// A header that lets models write more.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LongerOutput {
    /// Which models.
    pub models: Vec<String>,
    /// In which queue.
    #[serde(deserialize_with = "service_tier")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("enum" = ServiceTier::ALL.map(ServiceTier::name))))]
    pub service_tier: ServiceTier,
    /// The header.
    pub header: String,
    /// The most tokens with it.
    pub tokens: u32,
}

fn service_tier<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<ServiceTier, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|()| serde::de::Error::custom(format!("met `{text}`, expected a service tier")))
}

#[derive(Clone, Debug)]
struct TokenizerRule {
    older: Vec<String>,
    newer: Vec<String>,
    ratio: Ratio,
}
