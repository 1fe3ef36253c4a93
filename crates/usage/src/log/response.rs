//! Providers' own responses or usage objects, one after the other: whatever [`crate::read`] reads.

use super::record::{Entry, Fault, Identity, Record};
use super::{EachByItself, has_key, tree, words};
use crate::json::{Json, Object};
use std::borrow::Cow;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Responses;

const COUNTS: [&str; 6] =
    ["input_tokens", "prompt_tokens", "promptTokenCount", "inputTokens", "usage", "usageMetadata"];

impl EachByItself for Responses {
    fn name(&self) -> &'static str {
        "responses"
    }

    fn is(&self, head: &[u8]) -> bool {
        matches!(head.trim_ascii_start().first(), Some(b'{' | b'['))
            && COUNTS.iter().any(|key| has_key(head, key))
    }

    fn read<'t>(&self, piece: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        match tree::object(piece) {
            Ok(None) => {}
            Ok(Some(response)) => match record(response) {
                Ok(record) => found(Entry::Record(record)),
                Err(fault) => found(Entry::Fault(fault)),
            },
            Err(fault) => found(Entry::Fault(fault)),
        }
    }
}

/// The request a response answers.
pub(crate) fn record(response: Object) -> Result<Record<'static>, Fault> {
    let id = ["id", "responseId", "request_id"].into_iter().find_map(|key| response.text_at(&[key]));
    let mut at = None;
    for key in ["timestamp", "created_at", "created", "createTime", "time"] {
        if at.is_none() {
            at = response.time_at(&[key])?;
        }
    }
    let session = ["session_id", "conversation_id"].into_iter().find_map(|key| response.text_at(&[key]));
    let report = crate::read(&Json::Object(response), None)?;
    Ok(Record {
        at,
        seller: id.as_deref().and_then(words::seller_of_id).map(Cow::Borrowed),
        identity: id.map(Identity::of),
        session,
        ..Record::of_report(report)
    })
}
