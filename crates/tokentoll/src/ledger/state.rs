//! A ledger as bytes, to go on with later.

use super::names::{Names, Whence, Who, terms, words};
use super::row::{Extra, Row, Rows};
use super::{Ledger, key};
use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use tokentoll_core::{Meter, Usage};
use tokentoll_usage::log::{Aggregate, Record, Used};
use tokentoll_usage::{Part, PartKind};

/// The form of the bytes; another form is refused.
const FORM: &str = "tokentoll ledger 1";

/// Why bytes are no ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateError(String);

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StateError {}

#[derive(Deserialize)]
struct Saved {
    form: String,
    meters: Vec<String>,
    rows: Vec<Row>,
    extras: Vec<SavedExtra>,
    who: Vec<SavedWho>,
    whence: Vec<Whence>,
    sources: Vec<String>,
    repeats: u64,
}

/// The same, without a copy of the rows.
#[derive(Serialize)]
struct Saving<'l> {
    form: &'static str,
    meters: Vec<&'static str>,
    #[serde(serialize_with = "all")]
    rows: &'l Rows,
    extras: Vec<SavedExtra>,
    who: Vec<SavedWho>,
    whence: Vec<&'l Whence>,
    sources: &'l [String],
    repeats: u64,
}

fn all<S: serde::Serializer>(rows: &Rows, serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeSeq;
    let mut list = serializer.serialize_seq(Some(rows.len()))?;
    rows.iter().try_for_each(|row| list.serialize_element(row))?;
    list.end()
}

#[derive(Serialize, Deserialize)]
struct SavedWho {
    seller: Option<Box<str>>,
    model: Option<Box<str>>,
    terms: [Option<String>; 3],
}

#[derive(Serialize, Deserialize)]
enum SavedExtra {
    Request(Vec<u32>),
    Parts(Vec<(String, Option<String>, Vec<u32>, bool)>),
    Aggregate(Vec<u64>, Option<bool>),
}

impl Ledger {
    /// The ledger as bytes, with a checksum.
    pub fn to_bytes(&self) -> Vec<u8> {
        let saved = Saving {
            form: FORM,
            // As a list, which the bytes are told the length of.
            meters: Meter::ALL.map(Meter::name).to_vec(),
            rows: &self.rows,
            extras: self.extras.iter().map(SavedExtra::of).collect(),
            who: self.who.iter().map(SavedWho::of).collect(),
            whence: self.whence.iter().collect(),
            sources: &self.sources,
            repeats: self.repeats,
        };
        let mut bytes = postcard::to_allocvec(&saved).unwrap_or_else(|e| unreachable!("plain data: {e}"));
        bytes.extend_from_slice(&key(&[&bytes])[0].to_le_bytes());
        bytes
    }

    /// The ledger that bytes hold.
    ///
    /// # Errors
    /// [`StateError`] for bytes that were cut off or changed, and for those of another form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Ledger, StateError> {
        let broken = || StateError("the bytes were cut off or changed".to_owned());
        let (data, sum) = bytes.split_last_chunk::<8>().ok_or_else(broken)?;
        if key(&[data])[0].to_le_bytes() != *sum {
            return Err(broken());
        }
        let saved: Saved = postcard::from_bytes(data).map_err(|_| broken())?;
        if saved.form != FORM || saved.meters != Meter::ALL.map(Meter::name) {
            return Err(StateError(format!(
                "met the form `{}`, expected `{FORM}` of this version",
                saved.form
            )));
        }
        let who = saved.who.into_iter().map(SavedWho::back).collect::<Option<Vec<_>>>().ok_or_else(broken)?;
        let extras =
            saved.extras.into_iter().map(SavedExtra::back).collect::<Option<Vec<_>>>().ok_or_else(broken)?;
        let mut rows = Rows::default();
        let mut index = HashTable::with_capacity(saved.rows.len());
        for row in saved.rows {
            let names = (row.who as usize) < who.len() && (row.whence as usize) < saved.whence.len();
            if !names
                || row.extra as usize > extras.len()
                || row.source_number() as usize >= saved.sources.len()
            {
                return Err(broken());
            }
            let at = rows.push(row);
            index.insert_unique(row.key[0], at, |at| rows.at(*at).key[0]);
        }
        Ok(Ledger {
            rows,
            index,
            extras,
            who: Names::restore(who, record_of_who),
            whence: Names::restore(saved.whence, record_of_whence),
            sources: saved.sources,
            repeats: saved.repeats,
        })
    }
}

fn record_of_who(who: &Who) -> Record<'_> {
    Record {
        seller: who.seller.as_deref().map(Cow::Borrowed),
        model: who.model.as_deref().map(Cow::Borrowed),
        terms: who.terms,
        ..Record::new(Used::Request(Usage::new()))
    }
}

fn record_of_whence(whence: &Whence) -> Record<'_> {
    let labels = whence.labels.iter().map(|(name, value)| (Cow::Borrowed(&**name), Cow::Borrowed(&**value)));
    Record {
        project: whence.project.as_deref().map(Cow::Borrowed),
        session: whence.session.as_deref().map(Cow::Borrowed),
        labels: labels.collect(),
        ..Record::new(Used::Request(Usage::new()))
    }
}

impl SavedWho {
    fn of(who: &Who) -> SavedWho {
        SavedWho { seller: who.seller.clone(), model: who.model.clone(), terms: words(who.terms) }
    }

    fn back(self) -> Option<Who> {
        Some(Who { seller: self.seller, model: self.model, terms: terms(&self.terms)? })
    }
}

impl SavedExtra {
    fn of(extra: &Extra) -> SavedExtra {
        match extra {
            Extra::Request(usage) => SavedExtra::Request(counts(usage)),
            Extra::Parts(parts) => SavedExtra::Parts(
                parts
                    .iter()
                    .map(|part| {
                        (part.kind.name().to_owned(), part.model.clone(), counts(&part.usage), part.refused)
                    })
                    .collect(),
            ),
            Extra::Aggregate(sum) => SavedExtra::Aggregate(sum.counts.to_vec(), sum.long_context),
        }
    }

    fn back(self) -> Option<Extra> {
        Some(match self {
            SavedExtra::Request(counts) => Extra::Request(usage(&counts)?),
            SavedExtra::Parts(parts) => {
                let part = |(kind, model, counts, refused): (String, _, Vec<u32>, _)| {
                    Some(Part { kind: kind_of(&kind)?, model, usage: usage(&counts)?, refused })
                };
                Extra::Parts(parts.into_iter().map(part).collect::<Option<_>>()?)
            }
            SavedExtra::Aggregate(counts, long_context) => {
                Extra::Aggregate(Aggregate { counts: counts.try_into().ok()?, long_context })
            }
        })
    }
}

fn counts(usage: &Usage) -> Vec<u32> {
    Meter::ALL.map(|meter| usage.of(meter)).to_vec()
}

fn usage(counts: &[u32]) -> Option<Usage> {
    let all = Meter::ALL.into_iter().zip(counts);
    (counts.len() == Meter::COUNT)
        .then(|| all.fold(Usage::new(), |usage, (meter, count)| usage.with(meter, *count)))
}

fn kind_of(name: &str) -> Option<PartKind> {
    [PartKind::Request, PartKind::Compaction, PartKind::Advisor, PartKind::Fallback]
        .into_iter()
        .find(|kind| kind.name() == name)
}
