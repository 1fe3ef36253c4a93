//! What is known of a file that was read, or read in part.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// How far a file was read, and what stood there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) path: String,
    /// The format it was read in; none for a file that holds no log.
    pub(crate) format: Option<String>,
    /// Bytes that are read and need not be read again.
    pub(crate) offset: u64,
    /// Pieces before the offset.
    pub(crate) pieces: u64,
    /// By what it is known again: its device and number, and a hash of its first bytes.
    pub(crate) identity: Identity,
    /// How often another file of the same name took its place.
    pub(crate) generation: u64,
    /// Whether its last line waits for its end.
    pub(crate) waits: bool,
    /// Its size and time of change when its end was reached.
    pub(crate) done: Option<(u64, i128)>,
    /// Records that stood there.
    pub(crate) records: u64,
    /// What was left out by design, by reason.
    pub(crate) asides: BTreeMap<String, u64>,
    /// What could not be read, by code.
    pub(crate) faults: BTreeMap<String, Fault>,
}

/// By what a file is known again, whatever its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) device: u64,
    pub(crate) number: u64,
    /// How many bytes the hash is of.
    pub(crate) head: u32,
    pub(crate) hash: u64,
}

/// Faults of one kind in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fault {
    pub(crate) code: String,
    pub(crate) count: u64,
    pub(crate) source: String,
    /// The first place: a line, or a value in the order in which they stand; 0 for the file.
    pub(crate) line: u64,
    /// The first message.
    pub(crate) message: String,
}

impl Fault {
    /// A fault of a whole file.
    pub(crate) fn of_file(path: &Path, code: &str, why: impl std::fmt::Display) -> Fault {
        let source = path.display().to_string();
        Fault { code: code.to_owned(), count: 1, source, line: 0, message: why.to_string() }
    }
}

impl Told {
    /// Takes up a fault at a place.
    pub(crate) fn fault(&mut self, code: &str, line: u64, message: impl FnOnce() -> String) {
        match self.faults.get_mut(code) {
            Some(fault) => fault.count += 1,
            None => {
                let source = self.path.clone();
                let fault = Fault { code: code.to_owned(), count: 1, source, line, message: message() };
                self.faults.insert(code.to_owned(), fault);
            }
        }
    }

    pub(crate) fn aside(&mut self, reason: &str) {
        match self.asides.get_mut(reason) {
            Some(count) => *count += 1,
            None => drop(self.asides.insert(reason.to_owned(), 1)),
        }
    }

    /// Forgets what stood there, to read it again from its start.
    pub(crate) fn anew(&mut self) {
        let path = std::mem::take(&mut self.path);
        *self = Told { path, generation: self.generation, ..Told::default() };
    }
}
