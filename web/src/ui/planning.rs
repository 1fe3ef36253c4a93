//! The planning regions: a second Yew application below the calculator, in a module of its own.

mod app;
mod faq;
mod method;

pub use app::start;

use super::Page;
use crate::text::PlanText;

/// What every region is given: the page, and how to change it.
#[derive(Clone, Copy)]
pub(crate) struct Plan<'a> {
    pub(crate) page: Page<'a>,
}

impl Plan<'_> {
    /// A text in the reader's language.
    pub(crate) fn say(&self, text: PlanText) -> &'static str {
        text.of(self.page.lang())
    }

    /// The same with its slots filled.
    pub(crate) fn fill(&self, text: PlanText, slots: &[(&str, &str)]) -> String {
        text.fill(self.page.lang(), slots)
    }
}
