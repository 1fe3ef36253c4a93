use crate::Day;
use crate::data::SellerFile;
use crate::error::{BookError, LookupError};
use crate::overlay::overlaid;
use crate::seller::{Found, Seller};
use crate::spelling::nearest;
use crate::successor::pass_on;
use std::sync::OnceLock;

/// The seller that is meant where none is named.
pub const DEFAULT_SELLER: &str = "anthropic";

/// The prices of several sellers, each with its history.
///
/// There is no lookup without a day.
#[derive(Clone, Debug)]
pub struct PriceBook {
    /// By id.
    pub(crate) sellers: Vec<Seller>,
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
        let mut sellers = files.into_iter().map(Seller::new).collect::<Result<Vec<_>, _>>()?;
        sellers.sort_by(|a, b| a.id().cmp(b.id()));
        match sellers.windows(2).find(|pair| pair[0].id() == pair[1].id()) {
            Some(pair) => {
                let message = "a second file for one seller: lay it over the first instead";
                Err(BookError::new(pair[0].id(), "", message))
            }
            None => {
                pass_on(&mut sellers);
                Ok(PriceBook { sellers })
            }
        }
    }

    /// This book with another laid over it: a company's own prices on top of the list prices.
    ///
    /// Sellers and models that are new are added. Of a model that both know, the other's prices hold from
    /// their own first day on, and this book's before it; so do options and fees, list by list. An entry
    /// that leaves out windows and limits keeps those of the entry below it; it never keeps its rates or
    /// tiers.
    ///
    /// # Errors
    /// [`BookError`] where a seller's currency differs or one key of `sources` means two things, and for books
    /// that were unpacked: files lie over files.
    pub fn overlaid_by(&self, other: &PriceBook) -> Result<PriceBook, BookError> {
        let file = |seller: &Seller| {
            let packed = || BookError::new(seller.id(), "", "packed prices have no file to be laid over");
            seller.file().cloned().ok_or_else(packed)
        };
        let mut files = Vec::new();
        for below in &self.sellers {
            files.push(match other.sellers.iter().find(|over| over.id() == below.id()) {
                Some(over) => overlaid(file(below)?, &file(over)?)?,
                None => file(below)?,
            });
        }
        for over in &other.sellers {
            if self.by_id(over.id()).is_none() {
                files.push(file(over)?);
            }
        }
        PriceBook::of(files)
    }

    /// The sellers, by id.
    pub fn sellers(&self) -> impl Iterator<Item = &Seller> {
        self.sellers.iter()
    }

    /// One seller.
    ///
    /// # Errors
    /// [`LookupError::UnknownSeller`].
    pub fn seller(&self, id: &str) -> Result<&Seller, LookupError> {
        self.by_id(id).ok_or_else(|| LookupError::UnknownSeller {
            met: shortened(id),
            known: self.sellers.iter().map(|seller| seller.id().to_owned()).collect(),
        })
    }

    fn by_id(&self, id: &str) -> Option<&Seller> {
        self.sellers.iter().find(|seller| seller.id() == id)
    }

    /// The newest day on which an entry was checked, and how many price entries there are.
    pub fn version(&self) -> String {
        let newest = self.checked().map_or_else(|| "empty".to_owned(), |day| day.to_string());
        format!("{newest}+{}", self.sellers.iter().map(|seller| seller.parts.version.1).sum::<u32>())
    }

    /// The newest day on which an entry was checked.
    pub fn checked(&self) -> Option<Day> {
        self.sellers.iter().filter_map(|seller| seller.parts.version.0).max()
    }

    /// Finds a model by id, alias or gateway spelling.
    ///
    /// Without a seller it is looked for at [`DEFAULT_SELLER`], and where that does not know it, at the one
    /// other seller that does.
    ///
    /// # Errors
    /// [`LookupError::UnknownSeller`] and [`LookupError::UnknownModel`], with the nearest names.
    pub fn find(&self, seller: Option<&str>, model: &str) -> Result<Found<'_>, LookupError> {
        let home = seller.map(|id| self.seller(id)).transpose()?;
        if let Some(found) = self.look_up(seller, model) {
            return Ok(found);
        }
        let elsewhere = self.sellers.iter().filter(|s| s.find(model).is_some());
        Err(LookupError::UnknownModel {
            met: shortened(model),
            seller: seller.map(str::to_owned),
            elsewhere: elsewhere.map(|s| s.id().to_owned()).collect(),
            nearest: match home {
                Some(home) => nearest(model, home.names().map(|id| (id, id.to_owned()))),
                None => nearest(model, self.sellers.iter().flat_map(Seller::shown_names)),
            },
        })
    }

    /// The same for who needs no reason where there is none.
    pub fn look_up(&self, seller: Option<&str>, model: &str) -> Option<Found<'_>> {
        let at = self.by_id(seller.unwrap_or(DEFAULT_SELLER));
        if let Some(found) = at.and_then(|s| s.find(model)) {
            return Some(found);
        }
        let mut others = self.sellers.iter().filter(|_| seller.is_none()).filter_map(|s| s.find(model));
        let (first, second) = (others.next(), others.next());
        first.filter(|_| second.is_none())
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
