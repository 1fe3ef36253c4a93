//! Decimal arithmetic that never rounds in silence.
//!
//! `rust_decimal` rounds where a result does not fit 96 bits (`checked_mul` returns the rounded value,
//! `from_str` rounds), so everything that touches money goes through here.

use core::fmt;
use rust_decimal::Decimal;

/// Reads a plain decimal: digits, at most one point, nothing else; no sign, exponent, blank or underscore.
///
/// # Errors
/// [`NotPlain`] for any other text, and for one with more digits than a [`Decimal`] holds exactly.
///
/// ```
/// use tokentoll_core::plain_decimal;
/// assert_eq!(plain_decimal("3.75")?.to_string(), "3.75");
/// assert!(plain_decimal("1e3").is_err());
/// assert!(plain_decimal("-1").is_err());
/// # Ok::<(), tokentoll_core::NotPlain>(())
/// ```
pub fn plain_decimal(text: &str) -> Result<Decimal, NotPlain> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(NotPlain);
    }
    Decimal::from_str_exact(text).map(|d| d.normalize()).map_err(|_| NotPlain)
}

/// The text is not a plain decimal such as `0`, `12` or `3.75` of at most 28 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotPlain;

impl fmt::Display for NotPlain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected a plain decimal such as 0, 12 or 3.75 (no sign, no exponent, at most 28 digits)",
        )
    }
}

impl core::error::Error for NotPlain {}

/// The exact product, or `None` where it does not fit.
pub(crate) fn product(a: Decimal, b: Decimal) -> Option<Decimal> {
    let mantissa = a.mantissa().checked_mul(b.mantissa())?;
    scaled(mantissa, a.scale() + b.scale())
}

/// The exact sum, or `None` where it does not fit.
pub(crate) fn sum(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale().max(b.scale());
    scaled(at_scale(a, scale)?.checked_add(at_scale(b, scale)?)?, scale)
}

/// The mantissa of `d` with `scale` places, or `None` where that loses digits or does not fit.
pub(crate) fn at_scale(d: Decimal, scale: u32) -> Option<i128> {
    let up = scale.checked_sub(d.scale())?;
    d.mantissa().checked_mul(10i128.checked_pow(up)?)
}

/// `mantissa / 10^scale`, or `None` where a `Decimal` cannot hold it exactly.
pub(crate) fn scaled(mut mantissa: i128, mut scale: u32) -> Option<Decimal> {
    if scale > Decimal::MAX_SCALE || mantissa.unsigned_abs() >> 96 != 0 {
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

/// `units / 10^places` of amounts that a card proved to fit when it was built.
///
/// # Panics
/// Where the proof was wrong: a loud end, never a zero in silence.
#[inline]
pub(crate) fn proven(units: i128, places: u32) -> Decimal {
    match scaled(units, places) {
        Some(decimal) => decimal,
        None => unreachable!("a card admitted an amount of {units} at {places} places"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    #[test]
    fn plain_means_plain() {
        for good in ["0", "0.5", "007", "79228162514264337593543950335"] {
            assert!(plain_decimal(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "1e3",
            "1_000",
            " 1",
            "NaN",
            "１",
            "79228162514264337593543950336",
        ] {
            assert_eq!(plain_decimal(bad), Err(NotPlain), "{bad}");
        }
    }

    #[test]
    fn what_does_not_fit_is_none_where_the_library_rounds() {
        let third = Decimal::from_str_exact("0.3333333333333333333333333333").unwrap();
        assert_eq!(product(third, third), None);
        assert!(third.checked_mul(third).is_some(), "the library rounds here, which is why this file exists");
        assert_eq!(product(third, Decimal::TEN).unwrap().to_string(), "3.3333333333333333333333333330");
    }

    proptest! {
        #[test]
        fn product_and_sum_are_those_of_the_integers(a in 0i64.., b in 0i64.., p in 0u32..10, q in 0u32..10) {
            let (x, y) = (Decimal::new(a, p), Decimal::new(b, q));
            if let Some(z) = product(x, y) {
                prop_assert_eq!(at_scale(z, p + q), Some(i128::from(a) * i128::from(b)));
            }
            let top = p.max(q);
            let expect = i128::from(a) * 10i128.pow(top - p) + i128::from(b) * 10i128.pow(top - q);
            prop_assert_eq!(sum(x, y).and_then(|z| at_scale(z, top)), Some(expect));
        }
    }
}
