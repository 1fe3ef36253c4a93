//! The wire form of what of a request a cache would hold.

use serde::Serialize;
use std::collections::BTreeMap;
use tokentoll_tokens::{Billed, CacheSplit, Cached, TokenCount};

/// What of a request a cache would hold. Each of its calls is a usage that can be priced.
///
/// ```
/// let ask = br#"{ "model": "claude-haiku-4-5", "request": { "messages": [{ "role": "user", "content": [
///   { "type": "text", "text": "Hello", "cache_control": { "type": "ephemeral" } }] }] } }"#;
/// let answer = tokentoll::count(ask);
/// let cache = answer.count().unwrap().cache.as_ref().unwrap();
/// assert_eq!((cache.min, cache.breakpoints[0].cached), (Some(4096), "no"));
/// assert_eq!(cache.cold.usage["input"], answer.count().unwrap().tokens);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheCount {
    /// The shortest prefix that the model caches; null where it caches none.
    pub min: Option<u64>,
    /// A call that finds nothing in the cache.
    pub cold: CacheCall,
    /// A call that finds in it what this request would have written.
    pub warm: CacheCall,
    /// The breakpoints, in order.
    pub breakpoints: Vec<CachePoint>,
}

/// On which meter the tokens of a call are billed: each of the three can be asked about as `usage`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheCall {
    /// The likeliest counts.
    pub usage: BTreeMap<&'static str, u64>,
    /// The lower end of each.
    pub low: BTreeMap<&'static str, u64>,
    /// The upper end of each.
    pub high: BTreeMap<&'static str, u64>,
}

/// A breakpoint and the prefix that ends there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CachePoint {
    /// Where it stands.
    pub place: String,
    /// How long it is kept.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["5m", "1h"])))]
    pub ttl: &'static str,
    /// The tokens up to it.
    pub tokens: u64,
    /// Lower end of their interval.
    pub low: u64,
    /// Upper end of it.
    pub high: u64,
    /// Whether they are enough to be cached.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["yes", "perhaps", "no"])))]
    pub cached: &'static str,
}

impl CacheCount {
    /// Where a request asks for a cache.
    pub(super) fn of(split: &CacheSplit) -> Option<CacheCount> {
        let breakpoints = split.breakpoints.iter().map(|point| CachePoint {
            place: point.place.to_string(),
            ttl: point.breakpoint.ttl.name(),
            tokens: point.prefix.tokens,
            low: point.prefix.low(),
            high: point.prefix.high(),
            cached: match point.cached {
                Cached::Yes => "yes",
                Cached::Perhaps => "perhaps",
                Cached::No => "no",
            },
        });
        let breakpoints: Vec<CachePoint> = breakpoints.collect();
        (!breakpoints.is_empty()).then(|| CacheCount {
            min: split.min_cacheable,
            cold: CacheCall::of(&split.cold),
            warm: CacheCall::of(&split.warm),
            breakpoints,
        })
    }
}

impl CacheCall {
    fn of(billed: &Billed) -> CacheCall {
        let end = |of: fn(&TokenCount) -> u64| {
            billed
                .meters()
                .iter()
                .map(|(meter, count)| (*meter, of(count)))
                .filter(|(_, count)| *count > 0)
                .collect()
        };
        CacheCall { usage: end(|count| count.tokens), low: end(TokenCount::low), high: end(TokenCount::high) }
    }
}
