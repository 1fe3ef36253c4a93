//! The price of each row that a query asks for, and the values by which it is grouped.

use super::cell::{Cell, Change, Units, Unpriceable};
use super::query::{Field, Query, WhatIf};
use super::row::{Row, UNDATED};
use super::{Ledger, Source};
use crate::Failure;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use tokentoll_book::{Day, PriceBook};

/// Cells that were looked up, for one query.
pub(crate) struct Pricing<'b, 'l> {
    ledger: &'l Ledger,
    book: &'b PriceBook,
    query: &'l Query,
    change: Option<Change<'b>>,
    cells: Vec<Cell<'b>>,
    index: HashMap<(u32, Day), Looked>,
    zone: Option<&'l TimeZone>,
}

/// Rows of which this is the same have the same values of the fields asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Alike {
    who: u32,
    whence: u32,
    source: u32,
    local: Option<Date>,
    day: Option<Day>,
}

/// What was found for a model on a day: its cell, and the one to compare with.
#[derive(Clone)]
struct Looked {
    cell: Result<usize, Unpriceable>,
    other: Option<Result<usize, Unpriceable>>,
}

impl<'b, 'l> Pricing<'b, 'l> {
    pub(crate) fn new(ledger: &'l Ledger, query: &'l Query, book: &'b PriceBook) -> Result<Self, Failure> {
        let change = match &query.what_if {
            None => None,
            Some(WhatIf::Batch) => Some(Change::Batch),
            Some(WhatIf::NoCache) => Some(Change::NoCache),
            Some(WhatIf::Model(model)) => Some(Change::Model(match model.split_once('/') {
                Some((seller, model)) if book.seller(seller).is_ok() => book.find(Some(seller), model)?,
                _ => book.find(None, model)?,
            })),
        };
        let zone = Some(&query.zone).filter(|zone| **zone != TimeZone::UTC);
        Ok(Pricing { ledger, book, query, change, cells: Vec::new(), index: HashMap::new(), zone })
    }

    /// The day of a row where the query's days begin.
    pub(crate) fn local(&self, row: &Row) -> Option<Date> {
        if row.time == UNDATED {
            return None;
        }
        let time = Timestamp::from_second(row.time).ok()?;
        Some(match self.zone {
            None => utc(row.time)?,
            Some(zone) => zone.to_datetime(time).date(),
        })
    }

    pub(crate) fn is_asked_for(&self, local: Option<Date>) -> bool {
        let day = local.and_then(day).or(self.query.undated);
        let since = self.query.since.is_none_or(|since| day.is_some_and(|day| day >= since));
        since && self.query.until.is_none_or(|until| day.is_some_and(|day| day <= until))
    }

    /// The day whose prices hold for a row.
    pub(crate) fn day(&self, row: &Row) -> Option<Day> {
        self.query.reprice_on.or_else(|| match row.time {
            UNDATED => self.query.undated,
            time => day(utc(time)?),
        })
    }

    /// What a row costs, and what it would cost otherwise.
    pub(crate) fn price(&mut self, row: &Row) -> Result<(usize, Units, Option<Units>), Unpriceable> {
        let Some(day) = self.day(row) else {
            let message = "the log tells no time: a day given for such requests prices them";
            return Err(Unpriceable { code: "no_time", message: message.to_owned() });
        };
        let (cell, other) = {
            let looked = self.look_up(row.who, day);
            (looked.cell.clone()?, looked.other.clone())
        };
        let extra = self.ledger.extra_of(row);
        let units = self.cells[cell].price(self.book, row, extra, day, None)?;
        // What cannot be had otherwise has its price all the same.
        let other = other
            .and_then(|at| self.cells[at.ok()?].price(self.book, row, extra, day, self.change.as_ref()).ok());
        Ok((cell, units, other))
    }

    pub(crate) fn book(&self) -> &'b PriceBook {
        self.book
    }

    pub(crate) fn seller(&self) -> Option<&'l str> {
        self.query.seller.as_deref()
    }

    pub(crate) fn cell(&self, at: usize) -> &Cell<'b> {
        &self.cells[at]
    }

    /// The cell of a row, whatever its usage.
    pub(crate) fn cell_of(&mut self, row: &Row) -> Option<&Cell<'b>> {
        let day = self.day(row)?;
        let at = self.look_up(row.who, day).cell.clone().ok()?;
        self.cells.get(at)
    }

    fn look_up(&mut self, who: u32, day: Day) -> &Looked {
        let (book, query, change) = (self.book, self.query, self.change);
        let (cells, ledger) = (&mut self.cells, self.ledger);
        self.index.entry((who, day)).or_insert_with(|| {
            let Some(who) = ledger.names.who(who) else { unreachable!("rows name names that are there") };
            let mut find = |change: Option<&Change<'b>>| {
                let cell = Cell::find(book, who, query.seller.as_deref(), day, change)?;
                cells.push(cell);
                Ok(cells.len() - 1)
            };
            Looked { cell: find(None), other: change.as_ref().map(|change| find(Some(change))) }
        })
    }

    /// What tells the group of a row: only what the query's fields look at, so that it stays small.
    pub(crate) fn alike(&self, row: &Row, local: Option<Date>) -> Alike {
        let mut alike = Alike::default();
        for field in &self.query.by {
            match field {
                Field::Day | Field::Week | Field::Month => alike.local = local,
                // A model is called as its seller does where it is known on the day.
                Field::Model | Field::Seller => (alike.who, alike.day) = (row.who, self.day(row)),
                Field::Tier => alike.who = row.who,
                Field::Project | Field::Session | Field::Label(_) => alike.whence = row.whence,
                Field::File => alike.source = row.source_number(),
            }
        }
        alike
    }

    /// The values that a group has in common.
    pub(crate) fn key(&mut self, row: &Row, local: Option<Date>) -> Vec<String> {
        let query = self.query;
        query.by.iter().map(|field| self.value(field, row, local)).collect()
    }

    /// The value of a field of a row; empty where it has none.
    pub(crate) fn value(&mut self, field: &Field, row: &Row, local: Option<Date>) -> String {
        let names = &self.ledger.names;
        let who = names.who(row.who).unwrap_or_default();
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        match field {
            Field::Day => local.map_or_else(String::new, |day| day.to_string()),
            Field::Week => local.map_or_else(String::new, |day| {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                day.checked_sub(jiff::Span::new().days(back))
                    .map_or_else(|_| String::new(), |day| day.to_string())
            }),
            Field::Month => local.map_or_else(String::new, |day| day.strftime("%Y-%m").to_string()),
            Field::Model => match self.cell_of(row) {
                Some(cell) => cell.found.model.id().to_owned(),
                None => text(who.model),
            },
            Field::Seller => match self.cell_of(row) {
                Some(cell) => cell.found.seller.id().to_owned(),
                None => text(who.seller),
            },
            Field::Project => text(names.project(row.whence)),
            Field::Session => text(names.session(row.whence)),
            Field::Tier => who.terms.service_tier.unwrap_or_default().to_string(),
            Field::File => self.ledger.name_of(Source(row.source_number())),
            Field::Label(label) => {
                text(names.labels(row.whence).find(|(name, _)| name == label).map(|(_, value)| value))
            }
        }
    }
}

/// The day in UTC.
pub(crate) fn utc(time: i64) -> Option<Date> {
    let days = i32::try_from(time.div_euclid(86_400)).ok()?;
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn day(date: Date) -> Option<Day> {
    Day::new(date.year(), date.month(), date.day())
}
