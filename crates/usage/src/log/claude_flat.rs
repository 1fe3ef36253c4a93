//! Lines of Claude Code with their counts at the outermost level (`inputTokens` beside `message`), as some
//! exports write them. Without an id of the answer, the line's own `uuid` tells it apart.

use super::record::{Entry, Fault, Identity, Record, Used};
use super::{EachByItself, Framing, has_key, tree};
use crate::json::Object;
use tokentoll_core::Usage;

#[derive(Clone, Copy, Debug)]
pub(crate) struct ClaudeFlat;

impl EachByItself for ClaudeFlat {
    fn name(&self) -> &'static str {
        "claude-flat"
    }

    fn framing(&self) -> Framing {
        Framing::Lines
    }

    fn is(&self, head: &[u8]) -> bool {
        ["uuid", "message", "inputTokens", "outputTokens"].iter().all(|key| has_key(head, key))
            && !has_key(head, "usage")
            && !has_key(head, "modelUsage")
    }

    fn read<'t>(&self, line: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        match tree::object(line).and_then(|line| line.as_ref().map_or(Ok(None), record)) {
            Ok(None) => {}
            Ok(Some(record)) => found(Entry::Record(record)),
            Err(fault) => found(Entry::Fault(fault)),
        }
    }
}

fn record(line: &Object) -> Result<Option<Record<'static>>, Fault> {
    let count = |key: &str| line.count_at(&[key]);
    let (input, output) = (count("inputTokens")?, count("outputTokens")?);
    if input.is_none() && output.is_none() {
        return Ok(None);
    }
    let usage = Usage::new()
        .input(input.unwrap_or(0))
        .cache_read(count("cacheReadInputTokens")?.unwrap_or(0))
        .cache_write_5m(count("cacheCreationInputTokens")?.unwrap_or(0))
        .output(output.unwrap_or(0));
    let id = line.text_at(&["message", "id"]).or_else(|| line.text_at(&["uuid"]));
    Ok(Some(Record {
        at: line.time_at(&["timestamp"])?,
        model: line.text_at(&["message", "model"]),
        identity: id.map(Identity::of),
        session: line.text_at(&["sessionId"]),
        project: line.text_at(&["cwd"]),
        claimed: line.word_at(&["costUSD"]),
        ..Record::new(Used::Request(usage))
    }))
}
