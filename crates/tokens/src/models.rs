//! What is known of each Claude model beside its tokenizer: facts with sources, not fitted.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::{Family, ImageRule};

/// The facts of every Claude model that a count needs, by the beginning of its name.
///
/// ```
/// use tokentoll_tokens::Models;
/// let haiku = Models::embedded().find("claude-haiku-4-5-20251001").expect("known");
/// assert_eq!(haiku.min_cacheable, Some(4096));
/// assert!(!haiku.keeps_thinking);
/// assert!(Models::embedded().find("claude-nonesuch").is_none());
/// ```
#[derive(Debug, Default)]
pub struct Models {
    checked: String,
    sources: BTreeMap<String, String>,
    models: Vec<ModelFacts>,
    served: Vec<ServedTool>,
}

/// What is known of one model, or of all whose names begin alike.
///
/// ```
/// use tokentoll_tokens::{ImageRule, Models};
/// let opus = Models::embedded().find("anthropic.claude-opus-4-8").expect("known");
/// assert_eq!(opus.image, ImageRule::HIGH);
/// assert_eq!(opus.tools.map(|tools| tools.auto), Some(290));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFacts {
    /// The beginning of its name.
    pub prefix: String,
    /// How it cuts text.
    pub family: Family,
    /// How it sees images.
    pub image: ImageRule,
    /// Whether images of more than two megapixels were seen to cost less than its rule says.
    pub large_images_open: bool,
    /// Whether thinking of earlier turns stays in the prompt and is billed again.
    pub keeps_thinking: bool,
    /// Whether thinking between tool calls can be switched on by a beta header, and so costs its prompt.
    pub interleaves_thinking: bool,
    /// What its tool prompts cost, where it takes tools.
    pub tools: Option<ToolPrompts>,
    /// The shortest prefix it caches, in tokens; nothing where it caches none.
    pub min_cacheable: Option<u64>,
    /// What is odd about it.
    pub note: Option<String>,
    /// Keys into [`Models::source`].
    pub source: Vec<String>,
}

/// The prompt a model gets when a request has tools, in tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ToolPrompts {
    /// Where it may or may not use one.
    pub auto: u32,
    /// Where it must use one.
    pub forced: u32,
    /// Where it must use one and `disable_parallel_tool_use` is set, if that was recorded.
    pub single: Option<u32>,
    /// How far off either may be, up or down: 0 where it is documented or was recorded.
    pub spread: u32,
    /// Whether the model lets itself be forced.
    pub forcible: bool,
    /// How much of it stands before the definitions, where recorded cache writes told.
    pub before: Option<u32>,
}

/// What the prompt of a tool costs that the vendor defines, in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedTool {
    /// The beginning of its type.
    pub kind: String,
    /// The families it holds for.
    pub families: Vec<Family>,
    /// What it costs.
    pub tokens: u32,
    /// How far off that may be, up or down.
    pub spread: u32,
    /// Keys into [`Models::source`].
    pub source: Vec<String>,
}

impl Models {
    /// Those compiled in.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Models> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::read(include_str!("../data/models.json")).unwrap_or_default())
    }

    /// Reads them strictly: an unknown member, a missing source, a prefix that comes twice are errors.
    ///
    /// ```
    /// use tokentoll_tokens::Models;
    /// let error = Models::read(r#"{"format": 1, "colour": "red"}"#).expect_err("no such member");
    /// assert!(error.to_string().contains("colour"));
    /// ```
    pub fn read(text: &str) -> Result<Self, ModelsError> {
        let file: File = serde_json::from_str(text).map_err(|error| ModelsError(error.to_string()))?;
        if file.format != 1 {
            return Err(ModelsError(format!("format: met {}, expected 1", file.format)));
        }
        let mut models = Vec::with_capacity(file.models.len());
        for (index, entry) in file.models.into_iter().enumerate() {
            let prefix = entry.prefix.clone();
            let facts = entry.facts(&file.sources);
            models.push(facts.map_err(|what| ModelsError(format!("models[{index}] ({prefix}): {what}")))?);
            if models[..index].iter().any(|earlier: &ModelFacts| earlier.prefix == prefix) {
                return Err(ModelsError(format!("models[{index}]: `{prefix}` comes twice")));
            }
        }
        let mut served = Vec::with_capacity(file.served_tools.len());
        for (index, entry) in file.served_tools.into_iter().enumerate() {
            let tool = entry.tool(&file.sources);
            served.push(tool.map_err(|what| ModelsError(format!("served_tools[{index}]: {what}")))?);
        }
        Ok(Self { checked: file.checked, sources: file.sources, models, served })
    }

    /// The model whose prefix fits best; a seller's prefix may stand before `claude-`.
    pub fn find(&self, name: &str) -> Option<&ModelFacts> {
        let name = &name[name.find("claude-")?..];
        self.models
            .iter()
            .filter(|model| name.starts_with(&model.prefix))
            .max_by_key(|model| model.prefix.len())
    }

    /// What a tool of the vendor costs, by its type, in a family.
    ///
    /// ```
    /// use tokentoll_tokens::{Family, Models};
    /// let tokens = |family| Models::embedded().served("bash_20250124", family).map(|tool| tool.tokens);
    /// assert_eq!([Family::ClaudeV3, Family::ClaudeV48].map(tokens), [Some(244), Some(325)]);
    /// ```
    pub fn served(&self, kind: &str, family: Family) -> Option<&ServedTool> {
        let fits = |tool: &&ServedTool| kind.starts_with(&tool.kind) && tool.families.contains(&family);
        self.served.iter().filter(fits).max_by_key(|tool| tool.kind.len())
    }

    /// All of them.
    pub fn all(&self) -> &[ModelFacts] {
        &self.models
    }

    /// What a key in [`ModelFacts::source`] stands for.
    ///
    /// ```
    /// use tokentoll_tokens::Models;
    /// let models = Models::embedded();
    /// let known = |key: &String| models.source(key).is_some();
    /// assert!(models.all().iter().all(|model| model.source.iter().all(known)));
    /// ```
    pub fn source(&self, key: &str) -> Option<&str> {
        self.sources.get(key).map(String::as_str)
    }

    /// The day they were last compared with their sources.
    pub fn checked(&self) -> &str {
        &self.checked
    }
}

/// Why a file holds no facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelsError(String);

impl fmt::Display for ModelsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the facts of models: {}", self.0)
    }
}

impl std::error::Error for ModelsError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    checked: String,
    sources: BTreeMap<String, String>,
    models: Vec<Entry>,
    #[serde(default)]
    served_tools: Vec<Served>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Served {
    #[serde(rename = "type")]
    kind: String,
    families: Vec<String>,
    tokens: u32,
    spread: u32,
    source: Vec<String>,
}

impl Served {
    fn tool(self, sources: &BTreeMap<String, String>) -> Result<ServedTool, String> {
        known(&self.source, sources)?;
        let families = self.families.iter().map(|name| Family::from_name(name));
        let families = families.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
        let Self { kind, tokens, spread, source, .. } = self;
        Ok(ServedTool { kind, families, tokens, spread, source })
    }
}

/// A fact has a source, and each of its sources is told.
fn known(source: &[String], sources: &BTreeMap<String, String>) -> Result<(), String> {
    if let Some(unknown) = source.iter().find(|key| !sources.contains_key(*key)) {
        return Err(format!("source `{unknown}` is not among the sources"));
    }
    if source.is_empty() {
        return Err("met no source, expected one at least".to_owned());
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    prefix: String,
    family: String,
    image: Tier,
    #[serde(default)]
    large_images_open: bool,
    keeps_thinking: bool,
    #[serde(default)]
    interleaves_thinking: bool,
    tool_prompt: Option<u32>,
    forced_tool_prompt: Option<u32>,
    single_tool_prompt: Option<u32>,
    #[serde(default)]
    tool_prompt_spread: u32,
    tool_prompt_before: Option<u32>,
    #[serde(default = "yes")]
    forced_tools: bool,
    min_cacheable: Option<u64>,
    note: Option<String>,
    source: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Tier {
    Standard,
    High,
}

fn yes() -> bool {
    true
}

impl Entry {
    fn facts(self, sources: &BTreeMap<String, String>) -> Result<ModelFacts, String> {
        known(&self.source, sources)?;
        let tools = match (self.tool_prompt, self.forced_tool_prompt) {
            (Some(auto), Some(forced)) => {
                let (spread, forcible) = (self.tool_prompt_spread, self.forced_tools);
                let (single, before) = (self.single_tool_prompt, self.tool_prompt_before);
                Some(ToolPrompts { auto, forced, single, spread, forcible, before })
            }
            (None, None) => None,
            _ => return Err("expected both `tool_prompt` and `forced_tool_prompt`, or neither".to_owned()),
        };
        Ok(ModelFacts {
            family: Family::from_name(&self.family).map_err(|error| error.to_string())?,
            image: match self.image {
                Tier::Standard => ImageRule::STANDARD,
                Tier::High => ImageRule::HIGH,
            },
            large_images_open: self.large_images_open,
            prefix: self.prefix,
            keeps_thinking: self.keeps_thinking,
            interleaves_thinking: self.interleaves_thinking,
            tools,
            min_cacheable: self.min_cacheable,
            note: self.note,
            source: self.source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(members: &str) -> Result<Models, ModelsError> {
        Models::read(&format!(
            r#"{{"format": 1, "checked": "2026-01-01", "sources": {{"a": "A"}},
            "models": [{{"prefix": "claude-x", "family": "claude-v3", "image": "high", "keeps_thinking": true, {members}}}]}}"#
        ))
    }

    #[test]
    fn those_compiled_in_are_whole() {
        let models = Models::read(include_str!("../data/models.json")).expect("readable");
        assert!(models.all().len() > 25);
        let uses = |key: &String| {
            let served = models.served.iter().map(|tool| &tool.source);
            models.all().iter().map(|model| &model.source).chain(served).any(|source| source.contains(key))
        };
        assert!(models.sources.keys().all(uses), "a source that nothing rests on");
    }

    #[test]
    fn the_longest_prefix_wins() {
        let family = |name: &str| Models::embedded().find(name).map(|model| model.family);
        assert_eq!(family("claude-opus-4-20250514"), Some(Family::ClaudeV3));
        assert_eq!(family("claude-opus-4-7"), Some(Family::ClaudeV47));
        assert_eq!(family("anthropic.claude-2.1"), Some(Family::ClaudeV1));
        assert_eq!(family("claude-nonesuch"), None);
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        assert!(one(r#""source": ["a"]"#).is_ok());
        let message = |members| one(members).expect_err("wrong").to_string();
        assert!(message(r#""source": ["b"]"#).contains("`b` is not among the sources"));
        assert!(message(r#""source": []"#).contains("no source"));
        assert!(message(r#""source": ["a"], "tool_prompt": 3"#).contains("or neither"));
        assert!(message(r#""source": ["a"], "min_cachable": 3"#).contains("min_cachable"));
        assert!(message(r#""source": ["a"], "min_cacheable": -3"#).contains("-3"));
        assert!(message(r#""source": ["a"], "source": ["a"]"#).contains("duplicate"));
    }
}
