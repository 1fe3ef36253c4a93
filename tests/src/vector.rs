use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A vector file: one rule, the mistakes its vectors catch, and the vectors.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Where the schema stands, for editors.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// The version of the wire form.
    pub wire: u32,
    /// The rule, in a sentence.
    pub rule: String,
    /// The mistakes that its vectors catch, by flag.
    pub flags: BTreeMap<String, Flag>,
    /// The vectors.
    pub vectors: Vec<Vector>,
}

/// A mistake that implementations make.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// What is done wrong.
    pub mistake: String,
    /// What that costs, in figures.
    pub effect: String,
}

/// An ask and the answer expected.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Its name, for ever.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// The mistakes it catches.
    pub flags: Vec<String>,
    /// An ask in the wire form.
    pub ask: Option<Map<String, Value>>,
    /// An ask that is not JSON, or whose spelling matters.
    pub ask_text: Option<String>,
    /// An ask that is not UTF-8.
    pub ask_base64: Option<String>,
    /// An ask too long to write down.
    pub ask_repeat: Option<Repeat>,
    /// The answer.
    pub expect: Expect,
    /// The sum by hand.
    pub arithmetic: String,
    /// Where the prices are published.
    pub source: String,
}

/// `prefix`, `times` times `unit`, `suffix`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// What comes first.
    pub prefix: String,
    /// What is repeated.
    pub unit: String,
    /// How often.
    pub times: usize,
    /// What comes last.
    pub suffix: String,
}

/// The answer expected: either `total` or `error`, and whatever else must hold.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The exact sum, a plain decimal.
    pub total: Option<String>,
    /// The code of the error.
    pub error: Option<String>,
    /// `priced`, `option_ignored` or `rejected`.
    pub verdict: Option<String>,
    /// The currency of the total.
    pub currency: Option<String>,
    /// The threshold of the tier that was reached; `Some(None)`: no tier.
    #[serde(default, deserialize_with = "present")]
    pub tier: Option<Option<u64>>,
    /// Every line: meter, count, rate, amount.
    pub lines: Option<Vec<(String, u64, String, String)>>,
    /// Codes of warnings that must be there.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// Codes of warnings that must not be there.
    #[serde(default)]
    pub no_warnings: Vec<String>,
    /// The seller's own id of the model.
    pub model: Option<String>,
    /// The seller.
    pub seller: Option<String>,
    /// Length of the prompt.
    pub prompt_tokens: Option<u64>,
    /// The conversion that was asked for.
    pub converted: Option<Value>,
    /// The id, echoed.
    pub id: Option<Value>,
    /// The path of the member that is wrong.
    pub field: Option<String>,
    /// Names that the message must contain.
    #[serde(default)]
    pub message_names: Vec<String>,
}

/// Keeps `null` apart from absence.
fn present<'de, D: serde::Deserializer<'de>>(tier: D) -> Result<Option<Option<u64>>, D::Error> {
    Option::deserialize(tier).map(Some)
}

/// The four ways to write an ask.
#[derive(Clone, Copy, Debug)]
pub enum Ask<'v> {
    /// `ask`
    Json(&'v Map<String, Value>),
    /// `ask_text`
    Text(&'v str),
    /// `ask_base64`
    Base64(&'v str),
    /// `ask_repeat`
    Repeat(&'v Repeat),
}

impl Vector {
    /// How its ask is written.
    ///
    /// # Panics
    /// Where the vector file breaks its schema: no ask, or more than one.
    pub fn ask(&self) -> Ask<'_> {
        let written = [
            self.ask.as_ref().map(Ask::Json),
            self.ask_text.as_deref().map(Ask::Text),
            self.ask_base64.as_deref().map(Ask::Base64),
            self.ask_repeat.as_ref().map(Ask::Repeat),
        ];
        let mut written = written.into_iter().flatten();
        let (Some(ask), None) = (written.next(), written.next()) else {
            panic!("{}: expected exactly one of ask, ask_text, ask_base64, ask_repeat", self.id);
        };
        ask
    }

    /// The ask as an implementation reads it.
    ///
    /// # Panics
    /// Where the vector file breaks its schema.
    pub fn ask_bytes(&self) -> Vec<u8> {
        match self.ask() {
            Ask::Json(ask) => serde_json::to_vec(ask).expect("JSON is written back"),
            Ask::Text(text) => text.as_bytes().to_vec(),
            Ask::Base64(text) => STANDARD.decode(text).expect("ask_base64 is base64"),
            Ask::Repeat(r) => [r.prefix.as_str(), &r.unit.repeat(r.times), &r.suffix].concat().into_bytes(),
        }
    }
}

/// The vector files with their paths, in order.
///
/// # Panics
/// Where a file cannot be read or is not a vector file.
pub fn files() -> Vec<(PathBuf, File)> {
    let folder = crate::root().join("tests/vectors");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("a folder is listed").path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "json") && !p.ends_with("schema.json"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let file = serde_json::from_slice(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        (path, file)
    };
    paths.into_iter().map(read).collect()
}

/// Every vector of every file.
///
/// # Panics
/// As [`files`].
pub fn vectors() -> Vec<Vector> {
    files().into_iter().flat_map(|(_, file)| file.vectors).collect()
}
