//! What the request is compared with.

use crate::state::State;
use rust_decimal::Decimal;
use tokentoll::core::plain_decimal;
use tokentoll::plan::Setting;
use tokentoll::plan::compare::{Candidate, Exchange};
use tokentoll::{Currency, PriceBook};

/// The other models of the seller, and the same model elsewhere; or every model of every seller.
pub(super) fn candidates<'b>(
    book: &'b PriceBook,
    at: &Setting<'b>,
    every_seller: bool,
) -> Vec<Candidate<'b>> {
    let mut candidates = Vec::new();
    for seller in book.sellers() {
        let is_home = seller.id() == at.seller();
        // The words of an endpoint belong to a seller.
        let endpoint = if is_home { at.terms.endpoint } else { tokentoll::Endpoint::default() };
        let terms = tokentoll::Terms { endpoint, ..at.terms };
        for model in seller.models().iter().filter(|model| model.life().includes(at.on)) {
            let found = tokentoll::book::Found { seller, model, endpoint: None };
            let Ok(listing) = found.on(at.on) else { continue };
            let there = Setting { found, listing, on: at.on, terms };
            let is_wanted = if is_home { !there.is_model(at) } else { every_seller || there.is_model(at) };
            if is_wanted {
                candidates.push(Candidate { at: there, usage: None });
            }
        }
    }
    candidates
}

/// The reader's own rate, in the direction that is needed.
pub(super) fn exchange(page: &State, currency: Currency) -> Exchange {
    let Some(per_dollar) = page.exchange.1 else { return Exchange::default() };
    if currency == Currency::Cny {
        return Exchange::default().with(Currency::Usd, per_dollar);
    }
    // One divided by the rate seldom ends: six places are as exact as a rate is.
    let per_yuan = Decimal::ONE.checked_div(per_dollar).map(|rate| rate.round_dp(6).normalize());
    let per_yuan = per_yuan.and_then(|rate| plain_decimal(&rate.to_string()).ok());
    per_yuan.map_or_else(Exchange::default, |rate| Exchange::default().with(Currency::Cny, rate))
}
