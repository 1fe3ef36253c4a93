//! `cargo xtask generate-logs`: transcripts of Claude Code that nobody wrote, for benchmarks and tests.
//!
//! They follow the schema of the real ones: half of the lines are the user's and hold results of tools; each
//! answer stands on one to three lines, of which all but the last have an early output; cache writes are split
//! by lifetime; side conversations have lines of their own and repeat some of the main one; resumed sessions
//! copy lines into a new file. The same seed gives the same bytes.

use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::path::Path;

/// Writes a folder of transcripts.
pub(crate) fn generate(args: &[String]) -> Result<()> {
    let (mut folder, mut bytes, mut small, mut seed) = (None, 100_000_000, None, 20_261_125);
    let mut rest = args.iter();
    while let Some(word) = rest.next() {
        let mut number = || -> Result<u64> {
            let text = rest.next().with_context(|| format!("{word} expects a number"))?;
            let (digits, unit) = match text.as_bytes().last() {
                Some(b'k') => (&text[..text.len() - 1], 1_000),
                Some(b'M') => (&text[..text.len() - 1], 1_000_000),
                Some(b'G') => (&text[..text.len() - 1], 1_000_000_000),
                _ => (text.as_str(), 1),
            };
            Ok(digits.parse::<u64>()? * unit)
        };
        match word.as_str() {
            "--bytes" => bytes = number()?,
            "--files" => small = Some(number()?),
            "--seed" => seed = number()?,
            _ if folder.is_none() => folder = Some(word),
            other => bail!("met `{other}`, expected FOLDER [--bytes N | --files N] [--seed N]"),
        }
    }
    let folder = folder.context("expected a folder to write into")?;
    let (files, written) = match small {
        Some(files) => write_small(Path::new(folder), files, seed)?,
        None => write(Path::new(folder), bytes, seed)?,
    };
    println!("{files} files, {written} bytes in {folder}");
    Ok(())
}

fn write(folder: &Path, bytes: u64, seed: u64) -> Result<(u64, u64)> {
    let mut random = Random(seed);
    let (mut written, mut files) = (0, 0);
    let mut before: Option<String> = None;
    while written < bytes {
        files += 1;
        let project = folder.join("projects").join(format!("-home-dev-project-{:02}", random.below(24)));
        std::fs::create_dir_all(&project)?;
        let mut session = Session::new(&mut random, files);
        // Most sessions are short, some are very long.
        let size = match random.below(100) {
            0..50 => random.between(20_000, 120_000),
            50..85 => random.between(120_000, 600_000),
            85..98 => random.between(600_000, 2_500_000),
            _ => random.between(2_500_000, 12_000_000),
        };
        let size = size.min(bytes - written + 4_000);
        let mut text = String::with_capacity(size as usize + 8_192);
        if let Some(before) = before.filter(|_| random.below(12) == 0) {
            // A resumed session starts with lines of the one before.
            text.push_str(&before);
        }
        while (text.len() as u64) < size {
            session.turn(&mut random, &mut text);
        }
        before = Some(text.lines().take(6).fold(String::new(), |all, line| all + line + "\n"));
        let path = project.join(format!("{}.jsonl", session.id));
        std::fs::write(&path, &text).with_context(|| path.display().to_string())?;
        written += text.len() as u64;
    }
    Ok((files, written))
}

/// Many transcripts of one or two answers, in folders inside folders.
fn write_small(folder: &Path, files: u64, seed: u64) -> Result<(u64, u64)> {
    let mut random = Random(seed);
    let mut written = 0;
    let mut text = String::new();
    for number in 1..=files {
        let mut session = Session { short: true, ..Session::new(&mut random, number) };
        let place = number - 1;
        let project = folder.join(format!("projects/-home-dev-project-{:02}", place % 24));
        let project = project.join(format!("{:02x}/{:02x}", place / 24 % 64, place / 1_536 % 64));
        if place < 24 * 64 * 64 {
            std::fs::create_dir_all(&project)?;
        }
        text.clear();
        for _ in 0..random.between(1, 3) {
            session.turn(&mut random, &mut text);
        }
        let path = project.join(format!("{}.jsonl", session.id));
        std::fs::write(&path, &text).with_context(|| path.display().to_string())?;
        written += text.len() as u64;
    }
    Ok((files, written))
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low)
    }
}

const MODELS: [&str; 6] = [
    "claude-sonnet-4-5-20250929",
    "claude-opus-4-6",
    "claude-haiku-4-5-20251001",
    "claude-sonnet-4-6",
    "claude-opus-4-5-20251101",
    "claude-sonnet-4-5-20250929",
];

const WORDS: [&str; 24] = [
    "fn", "let", "self", "return", "match", "Result", "token", "price", "request", "cache", "value", "the",
    "of", "and", "index", "error", "writes", "stream", "parser", "buffer", "length", "import", "class",
    "async",
];

/// One conversation.
struct Session {
    id: String,
    model: &'static str,
    /// Seconds since 2026-02-20.
    time: u64,
    cached: u64,
    uuid: u64,
    last: Option<(String, String)>,
    /// Whether its texts are short.
    short: bool,
}

impl Session {
    fn new(random: &mut Random, number: u64) -> Session {
        let id =
            format!("{:08x}-{:04x}-4000-8000-{:012x}", random.next() as u32, random.below(0x10000), number);
        let model = MODELS[random.below(MODELS.len() as u64) as usize];
        Session { id, model, time: random.below(85 * 86_400), cached: 0, uuid: 0, last: None, short: false }
    }

    /// A line of the user, and the answer to it.
    fn turn(&mut self, random: &mut Random, out: &mut String) {
        let length = match random.below(10) {
            _ if self.short => random.between(20, 200),
            0..6 => random.between(300, 2_500),
            6..9 => random.between(2_500, 9_000),
            _ => random.between(9_000, 30_000),
        };
        self.head(random, out, false);
        let _ = write!(
            out,
            r#""type":"user","message":{{"role":"user","content":[{{"tool_use_id":"toolu_{:016x}","type":"tool_result","content":""#,
            random.next()
        );
        prose(random, out, length);
        out.push_str("\"}]},\"toolUseResult\":{\"stdout\":\"");
        prose(random, out, length / 2);
        out.push_str("\",\"stderr\":\"\",\"interrupted\":false}}\n");
        let sidechain = random.below(20) == 0;
        if sidechain && let Some((id, usage)) = self.last.clone() {
            // A side conversation repeats the last answer under another request.
            self.answer(random, out, &id, &usage, true, true);
        }
        let id = format!("msg_01{:016x}{:06x}", random.next(), random.below(1 << 24));
        let request = format!("req_011{:016x}", random.next());
        let output = random.between(40, 2_400);
        let input = random.between(2, 900);
        let write = random.between(0, 9_000);
        let hour = if random.below(3) == 0 { write } else { 0 };
        // Long conversations fill the window and, sometimes, go beyond it.
        self.cached = if self.cached > 260_000 { 18_000 } else { self.cached + write + random.below(3_000) };
        let lines = random.between(1, 4);
        for line in 1..=lines {
            let last = line == lines;
            let told = if last { output } else { random.between(1, 26) };
            let usage = usage(input, self.cached, write, hour, told);
            let stem = format!(r#""requestId":"{request}","#);
            self.line(random, out, &id, &stem, &usage, sidechain, last);
            if last && !sidechain {
                self.last = Some((id.clone(), usage));
            }
        }
    }

    fn answer(
        &mut self,
        random: &mut Random,
        out: &mut String,
        id: &str,
        usage: &str,
        sidechain: bool,
        last: bool,
    ) {
        let stem = format!(r#""requestId":"req_011{:016x}","#, random.next());
        self.line(random, out, id, &stem, usage, sidechain, last);
    }

    #[expect(clippy::too_many_arguments, reason = "the members of a line")]
    fn line(
        &mut self,
        random: &mut Random,
        out: &mut String,
        id: &str,
        request: &str,
        usage: &str,
        sidechain: bool,
        last: bool,
    ) {
        self.head(random, out, sidechain);
        let stop = if last { "\"end_turn\"" } else { "null" };
        let _ = write!(
            out,
            r#"{request}"type":"assistant","message":{{"model":"{}","id":"{id}","type":"message","role":"assistant","content":[{{"type":"text","text":""#,
            self.model
        );
        let length = if self.short { random.between(20, 200) } else { random.between(150, 1_800) };
        prose(random, out, length);
        let _ = writeln!(out, r#""}}],"stop_reason":{stop},"stop_sequence":null,"usage":{usage}}}}}"#);
    }

    fn head(&mut self, random: &mut Random, out: &mut String, sidechain: bool) {
        self.time += random.below(25);
        let parent = self.uuid;
        self.uuid = random.next();
        let time = stamp(self.time);
        let millis = random.below(1_000);
        let _ = write!(
            out,
            r#"{{"parentUuid":"{parent:016x}-0000-4000-8000-000000000000","isSidechain":{sidechain},"userType":"external","cwd":"/home/dev/project","sessionId":"{}","version":"2.1.0","gitBranch":"main","uuid":"{:016x}-0000-4000-8000-000000000000","timestamp":"{time}.{millis:03}Z","#,
            self.id, self.uuid
        );
    }
}

fn usage(input: u64, cached: u64, write: u64, hour: u64, output: u64) -> String {
    format!(
        r#"{{"input_tokens":{input},"cache_creation_input_tokens":{write},"cache_read_input_tokens":{cached},"cache_creation":{{"ephemeral_5m_input_tokens":{},"ephemeral_1h_input_tokens":{hour}}},"output_tokens":{output},"service_tier":"standard","inference_geo":"not_available"}}"#,
        write - hour
    )
}

/// Text as it stands in JSON, with ends of lines, quotes and, at times, the word `usage`.
fn prose(random: &mut Random, out: &mut String, length: u64) {
    let end = out.len() + length as usize;
    while out.len() < end {
        let word = WORDS[random.below(WORDS.len() as u64) as usize];
        out.push_str(word);
        match random.below(40) {
            0..3 => out.push_str("\\n    "),
            3 => out.push_str(" \\\"usage\\\": "),
            4 => out.push_str("(\\\"x\\\")"),
            5 => out.push_str(" é中 "),
            _ => out.push(' '),
        }
    }
}

/// A time from 2026-02-20 on, when every model of these had a price.
fn stamp(seconds: u64) -> String {
    let (mut day, rest) = (seconds / 86_400 + 19, seconds % 86_400);
    let mut month = 2;
    for days in [28, 31, 30, 31] {
        if day < days {
            break;
        }
        day -= days;
        month += 1;
    }
    format!("2026-{month:02}-{:02}T{:02}:{:02}:{:02}", day + 1, rest / 3_600, rest / 60 % 60, rest % 60)
}
