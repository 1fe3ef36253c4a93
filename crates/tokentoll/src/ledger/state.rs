//! A ledger as bytes, to go on with later: written and read piece by piece, so that neither holds all of them.

use super::names::{Whence, terms, words};
use super::row::{Extra, Row};
use super::sources::Place;
use super::texts::Text;
use super::{Ledger, halves};
use serde::{Deserialize, Serialize};
use siphasher::sip128::SipHasher13;
use std::fmt;
use std::hash::Hasher;
use std::io::{self, Read, Write};
use tokentoll_core::{Meter, Usage};
use tokentoll_usage::log::Aggregate;
use tokentoll_usage::{Part, PartKind};

/// The form of the bytes; another form is refused.
const FORM: &str = "tokentoll ledger 2";

/// How many of a kind stand in a piece.
const PIECE: usize = 4096;

/// Why bytes are no ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateError(String);

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StateError {}

/// A piece that is read.
#[derive(Deserialize)]
enum Saved {
    Start { form: String, meters: Vec<String>, repeats: u64 },
    Texts(Vec<String>),
    Sources(Vec<Place>),
    Who(Vec<SavedWho>),
    Labels(Vec<Vec<(Text, Text)>>),
    Whence(Vec<Whence>),
    Extras(Vec<SavedExtra>),
    Rows(Vec<Row>),
    End,
}

/// The same, as it is written.
#[derive(Serialize)]
enum Saving<'l> {
    Start { form: &'static str, meters: Vec<&'static str>, repeats: u64 },
    Texts(&'l [&'l str]),
    Sources(&'l [Place]),
    Who(Vec<SavedWho>),
    Labels(&'l [Box<[(Text, Text)]>]),
    Whence(&'l [Whence]),
    Extras(Vec<SavedExtra>),
    Rows(&'l [Row]),
    End,
}

#[derive(Serialize, Deserialize)]
struct SavedWho {
    seller: Option<Text>,
    model: Option<Text>,
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
        let mut bytes = Vec::new();
        self.write_to(&mut bytes).unwrap_or_else(|e| unreachable!("there is room in memory: {e}"));
        bytes
    }

    /// Writes the ledger as [`Ledger::to_bytes`] does, a piece at a time.
    ///
    /// # Errors
    /// Those of the place it is written to.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = Out { out, sum: SipHasher13::new() };
        // As a list, which the bytes are told the length of.
        let meters = Meter::ALL.map(Meter::name).to_vec();
        out.piece(&Saving::Start { form: FORM, meters, repeats: self.repeats })?;
        let mut texts = Vec::with_capacity(PIECE);
        let mut all = self.names.texts.iter().peekable();
        while all.peek().is_some() {
            texts.clear();
            texts.extend(all.by_ref().take(PIECE));
            out.piece(&Saving::Texts(&texts))?;
        }
        let names = &self.names;
        self.sources.0.all().chunks(PIECE).try_for_each(|some| out.piece(&Saving::Sources(some)))?;
        let who = |who: &(_, _, _)| SavedWho { seller: who.0, model: who.1, terms: words(who.2) };
        let mut who = names.who.all().chunks(PIECE).map(|some| Saving::Who(some.iter().map(who).collect()));
        who.try_for_each(|some| out.piece(&some))?;
        names.labels.all().chunks(PIECE).try_for_each(|some| out.piece(&Saving::Labels(some)))?;
        names.whence.all().chunks(PIECE).try_for_each(|some| out.piece(&Saving::Whence(some)))?;
        let extras = self.extras.chunks(PIECE);
        let mut extras = extras.map(|some| Saving::Extras(some.iter().map(SavedExtra::of).collect()));
        extras.try_for_each(|some| out.piece(&some))?;
        self.rows.pieces().try_for_each(|some| out.piece(&Saving::Rows(some)))?;
        out.piece(&Saving::End)?;
        let sum = halves(&out.sum)[0];
        out.out.write_all(&sum.to_le_bytes())
    }

    /// The ledger that bytes hold.
    ///
    /// # Errors
    /// [`StateError`] for bytes that were cut off or changed, and for those of another form.
    pub fn from_bytes(mut bytes: &[u8]) -> Result<Ledger, StateError> {
        Ledger::read_from(&mut bytes)
    }

    /// Reads a ledger as [`Ledger::from_bytes`] does, a piece at a time.
    ///
    /// # Errors
    /// [`StateError`] as there, and for what cannot be read.
    pub fn read_from(input: &mut dyn Read) -> Result<Ledger, StateError> {
        let mut pieces = In { input, sum: SipHasher13::new(), bytes: Vec::new() };
        let mut ledger = Ledger::new();
        match pieces.next()? {
            Saved::Start { form, meters, repeats }
                if form == FORM && meters == Meter::ALL.map(Meter::name) =>
            {
                ledger.repeats = repeats;
            }
            Saved::Start { form, .. } => {
                return Err(StateError(format!("met the form `{form}`, expected `{FORM}` of this version")));
            }
            _ => return Err(broken()),
        }
        loop {
            let piece = pieces.next()?;
            if matches!(piece, Saved::End) {
                break;
            }
            ledger.take_up(piece).ok_or_else(broken)?;
        }
        let sum = halves(&pieces.sum)[0];
        let mut told = [0; 8];
        pieces.input.read_exact(&mut told).map_err(|_| broken())?;
        if told != sum.to_le_bytes() || !ledger.is_whole() {
            return Err(broken());
        }
        Ok(ledger)
    }

    fn take_up(&mut self, piece: Saved) -> Option<()> {
        let names = &mut self.names;
        match piece {
            Saved::Start { .. } | Saved::End => return None,
            Saved::Texts(some) => names.texts.extend(some),
            Saved::Sources(some) => self.sources.0.extend(some),
            Saved::Who(some) => {
                let back = |who: SavedWho| Some((who.seller, who.model, terms(&who.terms)?));
                names.who.extend(some.into_iter().map(back).collect::<Option<Vec<_>>>()?);
            }
            Saved::Labels(some) => names.labels.extend(some.into_iter().map(Vec::into_boxed_slice)),
            Saved::Whence(some) => names.whence.extend(some),
            Saved::Extras(some) => {
                self.extras.extend(some.into_iter().map(SavedExtra::back).collect::<Option<Vec<_>>>()?);
            }
            Saved::Rows(some) => some.into_iter().for_each(|row| self.insert(row)),
        }
        Some(())
    }

    /// Whether everything that is named is there.
    fn is_whole(&self) -> bool {
        let Ledger { names, sources, .. } = self;
        let texts = &names.texts;
        let has = |text: Option<Text>| text.is_none_or(|text| texts.has(text));
        sources.0.all().iter().all(|place| place.is_of(texts))
            && names.who.all().iter().all(|(seller, model, _)| has(*seller) && has(*model))
            && names.labels.all().iter().flatten().all(|(name, value)| texts.has(*name) && texts.has(*value))
            && names.whence.all().iter().all(|whence| {
                has(whence.project) && has(whence.session) && names.labels.at(whence.labels).is_some()
            })
            && self.rows.iter().all(|row| {
                names.who.at(row.who).is_some()
                    && names.whence.at(row.whence).is_some()
                    && sources.0.at(row.source_number()).is_some()
                    && row.extra as usize <= self.extras.len()
            })
    }
}

fn broken() -> StateError {
    StateError("the bytes were cut off or changed".to_owned())
}

/// Where pieces are written to, each behind its length.
struct Out<'o> {
    out: &'o mut dyn Write,
    sum: SipHasher13,
}

impl Out<'_> {
    fn piece(&mut self, piece: &Saving<'_>) -> io::Result<()> {
        let bytes = postcard::to_allocvec(piece).unwrap_or_else(|e| unreachable!("plain data: {e}"));
        for part in [&(bytes.len() as u64).to_le_bytes()[..], &bytes] {
            self.sum.write(part);
            self.out.write_all(part)?;
        }
        Ok(())
    }
}

/// Where pieces are read from.
struct In<'i> {
    input: &'i mut dyn Read,
    sum: SipHasher13,
    bytes: Vec<u8>,
}

impl In<'_> {
    fn next(&mut self) -> Result<Saved, StateError> {
        let mut length = [0; 8];
        self.input.read_exact(&mut length).map_err(|_| broken())?;
        self.bytes.clear();
        let most = u64::from_le_bytes(length);
        // A length that is wrong asks for no more room than there are bytes.
        (&mut *self.input).take(most).read_to_end(&mut self.bytes).map_err(|e| StateError(e.to_string()))?;
        self.sum.write(&length);
        self.sum.write(&self.bytes);
        match postcard::take_from_bytes(&self.bytes) {
            Ok((piece, [])) if self.bytes.len() as u64 == most => Ok(piece),
            _ => Err(broken()),
        }
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
