//! Definitions of functions in a chat request, as the vendor's cookbook counts them
//! (<https://github.com/openai/openai-cookbook/blob/main/examples/How_to_count_tokens_with_tiktoken.ipynb>).

use serde_json::Value;

use super::node::Node;
use super::{Overhead, Part, PartKind, Place, RequestError, render};

/// Tokens of an object that has properties, of each, of the list of words one may have, and of each such word.
const PROPERTIES: i32 = 3;
const PROPERTY: i32 = 3;
const WORDS: i32 = -3;
const WORD: i32 = 3;

pub(super) fn read(place: Place, function: &Node<'_>) -> Result<Part, RequestError> {
    let mut part = Part::new(place, PartKind::ToolDefinition);
    part.overheads.push(Overhead::Tool);
    let (name, description) = (function.text_at("name")?, function.optional_text("description")?);
    part.texts.push(format!("{name}:{}", bare(description.unwrap_or_default())));
    if let Some(parameters) = function.member("parameters") {
        parameters.object()?;
        properties(parameters.value(), &mut part, 0);
    }
    Ok(part)
}

/// The properties of an object. The cookbook knows only one level of them.
fn properties(schema: &Value, part: &mut Part, level: usize) {
    let Some(members) = schema["properties"].as_object().filter(|members| !members.is_empty()) else {
        part.loose |=
            !matches!(schema["type"].as_str(), None | Some("object")) || schema.get("$defs").is_some();
        return;
    };
    part.fixed += PROPERTIES;
    part.loose |= level > 0 || schema.get("$defs").is_some();
    for (name, property) in members {
        part.fixed += PROPERTY;
        let kind = property["type"].as_str();
        part.loose |= kind.is_none();
        if let Some(words) = property["enum"].as_array() {
            part.fixed += WORDS;
            for word in words {
                part.fixed += WORD;
                part.texts.push(word.as_str().map_or_else(|| word.to_string(), str::to_owned));
            }
        }
        let description = bare(property["description"].as_str().unwrap_or_default());
        part.texts.push(format!("{name}:{}:{description}", kind.unwrap_or("any")));
        match kind {
            Some("object") => properties(property, part, level + 1),
            Some("array") => items(&property["items"], part, level + 1),
            None => {
                part.texts.push(render::spaced(property));
            }
            Some(_) => {}
        }
    }
}

fn items(items: &Value, part: &mut Part, level: usize) {
    match items["type"].as_str() {
        Some("object") => properties(items, part, level),
        Some("array") => self::items(&items["items"], part, level),
        _ => {}
    }
    part.loose = true;
}

/// A description without the stop at its end.
fn bare(description: &str) -> &str {
    description.strip_suffix('.').unwrap_or(description)
}
