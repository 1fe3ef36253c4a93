//! `tokentoll compare`: the same request elsewhere.

use super::args::CompareArgs;
use super::{Asker, given, percent, signed};
use crate::outcome::{Page, Stop};
use crate::style::{BAD, DIM, GOOD, HEAD, PLAIN, short, thousands};
use crate::table::{Align, Cell, Column, Table, no_room};
use serde_json::Value;
use tokentoll::planning::{Comparison, Outcome, PlanAnswer, Row};
use tokentoll::{Day, PriceBook};

/// Compares what the arguments ask for.
///
/// # Errors
/// [`Stop`] where there is no answer, unless JSON was asked for.
pub(crate) fn compare(
    args: &CompareArgs,
    book: &PriceBook,
    today: Day,
    width: Option<usize>,
) -> Result<Page, Stop> {
    let asker = Asker::new(book, &args.place, today, width);
    let mut members = serde_json::Map::new();
    members.insert("usage".to_owned(), given(&args.counts, "compare", &args.place.model)?);
    members.extend(args.elsewhere.members(Value::Null).map(|(name, value)| (name.to_owned(), value)));
    let answer = asker.ask("compare", members.into());
    if args.place.json {
        return Ok(asker.json(&answer));
    }
    let PlanAnswer::Compare(compared) = answer else { return Err(asker.stop(answer)) };
    let mut out = String::new();
    asker.header(&mut out, &compared.at);
    out.push('\n');
    let (table, gone) = table(&compared).fitted(width);
    table.write(&mut out);
    out.push('\n');
    for note in notes(&compared) {
        asker.say(&mut out, &note);
    }
    if !gone.is_empty() {
        asker.say(&mut out, &no_room(&gone));
    }
    asker.warnings(&mut out, &compared.at);
    Ok(Page::styled(out, compared.now.cost.is_some()))
}

fn table(compared: &Comparison) -> Table {
    let mut table = Table::new(vec![
        Column::new("model", Align::Left),
        Column::new("on", Align::Left),
        Column::new("prompt", Align::Right),
        Column::new("", Align::Left),
        Column::new("step", Align::Right).gives_way(2),
        Column::new(&*compared.at.currency, Align::Point),
        Column::new("change", Align::Point).gives_way(3),
        Column::new("", Align::Right),
    ]);
    let is_cheaper = |row: &&Row| row.difference.is_some_and(|d| d.0 < rust_decimal::Decimal::ZERO);
    let (cheaper, others): (Vec<_>, Vec<_>) = compared.rows.iter().partition(is_cheaper);
    cheaper.into_iter().for_each(|r| table.row(row(compared, r)));
    let at = &compared.at;
    table.row(vec![
        Cell::styled(HEAD, model(compared, &at.seller, &at.model)),
        Cell::styled(HEAD, if several_days(compared) { &*at.on } else { "" }),
        Cell::styled(HEAD, thousands(compared.now.prompt_tokens)),
        Cell::from(""),
        step(&compared.now),
        Cell::styled(HEAD, compared.now.cost.map_or_else(|| "–".to_owned(), |cost| cost.to_string())),
        Cell::styled(HEAD, "now"),
    ]);
    others.into_iter().for_each(|r| table.row(row(compared, r)));
    table
}

fn row(compared: &Comparison, row: &Row) -> Vec<Cell> {
    let badge = match (row.counted.counts, &row.counted.ratio) {
        ("scaled", Some(ratio)) => format!("×{ratio}"),
        ("assumed", _) => "?".to_owned(),
        _ => String::new(),
    };
    let style = match row.difference {
        Some(d) if d.0 < rust_decimal::Decimal::ZERO => GOOD,
        Some(_) => PLAIN,
        None => DIM,
    };
    let cost = match (row.compared, row.likely.cost) {
        (Some(cost), _) => Cell::from(cost.to_string()),
        (None, Some(cost)) => Cell::styled(DIM, format!("{cost} {}", row.at.currency)),
        (None, None) => Cell::styled(BAD, "–"),
    };
    let share = row.difference.zip(compared.now.cost).map_or_else(String::new, |(d, now)| percent(d, now));
    vec![
        Cell::styled(
            if row.likely.cost.is_some() { PLAIN } else { DIM },
            model(compared, &row.at.seller, &row.at.model),
        ),
        Cell::styled(DIM, if several_days(compared) { &*row.at.on } else { "" }),
        thousands(row.likely.prompt_tokens).into(),
        Cell::styled(DIM, badge),
        step(&row.likely),
        cost,
        Cell::styled(style, row.difference.map_or_else(String::new, signed)),
        Cell::styled(style, share),
    ]
}

/// As `--with` takes it: with its seller, where there are several.
fn model(compared: &Comparison, seller: &str, model: &str) -> String {
    if compared.rows.iter().any(|row| row.at.seller != compared.at.seller) {
        format!("{seller}:{model}")
    } else {
        model.to_owned()
    }
}

fn several_days(compared: &Comparison) -> bool {
    compared.rows.iter().any(|row| row.at.on != compared.at.on)
}

fn step(outcome: &Outcome) -> Cell {
    Cell::styled(DIM, outcome.tier.map_or_else(String::new, |tier| format!("> {}", short(tier))))
}

/// What the table cannot say.
fn notes(compared: &Comparison) -> Vec<String> {
    let mut notes = Vec::new();
    let any = |counts: &str| compared.rows.iter().any(|row| row.counted.counts == counts);
    if any("scaled") {
        notes.push(
            "×: the same text has other token counts there; the likely ratio is shown, --json has its range."
                .to_owned(),
        );
    }
    if any("assumed") {
        notes.push(
            "?: another tokenizer, of which no ratio is known: the same counts were taken; --ratio tells it."
                .to_owned(),
        );
    }
    if compared.rows.iter().any(|row| row.likely.cost.is_some() && row.compared.is_none()) {
        notes.push("Another currency is compared with --exchange, such as --exchange CNY=0.14.".to_owned());
    }
    let refused = compared.rows.iter().filter_map(|row| Some((&row.at.model, row.likely.error.as_ref()?)));
    let refused: Vec<_> = refused.map(|(model, error)| format!("{model}: {}", error.message)).collect();
    match &refused[..] {
        [] => {}
        [one] => notes.push(format!("–: {one}")),
        [one, more @ ..] => notes.push(format!("–: {one}; and {} more are refused", more.len())),
    }
    notes
}
