//! Everything the book knows of one model over time, with sources written out.

use serde::Serialize;
use std::collections::BTreeMap;
use tokentoll::Day;
use tokentoll::book::data::{FeeEntry, OptionEntry, PriceEntry, RefusalEntry};
use tokentoll::book::{Found, Seller};

/// One model over time.
#[derive(Serialize)]
pub(crate) struct ModelHistory<'b> {
    /// The seller's id.
    pub(crate) seller: &'b str,
    /// The seller's name.
    pub(crate) seller_name: &'b str,
    /// Of every price.
    pub(crate) currency: &'b str,
    /// The seller's own id of the model.
    pub(crate) model: &'b str,
    /// Its name.
    pub(crate) name: &'b str,
    /// Other spellings.
    pub(crate) aliases: &'b [String],
    /// First day.
    pub(crate) released: Option<&'b str>,
    /// The day its deprecation was announced.
    pub(crate) deprecated: Option<&'b str>,
    /// The first day on which it can no longer be used.
    pub(crate) retired: Option<&'b str>,
    /// Promised not to be retired before.
    pub(crate) not_retired_before: Option<&'b str>,
    /// The family of its tokenizer.
    pub(crate) tokenizer: Option<&'b str>,
    /// Its prices.
    pub(crate) prices: Vec<Period<'b, PriceEntry>>,
    /// What the seller does with options, by option.
    pub(crate) options: BTreeMap<&'b str, Vec<Period<'b, OptionEntry>>>,
    /// Fees, by meter.
    pub(crate) fees: BTreeMap<&'b str, Vec<Period<'b, FeeEntry>>>,
    /// Whether refused requests are billed.
    pub(crate) refusals: Vec<Period<'b, RefusalEntry>>,
}

/// An entry and its last day.
#[derive(Serialize)]
pub(crate) struct Period<'b, E> {
    /// What was written.
    #[serde(flatten)]
    pub(crate) entry: &'b E,
    /// The last day; none for the entry that still holds.
    pub(crate) until: Option<String>,
    /// The texts of its sources.
    pub(crate) sources: Vec<&'b str>,
}

/// Entries that start on a day and name their sources.
pub(crate) trait Entry {
    /// The first day.
    fn from(&self) -> &str;
    /// Keys of the file's sources.
    fn source(&self) -> &[String];
    /// The day on which it was last compared with them.
    fn checked(&self) -> &str;
    /// How sure it is, and what a reader should know.
    fn note(&self) -> (Option<&str>, Option<&str>);
}

macro_rules! entries {
    ($($entry:ident)+) => { $(impl Entry for $entry {
        fn from(&self) -> &str { &self.from }
        fn source(&self) -> &[String] { &self.source }
        fn checked(&self) -> &str { &self.checked }
        fn note(&self) -> (Option<&str>, Option<&str>) { (self.confidence.as_deref(), self.note.as_deref()) }
    })+ };
}
entries!(PriceEntry OptionEntry FeeEntry RefusalEntry);

impl<'b> ModelHistory<'b> {
    /// The history of a model that was found.
    pub(crate) fn of(found: &Found<'b>) -> ModelHistory<'b> {
        let (seller, entry) = (found.seller, found.model.entry());
        let file = seller.file();
        let mut options = BTreeMap::new();
        for (name, list) in file.options.iter().chain(entry.options.iter()) {
            // A list of the model's own stands instead of the seller's.
            options.insert(name, periods(seller, list));
        }
        ModelHistory {
            seller: seller.id(),
            seller_name: seller.name(),
            currency: seller.currency().name(),
            model: found.model.id(),
            name: found.model.name(),
            aliases: found.model.aliases(),
            released: entry.released.as_deref(),
            deprecated: entry.deprecated.as_deref(),
            retired: entry.retired.as_deref(),
            not_retired_before: entry.not_retired_before.as_deref(),
            tokenizer: found.model.tokenizer(),
            prices: periods(seller, &entry.prices),
            options,
            fees: file.fees.iter().map(|(name, list)| (name, periods(seller, list))).collect(),
            refusals: periods(seller, &file.refusals),
        }
    }
}

fn periods<'b, E: Entry>(seller: &'b Seller, entries: &'b [E]) -> Vec<Period<'b, E>> {
    let next = entries.iter().skip(1).map(Some).chain([None]);
    let period = |(entry, next): (&'b E, Option<&E>)| Period {
        entry,
        until: next.and_then(|next| next.from().parse::<Day>().ok()).map(|day| day.before().to_string()),
        sources: entry
            .source()
            .iter()
            .filter_map(|key| seller.file().sources.of(key))
            .map(String::as_str)
            .collect(),
    };
    entries.iter().zip(next).map(period).collect()
}
