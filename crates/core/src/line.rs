use crate::card::HOUR_PLACES;
use crate::exact;
use crate::{Amount, Factor, Meter, Rate, Span, TermOption, Unit};
use core::fmt;
use rust_decimal::Decimal;

/// One line of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineItem {
    pub(crate) meter: Meter,
    pub(crate) count: u32,
    pub(crate) billed: u32,
    pub(crate) list_rate: Rate,
    pub(crate) adjustments: [Option<Adjustment>; MAX_ADJUSTMENTS],
    pub(crate) rate: Rate,
    pub(crate) span: Option<Span>,
}

impl LineItem {
    /// What was used.
    pub const fn meter(&self) -> Meter {
        self.meter
    }

    /// How much of it.
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// How much of it is billed: the count, or the seller's minimum where that is more.
    pub const fn billed(&self) -> u32 {
        self.billed
    }

    /// The base rate.
    pub const fn list_rate(&self) -> Rate {
        self.list_rate
    }

    /// What changed the rate, in the order in which it did.
    pub fn adjustments(&self) -> impl Iterator<Item = Adjustment> {
        self.adjustments.into_iter().flatten()
    }

    /// The rate after all adjustments.
    pub const fn rate(&self) -> Rate {
        self.rate
    }

    /// The part of the prompt that the line covers, in graduated scope.
    pub const fn span(&self) -> Option<Span> {
        self.span
    }

    /// Billed count times rate.
    pub fn amount(&self) -> Amount {
        let places = self.rate.price().scale() + 6;
        let places = if self.meter.unit() == Unit::Hour { HOUR_PLACES } else { places };
        Amount::of(exact::proven(self.units(places), places))
    }

    /// Whether the amount had to be rounded: fees by the hour, half to even at the twelfth place.
    pub fn is_rounded(&self) -> bool {
        self.meter.unit() == Unit::Hour && hours(self.billed, self.rate.price()).1
    }

    /// The amount in units of `10^-places`; the card proved that it is a whole number of them.
    pub(crate) fn units(&self, places: u32) -> i128 {
        let count = i128::from(self.billed);
        let price = self.rate.price();
        match self.meter.unit() {
            Unit::Hour => hours(self.billed, price).0 * 10i128.pow(places - HOUR_PLACES),
            Unit::Mtok => count * price.mantissa() * 10i128.pow(places - 6 - price.scale()),
            Unit::Kcall => count * price.mantissa() * 10i128.pow(places - 3 - price.scale()),
        }
    }
}

/// One change of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// What changed it.
    pub name: AdjustmentName,
    /// How.
    pub change: Change,
    /// The rate before.
    pub before: Rate,
}

impl Adjustment {
    /// The factor by which the rate changed, where an exact one of at most six places exists.
    pub fn factor(&self) -> Option<Decimal> {
        match self.change {
            Change::Times(factor) => Some(factor.decimal()),
            Change::Becomes(after) => {
                let factor = after.price().checked_div(self.before.price())?.normalize();
                let exact = exact::product(factor, self.before.price())? == after.price();
                (exact && factor.scale() <= 6).then_some(factor)
            }
        }
    }
}

/// What can change a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdjustmentName {
    /// A long-context tier.
    LongContext,
    /// An option of the terms.
    Option(TermOption),
    /// The seller does not charge the request.
    NotBilled,
}

impl AdjustmentName {
    /// The one spelling: `long_context`, the name of the option, `not_billed`.
    pub const fn name(self) -> &'static str {
        match self {
            AdjustmentName::LongContext => "long_context",
            AdjustmentName::Option(option) => option.name(),
            AdjustmentName::NotBilled => "not_billed",
        }
    }
}

impl fmt::Display for AdjustmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a rate changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is multiplied.
    Times(Factor),
    /// It is replaced by a published rate.
    Becomes(Rate),
}

/// A tier, one option of each field of the terms, and that the request is not billed.
pub(crate) const MAX_ADJUSTMENTS: usize = 6;

/// The amount of a fee by the hour in units of `10^-12`, half to even, and whether it had to be rounded.
pub(crate) fn hours(milliseconds: u32, price: Decimal) -> (i128, bool) {
    // milliseconds * price * 10^12 / 3_600_000, with the common 10^5 taken out.
    let numerator = i128::from(milliseconds) * price.mantissa() * 10i128.pow(HOUR_PLACES - 5);
    let denominator = 36 * 10i128.pow(price.scale());
    let (quotient, rest) = (numerator / denominator, numerator % denominator);
    let up = rest * 2 > denominator || rest * 2 == denominator && quotient % 2 == 1;
    (quotient + i128::from(up), rest != 0)
}
