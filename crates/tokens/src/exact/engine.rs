//! From a text to tokens: pieces by the pattern, each looked up whole, remembered, or merged.

use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use super::Engine;
use super::block::Block;
use super::cache::{Found, Known, Recent};
use super::characters::Characters;
use super::classes::Classes;
use super::merge::{Merger, Parts};
use super::pattern::Pattern;
use super::runs::{all_ascii, eight};
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
            let starts =
                if all_ascii(eight(text, at)) { P::starts(text, at, &Block::of(text, at)) } else { 0 };
            if starts == 0 {
                let end = P::piece_end(text, at, &self.engine.classes);
                self.piece(text, at, end);
                at = end;
            }
            let (block, mut starts) = (at, starts);
            while starts != 0 {
                let end = block + starts.trailing_zeros() as usize;
                starts &= starts - 1;
                self.piece(text, at, end);
                at = end;
            }
        }
    }

    #[inline(always)]
    fn piece(&mut self, text: &[u8], at: usize, end: usize) {
        if end - at <= LONGEST_KEY {
            let key = Key::of(text, at, end - at);
            let hash = key.hash();
            if !self.scratch.recent.first(key, hash).is_some_and(|found| self.sink.found(found)) {
                self.rare(&text[at..end], key, hash);
            }
        } else {
            self.long(&text[at..end]);
        }
    }

    /// A piece that does not stand first among the recent ones, or has several tokens.
    #[inline(never)]
    fn rare(&mut self, piece: &[u8], key: Key, hash: u64) {
        let found = self.found(key, hash);
        if found.is_some_and(|found| self.sink.found(found)) {
            return;
        }
        if piece.is_ascii() {
            return self.merged_short(piece, key, hash, found);
        }
        if found.is_none() {
            self.scratch.recent.keep(key, hash, Found::SEVERAL);
        }
        self.segments(piece);
    }

    /// What a short piece comes to: as was found lately, or as the vocabulary knows it whole.
    fn found(&mut self, key: Key, hash: u64) -> Option<Found> {
        let Self { engine, scratch: Scratch { recent, .. }, .. } = self;
        recent.find(key, hash).or_else(|| {
            let found = Found::one(engine.merger.vocabulary.whole.short(key, hash)?);
            recent.keep(key, hash, found);
            Some(found)
        })
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
                    let found = self.found(key, hash);
                    if !found.is_some_and(|found| self.sink.found(found)) {
                        self.merged_short(segment, key, hash, found);
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

    /// What is short and no token by itself, as far as was found.
    fn merged_short(&mut self, piece: &[u8], key: Key, hash: u64, found: Option<Found>) {
        let Self { engine, scratch: Scratch { recent, known, parts }, sink } = self;
        // Of few tokens the number is enough, unless they are wanted themselves.
        let is_kept = |found: Option<Found>| S::NEEDS_TOKENS || found == Some(Found::SEVERAL);
        if let Some(tokens) = is_kept(found).then(|| known.short(key, hash)).flatten() {
            if found.is_none() {
                recent.keep(key, hash, Found::many(tokens));
            }
            return sink.many(tokens);
        }
        engine.merger.merge_short(piece, parts, |tokens| {
            let now = Found::many(tokens);
            if found.is_none() {
                recent.keep(key, hash, now);
            }
            if is_kept(Some(now)) {
                known.keep_short(key, hash, tokens);
            }
            sink.many(tokens);
        });
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
