//! The struct of columns that describes requests, one a row.

use crate::words::{NONE, Words, unexpected};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, StructArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Date64Type, Fields, Int64Type, TimeUnit, UInt64Type,
};
use datafusion::error::Result;
use std::collections::BTreeMap;
use tokentoll::{Code, Day, Meter, TermsAsked, Usage};

/// Why a row has no price.
#[derive(Clone, Debug)]
pub(crate) struct Reason {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Reason {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Reason {
        Reason { code, message: message.into() }
    }
}

impl From<tokentoll::Failure> for Reason {
    fn from(failure: tokentoll::Failure) -> Reason {
        Reason { code: failure.code.name(), message: failure.message }
    }
}

/// Requests, by column.
#[derive(Debug)]
pub(crate) struct Columns {
    pub(crate) rows: usize,
    pub(crate) seller: Words,
    pub(crate) model: Words,
    pub(crate) on: Days,
    /// By [`TermsAsked::NAMES`].
    pub(crate) terms: [Words; 4],
    counts: Vec<(Meter, Vec<u32>)>,
    /// Rows that describe no request, and why.
    bad: BTreeMap<usize, Reason>,
}

impl Columns {
    /// Checks what a struct of such members would describe.
    pub(crate) fn check(members: &Fields) -> Result<(), String> {
        let mut seen: Vec<&str> = Vec::new();
        let mut meters = 0;
        for member in members {
            let (name, kind) = (member.name().as_str(), member.data_type());
            if seen.contains(&name) {
                return Err(format!("met the member `{name}` twice"));
            }
            seen.push(name);
            let expected = match name {
                "on" => Some("a date, a time or a text").filter(|_| !Days::has(kind)),
                "seller" | "model" => Some("a text").filter(|_| !Words::has(kind)),
                _ if TermsAsked::NAMES.contains(&name) => Some("a text").filter(|_| !Words::has(kind)),
                _ if name.parse::<Meter>().is_ok() => {
                    meters += 1;
                    Some("whole numbers").filter(|_| !is_whole(kind))
                }
                _ => return Err(format!("unknown member `{name}`, expected some of {}", names().join(", "))),
            };
            if let Some(expected) = expected {
                return Err(format!("{name}: met {kind}, expected {expected}"));
            }
        }
        match ["model", "on"].into_iter().find(|needed| !seen.contains(needed)) {
            Some(needed) => Err(format!("expected the member `{needed}`")),
            None if meters == 0 => Err("expected at least one meter, such as `input`".to_owned()),
            None => Ok(()),
        }
    }

    pub(crate) fn of(requests: &StructArray) -> Result<Columns> {
        let words =
            |name: &str| requests.column_by_name(name).map_or_else(|| Ok(Words::default()), Words::of);
        let [service_tier, speed, geo, endpoint] = TermsAsked::NAMES;
        let on = requests.column_by_name("on").ok_or_else(|| unexpected("no `on`"))?;
        let mut columns = Columns {
            rows: requests.len(),
            seller: words("seller")?,
            model: words("model")?,
            on: Days::of(on)?,
            terms: [words(service_tier)?, words(speed)?, words(geo)?, words(endpoint)?],
            counts: Vec::new(),
            bad: BTreeMap::new(),
        };
        for row in (0..requests.len()).filter(|row| requests.is_null(*row)) {
            columns.bad.insert(row, Reason::new("no_usage", "met null, expected a request"));
        }
        for meter in Meter::ALL {
            if let Some(column) = requests.column_by_name(meter.name()) {
                let counts = counts(column, meter, &mut columns.bad)?;
                columns.counts.push((meter, counts));
            }
        }
        Ok(columns)
    }

    /// What a row used.
    pub(crate) fn usage(&self, row: usize) -> Result<Usage, Reason> {
        if !self.bad.is_empty()
            && let Some(reason) = self.bad.get(&row)
        {
            return Err(reason.clone());
        }
        let count = |counts: &[u32]| counts.get(row).copied().unwrap_or(0);
        Ok(self.counts.iter().fold(Usage::new(), |usage, (meter, counts)| usage.with(*meter, count(counts))))
    }
}

/// Every member that a request may have.
fn names() -> Vec<&'static str> {
    let rest = TermsAsked::NAMES.into_iter().chain(Meter::ALL.map(Meter::name));
    ["seller", "model", "on"].into_iter().chain(rest).collect()
}

fn is_whole(kind: &DataType) -> bool {
    kind.is_integer() || *kind == DataType::Null
}

/// The counts of a meter; what is no count is noted by row.
fn counts(column: &ArrayRef, meter: Meter, bad: &mut BTreeMap<usize, Reason>) -> Result<Vec<u32>> {
    let wide = if column.data_type().is_unsigned_integer() { DataType::UInt64 } else { DataType::Int64 };
    let column = cast(column, &wide)?;
    let mut note = |row: usize, met: &dyn std::fmt::Display| {
        let code = if column.is_null(row) { "no_usage" } else { Code::BadNumber.name() };
        let message = format!("{meter}: met {met}, expected a whole number from 0 to {}", u32::MAX);
        bad.entry(row).or_insert_with(|| Reason::new(code, message));
        0
    };
    let mut counts: Vec<u32> = match wide {
        DataType::UInt64 => {
            let values = column.as_primitive::<UInt64Type>().values();
            let count = |(row, n): (usize, &u64)| u32::try_from(*n).unwrap_or_else(|_| note(row, n));
            values.iter().enumerate().map(count).collect()
        }
        _ => {
            let values = column.as_primitive::<Int64Type>().values();
            let count = |(row, n): (usize, &i64)| u32::try_from(*n).unwrap_or_else(|_| note(row, n));
            values.iter().enumerate().map(count).collect()
        }
    };
    if column.null_count() > 0 {
        for (row, count) in counts.iter_mut().enumerate().filter(|(row, _)| column.is_null(*row)) {
            *count = note(row, &"null");
        }
    }
    Ok(counts)
}

/// A column of days.
#[derive(Debug)]
pub(crate) enum Days {
    /// Days since 1970.
    Since1970(Vec<Option<i32>>),
    /// Texts.
    Texts(Words),
}

/// The key of a row without a day.
pub(crate) const UNDATED: i64 = i64::MAX;

impl Days {
    fn has(kind: &DataType) -> bool {
        matches!(kind, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..)) || Words::has(kind)
    }

    fn of(column: &ArrayRef) -> Result<Days> {
        let per_day = |seconds: i64| match column.data_type() {
            DataType::Timestamp(TimeUnit::Second, _) => seconds,
            DataType::Timestamp(TimeUnit::Microsecond, _) => seconds * 1_000_000,
            DataType::Timestamp(TimeUnit::Nanosecond, _) => seconds * 1_000_000_000,
            _ => seconds * 1_000,
        };
        // Prices are those of the day in UTC, on which a time stands whatever zone it is shown in.
        let day = |time: i64| i32::try_from(time.div_euclid(per_day(86_400))).ok();
        Ok(match column.data_type() {
            DataType::Date32 => Days::Since1970(column.as_primitive::<Date32Type>().iter().collect()),
            DataType::Date64 => {
                let days = column.as_primitive::<Date64Type>().iter();
                Days::Since1970(days.map(|time| time.and_then(day)).collect())
            }
            DataType::Timestamp(..) => {
                let times = cast(column, &DataType::Int64)?;
                let times = times.as_primitive::<Int64Type>().iter();
                Days::Since1970(times.map(|time| time.and_then(day)).collect())
            }
            _ => Days::Texts(Words::of(column)?),
        })
    }

    /// A number that rows of one day share.
    pub(crate) fn key(&self, row: usize) -> i64 {
        match self {
            Days::Since1970(days) => days.get(row).copied().flatten().map_or(UNDATED, i64::from),
            Days::Texts(texts) => match texts.key(row) {
                NONE => UNDATED,
                key => i64::from(key),
            },
        }
    }

    /// The day of a key.
    pub(crate) fn day(&self, key: i64) -> Result<Day, Reason> {
        let none = || Reason::new("no_time", "met no day: expected the one of the request");
        if key == UNDATED {
            return Err(none());
        }
        match self {
            Days::Since1970(_) => {
                let day = i32::try_from(key).ok().and_then(Day::since_1970);
                day.ok_or_else(|| {
                    Reason::new(Code::BadDate.name(), format!("no calendar has day {key} after 1970"))
                })
            }
            Days::Texts(texts) => {
                let text = u32::try_from(key).ok().and_then(|key| texts.word(key)).ok_or_else(none)?;
                text.parse().map_err(|bad: tokentoll::book::BadDay| {
                    Reason::new(Code::BadDate.name(), bad.to_string())
                })
            }
        }
    }
}
