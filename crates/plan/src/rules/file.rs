//! The form of a rule file.

use super::{BatchSize, LimitEntry, LongerOutput, OverflowRule, Sourced, day};
use serde::Deserialize;
use tokentoll_book::{Dated, UniqueMap};

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RulesFile {
    /// Where an editor finds the schema.
    #[serde(rename = "$schema", default)]
    _schema: Option<String>,
    /// The version of this form: 1.
    pub(super) format: u32,
    /// The seller's id, as in its price file.
    pub(super) seller: String,
    /// Where the rules are from, by the key that they name.
    sources: UniqueMap<String>,
    /// How much may be sent in a minute, from a day on.
    pub(super) limits: Vec<Entry<LimitEntry>>,
    /// How large a batch may be, from a day on.
    pub(super) batch: Vec<Entry<BatchSize>>,
    /// What happens where prompt and output together pass the window.
    pub(super) overflow: Vec<Entry<OverflowRule>>,
    /// Headers that let models write more.
    pub(super) longer_output: Vec<Entry<LongerOutput>>,
    /// How many more tokens one family of tokenizers makes of a text than another.
    pub(super) tokenizers: Vec<Entry<TokenizerEntry>>,
}

#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct TokenizerEntry {
    /// The families with fewer tokens.
    pub(super) older: Vec<String>,
    /// The families with more.
    pub(super) newer: Vec<String>,
    /// The least ratio of newer to older, as a decimal.
    pub(super) low: String,
    /// The likeliest.
    pub(super) likely: String,
    /// The greatest.
    pub(super) high: String,
}

/// A rule with its day and its sources, whose members stand beside its own.
pub(super) struct Entry<T> {
    pub(super) from: String,
    source: Vec<String>,
    checked: String,
    confidence: Option<String>,
    note: Option<String>,
    pub(super) rule: T,
}

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Entry<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let members = UniqueMap::<Box<serde_json::value::RawValue>>::deserialize(deserializer)?;
        let wrong = D::Error::custom::<serde_json::Error>;
        fn member<T: serde::de::DeserializeOwned>(
            members: &UniqueMap<Box<serde_json::value::RawValue>>,
            name: &str,
        ) -> Result<T, serde_json::Error> {
            serde_json::from_str(members.of(name).map_or("null", |raw| raw.get()))
        }
        let is_of_entry = |name: &str| matches!(name, "from" | "source" | "checked" | "confidence" | "note");
        // The rest is the rule: put together again as it was written, so that nothing of it is lost.
        let rest = members.iter().filter(|(name, _)| !is_of_entry(name));
        let rest: Vec<_> =
            rest.map(|(name, raw)| format!("{}:{}", serde_json::Value::from(name), raw.get())).collect();
        Ok(Entry {
            from: member(&members, "from").map_err(wrong)?,
            source: member(&members, "source").map_err(wrong)?,
            checked: member(&members, "checked").map_err(wrong)?,
            confidence: member(&members, "confidence").map_err(wrong)?,
            note: member(&members, "note").map_err(wrong)?,
            rule: serde_json::from_str(&format!("{{{}}}", rest.join(","))).map_err(wrong)?,
        })
    }
}

impl RulesFile {
    pub(super) fn entries<T: Clone>(
        &self,
        kind: &str,
        entries: &[Entry<T>],
    ) -> Result<Vec<Dated<Sourced<T>>>, String> {
        entries.iter().map(|entry| self.entry(kind, entry)).collect()
    }

    fn entry<T: Clone>(&self, kind: &str, entry: &Entry<T>) -> Result<Dated<Sourced<T>>, String> {
        let id = format!("{}/rules/{kind}@{}", self.seller, entry.from);
        let from = day(&entry.from).map_err(|e| format!("{id}: {e}"))?;
        let mut texts = Vec::new();
        for key in &entry.source {
            texts.push(&**self.sources.of(key).ok_or_else(|| format!("{id}: no source `{key}`"))?);
        }
        if texts.is_empty() {
            return Err(format!("{id}: expected at least one source"));
        }
        let confidence = entry.confidence.as_deref().unwrap_or("high").parse();
        let confidence =
            confidence.map_err(|()| format!("{id}: expected a confidence of high, medium or low"))?;
        let sourced = Sourced {
            rule: entry.rule.clone(),
            source: texts.join("; "),
            checked: day(&entry.checked).map_err(|e| format!("{id}: {e}"))?,
            confidence,
            note: entry.note.clone(),
            entry: id,
        };
        Ok(Dated { from, value: sourced })
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Entry<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("EntryOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = T::json_schema(generator);
        let day = serde_json::json!({ "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$" });
        let own = serde_json::json!({
            "from": { "description": "The first day.", "type": day["type"], "pattern": day["pattern"] },
            "source": {
                "description": "Keys of its sources.",
                "type": "array", "minItems": 1, "items": { "type": "string" },
            },
            "checked": { "description": "The day on which it was compared with them.", "type": day["type"], "pattern": day["pattern"] },
            "confidence": { "description": "How sure it is. Default: high.", "enum": ["high", "medium", "low", null] },
            "note": { "description": "What a reader should know.", "type": ["string", "null"] },
        });
        for (part, more) in
            [("properties", own), ("required", serde_json::json!(["from", "source", "checked"]))]
        {
            match (schema.get_mut(part), more) {
                (Some(serde_json::Value::Object(members)), serde_json::Value::Object(more)) => {
                    members.extend(more)
                }
                (Some(serde_json::Value::Array(names)), serde_json::Value::Array(more)) => names.extend(more),
                (_, more) => {
                    schema.insert(part.to_owned(), more);
                }
            }
        }
        schema
    }
}
