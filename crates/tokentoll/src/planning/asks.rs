//! The questions as they are asked in JSON. Their doc comments are the descriptions of the schema.

use super::words::{AskedRatios, Count, Counted, Counts, OnDay, Rates, Word};
use serde::Deserialize;
use tokentoll_core::{Endpoint, InferenceGeo, ServiceTier, Speed};
use tokentoll_plan::conversation::Caching;

macro_rules! ask {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name { $($(#[$field_doc])* pub(super) $field: $type,)+ }
    };
}

ask! {
    /// Where, when and how: members of every question.
    Place {
        /// Default: anthropic, or the one seller that knows the model.
        seller: Option<String>,
        /// An id, an alias or a gateway's spelling.
        model: String,
        /// The day.
        on: OnDay,
        /// What is left out is what the id implies, else the default.
        terms: Option<AskedTerms>,
    }
}

ask! {
    /// Terms, each of which may be left out.
    AskedTerms {
        /// The queue.
        service_tier: Option<Word<ServiceTier>>,
        /// The speed.
        speed: Option<Word<Speed>>,
        /// Where inference may run.
        inference_geo: Option<Word<InferenceGeo>>,
        /// The kind of endpoint.
        endpoint: Option<Word<Endpoint>>,
    }
}

ask! {
    /// What will it cost while the counts are not known yet?
    ForecastAsk {
        /// What is known: cache reads and writes, calls; without `input` and `output`.
        usage: Option<Counts>,
        /// Fresh prompt tokens, as a count or a range.
        input: Counted,
        /// Tokens the model will write, as a count or a range.
        output: Counted,
    }
}

ask! {
    /// Does it fit, and what must be sent and held to be allowed?
    AccessAsk {
        /// Counts of the request.
        usage: Counts,
        /// The most output that is asked for. Default: the output of the usage.
        max_tokens: Option<Count>,
    }
}

ask! {
    /// How does the price run on with each further token?
    CliffAsk {
        /// Counts of the request.
        usage: Counts,
        /// Evenly spaced points of the curve besides the marked ones, at most 4096. Default: none.
        samples: Option<Count>,
    }
}

ask! {
    /// What would it cost elsewhere?
    CompareAsk {
        /// Counts of the request.
        usage: Counts,
        /// Where else. Default: every model of the seller that can be used on the day.
        with: Option<Vec<CandidateAsk>>,
        /// How many tokens of each tokenizer family one token becomes. Default: what vendors say.
        ratios: Option<AskedRatios>,
        /// How much of the request's currency one unit of another is.
        exchange: Option<Rates>,
    }
}

ask! {
    /// Another setting; what is left out is that of the request.
    CandidateAsk {
        /// The seller.
        seller: Option<String>,
        /// The model.
        model: Option<String>,
        /// The day.
        on: Option<OnDay>,
        /// The terms.
        terms: Option<AskedTerms>,
        /// Counts there, where they are known.
        usage: Option<Counts>,
    }
}

ask! {
    /// How else could it be done, and what would that save and cost?
    AdviseAsk {
        /// Counts of one request.
        usage: Counts,
        /// How many such requests. Default: 1.
        times: Option<Count>,
        /// Seconds from one to the next. Default: 60.
        every_s: Option<Count>,
        /// Tokens at the start of the prompt that are the same in each. Default: those that are cached now.
        prefix: Option<Count>,
        /// Tokens that each part of a split prompt must carry besides its part. Default: 0.
        shared: Option<Count>,
        /// As in `compare`.
        with: Option<Vec<CandidateAsk>>,
        /// As in `compare`.
        ratios: Option<AskedRatios>,
        /// As in `compare`.
        exchange: Option<Rates>,
    }
}

ask! {
    /// What does a conversation cost as it grows? Either equal `turns`, or a list of `exchanges`, or a
    /// `transcript` of one that did happen.
    ConversationAsk {
        /// Tokens of the system prompt and the tools. Default: 0.
        system: Option<Count>,
        /// Tokens of the first prompt, such as documents. Default: 0.
        start: Option<Count>,
        /// How many equal turns.
        turns: Option<Count>,
        /// Tokens the user adds in each. Default: 0.
        user: Option<Count>,
        /// Tokens of tool results in each. Default: 0.
        tool_results: Option<Count>,
        /// Tokens the model thinks in each. Default: 0.
        thinking: Option<Count>,
        /// Tokens the model writes in each besides. Default: 0.
        output: Option<Count>,
        /// Seconds from one to the next. Default: 60.
        every_s: Option<Count>,
        /// Turns that differ.
        exchanges: Option<Vec<TurnAsk>>,
        /// Requests that did happen.
        transcript: Option<Vec<RecordedAsk>>,
        /// Whether thinking of earlier turns stays in the prompt. Default: the model's rule.
        thinking_kept: Option<bool>,
        /// Which caches to look at. Default: all.
        caches: Option<Vec<Word<Caching>>>,
        /// Summarise once a prompt would be longer.
        compact: Option<CompactAsk>,
        /// Start anew once a prompt would be longer.
        restart: Option<RestartAsk>,
    }
}

ask! {
    /// One turn.
    TurnAsk {
        /// Tokens the user adds. Default: 0.
        user: Option<Count>,
        /// Tokens of tool results. Default: 0.
        tool_results: Option<Count>,
        /// Tokens the model thinks. Default: 0.
        thinking: Option<Count>,
        /// Tokens the model writes besides. Default: 0.
        output: Option<Count>,
        /// Seconds since the turn before. Default: `every_s`.
        after_s: Option<Count>,
    }
}

ask! {
    /// A request that did happen: its counts, or the provider's own usage object.
    RecordedAsk {
        /// Its counts.
        usage: Option<Counts>,
        /// The provider's report.
        report: Option<serde_json::Map<String, serde_json::Value>>,
        /// Seconds since the one before. Default: `every_s`.
        after_s: Option<Count>,
    }
}

ask! {
    /// When and to what a conversation is summarised.
    CompactAsk {
        /// The longest prompt that is sent as it is.
        at: Count,
        /// Tokens of the summary.
        summary: Count,
    }
}

ask! {
    /// When a conversation is started anew.
    RestartAsk {
        /// The longest prompt that is sent as it is.
        at: Count,
    }
}

ask! {
    /// How many such requests can be sent in a minute?
    LimitsAsk {
        /// Counts of one request.
        usage: Counts,
        /// How many are to be sent: tells how long it takes.
        requests: Option<Count>,
        /// How long one takes, in milliseconds: tells how many are under way at once.
        latency_ms: Option<Count>,
        /// The rate that is needed: tells the smallest usage tier that holds it.
        per_minute: Option<Count>,
        /// Limits that were agreed on, beside the published ones.
        own: Option<OwnAsk>,
    }
}

ask! {
    /// Limits of a minute.
    OwnAsk {
        /// Requests.
        requests: Count,
        /// Input tokens.
        input: Count,
        /// Output tokens.
        output: Count,
        /// Whether cache reads count towards the input. Default: no.
        cache_reads_count: Option<bool>,
    }
}
