//! LiteLLM's `model_prices_and_context_window.json`: one object of models, prices in USD per token.
//!
//! What the keys mean is read off LiteLLM's own code (`litellm_core_utils/llm_cost_calc/utils.py` and
//! `tiered_pricing.py`, version 1.109.1): a tier holds for the whole request, strictly above its
//! threshold except at xAI; a price that a tier does not state is that of the tier below; `1k` is 1,000.
//!
//! Where LiteLLM's code falls back (cached tokens at the price of input, an option at the standard
//! price) nothing is imported: what the list does not state has no price.

use super::card::{Card, Factor, Price, times};
use super::json::{Object, exact, shown, whole};
use super::{Read, Shelf, currency, model};
use crate::UniqueMap;
use std::collections::BTreeMap;
use tokentoll_core::Meter;

/// Ends of keys, and the option each is the price of; no option of a seller file says the last three.
const OPTIONS: [(&str, &str); 6] = [
    ("_batches", "batch"),
    ("_priority", "priority"),
    ("_flex", "flex"),
    ("_ultrafast", ""),
    ("_balanced", ""),
    ("_decisions", ""),
];

/// Prices of tokens that have a meter.
const METERS: [(&str, Meter); 9] = [
    ("input_cost_per_token", Meter::Input),
    ("output_cost_per_token", Meter::Output),
    ("cache_read_input_token_cost", Meter::CacheRead),
    ("cache_creation_input_token_cost", Meter::CacheWrite5m),
    ("cache_creation_input_token_cost_above_1hr", Meter::CacheWrite1h),
    ("cache_creation_input_token_cost_above_12hr", Meter::CacheWrite1h),
    ("input_cost_per_audio_token", Meter::InputAudio),
    ("output_cost_per_audio_token", Meter::OutputAudio),
    ("output_cost_per_image_token", Meter::OutputImage),
];

/// Prices of tokens that stand on the meter of others: they can be told only where they are the same.
const SAME: [(&str, Meter); 9] = [
    ("input_cost_per_image_token", Meter::Input),
    ("input_cost_per_video_token", Meter::Input),
    ("output_cost_per_reasoning_token", Meter::Output),
    ("output_cost_per_video_token", Meter::Output),
    ("cache_read_input_audio_token_cost", Meter::CacheRead),
    ("cache_read_input_image_token_cost", Meter::CacheRead),
    ("input_cost_per_token_cache_hit", Meter::CacheRead),
    ("explicit_cache_read_input_token_cost", Meter::CacheRead),
    ("cache_creation_input_audio_token_cost", Meter::CacheWrite5m),
];

/// Fees of tools: calls that no rate of a model prices, so that a use of them is unpriced.
const TOOLS: [&str; 6] = [
    "search_context_cost_per_query",
    "google_maps_grounding_cost_per_query",
    "code_interpreter_cost_per_session",
    "file_search_cost_per_1k_calls",
    "file_search_cost_per_gb_per_day",
    "vector_store_cost_per_gb_per_day",
];

/// Keys that sound like a price: the same price in another unit, and what is read elsewhere.
const NO_PRICE: [&str; 6] = [
    "input_dbu_cost_per_token",
    "output_dbu_cost_per_token",
    "tiered_pricing",
    "regional_endpoint_uplift_multiplier",
    "regional_processing_uplift_multiplier_eu",
    "regional_processing_uplift_multiplier_us",
];

/// Reads the list; the error says what was met instead.
pub(super) fn read(text: &str, shelf: &mut Shelf<'_>) -> Result<(), String> {
    let list = Object::read(text)?;
    let mut read = 0_usize;
    for (key, raw) in list.fields() {
        let entry = Object::read(raw);
        let provider = entry.as_ref().ok().and_then(|e| e.text("litellm_provider"));
        // The template of an entry, and rules that are no model.
        if key == "sample_spec"
            || (provider.is_none() && entry.as_ref().is_ok_and(|e| e.raw("rules").is_some()))
        {
            continue;
        }
        let Some(provider) = provider else {
            let reason = entry.err().unwrap_or_else(|| "no `litellm_provider`".to_owned());
            shelf.refuse(key.to_owned(), reason);
            continue;
        };
        read = read.saturating_add(1);
        shelf.seller(&provider, &provider, "USD");
        let id = without_provider(key, &provider);
        let found = entry.and_then(|entry| read_model(&entry, key, id, &provider, shelf));
        shelf.put(&provider, id, found);
    }
    if read == 0 { Err("met no model that names its provider".to_owned()) } else { Ok(()) }
}

/// `dashscope/qwen-flash` of the provider `dashscope`, or of one of its families, is `qwen-flash`.
fn without_provider<'k>(key: &'k str, provider: &str) -> &'k str {
    let Some((prefix, id)) = key.split_once('/') else { return key };
    let family =
        provider.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']));
    if family && !id.is_empty() { id } else { key }
}

/// Prices as they are stated, by option; the standard ones have none.
#[derive(Default)]
struct Stated {
    cards: BTreeMap<&'static str, Card>,
    /// Key, option, threshold, meter and price of [`SAME`] tokens.
    same: Vec<(String, &'static str, Option<u32>, Meter, Price)>,
    options: Vec<(&'static str, Factor)>,
    left_out: Vec<String>,
}

fn read_model(
    entry: &Object<'_>,
    key: &str,
    id: &str,
    provider: &str,
    shelf: &Shelf<'_>,
) -> Result<Read, String> {
    if currency(entry.text("currency"))? != "USD" {
        return Err("`currency` is not USD, in a list of USD prices".to_owned());
    }
    let mut stated = Stated::default();
    for (key, value) in entry.fields() {
        stated.key(key, value).map_err(|e| format!("`{key}`: {e}"))?;
    }
    if let Some(table) = entry.list("tiered_pricing")? {
        let bands: Vec<_> = table.0.iter().map(|raw| Object::read(raw.get())).collect::<Result<_, _>>()?;
        stated.table(&bands).map_err(|e| format!("`tiered_pricing`: {e}"))?;
    }
    stated.regional(entry)?;
    let standard = stated.standard()?;
    let image = standard.base.get(&Meter::OutputImage);
    if standard.base.get(&Meter::Output).is_some_and(|p| p.is_zero()) && image.is_some_and(|p| !p.is_zero()) {
        return Err("`output_cost_per_token` is 0 beside a price of image tokens".to_owned());
    }
    let mut tiers_note = String::new();
    for (key, option, threshold, meter, price) in std::mem::take(&mut stated.same) {
        let card = if option.is_empty() { Some(&standard) } else { stated.cards.get(option) };
        let beside = card.and_then(|card| match threshold {
            None => card.base.get(&meter),
            Some(threshold) => card.tiers.get(&threshold).and_then(|t| t.get(&meter)),
        });
        if beside != Some(&price) {
            let reason =
                format!("`{key}` differs from the price of `{meter}`, the meter its tokens stand on");
            if option.is_empty() {
                return Err(reason);
            }
            stated.cards.remove(option);
            stated.left_out.push(format!("`{option}` is left out: {reason}"));
        } else if option.is_empty() && threshold.is_none() && !standard.tiers.is_empty() {
            tiers_note = format!(
                "The list has no long-context price under `{key}`: such tokens are priced as other `{meter}` tokens."
            );
        }
    }
    let terms = shelf.terms(shelf.from);
    let comparison = if provider == "xai" { ">=" } else { ">" };
    let mut price = standard.entry(comparison, &tiers_note, &terms);
    price.context_window = entry.limit("max_input_tokens");
    price.max_output = entry.limit("max_output_tokens");
    price.min_cacheable = entry.limit("prompt_cache_min_tokens");
    let mut options = UniqueMap::default();
    for (name, card) in &stated.cards {
        match standard.option(name, card, &terms) {
            Ok(option) => options.set(name, vec![option]),
            Err(reason) => stated.left_out.push(format!("`{name}` is left out: {reason}")),
        }
    }
    for (name, factor) in &stated.options {
        options.set(name, vec![times(name, *factor, &terms)]);
    }
    let mut model = model(id, price);
    model.options = options;
    if key != id {
        model.aliases.push(key.to_owned());
    }
    Ok(Read { model, left_out: stated.left_out })
}

impl Stated {
    /// Takes in one key of an entry.
    fn key(&mut self, key: &str, value: &str) -> Result<(), String> {
        let (plain, option) = OPTIONS
            .into_iter()
            .find_map(|(end, option)| Some((key.strip_suffix(end)?, option)))
            .map_or((key, None), |(plain, option)| (plain, Some(option)));
        let (stem, threshold) = without_threshold(plain);
        let named =
            |list: &[(&str, Meter)]| list.iter().find(|(name, _)| *name == stem).map(|(_, meter)| *meter);
        let (meter, same) = (named(&METERS), named(&SAME));
        if option == Some("") && (meter.is_some() || same.is_some()) {
            let end = key.trim_start_matches(plain).trim_start_matches('_');
            let reason = format!("`{end}` is left out: no option says it");
            if !self.left_out.contains(&reason) {
                self.left_out.push(reason);
            }
        } else if let Some(meter) = meter {
            let price = Price::per_token(value)?;
            let card = self.cards.entry(option.unwrap_or_default()).or_default();
            let prices = threshold.map_or(&mut card.base, |t| card.tiers.entry(t).or_default());
            if prices.insert(meter, price).is_some() {
                return Err(format!("a second price of `{meter}`"));
            }
        } else if let Some(meter) = same {
            self.same.push((
                key.to_owned(),
                option.unwrap_or_default(),
                threshold,
                meter,
                Price::per_token(value)?,
            ));
        } else if TOOLS.contains(&key) {
            self.left_out.push(format!("`{key}` is left out: calls of a tool have no price by model"));
        } else if sounds_like_a_price(key)
            && !["true", "false"].contains(&value)
            && exact(value, 0, 9, 1) != Ok(0)
        {
            let met = if value.starts_with(['{', '[']) { "a table".to_owned() } else { shown(value) };
            return Err(format!("{met} is a price that no meter says"));
        }
        Ok(())
    }

    /// Takes in a table of prices by length of the prompt; `range` is (from, to].
    fn table(&mut self, bands: &[Object<'_>]) -> Result<(), String> {
        let mut read = BTreeMap::new();
        for band in bands {
            let range = band.list("range")?.ok_or("a band without `range`")?;
            let [start, end] = &*range.0 else { return Err("a `range` is not two numbers".to_owned()) };
            let (start, end) = (whole(start.get())?, whole(end.get())?);
            let mut own = Stated::default();
            for (key, value) in band.fields().filter(|(key, _)| *key != "range") {
                own.key(key, value).map_err(|e| format!("`{key}`: {e}"))?;
            }
            let card = own.cards.remove("").unwrap_or_default();
            if !own.cards.is_empty() || !own.left_out.is_empty() || !card.tiers.is_empty() {
                return Err("a band with options or tiers".to_owned());
            }
            if let Some((key, ..)) =
                own.same.iter().find(|(_, _, _, meter, p)| card.base.get(meter) != Some(p))
            {
                return Err(format!("`{key}` differs from the price of the meter its tokens stand on"));
            }
            if start >= end || read.insert(start, (end, card.base)).is_some() {
                return Err("bands that overlap".to_owned());
            }
        }
        let standard = self.cards.entry("").or_default();
        if !standard.tiers.is_empty() {
            return Err("beside prices above a threshold".to_owned());
        }
        let mut reached = 0;
        let first = read.get(&0).map(|(_, prices)| prices.clone()).ok_or("no band starts at 0")?;
        for (start, (end, prices)) in read {
            if start != reached || !prices.keys().eq(first.keys()) {
                return Err("bands with gaps, or not of the same prices".to_owned());
            }
            reached = end;
            if start > 0 {
                standard.tiers.insert(start, prices);
            }
        }
        for (meter, price) in first {
            if standard.base.insert(meter, price).is_some_and(|other| other != price) {
                return Err(format!("another price of `{meter}` beside it"));
            }
        }
        Ok(())
    }

    /// The standard prices. A meter whose price is stated in a tier only has none: its use is unpriced.
    fn standard(&mut self) -> Result<Card, String> {
        let mut standard = self.cards.remove("").unwrap_or_default();
        for (threshold, prices) in &mut standard.tiers {
            for meter in [Meter::CacheRead, Meter::CacheWrite5m, Meter::CacheWrite1h] {
                if !standard.base.contains_key(&meter) && prices.remove(&meter).is_some() {
                    self.left_out.push(format!(
                        "`{meter}` is left out: its price is stated above {threshold} tokens only"
                    ));
                }
            }
        }
        standard.completed()
    }

    /// Takes in multipliers.
    fn regional(&mut self, entry: &Object<'_>) -> Result<(), String> {
        let read = |object: &Object<'_>, key: &str| {
            object.raw(key).map(Factor::read).transpose().map_err(|e| format!("`{key}`: {e}"))
        };
        let [us, eu] = ["us", "eu"].map(|region| format!("regional_processing_uplift_multiplier_{region}"));
        let processing = (read(entry, &us)?, read(entry, &eu)?);
        match (processing, read(entry, "regional_endpoint_uplift_multiplier")?) {
            ((None, None), None) => {}
            ((Some(us), Some(eu)), None) if us == eu => self.options.push(("regional", us)),
            ((None, None), Some(factor)) => self.options.push(("regional", factor)),
            _ => self.left_out.push("`regional` is left out: its multipliers differ by region".to_owned()),
        }
        let Some(special) = entry.object("provider_specific_entry")? else { return Ok(()) };
        for (key, value) in special.fields() {
            match key {
                "us" => self.options.extend(read(&special, key)?.map(|factor| ("us_only", factor))),
                "fast" => self.options.extend(read(&special, key)?.map(|factor| ("fast", factor))),
                _ if value.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                    return Err(format!("`provider_specific_entry`: `{key}` is a number of unknown meaning"));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// `input_cost_per_token_above_200k_tokens` is `input_cost_per_token` above 200,000.
fn without_threshold(key: &str) -> (&str, Option<u32>) {
    let parts = key.strip_suffix("_tokens").and_then(|rest| rest.rsplit_once("_above_"));
    let Some((stem, count)) = parts else { return (key, None) };
    let (count, scale) = count.strip_suffix('k').map_or((count, 1), |count| (count, 1_000));
    match count.parse::<u32>().ok().and_then(|count| count.checked_mul(scale)) {
        Some(threshold) => (stem, Some(threshold)),
        None => (key, None),
    }
}

fn sounds_like_a_price(key: &str) -> bool {
    let sounds = ["cost", "pric", "_per_", "multiplier", "uplift", "surcharge", "discount", "fee"];
    !NO_PRICE.contains(&key) && sounds.iter().any(|sound| key.contains(sound))
}

#[cfg(test)]
mod tests;
