//! Sessions of [Codex CLI](https://github.com/openai/codex): `~/.codex/sessions/…/rollout-*.jsonl`, and the
//! events of `codex exec --json`.
//!
//! `token_count` events tell the sums so far and what the last request added; the model stands in the
//! `turn_context` before. An event whose sums are those of the event before tells nothing new. A session that
//! was spawned by another repeats that one's events first, all within one second.

use super::record::{Aside, Entry, Fault, Identity, Record, Used};
use super::{LogFormat, LogReader, first_line, has_key, tree, words};
use crate::json::{Json, Object};
use std::borrow::Cow;
use tokentoll_core::Usage;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Codex;

impl LogFormat for Codex {
    fn name(&self) -> &'static str {
        "codex"
    }

    fn is(&self, head: &[u8]) -> bool {
        let first = first_line(head);
        let is_type = |word: &[u8]| memchr::memmem::find(first, word).is_some();
        has_key(first, "payload") && has_key(first, "type")
            || has_key(first, "type") && (is_type(b"\"thread.started\"") || is_type(b"\"turn.started\""))
    }

    fn reader(&self) -> Box<dyn LogReader> {
        Box::new(Reader::default())
    }
}

#[derive(Default)]
struct Reader {
    session: Option<Cow<'static, str>>,
    project: Option<Cow<'static, str>>,
    branch: Option<Cow<'static, str>>,
    seller: Option<Cow<'static, str>>,
    model: Option<Cow<'static, str>>,
    sums: Option<Counts>,
    /// Of a spawned session: the second in which its first event stands, and that event.
    spawned: bool,
    first: Option<(i64, Record<'static>)>,
    replay: Option<i64>,
    turns: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counts {
    input: u64,
    cached: u64,
    output: u64,
}

impl LogReader for Reader {
    fn read<'t>(&mut self, line: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        match tree::object(line)
            .and_then(|object| object.map_or(Ok(None), |object| self.event(&object, found)))
        {
            Ok(None) => {}
            Ok(Some(record)) => self.hand_on(record, found),
            Err(fault) => found(Entry::Fault(fault)),
        }
    }

    fn end(&mut self, found: &mut dyn FnMut(Entry<'static>)) {
        if let Some((_, first)) = self.first.take() {
            found(Entry::Record(first));
        }
    }
}

impl Reader {
    fn event<'t>(
        &mut self,
        event: &Object,
        found: &mut dyn FnMut(Entry<'t>),
    ) -> Result<Option<Record<'static>>, Fault> {
        let kind = event.text_at(&["type"]);
        match kind.as_deref() {
            Some("session_meta") => {
                // Only the first tells of this session; copies of others' may follow.
                if self.session.is_none() {
                    self.session = event.text_at(&["payload", "id"]);
                    self.project = event.text_at(&["payload", "cwd"]);
                    self.branch = event.text_at(&["payload", "git", "branch"]);
                    self.seller = event.text_at(&["payload", "model_provider"]).map(words::seller);
                    let spawned = event.at(&["payload", "source", "subagent", "thread_spawn"]);
                    self.spawned = spawned.is_some() || event.at(&["payload", "forked_from_id"]).is_some();
                }
                Ok(None)
            }
            Some("turn_context") => {
                self.model = event.text_at(&["payload", "model"]).or(self.model.take());
                self.project = event.text_at(&["payload", "cwd"]).or(self.project.take());
                Ok(None)
            }
            Some("event_msg") if event.text_at(&["payload", "type"]).as_deref() == Some("token_count") => {
                self.token_count(event, found)
            }
            Some("thread.started") => {
                self.session = event.text_at(&["thread_id"]);
                Ok(None)
            }
            Some("turn.completed") => {
                let Some(usage) = event.at(&["usage"]).and_then(Json::as_object) else { return Ok(None) };
                let counts = counts(usage)?;
                self.turns += 1;
                let session = self.session.clone().unwrap_or_default();
                let identity = (!session.is_empty())
                    .then(|| Identity::of(format!("codex:{session}:turn:{}", self.turns)));
                let model = event.text_at(&["model"]);
                Ok(Some(self.record(event, counts, identity, model)?))
            }
            _ => Ok(None),
        }
    }

    fn token_count<'t>(
        &mut self,
        event: &Object,
        found: &mut dyn FnMut(Entry<'t>),
    ) -> Result<Option<Record<'static>>, Fault> {
        let Some(info) = event.at(&["payload", "info"]).and_then(Json::as_object) else { return Ok(None) };
        let read = |key| info.at(&[key]).and_then(Json::as_object).map(counts).transpose();
        let (sums, last) = (read("total_token_usage")?, read("last_token_usage")?);
        let now = sums.or(self.sums);
        let before = std::mem::replace(&mut self.sums, now);
        if sums.is_some() && sums == before {
            found(Entry::Aside(Aside::Repeat));
            return Ok(None);
        }
        let added = match (last, sums) {
            (Some(last), _) => last,
            (None, Some(sums)) => sums.since(before),
            (None, None) => return Ok(None),
        };
        if added == (Counts { input: 0, cached: 0, output: 0 }) {
            return Ok(None);
        }
        // Copies into other sessions keep the time and the sums.
        let at = event.word_at(&["timestamp"]).unwrap_or_default();
        let Counts { input, cached, output } = sums.unwrap_or(added);
        let identity = Identity::of(format!("codex:{at}:{input}:{cached}:{output}"));
        let model = info.text_at(&["model"]).or_else(|| event.text_at(&["payload", "model"]));
        Ok(Some(self.record(event, added, Some(identity), model)?))
    }

    fn record(
        &self,
        event: &Object,
        counts: Counts,
        identity: Option<Identity<'static>>,
        model: Option<Cow<'static, str>>,
    ) -> Result<Record<'static>, Fault> {
        let branch = self.branch.clone().map(|branch| (Cow::Borrowed("branch"), branch));
        Ok(Record {
            at: event.time_at(&["timestamp"])?,
            seller: self.seller.clone(),
            model: model.or_else(|| self.model.clone()),
            identity,
            project: self.project.clone(),
            session: self.session.clone(),
            labels: branch.into_iter().collect(),
            ..Record::new(Used::Request(counts.usage()?))
        })
    }

    /// Leaves out what a spawned session repeats.
    fn hand_on<'t>(&mut self, record: Record<'static>, found: &mut dyn FnMut(Entry<'t>)) {
        let second = record.at.map(|at| at.as_second());
        let (true, Some(second)) = (self.spawned, second) else { return found(Entry::Record(record)) };
        if self.replay == Some(second) {
            return found(Entry::Aside(Aside::Repeat));
        }
        match self.first.take() {
            None if self.replay.is_none() => self.first = Some((second, record)),
            Some((first, _)) if first == second => {
                self.replay = Some(second);
                found(Entry::Aside(Aside::Repeat));
                found(Entry::Aside(Aside::Repeat));
            }
            first => {
                first.into_iter().for_each(|(_, first)| found(Entry::Record(first)));
                self.spawned = false;
                found(Entry::Record(record));
            }
        }
    }
}

/// Input includes what was cached, output the reasoning.
fn counts(usage: &Object) -> Result<Counts, Fault> {
    let count = |key: &str| Ok::<_, Fault>(usage.sum_at(&[key])?.unwrap_or(0));
    Ok(Counts {
        input: count("input_tokens")?,
        cached: count("cached_input_tokens")?,
        output: count("output_tokens")?,
    })
}

impl Counts {
    /// What was added since; sums that shrank started anew.
    fn since(self, before: Option<Counts>) -> Counts {
        let less = |before: Counts| {
            Some(Counts {
                input: self.input.checked_sub(before.input)?,
                cached: self.cached.checked_sub(before.cached)?,
                output: self.output.checked_sub(before.output)?,
            })
        };
        before.and_then(less).unwrap_or(self)
    }

    fn usage(self) -> Result<Usage, Fault> {
        let Counts { input, cached, output } = self;
        let fresh = input.checked_sub(cached).ok_or_else(|| {
            let message =
                format!("met {cached} cached_input_tokens of {input} input_tokens, which include them");
            Fault::new("bad_usage", message)
        })?;
        let fit = |n| crate::fields::fit(n, "token_count").map_err(Fault::from);
        Ok(Usage::new().input(fit(fresh)?).cache_read(fit(cached)?).output(fit(output)?))
    }
}
