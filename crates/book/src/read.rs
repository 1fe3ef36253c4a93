//! What a seller file means: entries become histories, histories become one listing for each stretch of
//! days on which nothing changes.

use crate::data::{
    FeeEntry, LongContext, ModelEntry, OptionEntry, PriceEntry, RefusalEntry, ReplacementEntry, SellerFile,
};
use crate::listing::{Confidence, Facts, Listing, Origin};
use crate::offering::{OptionState, Sourced, offer, origin, window};
use crate::{BookError, Dated, Day, History, UniqueMap};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;
use tokentoll_core::{
    Comparison, Currency, Factor, Meter, MeterSet, OptionTerms, OutputRule, Rate, RateCard, Rates,
    TermOption, Tier, Tiers, UnderTier,
};

/// What is sold on a stretch of days: a listing, or the reason why no price is known.
pub(crate) type State = Result<Listing, String>;

/// Reads one seller file at a time.
pub(crate) struct Reader<'f> {
    file: &'f SellerFile,
    currency: Currency,
    fees: Vec<(Meter, Sourced<Fee>)>,
    options: OptionLists,
    refusals: Option<Sourced<bool>>,
}

type OptionLists = BTreeMap<TermOption, Option<Sourced<OptionState>>>;
type Fallible<T> = Result<T, BookError>;

struct Fee {
    rate: Rate,
    minimum: Option<u32>,
}

impl<'f> Reader<'f> {
    pub(crate) fn new(file: &'f SellerFile) -> Fallible<Self> {
        if file.format != 1 {
            return Err(BookError::new(&file.seller, "format", format!("met {}, expected 1", file.format)));
        }
        let currency = word(file, "currency", &file.currency, "USD or CNY")?;
        let mut reader =
            Reader { file, currency, fees: Vec::new(), options: BTreeMap::new(), refusals: None };
        reader.options = reader.option_lists("", &file.options)?;
        for (name, entries) in file.fees.iter() {
            let path = format!("fees/{name}");
            let meter: Meter = word(file, &path, name, "a meter")?;
            if meter.is_tokens() {
                return Err(
                    reader.error(&path, format!("`{meter}` counts tokens: expected it under `rates`"))
                );
            }
            reader.fees.push((meter, reader.fee_history(&path, meter, entries)?));
        }
        let mut refusals = Vec::new();
        for entry in &file.refusals {
            let from = reader.day("refusals", &entry.from)?;
            let origin = reader.origin("refusals", &format!("refusals@{from}"), entry.into())?;
            refusals.push(Dated { from, value: (entry.billed, Arc::new(origin)) });
        }
        if !refusals.is_empty() {
            reader.refusals = Some(reader.history("refusals", refusals)?);
        }
        Ok(reader)
    }

    /// The currency of the file.
    pub(crate) const fn currency(&self) -> Currency {
        self.currency
    }

    /// The listings of a model, from its first price on.
    pub(crate) fn model(&self, model: &ModelEntry) -> Fallible<History<State>> {
        let path = format!("models/{}", model.id);
        let mut prices = Vec::new();
        for entry in &model.prices {
            prices.push(Dated { from: self.day(&path, &entry.from)?, value: entry });
        }
        let prices = self.history(&format!("{path}/prices"), prices)?;
        let mut options = self.option_lists(&model.id, &model.options)?;
        for option in TermOption::ALL {
            let own = options.remove(&option);
            options.insert(option, own.unwrap_or_else(|| self.options.get(&option).cloned().flatten()));
        }
        let mut days: BTreeSet<Day> = prices.iter().map(|p| p.from).collect();
        days.extend(options.values().flatten().flat_map(|h| h.iter().map(|e| e.from)));
        days.extend(self.fees.iter().flat_map(|(_, h)| h.iter().map(|e| e.from)));
        days.extend(self.refusals.iter().flat_map(|h| h.iter().map(|e| e.from)));
        days.retain(|day| *day >= prices.first().from);
        let mut periods = Vec::new();
        for from in days {
            // The first price starts no later than any day that was kept.
            let price = prices.on(from).unwrap_or(prices.first());
            let value = match &price.value.ended {
                Some(why) => Err(format!("{why} (since {})", price.from)),
                None => Ok(self.listing(model, &prices, price, &options, from)?),
            };
            periods.push(Dated { from, value });
        }
        self.history(&path, periods)
    }

    /// A day of the file.
    pub(crate) fn day(&self, path: &str, text: &str) -> Fallible<Day> {
        text.parse().map_err(|e| self.error(path, e))
    }

    /// The id that is recommended instead of a model: another one of the file, with its sources.
    pub(crate) fn replacement(&self, model: &ModelEntry) -> Fallible<Option<String>> {
        let Some(entry) = &model.replacement else { return Ok(None) };
        let (path, new) = (format!("models/{}/replacement", model.id), &entry.model);
        if *new == model.id {
            return Err(self.error(&path, format!("`{new}` recommends itself: expected another model")));
        }
        if self.file.models.iter().all(|known| known.id != *new) {
            return Err(self.error(&path, format!("`{new}` is no model of the file: expected the id of one")));
        }
        self.origin(&path, "replacement", entry.into())?;
        Ok(Some(new.clone()))
    }

    fn listing(
        &self,
        model: &ModelEntry,
        prices: &History<&PriceEntry>,
        price: &Dated<&PriceEntry>,
        options: &OptionLists,
        day: Day,
    ) -> Fallible<Listing> {
        let (from, entry) = (price.from, price.value);
        let path = format!("models/{}/prices/{from}", model.id);
        let mut rates = self.rates(&format!("{path}/rates"), &entry.rates)?;
        if let Some((meter, _)) = rates.iter().find(|(m, _)| !m.is_tokens()) {
            return Err(self.error(&path, format!("`{meter}` is no token meter: expected it under `fees`")));
        }
        if rates == Rates::new() {
            return Err(self.error(&path, "expected `rates` or `ended`"));
        }
        let mut listing_fees = Vec::new();
        let mut minimums = Vec::new();
        for (meter, history) in &self.fees {
            let Some(fee) = history.on(day) else { continue };
            rates = rates.with(*meter, fee.value.0.rate).map_err(|e| self.error(&path, e))?;
            minimums.extend(fee.value.0.minimum.map(|count| (*meter, count)));
            listing_fees.push((*meter, fee.value.1.clone()));
        }
        let mut card = RateCard::builder(self.currency, rates);
        for (meter, count) in minimums {
            card = card.minimum(meter, count);
        }
        let mut tiers_note = None;
        if let Some(tiers) = &entry.long_context {
            let path = format!("{path}/long_context");
            card = card.tiers(self.tiers(&path, tiers)?);
            let confidence = self.confidence(&path, tiers.confidence.as_deref(), tiers.note.as_deref())?;
            if confidence != Confidence::High {
                tiers_note = tiers.note.clone().map(|note| (confidence, note));
            }
        }
        if let Some(window) = window(prices, price) {
            card = card.window(window);
        }
        let mut origins = Vec::new();
        for (option, history) in options {
            let Some(history) = history else { continue };
            card = card.offer(*option, offer(*option, history, day));
            origins.extend(origin(history, day).map(|origin| (*option, origin.clone())));
        }
        Ok(Listing {
            card: card.build().map_err(|e| self.error(&path, e))?,
            price: Arc::new(self.origin(&path, &format!("{}@{from}", model.id), entry.into())?),
            facts: Arc::new(Facts {
                context_window: entry.context_window,
                extended_window: entry.extended_window.clone(),
                max_output: entry.max_output,
                min_cacheable: entry.min_cacheable,
                thinking_kept: entry.thinking_kept,
                tool_prompt: entry.tool_prompt,
            }),
            tiers_note,
            options: origins,
            fees: listing_fees,
            free_refusals: self.refusals.as_ref().and_then(|history| {
                let (billed, origin) = &history.on(day)?.value;
                (!billed).then(|| origin.clone())
            }),
        })
    }

    fn tiers(&self, path: &str, tiers: &LongContext) -> Fallible<Tiers> {
        let counted: MeterSet = tiers
            .counts
            .iter()
            .map(|name| word(self.file, path, name, "a meter"))
            .collect::<Fallible<_>>()?;
        let comparison = match &*tiers.comparison {
            ">" => Comparison::Above,
            ">=" => Comparison::AtLeast,
            met => return Err(self.error(path, format!("comparison `{met}`: expected > or >="))),
        };
        let mut steps = Vec::new();
        for tier in &tiers.tiers {
            steps.push(Tier::new(
                tier.threshold,
                self.rates(&format!("{path}/{}", tier.threshold), &tier.rates)?,
            ));
        }
        let built = match (&*tiers.scope, tiers.output.as_deref()) {
            ("volume", None) => Tiers::volume(comparison, counted, steps),
            ("graduated", Some("whole")) => Tiers::graduated(comparison, counted, OutputRule::Whole, steps),
            ("graduated", Some("standard")) => {
                Tiers::graduated(comparison, counted, OutputRule::Standard, steps)
            }
            ("graduated", Some("proportional")) => {
                Tiers::graduated(comparison, counted, OutputRule::Proportional, steps)
            }
            (scope, output) => {
                let met = format!("scope `{scope}` with output `{}`", output.unwrap_or("absent"));
                let expected =
                    "volume without output, or graduated with output whole, standard or proportional";
                return Err(self.error(path, format!("{met}: expected {expected}")));
            }
        };
        built.map_err(|e| self.error(path, e))
    }

    fn option_lists(&self, model: &str, lists: &UniqueMap<Vec<OptionEntry>>) -> Fallible<OptionLists> {
        let mut read = BTreeMap::new();
        for (name, entries) in lists.iter() {
            let path = if model.is_empty() {
                format!("options/{name}")
            } else {
                format!("models/{model}/options/{name}")
            };
            let option: TermOption = word(self.file, &path, name, "an option")?;
            let mut history = Vec::new();
            for entry in entries {
                let from = self.day(&path, &entry.from)?;
                let id = if model.is_empty() {
                    format!("{name}@{from}")
                } else {
                    format!("{model}/{name}@{from}")
                };
                let path = format!("{path}/{from}");
                let origin = Arc::new(self.origin(&path, &id, entry.into())?);
                history.push(Dated { from, value: (self.option_state(&path, entry)?, origin) });
            }
            let history = if history.is_empty() { None } else { Some(self.history(&path, history)?) };
            read.insert(option, history);
        }
        Ok(read)
    }

    fn option_state(&self, path: &str, entry: &OptionEntry) -> Fallible<OptionState> {
        let only_offered = entry.factor.is_some()
            || !entry.factors.is_empty()
            || !entry.rates.is_empty()
            || entry.long_context.is_some()
            || !entry.not_with.is_empty()
            || entry.header.is_some();
        match &*entry.offer {
            "offered" => {}
            "ignored" | "refused" if only_offered => {
                return Err(self.error(
                    path,
                    "only an offered option has a factor, rates, long_context, not_with or header",
                ));
            }
            "ignored" => return Ok(OptionState::Ignored),
            "refused" => return Ok(OptionState::Refused),
            met => {
                return Err(self.error(path, format!("offer `{met}`: expected offered, ignored or refused")));
            }
        }
        let factor = entry.factor.as_deref().ok_or_else(|| self.error(path, "expected a `factor`"))?;
        let mut terms = OptionTerms::times(self.factor(path, factor)?);
        for (name, factor) in entry.factors.iter() {
            terms.factors.push((word(self.file, path, name, "a meter")?, self.factor(path, factor)?));
        }
        for (name, rate) in entry.rates.iter() {
            let rate = rate.parse().map_err(|e| self.error(path, e))?;
            terms.rates.push((word(self.file, path, name, "a meter")?, rate));
        }
        terms.under_tier = match entry.long_context.as_deref() {
            None | Some("applies") => UnderTier::Applies,
            Some("waived") => UnderTier::Waived,
            Some("not_offered") => UnderTier::NotOffered,
            Some(met) => {
                let expected = "expected applies, waived or not_offered";
                return Err(self.error(path, format!("long_context `{met}`: {expected}")));
            }
        };
        for name in &entry.not_with {
            terms.not_with.push(word(self.file, path, name, "an option")?);
        }
        Ok(OptionState::Offered(terms))
    }

    fn fee_history(&self, path: &str, meter: Meter, entries: &[FeeEntry]) -> Fallible<Sourced<Fee>> {
        let mut history = Vec::new();
        for entry in entries {
            let from = self.day(path, &entry.from)?;
            let rate: Rate = entry.rate.parse().map_err(|e| self.error(path, e))?;
            let fee = Fee { rate, minimum: entry.minimum };
            let origin = Arc::new(self.origin(path, &format!("{meter}@{from}"), entry.into())?);
            history.push(Dated { from, value: (fee, origin) });
        }
        self.history(path, history)
    }

    fn rates(&self, path: &str, rates: &UniqueMap<String>) -> Fallible<Rates> {
        rates.iter().try_fold(Rates::new(), |read, (name, rate)| {
            let meter: Meter = word(self.file, path, name, "a meter")?;
            let rate = rate.parse().map_err(|e| self.error(path, e))?;
            read.with(meter, rate).map_err(|e| self.error(path, e))
        })
    }

    fn factor(&self, path: &str, text: &str) -> Fallible<Factor> {
        let expected = "expected a plain decimal from 0 to 1000 with at most 4 places";
        text.parse().map_err(|_| self.error(path, format!("`{text}` is no factor: {expected}")))
    }

    fn origin(&self, path: &str, id: &str, written: Written<'_>) -> Fallible<Origin> {
        let mut sources = Vec::new();
        for key in written.source {
            let unknown = || self.error(path, format!("source `{key}` is not among the file's sources"));
            sources.push(&**self.file.sources.of(key).ok_or_else(unknown)?);
        }
        if sources.is_empty() {
            return Err(self.error(path, "expected at least one source"));
        }
        Ok(Origin {
            entry: format!("{}/{id}", self.file.seller),
            source: sources.join("; "),
            checked: self.day(path, written.checked)?,
            confidence: self.confidence(path, written.confidence, written.note)?,
            note: written.note.map(str::to_owned),
            header: written.header.map(str::to_owned),
        })
    }

    fn confidence(&self, path: &str, text: Option<&str>, note: Option<&str>) -> Fallible<Confidence> {
        let confidence = word(self.file, path, text.unwrap_or("high"), "high, medium or low")?;
        if confidence != Confidence::High && note.is_none_or(str::is_empty) {
            return Err(self.error(path, "confidence below high: expected a `note` that says why"));
        }
        Ok(confidence)
    }

    fn history<T>(&self, path: &str, entries: Vec<Dated<T>>) -> Fallible<History<T>> {
        History::new(entries).map_err(|e| self.error(path, e))
    }

    fn error(&self, path: &str, message: impl std::fmt::Display) -> BookError {
        BookError::new(&self.file.seller, path, message)
    }
}

/// What every entry has.
struct Written<'e> {
    source: &'e [String],
    checked: &'e str,
    confidence: Option<&'e str>,
    note: Option<&'e str>,
    header: Option<&'e str>,
}

macro_rules! written {
    ($($entry:ident $(.$header:ident)?)+) => { $(impl<'e> From<&'e $entry> for Written<'e> {
        fn from(e: &'e $entry) -> Self {
            let header = None$(.or(e.$header.as_deref()))?;
            let (confidence, note) = (e.confidence.as_deref(), e.note.as_deref());
            Written { source: &e.source, checked: &e.checked, confidence, note, header }
        }
    })+ };
}
written!(PriceEntry FeeEntry RefusalEntry OptionEntry.header);

impl<'e> From<&'e ReplacementEntry> for Written<'e> {
    fn from(e: &'e ReplacementEntry) -> Self {
        Written { source: &e.source, checked: &e.checked, confidence: None, note: None, header: None }
    }
}

fn word<T: FromStr>(file: &SellerFile, path: &str, text: &str, expected: &str) -> Fallible<T> {
    text.parse().map_err(|_| BookError::new(&file.seller, path, format!("met `{text}`, expected {expected}")))
}
