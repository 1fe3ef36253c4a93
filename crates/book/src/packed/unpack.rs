//! Reading: `None` wherever the bytes are not what [`super::pack`] writes. Written to be small.

use crate::data::{ExtendedWindow, ToolPrompt};
use crate::listing::{Facts, Listing, Origin};
use crate::read::State;
use crate::seller::Parts;
use crate::{Dated, Day, History, Life, Model, PriceBook, Seller};
use std::str::FromStr;
use std::sync::Arc;
use tokentoll_core::{
    Comparison, Currency, Offer, OptionTerms, OutputRule, RateCard, Rates, Tier, Tiers, UnderTier, Window,
};

pub(super) fn book(packed: &[u8]) -> Option<PriceBook> {
    sellers(Unpacker::new(packed, Unpacker::about)?, |from| {
        from.shared.origins = from.many(Unpacker::origin)?;
        from.shared.facts = from.many(Unpacker::facts)?;
        Some(())
    })
}

pub(super) fn cards(packed: &[u8]) -> Option<PriceBook> {
    sellers(Unpacker::new(packed, Unpacker::nothing)?, |from| {
        let checked = Day::new(1970, 1, 1)?;
        let (entry, source) = Default::default();
        let (note, header, confidence) = Default::default();
        from.shared.origins = vec![Arc::new(Origin { entry, source, checked, confidence, note, header })];
        from.shared.facts = vec![Default::default()];
        Some(())
    })
}

fn sellers<'p>(
    mut from: Unpacker<'p>,
    about: impl FnOnce(&mut Unpacker<'p>) -> Option<()>,
) -> Option<PriceBook> {
    from.shared.rates = from.many(Unpacker::rates)?;
    from.shared.offers = from.many(Unpacker::offer)?;
    about(&mut from)?;
    let sellers = from.many(Unpacker::seller)?;
    (from.rest.is_empty() && sellers.is_sorted_by(|a, b| a.id() < b.id())).then_some(PriceBook { sellers })
}

struct Unpacker<'p> {
    rest: &'p [u8],
    /// Of the seller that is being read.
    currency: Currency,
    texts: Vec<&'p str>,
    shared: Pools,
    /// What is read of a listing besides its card.
    about: fn(&mut Self, RateCard) -> Option<Listing>,
}

/// What several listings share.
#[derive(Default)]
struct Pools {
    origins: Vec<Arc<Origin>>,
    facts: Vec<Arc<Facts>>,
    rates: Vec<Rates>,
    offers: Vec<Offer>,
}

impl<'p> Unpacker<'p> {
    fn new(packed: &'p [u8], about: fn(&mut Self, RateCard) -> Option<Listing>) -> Option<Self> {
        let (texts, shared) = Default::default();
        let mut from = Unpacker { rest: packed, currency: Currency::Usd, texts, shared, about };
        for length in from.many(Self::number)? {
            let (text, rest) = from.rest.split_at_checked(length as usize)?;
            from.rest = rest;
            from.texts.push(std::str::from_utf8(text).ok()?);
        }
        Some(from)
    }

    fn number(&mut self) -> Option<u32> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return u32::try_from(number).ok();
            }
            shift += 7;
            if shift > 28 {
                return None;
            }
        }
    }

    fn text(&mut self) -> Option<&'p str> {
        let place = self.number()?;
        self.texts.get(place as usize).copied()
    }

    fn owned(&mut self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    /// A word, a rate, a factor, a day.
    fn read<T: FromStr>(&mut self) -> Option<T> {
        self.text()?.parse().ok()
    }

    /// What is no number of bytes is found out before memory is taken for it.
    fn many<T>(&mut self, one: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut things = Vec::new();
        for _ in 0..self.number()? {
            things.push(one(self)?);
        }
        Some(things)
    }

    fn maybe<T>(&mut self, one: fn(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.number()? {
            0 => Some(None),
            1 => one(self).map(Some),
            _ => None,
        }
    }

    fn pair<A: FromStr, B: FromStr>(&mut self) -> Option<(A, B)> {
        Some((self.read()?, self.read()?))
    }

    fn seller(&mut self) -> Option<Seller> {
        let (id, name, currency) = (self.owned()?, self.owned()?, self.read()?);
        self.currency = currency;
        let prefixes = self.many(Self::pair)?;
        let vendors = self.many(Self::owned)?;
        let version = (self.maybe(Self::read)?, self.number()?);
        let models = self.many(Self::model)?;
        let [names, spellings] = [self.names(models.len())?, self.names(models.len())?];
        Some(Seller {
            parts: Parts { id, name, currency, prefixes, vendors, version, models },
            names,
            spellings,
            file: None,
        })
    }

    fn names(&mut self, models: usize) -> Option<Vec<(String, usize)>> {
        let names = self.many(|from| Some((from.owned()?, from.number()? as usize)))?;
        let fit = names.is_sorted_by(|a, b| a.0 < b.0) && names.iter().all(|(_, model)| *model < models);
        fit.then_some(names)
    }

    fn model(&mut self) -> Option<Model> {
        Some(Model {
            id: self.owned()?,
            name: self.maybe(Self::owned)?,
            aliases: self.many(Self::owned)?,
            tokenizer: self.maybe(Self::owned)?,
            replacement: self.maybe(Self::owned)?,
            life: Life {
                released: self.maybe(Self::read)?,
                deprecated: self.maybe(Self::read)?,
                retired: self.maybe(Self::read)?,
                not_retired_before: self.maybe(Self::read)?,
            },
            periods: History::new(self.many(Self::period)?).ok()?,
        })
    }

    fn period(&mut self) -> Option<Dated<State>> {
        let from = self.read()?;
        let value = match self.number()? {
            0 => Err(self.owned()?),
            1 => Ok(self.listing()?),
            _ => return None,
        };
        Some(Dated { from, value })
    }

    fn listing(&mut self) -> Option<Listing> {
        let card = self.card()?;
        (self.about)(self, card)
    }

    fn about(&mut self, card: RateCard) -> Option<Listing> {
        Some(Listing {
            card,
            price: self.shared_origin()?,
            facts: {
                let place = self.number()?;
                self.shared.facts.get(place as usize)?.clone()
            },
            tiers_note: self.maybe(|from| Some((from.read()?, from.owned()?)))?,
            options: self.many(|from| Some((from.read()?, from.shared_origin()?)))?,
            fees: self.many(|from| Some((from.read()?, from.shared_origin()?)))?,
            free_refusals: self.maybe(Self::shared_origin)?,
        })
    }

    fn nothing(&mut self, card: RateCard) -> Option<Listing> {
        let (price, facts) = (self.shared.origins.first()?.clone(), self.shared.facts.first()?.clone());
        let (tiers_note, free_refusals) = Default::default();
        Some(Listing { card, price, facts, tiers_note, options: Vec::new(), fees: Vec::new(), free_refusals })
    }

    fn card(&mut self) -> Option<RateCard> {
        let mut card = RateCard::builder(self.currency, self.shared_rates()?);
        for (meter, count) in self.many(|from| Some((from.read()?, from.number()?)))? {
            card = card.minimum(meter, count);
        }
        if let Some(tiers) = self.maybe(Self::tiers)? {
            card = card.tiers(tiers);
        }
        let offers = self.many(|from| {
            let (option, place) = (from.read()?, from.number()?);
            Some((option, from.shared.offers.get(place as usize)?.clone()))
        })?;
        for (option, offer) in offers {
            card = card.offer(option, offer);
        }
        if let Some((tokens, beyond)) = self.maybe(|from| Some((from.number()?, from.text()?)))? {
            card = card.window(Window { tokens, beyond: beyond.into() });
        }
        card.build().ok()
    }

    fn tiers(&mut self) -> Option<Tiers> {
        let comparison = match self.number()? {
            0 => Comparison::Above,
            1 => Comparison::AtLeast,
            _ => return None,
        };
        let counted = self.many(Self::read)?.into_iter().collect();
        let scope = self.number()?;
        let tiers = self.many(|from| Some(Tier::new(from.number()?, from.shared_rates()?)))?;
        let output = match scope {
            0 => return Tiers::volume(comparison, counted, tiers).ok(),
            1 => OutputRule::Whole,
            2 => OutputRule::Standard,
            3 => OutputRule::Proportional,
            _ => return None,
        };
        Tiers::graduated(comparison, counted, output, tiers).ok()
    }

    fn shared_rates(&mut self) -> Option<Rates> {
        let place = self.number()?;
        self.shared.rates.get(place as usize).copied()
    }

    fn rates(&mut self) -> Option<Rates> {
        self.many(Self::pair)?
            .into_iter()
            .try_fold(Rates::new(), |rates, (meter, rate)| rates.with(meter, rate).ok())
    }

    fn offer(&mut self) -> Option<Offer> {
        Some(match self.number()? {
            0 => Offer::Offered(self.terms()?),
            1 => Offer::Ignored { because: self.text()?.into() },
            2 => Offer::Refused { because: self.text()?.into(), nearest: self.maybe(Self::terms)? },
            _ => return None,
        })
    }

    fn terms(&mut self) -> Option<OptionTerms> {
        Some(OptionTerms {
            factor: self.read()?,
            factors: self.many(Self::pair)?,
            rates: self.many(Self::pair)?,
            under_tier: match self.number()? {
                0 => UnderTier::Applies,
                1 => UnderTier::Waived,
                2 => UnderTier::NotOffered,
                _ => return None,
            },
            not_with: self.many(Self::read)?,
        })
    }

    fn shared_origin(&mut self) -> Option<Arc<Origin>> {
        let place = self.number()?;
        self.shared.origins.get(place as usize).cloned()
    }

    fn origin(&mut self) -> Option<Arc<Origin>> {
        Some(Arc::new(Origin {
            entry: self.owned()?,
            source: self.owned()?,
            checked: self.read()?,
            confidence: self.read()?,
            note: self.maybe(Self::owned)?,
            header: self.maybe(Self::owned)?,
        }))
    }

    fn facts(&mut self) -> Option<Arc<Facts>> {
        Some(Arc::new(Facts {
            context_window: self.maybe(Self::number)?,
            extended_window: self.maybe(|from| {
                let (tokens, header) = (from.number()?, from.owned()?);
                Some(ExtendedWindow { tokens, header, needs: from.maybe(Self::owned)? })
            })?,
            max_output: self.maybe(Self::number)?,
            min_cacheable: self.maybe(Self::number)?,
            thinking_kept: self.maybe(|from| from.number().map(|kept| kept != 0))?,
            tool_prompt: self.maybe(|from| Some(ToolPrompt { auto: from.number()?, any: from.number()? }))?,
        }))
    }
}
