//! A JSON value and where it stands: what is not as expected becomes an error that names the place.

use serde_json::{Map, Value};

use super::RequestError;

/// Deeper than any schema that a vendor takes, and shallow enough to be read by recursion.
const DEPTH: usize = 120;

#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    path: String,
    value: &'a Value,
}

impl<'a> Node<'a> {
    /// A whole body, refused where it is nested too deep.
    pub(super) fn root(value: &'a Value) -> Result<Self, RequestError> {
        let node = Self { path: String::new(), value };
        if deeper_than(value, DEPTH) {
            let met = format!("more than {DEPTH} lists and objects inside each other");
            return Err(RequestError { field: "request".to_owned(), met, expected: "fewer" });
        }
        node.object()?;
        Ok(node)
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    /// The member of that name; `null` counts as none.
    pub(super) fn member(&self, name: &str) -> Option<Node<'a>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Some(Node { path, value })
    }

    pub(super) fn object(&self) -> Result<&'a Map<String, Value>, RequestError> {
        self.value.as_object().ok_or_else(|| self.wrong("an object"))
    }

    pub(super) fn list(&self, expected: &'static str) -> Result<Vec<Node<'a>>, RequestError> {
        let items = self.value.as_array().ok_or_else(|| self.wrong(expected))?;
        let node = |(index, value)| Node { path: format!("{}[{index}]", self.path), value };
        Ok(items.iter().enumerate().map(node).collect())
    }

    pub(super) fn text(&self) -> Result<&'a str, RequestError> {
        self.value.as_str().ok_or_else(|| self.wrong("a text"))
    }

    /// The text of a member that must be there.
    pub(super) fn text_at(&self, name: &str) -> Result<&'a str, RequestError> {
        self.member(name).ok_or_else(|| self.missing(name, "a text"))?.text()
    }

    /// The text of a member, where it is there.
    pub(super) fn optional_text(&self, name: &str) -> Result<Option<&'a str>, RequestError> {
        self.member(name).map(|member| member.text()).transpose()
    }

    /// The `type` of an object.
    pub(super) fn kind(&self) -> Result<Option<&'a str>, RequestError> {
        self.object()?;
        self.optional_text("type")
    }

    pub(super) fn missing(&self, name: &str, expected: &'static str) -> RequestError {
        let field = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        RequestError { field, met: "nothing".to_owned(), expected }
    }

    pub(super) fn wrong(&self, expected: &'static str) -> RequestError {
        let met = match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.refused(met.to_owned(), expected)
    }

    /// The same for a word that is none of those known.
    pub(super) fn unknown_word(&self, word: &str, expected: &'static str) -> RequestError {
        let short: String = word.chars().take(60).collect();
        self.refused(format!("`{short}`"), expected)
    }

    fn refused(&self, met: String, expected: &'static str) -> RequestError {
        let field = if self.path.is_empty() { "request".to_owned() } else { self.path.clone() };
        RequestError { field, met, expected }
    }
}

fn deeper_than(value: &Value, levels: usize) -> bool {
    let inside = |value: &Value| levels == 0 || deeper_than(value, levels - 1);
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(inside),
        Value::Object(members) => levels == 0 || members.values().any(inside),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn errors_name_the_place() {
        let body = json!({"a": [{"b": 7}]});
        let node = Node::root(&body).expect("an object");
        let inner = &node.member("a").expect("there").list("a list").expect("a list")[0];
        assert_eq!(
            inner.text_at("b").expect_err("a number").to_string(),
            "a[0].b: met a number, expected a text"
        );
        assert_eq!(inner.text_at("c").expect_err("none").to_string(), "a[0].c: met nothing, expected a text");
    }

    #[test]
    fn depth_is_limited() {
        let nest = |levels| (0..levels).fold(json!(1), |inner, _| json!({ "a": inner }));
        assert!(Node::root(&nest(DEPTH)).is_ok());
        assert!(Node::root(&nest(DEPTH + 1)).is_err());
    }
}
