//! Reads pieces as trees, for formats whose texts are small.

use super::record::{Entry, Fault};
use super::time;
use crate::json::{Json, Limits, Number, Object, met, parse};
use jiff::Timestamp;
use std::borrow::Cow;

/// Messages of a gateway's log may be long.
const LIMITS: Limits = Limits { bytes: 16 << 20, depth: 100 };

/// The object a piece is; `None` for blanks.
pub(crate) fn object(piece: &[u8]) -> Result<Option<Object>, Fault> {
    if piece.trim_ascii().is_empty() {
        return Ok(None);
    }
    match parse(piece, LIMITS) {
        Ok(Json::Object(object)) => Ok(Some(object)),
        Ok(other) => Err(Fault::new("bad_json", format!("met {}, expected an object", met(&other)))),
        Err(error) => Err(Fault::new("bad_json", error.to_string())),
    }
}

/// The object a piece is; what is none is told, and blanks are nothing.
pub(crate) fn opened<'t>(piece: &[u8], found: &mut dyn FnMut(Entry<'t>)) -> Option<Object> {
    object(piece).unwrap_or_else(|fault| {
        found(Entry::Fault(fault));
        None
    })
}

impl Object {
    /// The value at a path of members; null counts as absent.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Json> {
        let (first, rest) = path.split_first()?;
        let value = self.field(first).filter(|json| !json.is_null())?;
        if rest.is_empty() { Some(value) } else { value.as_object()?.at(rest) }
    }

    /// The text at a path.
    pub(crate) fn text_at(&self, path: &[&str]) -> Option<Cow<'static, str>> {
        Some(Cow::Owned(self.at(path)?.as_text().filter(|text| !text.is_empty())?.to_owned()))
    }

    /// The text or the number at a path, as text.
    pub(crate) fn word_at(&self, path: &[&str]) -> Option<Cow<'static, str>> {
        match self.at(path)? {
            Json::Text(text) if text.is_empty() => None,
            Json::Text(text) => Some(Cow::Owned(text.clone())),
            Json::Number(number) => Some(Cow::Owned(number.to_string())),
            Json::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
            _ => None,
        }
    }

    /// The time at a path: text, or a number since 1970.
    pub(crate) fn time_at(&self, path: &[&str]) -> Result<Option<Timestamp>, Fault> {
        self.at(path).map(time_of).transpose()
    }

    /// The count at a path, of 64 bits.
    pub(crate) fn sum_at(&self, path: &[&str]) -> Result<Option<u64>, Fault> {
        match self.at(path) {
            None => Ok(None),
            Some(Json::Number(Number::Whole(n))) => Ok(Some(*n)),
            Some(other) => {
                let message = format!("{}: met {}, expected a whole number", path.join("."), met(other));
                Err(Fault::new("bad_number", message))
            }
        }
    }

    /// The count at a path, of 32 bits.
    pub(crate) fn count_at(&self, path: &[&str]) -> Result<Option<u32>, Fault> {
        match self.at(path) {
            None => Ok(None),
            Some(json) => Ok(Some(crate::json::count(json, &path.join("."))?)),
        }
    }

    /// The object of a member, or the objects of its array; whatever else stands there is a fault.
    pub(crate) fn objects_at(&self, key: &'static str) -> impl Iterator<Item = Result<&Object, Fault>> {
        let list = match self.at(&[key]) {
            None => &[],
            Some(Json::List(list)) => list.as_slice(),
            Some(other) => std::slice::from_ref(other),
        };
        list.iter().map(move |json| match json {
            Json::Object(object) => Ok(object),
            other => {
                let message = format!("{key}: met {}, expected an object", met(other));
                Err(Fault::new("bad_usage", message))
            }
        })
    }
}

/// A time: text, or a number since 1970.
pub(crate) fn time_of(json: &Json) -> Result<Timestamp, Fault> {
    let time = match json {
        Json::Text(text) => return time::of_text(text),
        Json::Number(Number::Whole(n)) => i64::try_from(*n).ok().and_then(time::of_epoch),
        // Seconds with a fraction, which no price depends on.
        Json::Number(Number::Other(x)) if x.is_finite() && x.abs() < 1e17 => time::of_epoch(*x as i64),
        _ => None,
    };
    time.ok_or_else(|| Fault::new("bad_time", format!("met {}, expected a time", met(json))))
}
