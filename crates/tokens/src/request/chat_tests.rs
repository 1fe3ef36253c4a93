use super::*;
use crate::{Basis, CountError, Counter, Detail, RequestCount};
use serde_json::json;

fn count(model: &str, body: &Value) -> RequestCount {
    let request = Request::read(body).expect("a request");
    Counter::of_model(model).expect("a model").request(&request).expect("a count")
}

/// Tokens of a text, exactly where the vocabulary is there.
fn text(text: &str) -> u64 {
    Counter::of_model("gpt-4o").expect("a model").text(text).tokens
}

#[test]
fn messages_cost_what_the_cookbook_says() {
    let body = json!({"model": "gpt-4o", "messages": [
        {"role": "system", "content": "Translate into plain words."},
        {"role": "system", "name": "example_user", "content": "New synergies drive growth."},
        {"role": "user", "content": [{"type": "text", "text": "Boil the ocean."}]}]});
    let counted = count("gpt-4o", &body);
    if cfg!(feature = "exact") {
        let texts = [
            "system",
            "Translate into plain words.",
            "system",
            "example_user",
            "New synergies drive growth.",
            "user",
            "Boil the ocean.",
        ];
        let expected: u64 = texts.map(text).iter().sum::<u64>() + 3 * 3 + 1 + 3;
        assert_eq!(counted.total.tokens, expected);
        assert!(matches!(counted.total.basis, Basis::Exact { .. }));
        // For a later model the same, and no longer exact.
        let later = count("gpt-5.4", &body).total;
        assert_eq!(later.tokens, expected);
        assert!(later.low() < expected && expected < later.high());
    }
    assert_eq!(counted.cache.cold.input, counted.total);
    assert!(counted.notes.is_empty(), "{:?}", counted.notes);
}

#[test]
fn functions_cost_what_the_cookbook_says() {
    let tool = json!({"type": "function", "function": {"name": "get_weather", "description": "Tells the weather.",
        "parameters": {"type": "object", "properties": {
            "place": {"type": "string", "description": "A town."},
            "unit": {"type": "string", "description": "How", "enum": ["c", "f"]}}, "required": ["place"]}}});
    let plain = json!({"messages": [{"role": "user", "content": "Hi"}], "n": 1});
    let mut body = plain.clone();
    body["tools"] = json!([tool]);
    let counted = count("gpt-4o", &body);
    if cfg!(feature = "exact") {
        let texts = ["get_weather:Tells the weather", "place:string:A town", "unit:string:How", "c", "f"];
        // Seven for the function, three for its properties, three for each, −3 + 3 + 3 for the words, twelve in all.
        let expected: u64 = texts.map(text).iter().sum::<u64>() + 7 + 3 + 2 * 3 + 3 + 12;
        assert_eq!(counted.total.tokens - count("gpt-4o", &plain).total.tokens, expected);
        assert_eq!(count("gpt-4", &body).total.tokens - count("gpt-4", &plain).total.tokens, expected + 3);
        assert!(matches!(counted.total.basis, Basis::Estimated { .. }), "no longer exact");
    }
    assert!(counted.notes.iter().any(|note| note.contains("not published")));
    // The older spelling is the same.
    let mut older = plain;
    older["functions"] = json!([tool["function"]]);
    assert_eq!(count("gpt-4o", &older).total, counted.total);
    // What is nested is known less well.
    body["tools"][0]["function"]["parameters"]["properties"]["place"] = json!({"type": "array", "items": {"type": "object",
        "properties": {"town": {"type": "string"}, "code": {"anyOf": [{"type": "null"}]}}}});
    let nested = count("gpt-4o", &body);
    let width = |count: &RequestCount| count.total.high() - count.total.low();
    assert!(width(&nested) > width(&counted));
}

#[test]
fn a_round_trip_and_an_image_are_read() {
    let png = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAoAAAAHgCAYAAAA=";
    let body = json!({"messages": [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "What is it?"},
            {"type": "image_url", "image_url": {"url": png, "detail": "high"}},
            {"type": "image_url", "image_url": {"url": "https://example.org/a.png", "detail": "low"}},
            {"type": "input_audio", "input_audio": {"data": "…", "format": "wav"}}]},
        {"role": "assistant", "content": null, "tool_calls": [
            {"id": "x", "type": "function", "function": {"name": "look", "arguments": "{\"at\": 1}"}},
            {"id": "y", "type": "custom", "custom": {"name": "hum"}}]},
        {"role": "tool", "tool_call_id": "x", "content": "A cat."}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object"}}},
        "wand": 1});
    let request = Request::read(&body).expect("a request");
    assert_eq!(request.shape(), Shape::Chat);
    let images: Vec<_> = request
        .parts()
        .iter()
        .filter(|part| part.kind == PartKind::Image)
        .map(|part| (part.pixels, part.detail))
        .collect();
    assert_eq!(images, [(Some(Pixels { width: 640, height: 480 }), Detail::High), (None, Detail::Low)]);
    assert_eq!(
        request.unread(),
        [
            "messages[1]: a part of type `input_audio`",
            "messages[2]: a tool call of type `custom`",
            "request: `wand`"
        ]
    );
    // Two tiles of 512 and the base, and the base alone.
    let of_images = |model: &str| -> Vec<u64> {
        let parts = count(model, &body).parts;
        parts.iter().filter(|part| part.kind == PartKind::Image).map(|part| part.count.tokens).collect()
    };
    assert_eq!(of_images("gpt-4o"), [85 + 2 * 170, 85]);
    assert_eq!(of_images("gpt-5"), [70 + 2 * 140, 70]);
    assert_eq!(of_images("gpt-4.1-mini")[0], 486, "20 by 15 patches, 1.62 tokens each");
    assert_eq!(of_images("gpt-3.5-turbo"), [0, 0]);
    let blind = count("gpt-3.5-turbo", &body);
    assert_eq!(blind.notes.iter().filter(|note| note.contains("no known rule")).count(), 2);
}

#[test]
fn a_body_of_both_shapes_is_an_error_and_one_of_either_has_both() {
    let both = json!({"system": "s", "response_format": {"type": "text"}, "messages": []});
    assert_eq!(
        Request::read(&both).expect_err("both").to_string(),
        "request: met `system` of a Messages request and `response_format` of a chat request, expected one of the two"
    );
    let mixed = json!({"messages": [{"role": "tool", "content": [{"type": "image", "source": {}}]}]});
    assert!(Request::read(&mixed).expect_err("both").to_string().contains("a block of type `image`"));
    let either = json!({"messages": [{"role": "user", "content": "Hello"}]});
    assert!(count("claude-opus-5", &either).total.tokens > 0 && count("gpt-4o", &either).total.tokens > 0);
    let chat = Request::read(&json!({"messages": [], "n": 2})).expect("a chat request");
    let error = Counter::of_model("claude-opus-5").expect("a model").request(&chat).expect_err("a chat");
    assert!(matches!(error, CountError::WrongShape { met: Shape::Chat, .. }));
    assert_eq!(
        error.to_string(),
        "met a chat request, expected a Messages request, as models of claude-v4.8 take them"
    );
}

#[test]
fn errors_say_where_what_was_met_and_what_was_expected() {
    for (body, message) in [
        (json!({"n": 1}), "messages: met nothing, expected a list of messages"),
        (
            json!({"n": 1, "messages": [{"role": "bard", "content": "a"}]}),
            "messages[0]: met `bard`, expected role `system`, `developer`, `user`, `assistant`, `tool` or `function`",
        ),
        (
            json!({"n": 1, "messages": [{"role": "user", "content": 7}]}),
            "messages[0].content: met a number, expected a text or a list of parts",
        ),
        (
            json!({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "u", "detail": "fine"}}]}]}),
            "messages[0].content[0].image_url: met `fine`, expected detail `auto`, `low`, `high` or `original`",
        ),
        (
            json!({"messages": [], "tools": [{"type": "function", "function": {}}]}),
            "tools[0].function.name: met nothing, expected a text",
        ),
        (
            json!({"messages": [{"role": "tool", "tool_calls": 5}]}),
            "messages[0].tool_calls: met a number, expected a list of tool calls",
        ),
        (
            json!({"messages": [], "response_format": {"type": "xml"}}),
            "response_format: met `xml`, expected type `text`, `json_object` or `json_schema`",
        ),
    ] {
        assert_eq!(Request::read(&body).expect_err("wrong").to_string(), message);
    }
}
