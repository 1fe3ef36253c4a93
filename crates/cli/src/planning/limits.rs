//! `tokentoll limits`: how many such requests can be sent in a minute.

use super::args::{LimitsArgs, OwnArgs};
use super::{Asker, duration, given};
use crate::outcome::{Page, Stop};
use crate::style::{self, BAD, DIM, GOOD, WARN, labelled, paint, thousands};
use crate::table::{Align, Cell, Column, Table};
use serde_json::{Value, json};
use tokentoll::planning::{Batches, PlanAnswer, Throughput};
use tokentoll::{Day, PriceBook};

/// Tells the limits of what the arguments ask for.
///
/// # Errors
/// [`Stop`] where there is no answer, unless JSON was asked for.
pub(crate) fn limits(
    args: &LimitsArgs,
    book: &PriceBook,
    today: Day,
    width: Option<usize>,
) -> Result<Page, Stop> {
    let asker = Asker::new(book, &args.place, today, width);
    let answer = asker.ask(
        "limits",
        json!({
            "usage": given(&args.counts, "limits", &args.place.model)?,
            "requests": args.requests, "latency_ms": args.latency, "per_minute": args.per_minute,
            "own": own(&args.own),
        }),
    );
    if args.place.json {
        return Ok(asker.json(&answer));
    }
    let PlanAnswer::Limits(limits) = answer else { return Err(asker.stop(answer)) };
    let mut out = String::new();
    asker.header(&mut out, &limits.at);
    if let Some(class) = limits.tiers.first() {
        let counted = thousands(class.counted_input);
        let pool = if class.long_context { ", served from the pool of long prompts" } else { "" };
        asker.say(&mut out, &format!("Class {}: {counted} tokens of each prompt count{pool}.", class.class));
    }
    if let Some(batch) = &limits.batch {
        // The tokens of a minute are those of requests sent one by one.
        out.push('\n');
        batches(&mut out, batch, args);
        asker.say(&mut out, "Sent one by one instead:");
    }
    out.push('\n');
    table(limits.tiers.iter().chain(&limits.own), args).write(&mut out);
    for tier in &limits.closed {
        asker.say(&mut out, &format!("Usage tier {tier} cannot send such a prompt."));
    }
    let mut exceeded = limits.tiers.iter().filter(|tier| !tier.exceeded_by_one.is_empty());
    if let Some(own) = limits.own.as_ref().filter(|own| !own.exceeded_by_one.is_empty()) {
        let which = own.exceeded_by_one.join(" and ");
        asker.say(
            &mut out,
            &format!("One request alone exceeds the {which} tokens of a minute that you gave."),
        );
    }
    if let Some(first) = exceeded.next() {
        let tiers = std::iter::once(first).chain(exceeded).map(|t| &*t.tier).collect::<Vec<_>>().join(", ");
        asker.say(
            &mut out,
            &format!(
                "One request alone exceeds the {} tokens of a minute in usage tier {tiers}.",
                first.exceeded_by_one.join(" and ")
            ),
        );
    }
    match (&limits.needed, args.per_minute) {
        (Some(Some(tier)), Some(rate)) => {
            style::paragraph(
                &mut out,
                &paint(GOOD, format!("Usage tier {tier} holds {} requests a minute.", thousands(rate))),
                0,
                "",
                width,
            );
        }
        (Some(None), Some(rate)) => {
            style::paragraph(
                &mut out,
                &paint(BAD, format!("No usage tier holds {} requests a minute.", thousands(rate))),
                0,
                "",
                width,
            );
        }
        _ => {}
    }
    out.push('\n');
    if let Some(source) = &limits.limits {
        let text = format!("{}, checked {}, {} confidence", source.entry, source.checked, source.confidence);
        labelled(&mut out, "limits", 8, &text, width);
        labelled(&mut out, "source", 8, &source.source, width);
    }
    if let Some(note) = &limits.note {
        labelled(&mut out, "note", 8, note, width);
    }
    asker.warnings(&mut out, &limits.at);
    Ok(Page::styled(out, !limits.tiers.is_empty() || limits.own.is_some()))
}

fn own(args: &OwnArgs) -> Option<Value> {
    Some(json!({
        "requests": args.rpm?, "input": args.itpm?, "output": args.otpm?,
        "cache_reads_count": args.cache_reads_count,
    }))
}

fn table<'t>(tiers: impl Iterator<Item = &'t Throughput>, args: &LimitsArgs) -> Table {
    let mut table = Table::new(vec![
        Column::new("usage tier", Align::Left),
        Column::new("requests/min", Align::Point),
        Column::new("bound by", Align::Left),
        Column::new("of a minute", Align::Right),
        Column::new(
            args.requests.map_or_else(String::new, |n| format!("{} take", thousands(n))),
            Align::Right,
        ),
        Column::new(if args.latency.is_some() { "at once" } else { "" }, Align::Right),
    ]);
    for tier in tiers {
        table.row(row(tier));
    }
    table.fitted(None).0
}

fn row(tier: &Throughput) -> Vec<Cell> {
    let limit = tier.allows.iter().find(|allowed| allowed.limit == tier.binding);
    let style = if tier.exceeded_by_one.is_empty() { DIM } else { WARN };
    vec![
        tier.tier.as_str().into(),
        tier.per_minute.as_str().into(),
        if tier.binding == "requests" { "requests".to_owned() } else { format!("{} tokens", tier.binding) }
            .into(),
        Cell::styled(style, limit.map_or_else(String::new, |limit| thousands(limit.per_minute))),
        tier.seconds.map_or_else(String::new, duration).into(),
        tier.concurrency.map_or_else(String::new, thousands).into(),
    ]
}

fn batches(out: &mut String, batch: &Batches, args: &LimitsArgs) {
    let mut table = Table::new(vec![
        Column::new("batches in usage tier", Align::Left),
        Column::new("calls/min", Align::Right),
        Column::new("queue", Align::Right),
        Column::new(
            args.requests.map_or_else(String::new, |n| format!("waves for {}", thousands(n))),
            Align::Right,
        ),
    ]);
    for tier in &batch.tiers {
        table.row(vec![
            tier.tier.as_str().into(),
            thousands(tier.calls_per_minute).into(),
            thousands(tier.queue).into(),
            tier.waves.map_or_else(String::new, thousands).into(),
        ]);
    }
    table.fitted(None).0.write(out);
    if let (Some(most), Some(megabytes), Some(hours)) =
        (batch.most_requests, batch.most_megabytes, batch.hours)
    {
        let text = format!(
            "A batch holds at most {} requests or {megabytes} MB, and takes up to {hours} hours.",
            thousands(most)
        );
        out.push_str(&text);
        out.push('\n');
    }
}
