//! Writing: every text and every part that several listings share once.

use super::{CARDS, Depth, MARK};
use crate::listing::{Facts, Listing, Origin};
use crate::{Day, Model, PriceBook, Seller};
use std::collections::BTreeMap;
use std::fmt::Display;
use tokentoll_core::{
    Comparison, Meter, Offer, OptionTerms, OutputRule, RateCard, Rates, TermOption, TierScope, UnderTier,
};

pub(super) fn packed(book: &PriceBook, depth: Depth) -> Vec<u8> {
    let mut packer = Packer { depth, texts: BTreeMap::new(), parts: Default::default(), numbers: Vec::new() };
    packer.many(book.sellers.iter(), Packer::seller);
    let Packer { texts, parts, numbers, .. } = packer;
    let mut by_place: Vec<&String> = texts.keys().collect();
    by_place.sort_by_key(|text| texts[*text]);
    let (mark, pools) = match depth {
        Depth::Whole => (MARK, &parts[..]),
        Depth::Cards => (CARDS, &parts[..2]),
    };
    let mut bytes = mark.to_vec();
    write(&mut bytes, by_place.len());
    by_place.iter().for_each(|text| write(&mut bytes, text.len()));
    by_place.iter().for_each(|text| bytes.extend_from_slice(text.as_bytes()));
    for pool in pools {
        write(&mut bytes, pool.len());
        pool.concat().into_iter().for_each(|number| write(&mut bytes, number));
    }
    numbers.into_iter().for_each(|number| write(&mut bytes, number));
    bytes
}

fn write(bytes: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// What several listings share: each kind has a pool of its own.
#[derive(Clone, Copy)]
enum Shared {
    Rates,
    Offers,
    Origins,
    Facts,
}

struct Packer {
    depth: Depth,
    texts: BTreeMap<String, usize>,
    /// By [`Shared`]: each part as its numbers.
    parts: [Vec<Vec<usize>>; 4],
    numbers: Vec<usize>,
}

impl Packer {
    fn number(&mut self, number: impl Into<u64>) {
        self.numbers.push(number.into() as usize);
    }

    fn text(&mut self, text: impl Display) {
        let next = self.texts.len();
        let place = *self.texts.entry(text.to_string()).or_insert(next);
        self.numbers.push(place);
    }

    fn many<T>(&mut self, things: impl Iterator<Item = T>, mut one: impl FnMut(&mut Self, T)) {
        let things: Vec<T> = things.collect();
        self.numbers.push(things.len());
        things.into_iter().for_each(|thing| one(self, thing));
    }

    fn maybe<T>(&mut self, thing: Option<T>, one: impl FnMut(&mut Self, T)) {
        self.many(thing.into_iter(), one);
    }

    /// Writes a part once, and where it stands.
    fn shared(&mut self, pool: Shared, part: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.numbers);
        part(self);
        let part = std::mem::replace(&mut self.numbers, before);
        let pool = &mut self.parts[pool as usize];
        let place = pool.iter().position(|known| *known == part).unwrap_or(pool.len());
        if place == pool.len() {
            pool.push(part);
        }
        self.numbers.push(place);
    }

    fn day(&mut self, day: Day) {
        self.text(day);
    }

    fn seller(&mut self, seller: &Seller) {
        let parts = &seller.parts;
        self.text(&parts.id);
        self.text(&parts.name);
        self.text(parts.currency);
        self.many(parts.prefixes.iter(), |to, (prefix, endpoint)| {
            to.text(prefix);
            to.text(endpoint);
        });
        self.many(parts.vendors.iter(), Self::text);
        self.maybe(parts.version.0, Self::day);
        self.number(parts.version.1);
        self.many(parts.models.iter(), Self::model);
        for names in [&seller.names, &seller.spellings] {
            self.many(names.iter(), |to, (name, model)| {
                to.text(name);
                to.numbers.push(*model);
            });
        }
    }

    fn model(&mut self, model: &Model) {
        self.text(&model.id);
        self.maybe(model.name.as_ref(), Self::text);
        self.many(model.aliases.iter(), Self::text);
        self.maybe(model.tokenizer.as_ref(), Self::text);
        self.maybe(model.replacement.as_ref(), Self::text);
        let life = model.life;
        for day in [life.released, life.deprecated, life.retired, life.not_retired_before] {
            self.maybe(day, Self::day);
        }
        self.many(model.periods.iter(), |to, period| {
            to.day(period.from);
            match &period.value {
                Ok(listing) => {
                    to.number(1_u32);
                    to.listing(listing);
                }
                Err(why) => {
                    to.number(0_u32);
                    to.text(why);
                }
            }
        });
    }

    fn listing(&mut self, listing: &Listing) {
        self.card(&listing.card);
        if self.depth == Depth::Cards {
            return;
        }
        self.origin(&listing.price);
        self.shared(Shared::Facts, |to| to.facts(&listing.facts));
        self.maybe(listing.tiers_note.as_ref(), |to, (confidence, note)| {
            to.text(confidence);
            to.text(note);
        });
        self.many(listing.options.iter(), |to, (option, origin)| {
            to.text(option);
            to.origin(origin);
        });
        self.many(listing.fees.iter(), |to, (meter, origin)| {
            to.text(meter);
            to.origin(origin);
        });
        self.maybe(listing.free_refusals.as_ref(), |to, origin| to.origin(origin));
    }

    fn card(&mut self, card: &RateCard) {
        self.rates(card.rates());
        let minimums = Meter::ALL.into_iter().map(|meter| (meter, card.minimum(meter)));
        self.many(minimums.filter(|(_, count)| *count > 0), |to, (meter, count)| {
            to.text(meter);
            to.number(count);
        });
        self.maybe(card.tiers(), |to, tiers| {
            to.number(match tiers.comparison() {
                Comparison::Above => 0_u32,
                Comparison::AtLeast => 1,
            });
            to.many(tiers.counted().iter(), Self::text);
            to.number(match tiers.scope() {
                TierScope::Volume => 0_u32,
                TierScope::Graduated(OutputRule::Whole) => 1,
                TierScope::Graduated(OutputRule::Standard) => 2,
                TierScope::Graduated(OutputRule::Proportional) => 3,
            });
            to.many(tiers.tiers().iter(), |to, tier| {
                to.number(tier.threshold());
                to.rates(tier.rates());
            });
        });
        let offers = TermOption::ALL.into_iter().map(|option| (option, card.offer(option)));
        self.many(offers.filter(|(_, offer)| **offer != Offer::Never), |to, (option, offer)| {
            to.text(option);
            to.shared(Shared::Offers, |to| to.offer(offer));
        });
        self.maybe(card.window(), |to, window| {
            to.number(window.tokens);
            to.text(&window.beyond);
        });
    }

    fn rates(&mut self, rates: &Rates) {
        self.shared(Shared::Rates, |to| {
            to.many(rates.iter(), |to, (meter, rate)| {
                to.text(meter);
                to.text(rate);
            });
        });
    }

    fn offer(&mut self, offer: &Offer) {
        match offer {
            Offer::Never => {}
            Offer::Offered(terms) => {
                self.number(0_u32);
                self.terms(terms);
            }
            Offer::Ignored { because } => {
                self.number(1_u32);
                self.text(because);
            }
            Offer::Refused { because, nearest } => {
                self.number(2_u32);
                self.text(because);
                self.maybe(nearest.as_ref(), Self::terms);
            }
        }
    }

    fn terms(&mut self, terms: &OptionTerms) {
        self.text(terms.factor);
        self.many(terms.factors.iter(), |to, (meter, factor)| {
            to.text(meter);
            to.text(factor);
        });
        self.many(terms.rates.iter(), |to, (meter, rate)| {
            to.text(meter);
            to.text(rate);
        });
        self.number(match terms.under_tier {
            UnderTier::Applies => 0_u32,
            UnderTier::Waived => 1,
            UnderTier::NotOffered => 2,
        });
        self.many(terms.not_with.iter(), Self::text);
    }

    fn origin(&mut self, origin: &Origin) {
        self.shared(Shared::Origins, |to| {
            to.text(&origin.entry);
            to.text(&origin.source);
            to.day(origin.checked);
            to.text(origin.confidence);
            to.maybe(origin.note.as_ref(), Self::text);
            to.maybe(origin.header.as_ref(), Self::text);
        });
    }

    fn facts(&mut self, facts: &Facts) {
        self.maybe(facts.context_window, Self::number);
        self.maybe(facts.extended_window.as_ref(), |to, window| {
            to.number(window.tokens);
            to.text(&window.header);
            to.maybe(window.needs.as_ref(), Self::text);
        });
        self.maybe(facts.max_output, Self::number);
        self.maybe(facts.min_cacheable, Self::number);
        self.maybe(facts.thinking_kept, Self::number);
        self.maybe(facts.tool_prompt, |to, tools| {
            to.number(tools.auto);
            to.number(tools.any);
        });
    }
}
