//! The seller file as it is written: one JSON document a seller.
//!
//! These types say what may stand in a file; [`crate::PriceBook::read`] says what it means. Every
//! decimal is a string. Unknown and duplicate keys are refused.

use crate::unique::UniqueMap;
use serde::{Deserialize, Serialize};

/// The price file of one seller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SellerFile {
    /// Where the JSON Schema of this file stands, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Version of the file format: 1.
    pub format: u32,
    /// The seller's id; the file is named after it.
    pub seller: String,
    /// The seller's name, for people.
    pub name: String,
    /// `USD` or `CNY`; every price of the file is in it.
    pub currency: String,
    /// Prefixes of model ids, and the endpoint that each implies.
    #[serde(default, skip_serializing_if = "UniqueMap::is_empty")]
    pub id_prefixes: UniqueMap<String>,
    /// Names that gateways write before a model's, as in `x-ai/grok-4.6`, besides the seller's id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vendors: Vec<String>,
    /// The sources that entries name, each with its text and link.
    pub sources: UniqueMap<String>,
    /// Fees by the call or the hour, by meter, for every model of the seller.
    #[serde(default, skip_serializing_if = "UniqueMap::is_empty")]
    pub fees: UniqueMap<Vec<FeeEntry>>,
    /// What the seller does with options, for every model that has no list of its own.
    #[serde(default, skip_serializing_if = "UniqueMap::is_empty")]
    pub options: UniqueMap<Vec<OptionEntry>>,
    /// Whether a request is billed that was refused before any output; billed where nothing is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<RefusalEntry>,
    /// The models.
    pub models: Vec<ModelEntry>,
}

/// One model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ModelEntry {
    /// The seller's own id.
    pub id: String,
    /// Its name, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Other spellings of the id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// First day it could be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<String>,
    /// The day its deprecation was announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// The first day on which it can no longer be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<String>,
    /// The seller promised not to retire it before this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_retired_before: Option<String>,
    /// What its seller recommends instead, where it is retired or deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<ReplacementEntry>,
    /// The family of its tokenizer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokenizer: Option<String>,
    /// Its prices, by rising first day.
    pub prices: Vec<PriceEntry>,
    /// What the seller does with options for this model; each list replaces the seller's.
    #[serde(default, skip_serializing_if = "UniqueMap::is_empty")]
    pub options: UniqueMap<Vec<OptionEntry>>,
}

/// The model that a seller recommends instead of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplacementEntry {
    /// Its id in the same file.
    pub model: String,
    /// Keys of the file's sources.
    pub source: Vec<String>,
    /// The day on which the recommendation was last compared with its sources.
    pub checked: String,
}

/// The price of a model from a day on, or the end of what is known about it.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceEntry {
    /// The first day.
    pub from: String,
    /// Keys of the file's sources.
    pub source: Vec<String>,
    /// The day on which the entry was last compared with its sources.
    pub checked: String,
    /// `high`, `medium` or `low`. With less than high, the note reaches every quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<String>,
    /// What a reader of a bill should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Instead of rates: why no price is known from this day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// The longest prompt, in tokens, without any header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_window: Option<u32>,
    /// A longer window that needs a header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_window: Option<ExtendedWindow>,
    /// The most tokens the model writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output: Option<u32>,
    /// The shortest prefix that is cached, in tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_cacheable: Option<u32>,
    /// Whether thinking of earlier turns stays in the prompt and is billed as input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thinking_kept: Option<bool>,
    /// Tokens of the system prompt that tools add.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_prompt: Option<ToolPrompt>,
    /// Rate by meter, such as `"input": "3/Mtok"`.
    #[serde(default, skip_serializing_if = "UniqueMap::is_empty")]
    pub rates: UniqueMap<String>,
    /// Long-context tiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_context: Option<LongContext>,
}

/// A window beyond the standard one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExtendedWindow {
    /// In tokens.
    pub tokens: u32,
    /// The beta header that opens it.
    pub header: String,
    /// What else it needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
}

/// Tokens that tool definitions add to the prompt, by tool choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ToolPrompt {
    /// With `auto` or `none`.
    pub auto: u32,
    /// With `any` or a named tool.
    pub any: u32,
}

/// Long-context tiers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LongContext {
    /// The meters whose sum is compared with the thresholds.
    pub counts: Vec<String>,
    /// `>` or `>=`.
    pub comparison: String,
    /// `volume` (the whole request moves) or `graduated` (only the excess).
    pub scope: String,
    /// With graduated scope, what happens to output: `whole`, `standard` or `proportional`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The tiers, by rising threshold.
    pub tiers: Vec<TierEntry>,
    /// `high`, `medium` or `low`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<String>,
    /// What is inferred or disputed about the tiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One tier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TierEntry {
    /// In tokens.
    pub threshold: u32,
    /// Rates of exactly the token meters that have a base rate.
    pub rates: UniqueMap<String>,
}

/// What the seller does with an option from a day on.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OptionEntry {
    /// The first day.
    pub from: String,
    /// Keys of the file's sources.
    pub source: Vec<String>,
    /// The day on which the entry was last compared with its sources.
    pub checked: String,
    /// `high`, `medium` or `low`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<String>,
    /// What a reader of a bill should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// `offered`, `ignored` (accepted, billed as standard) or `refused` (answered with an error).
    pub offer: String,
    /// Multiplies every token meter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<String>,
    /// Factors of single meters.
    #[serde(default, skip_serializing_if = "UniqueMap::is_empty")]
    pub factors: UniqueMap<String>,
    /// Published prices that stand instead of the product below every tier.
    #[serde(default, skip_serializing_if = "UniqueMap::is_empty")]
    pub rates: UniqueMap<String>,
    /// `applies` (default), `waived` or `not_offered`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_context: Option<String>,
    /// Options that cannot be combined with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_with: Vec<String>,
    /// The beta header it needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
}

/// A fee by the call or the hour from a day on.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FeeEntry {
    /// The first day.
    pub from: String,
    /// Keys of the file's sources.
    pub source: Vec<String>,
    /// The day on which the entry was last compared with its sources.
    pub checked: String,
    /// `high`, `medium` or `low`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<String>,
    /// What a reader of a bill should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Such as `10/Kcall` or `0.05/hour`.
    pub rate: String,
    /// The least count that is billed once the meter is used at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<u32>,
}

/// Whether a request is billed that was refused before any output, from a day on.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefusalEntry {
    /// The first day.
    pub from: String,
    /// Keys of the file's sources.
    pub source: Vec<String>,
    /// The day on which the entry was last compared with its sources.
    pub checked: String,
    /// `high`, `medium` or `low`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<String>,
    /// What a reader of a bill should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether it is billed.
    pub billed: bool,
}
