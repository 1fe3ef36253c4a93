//! Conversations, by strategy and turn.

use super::{At, Counts, Money, Spent, wire};
use crate::wire::Error;

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
