//! One request: what it may cost, whether it is let through, and where the price steps.

use super::{At, Counts, Money, Outcome, Throughput, wire};
use crate::wire::Error;

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
