//! `usage` as Claude Code logs it: the Messages API's object, whose members may each be missing or null.
//!
//! Most objects hold known members and plain counts: those are read as they stand. Everything else goes
//! through the one strict reader ([`crate::read`]), which gives the same where both can read.

use super::record::Used;
use super::scan::Scan;
use crate::json::{Json, Limits, Number, Object, parse};
use crate::report::{ErrorCode, ReportFormat, ReportedTerms, UsageError};
use tokentoll_core::{InferenceGeo, ServiceTier, Speed, Usage};

/// Reads the text of a usage object; `refused` is whether the answer is a refusal.
pub(crate) fn read(text: &[u8], refused: bool) -> Result<(Used, ReportedTerms), UsageError> {
    match plain(text) {
        Ok(Some(plain)) if !(refused && plain.output == Some(0)) => {
            Ok((Used::Request(plain.usage()), plain.terms))
        }
        _ => strict(text, refused),
    }
}

/// Counts and terms of an object without surprises.
#[derive(Debug, Default)]
struct Plain {
    input: Option<u32>,
    read: Option<u32>,
    written: Option<u32>,
    five: Option<u32>,
    hour: Option<u32>,
    output: Option<u32>,
    thinking: u32,
    searches: u32,
    terms: ReportedTerms,
    /// Which members stood there, one bit each.
    seen: u32,
}

impl Plain {
    fn usage(&self) -> Usage {
        let (five, hour) = self.lifetimes();
        Usage::new()
            .input(self.input.unwrap_or(0))
            .cache_read(self.read.unwrap_or(0))
            .cache_write_5m(five)
            .cache_write_1h(hour)
            .output(self.output.unwrap_or(0))
            .web_search(self.searches)
    }

    fn lifetimes(&self) -> (u32, u32) {
        match (self.five, self.hour) {
            (None, None) => (self.written.unwrap_or(0), 0),
            (five, hour) => (five.unwrap_or(0), hour.unwrap_or(0)),
        }
    }

    /// Whether the whole is told as its parts, and anything is told at all.
    fn agrees(&self) -> bool {
        let (five, hour) = self.lifetimes();
        let whole =
            self.written.is_none_or(|written| u64::from(written) == u64::from(five) + u64::from(hour));
        let told = self.input.is_some() && self.output.is_some();
        whole && told && self.thinking <= self.output.unwrap_or(0)
    }

    /// False where the member stands twice.
    fn first(&mut self, bit: u32) -> bool {
        let new = self.seen & 1 << bit == 0;
        self.seen |= 1 << bit;
        new
    }
}

/// The object, where it is one without surprises.
fn plain(text: &[u8]) -> Result<Option<Plain>, UsageError> {
    let mut plain = Plain::default();
    let mut entry: Option<Plain> = None;
    let mut scan = Scan::new(text);
    let mut usual = true;
    scan.members(|scan, key| {
        usual &= match key {
            b"service_tier" => plain.first(8) && tier(scan.skip()?, &mut plain.terms),
            b"inference_geo" => plain.first(9) && geo(scan.skip()?, &mut plain.terms),
            b"speed" => plain.first(10) && speed(scan.skip()?, &mut plain.terms),
            b"server_tool_use" => plain.first(11) && tools(scan, &mut plain)?,
            b"iterations" if scan.peek() == Some(b'[') => {
                let mut known = plain.first(12);
                scan.elements(|scan| {
                    known &= entry.is_none();
                    let (one, is_known) = iteration(scan)?;
                    entry = Some(one);
                    known &= is_known;
                    Ok(())
                })?;
                known
            }
            b"iterations" => plain.first(12) && scan.skip()? == b"null",
            _ => counts(scan, key, &mut plain)?,
        };
        Ok(())
    })?;
    scan.end()?;
    let repeats = entry.is_none_or(|entry| {
        entry.agrees()
            && (entry.input, entry.output, entry.read.unwrap_or(0), entry.lifetimes())
                == (plain.input, plain.output, plain.read.unwrap_or(0), plain.lifetimes())
    });
    Ok((usual && repeats && plain.agrees()).then_some(plain))
}

/// An entry of `iterations`, and whether it is of the usual kind.
fn iteration(scan: &mut Scan<'_>) -> Result<(Plain, bool), UsageError> {
    let (mut entry, mut known) = (Plain::default(), true);
    scan.members(|scan, key| {
        known &= match key {
            b"type" => entry.first(13) && scan.skip()? == b"\"message\"",
            _ => counts(scan, key, &mut entry)?,
        };
        Ok(())
    })?;
    let is_message = entry.seen & 1 << 13 != 0;
    Ok((entry, known && is_message))
}

/// The members that a usage and an iteration share; false for what is not usual.
fn counts(scan: &mut Scan<'_>, key: &[u8], plain: &mut Plain) -> Result<bool, UsageError> {
    let bit = match key {
        b"input_tokens" => 0,
        b"cache_read_input_tokens" => 1,
        b"cache_creation_input_tokens" => 2,
        b"output_tokens" => 3,
        b"cache_creation" => 4,
        b"output_tokens_details" => 5,
        _ => return scan.skip().map(|_| false),
    };
    if !plain.first(bit) {
        return scan.skip().map(|_| false);
    }
    match bit {
        4 | 5 if scan.peek() != Some(b'{') => return Ok(scan.skip()? == b"null"),
        4 | 5 => {
            let mut known = true;
            scan.members(|scan, key| {
                let slot = match (bit, key) {
                    (4, b"ephemeral_5m_input_tokens") if plain.first(6) => &mut plain.five,
                    (4, b"ephemeral_1h_input_tokens") if plain.first(7) => &mut plain.hour,
                    (5, b"thinking_tokens") if plain.first(14) => {
                        let count = scan.plain_count()?;
                        known &= count.is_some();
                        plain.thinking = count.unwrap_or(0);
                        return Ok(());
                    }
                    _ => {
                        known = false;
                        return scan.skip().map(drop);
                    }
                };
                *slot = scan.plain_count()?;
                known &= slot.is_some();
                Ok(())
            })?;
            return Ok(known);
        }
        _ => {}
    }
    let count = scan.plain_count()?;
    let slot = match bit {
        0 => &mut plain.input,
        1 => &mut plain.read,
        2 => &mut plain.written,
        _ => &mut plain.output,
    };
    *slot = count;
    Ok(count.is_some())
}

fn tools(scan: &mut Scan<'_>, plain: &mut Plain) -> Result<bool, UsageError> {
    if scan.peek() != Some(b'{') {
        return Ok(scan.skip()? == b"null");
    }
    let mut known = true;
    scan.members(|scan, key| {
        let count = scan.plain_count()?;
        match key {
            b"web_search_requests" if plain.first(15) => plain.searches = count.unwrap_or(0),
            b"web_fetch_requests" if plain.first(16) => {}
            _ => known = false,
        }
        known &= count.is_some();
        Ok(())
    })?;
    Ok(known)
}

fn tier(word: &[u8], terms: &mut ReportedTerms) -> bool {
    terms.service_tier = match word {
        b"null" => None,
        b"\"standard\"" => Some(ServiceTier::Standard),
        b"\"batch\"" => Some(ServiceTier::Batch),
        b"\"priority\"" => Some(ServiceTier::Priority),
        _ => return false,
    };
    true
}

fn geo(word: &[u8], terms: &mut ReportedTerms) -> bool {
    terms.inference_geo = match word {
        b"null" | b"\"\"" | b"\"not_available\"" => None,
        b"\"global\"" => Some(InferenceGeo::Global),
        b"\"us\"" => Some(InferenceGeo::Us),
        _ => return false,
    };
    true
}

fn speed(word: &[u8], terms: &mut ReportedTerms) -> bool {
    terms.speed = match word {
        b"null" => None,
        b"\"standard\"" => Some(Speed::Standard),
        b"\"fast\"" => Some(Speed::Fast),
        _ => return false,
    };
    true
}

/// By the strict reader. A log may leave out any count: one that is missing where another stands is zero.
fn strict(text: &[u8], refused: bool) -> Result<(Used, ReportedTerms), UsageError> {
    let usage = parse(text, Limits::default())
        .map_err(|error| UsageError::new(ErrorCode::BadJson, "usage", error.to_string()))?;
    let Json::Object(mut usage) = usage else {
        return Err(UsageError::bad_usage("usage", "met no object, expected a usage object"));
    };
    let told = |usage: &Object, key: &str| usage.field(key).is_some_and(|json| !json.is_null());
    if !COUNTS.iter().any(|key| told(&usage, key)) {
        return Err(UsageError::bad_usage("usage", "met an object without any count"));
    }
    if !told(&usage, "input_tokens") {
        usage.set("input_tokens", Json::Number(Number::Whole(0)));
    }
    let mut response = Object::default();
    response.set("usage", Json::Object(usage));
    if refused {
        response.set("stop_reason", Json::Text("refusal".into()));
    }
    let report = crate::read(&Json::Object(response), Some(ReportFormat::Anthropic))?;
    Ok((Used::of(report.parts), report.terms))
}

const COUNTS: [&str; 5] = [
    "input_tokens",
    "output_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "cache_creation",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tokentoll_core::Meter;

    fn of(used: &Used, meter: Meter) -> u32 {
        match used {
            Used::Request(usage) => usage.of(meter),
            other => panic!("{other:?}"),
        }
    }

    fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
        proptest::sample::select(words).prop_map(str::to_owned)
    }

    fn count() -> impl Strategy<Value = String> {
        prop_oneof![
            6 => (0u32..2_000_000).prop_map(|n| n.to_string()),
            1 => Just("0".to_owned()),
            1 => word(&["null", "-1", "1.0", "4294967295", "4294967296", "\"5\"", "{}", "01"]),
        ]
    }

    prop_compose! {
        fn members()(
            counts in proptest::collection::vec((0usize..5, count()), 0..7),
            split in proptest::option::of((count(), count())),
            tier in word(&["\"standard\"", "\"batch\"", "null", "\"default\"", "\"gold\""]),
            geo in word(&["\"\"", "\"global\"", "\"us\"", "\"not_available\"", "null", "\"moon\""]),
            speed in word(&["\"fast\"", "null", "\"standard\"", "1"]),
            iterations in word(&["[]", "null", r#"[{"type":"message","input_tokens":1,"output_tokens":2}]"#, "5"]),
            searches in count(), thinking in count(), twice in any::<bool>(),
        ) -> Vec<String> {
            let names = ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "mystery"];
            let mut all: Vec<String> = counts.into_iter().map(|(i, n)| format!("\"{}\":{n}", names[i])).collect();
            if let Some((five, hour)) = split {
                all.push(format!(r#""cache_creation":{{"ephemeral_5m_input_tokens":{five},"ephemeral_1h_input_tokens":{hour}}}"#));
            }
            all.push(format!(r#""service_tier":{tier}"#));
            all.push(format!(r#""inference_geo":{geo}"#));
            all.push(format!(r#""speed":{speed}"#));
            all.push(format!(r#""iterations":{iterations}"#));
            all.push(format!(r#""server_tool_use":{{"web_search_requests":{searches},"web_fetch_requests":1}}"#));
            all.push(format!(r#""output_tokens_details":{{"thinking_tokens":{thinking}}}"#));
            if twice {
                all.push(r#""speed":null"#.to_owned());
            }
            all
        }
    }

    proptest! {
        #[test]
        fn the_quick_way_gives_what_the_strict_reader_gives(members in members()) {
            let text = format!("{{{}}}", members.join(","));
            if let Ok(Some(quick)) = plain(text.as_bytes()) {
                let (used, terms) = strict(text.as_bytes(), false)
                    .unwrap_or_else(|error| panic!("{text}: {error}"));
                prop_assert_eq!((Used::Request(quick.usage()), quick.terms), (used, terms), "{}", text);
            }
        }
    }

    #[test]
    fn the_usual_object_goes_the_quick_way() {
        let usual = br#"{"input_tokens":3,"cache_creation_input_tokens":20,"cache_read_input_tokens":10,
            "cache_creation":{"ephemeral_5m_input_tokens":5,"ephemeral_1h_input_tokens":15},"output_tokens":7,
            "service_tier":"standard","inference_geo":"","speed":"standard",
            "server_tool_use":{"web_search_requests":1,"web_fetch_requests":0},
            "iterations":[{"type":"message","input_tokens":3,"output_tokens":7,"cache_read_input_tokens":10,
            "cache_creation_input_tokens":20,"cache_creation":{"ephemeral_5m_input_tokens":5,"ephemeral_1h_input_tokens":15}}]}"#;
        let quick = plain(usual).unwrap().unwrap();
        assert_eq!(Used::Request(quick.usage()), strict(usual, false).unwrap().0);
        assert_eq!(quick.usage().of(Meter::CacheWrite1h), 15);
    }

    #[test]
    fn any_count_may_be_missing_but_not_all() {
        let (used, _) = read(br#"{"output_tokens":7,"input_tokens":null}"#, false).unwrap();
        assert_eq!((of(&used, Meter::Input), of(&used, Meter::Output)), (0, 7));
        assert_eq!(read(b"{}", false).unwrap_err().code, ErrorCode::BadUsage);
        assert_eq!(read(br#"{"speed":"fast"}"#, false).unwrap_err().code, ErrorCode::BadUsage);
    }
}
