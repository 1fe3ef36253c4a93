//! `--jsonl`: a stream of asks, answered one for one and in order.
//!
//! Works as a co-process: an answer is written out as soon as no whole line waits to be read.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use tokentoll::wire::Answer;
use tokentoll::{Code, Failure, MAX_ASK_BYTES, PriceBook};

const BLOCK: usize = 1 << 16;

/// A line of the stream.
pub(crate) enum Line<'l> {
    /// The line, without its end.
    Read(&'l [u8]),
    /// Why it was not kept.
    TooLong(Failure),
}

/// Quotes every line; whether every line was priced.
///
/// # Errors
/// Those of reading and writing.
pub(crate) fn quote_all(
    book: &PriceBook,
    input: impl Read,
    output: impl Write,
    by_line: bool,
) -> io::Result<bool> {
    answer_all(MAX_ASK_BYTES, input, output, by_line, |line| {
        let answer = match line {
            Line::Read(line) => tokentoll::answer(book, line),
            Line::TooLong(failure) => Answer::error(None, failure),
        };
        (answer.to_json(), answer.total().is_some())
    })
}

/// Answers every line of at most so many bytes; whether every line had what it asked for.
///
/// # Errors
/// Those of reading and writing.
pub(crate) fn answer_all(
    longest: usize,
    input: impl Read,
    output: impl Write,
    by_line: bool,
    answer: impl Fn(Line<'_>) -> (String, bool),
) -> io::Result<bool> {
    let mut lines = BufReader::with_capacity(BLOCK, input);
    let mut output = BufWriter::with_capacity(BLOCK, output);
    let mut line = Vec::new();
    let mut all_good = true;
    while let Some(length) = next_line(&mut lines, &mut line, longest)? {
        let (json, good) = answer(match length {
            Length::Read => Line::Read(&line),
            Length::TooLong => Line::TooLong(too_long(longest)),
        });
        all_good &= good;
        output.write_all(json.as_bytes())?;
        output.write_all(b"\n")?;
        // Half a line may wait in the buffer while its writer waits for the answer to the one before.
        if by_line || !lines.buffer().contains(&b'\n') {
            output.flush()?;
        }
    }
    output.flush()?;
    Ok(all_good)
}

/// Whether a line was kept.
enum Length {
    Read,
    TooLong,
}

/// Reads one line, without its end, into `line`; one that is too long is drained and not kept.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>, longest: usize) -> io::Result<Option<Length>> {
    line.clear();
    let mut kept = true;
    let mut any = false;
    loop {
        let block = match input.fill_buf() {
            Ok(block) => block,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if block.is_empty() {
            return Ok(any.then_some(if kept { Length::Read } else { Length::TooLong }));
        }
        any = true;
        let end = block.iter().position(|b| *b == b'\n');
        let part = &block[..end.unwrap_or(block.len())];
        kept &= line.len() + part.len() <= longest;
        if kept {
            line.extend_from_slice(part);
        } else {
            line.clear();
        }
        let read = part.len() + usize::from(end.is_some());
        input.consume(read);
        if end.is_some() {
            return Ok(Some(if kept { Length::Read } else { Length::TooLong }));
        }
    }
}

fn too_long(longest: usize) -> Failure {
    Failure {
        code: Code::TooLarge,
        message: format!("the line is longer than {longest} bytes: expected one ask a line"),
        field: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<String> {
        let mut output = Vec::new();
        quote_all(PriceBook::embedded(), text, &mut output, false).unwrap();
        String::from_utf8(output).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn one_for_one_at_every_boundary() {
        for length in [MAX_ASK_BYTES - 1, MAX_ASK_BYTES, MAX_ASK_BYTES + 1, MAX_ASK_BYTES + BLOCK] {
            let mut text = vec![b' '; length];
            text.extend_from_slice(b"\n\n{}");
            let answers = lines(&text);
            assert_eq!(answers.len(), 3, "{length}");
            let code = if length > MAX_ASK_BYTES { "too_large" } else { "bad_json" };
            assert!(answers[0].contains(code), "{length}: {}", answers[0]);
        }
        assert!(lines(b"").is_empty());
        assert_eq!(lines(b"\n").len(), 1);
        assert_eq!(lines(b"{}").len(), 1);
    }
}
