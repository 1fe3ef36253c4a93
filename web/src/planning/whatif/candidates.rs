//! What the request is compared with.

use crate::state::State;
use rust_decimal::Decimal;
use tokentoll::core::plain_decimal;
use tokentoll::plan::Setting;
use tokentoll::plan::compare::{Candidate, Exchange};
use tokentoll::{Currency, PriceBook, Usage};

/// The other models of the seller, and the same model elsewhere; or every model of every seller.
pub(super) fn candidates<'b>(
    book: &'b PriceBook,
    at: &Setting<'b>,
    usage: &Usage,
    every_seller: bool,
) -> Vec<Candidate<'b>> {
    let mut candidates = Vec::new();
    for seller in book.sellers() {
        let is_home = seller.id() == at.seller();
        let same = (!is_home).then(|| seller.find(at.model())).flatten().map(|found| found.model.id());
        for model in seller.models() {
            let life = model.life();
            let lives =
                life.released.is_none_or(|day| day <= at.on) && life.retired.is_none_or(|day| day > at.on);
            let is_wanted =
                if is_home { model.id() != at.model() } else { every_seller || same == Some(model.id()) };
            if !lives || !is_wanted {
                continue;
            }
            let found = tokentoll::book::Found { seller, model, endpoint: None };
            let Ok(listing) = found.on(at.on) else { continue };
            // The words of an endpoint belong to a seller.
            let endpoint = if is_home { at.terms.endpoint } else { tokentoll::Endpoint::default() };
            let terms = tokentoll::Terms { endpoint, ..at.terms };
            // The same model counts the same, whatever it is called there.
            let usage = (same == Some(model.id())).then_some(*usage);
            candidates.push(Candidate { at: Setting { found, listing, on: at.on, terms }, usage });
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
