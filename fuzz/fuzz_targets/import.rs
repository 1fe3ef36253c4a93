//! Any bytes are a price list of one of three sources, or an error; what is imported is a price book.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokentoll::book::Seller;
use tokentoll::book::import::{Source, import};
use tokentoll::core::Meter;
use tokentoll::{Day, PriceBook, Usage};
use tokentoll_fuzz::check_terms;

fuzz_target!(|bytes: &[u8]| {
    let from = Day::new(2026, 11, 20).expect("a day");
    let checked = Day::new(2026, 11, 21).expect("a day");
    for source in Source::ALL {
        let imported = match import(source, bytes, from, checked, "a list") {
            Ok(imported) => imported,
            Err(error) => {
                assert!(!error.to_string().is_empty());
                continue;
            }
        };
        assert_eq!(
            import(source, bytes, from, checked, "a list").as_ref(),
            Ok(&imported),
            "read twice, two books"
        );
        assert!(imported.refused.iter().chain(&imported.partial).all(|r| !r.reason.is_empty()));
        for file in &imported.sellers {
            assert!(!file.models.is_empty(), "a seller without models");
            let told = |e| panic!("{source}: {e}: {}", serde_json::to_string(file).expect("plain data"));
            check_book(&PriceBook::of([file.clone()]).unwrap_or_else(told));
        }
        let book = PriceBook::of(imported.sellers.clone()).unwrap_or_else(|e| panic!("{source}: {e}"));
        assert!(book.sellers().map(Seller::file).eq(imported.sellers.iter().map(Some)), "by rising id");
    }
});

fn check_book(book: &PriceBook) {
    for seller in book.sellers() {
        let written = serde_json::to_string(seller.file()).expect("a file is plain data");
        let again = PriceBook::read([("again", &*written)]).unwrap_or_else(|e| panic!("{e}: {written}"));
        assert!(again.sellers().map(Seller::file).eq([seller.file()]), "another file: {written}");
        for model in seller.models() {
            let spellings = std::iter::once(model.id()).chain(model.aliases().iter().map(|a| &**a));
            for spelling in spellings {
                assert_eq!(seller.find(spelling).expect("it is in the book").model.id(), model.id());
            }
            for (_, listing) in model.listings() {
                let card = listing.expect("every imported entry has a price").card();
                let tier = card.tiers().and_then(|t| t.tiers().last()).map_or(0, |tier| tier.threshold());
                let priced = card.rates().meters();
                for count in [1, u32::MAX, tier, tier.saturating_add(1)] {
                    let all = priced.iter().fold(Usage::new(), |usage, meter| usage.with(meter, count));
                    for usage in [all, Usage::new().with(Meter::Input, count)] {
                        check_terms(card, &usage);
                    }
                }
            }
        }
    }
}
