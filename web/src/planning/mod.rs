//! The state of the planning regions: the request of the page, and what they ask besides.

pub mod service;

use crate::state::{self, State};
use crate::text::Lang;
use tokentoll::{Day, PriceBook};

/// Everything the regions show follows from this.
#[derive(Clone, Debug)]
pub struct Planning {
    /// The page as the calculator shows it.
    pub page: State,
    /// Whether the calculator can take its last change back.
    pub can_undo: bool,
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
}

impl Planning {
    /// The regions as they open below a page.
    pub fn new(shown: Shown) -> Planning {
        let page = State::new(shown.today, PriceBook::embedded());
        Planning { page, can_undo: false }.after(Action::Page(shown))
    }

    /// The state after a change.
    #[must_use]
    pub fn after(&self, action: Action) -> Planning {
        let mut next = self.clone();
        match action {
            Action::Page(shown) => next.shown(shown),
        }
        next
    }

    fn shown(&mut self, shown: Shown) {
        let Shown { fragment, lang, prices: (name, text), can_undo, .. } = shown;
        let known = self.page.prices.own.as_ref().map_or("", |own| &own.text);
        if *known != *text {
            // The calculator has none but those that were read here.
            let own = service::own(self.page.prices.listed, name, text).ok();
            self.page = self.page.after(state::Action::Prices(own));
        }
        self.page = self.page.after(state::Action::Link(fragment)).after(state::Action::Lang(lang));
        self.can_undo = can_undo;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(fragment: &str) -> Shown {
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
