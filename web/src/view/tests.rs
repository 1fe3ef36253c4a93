//! The checks of what the page says.

use super::*;
use crate::number;
use tokentoll::core::TermOption;
use tokentoll::{ServiceTier, Terms};

fn view(model: &str, day: &str, input: &str, output: &str) -> View {
    with_cache(model, day, input, output, 0)
}

fn with_cache(model: &str, day: &str, input: &str, output: &str, read: u32) -> View {
    let count = |text| number::read(text).unwrap().unwrap();
    let planned = Planned::new(count(input), count(output), read, 0, 0).unwrap();
    View::of(PriceBook::embedded(), &place(model, day, Terms::default()), Some(planned)).unwrap()
}

fn place(model: &str, day: &str, terms: Terms) -> Place {
    Place { seller: "anthropic".into(), model: model.into(), day: day.parse().unwrap(), terms }
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

#[test]
fn over_the_step_the_whole_request_moves() {
    let view = view("claude-sonnet-4-5", "2026-02-20", "212,400", "2000");
    assert_eq!(view.cost, Cost::Exact(amount("1.3194")));
    let Some(Verdict::Over(over)) = &view.verdict else { panic!("{:?}", view.verdict) };
    assert_eq!((over.by, over.factors), (12_400, Some((Decimal::TWO, Decimal::new(15, 1)))));
    let trim = over.trim.unwrap();
    assert_eq!((trim.to, trim.cost, trim.saves), (200_000, amount("0.63"), amount("0.6894")));
    let rows = &view.bills[0].rows;
    assert_eq!(rows[0].factors, [(AdjustmentName::LongContext, Some(Decimal::TWO))]);
    assert_eq!(rows.iter().fold(Amount::ZERO, |sum, r| sum.plus(r.amount).unwrap()), view.bills[0].total);
}

#[test]
fn at_the_step_one_token_more_is_dear() {
    let at = view("claude-sonnet-4-5", "2026-02-20", "200000", "2000");
    let Some(Verdict::At(step, adds)) = at.verdict else { panic!("{:?}", at.verdict) };
    assert_eq!((step.last, adds), (200_000, amount("0.615006")));
    let over = view("claude-sonnet-4-5", "2026-02-20", "200001", "2000");
    assert!(matches!(over.verdict, Some(Verdict::Over(_))));
    let below = view("claude-sonnet-4-5", "2026-02-20", "176,600", "2000");
    assert!(matches!(below.verdict, Some(Verdict::Below(_, 23_400))));
}

#[test]
fn cached_tokens_count_towards_the_step() {
    let view = with_cache("claude-sonnet-4-5", "2026-02-20", "200001", "0", 190_000);
    assert!(matches!(view.verdict, Some(Verdict::Over(_))));
    let read = view.bills[0].rows.iter().find(|r| r.meter == Meter::CacheRead).unwrap();
    assert_eq!((read.count, read.amount), (190_000, amount("0.114")));
}

#[test]
fn an_estimate_is_evaluated_through_the_step() {
    let view = view("claude-sonnet-4-5", "2026-02-20", "212,400 ±6%", "2000");
    let (low, high) = (amount("0.628968"), amount("1.395864"));
    assert_eq!(view.cost, Cost::Between { low, likely: amount("1.3194"), high });
    let Some(Verdict::Straddles(straddle)) = &view.verdict else { panic!("{:?}", view.verdict) };
    assert_eq!((straddle.low, straddle.high, straddle.safe_trim), (low, high, 25_144));
    assert_eq!(view.bills.len(), 2);
}

#[test]
fn an_estimate_beyond_the_window_is_priced_up_to_it() {
    let view = view("claude-haiku-4-5", "2026-11-20", "195,000 ±10,000", "1000");
    let (low, likely, high) = (amount("0.19"), amount("0.2"), amount("0.205"));
    assert_eq!(view.cost, Cost::Between { low, likely, high });
    assert!(matches!(view.limit, Some(Unpriced::OverWindow { prompt_tokens: 205_000, .. })), "{view:?}");
}

#[test]
fn an_estimate_beyond_what_an_option_allows_is_priced_up_to_it() {
    let terms = Terms { service_tier: ServiceTier::Priority, ..Terms::default() };
    let there = Place { seller: "openai".into(), ..place("gpt-5.4", "2026-11-20", terms) };
    let (input, output) = (number::read("270,000 ±10,000").unwrap().unwrap(), number::Count::exact(0));
    let view = View::of(PriceBook::embedded(), &there, Planned::new(input, output, 0, 0, 0)).unwrap();
    // 272,000 tokens at 5 per million.
    let Cost::Between { high, .. } = view.cost else { panic!("{view:?}") };
    assert_eq!(high, amount("1.36"));
    assert!(matches!(view.limit, Some(Unpriced::NotInTier { option: TermOption::Priority, .. })));
}

#[test]
fn a_step_of_the_past_is_told() {
    let flat = view("claude-sonnet-4-6", "2026-11-20", "500000", "2000");
    assert_eq!(flat.verdict, Some(Verdict::NoStep(Some("2026-03-12".parse().unwrap()))));
    assert_eq!(view("claude-opus-4-7", "2026-11-20", "5", "5").verdict, Some(Verdict::NoStep(None)));
}

#[test]
fn other_thresholds_and_factors() {
    let view = view("claude-haiku-5-5", "2026-11-20", "150000", "1000");
    let Some(Verdict::Over(over)) = &view.verdict else { panic!("{:?}", view.verdict) };
    assert_eq!((over.step.last, over.factors), (100_000, Some((Decimal::from(5), Decimal::from(5)))));
}

#[test]
fn what_would_be_refused_has_a_reason() {
    let long = view("claude-haiku-4-5", "2026-11-20", "250000", "1000");
    assert!(
        matches!(
            long.verdict,
            Some(Verdict::Unpriced(Unpriced::OverWindow { prompt_tokens: 250_000, window: 200_000, .. }))
        ),
        "{:?}",
        long.verdict
    );
    assert_eq!(long.cost, Cost::Rejected(Some(amount("0.255"))));
    assert!(long.bills.is_empty());
    let batch = Terms { service_tier: ServiceTier::Batch, ..Terms::default() };
    let there = place("claude-mythos-preview", "2026-05-01", batch);
    let planned = Planned::new(number::Count::exact(10), ZERO, 0, 0, 0);
    let refused = View::of(PriceBook::embedded(), &there, planned).unwrap();
    assert!(
        matches!(
            refused.verdict,
            Some(Verdict::Unpriced(Unpriced::NotOffered { option: TermOption::Batch, .. }))
        ),
        "{:?}",
        refused.verdict
    );
}

#[test]
fn life_and_days_without_a_price() {
    let early = view("claude-sonnet-4-6", "2025-01-01", "5", "5");
    assert_eq!(early.cost, Cost::Unknown(None));
    assert_eq!(early.verdict, Some(Verdict::NotYetPriced("2026-02-17".parse().unwrap())));
    assert_eq!(early.successor, None);
    assert_eq!(early.life, LifeOn::NotYet("2026-02-17".parse().unwrap()));
    let late = view("claude-sonnet-4-20250514", "2026-11-20", "5", "5");
    assert!(matches!(late.life, LifeOn::Retired(_)));
    let instead = ("claude-sonnet-4-6".to_owned(), "Claude Sonnet 4.6".to_owned());
    assert_eq!(late.successor, Some(instead));
    assert!(matches!(late.cost, Cost::Exact(_)));
}

#[test]
fn a_part_without_a_price_leaves_the_rest_as_the_least() {
    // The first models were sold without a cache.
    let there = place("claude-2.1", "2024-01-01", Terms::default());
    let count = number::Count::exact;
    let planned = Planned::new(count(100_000), count(1_000), 50_000, 0, 0);
    let partly = View::of(PriceBook::embedded(), &there, planned).unwrap();
    // 50,000 x 8 + 1,000 x 24 per million.
    assert_eq!(partly.cost, Cost::Unknown(Some(amount("0.424"))));
    let read = Unpriced::NoRate { meter: Meter::CacheRead };
    assert_eq!(partly.verdict, Some(Verdict::Unpriced(read)));
    let [bill] = &*partly.bills else { panic!("{:?}", partly.bills) };
    assert_eq!((&*bill.unknown, bill.rows.len()), (&[(Meter::CacheRead, 50_000)][..], 2));
}

#[test]
fn without_counts_there_is_no_cost() {
    let there = place("claude-haiku-5-5", "2026-11-20", Terms::default());
    let empty = View::of(PriceBook::embedded(), &there, None).unwrap();
    assert_eq!((&empty.cost, empty.steps.len()), (&Cost::Empty, 1));
    assert!(
        View::of(PriceBook::embedded(), &place("claude-9", "2026-11-20", Terms::default()), None).is_none()
    );
}
