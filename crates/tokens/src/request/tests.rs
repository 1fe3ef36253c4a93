use super::*;
use serde_json::json;

fn read(body: Value) -> Request {
    Request::read(&body).expect("a request")
}

#[test]
fn tools_come_first_and_bring_their_prompt() {
    let request = read(json!({
        "messages": [{"role": "user", "content": "Hi"}], "system": "Brief.",
        "tools": [{"name": "add", "description": "Adds.", "input_schema": {}}], "tool_choice": {"type": "any"},
    }));
    let places: Vec<String> = request.parts().iter().map(|part| part.place.to_string()).collect();
    assert_eq!(places, ["tools[0]", "system[0]", "messages[0]", "messages[0]", "request"]);
    assert!(request.parts()[4].overheads.contains(&Overhead::ForcedToolPrompt));
}

#[test]
fn a_tool_round_trip_is_read() {
    let request = read(json!({"messages": [
        {"role": "user", "content": "2+2"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "x", "name": "add", "input": {"a": 2, "b": 2}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "x", "content": [
            {"type": "text", "text": "4"}, {"type": "image", "source": {"type": "base64", "data": "…"}}]}]},
    ]}));
    let call = request.parts().iter().find(|part| part.kind == PartKind::ToolUse).expect("a call");
    assert_eq!(call.texts, ["add", r#"{"a": 2, "b": 2}"#]);
    assert_eq!(request.unmeasured().count(), 1);
    assert!(request.unread().is_empty());
}

#[test]
fn a_breakpoint_stays_with_its_block() {
    let request = read(json!({"messages": [{"role": "user", "content": [
        {"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "b"}]}]}));
    let cached: Vec<bool> = request.parts().iter().map(|part| part.cached).collect();
    assert_eq!(cached, [false, true, false, false]);
}

#[test]
fn what_is_unknown_is_named() {
    let request = read(json!({"messages": [{"role": "user", "content": [{"type": "hologram"}]}],
        "tools": [{"type": "web_fetch_20250910", "name": "web_fetch"}], "mcp_servers": []}));
    assert_eq!(request.unread().len(), 3);
}

#[test]
fn errors_say_what_was_met_and_what_was_expected() {
    let error =
        Request::read(&json!({"messages": [{"role": "user", "content": 7}]})).expect_err("no content");
    assert_eq!(error.to_string(), "messages[0].content: met a number, expected a text or a list of blocks");
}
