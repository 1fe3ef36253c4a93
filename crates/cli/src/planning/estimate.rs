//! `tokentoll estimate`: what a request will cost while its counts are ranges, whether it fits, and where the
//! price jumps.

use super::args::EstimateArgs;
use super::plot::{Plot, axis};
use super::{Asker, counts};
use crate::outcome::{Page, Stop};
use crate::style::{BAD, DIM, labelled, paint, short, thousands};
use crate::table::{Align, Cell, Column, Table};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tokentoll::planning::{Access, Cliff, Forecast, Money, Outcome, PlanAnswer};
use tokentoll::{Day, Meter, PriceBook, Usage};

/// Estimates what the arguments ask for.
///
/// # Errors
/// [`Stop`] where there is no answer, unless JSON was asked for.
pub(crate) fn estimate(
    args: &EstimateArgs,
    book: &PriceBook,
    today: Day,
    width: Option<usize>,
) -> Result<Page, Stop> {
    let asker = Asker::new(book, &args.place, today, width);
    let known = Usage::new()
        .cache_read(args.cache_read)
        .cache_write_5m(args.cache_write_5m)
        .cache_write_1h(args.cache_write_1h);
    let members = json!({ "usage": counts(&known), "input": args.input, "output": args.output });
    let forecast = asker.ask("forecast", members);
    let likely = known.input(middle(&args.input, "likely")).output(middle(&args.output, "likely"));
    let most = known.input(middle(&args.input, "high")).output(middle(&args.output, "high"));
    let access = asker.ask("access", json!({ "usage": counts(&most), "max_tokens": args.max_tokens }));
    let cliff = asker.ask("cliff", json!({ "usage": counts(&likely), "samples": COLUMNS }));
    if args.place.json {
        let good = [&forecast, &access, &cliff].iter().all(|answer| answer.code().is_none());
        let [forecast, access, cliff] = [forecast, access, cliff].map(|answer| answer.to_json());
        let text = format!("{{\"forecast\":{forecast},\"access\":{access},\"cliff\":{cliff}}}\n");
        return Ok(Page::raw(text, good));
    }
    let (forecast, access) = match (forecast, access) {
        (PlanAnswer::Forecast(forecast), PlanAnswer::Access(access)) => (forecast, access),
        (other @ PlanAnswer::Error(_), _) | (_, other) => return Err(asker.stop(other)),
    };
    let cliff = match cliff {
        PlanAnswer::Cliff(cliff) => Some(cliff),
        _ => None,
    };
    let mut out = String::new();
    asker.header(&mut out, &forecast.at);
    if let Some(error) = &access.error {
        let label = if forecast.likely.cost.is_some() { "at the high end rejected: " } else { "rejected: " };
        crate::style::paragraph(&mut out, &paint(BAD, label), 10, &error.message, width);
    }
    asker.say(&mut out, &verdict(&forecast, cliff.as_deref()));
    out.push('\n');
    ends(&mut out, &forecast);
    if forecast.branches.len() > 1 {
        out.push('\n');
        branches(&mut out, &forecast);
    }
    out.push('\n');
    needs(&mut out, &access, forecast.low.usage != forecast.high.usage, width);
    if let Some(cliff) = cliff.filter(|cliff| !cliff.steps.is_empty()) {
        out.push('\n');
        picture(&mut out, &cliff);
    }
    asker.warnings(&mut out, &forecast.at);
    let good = forecast.likely.cost.is_some();
    Ok(Page::styled(out, good))
}

/// How many columns the picture of the cliff has.
const COLUMNS: usize = 60;

/// A member of a range, or the count itself.
fn middle(range: &Value, member: &str) -> u32 {
    let value = range.get(member).unwrap_or(range);
    value.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or_default()
}

fn money(outcome: &Outcome, currency: &str) -> String {
    outcome.cost.map_or_else(|| "no price".to_owned(), |cost| format!("{cost} {currency}"))
}

/// The one sentence that says how the price stands to the step.
fn verdict(forecast: &Forecast, cliff: Option<&Cliff>) -> String {
    let currency = &forecast.at.currency;
    let priced: Vec<_> = forecast.branches.iter().filter(|b| b.to.cost.is_some()).collect();
    if let [.., below, above] = &priced[..] {
        let threshold = thousands(above.from.tier.unwrap_or_default());
        return format!(
            "Too close to call: at most {} below the step at {threshold} tokens, from {} beyond it; {} % of the \
             range lies beyond.",
            money(&below.to, currency),
            money(&above.from, currency),
            forecast.crossing.percent
        );
    }
    let Some(cliff) = cliff else { return "No price for this request on this day.".to_owned() };
    match (cliff.room, cliff.steps.last()) {
        (_, None) => "No long-context step for this model on this day.".to_owned(),
        (Some(room), _) => {
            let next = cliff.steps.iter().find(|step| step.below.prompt_tokens >= cliff.now.prompt_tokens);
            let threshold = thousands(next.map_or(0, |step| step.threshold));
            format!("{} tokens below the step at {threshold}.", thousands(room))
        }
        (None, Some(step)) => match &step.trim {
            Some(trim) => format!(
                "{} tokens over the step at {}: without them it costs {} {currency}, {} less.",
                thousands(trim.tokens),
                thousands(step.threshold),
                trim.cost,
                trim.saves
            ),
            None => format!("Over the step at {}.", thousands(step.threshold)),
        },
    }
}

fn ends(out: &mut String, forecast: &Forecast) {
    let mut table = Table::new(vec![
        Column::new("", Align::Left),
        Column::new("prompt", Align::Right),
        Column::new("output", Align::Right),
        Column::new("cost", Align::Point),
        Column::new("", Align::Left),
        Column::new("step", Align::Right),
    ]);
    let exact = forecast.low.usage == forecast.high.usage;
    let rows = [("low", &forecast.low), ("likely", &forecast.likely), ("high", &forecast.high)];
    for (name, outcome) in rows.into_iter().filter(|(name, _)| !exact || *name == "likely") {
        table.row(vec![
            Cell::from(if exact { "" } else { name }),
            thousands(outcome.prompt_tokens).into(),
            thousands(outcome.usage.of(Meter::Output)).into(),
            Cell::from(outcome.cost.map_or_else(|| "–".to_owned(), |cost| cost.to_string())),
            Cell::styled(DIM, if outcome.cost.is_some() { &*forecast.at.currency } else { "" }),
            outcome.tier.map_or_else(String::new, |tier| format!("> {}", short(tier))).into(),
        ]);
    }
    table.fitted(None).0.write(out);
}

fn branches(out: &mut String, forecast: &Forecast) {
    let mut table = Table::new(vec![
        Column::new("prompt from", Align::Right),
        Column::new("to", Align::Right),
        Column::new("cost from", Align::Point),
        Column::new("to", Align::Point),
        Column::new("share", Align::Right),
        Column::new("", Align::Left),
    ]);
    let cost =
        |outcome: &Outcome| Cell::from(outcome.cost.map_or_else(|| "–".to_owned(), |cost| cost.to_string()));
    for branch in &forecast.branches {
        let why = if branch.from.cost.is_none() {
            "over the window".to_owned()
        } else {
            branch.from.tier.map_or_else(String::new, |tier| format!("beyond {}", short(tier)))
        };
        table.row(vec![
            thousands(branch.from.prompt_tokens).into(),
            thousands(branch.to.prompt_tokens).into(),
            cost(&branch.from),
            cost(&branch.to),
            format!("{} %", branch.share.percent).into(),
            Cell::styled(DIM, why),
        ]);
    }
    table.fitted(None).0.write(out);
}

/// What must be sent and held, and how long to wait.
fn needs(out: &mut String, access: &Access, is_range: bool, width: Option<usize>) {
    let end = if is_range { " at the high end" } else { "" };
    let mut say = |label: &str, text: String| labelled(out, label, 9, &text, width);
    let limit = |limit: Option<u32>| thousands(limit.unwrap_or_default());
    match access.window.fit {
        "unknown" => say("window", "not known".to_owned()),
        "over" => say(
            "window",
            format!(
                "{}: the prompt is {} tokens too long",
                limit(access.window.limit),
                thousands(access.window.over_by.unwrap_or_default())
            ),
        ),
        fit => {
            let header = if fit == "with_header" {
                format!(" ({} without a header)", limit(access.window.standard))
            } else {
                String::new()
            };
            say(
                "window",
                format!("{}{header}: {} left{end}", limit(access.window.limit), limit(access.window.left)),
            );
        }
    }
    if let Some(over) = &access.overflow {
        let then = match over.then {
            Some("error") => "the request is refused",
            Some("stops") => "the answer stops where the window is full",
            Some("truncates") => "the answer is cut without a word",
            _ => "what happens is not known",
        };
        say(
            "overflow",
            format!(
                "prompt and output pass the window by {} tokens: {then}; {} are left for output",
                thousands(over.by),
                thousands(over.room)
            ),
        );
    }
    if access.output.fit == "over" {
        say(
            "output",
            format!(
                "the model writes at most {} tokens, asked for {}",
                limit(access.output.limit),
                thousands(access.max_tokens)
            ),
        );
    }
    for header in &access.headers {
        say("header", format!("anthropic-beta: {}, opens {}", header.value, header.opens));
    }
    for need in &access.needs {
        say("needs", need.clone());
    }
    let stream = if access.stream { "; stream the answer, or send a batch" } else { "" };
    say("timeout", format!("{} s at least{stream}", thousands(access.timeout_s)));
}

/// The cost over the length of the prompt.
fn picture(out: &mut String, cliff: &Cliff) {
    let at = |column: usize| u64::from(cliff.upto) * column as u64 / COLUMNS as u64;
    let value = |column: usize| -> Option<Decimal> {
        let length = at(column + 1);
        let point = cliff.curve.iter().rev().find(|point| point.prompt_tokens <= length)?;
        point.cost.map(|cost: Money| cost.0)
    };
    let column = |tokens: u64| (tokens * COLUMNS as u64 / u64::from(cliff.upto.max(1))) as usize;
    let now = column(cliff.now.prompt_tokens.saturating_sub(1)).min(COLUMNS - 1);
    let plot = Plot {
        values: (0..COLUMNS).map(value).collect(),
        marked: (0..COLUMNS).map(|c| c == now).collect(),
        line: cliff.steps.first().and_then(|step| step.below.cost).map(|cost| cost.0),
        label: |value| value.normalize().to_string(),
    };
    out.push_str(&paint(DIM, "cost of one request over the length of its prompt"));
    out.push('\n');
    plot.write(out);
    let mut ticks = vec![(0, "0".to_owned())];
    ticks.extend(
        cliff
            .steps
            .iter()
            .map(|step| (column(step.below.prompt_tokens), format!("╵{}", short(step.threshold)))),
    );
    ticks.push((COLUMNS - 1, short(cliff.upto)));
    axis(out, plot.margin(), &ticks);
    axis(out, plot.margin(), &[(now, format!("▲ {}", thousands(cliff.now.prompt_tokens)))]);
    for step in &cliff.steps {
        if let (Some(low), Some(high)) = (step.below.cost, step.beyond.cost) {
            let text = format!(
                "one token more than {} costs {}: from {low} to {high}",
                thousands(step.below.prompt_tokens),
                step.jump
            );
            out.push_str(&paint(DIM, text));
            out.push('\n');
        }
    }
}
