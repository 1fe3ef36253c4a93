//! From the body of a chat request, as OpenAI takes it, to parts.

use serde_json::Value;

use super::documents;
use super::node::Node;
use super::{Overhead, Part, PartKind, Place, Request, RequestError, Shape, functions, render};
use crate::Detail;

/// Members that cost no tokens, or that are read by name.
const MEMBERS: [&str; 35] = [
    "model",
    "messages",
    "tools",
    "tool_choice",
    "functions",
    "function_call",
    "response_format",
    "max_tokens",
    "max_completion_tokens",
    "stream",
    "stream_options",
    "temperature",
    "top_p",
    "n",
    "stop",
    "seed",
    "user",
    "logit_bias",
    "logprobs",
    "top_logprobs",
    "presence_penalty",
    "frequency_penalty",
    "parallel_tool_calls",
    "reasoning_effort",
    "verbosity",
    "service_tier",
    "store",
    "metadata",
    "modalities",
    "prediction",
    "prompt_cache_key",
    "prompt_cache_retention",
    "prompt_cache_options",
    "safety_identifier",
    "moderation",
];

/// Tokens that come with a list of functions, and with a name.
const FUNCTIONS: i32 = 12;
const NAME: i32 = 1;

pub(super) fn read(body: &Node<'_>) -> Result<Request, RequestError> {
    let messages = body.member("messages").ok_or_else(|| body.missing("messages", "a list of messages"))?;
    let mut reader = Reader { parts: Vec::new(), unread: Vec::new(), assumed: Vec::new() };
    reader.functions(body)?;
    for (index, message) in messages.list("a list of messages")?.iter().enumerate() {
        reader.message(Place::Message(index), message)?;
    }
    if let Some(format) = body.member("response_format") {
        reader.format(&format)?;
    }
    let frame = Part { overheads: vec![Overhead::Frame], ..Part::new(Place::Request, PartKind::Frame) };
    reader.parts.push(frame);
    for name in body.object()?.keys().filter(|name| !MEMBERS.contains(&name.as_str())) {
        if body.member(name).is_some() {
            reader.unread.push(format!("request: `{}`", name.chars().take(60).collect::<String>()));
        }
    }
    Ok(Request {
        shape: Shape::Chat,
        model: body.optional_text("model")?.map(str::to_owned),
        parts: reader.parts,
        unread: reader.unread,
        assumed: reader.assumed,
        refused: Vec::new(),
        other: None,
    })
}

struct Reader {
    parts: Vec<Part>,
    unread: Vec<String>,
    assumed: Vec<String>,
}

impl Reader {
    fn functions(&mut self, body: &Node<'_>) -> Result<(), RequestError> {
        let mut functions = Vec::new();
        if let Some(tools) = body.member("tools") {
            for (index, tool) in tools.list("a list of tools")?.into_iter().enumerate() {
                match tool.kind()? {
                    Some("function") => {
                        functions.push(
                            tool.member("function").ok_or_else(|| tool.missing("function", "an object"))?,
                        );
                    }
                    other => {
                        let kind = other.unwrap_or("nothing").chars().take(60).collect::<String>();
                        self.unread.push(format!("tools[{index}]: a tool of type `{kind}`"));
                    }
                }
            }
        }
        if let Some(list) = body.member("functions") {
            functions.extend(list.list("a list of functions")?);
        }
        for (index, function) in functions.iter().enumerate() {
            self.parts.push(functions::read(Place::Tool(index), function)?);
        }
        if !functions.is_empty() {
            self.parts.push(Part { fixed: FUNCTIONS, ..Part::new(Place::Request, PartKind::ToolPrompt) });
            self.assumed.push(
                "tools: how they stand in the prompt is not published; counted by the vendor's cookbook"
                    .to_owned(),
            );
        }
        Ok(())
    }

    fn message(&mut self, place: Place, message: &Node<'_>) -> Result<(), RequestError> {
        let role = message.text_at("role")?;
        if !["system", "developer", "user", "assistant", "tool", "function"].contains(&role) {
            let expected = "role `system`, `developer`, `user`, `assistant`, `tool` or `function`";
            return Err(message.unknown_word(role, expected));
        }
        let mut turn = Part::new(place, PartKind::Frame);
        turn.overheads.push(Overhead::Turn);
        turn.texts.push(role.to_owned());
        if let Some(name) = message.optional_text("name")? {
            turn.texts.push(name.to_owned());
            turn.fixed += NAME;
        }
        self.parts.push(turn);
        let kind = if matches!(role, "tool" | "function") { PartKind::ToolResult } else { PartKind::Text };
        if let Some(content) = message.member("content") {
            match content.value() {
                Value::String(text) => self.text(place, kind, text),
                _ => {
                    for piece in content.list("a text or a list of parts")? {
                        self.piece(place, kind, &piece)?;
                    }
                }
            }
        }
        if let Some(refusal) = message.optional_text("refusal")? {
            self.text(place, kind, refusal);
        }
        self.calls(place, message)
    }

    fn piece(&mut self, place: Place, kind: PartKind, piece: &Node<'_>) -> Result<(), RequestError> {
        if piece.member("cache_control").is_some() {
            self.unread.push(format!("{place}: a cache breakpoint, which a chat request has not"));
        }
        match piece.kind()?.unwrap_or("nothing") {
            "text" => self.text(place, kind, piece.text_at("text")?),
            "refusal" => self.text(place, kind, piece.text_at("refusal")?),
            "image_url" => {
                let image =
                    piece.member("image_url").ok_or_else(|| piece.missing("image_url", "an object"))?;
                let mut part = Part::new(place, PartKind::Image);
                let url = image.text_at("url")?;
                part.pixels = url.strip_prefix("data:").and_then(|data| data.split_once(',')).and_then(
                    |(kind, data)| {
                        if kind.ends_with(";base64") { documents::pixels(data) } else { None }
                    },
                );
                part.detail = match image.optional_text("detail")? {
                    None | Some("auto") => Detail::Auto,
                    Some("low") => Detail::Low,
                    Some("high") => Detail::High,
                    Some("original") => Detail::Original,
                    Some(other) => {
                        return Err(image.unknown_word(other, "detail `auto`, `low`, `high` or `original`"));
                    }
                };
                self.parts.push(part);
            }
            other => {
                let kind = other.chars().take(60).collect::<String>();
                self.unread.push(format!("{place}: a part of type `{kind}`"));
            }
        }
        Ok(())
    }

    fn calls(&mut self, place: Place, message: &Node<'_>) -> Result<(), RequestError> {
        let mut calls = Vec::new();
        if let Some(list) = message.member("tool_calls") {
            for call in list.list("a list of tool calls")? {
                match (call.member("function"), call.kind()?) {
                    (Some(function), _) => calls.push(function),
                    (None, kind) => {
                        let kind = kind.unwrap_or("nothing").chars().take(60).collect::<String>();
                        self.unread.push(format!("{place}: a tool call of type `{kind}`"));
                    }
                }
            }
        }
        calls.extend(message.member("function_call"));
        for call in calls {
            let arguments = call.optional_text("arguments")?.unwrap_or_default();
            let texts = vec![call.text_at("name")?.to_owned(), arguments.to_owned()];
            let overheads = vec![Overhead::ToolUse];
            self.parts.push(Part { texts, overheads, ..Part::new(place, PartKind::ToolUse) });
        }
        Ok(())
    }

    fn format(&mut self, format: &Node<'_>) -> Result<(), RequestError> {
        match format.kind()? {
            Some("text") | None => {}
            Some("json_object") => {
                self.assumed.push("response_format: `json_object`, counted as nothing".to_owned())
            }
            Some("json_schema") => {
                let schema =
                    format.member("json_schema").ok_or_else(|| format.missing("json_schema", "an object"))?;
                let texts = vec![render::spaced(schema.value())];
                self.parts.push(Part {
                    texts,
                    loose: true,
                    ..Part::new(Place::Request, PartKind::OutputFormat)
                });
                self.assumed.push("response_format: a schema, counted as its JSON".to_owned());
            }
            Some(other) => {
                return Err(format.unknown_word(other, "type `text`, `json_object` or `json_schema`"));
            }
        }
        Ok(())
    }

    fn text(&mut self, place: Place, kind: PartKind, text: &str) {
        self.parts.push(Part { texts: vec![text.to_owned()], ..Part::new(place, kind) });
    }
}
