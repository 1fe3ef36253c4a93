//! `tokentoll rates`: the whole price history of a model.

use crate::args::RatesArgs;
use crate::footnotes::Footnotes;
use crate::outcome::{Page, Stop};
use crate::style::{DIM, NAME, PLAIN, WARN, clean, labelled, paint, paragraph, thousands};
use crate::table::{Align, Cell, Column, Table, no_room, title};
use std::fmt::Write as _;
use tokentoll::book::UniqueMap;
use tokentoll::book::data::{FeeEntry, LongContext, OptionEntry, PriceEntry};
use tokentoll::rates::{Entry, ModelHistory, Period};
use tokentoll::{Meter, PriceBook};

/// Shows the history of a model.
///
/// # Errors
/// [`Stop`] for a seller or a model that is not known.
pub(crate) fn rates(args: &RatesArgs, book: &PriceBook, width: Option<usize>) -> Result<Page, Stop> {
    let found = book.find(args.seller.as_deref(), &args.model).map_err(|e| Stop::lookup(e, None))?;
    let history = ModelHistory::of(&found)
        .unwrap_or_else(|| unreachable!("prices on the command line are read from files"));
    if args.json {
        let text = serde_json::to_string_pretty(&history).unwrap_or_else(|e| unreachable!("plain data: {e}"));
        return Ok(Page::raw(text + "\n", true));
    }
    let mut out = String::new();
    header(&mut out, &history, width);
    let _ = writeln!(
        out,
        "\n{}{}",
        title("Prices"),
        paint(DIM, format!(" in {} per million tokens", history.currency))
    );
    let (table, gone) = prices(&history.prices).fitted(width);
    table.write(&mut out);
    if !gone.is_empty() {
        paragraph(&mut out, "", 0, &no_room(&gone), width);
    }
    let mut notes = Footnotes::default();
    for period in &history.prices {
        out.push('\n');
        let text = format!("{}{}", facts(period.entry), tiers_note(period.entry));
        labelled(&mut out, period.entry.from(), DATE, text.trim(), width);
        origin(&mut out, &mut notes, period, width);
    }
    let mut section = Section { out: &mut out, notes: &mut notes, width };
    section.write("Options", history.options.iter().flat_map(|(name, list)| named(name, list)), option);
    section.write("Fees", history.fees.iter().flat_map(|(name, list)| named(name, list)), fee);
    section.write("Requests refused before any output", named("", &history.refusals), |entry| {
        (if entry.billed { "billed" } else { "not billed" }).to_owned()
    });
    let _ = writeln!(out, "\n{}", title("Sources"));
    notes.write(&mut out, width);
    Ok(Page::styled(out, true))
}

/// Where texts beside days start.
const DATE: usize = 12;

fn header(out: &mut String, history: &ModelHistory<'_>, width: Option<usize>) {
    let name =
        if history.name == history.model { String::new() } else { format!(" · {}", clean(history.name)) };
    let _ = writeln!(
        out,
        "{} · {}{name} · {}",
        clean(history.seller),
        title(clean(history.model)),
        clean(history.seller_name)
    );
    if !history.aliases.is_empty() {
        labelled(out, "aliases", DATE, &history.aliases.join(", "), width);
    }
    let life = [
        ("released", history.released),
        ("deprecated", history.deprecated),
        ("retired", history.retired),
        ("not retired before", history.not_retired_before),
    ];
    let life: Vec<_> = life.into_iter().filter_map(|(word, day)| Some(format!("{word} {}", day?))).collect();
    if !life.is_empty() {
        labelled(out, "life", DATE, &life.join(", "), width);
    }
    if let Some(replacement) = history.replacement {
        labelled(out, "instead", DATE, replacement, width);
    }
    if let Some(tokenizer) = history.tokenizer {
        labelled(out, "tokenizer", DATE, tokenizer, width);
    }
}

/// The column title of a meter.
const fn short_title(meter: Meter) -> &'static str {
    match meter {
        Meter::CacheRead => "read",
        Meter::CacheWrite5m => "write 5m",
        Meter::CacheWrite1h => "write 1h",
        Meter::InputAudio => "audio in",
        Meter::OutputAudio => "audio out",
        Meter::OutputImage => "image out",
        other => other.name(),
    }
}

fn prices(periods: &[Period<'_, PriceEntry>]) -> Table {
    let meters: Vec<_> = Meter::ALL.into_iter().filter(|meter| meter.is_tokens()).collect();
    let mut columns = vec![
        Column::new("from", Align::Left),
        Column::new("until", Align::Left).gives_way(1),
        Column::new("prompt", Align::Left),
    ];
    columns.extend(meters.iter().map(|meter| Column::new(short_title(*meter), Align::Point)));
    let mut table = Table::new(columns);
    let row = |first: Vec<Cell>, rates: &UniqueMap<String>| {
        let price = |meter: &Meter| {
            rates.of(meter.name()).map_or("", |rate| rate.strip_suffix("/Mtok").unwrap_or(rate))
        };
        first.into_iter().chain(meters.iter().map(|meter| Cell::from(price(meter)))).collect()
    };
    for period in periods {
        let entry = period.entry;
        let until = period.until.as_deref().unwrap_or("");
        if entry.ended.is_some() {
            table.row(vec![Cell::styled(NAME, &entry.from), until.into(), Cell::styled(WARN, "no price")]);
            continue;
        }
        table.row(row(vec![Cell::styled(NAME, &entry.from), until.into(), "".into()], &entry.rates));
        let Some(long) = &entry.long_context else { continue };
        for tier in &long.tiers {
            let sign = if long.comparison == ">" { ">" } else { "≥" };
            let threshold = Cell::styled(PLAIN, format!("{sign} {}", thousands(tier.threshold)));
            table.row(row(vec!["".into(), "".into(), threshold], &tier.rates));
        }
    }
    table
}

/// Windows and limits in words.
fn facts(entry: &PriceEntry) -> String {
    if let Some(why) = &entry.ended {
        return format!("no price is known: {why}");
    }
    let mut facts = Vec::new();
    if let Some(window) = entry.context_window {
        facts.push(format!("window {}", thousands(window)));
    }
    if let Some(extended) = &entry.extended_window {
        let needs = extended.needs.as_ref().map_or_else(String::new, |needs| format!(" and {needs}"));
        facts.push(format!("{} with header {}{needs}", thousands(extended.tokens), extended.header));
    }
    if let Some(most) = entry.max_output {
        facts.push(format!("output at most {}", thousands(most)));
    }
    if let Some(least) = entry.min_cacheable {
        facts.push(format!("cached from {}", thousands(least)));
    }
    if let Some(prompt) = entry.tool_prompt {
        facts.push(format!("tools add {} (auto) or {} (any)", prompt.auto, prompt.any));
    }
    if let Some(long) = &entry.long_context {
        facts.push(format!("long context {}", scope(long)));
    }
    facts.join(", ")
}

fn scope(long: &LongContext) -> String {
    match (&*long.scope, long.output.as_deref()) {
        ("volume", _) => "moves the whole request".to_owned(),
        (_, Some("whole")) => "moves only the excess, and all output".to_owned(),
        (_, Some("standard")) => "moves only the excess, and no output".to_owned(),
        (_, Some("proportional")) => "moves only the excess, and the same share of output".to_owned(),
        (scope, _) => scope.to_owned(),
    }
}

fn tiers_note(entry: &PriceEntry) -> String {
    let Some(long) = &entry.long_context else { return String::new() };
    let sure = long.confidence.as_deref().map_or_else(String::new, |c| format!(" ({c} confidence)"));
    long.note.as_ref().map_or_else(String::new, |note| format!("; tier{sure}: {note}"))
}

/// Note, sources and the day of the check, under an entry.
fn origin<E: Entry>(out: &mut String, notes: &mut Footnotes, period: &Period<'_, E>, width: Option<usize>) {
    let blank = " ".repeat(DATE);
    match period.entry.note() {
        (Some(confidence), note) if confidence != "high" => {
            let label = paint(WARN, format!("{confidence} confidence: "));
            paragraph(out, &format!("{blank}{label}"), DATE, note.unwrap_or_default(), width);
        }
        (_, Some(note)) => paragraph(out, &blank, DATE, note, width),
        (_, None) => {}
    }
    let cited = notes.cite(period.sources.iter().copied());
    let _ = writeln!(out, "{blank}{}", paint(DIM, format!("checked {} {cited}", period.entry.checked())));
}

fn named<'p, 'b, E>(
    name: &'p str,
    list: &'p [Period<'b, E>],
) -> impl Iterator<Item = (&'p str, &'p Period<'b, E>)> {
    list.iter().enumerate().map(move |(i, period)| (if i == 0 { name } else { "" }, period))
}

/// Writes lists of entries.
struct Section<'o> {
    out: &'o mut String,
    notes: &'o mut Footnotes,
    width: Option<usize>,
}

impl Section<'_> {
    /// A list of entries: name, days and effect, then where it is from.
    fn write<'p, 'b: 'p, E: Entry + 'b>(
        &mut self,
        heading: &str,
        entries: impl Iterator<Item = (&'p str, &'p Period<'b, E>)>,
        effect: impl Fn(&E) -> String,
    ) {
        let Section { out, notes, width } = self;
        let mut entries = entries.peekable();
        if entries.peek().is_none() {
            return;
        }
        let _ = writeln!(out, "\n{}", title(heading));
        for (name, period) in entries {
            if !name.is_empty() {
                let _ = writeln!(out, "{}", paint(NAME, clean(name)));
            }
            let until = period.until.as_ref().map_or_else(String::new, |day| format!("until {day}: "));
            labelled(out, period.entry.from(), DATE, &format!("{until}{}", effect(period.entry)), *width);
            origin(out, notes, period, *width);
        }
    }
}

fn option(entry: &OptionEntry) -> String {
    let mut words = vec![entry.offer.clone()];
    words.extend(entry.factor.as_ref().map(|factor| format!("×{factor}")));
    words.extend(entry.factors.iter().map(|(meter, factor)| format!("×{factor} {meter}")));
    words.extend(entry.rates.iter().map(|(meter, rate)| format!("{rate} {meter}")));
    match entry.long_context.as_deref() {
        Some("waived") => words.push("no long-context tier".to_owned()),
        Some("not_offered") => words.push("not in a long-context tier".to_owned()),
        _ => {}
    }
    if !entry.not_with.is_empty() {
        words.push(format!("not with {}", entry.not_with.join(", ")));
    }
    words.extend(entry.header.as_ref().map(|header| format!("header {header}")));
    words.join(", ")
}

fn fee(entry: &FeeEntry) -> String {
    let least =
        entry.minimum.map_or_else(String::new, |least| format!(", at least {} billed", thousands(least)));
    format!("{}{least}", entry.rate)
}
