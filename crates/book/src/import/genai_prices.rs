//! genai-prices' `data.json`: a list of providers, prices in USD per million tokens, some of them dated.
//!
//! What it means is read off genai-prices' own code (`types.py`, version 0.2.3): a tier holds for the
//! whole request, strictly above its `start`, by all input tokens; of several prices the last one whose
//! condition is met holds, else the first; a variant replaces single prices, and what it does not state
//! stays the standard price.

use super::card::{Card, Price};
use super::json::{Object, shown, whole};
use super::{Read, Shelf, currency, model};
use crate::data::OptionEntry;
use crate::{Day, UniqueMap};
use std::collections::{BTreeMap, BTreeSet};
use tokentoll_core::Meter;

/// Prices of tokens that have a meter.
const METERS: [(&str, Meter); 9] = [
    ("input_mtok", Meter::Input),
    ("output_mtok", Meter::Output),
    ("cache_read_mtok", Meter::CacheRead),
    ("cache_write_mtok", Meter::CacheWrite5m),
    ("cache_write_5m_mtok", Meter::CacheWrite5m),
    ("cache_write_1h_mtok", Meter::CacheWrite1h),
    ("input_audio_mtok", Meter::InputAudio),
    ("output_audio_mtok", Meter::OutputAudio),
    ("output_image_mtok", Meter::OutputImage),
];

/// Prices of tokens that stand on the meter of others: they can be told only where they are the same.
const SAME: [(&str, Meter); 15] = [
    ("input_text_mtok", Meter::Input),
    ("input_image_mtok", Meter::Input),
    ("input_video_mtok", Meter::Input),
    ("input_tool_mtok", Meter::Input),
    ("output_text_mtok", Meter::Output),
    ("output_video_mtok", Meter::Output),
    ("output_reasoning_mtok", Meter::Output),
    ("output_citation_mtok", Meter::Output),
    ("cache_text_read_mtok", Meter::CacheRead),
    ("cache_audio_read_mtok", Meter::CacheRead),
    ("cache_image_read_mtok", Meter::CacheRead),
    ("cache_video_read_mtok", Meter::CacheRead),
    ("cache_text_write_mtok", Meter::CacheWrite5m),
    ("cache_audio_write_mtok", Meter::CacheWrite5m),
    ("cache_image_write_mtok", Meter::CacheWrite5m),
];

/// Fees of tools: calls that no rate of a model prices, so that a use of them is unpriced.
const TOOLS: [&str; 4] =
    ["web_searches_kcount", "social_searches_kcount", "storage_searches_kcount", "code_executions_kcount"];

/// The most dated prices, variants and tiers of one model. The list of 2026 has under ten.
const MOST: usize = 50;

/// Reads the list; the error says what was met instead.
pub(super) fn read(text: &str, shelf: &mut Shelf<'_>) -> Result<(), String> {
    let list: super::json::List<'_> = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let mut read = 0_usize;
    for raw in list.0 {
        let provider = Object::read(raw.get())?;
        let (Some(id), Some(models)) = (provider.text("id"), provider.list("models")?) else {
            return Err("met a provider without `id` or `models`".to_owned());
        };
        read = read.saturating_add(1);
        let currency = match currency(provider.text("currency")) {
            Ok(currency) => currency,
            Err(reason) => {
                shelf.refuse(id, reason);
                continue;
            }
        };
        shelf.seller(&id, &provider.text("name").unwrap_or_else(|| id.clone()), &currency);
        for raw in models.0 {
            let entry = Object::read(raw.get())?;
            let Some(name) = entry.text("id") else {
                return Err(format!("met a model of {} without `id`", shown(&id)));
            };
            let found = read_model(&entry, &name, shelf);
            shelf.put(&id, &name, found);
        }
    }
    if read == 0 { Err("met no provider".to_owned()) } else { Ok(()) }
}

/// Prices and the day from which they hold; none: always.
struct Dated<'a> {
    from: Option<Day>,
    prices: Object<'a>,
}

fn read_model(entry: &Object<'_>, id: &str, shelf: &Shelf<'_>) -> Result<Read, String> {
    let raw = entry.raw("prices").ok_or("no `prices`")?;
    let mut prices = Vec::new();
    if raw.starts_with('[') {
        for item in entry.list("prices")?.into_iter().flat_map(|list| list.0) {
            prices.push(dated(&Object::read(item.get())?)?);
        }
    } else {
        prices.push(Dated { from: None, prices: Object::read(raw).map_err(|e| format!("`prices`: {e}"))? });
    }
    let (mut left_out, variants) = (Vec::new(), variants(entry)?);
    let days: BTreeSet<Day> = prices.iter().map(|p| p.from.unwrap_or(shelf.from)).collect();
    let mut days: Vec<Day> = days.into_iter().collect();
    if prices.len() > MOST || variants.options.values().any(|v| v.len() > MOST) {
        return Err(format!("more than {MOST} dated prices or variants"));
    }
    if prices.iter().all(|p| p.from.is_some()) {
        // The first price holds before its own day too; how long before is not said.
        days.extend((!days.iter().any(|d| *d <= shelf.from)).then_some(shelf.from));
        days.sort();
    }
    let mut read = BTreeMap::new();
    for day in &days {
        let held = at(&prices, *day).ok_or("`prices` is empty")?;
        let card = card(&held.prices, &mut left_out)?.completed()?;
        if read.last_key_value().is_none_or(|(_, last)| *last != card) {
            read.insert(*day, card);
        }
    }
    let window = entry.limit("context_window");
    let entries = read.iter().map(|(day, card)| {
        let mut price = card.entry(">", "", &shelf.terms(*day));
        price.context_window = window;
        price
    });
    let mut model = model(id, Default::default());
    model.prices = entries.collect();
    model.name = entry.text("name");
    model.aliases = spellings(entry)?.into_iter().filter(|alias| alias != id).collect();
    let mut options = UniqueMap::<Vec<OptionEntry>>::default();
    for (name, variants) in &variants.options {
        match option(name, variants, &read, shelf) {
            Ok(entries) => options.set(name, entries),
            Err(reason) => left_out.push(format!("`{name}` is left out: {reason}")),
        }
    }
    left_out.extend(
        variants.unnamed.iter().map(|when| format!("the variant {when} is left out: no option says it")),
    );
    left_out.sort();
    left_out.dedup();
    model.options = options;
    Ok(Read { model, left_out })
}

/// The entry that holds on a day: the last one that has begun, else the first of all.
fn at<'d, 'a>(entries: &'d [Dated<'a>], day: Day) -> Option<&'d Dated<'a>> {
    entries.iter().rev().find(|e| e.from.is_none_or(|from| from <= day)).or(entries.first())
}

fn dated<'a>(entry: &Object<'a>) -> Result<Dated<'a>, String> {
    let prices = entry.object("prices")?.ok_or("`prices`: one without `prices`")?;
    let Some(constraint) = entry.object("constraint")? else { return Ok(Dated { from: None, prices }) };
    if let Some((key, _)) = constraint.fields().find(|(key, _)| *key != "start_date") {
        return Err(format!("`constraint`: prices that depend on `{key}`"));
    }
    let day = constraint.text("start_date").ok_or("`constraint` without `start_date`")?;
    Ok(Dated { from: Some(day.parse().map_err(|e| format!("`start_date`: {e}"))?), prices })
}

/// Variants by the option they are of, in the order of the list.
struct Variants<'a> {
    options: BTreeMap<&'static str, Vec<Dated<'a>>>,
    unnamed: BTreeSet<String>,
}

fn variants<'a>(entry: &Object<'a>) -> Result<Variants<'a>, String> {
    let mut read = Variants { options: BTreeMap::new(), unnamed: BTreeSet::new() };
    for raw in entry.list("price_variants")?.into_iter().flat_map(|list| list.0) {
        let variant = Object::read(raw.get())?;
        let when = variant.object("when")?.unwrap_or_default();
        let conditions: Vec<_> =
            when.fields().map(|(key, _)| (key, when.text(key).unwrap_or_default())).collect();
        let conditions: Vec<(&str, &str)> = conditions.iter().map(|(key, value)| (*key, &**value)).collect();
        let name = match conditions.as_slice() {
            [("processing", "batch")] => "batch",
            [("service_tier", "priority")] => "priority",
            [("service_tier", "flex")] => "flex",
            [("speed", "fast")] => "fast",
            // Says that nothing changes.
            [("service_tier", "default")]
                if variant.object("prices")?.unwrap_or_default().fields().next().is_none() =>
            {
                continue;
            }
            _ => {
                read.unnamed.insert(
                    conditions.iter().map(|(k, v)| format!("`{k}: {v}`")).collect::<Vec<_>>().join(" "),
                );
                continue;
            }
        };
        read.options.entry(name).or_default().push(dated(&variant)?);
    }
    Ok(read)
}

/// The entries of an option: one for each day on which it, or the standard price, changes.
fn option(
    name: &str,
    variants: &[Dated<'_>],
    standard: &BTreeMap<Day, Card>,
    shelf: &Shelf<'_>,
) -> Result<Vec<OptionEntry>, String> {
    let first = standard.first_key_value().map_or(shelf.from, |(day, _)| *day);
    let starts = variants.iter().map(|v| v.from.unwrap_or(first).max(first));
    let begins = starts.clone().min().unwrap_or(first);
    let days: BTreeSet<Day> = starts.chain(standard.keys().copied()).filter(|day| *day >= begins).collect();
    let mut entries: Vec<OptionEntry> = Vec::new();
    for day in days {
        let Some((_, card)) = standard.range(..=day).next_back() else { continue };
        // The first variant that states a price wins: later ones must not differ.
        let (mut stated, mut seen) = (card.clone(), BTreeSet::new());
        for variant in variants.iter().filter(|v| v.from.is_none_or(|from| from <= day)) {
            for (key, price) in tiered(&variant.prices)? {
                let Some(meter) = meter(&key) else {
                    same_or_tool(&key, &price, &variant.prices)?;
                    continue;
                };
                if !seen.insert(meter) {
                    continue;
                }
                stated.base.insert(meter, price.base);
                for threshold in card.tiers.keys() {
                    stated.tiers.entry(*threshold).or_default().insert(meter, price.at(*threshold));
                }
                for (start, price) in price.tiers {
                    stated.tiers.entry(start).or_default().insert(meter, price);
                }
            }
        }
        let mut terms = shelf.terms(day);
        if card.base.keys().any(|meter| !seen.contains(meter)) {
            terms.note.push_str(" What it does not state with this option is taken to keep its standard price, as genai-prices does.");
        }
        let entry = card.option(name, &stated, &terms)?;
        let repeats = entries
            .last()
            .is_some_and(|last| OptionEntry { from: entry.from.clone(), ..last.clone() } == entry);
        if !repeats {
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// One price with its tiers.
#[derive(Debug, PartialEq)]
struct Tiered {
    base: Price,
    tiers: BTreeMap<u32, Price>,
}

impl Tiered {
    fn at(&self, threshold: u32) -> Price {
        self.tiers.range(..=threshold).next_back().map_or(self.base, |(_, price)| *price)
    }
}

fn meter(key: &str) -> Option<Meter> {
    METERS.iter().find(|(name, _)| *name == key).map(|(_, meter)| *meter)
}

/// Every price that is read here, with its tiers; others are refused unless they are zero.
fn tiered(prices: &Object<'_>) -> Result<Vec<(String, Tiered)>, String> {
    let mut read = Vec::new();
    for (key, value) in prices.fields() {
        let price = |text: &str| Price::per_million(text).map_err(|e| format!("`{key}`: {e}"));
        let tiered = if value.starts_with('{') {
            let object = Object::read(value)?;
            let mut tiers = BTreeMap::new();
            for raw in object.list("tiers")?.into_iter().flat_map(|list| list.0) {
                let tier = Object::read(raw.get())?;
                let start =
                    whole(tier.raw("start").ok_or_else(|| format!("`{key}`: a tier without `start`"))?)?;
                let of_tier =
                    price(tier.raw("price").ok_or_else(|| format!("`{key}`: a tier without `price`"))?)?;
                if tiers.insert(start, of_tier).is_some() || tiers.len() > MOST {
                    return Err(format!("`{key}`: two tiers from {start} tokens, or more than {MOST}"));
                }
            }
            Tiered { base: price(object.raw("base").ok_or_else(|| format!("`{key}`: no `base`"))?)?, tiers }
        } else {
            Tiered { base: price(value)?, tiers: BTreeMap::new() }
        };
        // A write of five minutes stands before writes of any length.
        if key != "cache_write_mtok" || prices.raw("cache_write_5m_mtok").is_none() {
            read.push((key.to_owned(), tiered));
        }
    }
    Ok(read)
}

/// Whether a price without a meter of its own can be left to another meter or to no price at all.
fn same_or_tool(key: &str, price: &Tiered, prices: &Object<'_>) -> Result<(), String> {
    if let Some((_, meter)) = SAME.iter().find(|(name, _)| *name == key) {
        let read = tiered(prices)?;
        let beside = read.iter().find(|(name, _)| self::meter(name) == Some(*meter));
        if beside.is_none_or(|(_, beside)| beside != price) {
            return Err(format!(
                "`{key}` differs from the price of `{meter}`, the meter its tokens stand on"
            ));
        }
    } else if !(TOOLS.contains(&key) || price.base.is_zero() && price.tiers.is_empty()) {
        return Err(format!("`{key}` is a price that no meter says"));
    }
    Ok(())
}

fn card(prices: &Object<'_>, left_out: &mut Vec<String>) -> Result<Card, String> {
    let mut card = Card::default();
    for (key, price) in tiered(prices)? {
        if let Some(meter) = meter(&key) {
            card.base.insert(meter, price.base);
            for (start, price) in price.tiers {
                card.tiers.entry(start).or_default().insert(meter, price);
            }
        } else {
            same_or_tool(&key, &price, prices)?;
            if TOOLS.contains(&&*key) {
                left_out.push(format!("`{key}` is left out: calls of a tool have no price by model"));
            }
        }
    }
    Ok(card)
}

/// Exact spellings of a model; patterns have no place in a seller file.
fn spellings(entry: &Object<'_>) -> Result<Vec<String>, String> {
    let Some(pattern) = entry.object("match")? else { return Ok(Vec::new()) };
    let mut found: Vec<String> = pattern.text("equals").into_iter().collect();
    for raw in pattern.list("or")?.into_iter().flat_map(|list| list.0) {
        found.extend(Object::read(raw.get())?.text("equals"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
