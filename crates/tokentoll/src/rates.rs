//! Everything the book knows of one model over time, with sources written out.

use crate::read::{LIMITS, known, opened, optional_text, required};
use crate::{Code, Failure};
use serde::Serialize;
use std::collections::BTreeMap;
use tokentoll_book::data::{FeeEntry, OptionEntry, PriceEntry, RefusalEntry, SellerFile};
use tokentoll_book::{Day, Found, PriceBook};

/// A question: what did this model cost, from its first day on?
///
/// ```
/// use tokentoll::{PriceBook, RatesAsk};
/// let ask = RatesAsk::read(br#"{ "model": "claude-sonnet-4-5" }"#)?;
/// let history = ask.answer(PriceBook::embedded())?;
/// assert_eq!((history.seller, history.prices[0].entry.from.as_str()), ("anthropic", "2025-09-29"));
/// # Ok::<(), tokentoll::Failure>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatesAsk {
    /// The seller; without one, `anthropic`, or the one seller that knows the model.
    pub seller: Option<String>,
    /// A model id, an alias or a gateway's spelling.
    pub model: String,
}

impl RatesAsk {
    /// Reads an ask in the wire form.
    ///
    /// # Errors
    /// A [`Failure`] that names the member.
    pub fn read(text: &[u8]) -> Result<RatesAsk, Failure> {
        let object = opened(text, LIMITS).map_err(|(_, failure)| failure)?.0;
        known(&object, "", &["model", "seller"])?;
        let seller = optional_text(&object, "seller")?.map(str::to_owned);
        Ok(RatesAsk { seller, model: required(&object, "model")?.to_owned() })
    }

    /// The history.
    ///
    /// # Errors
    /// A [`Failure`] for a seller or a model that is not known, and where the book is an unpacked one.
    pub fn answer<'b>(&self, book: &'b PriceBook) -> Result<ModelHistory<'b>, Failure> {
        let packed = || Failure::new(Code::NoRule, "model", "an unpacked book does not keep its entries");
        ModelHistory::of(&book.find(self.seller.as_deref(), &self.model)?).ok_or_else(packed)
    }
}

/// One model over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelHistory<'b> {
    /// The seller's id.
    pub seller: &'b str,
    /// The seller's name.
    pub seller_name: &'b str,
    /// Of every price.
    pub currency: &'b str,
    /// The seller's own id of the model.
    pub model: &'b str,
    /// Its name.
    pub name: &'b str,
    /// Other spellings.
    pub aliases: &'b [String],
    /// First day.
    pub released: Option<&'b str>,
    /// The day its deprecation was announced.
    pub deprecated: Option<&'b str>,
    /// The first day on which it can no longer be used.
    pub retired: Option<&'b str>,
    /// Promised not to be retired before.
    pub not_retired_before: Option<&'b str>,
    /// What its seller recommends instead, where it is retired or deprecated.
    pub replacement: Option<&'b str>,
    /// The family of its tokenizer.
    pub tokenizer: Option<&'b str>,
    /// Its prices.
    pub prices: Vec<Period<'b, PriceEntry>>,
    /// What the seller does with options, by option.
    pub options: BTreeMap<&'b str, Vec<Period<'b, OptionEntry>>>,
    /// Fees, by meter.
    pub fees: BTreeMap<&'b str, Vec<Period<'b, FeeEntry>>>,
    /// Whether refused requests are billed.
    pub refusals: Vec<Period<'b, RefusalEntry>>,
}

/// An entry and its last day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "{E}Period"))]
pub struct Period<'b, E> {
    /// What was written.
    #[serde(flatten)]
    pub entry: &'b E,
    /// The last day; none for the entry that still holds.
    pub until: Option<String>,
    /// The texts of its sources.
    pub sources: Vec<&'b str>,
}

/// Entries that start on a day and name their sources.
pub trait Entry {
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
    /// The history of a model that was found; none in a book that was unpacked.
    pub fn of(found: &Found<'b>) -> Option<ModelHistory<'b>> {
        let seller = found.seller;
        let (file, entry) = (seller.file()?, seller.entry(found.model.id())?);
        let mut options = BTreeMap::new();
        for (name, list) in file.options.iter().chain(entry.options.iter()) {
            // A list of the model's own stands instead of the seller's.
            options.insert(name, periods(file, list));
        }
        Some(ModelHistory {
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
            replacement: found.model.replacement(),
            tokenizer: found.model.tokenizer(),
            prices: periods(file, &entry.prices),
            options,
            fees: file.fees.iter().map(|(name, list)| (name, periods(file, list))).collect(),
            refusals: periods(file, &file.refusals),
        })
    }
}

fn periods<'b, E: Entry>(file: &'b SellerFile, entries: &'b [E]) -> Vec<Period<'b, E>> {
    let next = entries.iter().skip(1).map(Some).chain([None]);
    let period = |(entry, next): (&'b E, Option<&E>)| Period {
        entry,
        until: next.and_then(|next| next.from().parse::<Day>().ok()).map(|day| day.before().to_string()),
        sources: entry.source().iter().filter_map(|key| file.sources.of(key)).map(String::as_str).collect(),
    };
    entries.iter().zip(next).map(period).collect()
}
