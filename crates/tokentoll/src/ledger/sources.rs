//! Where records stand: files by folder, name and ending, so that a million of them take little.

use super::names::Names;
use super::row;
use super::texts::{Numbered, Text, Texts};
use serde::{Deserialize, Serialize};
use siphasher::sip128::SipHasher13;
use std::hash::Hasher;

/// A source of records, such as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(pub(super) u32);

impl Source {
    /// How many sources were named before it.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// Sources by number. A session's file is called as the session is: that text is held once for both.
#[derive(Debug, Default)]
pub(crate) struct Sources(pub(super) Numbered<Place>);

/// The name of a source, in three parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(super) folder: Text,
    pub(super) stem: Text,
    pub(super) ending: Text,
}

impl Sources {
    pub(crate) fn number(&mut self, names: &mut Names, name: &str) -> Source {
        let [folder, stem, ending] = parts(name).map(|part| names.texts.number(part));
        let number = self.0.number(Place { folder, stem, ending });
        assert!(number <= row::SOURCE, "a thousand million sources do not fit");
        Source(number)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Source> {
        (0..).map(Source).take(self.0.all().len())
    }

    /// The parts of a name, one after the other.
    fn of<'n>(&self, names: &'n Names, source: Source) -> [&'n str; 3] {
        let place = self.0.at(source.0);
        place.map_or([""; 3], |place| {
            [place.folder, place.stem, place.ending].map(|part| names.texts.of(part))
        })
    }

    pub(crate) fn name(&self, names: &Names, source: Source) -> String {
        self.of(names, source).concat()
    }

    /// Takes up the name into a hash.
    pub(crate) fn write(&self, names: &Names, source: Source, hasher: &mut SipHasher13) {
        self.of(names, source).iter().for_each(|part| hasher.write(part.as_bytes()));
    }
}

impl Place {
    pub(super) fn is_of(&self, texts: &Texts) -> bool {
        [self.folder, self.stem, self.ending].into_iter().all(|part| texts.has(part))
    }
}

/// The folder with the bar behind it, the name up to its first dot, the rest.
fn parts(name: &str) -> [&str; 3] {
    let (folder, file) = name.split_at(name.rfind(['/', '\\']).map_or(0, |at| at + 1));
    let dot = file.char_indices().skip(1).find(|(_, letter)| *letter == '.');
    let (stem, ending) = file.split_at(dot.map_or(file.len(), |(at, _)| at));
    [folder, stem, ending]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_whole() {
        let (mut sources, mut names) = (Sources::default(), Names::default());
        let all =
            ["", "-", "/", "a/b/c.jsonl.gz", "a/b/c", "C:\\é\\中.jsonl", ".jsonl", "a/.b.c", "a.b/c", "a/b."];
        let numbers: Vec<Source> = all.iter().map(|name| sources.number(&mut names, name)).collect();
        for (at, (name, number)) in all.iter().zip(numbers).enumerate() {
            assert_eq!((number.at(), sources.name(&names, number)), (at, (*name).to_owned()));
            assert_eq!(sources.number(&mut names, name), number, "a source keeps its number");
        }
        assert_eq!(sources.iter().count(), all.len());
        assert_eq!(parts("/logs/5f0c.jsonl.gz"), ["/logs/", "5f0c", ".jsonl.gz"]);
    }
}
