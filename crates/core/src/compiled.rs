use crate::graduated::pieces;
use crate::line::hours;
use crate::quote::{Chosen, Strictness, over_window};
use crate::{Amount, LineItem, Meter, RateCard, Terms, Tier, TierScope, Unit, Unpriced, Usage};
use crate::{card::HOUR_PLACES, exact};
use alloc::vec::Vec;
use rust_decimal::Decimal;

impl RateCard {
    /// The card for one set of terms as integer rates, for hot loops over planned requests: the same digits
    /// and the same errors as [`RateCard::quote`], without the lines.
    ///
    /// # Errors
    /// [`Unpriced`] where the terms themselves cannot be had.
    pub fn compile_quotes(&self, terms: &Terms) -> Result<Compiled<'_>, Unpriced> {
        Compiled::new(self, terms, Strictness::Planned)
    }

    /// The same for requests that were served: the digits and errors of [`RateCard::bill`].
    ///
    /// # Errors
    /// [`Unpriced`] where the terms have no price at all.
    pub fn compile_bills(&self, terms: &Terms) -> Result<Compiled<'_>, Unpriced> {
        Compiled::new(self, terms, Strictness::Served)
    }
}

/// A rate card on integers: one multiplication and one addition a meter.
///
/// ```
/// use tokentoll_core::*;
/// let card = RateCard::builder(Currency::Usd, Rates::new().with(Meter::Input, "3/Mtok".parse()?)?).build()?;
/// let compiled = card.compile_quotes(&Terms::default())?;
/// let usage = Usage::new().input(200_001);
/// assert_eq!(compiled.total(&usage)?, card.quote(&usage, &Terms::default())?.total());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Compiled<'c> {
    card: &'c RateCard,
    strictness: Strictness,
    not_in_tier: Option<crate::TermOption>,
    /// What is compared with `first`: all bits of each meter that counts, none of the others.
    counted: [u32; TOKENS],
    /// The most counted tokens below every tier.
    first: u64,
    /// Whether reaching a tier takes more than the rates of level 1.
    stepped: bool,
    /// By tier level; level 0 is below every tier.
    levels: Vec<Level>,
    /// The longest prompt that is not over the window.
    most: u64,
    hour_prices: [Decimal; Meter::COUNT],
}

/// Prices of one count of each meter in units of `10^-places`.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    /// Token meters whose prices together stay below 2^32, so that no request can overflow 64 bits.
    quick: [u32; TOKENS],
    /// All bits of each token meter that takes the slow road: no rate, or prices of more than 32 bits.
    slow: [u32; TOKENS],
    units: [u64; Meter::COUNT],
}

/// The meters that count tokens come first.
const TOKENS: usize = Meter::WebSearch.index();

impl Compiled<'_> {
    /// The total of one request.
    ///
    /// # Errors
    /// As the plain card: [`Unpriced`] for a meter without a rate, and for planned requests over the window.
    #[inline]
    pub fn total(&self, usage: &Usage) -> Result<Amount, Unpriced> {
        let units = self.units(usage)?;
        Ok(Amount::of(exact::proven(units, self.places())))
    }

    /// The total of one request as a whole number of `10^-places` of the currency.
    ///
    /// # Errors
    /// As [`Compiled::total`].
    #[inline]
    pub fn units(&self, usage: &Usage) -> Result<i128, Unpriced> {
        let [counts @ .., searches, execution, session] = usage.counts();
        let counted = counts.iter().zip(&self.counted).map(|(count, mask)| u64::from(count & mask)).sum();
        // Without a branch, which a mix of long and short prompts would make unpredictable.
        let level = usize::from(counted > self.first);
        let Some(rates) = self.levels.get(level) else { return self.slow(usage, counted) };
        let mut units = 0;
        let mut slow = searches | execution | session;
        for ((count, price), mask) in counts.iter().zip(&rates.quick).zip(&rates.slow) {
            units += u64::from(*count) * u64::from(*price);
            slow |= count & mask;
        }
        if slow != 0 || self.stepped && level > 0 || usage.prompt_tokens() > self.most {
            return self.slow(usage, counted);
        }
        Ok(i128::from(units))
    }

    /// The highest long-context tier that a request reaches on these terms.
    pub fn tier(&self, usage: &Usage) -> Option<&Tier> {
        let [counts @ .., _, _, _] = usage.counts();
        let counted: u64 =
            counts.iter().zip(&self.counted).map(|(count, mask)| u64::from(count & mask)).sum();
        let tiers = self.card.tiers.as_ref().filter(|_| counted > self.first)?;
        tiers.tiers().get(tiers.reached(counted).checked_sub(1)?)
    }

    /// The number of places on which [`Compiled::units`] stands.
    pub const fn places(&self) -> u32 {
        self.card.places
    }

    fn new<'c>(card: &'c RateCard, terms: &Terms, strictness: Strictness) -> Result<Compiled<'c>, Unpriced> {
        let chosen = Chosen::new(card, terms, strictness)?;
        let applied = card.tiers.as_ref().filter(|_| !chosen.waives_tiers());
        let mut counted = [0; TOKENS];
        for meter in applied.into_iter().flat_map(|t| t.counted().iter()) {
            counted[meter.index()] = u32::MAX;
        }
        let first = applied.and_then(|t| Some(t.last_below(t.tiers().first()?))).unwrap_or(u64::MAX);
        let stepped = applied.is_some_and(|t| t.tiers().len() > 1 || t.scope() != TierScope::Volume);
        let tiers = applied.map_or(0, |t| t.tiers().len());
        let mut hour_prices = [Decimal::ZERO; Meter::COUNT];
        let mut levels = Vec::with_capacity(tiers + 1);
        for level in 0..=tiers {
            let mut rates = Level::default();
            for meter in Meter::ALL {
                let i = meter.index();
                // What has no rate stays at zero: the slow road names it.
                let Ok(line) = chosen.line(card, meter, level, 1) else { continue };
                if meter.unit() == Unit::Hour {
                    hour_prices[i] = line.rate().price();
                } else {
                    rates.units[i] = per_count(&line, card.places);
                }
            }
            let mut room = u32::MAX;
            for meter in Meter::ALL.into_iter().filter(|m| m.is_tokens()) {
                let i = meter.index();
                let price = u32::try_from(rates.units[i]).ok().filter(|price| *price <= room);
                match price.filter(|_| card.base.of(meter).is_some()) {
                    Some(price) => {
                        room -= price;
                        rates.quick[i] = price;
                    }
                    None => rates.slow[i] = u32::MAX,
                }
            }
            levels.push(rates);
        }
        let window = card.window.as_ref().filter(|_| strictness == Strictness::Planned);
        Ok(Compiled {
            card,
            strictness,
            counted,
            first,
            stepped: stepped || chosen.not_in_tier().is_some(),
            not_in_tier: chosen.not_in_tier(),
            levels,
            most: window.map_or(u64::MAX, |w| u64::from(w.tokens)),
            hour_prices,
        })
    }

    /// Everything but plain tokens: calls, hours, minimums, several tiers or graduated ones, and what has no rate.
    #[cold]
    fn slow(&self, usage: &Usage, counted: u64) -> Result<i128, Unpriced> {
        let beyond = counted > self.first;
        let level = self.card.tiers.as_ref().filter(|_| beyond).map_or(0, |tiers| tiers.reached(counted));
        if self.strictness == Strictness::Planned {
            if let Some(over) = over_window(self.card, usage.prompt_tokens()) {
                return Err(over);
            }
            let above = level.checked_sub(1).and_then(|i| self.card.tiers.as_ref()?.tiers().get(i));
            if let (Some(option), Some(tier)) = (self.not_in_tier, above) {
                return Err(Unpriced::NotInTier { option, above: tier.threshold });
            }
        }
        match &self.card.tiers {
            Some(tiers) if level > 0 && tiers.scope() != TierScope::Volume => {
                pieces(tiers, level, usage).map(|p| self.meter_units(p.meter, p.level, p.count)).sum()
            }
            _ => usage.iter().map(|(meter, count)| self.meter_units(meter, level, count)).sum(),
        }
    }

    fn meter_units(&self, meter: Meter, level: usize, count: u32) -> Result<i128, Unpriced> {
        let count = count.max(self.card.minimum(meter));
        self.card.base.of(meter).ok_or(Unpriced::NoRate { meter })?;
        if meter.unit() == Unit::Hour {
            let units = hours(count, self.hour_prices[meter.index()]).0;
            return Ok(units * 10i128.pow(self.card.places - HOUR_PLACES));
        }
        let units = self.levels[level].units[meter.index()];
        Ok(i128::from(count) * i128::from(units))
    }
}

/// The price of one count in units of `10^-places`; the card proved that it is a whole number of 64 bits.
fn per_count(line: &LineItem, places: u32) -> u64 {
    let down = if line.meter().unit() == Unit::Kcall { 3 } else { 6 };
    let units =
        exact::at_scale(line.rate().price(), places - down).and_then(|units| u64::try_from(units).ok());
    match units {
        Some(units) => units,
        None => unreachable!("a card admitted {} at {places} places", line.rate()),
    }
}
