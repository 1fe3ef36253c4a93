//! The wire form of answers: what every face writes and every vector expects.
//!
//! Amounts, rates and factors are strings, plain decimals without exponent or trailing zeros. An answer
//! has a total, or it has an `error`.

use crate::{Amount, Code, Failure, Id};
use serde::{Serialize, Serializer};

/// The answer to one ask.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Answer {
    /// An itemised price, or a rejection.
    Quote(Box<Quote>),
    /// Why there is none.
    Error(ErrorAnswer),
}

impl Answer {
    /// An answer that is an error.
    pub fn error(id: Option<Id>, failure: Failure) -> Answer {
        let field = Some(failure.field).filter(|f| !f.is_empty());
        Answer::Error(ErrorAnswer {
            id,
            error: Error { code: failure.code, message: failure.message, field },
        })
    }

    /// The total, where there is one.
    pub fn total(&self) -> Option<Amount> {
        self.quote()?.total
    }

    /// The quote, rejected or not.
    pub fn quote(&self) -> Option<&Quote> {
        match self {
            Answer::Quote(quote) => Some(quote),
            Answer::Error(_) => None,
        }
    }

    /// Why there is no total.
    pub fn code(&self) -> Option<Code> {
        match self {
            Answer::Quote(quote) => quote.error.as_ref().map(|e| e.code),
            Answer::Error(answer) => Some(answer.error.code),
        }
    }

    /// One line of JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|e| unreachable!("answers are plain data: {e}"))
    }
}

/// One line of JSON: an answer, or in its place an error.
///
/// ```
/// use tokentoll::{PriceBook, RatesAsk, wire};
/// let rates = |ask: &str| wire::to_json(RatesAsk::read(ask.as_bytes()).and_then(|ask| ask.answer(PriceBook::embedded())));
/// assert!(rates(r#"{ "model": "claude-opus-5" }"#).starts_with(r#"{"seller":"anthropic""#));
/// assert!(rates(r#"{ "model": "claude-9" }"#).starts_with(r#"{"error":{"code":"unknown_model""#));
/// ```
pub fn to_json<T: Serialize>(answer: Result<T, Failure>) -> String {
    let written = match answer {
        Ok(answer) => serde_json::to_string(&answer),
        Err(failure) => serde_json::to_string(&Answer::error(None, failure)),
    };
    written.unwrap_or_else(|e| unreachable!("answers are plain data: {e}"))
}

/// An error.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorAnswer {
    /// Of the ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    /// Why there is no quote.
    pub error: Error,
}

/// Why there is no total.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Failure"))]
pub struct Error {
    /// One of few permanent words.
    #[serde(serialize_with = "as_name")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("enum" = Code::ALL.map(Code::name))))]
    pub code: Code,
    /// What was met and what was expected.
    pub message: String,
    /// The member of the ask, as a dotted path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// An itemised price, or a rejection: then `total` is null and `reason` and `error` say why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quote {
    /// Of the ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    /// The seller.
    pub seller: String,
    /// The seller's own id of the model.
    pub model: String,
    /// The day, YYYY-MM-DD.
    pub on: String,
    /// The currency of every amount.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = tokentoll_core::Currency::ALL.map(tokentoll_core::Currency::name))))]
    pub currency: String,
    /// The exact sum of the lines; null for a rejected request.
    #[serde(serialize_with = "as_optional_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub total: Option<Amount>,
    /// Length of the prompt: input, cache reads, cache writes.
    pub prompt_tokens: u64,
    /// The long-context tier that was reached; null for none.
    pub tier: Option<Tier>,
    /// One line for each meter used.
    pub lines: Vec<Line>,
    /// The terms that were priced.
    pub terms: Terms,
    /// The price entry.
    pub price: Source,
    /// The entries of options and fees that touched a line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Source>,
    /// `priced`, `option_ignored` or `rejected`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["priced", "option_ignored", "rejected"])))]
    pub verdict: &'static str,
    /// Why the seller would refuse the request, and what would work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same as a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
    /// What a reader of the bill should know.
    pub warnings: Vec<Warning>,
    /// With a report of several models or samplings: each of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// The total in another currency, at the caller's rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub converted: Option<Converted>,
}

/// A long-context tier that was reached.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tier {
    /// `long_context`.
    pub name: &'static str,
    /// The threshold, where the tier starts above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<u32>,
    /// The threshold, where it belongs to the tier itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    /// `volume` (the whole request moved) or `graduated` (only the excess).
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["volume", "graduated"])))]
    pub scope: &'static str,
    /// With graduated scope, what happens to output: `whole`, `standard` or `proportional`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<&'static str>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// The meter.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = tokentoll_core::Meter::ALL.map(tokentoll_core::Meter::name))))]
    pub meter: &'static str,
    /// How much was used.
    pub count: u32,
    /// How much is billed, where a minimum makes it more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billed: Option<u32>,
    /// The base rate, such as `3/Mtok`.
    pub list_rate: String,
    /// What changed it, in the order in which it did.
    pub adjustments: Vec<Adjustment>,
    /// The rate after them.
    pub rate: String,
    /// Billed count times rate.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub amount: Amount,
    /// True where the amount had to be rounded, at the twelfth place, half to even.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rounded: bool,
    /// The stretch of the prompt that the line covers, in graduated scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Which of `parts` it belongs to, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<usize>,
}

/// One change of a rate: by a factor, or to a published rate of which no exact factor exists.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Adjustment {
    /// `long_context`, or the option.
    pub name: &'static str,
    /// The factor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<String>,
    /// The rate it becomes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
}

/// A stretch of the prompt, in tokens from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// Tokens before it.
    pub after: u64,
    /// Tokens up to its end.
    pub upto: u64,
}

/// Terms, all four.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Terms {
    /// The queue.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = tokentoll_core::ServiceTier::ALL.map(tokentoll_core::ServiceTier::name))))]
    pub service_tier: &'static str,
    /// The speed.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = tokentoll_core::Speed::ALL.map(tokentoll_core::Speed::name))))]
    pub speed: &'static str,
    /// Where inference may run.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = tokentoll_core::InferenceGeo::ALL.map(tokentoll_core::InferenceGeo::name))))]
    pub inference_geo: &'static str,
    /// The kind of endpoint.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = tokentoll_core::Endpoint::ALL.map(tokentoll_core::Endpoint::name))))]
    pub endpoint: &'static str,
}

/// An entry of the price book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// Its id.
    pub entry: String,
    /// Where it is from.
    pub source: String,
    /// The day on which it was last compared with that.
    pub checked: String,
    /// `high`, `medium` or `low`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["high", "medium", "low"])))]
    pub confidence: &'static str,
}

/// What a reader of the bill should know.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Warning {
    /// A permanent word.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

/// One of several samplings that a report holds, priced on its own model.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// `request`, `compaction`, `advisor` or `fallback`.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["request", "compaction", "advisor", "fallback"])))]
    pub kind: &'static str,
    /// Its model.
    pub model: String,
    /// Length of its prompt.
    pub prompt_tokens: u64,
    /// The tier it reached.
    pub tier: Option<Tier>,
    /// The sum of its lines.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub total: Amount,
    /// Its price entry.
    pub price: Source,
}

/// The total in another currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Converted {
    /// The currency.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = tokentoll_core::Currency::ALL.map(tokentoll_core::Currency::name))))]
    pub currency: &'static str,
    /// The caller's rate.
    pub rate: String,
    /// The exact product.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub total: Amount,
}

fn as_text<S: Serializer>(amount: &Amount, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

fn as_optional_text<S: Serializer>(amount: &Option<Amount>, serializer: S) -> Result<S::Ok, S::Error> {
    match amount {
        Some(amount) => serializer.collect_str(amount),
        None => serializer.serialize_none(),
    }
}

fn as_name<S: Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.name())
}
