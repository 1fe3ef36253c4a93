//! A quote as text. Holds no pricing rule: it walks the lines of the wire form.

use crate::footnotes::Footnotes;
use crate::outcome::hint_line;
use crate::style::{self, BAD, DIM, GOOD, HEAD, NAME, PLAIN, WARN, paint, thousands};
use crate::table::{Align, Cell, Column, Table};
use anstyle::Style;
use std::fmt::Write as _;
use tokentoll::wire::{Adjustment, Line, Part, Quote, Terms, Tier};
use unicode_width::UnicodeWidthStr;

/// A quote and what to say beside it.
pub(crate) struct Shown<'q> {
    /// The quote.
    pub(crate) quote: &'q Quote,
    /// The model's name, for people.
    pub(crate) name: Option<&'q str>,
    /// Whether the day is the default.
    pub(crate) today: bool,
    /// What would work, for a rejection.
    pub(crate) hint: Option<String>,
}

/// Where the texts beside the labels start.
const COLUMN: usize = 9;

/// The quote, for a screen of a width.
pub(crate) fn quote(shown: &Shown<'_>, width: Option<usize>) -> String {
    let quote = shown.quote;
    let mut out = String::new();
    if let Some(reason) = &quote.reason {
        style::paragraph(&mut out, &paint(BAD, "rejected: "), 10, reason, width);
        if let Some(hint) = &shown.hint {
            out.push_str(&hint_line(hint, width));
        }
        out.push('\n');
    }
    let heading = Heading {
        seller: &quote.seller,
        model: &quote.model,
        name: shown.name,
        on: &quote.on,
        today: shown.today,
        terms: &quote.terms,
    };
    heading.write(&mut out, width);
    if quote.parts.is_empty()
        && let Some(tier) = &quote.tier
    {
        style::paragraph(&mut out, "", 0, &reached(tier, quote.prompt_tokens), width);
    }
    if quote.total.is_some() {
        out.push('\n');
        lines(&mut out, quote, width);
    }
    out.push('\n');
    footer(&mut out, quote, width);
    out
}

/// The first line of a page: where, when and how.
pub(crate) struct Heading<'h> {
    /// The seller.
    pub(crate) seller: &'h str,
    /// The model's id.
    pub(crate) model: &'h str,
    /// The model's name, for people.
    pub(crate) name: Option<&'h str>,
    /// The day.
    pub(crate) on: &'h str,
    /// Whether the day is the default.
    pub(crate) today: bool,
    /// The terms.
    pub(crate) terms: &'h Terms,
}

impl Heading<'_> {
    /// `anthropic · claude-opus-4-6 · 2026-03-12 · batch`, for a screen of a width.
    pub(crate) fn write(&self, out: &mut String, width: Option<usize>) {
        let mut parts = vec![(PLAIN, self.seller.to_owned()), (HEAD, self.model.to_owned())];
        parts.extend(self.name.map(|name| (PLAIN, name.to_owned())));
        parts.push((PLAIN, format!("{}{}", self.on, if self.today { " (today)" } else { "" })));
        let terms = self.terms;
        for (word, default, label) in [
            (terms.service_tier, "standard", ""),
            (terms.speed, "standard", ""),
            (terms.inference_geo, "global", "geo "),
            (terms.endpoint, "global", "endpoint "),
        ] {
            if word != default {
                parts.push((NAME, format!("{label}{word}")));
            }
        }
        let mut column = 0;
        for (style, part) in parts {
            let part = style::clean(&part);
            let room = column + 3 + part.width();
            if column > 0 && width.is_some_and(|width| room > width) {
                out.push('\n');
                column = 0;
            }
            let _ = write!(out, "{}{}", if column > 0 { " · " } else { "" }, paint(style, &part));
            column = if column > 0 { room } else { part.width() };
        }
        out.push('\n');
    }
}

/// `long_context: prompt 210,000 > 200,000, whole request`.
fn reached(tier: &Tier, prompt: u64) -> String {
    let (sign, threshold) = match (tier.above, tier.at_least) {
        (Some(above), _) => (">", above),
        (None, at_least) => ("≥", at_least.unwrap_or_default()),
    };
    let scope = match (tier.scope, tier.output) {
        ("volume", _) => "whole request".to_owned(),
        (_, Some("whole")) => "only the excess, and all output".to_owned(),
        (_, Some("standard")) => "only the excess, and no output".to_owned(),
        (_, Some("proportional")) => "only the excess, and the same share of output".to_owned(),
        (scope, _) => scope.to_owned(),
    };
    format!("{}: prompt {} {sign} {}, {scope}", tier.name, thousands(prompt), thousands(threshold))
}

fn lines(out: &mut String, quote: &Quote, width: Option<usize>) {
    let inline = table(quote, false);
    let table = if width.is_some_and(|width| inline.width() > width) { table(quote, true) } else { inline };
    table.write(out);
}

fn table(quote: &Quote, stacked: bool) -> Table {
    let adjusted = quote.lines.iter().any(|line| !line.adjustments.is_empty());
    let mut table = Table::new(vec![
        Column::new("meter", Align::Left),
        Column::new("count", Align::Right),
        Column::new("of the prompt", Align::Left),
        Column::new("list rate", Align::Right),
        Column::new("adjustments", Align::Left),
        Column::new("rate", Align::Right),
        Column::new("amount", Align::Point),
        Column::new("", Align::Left),
    ]);
    if quote.parts.is_empty() {
        quote.lines.iter().for_each(|line| rows(&mut table, line, adjusted, stacked));
    }
    for (i, part) in quote.parts.iter().enumerate() {
        table.heading(part_heading(i, part, &quote.currency));
        let lines = quote.lines.iter().filter(|line| line.part == Some(i));
        lines.for_each(|line| rows(&mut table, line, adjusted, stacked));
    }
    if quote.lines.is_empty() {
        table.row(vec![Cell::styled(DIM, "nothing used")]);
    }
    table.rule();
    let mut sum = |label: Cell, amount: String, currency: &str, style: Style| {
        let blank = || Cell::from("");
        let amount = Cell::styled(style, amount);
        table.row(vec![
            label,
            blank(),
            blank(),
            blank(),
            blank(),
            blank(),
            amount,
            Cell::styled(style, currency),
        ]);
    };
    let total = quote.total.map_or_else(String::new, |total| total.to_string());
    sum(Cell::styled(HEAD, "total"), total, &quote.currency, HEAD);
    if let Some(converted) = &quote.converted {
        let label = format!("at {}", converted.rate);
        sum(Cell::styled(PLAIN, label), converted.total.to_string(), converted.currency, PLAIN);
    }
    table.fitted(None).0
}

fn rows(table: &mut Table, line: &Line, adjusted: bool, stacked: bool) {
    let count = match line.billed {
        Some(billed) => format!("{} → {}", thousands(line.count), thousands(billed)),
        None => thousands(line.count),
    };
    let span =
        line.span.map_or_else(String::new, |s| format!("{} to {}", thousands(s.after), thousands(s.upto)));
    let changes: Vec<_> = line.adjustments.iter().map(change).collect();
    let changes = if stacked { changes } else { vec![changes.join("  ")] };
    let mut changes = changes.into_iter().map(|change| Cell::styled(WARN, change));
    let rounded = if line.rounded { "rounded" } else { "" };
    table.row(vec![
        line.meter.into(),
        count.into(),
        Cell::styled(DIM, span),
        if adjusted { (&*line.list_rate).into() } else { "".into() },
        changes.next().unwrap_or_else(|| "".into()),
        (&*line.rate).into(),
        line.amount.to_string().into(),
        Cell::styled(DIM, rounded),
    ]);
    for change in changes {
        table.row(vec!["".into(), "".into(), "".into(), "".into(), change]);
    }
}

/// `×2 long_context`, or `to 0.13/Mtok batch` where no exact factor exists.
fn change(adjustment: &Adjustment) -> String {
    match (&adjustment.factor, &adjustment.rate) {
        (Some(factor), _) => format!("×{factor} {}", adjustment.name),
        (None, Some(rate)) => format!("to {rate} {}", adjustment.name),
        (None, None) => adjustment.name.to_owned(),
    }
}

fn part_heading(i: usize, part: &Part, currency: &str) -> String {
    let mut heading = paint(HEAD, format!("{} {}", i + 1, part.kind));
    let _ = write!(heading, " · {} · {} {currency}", style::clean(&part.model), part.total);
    if let Some(tier) = &part.tier {
        let _ = write!(heading, "\n  {}", reached(tier, part.prompt_tokens));
    }
    heading
}

fn footer(out: &mut String, quote: &Quote, width: Option<usize>) {
    let (style, words) = match quote.verdict {
        "priced" => (GOOD, "priced"),
        "option_ignored" => (WARN, "option_ignored: priced, but an option has no effect"),
        "rejected" => (BAD, "rejected: the seller refuses such a request on that day"),
        other => (PLAIN, other),
    };
    let _ = writeln!(out, "{}{}", paint(DIM, format!("{:COLUMN$}", "verdict")), paint(style, words));
    let mut notes = Footnotes::default();
    let mut told: Vec<&str> = Vec::new();
    let parts = quote.parts.iter().map(|part| &part.price);
    let prices = parts.chain(quote.parts.is_empty().then_some(&quote.price)).map(|source| ("price", source));
    for (label, source) in prices.chain(quote.also.iter().map(|source| ("also", source))) {
        if told.contains(&&*source.entry) {
            continue;
        }
        told.push(&source.entry);
        let sure = if source.confidence == "high" {
            String::new()
        } else {
            format!(", {} confidence", source.confidence)
        };
        let cited = notes.cite(source.source.split("; "));
        style::labelled(
            out,
            label,
            COLUMN,
            &format!("{}, checked {}{sure} {cited}", source.entry, source.checked),
            width,
        );
    }
    for warning in &quote.warnings {
        let label = format!("warning[{}]: ", warning.code);
        style::paragraph(out, &paint(WARN, &label), COLUMN, &warning.message, width);
    }
    out.push('\n');
    notes.write(out, width);
}
