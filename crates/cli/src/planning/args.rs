//! The arguments of questions about cost.

use super::values;
use crate::args::{Counts, HowArgs, Overlays, USED};
use crate::counts::count;
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;
use tokentoll::{Endpoint, InferenceGeo, ServiceTier, Speed};

/// Where, when and how.
#[derive(Debug, Args)]
pub(crate) struct PlaceArgs {
    /// A model id, an alias or a gateway's spelling
    pub(crate) model: String,
    /// When, where and how.
    #[command(flatten)]
    pub(crate) how: HowArgs,
    /// Answer in the wire form, as one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Price files of your own.
    #[command(flatten)]
    pub(crate) prices: Overlays,
}

impl PlaceArgs {
    /// The terms as the wire has them.
    pub(super) fn terms(&self) -> Value {
        let mut terms = serde_json::Map::new();
        let asked = self.how.terms();
        let words = [
            ("service_tier", asked.service_tier.map(ServiceTier::name)),
            ("speed", asked.speed.map(Speed::name)),
            ("inference_geo", asked.inference_geo.map(InferenceGeo::name)),
            ("endpoint", asked.endpoint.map(Endpoint::name)),
        ];
        for (name, word) in words {
            if let Some(word) = word {
                terms.insert(name.to_owned(), word.into());
            }
        }
        terms.into()
    }
}

/// A request whose counts are not known yet.
#[derive(Debug, Args)]
pub(crate) struct EstimateArgs {
    /// Where, when and how.
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// Fresh prompt tokens: 212k, 200k..225k, 200k..212k..225k or 212k±6%
    #[arg(long, value_name = "RANGE", value_parser = values::range, help_heading = USED)]
    pub(crate) input: Value,
    /// Tokens the model will write, as a count or a range
    #[arg(long, value_name = "RANGE", value_parser = values::range, default_value = "0", help_heading = USED)]
    pub(crate) output: Value,
    /// Prompt tokens read from a cache
    #[arg(long, value_name = "N", value_parser = count, default_value = "0", help_heading = USED)]
    pub(crate) cache_read: u32,
    /// Prompt tokens written to a cache of five minutes
    #[arg(long, value_name = "N", value_parser = count, default_value = "0", help_heading = USED)]
    pub(crate) cache_write_5m: u32,
    /// Prompt tokens written to a cache of an hour
    #[arg(long, value_name = "N", value_parser = count, default_value = "0", help_heading = USED)]
    pub(crate) cache_write_1h: u32,
    /// The most output that is asked for [default: the most of --output]
    #[arg(long, value_name = "N", value_parser = count, help_heading = USED)]
    pub(crate) max_tokens: Option<u32>,
}

/// Other settings, and how counts and currencies compare there.
#[derive(Debug, Args)]
pub(crate) struct ElsewhereArgs {
    /// Another setting: MODEL, SELLER:MODEL, either with @DATE, or @DATE; may be given several times [default: every model of the seller]
    #[arg(long, value_name = "SETTING", value_parser = values::setting, help_heading = ELSEWHERE)]
    with: Vec<Value>,
    /// How many tokens of another tokenizer family one token becomes: claude-v4.8=1.3 or claude-v4.8=1..1.3..1.35 [default: what vendors say]
    #[arg(long = "ratio", value_name = "FAMILY=RATIO", value_parser = values::ratio, help_heading = ELSEWHERE)]
    ratios: Vec<(String, Value)>,
    /// How much of the request's currency one unit of another is
    #[arg(long, value_name = "CNY=0.14", value_parser = values::exchange, help_heading = ELSEWHERE)]
    exchange: Vec<(String, Value)>,
}

const ELSEWHERE: &str = "Where else";

impl ElsewhereArgs {
    /// Its members of an ask; null where nothing was said.
    pub(super) fn members(&self, otherwise: Value) -> [(&'static str, Value); 3] {
        let map = |pairs: &[(String, Value)]| match pairs {
            [] => Value::Null,
            pairs => Value::Object(pairs.iter().cloned().collect()),
        };
        let with = if self.with.is_empty() { otherwise } else { json!(self.with) };
        [("with", with), ("ratios", map(&self.ratios)), ("exchange", map(&self.exchange))]
    }
}

/// What to compare.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// Where, when and how.
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// Counts by meter.
    #[command(flatten)]
    pub(crate) counts: Counts,
    /// Where else.
    #[command(flatten)]
    pub(crate) elsewhere: ElsewhereArgs,
}

/// What to advise on.
#[derive(Debug, Args)]
pub(crate) struct AdviseArgs {
    /// Where, when and how.
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// Counts by meter.
    #[command(flatten)]
    pub(crate) counts: Counts,
    /// How many such requests
    #[arg(long, value_name = "N", value_parser = count, default_value = "1", help_heading = USED)]
    pub(crate) times: u32,
    /// Time from one to the next: 90s, 5m, 1h
    #[arg(long, value_name = "TIME", value_parser = values::seconds, default_value = "60s", help_heading = USED)]
    pub(crate) every: u32,
    /// Tokens at the start of the prompt that are the same in each [default: those that are cached now]
    #[arg(long, value_name = "N", value_parser = count, help_heading = USED)]
    pub(crate) prefix: Option<u32>,
    /// Tokens that each part of a split prompt must carry besides its part
    #[arg(long, value_name = "N", value_parser = count, default_value = "0", help_heading = USED)]
    pub(crate) shared: u32,
    /// Also the ways that cost more, and every combination
    #[arg(long)]
    pub(crate) all: bool,
    /// Where else.
    #[command(flatten)]
    pub(crate) elsewhere: ElsewhereArgs,
}

/// A conversation to simulate.
#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// Where, when and how.
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// How many turns
    #[arg(long, value_name = "N", value_parser = count, required_unless_present = "transcript", help_heading = TALK)]
    pub(crate) turns: Option<u32>,
    /// Tokens of the system prompt and the tools: kept by summaries and new conversations
    #[arg(long, value_name = "N", value_parser = count, help_heading = TALK)]
    pub(crate) system: Option<u32>,
    /// Tokens of the first prompt, such as documents: kept by new conversations
    #[arg(long, value_name = "N", value_parser = count, help_heading = TALK)]
    pub(crate) start: Option<u32>,
    /// Tokens the user adds in each turn
    #[arg(long, value_name = "N", value_parser = count, help_heading = TALK)]
    pub(crate) user: Option<u32>,
    /// Tokens of tool results in each turn
    #[arg(long, value_name = "N", value_parser = count, help_heading = TALK)]
    pub(crate) tool_results: Option<u32>,
    /// Tokens the model thinks in each turn
    #[arg(long, value_name = "N", value_parser = count, help_heading = TALK)]
    pub(crate) thinking: Option<u32>,
    /// Tokens the model writes in each turn besides
    #[arg(long, value_name = "N", value_parser = count, help_heading = TALK)]
    pub(crate) output: Option<u32>,
    /// Time from one turn to the next: 90s, 5m, 1h
    #[arg(long, value_name = "TIME", value_parser = values::seconds, default_value = "60s", help_heading = TALK)]
    pub(crate) every: u32,
    /// Summarise once a prompt would be longer
    #[arg(long, value_name = "N", value_parser = count, help_heading = TALK)]
    pub(crate) compact: Option<u32>,
    /// Tokens of a summary
    #[arg(long, value_name = "N", value_parser = count, default_value = "4k", help_heading = TALK)]
    pub(crate) summary: u32,
    /// Start anew once a prompt would be longer
    #[arg(long, value_name = "N", value_parser = count, help_heading = TALK)]
    pub(crate) restart: Option<u32>,
    /// Requests that did happen: a JSON array, or one response or usage object a line; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = TALKED, help_heading = TALK)]
    pub(crate) transcript: Option<PathBuf>,
    /// Show every turn of the cheapest strategy
    #[arg(long)]
    pub(crate) each: bool,
}

const TALK: &str = "The conversation";
const TALKED: [&str; 7] = ["turns", "system", "start", "user", "tool_results", "thinking", "output"];

/// A kind of request whose limits are asked for.
#[derive(Debug, Args)]
pub(crate) struct LimitsArgs {
    /// Where, when and how.
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    /// Counts by meter.
    #[command(flatten)]
    pub(crate) counts: Counts,
    /// How many requests are to be sent
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) requests: Option<u32>,
    /// How long one takes: 800ms, 30s, 2m
    #[arg(long, value_name = "TIME", value_parser = values::milliseconds)]
    pub(crate) latency: Option<u32>,
    /// The rate that is needed, in requests a minute
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) per_minute: Option<u32>,
    /// Limits that were agreed on, beside the published ones
    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// Limits of a minute that were agreed on with the seller: all three, or none.
#[derive(Debug, Args)]
pub(crate) struct OwnArgs {
    /// Your own limit: requests a minute (with --itpm and --otpm)
    #[arg(long, value_name = "N", value_parser = count, requires_all = ["itpm", "otpm"])]
    pub(crate) rpm: Option<u32>,
    /// Your own limit: input tokens a minute
    #[arg(long, value_name = "N", value_parser = count, requires_all = ["rpm", "otpm"])]
    pub(crate) itpm: Option<u32>,
    /// Your own limit: output tokens a minute
    #[arg(long, value_name = "N", value_parser = count, requires_all = ["rpm", "itpm"])]
    pub(crate) otpm: Option<u32>,
    /// Cache reads count towards your own --itpm, too
    #[arg(long, requires = "itpm")]
    pub(crate) cache_reads_count: bool,
}
