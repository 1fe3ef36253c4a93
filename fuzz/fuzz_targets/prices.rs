//! Any text is a price book that reads back, can be laid over another and prices requests, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokentoll::book::{Found, Model, Seller};
use tokentoll::core::Meter;
use tokentoll::{PriceBook, RateCard, Usage};
use tokentoll_fuzz::check_terms;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let book = match PriceBook::read([("fuzz", text)]) {
        Ok(book) => book,
        Err(error) => {
            assert!(!error.message.is_empty());
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    for seller in book.sellers() {
        let written = serde_json::to_string(seller.file()).expect("a file is plain data");
        let again = PriceBook::read([("again", &*written)]).unwrap_or_else(|e| panic!("{e}: {written}"));
        assert!(again.sellers().map(Seller::file).eq([seller.file()]), "another file: {written}");
        seller.models().iter().for_each(|model| check_model(&book, seller, model));
    }
    // Sellers that only the embedded book has stay as they are: leaving them out saves most of the time.
    let known = PriceBook::embedded().sellers().filter(|known| book.seller(known.id()).is_ok());
    let embedded = PriceBook::of(known.map(|known| known.file().expect("read from a file").clone()))
        .expect("embedded prices");
    if let Ok(both) = embedded.overlaid_by(&book) {
        for seller in book.sellers() {
            let over = both.seller(seller.id()).expect("the seller is in both");
            // A model keeps its id, or stands under the id of the one whose alias it is.
            assert!(seller.models().iter().all(|m| over.find(m.id()).is_some()));
            let laid = seller.models().first().and_then(|model| over.find(model.id()));
            laid.into_iter().for_each(|found| check_model(&both, over, found.model));
        }
    }
    // What `ended` entries and such leave out they take from below the first time; then nothing changes.
    let twice = book.overlaid_by(&book).unwrap_or_else(|e| panic!("a book over itself: {e}"));
    let thrice = twice.overlaid_by(&book).unwrap_or_else(|e| panic!("a book over itself again: {e}"));
    assert!(thrice.sellers().map(Seller::file).eq(twice.sellers().map(Seller::file)), "a book over itself");
});

fn check_model(book: &PriceBook, seller: &Seller, model: &Model) {
    let found = book.find(Some(seller.id()), model.id()).expect("a model is found by its id");
    assert_eq!(found.model.id(), model.id());
    let mut before = None;
    for (from, listing) in model.listings() {
        assert!(before.is_none_or(|before| before < from), "listings rise");
        before = Some(from);
        let on = Found::on(&found, from);
        assert_eq!(on.is_ok(), listing.is_some(), "what is listed is what is found");
        if let Some(listing) = listing {
            usages(listing.card()).for_each(|usage| check_terms(listing.card(), &usage));
        }
    }
}

/// One of each meter; the most of each; and prompts on both sides of every threshold and of the window.
fn usages(card: &RateCard) -> impl Iterator<Item = Usage> {
    let priced = card.rates().meters();
    let all = |count: u32| priced.iter().fold(Usage::new(), |usage, meter| usage.with(meter, count));
    let every =
        |count: u32| Meter::ALL.into_iter().fold(Usage::new(), |usage, meter| usage.with(meter, count));
    let thresholds = card.tiers().into_iter().flat_map(|t| t.tiers()).take(2).map(|tier| tier.threshold());
    let edges: Vec<u32> = thresholds.chain(card.window().map(|w| w.tokens)).collect();
    let near = edges.into_iter().flat_map(|edge| [edge.saturating_sub(1), edge, edge.saturating_add(1)]);
    let prompts = near.flat_map(move |tokens| {
        let cached = tokens / 3;
        [
            Usage::new().input(tokens).output(1_001),
            Usage::new().cache_read(cached).input(tokens - cached).output(7).with(Meter::WebSearch, 1),
        ]
    });
    [Usage::new(), every(1), all(1), all(u32::MAX), all(999_983)].into_iter().chain(prompts)
}
