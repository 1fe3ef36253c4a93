//! Reads files into a ledger, several at once.

use super::args::LogArgs;
use super::file::{Job, One};
use super::pieces::BLOCK;
use super::progress;
use super::share::Board;
use super::state;
use super::told::{Fault, Mark, Told};
use super::walk::{self, Found};
use crate::files;
use crate::outcome::Stop;
use indicatif::ProgressBar;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokentoll::ledger::{Ledger, Source};
use tokentoll::usage::log::{self, LogFormat, Mapped, Mapping};

/// Everything that was read.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(super) ledger: Ledger,
    /// One for each source, in its order.
    pub(super) told: Vec<Told>,
    /// The same; empty where nothing is read a second time.
    pub(super) marks: Vec<Mark>,
    /// The paths of sources whose names do not tell them.
    odd: HashMap<Source, PathBuf>,
    /// Folders that could not be looked into.
    folders: Vec<Fault>,
    /// Bytes since the state was written.
    pub(super) fresh: u64,
}

/// What was read, in numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) logs: usize,
    /// Files that look like no log.
    pub(crate) others: usize,
    /// The first of them.
    pub(crate) other: Option<String>,
    pub(crate) records: u64,
    /// Records that told of a request that another one told of, too.
    pub(crate) repeats: u64,
    /// Files whose last line was not written to its end yet.
    pub(crate) waiting: usize,
    /// What was left out by design, by reason.
    pub(crate) left_out: BTreeMap<&'static str, u64>,
}

impl Gathered {
    /// What a state file held; `None` where its parts do not belong together.
    pub(crate) fn of(ledger: Ledger, told: Vec<Told>, marks: Vec<Mark>) -> Option<Gathered> {
        (told.len() == ledger.sources().count() && told.len() == marks.len()).then(|| Gathered {
            ledger,
            told,
            marks,
            ..Gathered::default()
        })
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Every fault, those of folders first.
    pub(crate) fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.folders.iter().chain(self.told.iter().flat_map(Told::faults))
    }

    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (source, told) in self.ledger.sources().zip(&self.told) {
            if told.format.is_none() && counts.other.is_none() {
                counts.other = Some(self.ledger.name_of(source));
            }
            *if told.format.is_some() { &mut counts.logs } else { &mut counts.others } += 1;
            counts.records += told.records;
            counts.waiting += usize::from(told.waits);
            for (reason, count) in told.asides() {
                *counts.left_out.entry(reason.name()).or_insert(0) += count;
            }
        }
        counts.repeats = counts.records.saturating_sub(self.ledger.len() as u64);
        counts
    }

    /// The source of a file; `growing` where it may be read again.
    fn source(&mut self, path: &Path, growing: bool) -> Source {
        let source = match path.to_str() {
            Some(name) => self.ledger.source(name),
            None => {
                let source = self.ledger.source(&spelled(path));
                self.odd.insert(source, path.to_owned());
                source
            }
        };
        let known = self.told.len().max(source.at() + 1);
        self.told.resize_with(known, Told::default);
        if growing {
            self.marks.resize_with(known, Mark::default);
        }
        source
    }

    /// Where a source is read from.
    pub(super) fn path(&self, source: Source) -> PathBuf {
        self.odd.get(&source).cloned().unwrap_or_else(|| self.ledger.name_of(source).into())
    }
}

/// A path that is no text, with its odd bytes told by number, so that no two are called the same.
fn spelled(path: &Path) -> String {
    path.as_os_str().as_encoded_bytes().utf8_chunks().fold(String::new(), |name, chunk| {
        chunk.invalid().iter().fold(name + chunk.valid(), |name, byte| name + &format!("\\x{byte:02x}"))
    })
}

/// A file that is to be read: 16 bytes each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    pub(crate) source: Source,
    /// Whether the arguments name it, and not only a folder that holds it.
    pub(crate) named: bool,
    /// Whether its size tells how much there is to read: not for standard input, pipes and what is compressed.
    pub(crate) plain: bool,
    pub(crate) bytes: u64,
}

/// How logs are read.
pub(crate) struct Gather<'a> {
    pub(crate) args: &'a LogArgs,
    pub(crate) format: Option<&'a dyn LogFormat>,
    /// Whether files may grow: an unfinished last line is left for the next time.
    pub(crate) growing: bool,
    /// How much of a file a thread takes at a time.
    pub(crate) block: usize,
    pub(crate) stopped: AtomicBool,
    pub(crate) broken: Mutex<Option<std::io::Error>>,
}

impl<'a> Gather<'a> {
    pub(crate) fn new(args: &'a LogArgs, format: Option<&'a dyn LogFormat>, growing: bool) -> Gather<'a> {
        let (stopped, broken) = (AtomicBool::new(false), Mutex::new(None));
        Gather { args, format, growing, block: BLOCK, stopped, broken }
    }

    /// Reads what is new.
    pub(crate) fn read(&self, mut gathered: Gathered) -> Result<Gathered, Stop> {
        let work = self.work(&mut gathered)?;
        let read = Arc::new(AtomicU64::new(0));
        let bar = progress::bar(work.iter().map(|work| work.bytes).sum());
        let shared = Mutex::new(gathered);
        let next = AtomicUsize::new(0);
        let board: Board<Job<'_>> = Board::new(work.len());
        std::thread::scope(|scope| {
            for _ in 0..self.threads(&work) {
                scope.spawn(|| {
                    while let Some(work) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let _reading = board.reading();
                        if self.stopped.load(Ordering::Relaxed) {
                            continue;
                        }
                        One { gather: self, shared: &shared, work: *work, read: &read, bar: &bar }
                            .read(&board);
                    }
                    // Nothing is left to start with: some of the others' may be long.
                    while let Some(job) = board.take() {
                        job.help();
                        board.remove(&job);
                    }
                });
            }
        });
        bar.finish_and_clear();
        if let Some(error) = self.broken.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let path = self.args.state.as_deref().unwrap_or(Path::new(""));
            return Err(Stop::wrong(format!("{}: {error}", path.display())));
        }
        let gathered = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = &self.args.state {
            state::write(path, &gathered).map_err(|e| Stop::wrong(format!("{}: {e}", path.display())))?;
        }
        Ok(gathered)
    }

    /// Every file that the arguments mean, in the order in which they are read.
    fn work(&self, gathered: &mut Gathered) -> Result<Vec<Work>, Stop> {
        let mut work = Vec::new();
        let (mut input, mut looking) = (false, None);
        gathered.folders = walk::files(&self.args.paths, &mut |Found { path, bytes, named }| {
            input |= path.as_os_str() == "-";
            let packed = path.extension().is_some_and(|ending| ending == "gz" || ending == "zst");
            let source = gathered.source(path, self.growing);
            work.push(Work { source, named, plain: !packed && (bytes > 0 || !named), bytes });
            if work.len().is_multiple_of(progress::MANY) {
                looking.get_or_insert_with(progress::looking).set_position(work.len() as u64);
            }
        })?;
        looking.inspect(ProgressBar::finish_and_clear);
        if self.args.state.is_some() && input {
            return Err(Stop::wrong("--state needs files: standard input has no place to go on from"));
        }
        // The largest first, so that no core is left with one at the end.
        work.sort_unstable_by_key(|work| (std::cmp::Reverse(work.bytes), work.source));
        Ok(work)
    }

    /// One a core, unless the arguments say otherwise; fewer for little to read.
    fn threads(&self, work: &[Work]) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        // Standard input, pipes and what is compressed may be long.
        let blocks = |work: &Work| match work.plain {
            true => work.bytes.div_ceil(self.block as u64).max(1),
            false => u64::MAX,
        };
        let most = work.iter().map(blocks).fold(0u64, u64::saturating_add).max(1);
        let threads = self.args.threads.map_or(cores, usize::from);
        threads.min(usize::try_from(most).unwrap_or(usize::MAX))
    }
}

/// The logs that the arguments name, read.
pub(crate) fn gather(args: &LogArgs) -> Result<Gathered, Stop> {
    let format = format(args)?;
    let before = before(args)?;
    Gather::new(args, format.as_ref().map(Named::format), args.state.is_some()).read(before)
}

/// What was read before, as the state file tells.
pub(crate) fn before(args: &LogArgs) -> Result<Gathered, Stop> {
    match &args.state {
        Some(path) => Ok(state::read(path)?.unwrap_or_default()),
        None => Ok(Gathered::default()),
    }
}

/// The format that the arguments name.
pub(crate) fn format(args: &LogArgs) -> Result<Option<Named>, Stop> {
    Ok(match (&args.mapping, &args.log_format) {
        (Some(path), _) => {
            let text = files::bytes(path)?;
            let mapping = Mapping::read(&text).map_err(|e| {
                Stop::wrong(format!("{}: {e}", path.display()))
                    .hint("docs/usage.md shows how a mapping is written")
            })?;
            Some(Named::Mapped(Box::new(Mapped(mapping))))
        }
        (None, Some(name)) => log::format(name).map(Named::Known),
        (None, None) => None,
    })
}

/// A format that was named.
pub(crate) enum Named {
    Known(&'static dyn LogFormat),
    Mapped(Box<Mapped>),
}

impl Named {
    pub(crate) fn format(&self) -> &dyn LogFormat {
        match self {
            Named::Known(format) => *format,
            Named::Mapped(mapped) => &**mapped,
        }
    }
}
