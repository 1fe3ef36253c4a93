//! One file: read once, in slices, and counted as what it is.

use super::walk::File;
use crate::files;
use std::io::{self, Read};
use tokentoll::tokens::files::{self as known, Content, HEAD, IMAGE_HEAD, MAX_PDF_BYTES, TextEncoding};
use tokentoll::tokens::{Counter, Pixels, Tally};

/// How much is read at a time.
const SLICE: usize = 256 << 10;

/// What was counted of a file.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    /// What it comes to.
    pub(crate) tally: Tally,
    /// How long it was.
    pub(crate) bytes: u64,
    /// What it is.
    pub(crate) kind: Kind,
    /// What was counted on an assumption, or not.
    pub(crate) notes: Vec<String>,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text in an encoding.
    Text(TextEncoding),
    /// An image.
    Image(Option<Pixels>),
    /// A PDF of so many pages.
    Pdf(u32),
}

/// Counts a file; `progress` is told of every slice that was read.
///
/// # Errors
/// Why it cannot be counted, in words.
pub(crate) fn count(file: &File, counter: &Counter<'_>, progress: &dyn Fn(u64)) -> Result<Counted, String> {
    let told = |error: io::Error| error.to_string();
    if file.path.as_os_str() == "-" {
        return counted(&mut io::stdin().lock(), counter, progress);
    }
    counted(&mut files::reader(&file.path).map_err(told)?, counter, progress)
}

fn counted(input: &mut dyn Read, counter: &Counter<'_>, progress: &dyn Fn(u64)) -> Result<Counted, String> {
    let mut input = Slices { input, progress, bytes: 0 };
    let mut head = Vec::new();
    input.fill(&mut head, HEAD)?;
    match known::content(&head) {
        Content::Text(encoding) => text(&mut input, &head, encoding, counter),
        Content::Image => image(&mut input, head, counter),
        Content::Pdf => pdf(&mut input, head, counter),
        Content::Binary(what) => Err(format!("binary: {what}")),
    }
}

fn text(
    input: &mut Slices<'_>,
    head: &[u8],
    encoding: TextEncoding,
    counter: &Counter<'_>,
) -> Result<Counted, String> {
    let (mut decoder, mut stream) = (encoding.decoder(), counter.stream());
    let (mut slice, mut text) = (head.to_vec(), String::new());
    loop {
        let last = slice.is_empty();
        text.clear();
        decoder.push(&slice, last, &mut text);
        stream.push(text.as_bytes()).map_err(|e| e.to_string())?;
        if last {
            break;
        }
        slice.clear();
        input.fill(&mut slice, SLICE)?;
    }
    let mut notes = Vec::new();
    if decoder.malformed() > 0 {
        notes.push(format!("{} places are not {}", decoder.malformed(), encoding.name()));
    }
    let tally = stream.tally().map_err(|e| e.to_string())?;
    Ok(Counted { tally, bytes: input.bytes, kind: Kind::Text(encoding), notes })
}

fn image(input: &mut Slices<'_>, mut head: Vec<u8>, counter: &Counter<'_>) -> Result<Counted, String> {
    let mut notes = Vec::new();
    if Pixels::of_image(&head).is_none() {
        let more = IMAGE_HEAD - head.len();
        input.fill(&mut head, more)?;
    }
    let pixels = Pixels::of_image(&head);
    if pixels.is_none() {
        notes.push("its header does not tell its size: counted at the most it can be".to_owned());
    }
    let tally = counter.image(pixels).ok_or("an image, for which this family has no known rule")?;
    Ok(Counted { tally, bytes: input.bytes, kind: Kind::Image(pixels), notes })
}

fn pdf(input: &mut Slices<'_>, mut bytes: Vec<u8>, counter: &Counter<'_>) -> Result<Counted, String> {
    let more = MAX_PDF_BYTES + 1 - bytes.len();
    input.fill(&mut bytes, more)?;
    let pdf = known::pdf(bytes).map_err(|error| error.to_string())?;
    let mut tally = counter.pdf_pages(pdf.pages).ok_or("a PDF, for which this family has no known rule")?;
    for page in &pdf.texts {
        let mut stream = counter.stream();
        stream.push(page.as_bytes()).map_err(|e| e.to_string())?;
        tally += &stream.tally().map_err(|e| e.to_string())?;
    }
    Ok(Counted { tally, bytes: input.bytes, kind: Kind::Pdf(pdf.pages), notes: pdf.notes })
}

/// An input that is read in slices.
struct Slices<'a> {
    input: &'a mut dyn Read,
    progress: &'a dyn Fn(u64),
    bytes: u64,
}

impl Slices<'_> {
    /// Appends at most so many bytes: fewer only at the end.
    fn fill(&mut self, slice: &mut Vec<u8>, most: usize) -> Result<(), String> {
        let read = self.input.take(most as u64).read_to_end(slice).map_err(|error| error.to_string())?;
        self.bytes += read as u64;
        (self.progress)(read as u64);
        Ok(())
    }
}
