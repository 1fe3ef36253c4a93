use crate::exact::{NotPlain, plain_decimal};
use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;
use rust_decimal::Decimal;

/// What a rate is the price of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A million tokens.
    Mtok,
    /// A thousand calls.
    Kcall,
    /// An hour, counted in milliseconds.
    Hour,
}

impl Unit {
    /// The one spelling.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Mtok => "Mtok",
            Unit::Kcall => "Kcall",
            Unit::Hour => "hour",
        }
    }

    /// How many counts of a meter make one unit: a million tokens, a thousand calls, 3,600,000 milliseconds.
    pub const fn counts(self) -> u32 {
        match self {
            Unit::Mtok => 1_000_000,
            Unit::Kcall => 1_000,
            Unit::Hour => 3_600_000,
        }
    }
}

/// A price with its unit: `3/Mtok`, `10/Kcall`, `0.05/hour`. At least 0, at most 1,000,000, at most nine places.
///
/// ```
/// use tokentoll_core::{Rate, Unit};
/// let rate: Rate = "3.75/Mtok".parse()?;
/// assert_eq!((rate.unit(), rate.to_string()), (Unit::Mtok, "3.75/Mtok".to_owned()));
/// assert!("3.75".parse::<Rate>().is_err(), "a rate without its unit");
/// # Ok::<(), tokentoll_core::RateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    price: Decimal,
    unit: Unit,
}

impl Rate {
    /// The highest price.
    pub const MAX: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
    /// The most places after the point.
    pub const MAX_PLACES: u32 = 9;

    /// A price of `price` for each `unit`.
    ///
    /// # Errors
    /// [`RateError::OutOfBounds`] for a price below 0, above [`Rate::MAX`] or with more than nine places.
    pub fn new(price: Decimal, unit: Unit) -> Result<Rate, RateError> {
        let price = price.normalize();
        if price.is_sign_negative() && !price.is_zero()
            || price > Self::MAX
            || price.scale() > Self::MAX_PLACES
        {
            return Err(RateError::OutOfBounds(price));
        }
        Ok(Rate { price, unit })
    }

    /// The price of one unit, without trailing zeros.
    pub const fn price(self) -> Decimal {
        self.price
    }

    /// The unit it is the price of.
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// A rate computed from bounded parts, which may have more places than one that is written down.
    pub(crate) fn computed(price: Decimal, unit: Unit) -> Rate {
        Rate { price: price.normalize(), unit }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.price, self.unit.name())
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(s: &str) -> Result<Self, RateError> {
        let met = || RateError::NotARate(s.to_string());
        let (price, unit) = s.split_once('/').ok_or_else(met)?;
        let unit =
            [Unit::Mtok, Unit::Kcall, Unit::Hour].into_iter().find(|u| u.name() == unit).ok_or_else(met)?;
        let price = plain_decimal(price).map_err(|NotPlain| met())?;
        Rate::new(price, unit)
    }
}

/// Why a text or a number is not a rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RateError {
    /// Not of the form `3.75/Mtok`.
    NotARate(String),
    /// Below 0, above 1,000,000 or with more than nine places.
    OutOfBounds(Decimal),
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RateError::NotARate(met) => {
                write!(
                    f,
                    "`{met}` is not a rate: expected a plain decimal with its unit, such as 3.75/Mtok, 10/Kcall or 0.05/hour"
                )
            }
            RateError::OutOfBounds(met) => {
                write!(f, "a rate of {met} is out of bounds: expected 0 to 1000000 with at most 9 places")
            }
        }
    }
}

impl core::error::Error for RateError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_refuses_the_rest() {
        for good in ["0/Mtok", "0.000000001/Mtok", "1000000/Kcall", "0.05/hour"] {
            assert_eq!(good.parse::<Rate>().unwrap().to_string(), good);
        }
        for bad in [
            "3",
            "3/",
            "3/mtok",
            "-3/Mtok",
            "1e3/Mtok",
            "3 /Mtok",
            "1000000.1/Mtok",
            "0.0000000001/Mtok",
            "NaN/Mtok",
        ] {
            assert!(bad.parse::<Rate>().is_err(), "{bad}");
        }
    }
}
