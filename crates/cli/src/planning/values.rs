//! Ranges, ratios, durations and settings as people write them.

use crate::counts::count;
use serde_json::{Value, json};
use std::path::Path;
use tokentoll::Day;

/// A count that may be a range, as the wire has it: `212400`, `200k..225k`, `200k..212k..225k`, `212k±6%`.
pub(super) fn range(text: &str) -> Result<Value, String> {
    if let Some((middle, percent)) = text.split_once('±').or_else(|| text.split_once("+-")) {
        let middle = count(middle)?;
        let percent = percent.strip_suffix('%').ok_or("expected a percentage, such as 212k±6%")?;
        let percent = count(percent).map_err(|_| "expected whole percent, such as 212k±6%")?;
        if percent > 100 {
            return Err(format!("met {percent} %, expected at most 100"));
        }
        let (middle, percent) = (u64::from(middle), u64::from(percent));
        let low = middle * (100 - percent) / 100;
        let high = (middle * (100 + percent)).div_ceil(100);
        let high = u32::try_from(high).map_err(|_| "expected at most 4,294,967,295")?;
        return Ok(json!({ "low": low, "likely": middle, "high": high }));
    }
    let parts = text.split("..").map(count).collect::<Result<Vec<_>, _>>()?;
    let (low, likely, high) = match parts[..] {
        [one] => return Ok(json!(one)),
        [low, high] => (low, low / 2 + high / 2 + (low % 2 + high % 2) / 2, high),
        [low, likely, high] => (low, likely, high),
        _ => return Err("expected one count, LOW..HIGH or LOW..LIKELY..HIGH".to_owned()),
    };
    if low > likely || likely > high {
        return Err("expected counts that rise".to_owned());
    }
    Ok(json!({ "low": low, "likely": likely, "high": high }))
}

/// A duration in milliseconds: `90`, `90s`, `5m`, `1h`, `500ms`; a bare number is seconds.
pub(super) fn milliseconds(text: &str) -> Result<u32, String> {
    let expected = "expected a duration such as 500ms, 90s, 5m or 1h";
    let units = [("ms", 1_u32), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("", 1_000)];
    let unit = units.iter().find_map(|(unit, ms)| Some((text.strip_suffix(unit)?, ms)));
    let (number, ms) = unit.ok_or(expected)?;
    let number: u32 = number.parse().map_err(|_| expected)?;
    number.checked_mul(*ms).ok_or_else(|| "expected at most 49 days".to_owned())
}

/// A duration in whole seconds.
pub(super) fn seconds(text: &str) -> Result<u32, String> {
    let ms = milliseconds(text)?;
    if ms % 1_000 == 0 { Ok(ms / 1_000) } else { Err("expected whole seconds".to_owned()) }
}

/// `claude-v4.8=1.3` or `claude-v4.8=1..1.3..1.35`.
pub(super) fn ratio(text: &str) -> Result<(String, Value), String> {
    let expected = "expected FAMILY=RATIO, such as claude-v4.8=1.3 or claude-v4.8=1..1.3..1.35";
    let (family, ratio) = text.split_once('=').ok_or(expected)?;
    let parts: Vec<_> = ratio.split("..").collect();
    let value = match parts[..] {
        [one] => json!(one),
        [low, likely, high] => json!({ "low": low, "likely": likely, "high": high }),
        _ => return Err(expected.to_owned()),
    };
    Ok((family.to_owned(), value))
}

/// `CNY=0.14`.
pub(super) fn exchange(text: &str) -> Result<(String, Value), String> {
    let (currency, rate) = text.split_once('=').ok_or("expected a currency and a rate, such as CNY=0.14")?;
    Ok((currency.to_uppercase(), json!(rate)))
}

/// Another setting: `MODEL`, `SELLER:MODEL`, each with `@DATE`; `@DATE` alone is another day.
pub(super) fn setting(text: &str) -> Result<Value, String> {
    let (place, on) = match text.rsplit_once('@') {
        // Ids at Vertex hold an @ themselves.
        Some((place, day)) => match day.parse::<Day>() {
            Ok(day) => (place, Some(day.to_string())),
            Err(_) => (text, None),
        },
        None => (text, None),
    };
    let (seller, model) = match place.split_once(':') {
        Some((seller, model)) => (Some(seller), model),
        None => (None, place),
    };
    let mut members = serde_json::Map::new();
    for (name, value) in
        [("seller", seller), ("model", Some(model).filter(|m| !m.is_empty())), ("on", on.as_deref())]
    {
        if let Some(value) = value {
            members.insert(name.to_owned(), value.into());
        }
    }
    if members.is_empty() {
        Err("expected MODEL, SELLER:MODEL or @DATE".to_owned())
    } else {
        Ok(members.into())
    }
}

/// The items of a transcript: a JSON array, or one JSON object a line. An item is what the wire has
/// (`usage` or `report`, `after_s`), or a provider's response or usage object as it stands.
pub(super) fn transcript(path: &Path, text: &[u8]) -> Result<Value, String> {
    let items = match serde_json::from_slice::<Vec<Value>>(text) {
        Ok(items) => items,
        Err(_) => {
            let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
            let read = |(i, line): (usize, &[u8])| {
                serde_json::from_slice(line).map_err(|e| format!("{}: line {}: {e}", path.display(), i + 1))
            };
            lines.enumerate().map(read).collect::<Result<_, _>>()?
        }
    };
    let is_ours = |item: &Value| {
        let is_meters = |usage: &serde_json::Map<String, Value>| {
            usage.keys().all(|name| name.parse::<tokentoll::Meter>().is_ok())
        };
        item.get("report").is_some() || item.get("usage").and_then(Value::as_object).is_some_and(is_meters)
    };
    let items = items.into_iter().map(|item| if is_ours(&item) { item } else { json!({ "report": item }) });
    Ok(items.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        assert_eq!(range("212,400"), Ok(json!(212_400)));
        assert_eq!(range("200k..225k"), Ok(json!({ "low": 200_000, "likely": 212_500, "high": 225_000 })));
        assert_eq!(range("1..3..9"), Ok(json!({ "low": 1, "likely": 3, "high": 9 })));
        assert_eq!(range("212400±6%"), Ok(json!({ "low": 199_656, "likely": 212_400, "high": 225_144 })));
        assert_eq!(range("10+-25%"), Ok(json!({ "low": 7, "likely": 10, "high": 13 })));
        for bad in ["", "..", "3..1", "1..2..3..4", "5±6", "5±101%", "5±-1%", "4294967295±1%"] {
            assert!(range(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn durations() {
        assert_eq!(
            ["90", "90s", "5m", "1h", "500ms"].map(|t| milliseconds(t).unwrap()),
            [90_000, 90_000, 300_000, 3_600_000, 500]
        );
        for bad in ["", "s", "-1", "1.5h", "50d", "4294967295h"] {
            assert!(milliseconds(bad).is_err(), "{bad}");
        }
        assert!(seconds("500ms").is_err());
    }

    #[test]
    fn settings() {
        assert_eq!(setting("claude-opus-5"), Ok(json!({ "model": "claude-opus-5" })));
        assert_eq!(
            setting("vertex:claude-opus-4-5@20251101@2026-11-20"),
            Ok(json!({ "seller": "vertex", "model": "claude-opus-4-5@20251101", "on": "2026-11-20" }))
        );
        assert_eq!(setting("@2026-03-13"), Ok(json!({ "on": "2026-03-13" })));
        assert!(setting("").is_err());
    }
}
