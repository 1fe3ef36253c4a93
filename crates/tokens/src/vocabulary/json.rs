//! A Hugging Face `tokenizer.json`, as far as it is byte-level byte pairs.
//!
//! The crate `tokenizers` reads more of them. It was left aside: it is heavy, a text is held several times over
//! while it counts, and blanks in great numbers make its patterns fail. See `docs/decisions`.

use std::collections::{HashMap, HashSet};
use std::fmt;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;

use super::merge::{BytePairs, Form, Merges};
use super::ranks::Pattern;
use super::split::Split;
use super::{MAX_TOKENS, VocabularyError, bytes, short};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: Option<String>,
    truncation: Option<Value>,
    padding: Option<Value>,
    #[serde(default)]
    added_tokens: Vec<Added>,
    normalizer: Option<Value>,
    pre_tokenizer: Option<Value>,
    #[serde(rename = "post_processor")]
    _post_processor: Option<Value>,
    #[serde(rename = "decoder")]
    _decoder: Option<Value>,
    model: Model,
}

#[derive(Deserialize)]
struct Added {
    content: String,
    #[serde(default)]
    special: bool,
    #[serde(default)]
    single_word: bool,
    #[serde(default)]
    lstrip: bool,
    #[serde(default)]
    rstrip: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    #[serde(rename = "type")]
    kind: Option<String>,
    dropout: Option<f64>,
    #[serde(rename = "unk_token")]
    _unk_token: Option<String>,
    continuing_subword_prefix: Option<String>,
    end_of_word_suffix: Option<String>,
    #[serde(rename = "fuse_unk", default)]
    _fuse_unk: bool,
    #[serde(default)]
    byte_fallback: bool,
    #[serde(default)]
    ignore_merges: bool,
    vocab: Vocab,
    merges: Vec<Merge>,
}

/// The tokens, each once.
struct Vocab(HashMap<String, u32>);

impl<'de> Deserialize<'de> for Vocab {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Vocab;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of tokens and numbers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vocab, A::Error> {
                let mut tokens = HashMap::new();
                while let Some((token, number)) = map.next_entry::<String, u32>()? {
                    let named = short(&token);
                    if tokens.insert(token, number).is_some() {
                        return Err(serde::de::Error::custom(format!("the token `{named}` comes twice")));
                    }
                    if tokens.len() > MAX_TOKENS {
                        return Err(serde::de::Error::custom(format!("more than {MAX_TOKENS} tokens")));
                    }
                }
                Ok(Vocab(tokens))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Merge {
    Line(String),
    Pair(String, String),
}

pub(super) fn read(text: &str) -> Result<BytePairs, VocabularyError> {
    let file: File = serde_json::from_str(text)
        .map_err(|error| VocabularyError(format!("not a tokenizer.json that is read: {error}")))?;
    let model = &file.model;
    expect("model.type", model.kind.as_deref().unwrap_or("BPE"), "BPE")?;
    absent("truncation", file.truncation.as_ref())?;
    absent("padding", file.padding.as_ref())?;
    absent("model.dropout", model.dropout.filter(|share| *share != 0.0).as_ref())?;
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    absent("model.continuing_subword_prefix", filled(&model.continuing_subword_prefix).as_ref())?;
    absent("model.end_of_word_suffix", filled(&model.end_of_word_suffix).as_ref())?;
    if model.byte_fallback {
        return Err(VocabularyError("model.byte_fallback: met true, expected byte-level pairs".to_owned()));
    }
    let form = form(file.normalizer.as_ref())?;
    let splits = splits(file.pre_tokenizer.as_ref())?;
    let added = added(&file.added_tokens)?;
    let reverse = bytes::reverse();
    let vocab = &model.vocab.0;
    let mut single = Box::new([0; 256]);
    for ((byte, letter), token) in (0..=255_u8).zip(bytes::alphabet()).zip(single.iter_mut()) {
        let missing = || VocabularyError(format!("the byte 0x{byte:02x} has no token, expected all 256"));
        *token = *vocab.get(letter.to_string().as_str()).ok_or_else(missing)?;
    }
    let mut pairs = HashMap::with_capacity(model.merges.len());
    for (rank, merge) in (0..).zip(&model.merges) {
        let (left, right) = match merge {
            Merge::Pair(left, right) => (left.as_str(), right.as_str()),
            Merge::Line(line) => line.split_once(' ').ok_or_else(|| {
                VocabularyError(format!("model.merges[{rank}]: met `{}`, expected two tokens", short(line)))
            })?,
        };
        let token = |name: &str| {
            let unknown =
                || format!("model.merges[{rank}]: the token `{}` is not in the vocabulary", short(name));
            vocab.get(name).copied().ok_or_else(|| VocabularyError(unknown()))
        };
        let pair = (token(left)?, token(right)?);
        // Of two lines for one pair the first holds.
        pairs.entry(pair).or_insert((rank, token(&[left, right].concat())?));
    }
    let whole = model.ignore_merges.then(|| {
        let of = |token: &String| {
            token.chars().map(|letter| reverse.get(&letter).copied()).collect::<Option<Box<[u8]>>>()
        };
        vocab.iter().filter_map(|(token, number)| Some((of(token)?, *number))).collect()
    });
    Ok(BytePairs {
        form,
        added,
        splits,
        bytes: single,
        merges: Merges::Listed(pairs),
        whole,
        tokens: vocab.len(),
    })
}

fn expect(member: &str, met: &str, expected: &str) -> Result<(), VocabularyError> {
    if met == expected {
        return Ok(());
    }
    Err(VocabularyError(format!("{member}: met `{}`, expected `{expected}`", short(met))))
}

fn absent<T: fmt::Debug>(member: &str, met: Option<&T>) -> Result<(), VocabularyError> {
    match met {
        None => Ok(()),
        Some(met) => {
            Err(VocabularyError(format!("{member}: met {}, expected none", short(&format!("{met:?}")))))
        }
    }
}

fn kind(step: &Value) -> &str {
    step["type"].as_str().unwrap_or("nothing")
}

/// The members of a step that are not as they must be are named.
fn only(member: &str, step: &Value, known: &[(&str, Value)]) -> Result<(), VocabularyError> {
    for (name, value) in step.as_object().into_iter().flatten().filter(|(name, _)| *name != "type") {
        if !known.iter().any(|(known, expected)| known == name && (expected.is_null() || expected == value)) {
            let met = short(&value.to_string());
            return Err(VocabularyError(format!("{member}.{name}: met {met}, which is not read")));
        }
    }
    Ok(())
}

fn form(normalizer: Option<&Value>) -> Result<Form, VocabularyError> {
    let Some(step) = normalizer else { return Ok(Form::AsIs) };
    match kind(step) {
        "NFC" => Ok(Form::Nfc),
        "NFKC" => Ok(Form::Nfkc),
        "Sequence" => match step["normalizers"].as_array().map(Vec::as_slice) {
            Some([]) => Ok(Form::AsIs),
            Some([one]) => form(Some(one)),
            _ => Err(VocabularyError(
                "normalizer: met a sequence of several, expected NFC, NFKC or none".to_owned(),
            )),
        },
        other => {
            Err(VocabularyError(format!("normalizer: met `{}`, expected NFC, NFKC or none", short(other))))
        }
    }
}

fn splits(pre_tokenizer: Option<&Value>) -> Result<Vec<Split>, VocabularyError> {
    let expected = "ByteLevel, alone or behind Split and Digits";
    let Some(step) = pre_tokenizer else {
        return Err(VocabularyError(format!("pre_tokenizer: met none, expected {expected}")));
    };
    let alone = std::slice::from_ref(step);
    let steps = if kind(step) == "Sequence" {
        step["pretokenizers"].as_array().map_or(alone, Vec::as_slice)
    } else {
        alone
    };
    let mut splits = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let member = format!("pre_tokenizer[{index}]");
        match kind(step) {
            "ByteLevel" if index + 1 == steps.len() => {
                let flags = [
                    ("add_prefix_space", false.into()),
                    ("trim_offsets", Value::Null),
                    ("use_regex", Value::Null),
                ];
                only(&member, step, &flags)?;
                if step["use_regex"] != false {
                    splits.push(Split::new(Pattern::Gpt2.regex())?);
                }
                return Ok(splits);
            }
            "Split" => {
                let flags =
                    [("pattern", Value::Null), ("behavior", "Isolated".into()), ("invert", false.into())];
                only(&member, step, &flags)?;
                let pattern = step["pattern"]["Regex"].as_str().ok_or_else(|| {
                    VocabularyError(format!(
                        "{member}.pattern: met {}, expected a Regex",
                        short(&step["pattern"].to_string())
                    ))
                })?;
                splits.push(Split::new(pattern)?);
            }
            "Digits" => {
                only(&member, step, &[("individual_digits", Value::Null)])?;
                splits.push(Split::new(if step["individual_digits"] == true {
                    r"\p{N}"
                } else {
                    r"\p{N}+"
                })?);
            }
            other => {
                return Err(VocabularyError(format!(
                    "{member}: met `{}`, expected {expected}",
                    short(other)
                )));
            }
        }
    }
    Err(VocabularyError(format!("pre_tokenizer: met no ByteLevel at its end, expected {expected}")))
}

/// Tokens that are found in a text before anything else. Special ones are ordinary text here, as they are in a
/// prompt.
fn added(tokens: &[Added]) -> Result<Option<AhoCorasick>, VocabularyError> {
    let mut found = HashSet::new();
    for (index, token) in tokens.iter().enumerate().filter(|(_, token)| !token.special) {
        if token.single_word || token.lstrip || token.rstrip {
            return Err(VocabularyError(format!(
                "added_tokens[{index}]: met single_word, lstrip or rstrip, expected none"
            )));
        }
        if !token.content.is_empty() {
            found.insert(token.content.as_str());
        }
    }
    if found.is_empty() {
        return Ok(None);
    }
    let searcher = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(found);
    searcher.map(Some).map_err(|error| VocabularyError(format!("added_tokens: {error}")))
}
