//! The values of asks: counts, words, days, decimals, each read strictly.

use super::de::A_DAY;
use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Unexpected, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use tokentoll_book::Day;
use tokentoll_core::{Currency, Endpoint, InferenceGeo, Meter, ServiceTier, Speed, Usage, plain_decimal};
use tokentoll_plan::conversation::Caching;
use tokentoll_plan::{Fraction, Range, Ratio};

/// Counts by meter.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts(pub(super) Usage);

const METERS: [&str; Meter::COUNT] = {
    let mut names = [""; Meter::COUNT];
    let mut i = 0;
    while i < Meter::COUNT {
        names[i] = Meter::ALL[i].name();
        i += 1;
    }
    names
};

impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Counts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of counts by meter")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Counts, A::Error> {
                let mut usage = Usage::new();
                while let Some(name) = members.next_key::<String>()? {
                    let meter: Meter = name.parse().map_err(|()| A::Error::unknown_field(&name, &METERS))?;
                    usage = usage.with(meter, members.next_value::<Count>()?.0);
                }
                Ok(Counts(usage))
            }
        }
        deserializer.deserialize_map(Read)
    }
}

/// A whole number of 32 bits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count(pub(super) u32);

const A_COUNT: &str = "a whole number from 0 to 4294967295";

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(A_COUNT)
            }

            fn visit_u64<E: Error>(self, n: u64) -> Result<Count, E> {
                u32::try_from(n).map(Count).map_err(|_| E::invalid_value(Unexpected::Unsigned(n), &A_COUNT))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// A count, or `{ "low", "likely", "high" }`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted(pub(super) Range);

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Ends {
    low: Count,
    likely: Count,
    high: Count,
}

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Counted;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a count, or an object of low, likely and high")
            }

            fn visit_u64<E: Error>(self, n: u64) -> Result<Counted, E> {
                let count =
                    u32::try_from(n).map_err(|_| E::invalid_value(Unexpected::Unsigned(n), &A_COUNT))?;
                Ok(Counted(Range::exact(count)))
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Counted, A::Error> {
                let Ends { low, likely, high } =
                    Ends::deserialize(serde::de::value::MapAccessDeserializer::new(members))?;
                Range::new(low.0, likely.0, high.0).map(Counted).map_err(A::Error::custom)
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// Text that is read into a value.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    String::deserialize(deserializer)
}

/// A day.
#[derive(Clone, Copy, Debug)]
pub(super) struct OnDay(pub(super) Day);

impl<'de> Deserialize<'de> for OnDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = text(deserializer)?;
        let bad = |_| D::Error::invalid_value(Unexpected::Str(&text), &A_DAY);
        text.parse().map(OnDay).map_err(bad)
    }
}

/// A plain decimal above zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Positive(pub(super) Decimal);

impl<'de> Deserialize<'de> for Positive {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = text(deserializer)?;
        match plain_decimal(&text) {
            Ok(decimal) if !decimal.is_zero() => Ok(Positive(decimal)),
            _ => Err(D::Error::invalid_value(
                Unexpected::Str(&text),
                &"a plain decimal above zero, such as 0.14",
            )),
        }
    }
}

/// One of few words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<T>(pub(super) T);

/// A type with one spelling for each value.
pub(super) trait Words: FromStr {
    /// Every spelling.
    const NAMES: &'static [&'static str];
}

macro_rules! words {
    ($($name:ident $count:expr),+) => { $(impl Words for $name {
        const NAMES: &'static [&'static str] = &{
            let mut names = [""; $count];
            let mut i = 0;
            while i < $count {
                names[i] = $name::ALL[i].name();
                i += 1;
            }
            names
        };
    })+ };
}
words!(
    ServiceTier ServiceTier::ALL.len(),
    Speed Speed::ALL.len(),
    InferenceGeo InferenceGeo::ALL.len(),
    Endpoint Endpoint::ALL.len(),
    Caching Caching::ALL.len(),
    Currency Currency::ALL.len()
);

impl<'de, T: Words> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = text(deserializer)?;
        text.parse().map(Word).map_err(|_| D::Error::unknown_variant(&text, T::NAMES))
    }
}

/// A ratio: one decimal, or `{ "low", "likely", "high" }`.
#[derive(Clone, Copy, Debug)]
pub(super) struct AskedRatio(pub(super) Ratio);

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RatioEnds {
    low: AskedFraction,
    likely: AskedFraction,
    high: AskedFraction,
}

struct AskedFraction(Fraction);

impl<'de> Deserialize<'de> for AskedFraction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = text(deserializer)?;
        Fraction::read(&text).map(AskedFraction).ok_or_else(|| {
            let expected = "a plain decimal above 0 and at most 1000, with at most six places, such as 1.3";
            D::Error::invalid_value(Unexpected::Str(&text), &expected)
        })
    }
}

impl<'de> Deserialize<'de> for AskedRatio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = AskedRatio;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal as text, or an object of low, likely and high")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<AskedRatio, E> {
                let read = serde::de::value::StrDeserializer::<E>::new(text);
                let AskedFraction(one) = AskedFraction::deserialize(read)?;
                Ratio::new(one, one, one).map(AskedRatio).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<AskedRatio, A::Error> {
                let ends = RatioEnds::deserialize(serde::de::value::MapAccessDeserializer::new(members))?;
                Ratio::new(ends.low.0, ends.likely.0, ends.high.0).map(AskedRatio).map_err(A::Error::custom)
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// Ratios by family of tokenizer.
pub(super) type AskedRatios = BTreeMap<String, AskedRatio>;

/// Rates by currency: how much of the request's currency one unit is.
#[derive(Clone, Debug, Default)]
pub(super) struct Rates(pub(super) Vec<(Currency, Decimal)>);

impl<'de> Deserialize<'de> for Rates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Rates;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of rates by currency")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Rates, A::Error> {
                let mut rates = Vec::new();
                while let Some(name) = members.next_key::<String>()? {
                    let unknown = |()| A::Error::unknown_field(&name, Currency::NAMES);
                    rates.push((name.parse().map_err(unknown)?, members.next_value::<Positive>()?.0));
                }
                Ok(Rates(rates))
            }
        }
        deserializer.deserialize_map(Read)
    }
}

#[cfg(feature = "schema")]
mod schema {
    use super::*;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    macro_rules! schemas {
        ($($type:ty = $name:literal, $of:expr;)+) => { $(impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $of
            }

            fn inline_schema() -> bool {
                true
            }
        })+ };
    }

    fn count() -> serde_json::Value {
        serde_json::json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX })
    }

    fn ends(one: serde_json::Value) -> Schema {
        json_schema!({ "anyOf": [one, {
            "type": "object", "additionalProperties": false, "required": ["low", "likely", "high"],
            "properties": { "low": one, "likely": one, "high": one },
        }] })
    }

    fn decimal() -> serde_json::Value {
        serde_json::json!({ "type": "string", "pattern": "^\\d+(\\.\\d+)?$" })
    }

    fn by_name(names: &[&str], of: serde_json::Value) -> Schema {
        let members: serde_json::Map<_, _> = names.iter().map(|n| ((*n).to_owned(), of.clone())).collect();
        json_schema!({ "type": "object", "additionalProperties": false, "properties": members })
    }

    schemas! {
        Counts = "Usage", by_name(&METERS, count());
        Count = "Count", json_schema!({ "type": "integer", "minimum": 0, "maximum": u32::MAX });
        Counted = "Counted", ends(count());
        OnDay = "Day", json_schema!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" });
        Positive = "Positive", json_schema!({ "type": "string", "pattern": "^\\d+(\\.\\d+)?$" });
        AskedRatio = "Ratio", ends(decimal());
        Rates = "Rates", by_name(Currency::NAMES, decimal());
    }

    impl<T: Words> JsonSchema for Word<T> {
        fn schema_name() -> Cow<'static, str> {
            "Word".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "enum": T::NAMES })
        }

        fn inline_schema() -> bool {
            true
        }
    }
}
