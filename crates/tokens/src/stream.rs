//! A text that arrives in slices: the count so far, and in the end that of the whole.

#[cfg(feature = "exact")]
use crate::Basis;
use crate::counter::Public;
use crate::features::Seam;
use crate::slices::{SIGHT, last_cut};
use crate::{CountError, Counter, Features, TextKind, TokenCount};

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
    seam: Seam,
    features: Features,
    public: Public,
    #[cfg(feature = "exact")]
    exact: u64,
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
            seam: Seam::default(),
            features: Features::default(),
            public: Public::default(),
            #[cfg(feature = "exact")]
            exact: 0,
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
        match last_cut(&self.pending, from) {
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
            return TokenCount { tokens: self.exact, basis: Basis::Exact { encoding } };
        }
        #[cfg(not(feature = "exact"))]
        if self.counter.family().encoding().is_some() {
            return crate::counter::rule_of_thumb(self.bytes_read());
        }
        let reading = self.counter.reading(self.features.clone(), &self.public);
        self.counter.estimate(&reading, TextKind::of(&reading.features).name(), self.frame)
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

    fn read(&mut self, slice: &[u8]) -> Result<(), CountError> {
        let text = std::str::from_utf8(slice)
            .map_err(|e| CountError::NotUtf8 { at: self.features.bytes() + e.valid_up_to() as u64 })?;
        #[cfg(feature = "vocabulary")]
        if self.counter.vocabulary.is_some() {
            self.brought.add(&self.counter.read(text));
        }
        #[cfg(feature = "exact")]
        if let Some(encoding) = self.counter.family().encoding() {
            self.exact += encoding.count(text);
        }
        self.counter.add_public_tokens(text, &mut self.public);
        self.features.add_slice(text, &mut self.seam);
        Ok(())
    }
}
