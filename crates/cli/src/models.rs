//! `tokentoll models`: what there is, and what it costs on a day.

use crate::args::ModelsArgs;
use crate::outcome::{Page, Stop};
use crate::style::{DIM, NAME, PLAIN, paint, paragraph, short};
use crate::table::{Align, Cell, Column, Table, no_room, title};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tokentoll::book::{Found, Listing, Model, Seller};
use tokentoll::core::{Comparison, Tiers};
use tokentoll::models::ModelOn;
use tokentoll::{Day, Meter, PriceBook};

/// Lists models.
///
/// # Errors
/// [`Stop`] for an unknown seller, and where no model matches.
pub(crate) fn models(
    args: &ModelsArgs,
    book: &PriceBook,
    today: Day,
    width: Option<usize>,
) -> Result<Page, Stop> {
    let on = args.on.unwrap_or(today);
    let sellers: Vec<_> = match &args.seller {
        Some(id) => vec![book.seller(id).map_err(|e| Stop::lookup(e, None))?],
        None => book.sellers().collect(),
    };
    let filter = args.filter.as_deref().unwrap_or_default().to_lowercase();
    let matching = |seller| rows(seller, on).filter(|row| row.matches(&filter));
    let all: Vec<Row<'_>> = sellers.into_iter().flat_map(matching).collect();
    let matched = all.len();
    let priced = all.iter().any(|row| row.listing.is_some());
    let shown: Vec<_> = all.into_iter().filter(|row| args.all || row.is_current(on)).collect();
    if args.json {
        let models: Vec<_> = shown.iter().map(|row| ModelOn::of(row.seller, row.model, on)).collect();
        let text = serde_json::to_string_pretty(&models).unwrap_or_else(|e| unreachable!("plain data: {e}"));
        return Ok(Page::raw(text + "\n", !shown.is_empty()));
    }
    if shown.is_empty() {
        let stop = Stop::nothing(match (&args.seller, priced) {
            _ if !filter.is_empty() => format!("no model matches `{filter}` on {on}"),
            (Some(seller), false) => format!("{seller} has no price on {on}"),
            (Some(seller), true) => format!("{seller} has no current model on {on}"),
            (None, _) => format!("no seller has a current model on {on}"),
        });
        return Err(match matched {
            _ if filter.is_empty() && args.seller.is_some() => stop.hint("--all lists its models"),
            0 => stop.hint("`tokentoll models` lists those of today, --all every one"),
            _ => stop.hint("--all also lists those retired, not yet released or without a price on that day"),
        });
    }
    let mut text = paint(
        DIM,
        format!("Prices on {on}{} per million tokens", if args.on.is_none() { " (today)" } else { "" }),
    );
    text.push('\n');
    let gone = sections(&mut text, &shown, on, width);
    text.push('\n');
    paragraph(&mut text, "", 0, &count(shown.len(), matched), width);
    if !gone.is_empty() {
        paragraph(&mut text, "", 0, &no_room(&gone), width);
    }
    Ok(Page::styled(text, true))
}

fn count(shown: usize, matched: usize) -> String {
    let plural = if shown == 1 { "" } else { "s" };
    match matched - shown {
        0 => format!("{shown} model{plural}"),
        hidden => format!(
            "{shown} model{plural}; --all shows {hidden} more: retired, not yet released or without a price"
        ),
    }
}

/// A model and its listing on the day.
struct Row<'b> {
    seller: &'b Seller,
    model: &'b Model,
    listing: Option<&'b Listing>,
}

fn rows(seller: &Seller, on: Day) -> impl Iterator<Item = Row<'_>> {
    seller.models().iter().map(move |model| {
        let found = Found { seller, model, endpoint: None };
        Row { seller, model, listing: found.on(on).ok() }
    })
}

impl<'b> Row<'b> {
    fn matches(&self, filter: &str) -> bool {
        let names = [self.model.id(), self.model.name()];
        let names = names.into_iter().chain(self.model.aliases().iter().map(String::as_str));
        names.into_iter().any(|name| name.to_lowercase().contains(filter))
    }

    fn is_current(&self, on: Day) -> bool {
        self.listing.is_some() && self.model.life().includes(on)
    }

    fn price(&self, meter: Meter) -> String {
        match self.listing {
            Some(listing) => {
                listing.card().rates().of(meter).map_or_else(String::new, |rate| rate.price().to_string())
            }
            None => "–".to_owned(),
        }
    }
}

/// One table a seller; the titles of columns for which there was no room.
fn sections(out: &mut String, rows: &[Row<'_>], on: Day, width: Option<usize>) -> Vec<String> {
    let mut by_seller: BTreeMap<&str, Vec<&Row<'_>>> = BTreeMap::new();
    for row in rows {
        by_seller.entry(row.seller.id()).or_default().push(row);
    }
    let mut gone: Vec<String> = Vec::new();
    for (id, rows) in by_seller {
        let Some(first) = rows.first() else { continue };
        let _ =
            writeln!(out, "\n{} · {} · {}", title(id), first.seller.name(), first.seller.currency().name());
        let mut table = columns();
        rows.iter().for_each(|row| table.row(cells(row, on)));
        let (table, left_out) = table.fitted(width);
        table.write(out);
        gone.extend(
            left_out
                .into_iter()
                .filter(|title| !title.is_empty() && !gone.contains(title))
                .collect::<Vec<_>>(),
        );
    }
    gone
}

/// The meters that have a column, with its title and its rank in giving way.
const PRICES: [(Meter, &str, u8); 5] = [
    (Meter::Input, "input", 0),
    (Meter::Output, "output", 0),
    (Meter::CacheRead, "read", 1),
    (Meter::CacheWrite5m, "write 5m", 3),
    (Meter::CacheWrite1h, "write 1h", 4),
];

fn columns() -> Table {
    let mut columns = vec![
        Column::new("model", Align::Left),
        Column::new("name", Align::Left).gives_way(7),
        Column::new("window", Align::Right),
        Column::new("", Align::Left).gives_way(2),
        Column::new("max out", Align::Right).gives_way(5),
    ];
    columns.extend(PRICES.map(|(_, title, rank)| Column::new(title, Align::Point).gives_way(rank)));
    columns.push(Column::new("tier", Align::Left).gives_way(2));
    columns.push(Column::new("released", Align::Left).gives_way(6));
    columns.push(Column::new("retired", Align::Left).gives_way(2));
    Table::new(columns)
}

fn cells(row: &Row<'_>, on: Day) -> Vec<Cell> {
    let facts = row.listing.map(Listing::facts);
    let count = |count: Option<u32>| count.map_or_else(String::new, short);
    let extended = facts.and_then(|f| f.extended_window.as_ref()).map(|w| format!("({})", short(w.tokens)));
    let life = row.model.life();
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    let retired = match (life.retired, life.not_retired_before) {
        (Some(day), _) => day.to_string(),
        (None, Some(day)) => format!("≥ {day}"),
        (None, None) => String::new(),
    };
    let tier = row.listing.and_then(|listing| listing.card().tiers()).map_or_else(String::new, |tiers| {
        let thresholds: Vec<_> = tiers.tiers().iter().map(|tier| short(tier.threshold())).collect();
        format!("{} {}", sign(tiers), thresholds.join(", "))
    });
    let style = if row.is_current(on) { PLAIN } else { DIM };
    let name = if row.model.name() == row.model.id() { "" } else { row.model.name() };
    let mut cells = vec![
        Cell::styled(if style == PLAIN { NAME } else { DIM }, row.model.id()),
        Cell::styled(style, name),
        Cell::styled(style, count(facts.and_then(|f| f.context_window))),
        Cell::styled(DIM, extended.unwrap_or_default()),
        Cell::styled(style, count(facts.and_then(|f| f.max_output))),
    ];
    cells.extend(PRICES.map(|(meter, ..)| Cell::styled(style, row.price(meter))));
    cells.push(Cell::styled(style, tier));
    cells.push(Cell::styled(DIM, day(life.released)));
    cells.push(Cell::styled(style, retired));
    cells
}

fn sign(tiers: &Tiers) -> &'static str {
    match tiers.comparison() {
        Comparison::Above => ">",
        Comparison::AtLeast => "≥",
    }
}
