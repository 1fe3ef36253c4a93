use jiff::tz::TimeZone;
use std::fmt;
use std::str::FromStr;
use tokentoll_book::Day;

/// What to ask of a ledger.
#[derive(Clone, Debug)]
pub struct Query {
    /// What rows are grouped by; nothing puts all in one group.
    pub by: Vec<Field>,
    /// The first day, in the time zone.
    pub since: Option<Day>,
    /// The last day, in the time zone.
    pub until: Option<Day>,
    /// Where days begin and end for grouping. Prices are those of the day in UTC, as sellers keep them.
    pub zone: TimeZone,
    /// Prices everything as on this day.
    pub reprice_on: Option<Day>,
    /// The day of rows that tell none.
    pub undated: Option<Day>,
    /// The seller of rows that tell none; without one, as [`tokentoll_book::PriceBook::find`] looks.
    pub seller: Option<String>,
    /// Prices everything a second time, in another way.
    pub what_if: Option<WhatIf>,
}

impl Query {
    /// Everything, grouped by fields, at the prices of its day.
    pub fn by(fields: impl IntoIterator<Item = Field>) -> Query {
        Query {
            by: fields.into_iter().collect(),
            since: None,
            until: None,
            zone: TimeZone::UTC,
            reprice_on: None,
            undated: None,
            seller: None,
            what_if: None,
        }
    }
}

/// Something that rows differ in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The day.
    Day,
    /// The week, from Monday, by its first day.
    Week,
    /// The month.
    Month,
    /// The model, by the seller's own id.
    Model,
    /// The seller.
    Seller,
    /// Where it was made.
    Project,
    /// The conversation.
    Session,
    /// The queue: standard, batch, priority, flex.
    Tier,
    /// The file it stands in.
    File,
    /// A label of the log's own, such as `agent`, `branch`, `user`, `team`.
    Label(String),
}

impl Field {
    /// The fields that every ledger has.
    pub const NAMED: [Field; 9] = [
        Field::Day,
        Field::Week,
        Field::Month,
        Field::Model,
        Field::Seller,
        Field::Project,
        Field::Session,
        Field::Tier,
        Field::File,
    ];

    /// The one spelling; of a label, the label.
    pub fn name(&self) -> &str {
        match self {
            Field::Day => "day",
            Field::Week => "week",
            Field::Month => "month",
            Field::Model => "model",
            Field::Seller => "seller",
            Field::Project => "project",
            Field::Session => "session",
            Field::Tier => "tier",
            Field::File => "file",
            Field::Label(label) => label,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Field {
    type Err = std::convert::Infallible;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Ok(Field::NAMED
            .into_iter()
            .find(|field| field.name() == s)
            .unwrap_or_else(|| Field::Label(s.to_owned())))
    }
}

/// Another way in which the same tokens could have been bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhatIf {
    /// As batches, where the seller offers them.
    Batch,
    /// Without a cache: what was read from it or written to it as plain input.
    NoCache,
    /// On another model, token for token. Another model's tokens may be longer or shorter.
    Model(String),
}

impl fmt::Display for WhatIf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WhatIf::Batch => f.write_str("batch"),
            WhatIf::NoCache => f.write_str("without cache"),
            WhatIf::Model(model) => f.write_str(model),
        }
    }
}
