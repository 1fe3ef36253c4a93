//! The wire form of the answers.

mod limits;
mod one;
mod talk;
mod ways;

use crate::wire::{Error, ErrorAnswer, Source, Terms, Warning};
use crate::{Amount, Code, Failure, Id};
use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeMap, Serializer};
use tokentoll_core::{Meter, Usage};

pub use limits::*;
pub use one::*;
pub use talk::*;
pub use ways::*;

macro_rules! wire {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)+ }
    };
}
use wire;

/// The answer to one question about cost.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum PlanAnswer {
    /// To `forecast`.
    Forecast(Box<Forecast>),
    /// To `access`.
    Access(Box<Access>),
    /// To `cliff`.
    Cliff(Box<Cliff>),
    /// To `compare`.
    Compare(Box<Comparison>),
    /// To `advise`.
    Advise(Box<Advice>),
    /// To `conversation`.
    Conversation(Box<Conversation>),
    /// To `limits`.
    Limits(Box<Limits>),
    /// Why there is none.
    Error(ErrorAnswer),
}

impl PlanAnswer {
    /// An answer that is an error.
    pub fn error(id: Option<Id>, failure: Failure) -> PlanAnswer {
        PlanAnswer::Error(ErrorAnswer { id, error: as_error(failure) })
    }

    /// The code of an error.
    pub fn code(&self) -> Option<Code> {
        match self {
            PlanAnswer::Error(answer) => Some(answer.error.code),
            _ => None,
        }
    }

    /// One line of JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|e| unreachable!("answers are plain data: {e}"))
    }
}

pub(super) fn as_error(failure: Failure) -> Error {
    let field = Some(failure.field).filter(|f| !f.is_empty());
    Error { code: failure.code, message: failure.message, field }
}

/// An amount, a difference, a rate: a plain decimal as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money(pub Decimal);

impl From<Amount> for Money {
    fn from(amount: Amount) -> Money {
        Money(amount.decimal())
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.normalize().fmt(f)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Counts by meter; those of 0 are left out.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Counts(pub Vec<(Meter, u64)>);

impl Counts {
    /// The count of one meter.
    pub fn of(&self, meter: Meter) -> u64 {
        self.0.iter().find(|(m, _)| *m == meter).map_or(0, |(_, count)| *count)
    }
}

impl From<&Usage> for Counts {
    fn from(usage: &Usage) -> Counts {
        Counts(usage.iter().map(|(meter, count)| (meter, u64::from(count))).collect())
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (meter, count) in &self.0 {
            map.serialize_entry(meter.name(), count)?;
        }
        map.end()
    }
}

wire! {
    /// Where, when and how: what every answer begins with.
    At {
        /// Of the ask.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Id>,
        /// The seller.
        seller: String,
        /// The seller's own id of the model.
        model: String,
        /// The day, YYYY-MM-DD.
        on: String,
        /// The currency of every amount.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = tokentoll_core::Currency::ALL.map(tokentoll_core::Currency::name))))]
        currency: String,
        /// The terms that were priced.
        terms: Terms,
        /// The price entry.
        price: Source,
        /// What a reader should know.
        warnings: Vec<Warning>,
    }
}

wire! {
    /// A usage and the total of its quote.
    Outcome {
        /// The usage.
        usage: Counts,
        /// The length of its prompt.
        prompt_tokens: u64,
        /// The total; null where it has no price.
        cost: Option<Money>,
        /// The threshold of the long-context tier that it reaches; null for none.
        tier: Option<u32>,
        /// Why it has no price.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<Error>,
    }
}

#[cfg(feature = "schema")]
mod schema {
    use super::*;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    impl JsonSchema for Money {
        fn schema_name() -> Cow<'static, str> {
            "Money".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "pattern": "^-?\\d+(\\.\\d+)?$" })
        }

        fn inline_schema() -> bool {
            true
        }
    }

    impl JsonSchema for Counts {
        fn schema_name() -> Cow<'static, str> {
            "Counts".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let count = serde_json::json!({ "type": "integer", "minimum": 0 });
            let meters: serde_json::Map<_, _> =
                Meter::ALL.into_iter().map(|m| (m.name().to_owned(), count.clone())).collect();
            json_schema!({ "type": "object", "additionalProperties": false, "properties": meters })
        }
    }
}
