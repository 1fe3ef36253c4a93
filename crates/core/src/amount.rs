use crate::exact;
use core::fmt;
use core::str::FromStr;
use rust_decimal::Decimal;

/// An exact amount of money without a currency; the currency stands once, on the quote or the statement.
///
/// Prints plainly: no exponent, no trailing zeros.
///
/// ```
/// use tokentoll_core::Amount;
/// let a: Amount = "1.2225060".parse()?;
/// assert_eq!(a.to_string(), "1.222506");
/// assert_eq!(a.plus("0.1".parse()?).unwrap().to_string(), "1.322506");
/// # Ok::<(), tokentoll_core::NotPlain>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(Decimal::ZERO);

    /// The amount as a decimal, without trailing zeros.
    pub fn decimal(self) -> Decimal {
        self.0.normalize()
    }

    /// The exact sum; `None` where it has more digits than a decimal holds.
    pub fn plus(self, other: Amount) -> Option<Amount> {
        exact::sum(self.0, other.0).map(Amount::of)
    }

    /// The exact difference, below zero where `other` is more; `None` where it has more digits than a decimal
    /// holds.
    ///
    /// ```
    /// use tokentoll_core::Amount;
    /// let (now, then): (Amount, Amount) = ("1.4".parse()?, "0.63".parse()?);
    /// assert_eq!(then.minus(now).unwrap().to_string(), "-0.77");
    /// # Ok::<(), tokentoll_core::NotPlain>(())
    /// ```
    pub fn minus(self, other: Amount) -> Option<Decimal> {
        exact::sum(self.0, -other.0).map(|difference| difference.normalize())
    }

    /// The exact product with an exchange rate or a quantity; `None` where it has more digits than a
    /// decimal holds.
    pub fn times(self, by: Decimal) -> Option<Amount> {
        if by.is_sign_negative() { None } else { exact::product(self.0, by).map(Amount::of) }
    }

    pub(crate) const fn of(decimal: Decimal) -> Amount {
        Amount(decimal)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.decimal().fmt(f)
    }
}

impl FromStr for Amount {
    type Err = exact::NotPlain;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        exact::plain_decimal(s).map(Amount)
    }
}

impl From<Amount> for Decimal {
    fn from(amount: Amount) -> Decimal {
        amount.decimal()
    }
}
