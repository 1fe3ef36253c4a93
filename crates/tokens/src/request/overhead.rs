//! What costs tokens and stands in no text.

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
