//! `tokentoll simulate`: what a conversation costs as it grows.

use super::args::SimulateArgs;
use super::plot::{Plot, axis};
use super::{Asker, percent, prompt, signed, values};
use crate::files;
use crate::outcome::{Page, Stop};
use crate::style::{DIM, GOOD, HEAD, PLAIN, paint, plural, short, thousands};
use crate::table::{Align, Cell, Column, Table, no_room};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tokentoll::planning::{Conversation, Money, PlanAnswer, Run, Strategy, TurnCost};
use tokentoll::{Day, Meter, PriceBook};

/// Simulates what the arguments ask for.
///
/// # Errors
/// [`Stop`] where there is no answer, unless JSON was asked for.
pub(crate) fn simulate(
    args: &SimulateArgs,
    book: &PriceBook,
    today: Day,
    width: Option<usize>,
) -> Result<Page, Stop> {
    let asker = Asker::new(book, &args.place, today, width);
    let transcript = match &args.transcript {
        Some(path) => values::transcript(path, &files::bytes(path)?).map_err(Stop::wrong)?,
        None => Value::Null,
    };
    let answer = asker.ask(
        "conversation",
        json!({
            "turns": args.turns, "system": args.system, "start": args.start, "user": args.user,
            "tool_results": args.tool_results, "thinking": args.thinking, "output": args.output,
            "every_s": args.every, "transcript": transcript,
            "compact": args.compact.map(|at| json!({ "at": at, "summary": args.summary })),
            "restart": args.restart.map(|at| json!({ "at": at })),
        }),
    );
    if args.place.json {
        return Ok(asker.json(&answer));
    }
    let PlanAnswer::Conversation(talk) = answer else { return Err(asker.stop(answer)) };
    let mut out = String::new();
    asker.header(&mut out, &talk.at);
    asker.say(&mut out, &summary(&talk));
    out.push('\n');
    let (table, gone) = table(&talk).fitted(width);
    table.write(&mut out);
    if !gone.is_empty() {
        asker.say(&mut out, &no_room(&gone));
    }
    out.push('\n');
    let cheapest = talk.cheapest.and_then(|i| talk.runs.get(i));
    if let (Some(first), Some(cheapest)) = (talk.runs.first().filter(|run| !run.turns.is_empty()), cheapest) {
        pictures(&mut out, first, cheapest);
        if args.each {
            out.push('\n');
            turns(cheapest).write(&mut out);
        }
    }
    asker.warnings(&mut out, &talk.at);
    Ok(Page::styled(out, talk.cheapest.is_some()))
}

fn summary(talk: &Conversation) -> String {
    let mut text = String::new();
    let currency = &talk.at.currency;
    if let Some(recorded) = &talk.recorded {
        text = format!(
            "Recorded: {} requests, {} {currency}. ",
            thousands(recorded.bills.len() as u64),
            recorded.total
        );
    }
    let first = talk.runs.first();
    if let Some((turn, run)) = first.and_then(|run| Some((run.crosses?, run))) {
        let tier = run
            .turns
            .iter()
            .find_map(|t| t.tier)
            .map_or_else(String::new, |tier| format!(" at {}", thousands(tier)));
        text += &format!(
            "Turn {turn} crosses the step{tier}; {} billed beyond it. ",
            plural(run.turns_in_tier as usize, "turn")
        );
    }
    if let Some(turn) = first.and_then(|run| run.needs_header) {
        text += &format!("From turn {turn} on the window needs its header. ");
    }
    if let Some(ended) = first.and_then(|run| run.ended.as_ref()) {
        text += &format!("Turn {} would be refused: {}. ", ended.turn, ended.error.message);
    }
    match talk.cheapest.and_then(|i| talk.runs.get(i)) {
        Some(run) => {
            text += &format!("Cheapest: {}, {} {currency}.", name(&run.strategy), run.total);
            if let Some(why) = talk.why.as_ref().filter(|_| first.is_some_and(|run| run.ended.is_none()))
                && (why.cache_read, why.turns_in_tier) != (0, 0)
            {
                let turns = match why.turns_in_tier {
                    0 => String::new(),
                    n => format!(
                        ", {} {} beyond the step",
                        plural(n.unsigned_abs() as usize, "turn"),
                        if n < 0 { "fewer" } else { "more" }
                    ),
                };
                let reads = thousands(why.cache_read.unsigned_abs());
                text += &format!(
                    " Beside no cache: {reads} tokens read from the cache instead of sent fresh{turns}."
                );
            }
        }
        None => text += "No strategy reaches the last turn.",
    }
    text
}

/// `cache 5m, compact at 180k`.
fn name(strategy: &Strategy) -> String {
    let cache = strategy.cache.replace('_', " ");
    match strategy.at {
        Some(at) => format!("{cache}, {} at {}", strategy.limit, short(at)),
        None => cache,
    }
}

fn table(talk: &Conversation) -> Table {
    let mut table = Table::new(vec![
        Column::new("strategy", Align::Left),
        Column::new("total", Align::Point),
        Column::new("difference", Align::Point).gives_way(1),
        Column::new("", Align::Right),
        Column::new("crosses", Align::Right),
        Column::new("cuts", Align::Right).gives_way(2),
        Column::new("", Align::Left),
    ]);
    let base = match &talk.recorded {
        Some(recorded) => Some(recorded.total),
        None => talk.runs.first().filter(|run| run.ended.is_none()).map(|run| run.total),
    };
    if let Some(recorded) = &talk.recorded {
        table.row(vec![Cell::styled(HEAD, "as recorded"), Cell::styled(HEAD, recorded.total.to_string())]);
    }
    for (i, run) in talk.runs.iter().enumerate() {
        let whole = run.ended.is_none();
        let difference = base.filter(|_| whole).map(|base| Money(run.total.0 - base.0));
        let cheapest = talk.cheapest == Some(i);
        let style = if cheapest { GOOD } else { PLAIN };
        let shown = difference.filter(|_| i > 0 || talk.recorded.is_some());
        table.row(vec![
            Cell::styled(style, name(&run.strategy)),
            Cell::styled(if whole { style } else { DIM }, run.total.to_string()),
            Cell::styled(style, shown.map_or_else(String::new, signed)),
            Cell::styled(style, shown.zip(base).map_or_else(String::new, |(d, base)| percent(d, base))),
            run.crosses.map_or_else(String::new, |turn| format!("turn {turn}")).into(),
            if run.cuts > 0 { run.cuts.to_string() } else { String::new() }.into(),
            Cell::styled(
                DIM,
                run.ended.as_ref().map_or_else(String::new, |e| format!("ends before turn {}", e.turn)),
            ),
        ]);
    }
    table
}

/// The most columns of a picture.
const COLUMNS: usize = 64;

/// The prompt of each turn of the first run, which only grows, and the cost of each turn of the cheapest.
fn pictures(out: &mut String, first: &Run, cheapest: &Run) {
    for (title, run, plot) in [
        ("prompt of each turn", first, context as fn(&Run) -> Picture),
        ("cost of each turn", cheapest, cost),
    ] {
        out.push_str(&paint(DIM, format!("{title}, {}", name(&run.strategy))));
        out.push('\n');
        let Picture { plot, ticks } = plot(run);
        plot.write(out);
        axis(out, plot.margin(), &ticks);
    }
}

struct Picture {
    plot: Plot,
    ticks: Vec<(usize, String)>,
}

fn context(run: &Run) -> Picture {
    let step = run.turns.iter().find_map(|turn| turn.tier).map(Decimal::from);
    let label = |tokens| short(u32::try_from(tokens).unwrap_or(u32::MAX));
    picture(run, step, label, |turn| Decimal::from(prompt(&turn.usage)))
}

fn cost(run: &Run) -> Picture {
    let summary = |turn: &TurnCost| turn.compaction.as_ref().map_or(Decimal::ZERO, |summary| summary.each.0);
    picture(run, None, |cost| cost.normalize().to_string(), |turn| turn.cost.0 + summary(turn))
}

fn picture(
    run: &Run,
    line: Option<Decimal>,
    label: fn(Decimal) -> String,
    value: impl Fn(&TurnCost) -> Decimal,
) -> Picture {
    let turns = &run.turns;
    let columns = turns.len().clamp(1, COLUMNS);
    // Short conversations get wide columns; in long ones a column is the last of several turns.
    let wide = (COLUMNS / columns).clamp(1, 3);
    let drawn = (0..columns).filter_map(|c| turns.get((c + 1) * turns.len() / columns - 1));
    let drawn: Vec<_> = drawn.flat_map(|turn| std::iter::repeat_n(turn, wide)).collect();
    let mut ticks = vec![(0, "1".to_owned())];
    let column_of = |turn: u32| (turn as usize - 1) * columns / turns.len() * wide;
    ticks.extend(
        run.crosses.filter(|turn| *turn > 1).map(|turn| (column_of(turn), format!("╵{turn} crosses"))),
    );
    let end = turns.len().to_string();
    ticks.push((drawn.len().saturating_sub(end.len()), end));
    let plot = Plot {
        values: drawn.iter().map(|turn| Some(value(turn))).collect(),
        marked: drawn.iter().map(|turn| turn.tier.is_some()).collect(),
        line,
        label,
    };
    Picture { plot, ticks }
}

fn turns(run: &Run) -> Table {
    let mut table = Table::new(vec![
        Column::new("turn", Align::Right),
        Column::new("prompt", Align::Right),
        Column::new("fresh", Align::Right),
        Column::new("read", Align::Right),
        Column::new("written", Align::Right),
        Column::new("output", Align::Right),
        Column::new("cost", Align::Point),
        Column::new("", Align::Left),
    ]);
    for turn in &run.turns {
        let of = |meter| match turn.usage.of(meter) {
            0 => String::new(),
            n => thousands(n),
        };
        let written = turn.usage.of(Meter::CacheWrite5m) + turn.usage.of(Meter::CacheWrite1h);
        let mut notes = Vec::new();
        if let Some(summary) = &turn.compaction {
            notes.push(format!("+ summary {}", summary.each));
        }
        if turn.restarted {
            notes.push("anew".to_owned());
        }
        if let Some(tier) = turn.tier {
            notes.push(format!("> {}", short(tier)));
        }
        table.row(vec![
            turn.turn.to_string().into(),
            thousands(turn.prompt_tokens).into(),
            of(Meter::Input).into(),
            of(Meter::CacheRead).into(),
            if written > 0 { thousands(written) } else { String::new() }.into(),
            of(Meter::Output).into(),
            turn.cost.to_string().into(),
            Cell::styled(DIM, notes.join(", ")),
        ]);
    }
    table.fitted(None).0
}
