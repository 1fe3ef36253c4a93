//! Who served requests and where they were made: what many rows share, each held once.

use super::texts::{Numbered, Text, Texts};
use serde::{Deserialize, Serialize};
use tokentoll_core::{InferenceGeo, ServiceTier, Speed};
use tokentoll_usage::ReportedTerms;
use tokentoll_usage::log::Record;

/// Who served a request, and on which terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Who<'n> {
    pub(crate) seller: Option<&'n str>,
    pub(crate) model: Option<&'n str>,
    pub(crate) terms: ReportedTerms,
}

/// Names by number.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(super) texts: Texts,
    pub(super) who: Numbered<(Option<Text>, Option<Text>, ReportedTerms)>,
    pub(super) whence: Numbered<Whence>,
    pub(super) labels: Numbered<Box<[(Text, Text)]>>,
    /// The ones asked for last: most often, they are the next ones, too.
    last: (u32, u32),
}

/// Where a request was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Whence {
    pub(super) project: Option<Text>,
    pub(super) session: Option<Text>,
    /// The number of its labels.
    pub(super) labels: u32,
}

impl Names {
    /// The number of who served a record.
    pub(crate) fn number_of_who(&mut self, record: &Record<'_>) -> u32 {
        let who =
            Who { seller: record.seller.as_deref(), model: record.model.as_deref(), terms: record.terms };
        if self.who(self.last.0) != Some(who) {
            let texts = &mut self.texts;
            let [seller, model] = [who.seller, who.model].map(|name| name.map(|name| texts.number(name)));
            self.last.0 = self.who.number((seller, model, who.terms));
        }
        self.last.0
    }

    /// The number of where a record was made.
    pub(crate) fn number_of_whence(&mut self, record: &Record<'_>) -> u32 {
        if !self.is_of(self.last.1, record) {
            let texts = &mut self.texts;
            let [project, session] =
                [&record.project, &record.session].map(|name| name.as_deref().map(|name| texts.number(name)));
            let labels = record.labels.iter().map(|(name, value)| (texts.number(name), texts.number(value)));
            let labels = self.labels.number(labels.collect());
            self.last.1 = self.whence.number(Whence { project, session, labels });
        }
        self.last.1
    }

    fn is_of(&self, whence: u32, record: &Record<'_>) -> bool {
        self.whence.at(whence).is_some()
            && self.session(whence) == record.session.as_deref()
            && self.project(whence) == record.project.as_deref()
            && self.labels(whence).eq(record.labels.iter().map(|(name, value)| (&**name, &**value)))
    }

    pub(crate) fn who(&self, number: u32) -> Option<Who<'_>> {
        let (seller, model, terms) = *self.who.at(number)?;
        Some(Who { seller: self.text(seller), model: self.text(model), terms })
    }

    pub(crate) fn project(&self, whence: u32) -> Option<&str> {
        self.text(self.whence.at(whence)?.project)
    }

    pub(crate) fn session(&self, whence: u32) -> Option<&str> {
        self.text(self.whence.at(whence)?.session)
    }

    /// The names of labels and their values.
    pub(crate) fn labels(&self, whence: u32) -> impl Iterator<Item = (&str, &str)> {
        let labels = self.whence.at(whence).and_then(|whence| self.labels.at(whence.labels));
        let labels = labels.map_or(&[][..], |labels| labels);
        labels.iter().map(|(name, value)| (self.texts.of(*name), self.texts.of(*value)))
    }

    /// The name of every label, as often as it has a value.
    pub(crate) fn label_names(&self) -> impl Iterator<Item = &str> {
        self.labels.all().iter().flatten().map(|(name, _)| self.texts.of(*name))
    }

    fn text(&self, text: Option<Text>) -> Option<&str> {
        text.map(|text| self.texts.of(text))
    }
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
