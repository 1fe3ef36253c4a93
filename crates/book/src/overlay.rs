//! One seller file laid over another.

use crate::data::{FeeEntry, ModelEntry, OptionEntry, PriceEntry, RefusalEntry, SellerFile};
use crate::spelling::gateway_spelling;
use crate::{BookError, UniqueMap};

/// `below` with `over` on top, list by list.
pub(crate) fn overlaid(mut below: SellerFile, over: &SellerFile) -> Result<SellerFile, BookError> {
    let error = |path: &str, message: String| BookError::new(&over.seller, path, message);
    if below.currency != over.currency {
        let message = format!(
            "prices in {} over prices in {}: expected one currency a seller",
            over.currency, below.currency
        );
        return Err(error("currency", message));
    }
    for (key, text) in over.sources.iter() {
        if below.sources.of(key).is_some_and(|known| known != text) {
            return Err(error(
                "sources",
                format!("`{key}` already names another source: give yours another key"),
            ));
        }
        below.sources.set(key, text.clone());
    }
    for (prefix, endpoint) in over.id_prefixes.iter() {
        below.id_prefixes.set(prefix, endpoint.clone());
    }
    for vendor in &over.vendors {
        if !below.vendors.contains(vendor) {
            below.vendors.push(vendor.clone());
        }
    }
    splice_lists(&mut below.fees, &over.fees);
    splice_lists(&mut below.options, &over.options);
    if !over.refusals.is_empty() {
        splice(&mut below.refusals, &over.refusals);
    }
    for model in &over.models {
        let vendors = [below.vendors.clone(), vec![below.seller.clone()]].concat();
        let spelling = gateway_spelling(&model.id, &vendors);
        let same = |id: &String| gateway_spelling(id, &vendors) == spelling;
        let names = |m: &ModelEntry| same(&m.id) || m.aliases.iter().any(same);
        match below.models.iter_mut().find(|m| names(m)) {
            Some(known) => {
                // A list of the model's own replaces the seller's, so it starts from the seller's.
                for (name, _) in model.options.iter() {
                    if known.options.of(name).is_none() {
                        known.options.set(name, below.options.of(name).cloned().unwrap_or_default());
                    }
                }
                lay_over(known, model);
            }
            None => below.models.push(model.clone()),
        }
    }
    Ok(below)
}

fn lay_over(below: &mut ModelEntry, over: &ModelEntry) {
    for alias in &over.aliases {
        if *alias != below.id && !below.aliases.contains(alias) {
            below.aliases.push(alias.clone());
        }
    }
    later(&over.name, &mut below.name);
    later(&over.released, &mut below.released);
    later(&over.deprecated, &mut below.deprecated);
    later(&over.retired, &mut below.retired);
    later(&over.not_retired_before, &mut below.not_retired_before);
    later(&over.tokenizer, &mut below.tokenizer);
    later(&over.replacement, &mut below.replacement);
    splice_lists(&mut below.options, &over.options);
    let known = below.prices.clone();
    let mut prices = Vec::new();
    for (i, entry) in over.prices.iter().enumerate() {
        let under = known.iter().rev().find(|e| e.from <= entry.from && e.ended.is_none());
        prices.push(with_facts_of(entry.clone(), under));
        // Limits that change below while the entry stands change with it.
        let until = over.prices.get(i + 1).map(|next| &next.from);
        for later in known.iter().filter(|e| e.from > entry.from && until.is_none_or(|until| e.from < *until))
        {
            let changed =
                with_facts_of(PriceEntry { from: later.from.clone(), ..entry.clone() }, Some(later));
            let stands = |p: &PriceEntry| PriceEntry { from: changed.from.clone(), ..p.clone() } == changed;
            if entry.ended.is_none() && later.ended.is_none() && !prices.last().is_some_and(stands) {
                prices.push(changed);
            }
        }
    }
    splice(&mut below.prices, &prices);
}

/// What is said above stands instead of what is said below.
fn later<T: Clone>(over: &Option<T>, below: &mut Option<T>) {
    if over.is_some() {
        below.clone_from(over);
    }
}

/// Windows and limits that the entry leaves out are those of the entry below it.
fn with_facts_of(mut entry: PriceEntry, under: Option<&PriceEntry>) -> PriceEntry {
    let Some(under) = under else { return entry };
    if entry.context_window.is_none() && entry.extended_window.is_none() {
        entry.context_window = under.context_window;
        entry.extended_window.clone_from(&under.extended_window);
    }
    entry.max_output = entry.max_output.or(under.max_output);
    entry.min_cacheable = entry.min_cacheable.or(under.min_cacheable);
    entry.thinking_kept = entry.thinking_kept.or(under.thinking_kept);
    entry.tool_prompt = entry.tool_prompt.or(under.tool_prompt);
    entry
}

fn splice_lists<T: Starts + Clone>(below: &mut UniqueMap<Vec<T>>, over: &UniqueMap<Vec<T>>) {
    for (name, entries) in over.iter() {
        let mut list = below.of(name).cloned().unwrap_or_default();
        splice(&mut list, entries);
        below.set(name, list);
    }
}

/// Entries of `below` before the first of `over`, then `over`; an empty `over` clears the list.
fn splice<T: Starts + Clone>(below: &mut Vec<T>, over: &[T]) {
    match over.first() {
        Some(first) => below.retain(|entry| entry.from() < first.from()),
        None => below.clear(),
    }
    below.extend_from_slice(over);
}

trait Starts {
    fn from(&self) -> &str;
}

macro_rules! starts {
    ($($entry:ident)+) => { $(impl Starts for $entry {
        fn from(&self) -> &str {
            &self.from
        }
    })+ };
}
starts!(PriceEntry OptionEntry FeeEntry RefusalEntry);
