//! The prices in use, and the model that a page opens with.

use std::rc::Rc;
use tokentoll::book::{DEFAULT_SELLER, Model};
use tokentoll::{Day, PriceBook};

/// The prices in use.
#[derive(Clone, Debug)]
pub struct Prices {
    /// Those that come with the page.
    pub listed: &'static PriceBook,
    /// The reader's own, laid over them.
    pub own: Option<Own>,
}

/// A price file of the reader's own.
#[derive(Clone, Debug)]
pub struct Own {
    /// The file's name.
    pub name: String,
    /// Its text.
    pub text: Rc<str>,
    /// The listed prices with it on top.
    pub book: Rc<PriceBook>,
}

impl Prices {
    /// The book.
    pub fn book(&self) -> &PriceBook {
        self.own.as_ref().map_or(self.listed, |own| &own.book)
    }
}

impl PartialEq for Prices {
    fn eq(&self, other: &Prices) -> bool {
        std::ptr::eq(self.book(), other.book())
    }
}

/// The model the page opens with: the newest of the default seller that has a step that day, or just the newest.
pub(super) fn opening_model(book: &PriceBook, day: Day) -> (String, String) {
    let sellers = || book.sellers().filter(|s| s.id() == DEFAULT_SELLER).chain(book.sellers());
    let models = || sellers().flat_map(|seller| seller.models().iter().map(move |model| (seller, model)));
    let listed = |model: &Model| {
        let last = model.listings().take_while(|(from, _)| *from <= day).last();
        last.and_then(|(_, listing)| listing).map(|listing| listing.card().tiers().is_some())
    };
    let current = |model: &Model| model.life().retired.is_none_or(|retired| day < retired);
    let home = || models().filter(|(seller, _)| seller.id() == DEFAULT_SELLER);
    let newest = |wanted: &dyn Fn(&Model) -> bool| {
        home().filter(|(_, m)| current(m) && wanted(m)).max_by_key(|(_, m)| m.life().released)
    };
    let found = newest(&|m| listed(m) == Some(true)).or_else(|| newest(&|m| listed(m).is_some()));
    found
        .or_else(|| models().next())
        .map_or_else(Default::default, |(seller, model)| (seller.id().to_owned(), model.id().to_owned()))
}
