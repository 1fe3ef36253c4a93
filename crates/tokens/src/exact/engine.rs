//! From a text to tokens: pieces by the pattern, each looked up whole, remembered, or merged.

use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use super::Engine;
use super::cache::{Known, Recent};
use super::characters::Characters;
use super::classes::Classes;
use super::merge::{Merger, Parts};
use super::pairs::NONE;
use super::pattern::Pattern;
use super::sink::{Sink, Slices};
use super::vocabulary::Vocabulary;
use super::whole::{Key, LONGEST_KEY, hash};

/// The engine of one encoding.
pub(super) struct BytePairs<P> {
    classes: Classes,
    merger: Merger,
    /// The bytes of the longest token.
    longest: usize,
    /// What calls work in: as many as there ever were calls at once.
    spare: Mutex<Vec<Scratch>>,
    pattern: PhantomData<P>,
}

/// What a call works in, and what it leaves for the next one.
struct Scratch {
    recent: Recent,
    known: Known,
    parts: Parts,
}

impl<P: Pattern> BytePairs<P> {
    pub(super) fn new(vocabulary: Vocabulary, classes: Classes) -> Self {
        let characters = Characters::new(&vocabulary);
        let longest = vocabulary.longest();
        let merger = Merger { vocabulary, characters };
        Self { classes, longest, merger, spare: Mutex::default(), pattern: PhantomData }
    }

    fn run(&self, text: &str, sink: &mut impl Sink) {
        let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = spare().pop();
        let mut scratch = taken.unwrap_or_else(|| Scratch {
            recent: Recent::new(),
            known: Known::new(),
            parts: Parts::new(),
        });
        let mut call = Call { engine: self, scratch: &mut scratch, sink };
        call.pieces(text.as_bytes());
        spare().push(scratch);
    }
}

/// One text on its way to a sink.
struct Call<'a, P, S> {
    engine: &'a BytePairs<P>,
    scratch: &'a mut Scratch,
    sink: &'a mut S,
}

impl<P: Pattern, S: Sink> Call<'_, P, S> {
    fn pieces(&mut self, text: &[u8]) {
        let mut at = 0;
        while at < text.len() {
            let end = P::piece_end(text, at, &self.engine.classes);
            if end - at <= LONGEST_KEY {
                let key = Key::of(text, at, end - at);
                let hash = key.hash();
                match self.scratch.recent.find(key, hash) {
                    Some(token) if token != NONE => self.sink.one(token),
                    known => self.rare(&text[at..end], key, hash, known.is_some()),
                }
            } else {
                self.long(&text[at..end]);
            }
            at = end;
        }
    }

    /// A piece that is not among the recent ones, or known to be no token.
    #[inline(never)]
    fn rare(&mut self, piece: &[u8], key: Key, hash: u64, is_known: bool) {
        match if is_known { NONE } else { self.short(key, hash) } {
            NONE if piece.is_ascii() => self.merged_short(piece, key, hash),
            NONE => self.segments(piece),
            token => self.sink.one(token),
        }
    }

    /// A piece longer than a key.
    #[inline(never)]
    fn long(&mut self, piece: &[u8]) {
        if piece.is_ascii() { self.segment(piece) } else { self.segments(piece) }
    }

    /// The segments of a piece, none of which is merged with another.
    fn segments(&mut self, piece: &[u8]) {
        let mut at = 0;
        while at < piece.len() {
            let (length, character) = self.engine.merger.characters.segment(&piece[at..]);
            let segment = &piece[at..at + length];
            match character {
                Some(token) => self.sink.one(token),
                None if length <= LONGEST_KEY => {
                    let key = Key::of(piece, at, length);
                    let hash = key.hash();
                    let token = self.scratch.recent.find(key, hash).unwrap_or_else(|| self.short(key, hash));
                    match token {
                        NONE => self.merged_short(segment, key, hash),
                        _ => self.sink.one(token),
                    }
                }
                None => self.segment(segment),
            }
            at += length;
        }
    }

    /// What is longer than a key, as one token or merged.
    fn segment(&mut self, segment: &[u8]) {
        if segment.len() > self.engine.longest {
            let Self { engine, scratch, sink } = self;
            return engine.merger.merge(segment, &mut scratch.parts, |tokens| sink.many(tokens));
        }
        let hash = hash(segment);
        match self.engine.merger.vocabulary.long(segment, hash) {
            Some(token) => self.sink.one(token),
            None => self.merged_long(segment, hash),
        }
    }

    /// The token of a short piece or `NONE`, from the whole vocabulary.
    fn short(&mut self, key: Key, hash: u64) -> u32 {
        let token = self.engine.merger.vocabulary.whole.short(key, hash).unwrap_or(NONE);
        self.scratch.recent.keep(key, hash, token);
        token
    }

    /// What is short and no token by itself.
    fn merged_short(&mut self, piece: &[u8], key: Key, hash: u64) {
        let Self { engine, scratch: Scratch { known, parts, .. }, sink } = self;
        match known.short(key, hash) {
            Some(tokens) => sink.many(tokens),
            None => engine.merger.merge_short(piece, parts, |tokens| {
                known.keep_short(key, hash, tokens);
                sink.many(tokens);
            }),
        }
    }

    /// What is longer than a key and no token by itself.
    fn merged_long(&mut self, piece: &[u8], hash: u64) {
        let Self { engine, scratch: Scratch { known, parts, .. }, sink } = self;
        match known.long(piece, hash) {
            Some(tokens) => sink.many(tokens),
            None => engine.merger.merge(piece, parts, |tokens| {
                known.keep_long(piece, hash, tokens);
                sink.many(tokens);
            }),
        }
    }
}

impl<P: Pattern> Engine for BytePairs<P> {
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
        let mut slices = Slices::to(each);
        self.run(text, &mut slices);
        slices.hand_on();
    }

    fn count(&self, text: &str) -> u64 {
        let mut count = 0;
        self.run(text, &mut count);
        count
    }
}
