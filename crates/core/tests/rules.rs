//! The rules of pricing, each with its arithmetic by hand.

use tokentoll_core::*;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn rates(input: &str, output: &str, read: &str, write_5m: &str, write_1h: &str) -> Rates {
    let set = [
        (Meter::Input, input),
        (Meter::Output, output),
        (Meter::CacheRead, read),
        (Meter::CacheWrite5m, write_5m),
        (Meter::CacheWrite1h, write_1h),
    ];
    set.into_iter().fold(Rates::new(), |r, (m, p)| r.with(m, format!("{p}/Mtok").parse().unwrap()).unwrap())
}

fn base() -> Rates {
    rates("3", "15", "0.3", "3.75", "6")
}

fn long() -> Rates {
    rates("6", "22.5", "0.6", "7.5", "12")
}

fn volume(comparison: Comparison) -> Tiers {
    Tiers::volume(comparison, MeterSet::PROMPT, vec![Tier::new(200_000, long())]).unwrap()
}

fn graduated(output: OutputRule) -> RateCard {
    let tiers = vec![Tier::new(200_000, long())];
    let tiers = Tiers::graduated(Comparison::Above, MeterSet::PROMPT, output, tiers).unwrap();
    RateCard::builder(Currency::Usd, base()).tiers(tiers).build().unwrap()
}

fn times(factor: &str) -> OptionTerms {
    OptionTerms::times(factor.parse().unwrap())
}

fn sonnet() -> RateCard {
    let fees = base().with(Meter::WebSearch, "10/Kcall".parse().unwrap()).unwrap();
    let fees = fees.with(Meter::CodeExecutionMs, "0.05/hour".parse().unwrap()).unwrap();
    let fast = OptionTerms { not_with: vec![TermOption::Batch], under_tier: UnderTier::Waived, ..times("6") };
    RateCard::builder(Currency::Usd, fees)
        .tiers(volume(Comparison::Above))
        .offer(TermOption::Batch, Offer::Offered(times("0.5")))
        .offer(TermOption::UsOnly, Offer::Offered(times("1.1")))
        .offer(TermOption::Fast, Offer::Offered(fast))
        .offer(TermOption::Flex, Offer::Ignored { because: "no flex queue".into() })
        .offer(TermOption::Priority, Offer::Refused { because: "ended".into(), nearest: Some(times("2")) })
        .minimum(Meter::CodeExecutionMs, 300_000)
        .window(Window { tokens: 1_000_000, beyond: "shorten it".into() })
        .build()
        .unwrap()
}

fn total(card: &RateCard, usage: Usage, terms: Terms) -> Result<String, Unpriced> {
    let quote = card.quote(&usage, &terms)?;
    let sum = quote.lines().iter().try_fold(Amount::ZERO, |sum, line| sum.plus(line.amount()));
    assert_eq!(sum, Some(quote.total()), "the total is the sum of the lines");
    let compiled = card.compile_quotes(&terms)?.total(&usage)?;
    assert_eq!(compiled, quote.total(), "the compiled card gives the same digits");
    Ok(quote.total().to_string())
}

fn batch() -> Terms {
    Terms { service_tier: ServiceTier::Batch, ..Terms::default() }
}

fn fast() -> Terms {
    Terms { speed: Speed::Fast, ..Terms::default() }
}

#[test]
fn volume_moves_the_whole_request_strictly_above_the_threshold() -> Outcome {
    let card = sonnet();
    let std = Terms::default();
    assert_eq!(total(&card, Usage::new().input(200_000).output(1_000), std)?, "0.615");
    assert_eq!(total(&card, Usage::new().input(200_001).output(1_000), std)?, "1.222506");
    // 50,000 x 6 + 160,000 x 0.6 + 1,000 x 22.5, a million each: cache reads count towards the threshold.
    assert_eq!(total(&card, Usage::new().input(50_000).cache_read(160_000).output(1_000), std)?, "0.4185");
    // output does not
    assert_eq!(total(&card, Usage::new().input(150_000).output(60_000), std)?, "1.35");
    Ok(())
}

#[test]
fn an_inclusive_threshold_belongs_to_its_tier() -> Outcome {
    let card = RateCard::builder(Currency::Usd, base()).tiers(volume(Comparison::AtLeast)).build()?;
    assert_eq!(total(&card, Usage::new().input(199_999), Terms::default())?, "0.599997");
    assert_eq!(total(&card, Usage::new().input(200_000), Terms::default())?, "1.2");
    Ok(())
}

#[test]
fn graduated_moves_only_the_excess_and_output_as_the_seller_says() -> Outcome {
    let usage = Usage::new().input(500_000).output(2_000);
    let of = |rule| total(&graduated(rule), usage, Terms::default());
    assert_eq!(of(OutputRule::Whole)?, "2.445");
    assert_eq!(of(OutputRule::Standard)?, "2.43");
    // 800 tokens of output at 15, 1,200 at 22.5
    assert_eq!(of(OutputRule::Proportional)?, "2.439");
    Ok(())
}

#[test]
fn graduated_fills_the_prompt_in_the_order_of_a_prompt_and_shows_it() -> Outcome {
    let usage = Usage::new().input(60_000).cache_read(150_000).cache_write_5m(20_000).output(10);
    let quote = graduated(OutputRule::Whole).quote(&usage, &Terms::default())?;
    let shown: Vec<_> = quote
        .lines()
        .iter()
        .map(|l| (l.meter().name(), l.count(), l.rate().to_string(), l.span().map(|s| (s.after, s.upto))))
        .collect();
    assert_eq!(
        shown,
        [
            ("cache_read", 150_000, "0.3/Mtok".to_owned(), Some((0, 150_000))),
            ("cache_write_5m", 20_000, "3.75/Mtok".to_owned(), Some((150_000, 170_000))),
            ("input", 30_000, "3/Mtok".to_owned(), Some((170_000, 200_000))),
            ("input", 30_000, "6/Mtok".to_owned(), Some((200_000, 230_000))),
            ("output", 10, "22.5/Mtok".to_owned(), None),
        ]
    );
    assert_eq!(total(&graduated(OutputRule::Whole), usage, Terms::default())?, quote.total().to_string());
    Ok(())
}

#[test]
fn options_touch_tokens_in_order_and_leave_fees_alone() -> Outcome {
    let card = sonnet();
    let usage = Usage::new().input(300_000).output(1_000).web_search(3);
    let terms = Terms { inference_geo: InferenceGeo::Us, ..batch() };
    let quote = card.quote(&usage, &terms)?;
    let names: Vec<_> =
        quote.lines()[0].adjustments().map(|a| (a.name.name(), a.factor().unwrap().to_string())).collect();
    let expected = [("long_context", "2"), ("batch", "0.5"), ("us_only", "1.1")];
    assert_eq!(names, expected.map(|(n, f)| (n, f.to_owned())));
    // 0.3 x 6 x 0.5 x 1.1 + 0.001 x 22.5 x 0.5 x 1.1 + 3 x 0.01
    assert_eq!(total(&card, usage, terms)?, "1.032375");
    Ok(())
}

#[test]
fn an_option_can_waive_the_tier() -> Outcome {
    assert_eq!(total(&sonnet(), Usage::new().input(300_000).output(1_000), fast())?, "5.49");
    Ok(())
}

#[test]
fn what_cannot_be_had_is_an_error_before_and_a_note_after() -> Outcome {
    let card = sonnet();
    let usage = Usage::new().input(10);
    let both = Terms { speed: Speed::Fast, ..batch() };
    let together = Unpriced::NotTogether { first: TermOption::Fast, second: TermOption::Batch };
    assert_eq!(card.quote(&usage, &both), Err(together.clone()));
    assert_eq!(card.bill(&usage, &both), Err(together));

    let priority = Terms { service_tier: ServiceTier::Priority, ..Terms::default() };
    assert!(matches!(card.quote(&usage, &priority), Err(Unpriced::NotOffered { .. })));
    let bill = card.bill(&usage, &priority)?;
    assert_eq!((bill.total().to_string(), bill.tolerated().len()), ("0.00006".to_owned(), 1));
    assert_eq!(card.compile_bills(&priority)?.total(&usage)?, bill.total());

    let regional = Terms { endpoint: Endpoint::Regional, ..Terms::default() };
    assert!(matches!(card.bill(&usage, &regional), Err(Unpriced::NotOffered { .. })));

    let flex = Terms { service_tier: ServiceTier::Flex, ..Terms::default() };
    let quote = card.quote(&usage, &flex)?;
    assert_eq!((quote.verdict(), quote.total().to_string()), (Verdict::OptionIgnored, "0.00003".to_owned()));

    let over = Usage::new().input(1_000_001);
    assert!(matches!(
        card.quote(&over, &Terms::default()),
        Err(Unpriced::OverWindow { window: 1_000_000, .. })
    ));
    assert!(card.compile_quotes(&Terms::default())?.total(&over).is_err());
    assert_eq!(card.bill(&over, &Terms::default())?.total().to_string(), "6.000006");

    let audio = Usage::new().with(Meter::OutputAudio, 1);
    assert_eq!(card.bill(&audio, &Terms::default()), Err(Unpriced::NoRate { meter: Meter::OutputAudio }));
    Ok(())
}

#[test]
fn hours_are_billed_by_the_millisecond_with_a_minimum_and_say_when_they_round() -> Outcome {
    let card = sonnet();
    let usage = |ms| Usage::new().with(Meter::CodeExecutionMs, ms);
    assert_eq!(total(&card, usage(3_600_000), Terms::default())?, "0.05");
    // a minute is billed as five: 0.05 / 12, rounded at the twelfth place
    assert_eq!(total(&card, usage(60_000), Terms::default())?, "0.004166666667");
    let quote = card.quote(&usage(60_000), &Terms::default())?;
    let line = &quote.lines()[0];
    assert_eq!((line.count(), line.billed(), line.is_rounded()), (60_000, 300_000, true));
    assert!(!card.quote(&usage(3_600_000), &Terms::default())?.lines()[0].is_rounded());
    Ok(())
}

#[test]
fn published_prices_replace_the_product_below_the_tier_only() -> Outcome {
    let batch_terms = OptionTerms { rates: vec![(Meter::CacheRead, "0.13/Mtok".parse()?)], ..times("0.5") };
    let card = RateCard::builder(Currency::Usd, base())
        .tiers(volume(Comparison::Above))
        .offer(TermOption::Batch, Offer::Offered(batch_terms))
        .build()?;
    assert_eq!(total(&card, Usage::new().cache_read(100_000), batch())?, "0.013");
    assert_eq!(total(&card, Usage::new().cache_read(300_000), batch())?, "0.09");
    Ok(())
}

#[test]
fn a_card_that_could_round_cannot_be_built() {
    let huge = Rates::new().with(Meter::Input, "999999.999999999/Mtok".parse().unwrap()).unwrap();
    let card = |factor: &str| {
        RateCard::builder(Currency::Usd, huge).offer(TermOption::Batch, Offer::Offered(times(factor))).build()
    };
    assert!(card("0.5").is_ok());
    assert_eq!(card("999.9999"), Err(CardError::TooPrecise));
}

#[test]
fn tiers_price_what_the_base_prices() {
    let tiers = Tiers::volume(
        Comparison::Above,
        MeterSet::PROMPT,
        vec![Tier::new(1, Rates::new().with(Meter::Input, "6/Mtok".parse().unwrap()).unwrap())],
    );
    let card = RateCard::builder(Currency::Usd, base()).tiers(tiers.unwrap()).build();
    assert_eq!(card, Err(CardError::TierRates { threshold: 1, meter: Meter::CacheRead }));
    let falling = vec![Tier::new(2, base()), Tier::new(1, base())];
    assert_eq!(Tiers::volume(Comparison::Above, MeterSet::PROMPT, falling), Err(TierError::NotRising));
    let output = MeterSet::NONE.and(Meter::Output);
    let counted = Tiers::volume(Comparison::Above, output, vec![Tier::new(1, base())]);
    assert_eq!(counted, Err(TierError::NotPrompt));
}

#[test]
fn a_card_whose_amounts_need_more_places_than_a_decimal_has_cannot_be_built() {
    let rates = Rates::new().with(Meter::Input, "0.000000001/Mtok".parse().unwrap()).unwrap();
    let options = [TermOption::Fast, TermOption::Batch, TermOption::UsOnly, TermOption::Regional];
    let card = |options: &[TermOption]| {
        let card = RateCard::builder(Currency::Usd, rates);
        options.iter().fold(card, |card, o| card.offer(*o, Offer::Offered(times("0.0001")))).build()
    };
    assert!(card(&options[..3]).is_ok());
    assert_eq!(card(&options), Err(CardError::TooPrecise));
}

#[test]
fn minimums_are_of_calls_and_hours() {
    let card = RateCard::builder(Currency::Usd, base()).minimum(Meter::Input, 5).build();
    assert_eq!(card, Err(CardError::TokenMinimum { meter: Meter::Input }));
}
