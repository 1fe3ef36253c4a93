//! JSON as it stands in a prompt: with a space after each colon and comma, or indented.

use serde_json::Value;

/// A value on one line, spaced as the vendor renders it.
pub(super) fn spaced(value: &Value) -> String {
    let mut line = String::new();
    write(value, &mut line);
    line
}

/// A schema of an output format: recorded counts grow by its lines as if it stood there indented by two.
pub(super) fn indented(schema: &Value) -> String {
    serde_json::to_string_pretty(schema).unwrap_or_default()
}

/// A tool definition as it stands in the tool prompt.
pub(super) fn tool(definition: &Value) -> String {
    let of = |key: &str| definition.get(key).map_or_else(|| "\"\"".to_owned(), spaced);
    let (description, name) = (of("description"), of("name"));
    let parameters = definition.get("input_schema").map_or_else(|| "{}".to_owned(), spaced);
    format!(
        "<function>{{\"description\": {description}, \"name\": {name}, \"parameters\": {parameters}}}</function>\n"
    )
}

fn write(value: &Value, line: &mut String) {
    match value {
        Value::Array(items) => {
            line.push('[');
            for (index, item) in items.iter().enumerate() {
                line.push_str(if index > 0 { ", " } else { "" });
                write(item, line);
            }
            line.push(']');
        }
        Value::Object(members) => {
            line.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                line.push_str(if index > 0 { ", " } else { "" });
                line.push_str(&Value::from(key.as_str()).to_string());
                line.push_str(": ");
                write(member, line);
            }
            line.push('}');
        }
        plain => line.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_is_spaced_as_in_a_prompt() {
        assert_eq!(
            spaced(&json!({"a": [1, "x\n"], "b": {}, "c": null})),
            r#"{"a": [1, "x\n"], "b": {}, "c": null}"#
        );
    }

    #[test]
    fn a_tool_is_wrapped() {
        let definition = json!({"name": "add", "description": "Adds.", "input_schema": {"type": "object"}});
        assert_eq!(
            tool(&definition),
            "<function>{\"description\": \"Adds.\", \"name\": \"add\", \"parameters\": {\"type\": \"object\"}}</function>\n"
        );
    }
}
