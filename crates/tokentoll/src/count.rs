//! Counting in the wire form: a text or a whole request in, tokens with their error bar out.

mod answer;
mod cache;

pub use answer::{Count, CountAnswer, CountPart};
pub use cache::{CacheCall, CacheCount, CachePoint};

use crate::ask::Id;
use crate::code::{Code, Failure};
use crate::read::{
    known, opened, optional_text, optional_word, required, unreadable as not_json, wrong_kind,
};
use serde_json::Value;
use std::str::FromStr;
use tokentoll_book::{Day, LookupError, PriceBook};
use tokentoll_tokens::{CountError, Counter, Family, Method, Request};
use tokentoll_usage::json::{Json, Limits, Number, Object};

/// The longest ask for a count that is read, in bytes: twice the longest request that a vendor takes.
pub const MAX_COUNT_BYTES: usize = 64 << 20;

/// Schemas of tools may be nested deeper than an ask.
const DEPTH: usize = 120;

/// Answers one ask for a count in the wire form: a count or an error, never a panic.
///
/// A text is counted as the only message of a user, frame included, as a vendor's token counting reports it.
///
/// ```
/// let answer = tokentoll::count(br#"{ "id": 7, "model": "claude-sonnet-4-5", "text": "Hello, world!" }"#);
/// let count = answer.count().unwrap();
/// assert_eq!((count.model.as_str(), count.basis), ("claude-sonnet-4-5-20250929", "estimated"));
/// assert!(answer.to_json().starts_with(r#"{"id":7,"#));
///
/// let answer = tokentoll::count(br#"{ "model": "claude-9", "text": "Hello, world!" }"#);
/// assert_eq!(answer.code(), Some(tokentoll::Code::UnknownModel));
/// ```
pub fn count(ask: &[u8]) -> CountAnswer {
    match CountAsk::read(ask) {
        Ok(ask) => ask.count(),
        Err((id, failure)) => CountAnswer::error(id, failure),
    }
}

/// A question: how many tokens has this, for that model?
///
/// ```
/// use tokentoll::{CountAsk, Counted};
/// let ask = CountAsk::new("claude-opus-5", Counted::Text("Hello".to_owned()));
/// assert!(ask.count().count().unwrap().tokens > 6);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CountAsk {
    /// Echoed in the answer.
    pub id: Option<Id>,
    /// A model id, an alias or a gateway's spelling.
    pub model: String,
    /// The day of the request, where it is known; echoed.
    pub on: Option<Day>,
    /// How to estimate; without one, the closest that is compiled in.
    pub method: Option<Method>,
    /// What to count.
    pub counted: Counted,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq)]
pub enum Counted {
    /// A text, as the only message of a user.
    Text(String),
    /// The body of a request, as it would be sent.
    Request(Value),
}

const MEMBERS: [&str; 6] = ["id", "model", "on", "method", "text", "request"];

impl CountAsk {
    /// Asks for a count by the closest method.
    pub fn new(model: impl Into<String>, counted: Counted) -> CountAsk {
        CountAsk { id: None, model: model.into(), on: None, method: None, counted }
    }

    /// Reads an ask for a count in the wire form.
    ///
    /// # Errors
    /// A [`Failure`], with the id of the ask where that much could be read.
    ///
    /// ```
    /// use tokentoll::{Code, CountAsk};
    /// let (_, failure) = CountAsk::read(br#"{ "model": "claude-opus-5", "txt": "Hello" }"#).unwrap_err();
    /// assert_eq!((failure.code, &*failure.field), (Code::UnknownField, "txt"));
    /// ```
    pub fn read(text: &[u8]) -> Result<CountAsk, (Option<Id>, Failure)> {
        let (object, id) = opened(text, Limits { bytes: MAX_COUNT_BYTES, depth: DEPTH })?;
        ask(object, id.clone()).map_err(|failure| (id, failure))
    }

    /// An ask for the body of a request, read as strictly as an ask: for this model, else for the one that the
    /// body names, else for the other one.
    ///
    /// # Errors
    /// A [`Failure`] for what is no JSON object.
    ///
    /// ```
    /// use tokentoll::CountAsk;
    /// let body = br#"{ "model": "claude-opus-5", "messages": [{ "role": "user", "content": "Hello" }] }"#;
    /// let ask = CountAsk::of_request(body, None, "claude-sonnet-5")?;
    /// assert_eq!(ask.model, "claude-opus-5");
    /// # Ok::<(), tokentoll::Failure>(())
    /// ```
    pub fn of_request(body: &[u8], model: Option<&str>, otherwise: &str) -> Result<CountAsk, Failure> {
        let limits = Limits { bytes: MAX_COUNT_BYTES, depth: DEPTH };
        let body = tokentoll_usage::json::parse(body, limits).map_err(|e| not_json(&e))?;
        let Json::Object(object) = &body else { return Err(wrong_kind("", &body, "the body of a request")) };
        let named = object.field("model").and_then(Json::as_text);
        let model = model.or(named).unwrap_or(otherwise).to_owned();
        Ok(CountAsk::new(model, Counted::Request(plain(body))))
    }

    /// The answer.
    pub fn count(&self) -> CountAnswer {
        match named_counter(&self.model) {
            Ok((model, counter)) => match self.method {
                Some(method) => self.answer(model, &counter.by(method)),
                None => self.answer(model, &counter),
            },
            Err(failure) => CountAnswer::error(self.id.clone(), failure),
        }
    }

    /// The answer by a counter of the caller's: with a vocabulary that was brought, or scaled by a true count.
    /// The method of the ask is not looked at.
    ///
    /// ```
    /// use tokentoll::tokens::{Counter, Observation};
    /// use tokentoll::{CountAsk, Counted};
    /// let ask = CountAsk::new("claude-opus-5", Counted::Text("To whom it may concern. ".repeat(500)));
    /// let plain = ask.count().count().unwrap().tokens;
    /// let seen = Observation { estimated: plain, true_tokens: plain + plain / 10 };
    /// let scaled = ask.count_by(&Counter::of_model("claude-opus-5")?.rescaled(seen));
    /// assert!(scaled.count().unwrap().tokens > plain);
    /// # Ok::<(), tokentoll::tokens::CountError>(())
    /// ```
    pub fn count_by(&self, by: &Counter<'_>) -> CountAnswer {
        let model = named_counter(&self.model).map_or_else(|_| self.model.clone(), |(model, _)| model);
        self.answer(model, by)
    }

    fn answer(&self, model: String, counter: &Counter<'_>) -> CountAnswer {
        match self.counted(model, counter) {
            Ok(count) => CountAnswer::Count(Box::new(count)),
            Err(failure) => CountAnswer::error(self.id.clone(), failure),
        }
    }

    fn counted(&self, model: String, counter: &Counter<'_>) -> Result<Count, Failure> {
        let frame =
            Count { id: self.id.clone(), model, on: self.on.map(|day| day.to_string()), ..Count::default() };
        match &self.counted {
            Counted::Text(text) => {
                let (total, around) = (counter.message(text), counter.message("").tokens);
                let mut parts = vec![CountPart::of_message(total, around)];
                if around > 0 {
                    parts.push(CountPart::of_frame(around));
                }
                Ok(Count { parts, ..frame.totalling(total) })
            }
            Counted::Request(body) => {
                let request = Request::read(body).map_err(unreadable)?;
                let counted = counter.request(&request)?;
                let unread: Vec<String> = request.unread().to_vec();
                let said = |note: &String| !unread.iter().any(|what| note.ends_with(what.as_str()));
                let mut notes: Vec<String> =
                    counted.notes.iter().filter(|note| said(note)).cloned().collect();
                notes.extend(counted.cache.notes());
                Ok(Count {
                    parts: counted.parts.iter().map(CountPart::of).collect(),
                    unread,
                    notes,
                    refused: counted.refused,
                    cache: CacheCount::of(&counted.cache),
                    ..frame.totalling(counted.total)
                })
            }
        }
    }
}

fn ask(object: Object, id: Option<Id>) -> Result<CountAsk, Failure> {
    known(&object, "", &MEMBERS)?;
    let model = required(&object, "model")?.to_owned();
    let on = optional_text(&object, "on")?
        .map(|day| day.parse().map_err(|e| Failure::new(Code::BadDate, "on", e)))
        .transpose()?;
    let method = optional_word::<MethodName>(&object, "", "method", &Method::ALL.map(Method::name))?;
    let counted = match (object.field("text"), object.field("request")) {
        (Some(Json::Text(_)), None) => "text",
        (None, Some(Json::Object(_))) => "request",
        (Some(other), None) => return Err(wrong_kind("text", other, "text")),
        (None, Some(other)) => return Err(wrong_kind("request", other, "the body of a request")),
        (met, _) => {
            let met = if met.is_some() { "both" } else { "neither" };
            let message = format!("met {met} of `text` and `request`, expected exactly one");
            return Err(Failure::new(Code::BadUsage, "text", message));
        }
    };
    // Taken out, not copied: a text may have megabytes.
    let counted = object.into_iter().find(|(name, _)| name == counted);
    let counted = match counted {
        Some((_, Json::Text(text))) => Counted::Text(text),
        Some((_, body)) => Counted::Request(plain(body)),
        None => unreachable!("it was found above"),
    };
    Ok(CountAsk { id, model, on, method: method.map(|word| word.0), counted })
}

/// A method by its name.
struct MethodName(Method);

impl FromStr for MethodName {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Method::ALL.into_iter().find(|method| method.name() == word).map(MethodName).ok_or(())
    }
}

/// The counter of a model, for a text that arrives in slices ([`Counter::message_stream`]).
///
/// # Errors
/// A [`Failure`] for a model that is not known, or whose tokenizer is not.
///
/// ```
/// let mut stream = tokentoll::counter("anthropic/claude-sonnet-4.5")?.message_stream();
/// stream.push(b"Hello, ")?;
/// stream.push(b"world!")?;
/// let count = tokentoll::count(br#"{ "model": "claude-sonnet-4-5", "text": "Hello, world!" }"#);
/// assert_eq!(stream.finish()?.tokens, count.count().unwrap().tokens);
/// # Ok::<(), tokentoll::Failure>(())
/// ```
pub fn counter(model: &str) -> Result<Counter<'static>, Failure> {
    Ok(named_counter(model)?.1)
}

/// The counter of a model, and the id under which the price book knows the model.
fn named_counter(model: &str) -> Result<(String, Counter<'static>), Failure> {
    let book = PriceBook::embedded();
    let found = match book.find(None, model) {
        Err(LookupError::UnknownModel { ref elsewhere, .. }) if !elsewhere.is_empty() => {
            // Sold by several: they bill it differently, and count its tokens alike.
            book.find(elsewhere.first().map(String::as_str), model)
        }
        found => found,
    };
    match found {
        Ok(found) => {
            let id = found.model.id();
            let counter = Counter::of_model(id).or_else(|_| Counter::of_model(model))?;
            Ok((id.to_owned(), counter))
        }
        // A model without a price here can be counted all the same where its encoding is public.
        Err(lookup) => match Family::of_model(model) {
            Ok(family) if family.is_public() => Ok((model.to_owned(), Counter::new(family))),
            _ => Err(lookup.into()),
        },
    }
}

fn unreadable(error: tokentoll_tokens::RequestError) -> Failure {
    Failure::new(Code::BadJson, "request", error)
}

impl From<CountError> for Failure {
    fn from(error: CountError) -> Self {
        let (code, field) = match error {
            CountError::WrongShape { .. } => (Code::BadUsage, "request"),
            CountError::NotUtf8 { .. } => (Code::BadJson, "text"),
            _ => (Code::UnknownModel, "model"),
        };
        Failure::new(code, field, error)
    }
}

/// The same JSON for readers of [`Value`]. Its depth is limited, so it may recurse.
fn plain(json: Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => value.into(),
        Json::Number(Number::Whole(number)) => number.into(),
        Json::Number(Number::Negative(number)) => number.into(),
        Json::Number(Number::Other(number)) => number.into(),
        Json::Text(text) => text.into(),
        Json::List(list) => list.into_iter().map(plain).collect(),
        Json::Object(object) => object.into_iter().map(|(name, value)| (name, plain(value))).collect(),
    }
}
