//! The number fields, and what a change took away.

use crate::number::Count;
use crate::plan::Place;
use crate::text::Text;
use tokentoll::Day;

/// The number fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// All of the input.
    Input,
    /// What the model writes.
    Output,
    /// Of the input, read from a cache.
    Read,
    /// Of the input, written to a five-minute cache.
    Write5m,
    /// Of the input, written to a one-hour cache.
    Write1h,
}

impl Slot {
    /// All of them.
    pub const ALL: [Slot; 5] = [Slot::Input, Slot::Output, Slot::Read, Slot::Write5m, Slot::Write1h];
}

/// A number field.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Field {
    /// What stands in it.
    pub text: String,
    /// The last count that could be read; `None` for an empty field.
    pub count: Option<Count>,
    /// What is wrong with the text.
    pub problem: Option<Text>,
}

impl Field {
    /// A field that holds a count.
    pub fn of(count: Count) -> Field {
        let grouped = tokentoll::core::Grouped(count.tokens.into()).to_string();
        Field { text: grouped, count: Some(count), problem: None }
    }
}

/// What a change took away, to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The number fields.
    pub fields: [Field; 5],
    /// The place with its day as typed, and the day of a link; `None` where only the input was trimmed.
    pub place: Option<(Place, String, Option<Day>)>,
}
