//! The components: each shows a part of the state and sends actions; none computes.

mod app;
mod between;
mod bill;
mod browser;
mod chart;
mod cost;
mod field;
mod header;
mod markup;
mod model;
mod place;
pub mod planning;
mod send;

pub use app::{App, AppProps, Listed};
pub use browser::{prices, soon, today};

use crate::state::{Action, State};
use crate::text::{Lang, Text};
use yew::Callback;
use yew::prelude::*;

/// What every part of the page is given: the state, and where to send actions.
#[derive(Clone, Copy)]
pub(crate) struct Page<'a> {
    pub(crate) state: &'a State,
    pub(crate) act: &'a Callback<Action>,
}

impl Page<'_> {
    /// A text in the reader's language.
    pub(crate) fn say(&self, text: Text) -> &'static str {
        text.of(self.state.lang)
    }

    /// The same with its slots filled.
    pub(crate) fn fill(&self, text: Text, slots: &[(&str, &str)]) -> String {
        text.fill(self.state.lang, slots)
    }

    pub(crate) const fn lang(&self) -> Lang {
        self.state.lang
    }

    /// A callback that sends an action, whatever the event.
    pub(crate) fn on<E: 'static>(&self, action: impl Fn() -> Action + 'static) -> Callback<E> {
        self.act.reform(move |_| action())
    }
}

/// The text of the field that an event happened to.
pub(crate) fn value(event: &web_sys::Event) -> String {
    let target: web_sys::HtmlInputElement = event.target_unchecked_into();
    target.value()
}
