//! What the history of a model says to who asks for too much: options that are not offered, prompts that
//! are too long.

use crate::data::PriceEntry;
use crate::listing::{Confidence, Origin};
use crate::{Dated, Day, History};
use std::sync::Arc;
use tokentoll_core::{Factor, Grouped, Offer, OptionTerms, TermOption, Window};

/// A history of things that each name their sources.
pub(crate) type Sourced<T> = History<(T, Arc<Origin>)>;

/// What an entry says of an option.
#[derive(Clone)]
pub(crate) enum OptionState {
    Offered(OptionTerms),
    Ignored,
    Refused,
}

/// What the seller does with an option on a day, as its whole history tells.
pub(crate) fn offer(option: TermOption, history: &Sourced<OptionState>, day: Day) -> Offer {
    let without = format!("leave `{}` out", option.as_term());
    let accepted = nearest(history, day);
    let terms = accepted.and_then(|entry| match &entry.value.0 {
        OptionState::Offered(terms) => Some(terms.clone()),
        OptionState::Ignored => Some(OptionTerms::times(Factor::ONE)),
        OptionState::Refused => None,
    });
    let Some(current) = history.on(day) else {
        return match accepted {
            Some(entry) => Offer::Refused {
                because: format!("it is accepted from {} on; {without}", entry.from).into(),
                nearest: terms,
            },
            None => Offer::Never,
        };
    };
    let note = current.value.1.note.as_deref().unwrap_or_default();
    match &current.value.0 {
        OptionState::Offered(terms) => Offer::Offered(terms.clone()),
        OptionState::Ignored => Offer::Ignored { because: format!("since {}: {note}", current.from).into() },
        OptionState::Refused => Offer::Refused {
            because: match (note, current.value.1.confidence) {
                ("", _) => format!("refused since {}; {without}", current.from),
                (note, Confidence::High) => format!("since {}: {note} {without}", current.from),
                (note, confidence) => {
                    format!("since {} ({confidence} confidence): {note} {without}", current.from)
                }
            }
            .into(),
            nearest: terms,
        },
    }
}

/// Where the terms are from that [`offer`] gives.
pub(crate) fn origin(history: &Sourced<OptionState>, day: Day) -> Option<&Arc<Origin>> {
    nearest(history, day).or_else(|| history.on(day)).map(|entry| &entry.value.1)
}

/// The entry by which the option was last accepted up to a day, or else first after it.
fn nearest(history: &Sourced<OptionState>, day: Day) -> Option<&Dated<(OptionState, Arc<Origin>)>> {
    let accepted = || history.iter().filter(|e| !matches!(e.value.0, OptionState::Refused));
    accepted().take_while(|e| e.from <= day).last().or_else(|| accepted().next())
}

/// The window of a price, and what to tell who exceeds it.
pub(crate) fn window(prices: &History<&PriceEntry>, price: &Dated<&PriceEntry>) -> Option<Window> {
    let widest = |e: &PriceEntry| e.extended_window.as_ref().map(|w| w.tokens).or(e.context_window);
    let tokens = widest(price.value)?;
    let earlier = prices.iter().rev().filter(|e| e.from < price.from);
    let wider_before = earlier.filter_map(|e| e.value.extended_window.as_ref()).find(|w| w.tokens > tokens);
    let mut later = prices.iter().filter(|e| e.from > price.from);
    let wider_after = later.find_map(|e| widest(e.value).filter(|w| *w > tokens).map(|w| (e.from, w)));
    let mut beyond = String::new();
    if let Some(before) = wider_before {
        beyond = format!(
            "the beta window of {} tokens (header {}) is retired; ",
            Grouped(before.tokens.into()),
            before.header
        );
    }
    if let Some((from, wider)) = wider_after {
        beyond.push_str(&format!("{} tokens are accepted from {from} on; ", Grouped(wider.into())));
    }
    beyond.push_str("shorten the prompt, split it, or take a model with a larger window");
    Some(Window { tokens, beyond: beyond.into() })
}
