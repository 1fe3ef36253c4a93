//! The same request elsewhere: other models, sellers, days and terms, side by side.

use crate::setting::{Setting, minus};
use crate::{Outcome, PlanError, Ratio, Ratios};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use tokentoll_core::{Amount, Currency, Usage};

/// A setting to compare with, and how many tokens the same text has there.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'b> {
    /// The setting.
    pub at: Setting<'b>,
    /// Its counts, where the caller knows them better than by a ratio.
    pub usage: Option<Usage>,
}

/// Where the counts of a row are from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The same tokenizer: the same counts.
    Same,
    /// Scaled by a ratio between the tokenizers.
    Scaled(Ratio),
    /// The caller counted.
    Given,
    /// Another tokenizer of which nobody told the ratio: the same counts were taken, and may be wrong.
    Assumed,
}

/// What the request costs in one setting.
#[derive(Clone, Debug)]
pub struct Row<'b> {
    /// The setting.
    pub at: Setting<'b>,
    /// The likely counts and their cost.
    pub likely: Outcome,
    /// At the low and the high end of the ratio, where there is one.
    pub ends: Option<[Outcome; 2]>,
    /// Where the counts are from.
    pub counted: Counted,
    /// The likely cost in the currency of the request; `None` without a price or an exchange rate.
    pub compared: Option<Amount>,
    /// What it is more than the request as it is, or less.
    pub difference: Option<Decimal>,
}

/// Exchange rates: how much of the request's currency one unit of another is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Exchange {
    rates: Vec<(Currency, Decimal)>,
}

impl Exchange {
    /// The same with one more.
    #[must_use]
    pub fn with(mut self, currency: Currency, rate: Decimal) -> Exchange {
        self.rates.push((currency, rate));
        self
    }

    /// An amount in the request's currency; `None` without a rate.
    pub(crate) fn convert(
        &self,
        amount: Amount,
        from: Currency,
        to: Currency,
    ) -> Result<Option<Amount>, PlanError> {
        if from == to {
            return Ok(Some(amount));
        }
        match self.rates.iter().find(|(currency, _)| *currency == from) {
            Some((_, rate)) => amount.times(*rate).map(Some).ok_or(PlanError::TooLong),
            None => Ok(None),
        }
    }
}

/// A request and the settings it is compared in, cheapest first; what has no price or cannot be compared
/// stands last.
#[derive(Clone, Debug)]
pub struct Comparison<'b> {
    /// The request as it is.
    pub now: Outcome,
    /// One row for each candidate.
    pub rows: Vec<Row<'b>>,
}

/// Compares.
///
/// ```
/// use tokentoll_book::PriceBook;
/// use tokentoll_core::{Terms, Usage};
/// use tokentoll_plan::{Ratios, Setting, compare::{Candidate, Exchange, compare}};
/// let on = |day: &str| Setting::find(PriceBook::embedded(), None, "claude-opus-4-6", day.parse().unwrap(), Terms::default());
/// let (before, after) = (on("2026-03-12")?, on("2026-03-13")?);
/// let usage = Usage::new().input(500_000).output(2_000);
/// let compared = compare(&before, &usage, &[Candidate { at: after, usage: None }], &Ratios::new(), &Exchange::default())?;
/// assert_eq!(compared.rows[0].difference.unwrap().to_string(), "-2.525"); // 2.55 instead of 5.075
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`PlanError::TooMany`] and [`PlanError::TooLong`] for counts and amounts out of range; a candidate without
/// a price is a row that says so.
pub fn compare<'b>(
    now: &Setting<'b>,
    usage: &Usage,
    candidates: &[Candidate<'b>],
    ratios: &Ratios,
    exchange: &Exchange,
) -> Result<Comparison<'b>, PlanError> {
    let base = priced(now, *usage);
    let mut rows = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        rows.push(row(now, &base, usage, candidate, ratios, exchange)?);
    }
    rows.sort_by(|a, b| cheapest_first(a.compared, b.compared));
    Ok(Comparison { now: base, rows })
}

pub(crate) fn cheapest_first(a: Option<Amount>, b: Option<Amount>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// The likely usage of a candidate and its ends, and where they are from.
pub(crate) fn counted(
    now: &Setting<'_>,
    usage: &Usage,
    candidate: &Candidate<'_>,
    ratios: &Ratios,
) -> Result<([Usage; 3], Counted), PlanError> {
    if let Some(usage) = candidate.usage {
        return Ok(([usage; 3], Counted::Given));
    }
    let family = |at: &Setting<'_>| at.found.model.tokenizer().map(str::to_owned);
    if now.is_model(&candidate.at) {
        return Ok(([*usage; 3], Counted::Same));
    }
    Ok(match ratios.between(family(now).as_deref(), family(&candidate.at).as_deref()) {
        Some(Ratio::ONE) => ([*usage; 3], Counted::Same),
        Some(ratio) => (ratio.usages(usage)?, Counted::Scaled(ratio)),
        None => ([*usage; 3], Counted::Assumed),
    })
}

fn row<'b>(
    now: &Setting<'b>,
    base: &Outcome,
    usage: &Usage,
    candidate: &Candidate<'b>,
    ratios: &Ratios,
    exchange: &Exchange,
) -> Result<Row<'b>, PlanError> {
    let ([low, likely, high], counted) = counted(now, usage, candidate, ratios)?;
    let likely = priced(&candidate.at, likely);
    let currencies = (candidate.at.card().currency(), now.card().currency());
    let compared = match likely.cost {
        Ok(cost) => exchange.convert(cost, currencies.0, currencies.1)?,
        Err(_) => None,
    };
    let difference = match (compared, &base.cost) {
        (Some(cost), Ok(now)) => Some(minus(cost, *now)?),
        _ => None,
    };
    let ends =
        matches!(counted, Counted::Scaled(_)).then(|| [low, high].map(|usage| priced(&candidate.at, usage)));
    Ok(Row { at: candidate.at, likely, ends, counted, compared, difference })
}

pub(crate) fn priced(at: &Setting<'_>, usage: Usage) -> Outcome {
    match at.compiled() {
        Ok(card) => Outcome::of(&card, usage),
        Err(unpriced) => Outcome { usage, cost: Err(unpriced), tier: None },
    }
}
