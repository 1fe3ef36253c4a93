//! The checks of the alternatives.

use super::*;
use crate::planning::Action;
use crate::planning::tests::opened;
use crate::state;

const SONNET: &str = "m=claude-sonnet-4-5&d=2026-02-20&in=212400&out=2000";

fn asked(fragment: &str, fields: &[(Slot, &str)]) -> (Planning, WhatIf) {
    let planning = fields.iter().fold(opened(fragment), |planning, (slot, text)| {
        planning.after(Action::Type(*slot, (*text).to_owned()))
    });
    let whatif = WhatIf::of(&planning).unwrap().unwrap();
    (planning, whatif)
}

fn named<'w>(whatif: &'w WhatIf, names: &[&str]) -> &'w Row {
    let is = |row: &&Row| row.changes.iter().map(|change| change.name()).eq(names.iter().copied());
    whatif.rows.iter().find(is).unwrap_or_else(|| panic!("no {names:?}"))
}

fn cost(row: &Row) -> String {
    row.cost.unwrap().to_string()
}

#[test]
fn the_ways_of_one_request() {
    let (_, whatif) = asked(SONNET, &[]);
    assert_eq!(cost(&whatif.now), "1.3194");
    assert_eq!(cost(named(&whatif, &["trim"])), "0.63");
    assert_eq!(cost(named(&whatif, &["batch"])), "0.6597");
    assert_eq!(cost(named(&whatif, &["batch", "trim"])), "0.315");
    let split = named(&whatif, &["split"]);
    assert_eq!((cost(split), split.tokens.likely, split.requests), ("0.7032".to_owned(), 107_200, 2));
    // 212,400 x 0.6 and 2,000 x 22.5 for a million.
    let read = whatif.rows.iter().find(|row| row.later_call).unwrap();
    assert_eq!((cost(read), whatif.prefix), ("0.17244".to_owned(), 212_400));
    assert_eq!(whatif.break_even[0].from, Some(2));
}

#[test]
fn ten_requests_as_the_command_line_tells_them() {
    let fields = [(Slot::Times, "10"), (Slot::Prefix, "200k"), (Slot::Shared, "1k")];
    let (_, whatif) = asked(SONNET, &fields);
    assert_eq!(cost(&whatif.now), "13.194");
    assert_eq!(cost(named(&whatif, &["batch", "trim", "cache_1h"])), "1.02");
    assert_eq!(cost(named(&whatif, &["trim", "cache_5m"])), "1.59");
    assert_eq!(cost(named(&whatif, &["split"])), "7.032");
    assert!(whatif.rows.iter().all(|row| !row.later_call));
    let haiku = whatif.rows.iter().find(|row| row.model.as_deref() == Some("Claude Haiku 4.5")).unwrap();
    assert_eq!(haiku.best.as_ref().map(|(_, cost)| cost.to_string()), Some("0.34".to_owned()));
}

#[test]
fn every_difference_is_row_minus_now_and_prices_come_before_none() {
    for fragment in [SONNET, "m=claude-sonnet-4-6&d=2026-11-20&in=900000&out=2000"] {
        let (_, whatif) = asked(fragment, &[]);
        let now = whatif.now.cost.unwrap();
        for row in &whatif.rows {
            assert_eq!(row.difference, row.cost.and_then(|cost| cost.minus(now)), "{row:?}");
        }
        let costs: Vec<_> = whatif.rows.iter().filter_map(|row| row.cost).collect();
        assert!(costs.is_sorted() && costs.len() > 5, "{costs:?}");
        let first_without = whatif.rows.iter().position(|row| row.cost.is_none()).unwrap_or(costs.len());
        assert_eq!(first_without, costs.len());
    }
}

#[test]
fn what_breaks_its_window_is_listed_last() {
    let (_, whatif) = asked("m=claude-sonnet-4-6&d=2026-11-20&in=212400&out=2000", &[]);
    let last = whatif.rows.last().unwrap();
    assert!(matches!(last.refused, Some(Unpriced::OverWindow { .. })) && last.cost.is_none());
    let newer = whatif.rows.iter().find(|row| row.model.as_deref() == Some("Claude Sonnet 5.5")).unwrap();
    assert_eq!((newer.tokens.likely, newer.step), (276_120, Side::None));
    assert!(newer.tokens.ends.unwrap().0 < 276_120);
    let haiku = whatif.rows.iter().find(|row| row.model.as_deref() == Some("Claude Haiku 5.5")).unwrap();
    assert_eq!(haiku.step, Side::Over(100_000));
}

#[test]
fn what_is_applied_costs_what_its_row_says() {
    let (planning, whatif) = asked(SONNET, &[(Slot::Prefix, "200k")]);
    let applied: Vec<_> = whatif.rows.iter().filter_map(|row| Some((row, row.apply.as_ref()?))).collect();
    assert!(applied.len() > 10);
    for (row, fragment) in applied {
        // Other tokenizers count otherwise: the page keeps the reader's own count.
        if row.cost.is_none() || !matches!(row.tokens.counted, Counted::Same) || row.own.is_some() {
            continue;
        }
        let page = planning.page.after(state::Action::Apply(fragment.clone()));
        let view = page.view().unwrap();
        assert_eq!(view.bills[0].total.to_string(), cost(row), "{:?} {fragment}", row.changes);
    }
}

#[test]
fn another_currency_is_compared_once_there_is_a_rate() {
    let page = "m=claude-sonnet-4-6&d=2026-11-20&in=100000&out=2000";
    let own = |whatif: &WhatIf| -> Vec<(Option<Amount>, Amount)> {
        whatif.rows.iter().filter_map(|row| Some((row.cost, row.own?.0))).collect()
    };
    let every =
        |fragment: &str| WhatIf::of(&opened(fragment).after(Action::EverySeller(true))).unwrap().unwrap();
    let without = own(&every(page));
    assert!(!without.is_empty() && without.iter().all(|(cost, _)| cost.is_none()));
    for (cost, yuan) in own(&every(&format!("{page}&x=8"))) {
        // 1 / 8 is 0.125, to the last place.
        assert_eq!(cost.unwrap().decimal(), yuan.decimal() * Decimal::new(125, 3));
    }
}

#[test]
fn a_header_turns_its_own_order_round() {
    let by = |planning: &Planning, column| planning.after(Action::Sort(column));
    let first = by(&opened(SONNET), Column::Tokens);
    assert_eq!(first.order, Order { column: Column::Tokens, ascending: true });
    let second = by(&first, Column::Tokens);
    let whatif = WhatIf::of(&second).unwrap().unwrap();
    let ranked = whatif.rows.iter().filter(|row| row.cost.is_some());
    let tokens: Vec<_> = ranked.map(|row| row.tokens.likely).collect();
    assert!(tokens.iter().rev().is_sorted(), "{tokens:?}");
    assert_eq!(by(&second, Column::Cost).order, Order::default());
}
