//! Random cards, terms and usages against big integers: nothing is rounded, and the compiled card agrees.

use num_bigint::BigInt;
use proptest::prelude::*;
use tokentoll_core::*;

/// Places on which every expected amount is a whole number.
const PLACES: u32 = 40;

fn decimal(max_whole: u64, max_places: u32) -> impl Strategy<Value = String> {
    (0..=max_whole, 0..=max_places, any::<u64>()).prop_map(move |(whole, places, digits)| match places {
        0 => whole.to_string(),
        _ => format!("{whole}.{:0width$}", digits % 10u64.pow(places), width = places as usize),
    })
}

fn rates() -> impl Strategy<Value = Rates> {
    proptest::collection::vec(proptest::option::weighted(0.9, decimal(999, 6)), 8).prop_map(|prices| {
        let tokens = Meter::ALL.into_iter().filter(|m| m.is_tokens());
        tokens.zip(prices).fold(Rates::new(), |rates, (meter, price)| match price {
            Some(price) => rates.with(meter, format!("{price}/Mtok").parse().unwrap()).unwrap(),
            None => rates,
        })
    })
}

/// Rates of a tier: those of the base times a whole number and a bit.
fn raised(base: &Rates, by: u64) -> Rates {
    base.iter().fold(Rates::new(), |rates, (meter, rate)| {
        let price = rate.price() * rust_decimal::Decimal::from(by);
        rates.with(meter, Rate::new(price, Unit::Mtok).unwrap()).unwrap()
    })
}

fn terms() -> impl Strategy<Value = Terms> {
    (0..ServiceTier::ALL.len(), 0..Speed::ALL.len(), 0..InferenceGeo::ALL.len(), 0..Endpoint::ALL.len())
        .prop_map(|(tier, speed, geo, endpoint)| Terms {
            service_tier: ServiceTier::ALL[tier],
            speed: Speed::ALL[speed],
            inference_geo: InferenceGeo::ALL[geo],
            endpoint: Endpoint::ALL[endpoint],
        })
}

fn scope() -> impl Strategy<Value = TierScope> {
    prop_oneof![
        Just(TierScope::Volume),
        Just(TierScope::Graduated(OutputRule::Whole)),
        Just(TierScope::Graduated(OutputRule::Standard)),
        Just(TierScope::Graduated(OutputRule::Proportional)),
    ]
}

prop_compose! {
    fn maybe_card()(
        base in rates(),
        factors in proptest::collection::vec(decimal(9, 1), TermOption::ALL.len()),
        thresholds in proptest::collection::btree_set(1u32..400_000, 0..3),
        scope in scope(),
        inclusive in any::<bool>(),
        window in proptest::option::of(100_000u32..1_000_000),
    ) -> Option<RateCard> {
        let mut card = RateCard::builder(Currency::Usd, base
            .with(Meter::WebSearch, "10.0001/Kcall".parse().unwrap()).unwrap()
            .with(Meter::SessionMs, "0.080000007/hour".parse().unwrap()).unwrap())
            .minimum(Meter::SessionMs, 1_000);
        for (option, factor) in TermOption::ALL.into_iter().zip(factors) {
            card = card.offer(option, Offer::Offered(OptionTerms::times(factor.parse().unwrap())));
        }
        if !thresholds.is_empty() {
            let tiers = thresholds.into_iter().zip(2u64..).map(|(at, by)| Tier::new(at, raised(&base, by))).collect();
            let comparison = if inclusive { Comparison::AtLeast } else { Comparison::Above };
            card = card.tiers(match scope {
                TierScope::Volume => Tiers::volume(comparison, MeterSet::PROMPT, tiers).unwrap(),
                TierScope::Graduated(rule) => Tiers::graduated(comparison, MeterSet::PROMPT, rule, tiers).unwrap(),
            });
        }
        if let Some(tokens) = window {
            card = card.window(Window { tokens, beyond: "shorter".into() });
        }
        card.build().ok()
    }
}

fn card() -> impl Strategy<Value = RateCard> {
    maybe_card().prop_filter_map("too precise to be exact", |card| card)
}

fn usage() -> impl Strategy<Value = Usage> {
    let count = prop_oneof![Just(0u32), 0u32..5, 0u32..300_000, any::<u32>(), Just(u32::MAX)];
    proptest::collection::vec(count, Meter::COUNT)
        .prop_map(|counts| Meter::ALL.into_iter().zip(counts).fold(Usage::new(), |u, (m, n)| u.with(m, n)))
}

/// A plain decimal as a whole number of `10^-PLACES`.
fn units(text: &str) -> BigInt {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<width$}", width = PLACES as usize).parse().unwrap()
}

/// The amount of a line by big integers, from its count, list rate and adjustments.
fn by_hand(line: &LineItem) -> BigInt {
    let mut rate = units(&line.list_rate().price().to_string());
    for adjustment in line.adjustments() {
        rate = match adjustment.change {
            Change::Becomes(becomes) => units(&becomes.price().to_string()),
            Change::Times(factor) => rate * units(&factor.to_string()) / BigInt::from(10).pow(PLACES),
        };
    }
    let (amount, unit) = (rate * BigInt::from(line.billed()), BigInt::from(line.rate().unit().counts()));
    if line.rate().unit() != Unit::Hour {
        return amount / unit;
    }
    // Half to even at the twelfth place.
    let unit = unit * BigInt::from(10).pow(PLACES - 12);
    let (low, rest) = (&amount / &unit, &amount % &unit);
    let up = match (&rest * 2u8).cmp(&unit) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => u8::from(low.bit(0)),
        std::cmp::Ordering::Greater => 1,
    };
    (low + up) * BigInt::from(10).pow(PLACES - 12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn quotes_are_exact_and_compiled_cards_agree(card in card(), usage in usage(), terms in terms()) {
        for (planned, compiled) in [
            (card.quote(&usage, &terms), card.compile_quotes(&terms)),
            (card.bill(&usage, &terms), card.compile_bills(&terms)),
        ] {
            match planned {
                Ok(quote) => {
                    let expected: BigInt = quote.lines().iter().map(by_hand).sum();
                    prop_assert_eq!(units(&quote.total().to_string()), expected);
                    for line in quote.lines() {
                        prop_assert_eq!(units(&line.amount().to_string()), by_hand(line));
                    }
                    let lines: u64 = quote.lines().iter().map(|l| u64::from(l.count())).sum();
                    prop_assert_eq!(lines, usage.iter().map(|(_, n)| u64::from(n)).sum::<u64>(), "every count once");
                    prop_assert_eq!(compiled.unwrap().total(&usage).unwrap(), quote.total());
                }
                Err(unpriced) => prop_assert_eq!(compiled.and_then(|c| c.total(&usage)), Err(unpriced)),
            }
        }
    }

    #[test]
    fn one_token_more_never_costs_less_below_the_tiers_and_in_graduated_scope(
        card in card(), usage in usage(), more in 1u32..1_000,
    ) {
        let graduated = card.tiers().is_none_or(|t| t.scope() != TierScope::Volume);
        let longer = usage.with(Meter::Input, usage.of(Meter::Input).saturating_add(more));
        if let (true, Ok(short), Ok(long)) = (graduated, card.bill(&usage, &Terms::default()), card.bill(&longer, &Terms::default())) {
            let proportional = card.tiers().is_some_and(|t| t.scope() == TierScope::Graduated(OutputRule::Proportional));
            prop_assert!(proportional || long.total() >= short.total());
        }
    }
}
