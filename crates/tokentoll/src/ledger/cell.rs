//! Prices of rows: a card is found and compiled once for each model, day and terms.

use super::names::Who;
use super::row::{Extra, HELD, Row};
use crate::TermsAsked;
use crate::code::{Code, code_of};
use rust_decimal::Decimal;
use tokentoll_book::{Day, Found, Listing, PriceBook};
use tokentoll_core::{Amount, Compiled, Currency, Meter, Offer, TermOption, Terms, Unpriced, Usage};
use tokentoll_usage::log::Aggregate;
use tokentoll_usage::{Part, ReportedTerms};

/// Why a row has no price.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Unpriceable {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Unpriceable {
    fn new(code: Code, message: impl std::fmt::Display) -> Self {
        Unpriceable { code: code.name(), message: message.to_string() }
    }
}

impl From<Unpriced> for Unpriceable {
    fn from(unpriced: Unpriced) -> Self {
        Unpriceable::new(code_of(&unpriced), unpriced)
    }
}

/// The price of one model on one day on some terms.
#[derive(Debug)]
pub(crate) struct Cell<'b> {
    pub(crate) found: Found<'b>,
    pub(crate) listing: &'b Listing,
    pub(crate) terms: Terms,
    compiled: Compiled<'b>,
}

/// A sum of money as a whole number of `10^-places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Units {
    pub(crate) units: i128,
    pub(crate) places: u32,
}

impl Units {
    const NONE: Units = Units { units: 0, places: 0 };

    /// The exact sum, on the finer of the two scales.
    pub(crate) fn plus(self, other: Units) -> Option<Units> {
        let places = self.places.max(other.places);
        let at = |sum: Units| sum.units.checked_mul(10i128.checked_pow(places - sum.places)?);
        Some(Units { units: at(self)?.checked_add(at(other)?)?, places })
    }

    /// The same as an amount; `None` where it has more digits than a decimal holds.
    pub(crate) fn amount(self) -> Option<Amount> {
        let Units { mut units, mut places } = self;
        while places > 0 && units % 10 == 0 {
            units /= 10;
            places -= 1;
        }
        Decimal::try_from_i128_with_scale(units, places).ok()?.to_string().parse().ok()
    }

    fn of(amount: Amount) -> Units {
        let decimal = amount.decimal();
        Units { units: decimal.mantissa(), places: decimal.scale() }
    }
}

impl<'b> Cell<'b> {
    /// The cell of a model on a day.
    pub(crate) fn find(
        book: &'b PriceBook,
        who: Who<'_>,
        seller: Option<&str>,
        day: Day,
        change: Option<&Change<'b>>,
    ) -> Result<Cell<'b>, Unpriceable> {
        let Some(model) = who.model else {
            return Err(Unpriceable { code: "no_model", message: "the log names no model".to_owned() });
        };
        let lookup = |error: tokentoll_book::LookupError| {
            let failure = crate::Failure::from(error);
            Unpriceable::new(failure.code, failure.message)
        };
        let found = match change {
            Some(Change::Model(found)) => *found,
            _ => book.find(who.seller.or(seller), model).map_err(lookup)?,
        };
        let listing = found.on(day).map_err(lookup)?;
        let ReportedTerms { service_tier, speed, inference_geo } = who.terms;
        let mut terms = TermsAsked { service_tier, speed, inference_geo, endpoint: None }.settled(&found);
        match change {
            Some(Change::Batch) if matches!(listing.card().offer(TermOption::Batch), Offer::Offered(_)) => {
                let batch = Terms { service_tier: tokentoll_core::ServiceTier::Batch, ..terms };
                // Options that do not go together with batch stay as they are.
                if listing.card().compile_quotes(&batch).is_ok() {
                    terms = batch;
                }
            }
            Some(Change::Model(_)) => terms = without_unknown(listing, terms),
            _ => {}
        }
        Cell::new(found, listing, terms)
    }

    /// The cell of a model of a part of a request.
    pub(crate) fn of_part(
        &self,
        book: &'b PriceBook,
        model: &str,
        day: Day,
    ) -> Result<Cell<'b>, Unpriceable> {
        let lookup = |error: tokentoll_book::LookupError| {
            let failure = crate::Failure::from(error);
            Unpriceable::new(failure.code, failure.message)
        };
        let found = book.find(Some(self.found.seller.id()), model).map_err(lookup)?;
        let listing = found.on(day).map_err(lookup)?;
        Cell::new(found, listing, without_unknown(listing, self.terms))
    }

    fn new(found: Found<'b>, listing: &'b Listing, terms: Terms) -> Result<Cell<'b>, Unpriceable> {
        let compiled = listing.card().compile_bills(&terms)?;
        Ok(Cell { found, listing, terms, compiled })
    }

    pub(crate) fn currency(&self) -> Currency {
        self.found.seller.currency()
    }

    /// What a row costs.
    pub(crate) fn price(
        &self,
        book: &'b PriceBook,
        row: &Row,
        extra: Option<&Extra>,
        day: Day,
        change: Option<&Change<'_>>,
    ) -> Result<Units, Unpriceable> {
        match extra {
            None => self.request(&row.usage(), change),
            Some(Extra::Request(usage)) => self.request(usage, change),
            Some(Extra::Parts(parts)) => self.parts(book, parts, day, change),
            Some(Extra::Aggregate(sum)) => self.aggregate(sum, change),
        }
    }

    fn request(&self, usage: &Usage, change: Option<&Change<'_>>) -> Result<Units, Unpriceable> {
        let units = match change {
            None => self.compiled.units(usage)?,
            Some(change) => self.compiled.units(&change.usage(usage, self.listing)?)?,
        };
        Ok(Units { units, places: self.compiled.places() })
    }

    fn parts(
        &self,
        book: &'b PriceBook,
        parts: &[Part],
        day: Day,
        change: Option<&Change<'_>>,
    ) -> Result<Units, Unpriceable> {
        parts.iter().try_fold(Units::NONE, |sum, part| {
            let own = match (&part.model, change) {
                (Some(model), None | Some(Change::Batch | Change::NoCache)) => {
                    Some(self.of_part(book, model, day)?)
                }
                _ => None,
            };
            let cell = own.as_ref().unwrap_or(self);
            if part.refused && cell.listing.free_refusals().is_some() {
                return Ok(sum);
            }
            sum.plus(cell.request(&part.usage, change)?).ok_or_else(too_large)
        })
    }

    /// Sums have no tier of their own: below it, and above it, prices are linear.
    fn aggregate(&self, sum: &Aggregate, change: Option<&Change<'_>>) -> Result<Units, Unpriceable> {
        let sum = match change {
            Some(Change::NoCache) => uncached(sum),
            _ => *sum,
        };
        let long = sum.long_context == Some(true);
        Meter::ALL.into_iter().filter(|meter| sum.of(*meter) > 0).try_fold(Units::NONE, |all, meter| {
            let one = self.one(meter, long)?;
            let count = Decimal::from(sum.of(meter));
            let amount = one.times(count).ok_or_else(too_large)?;
            all.plus(Units::of(amount)).ok_or_else(too_large)
        })
    }

    /// What one count of a meter costs.
    pub(crate) fn one(&self, meter: Meter, long: bool) -> Result<Amount, Unpriceable> {
        let card = self.listing.card();
        let total = |usage: Usage| Ok::<_, Unpriceable>(card.bill(&usage, &self.terms)?.total());
        let above = card.tiers().filter(|_| long).and_then(|tiers| tiers.tiers().first());
        let Some(tier) = above else { return total(Usage::new().with(meter, 1)) };
        // Beside a prompt that reaches the tier.
        let prompt = Usage::new().input(tier.threshold().saturating_add(1));
        let with = total(prompt.with(meter, prompt.of(meter) + 1))?.decimal();
        let without = total(prompt)?.decimal();
        (with - without).to_string().parse().map_err(|_| too_large())
    }

    /// Whether a request reached a long-context tier.
    pub(crate) fn is_long(&self, usage: &Usage) -> bool {
        self.listing.card().tiers().is_some_and(|tiers| {
            let counted: u64 = tiers.counted().iter().map(|meter| u64::from(usage.of(meter))).sum();
            tiers.tiers().first().is_some_and(|tier| counted > u64::from(tier.threshold()))
        })
    }
}

/// A change that [`super::WhatIf`] asks for, looked up.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change<'b> {
    Batch,
    NoCache,
    Model(Found<'b>),
}

impl Change<'_> {
    fn usage(&self, usage: &Usage, listing: &Listing) -> Result<Usage, Unpriceable> {
        match self {
            Change::Batch => Ok(*usage),
            Change::NoCache => {
                let input = u64::from(usage.of(Meter::Input));
                let cache = [Meter::CacheRead, Meter::CacheWrite5m, Meter::CacheWrite1h]
                    .map(|meter| u64::from(usage.of(meter)));
                let input = u32::try_from(input + cache.into_iter().sum::<u64>()).map_err(|_| too_large())?;
                Ok(usage.cache_read(0).cache_write_5m(0).cache_write_1h(0).input(input))
            }
            // A model without prices for a cache takes everything as input.
            Change::Model(_) => {
                let rates = listing.card().rates();
                let unpriced = HELD.into_iter().any(|meter| usage.of(meter) > 0 && rates.of(meter).is_none());
                if unpriced { Change::NoCache.usage(usage, listing) } else { Ok(*usage) }
            }
        }
    }
}

/// Terms that a model never had are left out, as for the parts of a bill.
fn without_unknown(listing: &Listing, terms: Terms) -> Terms {
    let never = terms.options().filter(|option| *listing.card().offer(*option) == Offer::Never);
    never.fold(terms, Terms::without)
}

fn uncached(sum: &Aggregate) -> Aggregate {
    let cached = [Meter::CacheRead, Meter::CacheWrite5m, Meter::CacheWrite1h];
    let all = cached.iter().fold(sum.of(Meter::Input), |all, meter| all.saturating_add(sum.of(*meter)));
    cached.iter().fold(*sum, |sum, meter| sum.with(*meter, 0)).with(Meter::Input, all)
}

pub(crate) fn too_large() -> Unpriceable {
    Unpriceable::new(Code::BadNumber, "the sum has more digits than a decimal holds")
}
