//! From the body of a Messages request to parts, in the order in which a cache sees them.

use serde_json::Value;

use super::content::{Reader, text_part};
use super::node::Node;
use super::{Overhead, Part, PartKind, Place, Request, RequestError, Shape, breakpoints, render, tools};

/// Members that cost no tokens, or that are read by name.
const MEMBERS: [&str; 22] = [
    "model",
    "messages",
    "system",
    "tools",
    "tool_choice",
    "thinking",
    "output_config",
    "output_format",
    "cache_control",
    "betas",
    "anthropic_beta",
    "anthropic_version",
    "max_tokens",
    "stream",
    "temperature",
    "top_p",
    "top_k",
    "stop_sequences",
    "metadata",
    "service_tier",
    "speed",
    "inference_geo",
];

/// How the block begins that coding agents put before their system prompt: recorded counts leave it out.
const BILLING_HEADER: &str = "x-anthropic-billing-header:";

pub(super) fn read(body: &Node<'_>) -> Result<Request, RequestError> {
    let messages = body.member("messages").ok_or_else(|| body.missing("messages", "a list of messages"))?;
    let messages = messages.list("a list of messages")?;
    let tools = tools::read(body.member("tools"))?;
    let mut reader = Reader { parts: tools.parts, unread: tools.unread, assumed: tools.assumed, start: 0 };
    let mut frame = frame(body)?;
    let tool_prompt = tool_prompt(body, &reader.parts, &mut frame)?;
    let format = output_format(body)?;
    reader.parts.splice(0..0, switched(&mut frame));
    if let Some(system) = body.member("system") {
        system_prompt(&mut reader, &system)?;
    }
    reader.parts.extend(format);
    reader.parts.extend(tool_prompt);
    reader.parts.push(frame);
    reader.start = reader.parts.len();
    for (index, message) in messages.iter().enumerate() {
        read_message(&mut reader, index, message)?;
    }
    if messages.last().is_some_and(|message| message.value()["role"] == "assistant") {
        reader.parts.pop();
    }
    mark_past(&mut reader.parts, &messages);
    for name in body.object()?.keys().filter(|name| !MEMBERS.contains(&name.as_str())) {
        if body.member(name).is_some() {
            reader.unread.push(format!("request: `{}`", name.chars().take(60).collect::<String>()));
        }
    }
    if let Some(config) = body.member("output_config") {
        for name in config.object()?.keys().filter(|name| *name != "format") {
            let name: String = name.chars().take(60).collect();
            reader.assumed.push(format!("request: `output_config.{name}`, counted as nothing"));
        }
    }
    let Reader { mut parts, unread, assumed, .. } = reader;
    let refused = breakpoints::settle(&mut parts, breakpoints::read(body)?);
    let model = body.optional_text("model")?.map(str::to_owned);
    Ok(Request { shape: Shape::Messages, model, parts, unread, assumed, refused, other: None })
}

/// The frame, and the thinking that is switched on.
fn frame(body: &Node<'_>) -> Result<Part, RequestError> {
    let mut part = Part { overheads: vec![Overhead::Frame], ..Part::new(Place::Request, PartKind::Frame) };
    if let Some(thinking) = body.member("thinking") {
        match thinking.kind()? {
            Some("enabled") => part.overheads.push(Overhead::Thinking),
            Some("adaptive") => part.overheads.push(Overhead::AdaptiveThinking),
            Some("disabled") => {}
            Some(other) => {
                return Err(thinking.unknown_word(other, "type `enabled`, `adaptive` or `disabled`"));
            }
            None => return Err(thinking.missing("type", "`enabled`, `adaptive` or `disabled`")),
        }
    }
    Ok(part)
}

/// What thinking brings stands before everything a caller can mark, by what recorded cache writes leave.
fn switched(frame: &mut Part) -> Option<Part> {
    let thinking: Vec<Overhead> = frame.overheads.split_off(1);
    let part = Part { overheads: thinking, ..Part::new(Place::Request, PartKind::Frame) };
    (!part.overheads.is_empty()).then_some(part)
}

/// The prompt of the tools, where there are any.
fn tool_prompt(body: &Node<'_>, tools: &[Part], frame: &mut Part) -> Result<Option<Part>, RequestError> {
    let choice = body.member("tool_choice");
    let forced = match choice.as_ref().map(Node::kind).transpose()?.flatten() {
        None | Some("auto" | "none") => false,
        Some("any" | "tool") => true,
        Some(other) => {
            let choice = choice.unwrap_or_else(|| body.clone());
            return Err(choice.unknown_word(other, "type `auto`, `any`, `tool` or `none`"));
        }
    };
    if tools.is_empty() {
        return Ok(None);
    }
    if frame.overheads.contains(&Overhead::Thinking)
        && betas(body).any(|beta| beta.starts_with("interleaved-thinking"))
    {
        frame.overheads.push(Overhead::InterleavedThinking);
    }
    let single = choice.is_some_and(|choice| choice.value()["disable_parallel_tool_use"] == true);
    let overhead = match (forced, single) {
        (true, true) => Overhead::SingleToolPrompt,
        (true, false) => Overhead::ForcedToolPrompt,
        (false, _) => Overhead::ToolPrompt,
    };
    Ok(Some(Part { overheads: vec![overhead], ..Part::new(Place::Request, PartKind::ToolPrompt) }))
}

fn output_format(body: &Node<'_>) -> Result<Option<Part>, RequestError> {
    let nested = body.member("output_config").map(|config| config.object().map(|_| config)).transpose()?;
    let format = body.member("output_format").or_else(|| nested.and_then(|config| config.member("format")));
    let Some(format) = format else { return Ok(None) };
    format.object()?;
    let schema = format.member("schema").map_or(format.value(), |schema| schema.value());
    let (texts, overheads) = (vec![render::indented(schema)], vec![Overhead::OutputFormat]);
    Ok(Some(Part { texts, overheads, ..Part::new(Place::Request, PartKind::OutputFormat) }))
}

fn system_prompt(reader: &mut Reader, system: &Node<'_>) -> Result<(), RequestError> {
    if let Some(text) = system.value().as_str() {
        reader.parts.push(text_part(Place::System(0), text));
        return Ok(());
    }
    for (index, block) in system.list("a text or a list of blocks")?.iter().enumerate() {
        match block.kind()? {
            None | Some("text") => {
                let breakpoint = breakpoints::read(block)?;
                let mut text = text_part(Place::System(index), block.text_at("text")?);
                if text.texts[0].starts_with(BILLING_HEADER) {
                    text.texts.clear();
                    reader.assumed.push(format!("{}: a billing header, which is not billed", text.place));
                }
                reader.parts.push(Part { breakpoint, ..text });
            }
            Some(other) => return Err(block.unknown_word(other, "type `text`")),
        }
    }
    Ok(())
}

/// A message, and behind it what a turn costs: recorded cache writes show that it follows the last block. What
/// the model is to continue (a last message of its own) has none.
fn read_message(reader: &mut Reader, index: usize, message: &Node<'_>) -> Result<(), RequestError> {
    let place = Place::Message(index);
    message.object()?;
    match message.text_at("role")? {
        "user" | "assistant" | "system" => {}
        other => return Err(message.unknown_word(other, "role `user`, `assistant` or `system`")),
    }
    let content = message.member("content");
    let content = content.ok_or_else(|| message.missing("content", "a text or a list of blocks"))?;
    reader.content(place, &content)?;
    reader.parts.push(Part { overheads: vec![Overhead::Turn], ..Part::new(place, PartKind::Frame) });
    Ok(())
}

/// Thinking before the last message of the user that is more than results of tools belongs to a turn that is over.
fn mark_past(parts: &mut [Part], messages: &[Node<'_>]) {
    let fresh = messages.iter().rposition(|message| {
        let content = &message.value()["content"];
        let results = |blocks: &Vec<Value>| blocks.iter().all(|block| block["type"] == "tool_result");
        message.value()["role"] == "user" && !content.as_array().is_some_and(results)
    });
    for part in parts.iter_mut().filter(|part| part.kind == PartKind::Thinking) {
        part.past = matches!((part.place, fresh), (Place::Message(index), Some(fresh)) if index < fresh);
    }
}

/// Betas named in the body, as the vendor's libraries and Bedrock take them.
fn betas<'a>(body: &Node<'a>) -> impl Iterator<Item = &'a str> {
    let lists = ["betas", "anthropic_beta"].map(|key| body.value().get(key).and_then(Value::as_array));
    lists.into_iter().flatten().flatten().filter_map(Value::as_str)
}
