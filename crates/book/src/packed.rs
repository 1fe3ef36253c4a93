//! Prices in a form that is read by little code: for pages, where the reader of price files would weigh more than
//! the prices.
//!
//! Texts stand once, in a pool; all else are whole numbers of seven bits a byte, most of them places in the pool.
//! Rates, days and words are texts, and are read by the same code as in a price file.

mod pack;
mod unpack;

use crate::{BookError, PriceBook};

/// How much of a book is packed.
#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Whole,
    Cards,
}

/// What packed prices begin with; another form gets another number.
const MARK: &[u8] = b"tokentoll prices 2\n";
const CARDS: &[u8] = b"tokentoll cards 2\n";

impl PriceBook {
    /// The whole book without the files it was read from: for [`PriceBook::unpack`] of the same version.
    ///
    /// ```
    /// use tokentoll_book::PriceBook;
    /// let book = PriceBook::unpack(&PriceBook::embedded().pack())?;
    /// assert_eq!(book.version(), PriceBook::embedded().version());
    /// # Ok::<(), tokentoll_book::BookError>(())
    /// ```
    pub fn pack(&self) -> Vec<u8> {
        pack::packed(self, Depth::Whole)
    }

    /// The same without sources, notes and limits: for [`PriceBook::unpack_cards`].
    pub fn pack_cards(&self) -> Vec<u8> {
        pack::packed(self, Depth::Cards)
    }

    /// A book that was packed: it answers what it answered before, and knows no files.
    ///
    /// # Errors
    /// [`BookError`] for what [`PriceBook::pack`] of this version did not write.
    pub fn unpack(packed: &[u8]) -> Result<PriceBook, BookError> {
        unpacked(packed, MARK, unpack::book)
    }

    /// A book of rate cards: what a request costs, as ever; sources, notes and limits are empty.
    ///
    /// For pages that show those by other means: the code that reads them is left out with them.
    ///
    /// # Errors
    /// [`BookError`] for what [`PriceBook::pack_cards`] of this version did not write.
    pub fn unpack_cards(packed: &[u8]) -> Result<PriceBook, BookError> {
        unpacked(packed, CARDS, unpack::cards)
    }
}

fn unpacked(
    packed: &[u8],
    mark: &[u8],
    read: fn(&[u8]) -> Option<PriceBook>,
) -> Result<PriceBook, BookError> {
    let bad = || BookError::new("packed prices", "", "expected what this version packs");
    packed.strip_prefix(mark).and_then(read).ok_or_else(bad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static PACKED: LazyLock<Vec<u8>> = LazyLock::new(|| PriceBook::embedded().pack());

    fn assert_same(book: &PriceBook) {
        let again = PriceBook::unpack(&book.pack()).unwrap();
        assert_eq!(again.version(), book.version());
        assert_eq!(again.sellers.len(), book.sellers.len());
        for (unpacked, read) in again.sellers.iter().zip(&book.sellers) {
            assert_eq!(unpacked.parts, read.parts);
            assert_eq!((&unpacked.names, &unpacked.spellings), (&read.names, &read.spellings));
            assert!(unpacked.file().is_none());
        }
    }

    #[test]
    fn a_packed_book_is_the_same_in_every_part() {
        assert_same(PriceBook::embedded());
        assert_same(&PriceBook::of([]).unwrap());
    }

    #[test]
    fn packed_cards_are_the_same_cards() {
        let packed = PriceBook::embedded().pack_cards();
        assert!(packed.len() * 2 < PACKED.len(), "{} bytes of {}", packed.len(), PACKED.len());
        let again = PriceBook::unpack_cards(&packed).unwrap();
        assert!(PriceBook::unpack(&packed).is_err() && PriceBook::unpack_cards(&PACKED).is_err());
        assert_eq!(again.version(), PriceBook::embedded().version());
        for (unpacked, read) in again.sellers.iter().zip(&PriceBook::embedded().sellers) {
            assert_eq!((unpacked.id(), unpacked.name()), (read.id(), read.name()));
            assert_eq!((&unpacked.names, &unpacked.spellings), (&read.names, &read.spellings));
            assert_eq!(
                (unpacked.currency(), &unpacked.parts.prefixes),
                (read.currency(), &read.parts.prefixes)
            );
            for (unpacked, read) in unpacked.models().iter().zip(read.models()) {
                assert_eq!(
                    (unpacked.id(), unpacked.name(), unpacked.life(), unpacked.replacement()),
                    (read.id(), read.name(), read.life(), read.replacement())
                );
                let cards = |model: &crate::Model| {
                    let card = |(from, listing): (_, Option<&crate::Listing>)| {
                        (from, listing.map(|l| l.card().clone()))
                    };
                    model.listings().map(card).collect::<Vec<_>>()
                };
                assert_eq!(cards(unpacked), cards(read), "{}", read.id());
            }
        }
    }

    #[test]
    fn files_lie_over_files_only() {
        let unpacked = PriceBook::unpack(&PACKED).unwrap();
        let error = unpacked.overlaid_by(PriceBook::embedded()).unwrap_err();
        assert!(error.message.contains("no file"), "{error}");
    }

    #[test]
    fn no_beginning_of_it_is_a_book() {
        for end in (0..PACKED.len()).step_by(997) {
            assert!(PriceBook::unpack(&PACKED[..end]).is_err(), "{end}");
        }
        assert!(PriceBook::unpack(&[&**PACKED, b"\0"].concat()).is_err(), "a byte too many");
    }

    proptest! {
        #[test]
        fn what_was_changed_ends_in_an_error_or_a_book(changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..9)) {
            let mut packed = PACKED.clone();
            for (at, byte) in changes {
                let at = at % packed.len();
                packed[at] = byte;
            }
            let _ = PriceBook::unpack(&packed);
        }
    }
}
