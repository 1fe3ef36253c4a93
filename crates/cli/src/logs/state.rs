//! `--state FILE`: what was read, to go on from.
//!
//! The file is written beside and moved over, so that a killed run leaves the one before. It holds how far each
//! log was read, a line each, and the ledger; both are taken at one moment. Neither writing nor reading holds
//! all of it in memory a second time.

use super::gather::Gathered;
use super::told::Kept;
use crate::outcome::Stop;
use siphasher::sip::SipHasher13;
use std::fs::File;
use std::hash::Hasher;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use tokentoll::ledger::Ledger;

const MARK: &[u8] = b"tollst2\n";

/// Reads a state file, if there is one.
pub(crate) fn read(path: &Path) -> Result<Option<Gathered>, Stop> {
    let file = match super::open::file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(|e| Stop::wrong(format!("{}: {e}", path.display())))?,
    };
    restore(BufReader::new(file)).map(Some).map_err(|why| {
        Stop::wrong(format!("{}: no state of this version: {why}", path.display()))
            .hint("remove the file to read every log from its start")
    })
}

fn restore(mut file: BufReader<File>) -> Result<Gathered, String> {
    let cut_off = |_| "it was cut off".to_owned();
    let mut mark = [0; MARK.len()];
    file.read_exact(&mut mark).map_err(cut_off)?;
    if mark != MARK {
        return Err("it starts otherwise".to_owned());
    }
    let (mut told, mut marks) = (Vec::new(), Vec::new());
    let mut sum = SipHasher13::new();
    let mut line = Vec::new();
    // An empty line is the last.
    loop {
        line.clear();
        file.read_until(b'\n', &mut line).map_err(|e| e.to_string())?;
        if line == b"\n" {
            break;
        }
        sum.write(&line);
        let kept: Kept = serde_json::from_slice(&line).map_err(|e| e.to_string())?;
        let (one, mark) = kept.back().ok_or("it tells of a format that is not known")?;
        told.push(one);
        marks.push(mark);
    }
    let mut expected = [0; 8];
    file.read_exact(&mut expected).map_err(cut_off)?;
    if expected != sum.finish().to_le_bytes() {
        return Err("it was changed".to_owned());
    }
    let ledger = Ledger::read_from(&mut file).map_err(|e| e.to_string())?;
    Gathered::of(ledger, told, marks).ok_or_else(|| "its parts do not belong together".to_owned())
}

/// Writes a state file.
pub(crate) fn write(path: &Path, gathered: &Gathered) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let mut file = BufWriter::new(File::create(&beside)?);
    file.write_all(MARK)?;
    let mut sum = SipHasher13::new();
    let mut line = Vec::new();
    for (told, mark) in gathered.told.iter().zip(&gathered.marks) {
        line.clear();
        serde_json::to_writer(&mut line, &Kept::of(told, mark))?;
        line.push(b'\n');
        sum.write(&line);
        file.write_all(&line)?;
    }
    file.write_all(b"\n")?;
    file.write_all(&sum.finish().to_le_bytes())?;
    gathered.ledger().write_to(&mut file)?;
    file.flush()?;
    std::fs::rename(&beside, path)
}
