//! Amounts as whole numbers of one scale.

use tokentoll::cards::Card;

/// Digits of an amount.
pub const PRECISION: u8 = 38;

/// Places of an amount: more than any card of the embedded book needs, and room for 10^20 of a currency.
pub const PLACES: i8 = 18;

/// The first number of more digits than an amount has.
const TOO_LARGE: i128 = 10i128.pow(PRECISION as u32);

/// Takes the amounts of one card to the common scale, without losing a digit.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scale {
    Up(i128),
    Down(i128),
}

impl Scale {
    pub(crate) fn of(card: &Card<'_>) -> Scale {
        let (places, common) = (card.places(), PLACES.unsigned_abs().into());
        match places <= common {
            true => Scale::Up(10i128.pow(common - places)),
            // A card has at most as many places as a decimal, 28.
            false => Scale::Down(10i128.pow(places - common)),
        }
    }

    /// The same amount on the common scale; `None` where it has more places or more digits.
    pub(crate) fn apply(self, units: i128) -> Option<i128> {
        let units = match self {
            Scale::Up(factor) => units.checked_mul(factor)?,
            Scale::Down(factor) if units % factor == 0 => units / factor,
            Scale::Down(_) => return None,
        };
        Some(units).filter(|units| units.abs() < TOO_LARGE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_is_lost() {
        assert_eq!(Scale::Up(1_000).apply(7), Some(7_000));
        assert_eq!(Scale::Up(10).apply(TOO_LARGE / 10), None);
        assert_eq!(Scale::Up(10).apply(i128::MAX), None);
        assert_eq!(Scale::Down(100).apply(700), Some(7));
        assert_eq!(Scale::Down(100).apply(701), None);
    }
}
