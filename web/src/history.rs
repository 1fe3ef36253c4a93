//! The prices of a model, from its first day on.

use crate::plan::Place;
use tokentoll::book::Confidence;
use tokentoll::core::Rate;
use tokentoll::{Day, Meter, PriceBook};

/// A stretch of days with one price.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Its first day.
    pub from: Day,
    /// Whether the day of the request lies in it.
    pub in_force: bool,
    /// Whether it lies in the future.
    pub announced: bool,
    /// What was asked; `None` where no price is known.
    pub asked: Option<Asked>,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The rate of fresh input.
    pub input: Option<Rate>,
    /// The rate of output.
    pub output: Option<Rate>,
    /// The thresholds of its steps.
    pub steps: Vec<u32>,
    /// The longest prompt.
    pub window: Option<u32>,
    /// Where that is from.
    pub source: String,
    /// When it was last compared with that.
    pub checked: Day,
    /// How sure it is.
    pub confidence: Confidence,
}

/// The history of a model's prices, newest first. Stretches in which only options or fees changed are one.
pub fn of(book: &PriceBook, place: &Place, today: Day) -> Vec<Period> {
    let Some(found) = place.find(book) else { return Vec::new() };
    let mut periods: Vec<Period> = Vec::new();
    for (from, listing) in found.model.listings() {
        let asked = listing.map(|listing| {
            let (card, origin) = (listing.card(), listing.price());
            Asked {
                input: card.rates().of(Meter::Input),
                output: card.rates().of(Meter::Output),
                steps: card
                    .tiers()
                    .map_or_else(Vec::new, |t| t.tiers().iter().map(|t| t.threshold()).collect()),
                window: card.window().map(|window| window.tokens),
                source: origin.source.clone(),
                checked: origin.checked,
                confidence: origin.confidence,
            }
        });
        if periods.last().is_none_or(|last| last.asked != asked) {
            periods.push(Period { from, in_force: false, announced: from > today, asked });
        }
    }
    if let Some(period) = periods.iter_mut().rfind(|period| period.from <= place.day) {
        period.in_force = true;
    }
    periods.reverse();
    periods
}

/// Days between two days, for telling how old a check is.
pub fn days_between(from: Day, to: Day) -> i64 {
    number(to) - number(from)
}

/// Days since an arbitrary day, after Howard Hinnant's `days_from_civil`.
fn number(day: Day) -> i64 {
    let text = day.to_string();
    let mut parts = text.split('-').map(|part| part.parse().unwrap_or(0_i64));
    let mut next = || parts.next().unwrap_or(0);
    let (year, month, day) = (next(), next(), next());
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokentoll::Terms;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn newest_first_with_the_one_in_force() {
        let on = day("2026-02-20");
        let place = Place {
            seller: "anthropic".into(),
            model: "claude-opus-4-6".into(),
            day: on,
            terms: Terms::default(),
        };
        let periods = of(PriceBook::embedded(), &place, day("2026-03-01"));
        let shown: Vec<_> = periods.iter().map(|p| (p.from.to_string(), p.in_force, p.announced)).collect();
        assert_eq!(shown, [("2026-03-13".into(), false, true), ("2026-02-05".to_owned(), true, false)]);
        assert_eq!(periods[1].asked.as_ref().unwrap().steps, [200_000]);
        assert!(periods[0].asked.as_ref().unwrap().steps.is_empty());
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        assert_eq!(days_between(day("2026-11-25"), day("2026-11-25")), 0);
        assert_eq!(days_between(day("2026-02-28"), day("2026-03-01")), 1);
        assert_eq!(days_between(day("2024-02-28"), day("2024-03-01")), 2);
        assert_eq!(days_between(day("2025-11-25"), day("2026-11-25")), 365);
        assert_eq!(days_between(day("2026-12-31"), day("2026-11-30")), -31);
    }
}
