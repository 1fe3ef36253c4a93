//! Transcripts of [Claude Code](https://docs.claude.com/en/docs/claude-code): one JSON object a line, under
//! `~/.claude/projects/<folder>/<session>.jsonl`.
//!
//! One answer stands on several lines, one for each block of its content, with the usage repeated on each;
//! all but the last hold a first guess of the output. Resumed sessions and side conversations repeat lines of
//! others. All of them carry the id of the answer, by which the reader of records tells them apart.

use super::record::{Aside, Entry, Fault, Identity, Record};
use super::scan::Scan;
use super::{LogFormat, LogReader, claude_usage, has_key, time, words};
use crate::report::{ErrorCode, UsageError};
use memchr::memmem::Finder;
use std::borrow::Cow;

/// The format `claude-code`.
#[derive(Clone, Copy, Debug)]
pub struct ClaudeCode;

impl LogFormat for ClaudeCode {
    fn name(&self) -> &'static str {
        "claude-code"
    }

    fn is(&self, head: &[u8]) -> bool {
        let head = head.trim_ascii_start();
        let has = |keys: &[&str]| keys.iter().all(|key| has_key(head, key));
        head.starts_with(b"{")
            && (has(&["sessionId", "type"])
                || has(&["message", "requestId"])
                || has(&["message", "sessionId"])
                || has(&["parentUuid", "uuid"])
                || has(&["uuid", "timestamp", "message", "type"])
                || has(&["messageId", "snapshot"])
                || has(&["leafUuid", "summary"])
                || has(&["message", "type", "usage"]) && !has_key(head, "index"))
    }

    fn reader(&self) -> Box<dyn LogReader> {
        Box::new(Reader { usage: Finder::new(b"\"usage\""), escape: Finder::new(b"\\u00") })
    }

    fn is_stateless(&self) -> bool {
        true
    }
}

#[derive(Debug)]
struct Reader {
    usage: Finder<'static>,
    escape: Finder<'static>,
}

impl LogReader for Reader {
    fn read<'t>(&mut self, line: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        if !self.may_tell(line) {
            if let Some(fault) = shapeless(line) {
                found(Entry::Fault(fault));
            }
            return;
        }
        match entry(line) {
            Ok(None) => {}
            Ok(Some(entry)) => found(entry),
            Err(fault) => found(Entry::Fault(fault)),
        }
    }
}

impl Reader {
    /// Whether a line may hold the member `usage`: it stands there, however it is spaced, or a letter of it
    /// is written as an escape.
    fn may_tell(&self, line: &[u8]) -> bool {
        self.usage.find(line).is_some()
            || self.escape.find_iter(line).any(|at| matches!(line.get(at + 4), Some(b'6' | b'7')))
    }
}

/// A line that cannot be an object, where it holds anything at all.
pub(crate) fn shapeless(line: &[u8]) -> Option<Fault> {
    let line = line.trim_ascii();
    match line {
        [] | [b'{', .., b'}'] => None,
        [b'{', ..] => Some(Fault::new("bad_json", "the line ends inside an object: it was cut off")),
        _ => Some(Fault::new("bad_json", "met a line that is no JSON object")),
    }
}

/// The request a line tells of, if it tells of one.
pub(crate) fn entry(line: &[u8]) -> Result<Option<Entry<'_>>, Fault> {
    let mut scan = Scan::new(line);
    let outer = self::line(&mut scan, false)?;
    scan.end()?;
    if outer.totals {
        return Ok(Some(Entry::Aside(Aside::Summary)));
    }
    // A line about the progress of an agent wraps the agent's own line.
    let inner = match outer.wrapped {
        Some(wrapped) => Line {
            session: wrapped.session.or(outer.session),
            at: wrapped.at.or(outer.at),
            project: wrapped.project.or(outer.project),
            agent: wrapped.agent.or(outer.agent),
            sidechain: wrapped.sidechain || outer.sidechain,
            ..*wrapped
        },
        None => outer,
    };
    let Some(message) = inner.message else { return Ok(None) };
    let Some(usage) = message.usage else { return Ok(None) };
    // Written by the client itself: nothing was sent.
    if inner.api_error || message.model.as_deref() == Some("<synthetic>") {
        return Ok(Some(Entry::Aside(Aside::Synthetic)));
    }
    let refused = message.stop_reason.as_deref() == Some("refusal");
    let (used, terms) = claude_usage::read(usage, refused)?;
    let at = inner.at.map(|text| time::of_text(&text)).transpose()?;
    let request = inner.request.or(message.request);
    let seller = message.id.as_deref().into_iter().chain(request.as_deref()).find_map(words::seller_of_id);
    let labels = [("agent", inner.agent), ("branch", inner.branch), ("version", inner.version)];
    let labels = labels.into_iter().filter_map(|(name, value)| Some((Cow::Borrowed(name), value?)));
    Ok(Some(Entry::Record(Record {
        at,
        seller: seller.map(Cow::Borrowed),
        model: message.model,
        terms,
        identity: message.id.map(|id| Identity { id, request }),
        complete: message.stop_reason.is_some(),
        sidechain: inner.sidechain,
        project: inner.project,
        session: inner.session,
        labels: labels.collect(),
        claimed: inner.claimed,
        ..Record::new(used)
    })))
}

/// The members of a line that matter.
#[derive(Debug, Default)]
struct Line<'t> {
    message: Option<Message<'t>>,
    wrapped: Option<Box<Line<'t>>>,
    request: Option<Cow<'t, str>>,
    at: Option<Cow<'t, str>>,
    session: Option<Cow<'t, str>>,
    project: Option<Cow<'t, str>>,
    agent: Option<Cow<'t, str>>,
    branch: Option<Cow<'t, str>>,
    version: Option<Cow<'t, str>>,
    claimed: Option<Cow<'t, str>>,
    sidechain: bool,
    api_error: bool,
    totals: bool,
}

#[derive(Debug, Default)]
struct Message<'t> {
    id: Option<Cow<'t, str>>,
    model: Option<Cow<'t, str>>,
    stop_reason: Option<Cow<'t, str>>,
    request: Option<Cow<'t, str>>,
    usage: Option<&'t [u8]>,
}

fn line<'t>(scan: &mut Scan<'t>, wrapped: bool) -> Result<Line<'t>, UsageError> {
    let mut line = Line::default();
    let mut seen = Seen(0);
    scan.members(|scan, key| {
        match key {
            b"message" if scan.peek() == Some(b'{') => {
                seen.once(0, "message")?;
                line.message = Some(message(scan)?);
            }
            b"requestId" => {
                seen.once(1, "requestId")?;
                line.request = scan.text("requestId")?;
            }
            b"timestamp" => {
                seen.once(2, "timestamp")?;
                line.at = match scan.peek() {
                    Some(b'"') => scan.text("timestamp")?,
                    _ => plain(scan.skip()?),
                };
            }
            b"sessionId" => {
                seen.once(3, "sessionId")?;
                line.session = scan.text("sessionId")?;
            }
            b"isSidechain" => {
                seen.once(4, "isSidechain")?;
                line.sidechain = scan.flag("isSidechain")?;
            }
            b"isApiErrorMessage" => {
                seen.once(5, "isApiErrorMessage")?;
                line.api_error = scan.flag("isApiErrorMessage")?;
            }
            b"data" if !wrapped && scan.peek() == Some(b'{') => {
                seen.once(6, "data")?;
                line.wrapped = data(scan)?.map(Box::new);
            }
            b"usage" => {
                seen.once(7, "usage")?;
                line.totals = scan.skip()?.starts_with(b"{");
            }
            b"cwd" if scan.peek() == Some(b'"') => line.project = scan.text("cwd")?,
            b"agentId" if scan.peek() == Some(b'"') => line.agent = scan.text("agentId")?,
            b"gitBranch" if scan.peek() == Some(b'"') => line.branch = scan.text("gitBranch")?,
            b"version" if scan.peek() == Some(b'"') => line.version = scan.text("version")?,
            b"costUSD" => line.claimed = plain(scan.skip()?),
            _ => {
                scan.skip()?;
            }
        }
        Ok(())
    })?;
    Ok(line)
}

fn message<'t>(scan: &mut Scan<'t>) -> Result<Message<'t>, UsageError> {
    let mut message = Message::default();
    let mut seen = Seen(0);
    scan.members(|scan, key| {
        match key {
            b"id" => {
                seen.once(0, "message.id")?;
                message.id = scan.text("message.id")?;
            }
            b"model" => {
                seen.once(1, "message.model")?;
                message.model = scan.text("message.model")?;
            }
            b"stop_reason" => {
                seen.once(2, "message.stop_reason")?;
                message.stop_reason = scan.text("message.stop_reason")?;
            }
            b"usage" => {
                seen.once(3, "message.usage")?;
                message.usage = Some(scan.skip()?).filter(|usage| *usage != b"null");
            }
            b"requestId" if scan.peek() == Some(b'"') => message.request = scan.text("message.requestId")?,
            _ => {
                scan.skip()?;
            }
        }
        Ok(())
    })?;
    Ok(message)
}

/// `data` of a progress line: the agent's line is its member `message`.
fn data<'t>(scan: &mut Scan<'t>) -> Result<Option<Line<'t>>, UsageError> {
    let mut inner = None;
    scan.members(|scan, key| {
        match key {
            b"message" if scan.peek() == Some(b'{') => inner = Some(line(scan, true)?),
            _ => {
                scan.skip()?;
            }
        }
        Ok(())
    })?;
    Ok(inner)
}

/// A number as it was written.
fn plain(raw: &[u8]) -> Option<Cow<'_, str>> {
    core::str::from_utf8(raw).ok().filter(|text| *text != "null").map(Cow::Borrowed)
}

/// Which members stood in an object: of two a lenient reader would keep one and say nothing.
struct Seen(u32);

impl Seen {
    fn once(&mut self, bit: u32, key: &'static str) -> Result<(), UsageError> {
        if self.0 & 1 << bit != 0 {
            return Err(UsageError::new(ErrorCode::BadJson, key, "met the member twice, expected it once"));
        }
        self.0 |= 1 << bit;
        Ok(())
    }
}
