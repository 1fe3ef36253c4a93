//! `tokentoll advise`: how else it could be done, what that would save, and what it asks.

use super::args::AdviseArgs;
use super::{Asker, duration, given, percent, signed};
use crate::outcome::{Page, Stop};
use crate::style::{DIM, GOOD, HEAD, NAME, PLAIN, paint, paragraph, plural, thousands};
use crate::table::{Align, Cell, Column, Table, no_room};
use serde_json::{Value, json};
use tokentoll::planning::{Advice, Change, Money, PlanAnswer, Way};
use tokentoll::{Day, PriceBook};

/// Advises on what the arguments ask for.
///
/// # Errors
/// [`Stop`] where there is no answer, unless JSON was asked for.
pub(crate) fn advise(
    args: &AdviseArgs,
    book: &PriceBook,
    today: Day,
    width: Option<usize>,
) -> Result<Page, Stop> {
    let asker = Asker::new(book, &args.place, today, width);
    let mut members = serde_json::Map::new();
    let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    put("usage", given(&args.counts, "advise", &args.place.model)?);
    put("times", json!(args.times));
    put("every_s", json!(args.every));
    put("prefix", json!(args.prefix));
    put("shared", json!(args.shared));
    args.elsewhere.members(Value::Null).into_iter().for_each(|(name, value)| put(name, value));
    let answer = asker.ask("advise", members.into());
    if args.place.json {
        return Ok(asker.json(&answer));
    }
    let PlanAnswer::Advise(advice) = answer else { return Err(asker.stop(answer)) };
    let mut out = String::new();
    asker.header(&mut out, &advice.at);
    asker.say(&mut out, &now(&advice));
    out.push('\n');
    let shown = shown(&advice, args.all);
    if shown.is_empty() {
        asker.say(&mut out, "No way was found that costs less.");
    } else {
        let (table, gone) = table(&advice, &shown).fitted(width);
        table.write(&mut out);
        out.push('\n');
        for (name, asks) in asked(&shown) {
            paragraph(&mut out, &format!("{}: ", paint(NAME, &name)), name.len() + 2, asks, width);
        }
        if !gone.is_empty() {
            asker.say(&mut out, &no_room(&gone));
        }
    }
    break_even(&mut out, &asker, &advice, args);
    let hidden = advice.ways.len() - shown.len();
    if hidden > 0 && !args.all {
        asker.say(
            &mut out,
            &format!("--all shows {} more, also those that cost more.", thousands(hidden as u64)),
        );
    }
    asker.warnings(&mut out, &advice.at);
    Ok(Page::styled(out, advice.total.is_some()))
}

fn now(advice: &Advice) -> String {
    let currency = &advice.at.currency;
    match (&advice.now.cost, advice.total) {
        (Some(each), Some(total)) if advice.times > 1 => {
            format!(
                "Now: {} requests of {each} {currency}, together {total} {currency}.",
                thousands(advice.times)
            )
        }
        (Some(each), _) => format!("Now: one request of {each} {currency}."),
        _ => {
            let why = advice.now.error.as_ref().map_or("", |error| &*error.message);
            format!("Now it would be refused: {why}.")
        }
    }
}

/// The most ways that are shown unasked.
const SHOWN: usize = 12;

/// The savings, of each other model the cheapest way; all ways where they are asked for.
fn shown(advice: &Advice, all: bool) -> Vec<&Way> {
    if all {
        return advice.ways.iter().collect();
    }
    let here = (&*advice.at.seller, &*advice.at.model, &*advice.at.on);
    let mut seen = vec![];
    let mut shown = Vec::new();
    for way in advice.ways.iter().filter(|way| way.saves) {
        let place = (&*way.at.seller, &*way.at.model, &*way.at.on);
        if place == here || !seen.contains(&place) {
            seen.push(place);
            shown.push(way);
        }
    }
    shown.truncate(SHOWN);
    shown
}

fn table(advice: &Advice, shown: &[&Way]) -> Table {
    let mut table = Table::new(vec![
        Column::new("way", Align::Left),
        Column::new("requests", Align::Right).gives_way(2),
        Column::new("total", Align::Point),
        Column::new("difference", Align::Point),
        Column::new("%", Align::Right).gives_way(1),
    ]);
    for way in shown {
        let style = if way.saves { GOOD } else { PLAIN };
        let requests: u64 = way.requests.iter().map(|spent| u64::from(spent.times)).sum();
        let total =
            way.compared.map_or_else(|| format!("{} {}", way.total, way.at.currency), |c| c.to_string());
        table.row(vec![
            name(way).into(),
            thousands(requests).into(),
            total.into(),
            Cell::styled(style, way.difference.map_or_else(String::new, signed)),
            Cell::styled(
                style,
                way.difference
                    .zip(advice.total)
                    .map_or_else(String::new, |(d, t): (Money, Money)| percent(d, t)),
            ),
        ]);
    }
    if let Some(total) = advice.total {
        table.row(vec![
            Cell::styled(HEAD, "now"),
            Cell::styled(HEAD, thousands(advice.times)),
            Cell::styled(HEAD, total.to_string()),
        ]);
    }
    table
}

/// `batch, trim 12,400, cache 1h`.
fn name(way: &Way) -> String {
    let said = |change: &Change| match (change.change, change.tokens, change.into) {
        ("model", ..) => way.at.model.clone(),
        ("seller", ..) => format!("at {}", way.at.seller),
        ("day", ..) => format!("on {}", way.at.on),
        // Elsewhere the tokens are others.
        ("trim", ..) if way.changes.iter().any(|c| c.change == "model") => "trim".to_owned(),
        (_, Some(tokens), _) => format!("trim {}", thousands(tokens)),
        (_, _, Some(into)) => format!("split in {into}"),
        (other, ..) => other.replace('_', " "),
    };
    let badge = match (way.counted.counts, &way.counted.ratio) {
        ("scaled", Some(ratio)) => format!(" (×{ratio})"),
        ("assumed", _) => " (?)".to_owned(),
        _ => String::new(),
    };
    way.changes.iter().map(said).collect::<Vec<_>>().join(", ") + &badge
}

/// What each kind of change asks, once.
fn asked(shown: &[&Way]) -> Vec<(String, &'static str)> {
    let mut asked: Vec<(String, &'static str)> = Vec::new();
    for change in shown.iter().flat_map(|way| &way.changes) {
        let Some(asks) = change.asks else { continue };
        let name = if change.change.starts_with("cache") { "cache" } else { change.change }.replace('_', " ");
        if !asked.iter().any(|(known, _)| *known == name) {
            asked.push((name, asks));
        }
    }
    asked
}

fn break_even(out: &mut String, asker: &Asker<'_>, advice: &Advice, args: &AdviseArgs) {
    for even in &advice.break_even {
        let name = even.cache.replace('_', " ");
        let text = match even.from {
            Some(from) => format!("{name} pays from {} on", plural(from as usize, "request")),
            None => format!("{name} never pays at one request every {}", duration(args.every.into())),
        };
        let text = format!("{text}: {} fresh, {} to write, {} to read.", even.plain, even.write, even.read);
        asker.say(out, &text);
    }
    if !advice.break_even.is_empty() && advice.times == 1 {
        out.push_str(&paint(DIM, "--times and --every tell how many follow, and when."));
        out.push('\n');
    }
}
