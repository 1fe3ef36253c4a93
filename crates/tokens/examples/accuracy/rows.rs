//! Recorded rows.

use std::error::Error;
use std::path::Path;

use serde_json::Value;
use tokentoll_tokens::{Pixels, Request};

use crate::language;

pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) model: String,
    pub(crate) generation: String,
    pub(crate) source: String,
    pub(crate) groups: Vec<String>,
    pub(crate) content: Content,
    pub(crate) truth: u64,
    /// Pages and bytes of each PDF.
    pub(crate) pdfs: Vec<(u64, u64)>,
}

pub(crate) enum Content {
    Message(String),
    Request(Box<Request>),
}

impl Row {
    pub(crate) fn texts(&self) -> Vec<&str> {
        match &self.content {
            Content::Message(text) => vec![text],
            Content::Request(request) => {
                request.parts().iter().flat_map(|part| part.texts.iter().map(String::as_str)).collect()
            }
        }
    }
}

pub(crate) fn read(folder: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut rows = Vec::new();
    let documents = lines(&folder.join("documents.jsonl"))?;
    let mut speakers: Vec<u64> =
        documents.iter().filter_map(|row| row["meta"]["speakers"].as_u64()).collect();
    speakers.sort_unstable_by(|a, b| b.cmp(a));
    let spoken = speakers.get(99).copied().unwrap_or(0);
    for row in &documents {
        for (model, truth) in row["input_tokens"].as_object().into_iter().flatten() {
            let text = string(&row["text"]);
            rows.push(Row {
                id: string(&row["id"]),
                model: model.clone(),
                generation: match model.as_str() {
                    "claude-opus-4-5" => "v3".to_owned(),
                    "claude-opus-4-7" => "v4.7".to_owned(),
                    _ => "v4.8+".to_owned(),
                },
                source: String::new(),
                pdfs: Vec::new(),
                groups: document_groups(row, &text, spoken),
                content: Content::Message(text),
                truth: truth.as_u64().unwrap_or(0),
            });
        }
    }
    for row in lines(&folder.join("requests.jsonl"))? {
        let generation = string(&row["family"]);
        if row["estimable"] != true || row["qa"] == "suspect" || generation == "v2" {
            continue;
        }
        let mut body = row["request"].clone();
        body["betas"] = string(&row["betas"]).split(',').collect();
        let mut request = Request::read(&body)?;
        let number = |value: &Value| value.as_u64().unwrap_or(0) as u32;
        let list = |key: &str| row[key].as_array().cloned().unwrap_or_default();
        request.measure_images(
            list("image_sizes")
                .iter()
                .map(|size| Pixels { width: number(&size["width"]), height: number(&size["height"]) }),
        );
        request.measure_pdfs(
            list("pdfs").iter().map(|pdf| (number(&pdf["pages"]) as usize, string(&pdf["text"]))),
        );
        rows.push(Row {
            id: string(&row["id"]),
            model: model_of(&row),
            generation,
            source: string(&row["source_repo"]),
            pdfs: list("pdfs")
                .iter()
                .map(|pdf| (number(&pdf["pages"]).into(), number(&pdf["bytes"]).into()))
                .collect(),
            groups: request_groups(&row),
            content: Content::Request(Box::new(request)),
            truth: row["true_input_tokens"].as_u64().unwrap_or(0),
        });
    }
    Ok(rows)
}

fn document_groups(row: &Value, text: &str, spoken: u64) -> Vec<String> {
    if row["corpus"] == "rosetta" {
        let mut groups = vec!["code: all".to_owned(), format!("code: {}", language::of(text))];
        if text.len() > 400 {
            groups.push("code: longer than 400 bytes".to_owned());
        }
        return groups;
    }
    let script = string(&row["meta"]["script"]);
    let mut groups = vec!["languages: all".to_owned(), format!("script: {script}")];
    if row["meta"]["speakers"].as_u64().unwrap_or(0) >= spoken {
        groups.push("languages: hundred most spoken".to_owned());
    }
    if row["meta"]["iso639_3"] == "eng" {
        groups.push("languages: English".to_owned());
    }
    groups
}

fn request_groups(row: &Value) -> Vec<String> {
    let has = |kind: &str| row["kinds"].as_array().into_iter().flatten().any(|each| each == kind);
    let mut groups = Vec::new();
    let mut push = |name: &str| groups.push(format!("requests: {name}"));
    match () {
        () if has("image") || has("pdf") => push("images and PDFs"),
        () if has("doc_text") || has("structured_output") => push("text documents, output formats"),
        () if has("tool_use") => push("tool round trips"),
        () if has("tools") => push("tools"),
        () if has("multi_turn") => push("several turns"),
        () => push("one turn"),
    }
    push("all");
    let large = row["true_input_tokens"].as_u64().unwrap_or(0) >= 100;
    push(if large { "100 tokens and more" } else { "fewer than 100 tokens" });
    groups
}

/// The model with its date, where that is a known name.
fn model_of(row: &Value) -> String {
    let dated = string(&row["model"]);
    if tokentoll_tokens::Models::embedded().find(&dated).is_some() { dated } else { string(&row["model_id"]) }
}

fn lines(path: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
