use super::*;
use serde_json::json;

fn read(body: Value) -> Request {
    Request::read(&body).expect("a request")
}

fn refusal(body: Value) -> String {
    Request::read(&body).expect_err("no request").to_string()
}

/// A user message with these blocks.
fn said(blocks: Value) -> Value {
    json!({"messages": [{"role": "user", "content": blocks}]})
}

const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAoAAAAHgCAYAAAA=";

#[test]
fn parts_stand_in_the_order_of_a_cache_and_tools_bring_their_prompt() {
    let request = read(json!({
        "messages": [{"role": "user", "content": "Hi"}], "system": "Brief.",
        "tools": [{"name": "add", "description": "Adds.", "input_schema": {}}], "tool_choice": {"type": "any"},
        "thinking": {"type": "enabled", "budget_tokens": 1024},
        "output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}},
    }));
    let kinds: Vec<(String, &str)> =
        request.parts().iter().map(|part| (part.place.to_string(), part.kind.name())).collect();
    let named = |place: &str, kind| (place.to_owned(), kind);
    assert_eq!(
        kinds,
        [
            named("request", "frame"),
            named("tools[0]", "tool_definition"),
            named("system[0]", "text"),
            named("request", "output_format"),
            named("request", "tool_prompt"),
            named("request", "frame"),
            named("messages[0]", "text"),
            named("messages[0]", "frame"),
        ]
    );
    assert_eq!(request.parts()[0].overheads, [Overhead::Thinking]);
    assert_eq!(request.parts()[4].overheads, [Overhead::ForcedToolPrompt]);
}

#[test]
fn a_tool_round_trip_is_read() {
    let request = read(json!({"messages": [
        {"role": "user", "content": "2+2"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "x", "name": "add", "input": {"a": 2, "b": 2}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "x", "content": [
            {"type": "text", "text": "4"}, {"type": "image", "source": {"type": "base64", "data": PNG}},
            {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}},
            {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "four"}}]}]},
    ]}));
    let call = request.parts().iter().find(|part| part.kind == PartKind::ToolUse).expect("a call");
    assert_eq!(call.texts, ["add", r#"{"a": 2, "b": 2}"#]);
    let sizes: Vec<_> =
        request.parts().iter().filter(|part| part.kind == PartKind::Image).map(|part| part.pixels).collect();
    assert_eq!(sizes, [Some(Pixels { width: 640, height: 480 }), None]);
    assert_eq!(request.unmeasured().count(), 1);
    assert!(request.parts().iter().any(|part| part.kind == PartKind::Document && part.texts == ["four"]));
    assert!(request.unread().is_empty());
}

#[test]
fn breakpoints_stay_with_their_blocks_and_the_automatic_one_goes_last() {
    let marked = |ttl: &str| json!({"type": "ephemeral", "ttl": ttl});
    let at = |request: &Request| -> Vec<(String, &str, bool)> {
        let marked = request.parts().iter().filter_map(|part| Some((part.place, part.breakpoint?)));
        marked.map(|(place, point)| (place.to_string(), point.ttl.name(), point.automatic)).collect()
    };
    let request = read(json!({"system": [{"type": "text", "text": "s", "cache_control": marked("1h")}],
        "cache_control": {"type": "ephemeral"},
        "messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": ""}]}]}));
    assert_eq!(at(&request), [("system[0]".to_owned(), "1h", false), ("messages[0]".to_owned(), "5m", true)]);
    let last = request.parts().iter().rfind(|part| part.breakpoint.is_some()).expect("one");
    assert_eq!(last.texts, ["a"], "an empty text bears none");
    assert!(request.refused().is_empty());
    // The same again where it stands already: nothing more.
    let block = json!({"type": "text", "text": "a", "cache_control": marked("5m")});
    let twice =
        read(json!({"cache_control": marked("5m"), "messages": [{"role": "user", "content": [block]}]}));
    assert_eq!(at(&twice), [("messages[0]".to_owned(), "5m", false)]);
}

#[test]
fn what_the_vendor_would_refuse_is_named() {
    let block =
        |ttl: &str| json!({"type": "text", "text": "a", "cache_control": {"type": "ephemeral", "ttl": ttl}});
    let refused = |body: Value| read(body).refused().join("; ");
    let later = said(json!([block("5m"), block("1h")]));
    assert_eq!(refused(later), "messages[0]: a cache breakpoint of 1h behind one of 5m at messages[0]");
    let mut whole =
        said(json!([block("5m"), block("5m"), block("5m"), block("5m"), {"type": "text", "text": "b"}]));
    assert_eq!(refused(whole.clone()), "");
    whole["cache_control"] = json!({"type": "ephemeral"});
    assert_eq!(refused(whole), "4 cache breakpoints, and that of the request beside them");
    let mut differing = said(json!([block("5m")]));
    differing["cache_control"] = json!({"type": "ephemeral", "ttl": "1h"});
    assert!(refused(differing).contains("where that of the request is of 1h"));
    let empty = said(json!([{"type": "text", "text": "", "cache_control": {"type": "ephemeral"}}]));
    assert!(refused(empty).contains("empty text"));
}

#[test]
fn thinking_of_the_turn_at_hand_is_no_past() {
    let thinking = json!({"type": "thinking", "thinking": "Hm.", "signature": "x"});
    let call = json!({"type": "tool_use", "id": "x", "name": "add", "input": {}});
    let result = json!({"type": "tool_result", "tool_use_id": "x", "content": "4"});
    let at_hand = json!([
        {"role": "user", "content": "2+2"},
        {"role": "assistant", "content": [thinking, call]},
        {"role": "user", "content": [result]},
    ]);
    let past = |messages: &Value| {
        let request = read(json!({ "messages": messages }));
        request
            .parts()
            .iter()
            .filter(|part| part.kind == PartKind::Thinking)
            .map(|part| part.past)
            .collect::<Vec<_>>()
    };
    assert_eq!(past(&at_hand), [false]);
    let mut over = at_hand;
    over.as_array_mut().expect("a list").extend([
        json!({"role": "assistant", "content": "4"}),
        json!({"role": "user", "content": "And 3+3?"}),
    ]);
    assert_eq!(past(&over), [true]);
}

#[test]
fn sealed_thinking_counts_by_its_length() {
    let request = read(json!({"messages": [{"role": "assistant", "content": [
        {"type": "redacted_thinking", "data": "x".repeat(700)},
        {"type": "thinking", "thinking": "", "signature": "x".repeat(1100)},
        {"type": "thinking", "thinking": "t".repeat(600), "signature": "x".repeat(1100)}]}]}));
    let sealed: Vec<usize> = request.parts().iter().map(|part| part.sealed).collect();
    assert_eq!(sealed, [0, 300, 600, 0], "a last message of the model's own has no turn");
    assert_eq!(request.assumed().len(), 2);
}

#[test]
fn a_compaction_drops_what_stands_before_it() {
    let request = read(json!({"system": "s", "messages": [
        {"role": "user", "content": "a long story"},
        {"role": "assistant", "content": [{"type": "compaction", "content": "a story"}]},
        {"role": "user", "content": "go on"}]}));
    let texts: Vec<&str> =
        request.parts().iter().flat_map(|part| part.texts.iter().map(String::as_str)).collect();
    assert_eq!(texts, ["s", "a story", "go on"]);
}

#[test]
fn what_is_unknown_is_named() {
    let mut body = said(json!([{"type": "hologram"}]));
    body["tools"] = json!([{"type": "mcp_toolset", "mcp_server_name": "x"}, {"name": "a", "colour": 1}]);
    body["mcp_servers"] = json!([]);
    body["container"] = json!("c");
    body["wand"] = json!(null);
    assert_eq!(
        read(body).unread(),
        [
            "tools[0]: the tools of an MCP server, which the vendor fetches",
            "tools[1]: the member `colour`",
            "messages[0]: a block of type `hologram`",
            "request: `container`",
            "request: `mcp_servers`",
        ]
    );
}

#[test]
fn vendor_s_results_are_read_for_their_texts() {
    let request = read(json!({"messages": [{"role": "assistant", "content": [
        {"type": "server_tool_use", "id": "x", "name": "web_search", "input": {"query": "toll"}},
        {"type": "web_search_tool_result", "tool_use_id": "x", "content": [
            {"type": "web_search_result", "title": "Toll", "url": "https://example.org", "encrypted_content": "x".repeat(700)}]},
        {"type": "search_result", "source": "s", "title": "t", "content": [{"type": "text", "text": "c"}]}]}]}));
    let result = request.parts().iter().find(|part| part.kind == PartKind::ToolResult).expect("one");
    assert_eq!((result.texts.join(" "), result.sealed), ("Toll https://example.org".to_owned(), 300));
    assert_eq!(request.assumed().len(), 3);
}

#[test]
fn errors_say_where_what_was_met_and_what_was_expected() {
    for (body, message) in [
        (said(json!(7)), "messages[0].content: met a number, expected a text or a list of blocks"),
        (said(json!([7])), "messages[0].content[0]: met a number, expected an object"),
        (said(json!([{"type": 7}])), "messages[0].content[0].type: met a number, expected a text"),
        (said(json!([{"type": "text"}])), "messages[0].content[0].text: met nothing, expected a text"),
        (json!({"messages": [{"content": "a"}]}), "messages[0].role: met nothing, expected a text"),
        (
            json!({"messages": [{"role": "bard", "content": "a"}]}),
            "messages[0]: met `bard`, expected role `user`, `assistant` or `system`",
        ),
        (json!({"messages": {}}), "messages: met an object, expected a list of messages"),
        (json!([]), "request: met a list, expected an object"),
        (json!({"messages": [], "system": 1}), "system: met a number, expected a text or a list of blocks"),
        (json!({"messages": [], "tools": 1}), "tools: met a number, expected a list of tools"),
        (json!({"messages": [], "tools": [1]}), "tools[0]: met a number, expected an object"),
        (
            json!({"messages": [], "thinking": {"type": "deep"}}),
            "thinking: met `deep`, expected type `enabled`, `adaptive` or `disabled`",
        ),
        (
            json!({"messages": [], "cache_control": {"type": "ephemeral", "ttl": "2h"}}),
            "cache_control: met `2h`, expected ttl `5m` or `1h`",
        ),
        (json!({"messages": [], "model": 4}), "model: met a number, expected a text"),
        (said(json!([{"type": "image"}])), "messages[0].content[0].source: met nothing, expected an object"),
    ] {
        assert_eq!(refusal(body), message);
    }
    let deep = (0..200).fold(json!("x"), |inner, _| json!([inner]));
    assert!(refusal(said(deep)).contains("more than 120 lists and objects inside each other"));
}

#[test]
fn parallel_calls_and_members_are_seen() {
    let call = |id: &str, input: Value| json!({"type": "tool_use", "id": id, "name": "add", "input": input});
    let request = read(json!({"messages": [
        {"role": "user", "content": "2+2"},
        {"role": "assistant", "content": [call("x", json!({"a": 2, "b": 2})), call("y", json!({}))]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "x", "content": "4"}]},
    ]}));
    let calls = request.parts().iter().filter(|part| part.kind == PartKind::ToolUse);
    let overheads: Vec<&[Overhead]> = calls.map(|part| part.overheads.as_slice()).collect();
    let two: &[Overhead] = &[Overhead::ToolUse, Overhead::ToolParameter, Overhead::ToolParameter];
    assert_eq!(overheads, [two, &[Overhead::ToolUse, Overhead::ParallelToolUse]]);
}

#[test]
fn a_message_to_continue_has_no_turn() {
    let turns = |body: Value| {
        let request = read(body);
        request.parts().iter().filter(|part| part.overheads == [Overhead::Turn]).count()
    };
    let asked = json!({"role": "user", "content": "A poem"});
    assert_eq!(turns(json!({"messages": [asked, {"role": "assistant", "content": "Roses"}]})), 1);
    assert_eq!(turns(json!({"messages": [asked, {"role": "assistant", "content": "Roses"}, asked]})), 3);
}

#[test]
fn a_billing_header_is_left_out_and_named() {
    let request =
        read(json!({"system": [{"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1"},
        {"type": "text", "text": "Be brief."}], "messages": [{"role": "user", "content": "Hi"}]}));
    let texts: Vec<&String> = request.parts().iter().flat_map(|part| &part.texts).collect();
    assert_eq!(texts, ["Be brief.", "Hi"]);
    assert_eq!(request.assumed(), ["system[0]: a billing header, which is not billed"]);
}

#[test]
fn an_effort_is_named_for_it_is_in_no_count() {
    let request = read(json!({
        "messages": [{"role": "user", "content": "Hi"}],
        "output_config": {"effort": "high", "format": {"type": "json_schema", "schema": {}}},
    }));
    assert_eq!(request.assumed(), ["request: `output_config.effort`, counted as nothing"]);
}
