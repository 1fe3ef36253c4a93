//! What is known of a file that was read, or read in part: 24 bytes, and more only for what is rare.

use serde::{Deserialize, Serialize};
use std::path::Path;
use tokentoll::usage::log::{Aside, FORMATS};

/// What stood in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Told {
    /// Records that stood there.
    pub(crate) records: u64,
    /// What only few files have.
    rare: Option<Box<Rare>>,
    /// The format it was read in; none for a file that holds no log.
    pub(crate) format: Option<Form>,
    /// Whether its last line waits for its end.
    pub(crate) waits: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Rare {
    /// How often another file of the same name took its place.
    generation: u64,
    /// What was left out by design, in the order of [`Aside::ALL`].
    asides: [u64; Aside::ALL.len()],
    /// What could not be read, in order of the codes.
    faults: Vec<Fault>,
}

/// How far a file was read, and by what it is known again: kept only where it may grow.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Mark {
    /// Bytes that are read and need not be read again.
    pub(crate) offset: u64,
    /// Pieces before the offset.
    pub(crate) pieces: u64,
    /// By what it is known again.
    pub(crate) identity: Identity,
    /// Its size and time of change when its end was reached.
    pub(crate) done: Option<(u64, i64)>,
}

/// By what a file is known again, whatever its name: its device and number, and a hash of its first bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// A format, in one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form(u8);

impl Form {
    /// The format of that name.
    pub(crate) fn of(name: &str) -> Option<Form> {
        let at = Form::names().position(|known| known == name)?;
        u8::try_from(at).ok().map(Form)
    }

    pub(crate) fn name(self) -> &'static str {
        Form::names().nth(self.0.into()).unwrap_or_default()
    }

    fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.into_iter().map(|format| format.name()).chain(["mapped"])
    }
}

impl Told {
    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// Takes up a fault at a place of a file of that name.
    pub(crate) fn fault(
        &mut self,
        code: &str,
        line: u64,
        source: impl FnOnce() -> String,
        message: impl FnOnce() -> String,
    ) {
        let faults = &mut self.rare().faults;
        match faults.binary_search_by(|fault| (*fault.code).cmp(code)) {
            Ok(at) => faults[at].count += 1,
            Err(at) => {
                let (source, message) = (source(), message());
                faults.insert(at, Fault { code: code.to_owned(), count: 1, source, line, message });
            }
        }
    }

    /// Forgets what was wrong with the whole file, which is read on.
    pub(crate) fn opened(&mut self) {
        if let Some(rare) = &mut self.rare {
            rare.faults.retain(|fault| fault.line > 0);
        }
    }

    pub(crate) fn faults(&self) -> &[Fault] {
        self.rare.as_ref().map_or(&[], |rare| &rare.faults)
    }

    pub(crate) fn aside(&mut self, aside: Aside) {
        let at = Aside::ALL.iter().position(|other| *other == aside);
        if let Some(count) = at.and_then(|at| self.rare().asides.get_mut(at)) {
            *count += 1;
        }
    }

    /// What was left out by design, and how often.
    pub(crate) fn asides(&self) -> impl Iterator<Item = (Aside, u64)> {
        let counts = self.rare.as_ref().map_or([0; Aside::ALL.len()], |rare| rare.asides);
        Aside::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0)
    }

    /// How often another file of the same name took its place.
    pub(crate) fn generation(&self) -> u64 {
        self.rare.as_ref().map_or(0, |rare| rare.generation)
    }

    /// Forgets what stood there, to read it again from its start; `replaced` by another file, or the same.
    pub(crate) fn anew(&mut self, replaced: bool) {
        let generation = self.generation() + u64::from(replaced);
        *self = Told::default();
        if generation > 0 {
            self.rare().generation = generation;
        }
    }
}

/// What a state file keeps of a file, as a list without names, which a million files repeat.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept(
    Option<String>,
    u64,
    bool,
    u64,
    Vec<(String, u64)>,
    Vec<Fault>,
    u64,
    u64,
    Identity,
    Option<(u64, i64)>,
);

impl Kept {
    pub(crate) fn of(told: &Told, mark: &Mark) -> Kept {
        Kept(
            told.format.map(|form| form.name().to_owned()),
            told.records,
            told.waits,
            told.generation(),
            told.asides().map(|(aside, count)| (aside.name().to_owned(), count)).collect(),
            told.faults().to_vec(),
            mark.offset,
            mark.pieces,
            mark.identity,
            mark.done,
        )
    }

    /// The same again; `None` for a format or a reason that nobody knows.
    pub(crate) fn back(self) -> Option<(Told, Mark)> {
        let Kept(format, records, waits, generation, asides, faults, offset, pieces, identity, done) = self;
        let format = match format {
            Some(name) => Some(Form::of(&name)?),
            None => None,
        };
        let mut told = Told { records, rare: None, format, waits };
        if generation > 0 || !asides.is_empty() || !faults.is_empty() {
            let rare = told.rare();
            (rare.generation, rare.faults) = (generation, faults);
            for (name, count) in asides {
                let at = Aside::ALL.iter().position(|aside| aside.name() == name)?;
                *rare.asides.get_mut(at)? = count;
            }
        }
        Some((told, Mark { offset, pieces, identity, done }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_file_is_small_and_comes_back() {
        assert_eq!((size_of::<Told>(), size_of::<Mark>()), (24, 72));
        let mut told = Told { records: 3, format: Form::of("codex"), waits: true, ..Told::default() };
        let mark = Mark { offset: 9, pieces: 2, done: Some((9, -1)), ..Mark::default() };
        let names = || "a.jsonl".to_owned();
        for round in 0..2 {
            let text = serde_json::to_string(&Kept::of(&told, &mark)).unwrap();
            let back = serde_json::from_str::<Kept>(&text).unwrap().back().unwrap();
            assert_eq!(back, (told.clone(), mark), "{round}");
            told.anew(true);
            told.aside(Aside::Repeat);
            for (code, line) in [("no_model", 1), ("bad_json", 2), ("no_model", 3)] {
                told.fault(code, line, names, || "why".to_owned());
            }
        }
        let faults: Vec<_> =
            told.faults().iter().map(|fault| (&*fault.code, fault.count, fault.line)).collect();
        assert_eq!(faults, [("bad_json", 1, 2), ("no_model", 2, 1)]);
        told.fault("unreadable", 0, names, String::new);
        told.opened();
        assert_eq!(told.faults().len(), 2, "it can be read again; the lines are as they were");
        assert_eq!((told.generation(), told.records, Form::of("mapped").unwrap().name()), (2, 0, "mapped"));
    }
}
