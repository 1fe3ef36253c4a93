//! What logs used, as text.

use super::args::fields;
use super::budget::Over;
use super::gather::{Counts, Gathered};
use crate::show::{self, Shown};
use crate::style::{self, BAD, DIM, GOOD, HEAD, NAME, PLAIN, WARN, paint, plural, thousands};
use crate::table::{Align, Cell, Column, Table};
use std::fmt::Write as _;
use tokentoll::ledger::{Explained, Group, Query, Summary};
use tokentoll::wire::Answer;
use tokentoll::{Meter, PriceBook};

/// The most rows that the sections below the table show.
const ROWS: usize = 20;

/// Groups as a table, then what has no price, then what was read.
pub(crate) fn summary(
    summary: &Summary,
    gathered: &Gathered,
    over: &[Over],
    query: &Query,
    width: Option<usize>,
) -> String {
    let mut out = String::new();
    let (table, gone) = table(summary, query).fitted(width);
    table.write(&mut out);
    let gone: Vec<_> = gone.into_iter().filter(|title| !title.is_empty()).collect();
    if !gone.is_empty() {
        let text = format!("no room for {}: a wider screen, --json or --csv shows them", gone.join(", "));
        style::paragraph(&mut out, &paint(DIM, ""), 0, &text, width);
    }
    out.push('\n');
    out.push_str(&self::over(over, width));
    if summary.total.what_if_missing > 0 {
        let requests =
            plural(usize::try_from(summary.total.what_if_missing).unwrap_or(usize::MAX), "request");
        let text = format!("{requests} cannot be had so, and are left out of that column");
        style::paragraph(&mut out, &paint(WARN, "what if: "), 9, &text, width);
    }
    if summary.not_priced.is_empty() {
        let _ = writeln!(out, "{}", paint(GOOD, "not priced: nothing"));
    }
    out.push_str(&missing(Some(summary), gathered, width));
    read(&mut out, gathered, width);
    out
}

/// Budgets that are exceeded.
pub(crate) fn over(over: &[Over], width: Option<usize>) -> String {
    let mut out = String::new();
    for over in over {
        let what = match (&over.by, &over.key) {
            (Some(by), Some(key)) => format!("{by} {key}"),
            _ => "all".to_owned(),
        };
        let text = format!("{what} cost {} {}, its budget is {}", over.spent, over.currency, over.most);
        style::paragraph(&mut out, &paint(BAD, "over budget: "), 13, &text, width);
    }
    out
}

/// What has no price and what could not be read; nothing where all is there.
pub(crate) fn missing(summary: Option<&Summary>, gathered: &Gathered, width: Option<usize>) -> String {
    let mut out = String::new();
    if let Some(summary) = summary {
        not_priced(&mut out, summary, width);
    }
    faults(&mut out, gathered, width);
    out
}

/// Labels to group by that no request has.
pub(crate) fn unknown_labels(labels: &[&str], gathered: &Gathered, width: Option<usize>) -> String {
    let mut out = String::new();
    let here: Vec<&str> = gathered.ledger().labels().into_iter().collect();
    let here = if here.is_empty() { "none".to_owned() } else { here.join(", ") };
    let fields = fields();
    for label in labels {
        let text = format!(
            "met `{label}`, which no request has: expected one of {fields}, or a label of these logs: {here}"
        );
        style::paragraph(&mut out, &paint(WARN, "grouped by: "), 12, &text, width);
    }
    out
}

fn table(summary: &Summary, query: &Query) -> Table {
    let meters: Vec<Meter> =
        Meter::ALL.into_iter().filter(|meter| summary.total.counts.contains_key(meter)).collect();
    let mut columns: Vec<Column> =
        summary.by.iter().map(|field| Column::new(field.as_str(), Align::Left)).collect();
    columns.push(Column::new("requests", Align::Right).gives_way(3));
    columns.push(Column::new("not priced", Align::Right).gives_way(5));
    let rank = |meter: &Meter| match meter {
        Meter::Input | Meter::Output => 2,
        Meter::CacheRead => 3,
        _ => 4,
    };
    columns.extend(meters.iter().map(|m| Column::new(title(*m), Align::Right).gives_way(rank(m))));
    columns.push(Column::new("cost", Align::Point));
    columns.push(Column::new("", Align::Left));
    let other = query.what_if.as_ref().map_or_else(String::new, |what_if| format!("as {what_if}"));
    columns.push(Column::new(other, Align::Point));
    let mut table = Table::new(columns);
    let fields = summary.by.len();
    for group in &summary.groups {
        let key = group.key.iter().map(|value| {
            let value = if value.is_empty() { "–" } else { value };
            Cell::styled(NAME, value)
        });
        rows(&mut table, key.collect(), group, &meters, false);
    }
    if summary.groups.is_empty() {
        table.row(vec![Cell::styled(DIM, "no request")]);
    }
    table.rule();
    let mut label = vec![Cell::styled(HEAD, "total")];
    label.truncate(fields);
    label.resize_with(fields, || Cell::from(""));
    rows(&mut table, label, &summary.total, &meters, true);
    table
}

/// A row, and one more for each further currency.
fn rows(table: &mut Table, mut key: Vec<Cell>, group: &Group, meters: &[Meter], total: bool) {
    let plain = if total { HEAD } else { PLAIN };
    let fields = key.len();
    key.push(Cell::styled(plain, thousands(group.requests)));
    let missing = if group.not_priced > 0 { thousands(group.not_priced) } else { String::new() };
    key.push(Cell::styled(WARN, missing));
    key.extend(meters.iter().map(|meter| {
        let count = group.counts.get(meter).copied().unwrap_or(0);
        Cell::styled(plain, if count > 0 { thousands(count) } else { String::new() })
    }));
    let blank = fields + 2 + meters.len();
    let mut amounts = group.amounts.iter();
    let cells = |money: Option<&tokentoll::ledger::Money>| {
        let Some(money) = money else {
            return vec![Cell::styled(DIM, if group.requests > 0 { "–" } else { "0" })];
        };
        let other = group.what_if.iter().find(|other| other.currency == money.currency);
        vec![
            Cell::styled(plain, money.amount.to_string()),
            Cell::styled(plain, money.currency.name()),
            Cell::styled(plain, other.map_or_else(String::new, |other| other.amount.to_string())),
        ]
    };
    key.extend(cells(amounts.next()));
    table.row(key);
    for money in amounts {
        let mut row: Vec<Cell> = std::iter::repeat_with(|| Cell::from("")).take(blank).collect();
        row.extend(cells(Some(money)));
        table.row(row);
    }
}

fn title(meter: Meter) -> String {
    match meter {
        Meter::CacheRead => "cache read".to_owned(),
        Meter::CacheWrite5m => "write 5m".to_owned(),
        Meter::CacheWrite1h => "write 1h".to_owned(),
        other => other.name().replace('_', " "),
    }
}

fn not_priced(out: &mut String, summary: &Summary, width: Option<usize>) {
    if summary.not_priced.is_empty() {
        return;
    }
    let requests: u64 = summary.not_priced.iter().map(|reason| reason.requests).sum();
    let tokens: u64 = summary.not_priced.iter().map(|reason| reason.tokens).sum();
    let requests = plural(usize::try_from(requests).unwrap_or(usize::MAX), "request");
    let text = format!("not priced: {requests} of {} tokens", thousands(tokens));
    let _ = writeln!(out, "{}", paint(WARN, text));
    for reason in summary.not_priced.iter().take(ROWS) {
        let model = reason.model.as_deref().unwrap_or("no model");
        let seller = reason.seller.as_deref().map_or_else(String::new, |seller| format!(" at {seller}"));
        let text = format!(
            "{model}{seller}, {}, {} tokens: {}",
            plural(usize::try_from(reason.requests).unwrap_or(usize::MAX), "request"),
            thousands(reason.tokens),
            reason.message
        );
        let code = format!("  {}: ", reason.code);
        style::paragraph(out, &paint(DIM, code), 4, &text, width);
    }
    more(out, summary.not_priced.len());
}

fn faults(out: &mut String, gathered: &Gathered, width: Option<usize>) {
    let faults: Vec<_> = gathered.faults().collect();
    if faults.is_empty() {
        return;
    }
    let all: u64 = faults.iter().map(|fault| fault.count).sum();
    let text = format!("not read: {}", plural(usize::try_from(all).unwrap_or(usize::MAX), "place"));
    let _ = writeln!(out, "{}", paint(WARN, text));
    for fault in faults.iter().take(ROWS) {
        let line = if fault.line > 0 { format!(":{}", fault.line) } else { String::new() };
        let times =
            if fault.count > 1 { format!(" ({} such)", thousands(fault.count)) } else { String::new() };
        let text = format!("{}{line}: {}{times}", fault.source, fault.message);
        let code = format!("  {}: ", fault.code);
        style::paragraph(out, &paint(DIM, code), 4, &text, width);
    }
    more(out, faults.len());
}

fn more(out: &mut String, rows: usize) {
    if let Some(more @ 1..) = rows.checked_sub(ROWS) {
        let _ = writeln!(out, "  and {}, which --json lists", plural(more, "more reason"));
    }
}

fn read(out: &mut String, gathered: &Gathered, width: Option<usize>) {
    let Counts { logs, others, other, repeats, waiting, left_out, .. } = gathered.counts();
    let mut text = plural(logs, "log");
    let _ = write!(text, ", {}", plural(gathered.ledger().len(), "request"));
    if repeats > 0 {
        let _ = write!(
            text,
            "; {} told of a request again",
            plural(usize::try_from(repeats).unwrap_or(0), "record")
        );
    }
    for (reason, count) in left_out {
        let _ = write!(text, "; {} {}", thousands(count), words(reason));
    }
    if waiting > 0 {
        let _ = write!(text, "; {} not written to the end yet", plural(waiting, "last line"));
    }
    if let Some(other) = other {
        let such = if others > 1 { ", such as" } else { ":" };
        let _ = write!(text, "; {} of no known format{such} {other}", plural(others, "file"));
    }
    style::paragraph(out, &paint(DIM, "read: "), 6, &text, width);
}

fn words(aside: &str) -> &str {
    match aside {
        "synthetic" => "written by the client itself",
        "summary" => "sums of requests that stand elsewhere",
        "gateway_cache" => "answered from a gateway's cache",
        "repeat" => "repeated within a session",
        other => other,
    }
}

/// Bills of single requests.
pub(crate) fn explained(found: &[Explained], book: &PriceBook, width: Option<usize>) -> String {
    let mut out = String::new();
    for (i, one) in found.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        for (label, text) in [("log", &one.source), ("project", &one.project), ("session", &one.session)] {
            if !text.is_empty() {
                style::labelled(&mut out, label, 9, text, width);
            }
        }
        match &one.answer {
            Answer::Quote(quote) => {
                let model = book.find(Some(&quote.seller), &quote.model).ok();
                let name = model.map(|found| found.model.name()).filter(|name| *name != quote.model);
                let shown = Shown { quote, name, today: false, hint: None };
                out.push_str(&show::quote(&shown, width));
            }
            Answer::Error(answer) => {
                style::paragraph(&mut out, &paint(BAD, "no price: "), 10, &answer.error.message, width);
            }
        }
    }
    out
}
