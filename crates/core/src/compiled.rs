use crate::graduated::pieces;
use crate::line::hours;
use crate::quote::{Chosen, Strictness, over_window};
use crate::{Amount, LineItem, Meter, RateCard, Terms, TierScope, Unit, Unpriced, Usage};
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
    waived: bool,
    not_in_tier: Option<crate::TermOption>,
    /// By tier level; level 0 is below every tier.
    levels: Vec<Level>,
    /// The longest prompt of each level in volume scope, the window included.
    most: u64,
    hour_prices: [Decimal; Meter::COUNT],
}

/// Price of one count of each meter in units of `10^-places`, and which meters have none.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    units: [u64; Meter::COUNT],
    unpriced: [u32; Meter::COUNT],
}

impl Compiled<'_> {
    /// The total of one request.
    ///
    /// # Errors
    /// As the plain card: [`Unpriced`] for a meter without a rate, and for planned requests over the window.
    #[inline]
    pub fn total(&self, usage: &Usage) -> Result<Amount, Unpriced> {
        let units = self.units(usage)?;
        Ok(Amount::of(exact::scaled(units, self.places()).unwrap_or_default()))
    }

    /// The total of one request as a whole number of `10^-places` of the currency.
    ///
    /// # Errors
    /// As [`Compiled::total`].
    #[inline]
    pub fn units(&self, usage: &Usage) -> Result<i128, Unpriced> {
        let mut level = 0;
        if !self.waived
            && let Some(tiers) = &self.card.tiers
        {
            level = tiers.reached(usage.sum(tiers.counted()));
            if level > 0 && (self.not_in_tier.is_some() || tiers.scope() != TierScope::Volume) {
                return self.slow(usage, level);
            }
        }
        let counts = usage.counts();
        let Some(rates) = self.levels.get(level) else { return self.slow(usage, level) };
        let mut units: u128 = 0;
        let mut unpriced = 0;
        for ((count, price), mask) in counts.iter().zip(&rates.units).zip(&rates.unpriced) {
            units += u128::from(*count) * u128::from(*price);
            unpriced |= count & mask;
        }
        if unpriced != 0 || usage.prompt_tokens() > self.most {
            return self.slow(usage, level);
        }
        Ok(units as i128) // below 2^96: proved when the card was built
    }

    /// The number of places on which [`Compiled::units`] stands.
    pub const fn places(&self) -> u32 {
        self.card.places
    }

    fn new<'c>(card: &'c RateCard, terms: &Terms, strictness: Strictness) -> Result<Compiled<'c>, Unpriced> {
        let chosen = Chosen::new(card, terms, strictness)?;
        let tiers = card.tiers.as_ref().map_or(0, |t| t.tiers().len());
        let mut hour_prices = [Decimal::ZERO; Meter::COUNT];
        let mut levels = Vec::with_capacity(tiers + 1);
        for level in 0..=tiers {
            let mut rates = Level::default();
            for meter in Meter::ALL {
                let i = meter.index();
                // Minimums and hours take the slow road, which also names what has no rate.
                match chosen.line(card, meter, level, 1) {
                    Ok(line) if meter.unit() == Unit::Hour => {
                        hour_prices[i] = line.rate().price();
                        rates.unpriced[i] = u32::MAX;
                    }
                    Ok(line) => {
                        rates.units[i] = per_count(&line, card.places).unwrap_or_default();
                        rates.unpriced[i] = if card.minimum(meter) == 0 { 0 } else { u32::MAX };
                    }
                    Err(_) => rates.unpriced[i] = u32::MAX,
                }
            }
            levels.push(rates);
        }
        let window = card.window.as_ref().filter(|_| strictness == Strictness::Planned);
        Ok(Compiled {
            card,
            strictness,
            waived: chosen.waives_tiers(),
            not_in_tier: chosen.not_in_tier(),
            levels,
            most: window.map_or(u64::MAX, |w| u64::from(w.tokens)),
            hour_prices,
        })
    }

    /// Everything but plain tokens and calls.
    #[cold]
    fn slow(&self, usage: &Usage, level: usize) -> Result<i128, Unpriced> {
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
        let units = self.levels.get(level).map_or(0, |rates| rates.units[meter.index()]);
        Ok(i128::from(count) * i128::from(units))
    }
}

fn per_count(line: &LineItem, places: u32) -> Option<u64> {
    let down = if line.meter().unit() == Unit::Kcall { 3 } else { 6 };
    let units = exact::at_scale(line.rate().price(), places.checked_sub(down)?)?;
    u64::try_from(units).ok()
}
