//! What a request costs.
//!
//! ```text
//! Usage + Terms ─► RateCard ─► Quote ─► Statement
//! ```
//!
//! This crate knows meters, rates and rules. It knows no model name, no day, no clock, no file: the
//! caller hands it the [`RateCard`] that was in force and it answers with an itemised [`Quote`], exact
//! to the last digit. Money is [`rust_decimal::Decimal`] and nothing here rounds, except fees by the
//! hour, which say so ([`LineItem::is_rounded`]).
//!
//! ```
//! use tokentoll_core::*;
//! let rates = Rates::new()
//!     .with(Meter::Input, "3/Mtok".parse()?)?
//!     .with(Meter::Output, "15/Mtok".parse()?)?;
//! let long = Rates::new()
//!     .with(Meter::Input, "6/Mtok".parse()?)?
//!     .with(Meter::Output, "22.5/Mtok".parse()?)?;
//! let card = RateCard::builder(Currency::Usd, rates)
//!     .tiers(Tiers::volume(Comparison::Above, MeterSet::PROMPT, vec![Tier::new(200_000, long)])?)
//!     .build()?;
//! let usage = Usage::new().input(500_000).output(2_000);
//! let quote = card.quote(&usage, &Terms::default())?;
//! assert_eq!(quote.total().to_string(), "3.045"); // the whole request moved
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
#![no_std]

extern crate alloc;

mod amount;
mod card;
mod compiled;
mod currency;
mod exact;
mod graduated;
mod line;
mod meter;
mod offer;
mod quote;
mod rate;
mod rates;
mod statement;
mod terms;
mod tier;
mod unpriced;
mod usage;

pub use amount::Amount;
pub use card::{CardError, RateCard, RateCardBuilder, Window};
pub use compiled::Compiled;
pub use currency::Currency;
pub use exact::{NotPlain, plain_decimal};
pub use graduated::Span;
pub use line::{Adjustment, AdjustmentName, Change, LineItem};
pub use meter::{Meter, MeterSet};
pub use offer::{Factor, Offer, OptionTerms, UnderTier};
pub use quote::{Quote, TierReached, Verdict};
pub use rate::{Rate, RateError, Unit};
pub use rates::{Rates, WrongUnit};
pub use statement::{ForeignQuote, Statement};
pub use terms::{Endpoint, InferenceGeo, ServiceTier, Speed, TermOption, Terms};
pub use tier::{Comparison, OutputRule, Tier, TierError, TierScope, Tiers};
pub use unpriced::{Grouped, Unpriced};
pub use usage::Usage;
