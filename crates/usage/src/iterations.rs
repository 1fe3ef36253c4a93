//! Anthropic's [`usage.iterations`](https://platform.claude.com/docs/en/api/beta/messages/create): the
//! samplings that one request caused.
//!
//! The top level of `usage` sums the `message` entries of the model that answered (recorded objects), or tells
//! the prompt of the first entry and the output of all
//! ([advisor tool](https://platform.claude.com/docs/en/agents-and-tools/tool-use/advisor-tool)); either way each
//! entry is one sampling with a prompt of its own, and a part of its own. It leaves out
//! `compaction` and `advisor_message` entries, and, where a model declined and another stood in, the
//! attempts of the models that declined: these are `message` entries with their own `model`, and the entry
//! that completed the answer is a `fallback_message`.

use crate::anthropic::{sum, tokens};
use crate::fields::Fields;
use crate::report::{Note, Part, PartKind, UsageError};
use tokentoll_core::{Meter, Usage};

/// The entries of `iterations`, sorted by what they mean for the bill.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    /// `message` and `fallback_message` entries, in order.
    own: Vec<Attempt>,
    own_notes: Vec<Note>,
    /// Compactions and advisors: parts of their own.
    others: Vec<Part>,
    others_notes: Vec<Note>,
    path: String,
}

#[derive(Clone, Debug)]
struct Attempt {
    fallback: bool,
    model: Option<String>,
    usage: Usage,
}

impl Attempts {
    /// Reads the member `iterations` of a usage object.
    pub(crate) fn read(fields: &mut Fields<'_>) -> Result<Self, UsageError> {
        let mut attempts = Attempts { path: fields.path_of("iterations"), ..Attempts::default() };
        for mut entry in fields.objects("iterations")?.unwrap_or_default() {
            let kind = entry.optional_text("type")?;
            let model = entry.optional_text("model")?.map(String::from);
            let other = match kind {
                Some("message" | "fallback_message") => None,
                Some("compaction") => Some(PartKind::Compaction),
                Some("advisor_message") => Some(PartKind::Advisor),
                _ => {
                    let met = kind.map_or("no type".into(), |kind| {
                        format!("the string {:?}", crate::json::short(kind))
                    });
                    let message = format!(
                        "met {met}, expected message, compaction, advisor_message or fallback_message"
                    );
                    return Err(UsageError::bad_usage(entry.path_of("type"), message));
                }
            };
            match other {
                Some(kind) => {
                    let usage = tokens(&mut entry, &mut attempts.others_notes)?;
                    attempts.others.push(Part { kind, model, usage, refused: false });
                }
                None => {
                    let usage = tokens(&mut entry, &mut attempts.own_notes)?;
                    attempts.own.push(Attempt { fallback: kind == Some("fallback_message"), model, usage });
                }
            }
            entry.finish()?;
        }
        Ok(attempts)
    }
}

/// The parts of a request, given the top level of its usage.
pub(crate) fn parts(top: Usage, attempts: Attempts, notes: &mut Vec<Note>) -> Result<Vec<Part>, UsageError> {
    let Attempts { own, own_notes, others, others_notes, path } = attempts;
    let runs = runs(own);
    let mut parts = if runs.len() > 1 || runs.iter().flatten().any(|attempt| attempt.fallback) {
        notes.extend(own_notes);
        after_a_fallback(top, &runs, &path, notes)?
    } else {
        of_one_model(top, runs.first(), &path, notes)?
    };
    parts.extend(others);
    notes.extend(others_notes);
    Ok(parts)
}

/// Groups neighbours that ran on one model. A `message` without a model ran on the model before it.
fn runs(own: Vec<Attempt>) -> Vec<Vec<Attempt>> {
    let mut runs: Vec<Vec<Attempt>> = Vec::new();
    for attempt in own {
        let last = runs.last().and_then(|run| run.last());
        let same = last.is_some_and(|last| match &attempt.model {
            Some(_) => last.model == attempt.model,
            None => last.fallback == attempt.fallback,
        });
        match runs.last_mut() {
            Some(run) if same => run.push(attempt),
            _ => runs.push(vec![attempt]),
        }
    }
    runs
}

/// One part for each sampling, where they explain the top level; else the top level as it stands.
fn of_one_model(
    top: Usage,
    run: Option<&Vec<Attempt>>,
    path: &str,
    notes: &mut Vec<Note>,
) -> Result<Vec<Part>, UsageError> {
    let part = |usage| Part { kind: PartKind::Request, model: None, usage, refused: false };
    let Some([first, more @ ..]) = run.map(Vec::as_slice) else { return Ok(vec![part(top)]) };
    let sum = sum_of(run.map_or(&[], Vec::as_slice), path)?;
    let [input, read, written, _] = counts(&first.usage);
    let first_prompt = [input, read, written, sum.of(Meter::Output).into()];
    if counts(&sum) != counts(&top) && first_prompt != counts(&top) {
        let message = format!(
            "the message entries of {path} sum to {}, the usage says {}, which is used",
            show(&sum),
            show(&top)
        );
        notes.push(Note::new("iterations_differ", message));
        return Ok(vec![part(top)]);
    }
    // Lifetimes of writes may be told for the whole only.
    let whole_lifetimes = counts(&sum) == counts(&top) && sum != top.web_search(0);
    if more.is_empty() || whole_lifetimes {
        return Ok(vec![part(top)]);
    }
    let message = "sampled more than once: each sampling is priced, and judged against length tiers and the window, by itself (undocumented)";
    notes.push(Note::new("tier_per_iteration", message));
    let searches = top.of(Meter::WebSearch);
    let mut parts = vec![part(first.usage.web_search(searches))];
    parts.extend(more.iter().map(|attempt| part(attempt.usage)));
    Ok(parts)
}

/// One part for each model's attempt; the top level repeats the last.
fn after_a_fallback(
    top: Usage,
    runs: &[Vec<Attempt>],
    path: &str,
    notes: &mut Vec<Note>,
) -> Result<Vec<Part>, UsageError> {
    let mut parts = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        let last = i + 1 == runs.len();
        let mut usage = sum_of(run, path)?;
        if last {
            usage = with_top(usage, top, runs, path)?;
        }
        let model = run.iter().rev().find_map(|attempt| attempt.model.clone());
        if run.len() > 1 {
            let message = "one model sampled more than once beside a fallback; a length tier is judged on the sum (undocumented)";
            notes.push(Note::new("tier_per_request", message));
        }
        let refused = !last && usage.of(Meter::Output) == 0;
        if refused {
            let model = model.as_deref().unwrap_or("the asked model");
            notes.push(refused_before_output(model));
        }
        let kind = match run.iter().any(|attempt| attempt.fallback) {
            true => PartKind::Fallback,
            false => PartKind::Request,
        };
        parts.push(Part { kind, model, usage, refused });
    }
    Ok(parts)
}

/// The last attempt with what only the top level tells: searches, and the lifetime of its cache writes.
fn with_top(last: Usage, top: Usage, runs: &[Vec<Attempt>], path: &str) -> Result<Usage, UsageError> {
    if counts(&last) == counts(&top) {
        return Ok(top);
    }
    let entries: Vec<Usage> = runs.iter().flatten().map(|attempt| attempt.usage).collect();
    let told = [entries.last().copied().unwrap_or_default(), sum(&entries, path)?];
    if told.iter().any(|usage| counts(usage) == counts(&top)) {
        return Ok(last.web_search(top.of(Meter::WebSearch)));
    }
    let message =
        format!("met a last attempt of {}, expected it to be the usage itself, {}", show(&last), show(&top));
    Err(UsageError::bad_usage(path, message))
}

/// The note for an attempt that wrote nothing before it declined.
pub(crate) fn refused_before_output(model: &str) -> Note {
    let model = crate::json::short(model);
    Note::new("refused_before_output", format!("{model} declined before it wrote anything"))
}

fn sum_of(run: &[Attempt], path: &str) -> Result<Usage, UsageError> {
    let usages: Vec<Usage> = run.iter().map(|attempt| attempt.usage).collect();
    sum(&usages, path)
}

/// What the top level and an entry both tell; lifetimes of writes may be told in one place only.
fn counts(usage: &Usage) -> [u64; 4] {
    let written = u64::from(usage.of(Meter::CacheWrite5m)) + u64::from(usage.of(Meter::CacheWrite1h));
    [
        usage.of(Meter::Input).into(),
        usage.of(Meter::CacheRead).into(),
        written,
        usage.of(Meter::Output).into(),
    ]
}

fn show(usage: &Usage) -> String {
    let [input, read, written, output] = counts(usage);
    format!("{input} input, {read} cache reads, {written} cache writes and {output} output")
}

#[cfg(test)]
mod tests {
    use crate::{Part, PartKind, Report, UsageError, read_text};
    use tokentoll_core::Meter;

    /// Entries as `type model input output`.
    fn read(input: u32, output: u32, entries: &[(&str, &str, u32, u32)]) -> Result<Report, UsageError> {
        let entries: Vec<String> = entries
            .iter()
            .map(|(kind, model, input, output)| {
                let model = if model.is_empty() { "null".into() } else { format!("\"{model}\"") };
                format!(
                    r#"{{"type":"{kind}","model":{model},"input_tokens":{input},"output_tokens":{output}}}"#
                )
            })
            .collect();
        let text = format!(
            r#"{{"input_tokens":{input},"output_tokens":{output},"server_tool_use":{{"web_search_requests":1}},
                "iterations":[{}]}}"#,
            entries.join(",")
        );
        read_text(text.as_bytes(), None)
    }

    fn brief(part: &Part) -> (&'static str, Option<&str>, u32, u32, bool) {
        let usage = part.usage;
        (
            part.kind.name(),
            part.model.as_deref(),
            usage.of(Meter::Input),
            usage.of(Meter::Output),
            part.refused,
        )
    }

    fn codes(report: &Report) -> Vec<&str> {
        report.notes.iter().map(|note| note.code).collect()
    }

    #[test]
    fn compactions_and_advisors_are_billed_beside_the_top_level() {
        let report = read(
            50,
            5,
            &[
                ("compaction", "", 9000, 90),
                ("message", "", 20, 2),
                ("advisor_message", "big", 40, 4),
                ("message", "", 30, 3),
            ],
        )
        .unwrap();
        let parts: Vec<_> = report.parts.iter().map(brief).collect();
        assert_eq!(
            parts,
            [
                ("request", None, 20, 2, false),
                ("request", None, 30, 3, false),
                ("compaction", None, 9000, 90, false),
                ("advisor", Some("big"), 40, 4, false)
            ]
        );
        assert_eq!(codes(&report), ["tier_per_iteration"]);
        assert_eq!(report.parts[0].usage.of(Meter::WebSearch), 1);
        assert_eq!(report.parts[1].usage.of(Meter::WebSearch), 0);
    }

    #[test]
    fn a_top_level_may_tell_the_first_prompt_and_all_output() {
        let entries =
            [("message", "", 412, 89), ("advisor_message", "big", 823, 1612), ("message", "", 1348, 442)];
        let report = read(412, 531, &entries).unwrap();
        let parts: Vec<_> = report.parts.iter().map(brief).collect();
        let [first, second] = [("request", None, 412, 89, false), ("request", None, 1348, 442, false)];
        assert_eq!(parts, [first, second, ("advisor", Some("big"), 823, 1612, false)]);
        assert_eq!(codes(&report), ["tier_per_iteration"]);
    }

    #[test]
    fn entries_that_do_not_sum_to_the_top_level_leave_a_note() {
        let report = read(50, 5, &[("message", "", 20, 2)]).unwrap();
        assert_eq!(codes(&report), ["iterations_differ"]);
        assert_eq!(report.parts[0].usage.of(Meter::Input), 50);
    }

    #[test]
    fn after_a_fallback_each_attempt_is_billed_on_its_model() {
        let report = read(
            12,
            30,
            &[
                ("message", "first", 10, 0),
                ("message", "second", 11, 7),
                ("fallback_message", "third", 12, 30),
            ],
        )
        .unwrap();
        let parts: Vec<_> = report.parts.iter().map(brief).collect();
        assert_eq!(
            parts,
            [
                ("request", Some("first"), 10, 0, true),
                ("request", Some("second"), 11, 7, false),
                ("fallback", Some("third"), 12, 30, false)
            ]
        );
        assert_eq!(codes(&report), ["refused_before_output"]);
        assert_eq!(report.parts[0].usage.of(Meter::WebSearch), 0);
        assert_eq!(report.parts[2].usage.of(Meter::WebSearch), 1);
    }

    #[test]
    fn the_serving_models_tool_loop_is_one_part() {
        let entries =
            [("message", "", 10, 0), ("message", "second", 11, 7), ("fallback_message", "second", 12, 30)];
        for (input, output) in [(23, 37), (12, 30), (33, 37)] {
            let report = read(input, output, &entries).unwrap();
            assert_eq!(brief(&report.parts[0]), ("request", None, 10, 0, true));
            assert_eq!(brief(&report.parts[1]), ("fallback", Some("second"), 23, 37, false));
        }
        assert_eq!(read(99, 30, &entries).unwrap_err().field, "iterations");
    }

    #[test]
    fn unknown_entries_are_refused() {
        assert_eq!(read(1, 1, &[("telepathy", "", 1, 1)]).unwrap_err().field, "iterations.0.type");
        let text = br#"{"input_tokens":1,"output_tokens":1,"iterations":[{"input_tokens":1}]}"#;
        assert!(read_text(text, None).unwrap_err().message.starts_with("met no type"));
        let text = br#"{"input_tokens":1,"output_tokens":1,"iterations":null}"#;
        assert_eq!(read_text(text, None).unwrap().parts[0].kind, PartKind::Request);
    }

    #[test]
    fn sums_beyond_32_bits_are_refused() {
        let most = u32::MAX;
        assert!(read(1, 1, &[("message", "", most, 1), ("message", "", most, 1)]).is_err());
    }
}
