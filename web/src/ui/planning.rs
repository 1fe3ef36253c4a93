//! The planning regions: a second Yew application below the calculator, in a module of its own.

mod app;
mod faq;
mod field;
mod method;
mod name;
mod rate;
mod talk;
mod whatif;

pub use app::start;

use super::Page;
use crate::planning::{Action, Planning};
use crate::text::PlanText;
use tokentoll::plan::PlanError;
use yew::prelude::*;

/// What every region is given: the page and its own state, and how to change each.
#[derive(Clone, Copy)]
pub(crate) struct Plan<'a> {
    /// The page; its actions are the calculator's, which can take them back.
    pub(crate) page: Page<'a>,
    pub(crate) planning: &'a Planning,
    pub(crate) act: &'a Callback<Action>,
}

impl<'a> Plan<'a> {
    /// A text in the reader's language.
    pub(crate) fn say(&self, text: PlanText) -> &'static str {
        text.of(self.page.lang())
    }

    /// The same with its slots filled.
    pub(crate) fn fill(&self, text: PlanText, slots: &[(&str, &str)]) -> String {
        text.fill(self.page.lang(), slots)
    }

    /// A callback that sends an action of the regions, whatever the event.
    pub(crate) fn on<E: 'static>(&self, action: impl Fn() -> Action + 'static) -> Callback<E> {
        self.act.reform(move |_| action())
    }
}

/// What a region says: its answer, what is asked for while the request is empty, or why there is none.
fn answered<T>(
    plan: Plan<'_>,
    answer: &Result<Option<T>, PlanError>,
    empty: PlanText,
    show: impl Fn(&T) -> Html,
) -> Html {
    match answer {
        Ok(Some(answer)) => show(answer),
        Ok(None) if plan.page.state.planned.is_none() => html! { <p class="hint">{ plan.say(empty) }</p> },
        Ok(None) => html! { <p class="hint">{ plan.say(PlanText::WhatIfUnpriced) }</p> },
        Err(error) => failed(plan, error),
    }
}

fn failed(plan: Plan<'_>, error: &PlanError) -> Html {
    html! {
        <p class="problem" data-testid="plan-failed">
            { plan.fill(PlanText::Failed, &[("why", "")]) }<span lang="en">{ error.to_string() }</span>
        </p>
    }
}
