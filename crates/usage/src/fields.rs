//! A cursor over an object that remembers which members were asked for and refuses the rest.

use crate::json::{Json, Number, Object, count, met, short};
use crate::report::{ErrorCode, UsageError};

/// The members of one object. `null` counts as absent.
#[derive(Clone)]
pub(crate) struct Fields<'a> {
    object: &'a Object,
    path: String,
    asked: Vec<&'static str>,
}

/// What gateways add to any provider's usage: what they charged, which is theirs.
pub(crate) const GATEWAY_PRICES: &[&str] =
    &["cost_details", "is_byok", "market_cost", "estimated_cost", "pydantic_ai_gateway"];

/// A count and where it stood, for comparing counts that tell the same thing in two places.
pub(crate) type Claim = (String, Option<u32>);

impl<'a> Fields<'a> {
    pub(crate) fn new(object: &'a Object, path: &str) -> Self {
        Fields { object, path: path.into(), asked: Vec::new() }
    }

    /// The dotted path of a member.
    pub(crate) fn path_of(&self, key: &str) -> String {
        join(&self.path, key)
    }

    pub(crate) fn value(&mut self, key: &'static str) -> Option<&'a Json> {
        self.asked.push(key);
        self.object.field(key).filter(|json| !json.is_null())
    }

    pub(crate) fn optional_count(&mut self, key: &'static str) -> Result<Option<u32>, UsageError> {
        match self.value(key) {
            Some(json) => count(json, &self.path_of(key)).map(Some),
            None => Ok(None),
        }
    }

    /// A count without which nothing can be read.
    pub(crate) fn count(&mut self, key: &'static str) -> Result<u32, UsageError> {
        self.optional_count(key)?.ok_or_else(|| {
            UsageError::bad_usage(self.path_of(key), format!("met no {key}, expected a whole number"))
        })
    }

    pub(crate) fn claim(&mut self, key: &'static str) -> Result<Claim, UsageError> {
        Ok((self.path_of(key), self.optional_count(key)?))
    }

    pub(crate) fn optional_text(&mut self, key: &'static str) -> Result<Option<&'a str>, UsageError> {
        match self.value(key) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong_kind(key, other, "a string")),
        }
    }

    pub(crate) fn optional_object(&mut self, key: &'static str) -> Result<Option<Fields<'a>>, UsageError> {
        match self.value(key) {
            None => Ok(None),
            Some(Json::Object(object)) => Ok(Some(Fields::new(object, &self.path_of(key)))),
            Some(other) => Err(self.wrong_kind(key, other, "an object")),
        }
    }

    /// An array of objects.
    pub(crate) fn objects(&mut self, key: &'static str) -> Result<Option<Vec<Fields<'a>>>, UsageError> {
        let list = match self.value(key) {
            None => return Ok(None),
            Some(Json::List(list)) => list,
            Some(other) => return Err(self.wrong_kind(key, other, "an array")),
        };
        let path = self.path_of(key);
        let element = |(i, json): (usize, &'a Json)| match json {
            Json::Object(object) => Ok(Fields::new(object, &format!("{path}.{i}"))),
            other => Err(UsageError::bad_usage(format!("{path}.{i}"), expected(other, "an object"))),
        };
        list.iter().enumerate().map(element).collect::<Result<_, _>>().map(Some)
    }

    /// Members that are documented and say nothing about a bill.
    pub(crate) fn known_but_unused(&mut self, keys: &[&'static str]) {
        self.asked.extend(keys);
    }

    /// Members of another format that gateways add; they may stand here only if they say nothing.
    pub(crate) fn silent(&mut self, keys: &[&'static str]) -> Result<(), UsageError> {
        for key in keys {
            if let Some(json) = self.value(key)
                && !is_silent(json)
            {
                return Err(self.wrong_kind(key, json, "0 or nothing in an object of this format"));
            }
        }
        Ok(())
    }

    /// Refuses every member that nobody asked for.
    pub(crate) fn finish(self) -> Result<(), UsageError> {
        let Some(unknown) = self.object.keys().find(|key| !self.asked.contains(key)) else { return Ok(()) };
        let mut known = self.asked.clone();
        known.sort_unstable();
        known.dedup();
        let expected = match nearest(unknown, &known) {
            Some(near) => format!("the nearest known one is {near:?}"),
            None => format!("expected only {}", known.join(", ")),
        };
        let place = if self.path.is_empty() { "the usage object" } else { &self.path };
        Err(UsageError::new(
            ErrorCode::UnknownField,
            self.path_of(&short(unknown)),
            format!("met the unknown member {:?} in {place}; {expected}", short(unknown)),
        ))
    }

    fn wrong_kind(&self, key: &str, json: &Json, kind: &str) -> UsageError {
        UsageError::bad_usage(self.path_of(key), expected(json, kind))
    }
}

/// What several claims agree on; the absent ones agree with all.
pub(crate) fn agreed(claims: &[Claim]) -> Result<Option<u32>, UsageError> {
    let mut told = claims.iter().filter_map(|(path, count)| count.map(|count| (path, count)));
    let Some((path, first)) = told.next() else { return Ok(None) };
    match told.find(|(_, count)| *count != first) {
        None => Ok(Some(first)),
        Some((other, count)) => Err(UsageError::bad_usage(
            other,
            format!("met {count}, expected {first} as in {path}: both tell the same tokens"),
        )),
    }
}

/// A sum as a count.
pub(crate) fn fit(sum: u64, path: &str) -> Result<u32, UsageError> {
    u32::try_from(sum).map_err(|_| {
        UsageError::new(
            ErrorCode::TooLarge,
            path,
            format!("met a sum of {sum}, expected at most {}", u32::MAX),
        )
    })
}

/// Whether a value says nothing: `null`, 0, or only such values inside.
pub(crate) fn is_silent(json: &Json) -> bool {
    let is_zero =
        |number| matches!(number, Number::Whole(0)) || matches!(number, Number::Other(x) if x == 0.0);
    match json {
        Json::Null => true,
        Json::Number(number) => is_zero(*number),
        Json::List(list) => list.is_empty(),
        // One level: every documented member of such an object is a count.
        Json::Object(object) => {
            object.iter().all(|(_, value)| value.is_null() || value.as_number().is_some_and(is_zero))
        }
        _ => false,
    }
}

pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.into() } else { format!("{path}.{key}") }
}

fn expected(met_here: &Json, kind: &str) -> String {
    format!("met {}, expected {kind}", met(met_here))
}

/// The known key closest in spelling, if it is close at all.
fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    if key.len() > 60 {
        return None;
    }
    let (distance, near) = known.iter().map(|k| (distance(key, k), *k)).min()?;
    (distance * 2 <= key.len()).then_some(near)
}

/// Levenshtein's distance in bytes.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let here = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            diagonal = core::mem::replace(cell, here);
            left = here;
        }
    }
    row.last().copied().unwrap_or_default().max(usize::from(b.is_empty()) * a.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Limits, parse};

    fn with<T>(text: &str, read: impl FnOnce(Fields<'_>) -> T) -> T {
        let json = parse(text.as_bytes(), Limits::default()).unwrap();
        read(Fields::new(json.as_object().unwrap(), "usage"))
    }

    #[test]
    fn unknown_members_are_refused_with_the_nearest_known() {
        let error = with(r#"{"input_tokens":1,"ouput_tokens":2}"#, |mut fields| {
            fields.count("input_tokens").unwrap();
            fields.optional_count("output_tokens").unwrap();
            fields.finish().unwrap_err()
        });
        assert_eq!(error.code, ErrorCode::UnknownField);
        assert_eq!(error.field, "usage.ouput_tokens");
        assert!(error.message.ends_with(r#"the nearest known one is "output_tokens""#), "{error}");
    }

    #[test]
    fn null_is_absent_and_a_missing_count_is_named() {
        let error = with(r#"{"a":null}"#, |mut fields| {
            assert_eq!(fields.optional_count("a"), Ok(None));
            fields.count("a").unwrap_err()
        });
        assert_eq!((error.code, error.field.as_str()), (ErrorCode::BadUsage, "usage.a"));
    }

    #[test]
    fn kinds_are_checked() {
        with(r#"{"a":5,"b":[1]}"#, |mut fields| {
            assert_eq!(fields.optional_object("a").err().unwrap().message, "met 5, expected an object");
            assert_eq!(fields.objects("b").err().unwrap().field, "usage.b.0");
            assert!(fields.optional_text("a").is_err());
            assert!(fields.silent(&["a"]).is_err());
        });
    }

    #[test]
    fn claims() {
        assert_eq!(agreed(&[("a".into(), None), ("b".into(), Some(3)), ("c".into(), Some(3))]), Ok(Some(3)));
        let error = agreed(&[("a".into(), Some(1)), ("b".into(), Some(2))]).unwrap_err();
        assert_eq!(error.message, "met 2, expected 1 as in a: both tell the same tokens");
    }

    #[test]
    fn distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
