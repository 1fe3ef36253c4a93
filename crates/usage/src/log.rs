//! Logs: many requests, in whatever form they were written down; bytes in, [`Record`]s out.
//!
//! ```text
//! lines or a document ─► detect ─► one reader per format ─► Record (when, who, which model, what was used)
//!                        (which)                            or Fault (why this place says nothing)
//! ```
//!
//! A reader knows no price, no clock and no file. To add a format, write one module with a [`LogFormat`], or an
//! [`EachByItself`] where no piece of it needs another, and name it in [`FORMATS`].
//!
//! ```
//! use tokentoll_usage::log::{self, Entry};
//! let line = br#"{"type":"assistant","timestamp":"2026-02-20T10:00:00Z","sessionId":"s","requestId":"req_1",
//!   "message":{"id":"msg_1","model":"claude-sonnet-4-5","usage":{"input_tokens":9,"output_tokens":30}}}"#;
//! let line = line.iter().copied().filter(|byte| *byte != b'\n').collect::<Vec<_>>();
//! let format = log::detect(&line).unwrap();
//! assert_eq!(format.name(), "claude-code");
//! let mut models = Vec::new();
//! format.reader().read(&line, &mut |entry| match entry {
//!     Entry::Record(record) => models.push(record.model.unwrap().into_owned()),
//!     other => panic!("{other:?}"),
//! });
//! assert_eq!(models, ["claude-sonnet-4-5"]);
//! ```

mod admin;
mod claude_code;
mod claude_flat;
mod claude_stream;
mod claude_usage;
mod codex;
mod cost_report;
mod litellm;
mod mapping;
mod openrouter;
mod otel;
mod record;
mod response;
mod scan;
mod split;
mod sse;
mod status_line;
mod table;
mod time;
mod tree;
mod words;

pub use claude_code::ClaudeCode;
pub use claude_stream::ClaudeStream;
pub use cost_report::{CostLine, cost_report};
pub use mapping::{Mapped, Mapping, MappingError};
pub use record::{Aggregate, Aside, Entry, Fault, Identity, Record, Used};
pub use split::Values;

use std::fmt;

/// A form in which requests are written down.
pub trait LogFormat: fmt::Debug + Send + Sync {
    /// The one spelling, such as `claude-code`.
    fn name(&self) -> &'static str;

    /// How a text of it is handed to its reader.
    fn framing(&self) -> Framing {
        Framing::Lines
    }

    /// Whether a text that starts like this is of this form. `head` is the first line, or the first lines, or
    /// as much of them as was at hand: it may be cut off.
    fn is(&self, head: &[u8]) -> bool;

    /// A reader for one text, from its start.
    fn reader(&self) -> Box<dyn LogReader>;

    /// Whether each piece says all there is to know of it, so that reading may start at any piece, and several
    /// readers may share one text.
    fn is_stateless(&self) -> bool {
        false
    }
}

/// A form of which each piece says all there is to know of it. Every such form is a [`LogFormat`].
///
/// ```
/// use tokentoll_usage::log::{EachByItself, Entry, Fault, LogFormat};
/// #[derive(Clone, Copy, Debug)]
/// struct Mute;
/// impl EachByItself for Mute {
///     fn name(&self) -> &'static str { "mute" }
///     fn is(&self, head: &[u8]) -> bool { head.starts_with(b"{\"mute\"") }
///     fn read<'t>(&self, _: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
///         found(Entry::Fault(Fault { code: "no_usage", message: "it never tells".to_owned() }));
///     }
/// }
/// assert!(Mute.is_stateless());
/// ```
pub trait EachByItself: fmt::Debug + Send + Sync {
    /// As [`LogFormat::name`].
    fn name(&self) -> &'static str;

    /// As [`LogFormat::framing`]; most are JSON values.
    fn framing(&self) -> Framing {
        Framing::Values
    }

    /// As [`LogFormat::is`].
    fn is(&self, head: &[u8]) -> bool;

    /// Reads one piece and hands on what stands there.
    fn read<'t>(&self, piece: &'t [u8], found: &mut dyn FnMut(Entry<'t>));
}

impl<F: EachByItself + Copy + 'static> LogFormat for F {
    fn name(&self) -> &'static str {
        EachByItself::name(self)
    }

    fn framing(&self) -> Framing {
        EachByItself::framing(self)
    }

    fn is(&self, head: &[u8]) -> bool {
        EachByItself::is(self, head)
    }

    fn reader(&self) -> Box<dyn LogReader> {
        Box::new(OneByOne(*self))
    }

    fn is_stateless(&self) -> bool {
        true
    }
}

/// The reader of a form that needs to remember nothing.
struct OneByOne<F>(F);

impl<F: EachByItself> LogReader for OneByOne<F> {
    fn read<'t>(&mut self, piece: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        self.0.read(piece, found);
    }
}

/// How a text is cut into pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// One line after the other, without their ends.
    Lines,
    /// One JSON value after the other, however they are spaced or broken into lines; of an array, its elements.
    Values,
}

/// Reads one text, piece by piece.
pub trait LogReader: Send {
    /// Reads one piece and hands on what stands there.
    fn read<'t>(&mut self, piece: &'t [u8], found: &mut dyn FnMut(Entry<'t>));

    /// Hands on what is still held once the text has ended.
    fn end(&mut self, _found: &mut dyn FnMut(Entry<'static>)) {}
}

/// Every format that is told by its looks, in the order in which it is asked.
pub const FORMATS: [&dyn LogFormat; 11] = [
    &status_line::StatusLine,
    &sse::ServerSentEvents,
    &claude_stream::ClaudeStream,
    &claude_flat::ClaudeFlat,
    &claude_code::ClaudeCode,
    &codex::Codex,
    &admin::AdminUsage,
    &litellm::LiteLlm,
    &openrouter::OpenRouter,
    &otel::OpenTelemetry,
    &response::Responses,
];

/// The format of a text that starts like this.
pub fn detect(head: &[u8]) -> Option<&'static dyn LogFormat> {
    FORMATS.into_iter().find(|format| format.is(head))
}

/// The format of that name.
pub fn format(name: &str) -> Option<&'static dyn LogFormat> {
    FORMATS.into_iter().find(|format| format.name() == name)
}

/// Whether a key stands in the text, as `"key"` followed by a colon.
fn has_key(text: &[u8], key: &str) -> bool {
    let quoted = format!("\"{key}\"");
    memchr::memmem::find_iter(text, quoted.as_bytes()).any(|at| {
        let after = text.get(at + quoted.len()..).unwrap_or_default();
        after.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
    })
}

/// The first line.
fn first_line(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_start();
    text.split(|byte| *byte == b'\n').next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
