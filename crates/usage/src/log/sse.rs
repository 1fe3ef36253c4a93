//! Bodies of [server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html), whole or cut
//! off: Anthropic, OpenAI chat and responses, Gemini. Also one event a line without `data:`.
//!
//! Anthropic tells the prompt in `message_start` and the whole in `message_delta`, whose members replace those
//! of the start. OpenAI's chat tells it in the last chunk, its responses in `response.completed`, Gemini in each.

use super::record::{Entry, Fault, Record};
use super::scan::Scan;
use super::{LogFormat, LogReader, first_line, response, tree};
use crate::json::{Json, Object};

#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerSentEvents;

impl LogFormat for ServerSentEvents {
    fn name(&self) -> &'static str {
        "sse"
    }

    fn is(&self, head: &[u8]) -> bool {
        let first = first_line(head);
        let is_event = |line: &[u8]| {
            [&b"event:"[..], b"data:", b":", b"id:", b"retry:"].iter().any(|field| line.starts_with(field))
        };
        is_event(first)
            || matches!(
                top_level(first, "type").as_deref(),
                Some("message_start" | "ping" | "response.created")
            )
            || top_level(first, "object").as_deref() == Some("chat.completion.chunk")
    }

    fn reader(&self) -> Box<dyn LogReader> {
        Box::new(Reader::default())
    }
}

/// The text of a member of the object that a line starts with, even where the line is cut off.
fn top_level(line: &[u8], member: &str) -> Option<String> {
    let mut text = None;
    // What was found before a fault stands.
    let _ = Scan::new(line).members(|scan, key| {
        match key == member.as_bytes() && scan.peek() == Some(b'"') {
            true => text = scan.text("type")?.map(|text| text.into_owned()),
            false => drop(scan.skip()?),
        }
        Ok(())
    });
    text
}

/// The answer that is being told.
#[derive(Default)]
struct Reader {
    /// What is known of it so far, as a response with `usage`.
    answer: Option<Object>,
    /// Whether the usage of the whole was told.
    told: bool,
    /// Whether any event came at all.
    any: bool,
}

impl LogReader for Reader {
    fn read<'t>(&mut self, line: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        let line = line.trim_ascii();
        let data = match line.strip_prefix(b"data:") {
            Some(data) => data.trim_ascii(),
            None if line.starts_with(b"{") => line,
            // Fields of an event that say nothing about its data.
            None => return,
        };
        if data.is_empty() {
            return;
        }
        if data == b"[DONE]" {
            return self.finish(found);
        }
        let Some(event) = tree::opened(data, found) else { return };
        self.event(&event, found);
    }

    fn end(&mut self, found: &mut dyn FnMut(Entry<'static>)) {
        self.finish(found);
    }
}

impl Reader {
    fn event<'t>(&mut self, event: &Object, found: &mut dyn FnMut(Entry<'t>)) {
        self.any = true;
        let kind = event.text_at(&["type"]);
        match kind.as_deref() {
            Some("message_start") => {
                if self.answer.is_some() {
                    self.finish(found);
                    self.any = true;
                }
                self.answer = event.at(&["message"]).and_then(Json::as_object).map(essence);
            }
            Some("message_delta") => {
                let answer = self.answer.get_or_insert_default();
                if let Some(reason) = event.at(&["delta", "stop_reason"]) {
                    answer.set("stop_reason", reason.clone());
                }
                if let Some(delta) = event.at(&["usage"]).and_then(Json::as_object) {
                    self.told = true;
                    let mut usage =
                        answer.at(&["usage"]).and_then(Json::as_object).cloned().unwrap_or_default();
                    for (key, value) in delta.iter().filter(|(_, value)| !value.is_null()) {
                        usage.set(key, value.clone());
                    }
                    answer.set("usage", Json::Object(usage));
                }
            }
            // Nothing but an answer that was handed on already can end here.
            Some("message_stop") if self.answer.is_none() => self.any = false,
            Some("message_stop") => self.finish(found),
            Some("response.completed" | "response.incomplete" | "response.failed") => {
                self.answer = event.at(&["response"]).and_then(Json::as_object).map(essence);
                self.told = self.answer.as_ref().is_some_and(|answer| answer.at(&["usage"]).is_some());
                self.finish(found);
            }
            Some("response.created" | "response.in_progress") => {
                self.answer = event.at(&["response"]).and_then(Json::as_object).map(essence);
            }
            Some(_) => {}
            // Chunks of OpenAI's chat, and Gemini's responses.
            None => self.chunk(event, found),
        }
    }

    fn chunk<'t>(&mut self, chunk: &Object, found: &mut dyn FnMut(Entry<'t>)) {
        let id = |object: &Object| object.text_at(&["id"]).or_else(|| object.text_at(&["responseId"]));
        let told = chunk.at(&["usage"]).or_else(|| chunk.at(&["usageMetadata"])).is_some();
        if let Some(answer) = &self.answer
            && id(answer) != id(chunk)
            && id(chunk).is_some()
        {
            self.finish(found);
            self.any = true;
        }
        if told || self.answer.is_none() {
            self.answer = Some(essence(chunk));
        }
        self.told |= told;
    }

    /// Hands on the answer that was told, or says what is missing.
    fn finish<'t>(&mut self, found: &mut dyn FnMut(Entry<'t>)) {
        let Reader { answer, told, any } = std::mem::take(self);
        let Some(answer) = answer else {
            if any && !told {
                found(Entry::Fault(Fault::new("no_usage", "the stream told no usage at all")));
            }
            return;
        };
        let has_usage = answer.at(&["usage"]).or_else(|| answer.at(&["usageMetadata"])).is_some();
        if !has_usage {
            let message =
                "the stream told no usage: OpenAI's chat does only with stream_options.include_usage";
            return found(Entry::Fault(Fault::new("no_usage", message)));
        }
        match response::record(answer) {
            Ok(record) if told => found(Entry::Record(record)),
            Ok(record) => {
                // What the start told is billed at least; the output is not known.
                found(Entry::Record(Record { complete: false, ..record }));
                let message = "the stream stopped before it told its usage: its output is not known, and only \
                               what its start told is counted";
                found(Entry::Fault(Fault::new("unfinished", message)));
            }
            Err(fault) => found(Entry::Fault(fault)),
        }
    }
}

/// The members that matter to a bill.
fn essence(response: &Object) -> Object {
    const KEYS: [&str; 12] = [
        "id",
        "responseId",
        "model",
        "modelVersion",
        "service_tier",
        "stop_reason",
        "created",
        "created_at",
        "createTime",
        "usage",
        "usageMetadata",
        "object",
    ];
    let mut kept = Object::default();
    for key in KEYS {
        if let Some(value) = response.at(&[key]) {
            kept.set(key, value.clone());
        }
    }
    kept
}
