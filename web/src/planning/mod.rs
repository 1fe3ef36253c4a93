//! The state of the planning regions: the request of the page, and what they ask besides.

mod field;
pub mod geometry;
pub mod link;
pub mod rate;
pub mod service;
pub mod talk;
pub mod whatif;

pub use field::{Entry, Fields, Problem, Slot};
pub use talk::Keeping;
pub use whatif::{Column, Order};

use crate::share;
use crate::state::{self, State};
use crate::text::Lang;
use tokentoll::plan::Setting;
use tokentoll::{Day, PriceBook};

/// Everything the regions show follows from this.
#[derive(Clone, Debug)]
pub struct Planning {
    /// The page as the calculator shows it.
    pub page: State,
    /// Whether the calculator can take its last change back.
    pub can_undo: bool,
    /// The number fields of the regions.
    pub fields: Fields,
    /// How the alternatives are ordered.
    pub order: Order,
    /// Whether every alternative is shown.
    pub all: bool,
    /// Whether models of every seller are compared.
    pub every_seller: bool,
    /// How the conversation that is drawn is kept cheap.
    pub keeping: Keeping,
    /// Whether every turn is listed.
    pub all_turns: bool,
    /// The usage tier; empty for the highest, `own` for limits of the reader's own.
    pub tier: String,
    /// The region that was changed last; `None` after a change of the page.
    pub touched: Option<Region>,
    /// The members of the page's address that were taken last.
    known: Option<String>,
}

/// The regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// What else could be done.
    WhatIf,
    /// A conversation.
    Talk,
    /// Throughput.
    Rate,
}

/// What the calculator tells of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The fragment of its address.
    pub fragment: String,
    /// Its language.
    pub lang: Lang,
    /// The day on which it was opened.
    pub today: Day,
    /// A price file of the reader's own, by name and text; empty where there is none.
    pub prices: (String, String),
    /// Whether it can take its last change back.
    pub can_undo: bool,
}

/// A change.
#[derive(Clone, Debug)]
pub enum Action {
    /// The page changed.
    Page(Shown),
    /// Typing into a number field.
    Type(Slot, String),
    /// Leaving a number field: what stands in it is written out.
    Leave(Slot),
    /// Ordering the alternatives by a column; once more turns the order round.
    Sort(Column),
    /// Every alternative, or the first of them.
    All(bool),
    /// Models of every seller, or of this one.
    EverySeller(bool),
    /// How the conversation that is drawn is kept cheap.
    Keep(Keeping),
    /// Every turn, or the first of them.
    AllTurns(bool),
    /// A usage tier.
    Tier(String),
    /// A narrow or a wide screen.
    Narrow(bool),
}

impl Action {
    /// The region that it changes.
    const fn region(&self) -> Option<Region> {
        match self {
            Action::Type(slot, _) => Some(slot.region()),
            Action::Sort(_) | Action::EverySeller(_) => Some(Region::WhatIf),
            Action::Keep(_) => Some(Region::Talk),
            Action::Tier(_) => Some(Region::Rate),
            _ => None,
        }
    }
}

impl Planning {
    /// The regions as they open below a page.
    pub fn new(shown: Shown) -> Planning {
        let planning = Planning {
            page: State::new(shown.today, PriceBook::embedded()),
            can_undo: false,
            fields: Fields::default(),
            order: Order::default(),
            all: false,
            every_seller: false,
            keeping: Keeping::NoCache,
            all_turns: false,
            tier: String::new(),
            touched: None,
            known: None,
        };
        planning.after(Action::Page(shown))
    }

    /// The state after a change.
    #[must_use]
    pub fn after(&self, action: Action) -> Planning {
        let mut next = self.clone();
        next.touched = action.region().or(self.touched);
        match action {
            Action::Page(shown) => next.shown(shown),
            Action::Type(slot, text) => next.fields.typed(slot, text),
            Action::Leave(slot) => next.fields.left(slot),
            Action::Sort(column) => next.order = next.order.by(column),
            Action::All(all) => next.all = all,
            Action::EverySeller(every) => next.every_seller = every,
            Action::Keep(keeping) => next.keeping = keeping,
            Action::AllTurns(all) => next.all_turns = all,
            Action::Tier(tier) => next.tier = tier,
            Action::Narrow(narrow) => next.page.narrow = narrow,
        }
        next
    }

    /// The number of a field: what is typed, or else what the page and the model suggest.
    pub fn number(&self, slot: Slot) -> u32 {
        self.fields.of(slot).number.unwrap_or_else(|| slot.suggested(self))
    }

    /// Where, when and how the request is sent; `None` where no price is known.
    pub fn setting(&self) -> Option<Setting<'_>> {
        let place = &self.page.place;
        let found = place.find(self.page.prices.book())?;
        Some(Setting { found, listing: found.on(place.day).ok()?, on: place.day, terms: place.terms })
    }

    fn shown(&mut self, shown: Shown) {
        let Shown { fragment, lang, prices: (name, text), can_undo, .. } = shown;
        let known = self.page.prices.own.as_ref().map_or("", |own| &own.text);
        if *known != *text {
            // The calculator has none but those that were read here.
            let own = service::own(self.page.prices.listed, name, text).ok();
            self.page = self.page.after(state::Action::Prices(own));
        }
        let length = fragment.len();
        self.page = self.page.after(state::Action::Link(fragment)).after(state::Action::Lang(lang));
        self.can_undo = can_undo;
        let members = self.page.unknown.clone();
        let ours = link::members(self);
        // An address that has no room for them is no address that says nothing of them.
        let no_room = members.is_empty() && length + ours.len() > share::MOST;
        // What this told itself comes back, and nothing of what is being typed may be written over.
        if self.known.as_ref() != Some(&members) && ours != members && !no_room {
            link::open(self, &members);
            self.touched = None;
        }
        self.known = Some(members);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The regions below a page with this fragment.
    pub(super) fn opened(fragment: &str) -> Planning {
        Planning::new(shown(fragment))
    }

    pub(super) fn shown(fragment: &str) -> Shown {
        let today = "2026-11-25".parse().unwrap();
        let prices = (String::new(), String::new());
        Shown { fragment: fragment.to_owned(), lang: Lang::Hans, today, prices, can_undo: false }
    }

    #[test]
    fn it_follows_the_page() {
        let first = Planning::new(shown("m=claude-sonnet-4-5&d=2026-02-20&in=212400&out=2000"));
        assert_eq!((&*first.page.place.model, first.page.lang), ("claude-sonnet-4-5-20250929", Lang::Hans));
        let next = first
            .after(Action::Page(Shown { can_undo: true, ..shown("m=claude-opus-4-6&d=2026-02-20&in=5") }));
        assert_eq!((next.page.planned.unwrap().input.tokens, next.can_undo), (5, true));
    }

    #[test]
    fn it_takes_negotiated_prices_on_and_off() {
        let file = r#"{"format": 1, "seller": "anthropic", "name": "Ours", "currency": "USD",
            "sources": {"deal": "our contract"}, "models": [{"id": "claude-sonnet-4-6", "prices": [
            {"from": "2026-10-01", "source": ["deal"], "checked": "2026-10-01", "rates": {"input": "1/Mtok", "output": "2/Mtok"}}]}]}"#;
        let link = "m=claude-sonnet-4-6&d=2026-11-20&in=1000000&out=0";
        let own = Planning::new(Shown { prices: ("deal.json".to_owned(), file.to_owned()), ..shown(link) });
        let total = |planning: &Planning| planning.page.view().unwrap().bills[0].total.to_string();
        assert_eq!(
            (total(&own), total(&own.after(Action::Page(shown(link))))),
            ("1".to_owned(), "3".to_owned())
        );
    }
}
