//! What the fitting script reads; no part of the promised interface.

use serde_json::{Value, json};

use crate::{Encoding, Features, Request, TextKind, feature_name, features, pieces, shape};

/// The names of all features of text and of public tokens.
pub fn names() -> Value {
    let text: Vec<String> = (0..features::LENGTH).map(feature_name).collect();
    let tokens: Vec<String> = (0..pieces::LENGTH).map(pieces::name).collect();
    let shape = ["text", "marks", "length", "marks × length", "marks²", "length²"];
    json!({"text": text, "tokens": tokens, "shape": shape})
}

/// The features of texts that are tokenized each by itself.
pub fn row<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    let mut found = Features::default();
    let mut tokens = vec![0_u64; pieces::LENGTH + 1];
    let (mut o200k, mut cl100k) = (0, 0);
    let mut shape = [0.0; shape::LENGTH];
    let engine = Encoding::O200kBase.engine();
    for text in texts {
        found.add(text);
        let own = shape::of(&Features::of(text), latin_tokens(text));
        shape.iter_mut().zip(own).for_each(|(sum, value)| *sum += value);
        cl100k += Encoding::Cl100kBase.count(text);
        engine.for_each_slice(text, &mut |slice| {
            o200k += slice.len() as u64;
            for token in slice {
                for index in pieces::features_of(*token, engine.piece(*token).unwrap_or_default()) {
                    tokens[index] += 1;
                }
            }
        });
    }
    tokens.truncate(pieces::LENGTH);
    let tokens: Vec<(usize, u64)> = tokens.into_iter().enumerate().filter(|(_, count)| *count > 0).collect();
    json!({"text": found.nonzero().collect::<Vec<_>>(), "tokens": tokens, "o200k": o200k, "cl100k": cl100k,
        "shape": shape, "chars": found.chars(), "kind": TextKind::of(&found).name()})
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
