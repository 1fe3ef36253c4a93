//! Tool definitions: those of the caller, rendered as they stand in the prompt, and those of the vendor by name.

use super::node::Node;
use super::{Overhead, Part, PartKind, Place, RequestError, breakpoints, render};

/// Members of a tool of the caller that stand in no prompt, or that are rendered.
const MEMBERS: [&str; 11] = [
    "type",
    "name",
    "description",
    "input_schema",
    "input_examples",
    "cache_control",
    "strict",
    "defer_loading",
    "allowed_callers",
    "eager_input_streaming",
    "parameters",
];

/// What was read of a list of tools.
#[derive(Default)]
pub(super) struct Tools {
    pub(super) parts: Vec<Part>,
    pub(super) unread: Vec<String>,
    pub(super) assumed: Vec<String>,
}

pub(super) fn read(tools: Option<Node<'_>>) -> Result<Tools, RequestError> {
    let mut read = Tools::default();
    let Some(tools) = tools else { return Ok(read) };
    for (index, tool) in tools.list("a list of tools")?.iter().enumerate() {
        let place = Place::Tool(index);
        let mut part = Part::new(place, PartKind::ToolDefinition);
        match tool.kind()?.filter(|kind| *kind != "custom") {
            Some("mcp_toolset") => {
                read.unread.push(format!("{place}: the tools of an MCP server, which the vendor fetches"));
            }
            Some(kind) => {
                part.overheads.push(Overhead::ServerTool);
                part.served = Some(kind.to_owned());
            }
            None => {
                tool.text_at("name")?;
                tool.optional_text("description")?;
                part.overheads.push(Overhead::Tool);
                if tool.value()["defer_loading"] == true {
                    read.assumed
                        .push(format!("{place}: a tool that is loaded on demand, counted as not loaded"));
                } else {
                    part.texts.push(render::tool(tool.value()));
                    if let Some(examples) = tool.member("input_examples") {
                        part.texts.push(render::spaced(examples.value()));
                        read.assumed.push(format!("{place}: examples of input, counted as their JSON"));
                    }
                }
                for name in tool.object()?.keys().filter(|name| !MEMBERS.contains(&name.as_str())) {
                    read.unread.push(format!("{place}: the member `{name}`"));
                }
            }
        }
        part.breakpoint = breakpoints::read(tool)?;
        read.parts.push(part);
    }
    Ok(read)
}
