use crate::{Amount, Currency, Quote};
use core::fmt;

/// A running total of many quotes in one currency.
///
/// ```
/// use tokentoll_core::*;
/// let card = RateCard::builder(Currency::Usd, Rates::new().with(Meter::Input, "3/Mtok".parse()?)?).build()?;
/// let mut month = Statement::new(Currency::Usd);
/// for tokens in [1_000, 2_000] {
///     month.add(&card.quote(&Usage::new().input(tokens), &Terms::default())?)?;
/// }
/// assert_eq!((month.quotes(), month.total().to_string()), (2, "0.009".to_owned()));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    currency: Currency,
    total: Amount,
    quotes: u64,
}

impl Statement {
    /// Nothing billed yet.
    pub const fn new(currency: Currency) -> Self {
        Statement { currency, total: Amount::ZERO, quotes: 0 }
    }

    /// Adds a quote.
    ///
    /// # Errors
    /// [`ForeignQuote::Currency`] for a quote in another currency, [`ForeignQuote::TooLarge`] where the total
    /// would have more digits than a decimal holds. The statement is then unchanged.
    pub fn add(&mut self, quote: &Quote) -> Result<(), ForeignQuote> {
        self.add_amount(quote.currency(), quote.total())
    }

    /// Adds the total of a quote.
    ///
    /// # Errors
    /// As [`Statement::add`].
    pub fn add_amount(&mut self, currency: Currency, amount: Amount) -> Result<(), ForeignQuote> {
        if currency != self.currency {
            return Err(ForeignQuote::Currency { statement: self.currency, quote: currency });
        }
        self.total = self.total.plus(amount).ok_or(ForeignQuote::TooLarge)?;
        self.quotes += 1;
        Ok(())
    }

    /// The currency of every quote on it.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The exact sum.
    pub const fn total(&self) -> Amount {
        self.total
    }

    /// How many quotes it holds.
    pub const fn quotes(&self) -> u64 {
        self.quotes
    }
}

/// Why a quote cannot stand on a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignQuote {
    /// It is in another currency.
    Currency {
        /// The statement's.
        statement: Currency,
        /// The quote's.
        quote: Currency,
    },
    /// The total would have more digits than a decimal holds.
    TooLarge,
}

impl fmt::Display for ForeignQuote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ForeignQuote::Currency { statement, quote } => {
                write!(
                    f,
                    "a quote in {quote} met a statement in {statement}: convert it first, at a rate you name"
                )
            }
            ForeignQuote::TooLarge => f.write_str("the total has more digits than a decimal holds"),
        }
    }
}

impl core::error::Error for ForeignQuote {}
