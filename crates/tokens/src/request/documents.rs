//! Images, documents and search results: what is in the body, what only its address is, what nobody measured.

use base64::Engine as _;

use super::node::Node;
use super::{Overhead, Part, PartKind, Pixels, Place, RequestError};

/// Characters of base64 in which the size of an image is looked for: metadata may stand before it.
const HEAD: usize = 6 << 20;

/// An image, with its size where the body holds it.
pub(super) fn image(place: Place, block: &Node<'_>) -> Result<Part, RequestError> {
    let mut part = Part { overheads: vec![Overhead::Image], ..Part::new(place, PartKind::Image) };
    let source = block.member("source").ok_or_else(|| block.missing("source", "an object"))?;
    match source.kind()? {
        Some("base64") => part.pixels = source.optional_text("data")?.and_then(pixels),
        Some("url") => source.text_at("url").map(drop)?,
        Some("file") => source.text_at("file_id").map(drop)?,
        Some(other) => return Err(source.unknown_word(other, "type `base64`, `url` or `file`")),
        None => return Err(source.missing("type", "`base64`, `url` or `file`")),
    }
    Ok(part)
}

/// The size in the header of an image in base64.
pub(super) fn pixels(data: &str) -> Option<Pixels> {
    let head = &data.as_bytes()[..data.len().min(HEAD) / 4 * 4];
    let whole = if head.len() + 4 > data.len() { data.as_bytes() } else { head };
    let engine = &base64::engine::general_purpose::STANDARD_NO_PAD;
    let trimmed = whole.trim_ascii_end();
    let padding = trimmed.iter().rev().take_while(|byte| **byte == b'=').count();
    let bytes = engine.decode(&trimmed[..trimmed.len() - padding]).ok()?;
    Pixels::of_image(&bytes)
}

/// A document: plain text, blocks of its own, or a PDF. The parts of images inside follow it.
pub(super) fn document(place: Place, block: &Node<'_>, parts: &mut Vec<Part>) -> Result<(), RequestError> {
    let source = block.member("source").ok_or_else(|| block.missing("source", "an object"))?;
    let mut texts = Vec::new();
    for name in ["title", "context"] {
        texts.extend(block.optional_text(name)?.filter(|text| !text.is_empty()).map(str::to_owned));
    }
    let mut overheads = Vec::new();
    let mut images = Vec::new();
    let kind = match source.kind()? {
        Some("text") => {
            texts.push(source.text_at("data")?.to_owned());
            PartKind::Document
        }
        Some("content") => {
            let content = source.member("content").ok_or_else(|| source.missing("content", "blocks"))?;
            if let Some(text) = content.value().as_str() {
                texts.push(text.to_owned());
            } else {
                for inner in content.list("a text or a list of blocks")? {
                    match inner.kind()? {
                        Some("image") => images.push(image(place, &inner)?),
                        _ => texts.push(inner.text_at("text")?.to_owned()),
                    }
                }
            }
            PartKind::Document
        }
        Some("base64" | "url" | "file") => PartKind::Pdf,
        Some(other) => {
            return Err(source.unknown_word(other, "type `text`, `content`, `base64`, `url` or `file`"));
        }
        None => return Err(source.missing("type", "`text`, `content`, `base64`, `url` or `file`")),
    };
    if kind == PartKind::Document {
        overheads.push(Overhead::TextDocument);
    }
    overheads.extend(cited(block).then_some(Overhead::Citations));
    parts.push(Part { texts, overheads, ..Part::new(place, kind) });
    parts.append(&mut images);
    Ok(())
}

/// A search result: its source, its title and its texts.
pub(super) fn search_result(place: Place, block: &Node<'_>) -> Result<Part, RequestError> {
    let mut texts = vec![block.text_at("source")?.to_owned(), block.text_at("title")?.to_owned()];
    let content = block.member("content").ok_or_else(|| block.missing("content", "a list of texts"))?;
    for inner in content.list("a list of texts")? {
        texts.push(inner.text_at("text")?.to_owned());
    }
    let mut overheads = vec![Overhead::TextDocument];
    overheads.extend(cited(block).then_some(Overhead::Citations));
    Ok(Part { texts, overheads, ..Part::new(place, PartKind::Document) })
}

fn cited(block: &Node<'_>) -> bool {
    block.value()["citations"]["enabled"] == true
}
