//! What a list says about one model, and how a seller file says the same.

use super::json::{exact, plain};
use crate::data::{LongContext, OptionEntry, PriceEntry, TierEntry};
use crate::{Day, UniqueMap};
use std::collections::BTreeMap;
use tokentoll_core::Meter;

/// A price per million tokens, in billionths of the currency: at most 1,000,000, exact to nine places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Price(u64);

/// A factor in ten-thousandths, at most 1,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Factor(u64);

/// Prices by token meter.
pub(super) type Prices = BTreeMap<Meter, Price>;

/// Base prices, and those of long prompts by threshold; as a list states them, or completed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) base: Prices,
    pub(super) tiers: BTreeMap<u32, Prices>,
}

/// What an entry says besides its prices.
pub(super) struct Terms<'a> {
    /// The key of the source and what is told about where the entry comes from.
    pub(super) source: &'a str,
    pub(super) note: String,
    pub(super) from: Day,
    pub(super) checked: Day,
}

impl Price {
    /// Reads a price per token (`2.5e-06`).
    pub(super) fn per_token(text: &str) -> Result<Price, String> {
        exact(text, 6, 9, 1_000_000).map(Price)
    }

    /// Reads a price per million tokens (`2.5`).
    pub(super) fn per_million(text: &str) -> Result<Price, String> {
        exact(text, 0, 9, 1_000_000).map(Price)
    }

    pub(super) fn is_zero(self) -> bool {
        self.0 == 0
    }

    fn rate(self) -> String {
        format!("{}/Mtok", plain(self.0, 9))
    }

    /// What `base` is multiplied with to get this price, where four places say it.
    fn over(self, base: Price) -> Option<Factor> {
        let scaled = self.0.checked_mul(10_000)?;
        let factor = scaled.checked_div(base.0)?;
        (factor.checked_mul(base.0)? == scaled && factor <= 10_000_000).then_some(Factor(factor))
    }
}

impl Factor {
    /// Reads a multiplier (`1.1`).
    pub(super) fn read(text: &str) -> Result<Factor, String> {
        exact(text, 0, 4, 1_000).map(Factor)
    }

    fn text(self) -> String {
        plain(self.0, 4)
    }
}

impl Card {
    /// The same with every tier complete: a meter without a price of its own in a tier keeps the one of
    /// the tier below. Refused: no price of input or output, and a tier price without a base price.
    pub(super) fn completed(mut self) -> Result<Card, String> {
        for meter in [Meter::Input, Meter::Output] {
            if !self.base.contains_key(&meter) {
                return Err(format!("no price of `{meter}` tokens"));
            }
        }
        let mut below = self.base.clone();
        for (threshold, own) in &mut self.tiers {
            if let Some(meter) = own.keys().find(|m| !self.base.contains_key(m)) {
                return Err(format!("a price of `{meter}` above {threshold} tokens, but none below"));
            }
            below.append(own);
            own.clone_from(&below);
        }
        // A tier that changes nothing is none.
        let base = &self.base;
        let mut last = base.clone();
        self.tiers.retain(|_, prices| std::mem::replace(&mut last, prices.clone()) != *prices);
        Ok(self)
    }

    /// The price entry of a completed card.
    pub(super) fn entry(&self, comparison: &str, tiers_note: &str, terms: &Terms<'_>) -> PriceEntry {
        let tiers: Vec<_> = self
            .tiers
            .iter()
            .map(|(threshold, prices)| TierEntry { threshold: *threshold, rates: rates(prices) })
            .collect();
        let counts = self.base.keys().filter(|m| m.is_prompt()).map(|m| m.name().to_owned());
        let long_context = (!tiers.is_empty()).then(|| LongContext {
            counts: counts.collect(),
            comparison: comparison.to_owned(),
            scope: "volume".to_owned(),
            output: None,
            tiers,
            confidence: (!tiers_note.is_empty()).then(|| "medium".to_owned()),
            note: (!tiers_note.is_empty()).then(|| tiers_note.to_owned()),
        });
        PriceEntry {
            from: terms.from.to_string(),
            source: vec![terms.source.to_owned()],
            checked: terms.checked.to_string(),
            confidence: Some("medium".to_owned()),
            note: Some(terms.note.clone()),
            rates: rates(&self.base),
            long_context,
            ..PriceEntry::default()
        }
    }

    /// The option whose prices are `stated`, on top of this completed card.
    ///
    /// A one-hour cache write without a price follows the five-minute one, and the note says so. Any
    /// other meter without a price: the option is refused. Where prices of a tier are missing, or no one
    /// factor leads to them, the option is not offered once a tier is reached.
    pub(super) fn option(&self, name: &str, stated: &Card, terms: &Terms<'_>) -> Result<OptionEntry, String> {
        let mut stated = stated.clone();
        if let Some((threshold, _)) = stated.tiers.iter().find(|(t, _)| !self.tiers.contains_key(t)) {
            return Err(format!("it has a price above {threshold} tokens where the standard price has none"));
        }
        let assumed = self.follow_short_writes(&mut stated);
        if let Some(meter) = self.base.keys().find(|m| !stated.base.contains_key(m)) {
            return Err(format!("it has no price of `{meter}`"));
        }
        if let Some(meter) = stated.base.keys().find(|m| !self.base.contains_key(m)) {
            return Err(format!("it has a price of `{meter}`, which has no standard price"));
        }
        let of_tiers = self.tier_factors(&stated);
        let (mut factors, mut published) = (BTreeMap::new(), Prices::new());
        for (meter, standard) in &self.base {
            let Some(price) = stated.base.get(meter) else { continue };
            let of_tiers = of_tiers.as_ref().and_then(|factors| factors.get(meter)).copied();
            let factor = of_tiers.or_else(|| price.over(*standard));
            if let Some(factor) = factor {
                factors.insert(*meter, factor);
            }
            let free = standard.is_zero() && price.is_zero();
            if !free && factor.is_none_or(|f| price.over(*standard) != Some(f)) {
                published.insert(*meter, *price);
            }
        }
        let common =
            factors.get(&Meter::Input).or(factors.get(&Meter::Output)).copied().unwrap_or(Factor(10_000));
        let mut entry = times(name, common, terms);
        entry.factors = factors
            .iter()
            .filter(|(_, factor)| **factor != common)
            .map(|(meter, factor)| (meter.name().to_owned(), factor.text()))
            .collect();
        entry.rates = rates(&published);
        let mut note = terms.note.clone();
        if assumed {
            note.push_str(" It states no price of one-hour cache writes with this option: they are taken to change as five-minute ones do.");
        }
        if of_tiers.is_none() {
            entry.long_context = Some("not_offered".to_owned());
            note.push_str(
                " It states no long-context prices with this option, or none that one factor leads to.",
            );
        }
        entry.note = Some(note);
        Ok(entry)
    }

    /// Gives one-hour writes the factor of five-minute ones; whether any had to be given.
    fn follow_short_writes(&self, stated: &mut Card) -> bool {
        let (short, long) = (Meter::CacheWrite5m, Meter::CacheWrite1h);
        let follow = |standard: &Prices, stated: &mut Prices| {
            let factor = stated.get(&short).zip(standard.get(&short)).and_then(|(p, s)| p.over(*s));
            let scaled = factor.zip(standard.get(&long)).and_then(|(f, s)| s.0.checked_mul(f.0));
            let exact = scaled.filter(|n| n % 10_000 == 0).and_then(|n| n.checked_div(10_000));
            match exact {
                Some(price) if !stated.contains_key(&long) => stated.insert(long, Price(price)).is_none(),
                _ => false,
            }
        };
        let mut followed = follow(&self.base, &mut stated.base);
        for (threshold, standard) in &self.tiers {
            if let Some(stated) = stated.tiers.get_mut(threshold) {
                followed |= follow(standard, stated);
            }
        }
        followed
    }

    /// The one factor of each meter in all tiers, where nothing is missing; without tiers there are none.
    fn tier_factors(&self, stated: &Card) -> Option<BTreeMap<Meter, Factor>> {
        let mut factors = BTreeMap::new();
        for (threshold, prices) in &self.tiers {
            let own = stated.tiers.get(threshold);
            for (meter, standard) in prices {
                let unchanged = self.base.get(meter) == Some(standard);
                let price =
                    own.and_then(|o| o.get(meter)).or(stated.base.get(meter).filter(|_| unchanged))?;
                if price.is_zero() && standard.is_zero() {
                    continue;
                }
                let factor = price.over(*standard)?;
                if *factors.entry(*meter).or_insert(factor) != factor {
                    return None;
                }
            }
        }
        Some(factors)
    }
}

/// An option that multiplies every token meter.
pub(super) fn times(name: &str, factor: Factor, terms: &Terms<'_>) -> OptionEntry {
    // Service tiers and the fast mode exclude each other wherever a list names them.
    let not_with: &[&str] = match name {
        "priority" => &["batch", "flex"],
        "flex" => &["batch"],
        "fast" => &["batch", "priority", "flex"],
        _ => &[],
    };
    OptionEntry {
        from: terms.from.to_string(),
        source: vec![terms.source.to_owned()],
        checked: terms.checked.to_string(),
        confidence: Some("medium".to_owned()),
        note: Some(terms.note.clone()),
        offer: "offered".to_owned(),
        factor: Some(factor.text()),
        not_with: not_with.iter().map(|&option| option.to_owned()).collect(),
        ..OptionEntry::default()
    }
}

fn rates(prices: &Prices) -> UniqueMap<String> {
    prices.iter().map(|(meter, price)| (meter.name().to_owned(), price.rate())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Meter::{CacheRead, CacheWrite1h, CacheWrite5m, Input, Output};

    fn prices(of: &[(Meter, &str)]) -> Prices {
        of.iter().map(|(meter, price)| (*meter, Price::per_million(price).unwrap())).collect()
    }

    fn option(card: &Card, stated: &Card) -> Result<String, String> {
        let day = Day::new(2026, 11, 20).unwrap();
        let terms = Terms { source: "s", note: "N.".to_owned(), from: day, checked: day };
        let entry = card.option("batch", stated, &terms)?;
        let maps = serde_json::to_string(&(&entry.factors, &entry.rates)).unwrap();
        let assumed = entry.note.is_some_and(|note| note.contains("one-hour"));
        Ok(format!("{} {maps} {:?} {assumed}", entry.factor.unwrap_or_default(), entry.long_context))
    }

    #[test]
    fn tiers_are_completed_and_checked() {
        let base = prices(&[(Input, "1"), (Output, "2"), (CacheRead, "0.1")]);
        let tiers =
            [(300, prices(&[(Output, "4")])), (200, prices(&[(Input, "2")])), (400, prices(&[(Input, "2")]))];
        let card = Card { base: base.clone(), tiers: tiers.into() }.completed().unwrap();
        assert_eq!(
            card.tiers.keys().copied().collect::<Vec<_>>(),
            [200, 300],
            "the tier of 400 changes nothing"
        );
        assert_eq!(card.tiers[&300], prices(&[(Input, "2"), (Output, "4"), (CacheRead, "0.1")]));
        let no_base = Card { base, tiers: [(200, prices(&[(CacheWrite5m, "2")]))].into() };
        assert!(
            no_base.completed().unwrap_err().contains("`cache_write_5m` above 200 tokens, but none below")
        );
        let no_output = Card { base: prices(&[(Input, "1")]), ..Card::default() };
        assert!(no_output.completed().unwrap_err().contains("no price of `output`"));
    }

    #[test]
    fn options_are_factors_where_they_can_be_and_published_rates_where_not() {
        let base = prices(&[(Input, "2.5"), (CacheRead, "0.25"), (Output, "15")]);
        let flat = Card { base: base.clone(), ..Card::default() };
        let tier = prices(&[(Input, "5"), (CacheRead, "0.5"), (Output, "22.5")]);
        let tiered = Card { base, tiers: [(272_000, tier)].into() };
        let stated = |input, cached, output| Card {
            base: prices(&[(Input, input), (CacheRead, cached), (Output, output)]),
            ..Card::default()
        };
        let half = stated("1.25", "0.125", "7.5");
        assert_eq!(option(&flat, &half).unwrap(), r#"0.5 [{},{}] None false"#);
        assert_eq!(option(&tiered, &half).unwrap(), r#"0.5 [{},{}] Some("not_offered") false"#);
        assert_eq!(
            option(&flat, &stated("1.25", "0.25", "7.5")).unwrap(),
            r#"0.5 [{"cache_read":"1"},{}] None false"#
        );
        // 1/3 is no factor of four places, 0.13 / 0.25 is one.
        let odd = stated("1", "0.13", "5");
        assert_eq!(
            option(&flat, &odd).unwrap(),
            r#"0.4 [{"cache_read":"0.52"},{"output":"5/Mtok"}] None false"#
        );
        let mut rounded = stated("1.25", "0.13", "7.5");
        rounded.tiers.insert(272_000, prices(&[(Input, "2.5"), (CacheRead, "0.25"), (Output, "11.25")]));
        assert_eq!(option(&tiered, &rounded).unwrap(), r#"0.5 [{},{"cache_read":"0.13/Mtok"}] None false"#);
        rounded.tiers.insert(272_000, prices(&[(Input, "2.5"), (CacheRead, "0.25"), (Output, "7")]));
        assert!(option(&tiered, &rounded).unwrap().contains("not_offered"));
        rounded.tiers.insert(100, Prices::new());
        assert!(option(&tiered, &rounded).unwrap_err().contains("above 100 tokens"));
    }

    #[test]
    fn only_one_hour_writes_may_lack_a_price() {
        let base = prices(&[(Input, "3"), (Output, "15"), (CacheWrite5m, "3.75"), (CacheWrite1h, "6")]);
        let card = Card { base, ..Card::default() };
        let mut stated = Card {
            base: prices(&[(Input, "1.5"), (Output, "7.5"), (CacheWrite5m, "1.875")]),
            ..Card::default()
        };
        assert_eq!(option(&card, &stated).unwrap(), r#"0.5 [{},{}] None true"#);
        stated.base.insert(CacheRead, Price(1));
        assert!(option(&card, &stated).unwrap_err().contains("no standard price"));
        stated.base.remove(&CacheRead);
        stated.base.remove(&Output);
        assert!(option(&card, &stated).unwrap_err().contains("no price of `output`"));
    }

    #[test]
    fn free_stays_free_and_paid_instead_of_free_is_published() {
        let card = Card { base: prices(&[(Input, "1"), (Output, "0")]), ..Card::default() };
        assert_eq!(option(&card, &card).unwrap(), r#"1 [{},{}] None false"#);
        let paid = Card { base: prices(&[(Input, "1"), (Output, "3")]), ..Card::default() };
        assert_eq!(option(&card, &paid).unwrap(), r#"1 [{},{"output":"3/Mtok"}] None false"#);
    }
}
