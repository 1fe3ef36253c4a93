//! What a provider says a request used, as disjoint meters.
//!
//! ```text
//! provider's usage object ─► json ─► detect ─► one reader per provider ─► Report
//!   (text, up to 1 MiB)    (strict)  (which)    (each token once)          (parts, terms, notes)
//! ```
//!
//! Providers overlap their counts in different ways: OpenAI's `prompt_tokens` holds the cached tokens,
//! Anthropic's `input_tokens` does not, Gemini's `promptTokenCount` holds the cached ones but not those of
//! tool results. The overlap is removed here, once, and a part that exceeds its whole is an error.
//! Nothing is guessed: a count that is not a whole number, a member nobody documented, or an object that
//! can be read in two ways that bill differently is refused with a reason; what can be read only with a
//! reservation carries a [`Note`].
//!
//! This crate knows no price and no clock.
//!
//! ```
//! use tokentoll_core::Meter;
//! let text = br#"{"prompt_tokens": 2600, "prompt_tokens_details": {"cached_tokens": 2000},
//!                 "completion_tokens": 300, "total_tokens": 2900}"#;
//! let report = tokentoll_usage::read_text(text, None)?;
//! let usage = report.parts[0].usage;
//! assert_eq!(usage.of(Meter::Input), 600);
//! assert_eq!(usage.of(Meter::CacheRead), 2000);
//! assert_eq!(usage.prompt_tokens(), 2600);
//! # Ok::<(), tokentoll_usage::UsageError>(())
//! ```

pub mod json;
pub mod log;

mod anthropic;
mod bedrock;
mod cache_write;
mod chat_extras;
mod detect;
mod envelope;
mod fields;
mod foreign;
mod gemini;
mod iterations;
mod openai_chat;
mod openai_responses;
mod output;
mod prompt;
mod report;
mod terms;

pub use envelope::{read, read_text};
pub use report::{ErrorCode, Note, Part, PartKind, Report, ReportFormat, ReportedTerms, UsageError};

#[cfg(test)]
mod properties;
