//! Which column of a log of somebody's own is which meter.

use super::record::Fault;
use super::{Framing, LogFormat, LogReader, table};
use crate::json::{Json, Limits, Object, met, parse};
use std::fmt;
use tokentoll_core::{Meter, MeterSet};

/// Tells a reader of CSV or JSON lines what stands where.
///
/// A place is the name of a column, or, in JSON, a dotted path; with `=` before it, it is the value itself.
///
/// ```
/// use tokentoll_usage::log::{Entry, LogFormat, Mapped, Mapping};
/// let mapping = Mapping::read(br#"{ "format": "csv", "time": "when", "model": "model", "seller": "=anthropic",
///   "meters": { "input": "in", "output": "out", "cache_read": "cached" }, "input_includes": ["cache_read"] }"#)?;
/// let mut reader = Mapped(mapping).reader();
/// let mut records = Vec::new();
/// for line in ["when,model,in,cached,out", "2026-02-20,claude-sonnet-4-5,1000,400,30"] {
///     reader.read(line.as_bytes(), &mut |entry| if let Entry::Record(record) = entry { records.push(record) });
/// }
/// assert_eq!(records[0].model.as_deref(), Some("claude-sonnet-4-5"));
/// # Ok::<(), tokentoll_usage::log::MappingError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// CSV with a line of titles, or one JSON object a line.
    pub(crate) csv: Option<u8>,
    pub(crate) time: Option<Place>,
    pub(crate) model: Option<Place>,
    pub(crate) seller: Option<Place>,
    pub(crate) id: Option<Place>,
    pub(crate) project: Option<Place>,
    pub(crate) session: Option<Place>,
    pub(crate) cost: Option<Place>,
    pub(crate) service_tier: Option<Place>,
    pub(crate) speed: Option<Place>,
    pub(crate) inference_geo: Option<Place>,
    /// A provider's usage object as JSON, instead of meters.
    pub(crate) usage: Option<Place>,
    pub(crate) meters: Vec<(Meter, Place)>,
    /// Meters that the column of `input` holds, too.
    pub(crate) input_includes: MeterSet,
    /// Meters that the column of `output` holds, too.
    pub(crate) output_includes: MeterSet,
    pub(crate) labels: Vec<(String, Place)>,
    /// Whether a line is the sum of several requests.
    pub(crate) aggregated: bool,
}

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a column, or at a path.
    At(String),
    /// Here.
    Value(String),
}

/// What is wrong with a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingError(String);

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MappingError {}

const MEMBERS: [&str; 17] = [
    "format",
    "delimiter",
    "time",
    "model",
    "seller",
    "id",
    "project",
    "session",
    "cost",
    "service_tier",
    "speed",
    "inference_geo",
    "usage",
    "meters",
    "input_includes",
    "output_includes",
    "labels",
];

impl Mapping {
    /// Reads a mapping file, one JSON object.
    ///
    /// # Errors
    /// [`MappingError`] for what is no mapping, names an unknown member or meter, or maps no usage.
    pub fn read(text: &[u8]) -> Result<Mapping, MappingError> {
        let json = parse(text, Limits::default()).map_err(|error| MappingError(error.to_string()))?;
        let Json::Object(object) = &json else {
            return Err(MappingError(format!("met {}, expected an object", met(&json))));
        };
        if let Some(unknown) = object.keys().find(|key| !MEMBERS.contains(key) && *key != "aggregated") {
            let unknown = crate::json::short(unknown);
            let known = MEMBERS.join(", ");
            return Err(MappingError(format!(
                "unknown member `{unknown}`, expected some of {known}, aggregated"
            )));
        }
        let place = |key: &str| place(object, key);
        let mapping = Mapping {
            csv: csv(object)?,
            time: place("time")?,
            model: place("model")?,
            seller: place("seller")?,
            id: place("id")?,
            project: place("project")?,
            session: place("session")?,
            cost: place("cost")?,
            service_tier: place("service_tier")?,
            speed: place("speed")?,
            inference_geo: place("inference_geo")?,
            usage: place("usage")?,
            meters: meters(object)?,
            input_includes: meter_set(object, "input_includes")?,
            output_includes: meter_set(object, "output_includes")?,
            labels: named(object, "labels")?,
            aggregated: match object.at(&["aggregated"]) {
                None => false,
                Some(Json::Bool(value)) => *value,
                Some(other) => {
                    return Err(MappingError(format!(
                        "aggregated: met {}, expected true or false",
                        met(other)
                    )));
                }
            },
        };
        if mapping.usage.is_some() != mapping.meters.is_empty() {
            return Err(MappingError("expected exactly one of `meters` and `usage`".to_owned()));
        }
        if mapping.model.is_none() && mapping.usage.is_none() {
            return Err(MappingError("expected the place of `model`".to_owned()));
        }
        Ok(mapping)
    }
}

/// The format `mapped`: what a [`Mapping`] says.
#[derive(Clone, Debug)]
pub struct Mapped(pub Mapping);

impl LogFormat for Mapped {
    fn name(&self) -> &'static str {
        "mapped"
    }

    fn framing(&self) -> Framing {
        if self.0.csv.is_some() { Framing::Lines } else { Framing::Values }
    }

    fn is(&self, _head: &[u8]) -> bool {
        true
    }

    fn reader(&self) -> Box<dyn LogReader> {
        table::reader(&self.0)
    }

    fn is_stateless(&self) -> bool {
        self.0.csv.is_none()
    }
}

fn csv(object: &Object) -> Result<Option<u8>, MappingError> {
    let format = object.text_at(&["format"]);
    let delimiter = object.text_at(&["delimiter"]);
    match (format.as_deref(), delimiter.as_deref().map(str::as_bytes)) {
        (Some("csv"), None) => Ok(Some(b',')),
        (Some("csv"), Some([one])) if one.is_ascii() && *one != b'"' => Ok(Some(*one)),
        (Some("csv"), Some(_)) => Err(MappingError("delimiter: expected one ASCII character".to_owned())),
        (Some("jsonl"), None) => Ok(None),
        (Some("jsonl"), Some(_)) => Err(MappingError("delimiter belongs to csv".to_owned())),
        (met, _) => {
            let met = met.map_or("nothing".to_owned(), |met| format!("`{}`", crate::json::short(met)));
            Err(MappingError(format!("format: met {met}, expected csv or jsonl")))
        }
    }
}

fn place(object: &Object, key: &str) -> Result<Option<Place>, MappingError> {
    match object.field(key) {
        None | Some(Json::Null) => Ok(None),
        Some(json) => one_place(key, json).map(Some),
    }
}

fn one_place(key: &str, json: &Json) -> Result<Place, MappingError> {
    match json {
        Json::Text(text) => Ok(match text.strip_prefix('=') {
            Some(value) => Place::Value(value.to_owned()),
            None => Place::At(text.clone()),
        }),
        other => Err(MappingError(format!(
            "{key}: met {}, expected the name of a column, or `=value`",
            met(other)
        ))),
    }
}

fn named(object: &Object, key: &str) -> Result<Vec<(String, Place)>, MappingError> {
    match object.field(key) {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(Json::Object(names)) => {
            names.iter().map(|(name, json)| Ok((name.to_owned(), one_place(key, json)?))).collect()
        }
        Some(other) => Err(MappingError(format!("{key}: met {}, expected an object", met(other)))),
    }
}

fn meters(object: &Object) -> Result<Vec<(Meter, Place)>, MappingError> {
    named(object, "meters")?.into_iter().map(|(name, place)| Ok((meter(&name)?, place))).collect()
}

fn meter_set(object: &Object, key: &str) -> Result<MeterSet, MappingError> {
    match object.field(key) {
        None | Some(Json::Null) => Ok(MeterSet::NONE),
        Some(Json::List(list)) => list
            .iter()
            .map(|json| meter(json.as_text().unwrap_or_default()))
            .collect::<Result<Vec<_>, _>>()
            .map(|meters| meters.into_iter().collect()),
        Some(other) => Err(MappingError(format!("{key}: met {}, expected an array of meters", met(other)))),
    }
}

fn meter(name: &str) -> Result<Meter, MappingError> {
    name.parse().map_err(|()| {
        let known = Meter::ALL.map(Meter::name).join(", ");
        MappingError(format!("no meter `{}`, expected one of {known}", crate::json::short(name)))
    })
}

/// What a count that should be a whole number is not.
pub(crate) fn count(place: &str, text: &str) -> Result<u64, Fault> {
    let digits = text.trim();
    if digits.is_empty() {
        return Ok(0);
    }
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse() {
        Ok(count) if plain => Ok(count),
        _ => {
            let met = crate::json::short(digits);
            Err(Fault::new("bad_number", format!("{place}: met {met:?}, expected a whole number")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_named() {
        let error = |text: &str| Mapping::read(text.as_bytes()).unwrap_err().to_string();
        assert!(error("[]").contains("expected an object"));
        assert!(error(r#"{"format":"xml"}"#).contains("expected csv or jsonl"));
        assert!(error(r#"{"format":"csv","meters":{"tokens":"t"}}"#).contains("no meter `tokens`"));
        assert!(error(r#"{"format":"csv","meters":{"input":"t"}}"#).contains("`model`"));
        assert!(error(r#"{"format":"csv","model":"m"}"#).contains("exactly one"));
        assert!(error(r#"{"format":"csv","modell":"m"}"#).contains("unknown member `modell`"));
        assert!(error(r#"{"format":"csv","delimiter":";;"}"#).contains("one ASCII character"));
    }

    #[test]
    fn counts() {
        assert_eq!(count("x", " 12 "), Ok(12));
        assert_eq!(count("x", ""), Ok(0));
        for text in ["-1", "+1", "1.0", "1e3", "x", "99999999999999999999"] {
            assert!(count("x", text).is_err(), "{text}");
        }
    }
}
