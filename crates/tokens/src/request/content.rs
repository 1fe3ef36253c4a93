//! The blocks of a message, each into the parts that cost tokens.

use serde_json::Value;

use super::node::Node;
use super::{Overhead, Part, PartKind, Place, RequestError, breakpoints, documents, render};

/// What a seal adds to encrypted thinking, in characters of base64.
const SEAL: usize = 300;

/// What was read of messages so far.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) parts: Vec<Part>,
    pub(super) unread: Vec<String>,
    pub(super) assumed: Vec<String>,
    /// Where the messages begin: what stands before a summary of them is dropped.
    pub(super) start: usize,
}

impl Reader {
    /// A text or a list of blocks.
    pub(super) fn content(&mut self, place: Place, content: &Node<'_>) -> Result<(), RequestError> {
        match content.value() {
            Value::String(text) => self.parts.push(text_part(place, text)),
            _ => {
                for block in content.list("a text or a list of blocks")? {
                    self.block(place, &block)?;
                }
            }
        }
        Ok(())
    }

    fn block(&mut self, place: Place, block: &Node<'_>) -> Result<(), RequestError> {
        let before = self.parts.len();
        let kind = block.kind()?.unwrap_or("text");
        match kind {
            "text" => self.parts.push(text_part(place, block.text_at("text")?)),
            "image" => self.parts.push(documents::image(place, block)?),
            "document" => documents::document(place, block, &mut self.parts)?,
            "search_result" => {
                self.parts.push(documents::search_result(place, block)?);
                self.assume(place, kind, "a document");
            }
            "tool_use" => self.tool_use(place, block)?,
            "server_tool_use" | "mcp_tool_use" => {
                self.tool_use(place, block)?;
                self.assume(place, kind, "a tool call");
            }
            "tool_result" => self.tool_result(place, block)?,
            "mcp_tool_result" => {
                self.tool_result(place, block)?;
                self.assume(place, kind, "a tool's result");
            }
            "thinking" => {
                let text = block.optional_text("thinking")?.unwrap_or_default();
                let seal = block.optional_text("signature")?.unwrap_or_default();
                self.thinking(place, text, sealed(seal));
            }
            "redacted_thinking" => self.thinking(place, "", sealed(block.text_at("data")?)),
            "compaction" => {
                let summary = block.optional_text("content")?.unwrap_or_default().to_owned();
                self.parts.truncate(self.start);
                self.parts.push(text_part(place, &summary));
                self.assumed.push(format!("{place}: a compaction, before which everything is dropped"));
                return Ok(());
            }
            "web_search_tool_result"
            | "web_fetch_tool_result"
            | "code_execution_tool_result"
            | "bash_code_execution_tool_result"
            | "text_editor_code_execution_tool_result" => self.server_result(place, block, kind),
            other => self.unread.push(format!("{place}: a block of type `{}`", short(other))),
        }
        let breakpoint = breakpoints::read(block)?;
        let before = before.min(self.parts.len());
        if let Some(last) = self.parts[before..].last_mut() {
            last.breakpoint = breakpoint;
        }
        Ok(())
    }

    fn tool_use(&mut self, place: Place, block: &Node<'_>) -> Result<(), RequestError> {
        let input =
            block.member("input").map_or_else(|| "{}".to_owned(), |input| render::spaced(input.value()));
        let texts = vec![block.text_at("name")?.to_owned(), input];
        let members = block.value().get("input").and_then(Value::as_object).map_or(0, |input| input.len());
        let mut overheads = vec![Overhead::ToolUse];
        overheads.extend(std::iter::repeat_n(Overhead::ToolParameter, members));
        if self.parts.iter().rev().any(|part| part.place == place && part.kind == PartKind::ToolUse) {
            overheads.push(Overhead::ParallelToolUse);
        }
        self.parts.push(Part { texts, overheads, ..Part::new(place, PartKind::ToolUse) });
        Ok(())
    }

    fn tool_result(&mut self, place: Place, block: &Node<'_>) -> Result<(), RequestError> {
        let overheads = vec![Overhead::ToolResult];
        let mut result = Part { overheads, ..Part::new(place, PartKind::ToolResult) };
        let mut inside = Vec::new();
        if let Some(content) = block.member("content") {
            if let Some(text) = content.value().as_str() {
                result.texts.push(text.to_owned());
            } else {
                for inner in content.list("a text or a list of blocks")? {
                    match inner.kind()?.unwrap_or("text") {
                        "text" => result.texts.push(inner.text_at("text")?.to_owned()),
                        "image" => inside.push(documents::image(place, &inner)?),
                        "document" => documents::document(place, &inner, &mut inside)?,
                        "search_result" => inside.push(documents::search_result(place, &inner)?),
                        other => {
                            let what =
                                format!("{place}: a block of type `{}` in a tool's result", short(other));
                            self.unread.push(what);
                        }
                    }
                    if breakpoints::read(&inner)?.is_some() {
                        self.unread.push(format!("{place}: a cache breakpoint inside a tool's result"));
                    }
                }
            }
        }
        self.parts.push(result);
        self.parts.append(&mut inside);
        Ok(())
    }

    /// Thinking of an earlier turn: its text, or, where that is left out or is a summary, its sealed length.
    fn thinking(&mut self, place: Place, text: &str, sealed: usize) {
        let mut part = Part::new(place, PartKind::Thinking);
        if sealed > text.len() + text.len() / 2 {
            part.sealed = sealed;
            self.assumed
                .push(format!("{place}: sealed thinking, counted by its length where the model keeps it"));
        } else {
            part.texts.push(text.to_owned());
        }
        self.parts.push(part);
    }

    /// What a tool of the vendor returned: the texts in it, and the length of what is encrypted.
    fn server_result(&mut self, place: Place, block: &Node<'_>, kind: &str) {
        let overheads = vec![Overhead::ToolResult];
        let mut part = Part { overheads, ..Part::new(place, PartKind::ToolResult) };
        gather(block.value().get("content").unwrap_or(&Value::Null), &mut part);
        self.parts.push(part);
        self.assume(place, kind, "the texts in it");
    }

    fn assume(&mut self, place: Place, kind: &str, like: &str) {
        self.assumed.push(format!("{place}: a block of type `{kind}`, counted as {like}"));
    }
}

/// The texts of a result, whatever its shape; types and ids are no text.
fn gather(value: &Value, part: &mut Part) {
    match value {
        Value::String(text) => part.texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, part)),
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("type" | "media_type" | "file_id", _) => {}
                    ("encrypted_content" | "encrypted_stdout", Value::String(text)) => {
                        part.sealed += sealed(text);
                    }
                    _ => gather(member, part),
                }
            }
        }
        _ => {}
    }
}

/// The bytes of text that base64 of that length seals.
fn sealed(base64: &str) -> usize {
    base64.len().saturating_sub(SEAL) / 4 * 3
}

pub(super) fn text_part(place: Place, text: &str) -> Part {
    Part { texts: vec![text.to_owned()], ..Part::new(place, PartKind::Text) }
}

fn short(word: &str) -> String {
    word.chars().take(60).collect()
}
