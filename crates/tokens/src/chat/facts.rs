//! What is known of each model that takes chat requests: facts with sources.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use serde::Deserialize;

use super::ChatImageRule;

/// The facts of models that take chat requests, by the beginning of their names.
///
/// ```
/// use tokentoll_tokens::ChatModels;
/// let model = ChatModels::embedded().find("gpt-4o-mini-2024-07-18").expect("known");
/// assert!(model.documented);
/// assert!(ChatModels::embedded().find("llama-3").is_none());
/// ```
#[derive(Debug, Default)]
pub struct ChatModels {
    sources: BTreeMap<String, String>,
    models: Vec<ChatFacts>,
}

/// What is known of one model, or of all whose names begin alike.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatFacts {
    /// The beginning of its name.
    pub prefix: String,
    /// Whether what stands around its messages is documented.
    pub documented: bool,
    /// What each function costs beside its texts.
    pub function: u32,
    /// How it counts images, where it sees any.
    pub image: Option<ChatImageRule>,
    /// Keys into [`ChatModels::source`].
    pub source: Vec<String>,
}

impl ChatModels {
    /// Those compiled in.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<ChatModels> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::read(include_str!("../../data/openai.json")).unwrap_or_default())
    }

    /// Reads them strictly: an unknown member or a missing source is an error.
    ///
    /// # Errors
    /// [`ChatModelsError`] names the entry.
    ///
    /// ```
    /// use tokentoll_tokens::ChatModels;
    /// assert!(ChatModels::read(r#"{"format": 2}"#).is_err());
    /// ```
    pub fn read(text: &str) -> Result<Self, ChatModelsError> {
        let file: File = serde_json::from_str(text).map_err(|error| ChatModelsError(error.to_string()))?;
        if file.format != 1 {
            return Err(ChatModelsError(format!("format: met {}, expected 1", file.format)));
        }
        let mut models: Vec<ChatFacts> = Vec::with_capacity(file.models.len());
        for (index, entry) in file.models.into_iter().enumerate() {
            let wrong = |what: String| ChatModelsError(format!("models[{index}]: {what}"));
            if let Some(unknown) = entry.source.iter().find(|key| !file.sources.contains_key(*key)) {
                return Err(wrong(format!("source `{unknown}` is not among the sources")));
            }
            if models.iter().any(|model| model.prefix == entry.prefix) {
                return Err(wrong(format!("`{}` comes twice", entry.prefix)));
            }
            models.push(ChatFacts {
                prefix: entry.prefix,
                documented: matches!(entry.framing, Framing::Documented),
                function: entry.function,
                image: entry.image.map(Image::rule),
                source: entry.source,
            });
        }
        Ok(Self { sources: file.sources, models })
    }

    /// The model whose prefix fits best; a gateway's name may stand before it, behind a slash.
    pub fn find(&self, name: &str) -> Option<&ChatFacts> {
        let name = name.rsplit('/').next().unwrap_or(name);
        self.models
            .iter()
            .filter(|model| name.starts_with(&model.prefix))
            .max_by_key(|model| model.prefix.len())
    }

    /// All of them.
    pub fn all(&self) -> &[ChatFacts] {
        &self.models
    }

    /// What a key in [`ChatFacts::source`] stands for.
    pub fn source(&self, key: &str) -> Option<&str> {
        self.sources.get(key).map(String::as_str)
    }
}

/// Why a file holds no facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatModelsError(String);

impl fmt::Display for ChatModelsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the facts of chat models: {}", self.0)
    }
}

impl std::error::Error for ChatModelsError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    #[serde(rename = "checked")]
    _checked: String,
    sources: BTreeMap<String, String>,
    models: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    prefix: String,
    framing: Framing,
    function: u32,
    image: Option<Image>,
    source: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Framing {
    Documented,
    Assumed,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Image {
    Tiles(Tiles),
    Patches(Patches),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tiles {
    base: u32,
    tile: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patches {
    multiplier: f64,
    least: f64,
    patches: u32,
    original: Option<u32>,
    #[serde(default)]
    auto_is_original: bool,
}

impl Image {
    fn rule(self) -> ChatImageRule {
        match self {
            Self::Tiles(Tiles { base, tile }) => ChatImageRule::Tiles { base, tile },
            Self::Patches(Patches { multiplier, least, patches, original, auto_is_original }) => {
                ChatImageRule::Patches { multiplier, least, high: patches, original, auto_is_original }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_compiled_in_are_whole() {
        let models = ChatModels::read(include_str!("../../data/openai.json")).expect("readable");
        let known = |key: &String| models.source(key).is_some();
        assert!(models.all().iter().all(|model| model.source.iter().all(known)));
        for model in models.all() {
            assert!(
                crate::Family::of_model(&model.prefix).is_ok_and(|family| family.is_public()),
                "{model:?}"
            );
        }
    }

    #[test]
    fn the_longest_prefix_wins() {
        let function =
            |name: &str| ChatModels::embedded().find(name).map(|model| (&*model.prefix, model.function));
        assert_eq!(function("gpt-4-turbo"), Some(("gpt-4", 10)));
        assert_eq!(function("openai/gpt-4o-2024-08-06"), Some(("gpt-4o", 7)));
        assert_eq!(function("gpt-6.1-sol"), Some(("gpt-", 7)));
    }
}
