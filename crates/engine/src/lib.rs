//! The price of LLM requests as functions of [DataFusion](https://datafusion.apache.org): the same digits as the
//! library's, over columns of any table that the engine reads, on one process or on a cluster.
//!
//! ```text
//! a struct of columns ─► Columns (each word and day once) ─► a compiled card for each cell ─► amount, currency,
//! (seller, model, on, terms, meters)                                                          or code and reason
//! ```
//!
//! `tokentoll_bill` prices requests that were served, `tokentoll_quote` planned ones, which it refuses where the
//! seller would. Both take one struct whose members are named as in the wire form, and give one:
//!
//! | member | what it is |
//! |---|---|
//! | `amount` | the total, exact, as a decimal of 38 digits with 18 places; null where there is none |
//! | `currency` | its currency |
//! | `code` | why there is no total, a permanent word of the library, or `no_model`, `no_time`, `no_usage` |
//! | `reason` | the same for people: what was met and what was expected |
//!
//! ```
//! use datafusion::prelude::SessionContext;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> datafusion::error::Result<()> {
//! let context = SessionContext::new();
//! tokentoll_engine::register(&context, tokentoll::PriceBook::embedded());
//! let rows = context
//!     .sql("SELECT tokentoll_bill(named_struct('model', 'claude-sonnet-4-5', 'on', '2026-02-20', 'input', 200001)) AS bill")
//!     .await?
//!     .collect()
//!     .await?;
//! let shown = datafusion::arrow::util::pretty::pretty_format_batches(&rows)?.to_string();
//! assert!(shown.contains("{amount: 1.200006000000000000, currency: USD, code: , reason: }"), "{shown}");
//! # Ok(())
//! # }
//! ```

mod columns;
mod function;
mod units;
mod words;

#[cfg(feature = "cluster")]
pub mod cluster;
#[cfg(feature = "cluster")]
mod codec;

pub use function::{Pricing, functions, register};
pub use units::{PLACES, PRECISION};
