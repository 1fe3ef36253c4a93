//! Texts that many rows share, each held once.

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;
use std::hash::{Hash, Hasher};
use tokentoll_core::{InferenceGeo, ServiceTier, Speed};
use tokentoll_usage::ReportedTerms;
use tokentoll_usage::log::Record;

/// Who served a request, and on which terms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Who {
    pub(crate) seller: Option<Box<str>>,
    pub(crate) model: Option<Box<str>>,
    pub(crate) terms: ReportedTerms,
}

/// Where a request was made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Whence {
    pub(crate) project: Option<Box<str>>,
    pub(crate) session: Option<Box<str>>,
    pub(crate) labels: Vec<(Box<str>, Box<str>)>,
}

/// A part of a record that is held once.
pub(crate) trait Name {
    fn is_of(&self, record: &Record<'_>) -> bool;
    fn hash(record: &Record<'_>) -> u64;
    fn of(record: &Record<'_>) -> Self;
}

/// Numbered names.
#[derive(Debug)]
pub(crate) struct Names<T> {
    names: Vec<T>,
    index: HashTable<u32>,
    hashes: Vec<u64>,
    /// The one asked for last: most often, it is the next one, too.
    last: u32,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Names { names: Vec::new(), index: HashTable::new(), hashes: Vec::new(), last: 0 }
    }
}

impl<T: Name> Names<T> {
    pub(crate) fn number(&mut self, record: &Record<'_>) -> u32 {
        if self.names.get(self.last as usize).is_some_and(|name| name.is_of(record)) {
            return self.last;
        }
        let hash = T::hash(record);
        let found = self.index.find(hash, |at| self.names[*at as usize].is_of(record)).copied();
        self.last = found.unwrap_or_else(|| self.push(hash, T::of(record)));
        self.last
    }

    fn push(&mut self, hash: u64, name: T) -> u32 {
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name);
        self.hashes.push(hash);
        let hashes = &self.hashes;
        self.index.insert_unique(hash, number, |at| hashes[*at as usize]);
        number
    }

    pub(crate) fn at(&self, number: u32) -> Option<&T> {
        self.names.get(number as usize)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.names.iter()
    }
}

impl<T: Name> Names<T> {
    /// Names in the order of their numbers, each with a record that it is the name of.
    pub(crate) fn restore(names: Vec<T>, record: impl Fn(&T) -> Record<'_>) -> Self {
        let mut restored = Names::default();
        for name in names {
            let hash = T::hash(&record(&name));
            restored.push(hash, name);
        }
        restored
    }
}

impl Name for Who {
    fn is_of(&self, record: &Record<'_>) -> bool {
        self.model.as_deref() == record.model.as_deref()
            && self.terms == record.terms
            && self.seller.as_deref() == record.seller.as_deref()
    }

    fn hash(record: &Record<'_>) -> u64 {
        hash(&(record.seller.as_deref(), record.model.as_deref(), record.terms))
    }

    fn of(record: &Record<'_>) -> Self {
        Who { seller: own(&record.seller), model: own(&record.model), terms: record.terms }
    }
}

impl Name for Whence {
    fn is_of(&self, record: &Record<'_>) -> bool {
        self.session.as_deref() == record.session.as_deref()
            && self.project.as_deref() == record.project.as_deref()
            && self.labels.len() == record.labels.len()
            && self.labels.iter().zip(&record.labels).all(|((a, b), (c, d))| **a == **c && **b == **d)
    }

    fn hash(record: &Record<'_>) -> u64 {
        hash(&(record.project.as_deref(), record.session.as_deref(), &record.labels))
    }

    fn of(record: &Record<'_>) -> Self {
        let labels = record.labels.iter().map(|(name, value)| ((**name).into(), (**value).into()));
        Whence { project: own(&record.project), session: own(&record.session), labels: labels.collect() }
    }
}

fn own(text: &Option<std::borrow::Cow<'_, str>>) -> Option<Box<str>> {
    text.as_deref().map(Into::into)
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = SipHasher13::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The words of terms, which a state file keeps.
pub(crate) fn words(terms: ReportedTerms) -> [Option<String>; 3] {
    [
        terms.service_tier.map(|word| word.name().to_owned()),
        terms.speed.map(|word| word.name().to_owned()),
        terms.inference_geo.map(|word| word.name().to_owned()),
    ]
}

/// The terms that words say.
pub(crate) fn terms(words: &[Option<String>; 3]) -> Option<ReportedTerms> {
    let [tier, speed, geo] = words;
    Some(ReportedTerms {
        service_tier: tier.as_deref().map(str::parse::<ServiceTier>).transpose().ok()?,
        speed: speed.as_deref().map(str::parse::<Speed>).transpose().ok()?,
        inference_geo: geo.as_deref().map(str::parse::<InferenceGeo>).transpose().ok()?,
    })
}
