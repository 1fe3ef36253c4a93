//! Texts that many rows share, each held once, one after the other.

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU32;

/// A text among [`Texts`]; an `Option` of it is no larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Text(NonZeroU32);

impl Text {
    fn at(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Texts by number: its bytes, eight more for where it ends, and its place in an index.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    all: String,
    ends: Vec<usize>,
    index: HashTable<Text>,
}

impl Texts {
    /// The number of a text, which it keeps.
    pub(crate) fn number(&mut self, text: &str) -> Text {
        let hash = hash(text);
        if let Some(found) = self.index.find(hash, |other| self.of(*other) == text) {
            return *found;
        }
        let next = u32::try_from(self.ends.len() + 1).ok().and_then(NonZeroU32::new);
        let next = Text(next.unwrap_or_else(|| unreachable!("four thousand million texts do not fit")));
        self.all.push_str(text);
        self.ends.push(self.all.len());
        let (all, ends) = (&self.all, &self.ends);
        self.index.insert_unique(hash, next, |other| self::hash(slice(all, ends, *other)));
        next
    }

    pub(crate) fn of(&self, text: Text) -> &str {
        slice(&self.all, &self.ends, text)
    }

    pub(crate) fn has(&self, text: Text) -> bool {
        text.at() < self.ends.len()
    }

    /// Texts in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.all.get(start..*end).unwrap_or_default())
    }
}

impl Extend<String> for Texts {
    fn extend<I: IntoIterator<Item = String>>(&mut self, more: I) {
        for text in more {
            self.number(&text);
        }
    }
}

fn slice<'t>(all: &'t str, ends: &[usize], text: Text) -> &'t str {
    let start = text.at().checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    ends.get(text.at()).and_then(|end| all.get(start..*end)).unwrap_or_default()
}

/// Values that many rows share, each held once, by number.
#[derive(Debug)]
pub(crate) struct Numbered<T> {
    values: Vec<T>,
    index: HashTable<u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Numbered { values: Vec::new(), index: HashTable::new() }
    }
}

impl<T: Eq + Hash> Numbered<T> {
    /// The number of a value, which it keeps.
    pub(crate) fn number(&mut self, value: T) -> u32 {
        let hash = hash(&value);
        if let Some(found) = self.index.find(hash, |at| self.values[*at as usize] == value) {
            return *found;
        }
        let next = u32::try_from(self.values.len());
        let next = next.unwrap_or_else(|_| unreachable!("four thousand million names do not fit"));
        self.values.push(value);
        let values = &self.values;
        self.index.insert_unique(hash, next, |at| self::hash(&values[*at as usize]));
        next
    }

    pub(crate) fn at(&self, number: u32) -> Option<&T> {
        self.values.get(number as usize)
    }

    pub(crate) fn all(&self) -> &[T] {
        &self.values
    }
}

impl<T: Eq + Hash> Extend<T> for Numbered<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, more: I) {
        for value in more {
            self.number(value);
        }
    }
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = SipHasher13::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_held_once_and_keeps_its_number() {
        let mut texts = Texts::default();
        let many: Vec<String> = (0..5_000).map(|n| "é".repeat(n % 7) + &n.to_string()).collect();
        let empty = texts.number("");
        let numbers: Vec<Text> = many.iter().map(|text| texts.number(text)).collect();
        let bytes = texts.all.len();
        for (text, number) in many.iter().zip(&numbers) {
            assert_eq!(texts.number(text), *number);
            assert_eq!(texts.of(*number), text);
        }
        assert_eq!((texts.number(""), texts.all.len()), (empty, bytes));
        assert_eq!(texts.of(empty), "");
        assert!(texts.iter().skip(1).eq(many.iter().map(String::as_str)));
        assert_eq!(size_of::<Option<Text>>(), 4);
    }

    #[test]
    fn values_are_numbered_in_order() {
        let mut numbered = Numbered::default();
        for round in 0..2 {
            for n in 0..5_000u32 {
                assert_eq!(numbered.number((n, n / 2)), n, "{round}");
            }
        }
        assert_eq!((numbered.all().len(), numbered.at(7), numbered.at(5_000)), (5_000, Some(&(7, 3)), None));
    }
}
