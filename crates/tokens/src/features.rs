//! What one pass over a text finds, without any vocabulary: words by length and case, letter pairs, digits,
//! punctuation, white space and scripts.
//!
//! A token boundary inside a word lies where two letters seldom stand together, so letter pairs say much of
//! what a vocabulary would, in a table of 784 numbers.

mod blocks;
mod layout;
mod pairs;
mod scan;

pub use layout::name;
#[cfg(feature = "exact")]
pub(crate) use layout::shape_counts;
pub(crate) use layout::{LENGTH, MARK, MARKS, SCRIPT_CHARS, letters};
pub(crate) use scan::Seam;

/// How often each feature occurs in a text. The same text has the same features, in whatever pieces it is added.
///
/// ```
/// use tokentoll_tokens::Features;
/// let features = Features::of("Two words");
/// assert_eq!(features.bytes(), 9);
/// assert!(features.iter().any(|(name, count)| name == "word title after_other 3" && count == 1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Features {
    counts: Box<[u64; LENGTH]>,
    bytes: u64,
    chars: u64,
    steps: u64,
}

impl Features {
    /// Those of a text, in time that grows with its length alone.
    ///
    /// ```
    /// use tokentoll_tokens::Features;
    /// assert_eq!(Features::of(""), Features::default());
    /// ```
    pub fn of(text: &str) -> Self {
        let mut features = Self::default();
        features.add(text);
        features
    }

    /// Adds those of a further text, read by itself: its first word begins anew.
    ///
    /// ```
    /// use tokentoll_tokens::Features;
    /// let mut both = Features::of("one");
    /// both.add("two");
    /// assert_eq!(both.bytes(), 6);
    /// ```
    pub fn add(&mut self, text: &str) {
        self.add_slice(text, &mut Seam::default());
    }

    /// Adds those of the next slice of a text.
    pub(crate) fn add_slice(&mut self, text: &str, seam: &mut Seam) {
        self.steps += scan::scan(text, &mut self.counts, seam);
        self.bytes += text.len() as u64;
        self.chars += text.chars().count() as u64;
    }

    /// How many bytes were read.
    ///
    /// ```
    /// assert_eq!(tokentoll_tokens::Features::of("né").bytes(), 3);
    /// ```
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many characters (Unicode scalar values) were read.
    ///
    /// ```
    /// assert_eq!(tokentoll_tokens::Features::of("né").chars(), 2);
    /// ```
    pub fn chars(&self) -> u64 {
        self.chars
    }

    /// How many steps the scanner took: its work, counted and not timed.
    ///
    /// ```
    /// use tokentoll_tokens::Features;
    /// let (short, long) = (Features::of(&"a".repeat(1_000)), Features::of(&"a".repeat(10_000)));
    /// assert!(long.steps() <= 10 * short.steps());
    /// ```
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Features that occur, with their names and counts.
    ///
    /// ```
    /// use tokentoll_tokens::Features;
    /// assert!(Features::of("42").iter().any(|(name, count)| name == "digits" && count == 2));
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (String, u64)> + '_ {
        self.nonzero().map(|(index, count)| (name(index), count))
    }

    /// Adds those of another text, read before.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts.iter()) {
            *count += more;
        }
        self.bytes += other.bytes;
        self.chars += other.chars;
        self.steps += other.steps;
    }

    /// Features that occur, by index.
    pub(crate) fn nonzero(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        self.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(index, count)| (index, *count))
    }

    /// All counts, by index.
    pub(crate) fn counts(&self) -> &[u64; LENGTH] {
        &self.counts
    }
}

impl Default for Features {
    fn default() -> Self {
        Self { counts: Box::new([0; LENGTH]), bytes: 0, chars: 0, steps: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str, wanted: &str) -> u64 {
        Features::of(text).iter().find(|(name, _)| name == wanted).map_or(0, |(_, count)| count)
    }

    #[test]
    fn words_are_cut_at_case() {
        assert_eq!(count("parseHTTPBody", "word lower after_other 5"), 1);
        assert_eq!(count("parseHTTPBody", "word upper inside 4"), 1);
        assert_eq!(count("parseHTTPBody", "word title inside 4"), 1);
        assert_eq!(count(" a", "word lower after_space 1"), 1);
    }

    #[test]
    fn letter_pairs_fold_case_and_accents() {
        assert_eq!(count("The thé", "pair th"), 2);
        assert_eq!(count("The thé", "pair he"), 2);
        assert_eq!(count("thé", "latin1_letter chars"), 1);
    }

    #[test]
    fn every_index_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<String> = (0..LENGTH).map(name).collect();
        assert_eq!(names.len(), LENGTH);
    }

    #[test]
    fn white_space_is_seen() {
        assert_eq!(count("a\n    b", "indent 4"), 1);
        assert_eq!(count("a   b", "gap 3"), 1);
        assert_eq!(count("a\n\nb", "newlines 2"), 1);
        assert_eq!(count("\t\tx", "tabs first 2"), 1);
    }
}
