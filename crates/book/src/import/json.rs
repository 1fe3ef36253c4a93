//! JSON read without floats: numbers keep their text until they are exact decimals.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;

/// The most fields of one object and items of one list. The lists of 2026 have under 5,000.
const WIDEST: usize = 100_000;

/// An object whose keys are unique, each value still as it was written.
#[derive(Default)]
pub(super) struct Object<'a>(BTreeMap<String, &'a RawValue>);

/// A list, each item still as it was written.
pub(super) struct List<'a>(pub(super) Vec<&'a RawValue>);

impl<'a> Object<'a> {
    /// Reads an object; the error says what was met instead.
    pub(super) fn read(text: &'a str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|e| e.to_string())
    }

    /// Its fields by key, those that are `null` left out.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(key, raw)| (&**key, raw.get())).filter(|(_, text)| *text != "null")
    }

    /// The value of a key as it was written, unless it is absent or `null`.
    pub(super) fn raw(&self, key: &str) -> Option<&'a str> {
        self.0.get(key).map(|raw| raw.get()).filter(|text| *text != "null")
    }

    /// The string under a key, where there is one.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        serde_json::from_str(self.raw(key)?).ok()
    }

    /// The object under a key.
    pub(super) fn object(&self, key: &str) -> Result<Option<Object<'a>>, String> {
        let Some(text) = self.raw(key) else { return Ok(None) };
        Object::read(text).map(Some).map_err(|e| format!("`{key}`: {e}"))
    }

    /// The list under a key.
    pub(super) fn list(&self, key: &str) -> Result<Option<List<'a>>, String> {
        let Some(text) = self.raw(key) else { return Ok(None) };
        serde_json::from_str(text).map(Some).map_err(|e| format!("`{key}`: {e}"))
    }

    /// A count of tokens above zero, where one stands under the key; limits are facts, not prices.
    pub(super) fn limit(&self, key: &str) -> Option<u32> {
        self.raw(key).and_then(|text| whole(text).ok()).filter(|count| *count > 0)
    }
}

/// A whole number below 2^32, which some lists write as `256000.0`.
pub(super) fn whole(text: &str) -> Result<u32, String> {
    let expected = |_| format!("met {}, expected a whole number below 2^32", shown(text));
    exact(text, 0, 0, u64::from(u32::MAX)).map(|n| u32::try_from(n).unwrap_or(u32::MAX)).map_err(expected)
}

/// `text` times `10^shift` as a whole number of `10^-places`, exactly.
///
/// `text` is a number of JSON (`2.5e-06`), or a string that holds one. Refused: anything else, a value
/// below 0 or above `most` (in whole units), and one with more places.
pub(super) fn exact(text: &str, shift: i32, places: u32, most: u64) -> Result<u64, String> {
    let met = || shown(text);
    let number = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    if number.starts_with('-') {
        return Err(format!("{} is below 0 or no number", met()));
    }
    // The grammar is JSON's: serde_json checks it, without reading a value.
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.ends_with(|c: char| c.is_ascii_digit())
        && serde_json::from_str::<&RawValue>(number).is_ok();
    if !is_number {
        return Err(format!("{} is no number", met()));
    }
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let trimmed = digits.trim_end_matches('0');
    let dropped = digits.len().saturating_sub(trimmed.len());
    let significant = trimmed.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    let scaled = if shift == 0 { String::new() } else { format!(" times 10^{shift}") };
    let bounds = || {
        format!("{}{scaled} is out of bounds: expected at most {most} with at most {places} places", met())
    };
    let scale = i64::from(shift) + i64::from(places) + i64::try_from(dropped).unwrap_or(0)
        - i64::try_from(fraction.len()).unwrap_or(0);
    let power = exponent.parse::<i32>().ok().and_then(|e| i64::from(e).checked_add(scale));
    let power = power.and_then(|p| u32::try_from(p).ok()).and_then(|p| 10_u64.checked_pow(p));
    let value = significant.parse::<u64>().ok().zip(power).and_then(|(n, p)| n.checked_mul(p));
    let ceiling = 10_u64.checked_pow(places).and_then(|unit| unit.checked_mul(most)).unwrap_or(u64::MAX);
    value.filter(|v| *v <= ceiling).ok_or_else(bounds)
}

/// A whole number of `10^-places` as a plain decimal: no exponent, no trailing zeros.
pub(super) fn plain(value: u64, places: usize) -> String {
    let digits = format!("{value:0>width$}", width = places.saturating_add(1));
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(places));
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

/// A value as it was met, cut to what fits a message.
pub(super) fn shown(text: &str) -> String {
    let mut cut: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    format!("`{cut}`")
}

/// How many lists and objects stand inside of each other at the deepest place.
pub(super) fn depth(text: &str) -> usize {
    let (mut open, mut deepest, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => open = open.saturating_add(1),
            b']' | b'}' if !quoted => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = open.max(deepest);
    }
    deepest
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with unique keys")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut fields = BTreeMap::new();
                while let Some(key) = access.next_key::<String>()? {
                    if fields.contains_key(&key) {
                        return Err(Error::custom(format_args!("duplicate key {}", shown(&key))));
                    }
                    fields.insert(key, access.next_value()?);
                    if fields.len() > WIDEST {
                        return Err(Error::custom(format_args!("more than {WIDEST} keys in one object")));
                    }
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl<'de> Deserialize<'de> for List<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items;
        impl<'de> Visitor<'de> for Items {
            type Value = List<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = access.next_element()? {
                    items.push(item);
                    if items.len() > WIDEST {
                        return Err(Error::custom(format_args!("more than {WIDEST} items in one list")));
                    }
                }
                Ok(List(items))
            }
        }
        deserializer.deserialize_seq(Items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_become_plain_decimals_exactly() {
        let per_million = |text| exact(text, 6, 9, 1_000_000).map(|n| plain(n, 9));
        for (text, expected) in [
            ("2.5e-06", "2.5"),
            ("3E-7", "0.3"),
            ("\"3e-7\"", "0.3"),
            ("1", "1000000"),
            ("0.0", "0"),
            ("0e999999999", "0"),
            ("1e-15", "0.000000001"),
            ("12500.0e-10", "1.25"),
            ("0.00000000000000000001e20", "1000000"),
        ] {
            assert_eq!(per_million(text).as_deref(), Ok(expected), "{text}");
        }
        for bad in [
            "-1e-6",
            "-0",
            "NaN",
            "1e400",
            "1e-16",
            "1.0000001",
            "1e99999999999",
            "",
            "\"\"",
            "\"x\"",
            "1.",
            ".5",
            "01",
            "true",
            "[1]",
            "{}",
            "1e",
            "+1",
            "1 2",
            "\"",
            "99999999999999999999",
            "١",
        ] {
            assert!(per_million(bad).is_err(), "{bad}");
        }
        assert_eq!(whole("256000.0"), Ok(256_000));
        assert!(whole("4294967296").is_err() && whole("0.5").is_err());
    }

    #[test]
    fn keys_are_unique_and_nesting_is_measured() {
        let Err(error) = Object::read(r#"{"a":1,"a":2}"#) else { panic!("duplicate keys were read") };
        assert!(error.contains("duplicate key `a`"), "{error}");
        assert_eq!(depth(r#"{"a[[[":[["\"["]]}"#), 3);
        let wide = format!("[{}0]", "0,".repeat(WIDEST));
        assert!(serde_json::from_str::<List<'_>>(&wide).is_err());
    }
}
