//! What the fitting script reads; no part of the promised interface.

use serde_json::{Value, json};

use crate::{Encoding, Features, Request, TextKind, feature_name, features, neighbours, pieces, shape};

/// The names of all features of text and of public tokens.
pub fn names() -> Value {
    let text: Vec<String> = (0..features::LENGTH).map(feature_name).collect();
    let tokens: Vec<String> = (0..pieces::LENGTH).map(pieces::name).collect();
    let shape = ["text", "marks", "length", "marks × length", "marks²", "length²"];
    let neighbours: Vec<String> = (0..neighbours::LENGTH).map(neighbours::name).collect();
    json!({"text": text, "tokens": tokens, "shape": shape, "neighbours": neighbours})
}

/// The features of texts that are tokenized each by itself, those of each text apart.
pub fn row<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    let mut all = Features::default();
    let texts: Vec<Value> = texts
        .into_iter()
        .map(|text| {
            let own = Features::of(text);
            all.merge(&own);
            alone(text, &own)
        })
        .collect();
    json!({"texts": texts, "chars": all.chars(), "kind": TextKind::of(&all).name()})
}

/// The features of one text.
fn alone(text: &str, own: &Features) -> Value {
    let (mut tokens, mut next) = (vec![0_u64; pieces::LENGTH + 1], vec![0_u64; neighbours::LENGTH]);
    let (mut o200k, mut before) = (0, neighbours::START);
    let engine = Encoding::O200kBase.engine();
    engine.for_each_slice(text, &mut |slice| {
        o200k += slice.len() as u64;
        for token in slice {
            let piece = engine.piece(*token).unwrap_or_default();
            for index in pieces::features_of(*token, piece) {
                tokens[index] += 1;
            }
            let class = neighbours::class_of(piece);
            next[neighbours::pair(before, class)] += 1;
            before = class;
        }
    });
    tokens.truncate(pieces::LENGTH);
    let found = |counts: Vec<u64>| -> Vec<(usize, u64)> {
        counts.into_iter().enumerate().filter(|(_, count)| *count > 0).collect()
    };
    json!({"text": own.nonzero().collect::<Vec<_>>(), "tokens": found(tokens), "neighbours": found(next),
        "o200k": o200k, "shape": shape::of(own, latin_tokens(text))})
}

/// How many tokens of the public encoding in a text are Latin letters, digits, marks or white space.
pub fn latin_tokens(text: &str) -> u64 {
    let engine = Encoding::O200kBase.engine();
    let mut latin = 0;
    engine.for_each_slice(text, &mut |slice| {
        let of = |token: &&u32| {
            pieces::is_latin(pieces::features_of(**token, engine.piece(**token).unwrap_or_default()))
        };
        latin += slice.iter().filter(of).count() as u64;
    });
    latin
}

/// The features of a request's texts, and how often each overhead occurs.
pub fn request_row(request: &Request, keeps_thinking: bool) -> Value {
    let parts = request.parts().iter().filter(|part| keeps_thinking || !part.past);
    let mut row = row(parts.clone().flat_map(|part| part.texts.iter().map(String::as_str)));
    let mut overheads = serde_json::Map::new();
    for overhead in parts.flat_map(|part| &part.overheads) {
        let count = overheads.entry(overhead.name()).or_insert(json!(0));
        *count = json!(count.as_u64().unwrap_or(0) + 1);
    }
    let pixels: Vec<[u32; 2]> =
        request.parts().iter().filter_map(|part| part.pixels).map(|size| [size.width, size.height]).collect();
    row["overheads"] = Value::Object(overheads);
    row["pixels"] = json!(pixels);
    row["unread"] = json!(request.unread());
    row["assumed"] = json!(request.assumed());
    row["request_kind"] = json!(crate::whole::kind(request));
    row["unmeasured"] = json!(request.unmeasured().count());
    row
}
