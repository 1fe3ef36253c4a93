//! The JSON Schema of a seller file, for editors and tests: the types of [`crate::data`], and the words and
//! forms that their texts may take.

use crate::data::SellerFile;
use serde_json::{Value, json};
use tokentoll_core::{Currency, Endpoint, Meter, TermOption};

/// The JSON Schema of a seller file.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(SellerFile).to_value();
    narrow(&mut schema);
    schema
}

/// Adds to each member what its type does not say.
fn narrow(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, property) in properties {
            if let (Some(property), Some(more)) = (property.as_object_mut(), form(name)) {
                property.extend(more.as_object().cloned().unwrap_or_default());
            }
        }
    }
    for value in object.values_mut() {
        narrow(value);
    }
}

/// The form of a member, by its name; one name means one thing throughout the file.
fn form(name: &str) -> Option<Value> {
    let rate = json!({ "type": "string", "pattern": r"^\d+(\.\d{1,9})?/(Mtok|Kcall|hour)$" });
    let factor = json!({ "type": "string", "pattern": r"^\d+(\.\d{1,4})?$" });
    let meters = json!({ "enum": Meter::ALL.map(Meter::name) });
    Some(match name {
        "from" | "checked" | "released" | "deprecated" | "retired" | "not_retired_before" => {
            json!({ "pattern": r"^\d{4}-\d{2}-\d{2}$" })
        }
        "currency" => json!({ "enum": Currency::ALL.map(Currency::name) }),
        "confidence" => json!({ "enum": ["high", "medium", "low", null] }),
        "offer" => json!({ "enum": ["offered", "ignored", "refused"] }),
        "comparison" => json!({ "enum": [">", ">="] }),
        "scope" => json!({ "enum": ["volume", "graduated"] }),
        "output" => json!({ "enum": ["whole", "standard", "proportional", null] }),
        "rate" => rate,
        "factor" => json!({ "pattern": factor["pattern"] }),
        "rates" => json!({ "propertyNames": meters, "additionalProperties": rate }),
        "factors" => json!({ "propertyNames": meters, "additionalProperties": factor }),
        "fees" => json!({ "propertyNames": meters }),
        "options" => json!({ "propertyNames": { "enum": TermOption::ALL.map(TermOption::name) } }),
        "counts" => json!({ "items": meters }),
        "not_with" => json!({ "items": { "enum": TermOption::ALL.map(TermOption::name) } }),
        "id_prefixes" => json!({ "additionalProperties": { "enum": Endpoint::ALL.map(Endpoint::name) } }),
        _ => return None,
    })
}
