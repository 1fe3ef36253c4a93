//! The wire form of counts.

use super::CacheCount;
use crate::wire::{Answer, ErrorAnswer};
use crate::{Code, Failure, Id};
use serde::Serialize;
use tokentoll_tokens::{PartCount, PartKind, Place, TokenCount};

/// The answer to one ask for a count.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum CountAnswer {
    /// Tokens, and how sure.
    Count(Box<Count>),
    /// Why there is no count.
    Error(ErrorAnswer),
}

impl CountAnswer {
    /// An answer that is an error.
    pub fn error(id: Option<Id>, failure: Failure) -> CountAnswer {
        match Answer::error(id, failure) {
            Answer::Error(answer) => CountAnswer::Error(answer),
            Answer::Quote(_) => unreachable!("a failure is no quote"),
        }
    }

    /// The count.
    pub fn count(&self) -> Option<&Count> {
        match self {
            CountAnswer::Count(count) => Some(count),
            CountAnswer::Error(_) => None,
        }
    }

    /// Why there is no count.
    pub fn code(&self) -> Option<Code> {
        match self {
            CountAnswer::Count(_) => None,
            CountAnswer::Error(answer) => Some(answer.error.code),
        }
    }

    /// One line of JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|e| unreachable!("answers are plain data: {e}"))
    }
}

/// Tokens, and how sure.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Count {
    /// Of the ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    /// The seller's own id of the model, where the price book knows the model.
    pub model: String,
    /// The day asked about, YYYY-MM-DD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// The count, or the likeliest one.
    pub tokens: u64,
    /// Lower end of an interval that holds the truth in four of five cases; `tokens` where the count is exact.
    pub low: u64,
    /// Upper end of it.
    pub high: u64,
    /// `exact`, `estimated`, or `vocabulary` for a file that was brought.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["exact", "estimated", "vocabulary"])))]
    pub basis: &'static str,
    /// The encoding of an exact count; how an estimate was made; the name and digest of a vocabulary.
    pub method: String,
    /// What it consists of. Parts are rounded each by itself: their sum may differ a little from `tokens`.
    pub parts: Vec<CountPart>,
    /// What was met and is in no count.
    pub unread: Vec<String>,
    /// What was counted on an assumption.
    pub notes: Vec<String>,
    /// For what the vendor would refuse the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
    /// What of the request a cache would hold, where it asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<CacheCount>,
}

impl Count {
    pub(super) fn totalling(self, total: TokenCount) -> Count {
        let (basis, method) = (total.basis.name(), total.basis.method());
        Count { tokens: total.tokens, low: total.low(), high: total.high(), basis, method, ..self }
    }
}

/// One part of what was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountPart {
    /// Where it stands: `request`, `system[0]`, `tools[2]`, `messages[5]`.
    pub place: String,
    /// `frame`, `text`, `tool_definition`, `tool_use`, `tool_result`, `thinking`, `image`, `pdf`, `document`.
    pub kind: &'static str,
    /// The count, or the likeliest one.
    pub tokens: u64,
    /// Lower end of its interval.
    pub low: u64,
    /// Upper end of it.
    pub high: u64,
    /// True where a cache breakpoint stands on it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cached: bool,
}

impl CountPart {
    /// A part of a request.
    pub(super) fn of(part: &PartCount) -> CountPart {
        let count = part.count;
        let frame = CountPart::at(part.place, part.kind, count.tokens);
        CountPart { low: count.low(), high: count.high(), cached: part.cached, ..frame }
    }

    /// The text of a message that counts so many in all, and so many by its frame.
    pub(super) fn of_message(total: TokenCount, frame: u64) -> CountPart {
        let [low, high] = [total.low(), total.high()].map(|end| end.saturating_sub(frame));
        let tokens = total.tokens.saturating_sub(frame);
        CountPart { low, high, ..CountPart::at(Place::Message(0), PartKind::Text, tokens) }
    }

    /// What stands around a message.
    pub(super) fn of_frame(tokens: u64) -> CountPart {
        CountPart::at(Place::Request, PartKind::Frame, tokens)
    }

    fn at(place: Place, kind: PartKind, tokens: u64) -> CountPart {
        CountPart {
            place: place.to_string(),
            kind: kind.name(),
            tokens,
            low: tokens,
            high: tokens,
            cached: false,
        }
    }
}
