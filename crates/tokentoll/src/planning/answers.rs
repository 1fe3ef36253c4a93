//! The wire form of the answers.

use crate::wire::{Error, ErrorAnswer, Source, Terms, Warning};
use crate::{Amount, Code, Failure, Id};
use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeMap, Serializer};
use tokentoll_core::{Meter, Usage};

macro_rules! wire {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)+ }
    };
}

/// The answer to one question about cost.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum PlanAnswer {
    /// To `forecast`.
    Forecast(Box<Forecast>),
    /// To `access`.
    Access(Box<Access>),
    /// To `cliff`.
    Cliff(Box<Cliff>),
    /// To `compare`.
    Compare(Box<Comparison>),
    /// To `advise`.
    Advise(Box<Advice>),
    /// To `conversation`.
    Conversation(Box<Conversation>),
    /// To `limits`.
    Limits(Box<Limits>),
    /// Why there is none.
    Error(ErrorAnswer),
}

impl PlanAnswer {
    /// An answer that is an error.
    pub fn error(id: Option<Id>, failure: Failure) -> PlanAnswer {
        PlanAnswer::Error(ErrorAnswer { id, error: as_error(failure) })
    }

    /// The code of an error.
    pub fn code(&self) -> Option<Code> {
        match self {
            PlanAnswer::Error(answer) => Some(answer.error.code),
            _ => None,
        }
    }

    /// One line of JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|e| unreachable!("answers are plain data: {e}"))
    }
}

pub(super) fn as_error(failure: Failure) -> Error {
    let field = Some(failure.field).filter(|f| !f.is_empty());
    Error { code: failure.code, message: failure.message, field }
}

/// An amount, a difference, a rate: a plain decimal as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money(pub Decimal);

impl From<Amount> for Money {
    fn from(amount: Amount) -> Money {
        Money(amount.decimal())
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.normalize().fmt(f)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Counts by meter; those of 0 are left out.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Counts(pub Vec<(Meter, u64)>);

impl Counts {
    /// The count of one meter.
    pub fn of(&self, meter: Meter) -> u64 {
        self.0.iter().find(|(m, _)| *m == meter).map_or(0, |(_, count)| *count)
    }
}

impl From<&Usage> for Counts {
    fn from(usage: &Usage) -> Counts {
        Counts(usage.iter().map(|(meter, count)| (meter, u64::from(count))).collect())
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (meter, count) in &self.0 {
            map.serialize_entry(meter.name(), count)?;
        }
        map.end()
    }
}

wire! {
    /// Where, when and how: what every answer begins with.
    At {
        /// Of the ask.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Id>,
        /// The seller.
        seller: String,
        /// The seller's own id of the model.
        model: String,
        /// The day, YYYY-MM-DD.
        on: String,
        /// The currency of every amount.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = tokentoll_core::Currency::ALL.map(tokentoll_core::Currency::name))))]
        currency: String,
        /// The terms that were priced.
        terms: Terms,
        /// The price entry.
        price: Source,
        /// What a reader should know.
        warnings: Vec<Warning>,
    }
}

wire! {
    /// A usage and the total of its quote.
    Outcome {
        /// The usage.
        usage: Counts,
        /// The length of its prompt.
        prompt_tokens: u64,
        /// The total; null where it has no price.
        cost: Option<Money>,
        /// The threshold of the long-context tier that it reaches; null for none.
        tier: Option<u32>,
        /// Why it has no price.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<Error>,
    }
}

wire! {
    /// To `forecast`: the ends and the likely case, each quoted by itself.
    Forecast {
        /// The question.
        #[cfg_attr(feature = "schema", schemars(extend("const" = "forecast")))]
        question: &'static str,
        /// Where, when and how.
        #[serde(flatten)]
        at: At,
        /// The least of everything.
        low: Outcome,
        /// The likely counts.
        likely: Outcome,
        /// The most of everything.
        high: Outcome,
        /// The stretches of the input range between thresholds and up to the window.
        branches: Vec<Branch>,
        /// The share of the range beyond the first threshold.
        crossing: Share,
    }
}

wire! {
    /// A stretch of the input range in which one price list holds.
    Branch {
        /// Its least input with the least output.
        from: Outcome,
        /// Its most input with the most output.
        to: Outcome,
        /// How much of the range it is.
        share: Share,
    }
}

wire! {
    /// A part of a range, as counts; not a probability, unless every count is as likely as another.
    Share {
        /// How many counts lie in the part.
        counts: u64,
        /// How many there are.
        of: u64,
        /// Percent with one place, cut off.
        percent: String,
    }
}

wire! {
    /// To `access`: what a request needs to be accepted, and how it fits.
    Access {
        /// The question.
        #[cfg_attr(feature = "schema", schemars(extend("const" = "access")))]
        question: &'static str,
        /// Where, when and how.
        #[serde(flatten)]
        at: At,
        /// The length of the prompt.
        prompt_tokens: u64,
        /// The most output that is asked for.
        max_tokens: u32,
        /// Whether the seller would accept it.
        accepted: bool,
        /// Why not.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<Error>,
        /// How the prompt fits the window.
        window: Fit,
        /// How the asked output fits what the model writes.
        output: Fit,
        /// Where prompt and asked output together pass the window.
        #[serde(skip_serializing_if = "Option::is_none")]
        overflow: Option<Overflow>,
        /// The beta headers to send, under `anthropic-beta`.
        headers: Vec<Header>,
        /// What else is needed.
        needs: Vec<String>,
        /// Seconds to wait at least before giving up.
        timeout_s: u32,
        /// Whether the answer should be streamed, or sent as a batch.
        stream: bool,
        /// How many such requests can be sent, where limits are known.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        limits: Vec<Throughput>,
    }
}

wire! {
    /// How a count fits a limit.
    Fit {
        /// `fits`, `with_header`, `over` or `unknown`.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = ["fits", "with_header", "over", "unknown"])))]
        fit: &'static str,
        /// The limit, the longest there is.
        #[serde(skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
        /// The limit without a header.
        #[serde(skip_serializing_if = "Option::is_none")]
        standard: Option<u32>,
        /// What is left of the limit.
        #[serde(skip_serializing_if = "Option::is_none")]
        left: Option<u32>,
        /// By how much it is over the limit.
        #[serde(skip_serializing_if = "Option::is_none")]
        over_by: Option<u64>,
    }
}

wire! {
    /// Prompt and asked output together pass the window.
    Overflow {
        /// By how many tokens.
        by: u64,
        /// `error`, `stops` or `truncates`; null where no rule is known of the model.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = ["error", "stops", "truncates", null])))]
        then: Option<&'static str>,
        /// The most output that leaves the sum within the window.
        room: u32,
        /// The entry of the rule.
        #[serde(skip_serializing_if = "Option::is_none")]
        entry: Option<String>,
    }
}

wire! {
    /// A beta header.
    Header {
        /// Its value.
        value: String,
        /// What it opens.
        opens: String,
    }
}

wire! {
    /// To `cliff`: the price over the length of the prompt.
    Cliff {
        /// The question.
        #[cfg_attr(feature = "schema", schemars(extend("const" = "cliff")))]
        question: &'static str,
        /// Where, when and how.
        #[serde(flatten)]
        at: At,
        /// The request as it is.
        now: Outcome,
        /// The length up to which the curve runs.
        upto: u32,
        /// Both sides of every step, the request, the ends and the samples, by rising length.
        curve: Vec<Outcome>,
        /// The steps, by rising threshold.
        steps: Vec<Step>,
        /// How many more tokens stay below the next threshold.
        #[serde(skip_serializing_if = "Option::is_none")]
        room: Option<u32>,
        /// What one more token costs.
        #[serde(skip_serializing_if = "Option::is_none")]
        next_token: Option<Money>,
    }
}

wire! {
    /// One step of the price.
    Step {
        /// The threshold, in counted tokens.
        threshold: u32,
        /// The longest prompt below it.
        below: Outcome,
        /// One token more.
        beyond: Outcome,
        /// What that token costs.
        jump: Money,
        /// Up to which length each token beyond the threshold costs a multiple of one below it.
        bands: Vec<Band>,
        /// The lengths below a step down that cost more than the first one beyond it.
        #[serde(skip_serializing_if = "Option::is_none")]
        dearer_below: Option<[u32; 2]>,
        /// What leaving tokens out would save.
        #[serde(skip_serializing_if = "Option::is_none")]
        trim: Option<Trim>,
    }
}

wire! {
    /// A multiple, and the longest prompt of which it is true.
    Band {
        /// At least so many times the price of a token below.
        times: String,
        /// The longest prompt.
        upto: u32,
    }
}

wire! {
    /// Tokens to leave out.
    Trim {
        /// How many.
        tokens: u32,
        /// What the request then uses.
        usage: Counts,
        /// What it then costs.
        cost: Money,
        /// What that saves.
        saves: Money,
    }
}

wire! {
    /// To `compare`: the same request elsewhere, the cheapest first.
    Comparison {
        /// The question.
        #[cfg_attr(feature = "schema", schemars(extend("const" = "compare")))]
        question: &'static str,
        /// Where, when and how.
        #[serde(flatten)]
        at: At,
        /// The request as it is.
        now: Outcome,
        /// What it costs elsewhere; what cannot be compared stands last.
        rows: Vec<Row>,
    }
}

wire! {
    /// What the request costs in one setting.
    Row {
        /// The setting.
        #[serde(flatten)]
        at: Place,
        /// The likely counts and their cost.
        likely: Outcome,
        /// At the low end of the ratio.
        #[serde(skip_serializing_if = "Option::is_none")]
        low: Option<Outcome>,
        /// At the high end of the ratio.
        #[serde(skip_serializing_if = "Option::is_none")]
        high: Option<Outcome>,
        /// Where the counts are from.
        #[serde(flatten)]
        counted: Counted,
        /// The longest prompt accepted on that day.
        #[serde(skip_serializing_if = "Option::is_none")]
        window: Option<u32>,
        /// The likely cost in the currency of the request.
        #[serde(skip_serializing_if = "Option::is_none")]
        compared: Option<Money>,
        /// What that is more, or less.
        #[serde(skip_serializing_if = "Option::is_none")]
        difference: Option<Money>,
    }
}

wire! {
    /// The setting of an alternative; with its usage, an ask of its own.
    Place {
        /// The seller.
        seller: String,
        /// The model.
        model: String,
        /// The day.
        on: String,
        /// The currency of its amounts.
        currency: String,
        /// The terms.
        terms: Terms,
    }
}

wire! {
    /// Where the counts of an alternative are from.
    Counted {
        /// `same` tokenizer, `scaled` by a ratio, `given`, or `assumed`: another tokenizer, the same counts.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = ["same", "scaled", "given", "assumed"])))]
        counts: &'static str,
        /// The likely ratio.
        #[serde(skip_serializing_if = "Option::is_none")]
        ratio: Option<String>,
    }
}

wire! {
    /// To `advise`: every way that was found, the cheapest first.
    Advice {
        /// The question.
        #[cfg_attr(feature = "schema", schemars(extend("const" = "advise")))]
        question: &'static str,
        /// Where, when and how.
        #[serde(flatten)]
        at: At,
        /// One request as it is.
        now: Outcome,
        /// How many there are.
        times: u32,
        /// All of them as they are; null where one has no price.
        total: Option<Money>,
        /// The ways; `saves` tells which are advice.
        ways: Vec<Way>,
        /// From how many requests on each cache pays.
        break_even: Vec<BreakEven>,
    }
}

wire! {
    /// One way to send the requests.
    Way {
        /// The setting.
        #[serde(flatten)]
        at: Place,
        /// What is done differently.
        changes: Vec<Change>,
        /// The requests that are sent.
        requests: Vec<Spent>,
        /// What they cost together, in the currency of the setting.
        total: Money,
        /// The same in the currency of the request.
        #[serde(skip_serializing_if = "Option::is_none")]
        compared: Option<Money>,
        /// What that is more than the requests as they are, or less.
        #[serde(skip_serializing_if = "Option::is_none")]
        difference: Option<Money>,
        /// Whether it costs less; where the request as it is has no price, whether it has one.
        saves: bool,
        /// With the counts of another tokenizer: the total at the low end of the ratio.
        #[serde(skip_serializing_if = "Option::is_none")]
        low: Option<Money>,
        /// And at the high end.
        #[serde(skip_serializing_if = "Option::is_none")]
        high: Option<Money>,
        /// Where the counts are from.
        #[serde(flatten)]
        counted: Counted,
    }
}

wire! {
    /// What is done differently, and what that asks.
    Change {
        /// The change.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = ["model", "seller", "day", "batch", "standard_queue", "fast", "standard_speed", "us_only", "anywhere", "no_cache", "cache_5m", "cache_1h", "trim", "split"])))]
        change: &'static str,
        /// With `trim`: how many tokens are left out.
        #[serde(skip_serializing_if = "Option::is_none")]
        tokens: Option<u32>,
        /// With `split`: how many parts.
        #[serde(skip_serializing_if = "Option::is_none")]
        into: Option<u32>,
        /// What it asks of latency, quality or work.
        #[serde(skip_serializing_if = "Option::is_none")]
        asks: Option<&'static str>,
    }
}

wire! {
    /// Some equal requests.
    Spent {
        /// What each uses.
        usage: Counts,
        /// How many there are.
        times: u32,
        /// The total of the quote of one.
        each: Money,
    }
}

wire! {
    /// From how many requests on a cache pays.
    BreakEven {
        /// Which cache.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = ["cache_5m", "cache_1h"])))]
        cache: &'static str,
        /// A request that sends everything fresh.
        plain: Money,
        /// The first request, which writes the prefix.
        write: Money,
        /// Each further one, which reads it.
        read: Money,
        /// The fewest requests that together cost less than without; null where no number does.
        from: Option<u32>,
    }
}

wire! {
    /// To `conversation`: the runs under each strategy.
    Conversation {
        /// The question.
        #[cfg_attr(feature = "schema", schemars(extend("const" = "conversation")))]
        question: &'static str,
        /// Where, when and how.
        #[serde(flatten)]
        at: At,
        /// Whether thinking of earlier turns stays in the prompt.
        thinking_kept: bool,
        /// The runs: no cache, five minutes, an hour; then the same for each limit.
        runs: Vec<Run>,
        /// Which run is the cheapest of those that reach the last turn, from 0; null where none does.
        cheapest: Option<usize>,
        /// What the cheapest uses more than the first run, or less.
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<Why>,
        /// Strategies that the model has no rates for.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        unavailable: Vec<Strategy>,
        /// What did happen, with a transcript.
        #[serde(skip_serializing_if = "Option::is_none")]
        recorded: Option<Recorded>,
    }
}

wire! {
    /// How a conversation is kept cheap.
    Strategy {
        /// The cache.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = ["no_cache", "cache_5m", "cache_1h"])))]
        cache: &'static str,
        /// What happens once a prompt is long.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = ["grow", "compact", "restart"])))]
        limit: &'static str,
        /// The longest prompt that is sent as it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<u32>,
        /// Tokens of the summary.
        #[serde(skip_serializing_if = "Option::is_none")]
        summary: Option<u32>,
    }
}

wire! {
    /// A conversation under one strategy.
    Run {
        /// The strategy.
        strategy: Strategy,
        /// The sum of the quotes of all its requests.
        total: Money,
        /// The sum of each meter.
        tokens: Counts,
        /// The first turn that reached a long-context tier, from 1.
        #[serde(skip_serializing_if = "Option::is_none")]
        crosses: Option<u32>,
        /// How many turns were billed in one.
        turns_in_tier: u32,
        /// The first turn that needed more than the window without a header.
        #[serde(skip_serializing_if = "Option::is_none")]
        needs_header: Option<u32>,
        /// The turn that the seller would have refused; the run ends before it.
        #[serde(skip_serializing_if = "Option::is_none")]
        ended: Option<Ended>,
        /// How many summaries were made, or conversations started anew.
        cuts: u32,
        /// Every turn that was accepted.
        turns: Vec<TurnCost>,
    }
}

wire! {
    /// Where a run ends, and why.
    Ended {
        /// The turn, from 1.
        turn: u32,
        /// Why.
        error: Error,
    }
}

wire! {
    /// What a turn used and cost.
    TurnCost {
        /// The turn, from 1.
        turn: u32,
        /// The length of its prompt.
        prompt_tokens: u64,
        /// Its usage.
        usage: Counts,
        /// The total of its quote.
        cost: Money,
        /// The threshold of the tier that it reached; null for none.
        tier: Option<u32>,
        /// The summary made before it.
        #[serde(skip_serializing_if = "Option::is_none")]
        compaction: Option<Spent>,
        /// Whether the conversation was started anew with it.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        restarted: bool,
    }
}

wire! {
    /// Differences between two runs, in tokens and turns.
    Why {
        /// Fresh input.
        input: i64,
        /// Cache reads.
        cache_read: i64,
        /// Cache writes of either lifetime.
        cache_write: i64,
        /// Output.
        output: i64,
        /// Turns billed in a long-context tier.
        turns_in_tier: i64,
    }
}

wire! {
    /// A conversation that did happen.
    Recorded {
        /// The total of each request's bill.
        bills: Vec<Money>,
        /// Their sum.
        total: Money,
        /// What the cheapest run would have saved, or cost more.
        #[serde(skip_serializing_if = "Option::is_none")]
        saves: Option<Money>,
    }
}

wire! {
    /// To `limits`: how many such requests each usage tier lets through.
    Limits {
        /// The question.
        #[cfg_attr(feature = "schema", schemars(extend("const" = "limits")))]
        question: &'static str,
        /// Where, when and how.
        #[serde(flatten)]
        at: At,
        /// By usage tier, the smallest first.
        tiers: Vec<Throughput>,
        /// Usage tiers that cannot send such a request.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        closed: Vec<String>,
        /// The smallest usage tier that holds the asked rate; null where none does.
        #[serde(skip_serializing_if = "Option::is_none")]
        needed: Option<Option<String>>,
        /// With the batch queue: how batches are limited.
        #[serde(skip_serializing_if = "Option::is_none")]
        batch: Option<Batches>,
        /// With limits that were agreed on.
        #[serde(skip_serializing_if = "Option::is_none")]
        own: Option<Throughput>,
        /// The entry of the published limits; left out where none are known and own ones were given.
        #[serde(skip_serializing_if = "Option::is_none")]
        limits: Option<Source>,
        /// What a reader of the limits should know; with own limits, why no published ones are told.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
}

wire! {
    /// How a kind of request fits the limits of a usage tier.
    Throughput {
        /// The usage tier.
        tier: String,
        /// The class of models that shares the limits.
        class: String,
        /// Whether the prompt is served from the pool of long prompts.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        long_context: bool,
        /// Tokens of one request that count towards the input of a minute.
        counted_input: u32,
        /// Each limit, and how many requests it allows.
        allows: Vec<Allowed>,
        /// Requests a minute that can be held: the least of them, with three places, cut off.
        per_minute: String,
        /// Which limit binds.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = ["requests", "input", "output"])))]
        binding: &'static str,
        /// The limits that one request alone exceeds.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        exceeded_by_one: Vec<&'static str>,
        /// Seconds until all requests are through.
        #[serde(skip_serializing_if = "Option::is_none")]
        seconds: Option<u64>,
        /// How many are under way at once.
        #[serde(skip_serializing_if = "Option::is_none")]
        concurrency: Option<u64>,
    }
}

wire! {
    /// What a limit allows.
    Allowed {
        /// The limit.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = ["requests", "input", "output"])))]
        limit: &'static str,
        /// What it allows in a minute.
        per_minute: u32,
        /// What one request takes of it.
        each: u32,
        /// Requests a minute, with three places, cut off.
        requests: String,
    }
}

wire! {
    /// How batches are limited.
    Batches {
        /// By usage tier, the smallest first.
        tiers: Vec<BatchTier>,
        /// Most requests of one batch.
        #[serde(skip_serializing_if = "Option::is_none")]
        most_requests: Option<u32>,
        /// Most megabytes of one batch.
        #[serde(skip_serializing_if = "Option::is_none")]
        most_megabytes: Option<u32>,
        /// Hours until a batch expires.
        #[serde(skip_serializing_if = "Option::is_none")]
        hours: Option<u32>,
        /// In how many batches the asked requests are sent.
        #[serde(skip_serializing_if = "Option::is_none")]
        batches: Option<u32>,
    }
}

wire! {
    /// The batch limits of a usage tier.
    BatchTier {
        /// The usage tier.
        tier: String,
        /// Calls of the API in a minute.
        calls_per_minute: u32,
        /// Most requests that may wait.
        queue: u32,
        /// In how many waves of a full queue the asked requests go through.
        #[serde(skip_serializing_if = "Option::is_none")]
        waves: Option<u32>,
    }
}

#[cfg(feature = "schema")]
mod schema {
    use super::*;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    impl JsonSchema for Money {
        fn schema_name() -> Cow<'static, str> {
            "Money".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "pattern": "^-?\\d+(\\.\\d+)?$" })
        }

        fn inline_schema() -> bool {
            true
        }
    }

    impl JsonSchema for Counts {
        fn schema_name() -> Cow<'static, str> {
            "Counts".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let count = serde_json::json!({ "type": "integer", "minimum": 0 });
            let meters: serde_json::Map<_, _> =
                Meter::ALL.into_iter().map(|m| (m.name().to_owned(), count.clone())).collect();
            json_schema!({ "type": "object", "additionalProperties": false, "properties": meters })
        }
    }
}
