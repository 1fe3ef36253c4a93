//! From text to a [`Json`] tree.

use super::{Json, Number, Object};
use core::cell::RefCell;
use core::fmt;
use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;

/// How large a text may be.
///
/// ```
/// use tokentoll_usage::json::{JsonError, Limits, parse};
/// let error = parse(b"[[[]]]", Limits { depth: 2, ..Limits::default() }).unwrap_err();
/// assert_eq!(error, JsonError::TooDeep { limit: 2 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of text.
    pub bytes: usize,
    /// Most arrays and objects inside each other; values above 120 count as 120.
    pub depth: usize,
}

impl Default for Limits {
    /// 1 MiB, 64 levels.
    fn default() -> Self {
        Limits { bytes: 1 << 20, depth: 64 }
    }
}

/// Why a text is not a JSON value that this crate reads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonError {
    /// More bytes than the limit.
    TooLarge {
        /// Bytes of the text.
        bytes: usize,
        /// Most that are read.
        limit: usize,
    },
    /// More levels than the limit.
    TooDeep {
        /// Most levels that are read.
        limit: usize,
    },
    /// Not UTF-8.
    NotUtf8 {
        /// Offset of the first byte that does not belong.
        at: usize,
    },
    /// An object with the same key twice.
    DuplicateKey {
        /// The key, shortened to 60 characters.
        key: String,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// Not JSON.
    Syntax {
        /// What is wrong.
        message: String,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// A number beyond the range of a double, such as one of a thousand digits.
    NumberTooLarge {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// No value at all.
    Empty,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonError::TooLarge { bytes, limit } => write!(f, "met {bytes} bytes, expected at most {limit}"),
            JsonError::TooDeep { limit } => {
                write!(
                    f,
                    "met more than {limit} arrays and objects inside each other, expected at most {limit}"
                )
            }
            JsonError::NotUtf8 { at } => write!(f, "met bytes that are not UTF-8 at offset {at}"),
            JsonError::DuplicateKey { key, line, column } => {
                write!(
                    f,
                    "met the key {key:?} twice in one object at line {line} column {column}, expected it once"
                )
            }
            JsonError::Syntax { message, line, column } => {
                write!(f, "met text that is no JSON at line {line} column {column}: {message}")
            }
            JsonError::NumberTooLarge { line, column } => {
                write!(
                    f,
                    "met a number out of range at line {line} column {column}, expected at most 4294967295"
                )
            }
            JsonError::Empty => f.write_str("met no text, expected a JSON value"),
        }
    }
}

impl core::error::Error for JsonError {}

/// Reads one JSON value and nothing after it.
///
/// # Errors
/// Every [`JsonError`]. `NaN`, `Infinity`, comments, and trailing commas are syntax errors.
///
/// ```
/// use tokentoll_usage::json::{JsonError, Limits, parse};
/// let error = parse(br#"{"a": 1, "a": 2}"#, Limits::default()).unwrap_err();
/// assert!(matches!(error, JsonError::DuplicateKey { ref key, .. } if key == "a"));
/// ```
pub fn parse(text: &[u8], limits: Limits) -> Result<Json, JsonError> {
    if text.len() > limits.bytes {
        return Err(JsonError::TooLarge { bytes: text.len(), limit: limits.bytes });
    }
    let text = core::str::from_utf8(text).map_err(|e| JsonError::NotUtf8 { at: e.valid_up_to() })?;
    if text.trim_matches([' ', '\t', '\n', '\r']).is_empty() {
        return Err(JsonError::Empty);
    }
    // serde_json stops by itself at 128 levels; ours comes first, so that the error is ours.
    let depth = limits.depth.min(120);
    let fault = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let tree = Tree { levels: depth, fault: &fault };
    let result = tree.deserialize(&mut deserializer).and_then(|json| deserializer.end().map(|()| json));
    result.map_err(|error| {
        let (line, column) = (error.line(), error.column());
        match fault.take() {
            Some(Fault::Deep) => JsonError::TooDeep { limit: depth },
            Some(Fault::Duplicate(key)) => JsonError::DuplicateKey { key: super::short(&key), line, column },
            // The one fault of serde_json's own that is not one of syntax.
            None if without_position(&error) == "number out of range" => {
                JsonError::NumberTooLarge { line, column }
            }
            None => JsonError::Syntax { message: without_position(&error), line, column },
        }
    })
}

enum Fault {
    Deep,
    Duplicate(String),
}

/// Reads one value; what it refuses by itself is left in `fault`, as serde's errors carry only text.
#[derive(Clone, Copy)]
struct Tree<'a> {
    levels: usize,
    fault: &'a RefCell<Option<Fault>>,
}

impl Tree<'_> {
    fn inside<E: de::Error>(self) -> Result<Self, E> {
        match self.levels.checked_sub(1) {
            Some(levels) => Ok(Tree { levels, ..self }),
            None => Err(self.refuse(Fault::Deep)),
        }
    }

    fn refuse<E: de::Error>(self, fault: Fault) -> E {
        self.fault.replace(Some(fault));
        E::custom("refused")
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Json;
    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }
    fn visit_u64<E>(self, n: u64) -> Result<Json, E> {
        Ok(Json::Number(Number::Whole(n)))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Json, E> {
        Ok(Json::Number(u64::try_from(n).map_or(Number::Negative(n), Number::Whole)))
    }
    fn visit_f64<E>(self, x: f64) -> Result<Json, E> {
        Ok(Json::Number(Number::Other(x)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.into()))
    }
    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(inside)? {
            list.push(element);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let inside = self.inside()?;
        let mut fields: Vec<(String, Json)> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        while let Some(key) = members.next_key::<String>()? {
            // Few keys are compared one by one; many, through a set.
            let twice = if fields.len() < 24 {
                fields.iter().any(|(k, _)| *k == key)
            } else {
                if seen.is_empty() {
                    seen.extend(fields.iter().map(|(k, _)| k.clone()));
                }
                !seen.insert(key.clone())
            };
            if twice {
                return Err(self.refuse(Fault::Duplicate(key)));
            }
            let value = members.next_value_seed(inside)?;
            fields.push((key, value));
        }
        Ok(Json::Object(Object(fields)))
    }
}

/// `serde_json`'s message without its ` at line 1 column 2`, which is told apart.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or_default().into(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> JsonError {
        parse(text.as_bytes(), Limits::default()).unwrap_err()
    }

    #[test]
    fn duplicates_are_found_at_every_level_and_length() {
        assert!(
            matches!(error(r#"{"a":{"b":1,"b":1}}"#), JsonError::DuplicateKey { key, line: 1, .. } if key == "b")
        );
        assert!(
            matches!(error(r#"[{"a":1,"\u0061":1}]"#), JsonError::DuplicateKey { key, .. } if key == "a")
        );
        let many: Vec<String> = (0..100).chain([30]).map(|i| format!("\"k{i}\":0")).collect();
        assert!(
            matches!(error(&format!("{{{}}}", many.join(","))), JsonError::DuplicateKey { key, .. } if key == "k30")
        );
        assert!(parse(br#"{"a":{"a":1},"b":{"a":1}}"#, Limits::default()).is_ok());
    }

    #[test]
    fn what_is_not_json() {
        for text in
            ["NaN", "[Infinity]", "-Infinity", "{} {}", "[1,]", "01", "+1", ".5", "1.", "'a'", "{", "nul"]
        {
            assert!(matches!(error(text), JsonError::Syntax { .. }), "{text}");
        }
        let digits = "9".repeat(1_000);
        for text in ["1e999", "-1e999", &digits] {
            assert!(matches!(error(text), JsonError::NumberTooLarge { .. }), "{text}");
        }
        for text in ["", " \n\t\r"] {
            assert_eq!(error(text), JsonError::Empty);
        }
        assert_eq!(parse(b"\"a\xff\"", Limits::default()), Err(JsonError::NotUtf8 { at: 2 }));
        assert!(matches!(error("\u{feff}{}"), JsonError::Syntax { .. }));
    }

    #[test]
    fn limits() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(parse(nested(64).as_bytes(), Limits::default()).is_ok());
        assert_eq!(error(&nested(65)), JsonError::TooDeep { limit: 64 });
        assert_eq!(error(&"[".repeat(500_000)), JsonError::TooDeep { limit: 64 });
        let loose = Limits { depth: usize::MAX, ..Limits::default() };
        assert_eq!(parse(nested(121).as_bytes(), loose), Err(JsonError::TooDeep { limit: 120 }));
        assert!(parse(nested(120).as_bytes(), loose).is_ok());
        let small = Limits { bytes: 2, depth: 0 };
        assert_eq!(parse(b"123", small), Err(JsonError::TooLarge { bytes: 3, limit: 2 }));
        assert!(parse(b"12", small).is_ok());
        assert_eq!(parse(b"[]", small), Err(JsonError::TooDeep { limit: 0 }));
    }

    #[test]
    fn messages_say_where() {
        let message = error("{\n \"a\": tru }").to_string();
        assert!(message.starts_with("met text that is no JSON at line 2 column"), "{message}");
        assert_eq!(message.matches("line").count(), 1);
    }
}
