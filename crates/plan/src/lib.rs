//! Questions about what requests cost, each answered with quotes.
//!
//! | module | question |
//! |---|---|
//! | [`forecast`](mod@forecast) | what will it cost when the counts are not known yet? |
//! | [`access`](mod@access) | does it fit, and what must be sent and held to be allowed? |
//! | [`cliff`](mod@cliff) | how does the price run on with each further token? |
//! | [`compare`](mod@compare) | what would it cost elsewhere? |
//! | [`advise`](mod@advise) | how else could it be done, and what would that save and cost? |
//! | [`conversation`] | how does a conversation grow, and how is it best cached? |
//! | [`limits`] | how many such requests can be sent in a minute? |
//!
//! Every number of an answer is the total of a quote, a sum of such totals, or their exact difference: the
//! usage and the [`Setting`] stand beside it, and who asks for the quote gets the same digits. This crate
//! knows no clock, no file and no tokenizer: days, pauses and token counts are arguments.
//!
//! ```
//! use tokentoll_book::PriceBook;
//! use tokentoll_core::{Terms, Usage};
//! use tokentoll_plan::{Setting, cliff};
//! let book = PriceBook::embedded();
//! let at = Setting::find(book, None, "claude-sonnet-4-5", "2026-02-20".parse()?, Terms::default())?;
//! let cliff = cliff::cliff(&at, &Usage::new().input(212_400).output(2_000), 0)?;
//! let trim = cliff.steps[0].trim.as_ref().unwrap();
//! assert_eq!((trim.tokens, trim.cost.to_string(), trim.saves.to_string()), (12_400, "0.63".into(), "0.6894".into()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod access;
pub mod advise;
pub mod cliff;
pub mod compare;
pub mod conversation;
mod error;
pub mod forecast;
pub mod limits;
mod range;
mod ratio;
pub mod rules;
mod setting;
mod spoken;

pub use error::PlanError;
pub use range::{NotRising, Range};
pub use ratio::{BadRatio, Fraction, Ratio, Ratios};
pub use rules::{Rules, RulesError};
pub use setting::{Outcome, Setting, Spent};
pub use spoken::{TimeUnit, spoken};
