use serde::{Deserialize, Serialize};
use tokentoll_core::{Meter, Usage};
use tokentoll_usage::Part;
use tokentoll_usage::log::Aggregate;

/// The time of a row without one.
pub(crate) const UNDATED: i64 = i64::MIN;

/// The bits of `source` that number it; the two above are marks.
pub(crate) const SOURCE: u32 = SIDECHAIN - 1;
const SIDECHAIN: u32 = 1 << 30;
const COMPLETE: u32 = 1 << 31;

/// The meters that a row holds itself; a request that used another one stands among the extras.
pub(crate) const HELD: [Meter; 5] =
    [Meter::Input, Meter::CacheRead, Meter::CacheWrite5m, Meter::CacheWrite1h, Meter::Output];

/// One request in 64 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) key: [u64; 2],
    /// Seconds since 1970.
    pub(crate) time: i64,
    pub(crate) counts: [u32; 5],
    pub(crate) who: u32,
    pub(crate) whence: u32,
    /// A part of the hash of the HTTP request's id; 0 for none.
    pub(crate) request: u32,
    /// Number of the extra plus one; 0 for none.
    pub(crate) extra: u32,
    /// Number of the source, and marks.
    pub(crate) source: u32,
}

impl Row {
    pub(crate) fn mark(&mut self, sidechain: bool, complete: bool) {
        self.source |= (u32::from(sidechain) * SIDECHAIN) | (u32::from(complete) * COMPLETE);
    }

    pub(crate) fn sidechain(&self) -> bool {
        self.source & SIDECHAIN != 0
    }

    pub(crate) fn complete(&self) -> bool {
        self.source & COMPLETE != 0
    }

    pub(crate) fn source_number(&self) -> u32 {
        self.source & SOURCE
    }

    /// Takes up the counts, where it has room for all of them.
    pub(crate) fn hold(&mut self, usage: &Usage) -> bool {
        if usage.iter().any(|(meter, _)| !HELD.contains(&meter)) {
            return false;
        }
        self.counts = HELD.map(|meter| usage.of(meter));
        true
    }

    /// The counts it holds.
    pub(crate) fn usage(&self) -> Usage {
        HELD.into_iter().zip(self.counts).fold(Usage::new(), |usage, (meter, count)| usage.with(meter, count))
    }

    pub(crate) fn tokens(&self) -> u64 {
        self.counts.into_iter().map(u64::from).sum()
    }
}

/// What a row has no room for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Extra {
    Request(Usage),
    Parts(Vec<Part>),
    Aggregate(Aggregate),
}

impl Extra {
    pub(crate) fn tokens(&self) -> u64 {
        let of = |usage: &Usage| usage.iter().map(|(_, count)| u64::from(count)).sum::<u64>();
        match self {
            Extra::Request(usage) => of(usage),
            Extra::Parts(parts) => parts.iter().map(|part| of(&part.usage)).sum(),
            Extra::Aggregate(sum) => sum.counts.iter().fold(0, |all, count| all.saturating_add(*count)),
        }
    }
}

/// Rows in pieces of one size, so that growing copies nothing.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pieces: Vec<Vec<Row>>,
}

const PIECE: usize = 4096;

impl Rows {
    pub(crate) fn push(&mut self, row: Row) -> u32 {
        if self.pieces.last().is_none_or(|piece| piece.len() == PIECE) {
            self.pieces.push(Vec::with_capacity(PIECE));
        }
        let at = self.len();
        if let Some(piece) = self.pieces.last_mut() {
            piece.push(row);
        }
        u32::try_from(at).unwrap_or_else(|_| unreachable!("four thousand million rows are 256 GiB"))
    }

    pub(crate) fn at(&self, at: u32) -> &Row {
        &self.pieces[at as usize / PIECE][at as usize % PIECE]
    }

    pub(crate) fn at_mut(&mut self, at: u32) -> &mut Row {
        &mut self.pieces[at as usize / PIECE][at as usize % PIECE]
    }

    pub(crate) fn len(&self) -> usize {
        self.pieces.last().map_or(0, |last| (self.pieces.len() - 1) * PIECE + last.len())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Row> {
        self.pieces.iter().flatten()
    }

    /// Rows as they are held.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &[Row]> {
        self.pieces.iter().map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_64_bytes() {
        assert_eq!(size_of::<Row>(), 64);
    }

    #[test]
    fn rows_stay_where_they_are() {
        let mut rows = Rows::default();
        for n in 0..10_000 {
            assert_eq!(rows.push(Row { time: n, ..Row::default() }), n as u32);
        }
        assert_eq!((rows.len(), rows.at(4096).time, rows.at(9_999).time), (10_000, 4096, 9_999));
        assert!(rows.iter().map(|row| row.time).eq(0..10_000));
    }
}
