//! Opens a log, compressed or not, and knows it again.

use super::told::Identity;
use siphasher::sip::SipHasher13;
use std::fs::{File, Metadata};
use std::hash::Hasher;
use std::io::{Chain, Cursor, Read, Result, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many first bytes tell a file from others.
const HEAD: usize = 4096;

/// An open log.
pub(crate) struct Opened {
    pub(crate) input: Box<dyn Read + Send>,
    /// Whether offsets are those of the file itself.
    pub(crate) plain: bool,
}

/// Counts the bytes that are read.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

type Rest = Chain<Cursor<Vec<u8>>, Counted>;

#[expect(clippy::disallowed_methods, reason = "the command line opens files, and only here")]
pub(crate) fn file(path: &Path) -> Result<File> {
    File::open(path)
}

/// A log from an offset on, which is that of a plain file.
pub(crate) fn open(mut file: File, offset: u64, read: &Arc<AtomicU64>) -> Result<Opened> {
    let mut magic = Vec::with_capacity(4);
    (&mut file).take(4).read_to_end(&mut magic)?;
    let read = Arc::clone(read);
    if magic.starts_with(&[0x1f, 0x8b]) {
        let rest = Cursor::new(magic).chain(Counted { file, read });
        return Ok(Opened { input: Box::new(flate2::read::MultiGzDecoder::<Rest>::new(rest)), plain: false });
    }
    if magic == [0x28, 0xb5, 0x2f, 0xfd] {
        let rest = Cursor::new(magic).chain(Counted { file, read });
        return Ok(Opened { input: Box::new(zstd::stream::read::Decoder::new(rest)?), plain: false });
    }
    file.seek(SeekFrom::Start(offset))?;
    Ok(Opened { input: Box::new(Counted { file, read }), plain: true })
}

/// By what a file is known again; `head` is how many bytes were looked at the first time.
pub(crate) fn identity(file: &mut File, meta: &Metadata, head: Option<u32>) -> Result<Identity> {
    let mut first = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(head.map_or(HEAD as u64, u64::from)).read_to_end(&mut first)?;
    file.seek(SeekFrom::Start(0))?;
    // One that stays the same: a state file keeps what it gives.
    let mut hasher = SipHasher13::new();
    hasher.write(&first);
    let (device, number) = device(meta);
    Ok(Identity {
        device,
        number,
        head: u32::try_from(first.len()).unwrap_or(u32::MAX),
        hash: hasher.finish(),
    })
}

/// When a file was changed, in nanoseconds since 1970; 0 where that is not told.
pub(crate) fn changed(meta: &Metadata) -> i64 {
    let since = meta.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    since.map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(0))
}

#[cfg(unix)]
fn device(meta: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (meta.dev(), meta.ino())
}

#[cfg(not(unix))]
fn device(_: &Metadata) -> (u64, u64) {
    (0, 0)
}
