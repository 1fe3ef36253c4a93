use crate::data::{ModelEntry, SellerFile};
use crate::error::{BookError, LookupError};
use crate::listing::Listing;
use crate::overlay::overlaid;
use crate::read::{Reader, State};
use crate::spelling::{gateway_spelling, nearest};
use crate::{Day, History};
use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;
use std::sync::OnceLock;
use tokentoll_core::{Currency, Endpoint, Factor, Offer, TermOption};

/// The seller that is meant where none is named.
pub const DEFAULT_SELLER: &str = "anthropic";

/// The prices of several sellers, each with its history.
///
/// There is no lookup without a day.
#[derive(Clone, Debug)]
pub struct PriceBook {
    sellers: BTreeMap<String, Seller>,
}

impl PriceBook {
    /// The prices that come with this crate.
    pub fn embedded() -> &'static PriceBook {
        static BOOK: OnceLock<PriceBook> = OnceLock::new();
        BOOK.get_or_init(|| {
            let texts = EMBEDDED.iter().map(|(name, text)| (*name, *text));
            // A test reads every file; what is compiled in cannot differ from what was tested.
            PriceBook::read(texts).unwrap_or_else(|e| unreachable!("embedded prices: {e}"))
        })
    }

    /// Reads price files: pairs of a name, for messages, and the text.
    ///
    /// # Errors
    /// [`BookError`] for what is no seller file, and for two files of one seller.
    pub fn read<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<PriceBook, BookError> {
        let mut files = Vec::new();
        for (name, text) in texts {
            files.push(serde_json::from_str::<SellerFile>(text).map_err(|e| BookError::new(name, "", e))?);
        }
        PriceBook::of(files)
    }

    /// A book of seller files.
    ///
    /// # Errors
    /// As [`PriceBook::read`].
    pub fn of(files: impl IntoIterator<Item = SellerFile>) -> Result<PriceBook, BookError> {
        let mut sellers = BTreeMap::new();
        for file in files {
            let seller = Seller::new(file)?;
            let id = seller.id().to_owned();
            if sellers.insert(id.clone(), seller).is_some() {
                return Err(BookError::new(
                    &id,
                    "",
                    "a second file for one seller: lay it over the first instead",
                ));
            }
        }
        Ok(PriceBook { sellers })
    }

    /// This book with another laid over it: a company's own prices on top of the list prices.
    ///
    /// Sellers and models that are new are added. Of a model that both know, the other's prices hold from
    /// their own first day on, and this book's before it; so do options and fees, list by list. An entry
    /// that leaves out windows and limits keeps those of the entry below it; it never keeps its rates or
    /// tiers.
    ///
    /// # Errors
    /// [`BookError`] where a seller's currency differs or one key of `sources` means two things.
    pub fn overlaid_by(&self, other: &PriceBook) -> Result<PriceBook, BookError> {
        let mut files: BTreeMap<_, _> =
            self.sellers.iter().map(|(id, s)| (id.clone(), s.file.clone())).collect();
        for (id, over) in &other.sellers {
            let file = match files.remove(id) {
                Some(below) => overlaid(below, &over.file)?,
                None => over.file.clone(),
            };
            files.insert(id.clone(), file);
        }
        PriceBook::of(files.into_values())
    }

    /// The sellers, by id.
    pub fn sellers(&self) -> impl Iterator<Item = &Seller> {
        self.sellers.values()
    }

    /// One seller.
    ///
    /// # Errors
    /// [`LookupError::UnknownSeller`].
    pub fn seller(&self, id: &str) -> Result<&Seller, LookupError> {
        self.sellers.get(id).ok_or_else(|| LookupError::UnknownSeller {
            met: shortened(id),
            known: self.sellers.keys().cloned().collect(),
        })
    }

    /// The newest day on which an entry was checked, and how many price entries there are.
    pub fn version(&self) -> String {
        let entries = || self.sellers.values().flat_map(|s| &s.file.models).flat_map(|m| &m.prices);
        let newest = entries().map(|e| &*e.checked).max().unwrap_or("empty");
        format!("{newest}+{}", entries().count())
    }

    /// Finds a model by id, alias or gateway spelling.
    ///
    /// Without a seller it is looked for at [`DEFAULT_SELLER`], and where that does not know it, at the one
    /// other seller that does.
    ///
    /// # Errors
    /// [`LookupError::UnknownSeller`] and [`LookupError::UnknownModel`], with the nearest names.
    pub fn find(&self, seller: Option<&str>, model: &str) -> Result<Found<'_>, LookupError> {
        let home = seller.unwrap_or(DEFAULT_SELLER);
        let at = match seller {
            Some(id) => Some(self.seller(id)?),
            None => self.sellers.get(home),
        };
        if let Some(found) = at.and_then(|s| s.find(model)) {
            return Ok(found);
        }
        let mut others = self.sellers.values().filter_map(|s| s.find(model));
        if seller.is_none() {
            let (first, second) = (others.next(), others.next());
            if let (Some(found), None) = (first, second) {
                return Ok(found);
            }
        }
        let elsewhere = self.sellers.values().filter(|s| s.find(model).is_some());
        Err(LookupError::UnknownModel {
            met: shortened(model),
            seller: seller.map(str::to_owned),
            elsewhere: elsewhere.map(|s| s.id().to_owned()).collect(),
            nearest: match seller {
                Some(_) => {
                    nearest(model, at.into_iter().flat_map(|s| s.index.keys().map(|id| (&**id, id.clone()))))
                }
                None => nearest(model, self.sellers.values().flat_map(Seller::shown_names)),
            },
        })
    }
}

/// One seller of a book.
#[derive(Clone, Debug)]
pub struct Seller {
    file: SellerFile,
    currency: Currency,
    models: Vec<Model>,
    index: HashMap<String, usize>,
    /// By gateway spelling; `None` where two models share one.
    spellings: HashMap<String, Option<usize>>,
    prefixes: Vec<(String, Endpoint)>,
    /// What gateways write before its models' names: its own id, and the file's `vendors`.
    vendors: Vec<String>,
}

impl Seller {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.file.seller
    }

    /// Its name, for people.
    pub fn name(&self) -> &str {
        &self.file.name
    }

    /// The currency of all its prices.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Its models, in the order of the file.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// Whether its ids tell which endpoint was called.
    pub fn tells_endpoints(&self) -> bool {
        !self.prefixes.is_empty()
    }

    /// The file it was read from.
    pub const fn file(&self) -> &SellerFile {
        &self.file
    }

    /// Finds a model by id, alias or gateway spelling.
    pub fn find(&self, model: &str) -> Option<Found<'_>> {
        let at =
            |index: usize, endpoint| Some(Found { seller: self, model: self.models.get(index)?, endpoint });
        if let Some(index) = self.index.get(model) {
            return at(*index, None);
        }
        let prefixed = self.prefixes.iter().find_map(|(p, e)| Some((model.strip_prefix(&**p)?, *e)));
        if let Some((rest, endpoint)) = prefixed
            && let Some(index) = self.index.get(rest)
        {
            return at(*index, Some(endpoint));
        }
        let index = self.spellings.get(&gateway_spelling(model, &self.vendors)).copied().flatten()?;
        at(index, None)
    }

    /// Its ids and aliases, each as a message shows it where no seller was named.
    fn shown_names(&self) -> impl Iterator<Item = (&str, String)> {
        let home = self.id() == DEFAULT_SELLER;
        self.index
            .keys()
            .map(move |id| (&**id, if home { id.clone() } else { format!("{id} ({})", self.id()) }))
    }

    fn new(file: SellerFile) -> Result<Seller, BookError> {
        let reader = Reader::new(&file)?;
        let mut models = Vec::new();
        let mut index = HashMap::new();
        let mut spellings = HashMap::new();
        let mut vendors = file.vendors.clone();
        vendors.push(file.seller.clone());
        for (i, entry) in file.models.iter().enumerate() {
            for id in std::iter::once(&entry.id).chain(&entry.aliases) {
                if index.insert(id.clone(), i).is_some() {
                    return Err(BookError::new(
                        &file.seller,
                        format!("models/{}", entry.id),
                        format!("`{id}` stands twice"),
                    ));
                }
                let spelling = spellings.entry(gateway_spelling(id, &vendors)).or_insert(Some(i));
                if *spelling != Some(i) {
                    *spelling = None;
                }
            }
            let path = format!("models/{}", entry.id);
            let day = |text: &Option<String>| text.as_ref().map(|t| reader.day(&path, t)).transpose();
            models.push(Model {
                life: Life {
                    released: day(&entry.released)?,
                    deprecated: day(&entry.deprecated)?,
                    retired: day(&entry.retired)?,
                    not_retired_before: day(&entry.not_retired_before)?,
                },
                periods: reader.model(entry)?,
                entry: entry.clone(),
            });
        }
        let mut prefixes = Vec::new();
        for (prefix, endpoint) in file.id_prefixes.iter() {
            let bad = |()| {
                BookError::new(&file.seller, "id_prefixes", format!("met `{endpoint}`, expected an endpoint"))
            };
            prefixes.push((prefix.to_owned(), Endpoint::from_str(endpoint).map_err(bad)?));
        }
        let currency = file
            .currency
            .parse()
            .map_err(|()| BookError::new(&file.seller, "currency", "expected USD or CNY"))?;
        Ok(Seller { currency, models, index, spellings, prefixes, vendors, file })
    }
}

/// One model of a seller.
#[derive(Clone, Debug)]
pub struct Model {
    entry: ModelEntry,
    life: Life,
    periods: History<State>,
}

/// When a model could be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Life {
    /// First day.
    pub released: Option<Day>,
    /// The day its deprecation was announced.
    pub deprecated: Option<Day>,
    /// The first day on which it can no longer be used.
    pub retired: Option<Day>,
    /// The seller promised not to retire it before this day.
    pub not_retired_before: Option<Day>,
}

impl Life {
    /// Whether the model could be used on a day: released by then, and not retired.
    pub fn includes(&self, day: Day) -> bool {
        self.released.is_none_or(|first| first <= day) && self.retired.is_none_or(|end| end > day)
    }
}

impl Model {
    /// The seller's own id.
    pub fn id(&self) -> &str {
        &self.entry.id
    }

    /// Its name for people, or its id.
    pub fn name(&self) -> &str {
        self.entry.name.as_ref().unwrap_or(&self.entry.id)
    }

    /// Other spellings of the id.
    pub fn aliases(&self) -> &[String] {
        &self.entry.aliases
    }

    /// The family of its tokenizer.
    pub fn tokenizer(&self) -> Option<&str> {
        self.entry.tokenizer.as_deref()
    }

    /// When it could be used.
    pub const fn life(&self) -> Life {
        self.life
    }

    /// What was written of it.
    pub const fn entry(&self) -> &ModelEntry {
        &self.entry
    }

    /// Every stretch of days on which nothing changed, with its listing where a price is known.
    pub fn listings(&self) -> impl DoubleEndedIterator<Item = (Day, Option<&Listing>)> {
        self.periods.iter().map(|period| (period.from, period.value.as_ref().ok()))
    }
}

/// A model that was found, and what its spelling implies.
#[derive(Clone, Copy, Debug)]
pub struct Found<'b> {
    /// The seller.
    pub seller: &'b Seller,
    /// The model.
    pub model: &'b Model,
    /// The endpoint that the id implies, such as `us.` at Bedrock.
    pub endpoint: Option<Endpoint>,
}

impl<'b> Found<'b> {
    /// What the seller asks for it on a day.
    ///
    /// # Errors
    /// [`LookupError::NotPricedOn`] before the first price, and once no price is known any more.
    pub fn on(&self, day: Day) -> Result<&'b Listing, LookupError> {
        let periods = &self.model.periods;
        let because = match periods.on(day).map(|p| &p.value) {
            Some(Ok(listing)) => return Ok(listing),
            Some(Err(why)) => why.clone(),
            None => format!("its first price is from {}", periods.first().from),
        };
        let model = format!("{}/{}", self.seller.id(), self.model.id());
        Err(LookupError::NotPricedOn { model, day, because })
    }

    /// Whether an endpoint that stays in a region has another price on a day.
    pub fn is_dearer_in_a_region(&self, day: Day) -> bool {
        let offer = self.on(day).map(|listing| listing.card().offer(TermOption::Regional));
        matches!(offer, Ok(Offer::Offered(terms)) if terms.factor != Factor::ONE)
    }
}

macro_rules! embedded {
    ($($name:literal)+) => { &[$(($name, include_str!(concat!("../data/", $name, ".json")))),+] };
}
const EMBEDDED: &[(&str, &str)] = embedded!(
    "alibaba" "anthropic" "apiyi" "bedrock" "google" "holysheep" "minimax" "openai" "vertex" "volcengine" "xai" "zenmux"
);

/// Hostile input is quoted in part only.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 120 {
        text.to_owned()
    } else {
        text.chars().take(120).chain(['…']).collect()
    }
}
