//! What there is on a day, and what it costs.

use crate::read::{LIMITS, known, opened, optional_text, required, wrong_kind};
use crate::{Code, Failure};
use serde::Serialize;
use std::collections::BTreeMap;
use tokentoll_book::data::ExtendedWindow;
use tokentoll_book::{Day, Found, Listing, Model, PriceBook, Seller};
use tokentoll_core::Comparison;
use tokentoll_usage::json::Json;

/// A question: which models are there on a day?
///
/// ```
/// use tokentoll::{ModelsAsk, PriceBook};
/// let ask = ModelsAsk::read(br#"{ "on": "2026-02-20", "seller": "anthropic" }"#)?;
/// let models = ask.answer(PriceBook::embedded())?;
/// let sonnet = models.iter().find(|model| model.model == "claude-sonnet-4-5-20250929").unwrap();
/// assert_eq!(sonnet.rates.as_ref().unwrap()["input"], "3/Mtok");
/// # Ok::<(), tokentoll::Failure>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelsAsk {
    /// The day.
    pub on: Day,
    /// Of this seller; without one, of all.
    pub seller: Option<String>,
    /// Those retired, not yet released or without a price on that day, too.
    pub all: bool,
}

impl ModelsAsk {
    /// Reads an ask in the wire form.
    ///
    /// # Errors
    /// A [`Failure`] that names the member.
    pub fn read(text: &[u8]) -> Result<ModelsAsk, Failure> {
        let object = opened(text, LIMITS).map_err(|(_, failure)| failure)?.0;
        known(&object, "", &["on", "seller", "all"])?;
        let all = match object.field("all") {
            None => false,
            Some(Json::Bool(all)) => *all,
            Some(other) => return Err(wrong_kind("all", other, "true or false")),
        };
        let on = required(&object, "on")?.parse().map_err(|e| Failure::new(Code::BadDate, "on", e))?;
        Ok(ModelsAsk { on, seller: optional_text(&object, "seller")?.map(str::to_owned), all })
    }

    /// The models, by seller, in the order of the seller's file.
    ///
    /// # Errors
    /// A [`Failure`] for a seller that is not known.
    pub fn answer<'b>(&self, book: &'b PriceBook) -> Result<Vec<ModelOn<'b>>, Failure> {
        let sellers: Vec<_> = match &self.seller {
            Some(id) => vec![book.seller(id)?],
            None => book.sellers().collect(),
        };
        let listed = |model: &ModelOn<'_>, alive: bool| self.all || (alive && model.rates.is_some());
        let of_seller = |seller: &'b Seller| {
            let models = seller.models().iter();
            models.map(move |model| (ModelOn::of(seller, model, self.on), model.life().includes(self.on)))
        };
        let models = sellers.into_iter().flat_map(of_seller);
        Ok(models.filter(|(model, alive)| listed(model, *alive)).map(|(model, _)| model).collect())
    }
}

/// A model on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelOn<'b> {
    /// The seller's id.
    pub seller: &'b str,
    /// The seller's own id of the model.
    pub model: &'b str,
    /// Its name, for people.
    pub name: &'b str,
    /// Other spellings.
    pub aliases: &'b [String],
    /// Of every rate.
    pub currency: &'b str,
    /// The longest prompt, in tokens, without any header.
    pub context_window: Option<u32>,
    /// A longer window that needs a header.
    pub extended_window: Option<&'b ExtendedWindow>,
    /// The most tokens the model writes.
    pub max_output: Option<u32>,
    /// Rate by meter, such as `"input": "3/Mtok"`; null where there is no price on the day.
    pub rates: Option<BTreeMap<&'static str, String>>,
    /// Where the price depends on the length of the prompt.
    pub tier: Option<TierFrom>,
    /// The price entry.
    pub price: Option<&'b str>,
    /// First day it could be used.
    pub released: Option<String>,
    /// The day its deprecation was announced.
    pub deprecated: Option<String>,
    /// The first day on which it can no longer be used.
    pub retired: Option<String>,
    /// The seller promised not to retire it before this day.
    pub not_retired_before: Option<String>,
    /// What to use instead, where it is retired or deprecated: a model of the seller that is served on the day.
    pub replacement: Option<&'b str>,
}

/// Where long-context tiers start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TierFrom {
    /// `>` or `>=`.
    pub comparison: &'static str,
    /// In tokens, rising.
    pub thresholds: Vec<u32>,
}

impl<'b> ModelOn<'b> {
    /// A model of a seller on a day.
    pub fn of(seller: &'b Seller, model: &'b Model, on: Day) -> ModelOn<'b> {
        let found = Found { seller, model, endpoint: None };
        let listing = found.on(on).ok();
        let life = model.life();
        let text = |day: Option<Day>| day.map(|day| day.to_string());
        let facts = listing.map(Listing::facts);
        let tiers = listing.and_then(|listing| listing.card().tiers());
        ModelOn {
            seller: seller.id(),
            model: model.id(),
            name: model.name(),
            aliases: model.aliases(),
            currency: seller.currency().name(),
            context_window: facts.and_then(|f| f.context_window),
            extended_window: facts.and_then(|f| f.extended_window.as_ref()),
            max_output: facts.and_then(|f| f.max_output),
            rates: listing.map(|listing| {
                listing.card().rates().iter().map(|(meter, rate)| (meter.name(), rate.to_string())).collect()
            }),
            tier: tiers.map(|tiers| TierFrom {
                comparison: if tiers.comparison() == Comparison::Above { ">" } else { ">=" },
                thresholds: tiers.tiers().iter().map(|tier| tier.threshold()).collect(),
            }),
            price: listing.map(|listing| &*listing.price().entry),
            released: text(life.released),
            deprecated: text(life.deprecated),
            retired: text(life.retired),
            not_retired_before: text(life.not_retired_before),
            replacement: found.successor(on).map(|new| new.model.id()),
        }
    }
}
