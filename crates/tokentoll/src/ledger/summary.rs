//! What a ledger costs, by group.

use super::cell::{Units, Unpriceable, too_large};
use super::pricing::{Alike, Pricing};
use super::query::Query;
use super::row::{Extra, Row};
use super::{Ledger, Source};
use crate::{Code, Failure};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use tokentoll_book::PriceBook;
use tokentoll_core::{Amount, Currency, Meter};

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The names of the fields that groups differ in.
    pub by: Vec<String>,
    /// Groups, in order of their keys.
    pub groups: Vec<Group>,
    /// All of them.
    pub total: Group,
    /// Why requests have no price; empty where all have one.
    pub not_priced: Vec<Reason>,
}

/// Requests that have something in common.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Group {
    /// One value for each field.
    pub key: Vec<String>,
    /// Requests; a sum over several that a log tells as one counts as one.
    pub requests: u64,
    /// Those without a price among them.
    pub not_priced: u64,
    /// Those that reached a long-context tier.
    pub long_context: u64,
    /// Counts by meter, of all of them.
    #[serde(serialize_with = "by_name")]
    pub counts: BTreeMap<Meter, u64>,
    /// What those with a price cost, in each currency.
    pub amounts: Vec<Money>,
    /// What they would have cost otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub what_if: Vec<Money>,
    /// Those that have a price and cannot be had otherwise.
    #[serde(skip_serializing_if = "is_zero")]
    pub what_if_missing: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// An exact amount of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Money {
    /// The amount.
    #[serde(serialize_with = "as_text")]
    pub amount: Amount,
    /// Its currency.
    #[serde(serialize_with = "as_name")]
    pub currency: Currency,
}

/// Why some requests have no price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// A permanent word: one of [`Code`], `no_model`, `no_time`.
    pub code: &'static str,
    /// The seller, as the log names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seller: Option<String>,
    /// The model, as the log names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What was met and what was expected, of one of them.
    pub message: String,
    /// How many.
    pub requests: u64,
    /// Their tokens.
    pub tokens: u64,
    /// Where one of them stands.
    pub source: String,
}

impl Ledger {
    /// Prices the rows that a query asks for, and sums them up.
    ///
    /// # Errors
    /// A [`Failure`] for a model to compare with that the book does not have, and for sums of more digits
    /// than a decimal holds.
    pub fn ask(&self, query: &Query, book: &PriceBook) -> Result<Summary, Failure> {
        let mut pricing = Pricing::new(self, query, book)?;
        let mut groups: HashMap<Place, Sums> = HashMap::new();
        let mut keys: HashMap<Vec<String>, u32> = HashMap::new();
        let mut shortcuts: HashMap<Alike, u32> = HashMap::new();
        let mut reasons: BTreeMap<Why, Reason> = BTreeMap::new();
        let mut priced: Vec<Group> = Vec::new();
        for row in self.rows.iter() {
            let local = pricing.local(row);
            if !pricing.is_asked_for(local) {
                continue;
            }
            let shortcut = pricing.alike(row, local);
            let group = match shortcuts.get(&shortcut) {
                Some(group) => *group,
                None => {
                    let key = pricing.key(row, local);
                    let next = u32::try_from(keys.len()).unwrap_or(u32::MAX);
                    let group = *keys.entry(key.clone()).or_insert(next);
                    if group == next {
                        priced.push(Group { key, ..Group::default() });
                    }
                    shortcuts.insert(shortcut, group);
                    group
                }
            };
            let extra = self.extra_of(row);
            let sum = &mut priced[group as usize];
            sum.requests += 1;
            count(sum, row, extra);
            match pricing.price(row) {
                Ok((cell, units, other)) => {
                    let usage = match extra {
                        None => Some(row.usage()),
                        Some(Extra::Request(usage)) => Some(*usage),
                        Some(Extra::Parts(_) | Extra::Aggregate(_)) => None,
                    };
                    let cell = pricing.cell(cell);
                    sum.what_if_missing += u64::from(query.what_if.is_some() && other.is_none());
                    sum.long_context += u64::from(usage.is_some_and(|usage| cell.is_long(&usage)));
                    let place = Place { group, currency: cell.currency() };
                    let sums = groups.entry(place).or_default();
                    sums.add(units, other).map_err(|why| Failure::new(Code::BadNumber, "", why.message))?;
                }
                Err(why) => {
                    sum.not_priced += 1;
                    self.take_note(&mut reasons, row, why);
                }
            }
        }
        for (place, sums) in groups {
            let group = &mut priced[place.group as usize];
            sums.into_group(group, place.currency)?;
        }
        for group in &mut priced {
            group.amounts.sort_by_key(|money| money.currency.name());
            group.what_if.sort_by_key(|money| money.currency.name());
        }
        priced.sort_by(|a, b| a.key.cmp(&b.key));
        let total = total(&priced)?;
        let mut not_priced: Vec<Reason> = reasons.into_values().collect();
        not_priced.sort_by_key(|reason| std::cmp::Reverse(reason.requests));
        Ok(Summary {
            by: query.by.iter().map(ToString::to_string).collect(),
            groups: priced,
            total,
            not_priced,
        })
    }

    fn take_note(&self, reasons: &mut BTreeMap<Why, Reason>, row: &Row, why: Unpriceable) {
        let who = self.names.who(row.who).unwrap_or_default();
        let [seller, model] = [who.seller, who.model].map(|name| name.map(str::to_owned));
        let reason = reasons.entry((why.code, seller.clone(), model.clone())).or_insert_with(|| Reason {
            code: why.code,
            seller,
            model,
            message: why.message,
            requests: 0,
            tokens: 0,
            source: self.name_of(Source(row.source_number())),
        });
        reason.requests += 1;
        reason.tokens += row.tokens() + self.extra_of(row).map_or(0, Extra::tokens);
    }
}

type Why = (&'static str, Option<String>, Option<String>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place {
    group: u32,
    currency: Currency,
}

/// Running sums of a group in a currency.
#[derive(Debug, Default)]
struct Sums {
    spent: Option<Units>,
    other: Option<Units>,
}

impl Sums {
    fn add(&mut self, units: Units, other: Option<Units>) -> Result<(), Unpriceable> {
        let plus = |sum: &mut Option<Units>, units: Units| {
            *sum = Some(match *sum {
                None => units,
                Some(sum) => sum.plus(units).ok_or_else(too_large)?,
            });
            Ok(())
        };
        plus(&mut self.spent, units)?;
        other.map_or(Ok(()), |other| plus(&mut self.other, other))
    }

    fn into_group(self, group: &mut Group, currency: Currency) -> Result<(), Failure> {
        let money = |units: Units| {
            let amount =
                units.amount().ok_or_else(|| Failure::new(Code::BadNumber, "", too_large().message))?;
            Ok::<_, Failure>(Money { amount, currency })
        };
        group.amounts.extend(self.spent.map(money).transpose()?);
        group.what_if.extend(self.other.map(money).transpose()?);
        Ok(())
    }
}

fn count(group: &mut Group, row: &Row, extra: Option<&Extra>) {
    let mut add = |meter: Meter, count: u64| {
        if count > 0 {
            let sum = group.counts.entry(meter).or_default();
            *sum = sum.saturating_add(count);
        }
    };
    match extra {
        None => row.usage().iter().for_each(|(meter, count)| add(meter, count.into())),
        Some(Extra::Request(usage)) => usage.iter().for_each(|(meter, count)| add(meter, count.into())),
        Some(Extra::Parts(parts)) => {
            parts
                .iter()
                .flat_map(|part| part.usage.iter())
                .for_each(|(meter, count)| add(meter, count.into()));
        }
        Some(Extra::Aggregate(sum)) => Meter::ALL.into_iter().for_each(|meter| add(meter, sum.of(meter))),
    }
}

fn total(groups: &[Group]) -> Result<Group, Failure> {
    let mut total = Group::default();
    for group in groups {
        total.requests += group.requests;
        total.not_priced += group.not_priced;
        total.long_context += group.long_context;
        total.what_if_missing += group.what_if_missing;
        for (meter, count) in &group.counts {
            let sum = total.counts.entry(*meter).or_default();
            *sum = sum.saturating_add(*count);
        }
        add_all(&mut total.amounts, &group.amounts)?;
        add_all(&mut total.what_if, &group.what_if)?;
    }
    Ok(total)
}

fn add_all(sums: &mut Vec<Money>, more: &[Money]) -> Result<(), Failure> {
    for money in more {
        match sums.iter_mut().find(|sum| sum.currency == money.currency) {
            None => sums.push(*money),
            Some(sum) => {
                let too_large = || Failure::new(Code::BadNumber, "", too_large().message);
                sum.amount = sum.amount.plus(money.amount).ok_or_else(too_large)?;
            }
        }
    }
    sums.sort_by_key(|money| money.currency.name());
    Ok(())
}

fn by_name<S: serde::Serializer>(counts: &BTreeMap<Meter, u64>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().map(|(meter, count)| (meter.name(), count)))
}

fn as_text<S: serde::Serializer>(amount: &Amount, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

fn as_name<S: serde::Serializer>(currency: &Currency, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(currency.name())
}
