use crate::{Meter, Rate, TermOption};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;
use rust_decimal::Decimal;

/// A multiplier of rates: at least 0, at most 1,000, at most four places.
///
/// ```
/// use tokentoll_core::Factor;
/// assert_eq!("0.5".parse::<Factor>()?.to_string(), "0.5");
/// assert!("1.23456".parse::<Factor>().is_err());
/// # Ok::<(), tokentoll_core::NotPlain>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Factor(Decimal);

impl Factor {
    /// Nothing is charged.
    pub const ZERO: Factor = Factor(Decimal::ZERO);

    /// Nothing changes.
    pub const ONE: Factor = Factor(Decimal::ONE);

    /// The multiplier as a decimal.
    pub const fn decimal(self) -> Decimal {
        self.0
    }
}

impl FromStr for Factor {
    type Err = crate::NotPlain;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let d = crate::plain_decimal(s)?;
        if d > Decimal::ONE_THOUSAND || d.scale() > 4 { Err(crate::NotPlain) } else { Ok(Factor(d)) }
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a seller does with an option on the day of the card.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Offer {
    /// The seller never had it.
    #[default]
    Never,
    /// It can be had, on these terms.
    Offered(OptionTerms),
    /// It is accepted and billed as if it had not been asked for.
    Ignored {
        /// Why, for the reader of the quote.
        because: Box<str>,
    },
    /// The seller answers with an error.
    Refused {
        /// Why, and what would work.
        because: Box<str>,
        /// The terms on which the nearest offered time had it: for a request that did happen.
        nearest: Option<OptionTerms>,
    },
}

/// How an option changes rates. Options touch token meters only; fees by the call or hour stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionTerms {
    /// Multiplies every token meter that has no factor of its own in `factors`.
    pub factor: Factor,
    /// Factors of single meters.
    pub factors: Vec<(Meter, Factor)>,
    /// Published prices that replace the product, where no tier is reached and no option stands before.
    pub rates: Vec<(Meter, Rate)>,
    /// What the option does to long-context tiers.
    pub under_tier: UnderTier,
    /// Options that cannot be combined with it.
    pub not_with: Vec<TermOption>,
}

impl OptionTerms {
    /// A plain multiplier of every token meter.
    pub const fn times(factor: Factor) -> Self {
        OptionTerms {
            factor,
            factors: Vec::new(),
            rates: Vec::new(),
            under_tier: UnderTier::Applies,
            not_with: Vec::new(),
        }
    }

    pub(crate) fn factor_of(&self, meter: Meter) -> Factor {
        self.factors.iter().find(|(m, _)| *m == meter).map_or(self.factor, |(_, f)| *f)
    }

    pub(crate) fn rate_of(&self, meter: Meter) -> Option<Rate> {
        self.rates.iter().find(|(m, _)| *m == meter).map(|(_, r)| *r)
    }
}

/// What an option does to long-context tiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum UnderTier {
    /// Tiers apply as usual, and the option on top of them.
    #[default]
    Applies,
    /// No tier applies: one price over the whole window.
    Waived,
    /// The option cannot be had once a tier is reached.
    NotOffered,
}
