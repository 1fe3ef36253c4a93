//! The parts of a request: what they are, where they stand and what comes along.

use std::fmt;

use super::Overhead;
use crate::Detail;

/// Where in a request a part stands.
///
/// ```
/// use tokentoll_tokens::Place;
/// assert_eq!(Place::Message(2).to_string(), "messages[2]");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The request as a whole.
    Request,
    /// A block of the system prompt.
    System(usize),
    /// A tool definition.
    Tool(usize),
    /// A message.
    Message(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request => write!(f, "request"),
            Self::System(index) => write!(f, "system[{index}]"),
            Self::Tool(index) => write!(f, "tools[{index}]"),
            Self::Message(index) => write!(f, "messages[{index}]"),
        }
    }
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PartKind {
    /// The frame and what is switched on for the whole request.
    Frame,
    /// The prompt that tools bring along.
    ToolPrompt,
    /// The schema of an output format.
    OutputFormat,
    /// Text.
    Text,
    /// A tool definition.
    ToolDefinition,
    /// A tool call.
    ToolUse,
    /// A tool's result.
    ToolResult,
    /// A thinking block of an earlier turn; whether it is billed depends on the model.
    Thinking,
    /// An image.
    Image,
    /// A PDF.
    Pdf,
    /// A document in text.
    Document,
}

impl PartKind {
    /// Its one spelling.
    ///
    /// ```
    /// assert_eq!(tokentoll_tokens::PartKind::ToolResult.name(), "tool_result");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::ToolPrompt => "tool_prompt",
            Self::OutputFormat => "output_format",
            Self::Text => "text",
            Self::ToolDefinition => "tool_definition",
            Self::ToolUse => "tool_use",
            Self::ToolResult => "tool_result",
            Self::Thinking => "thinking",
            Self::Image => "image",
            Self::Pdf => "pdf",
            Self::Document => "document",
        }
    }
}

/// The size of an image in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pixels {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// How long a cache keeps what is written at a breakpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CacheTtl {
    /// Five minutes.
    FiveMinutes,
    /// One hour.
    OneHour,
}

impl CacheTtl {
    /// Its one spelling, as in a request.
    ///
    /// ```
    /// assert_eq!(tokentoll_tokens::CacheTtl::OneHour.name(), "1h");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::FiveMinutes => "5m",
            Self::OneHour => "1h",
        }
    }
}

/// Where a request asks for a cache to be written: at the end of the part it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Breakpoint {
    /// How long it is kept.
    pub ttl: CacheTtl,
    /// Whether the vendor put it there, because the request as a whole asks for it.
    pub automatic: bool,
}

/// One part of a request.
///
/// ```
/// use tokentoll_tokens::{PartKind, Request};
/// let body = serde_json::json!({"messages": [{"role": "user", "content": "Hello"}]});
/// let request = Request::read(&body)?;
/// let part = request.parts().iter().find(|part| part.kind == PartKind::Text).expect("one text");
/// assert_eq!(part.texts, ["Hello"]);
/// # Ok::<(), tokentoll_tokens::RequestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub kind: PartKind,
    /// Its texts, each tokenized by itself.
    pub texts: Vec<String>,
    /// What comes along with it.
    pub overheads: Vec<Overhead>,
    /// Its pixels, where it is an image of known size.
    pub pixels: Option<Pixels>,
    /// How closely it is looked at, where it is an image of a chat request.
    pub detail: Detail,
    /// Tokens that come along with it whatever the model, where it is part of a chat request.
    pub fixed: i32,
    /// Whether how it stands in the prompt is known only roughly.
    pub loose: bool,
    /// The type of a tool that the vendor defines.
    pub served: Option<String>,
    /// Bytes of text that stand in it encrypted.
    pub sealed: usize,
    /// Whether it is thinking of a turn that is over: some models drop it.
    pub past: bool,
    /// The cache breakpoint that stands on it.
    pub breakpoint: Option<Breakpoint>,
}

impl Part {
    pub(super) fn new(place: Place, kind: PartKind) -> Self {
        Self {
            place,
            kind,
            texts: Vec::new(),
            overheads: Vec::new(),
            pixels: None,
            detail: Detail::Auto,
            fixed: 0,
            loose: false,
            served: None,
            sealed: 0,
            past: false,
            breakpoint: None,
        }
    }
}
