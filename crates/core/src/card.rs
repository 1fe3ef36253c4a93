use crate::exact;
use crate::{Currency, Factor, Meter, Offer, OptionTerms, Rate, Rates, TermOption, Tiers, Unit};
use alloc::boxed::Box;
use core::fmt;
use rust_decimal::Decimal;

/// The prices of one model at one seller on one day: base rates, long-context tiers, options, fees, window.
///
/// A card can only be built when every quote it can give is exact: the counts and rates a card admits fit
/// a decimal without rounding.
///
/// How it is applied, per line: list rate, then the long-context tier (its rate replaces the list rate),
/// then the options in the order of [`TermOption::ALL`]. See [`RateCard::quote`] and [`RateCard::bill`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateCard {
    pub(crate) currency: Currency,
    pub(crate) base: Rates,
    pub(crate) minimums: [u32; Meter::COUNT],
    pub(crate) tiers: Option<Tiers>,
    pub(crate) offers: [Offer; TermOption::ALL.len()],
    pub(crate) window: Option<Window>,
    /// Every amount and every total of the card is a whole number of `10^-places`.
    pub(crate) places: u32,
}

/// The longest prompt that a seller accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// In tokens.
    pub tokens: u32,
    /// What to tell who exceeds it: why, and what would work.
    pub beyond: Box<str>,
}

impl RateCard {
    /// Starts a card from its base rates.
    pub fn builder(currency: Currency, base: Rates) -> RateCardBuilder {
        RateCardBuilder {
            card: RateCard {
                currency,
                base,
                minimums: [0; Meter::COUNT],
                tiers: None,
                offers: Default::default(),
                window: None,
                places: 0,
            },
        }
    }

    /// The currency of all its rates.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The rates below every tier, without options.
    pub const fn rates(&self) -> &Rates {
        &self.base
    }

    /// The long-context tiers, where there are any.
    pub const fn tiers(&self) -> Option<&Tiers> {
        self.tiers.as_ref()
    }

    /// What the seller does with an option.
    pub const fn offer(&self, option: TermOption) -> &Offer {
        &self.offers[option.index()]
    }

    /// The window, where it is known.
    pub const fn window(&self) -> Option<&Window> {
        self.window.as_ref()
    }

    /// The least count that is billed on a meter once it is used at all.
    pub const fn minimum(&self, meter: Meter) -> u32 {
        self.minimums[meter.index()]
    }
}

/// Builds a [`RateCard`].
#[derive(Clone, Debug)]
pub struct RateCardBuilder {
    card: RateCard,
}

impl RateCardBuilder {
    /// Long-context tiers.
    #[must_use]
    pub fn tiers(mut self, tiers: Tiers) -> Self {
        self.card.tiers = Some(tiers);
        self
    }

    /// What the seller does with an option. An option that is not named was never offered.
    #[must_use]
    pub fn offer(mut self, option: TermOption, offer: Offer) -> Self {
        self.card.offers[option.index()] = offer;
        self
    }

    /// The longest prompt accepted.
    #[must_use]
    pub fn window(mut self, window: Window) -> Self {
        self.card.window = Some(window);
        self
    }

    /// The least count that is billed on a meter once it is used at all.
    #[must_use]
    pub fn minimum(mut self, meter: Meter, count: u32) -> Self {
        self.card.minimums[meter.index()] = count;
        self
    }

    /// The card.
    ///
    /// # Errors
    /// [`CardError`] where a tier does not price exactly the token meters that the base rates price, where an
    /// option names a meter that does not count tokens or a rate in another unit, or where an amount could
    /// need more digits than a decimal holds.
    pub fn build(mut self) -> Result<RateCard, CardError> {
        let card = &self.card;
        for tier in card.tiers.iter().flat_map(Tiers::tiers) {
            for meter in Meter::ALL {
                let wanted = meter.is_tokens() && card.base.of(meter).is_some();
                if wanted != tier.rates.of(meter).is_some() {
                    return Err(CardError::TierRates { threshold: tier.threshold, meter });
                }
            }
        }
        for (option, terms) in offered(card) {
            let named = terms.factors.iter().map(|(m, _)| *m).chain(terms.rates.iter().map(|(m, _)| *m));
            let wrong_unit = terms.rates.iter().find(|(m, r)| r.unit() != m.unit()).map(|(m, _)| *m);
            if let Some(meter) = named.into_iter().find(|m| !m.is_tokens()).or(wrong_unit) {
                return Err(CardError::OptionMeter { option, meter });
            }
        }
        if let Some(meter) = Meter::ALL.into_iter().find(|m| m.is_tokens() && card.minimum(*m) > 0) {
            return Err(CardError::TokenMinimum { meter });
        }
        self.card.places = places(card);
        if self.card.places > Decimal::MAX_SCALE || fits(&self.card).is_none() {
            return Err(CardError::TooPrecise);
        }
        Ok(self.card)
    }
}

/// Why a card cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardError {
    /// A tier prices a meter that has no base rate, or leaves one out that has.
    TierRates {
        /// The tier.
        threshold: u32,
        /// The meter.
        meter: Meter,
    },
    /// An option names a meter that does not count tokens, or a rate in another unit than its meter's.
    OptionMeter {
        /// The option.
        option: TermOption,
        /// The meter.
        meter: Meter,
    },
    /// A meter that counts tokens has a minimum: tiers may split its count over several lines.
    TokenMinimum {
        /// The meter.
        meter: Meter,
    },
    /// An amount could need more digits than a decimal holds: rates or factors are too large or have too many places.
    TooPrecise,
}

impl fmt::Display for CardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CardError::TierRates { threshold, meter } => write!(
                f,
                "the tier at {threshold} and the base rates must price the same token meters, and `{meter}` stands in one only"
            ),
            CardError::OptionMeter { option, meter } => {
                write!(
                    f,
                    "option `{option}` names `{meter}`: expected meters that count tokens, with rates per Mtok"
                )
            }
            CardError::TokenMinimum { meter } => {
                write!(
                    f,
                    "`{meter}` counts tokens and has a minimum: expected minimums of calls and hours only"
                )
            }
            CardError::TooPrecise => f.write_str("rates and factors have too many digits for exact amounts"),
        }
    }
}

impl core::error::Error for CardError {}

/// Fees by the hour are the only amounts that are rounded, to this many places.
pub(crate) const HOUR_PLACES: u32 = 12;

/// Options that exclude each other because one field of [`crate::Terms`] holds them.
const FIELDS: [&[TermOption]; 4] = [
    &[TermOption::Fast],
    &[TermOption::Priority, TermOption::Flex, TermOption::Batch],
    &[TermOption::UsOnly],
    &[TermOption::Regional, TermOption::MultiRegion, TermOption::Govcloud],
];

/// Every set of terms that can reach a rate, with its option.
fn offered(card: &RateCard) -> impl Iterator<Item = (TermOption, &OptionTerms)> {
    TermOption::ALL.into_iter().filter_map(|option| match card.offer(option) {
        Offer::Offered(terms) | Offer::Refused { nearest: Some(terms), .. } => Some((option, terms)),
        _ => None,
    })
}

fn field_terms<'c>(
    card: &'c RateCard,
    field: &'static [TermOption],
) -> impl Iterator<Item = &'c OptionTerms> {
    offered(card).filter(move |(option, _)| field.contains(option)).map(|(_, terms)| terms)
}

fn factors(terms: &OptionTerms) -> impl Iterator<Item = Factor> + '_ {
    core::iter::once(terms.factor).chain(terms.factors.iter().map(|(_, f)| *f))
}

/// Every rate that a line of the meter can start from.
fn written_rates(card: &RateCard, meter: Meter) -> impl Iterator<Item = Rate> + '_ {
    let tiers = card.tiers.iter().flat_map(Tiers::tiers).filter_map(move |t| t.rates.of(meter));
    let options = offered(card).filter_map(move |(_, terms)| terms.rate_of(meter));
    card.base.of(meter).into_iter().chain(tiers).chain(options)
}

fn written_places(card: &RateCard, unit: Unit) -> u32 {
    Meter::ALL
        .into_iter()
        .filter(|m| m.unit() == unit)
        .flat_map(|m| written_rates(card, m))
        .map(|r| r.price().scale())
        .max()
        .unwrap_or(0)
}

/// The least number of places on which every amount of the card is a whole number.
fn places(card: &RateCard) -> u32 {
    let factor_places = |field| field_terms(card, field).flat_map(factors).map(|f| f.decimal().scale()).max();
    let option_places: u32 = FIELDS.into_iter().filter_map(factor_places).sum();
    let tokens = written_places(card, Unit::Mtok) + option_places + 6;
    let calls = written_places(card, Unit::Kcall) + 3;
    let hours = if card.base.iter().any(|(m, _)| m.unit() == Unit::Hour) { HOUR_PLACES } else { 0 };
    tokens.max(calls).max(hours)
}

/// Proves that no total of the card can need more than 96 bits: one count on every meter costs less than
/// 2^64 in units of `10^-places`, and counts are below 2^32.
fn fits(card: &RateCard) -> Option<u64> {
    let mut factor = Decimal::ONE;
    for field in FIELDS {
        let most = field_terms(card, field).flat_map(factors).map(Factor::decimal).max();
        factor = exact::product(factor, most.unwrap_or(Decimal::ONE).max(Decimal::ONE))?;
    }
    let mut sum: u64 = 0;
    for meter in Meter::ALL {
        let Some(rate) = written_rates(card, meter).map(Rate::price).max() else { continue };
        let (rate, places) = match meter.unit() {
            Unit::Mtok => (exact::product(rate, factor)?, card.places.checked_sub(6)?),
            Unit::Kcall => (rate, card.places.checked_sub(3)?),
            Unit::Hour => (rate, card.places.checked_sub(6)?),
        };
        let units = exact::at_scale(rate.normalize(), places.max(rate.normalize().scale()))?;
        sum = sum.checked_add(u64::try_from(units).ok()?)?;
    }
    Some(sum)
}
