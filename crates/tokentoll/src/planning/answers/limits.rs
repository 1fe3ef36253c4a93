//! How many requests the limits let through.

use super::{At, wire};
use crate::wire::Source;

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
