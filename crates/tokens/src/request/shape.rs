//! Which of the two shapes a body has: a Messages request, as Anthropic takes it, or a chat request, as OpenAI does.

use serde_json::Value;

use super::RequestError;
use super::node::Node;

/// The shape of a request.
///
/// ```
/// use tokentoll_tokens::{Request, Shape};
/// let shape = |body| Request::read(&body).map(|request| request.shape());
/// let chat = serde_json::json!({"messages": [{"role": "developer", "content": "Be brief."}]});
/// assert_eq!(shape(chat), Ok(Shape::Chat));
/// let either = serde_json::json!({"messages": [{"role": "user", "content": "Hello"}]});
/// assert_eq!(shape(either), Ok(Shape::Messages), "or a chat: its counter knows");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A Messages request.
    Messages,
    /// A chat request.
    Chat,
}

/// Members of the request that only one of the two has.
const MESSAGES: [&str; 9] = [
    "system",
    "anthropic_version",
    "anthropic_beta",
    "thinking",
    "stop_sequences",
    "top_k",
    "cache_control",
    "output_config",
    "mcp_servers",
];
const CHAT: [&str; 14] = [
    "functions",
    "function_call",
    "response_format",
    "max_completion_tokens",
    "n",
    "stop",
    "seed",
    "logit_bias",
    "logprobs",
    "presence_penalty",
    "frequency_penalty",
    "parallel_tool_calls",
    "reasoning_effort",
    "stream_options",
];

/// Blocks that only one of the two has.
const BLOCKS: [&str; 6] = ["image", "document", "tool_use", "tool_result", "thinking", "redacted_thinking"];
const PIECES: [&str; 4] = ["image_url", "input_audio", "file", "refusal"];

/// The shape that a body shows, or nothing where it may be either.
pub(super) fn of(body: &Node<'_>) -> Result<Option<Shape>, RequestError> {
    let signs = signs(body.value());
    match (signs.0, signs.1) {
        (None, None) => Ok(None),
        (Some(_), None) => Ok(Some(Shape::Messages)),
        (None, Some(_)) => Ok(Some(Shape::Chat)),
        (Some(messages), Some(chat)) => Err(RequestError {
            field: "request".to_owned(),
            met: format!("{messages} of a Messages request and {chat} of a chat request"),
            expected: "one of the two",
        }),
    }
}

/// The first sign of each.
fn signs(body: &Value) -> (Option<String>, Option<String>) {
    let member = |names: &[&str]| {
        let there = |name: &&&str| body.get(**name).is_some_and(|value| !value.is_null());
        names.iter().find(there).map(|name| format!("`{name}`"))
    };
    let (mut messages, mut chat) = (member(&MESSAGES), member(&CHAT));
    let list = |name: &str| body.get(name).and_then(Value::as_array).into_iter().flatten();
    for tool in list("tools") {
        if tool.get("input_schema").is_some() {
            messages.get_or_insert_with(|| "a tool with `input_schema`".to_owned());
        }
        if tool.get("function").is_some_and(Value::is_object) {
            chat.get_or_insert_with(|| "a tool with `function`".to_owned());
        }
    }
    for message in list("messages") {
        if matches!(message["role"].as_str(), Some("developer" | "tool" | "function")) {
            chat.get_or_insert_with(|| format!("the role {}", message["role"]));
        }
        if message.get("tool_calls").is_some_and(|calls| !calls.is_null()) {
            chat.get_or_insert_with(|| "`tool_calls`".to_owned());
        }
        for block in message["content"].as_array().into_iter().flatten() {
            let Some(kind) = block["type"].as_str() else { continue };
            if BLOCKS.contains(&kind) {
                messages.get_or_insert_with(|| format!("a block of type `{kind}`"));
            }
            if PIECES.contains(&kind) {
                chat.get_or_insert_with(|| format!("a part of type `{kind}`"));
            }
        }
    }
    (messages, chat)
}
