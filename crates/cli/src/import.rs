//! `tokentoll prices import`: price lists of other projects, as price files.

use crate::args::ImportArgs;
use crate::files;
use crate::outcome::{Page, Stop};
use crate::style::{self, DIM, NAME, WARN, clean, paint, plural};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use tokentoll::Day;
use tokentoll::book::data::SellerFile;
use tokentoll::book::import::{Imported, Refused};

/// What became of a list.
#[derive(Serialize)]
struct Summary {
    sellers: usize,
    models: usize,
    /// How many models were left out, by reason.
    refused: BTreeMap<String, usize>,
    /// How many models lack a feature, by feature.
    partial: BTreeMap<String, usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

/// Every model that was refused or read in part.
#[derive(Serialize)]
struct Details {
    refused: Vec<Detail>,
    partial: Vec<Detail>,
}

/// One of them.
#[derive(Serialize)]
struct Detail {
    id: String,
    reason: String,
}

/// Imports a list.
///
/// # Errors
/// [`Stop`] for what is no such list, and for files that exist or cannot be written.
pub(crate) fn import(args: &ImportArgs, today: Day) -> Result<Page, Stop> {
    let bytes = files::bytes(&args.file)?;
    let name = args.file.file_name().map_or_else(|| "standard input".into(), |name| name.to_string_lossy());
    let described = format!("{} price list, {name}, read on {today}", args.from);
    let from = args.on.unwrap_or(today);
    let imported = tokentoll::book::import::import(args.from, &bytes, from, today, &described)
        .map_err(|e| Stop::wrong(format!("{}: {e}", args.file.display())))?;
    let imported = only(imported, &args.seller);
    let summary = summary(&imported, args.verbose);
    let told = if args.json {
        serde_json::to_string_pretty(&summary).unwrap_or_else(|e| unreachable!("plain data: {e}")) + "\n"
    } else {
        text(&summary)
    };
    if imported.sellers.is_empty() {
        tell(&told)?;
        let stop = Stop::nothing("nothing was imported");
        return Err(if args.seller.is_empty() {
            stop
        } else {
            stop.hint("leave out --seller to import every seller of the list")
        });
    }
    match &args.out {
        Some(dir) => {
            files::write_all(dir, &named(&imported.sellers), args.force)?;
            if args.json {
                return Ok(Page::raw(told, true));
            }
            tell(&told)?;
            Ok(Page::raw(String::new(), true))
        }
        None => {
            tell(&told)?;
            Ok(Page::raw(pretty(&imported.sellers) + "\n", true))
        }
    }
}

/// The summary stands beside the files, not among them.
fn tell(text: &str) -> Result<(), Stop> {
    Ok(anstream::AutoStream::auto(std::io::stderr().lock()).write_all(text.as_bytes())?)
}

fn only(mut imported: Imported, sellers: &[String]) -> Imported {
    if !sellers.is_empty() {
        let wanted = |refused: &Refused| {
            sellers.iter().any(|s| refused.id.strip_prefix(&**s).is_some_and(|rest| rest.starts_with('/')))
        };
        imported.sellers.retain(|file| sellers.contains(&file.seller));
        imported.refused.retain(wanted);
        imported.partial.retain(wanted);
    }
    imported
}

/// File names and texts; the importer lets through only ids that are file names.
fn named(sellers: &[SellerFile]) -> Vec<(String, String)> {
    sellers.iter().map(|file| (format!("{}.json", file.seller), pretty(file) + "\n")).collect()
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|e| unreachable!("plain data: {e}"))
}

fn summary(imported: &Imported, verbose: bool) -> Summary {
    let by_reason = |list: &[Refused]| {
        let mut counts = BTreeMap::new();
        list.iter().for_each(|refused| *counts.entry(kind(&refused.reason)).or_default() += 1);
        counts
    };
    let each = |list: &[Refused]| {
        list.iter().map(|r| Detail { id: r.id.clone(), reason: r.reason.clone() }).collect()
    };
    Summary {
        sellers: imported.sellers.len(),
        models: imported.sellers.iter().map(|seller| seller.models.len()).sum(),
        refused: by_reason(&imported.refused),
        partial: by_reason(&imported.partial),
        details: verbose
            .then(|| Details { refused: each(&imported.refused), partial: each(&imported.partial) }),
    }
}

/// The reason without the numbers that make it one of a kind.
fn kind(reason: &str) -> String {
    let number = |quoted: &str| quoted.starts_with(|c: char| c.is_ascii_digit());
    let parts =
        reason.split('`').enumerate().map(|(i, part)| if i % 2 == 1 && number(part) { "…" } else { part });
    parts.collect::<Vec<_>>().join("`")
}

fn text(summary: &Summary) -> String {
    let (refused, partial): (usize, usize) = (summary.refused.values().sum(), summary.partial.values().sum());
    let mut out = format!(
        "{} of {} imported, {refused} refused, {} left out\n",
        plural(summary.models, "model"),
        plural(summary.sellers, "seller"),
        plural(partial, "feature")
    );
    for (word, counts) in [("refused", &summary.refused), ("partial", &summary.partial)] {
        let mut counts: Vec<_> = counts.iter().collect();
        counts.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let rest: usize = counts.iter().skip(REASONS).map(|(_, count)| **count).sum();
        for (reason, count) in counts.iter().take(REASONS) {
            style::paragraph(&mut out, &format!("{} {count:>5}  ", paint(WARN, word)), 15, reason, None);
        }
        if rest > 0 && summary.details.is_none() {
            let _ = writeln!(
                out,
                "{} {rest:>5}  {}",
                paint(WARN, word),
                paint(DIM, "for other reasons: --verbose lists them")
            );
        }
    }
    for (word, details) in
        summary.details.iter().flat_map(|d| [("refused", &d.refused), ("partial", &d.partial)])
    {
        for Detail { id, reason } in details {
            let _ = writeln!(out, "{} {}: {}", paint(WARN, word), paint(NAME, clean(id)), clean(reason));
        }
    }
    out
}

/// The most reasons that the summary names.
const REASONS: usize = 12;
