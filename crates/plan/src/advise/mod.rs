//! How else a request could be sent, what that would cost, and what it would cost besides money.
//!
//! Every way is a list of requests with their quotes: what is said of it is the sum of those, or the exact
//! difference to the request as it is. What a way asks of latency, quality or work stands beside it.

mod break_even;
mod ways;

use crate::compare::{Candidate, Counted, Exchange, cheapest_first};
use crate::conversation::Caching;
use crate::setting::{Setting, minus};
use crate::{Outcome, PlanError, Ratios, Spent};
use rust_decimal::Decimal;
use tokentoll_core::{Amount, Usage};

pub use break_even::{BreakEven, break_even};

/// A request that is sent one or more times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What each uses as it is sent now.
    pub usage: Usage,
    /// How many there are; at least one.
    pub times: u32,
    /// Seconds from one to the next.
    pub every_s: u32,
    /// Tokens at the start of the prompt that are the same in each: what a cache can hold.
    pub prefix: u32,
    /// Tokens that each part of a split prompt must carry besides its part.
    pub shared: u32,
}

impl Wish {
    /// One request, without anything that could be cached.
    pub const fn once(usage: Usage) -> Wish {
        Wish { usage, times: 1, every_s: 60, prefix: 0, shared: 0 }
    }
}

/// What is done differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another model.
    Model,
    /// Another seller.
    Seller,
    /// Another day.
    Day,
    /// The batch queue.
    Batch,
    /// The standard queue instead of a dearer one.
    StandardQueue,
    /// Fast mode.
    Fast,
    /// Standard speed instead of fast mode.
    StandardSpeed,
    /// Inference in the United States only.
    UsOnly,
    /// Inference anywhere.
    Anywhere,
    /// The prefix is cached, or nothing is.
    Cache(Caching),
    /// Tokens are left out, down to the last one below a threshold.
    Trim {
        /// How many.
        tokens: u32,
    },
    /// The prompt is split into requests of their own.
    Split {
        /// How many.
        into: u32,
    },
}

impl Change {
    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Change::Model => "model",
            Change::Seller => "seller",
            Change::Day => "day",
            Change::Batch => "batch",
            Change::StandardQueue => "standard_queue",
            Change::Fast => "fast",
            Change::StandardSpeed => "standard_speed",
            Change::UsOnly => "us_only",
            Change::Anywhere => "anywhere",
            Change::Cache(caching) => caching.name(),
            Change::Trim { .. } => "trim",
            Change::Split { .. } => "split",
        }
    }

    /// What it asks of latency, quality or work; `None` where it asks nothing.
    pub const fn price(self) -> Option<&'static str> {
        match self {
            Change::Model => Some("another model answers: check its quality on your own requests"),
            Change::Seller => {
                Some("another contract, other limits, and whoever stands between sees the prompt")
            }
            Change::Day => Some("the prices are those of another day"),
            Change::Batch => {
                Some("the answer may take up to 24 hours; in a batch, cache hits are not certain")
            }
            Change::StandardQueue => Some("no priority where the seller is busy"),
            Change::Fast => None,
            Change::StandardSpeed => Some("the answer is written more slowly"),
            Change::UsOnly => None,
            Change::Anywhere => Some("inference may run outside the United States"),
            Change::Cache(Caching::None) => None,
            Change::Cache(_) => Some(
                "the prefix must be the same to the byte, and the first answer must have begun before the next request",
            ),
            Change::Trim { .. } => Some("what is left out cannot be answered from"),
            Change::Split { .. } => {
                Some("no answer sees the whole prompt, and the answers must be put together")
            }
        }
    }
}

/// One way to send the requests.
#[derive(Clone, Debug)]
pub struct Way<'b> {
    /// Where, when and on which terms.
    pub at: Setting<'b>,
    /// What is done differently.
    pub changes: Vec<Change>,
    /// The requests that are sent, and the quote of each kind.
    pub requests: Vec<Spent>,
    /// What they cost together, in the currency of the setting.
    pub total: Amount,
    /// The same in the currency of the request as it is; `None` without an exchange rate.
    pub compared: Option<Amount>,
    /// What that is more than the requests as they are, or less.
    pub difference: Option<Decimal>,
    /// With the counts of another tokenizer: the total at the low and the high end of the ratio.
    pub ends: Option<[Option<Amount>; 2]>,
    /// Where the counts are from.
    pub counted: Counted,
}

/// The requests as they are, and every way that was found, the cheapest first.
#[derive(Clone, Debug)]
pub struct Advice<'b> {
    /// One request as it is.
    pub now: Outcome,
    /// All of them as they are; `None` where one has no price.
    pub total: Option<Amount>,
    /// The ways; those that cannot be compared stand last.
    pub ways: Vec<Way<'b>>,
    /// From how many requests on each cache pays, without any other change.
    pub break_even: Vec<BreakEven>,
}

impl<'b> Advice<'b> {
    /// The ways that cost less, the cheapest first; where the request as it is would be refused, all that
    /// have a price.
    pub fn savings(&self) -> impl Iterator<Item = &Way<'b>> {
        self.ways.iter().filter(|way| self.is_saving(way))
    }

    /// Whether a way costs less, or has a price where the request as it is has none.
    pub fn is_saving(&self, way: &Way<'_>) -> bool {
        match (way.difference, self.total) {
            (Some(difference), _) => difference < Decimal::ZERO,
            (None, None) => way.compared.is_some(),
            (None, Some(_)) => false,
        }
    }
}

/// Looks for ways to send the requests for less, here and with each of the candidates.
///
/// Here every combination is looked at of queue, cache, trimming and splitting; fast mode and US-only
/// inference stand by themselves. Of each candidate the plain request and the cheapest combination are kept.
///
/// ```
/// use tokentoll_book::PriceBook;
/// use tokentoll_core::{Terms, Usage};
/// use tokentoll_plan::{Ratios, Setting, advise::{Change, Wish, advise}, compare::Exchange};
/// let at = Setting::find(PriceBook::embedded(), None, "claude-sonnet-4-5", "2026-02-20".parse()?, Terms::default())?;
/// let wish = Wish { shared: 1_000, ..Wish::once(Usage::new().input(212_400).output(2_000)) };
/// let advice = advise(&at, &wish, &[], &Ratios::new(), &Exchange::default())?;
/// assert_eq!(advice.total.unwrap().to_string(), "1.3194");
/// let split = advice.savings().find(|way| way.changes == [Change::Split { into: 2 }]).unwrap();
/// assert_eq!(split.total.to_string(), "0.7032"); // 2 × (106,200 + 1,000) in, 2 × 2,000 out
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`PlanError::Bad`] for no request, [`PlanError::TooMany`] and [`PlanError::TooLong`] for counts and
/// amounts out of range.
pub fn advise<'b>(
    at: &Setting<'b>,
    wish: &Wish,
    candidates: &[Candidate<'b>],
    ratios: &Ratios,
    exchange: &Exchange,
) -> Result<Advice<'b>, PlanError> {
    if wish.times == 0 {
        return Err(PlanError::Bad { what: "times", message: "met 0, expected at least 1".to_owned() });
    }
    let now = crate::compare::priced(at, wish.usage);
    let total = match &now.cost {
        Ok(each) => Some(crate::setting::times(*each, wish.times)?),
        Err(_) => None,
    };
    let mut ways = ways::here(at, wish)?;
    for candidate in candidates.iter().filter(|candidate| !candidate.at.is(at)) {
        ways.extend(ways::there(at, wish, candidate, ratios)?);
    }
    for way in &mut ways {
        let (from, to) = (way.at.card().currency(), at.card().currency());
        way.compared = exchange.convert(way.total, from, to)?;
        way.difference = match (way.compared, total) {
            (Some(cost), Some(now)) => Some(minus(cost, now)?),
            _ => None,
        };
    }
    ways.sort_by(|a, b| cheapest_first(a.compared, b.compared).then(a.changes.len().cmp(&b.changes.len())));
    let break_even = [Caching::Minutes5, Caching::Hour1].map(|cache| break_even(at, wish, cache));
    Ok(Advice { now, total, ways, break_even: break_even.into_iter().flatten().flatten().collect() })
}
