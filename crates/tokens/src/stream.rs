//! A text that arrives in slices: the count so far, and in the end that of the whole.

#[cfg(feature = "exact")]
use crate::Basis;
use crate::counter::Public;
use crate::features::Seam;
use crate::slices::{SIGHT, last_cut};
use crate::stand_in::{StandIn, public_tokens};
use crate::{CountError, Counter, Features, Tally, TokenCount};

/// How much of a text waits for a place to cut: no text that people wrote comes near it.
const LONGEST: usize = 16 << 20;

/// How many tokens a cut may add or save where there was no place for it.
#[cfg(feature = "exact")]
const FORCED: f64 = 16.0;

/// Counts a text that arrives in slices of bytes, cut anywhere, even inside a character.
///
/// ```
/// use tokentoll_tokens::{Counter, Family};
/// let counter = Counter::new(Family::ClaudeV48);
/// let mut stream = counter.stream();
/// for slice in "All human beings are born free and equal. 人人生而自由。".as_bytes().chunks(7) {
///     stream.push(slice)?;
/// }
/// assert_eq!(stream.finish()?, counter.text("All human beings are born free and equal. 人人生而自由。"));
/// # Ok::<(), tokentoll_tokens::CountError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Stream<'a> {
    counter: Counter<'a>,
    frame: f64,
    /// Bytes behind the last place to cut, and how far they were searched for one.
    pending: Vec<u8>,
    searched: usize,
    forced: u64,
    seam: Seam,
    features: Features,
    public: Public,
    /// Of the vocabulary that counts, or stands in for one that is not there.
    public_tokens: u64,
    #[cfg(feature = "vocabulary")]
    brought: crate::counter::Reading,
}

impl<'a> Counter<'a> {
    /// Counts a text by itself that arrives in slices.
    pub fn stream(&self) -> Stream<'a> {
        Stream {
            counter: self.clone(),
            frame: 0.0,
            pending: Vec::new(),
            searched: 0,
            forced: 0,
            seam: Seam::default(),
            features: Features::default(),
            public: Public::default(),
            public_tokens: 0,
            #[cfg(feature = "vocabulary")]
            brought: crate::counter::Reading::default(),
        }
    }

    /// Counts a request whose only message arrives in slices.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family};
    /// let counter = Counter::new(Family::ClaudeV48);
    /// let mut stream = counter.message_stream();
    /// stream.push(b"Hello")?;
    /// assert_eq!(stream.finish()?, counter.message("Hello"));
    /// # Ok::<(), tokentoll_tokens::CountError>(())
    /// ```
    pub fn message_stream(&self) -> Stream<'a> {
        Stream { frame: self.frame(), ..self.stream() }
    }
}

impl Stream<'_> {
    /// Takes the next slice.
    ///
    /// # Errors
    /// [`CountError::NotUtf8`]. Nothing more can be counted after it.
    pub fn push(&mut self, slice: &[u8]) -> Result<(), CountError> {
        self.pending.extend_from_slice(slice);
        #[cfg(feature = "vocabulary")]
        if self.counter.vocabulary.is_some() {
            // Where such a vocabulary may be cut is not known: the text is counted as a whole.
            return Ok(());
        }
        let from = self.searched.saturating_sub(SIGHT);
        match last_cut(&self.pending, from).or_else(|| self.forced_cut()) {
            None => self.searched = self.pending.len(),
            Some(cut) => {
                let rest = self.pending.split_off(cut);
                let ready = std::mem::replace(&mut self.pending, rest);
                self.searched = self.pending.len();
                self.read(&ready)?;
            }
        }
        Ok(())
    }

    /// Where a text is cut that offers no place to cut for too long, so that memory stays bounded.
    fn forced_cut(&mut self) -> Option<usize> {
        let long = self.pending.len() > LONGEST;
        let cut = long.then(|| (LONGEST - 3..=LONGEST).rev().find(|at| self.pending[*at] & 0xC0 != 0x80))?;
        self.forced += u64::from(cut.is_some());
        cut
    }

    /// How many bytes the count so far stands on. The last ones wait for a place to cut behind them.
    pub fn bytes_read(&self) -> u64 {
        self.features.bytes()
    }

    /// The count of the bytes read so far.
    pub fn so_far(&self) -> TokenCount {
        #[cfg(feature = "vocabulary")]
        if self.counter.vocabulary.is_some() {
            return self.counter.estimate(&self.brought, "any", self.frame);
        }
        #[cfg(feature = "exact")]
        if let Some(encoding) = self.counter.family().encoding() {
            return match self.forced as f64 * FORCED {
                0.0 => TokenCount { tokens: self.public_tokens, basis: Basis::Exact { encoding } },
                around => TokenCount::estimated(self.public_tokens as f64, -around, around, encoding.name()),
            };
        }
        if self.counter.family().is_public() {
            return StandIn::of(self.features.bytes(), self.features.chars(), self.public_tokens).count();
        }
        let reading = self.counter.reading(self.features.clone(), &self.public);
        self.counter.estimate(&reading, self.counter.kind(&reading.features).name(), self.frame)
    }

    /// The count of the whole: that of the same text in one piece.
    ///
    /// # Errors
    /// [`CountError::NotUtf8`] where the text ends inside a character.
    pub fn finish(mut self) -> Result<TokenCount, CountError> {
        let rest = std::mem::take(&mut self.pending);
        self.read(&rest)?;
        Ok(self.so_far())
    }

    /// The whole as a part of several things that are counted together. A frame is no part of it.
    ///
    /// ```
    /// use tokentoll_tokens::{Counter, Family};
    /// let counter = Counter::new(Family::ClaudeV48);
    /// let mut stream = counter.stream();
    /// stream.push(b"All human beings are born free and equal.")?;
    /// let tally = stream.tally()?;
    /// assert_eq!(counter.tallied(&tally).tokens, counter.text("All human beings are born free and equal.").tokens);
    /// # Ok::<(), tokentoll_tokens::CountError>(())
    /// ```
    ///
    /// # Errors
    /// [`CountError::NotUtf8`] where the text ends inside a character.
    pub fn tally(mut self) -> Result<Tally, CountError> {
        let rest = std::mem::take(&mut self.pending);
        self.read(&rest)?;
        if self.counter.family().is_public() || self.counter.is_brought() {
            return Ok(Tally::known(self.so_far()));
        }
        let reading = self.counter.reading(self.features, &self.public);
        Ok(Tally::text(self.counter.kind(&reading.features), reading.tokens))
    }

    fn read(&mut self, slice: &[u8]) -> Result<(), CountError> {
        let text = std::str::from_utf8(slice)
            .map_err(|e| CountError::NotUtf8 { at: self.features.bytes() + e.valid_up_to() as u64 })?;
        #[cfg(feature = "vocabulary")]
        if self.counter.vocabulary.is_some() {
            self.brought.add(&self.counter.read(text));
        }
        match self.counter.family().encoding() {
            #[cfg(feature = "exact")]
            Some(encoding) => self.public_tokens += encoding.count(text),
            _ if self.counter.family().is_public() => self.public_tokens += public_tokens(text),
            _ => {}
        }
        self.counter.add_public_tokens(text, &mut self.public);
        self.features.add_slice(text, &mut self.seam);
        Ok(())
    }
}
