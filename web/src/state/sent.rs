//! What was counted, how far that is, and how far the page is sealed.

use crate::message::Message;
use crate::number::Count;
use crate::told::Piece;
use std::rc::Rc;

/// The texts and files that were given to be counted.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Sent {
    /// How far it is.
    pub progress: Progress,
    /// What was counted.
    pub pieces: Rc<[Piece]>,
    /// The tokens of all of it.
    pub count: Option<Count>,
    /// How it was counted.
    pub method: String,
}

impl Sent {
    /// All that was to be counted when it ended early: what was counted of it stays as it is.
    pub(super) fn end(&mut self, given: Vec<Piece>, progress: Progress) {
        let known = |piece: &Piece| self.pieces.iter().find(|known| known.id == piece.id);
        self.pieces = given.into_iter().map(|piece| known(&piece).cloned().unwrap_or(piece)).collect();
        self.progress = progress;
    }
}

/// How far a count is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Progress {
    /// Nothing runs.
    #[default]
    Idle,
    /// Bytes read so far, of all.
    Running {
        /// So far.
        done: u64,
        /// Of all.
        total: u64,
    },
    /// Stopped by the reader.
    Cancelled,
    /// Stopped by an error.
    Failed(String),
}

/// How far the page is sealed against sending anything.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Seal {
    /// What counting needs is still being loaded.
    #[default]
    Loading,
    /// Nothing can be sent any more; since when, and how many requests were made since.
    Sealed {
        /// Hours and minutes.
        since: String,
        /// Requests since then.
        requests: u32,
    },
    /// Counting cannot be had, and why. Numbers can still be typed.
    Failed(String),
}

impl Seal {
    /// Reads what the browser tells of it.
    pub fn read(text: &str) -> Seal {
        let told = Message::read(text);
        match (told.text("since"), told.number("requests")) {
            (since, Some(requests)) if !since.is_empty() => Seal::Sealed { since, requests },
            _ => Seal::Failed(told.text("failed")),
        }
    }
}
