//! `tokentoll usage`: what logs used, and what it cost.

use super::args::UsageArgs;
use super::budget::{self, Over};
use super::gather::{self, Counts, Gather, Gathered, Named};
use super::{csv, show};
use crate::files;
use crate::outcome::{Page, Stop};
use serde::Serialize;
use std::collections::BTreeMap;
use tokentoll::PriceBook;
use tokentoll::ledger::{Field, Ledger, Query, Summary};

/// The exit code where a budget is exceeded.
const OVER: u8 = 3;

/// Reads the logs, prices them, and shows what was asked for.
pub(crate) fn usage(args: &UsageArgs, width: Option<usize>) -> Result<Page, Stop> {
    let book = files::book(&args.which.prices.paths)?;
    args.which.check()?;
    let gathered = gather::gather(&args.logs)?;
    page(args, &gathered, &book, width)
}

/// Reads the logs again and again, and hands on a page each time.
pub(crate) fn watch(
    args: &UsageArgs,
    seconds: u64,
    width: Option<usize>,
    mut show: impl FnMut(&Page) -> Result<(), Stop>,
) -> Result<u8, Stop> {
    let book = files::book(&args.which.prices.paths)?;
    args.which.check()?;
    let format = gather::format(&args.logs)?;
    let gather = Gather::new(&args.logs, format.as_ref().map(Named::format), true);
    let mut gathered = gather::before(&args.logs)?;
    let mut left = args.times;
    loop {
        gathered = gather.read(gathered)?;
        let page = page(args, &gathered, &book, width)?;
        show(&page)?;
        left = left.map(|left| left.saturating_sub(1));
        if left == Some(0) {
            return Ok(page.exit());
        }
        std::thread::sleep(std::time::Duration::from_secs(seconds));
    }
}

fn page(args: &UsageArgs, gathered: &Gathered, book: &PriceBook, width: Option<usize>) -> Result<Page, Stop> {
    let failed = |failure| Stop::Failed { failure, short: None, hint: None };
    if let Some(id) = &args.explain {
        return explain(args, gathered, book, id, width);
    }
    let query = args.which.query(args.by.clone(), args.what_if.clone());
    let ledger = gathered.ledger();
    if args.focus {
        let (rows, not_priced) =
            tokentoll::ledger::focus(ledger, &query, book, &args.billing_account).map_err(failed)?;
        let good = not_priced == 0 && gathered.faults().next().is_none();
        let page = Page::raw(csv::focus(&rows), good);
        // Rows have no place for what has no price; where all has one, nothing is priced a second time.
        let summary = (not_priced > 0).then(|| ledger.ask(&query, book)).transpose().map_err(failed)?;
        return Ok(page.noting(&show::missing(summary.as_ref(), gathered, width)));
    }
    let summary = ledger.ask(&query, book).map_err(failed)?;
    let over = budget::exceeded(&args.budget, args, gathered, book).map_err(failed)?;
    let good = summary.not_priced.is_empty() && gathered.faults().next().is_none();
    let page = if args.json {
        Page::raw(json(&summary, gathered, &over, book), good)
    } else if args.csv {
        let page = Page::raw(csv::summary(&summary), good);
        page.noting(&show::over(&over, width)).noting(&show::missing(Some(&summary), gathered, width))
    } else {
        Page::styled(show::summary(&summary, gathered, &over, &query, width), good)
    };
    let page = page.noting(&show::unknown_labels(&unknown_labels(args, ledger), gathered, width));
    Ok(if over.is_empty() { page } else { page.exiting(OVER) })
}

/// Labels to group by that no request has; where there is no request, all may be right.
fn unknown_labels<'a>(args: &'a UsageArgs, ledger: &Ledger) -> Vec<&'a str> {
    let known = ledger.labels();
    let fields = args.by.iter().chain(args.budget.iter().filter_map(|budget| budget.by.as_ref()));
    let labels = fields.filter_map(|field| match field {
        Field::Label(label) if !ledger.is_empty() && !known.contains(&**label) => Some(&**label),
        _ => None,
    });
    labels.collect()
}

/// The bill of one request.
fn explain(
    args: &UsageArgs,
    gathered: &Gathered,
    book: &PriceBook,
    id: &str,
    width: Option<usize>,
) -> Result<Page, Stop> {
    let query: Query = args.which.query(Vec::new(), None);
    let found = gathered.ledger().explain(id, &query, book);
    if found.is_empty() {
        let hint = "the id is that of an answer (msg_…, chatcmpl-…) or of an HTTP request (req_…)";
        return Err(Stop::nothing(format!("no request `{id}` in these logs")).hint(hint));
    }
    let good = found.iter().all(|one| one.answer.total().is_some());
    if args.json {
        let lines: String = found.iter().map(|one| one.answer.to_json() + "\n").collect();
        return Ok(Page::raw(lines, good));
    }
    Ok(Page::styled(show::explained(&found, book, width), good))
}

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    over_budget: &'a [Over],
    read: Read<'a>,
    prices: String,
}

/// What was read.
#[derive(Serialize)]
struct Read<'a> {
    files: usize,
    /// Files that look like no log.
    other_files: usize,
    records: u64,
    /// Records that told of a request that another one told of, too.
    repeats: u64,
    /// Files whose last line was not written to its end yet.
    waiting: usize,
    /// What was left out by design, by reason.
    left_out: BTreeMap<&'static str, u64>,
    /// What could not be read.
    faults: Vec<&'a super::told::Fault>,
}

fn json(summary: &Summary, gathered: &Gathered, over: &[Over], book: &PriceBook) -> String {
    let answer = Answer { summary, over_budget: over, read: read(gathered), prices: book.version() };
    let text = serde_json::to_string(&answer).unwrap_or_else(|e| unreachable!("answers are plain data: {e}"));
    text + "\n"
}

fn read(gathered: &Gathered) -> Read<'_> {
    let Counts { logs, others, records, repeats, waiting, left_out, .. } = gathered.counts();
    let faults = gathered.faults().collect();
    Read { files: logs, other_files: others, records, repeats, waiting, left_out, faults }
}
