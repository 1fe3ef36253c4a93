use crate::data::{ModelEntry, SellerFile};
use crate::error::{BookError, LookupError};
use crate::listing::Listing;
use crate::read::{Reader, State};
use crate::spelling::gateway_spelling;
use crate::{DEFAULT_SELLER, Day, History};
use std::str::FromStr;
use tokentoll_core::{Currency, Endpoint, Factor, Offer, TermOption};

/// One seller of a book.
#[derive(Clone, Debug)]
pub struct Seller {
    pub(crate) parts: Parts,
    /// Which model an id or an alias names; sorted, for a search.
    pub(crate) names: Vec<(String, usize)>,
    /// The same by gateway spelling, without those that two models share.
    pub(crate) spellings: Vec<(String, usize)>,
    /// What it was read from, where it was not packed.
    pub(crate) file: Option<Box<SellerFile>>,
}

/// What a seller is made of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parts {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) currency: Currency,
    pub(crate) prefixes: Vec<(String, Endpoint)>,
    /// What gateways write before its models' names: its own id, and the file's `vendors`.
    pub(crate) vendors: Vec<String>,
    /// The newest day on which an entry was checked, and how many price entries there are.
    pub(crate) version: (Option<Day>, u32),
    pub(crate) models: Vec<Model>,
}

impl Seller {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.parts.id
    }

    /// Its name, for people.
    pub fn name(&self) -> &str {
        &self.parts.name
    }

    /// The currency of all its prices.
    pub const fn currency(&self) -> Currency {
        self.parts.currency
    }

    /// Its models, in the order of the file.
    pub fn models(&self) -> &[Model] {
        &self.parts.models
    }

    /// Whether its ids tell which endpoint was called.
    pub fn tells_endpoints(&self) -> bool {
        !self.parts.prefixes.is_empty()
    }

    /// The file it was read from; none where it was unpacked ([`crate::PriceBook::unpack`]).
    pub fn file(&self) -> Option<&SellerFile> {
        self.file.as_deref()
    }

    /// What the file says of a model, by its id.
    pub fn entry(&self, model: &str) -> Option<&ModelEntry> {
        self.file()?.models.iter().find(|entry| entry.id == model)
    }

    /// Finds a model by id, alias or gateway spelling.
    pub fn find(&self, model: &str) -> Option<Found<'_>> {
        let at = |index: usize, endpoint| {
            Some(Found { seller: self, model: self.parts.models.get(index)?, endpoint })
        };
        if let Some(index) = named(&self.names, model) {
            return at(index, None);
        }
        let prefixed = self.parts.prefixes.iter().find_map(|(p, e)| Some((model.strip_prefix(&**p)?, *e)));
        if let Some((rest, endpoint)) = prefixed
            && let Some(index) = named(&self.names, rest)
        {
            return at(index, Some(endpoint));
        }
        at(named(&self.spellings, &gateway_spelling(model, &self.parts.vendors))?, None)
    }

    /// Its ids and aliases, each as a message shows it where no seller was named.
    pub(crate) fn shown_names(&self) -> impl Iterator<Item = (&str, String)> {
        let home = self.id() == DEFAULT_SELLER;
        self.names().map(move |id| (id, if home { id.to_owned() } else { format!("{id} ({})", self.id()) }))
    }

    /// Its ids and aliases.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(id, _)| &**id)
    }

    /// Reads a file.
    pub(crate) fn new(file: SellerFile) -> Result<Seller, BookError> {
        let reader = Reader::new(&file)?;
        let mut models = Vec::new();
        for entry in &file.models {
            let path = format!("models/{}", entry.id);
            let day = |text: &Option<String>| text.as_ref().map(|t| reader.day(&path, t)).transpose();
            models.push(Model {
                id: entry.id.clone(),
                name: entry.name.clone(),
                aliases: entry.aliases.clone(),
                tokenizer: entry.tokenizer.clone(),
                replacement: reader.replacement(entry)?,
                life: Life {
                    released: day(&entry.released)?,
                    deprecated: day(&entry.deprecated)?,
                    retired: day(&entry.retired)?,
                    not_retired_before: day(&entry.not_retired_before)?,
                },
                periods: reader.model(entry)?,
            });
        }
        let mut prefixes = Vec::new();
        for (prefix, endpoint) in file.id_prefixes.iter() {
            let bad = |()| {
                BookError::new(&file.seller, "id_prefixes", format!("met `{endpoint}`, expected an endpoint"))
            };
            prefixes.push((prefix.to_owned(), Endpoint::from_str(endpoint).map_err(bad)?));
        }
        let mut version = (None, 0);
        for entry in file.models.iter().flat_map(|model| &model.prices) {
            version = (version.0.max(Some(reader.day("checked", &entry.checked)?)), version.1 + 1);
        }
        let mut vendors = file.vendors.clone();
        vendors.push(file.seller.clone());
        let parts = Parts {
            id: file.seller.clone(),
            name: file.name.clone(),
            currency: reader.currency(),
            prefixes,
            vendors,
            version,
            models,
        };
        Seller::of(parts, file)
    }

    /// A seller of its parts, and of the file they were read from.
    fn of(parts: Parts, file: SellerFile) -> Result<Seller, BookError> {
        let mut names = Vec::new();
        for (i, model) in parts.models.iter().enumerate() {
            names.extend(std::iter::once(&model.id).chain(&model.aliases).map(|id| (id.clone(), i)));
        }
        let mut spellings: Vec<_> =
            names.iter().map(|(id, i)| (gateway_spelling(id, &parts.vendors), *i)).collect();
        names.sort();
        if let Some(twice) = names.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let path = format!("models/{}", parts.models[twice[1].1].id);
            return Err(BookError::new(&parts.id, path, format!("`{}` stands twice", twice[1].0)));
        }
        spellings.sort();
        spellings.dedup();
        let shared = spellings.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        let shared: Vec<_> = shared.map(|pair| pair[0].0.clone()).collect();
        spellings.retain(|(spelling, _)| shared.binary_search(spelling).is_err());
        Ok(Seller { parts, names, spellings, file: Some(Box::new(file)) })
    }
}

/// The model of a name, in a sorted list.
fn named(sorted: &[(String, usize)], name: &str) -> Option<usize> {
    sorted.binary_search_by(|(known, _)| (**known).cmp(name)).ok().map(|at| sorted[at].1)
}

/// One model of a seller.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) tokenizer: Option<String>,
    pub(crate) replacement: Option<String>,
    pub(crate) life: Life,
    pub(crate) periods: History<State>,
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
    /// Whether its end has come by a day, or was announced by then.
    pub fn ends(&self, day: Day) -> bool {
        [self.deprecated, self.retired].into_iter().flatten().any(|end| end <= day)
    }

    /// Whether the model could be used on a day: released by then, and not retired.
    pub fn includes(&self, day: Day) -> bool {
        self.released.is_none_or(|first| first <= day) && self.retired.is_none_or(|end| end > day)
    }
}

impl Model {
    /// The seller's own id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its name for people, or its id.
    pub fn name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.id)
    }

    /// Other spellings of the id.
    pub fn aliases(&self) -> &[String] {
        &self.aliases
    }

    /// The family of its tokenizer.
    pub fn tokenizer(&self) -> Option<&str> {
        self.tokenizer.as_deref()
    }

    /// The id of the model that its seller, or the vendor whose model it is, recommends instead; see
    /// [`Found::successor`] for one that is served on a day.
    pub fn replacement(&self) -> Option<&str> {
        self.replacement.as_deref()
    }

    /// When it could be used.
    pub const fn life(&self) -> Life {
        self.life
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
