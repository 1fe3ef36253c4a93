//! Which files to leave out so that the rest stays within a limit.

use super::read::Counted;
use super::walk::File;
use tokentoll::tokens::{Counter, Tally, TokenCount};

/// A proposal.
#[derive(Debug)]
pub(crate) struct Fit {
    /// The limit.
    pub(crate) limit: u32,
    /// The files to leave out, the largest first.
    pub(crate) out: Vec<(usize, TokenCount)>,
    /// What the others come to, frame included.
    pub(crate) left: TokenCount,
    /// How many they are.
    pub(crate) files: usize,
}

impl Fit {
    /// Whether it is enough to leave files out: not where the frame alone is too long.
    pub(crate) fn fits(&self) -> bool {
        self.left.high() <= u64::from(self.limit)
    }
}

/// Leaves out the largest until the upper end of what is left is within the limit: the fewest files that do.
pub(crate) fn fit(files: &[(File, Counted)], frame: &Tally, limit: u32, counter: &Counter<'_>) -> Fit {
    let mut order: Vec<(usize, TokenCount)> =
        files.iter().map(|(_, counted)| counter.tallied(&counted.tally)).enumerate().collect();
    order.sort_by(|(a, one), (b, other)| {
        other.tokens.cmp(&one.tokens).then_with(|| files[*a].0.names.cmp(&files[*b].0.names))
    });
    // From the smallest up, for as long as they fit.
    let (mut kept, mut left) = (0, frame.clone());
    for (at, _) in order.iter().rev() {
        let mut more = left.clone();
        more += &files[*at].1.tally;
        if counter.tallied(&more).high() > u64::from(limit) {
            break;
        }
        (kept, left) = (kept + 1, more);
    }
    order.truncate(order.len() - kept);
    Fit { limit, out: order, left: counter.tallied(&left), files: kept }
}
