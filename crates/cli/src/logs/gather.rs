//! Reads files into a ledger, several at once.

use super::args::LogArgs;
use super::open::{self, Opened};
use super::pieces::{LONGEST, Pieces, Place};
use super::progress;
use super::state;
use super::told::{Fault, Told};
use super::walk::{self, Found};
use crate::files;
use crate::outcome::Stop;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokentoll::ledger::{Ledger, Source};
use tokentoll::usage::log::{self, Entry, LogFormat, Mapped, Mapping};

/// Everything that was read.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    ledger: Ledger,
    /// One for each source, in its order.
    told: Vec<Told>,
    sources: HashMap<String, (usize, Source)>,
    /// Folders that could not be looked into.
    folders: Vec<Fault>,
    /// Bytes since the state was written.
    fresh: u64,
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
    args: &'a LogArgs,
    format: Option<&'a dyn LogFormat>,
    /// Whether files may grow: an unfinished last line is left for the next time.
    growing: bool,
    stopped: AtomicBool,
    broken: Mutex<Option<std::io::Error>>,
}

impl<'a> Gather<'a> {
    pub(crate) fn new(args: &'a LogArgs, format: Option<&'a dyn LogFormat>, growing: bool) -> Gather<'a> {
        Gather { args, format, growing, stopped: AtomicBool::new(false), broken: Mutex::new(None) }
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
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        let threads = self.args.threads.map_or(cores, usize::from).min(work.len()).max(1);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while let Some((found, at, source)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if self.stopped.load(Ordering::Relaxed) {
                            break;
                        }
                        let one = One {
                            gather: self,
                            shared: &shared,
                            at: *at,
                            source: *source,
                            found,
                            read: &read,
                        };
                        one.read();
                        bar.set_position(read.load(Ordering::Relaxed));
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

/// One file on its way into the ledger.
struct One<'a> {
    gather: &'a Gather<'a>,
    shared: &'a Mutex<Gathered>,
    at: usize,
    source: Source,
    found: &'a Found,
    read: &'a Arc<AtomicU64>,
}

impl One<'_> {
    fn lock(&self) -> MutexGuard<'_, Gathered> {
        // A reader that panicked is a bug; what the others read is right all the same.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) {
        let result = if self.found.path.as_os_str() == "-" { self.standard_input() } else { self.file() };
        if let Err(error) = result {
            let told = &mut self.lock().told[self.at];
            told.fault("unreadable", 0, || error.to_string());
        }
    }

    fn standard_input(&self) -> std::io::Result<()> {
        self.pieces(Pieces::new(std::io::stdin().lock(), 0, 0), None, false)
    }

    fn file(&self) -> std::io::Result<()> {
        let mut file = open::file(&self.found.path)?;
        let meta = file.metadata()?;
        if !meta.is_file() {
            // A pipe has no place to come back to.
            return self.pieces(Pieces::new(file, 0, 0), None, false);
        }
        let end = (meta.len(), open::changed(&meta));
        let before = self.lock().told[self.at].clone();
        if before.done == Some(end) {
            self.read.fetch_add(meta.len(), Ordering::Relaxed);
            return Ok(());
        }
        let head = (before.identity.head > 0).then_some(before.identity.head);
        let identity = open::identity(&mut file, &meta, head)?;
        let known = before.format.as_deref().and_then(|name| self.named(name));
        // Only where each line stands alone can reading start in the middle.
        let goes_on = before.offset > 0
            && before.identity == identity
            && before.offset <= meta.len()
            && known.is_some_and(LogFormat::is_stateless);
        let (offset, number) = if goes_on { (before.offset, before.pieces) } else { (0, 0) };
        let size = before.done.map_or(before.offset, |(size, _)| size);
        let replaced = head.is_some() && (before.identity != identity || meta.len() < size);
        {
            let told = &mut self.lock().told[self.at];
            if !goes_on {
                told.generation += u64::from(replaced);
                told.anew();
                told.identity =
                    if head.is_some() { open::identity(&mut file, &meta, None)? } else { identity };
            }
        }
        let Opened { input, plain } = open::open(file, offset, self.read)?;
        self.pieces(Pieces::new(input, offset, number), known.filter(|_| goes_on), plain)?;
        let told = &mut self.lock().told[self.at];
        // A last line that waits for its end is new the next time.
        told.done = Some(end).filter(|_| !plain || told.offset >= meta.len() || told.format.is_none());
        Ok(())
    }

    fn named(&self, name: &str) -> Option<&dyn LogFormat> {
        match self.gather.format {
            Some(format) => Some(format).filter(|format| format.name() == name),
            None => log::format(name).map(|format| format as &dyn LogFormat),
        }
    }

    fn pieces<R: Read>(
        &self,
        mut pieces: Pieces<R>,
        known: Option<&dyn LogFormat>,
        plain: bool,
    ) -> std::io::Result<()> {
        let format = match known.or(self.gather.format) {
            Some(format) => Some(format),
            None => log::detect(pieces.head()?).map(|format| format as &dyn LogFormat),
        };
        let Some(format) = format else {
            let empty = pieces.head()?.trim_ascii().is_empty();
            let told = &mut self.lock().told[self.at];
            if self.found.named && !empty {
                told.fault("unknown_format", 0, || {
                    "it looks like no known log: --log-format names one, --mapping describes one".to_owned()
                });
            }
            return Ok(());
        };
        pieces.framed(format.framing());
        self.lock().told[self.at].format = Some(format.name().to_owned());
        let mut reader = format.reader();
        let usual = Usual::of(&self.found.path, format);
        let keeps_place = plain && format.is_stateless();
        while pieces.next(|some, mut after| {
            let mut entries: Vec<(u64, Entry<'_>)> = Vec::with_capacity(some.len());
            for piece in some {
                let held = entries.len();
                match piece.too_long {
                    None => reader.read(piece.text, &mut |entry| entries.push((piece.number, entry))),
                    Some(true) => entries.push((piece.number, Entry::Fault(too_long()))),
                    Some(false) => {}
                }
                let is_broken = |(_, entry): &(u64, Entry<'_>)| matches!(entry, Entry::Fault(_));
                if piece.unfinished
                    && self.gather.growing
                    && keeps_place
                    && entries[held..].iter().any(is_broken)
                {
                    // The rest of the line is still to be written.
                    entries.truncate(held);
                    after.waits = true;
                    after.offset -= piece.text.len() as u64;
                    after.number -= 1;
                }
            }
            self.take_up(entries, &usual, keeps_place.then_some(after));
        })? {}
        let mut last = Vec::new();
        reader.end(&mut |entry| last.push((pieces.number() + 1, entry)));
        self.take_up(last, &usual, None);
        Ok(())
    }

    /// Adds entries and how far the file was read by then, at once.
    fn take_up(&self, entries: Vec<(u64, Entry<'_>)>, usual: &Usual, after: Option<Place>) {
        let mut gathered = self.lock();
        let gathered = &mut *gathered;
        let told = &mut gathered.told[self.at];
        for (number, entry) in entries {
            match entry {
                Entry::Record(mut record) => {
                    record.project = record.project.or(usual.project.as_deref().map(Cow::Borrowed));
                    record.session = record.session.or(usual.session.as_deref().map(Cow::Borrowed));
                    told.records += 1;
                    // What stood at a place of another file of this name was another request.
                    let place = number | told.generation << 40;
                    gathered.ledger.add(self.source, place, &record);
                }
                Entry::Aside(aside) => told.aside(aside.name()),
                Entry::Fault(fault) => told.fault(fault.code, number, || fault.message),
            }
        }
        let Some(Place { offset, number, waits }) = after else { return };
        gathered.fresh += offset.saturating_sub(told.offset);
        (told.offset, told.pieces, told.waits) = (offset, number, waits);
        if let Some(path) = &self.gather.args.state
            && gathered.fresh >= u64::from(self.gather.args.checkpoint)
        {
            gathered.fresh = 0;
            if let Err(error) = state::write(path, gathered) {
                *self.gather.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                self.gather.stopped.store(true, Ordering::Relaxed);
            }
        }
    }
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
