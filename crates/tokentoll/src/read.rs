//! An ask from its JSON: every member is known, every count is whole, nothing is ignored.

use crate::ask::{Ask, Conversion, Id, TermsAsked, Used};
use crate::code::{Code, Failure};
use std::str::FromStr;
use tokentoll_core::{Currency, Meter, Usage, plain_decimal};
use tokentoll_usage::ReportFormat;
use tokentoll_usage::json::{self, Json, JsonError, Limits, Number, Object};

/// The longest ask that is read, in bytes.
pub const MAX_ASK_BYTES: usize = 1 << 20;

/// Of every ask but those that hold a text.
pub(crate) const LIMITS: Limits = Limits { bytes: MAX_ASK_BYTES, depth: 64 };

impl Ask {
    /// Reads an ask in the wire form.
    ///
    /// # Errors
    /// A [`Failure`], with the id of the ask where that much could be read.
    ///
    /// ```
    /// use tokentoll::{Ask, Code};
    /// let ask = br#"{ "id": 7, "model": "claude-opus-4-6", "on": "2026-03-13", "usage": { "input": -1 } }"#;
    /// let (id, failure) = Ask::read(ask).unwrap_err();
    /// assert_eq!((failure.code, &*failure.field), (Code::BadNumber, "usage.input"));
    /// ```
    pub fn read(text: &[u8]) -> Result<Ask, (Option<Id>, Failure)> {
        let (object, id) = opened(text, LIMITS)?;
        ask(&object, id.clone()).map_err(|failure| (id, failure))
    }
}

/// The object that a text holds, and the id in it.
pub(crate) fn opened(text: &[u8], limits: Limits) -> Result<(Object, Option<Id>), (Option<Id>, Failure)> {
    let object = match json::parse(text, limits).map_err(|e| (None, unreadable(&e)))? {
        Json::Object(object) => object,
        other => return Err((None, wrong_kind("", &other, "an object"))),
    };
    let id = match object.field("id") {
        None => None,
        Some(Json::Text(text)) => Some(Id::Text(text.clone())),
        Some(Json::Number(Number::Whole(number))) => Some(Id::Number(*number)),
        Some(other) => return Err((None, wrong_kind("id", other, "text or a whole number"))),
    };
    Ok((object, id))
}

const MEMBERS: [&str; 9] =
    ["id", "seller", "model", "on", "usage", "report", "report_format", "terms", "convert"];

fn ask(object: &Object, id: Option<Id>) -> Result<Ask, Failure> {
    known(object, "", &MEMBERS)?;
    let on = required(object, "on")?;
    let used = match (object.field("usage"), object.field("report")) {
        (Some(usage), None) => {
            if object.field("report_format").is_some() {
                return Err(Failure::new(
                    Code::BadUsage,
                    "report_format",
                    "it belongs to `report`, met `usage`",
                ));
            }
            Used::Planned(counts(usage)?)
        }
        (None, Some(report)) => {
            let format = optional_word::<ReportFormat>(
                object,
                "",
                "report_format",
                &ReportFormat::ALL.map(ReportFormat::name),
            )?;
            Used::Reported(tokentoll_usage::read(report, format).map_err(Failure::of_report)?)
        }
        (met, _) => {
            let met = if met.is_some() { "both" } else { "neither" };
            let message = format!("met {met} of `usage` and `report`, expected exactly one");
            return Err(Failure::new(Code::BadUsage, "usage", message));
        }
    };
    Ok(Ask {
        id,
        seller: optional_text(object, "seller")?.map(str::to_owned),
        model: required(object, "model")?.to_owned(),
        on: on.parse().map_err(|e| Failure::new(Code::BadDate, "on", e))?,
        used,
        terms: object.field("terms").map_or(Ok(TermsAsked::default()), terms)?,
        convert: object.field("convert").map(convert).transpose()?,
    })
}

fn counts(json: &Json) -> Result<Usage, Failure> {
    let Json::Object(object) = json else {
        return Err(wrong_kind("usage", json, "an object of counts by meter"));
    };
    let names = Meter::ALL.map(Meter::name);
    known(object, "usage", &names)?;
    object.iter().try_fold(Usage::new(), |usage, (name, value)| {
        let path = format!("usage.{name}");
        let unknown = |()| Failure::new(Code::UnknownField, &*path, "no such meter");
        let count =
            json::count(value, &path).map_err(|e| Failure::new(Code::BadNumber, &*path, e.message))?;
        Ok(usage.with(name.parse().map_err(unknown)?, count))
    })
}

fn terms(json: &Json) -> Result<TermsAsked, Failure> {
    let Json::Object(object) = json else { return Err(wrong_kind("terms", json, "an object")) };
    known(object, "terms", &TermsAsked::NAMES)?;
    TermsAsked::NAMES.into_iter().try_fold(TermsAsked::default(), |terms, name| match object.field(name) {
        None => Ok(terms),
        Some(Json::Text(text)) => terms.named(name, text),
        Some(other) => terms.named(name, other.kind()),
    })
}

fn convert(json: &Json) -> Result<Conversion, Failure> {
    let Json::Object(object) = json else { return Err(wrong_kind("convert", json, "an object")) };
    known(object, "convert", &["currency", "rate"])?;
    let currency =
        optional_word::<Currency>(object, "convert.", "currency", &Currency::ALL.map(Currency::name))?;
    let missing = |name| Failure::new(Code::BadJson, format!("convert.{name}"), "expected this member");
    let rate = match object.field("rate") {
        Some(Json::Text(text)) => {
            plain_decimal(text).map_err(|e| Failure::new(Code::BadNumber, "convert.rate", e))?
        }
        Some(other) => {
            return Err(Failure {
                code: Code::BadNumber,
                ..wrong_kind("convert.rate", other, "a decimal as text")
            });
        }
        None => return Err(missing("rate")),
    };
    if rate.is_zero() {
        return Err(Failure::new(Code::BadNumber, "convert.rate", "met 0, expected a rate above zero"));
    }
    Ok(Conversion { currency: currency.ok_or_else(|| missing("currency"))?, rate })
}

pub(crate) fn known(object: &Object, path: &str, members: &[&str]) -> Result<(), Failure> {
    match object.iter().find(|(name, _)| !members.contains(name)) {
        None => Ok(()),
        Some((name, _)) => {
            let shown: String = name.chars().take(80).collect();
            let field = if path.is_empty() { shown.clone() } else { format!("{path}.{shown}") };
            let message = format!("unknown member `{shown}`, expected one of {}", members.join(", "));
            Err(Failure::new(Code::UnknownField, field, message))
        }
    }
}

pub(crate) fn required<'j>(object: &'j Object, name: &str) -> Result<&'j str, Failure> {
    optional_text(object, name)?
        .ok_or_else(|| Failure::new(Code::BadJson, name, format!("expected the member `{name}`")))
}

pub(crate) fn optional_text<'j>(object: &'j Object, name: &str) -> Result<Option<&'j str>, Failure> {
    match object.field(name) {
        None => Ok(None),
        Some(Json::Text(text)) => Ok(Some(text)),
        Some(other) => Err(wrong_kind(name, other, "text")),
    }
}

pub(crate) fn optional_word<T: FromStr>(
    object: &Object,
    path: &str,
    name: &str,
    words: &[&str],
) -> Result<Option<T>, Failure> {
    let field = format!("{path}{name}");
    match object.field(name) {
        None => Ok(None),
        Some(Json::Text(text)) => word(&field, text, words).map(Some),
        Some(other) => Err(wrong_kind(&field, other, &format!("expected one of {}", words.join(", ")))),
    }
}

/// One of some words.
pub(crate) fn word<T: FromStr>(field: &str, text: &str, words: &[&str]) -> Result<T, Failure> {
    text.parse().map_err(|_| {
        let met: String = text.chars().take(40).collect();
        Failure::new(Code::BadJson, field, format!("met `{met}`, expected one of {}", words.join(", ")))
    })
}

pub(crate) fn wrong_kind(field: &str, met: &Json, expected: &str) -> Failure {
    Failure::new(Code::BadJson, field, format!("met {}, expected {expected}", met.kind()))
}

pub(crate) fn unreadable(error: &JsonError) -> Failure {
    let code = match error {
        JsonError::TooLarge { .. } | JsonError::TooDeep { .. } => Code::TooLarge,
        JsonError::NumberTooLarge { .. } => Code::BadNumber,
        _ => Code::BadJson,
    };
    Failure::new(code, "", error)
}
