//! What logs cost: each request once, at the price of its day, exactly.
//!
//! ```text
//! records of every log ─► Ledger (each request once) ─► Query (which, by what, at which prices) ─► Summary
//! ```
//!
//! A [`Ledger`] holds 64 bytes a request and knows no price; a [`Query`] prices the rows it asks for. The same
//! ledger can so be asked again: on other days, grouped by something else, as batch, on another model.
//!
//! ```
//! use tokentoll::ledger::{Field, Ledger, Query};
//! use tokentoll::usage::log::{self, Entry};
//! let line = br#"{"type":"assistant","sessionId":"s","timestamp":"2026-02-20T10:00:00Z","requestId":"r","message":{"id":"m","model":"claude-sonnet-4-5","stop_reason":"end_turn","usage":{"input_tokens":200001,"output_tokens":1000}}}"#;
//! let mut ledger = Ledger::new();
//! let source = ledger.source("log.jsonl");
//! for _ in 0..2 {
//!     // The same line twice is one request.
//!     log::detect(line).unwrap().reader().read(line, &mut |entry| match entry {
//!         Entry::Record(record) => ledger.add(source, 1, &record),
//!         other => panic!("{other:?}"),
//!     });
//! }
//! let summary = ledger.ask(&Query::by([Field::Model]), tokentoll::PriceBook::embedded()).unwrap();
//! assert_eq!(summary.total.amounts[0].amount.to_string(), "1.222506");
//! assert_eq!(summary.groups[0].key, ["claude-sonnet-4-5-20250929"]);
//! ```

mod cell;
mod explain;
mod focus;
mod names;
mod pricing;
mod query;
mod reconcile;
mod row;
mod sources;
mod state;
mod summary;
mod texts;

pub use explain::Explained;
pub use focus::{COLUMNS, FocusRow, focus};
pub use query::{Field, Query, WhatIf};
pub use reconcile::{Difference, Reconciliation, Tolerance, reconcile};
pub use sources::Source;
pub use state::StateError;
pub use summary::{Group, Money, Reason, Summary};

use hashbrown::HashTable;
use names::Names;
use row::{Extra, Row, Rows};
use siphasher::sip128::{Hasher128, SipHasher13};
use sources::Sources;
use std::collections::BTreeSet;
use std::hash::Hasher;
use tokentoll_usage::log::{Record, Used};

/// Every request of some logs, once.
///
/// Records of one identity tell of one request. Of several, the one is right that does not stand in a side
/// conversation; then the one whose answer was complete; then the one with more tokens; then the one of the
/// source that was named first. Two records of one answer that both stand in the main conversation and name
/// different HTTP requests are two requests.
#[derive(Debug, Default)]
pub struct Ledger {
    rows: Rows,
    /// Rows by key.
    index: HashTable<u32>,
    extras: Vec<Extra>,
    names: Names,
    sources: Sources,
    repeats: u64,
}

impl Ledger {
    /// No request.
    pub fn new() -> Ledger {
        Ledger::default()
    }

    /// The source of that name. Where two sources tell the same, the one that was named first is right.
    ///
    /// Of a million files in some folders each takes its name up to the first dot and about forty bytes more;
    /// a conversation that is called as its file is takes that text no second time.
    pub fn source(&mut self, name: &str) -> Source {
        self.sources.number(&mut self.names, name)
    }

    /// Every source, in the order in which they were named.
    pub fn sources(&self) -> impl Iterator<Item = Source> {
        self.sources.iter()
    }

    /// The name of a source.
    pub fn name_of(&self, source: Source) -> String {
        self.sources.name(&self.names, source)
    }

    /// The names of the labels that requests have.
    pub fn labels(&self) -> BTreeSet<&str> {
        self.names.label_names().collect()
    }

    /// Takes up a record that stands at a place (a line, an offset) of a source.
    ///
    /// A record without an identity is known by its source and place: one that is read again is not counted
    /// again.
    pub fn add(&mut self, source: Source, place: u64, record: &Record<'_>) {
        let mut row = self.row(source, record);
        let identity = record.identity.as_ref();
        row.key = match identity {
            Some(identity) => key(&[identity.id.as_bytes()]),
            None => self.key_of_place(source, place),
        };
        let request = identity.and_then(|identity| identity.request.as_deref());
        row.request = request.map_or(0, |request| key(&[request.as_bytes()])[0] as u32 | 1);
        match self.find(row.key) {
            None => self.insert(row),
            Some(at) => {
                let old = *self.rows.at(at);
                let differ = old.request != 0 && row.request != 0 && old.request != row.request;
                let (Some(identity), true) = (identity, differ && !old.sidechain() && !row.sidechain())
                else {
                    return self.supersede(at, row);
                };
                // Two answers of one id to two requests of the main conversation.
                row.key = key(&[identity.id.as_bytes(), request.unwrap_or_default().as_bytes()]);
                match self.find(row.key) {
                    None => self.insert(row),
                    Some(at) => self.supersede(at, row),
                }
            }
        }
    }

    /// How many requests there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many records told of a request that another record told of, too.
    pub fn repeats(&self) -> u64 {
        self.repeats
    }

    fn row(&mut self, source: Source, record: &Record<'_>) -> Row {
        let who = self.names.number_of_who(record);
        let whence = self.names.number_of_whence(record);
        let mut row = Row {
            time: record.at.map_or(row::UNDATED, |at| at.as_second()),
            who,
            whence,
            source: source.0,
            ..Row::default()
        };
        row.mark(record.sidechain, record.complete);
        match &record.used {
            Used::Request(usage) if row.hold(usage) => {}
            Used::Request(usage) => row.extra = self.extra(Extra::Request(*usage)),
            Used::Parts(parts) => row.extra = self.extra(Extra::Parts(parts.clone())),
            Used::Aggregate(sum) => row.extra = self.extra(Extra::Aggregate(*sum)),
        }
        row
    }

    fn key_of_place(&self, source: Source, place: u64) -> [u64; 2] {
        let mut hasher = SipHasher13::new();
        hasher.write(b"\0place\xff");
        self.sources.write(&self.names, source, &mut hasher);
        hasher.write(b"\xff");
        hasher.write(&place.to_le_bytes());
        halves(&hasher)
    }

    fn extra(&mut self, extra: Extra) -> u32 {
        self.extras.push(extra);
        // The row is none the wiser about the one before the first.
        u32::try_from(self.extras.len()).unwrap_or(u32::MAX)
    }

    fn extra_of(&self, row: &Row) -> Option<&Extra> {
        self.extras.get((row.extra as usize).checked_sub(1)?)
    }

    fn find(&self, key: [u64; 2]) -> Option<u32> {
        self.index.find(key[0], |at| self.rows.at(*at).key == key).copied()
    }

    fn insert(&mut self, row: Row) {
        let at = self.rows.push(row);
        let rows = &self.rows;
        self.index.insert_unique(row.key[0], at, |at| rows.at(*at).key[0]);
    }

    fn supersede(&mut self, at: u32, mut row: Row) {
        self.repeats += 1;
        let old = *self.rows.at(at);
        let rank = |ledger: &Ledger, row: &Row| {
            let tokens = row.tokens() + ledger.extra_of(row).map_or(0, Extra::tokens);
            (!row.sidechain(), row.complete(), tokens, std::cmp::Reverse(row.source_number()))
        };
        if rank(self, &row) > rank(self, &old) {
            if row.request == 0 {
                row.request = old.request;
            }
            *self.rows.at_mut(at) = row;
        }
    }
}

/// A key that no two different identities have in practice: 128 bits.
fn key(parts: &[&[u8]]) -> [u64; 2] {
    let mut hasher = SipHasher13::new();
    for part in parts {
        hasher.write(part);
        hasher.write_u8(0xff);
    }
    halves(&hasher)
}

fn halves(hasher: &SipHasher13) -> [u64; 2] {
    let hash = hasher.finish128();
    [hash.h1, hash.h2]
}

#[cfg(test)]
mod tests;
