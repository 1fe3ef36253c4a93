//! Walks one JSON object without building a tree: for lines of logs, of which a few members matter.
//!
//! What is asked for is read strictly. What is not is skipped: its strings must be closed and its brackets
//! must match, its numbers and words are not looked at. Nothing recurses.

use crate::report::{ErrorCode, UsageError};
use std::borrow::Cow;

/// Most arrays and objects inside each other.
const DEPTH: u32 = 128;

/// A place in a text.
#[derive(Clone, Debug)]
pub(crate) struct Scan<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Scan<'t> {
    pub(crate) const fn new(text: &'t [u8]) -> Self {
        Scan { text, at: 0 }
    }

    /// Walks the members of the object that starts here. `member` is called with each key and must consume
    /// its value.
    pub(crate) fn members(
        &mut self,
        mut member: impl FnMut(&mut Self, &[u8]) -> Result<(), UsageError>,
    ) -> Result<(), UsageError> {
        self.expect(b'{')?;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.expect(b':')?;
            match key.contains(&b'\\') {
                false => member(self, key)?,
                true => member(self, unescaped(key)?.as_bytes())?,
            }
            match self.next() {
                Some(b',') => {}
                Some(b'}') => return Ok(()),
                _ => return Err(self.broken("a comma or the end of the object")),
            }
        }
    }

    /// Walks the elements of the array that starts here.
    pub(crate) fn elements(
        &mut self,
        mut element: impl FnMut(&mut Self) -> Result<(), UsageError>,
    ) -> Result<(), UsageError> {
        self.expect(b'[')?;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            element(self)?;
            match self.next() {
                Some(b',') => {}
                Some(b']') => return Ok(()),
                _ => return Err(self.broken("a comma or the end of the array")),
            }
        }
    }

    /// The first byte of the next value.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                byte => return Some(*byte),
            }
        }
        None
    }

    /// Consumes the next value, whatever it is, and gives its text.
    pub(crate) fn skip(&mut self) -> Result<&'t [u8], UsageError> {
        let first = self.peek();
        let from = self.at;
        match first {
            Some(b'"') => {
                self.string()?;
            }
            Some(b'{' | b'[') => self.skip_nested()?,
            _ => self.word()?,
        }
        Ok(self.text.get(from..self.at).unwrap_or_default())
    }

    /// A string, or `None` for null.
    pub(crate) fn text(&mut self, key: &'static str) -> Result<Option<Cow<'t, str>>, UsageError> {
        match self.peek() {
            Some(b'"') => {
                let raw = self.string()?;
                let text = core::str::from_utf8(raw)
                    .map_err(|_| UsageError::new(ErrorCode::BadJson, key, "met bytes that are not UTF-8"))?;
                if raw.contains(&b'\\') {
                    unescaped(raw).map(|t| Some(Cow::Owned(t)))
                } else {
                    Ok(Some(Cow::Borrowed(text)))
                }
            }
            _ => match self.skip()? {
                b"null" => Ok(None),
                met => Err(wrong_kind(key, met, "a string")),
            },
        }
    }

    /// A truth value; null is false.
    pub(crate) fn flag(&mut self, key: &'static str) -> Result<bool, UsageError> {
        match self.skip()? {
            b"true" => Ok(true),
            b"false" | b"null" => Ok(false),
            met => Err(wrong_kind(key, met, "a boolean")),
        }
    }

    /// A whole number of at most 32 bits in plain digits, or `None` for everything else.
    pub(crate) fn plain_count(&mut self) -> Result<Option<u32>, UsageError> {
        Ok(match self.skip()? {
            [b'0'] => Some(0),
            digits @ [b'1'..=b'9', ..] if digits.len() <= 9 && digits.iter().all(u8::is_ascii_digit) => {
                Some(digits.iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0')))
            }
            _ => None,
        })
    }

    /// Whether only blanks are left.
    pub(crate) fn end(&mut self) -> Result<(), UsageError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.broken("the end of the line")),
        }
    }

    /// The inside of the string that starts here.
    fn string(&mut self) -> Result<&'t [u8], UsageError> {
        self.expect(b'"')?;
        let from = self.at;
        let mut search = from;
        loop {
            let rest = self.text.get(search..).unwrap_or_default();
            let Some(quote) = memchr::memchr(b'"', rest) else {
                self.at = self.text.len();
                return Err(self.broken("the end of a string"));
            };
            let at = search + quote;
            let inside = self.text.get(from..at).unwrap_or_default();
            let slashes = inside.iter().rev().take_while(|byte| **byte == b'\\').count();
            if slashes % 2 == 0 {
                self.at = at + 1;
                return Ok(inside);
            }
            search = at + 1;
        }
    }

    fn skip_nested(&mut self) -> Result<(), UsageError> {
        // One bit a level: 1 for an object, 0 for an array.
        let (mut kinds, mut depth) = (0u128, 0u32);
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(offset) = rest.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']'))
            else {
                self.at = self.text.len();
                return Err(self.broken("a closing bracket"));
            };
            self.at += offset;
            match rest[offset] {
                b'"' => {
                    self.string()?;
                    continue;
                }
                open @ (b'{' | b'[') => {
                    depth += 1;
                    if depth > DEPTH {
                        let message = format!("met more than {DEPTH} arrays and objects inside each other");
                        return Err(UsageError::new(ErrorCode::TooLarge, "", message));
                    }
                    kinds = kinds << 1 | u128::from(open == b'{');
                }
                close => {
                    if (kinds & 1 == 1) != (close == b'}') {
                        return Err(self.broken("the other bracket"));
                    }
                    kinds >>= 1;
                    depth -= 1;
                }
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<(), UsageError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let length = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
        if length == 0 {
            return Err(self.broken("a value"));
        }
        self.at += length;
        Ok(())
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn expect(&mut self, wanted: u8) -> Result<(), UsageError> {
        match self.peek() {
            Some(byte) if byte == wanted => {
                self.at += 1;
                Ok(())
            }
            _ => Err(self.broken(match wanted {
                b'{' => "an object",
                b'[' => "an array",
                b':' => "a colon",
                _ => "a string",
            })),
        }
    }

    fn broken(&self, expected: &str) -> UsageError {
        let message = match self.text.get(self.at) {
            None => format!("the line ends where {expected} should stand: it was cut off"),
            Some(_) => format!("met no JSON at column {}: expected {expected}", self.at + 1),
        };
        UsageError::new(ErrorCode::BadJson, "", message)
    }
}

fn wrong_kind(key: &str, met: &[u8], kind: &str) -> UsageError {
    let met = crate::json::short(&String::from_utf8_lossy(met));
    UsageError::bad_usage(key, format!("met {met}, expected {kind}"))
}

fn unescaped(inside: &[u8]) -> Result<String, UsageError> {
    let mut quoted = Vec::with_capacity(inside.len() + 2);
    quoted.push(b'"');
    quoted.extend_from_slice(inside);
    quoted.push(b'"');
    serde_json::from_slice(&quoted)
        .map_err(|error| UsageError::new(ErrorCode::BadJson, "", format!("met no JSON string: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Result<Vec<String>, UsageError> {
        let mut keys = Vec::new();
        let mut scan = Scan::new(text.as_bytes());
        scan.members(|scan, key| {
            keys.push(String::from_utf8_lossy(key).into_owned());
            scan.skip().map(drop)
        })?;
        scan.end().map(|()| keys)
    }

    #[test]
    fn members_are_walked_whatever_they_hold() {
        let text = r#" { "a" : [1, {"b": "}]\""}, []] , "\u0062": "\\", "c":-1.5e+3,"d":null } "#;
        assert_eq!(keys(text).unwrap(), ["a", "b", "c", "d"]);
        assert!(keys("{}").unwrap().is_empty());
    }

    #[test]
    fn what_is_cut_off_or_goes_on_is_refused() {
        let whole = r#"{"a":[1,{"b":"x\"y"}],"c":{"d":[]}}"#;
        for end in 0..whole.len() {
            assert_eq!(keys(&whole[..end]).unwrap_err().code, ErrorCode::BadJson, "{}", &whole[..end]);
        }
        for text in [
            r#"{"a":1}{"#,
            r#"{"a":1} x"#,
            r#"{"a":[}}"#,
            r#"{"a":{]}"#,
            r#"{"a" 1}"#,
            r#"{"a":,}"#,
            "[1]",
            "1",
        ] {
            assert!(keys(text).is_err(), "{text}");
        }
    }

    #[test]
    fn depth_has_a_limit() {
        let nested = |n: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(n), "]".repeat(n));
        assert!(keys(&nested(128)).is_ok());
        assert_eq!(keys(&nested(100_000)).unwrap_err().code, ErrorCode::TooLarge);
    }

    #[test]
    fn counts_are_plain_or_nothing() {
        let count = |text: &str| Scan::new(text.as_bytes()).plain_count().unwrap();
        assert_eq!((count("0"), count(" 12 "), count("999999999")), (Some(0), Some(12), Some(999_999_999)));
        for text in ["-1", "01", "1.0", "1e3", "4294967296", "null", "\"1\"", "true", "-0"] {
            assert_eq!(count(text), None, "{text}");
        }
    }

    #[test]
    fn texts_are_decoded() {
        let text = |text: &str| Scan::new(text.as_bytes()).text("x").map(|t| t.map(Cow::into_owned));
        assert_eq!(text(r#""a\u0041\n""#), Ok(Some("aA\n".to_owned())));
        assert_eq!(text("null"), Ok(None));
        assert!(text("5").is_err());
        assert!(text(r#""\ud800""#).is_err());
        assert!(Scan::new(b"\"\xff\"").text("x").is_err());
    }
}
