//! Other ways to send a request: compared one by one, and advised.

use super::{At, Counts, Money, Outcome, wire};
use crate::wire::Terms;

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
