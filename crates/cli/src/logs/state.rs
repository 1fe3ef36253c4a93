//! `--state FILE`: what was read, to go on from.
//!
//! The file is written beside and moved over, so that a killed run leaves the one before. It holds the ledger
//! and how far each log was read; both are taken at one moment.

use super::gather::Gathered;
use super::told::Told;
use crate::outcome::Stop;
use std::path::Path;
use tokentoll::ledger::Ledger;

const MARK: &[u8; 8] = b"tollst1\n";

/// Reads a state file, if there is one.
pub(crate) fn read(path: &Path) -> Result<Option<Gathered>, Stop> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = crate::files::bytes(path)?;
    let broken = |why: &dyn std::fmt::Display| {
        Stop::wrong(format!("{}: no state of this version: {why}", path.display()))
            .hint("remove the file to read every log from its start")
    };
    let rest = bytes.strip_prefix(MARK).ok_or_else(|| broken(&"it starts otherwise"))?;
    let (length, rest) = rest.split_first_chunk::<8>().ok_or_else(|| broken(&"it was cut off"))?;
    let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let (told, ledger) = rest.split_at_checked(length).ok_or_else(|| broken(&"it was cut off"))?;
    let told: Vec<Told> = serde_json::from_slice(told).map_err(|e| broken(&e))?;
    let ledger = Ledger::from_bytes(ledger).map_err(|e| broken(&e))?;
    Gathered::of(ledger, told).map(Some).ok_or_else(|| broken(&"its parts do not belong together"))
}

/// Writes a state file.
pub(crate) fn write(path: &Path, gathered: &Gathered) -> std::io::Result<()> {
    let told = serde_json::to_vec(gathered.told())?;
    let ledger = gathered.ledger().to_bytes();
    let mut bytes = Vec::with_capacity(16 + told.len() + ledger.len());
    bytes.extend_from_slice(MARK);
    bytes.extend_from_slice(&(told.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&told);
    bytes.extend_from_slice(&ledger);
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)
}
