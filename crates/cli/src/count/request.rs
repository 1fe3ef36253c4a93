//! `tokentoll count --request` and `--jsonl`: requests and texts in the wire form.

use super::args::{CountArgs, DEFAULT_MODEL};
use super::facts::Market;
use super::{for_whom, json, observed, show};
use crate::files;
use crate::jsonl::{self, Line};
use crate::outcome::{Page, Stop};
use crate::style::{self, DIM, HEAD, PLAIN, WARN, paint, thousands};
use crate::table::{Align, Cell, Column, Table};
use std::io::{Read, Write};
use std::path::Path;
use tokentoll::tokens::{Basis, TokenCount};
use tokentoll::wire::Answer;
use tokentoll::{CacheCount, Count, CountAnswer, CountAsk, Day, MAX_COUNT_BYTES, PriceBook};

/// Counts one request, by part.
///
/// # Errors
/// [`Stop`] for a file that cannot be read, a body that is none, a model that is not known.
pub(super) fn request(
    args: &CountArgs,
    path: &Path,
    book: &PriceBook,
    today: Day,
    width: Option<usize>,
) -> Result<Page, Stop> {
    let body = files::bytes(path)?;
    let ask = CountAsk::of_request(&body, args.model.as_deref(), DEFAULT_MODEL)
        .map_err(|failure| Stop::Failed { failure, short: None, hint: None })?;
    let ask = CountAsk { on: args.on, ..ask };
    let on = args.on.unwrap_or(today);
    let (market, counter) = for_whom(args, &ask.model, book, on)?;
    let answer = ask.count_by(&counter);
    let answer = match (&answer, args.observed) {
        (CountAnswer::Count(count), Some(_)) => ask.count_by(&observed(args, &counter, total(count))),
        _ => answer,
    };
    let count = match &answer {
        CountAnswer::Count(count) => count,
        CountAnswer::Error(answer) => {
            let error = answer.error.clone();
            let (code, field) = (error.code, error.field.unwrap_or_default());
            let failure = tokentoll::Failure { code, message: error.message, field };
            return Err(Stop::Failed { failure, short: None, hint: None });
        }
    };
    let total = total(count);
    if args.json {
        let mut document = serde_json::to_value(&**count).unwrap_or_default();
        document["on"] = on.to_string().into();
        if let Some(market) = &market {
            document["seller"] = market.found.seller.id().into();
            json::add_facts(&mut document, total, market);
        }
        return Ok(Page::raw(document.to_string() + "\n", true));
    }
    let mut out = String::new();
    show::header(&mut out, &count.model, market.as_ref(), (on, args.on.is_none()), width);
    out.push('\n');
    table(&mut out, count, total, args.top, width);
    out.push('\n');
    let method = match count.basis {
        "exact" => format!("exact, {}", count.method),
        "vocabulary" => show::brought(&count.method),
        _ => show::estimated(&count.method),
    };
    show::facts(&mut out, total, &method, market.as_ref(), width);
    if let Some(cache) = &count.cache {
        calls(&mut out, cache, market.as_ref(), width);
    }
    let told = [("refused: ", &count.refused), ("not counted: ", &count.unread), ("note: ", &count.notes)];
    for (label, texts) in told {
        for text in texts {
            style::paragraph(&mut out, &paint(WARN, label), 6, text, width);
        }
    }
    Ok(Page::styled(out, true))
}

fn total(count: &Count) -> TokenCount {
    let basis = Basis::Estimated { low: count.low, high: count.high, method: "" };
    TokenCount { tokens: count.tokens, basis }
}

fn table(out: &mut String, count: &Count, total: TokenCount, top: usize, width: Option<usize>) {
    let mut table = Table::new(vec![
        Column::new("part", Align::Left),
        Column::new("what", Align::Left),
        Column::new("tokens", Align::Right),
        Column::new("range", Align::Right).gives_way(1),
        Column::new("share", Align::Right).gives_way(2),
        Column::new("", Align::Left).gives_way(3),
    ]);
    // In the order of the request, the frames of all turns together, and so the smallest where there are many.
    let (frames, parts): (Vec<_>, Vec<_>) = count.parts.iter().partition(|part| part.kind == "frame");
    let mut sizes: Vec<u64> = parts.iter().map(|part| part.tokens).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let least = sizes.get(top.saturating_sub(1)).copied().unwrap_or(0);
    let (large, small): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.tokens >= least);
    for part in large {
        let basis = Basis::Estimated { low: part.low, high: part.high, method: "" };
        table.row(vec![
            Cell::styled(PLAIN, &part.place),
            part.kind.replace('_', " ").into(),
            thousands(part.tokens).into(),
            Cell::styled(DIM, show::range(TokenCount { tokens: part.tokens, basis })),
            Cell::styled(DIM, show::share(part.tokens, count.tokens)),
            Cell::styled(DIM, if part.cached { "cache breakpoint" } else { "" }),
        ]);
    }
    let more = format!("{} more {}", small.len(), if small.len() == 1 { "part" } else { "parts" });
    for (name, parts) in [(&*more, small), ("frames", frames)] {
        let tokens = parts.iter().map(|part| part.tokens).sum::<u64>();
        if !parts.is_empty() {
            let share = show::share(tokens, count.tokens);
            let cells = [name.to_owned(), String::new(), thousands(tokens), String::new(), share];
            table.row(cells.map(|text| Cell::styled(DIM, text)).into());
        }
    }
    table.rule();
    table.row(vec![
        Cell::styled(HEAD, "total"),
        "".into(),
        Cell::styled(HEAD, thousands(total.tokens)),
        show::range(total).into(),
    ]);
    table.fitted(width).0.write(out);
}

/// What would be billed on a first call and on one that finds its prefix in the cache.
fn calls(out: &mut String, cache: &CacheCount, market: Option<&Market<'_>>, width: Option<usize>) {
    for (label, call) in [("cold", &cache.cold), ("warm", &cache.warm)] {
        let meters: Vec<String> =
            call.usage.iter().map(|(meter, tokens)| format!("{meter} {}", thousands(*tokens))).collect();
        let mut text = meters.join(", ");
        if let Some(market) = market {
            let answers = [&call.low, &call.usage, &call.high].map(|ends| {
                market.price(&ends.iter().map(|(meter, tokens)| (*meter, *tokens)).collect::<Vec<_>>())
            });
            text = format!("{text}: {}", show::told(&answers).replacen(" as input", "", 1));
        }
        style::labelled(out, label, 9, &text, width);
    }
}

/// `tokentoll count --jsonl`: a stream of asks for counts, answered one for one and in order.
///
/// # Errors
/// Those of reading and writing.
pub(crate) fn stream(input: impl Read, output: impl Write, by_line: bool) -> std::io::Result<bool> {
    jsonl::answer_all(MAX_COUNT_BYTES, input, output, by_line, |line| {
        let answer = match line {
            Line::Read(line) => tokentoll::count(line),
            Line::TooLong(failure) => match Answer::error(None, failure) {
                Answer::Error(error) => CountAnswer::Error(error),
                Answer::Quote(_) => unreachable!("a failure is no quote"),
            },
        };
        (answer.to_json(), answer.count().is_some())
    })
}
