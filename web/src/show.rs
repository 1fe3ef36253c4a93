//! Money, counts and rates as the page shows them: exact, without a float on the way.

use crate::text::Lang;
use rust_decimal::Decimal;
use tokentoll::core::Grouped;
use tokentoll::{Amount, Currency};

/// An exact amount with its sign, at least two places: `$1.3194`, `¥0.50`.
pub fn money(amount: Amount, currency: Currency) -> String {
    format!("{}{}", sign(currency), two_places(amount.decimal()))
}

/// The same at an axis: where it begins, there is no amount that anybody would pay.
pub fn at_axis(amount: Amount, currency: Currency) -> String {
    if amount == Amount::ZERO { "0".to_owned() } else { money(amount, currency) }
}

/// The same for the big figure: what is less than a millionth is not spelled out.
pub fn figure(amount: Amount, currency: Currency) -> String {
    let least = Decimal::new(1, 6);
    match amount.decimal() {
        small if !small.is_zero() && small < least => format!("< {}{least}", sign(currency)),
        _ => money(amount, currency),
    }
}

/// A decimal with at least two places, and not one more than it has.
pub fn two_places(decimal: Decimal) -> String {
    let mut decimal = decimal.normalize();
    if decimal.scale() < 2 {
        decimal.rescale(2);
    }
    let text = decimal.to_string();
    let (whole, places) = text.split_once('.').unwrap_or((&text, "00"));
    let whole = whole.parse().map_or(whole.to_owned(), |n: u64| Grouped(n).to_string());
    format!("{whole}.{places}")
}

/// `$` or `¥`, the same in every language.
pub const fn sign(currency: Currency) -> &'static str {
    match currency {
        Currency::Cny => "¥",
        _ => "$",
    }
}

/// A count with separators: `212,400`.
pub fn count(tokens: u32) -> String {
    Grouped(tokens.into()).to_string()
}

/// A round count in the short form of a language, others in full: `200K` and `1.05M`, `20万`, `20萬`.
pub fn short(tokens: u32, lang: Lang) -> String {
    // At most two places, and only where they are exact.
    let in_units = |unit: u32, word: &str| {
        let hundredths =
            Some(u64::from(tokens) * 100).filter(|n| n % u64::from(unit) == 0)? / u64::from(unit);
        let (whole, places) = (hundredths / 100, hundredths % 100);
        let whole = Some(Grouped(whole)).filter(|whole| whole.0 > 0)?;
        Some(match places {
            0 => format!("{whole}{word}"),
            p if p % 10 == 0 => format!("{whole}.{}{word}", p / 10),
            p => format!("{whole}.{p:02}{word}"),
        })
    };
    match lang {
        Lang::En => in_units(1_000_000, "M").or_else(|| in_units(1_000, "K").filter(|s| !s.contains('.'))),
        Lang::Hans => in_units(100_000_000, "亿").or_else(|| in_units(10_000, "万")),
        Lang::Hant => in_units(100_000_000, "億").or_else(|| in_units(10_000, "萬")),
    }
    .unwrap_or_else(|| count(tokens))
}

/// A share in percent, whole, or with one place below ten: `52 %` without its sign.
pub fn percent(part: Decimal, whole: Decimal) -> String {
    if whole.is_zero() {
        return "0".to_owned();
    }
    let percent =
        part.checked_mul(Decimal::ONE_HUNDRED).and_then(|p| p.checked_div(whole)).unwrap_or_default();
    let places = if percent < Decimal::TEN { 1 } else { 0 };
    let rounded = percent.round_dp(places).normalize();
    if rounded.is_zero() && !percent.is_zero() { "<0.1".to_owned() } else { rounded.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact_and_has_two_places() {
        let shown = |text: &str| money(text.parse().unwrap(), Currency::Usd);
        assert_eq!(shown("3.045"), "$3.045");
        assert_eq!(shown("0.5"), "$0.50");
        assert_eq!(shown("12"), "$12.00");
        assert_eq!(shown("1234567.1234567"), "$1,234,567.1234567");
        assert_eq!(money("1".parse().unwrap(), Currency::Cny), "¥1.00");
        let big = |text: &str| figure(text.parse().unwrap(), Currency::Usd);
        assert_eq!(big("0.0000009"), "< $0.000001");
        assert_eq!(big("0.000001"), "$0.000001");
        assert_eq!(big("0"), "$0.00");
        assert_eq!(at_axis(Amount::ZERO, Currency::Usd), "0");
    }

    #[test]
    fn short_counts_are_exact_or_in_full() {
        let all = |n| Lang::ALL.map(|lang| short(n, lang));
        assert_eq!(all(200_000), ["200K", "20万", "20萬"]);
        assert_eq!(all(1_000_000), ["1M", "100万", "100萬"]);
        assert_eq!(all(1_050_000), ["1.05M", "105万", "105萬"]);
        assert_eq!(all(272_000), ["272K", "27.2万", "27.2萬"]);
        assert_eq!(all(500), ["500", "500", "500"]);
        assert_eq!(all(1_048_576), ["1,048,576", "1,048,576", "1,048,576"]);
        assert_eq!(all(200_001), ["200,001", "200,001", "200,001"]);
        assert_eq!(all(0), ["0", "0", "0"]);
    }

    #[test]
    fn percents_are_rounded() {
        assert_eq!(percent(Decimal::new(6894, 4), Decimal::new(13194, 4)), "52");
        assert_eq!(percent(Decimal::ONE, Decimal::new(30, 0)), "3.3");
        assert_eq!(percent(Decimal::ONE, Decimal::ZERO), "0");
        assert_eq!(percent(Decimal::ZERO, Decimal::ONE), "0");
        assert_eq!(percent(Decimal::ONE, Decimal::from(200_001)), "<0.1");
    }
}
