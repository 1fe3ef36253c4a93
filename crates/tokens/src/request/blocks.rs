//! From JSON to parts.

use serde_json::Value;

use super::{Overhead, Part, PartKind, Place, Request, RequestError, render};

pub(super) fn read(body: &Value) -> Result<Request, RequestError> {
    let members = body.as_object().ok_or_else(|| error("request", body, "an object"))?;
    let messages = match members.get("messages") {
        Some(Value::Array(messages)) => messages,
        Some(other) => return Err(error("messages", other, "a list of messages")),
        None => return Err(error("messages", &Value::Null, "a list of messages")),
    };
    let mut reader = Reader { parts: Vec::new(), unread: Vec::new() };
    reader.tools(members.get("tools"));
    reader.system(members.get("system"));
    for (index, message) in messages.iter().enumerate() {
        reader.message(index, message)?;
    }
    let frame = reader.frame(body);
    reader.parts.push(frame);
    for name in ["mcp_servers", "container", "context_management"] {
        if members.get(name).is_some_and(|value| !value.is_null()) {
            reader.unread.push(format!("request: `{name}`"));
        }
    }
    let model = members.get("model").and_then(Value::as_str).map(str::to_owned);
    Ok(Request { model, parts: reader.parts, unread: reader.unread })
}

struct Reader {
    parts: Vec<Part>,
    unread: Vec<String>,
}

impl Reader {
    /// What is switched on for the whole request.
    fn frame(&mut self, body: &Value) -> Part {
        let mut overheads = vec![Overhead::Frame];
        let kind = |name: &str| body.get(name).and_then(|value| value.get("type")).and_then(Value::as_str);
        match kind("thinking") {
            Some("enabled") => overheads.push(Overhead::Thinking),
            Some("adaptive") => overheads.push(Overhead::AdaptiveThinking),
            _ => {}
        }
        if self.parts.iter().any(|part| part.kind == PartKind::ToolDefinition) {
            let forced = matches!(kind("tool_choice"), Some("any" | "tool"));
            overheads.push(if forced { Overhead::ForcedToolPrompt } else { Overhead::ToolPrompt });
            if overheads.contains(&Overhead::Thinking)
                && betas(body).any(|beta| beta.starts_with("interleaved-thinking"))
            {
                overheads.push(Overhead::InterleavedThinking);
            }
        }
        let mut texts = Vec::new();
        let nested = body.get("output_config").and_then(|config| config.get("format"));
        if let Some(format) = body.get("output_format").or(nested).filter(|format| format.is_object()) {
            overheads.push(Overhead::OutputFormat);
            texts.push(render::spaced(format.get("schema").unwrap_or(format)));
        }
        Part { texts, overheads, ..part(Place::Request, PartKind::Frame) }
    }

    fn tools(&mut self, tools: Option<&Value>) {
        for (index, definition) in tools.and_then(Value::as_array).into_iter().flatten().enumerate() {
            let place = Place::Tool(index);
            let cached = definition.get("cache_control").is_some_and(Value::is_object);
            let served = definition.get("type").and_then(Value::as_str).filter(|kind| *kind != "custom");
            let overheads = vec![if served.is_some() { Overhead::ServerTool } else { Overhead::Tool }];
            if let Some(kind) = served {
                self.unread.push(format!("{place}: a tool of type `{kind}`, whose prompt is not published"));
            }
            let texts = if served.is_none() { vec![render::tool(definition)] } else { Vec::new() };
            self.parts.push(Part { texts, overheads, cached, ..part(place, PartKind::ToolDefinition) });
        }
    }

    fn system(&mut self, system: Option<&Value>) {
        match system {
            Some(Value::String(text)) => self.parts.push(text_part(Place::System(0), text)),
            Some(Value::Array(blocks)) => {
                for (index, block) in blocks.iter().enumerate() {
                    self.block(Place::System(index), block);
                }
            }
            None | Some(Value::Null) => {}
            Some(_) => self.unread.push("system: neither a text nor a list".to_owned()),
        }
    }

    fn message(&mut self, index: usize, message: &Value) -> Result<(), RequestError> {
        let place = Place::Message(index);
        let mut turn = part(place, PartKind::Frame);
        turn.overheads.push(Overhead::Turn);
        self.parts.push(turn);
        match message.get("content") {
            Some(Value::String(text)) => self.parts.push(text_part(place, text)),
            Some(Value::Array(blocks)) => blocks.iter().for_each(|block| self.block(place, block)),
            other => {
                let met = other.unwrap_or(&Value::Null);
                return Err(error(&format!("{place}.content"), met, "a text or a list of blocks"));
            }
        }
        Ok(())
    }

    fn block(&mut self, place: Place, block: &Value) {
        let cached = block.get("cache_control").is_some_and(Value::is_object);
        let before = self.parts.len();
        match block.get("type").and_then(Value::as_str).unwrap_or("text") {
            "text" => self.parts.push(text_part(place, string(block, "text"))),
            "image" => self.parts.push(image(place)),
            "document" => self.document(place, block),
            "tool_use" => {
                let input = block.get("input").map_or_else(|| "{}".to_owned(), render::spaced);
                let texts = vec![string(block, "name").to_owned(), input];
                self.parts.push(Part {
                    texts,
                    overheads: vec![Overhead::ToolUse],
                    ..part(place, PartKind::ToolUse)
                });
            }
            "tool_result" => self.tool_result(place, block),
            "thinking" => {
                let texts = vec![string(block, "thinking").to_owned()];
                self.parts.push(Part { texts, ..part(place, PartKind::Thinking) });
            }
            other => self.unread.push(format!("{place}: a block of type `{other}`")),
        }
        if let Some(last) = self.parts[before..].last_mut() {
            last.cached = cached;
        }
    }

    fn tool_result(&mut self, place: Place, block: &Value) {
        let overheads = vec![Overhead::ToolResult];
        let mut result = Part { overheads, ..part(place, PartKind::ToolResult) };
        let mut images = Vec::new();
        match block.get("content") {
            Some(Value::String(text)) => result.texts.push(text.clone()),
            Some(Value::Array(blocks)) => {
                for inner in blocks {
                    match inner.get("type").and_then(Value::as_str).unwrap_or("text") {
                        "text" => result.texts.push(string(inner, "text").to_owned()),
                        "image" => images.push(image(place)),
                        other => {
                            self.unread.push(format!("{place}: a block of type `{other}` in a tool's result"))
                        }
                    }
                }
            }
            _ => {}
        }
        self.parts.push(result);
        self.parts.append(&mut images);
    }

    fn document(&mut self, place: Place, block: &Value) {
        let cited =
            block.get("citations").and_then(|citations| citations.get("enabled")) == Some(&Value::Bool(true));
        let source = block.get("source").unwrap_or(&Value::Null);
        let titles =
            ["title", "context"].map(|key| string(block, key)).into_iter().filter(|text| !text.is_empty());
        let mut texts: Vec<String> = titles.map(str::to_owned).collect();
        let mut overheads = Vec::new();
        let kind = match source.get("type").and_then(Value::as_str).unwrap_or_default() {
            "text" => {
                texts.push(string(source, "data").to_owned());
                overheads.push(Overhead::TextDocument);
                PartKind::Document
            }
            "content" => {
                let blocks = source.get("content").and_then(Value::as_array).into_iter().flatten();
                texts.extend(blocks.map(|inner| string(inner, "text").to_owned()));
                overheads.push(Overhead::TextDocument);
                PartKind::Document
            }
            "base64" => PartKind::Pdf,
            other => {
                self.unread.push(format!("{place}: a document from `{other}`"));
                return;
            }
        };
        overheads.extend(cited.then_some(Overhead::Citations));
        self.parts.push(Part { texts, overheads, ..part(place, kind) });
    }
}

/// Betas named in the body, as the vendor's libraries and Bedrock take them.
fn betas(body: &Value) -> impl Iterator<Item = &str> {
    let lists = ["betas", "anthropic_beta"].map(|key| body.get(key).and_then(Value::as_array));
    lists.into_iter().flatten().flatten().filter_map(Value::as_str)
}

fn part(place: Place, kind: PartKind) -> Part {
    Part { place, kind, texts: Vec::new(), overheads: Vec::new(), pixels: None, cached: false }
}

fn text_part(place: Place, text: &str) -> Part {
    Part { texts: vec![text.to_owned()], ..part(place, PartKind::Text) }
}

fn image(place: Place) -> Part {
    Part { overheads: vec![Overhead::Image], ..part(place, PartKind::Image) }
}

fn string<'a>(block: &'a Value, key: &str) -> &'a str {
    block.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn error(field: &str, met: &Value, expected: &'static str) -> RequestError {
    let met = match met {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    RequestError { field: field.to_owned(), met: met.to_owned(), expected }
}
