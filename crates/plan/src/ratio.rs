//! The same text in the tokens of another tokenizer: ratios that the caller gives.

use crate::{PlanError, Range};
use std::collections::BTreeMap;
use std::fmt;
use tokentoll_core::{Meter, Usage};

/// A fraction of two whole numbers, for token counts; no money is computed with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    numerator: u32,
    denominator: u32,
}

impl Fraction {
    /// The same count.
    pub const ONE: Fraction = Fraction { numerator: 1, denominator: 1 };

    /// A fraction above zero.
    pub const fn new(numerator: u32, denominator: u32) -> Option<Fraction> {
        if numerator == 0 || denominator == 0 { None } else { Some(Fraction { numerator, denominator }) }
    }

    /// Reads a plain decimal above 0 and at most 1,000, with at most six places: `1.3`.
    pub fn read(text: &str) -> Option<Fraction> {
        let decimal = tokentoll_core::plain_decimal(text).ok()?;
        let denominator = 10u32.checked_pow(decimal.scale()).filter(|d| *d <= 1_000_000)?;
        let numerator = u32::try_from(decimal.mantissa()).ok()?;
        if u64::from(numerator) > 1_000 * u64::from(denominator) {
            return None;
        }
        Fraction::new(numerator, denominator)
    }

    /// The other way round.
    #[must_use]
    pub const fn inverse(self) -> Fraction {
        Fraction { numerator: self.denominator, denominator: self.numerator }
    }

    fn is_at_most(self, other: Fraction) -> bool {
        u64::from(self.numerator) * u64::from(other.denominator)
            <= u64::from(other.numerator) * u64::from(self.denominator)
    }

    fn of(self, count: u32, round: Round) -> Option<u32> {
        let (n, d) = (u64::from(self.numerator), u64::from(self.denominator));
        let product = u64::from(count) * n;
        let scaled = match round {
            Round::Down => product / d,
            Round::Nearest => (product + d / 2) / d,
            Round::Up => product.div_ceil(d),
        };
        u32::try_from(scaled).ok()
    }
}

#[derive(Clone, Copy)]
enum Round {
    Down,
    Nearest,
    Up,
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thousandths = (u64::from(self.numerator) * 1_000 + u64::from(self.denominator) / 2)
            / u64::from(self.denominator);
        let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// How many tokens of another tokenizer one token becomes: the least, the likely and the most.
///
/// ```
/// use tokentoll_plan::{Fraction, Ratio};
/// let read = |text| Fraction::read(text).unwrap();
/// let newer = Ratio::new(read("1"), read("1.3"), read("1.35"))?;
/// assert_eq!(newer.range(100_000)?, tokentoll_plan::Range::new(100_000, 130_000, 135_000)?);
/// assert_eq!(newer.inverse().range(130_000)?.likely(), 100_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    low: Fraction,
    likely: Fraction,
    high: Fraction,
}

/// Ratios that do not rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRatio;

impl fmt::Display for BadRatio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected three ratios that rise, each above 0 and at most 1000, with at most six places")
    }
}

impl std::error::Error for BadRatio {}

impl Ratio {
    /// The same tokenizer.
    pub const ONE: Ratio = Ratio { low: Fraction::ONE, likely: Fraction::ONE, high: Fraction::ONE };

    /// A ratio with its range.
    ///
    /// # Errors
    /// [`BadRatio`] where the three do not rise.
    pub fn new(low: Fraction, likely: Fraction, high: Fraction) -> Result<Ratio, BadRatio> {
        if low.is_at_most(likely) && likely.is_at_most(high) {
            Ok(Ratio { low, likely, high })
        } else {
            Err(BadRatio)
        }
    }

    /// The likely ratio.
    pub const fn likely(self) -> Fraction {
        self.likely
    }

    /// The way back.
    #[must_use]
    pub const fn inverse(self) -> Ratio {
        Ratio { low: self.high.inverse(), likely: self.likely.inverse(), high: self.low.inverse() }
    }

    /// A count in the other tokenizer: the ends rounded outwards, the likely one to the nearest.
    ///
    /// # Errors
    /// [`PlanError::TooMany`].
    pub fn range(self, count: u32) -> Result<Range, PlanError> {
        let of = |fraction: Fraction, round| fraction.of(count, round).ok_or(PlanError::TooMany);
        let low = of(self.low, Round::Down)?;
        let likely = of(self.likely, Round::Nearest)?;
        let high = of(self.high, Round::Up)?;
        Range::new(low, likely, high).map_err(|e| PlanError::Bad { what: "ratio", message: e.to_string() })
    }

    /// A usage in the other tokenizer, at the low, the likely and the high end; calls and hours stay.
    ///
    /// # Errors
    /// [`PlanError::TooMany`].
    pub fn usages(self, usage: &Usage) -> Result<[Usage; 3], PlanError> {
        if self == Ratio::ONE {
            return Ok([*usage; 3]);
        }
        let mut scaled = [*usage; 3];
        for (meter, count) in usage.iter().filter(|(meter, _)| is_text(*meter)) {
            let range = self.range(count)?;
            scaled[0] = scaled[0].with(meter, range.low());
            scaled[1] = scaled[1].with(meter, range.likely());
            scaled[2] = scaled[2].with(meter, range.high());
        }
        Ok(scaled)
    }
}

/// Audio and image tokens are no text.
const fn is_text(meter: Meter) -> bool {
    meter.is_tokens() && !matches!(meter, Meter::InputAudio | Meter::OutputAudio | Meter::OutputImage)
}

/// Ratios from the tokenizer family of a request to others.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Ratios {
    to: BTreeMap<String, Ratio>,
}

impl Ratios {
    /// None known.
    pub fn new() -> Ratios {
        Ratios::default()
    }

    /// The same with one more.
    #[must_use]
    pub fn with(mut self, family: impl Into<String>, ratio: Ratio) -> Ratios {
        self.to.insert(family.into(), ratio);
        self
    }

    /// The ratio from one family to another; `None` where nobody told it. Models without a family count
    /// with a tokenizer that nobody knows.
    pub fn between(&self, from: Option<&str>, to: Option<&str>) -> Option<Ratio> {
        match (from, to) {
            (Some(from), Some(to)) if from == to => Some(Ratio::ONE),
            (_, Some(to)) => self.to.get(to).copied(),
            _ => None,
        }
    }
}
