//! Where importers put what they read, until it is complete.

use super::card::Terms;
use super::json::shown;
use super::{Imported, Refused, Source};
use crate::data::{ModelEntry, PriceEntry, SellerFile};
use crate::{Day, PriceBook};
use std::collections::{BTreeMap, BTreeSet};

/// Where importers put what they read.
pub(super) struct Shelf<'a> {
    key: String,
    pub(super) from: Day,
    checked: Day,
    described: &'a str,
    sellers: BTreeMap<String, Seller>,
    refused: Vec<Refused>,
    partial: Vec<Refused>,
}

#[derive(Default)]
struct Seller {
    name: String,
    currency: String,
    models: BTreeMap<String, ModelEntry>,
}

/// One model as an importer read it, and what it had to leave out.
pub(super) struct Read {
    pub(super) model: ModelEntry,
    pub(super) left_out: Vec<String>,
}

impl<'a> Shelf<'a> {
    pub(super) fn new(source: Source, from: Day, checked: Day, described: &'a str) -> Self {
        let (refused, partial) = (Vec::new(), Vec::new());
        // A key that no file written by hand uses, so that an import lies over it.
        let key = format!("{}-imported-{from}", source.name());
        Shelf { key, from, checked, described, sellers: BTreeMap::new(), refused, partial }
    }

    /// The terms of an entry from a day on.
    pub(super) fn terms(&self, from: Day) -> Terms<'_> {
        let note = format!("Imported from {}; not checked by us.", self.described);
        Terms { source: &self.key, note, from, checked: self.checked }
    }

    /// Names a seller, and the currency of its prices.
    pub(super) fn seller(&mut self, id: &str, name: &str, currency: &str) {
        let seller = self.sellers.entry(id.to_owned()).or_default();
        (seller.name, seller.currency) = (name.to_owned(), currency.to_owned());
    }

    /// Puts a model where it belongs; a second one of the same id is refused unless its prices are the same.
    pub(super) fn put(&mut self, seller: &str, id: &str, read: Result<Read, String>) {
        let path = format!("{seller}/{id}");
        if !names_a_file(seller) {
            let expected = "at most 64 letters, digits, `-`, `_` and `.`, the first no `.`";
            return self.refuse(path, format!("the seller's id {}: expected {expected}", shown(seller)));
        }
        let Read { model, left_out } = match read {
            Ok(read) => read,
            Err(reason) => return self.refuse(path, reason),
        };
        let at = self.sellers.entry(seller.to_owned()).or_default();
        if let Some(other) = at.models.get_mut(&model.id) {
            if (&other.prices, &other.options) == (&model.prices, &model.options) {
                other.aliases.extend(model.aliases);
            } else {
                self.refuse(path, format!("the seller has another model `{}`, at other prices", model.id));
            }
            return;
        }
        let alone = ModelEntry { aliases: Vec::new(), ..model.clone() };
        if let Err(error) = PriceBook::of([file(&self.key, self.described, seller, at, vec![alone])]) {
            return self.refuse(path, error.message);
        }
        at.models.insert(model.id.clone(), model);
        self.partial.extend(left_out.into_iter().map(|reason| Refused { id: path.clone(), reason }));
    }

    /// Tells that something was left out whole.
    pub(super) fn refuse(&mut self, id: String, reason: String) {
        self.refused.push(Refused { id, reason });
    }

    /// Takes out models whose id is another spelling of one at other prices: which of them is meant by
    /// it cannot be told.
    fn take_out_contested(&mut self) {
        for (seller, Seller { models, .. }) in &mut self.sellers {
            let contested = |model: &ModelEntry, alias: &str| {
                let other = models.get(alias).filter(|other| other.id != model.id)?;
                let same = (&other.prices, &other.options) == (&model.prices, &model.options);
                (!same).then(|| (other.id.clone(), model.id.clone()))
            };
            let found: BTreeMap<String, String> = models
                .values()
                .flat_map(|m| m.aliases.iter().filter_map(|alias| contested(m, alias)))
                .collect();
            for (id, other) in found {
                models.remove(&id);
                let reason = format!("`{id}` is also a spelling of `{other}`, which has other prices");
                let path = format!("{seller}/{id}");
                self.partial.retain(|told| told.id != path);
                self.refused.push(Refused { id: path, reason });
            }
        }
    }

    /// All of it, in order.
    pub(super) fn imported(mut self) -> Imported {
        self.take_out_contested();
        let sellers = self.sellers.into_iter().filter(|(_, seller)| !seller.models.is_empty());
        let key = self.key;
        let sellers = sellers.map(|(id, mut seller)| {
            let models = with_free_aliases(std::mem::take(&mut seller.models));
            file(&key, self.described, &id, &seller, models)
        });
        let mut imported =
            Imported { sellers: sellers.collect(), refused: self.refused, partial: self.partial };
        for told in [&mut imported.refused, &mut imported.partial] {
            told.sort_by(|a, b| (&a.id, &a.reason).cmp(&(&b.id, &b.reason)));
        }
        imported
    }
}

/// The file of a seller.
fn file(key: &str, described: &str, id: &str, seller: &Seller, models: Vec<ModelEntry>) -> SellerFile {
    SellerFile {
        schema: None,
        format: 1,
        seller: id.to_owned(),
        name: seller.name.clone(),
        currency: seller.currency.clone(),
        id_prefixes: Default::default(),
        sources: [(key.to_owned(), described.to_owned())].into_iter().collect(),
        fees: Default::default(),
        refusals: Vec::new(),
        vendors: Vec::new(),
        options: Default::default(),
        models,
    }
}

/// The models, without aliases that are the id of another or that two of them claim.
fn with_free_aliases(models: BTreeMap<String, ModelEntry>) -> Vec<ModelEntry> {
    let mut claims = BTreeMap::<String, usize>::new();
    for alias in models.values().flat_map(|m| m.aliases.iter().collect::<BTreeSet<_>>()) {
        let claim = claims.entry(alias.clone()).or_default();
        *claim = claim.saturating_add(1);
    }
    let taken: BTreeSet<String> = models.keys().cloned().collect();
    let free = |alias: &String| !taken.contains(alias) && claims.get(alias) == Some(&1);
    models
        .into_values()
        .map(|mut model| {
            model.aliases.retain(free);
            model.aliases.sort();
            model.aliases.dedup();
            model
        })
        .collect()
}

/// Whether a seller's file can be named after it, on every system and in no other directory.
fn names_a_file(seller: &str) -> bool {
    let plain = seller.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    plain && !seller.starts_with('.') && (1..=64).contains(&seller.len())
}

/// A model with one price and no aliases.
pub(super) fn model(id: &str, price: PriceEntry) -> ModelEntry {
    ModelEntry {
        id: id.to_owned(),
        name: None,
        aliases: Vec::new(),
        released: None,
        deprecated: None,
        retired: None,
        not_retired_before: None,
        replacement: None,
        tokenizer: None,
        prices: vec![price],
        options: Default::default(),
    }
}

/// Whether prices in a currency can be imported; absent means USD.
pub(super) fn currency(stated: Option<String>) -> Result<String, String> {
    let currency = stated.unwrap_or_else(|| "USD".to_owned());
    match &*currency {
        "USD" | "CNY" => Ok(currency),
        met => Err(format!("`currency` is {}: expected USD or CNY", shown(met))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_give_way_to_ids_and_to_each_other() {
        let named = |id: &str, aliases: &[&str]| {
            let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
            (id.to_owned(), ModelEntry { aliases, ..model(id, PriceEntry::default()) })
        };
        let models = with_free_aliases([named("a", &["b", "x", "y", "x"]), named("b", &["y", "z"])].into());
        assert_eq!(models.iter().map(|m| m.aliases.join(" ")).collect::<Vec<_>>(), ["x", "z"]);
    }
}
