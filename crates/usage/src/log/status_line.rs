//! What Claude Code tells its status line: sums of a session, and where its transcript lies. No request.

use super::record::{Aside, Entry};
use super::{EachByItself, has_key, tree};

#[derive(Clone, Copy, Debug)]
pub(crate) struct StatusLine;

impl EachByItself for StatusLine {
    fn name(&self) -> &'static str {
        "claude-status-line"
    }

    fn is(&self, head: &[u8]) -> bool {
        has_key(head, "transcript_path")
            && (has_key(head, "context_window") || has_key(head, "total_cost_usd"))
    }

    fn read<'t>(&self, piece: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        match tree::object(piece) {
            Ok(None) => {}
            Ok(Some(_)) => found(Entry::Aside(Aside::Summary)),
            Err(fault) => found(Entry::Fault(fault)),
        }
    }
}
