//! Our prices beside a vendor's bill, day by day and model by model.

use super::cell::{Change, Units};
use super::pricing::{Pricing, utc};
use super::row::{Extra, Row};
use super::{Ledger, Query};
use crate::{Code, Failure};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;
use tokentoll_book::PriceBook;
use tokentoll_core::{Amount, Meter};
use tokentoll_usage::log::CostLine;

/// How far two amounts may be apart and still agree: the larger of the two holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tolerance {
    /// In the currency.
    pub absolute: Decimal,
    /// As a share of the bill: 0.001 is a tenth of a percent.
    pub relative: Decimal,
}

impl Tolerance {
    /// An amount, or so many percent of the bill.
    pub fn new(amount: Amount, percent: Decimal) -> Tolerance {
        Tolerance { absolute: amount.decimal(), relative: percent.abs() / Decimal::ONE_HUNDRED }
    }
}

impl Default for Tolerance {
    /// A cent, or a tenth of a percent.
    fn default() -> Self {
        Tolerance { absolute: Decimal::new(1, 2), relative: Decimal::new(1, 3) }
    }
}

/// What was compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// The currency of every amount.
    pub currency: String,
    /// Each day and model, or fee, that ours or theirs tells of.
    pub lines: Vec<Difference>,
    /// The sum of ours.
    pub ours: String,
    /// The sum of theirs.
    pub theirs: String,
    /// Theirs less ours.
    pub difference: String,
    /// How many lines do not agree.
    pub differing: usize,
    /// Requests of ours without a price, which no line holds.
    pub not_priced: u64,
}

/// One day and model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The day, UTC.
    pub day: String,
    /// The model, or the fee: `web_search`, `code_execution`, …; `*` where the bill is not split.
    pub what: String,
    /// Ours.
    pub ours: String,
    /// Theirs.
    pub theirs: String,
    /// Theirs less ours.
    pub difference: String,
    /// Whether they agree.
    pub agrees: bool,
    /// The likely reason, where they do not: a permanent word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The reason in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// What is known of one day and model.
#[derive(Clone, Copy, Debug, Default)]
struct Side {
    ours: Option<Decimal>,
    theirs: Option<Decimal>,
    batch: Decimal,
    uncached: Decimal,
    /// More, if all writes of five minutes had been for an hour.
    hours: Decimal,
}

type Key = (String, String);

/// Compares a ledger with the lines of a cost report.
///
/// The query's grouping is not looked at. A bill that names no model is compared by day.
///
/// # Errors
/// A [`Failure`] for an amount that is no decimal, a currency other than the first line's, and sums of more
/// digits than a decimal holds.
pub fn reconcile(
    ledger: &Ledger,
    query: &Query,
    book: &PriceBook,
    bill: &[CostLine],
    tolerance: Tolerance,
) -> Result<Reconciliation, Failure> {
    let currency = bill.first().map_or_else(|| "USD".to_owned(), |line| line.currency.clone());
    let split = bill.iter().any(|line| line.model.is_some() || line.cost_type.is_some());
    let mut sides: BTreeMap<Key, Side> = BTreeMap::new();
    theirs(bill, &currency, split, book, query, &mut sides)?;
    let not_priced = ours(ledger, query, book, &currency, split, &mut sides)?;
    let all = sides.clone();
    let mut lines = Vec::new();
    let (mut our_sum, mut their_sum, mut differing) = (Decimal::ZERO, Decimal::ZERO, 0);
    for (key, side) in sides {
        let (ours, theirs) = (side.ours.unwrap_or_default(), side.theirs.unwrap_or_default());
        our_sum = add(our_sum, ours)?;
        their_sum = add(their_sum, theirs)?;
        let agrees = near(ours, theirs, tolerance);
        let reason = (!agrees).then(|| reason(&key, &side, &all, tolerance));
        differing += usize::from(!agrees);
        lines.push(Difference {
            day: key.0,
            what: key.1,
            ours: show(ours),
            theirs: show(theirs),
            difference: show(theirs - ours),
            agrees,
            reason: reason.as_ref().map(|(code, _)| *code),
            because: reason.map(|(_, text)| text),
        });
    }
    Ok(Reconciliation {
        currency,
        lines,
        ours: show(our_sum),
        theirs: show(their_sum),
        difference: show(their_sum - our_sum),
        differing,
        not_priced,
    })
}

/// Amounts are decimals in cents.
fn theirs(
    bill: &[CostLine],
    currency: &str,
    split: bool,
    book: &PriceBook,
    query: &Query,
    sides: &mut BTreeMap<Key, Side>,
) -> Result<(), Failure> {
    for line in bill {
        if line.currency != currency {
            let message = format!("met a line in {}, expected {currency} as before", line.currency);
            return Err(Failure::new(Code::BadNumber, "currency", message));
        }
        let cents = Decimal::from_str_exact(&line.cents).map_err(|_| {
            Failure::new(
                Code::BadNumber,
                "amount",
                format!("met `{}`, expected a decimal in cents", line.cents),
            )
        })?;
        let day = line.from.strftime("%Y-%m-%d").to_string();
        let in_range = |day: &str| {
            let after = query.since.is_none_or(|since| day >= &*since.to_string());
            after && query.until.is_none_or(|until| day <= &*until.to_string())
        };
        if !in_range(&day) {
            continue;
        }
        let what = match (&line.model, line.cost_type.as_deref()) {
            _ if !split => "*".to_owned(),
            (Some(model), None | Some("tokens")) => canonical(book, query, model),
            (_, Some(fee)) if fee != "tokens" => fee.to_owned(),
            _ => "*".to_owned(),
        };
        let side = sides.entry((day, what)).or_default();
        let dollars = cents / Decimal::ONE_HUNDRED;
        side.theirs = Some(add(side.theirs.unwrap_or_default(), dollars)?);
    }
    Ok(())
}

/// Token prices by model; fees by what they are for.
fn ours(
    ledger: &Ledger,
    query: &Query,
    book: &PriceBook,
    currency: &str,
    split: bool,
    sides: &mut BTreeMap<Key, Side>,
) -> Result<u64, Failure> {
    let mut pricing = Pricing::new(ledger, query, book)?;
    let mut not_priced = 0;
    for row in ledger.rows.iter() {
        let Some(day) = utc(row.time).map(|day| day.to_string()) else {
            not_priced += 1;
            continue;
        };
        if !pricing.is_asked_for(utc(row.time)) {
            continue;
        }
        let Ok((at, units, _)) = pricing.price(row) else {
            not_priced += 1;
            continue;
        };
        let cell = pricing.cell(at);
        if cell.currency().name() != currency {
            continue;
        }
        let whole = decimal(units)?;
        let searches = counts(ledger, row, Meter::WebSearch);
        let fee = match searches {
            0 => Decimal::ZERO,
            n => cell
                .one(Meter::WebSearch, false)
                .map_or(Decimal::ZERO, |one| one.decimal() * Decimal::from(n)),
        };
        let changed = |change: Change<'_>| {
            let extra = ledger.extra_of(row);
            let day = pricing.day(row)?;
            cell.price(book, row, extra, day, Some(&change)).ok().and_then(|units| decimal(units).ok())
        };
        let uncached = changed(Change::NoCache).unwrap_or(whole) - fee;
        let batch = (whole - fee) / Decimal::TWO;
        let hour = cell.one(Meter::CacheWrite1h, false).map_or(Decimal::ZERO, Amount::decimal);
        let five = cell.one(Meter::CacheWrite5m, false).map_or(Decimal::ZERO, Amount::decimal);
        let hours = (hour - five) * Decimal::from(counts(ledger, row, Meter::CacheWrite5m));
        let what = if split { cell.found.model.id().to_owned() } else { "*".to_owned() };
        let tokens = if split { whole - fee } else { whole };
        let side = sides.entry((day.clone(), what)).or_default();
        side.ours = Some(add(side.ours.unwrap_or_default(), tokens)?);
        side.batch += batch;
        side.uncached += uncached;
        side.hours += hours;
        if split && searches > 0 {
            let side = sides.entry((day, "web_search".to_owned())).or_default();
            side.ours = Some(add(side.ours.unwrap_or_default(), fee)?);
        }
    }
    Ok(not_priced)
}

fn reason(key: &Key, side: &Side, all: &BTreeMap<Key, Side>, tolerance: Tolerance) -> (&'static str, String) {
    let (ours, theirs) = match (side.ours, side.theirs) {
        (None, _) => {
            let text =
                "no request of these logs: requests of other machines, keys or people, or not logged at all";
            return ("not_in_logs", text.to_owned());
        }
        (_, None) => {
            let text = "not on the bill: paid otherwise (a subscription, another seller, priority tier), or the bill \
                        does not cover the whole day yet";
            return ("not_on_bill", text.to_owned());
        }
        (Some(ours), Some(theirs)) => (ours, theirs),
    };
    let is = |other: Decimal| near(other, theirs, tolerance);
    let us = Decimal::new(11, 1);
    if is(side.batch) {
        return (
            "batch",
            "the bill is half of ours: served as batch, which these logs do not tell".to_owned(),
        );
    }
    if is(ours * us) {
        return (
            "us_only",
            "the bill is 1.1 times ours: inference kept in the US, which these logs do not tell".to_owned(),
        );
    }
    if !side.hours.is_zero() && is(ours + side.hours) {
        let text = "the bill is that of cache writes for an hour: these logs do not tell their lifetime";
        return ("cache_lifetime", text.to_owned());
    }
    if is(side.uncached) {
        return (
            "cache",
            "the bill is that without a cache: these logs tell cached tokens that were not".to_owned(),
        );
    }
    if is(ours * Decimal::TWO) {
        return (
            "twice",
            "the bill is twice ours: another set of the same requests, or a long-context tier".to_owned(),
        );
    }
    if let Some(other) = neighbour(key, side, all, tolerance) {
        let text = format!("together with {other} they agree: requests around midnight UTC");
        return ("day_boundary", text);
    }
    if theirs > ours {
        (
            "more_on_bill",
            "the bill has more: requests that these logs do not hold, such as hidden helper calls".to_owned(),
        )
    } else {
        let text = "the bill has less: credits, agreed prices, or requests that were paid otherwise";
        ("less_on_bill", text.to_owned())
    }
}

/// The day before or after with which the sums agree.
fn neighbour(key: &Key, side: &Side, all: &BTreeMap<Key, Side>, tolerance: Tolerance) -> Option<String> {
    let day: jiff::civil::Date = key.0.parse().ok()?;
    [day.yesterday().ok()?, day.tomorrow().ok()?].into_iter().map(|day| day.to_string()).find(|day| {
        all.get(&(day.clone(), key.1.clone())).is_some_and(|other| {
            let sum = |a: Option<Decimal>, b: Option<Decimal>| a.unwrap_or_default() + b.unwrap_or_default();
            near(sum(side.ours, other.ours), sum(side.theirs, other.theirs), tolerance)
        })
    })
}

fn near(ours: Decimal, theirs: Decimal, tolerance: Tolerance) -> bool {
    let allowed = tolerance.absolute.max(theirs.abs() * tolerance.relative);
    (theirs - ours).abs() <= allowed
}

fn canonical(book: &PriceBook, query: &Query, model: &str) -> String {
    let found = book.find(query.seller.as_deref().or(Some("anthropic")), model);
    found.map_or_else(|_| model.to_owned(), |found| found.model.id().to_owned())
}

fn counts(ledger: &Ledger, row: &Row, meter: Meter) -> u64 {
    match ledger.extra_of(row) {
        None => row.usage().of(meter).into(),
        Some(Extra::Request(usage)) => usage.of(meter).into(),
        Some(Extra::Parts(parts)) => parts.iter().map(|part| u64::from(part.usage.of(meter))).sum(),
        Some(Extra::Aggregate(sum)) => sum.of(meter),
    }
}

fn decimal(units: Units) -> Result<Decimal, Failure> {
    units.amount().map(Amount::decimal).ok_or_else(too_large)
}

fn add(a: Decimal, b: Decimal) -> Result<Decimal, Failure> {
    a.checked_add(b).ok_or_else(too_large)
}

fn too_large() -> Failure {
    Failure::new(Code::BadNumber, "", "the sum has more digits than a decimal holds")
}

fn show(amount: Decimal) -> String {
    amount.normalize().to_string()
}
