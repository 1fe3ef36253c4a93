//! TypeScript declarations from JSON Schemas.
//!
//! Every keyword that can stand in our schemas is known here; any other one is an error, so that no type says
//! less than its schema in silence.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The declarations of some schemas: one exported type for each title and each definition.
pub(crate) fn declarations(schemas: &[(&'static str, Value)]) -> Result<String> {
    let mut types = Types::default();
    for (name, schema) in schemas {
        let schema = schema.as_object().with_context(|| format!("{name}: no object"))?;
        let title =
            schema.get("title").and_then(Value::as_str).with_context(|| format!("{name}: no title"))?;
        for (name, definition) in schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
            types.declare(name, definition).with_context(|| name.clone())?;
        }
        types.declare(title, &Value::Object(schema.clone())).with_context(|| *name)?;
    }
    let mut text = String::from("// Generated from the wire form by `cargo xtask generate`. Do not edit.\n");
    for declared in types.0.values() {
        text.push('\n');
        text.push_str(declared);
    }
    Ok(text)
}

/// Declarations by name.
#[derive(Default)]
struct Types(BTreeMap<String, String>);

/// What says something of values, and nothing of their type.
const OF_VALUES: [&str; 8] =
    ["$schema", "$defs", "title", "description", "format", "minimum", "maximum", "pattern"];

impl Types {
    fn declare(&mut self, name: &str, schema: &Value) -> Result<()> {
        let shape = schema.as_object().with_context(|| format!("{name}: no object"))?;
        let mut text = comment(shape, "");
        let plain = shape.contains_key("properties") && !shape.contains_key("oneOf");
        if plain {
            let _ = writeln!(text, "export interface {name} {}", self.members(shape)?);
        } else {
            let _ = writeln!(text, "export type {name} = {};", self.shape(shape)?);
        }
        match self.0.insert(name.to_owned(), text.clone()) {
            Some(before) => {
                ensure!(before == text, "{name} is declared twice, and differs:\n{before}\n{text}");
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The type of a schema; objects with a title are declared by it.
    fn of(&mut self, schema: &Value) -> Result<String> {
        if schema == &Value::Bool(true) {
            return Ok("unknown".to_owned());
        }
        let shape = schema.as_object().context("a schema that is no object")?;
        match shape.get("title").and_then(Value::as_str) {
            Some(title) if shape.contains_key("properties") => {
                self.declare(title, schema)?;
                Ok(title.to_owned())
            }
            _ => self.shape(shape),
        }
    }

    fn shape(&mut self, shape: &Map<String, Value>) -> Result<String> {
        let keys: Vec<&str> =
            shape.keys().map(String::as_str).filter(|key| !OF_VALUES.contains(key)).collect();
        let of = match keys.as_slice() {
            ["$ref"] => shape["$ref"]
                .as_str()
                .and_then(|to| to.strip_prefix("#/$defs/"))
                .context("a $ref")?
                .to_owned(),
            ["anyOf"] => union(list(shape, "anyOf")?.iter().map(|one| self.of(one)).collect::<Result<_>>()?),
            ["enum"] | ["enum", "type"] => union(list(shape, "enum")?.iter().map(Value::to_string).collect()),
            ["items", "type"] => format!("{}[]", bracketed(self.of(&shape["items"])?)),
            ["items", "maxItems", "minItems", "type"] if shape["maxItems"] == shape["minItems"] => {
                let length = shape["maxItems"].as_u64().and_then(|length| usize::try_from(length).ok());
                format!("[{}]", vec![self.of(&shape["items"])?; length.context("maxItems")?].join(", "))
            }
            ["type"] => union(names_of(&shape["type"]).into_iter().map(primitive).collect::<Result<_>>()?),
            ["additionalProperties", "type"] if shape["additionalProperties"] == true => "object".to_owned(),
            ["additionalProperties", "type"] => {
                format!("{{ [name: string]: {} }}", self.of(&shape["additionalProperties"])?)
            }
            ["additionalProperties", "propertyNames", "type"] => {
                let names = self.of(&shape["propertyNames"])?;
                format!("{{ [name in {names}]?: {} }}", self.of(&shape["additionalProperties"])?)
            }
            ["const"] | ["const", "type"] => shape["const"].to_string(),
            ["oneOf"] => union(list(shape, "oneOf")?.iter().map(|one| self.of(one)).collect::<Result<_>>()?),
            _ if shape.contains_key("oneOf") => self.either(shape)?,
            _ if shape.contains_key("properties") => {
                let members = self.members(shape)?;
                self.name_of(&members).unwrap_or(members)
            }
            other => bail!("keywords that no type is known for: {}", other.join(" ")),
        };
        let holds_others = keys.contains(&"items") || keys.contains(&"additionalProperties");
        let nullable = holds_others && names_of(&shape["type"]).contains(&"null");
        Ok(if nullable { format!("{of} | null") } else { of })
    }

    /// The interface with just these members, where there is one.
    fn name_of(&self, members: &str) -> Option<String> {
        let same = |name: &&String| self.0[*name].ends_with(&format!("export interface {name} {members}\n"));
        self.0.keys().find(same).cloned()
    }

    fn members(&mut self, shape: &Map<String, Value>) -> Result<String> {
        self.members_but(shape, &[], "")
    }

    /// The members of an object, without those named.
    fn members_but(&mut self, shape: &Map<String, Value>, without: &[&str], indent: &str) -> Result<String> {
        for key in shape.keys() {
            let known =
                ["type", "properties", "required", "additionalProperties", "oneOf", "dependentRequired"];
            ensure!(known.contains(&&**key) || OF_VALUES.contains(&&**key), "a keyword of objects: {key}");
        }
        let required = texts(shape.get("required"));
        let mut text = String::from("{\n");
        for (name, member) in shape["properties"].as_object().context("properties")? {
            if without.contains(&&**name) {
                continue;
            }
            let must = required.contains(&&**name);
            let mut of = self.of(member).with_context(|| name.clone())?;
            if !must {
                // Written where there is something to write: absent, never null.
                of = union(of.split(" | ").filter(|one| *one != "null").map(str::to_owned).collect());
                ensure!(!of.is_empty(), "{name}: a member that is never there");
            }
            let member = member.as_object().context("a member")?;
            text.push_str(&comment(member, &format!("{indent}  ")));
            let name = if name.starts_with('$') { format!("{name:?}") } else { name.clone() };
            let of = of.replace('\n', &format!("\n{indent}  "));
            let _ = writeln!(text, "{indent}  {name}{}: {of};", if must { "" } else { "?" });
        }
        text.push_str(indent);
        text.push('}');
        Ok(text)
    }

    /// An object of which exactly one of some members must be there, with the members that belong to it.
    fn either(&mut self, shape: &Map<String, Value>) -> Result<String> {
        let mut choices = Vec::new();
        for choice in list(shape, "oneOf")? {
            let choice = choice.as_object().context("a choice")?;
            ensure!(choice.keys().all(|key| key == "required"), "oneOf is for members that are required");
            let [chosen] = texts(choice.get("required"))[..] else {
                bail!("oneOf: expected one member each")
            };
            choices.push(chosen);
        }
        let mut belonging: Vec<(&str, &str)> = choices.iter().map(|chosen| (*chosen, *chosen)).collect();
        for (member, needs) in shape.get("dependentRequired").and_then(Value::as_object).into_iter().flatten()
        {
            let [needed] = texts(Some(needs))[..] else { bail!("dependentRequired: expected one member") };
            belonging.push((member, needed));
        }
        let excluded: Vec<&str> = belonging.iter().map(|(member, _)| *member).collect();
        let common = self.members_but(shape, &excluded, "")?;
        let properties = shape["properties"].as_object().context("properties")?.clone();
        let mut alternatives = Vec::new();
        for chosen in choices {
            let mut text = String::from("{\n");
            for (member, to) in &belonging {
                let schema = properties.get(*member).with_context(|| format!("no member {member}"))?;
                if *to == chosen {
                    text.push_str(&comment(schema.as_object().context("a member")?, "  "));
                }
                let (mark, of) = match (*to == chosen, *member == chosen) {
                    (true, true) => ("", self.of(schema)?),
                    (true, false) => ("?", self.of(schema)?),
                    (false, _) => ("?", "never".to_owned()),
                };
                let _ = writeln!(text, "  {member}{mark}: {of};");
            }
            alternatives.push(text + "}");
        }
        Ok(format!("{common} & ({})", alternatives.join(" | ")))
    }
}

fn comment(shape: &Map<String, Value>, indent: &str) -> String {
    match shape.get("description").and_then(Value::as_str) {
        Some(text) => format!("{indent}/** {} */\n", text.replace("*/", "* /").replace('\n', " ")),
        None => String::new(),
    }
}

fn union(mut of: Vec<String>) -> String {
    let mut seen = Vec::new();
    of.retain(|one| {
        !seen.contains(one) && {
            seen.push(one.clone());
            true
        }
    });
    of.join(" | ")
}

fn bracketed(of: String) -> String {
    if of.contains(" | ") { format!("({of})") } else { of }
}

fn primitive(name: &str) -> Result<String> {
    Ok(match name {
        "string" | "boolean" | "null" | "object" => name,
        "integer" | "number" => "number",
        other => bail!("no type for {other}"),
    }
    .to_owned())
}

fn list<'s>(shape: &'s Map<String, Value>, key: &str) -> Result<&'s Vec<Value>> {
    shape[key].as_array().with_context(|| format!("{key}: expected a list"))
}

fn texts(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn names_of(value: &Value) -> Vec<&str> {
    value.as_str().map_or_else(|| texts(Some(value)), |one| vec![one])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn declared(schema: Value) -> String {
        declarations(&[("t", schema)]).unwrap().split_once("\n\n").unwrap().1.to_owned()
    }

    #[test]
    fn members_are_absent_or_null() {
        let schema = json!({ "title": "T", "type": "object", "required": ["a", "d"], "properties": {
            "a": { "description": "A.", "type": ["string", "null"] },
            "b": { "type": ["integer", "null"] },
            "c": { "type": "array", "items": { "enum": ["x", "y"] } },
            "d": { "type": ["object", "null"], "additionalProperties": { "type": "string" } },
        } });
        assert_eq!(
            declared(schema),
            "export interface T {\n  /** A. */\n  a: string | null;\n  b?: number;\n  c?: (\"x\" | \"y\")[];\n  d: { [name: string]: string } | null;\n}\n"
        );
    }

    #[test]
    fn one_of_two_members_and_what_belongs_to_it() {
        let schema = json!({ "title": "T", "type": "object", "oneOf": [{ "required": ["a"] }, { "required": ["b"] }],
            "dependentRequired": { "c": ["b"] },
            "properties": { "a": { "type": "string" }, "b": { "type": "object" }, "c": { "type": "boolean" }, "d": { "type": "string" } } });
        assert_eq!(
            declared(schema),
            "export type T = {\n  d?: string;\n} & ({\n  a: string;\n  b?: never;\n  c?: never;\n} | {\n  a?: never;\n  b: object;\n  c?: boolean;\n});\n"
        );
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for schema in [
            json!({ "title": "T", "type": "object", "properties": {}, "patternProperties": {} }),
            json!({ "title": "T", "not": {} }),
            json!({ "title": "T", "type": "thing" }),
            json!({ "type": "string" }),
        ] {
            assert!(declarations(&[("t", schema.clone())]).is_err(), "{schema}");
        }
        let clash = json!({ "title": "A", "type": "string", "$defs": { "A": { "type": "number" } } });
        assert!(declarations(&[("t", clash)]).is_err());
    }
}
