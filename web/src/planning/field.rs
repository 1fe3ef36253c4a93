//! The number fields of the regions, and what stands for an empty one.

use super::{Planning, Region};
use crate::number;
use crate::show::count;
use crate::text::Text;

/// The number fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Requests that are sent.
    Times,
    /// Minutes from one to the next.
    Every,
    /// Tokens at the start of each prompt that are the same.
    Prefix,
    /// Tokens that each part of a split prompt carries besides.
    Shared,
    /// Tokens of the first prompt of a conversation.
    Start,
    /// Tokens that each turn adds.
    User,
    /// Tokens of each answer.
    Answer,
    /// Turns.
    Turns,
    /// Minutes between turns.
    Pause,
    /// Tokens that each turn thinks.
    Thinking,
    /// The length at which a conversation is cut.
    Limit,
    /// Tokens of a summary.
    Summary,
    /// Requests that are to be sent within limits.
    Requests,
    /// Of the prompt, in percent, read from a cache.
    Cached,
    /// Own limit: requests a minute.
    OwnRequests,
    /// Own limit: input tokens a minute.
    OwnInput,
    /// Own limit: output tokens a minute.
    OwnOutput,
}

impl Slot {
    /// All of them.
    pub const ALL: [Slot; 17] = [
        Slot::Times,
        Slot::Every,
        Slot::Prefix,
        Slot::Shared,
        Slot::Start,
        Slot::User,
        Slot::Answer,
        Slot::Turns,
        Slot::Pause,
        Slot::Thinking,
        Slot::Limit,
        Slot::Summary,
        Slot::Requests,
        Slot::Cached,
        Slot::OwnRequests,
        Slot::OwnInput,
        Slot::OwnOutput,
    ];

    /// The least and the most that makes sense.
    const fn range(self) -> (u32, u32) {
        match self {
            Slot::Times | Slot::Requests => (1, 1_000_000),
            Slot::Every | Slot::Pause => (0, 100_000),
            Slot::Turns => (1, 1_000),
            Slot::Cached => (0, 100),
            Slot::Limit | Slot::OwnRequests | Slot::OwnInput | Slot::OwnOutput => (1, number::MOST),
            _ => (0, number::MOST),
        }
    }

    pub(super) const fn region(self) -> Region {
        match self {
            Slot::Times | Slot::Every | Slot::Prefix | Slot::Shared => Region::WhatIf,
            Slot::Requests | Slot::Cached | Slot::OwnRequests | Slot::OwnInput | Slot::OwnOutput => {
                Region::Rate
            }
            _ => Region::Talk,
        }
    }

    /// What stands for an empty field.
    pub(super) fn suggested(self, planning: &Planning) -> u32 {
        let planned = planning.page.planned;
        match self {
            Slot::Times | Slot::Every | Slot::Pause => 1,
            // What is cached is the same each time; where nothing is, all of it may be.
            Slot::Prefix => planned.map_or(0, |planned| match planned.input.tokens - planned.fresh() {
                0 => planned.input.tokens,
                cached => cached,
            }),
            Slot::Shared | Slot::Answer => 1_000,
            Slot::Start => planned.map_or(150_000, |planned| planned.input.tokens),
            Slot::User => 3_000,
            Slot::Turns => 20,
            Slot::Thinking => 0,
            Slot::Limit => limit(planning),
            Slot::Summary => 4_000,
            Slot::Requests => 100,
            Slot::Cached => planned.filter(|planned| planned.input.tokens > 0).map_or(0, |planned| {
                let share = u64::from(planned.read) * 100 / u64::from(planned.input.tokens);
                u32::try_from(share).unwrap_or(100)
            }),
            // The first usage tier of many sellers: an example that shows the form.
            Slot::OwnRequests => 50,
            Slot::OwnInput => 30_000,
            Slot::OwnOutput => 8_000,
        }
    }
}

/// A tenth below the first step, or below the window where it is small; 180,000 otherwise.
fn limit(planning: &Planning) -> u32 {
    let card = planning.setting().map(|at| at.card());
    let step = card.and_then(|card| card.tiers()?.tiers().first().map(|tier| tier.threshold()));
    let window = card.and_then(|card| card.window()).map(|window| window.tokens);
    let edge = step.or(window.filter(|window| *window < 200_000)).unwrap_or(200_000);
    edge / 10 * 9
}

/// A number field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What stands in it.
    pub text: String,
    /// The last number that could be read; `None` for an empty field.
    pub number: Option<u32>,
    /// What is wrong with the text.
    pub problem: Option<Problem>,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It is no count.
    Unread(Text),
    /// It is outside of what makes sense.
    Outside(u32, u32),
}

/// All of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields([Entry; Slot::ALL.len()]);

impl Fields {
    /// One of them.
    pub const fn of(&self, slot: Slot) -> &Entry {
        &self.0[slot as usize]
    }

    pub(super) fn typed(&mut self, slot: Slot, text: String) {
        let entry = &mut self.0[slot as usize];
        let (least, most) = slot.range();
        let read = match number::read(&text) {
            Ok(Some(count)) if !(least..=most).contains(&count.tokens) => Err(Problem::Outside(least, most)),
            Ok(count) => Ok(count.map(|count| count.tokens)),
            Err(problem) => Err(Problem::Unread(problem)),
        };
        entry.text = text;
        entry.problem = read.err();
        if let Ok(number) = read {
            entry.number = number;
        }
    }

    pub(super) fn left(&mut self, slot: Slot) {
        let entry = &mut self.0[slot as usize];
        if let (None, Some(number)) = (entry.problem, entry.number) {
            entry.text = count(number);
        }
    }
}
