//! Several threads on one text: each takes the next block, reads it by itself, and hands on what it found when
//! the blocks before have done so.

use super::pieces::{Block, Cutter};
use std::io::{Error, Result};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A text that threads share.
pub(crate) struct Text {
    source: Mutex<Source>,
    passed: Mutex<Passed>,
    changed: Condvar,
}

struct Source {
    cutter: Cutter,
    /// Blocks that were taken.
    taken: u64,
    over: bool,
    error: Option<Error>,
}

/// What was handed on so far.
#[derive(Clone, Copy, Debug)]
struct Passed {
    blocks: u64,
    pieces: u64,
    /// Threads that wait for a turn: none, for most texts.
    waiting: u32,
}

impl Text {
    /// A text from a piece on.
    pub(crate) fn new(cutter: Cutter, pieces: u64) -> Text {
        Text {
            source: Mutex::new(Source { cutter, taken: 0, over: false, error: None }),
            passed: Mutex::new(Passed { blocks: 0, pieces, waiting: 0 }),
            changed: Condvar::new(),
        }
    }

    /// Takes the next block, and its turn to hand on what stands there; `None` once there is none left.
    pub(crate) fn next(&self, block: &mut Block) -> Option<Turn<'_>> {
        let mut source = lock(&self.source);
        if source.over {
            return None;
        }
        match source.cutter.next(block) {
            Ok(true) => {}
            Ok(false) => {
                source.over = true;
                return None;
            }
            Err(error) => {
                (source.over, source.error) = (true, Some(error));
                return None;
            }
        }
        let number = source.taken;
        source.taken += 1;
        // One thread at a time holds a piece that is long, so that memory does not grow with the cores.
        let alone = block.is_large().then_some(source);
        Some(Turn { text: self, number, pieces: 0, _alone: alone })
    }

    /// Takes no further block.
    pub(crate) fn stop(&self) {
        lock(&self.source).over = true;
    }

    /// Waits until every block that was taken is handed on; gives how many pieces there were.
    pub(crate) fn finish(&self) -> Result<u64> {
        let (taken, error) = {
            let mut source = lock(&self.source);
            source.over = true;
            (source.taken, source.error.take())
        };
        let passed = self.wait(taken);
        error.map_or(Ok(passed.pieces), Err)
    }

    fn wait(&self, blocks: u64) -> Passed {
        let mut passed = lock(&self.passed);
        passed.waiting += 1;
        let waited = self.changed.wait_while(passed, |passed| passed.blocks < blocks);
        let mut passed = waited.unwrap_or_else(PoisonError::into_inner);
        passed.waiting -= 1;
        *passed
    }
}

/// The turn of a block.
pub(crate) struct Turn<'t> {
    text: &'t Text,
    number: u64,
    pieces: u64,
    _alone: Option<MutexGuard<'t, Source>>,
}

impl Turn<'_> {
    /// Waits for it, and counts the block's pieces; gives how many pieces stand before.
    pub(crate) fn wait(&mut self, pieces: u64) -> u64 {
        self.pieces = pieces;
        self.text.wait(self.number).pieces
    }
}

/// Passes it on, in order even where the thread panicked, so that no other waits for ever.
impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.text.wait(self.number);
        let mut passed = lock(&self.text.passed);
        passed.blocks += 1;
        passed.pieces += self.pieces;
        if passed.waiting > 0 {
            self.text.changed.notify_all();
        }
    }
}

/// Where threads without a text of their own find one to help with.
pub(crate) struct Board<T> {
    open: Mutex<Open<T>>,
    changed: Condvar,
}

struct Open<T> {
    jobs: Vec<Arc<T>>,
    /// Texts that are not read to their end, whether or not they can be shared.
    left: usize,
}

impl<T> Board<T> {
    /// For so many texts.
    pub(crate) fn new(left: usize) -> Board<T> {
        Board { open: Mutex::new(Open { jobs: Vec::new(), left }), changed: Condvar::new() }
    }

    /// Asks for help.
    pub(crate) fn put(&self, job: &Arc<T>) {
        lock(&self.open).jobs.push(Arc::clone(job));
        self.changed.notify_all();
    }

    /// Asks no longer.
    pub(crate) fn remove(&self, job: &Arc<T>) {
        lock(&self.open).jobs.retain(|open| !Arc::ptr_eq(open, job));
    }

    /// A text of which the end is not told by the time this is dropped.
    pub(crate) fn reading(&self) -> Reading<'_, T> {
        Reading(self)
    }

    /// Something to help with, once there is; `None` when every text is read.
    pub(crate) fn take(&self) -> Option<Arc<T>> {
        let wait = |open: &mut Open<T>| open.jobs.is_empty() && open.left > 0;
        let open = self.changed.wait_while(lock(&self.open), wait).unwrap_or_else(PoisonError::into_inner);
        open.jobs.last().map(Arc::clone)
    }
}

/// Counts one text as read when it is dropped.
pub(crate) struct Reading<'b, T>(&'b Board<T>);

impl<T> Drop for Reading<'_, T> {
    fn drop(&mut self) {
        let mut open = lock(&self.0.open);
        open.left = open.left.saturating_sub(1);
        if open.left == 0 {
            self.0.changed.notify_all();
        }
    }
}

/// What a thread left that panicked is whole all the same: nothing is held half-written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
