//! `tokentoll reconcile`: our prices beside a vendor's bill.

use super::args::ReconcileArgs;
use super::gather;
use super::told::Fault;
use crate::files;
use crate::outcome::{Page, Stop};
use crate::style::{self, BAD, DIM, GOOD, HEAD, NAME, PLAIN, WARN, paint, plural};
use crate::table::{Align, Cell, Column, Table};
use serde::Serialize;
use std::fmt::Write as _;
use tokentoll::ledger::{self, Reconciliation, Tolerance};
use tokentoll::usage::log::cost_report;

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    found: &'a Reconciliation,
    /// What of the logs could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<&'a Fault>,
}

/// Compares, and shows what differs.
pub(crate) fn reconcile(args: &ReconcileArgs, width: Option<usize>) -> Result<Page, Stop> {
    let book = files::book(&args.which.prices.paths)?;
    args.which.check()?;
    let text = files::bytes(&args.bill)?;
    let bill =
        cost_report(&text).map_err(|fault| Stop::wrong(format!("{}: {fault}", args.bill.display())))?;
    let gathered = gather::gather(&args.logs)?;
    let query = args.which.query(Vec::new(), None);
    let percent = args.tolerance_percent.decimal();
    let tolerance = Tolerance::new(args.tolerance, percent);
    let found = ledger::reconcile(gathered.ledger(), &query, &book, &bill, tolerance)
        .map_err(|failure| Stop::Failed { failure, short: None, hint: None })?;
    let good = found.differing == 0 && found.not_priced == 0 && gathered.faults().next().is_none();
    if args.json {
        let answer = Answer { found: &found, faults: gathered.faults().collect() };
        let text = serde_json::to_string(&answer).unwrap_or_else(|e| unreachable!("plain data: {e}"));
        return Ok(Page::raw(text + "\n", good));
    }
    let mut page = show(&found, width);
    let faults: u64 = gathered.faults().map(|fault| fault.count).sum();
    if faults > 0 {
        let places = plural(usize::try_from(faults).unwrap_or(usize::MAX), "place");
        let text = format!("{places} of the logs could not be read: `tokentoll usage` lists them");
        style::paragraph(&mut page, &paint(WARN, "not read: "), 10, &text, width);
    }
    Ok(Page::styled(page, good))
}

fn show(found: &Reconciliation, width: Option<usize>) -> String {
    let mut out = String::new();
    let mut table = Table::new(vec![
        Column::new("day", Align::Left),
        Column::new("what", Align::Left),
        Column::new("ours", Align::Point),
        Column::new("bill", Align::Point),
        Column::new("difference", Align::Point),
        Column::new("", Align::Left),
    ]);
    for line in &found.lines {
        let style = if line.agrees { PLAIN } else { WARN };
        table.row(vec![
            Cell::styled(NAME, &line.day),
            Cell::styled(NAME, &line.what),
            Cell::styled(PLAIN, &line.ours),
            Cell::styled(PLAIN, &line.theirs),
            Cell::styled(style, &line.difference),
            Cell::styled(style, line.reason.unwrap_or("")),
        ]);
    }
    table.rule();
    table.row(vec![
        Cell::styled(HEAD, "total"),
        Cell::from(""),
        Cell::styled(HEAD, &found.ours),
        Cell::styled(HEAD, &found.theirs),
        Cell::styled(HEAD, &found.difference),
        Cell::styled(HEAD, &found.currency),
    ]);
    table.fitted(width).0.write(&mut out);
    out.push('\n');
    let mut told: Vec<&str> = Vec::new();
    for line in &found.lines {
        if let (Some(reason), Some(because)) = (line.reason, &line.because)
            && !told.contains(&reason)
        {
            told.push(reason);
            style::paragraph(&mut out, &paint(DIM, format!("{reason}: ")), 2, because, width);
        }
    }
    match found.differing {
        0 => drop(writeln!(out, "{}", paint(GOOD, "everything agrees"))),
        n => drop(writeln!(
            out,
            "{}",
            paint(BAD, format!("{} out of {}", plural(n, "difference"), plural(found.lines.len(), "line")))
        )),
    }
    if found.not_priced > 0 {
        let requests = plural(usize::try_from(found.not_priced).unwrap_or(usize::MAX), "request");
        let text = format!("{requests} of ours without a price: `tokentoll usage` tells why");
        style::paragraph(&mut out, &paint(WARN, "not priced: "), 12, &text, width);
    }
    out
}
