//! Reads files into a ledger, several at once.

use super::args::LogArgs;
use super::file::{Job, One};
use super::pieces::BLOCK;
use super::progress;
use super::share::Board;
use super::state;
use super::told::{Fault, Told};
use super::walk::{self, Found};
use crate::files;
use crate::outcome::Stop;
use std::collections::HashMap;
use std::path::Path;
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
    sources: HashMap<String, (usize, Source)>,
    /// Folders that could not be looked into.
    folders: Vec<Fault>,
    /// Bytes since the state was written.
    pub(super) fresh: u64,
}

impl Gathered {
    /// What a state file held; `None` where its parts do not belong together.
    pub(crate) fn of(ledger: Ledger, told: Vec<Told>) -> Option<Gathered> {
        let mut sources = HashMap::new();
        for (at, (source, name)) in ledger.sources().enumerate() {
            if told.get(at)?.path != name {
                return None;
            }
            sources.insert(name.to_owned(), (at, source));
        }
        (sources.len() == told.len()).then(|| Gathered { ledger, told, sources, ..Gathered::default() })
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub(crate) fn told(&self) -> &[Told] {
        &self.told
    }

    /// Every fault, those of folders first.
    pub(crate) fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.folders.iter().chain(self.told.iter().flat_map(|told| told.faults.values()))
    }

    fn source(&mut self, path: &Path) -> (usize, Source) {
        let name = path.display().to_string();
        if let Some(known) = self.sources.get(&name) {
            return *known;
        }
        let numbered = (self.told.len(), self.ledger.source(name.clone()));
        self.told.push(Told { path: name.clone(), ..Told::default() });
        self.sources.insert(name, numbered);
        numbered
    }
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
    pub(crate) fn read(&self, gathered: Gathered) -> Result<Gathered, Stop> {
        let (files, folders) = walk::files(&self.args.paths)?;
        if self.args.state.is_some() && files.iter().any(|found| found.path.as_os_str() == "-") {
            return Err(Stop::wrong("--state needs files: standard input has no place to go on from"));
        }
        let mut gathered = Gathered { folders, ..gathered };
        let mut work: Vec<(Found, usize, Source)> = Vec::with_capacity(files.len());
        for found in files {
            let (at, source) = gathered.source(&found.path);
            work.push((found, at, source));
        }
        // The largest first, so that no core is left with one at the end.
        work.sort_by_key(|(found, ..)| std::cmp::Reverse(found.bytes));
        let read = Arc::new(AtomicU64::new(0));
        let bar = progress::bar(work.iter().map(|(found, ..)| found.bytes).sum());
        let shared = Mutex::new(gathered);
        let next = AtomicUsize::new(0);
        let board: Board<Job<'_>> = Board::new(work.len());
        std::thread::scope(|scope| {
            for _ in 0..self.threads(&work) {
                scope.spawn(|| {
                    while let Some((found, at, source)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let _reading = board.reading();
                        if self.stopped.load(Ordering::Relaxed) {
                            continue;
                        }
                        let (shared, read, bar) = (&shared, &read, &bar);
                        One { gather: self, shared, at: *at, source: *source, found, read, bar }.read(&board);
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

    /// One a core, unless the arguments say otherwise; fewer for little to read.
    fn threads(&self, work: &[(Found, usize, Source)]) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        // Standard input, pipes and what is compressed may be long.
        let blocks = |(found, ..): &(Found, usize, Source)| match found.is_plain() {
            true => found.bytes.div_ceil(self.block as u64).max(1),
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
