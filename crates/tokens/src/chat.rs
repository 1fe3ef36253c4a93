//! Chat requests as OpenAI takes them: exact where encoding and framing are public, with an interval elsewhere.

mod facts;
mod image;

use crate::request::Shape;
use crate::stand_in::{self, StandIn};
use crate::whole::Sum;
use crate::{CacheSplit, Counter, Overhead, Part, PartCount, PartKind, Request, RequestCount, TokenCount};

pub use facts::{ChatFacts, ChatModels, ChatModelsError};
pub use image::{ChatImageRule, Detail};

/// A message, and the beginning of the reply, each; a message may be so much off where that is not documented.
const TURN: f64 = 3.0;
const REPLY: f64 = 3.0;
const OPEN_TURN: f64 = 1.0;

/// A call of a function beside its texts, and how far off that may be.
const CALL: f64 = 3.0;
const OPEN_CALL: f64 = 5.0;

/// How far off a definition may be: a function of a documented model, and the share of one that is nested or whose
/// model is not documented.
const OPEN_FUNCTION: f64 = 2.0;
const LOOSE: f64 = 0.2;

impl Counter<'_> {
    /// The tokens of a chat request.
    pub(crate) fn chat(&self, request: &Request) -> RequestCount {
        let facts =
            self.chat_model.or_else(|| request.model().and_then(|name| ChatModels::embedded().find(name)));
        let mut notes: Vec<String> =
            request.unread().iter().map(|what| format!("not counted: {what}")).collect();
        notes.extend_from_slice(request.assumed());
        if facts.is_none_or(|facts| !facts.documented) {
            notes.push("request: what stands around messages is not documented for this model".to_owned());
        }
        let sums: Vec<Sum> =
            request.parts().iter().map(|part| self.chat_part(part, facts, &mut notes)).collect();
        let mut whole = Sum::default();
        sums.iter().for_each(|sum| whole.add(sum));
        let count = |(part, sum): (&Part, &Sum)| PartCount {
            place: part.place,
            kind: part.kind,
            count: self.chat_sum(sum),
            cached: false,
        };
        let parts = request.parts().iter().zip(&sums).map(count).collect();
        let total = self.chat_sum(&whole);
        let cache = CacheSplit::none(total);
        RequestCount { total, parts, cache, notes, refused: request.refused().to_vec() }
    }

    fn chat_part(&self, part: &Part, facts: Option<&ChatFacts>, notes: &mut Vec<String>) -> Sum {
        let documented = facts.is_some_and(|facts| facts.documented);
        let mut sum = Sum { beside: f64::from(part.fixed), ..Sum::default() };
        for text in &part.texts {
            self.add_chat_text(text, &mut sum);
        }
        for overhead in &part.overheads {
            let (tokens, open) = match overhead {
                Overhead::Turn => (TURN, if documented { 0.0 } else { OPEN_TURN }),
                Overhead::Frame => (REPLY, if documented { 0.0 } else { OPEN_TURN }),
                Overhead::Tool => (f64::from(facts.map_or(7, |facts| facts.function)), OPEN_FUNCTION),
                Overhead::ToolUse => (CALL, OPEN_CALL),
                _ => (0.0, 0.0),
            };
            sum.beside += tokens;
            sum.under += open.min(tokens);
            sum.over += open;
        }
        if part.loose || part.kind == PartKind::ToolDefinition && !documented {
            let open = LOOSE * (sum.reading.tokens + sum.beside);
            sum.under += open;
            sum.over += open;
        }
        if part.kind == PartKind::Image {
            self.chat_image(part, facts, &mut sum, notes);
        }
        sum
    }

    fn chat_image(&self, part: &Part, facts: Option<&ChatFacts>, sum: &mut Sum, notes: &mut Vec<String>) {
        let Some(rule) = facts.and_then(|facts| facts.image) else {
            notes.push(format!(
                "not counted: {}: an image, which this model has no known rule for",
                part.place
            ));
            return;
        };
        let [low, likely, high] = rule.tokens(part.pixels, part.detail);
        sum.beside += likely;
        sum.under += likely - low;
        sum.over += high - likely;
        if part.pixels.is_none() && part.detail != Detail::Low {
            notes.push(format!("{}: an image of unknown size, counted at the most it can be", part.place));
        }
    }

    /// A text by the vocabulary that was brought, by its public one, or by what stands in for it.
    fn add_chat_text(&self, text: &str, sum: &mut Sum) {
        #[cfg(feature = "vocabulary")]
        if self.vocabulary.is_some() {
            return sum.reading.add(&self.read(text));
        }
        #[cfg(feature = "exact")]
        if let Some(encoding) = self.family().encoding() {
            sum.reading.tokens += encoding.count(text) as f64;
            return;
        }
        let found = StandIn::of_text(text);
        sum.reading.tokens += found.tokens;
        sum.under += found.under;
        sum.over += found.over;
    }

    fn chat_sum(&self, sum: &Sum) -> TokenCount {
        #[cfg(feature = "vocabulary")]
        if self.vocabulary.is_some() {
            return self.sum(sum, "any");
        }
        let tokens = sum.reading.tokens + sum.beside;
        #[cfg(feature = "exact")]
        if let Some(encoding) = self.family().encoding() {
            let exact = TokenCount { tokens: tokens.round() as u64, basis: crate::Basis::Exact { encoding } };
            return exact.ranged(
                exact.tokens,
                (tokens - sum.under).round().max(0.0) as u64,
                (tokens + sum.over).round() as u64,
            );
        }
        TokenCount::estimated(tokens, -sum.under, sum.over, stand_in::METHOD)
    }
}

/// The reading of a request that a family's counter counts, or what it is instead.
pub(crate) fn shape_of(public: bool) -> Shape {
    if public { Shape::Chat } else { Shape::Messages }
}
