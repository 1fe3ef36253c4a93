//! A whole request, cut into the parts that cost tokens.
//!
//! Reading knows the shape of requests and nothing of counts: each part holds the texts that are tokenized, each
//! by itself, and the overheads that come with them. What an overhead costs is data, per generation.

mod blocks;
mod breakpoints;
mod chat;
mod content;
mod documents;
mod functions;
mod node;
mod render;
mod shape;
mod tools;

use std::fmt;

use serde_json::Value;

use crate::Detail;
use node::Node;
pub use shape::Shape;

/// Tokens that stand in no text: what a turn, a tool or an image brings along.
///
/// ```
/// assert_eq!(tokentoll_tokens::Overhead::Turn.name(), "turn");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Overhead {
    /// The request itself.
    Frame,
    /// One message, of whatever role.
    Turn,
    /// Thinking with a budget.
    Thinking,
    /// Thinking left to the model.
    AdaptiveThinking,
    /// Thinking between tool calls, which a beta header switches on.
    InterleavedThinking,
    /// The tool prompt, where the model may or may not use tools.
    ToolPrompt,
    /// The tool prompt, where it must use one.
    ForcedToolPrompt,
    /// The tool prompt, where it must use one and no two at a time.
    SingleToolPrompt,
    /// One tool definition, beside its text.
    Tool,
    /// One tool call, beside its name and input.
    ToolUse,
    /// One member of a tool call's input, beside its text.
    ToolParameter,
    /// One more tool call in the same message.
    ParallelToolUse,
    /// One tool result, beside its content.
    ToolResult,
    /// A document given as plain text, or a search result.
    TextDocument,
    /// Citations switched on.
    Citations,
    /// One page of a PDF, beside its text.
    PdfPage,
    /// One image, beside its pixels.
    Image,
    /// An output format with a schema, beside the schema's text.
    OutputFormat,
    /// A tool that runs at the vendor.
    ServerTool,
}

impl Overhead {
    /// All of them.
    ///
    /// ```
    /// assert!(tokentoll_tokens::Overhead::ALL.len() > 10);
    /// ```
    pub const ALL: [Self; 19] = [
        Self::Frame,
        Self::Turn,
        Self::Thinking,
        Self::AdaptiveThinking,
        Self::InterleavedThinking,
        Self::ToolPrompt,
        Self::ForcedToolPrompt,
        Self::SingleToolPrompt,
        Self::Tool,
        Self::ToolUse,
        Self::ToolParameter,
        Self::ParallelToolUse,
        Self::ToolResult,
        Self::TextDocument,
        Self::Citations,
        Self::PdfPage,
        Self::Image,
        Self::OutputFormat,
        Self::ServerTool,
    ];

    /// Whether it is a tool prompt under which the model must use a tool.
    ///
    /// ```
    /// use tokentoll_tokens::Overhead;
    /// assert!(Overhead::SingleToolPrompt.forces() && !Overhead::ToolPrompt.forces());
    /// ```
    pub fn forces(self) -> bool {
        matches!(self, Self::ForcedToolPrompt | Self::SingleToolPrompt)
    }

    /// Its one spelling, also in the calibration.
    ///
    /// ```
    /// assert_eq!(tokentoll_tokens::Overhead::PdfPage.name(), "pdf_page");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Turn => "turn",
            Self::Thinking => "thinking",
            Self::AdaptiveThinking => "adaptive_thinking",
            Self::InterleavedThinking => "interleaved_thinking",
            Self::ToolPrompt => "tool_prompt",
            Self::ForcedToolPrompt => "forced_tool_prompt",
            Self::SingleToolPrompt => "single_tool_prompt",
            Self::Tool => "tool",
            Self::ToolUse => "tool_use",
            Self::ToolParameter => "tool_parameter",
            Self::ParallelToolUse => "parallel_tool_use",
            Self::ToolResult => "tool_result",
            Self::TextDocument => "text_document",
            Self::Citations => "citations",
            Self::PdfPage => "pdf_page",
            Self::Image => "image",
            Self::OutputFormat => "output_format",
            Self::ServerTool => "server_tool",
        }
    }
}

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
    fn new(place: Place, kind: PartKind) -> Self {
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

/// A request that was read.
///
/// ```
/// use tokentoll_tokens::Request;
/// let body = serde_json::json!({
///     "model": "claude-sonnet-4-5", "system": "Be brief.",
///     "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "riddle"}]}],
/// });
/// let request = Request::read(&body)?;
/// assert_eq!(request.model(), Some("claude-sonnet-4-5"));
/// assert_eq!(request.unread(), ["messages[0]: a block of type `riddle`"]);
/// # Ok::<(), tokentoll_tokens::RequestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    shape: Shape,
    model: Option<String>,
    parts: Vec<Part>,
    unread: Vec<String>,
    assumed: Vec<String>,
    refused: Vec<String>,
    /// The other reading of a body that may have either shape.
    other: Option<Box<Request>>,
}

impl Request {
    /// Reads the body of a Messages request or of a chat request, whichever it is. What has no known count is not
    /// left out in silence: [`Request::unread`] names it. Betas that were sent as a header count only where the body
    /// names them too, under `betas`.
    ///
    /// ```
    /// use tokentoll_tokens::Request;
    /// let error = Request::read(&serde_json::json!({"prompt": "Hello"})).expect_err("no messages");
    /// assert_eq!(error.to_string(), "messages: met nothing, expected a list of messages");
    /// ```
    ///
    /// # Errors
    /// [`RequestError`] names the member that is missing or of another type than the vendor takes, nesting deeper
    /// than 120 levels, and what is of the one shape beside what is of the other.
    pub fn read(body: &Value) -> Result<Self, RequestError> {
        let body = Node::root(body)?;
        match shape::of(&body)? {
            Some(Shape::Messages) => blocks::read(&body),
            Some(Shape::Chat) => chat::read(&body),
            None => match (blocks::read(&body), chat::read(&body)) {
                (Ok(request), chat) => Ok(Self { other: chat.ok().map(Box::new), ..request }),
                (Err(_), Ok(chat)) => Ok(chat),
                (Err(error), Err(_)) => Err(error),
            },
        }
    }

    /// Its shape; that of a Messages request where it may be either.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The reading of that shape, where it has it: a body of plain texts has both.
    ///
    /// ```
    /// use tokentoll_tokens::{Request, Shape};
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": "Hello"}]});
    /// let request = Request::read(&body)?;
    /// assert!(request.shaped(Shape::Messages).is_some() && request.shaped(Shape::Chat).is_some());
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn shaped(&self, shape: Shape) -> Option<&Self> {
        if self.shape == shape {
            return Some(self);
        }
        self.other.as_deref()
    }

    /// The model it names.
    pub fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Its parts, in the order in which a cache sees them: tools, system, messages.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// What was met and has no known count.
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// What is counted, but on an assumption.
    ///
    /// ```
    /// use tokentoll_tokens::Request;
    /// let body = serde_json::json!({"messages": [{"role": "assistant", "content": [
    ///     {"type": "server_tool_use", "id": "x", "name": "web_search", "input": {"query": "toll"}}]}]});
    /// assert_eq!(Request::read(&body)?.assumed(), ["messages[0]: a block of type `server_tool_use`, counted as a tool call"]);
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn assumed(&self) -> &[String] {
        &self.assumed
    }

    /// For what the vendor would refuse it, as far as that can be told without the model.
    ///
    /// ```
    /// use tokentoll_tokens::Request;
    /// let marked = |text: &str| serde_json::json!({"type": "text", "text": text, "cache_control": {"type": "ephemeral"}});
    /// let content: Vec<_> = ["a", "b", "c", "d", "e"].map(marked).into();
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": content}]});
    /// assert_eq!(Request::read(&body)?.refused(), ["5 cache breakpoints, expected 4 at most"]);
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn refused(&self) -> &[String] {
        &self.refused
    }

    /// Gives sizes to the images that have none yet, in order. Sizes left over are returned.
    ///
    /// ```
    /// use tokentoll_tokens::{Pixels, Request};
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": [
    ///     {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}}]}]});
    /// let mut request = Request::read(&body)?;
    /// assert!(request.measure_images([Pixels { width: 100, height: 50 }]).is_empty());
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn measure_images(&mut self, sizes: impl IntoIterator<Item = Pixels>) -> Vec<Pixels> {
        let mut sizes = sizes.into_iter();
        let unmeasured = |part: &&mut Part| part.kind == PartKind::Image && part.pixels.is_none();
        for part in self.parts.iter_mut().filter(unmeasured) {
            let Some(size) = sizes.next() else { break };
            part.pixels = Some(size);
        }
        sizes.collect()
    }

    /// Gives page counts and texts to the PDFs that have none yet, in order. Those left over are returned.
    ///
    /// ```
    /// use tokentoll_tokens::Request;
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": [
    ///     {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "…"}}]}]});
    /// let mut request = Request::read(&body)?;
    /// assert!(request.measure_pdfs([(2, "text of both pages".to_owned())]).is_empty());
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn measure_pdfs(&mut self, pages: impl IntoIterator<Item = (usize, String)>) -> Vec<(usize, String)> {
        let mut pages = pages.into_iter();
        let unmeasured =
            |part: &&mut Part| part.kind == PartKind::Pdf && !part.overheads.contains(&Overhead::PdfPage);
        for part in self.parts.iter_mut().filter(unmeasured) {
            let Some((count, text)) = pages.next() else { break };
            part.overheads.extend(std::iter::repeat_n(Overhead::PdfPage, count));
            part.texts.push(text);
        }
        pages.collect()
    }

    /// Images and PDFs whose size nobody gave: an image is counted at the most it can be, a PDF not at all.
    ///
    /// ```
    /// use tokentoll_tokens::Request;
    /// let body = serde_json::json!({"messages": [{"role": "user", "content": "Hello"}]});
    /// assert_eq!(Request::read(&body)?.unmeasured().count(), 0);
    /// # Ok::<(), tokentoll_tokens::RequestError>(())
    /// ```
    pub fn unmeasured(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| match part.kind {
            PartKind::Image => part.pixels.is_none(),
            PartKind::Pdf => !part.overheads.contains(&Overhead::PdfPage),
            _ => false,
        })
    }
}

/// Why a body is no request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    field: String,
    met: String,
    expected: &'static str,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: met {}, expected {}", self.field, self.met, self.expected)
    }
}

impl std::error::Error for RequestError {}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod chat_tests;
