//! From a text to tokens: pieces by the pattern, each looked up whole, remembered or merged.

use std::sync::{Mutex, PoisonError};

use super::cache::{Cache, Recent};
use super::characters::Characters;
use super::classes::Classes;
use super::merge::{Merger, Parts};
use super::pairs::NONE;
use super::vocabulary::Vocabulary;
use super::whole::{Key, LONGEST_KEY, hash};
use super::{Engine, cl100k, o200k};
use crate::Encoding;

/// The engine of one encoding.
pub(super) struct BytePairs {
    encoding: Encoding,
    classes: Classes,
    merger: Merger,
    longest: usize,
    /// What is used in turn by one call at a time: as many as there ever were calls at once.
    spare: Mutex<Vec<Scratch>>,
}

/// What a call remembers and works in.
struct Scratch {
    cache: Cache<34, 7>,
    long: Cache<94, 8>,
    parts: Parts,
    recent: Recent,
}

/// Takes tokens.
trait Sink {
    fn one(&mut self, token: u32);
    fn many(&mut self, tokens: &[u32]);
}

impl Sink for u64 {
    fn one(&mut self, _: u32) {
        *self += 1;
    }

    fn many(&mut self, tokens: &[u32]) {
        *self += tokens.len() as Self;
    }
}

impl Sink for Vec<u32> {
    fn one(&mut self, token: u32) {
        self.push(token);
    }

    fn many(&mut self, tokens: &[u32]) {
        self.extend_from_slice(tokens);
    }
}

/// Hands tokens on, some thousands at a time.
struct Slices<'a> {
    tokens: Vec<u32>,
    each: &'a mut dyn FnMut(&[u32]),
}

const SLICE: usize = 1 << 14;

impl Slices<'_> {
    fn hand_on(&mut self) {
        if !self.tokens.is_empty() {
            (self.each)(&self.tokens);
            self.tokens.clear();
        }
    }
}

impl Sink for Slices<'_> {
    fn one(&mut self, token: u32) {
        if self.tokens.len() == SLICE {
            self.hand_on();
        }
        self.tokens.push(token);
    }

    fn many(&mut self, tokens: &[u32]) {
        tokens.iter().for_each(|token| self.one(*token));
    }
}

impl BytePairs {
    pub(super) fn new(encoding: Encoding, classes: Classes, vocabulary: Vocabulary) -> Self {
        let characters = Characters::new(&vocabulary);
        let piece = |token| vocabulary.piece(token).map_or(0, <[u8]>::len);
        let longest = (0..vocabulary.tokens()).map(piece).max().unwrap_or(0);
        Self { encoding, classes, longest, merger: Merger { vocabulary, characters }, spare: Mutex::default() }
    }

    fn run(&self, text: &str, sink: &mut impl Sink) {
        let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = spare().pop().unwrap_or_else(|| Scratch {
            cache: Cache::new(1 << 15),
            long: Cache::new(1 << 12),
            parts: Parts::new(),
            recent: Recent::new(),
        });
        let (text, classes) = (text.as_bytes(), &self.classes);
        match self.encoding {
            Encoding::O200kBase => self.pieces(text, |at| o200k::piece_end(text, at, classes), &mut scratch, sink),
            Encoding::Cl100kBase => self.pieces(text, |at| cl100k::piece_end(text, at, classes), &mut scratch, sink),
        }
        spare().push(scratch);
    }

    #[inline]
    fn pieces(&self, text: &[u8], end: impl Fn(usize) -> usize, scratch: &mut Scratch, sink: &mut impl Sink) {
        let mut at = 0;
        while at < text.len() {
            let end = end(at);
            if end - at <= LONGEST_KEY {
                let key = Key::of(text, at, end - at);
                let hash = key.hash();
                match scratch.recent.find(key, hash) {
                    Some(token) if token != NONE => sink.one(token),
                    Some(_) => self.unknown(&text[at..end], hash, scratch, sink),
                    None => self.short(text, at, end, key, hash, scratch, sink),
                }
            } else {
                self.long(&text[at..end], scratch, sink);
            }
            at = end;
        }
    }

    #[inline(never)]
    fn short(&self, text: &[u8], at: usize, end: usize, key: Key, hash: u64, scratch: &mut Scratch, sink: &mut impl Sink) {
        match self.merger.vocabulary.whole.short(key, hash) {
            Some(token) => {
                scratch.recent.keep(key, hash, token);
                sink.one(token);
            }
            None => {
                scratch.recent.keep(key, hash, NONE);
                self.unknown(&text[at..end], hash, scratch, sink);
            }
        }
    }

    #[inline(never)]
    fn long(&self, piece: &[u8], scratch: &mut Scratch, sink: &mut impl Sink) {
        if piece.is_ascii() { self.segment(piece, scratch, sink) } else { self.segments(piece, scratch, sink) }
    }

    /// A piece that is no token.
    #[inline(never)]
    fn unknown(&self, piece: &[u8], hash: u64, scratch: &mut Scratch, sink: &mut impl Sink) {
        if piece.is_ascii() { self.merged(piece, hash, scratch, sink) } else { self.segments(piece, scratch, sink) }
    }

    fn segments(&self, piece: &[u8], scratch: &mut Scratch, sink: &mut impl Sink) {
        let vocabulary = &self.merger.vocabulary;
        let mut at = 0;
        while at < piece.len() {
            let (length, character) = self.merger.characters.segment(&piece[at..]);
            match character {
                Some(token) => sink.one(token),
                None if length <= LONGEST_KEY => {
                    let key = Key::of(piece, at, length);
                    let hash = key.hash();
                    let token = scratch.recent.find(key, hash).unwrap_or_else(|| {
                        let token = vocabulary.whole.short(key, hash).unwrap_or(NONE);
                        scratch.recent.keep(key, hash, token);
                        token
                    });
                    match token {
                        NONE => self.merged(&piece[at..at + length], hash, scratch, sink),
                        _ => sink.one(token),
                    }
                }
                None => self.segment(&piece[at..at + length], scratch, sink),
            }
            at += length;
        }
    }

    /// What is longer than a key and merged with nothing else.
    fn segment(&self, piece: &[u8], scratch: &mut Scratch, sink: &mut impl Sink) {
        if piece.len() > self.longest {
            return self.merger.merge(piece, &mut scratch.parts, |tokens| sink.many(tokens));
        }
        let hash = hash(piece);
        match self.merger.vocabulary.long(piece, hash) {
            Some(token) => sink.one(token),
            None => self.merged(piece, hash, scratch, sink),
        }
    }

    fn merged(&self, piece: &[u8], hash: u64, scratch: &mut Scratch, sink: &mut impl Sink) {
        let is_long = piece.len() > 34;
        let known =
            if is_long { scratch.long.find(piece, hash) } else { scratch.cache.find(piece, hash) };
        if let Some(tokens) = known {
            return sink.many(tokens);
        }
        let (parts, cache, long) = (&mut scratch.parts, &mut scratch.cache, &mut scratch.long);
        self.merger.merge(piece, parts, |tokens| {
            if is_long { long.keep(piece, hash, tokens) } else { cache.keep(piece, hash, tokens) }
            sink.many(tokens);
        });
    }
}

impl Engine for BytePairs {
    fn encode(&self, text: &str, tokens: &mut Vec<u32>) {
        self.run(text, tokens);
    }

    fn piece(&self, token: u32) -> Option<&[u8]> {
        self.merger.vocabulary.piece(token)
    }

    fn tokens(&self) -> u32 {
        self.merger.vocabulary.tokens()
    }

    fn for_each_slice(&self, text: &str, each: &mut dyn FnMut(&[u32])) {
        let mut slices = Slices { tokens: Vec::with_capacity(SLICE.min(text.len())), each };
        self.run(text, &mut slices);
        slices.hand_on();
    }

    fn count(&self, text: &str) -> u64 {
        let mut count = 0;
        self.run(text, &mut count);
        count
    }
}
