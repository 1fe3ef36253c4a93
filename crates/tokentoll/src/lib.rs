//! What an LLM request costs, before and after it is sent, to the last digit.
//!
//! ```
//! use tokentoll::{Ask, PriceBook, Usage};
//! let ask = Ask::new("claude-sonnet-4-5", "2026-02-20".parse()?).usage(Usage::new().input(500_000).output(2_000));
//! let answer = ask.price(PriceBook::embedded());
//! assert_eq!(answer.total().unwrap().to_string(), "3.045");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The same as JSON, in the one wire form that the command line, the vectors and every other face speak:
//!
//! ```
//! let ask = br#"{ "model": "claude-sonnet-4-5", "on": "2026-02-20",
//!   "report": { "input_tokens": 250000, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0, "output_tokens": 500 } }"#;
//! let answer = tokentoll::answer(tokentoll::PriceBook::embedded(), ask);
//! assert!(answer.to_json().contains(r#""total":"1.51125""#));
//! ```
//!
//! Tokens of what was not sent yet, with an error bar where the vocabulary is not public:
//!
//! ```
//! # #[cfg(feature = "tokens")] {
//! let answer = tokentoll::count(br#"{ "model": "claude-opus-5", "text": "All human beings are born free." }"#);
//! let count = answer.count().unwrap();
//! assert!(count.low <= count.tokens && count.tokens <= count.high);
//! # }
//! ```
//!
//! Parts: [`core`] computes, [`book`] knows prices, [`usage`] reads what providers say was used, `tokens` counts
//! what was not sent yet, `plan` answers questions about cost.

pub use tokentoll_book as book;
pub use tokentoll_core as core;
#[cfg(feature = "plan")]
pub use tokentoll_plan as plan;
#[cfg(feature = "tokens")]
pub use tokentoll_tokens as tokens;
pub use tokentoll_usage as usage;

pub use tokentoll_book::{Day, PriceBook};
pub use tokentoll_core::{
    Amount, Currency, Endpoint, InferenceGeo, Meter, Rate, RateCard, ServiceTier, Speed, Statement, Terms,
    Usage,
};

mod ask;
pub mod cards;
mod code;
#[cfg(feature = "tokens")]
mod count;
#[cfg(feature = "ledger")]
pub mod ledger;
pub mod models;
#[cfg(feature = "plan")]
pub mod planning;
mod price;
pub mod rates;
mod read;
#[cfg(feature = "schema")]
mod schema;
mod warnings;
pub mod wire;

pub use ask::{Ask, Conversion, Id, TermsAsked, Used};
pub use code::{Code, Failure};
#[cfg(feature = "tokens")]
pub use count::{
    CacheCall, CacheCount, CachePoint, Count, CountAnswer, CountAsk, CountPart, Counted, MAX_COUNT_BYTES,
    count, counter,
};
pub use models::ModelsAsk;
#[cfg(feature = "plan")]
pub use planning::{PlanAnswer, plan};
pub use rates::RatesAsk;
pub use read::MAX_ASK_BYTES;
#[cfg(feature = "schema")]
pub use schema::schemas;
pub use wire::Answer;

/// Answers one ask in the wire form: a quote or an error, never a panic.
///
/// ```
/// let answer = tokentoll::answer(tokentoll::PriceBook::embedded(), br#"{"model":"claude-9","on":"2026-02-20"}"#);
/// assert_eq!(answer.code(), Some(tokentoll::Code::BadUsage));
/// ```
pub fn answer(book: &PriceBook, ask: &[u8]) -> Answer {
    match Ask::read(ask) {
        Ok(ask) => ask.price(book),
        Err((id, failure)) => Answer::error(id, failure),
    }
}
