use crate::report::{Part, PartKind, Report, ReportedTerms, UsageError};
use jiff::Timestamp;
use std::borrow::Cow;
use std::fmt;
use tokentoll_core::{Meter, Usage};

/// What stands at one place of a log.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "most entries are records, and none is kept")]
pub enum Entry<'t> {
    /// A request.
    Record(Record<'t>),
    /// Something that should be a request and cannot be read as one.
    Fault(Fault),
    /// Something that is no request of its own, by design: it costs nothing here.
    Aside(Aside),
}

impl<'t> From<Result<Record<'t>, Fault>> for Entry<'t> {
    fn from(read: Result<Record<'t>, Fault>) -> Self {
        read.map_or_else(Entry::Fault, Entry::Record)
    }
}

/// Why something that looks like a request is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Aside {
    /// Written by a client itself, such as an error message: nothing was sent.
    Synthetic,
    /// Sums over requests that stand elsewhere.
    Summary,
    /// Answered from a gateway's own cache.
    GatewayCache,
    /// The same count told again.
    Repeat,
}

impl Aside {
    /// Every reason.
    pub const ALL: [Aside; 4] = [Aside::Synthetic, Aside::Summary, Aside::GatewayCache, Aside::Repeat];

    /// The one spelling: `synthetic`, `summary`, `gateway_cache`, `repeat`.
    pub const fn name(self) -> &'static str {
        match self {
            Aside::Synthetic => "synthetic",
            Aside::Summary => "summary",
            Aside::GatewayCache => "gateway_cache",
            Aside::Repeat => "repeat",
        }
    }
}

/// One request, or the sum of several, as a log tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<'t> {
    /// When it was answered.
    pub at: Option<Timestamp>,
    /// Who sold it, where the log tells: the id of a seller, or the log's own word.
    pub seller: Option<Cow<'t, str>>,
    /// The model that answered.
    pub model: Option<Cow<'t, str>>,
    /// What was used.
    pub used: Used,
    /// The terms on which it was served, as far as the log says.
    pub terms: ReportedTerms,
    /// Which request it is. Records of the same identity tell of the same request.
    pub identity: Option<Identity<'t>>,
    /// Whether the answer was complete when this was written: of several records, a complete one is right.
    pub complete: bool,
    /// Whether it stands in a side conversation that may repeat requests of the main one.
    pub sidechain: bool,
    /// Where it was made, such as a folder.
    pub project: Option<Cow<'t, str>>,
    /// The conversation it belongs to.
    pub session: Option<Cow<'t, str>>,
    /// Anything else to group by, by name.
    pub labels: Vec<(Cow<'t, str>, Cow<'t, str>)>,
    /// What the log says that it cost: a decimal in the seller's currency, which is told and never used.
    pub claimed: Option<Cow<'t, str>>,
}

/// What a record used.
#[derive(Clone, Debug, PartialEq)]
pub enum Used {
    /// One request on one model.
    Request(Usage),
    /// One request that was several samplings, each billed by itself.
    Parts(Vec<Part>),
    /// Many requests, of which only the sum is known.
    Aggregate(Aggregate),
}

/// The sum of many requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aggregate {
    /// Counts by meter, in billing order.
    pub counts: [u64; Meter::COUNT],
    /// Whether all of them reached the long-context tier, where that is known.
    pub long_context: Option<bool>,
}

impl Aggregate {
    /// Nothing, of unknown length.
    pub const fn new() -> Self {
        Aggregate { counts: [0; Meter::COUNT], long_context: None }
    }

    /// The same sum with another count of one meter.
    #[must_use]
    pub fn with(mut self, meter: Meter, count: u64) -> Self {
        if let Some(at) = self.counts.get_mut(meter as usize) {
            *at = count;
        }
        self
    }

    /// The count of a meter.
    pub fn of(&self, meter: Meter) -> u64 {
        self.counts.get(meter as usize).copied().unwrap_or(0)
    }
}

impl Default for Aggregate {
    fn default() -> Self {
        Aggregate::new()
    }
}

/// What tells requests apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity<'t> {
    /// The id that the provider gave its answer.
    pub id: Cow<'t, str>,
    /// The id of the HTTP request, where it is known: two records of one `id` that are not of a side
    /// conversation and name different requests are two requests.
    pub request: Option<Cow<'t, str>>,
}

impl<'t> Identity<'t> {
    /// An identity by one id.
    pub fn of(id: impl Into<Cow<'t, str>>) -> Self {
        Identity { id: id.into(), request: None }
    }
}

/// Why a place of a log that should tell of a request does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault, for programs.
    ///
    /// | code | meaning |
    /// |---|---|
    /// | `bad_json`, `bad_usage`, `bad_number`, `unknown_field`, `too_large` | as [`crate::ErrorCode`] |
    /// | `no_usage` | an answer or a stream that never told its usage |
    /// | `no_model` | usage without a model |
    /// | `bad_time` | a time that is none |
    /// | `unfinished` | a stream that stopped before it told its usage: the output is not known |
    pub code: &'static str,
    /// What was met and what was expected, for people.
    pub message: String,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Fault { code, message: message.into() }
    }
}

impl From<UsageError> for Fault {
    fn from(error: UsageError) -> Fault {
        Fault { code: error.code.name(), message: error.to_string() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl<'t> Record<'t> {
    /// A complete record of a use, of which nothing else is known yet.
    pub fn new(used: Used) -> Self {
        Record {
            at: None,
            seller: None,
            model: None,
            used,
            terms: ReportedTerms::default(),
            identity: None,
            complete: true,
            sidechain: false,
            project: None,
            session: None,
            labels: Vec::new(),
            claimed: None,
        }
    }

    /// A record of a provider's own report.
    pub fn of_report(report: Report) -> Self {
        let model = report.model.map(Cow::Owned);
        Record { model, terms: report.terms, ..Record::new(Used::of(report.parts)) }
    }

    /// The same record, holding on to nothing.
    pub fn into_owned(self) -> Record<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Record {
            at: self.at,
            seller: self.seller.map(own),
            model: self.model.map(own),
            used: self.used,
            terms: self.terms,
            identity: self.identity.map(|i| Identity { id: own(i.id), request: i.request.map(own) }),
            complete: self.complete,
            sidechain: self.sidechain,
            project: self.project.map(own),
            session: self.session.map(own),
            labels: self.labels.into_iter().map(|(name, value)| (own(name), own(value))).collect(),
            claimed: self.claimed.map(own),
        }
    }
}

impl Entry<'_> {
    /// The same entry, holding on to nothing.
    pub fn into_owned(self) -> Entry<'static> {
        match self {
            Entry::Record(record) => Entry::Record(record.into_owned()),
            Entry::Fault(fault) => Entry::Fault(fault),
            Entry::Aside(aside) => Entry::Aside(aside),
        }
    }
}

impl Used {
    /// What the parts of a report used.
    pub fn of(parts: Vec<Part>) -> Used {
        match parts.as_slice() {
            [Part { kind: PartKind::Request, model: None, usage, refused: false }] => Used::Request(*usage),
            _ => Used::Parts(parts),
        }
    }
}
