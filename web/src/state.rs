//! The state of the page: no browser, no clock, and one way to change it, an [`Action`].

mod action;
mod change;
mod field;
mod prices;
mod sent;
#[cfg(test)]
mod tests;

pub use action::Action;
pub use field::{Before, Field, Slot};
use prices::opening_model;
pub use prices::{Own, Prices};
pub use sent::{Progress, Seal, Sent};

use crate::number::Count;
use crate::plan::{Place, Planned, Priced};
use crate::text::{Lang, Text};
use crate::view;
use rust_decimal::Decimal;
use tokentoll::{Amount, Answer, Day, PriceBook, Terms};

/// Everything the page shows follows from this.
#[derive(Clone, Debug)]
pub struct State {
    /// The language.
    pub lang: Lang,
    /// Light, dark, or as the system has it.
    pub theme: Theme,
    /// The day the page was opened.
    pub today: Day,
    /// The prices in use.
    pub prices: Prices,
    /// The number fields, by [`Slot`].
    pub fields: [Field; 5],
    /// The last counts that fit together; `None` while no input is typed.
    pub planned: Option<Planned>,
    /// Whether the cached parts are more than the input.
    pub split_too_large: bool,
    /// Where, when and how.
    pub place: Place,
    /// The day as it is typed.
    pub day_text: String,
    /// Exchange rate to the other currency, as it is typed, and as it is.
    pub exchange: (String, Option<Decimal>),
    /// The day of a link that was opened on another day.
    pub linked: Option<Day>,
    /// What stood before the last change that can be taken back.
    pub before: Option<Box<Before>>,
    /// What could not be read, of a link, a pasted usage object or a price file.
    pub notice: Option<Notice>,
    /// The texts and files that were counted.
    pub sent: Sent,
    /// How far the page is sealed.
    pub seal: Seal,
    /// Whether the chart shows the whole window.
    pub whole_window: bool,
    /// Whether the screen is too narrow for labels inside the chart.
    pub narrow: bool,
    /// Members of a link that this version does not know.
    pub unknown: String,
    /// Whether a newer version of the page is ready.
    pub newer: bool,
    /// The search among the models, while it is open.
    pub search: Option<Search>,
    /// The link that was copied last.
    pub copied: String,
}

/// A search among the models.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Search {
    /// What was typed.
    pub query: String,
    /// Which of those found is marked.
    pub at: usize,
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// The theme of a name; that of the system where there is none.
    pub fn of(name: &str) -> Theme {
        Theme::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }

    /// The one spelling, in storage and in HTML.
    pub const fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// Something that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it was.
    pub what: Text,
    /// Why, in the words of the reader that refused it.
    pub why: String,
}

impl State {
    /// The page as it opens on a day, with the prices that come with it.
    pub fn new(today: Day, listed: &'static PriceBook) -> State {
        let (seller, model) = opening_model(listed, today);
        let prices = Prices { listed, own: None };
        let mut fields: [Field; 5] = Default::default();
        fields[Slot::Output as usize] = Field::of(Count::exact(2_000));
        State {
            lang: Lang::default(),
            theme: Theme::default(),
            today,
            prices,
            fields,
            planned: None,
            split_too_large: false,
            place: Place { seller, model, day: today, terms: Terms::default() },
            day_text: today.to_string(),
            exchange: (String::new(), None),
            linked: None,
            before: None,
            notice: None,
            sent: Sent::default(),
            seal: Seal::default(),
            whole_window: false,
            narrow: false,
            unknown: String::new(),
            newer: false,
            search: None,
            copied: String::new(),
        }
    }

    /// The state after a change.
    #[must_use]
    pub fn after(&self, action: Action) -> State {
        let mut next = self.clone();
        next.change(action);
        next
    }

    /// A number field.
    pub const fn field(&self, slot: Slot) -> &Field {
        &self.fields[slot as usize]
    }

    /// What the page says; `None` where the prices do not know the model.
    pub fn view(&self) -> Option<view::View> {
        view::View::of(self.prices.book(), &self.place, self.planned)
    }

    /// The answer in the wire form, for notes, sources and exports; `None` where nothing was asked yet.
    pub fn answer(&self) -> Option<Answer> {
        let planned = self.planned?;
        let usage = planned.usage_at(planned.input.tokens, planned.output.tokens);
        Some(self.place.ask(usage).price(self.prices.book()))
    }

    /// The cost of an input of another length, where there is one.
    pub fn total_at(&self, tokens: u32) -> Option<Amount> {
        let listing = self.place.find(self.prices.book())?.on(self.place.day).ok()?;
        Priced { listing, terms: self.place.terms, planned: self.planned? }.total(tokens)
    }
}
