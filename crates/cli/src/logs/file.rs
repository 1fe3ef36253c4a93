//! One file on its way into the ledger.

use super::gather::{Gather, Gathered, Work};
use super::open::{self, Opened};
use super::pieces::{Block, Cutter, LONGEST, Piece};
use super::share::{Board, Text};
use super::state;
use super::told::{Form, Mark};
use indicatif::ProgressBar;
use std::borrow::Cow;
use std::io::{Read, Result};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokentoll::usage::log::{self, Entry, LogFormat, LogReader};

/// A file, and what it is read into.
#[derive(Clone, Copy)]
pub(crate) struct One<'a> {
    pub(crate) gather: &'a Gather<'a>,
    pub(crate) shared: &'a Mutex<Gathered>,
    pub(crate) work: Work,
    pub(crate) read: &'a Arc<AtomicU64>,
    pub(crate) bar: &'a ProgressBar,
}

impl<'a> One<'a> {
    /// Reads it, with the help of others where it is long and no piece of it needs another.
    pub(crate) fn read(self, board: &Board<Job<'a>>) {
        let path = self.lock().path(self.work.source);
        let result = match path.as_os_str() == "-" {
            true => self.text(&path, self.cutter(Box::new(std::io::stdin()), 0), Start::ONCE, board),
            false => self.file(&path, board),
        };
        if let Err(error) = result {
            self.fault("unreadable", || error.to_string());
        }
    }

    fn lock(&self) -> MutexGuard<'a, Gathered> {
        // A reader that panicked is a bug; what the others read is right all the same.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of what is wrong with all of it.
    fn fault(&self, code: &str, message: impl FnOnce() -> String) {
        let gathered = &mut *self.lock();
        let source = || gathered.ledger.name_of(self.work.source);
        gathered.told[self.work.source.at()].fault(code, 0, source, message);
    }

    fn file(self, path: &Path, board: &Board<Job<'a>>) -> Result<()> {
        let mut file = open::file(path)?;
        let meta = file.metadata()?;
        if !meta.is_file() {
            // A pipe has no place to come back to.
            return self.text(path, self.cutter(Box::new(file), 0), Start::ONCE, board);
        }
        let at = self.work.source.at();
        let before = self.lock().marks.get(at).copied();
        let Some(before) = before else {
            // It is read once.
            let Opened { input, plain } = open::open(file, 0, self.read)?;
            let cutter = self.cutter(input, 0);
            let cutter = if plain { cutter.expecting(meta.len()) } else { cutter };
            return self.text(path, cutter, Start::ONCE, board);
        };
        let end = (meta.len(), open::changed(&meta));
        if before.done == Some(end) {
            self.read.fetch_add(meta.len(), Ordering::Relaxed);
            return Ok(());
        }
        let head = (before.identity.head > 0).then_some(before.identity.head);
        let identity = open::identity(&mut file, &meta, head)?;
        let form = {
            let told = &mut self.lock().told[at];
            told.opened();
            told.format
        };
        let known = form.and_then(|form| self.named(form.name()));
        // Only where each line stands alone can reading start in the middle.
        let goes_on = before.offset > 0
            && before.identity == identity
            && before.offset <= meta.len()
            && known.is_some_and(LogFormat::is_stateless);
        let (offset, pieces) = if goes_on { (before.offset, before.pieces) } else { (0, 0) };
        if !goes_on {
            let size = before.done.map_or(before.offset, |(size, _)| size);
            let replaced = head.is_some() && (before.identity != identity || meta.len() < size);
            let identity = if head.is_some() { open::identity(&mut file, &meta, None)? } else { identity };
            let gathered = &mut *self.lock();
            gathered.told[at].anew(replaced);
            gathered.marks[at] = Mark { identity, ..Mark::default() };
        }
        let Opened { input, plain } = open::open(file, offset, self.read)?;
        let mut cutter = self.cutter(input, offset);
        if plain {
            cutter = cutter.expecting(meta.len() - offset);
        }
        let start = Start { pieces, known: known.filter(|_| goes_on), keeps_place: plain };
        self.text(path, cutter, start, board)?;
        let gathered = &mut *self.lock();
        let (told, mark) = (&gathered.told[at], &mut gathered.marks[at]);
        // A last line that waits for its end is new the next time.
        mark.done = Some(end).filter(|_| !plain || mark.offset >= meta.len() || told.format.is_none());
        Ok(())
    }

    fn named(&self, name: &str) -> Option<&'a dyn LogFormat> {
        match self.gather.format {
            Some(format) => Some(format).filter(|format| format.name() == name),
            None => log::format(name).map(|format| format as &dyn LogFormat),
        }
    }

    fn cutter(&self, input: Box<dyn Read + Send>, offset: u64) -> Cutter {
        Cutter::new(input, offset, self.gather.block)
    }

    fn text(self, path: &Path, mut cutter: Cutter, start: Start<'a>, board: &Board<Job<'a>>) -> Result<()> {
        let head = cutter.head();
        let format = match start.known.or(self.gather.format) {
            Some(format) => Some(format),
            None => log::detect(head).map(|format| format as &dyn LogFormat),
        };
        let Some(format) = format else {
            if [b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| head.starts_with(*mark)) {
                self.fault("unreadable", || "met UTF-16, expected UTF-8".to_owned());
            } else if self.work.named && !head.trim_ascii().is_empty() {
                self.fault("unknown_format", || {
                    "it looks like no known log: --log-format names one, --mapping describes one".to_owned()
                });
            }
            return cutter.failure();
        };
        cutter.framed(format.framing());
        self.lock().told[self.work.source.at()].format = Form::of(format.name());
        let job = Job {
            one: self,
            format,
            usual: Usual::of(path, format),
            keeps_place: start.keeps_place && format.is_stateless(),
            text: Text::new(cutter, start.pieces),
        };
        job.read(board)
    }
}

/// How reading starts.
#[derive(Clone, Copy)]
struct Start<'a> {
    /// How many pieces stand before.
    pieces: u64,
    /// The format, where it is known.
    known: Option<&'a dyn LogFormat>,
    /// Whether offsets are those of the file, so that it may go on from one.
    keeps_place: bool,
}

impl Start<'_> {
    /// From the beginning, and never again.
    const ONCE: Self = Start { pieces: 0, known: None, keeps_place: false };
}

/// A file that is open, and of a known format.
pub(crate) struct Job<'a> {
    one: One<'a>,
    format: &'a dyn LogFormat,
    usual: Usual,
    /// Whether reading may go on from where it stopped.
    keeps_place: bool,
    text: Text,
}

impl Job<'_> {
    fn read(self, board: &Board<Self>) -> Result<()> {
        let mut reader = self.format.reader();
        let is_long = !self.one.work.plain || self.one.work.bytes > self.one.gather.block as u64;
        let job = Arc::new(self);
        let shared = is_long && job.format.is_stateless();
        if shared {
            board.put(&job);
        }
        job.blocks(&mut *reader);
        if shared {
            board.remove(&job);
        }
        let pieces = job.text.finish()?;
        let mut last = Vec::new();
        reader.end(&mut |entry| last.push((pieces + 1, entry)));
        job.take_up(last, None);
        Ok(())
    }

    /// Reads blocks of it beside the thread that opened it.
    pub(crate) fn help(&self) {
        self.blocks(&mut *self.format.reader());
    }

    fn blocks(&self, reader: &mut dyn LogReader) {
        let mut block = Block::new();
        while let Some(mut turn) = self.text.next(&mut block) {
            let mut entries: Vec<(u64, Entry<'_>)> = Vec::new();
            let mut after = Place { offset: block.offset(), pieces: 0, waits: false };
            for piece in block.pieces() {
                after.pieces += 1;
                let held = entries.len();
                match piece.too_long {
                    None => reader.read(piece.text, &mut |entry| entries.push((after.pieces, entry))),
                    Some(true) => entries.push((after.pieces, Entry::Fault(too_long()))),
                    Some(false) => {}
                }
                if self.waits(&piece, &entries[held..]) {
                    // The rest of the line is still to be written.
                    entries.truncate(held);
                    after.waits = true;
                    after.offset -= piece.length as u64;
                    after.pieces -= 1;
                }
            }
            let before = turn.wait(after.pieces);
            entries.iter_mut().for_each(|(number, _)| *number += before);
            after.pieces += before;
            self.take_up(entries, self.keeps_place.then_some(after));
            if self.one.gather.stopped.load(Ordering::Relaxed) {
                drop(turn);
                self.text.stop();
            }
        }
    }

    fn waits(&self, piece: &Piece<'_>, entries: &[(u64, Entry<'_>)]) -> bool {
        let is_broken = |(_, entry): &(u64, Entry<'_>)| matches!(entry, Entry::Fault(_));
        piece.unfinished && self.one.gather.growing && self.keeps_place && entries.iter().any(is_broken)
    }

    /// Adds entries and how far the file was read by then, at once.
    fn take_up(&self, entries: Vec<(u64, Entry<'_>)>, after: Option<Place>) {
        let One { gather, work, read, bar, .. } = self.one;
        bar.set_position(read.load(Ordering::Relaxed));
        let mut gathered = self.one.lock();
        let gathered = &mut *gathered;
        let (told, ledger) = (&mut gathered.told[work.source.at()], &mut gathered.ledger);
        for (number, entry) in entries {
            match entry {
                Entry::Record(mut record) => {
                    record.project = record.project.or(self.usual.project.as_deref().map(Cow::Borrowed));
                    record.session = record.session.or(self.usual.session.as_deref().map(Cow::Borrowed));
                    told.records += 1;
                    // What stood at a place of another file of this name was another request.
                    let place = number | told.generation() << 40;
                    ledger.add(work.source, place, &record);
                }
                Entry::Aside(aside) => told.aside(aside),
                Entry::Fault(fault) => {
                    told.fault(fault.code, number, || ledger.name_of(work.source), || fault.message);
                }
            }
        }
        let Some(Place { offset, pieces, waits }) = after else { return };
        let Some(mark) = gathered.marks.get_mut(work.source.at()) else { return };
        gathered.fresh += offset.saturating_sub(mark.offset);
        (mark.offset, mark.pieces, told.waits) = (offset, pieces, waits);
        if let Some(path) = &gather.args.state
            && gathered.fresh >= u64::from(gather.args.checkpoint)
        {
            gathered.fresh = 0;
            if let Err(error) = state::write(path, gathered) {
                *gather.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                gather.stopped.store(true, Ordering::Relaxed);
            }
        }
    }
}

/// How far a text was read.
#[derive(Clone, Copy, Debug)]
struct Place {
    offset: u64,
    pieces: u64,
    /// Whether the last piece waits for its end.
    waits: bool,
}

fn too_long() -> log::Fault {
    log::Fault { code: "too_large", message: format!("met more than {} MiB in one piece", LONGEST >> 20) }
}

/// What the path of a transcript of Claude Code says, where its lines do not.
#[derive(Default)]
struct Usual {
    project: Option<String>,
    session: Option<String>,
}

impl Usual {
    fn of(path: &Path, format: &dyn LogFormat) -> Usual {
        if format.name() != "claude-code" {
            return Usual::default();
        }
        let text = |name: Option<&std::ffi::OsStr>| name.map(|name| name.to_string_lossy().into_owned());
        Usual { project: text(path.parent().and_then(Path::file_name)), session: text(path.file_stem()) }
    }
}
