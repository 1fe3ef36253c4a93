use super::*;
use tokentoll_core::{Currency, Meter};
use tokentoll_plan::compare::{Candidate, Counted, Exchange, compare};
use tokentoll_plan::{Fraction, Ratio, Ratios, Rules};

fn candidate(at: Setting<'static>) -> Candidate<'static> {
    Candidate { at, usage: None }
}

#[test]
fn the_same_text_has_more_tokens_on_newer_models() {
    let now = at("claude-sonnet-4-6", "2026-11-20");
    let newer = at("claude-sonnet-5", "2026-11-20");
    let ratios = Rules::embedded().ratios(now.found.model.tokenizer(), now.on);
    let usage = Usage::new().input(100_000).output(1_000);
    let rows = compare(&now, &usage, &[candidate(newer)], &ratios, &Exchange::default()).unwrap().rows;
    assert_eq!(rows[0].likely.usage, Usage::new().input(130_000).output(1_300));
    // 130,000 × 2 + 1,300 × 10, beside 100,000 × 3 + 1,000 × 15.
    assert_eq!(rows[0].likely.cost, Ok(amount("0.273")));
    assert_eq!(rows[0].difference.unwrap().to_string(), "-0.042");
    let ends = rows[0].ends.as_ref().unwrap();
    assert_eq!((&ends[0].cost, &ends[1].cost), (&Ok(amount("0.21")), &Ok(amount("0.2835"))));
}

#[test]
fn a_tokenizer_nobody_told_of_is_said_to_be_assumed() {
    let now = at("claude-sonnet-4-6", "2026-11-20");
    let other = Setting::find(book(), Some("openai"), "gpt-5.4", now.on, Terms::default()).unwrap();
    let usage = Usage::new().input(10);
    let row = |ratios: &Ratios| {
        compare(&now, &usage, &[candidate(other)], ratios, &Exchange::default()).unwrap().rows[0].counted
    };
    assert_eq!(row(&Ratios::new()), Counted::Assumed);
    let given = Candidate { at: other, usage: Some(usage.input(9)) };
    let rows = compare(&now, &usage, &[given], &Ratios::new(), &Exchange::default()).unwrap().rows;
    assert_eq!((rows[0].counted, rows[0].likely.usage.of(Meter::Input)), (Counted::Given, 9));
}

#[test]
fn other_currencies_need_a_rate_and_rejected_rows_stand_last() {
    let now = Setting::find(book(), None, "claude-opus-4-6", day("2026-03-01"), Terms::default()).unwrap();
    let yuan = Setting::find(
        book(),
        Some("holysheep"),
        "claude-opus-4-6-1m-context-window-beta",
        now.on,
        Terms::default(),
    )
    .unwrap();
    let small = at("claude-haiku-4-5", "2026-03-01");
    let usage = Usage::new().input(800_000).output(2_000);
    let candidates = [candidate(small), candidate(yuan)];
    let without = compare(&now, &usage, &candidates, &Ratios::new(), &Exchange::default()).unwrap();
    assert!(without.rows.iter().all(|row| row.compared.is_none()));
    let rate = Exchange::default().with(Currency::Cny, tokentoll_core::plain_decimal("0.14").unwrap());
    let with = compare(&now, &usage, &candidates, &Ratios::new(), &rate).unwrap();
    assert_eq!(with.rows[0].at.seller(), "holysheep");
    assert_eq!(with.rows[0].compared, Some(amount("1.701"))); // 12.15 × 0.14
    assert!(with.rows[1].likely.cost.is_err() && with.rows[1].difference.is_none());
}

#[test]
fn ratios_are_read_exactly() {
    for bad in ["0", "-1", "1e3", "1000.1", "1.2345678", "", "NaN"] {
        assert!(Fraction::read(bad).is_none(), "{bad}");
    }
    let read = |text| Fraction::read(text).unwrap();
    assert!(Ratio::new(read("1.3"), read("1.2"), read("1.4")).is_err());
    let ratio = Ratio::new(read("1.1"), read("1.3"), read("1.35")).unwrap();
    let range = ratio.range(7).unwrap();
    assert_eq!((range.low(), range.likely(), range.high()), (7, 9, 10)); // 7.7, 9.1, 9.45
    assert!(ratio.range(u32::MAX).is_err());
}

proptest! {
    #[test]
    fn rows_are_sorted_and_differences_are_those_of_quotes(now in any_setting(), input in 0u32..500_000, output in 0u32..5_000) {
        let usage = Usage::new().input(input).output(output);
        let others: Vec<_> = book().seller("anthropic").unwrap().models().iter()
            .filter_map(|m| Setting::find(book(), Some("anthropic"), m.id(), now.on, Terms::default()).ok())
            .map(candidate).collect();
        let compared = compare(&now, &usage, &others, &Ratios::new(), &Exchange::default()).unwrap();
        prop_assert_eq!(compared.rows.len(), others.len());
        for row in &compared.rows {
            let quote = row.at.quote(&row.likely.usage);
            prop_assert_eq!(row.likely.cost.clone().ok(), quote.ok().map(|q| q.total()));
            if let Some(difference) = row.difference {
                prop_assert_eq!(difference, total(&row.at, row.likely.usage).minus(total(&now, usage)).unwrap());
            }
        }
        let costs: Vec<_> = compared.rows.iter().map(|r| r.compared).collect();
        let priced = costs.iter().take_while(|c| c.is_some()).count();
        prop_assert!(costs[priced..].iter().all(Option::is_none));
        prop_assert!(costs[..priced].is_sorted());
    }
}
