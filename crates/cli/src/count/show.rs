//! A count as text.

use super::Count;
use super::args::CountArgs;
use super::facts::{Market, Step};
use super::fit::Fit;
use super::read::Kind;
use super::tree::{Node, Row, rows, tree};
use super::walk::Skipped;
use crate::style::{self, BAD, DIM, GOOD, HEAD, NAME, PLAIN, WARN, paint, plural, short, thousands};
use crate::table::{Align, Cell, Column, Table, no_room};
use anstyle::Style;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tokentoll::tokens::{Basis, TokenCount};
use tokentoll::wire::{Answer, Quote};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Where the texts beside the labels start.
const COLUMN: usize = 9;

/// Names are not cut shorter than this.
const SHORTEST: usize = 20;

/// The page, for a screen of a width.
pub(super) fn page(count: &Count<'_>, args: &CountArgs, width: Option<usize>) -> String {
    let mut out = String::new();
    header(&mut out, &count.model, count.market.as_ref(), (count.on, count.today), width);
    out.push('\n');
    let roots = tree(&count.files, &count.counter);
    let rows = rows(&roots, args.top, args.depth.unwrap_or(usize::MAX));
    table(&mut out, count, &rows, width);
    out.push('\n');
    facts(&mut out, count.total, &method(count.total), count.market.as_ref(), width);
    if let Some(fit) = &count.fit {
        proposal(&mut out, count, fit, args.top, width);
    }
    notes(&mut out, count, width);
    skipped(&mut out, &count.skipped, width);
    out
}

/// `anthropic · claude-opus-5 · Claude Opus 5 · 2026-11-20`.
pub(super) fn header(
    out: &mut String,
    model: &str,
    market: Option<&Market<'_>>,
    (on, today): (tokentoll::Day, bool),
    width: Option<usize>,
) {
    let mut parts = vec![paint(HEAD, style::clean(model))];
    if let Some(market) = market {
        parts.insert(0, style::clean(market.found.seller.id()).into_owned());
        let name = market.found.model.name();
        if name != market.found.model.id() {
            parts.push(style::clean(name).into_owned());
        }
    }
    parts.push(format!("{on}{}", if today { " (today)" } else { "" }));
    style::paragraph(out, &parts.join(" · "), 0, "", width);
}

fn table(out: &mut String, count: &Count<'_>, rows: &[Row<'_>], width: Option<usize>) {
    let (full, gone) = laid_out(count, rows, usize::MAX).fitted(None);
    let (table, gone) = match width {
        Some(screen) if full.width() > screen => {
            let longest = rows.iter().map(|row| name_of(row, usize::MAX).width()).max().unwrap_or(0);
            let room = longest.saturating_sub(full.width() - screen).max(SHORTEST);
            laid_out(count, rows, room).fitted(width)
        }
        _ => (full, gone),
    };
    table.write(out);
    if !gone.is_empty() {
        style::paragraph(out, &paint(DIM, no_room(&gone)), 0, "", None);
    }
}

fn laid_out(count: &Count<'_>, rows: &[Row<'_>], room: usize) -> Table {
    let mut table = Table::new(vec![
        Column::new("", Align::Left),
        Column::new("tokens", Align::Right),
        Column::new("range", Align::Right).gives_way(1),
        Column::new("share", Align::Right).gives_way(2),
        Column::new("what", Align::Left).gives_way(3),
    ]);
    let mut row = |style: Style, name: String, of: TokenCount, what: String| {
        let share = share(of.tokens, count.total.tokens);
        table.row(vec![
            Cell::styled(style, name),
            Cell::styled(style, thousands(of.tokens)),
            Cell::styled(DIM, range(of)),
            Cell::styled(DIM, share),
            Cell::styled(DIM, what),
        ]);
    };
    for line in rows {
        let (style, of, what) = match line {
            Row::Node(node, _) if node.file.is_none() => (NAME, node.count, String::new()),
            Row::Node(node, _) => (PLAIN, node.count, what_of(count, node)),
            Row::More(_, of, _) => (DIM, *of, String::new()),
        };
        row(style, name_of(line, room), of, what);
    }
    let frame = count.counter.tallied(&count.frame);
    if frame.tokens > 0 && !rows.is_empty() {
        row(DIM, "frame of one message".to_owned(), frame, String::new());
    }
    table.rule();
    let files = plural(count.files.len(), "file");
    let total = count.total;
    table.row(vec![
        Cell::styled(HEAD, cut(&format!("total, {files}"), room)),
        Cell::styled(HEAD, thousands(total.tokens)),
        Cell::styled(PLAIN, range(total)),
    ]);
    table
}

/// The name, indented, and no wider than the room.
fn name_of(row: &Row<'_>, room: usize) -> String {
    let (name, level) = match row {
        Row::Node(node, level) => (style::clean(&node.name).into_owned(), *level),
        Row::More(files, _, level) => (
            format!("{} more {}", thousands(*files as u64), if *files == 1 { "file" } else { "files" }),
            *level,
        ),
    };
    let indent = (2 * level).min(room / 2);
    format!("{:indent$}{}", "", cut(&name, room.saturating_sub(indent)))
}

/// A text no wider than the room: what is in the middle gives way, so that both its beginning and its ending tell.
fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let room = room.saturating_sub(1);
    let (front, back) = (room / 2, room - room / 2);
    let mut start = String::new();
    for letter in text.chars() {
        if start.width() + letter.width().unwrap_or(0) > front {
            break;
        }
        start.push(letter);
    }
    let mut end = Vec::new();
    let mut wide = 0;
    for letter in text.chars().rev() {
        wide += letter.width().unwrap_or(0);
        if wide > back {
            break;
        }
        end.push(letter);
    }
    format!("{start}…{}", end.iter().rev().collect::<String>())
}

/// What a file is, where it is not UTF-8.
fn what_of(count: &Count<'_>, node: &Node) -> String {
    match node.file.map(|at| &count.files[at].1.kind) {
        Some(Kind::Text(encoding)) if encoding.name() != "UTF-8" => encoding.name().to_owned(),
        Some(Kind::Image(Some(pixels))) => format!("{} × {}", pixels.width, pixels.height),
        Some(Kind::Image(None)) => "image".to_owned(),
        Some(Kind::Pdf(pages)) => plural(*pages as usize, "page"),
        _ => String::new(),
    }
}

/// `1,234 to 1,456`, or nothing where it is exact.
pub(super) fn range(count: TokenCount) -> String {
    match count.basis {
        Basis::Estimated { low, high, .. } | Basis::Vocabulary { low, high, .. } if low < high => {
            format!("{} to {}", thousands(low), thousands(high))
        }
        _ => String::new(),
    }
}

/// `12.3 %`, or `1,234 %` where tenths say nothing.
pub(super) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    let tenths = (u128::from(part) * 2000 / u128::from(whole)).div_ceil(2);
    if tenths >= 10_000 {
        return format!("{} %", thousands(u64::try_from((tenths + 5) / 10).unwrap_or(u64::MAX)));
    }
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// Window, step, cost and method.
pub(super) fn facts(
    out: &mut String,
    total: TokenCount,
    method: &str,
    market: Option<&Market<'_>>,
    width: Option<usize>,
) {
    let mut line = |label: &str, text: &str| style::labelled(out, label, COLUMN, text, width);
    if let Some(market) = market {
        if let Some(window) = market.window() {
            let of = u64::from(window.tokens);
            let mut text = format!("{} of {}", share(total.tokens, of), short(window.tokens));
            let (low, high) = (share(total.low(), of), share(total.high(), of));
            if low != high {
                let _ = write!(text, ", {low} to {high}");
            }
            if let Some((header, without)) = window.header {
                let _ = write!(text, "; needs the header {header}");
                if let Some(without) = without {
                    let _ = write!(text, " above {}", short(without));
                }
            }
            line("window", &text);
        }
        match &*market.steps() {
            [] => line("step", "no step on this day: every length at one price"),
            steps => steps.iter().for_each(|step| line("step", &distance(*step, total))),
        }
        line("cost", &cost(total, market));
    } else {
        line("cost", "no price of this model is known here");
    }
    line("method", method);
}

/// What a count rests on.
fn method(total: TokenCount) -> String {
    match total.basis {
        Basis::Exact { encoding } => format!("exact, {}", encoding.name()),
        Basis::Estimated { method, .. } => estimated(method),
        Basis::Vocabulary { id, .. } => brought(&id.to_string()),
    }
}

/// What a count by a file rests on.
pub(super) fn brought(id: &str) -> String {
    format!("by your vocabulary, {}", style::clean(id))
}

/// What an estimate rests on.
pub(super) fn estimated(method: &str) -> String {
    format!("estimated, {method}; the range holds four of five cases")
}

/// How far a count is from a step, and how sure.
fn distance(step: Step, total: TokenCount) -> String {
    let longest = step.longest();
    let sign = if step.at_least { "from" } else { "above" };
    let at = format!("{sign} {}", short(step.threshold));
    let far = |tokens: u64| thousands(tokens.abs_diff(longest));
    match (total.low() > longest, total.tokens > longest, total.high() > longest) {
        (true, ..) => format!("{at}: over it by {}", far(total.tokens)),
        (_, true, _) => format!("{at}: likely over it by {}, perhaps not", far(total.tokens)),
        (_, _, true) => {
            format!(
                "{at}: likely {} below it, perhaps up to {} over it",
                far(total.tokens),
                far(total.high())
            )
        }
        _ if total.low() == total.high() => format!("{at}: {} below it", far(total.tokens)),
        _ => format!("{at}: {} below it, at least {}", far(total.tokens), far(total.high())),
    }
}

/// What sending it once costs, as input alone.
fn cost(total: TokenCount, market: &Market<'_>) -> String {
    let answers = market.cost(total).answers;
    told(&answers).replacen(" as input", " as input, sent once", 1)
}

/// What three answers say: at the lower end, at the likeliest count, at the upper end.
pub(super) fn told(answers: &[Answer; 3]) -> String {
    let [low, likely, high] = answers;
    let priced = |answer: &Answer| answer.total().map(|amount| amount.to_string());
    let refused = |answer: &Answer| match answer {
        Answer::Quote(quote) => quote.reason.clone().unwrap_or_default(),
        Answer::Error(answer) => answer.error.message.clone(),
    };
    let currency = low.quote().map_or("", |quote: &Quote| &*quote.currency);
    match (priced(low), priced(likely), priced(high)) {
        (Some(low), Some(likely), Some(high)) if low == high => format!("{likely} {currency} as input"),
        (Some(low), Some(likely), Some(high)) => {
            format!("{likely} {currency} as input, {low} to {high}")
        }
        (Some(low), Some(likely), None) => format!(
            "{likely} {currency} as input, from {low} on; at the upper end refused: {}",
            refused(high)
        ),
        (Some(low), None, _) => {
            format!("likely refused, {low} {currency} at the lower end: {}", refused(likely))
        }
        _ => format!("refused: {}", refused(low)),
    }
}

fn proposal(out: &mut String, count: &Count<'_>, fit: &Fit, top: usize, width: Option<usize>) {
    out.push('\n');
    let limit = thousands(fit.limit);
    if fit.out.is_empty() {
        let text = format!("all of it, at most {} tokens, within {limit}", thousands(fit.left.high()));
        style::paragraph(out, &paint(GOOD, "fits: "), 6, &text, width);
        return;
    }
    if !fit.fits() {
        let text = format!("not even the frame of a message is within {limit} tokens");
        style::paragraph(out, &paint(BAD, "does not fit: "), 6, &text, width);
        return;
    }
    let text = format!(
        "leave out {}, and {} with {} tokens remain ({}), the upper end within {limit}:",
        plural(fit.out.len(), "file"),
        plural(fit.files, "file"),
        thousands(fit.left.tokens),
        if range(fit.left).is_empty() { "exact".to_owned() } else { range(fit.left) },
    );
    style::paragraph(out, &paint(WARN, "fit: "), 5, &text, width);
    let mut table = Table::new(vec![Column::new("", Align::Left), Column::new("", Align::Right)]);
    let room = width.map_or(usize::MAX, |width| width.saturating_sub(18).max(SHORTEST));
    for (at, of) in fit.out.iter().take(top) {
        let name = count.files[*at].0.shown();
        table.row(vec![cut(&format!("  {}", style::clean(&name)), room).into(), thousands(of.tokens).into()]);
    }
    if let Some(rest) = fit.out.get(top..).filter(|rest| !rest.is_empty()) {
        let tokens = rest.iter().map(|(_, of)| of.tokens).sum::<u64>();
        let name = format!("  {} more, all of them with --json", plural(rest.len(), "file"));
        table.row(vec![Cell::styled(DIM, name), Cell::styled(DIM, thousands(tokens))]);
    }
    table.write(out);
}

fn notes(out: &mut String, count: &Count<'_>, width: Option<usize>) {
    for (file, counted) in &count.files {
        for note in &counted.notes {
            style::paragraph(out, &paint(WARN, "note: "), 6, &format!("{}: {note}", file.shown()), width);
        }
    }
}

/// How many paths are named for one reason.
const NAMED: usize = 8;

fn skipped(out: &mut String, skipped: &[Skipped], width: Option<usize>) {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in skipped {
        reasons.entry(&one.why).or_default().push(&one.path);
    }
    if !reasons.is_empty() {
        let _ = writeln!(out, "\n{} not counted:", plural(skipped.len(), "file"));
    }
    for (why, paths) in reasons {
        let mut text = paths[..paths.len().min(NAMED)].join(", ");
        if paths.len() > NAMED {
            let _ = write!(text, " and {} more (all with --json)", paths.len() - NAMED);
        }
        let _ = writeln!(out, "  {}:", paint(WARN, style::clean(why)));
        style::paragraph(out, "    ", 4, &text, width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_in_the_middle_and_by_their_width() {
        assert_eq!(cut("short.rs", 20), "short.rs");
        assert_eq!(cut("a_very_long_name_of_a_file.rs", 15), "a_very_…file.rs");
        assert_eq!(cut("一二三四五六七八九十.txt", 12), "一二…十.txt");
        assert!((0..30).all(|room| cut("一二三四五六七八九十.txt", room).width() <= room.max(1)));
    }

    #[test]
    fn shares() {
        assert_eq!(
            [share(1, 3), share(2, 3), share(1, 1), share(0, 7)],
            ["33.3 %", "66.7 %", "100.0 %", "0.0 %"]
        );
        assert_eq!(
            [share(9_999, 1_000), share(41_382, 100), share(1_234_567, 1)],
            ["999.9 %", "41,382 %", "123,456,700 %"]
        );
        assert_eq!(share(1, 0), "");
    }
}
