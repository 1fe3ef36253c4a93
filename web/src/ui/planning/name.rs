//! What ways are called, and what they ask, in the reader's language.

use super::{Plan, whatif::cache};
use crate::show::count;
use crate::text::{Lang, PlanText, Text};
use tokentoll::plan::advise::Change;
use tokentoll::plan::conversation::Caching;

/// What is done; `None` for another model or seller, whose names say it.
pub(super) fn change(plan: Plan<'_>, change: Change) -> Option<String> {
    Some(match change {
        Change::Trim { tokens } => plan.fill(PlanText::Trim, &[("n", &count(tokens))]),
        other => elsewhere(plan, other)?,
    })
}

/// The same with another model, where the tokens are others.
pub(super) fn elsewhere(plan: Plan<'_>, change: Change) -> Option<String> {
    let text = match change {
        Change::Model | Change::Seller => return None,
        Change::Split { into } => return Some(plan.fill(PlanText::Split, &[("k", &into.to_string())])),
        Change::Batch => return Some(plan.page.say(Text::Batch).to_owned()),
        Change::Fast => return Some(plan.page.say(Text::Fast).to_owned()),
        Change::UsOnly => return Some(plan.page.say(Text::UsOnly).to_owned()),
        Change::Day => PlanText::AnotherDay,
        Change::StandardQueue => PlanText::StandardQueue,
        Change::StandardSpeed => PlanText::StandardSpeed,
        Change::Anywhere => PlanText::Anywhere,
        Change::Cache(caching) => cache(caching),
        Change::Trim { .. } => PlanText::TrimElsewhere,
    };
    Some(plan.say(text).to_owned())
}

/// What it asks in a few words, beside its name.
pub(super) const fn brief(change: Change) -> Option<PlanText> {
    match change {
        Change::Model => Some(PlanText::BriefModel),
        Change::Seller => Some(PlanText::BriefSeller),
        Change::Batch => Some(PlanText::BriefBatch),
        Change::StandardQueue => Some(PlanText::BriefQueue),
        Change::StandardSpeed => Some(PlanText::BriefSlow),
        Change::Anywhere => Some(PlanText::BriefAnywhere),
        Change::Cache(Caching::Minutes5 | Caching::Hour1) => Some(PlanText::BriefCache),
        Change::Trim { .. } => Some(PlanText::BriefTrim),
        Change::Split { .. } => Some(PlanText::BriefSplit),
        Change::Day | Change::Fast | Change::UsOnly | Change::Cache(Caching::None) => None,
    }
}

/// What it asks, in a sentence.
pub(super) const fn asks(change: Change) -> Option<PlanText> {
    match change {
        Change::Model => Some(PlanText::AskModel),
        Change::Seller => Some(PlanText::AskSeller),
        Change::Batch => Some(PlanText::AskBatch),
        Change::Cache(Caching::Minutes5 | Caching::Hour1) => Some(PlanText::AskCache),
        Change::Trim { .. } => Some(PlanText::AskTrim),
        Change::Split { .. } => Some(PlanText::AskSplit),
        _ => None,
    }
}

/// Two parts of a name.
pub(super) fn comma(plan: Plan<'_>, first: &str, second: &str) -> String {
    match plan.page.lang() {
        Lang::En => format!("{first}, {second}"),
        _ => format!("{first}，{second}"),
    }
}
