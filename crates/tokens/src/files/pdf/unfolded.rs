//! How much the compressed streams of a PDF unfold to, found out before anything is kept of them.
//!
//! A file of 32 MB may unfold to 32 GB, and a stream inside a stream to more. Readers of PDFs unfold first and look
//! later, so it is measured here, stream by stream, in buffers of fixed size: all that look like streams before the file is
//! opened, and what only an opened file shows before it is read.

mod filters;

use std::borrow::Cow;
use std::cell::Cell;
use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::object::{Array, Dict, FromBytes, MaybeRef, Name, Object, Stream};

use self::filters::{Bytes, is_zlib, unfold};

/// How often zlib data may lie in zlib data for all to be measured that were not said to.
const DEEPEST: usize = 4;

/// How many filters a stream may name.
const MOST_FILTERS: usize = 16;

/// No byte of deflate stands for more.
const MOST_OF_DEFLATE: u64 = 1032;

/// What may unfold yet.
#[derive(Debug)]
pub(super) struct Measure {
    /// Most bytes that one stream may unfold to, and all of them.
    stream: u64,
    left: u64,
    /// Most bytes that are read for it, lest many streams share one end.
    reads: u64,
}

/// More than a reader should hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

impl Measure {
    pub(super) fn new(stream: u64, streams: u64) -> Self {
        Self { stream, left: streams, reads: streams }
    }

    /// Measures all that looks like a stream in a file, and says whether one broke off, which a reader may read on.
    pub(super) fn file(mut self, bytes: &[u8]) -> Result<bool, TooMuch> {
        let (mut behind, mut is_broken) = (0, false);
        let ends: Vec<usize> = memchr::memmem::find_iter(bytes, b"endstream").collect();
        for (keyword, data) in starts(bytes) {
            let to_end = ends.get(ends.partition_point(|end| *end < data)).copied().unwrap_or(bytes.len());
            let (data, to_end) = (&bytes[data..], &bytes[data..to_end]);
            is_broken |= self.zlib(data, DEEPEST)?;
            match Said::before(&bytes[behind..keyword]) {
                Some(said) if is_measured(&said.filters, data) => {}
                Some(Said { filters, length }) => {
                    let data = match length {
                        Length::Known(length) => data.get(..length).unwrap_or(data),
                        Length::Elsewhere => data,
                        Length::Unknown => to_end,
                    };
                    self.filtered(data, &filters)?;
                }
                // It is not said where this can read it: either of them ends soon in data of another kind.
                None => {
                    for filter in [Filter::LzwDecode, Filter::RunLengthDecode] {
                        self.filtered(to_end, &[(filter, true)])?;
                    }
                }
            }
            behind = keyword;
        }
        Ok(is_broken)
    }

    /// Measures the objects of an opened file, and says how long its largest form is. What is encrypted, or said in another
    /// place, only it can tell, and which streams broke off.
    pub(super) fn objects<'a>(
        mut self,
        objects: impl IntoIterator<Item = Object<'a>>,
        is_broken: bool,
    ) -> Result<u64, TooMuch> {
        let mut largest = 0;
        for stream in objects.into_iter().filter_map(Object::into_stream) {
            let (filters, data) = (filters(&stream), stream.raw_data());
            let is_form = stream.dict().get::<Name<'_>>("Subtype").is_some_and(|name| &*name == b"Form");
            let is_seen = matches!(data, Cow::Borrowed(_)) && is_measured(&filters, &data) && !is_broken;
            if is_form || !is_seen {
                let length = self.filtered(&data, &filters)?;
                largest = largest.max(if is_form { length } else { 0 });
            }
        }
        Ok(largest)
    }

    /// Measures what a page draws: its streams are put together, however often it names one, and kept.
    pub(super) fn page(&mut self, page: &Dict<'_>) -> Result<(), TooMuch> {
        let one = page.get::<Stream<'_>>("Contents");
        let several = page.get::<Array<'_>>("Contents");
        for stream in one.into_iter().chain(several.iter().flat_map(|all| all.iter::<Stream<'_>>())) {
            self.filtered(&stream.raw_data(), &filters(&stream))?;
        }
        Ok(())
    }

    /// Measures data that begin as zlib data do, whatever is said of them, and zlib data in them. Says whether any broke off.
    fn zlib(&mut self, data: &[u8], depth: usize) -> Result<bool, TooMuch> {
        if depth == 0 || !is_zlib(data) {
            return Ok(false);
        }
        let most = self.stream.min(self.left);
        let mut decoder = ZlibDecoder::new(data).take(most + 1);
        let (mut inner, mut slice, mut total) = (Vec::new(), vec![0; 1 << 16], 0_u64);
        let is_broken = loop {
            let read = match decoder.read(&mut slice) {
                Ok(0) => break false,
                Ok(read) => read,
                Err(_) => break true,
            };
            let (first, slice) = (total == 0, &slice[..read]);
            total += read as u64;
            if inner.len() < MAX_INNER && (!inner.is_empty() || first && is_zlib(slice)) {
                inner.extend_from_slice(slice);
            }
        };
        self.spend(total, most)?;
        self.read(decoder.into_inner().total_in())?;
        Ok(self.zlib(&inner, depth - 1)? || is_broken)
    }

    /// Unfolds data by one filter behind the other and says how long they are in the end. A reader holds what each gives.
    fn filtered(&mut self, data: &[u8], filters: &[(Filter, bool)]) -> Result<u64, TooMuch> {
        if filters.len() > MOST_FILTERS {
            return Err(TooMuch);
        }
        let most = self.stream.min(self.left);
        let stages: Vec<Stage> = filters.iter().map(|_| Stage::default()).collect();
        let read = Cell::new(0);
        let mut bytes: Bytes<'_> = Box::new(data.iter().copied().inspect(|_| read.set(read.get() + 1)));
        for ((filter, early_change), stage) in filters.iter().zip(&stages) {
            // Images are not unfolded for their text, nor what comes behind them.
            let Some(unfolded) = unfold(*filter, *early_change, bytes, &stage.is_broken) else {
                bytes = Box::new(std::iter::empty());
                break;
            };
            let counted = unfolded.inspect(|_| stage.length.set(stage.length.get() + 1));
            bytes = Box::new(counted.take(usize::try_from(most).unwrap_or(usize::MAX).saturating_add(1)));
        }
        bytes.for_each(drop);
        let mut length = data.len() as u64;
        self.read(read.get())?;
        for stage in &stages {
            if stage.is_broken.get() {
                self.spend(MOST_OF_DEFLATE.saturating_mul(length), self.left)?;
            }
            length = stage.length.get();
            self.spend(length, most)?;
        }
        Ok(length)
    }

    fn read(&mut self, bytes: u64) -> Result<(), TooMuch> {
        self.reads = self.reads.checked_sub(bytes).ok_or(TooMuch)?;
        Ok(())
    }

    fn spend(&mut self, bytes: u64, most: u64) -> Result<(), TooMuch> {
        self.left = self.left.checked_sub(bytes).filter(|_| bytes <= most).ok_or(TooMuch)?;
        Ok(())
    }
}

/// What one filter gave.
#[derive(Default)]
struct Stage {
    length: Cell<u64>,
    is_broken: Cell<bool>,
}

/// How much of a stream is kept where another is folded in it: no more than a whole file may have.
const MAX_INNER: usize = super::MAX_PDF_BYTES;

/// Where each keyword `stream` stands, and where its data start: behind the end of its line.
fn starts(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    memchr::memmem::find_iter(bytes, b"stream").filter_map(|at| {
        let data = at + b"stream".len();
        let line_end = bytes[data..].iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        (line_end > 0 && !bytes[..at].ends_with(b"end")).then_some((at, data + line_end))
    })
}

/// Whether data with these filters are measured as all zlib data are.
fn is_measured(filters: &[(Filter, bool)], data: &[u8]) -> bool {
    matches!(filters, [] | [(Filter::FlateDecode, _)] if filters.is_empty() || is_zlib(data))
}

/// What is said of a stream in front of it.
struct Said {
    filters: Filters,
    length: Length,
}

/// Filters in the order in which they unfold, each with whether numbers of LZW grow early.
type Filters = Vec<(Filter, bool)>;

enum Length {
    Known(usize),
    Elsewhere,
    Unknown,
}

impl Said {
    /// What the dictionary at the end of a part of a file says, if it stands behind the last `obj` there and says it itself.
    fn before(part: &[u8]) -> Option<Self> {
        let object = memchr::memmem::rfind(part, b"obj")? + b"obj".len();
        let empty = [&part[object..], b"stream\n\nendstream"].concat();
        let stream = Stream::from_bytes(empty.trim_ascii_start())?;
        let said = |key| stream.dict().get_raw::<Object<'_>>(key);
        let length = match said("Length") {
            Some(MaybeRef::NotRef(_)) => stream
                .dict()
                .get::<u32>("Length")
                .map_or(Length::Unknown, |length| Length::Known(length as usize)),
            Some(MaybeRef::Ref(_)) => Length::Elsewhere,
            None => Length::Unknown,
        };
        let is_elsewhere = ["F", "Filter"].into_iter().filter_map(said).any(|object| refers(&object));
        (!is_elsewhere).then(|| Self { filters: filters(&stream), length })
    }
}

/// Whether an object, or one in its list, stands elsewhere.
fn refers(object: &MaybeRef<Object<'_>>) -> bool {
    match object {
        MaybeRef::Ref(_) => true,
        MaybeRef::NotRef(Object::Array(all)) => all.raw_iter().any(|one| matches!(one, MaybeRef::Ref(_))),
        MaybeRef::NotRef(_) => false,
    }
}

fn filters(stream: &Stream<'_>) -> Filters {
    let first = |keys: [&str; 2]| keys.into_iter().find_map(|key| stream.dict().get::<Object<'_>>(key));
    let parameters = match first(["DP", "DecodeParms"]) {
        Some(Object::Array(all)) => all.iter::<Object<'_>>().map(Object::into_dict).collect(),
        Some(one) => vec![one.into_dict()],
        None => Vec::new(),
    };
    let early = |at: usize| {
        let parameters = parameters.get(at)?.as_ref()?;
        parameters.get::<i32>("EarlyChange").map(|early| early != 0)
    };
    stream.filters().into_iter().enumerate().map(|(at, filter)| (filter, early(at).unwrap_or(true))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    fn folded(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("into memory");
        encoder.finish().expect("into memory")
    }

    fn stream(data: &[u8]) -> Vec<u8> {
        [b"1 0 obj <<>> stream\r\n", data, b"\nendstream endobj\n"].concat()
    }

    const STREAM: u64 = 1 << 20;

    fn is_bounded(bytes: &[u8]) -> bool {
        Measure::new(STREAM, 4 * STREAM).file(bytes).is_ok()
    }

    #[test]
    fn what_unfolds_to_little_is_bounded() {
        assert!(is_bounded(b""));
        assert!(is_bounded(&stream(&folded(&vec![0; STREAM as usize]))));
        assert!(is_bounded(&stream(b"\x78\x9c and then nothing of the kind")));
    }

    #[test]
    fn a_bomb_is_not_bounded_however_deep_it_lies() {
        let mut bomb = folded(&vec![b' '; STREAM as usize + 1]);
        for _ in 0..DEEPEST {
            assert!(bomb.len() < 2_000 && !is_bounded(&stream(&bomb)), "{}", bomb.len());
            bomb = folded(&bomb);
        }
    }

    #[test]
    fn many_streams_share_one_bound() {
        let one = stream(&folded(&vec![0; STREAM as usize]));
        assert!(is_bounded(&one.repeat(4)));
        assert!(!is_bounded(&one.repeat(5)));
    }
}
