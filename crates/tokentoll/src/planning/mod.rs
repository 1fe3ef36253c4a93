//! Questions about cost in the wire form: one ask, one answer.
//!
//! An ask has `question`, the members of a place (`seller`, `model`, `on`, `terms`) and those of its question.
//!
//! ```
//! let ask = br#"{ "question": "cliff", "model": "claude-sonnet-4-5", "on": "2026-02-20",
//!                 "usage": { "input": 212400, "output": 2000 } }"#;
//! let answer = tokentoll::plan(tokentoll::PriceBook::embedded(), ask);
//! assert!(answer.to_json().contains(r#""trim":{"tokens":12400,"usage":{"input":200000,"output":2000},"cost":"0.63","saves":"0.6894"}"#));
//! ```

mod answer;
mod answers;
mod asks;
mod de;
mod elsewhere;
mod talk;
mod words;

#[cfg(feature = "schema")]
mod schema;

use crate::code::{Code, Failure, code_of};
use crate::read::{LIMITS, opened};
use crate::{Id, PriceBook};
use asks::{AskedTerms, Place as AskedPlace};
use tokentoll_core::{Endpoint, Terms};
use tokentoll_plan::{PlanError, Rules, Setting};
use tokentoll_usage::json::{Json, Object};

pub use answers::*;
#[cfg(feature = "schema")]
pub(crate) use schema::plan_ask;

/// Every question.
pub const QUESTIONS: [&str; 7] =
    ["forecast", "access", "cliff", "compare", "advise", "conversation", "limits"];

/// Answers one question about cost in the wire form: never a panic.
///
/// ```
/// let ask = br#"{ "question": "limits", "model": "claude-sonnet-4-5", "on": "2026-02-20",
///                 "usage": { "input": 20000, "cache_read": 80000, "output": 1000 } }"#;
/// let answer = tokentoll::plan(tokentoll::PriceBook::embedded(), ask);
/// assert!(answer.to_json().contains(r#""per_minute":"100","binding":"input""#));
/// ```
pub fn plan(book: &PriceBook, ask: &[u8]) -> PlanAnswer {
    match opened(ask, LIMITS) {
        Ok((object, id)) => {
            answered(book, &object, id.clone()).unwrap_or_else(|failure| PlanAnswer::error(id, failure))
        }
        Err((id, failure)) => PlanAnswer::error(id, failure),
    }
}

const PLACE: [&str; 4] = ["seller", "model", "on", "terms"];
const FRAME: [&str; 2] = ["id", "question"];

/// What every question is answered from.
struct Asked<'a> {
    book: &'a PriceBook,
    rules: &'static Rules,
    at: Setting<'a>,
    object: &'a Object,
    id: Option<Id>,
}

fn answered(book: &PriceBook, object: &Object, id: Option<Id>) -> Result<PlanAnswer, Failure> {
    let question = match object.field("question") {
        Some(Json::Text(text)) => text,
        other => {
            let met = other.map_or("nothing", Json::kind);
            let message = format!("met {met}, expected one of {}", QUESTIONS.join(", "));
            return Err(Failure::new(Code::BadJson, "question", message));
        }
    };
    if !QUESTIONS.contains(&&**question) {
        let met: String = question.chars().take(40).collect();
        let message = format!("met `{met}`, expected one of {}", QUESTIONS.join(", "));
        return Err(Failure::new(Code::BadJson, "question", message));
    }
    let place: AskedPlace = de::read(object, |name| PLACE.contains(&name))?;
    let at = setting(book, place.seller.as_deref(), &place.model, place.on.0, place.terms.as_ref())?;
    let asked = Asked { book, rules: Rules::embedded(), at, object, id };
    match &**question {
        "forecast" => asked.forecast(),
        "access" => asked.access(),
        "cliff" => asked.cliff(),
        "compare" => asked.compare(),
        "advise" => asked.advise(),
        "conversation" => asked.conversation(),
        _ => asked.limits(),
    }
}

fn setting<'b>(
    book: &'b PriceBook,
    seller: Option<&str>,
    model: &str,
    on: tokentoll_book::Day,
    terms: Option<&AskedTerms>,
) -> Result<Setting<'b>, Failure> {
    let found = book.find(seller, model)?;
    let listing = found.on(on)?;
    Ok(Setting { found, listing, on, terms: effective(terms, found.endpoint) })
}

/// What is asked for, else what the id implies, else the default.
fn effective(asked: Option<&AskedTerms>, implied: Option<Endpoint>) -> Terms {
    let asked_endpoint = asked.and_then(|t| t.endpoint).map(|word| word.0);
    Terms {
        service_tier: asked.and_then(|t| t.service_tier).map(|word| word.0).unwrap_or_default(),
        speed: asked.and_then(|t| t.speed).map(|word| word.0).unwrap_or_default(),
        inference_geo: asked.and_then(|t| t.inference_geo).map(|word| word.0).unwrap_or_default(),
        endpoint: asked_endpoint.or(implied).unwrap_or_default(),
    }
}

impl<'a> Asked<'a> {
    /// The members of the question.
    fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, Failure> {
        de::read(self.object, |name| !PLACE.contains(&name) && !FRAME.contains(&name))
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Failure {
        let (code, field) = match &error {
            PlanError::Unpriced(unpriced) => (code_of(unpriced), ""),
            PlanError::NoRule { .. } => (Code::NoRule, ""),
            PlanError::Bad { what, .. } => (Code::BadNumber, *what),
            _ => (Code::BadNumber, ""),
        };
        Failure::new(code, field, error)
    }
}
