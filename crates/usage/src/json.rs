//! A strict JSON reader: unique keys, limits on size and depth, numbers that stay what they were.
//!
//! It exists because a count must not change on the way in: `5.0`, `1e5`, `-0` and 2^64 are numbers in JSON
//! but no counts, and of two equal keys a lenient reader silently keeps one. The grammar is
//! [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259); the tokens are read by
//! [`serde_json`](https://docs.rs/serde_json).

use crate::report::{ErrorCode, UsageError};
use core::fmt;

mod tree;

pub use tree::{JsonError, Limits, parse};

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(Object),
}

/// A JSON number, as it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Digits only, below 2^64.
    Whole(u64),
    /// A minus sign and digits, above -2^63 - 1; never `-0`.
    Negative(i64),
    /// Anything with a fraction or an exponent, `-0`, and whole numbers too large for 64 bits.
    Other(f64),
}

/// A JSON object: its members in the order in which they stood, each key once.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Object(Vec<(String, Json)>);

impl Object {
    /// The member of that name.
    pub fn field(&self, key: &str) -> Option<&Json> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    /// Every member, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds a member, or replaces it.
    pub(crate) fn set(&mut self, key: &str, value: Json) {
        match self.0.iter_mut().find(|(k, _)| k == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Object {
    type Item = (String, Json);
    type IntoIter = std::vec::IntoIter<(String, Json)>;

    /// Every member, in order, without a copy.
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Json {
    /// What kind of value it is, for messages: `"a number"`, `"a string"`, `"null"`.
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::Text(_) => "a string",
            Json::List(_) => "an array",
            Json::Object(_) => "an object",
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    /// The object, if it is one.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Json::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    pub fn as_list(&self) -> Option<&[Json]> {
        match self {
            Json::List(list) => Some(list),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<Number> {
        match self {
            Json::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// Writes compact JSON text. A value nested too deep for the stack is no danger: nothing recurses.
///
/// ```
/// use tokentoll_usage::json::{Limits, parse};
/// let json = parse(br#" { "a" : [ 1, -2, 0.5, "\n" ] } "#, Limits::default())?;
/// assert_eq!(json.to_string(), r#"{"a":[1,-2,0.5,"\n"]}"#);
/// # Ok::<(), tokentoll_usage::json::JsonError>(())
/// ```
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        enum Open<'a> {
            List(core::slice::Iter<'a, Json>),
            Object(core::slice::Iter<'a, (String, Json)>),
        }
        let mut open: Vec<(Open<'_>, bool)> = Vec::new();
        let mut value = self;
        loop {
            match value {
                Json::Null => f.write_str("null")?,
                Json::Bool(true) => f.write_str("true")?,
                Json::Bool(false) => f.write_str("false")?,
                Json::Number(number) => write!(f, "{number}")?,
                Json::Text(text) => write_text(text, f)?,
                Json::List(list) => {
                    f.write_str("[")?;
                    open.push((Open::List(list.iter()), true));
                }
                Json::Object(Object(fields)) => {
                    f.write_str("{")?;
                    open.push((Open::Object(fields.iter()), true));
                }
            }
            value = loop {
                let Some((container, first)) = open.last_mut() else { return Ok(()) };
                let comma = if core::mem::replace(first, false) { "" } else { "," };
                match container {
                    Open::List(rest) => {
                        if let Some(next) = rest.next() {
                            f.write_str(comma)?;
                            break next;
                        }
                        f.write_str("]")?;
                    }
                    Open::Object(rest) => {
                        if let Some((key, next)) = rest.next() {
                            f.write_str(comma)?;
                            write_text(key, f)?;
                            f.write_str(":")?;
                            break next;
                        }
                        f.write_str("}")?;
                    }
                }
                open.pop();
            };
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Whole(n) => write!(f, "{n}"),
            Number::Negative(n) => write!(f, "{n}"),
            Number::Other(x) => match serde_json::Number::from_f64(*x) {
                Some(n) => write!(f, "{n}"),
                None => f.write_str("null"),
            },
        }
    }
}

/// Reads a count: a whole number from 0 to 4,294,967,295.
///
/// # Errors
/// [`ErrorCode::BadNumber`] at `path` for everything else: a negative, fractional or too large number, a
/// number written with a fraction or an exponent, a string, `null`, …
///
/// ```
/// use tokentoll_usage::json::{Json, Number, count};
/// assert_eq!(count(&Json::Number(Number::Whole(5)), "usage.input"), Ok(5));
/// let error = count(&Json::Text("5".into()), "usage.input").unwrap_err();
/// assert_eq!(error.message, r#"met the string "5", expected a whole number from 0 to 4294967295"#);
/// ```
pub fn count(json: &Json, path: &str) -> Result<u32, UsageError> {
    if let Json::Number(Number::Whole(n)) = json
        && let Ok(n) = u32::try_from(*n)
    {
        return Ok(n);
    }
    let message = format!("met {}, expected a whole number from 0 to {}", met(json), u32::MAX);
    Err(UsageError::new(ErrorCode::BadNumber, path, message))
}

/// The value as a message shows it: its kind and, where it is short, what it is.
pub(crate) fn met(json: &Json) -> String {
    match json {
        Json::Number(number @ Number::Other(_)) => format!("{number}, which is no whole number of 64 bits"),
        Json::Number(number) => format!("{number}"),
        Json::Text(text) => format!("the string {}", Json::Text(short(text))),
        Json::Bool(value) => format!("{value}"),
        Json::Null => "null".into(),
        Json::List(_) | Json::Object(_) => json.kind().into(),
    }
}

/// At most the first 60 characters, so that an error does not carry a megabyte.
pub(crate) fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.into(),
    }
}

fn write_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        parse(text.as_bytes(), Limits::default()).unwrap()
    }

    #[test]
    fn what_is_no_count() {
        for text in ["5.0", "1e5", "1E5", "-0", "-0.0", "-5", "18446744073709551616", "4294967296", "1.5"] {
            assert_eq!(count(&json(text), "x").unwrap_err().code, ErrorCode::BadNumber, "{text}");
        }
        for text in ["\"5\"", "null", "true", "[]", "{}", "[5]"] {
            assert_eq!(count(&json(text), "x").unwrap_err().code, ErrorCode::BadNumber, "{text}");
        }
        assert_eq!(count(&json("0"), "x"), Ok(0));
        assert_eq!(count(&json("4294967295"), "x"), Ok(u32::MAX));
    }

    #[test]
    fn numbers_keep_their_kind() {
        assert_eq!(json("18446744073709551615"), Json::Number(Number::Whole(u64::MAX)));
        assert_eq!(json("-9223372036854775808"), Json::Number(Number::Negative(i64::MIN)));
        assert!(matches!(json("-0"), Json::Number(Number::Other(_))));
        assert_eq!(Number::Other(f64::NAN).to_string(), "null");
    }

    #[test]
    fn written_text_reads_back() {
        for text in [r#"{"b":[1,{"a":null}],"a":"\u0007é"}"#, "[]", "[[],{}]", "0.5", "\"\""] {
            assert_eq!(json(&json(text).to_string()), json(text));
        }
    }

    #[test]
    fn a_deep_value_is_written_without_recursion() {
        let deep = (0..2_000).fold(Json::Null, |inner, _| Json::List(vec![inner]));
        assert_eq!(deep.to_string().len(), 4_004);
    }

    #[test]
    fn messages_stay_short() {
        let long = Json::Text("é".repeat(100_000));
        assert!(count(&long, "x").unwrap_err().message.len() < 300);
    }
}
