//! A column of words: each different one once, and which of them stands in each row.

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};
use hashbrown::HashMap;

/// The key of a row without a word.
pub(crate) const NONE: u32 = u32::MAX;

/// A column of words.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// By row: the number of its word, or [`NONE`]. Empty for a column that is not there.
    keys: Vec<u32>,
    words: Vec<String>,
}

impl Words {
    /// Whether a column of this type holds words.
    pub(crate) fn has(kind: &DataType) -> bool {
        match kind {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
            DataType::Dictionary(_, values) => Words::has(values),
            _ => false,
        }
    }

    pub(crate) fn of(column: &ArrayRef) -> Result<Words> {
        Ok(match column.data_type() {
            DataType::Utf8 => Words::each(column.as_string::<i32>().iter()),
            DataType::LargeUtf8 => Words::each(column.as_string::<i64>().iter()),
            DataType::Utf8View => Words::each(column.as_string_view().iter()),
            DataType::Null => Words::each((0..column.len()).map(|_| None)),
            DataType::Dictionary(..) => {
                let dictionary = column.as_any_dictionary();
                let values = Words::of(dictionary.values())?;
                let keys = dictionary.keys();
                let at = |(row, at): (usize, usize)| match keys.is_valid(row) {
                    true => values.keys.get(at).copied().unwrap_or(NONE),
                    false => NONE,
                };
                let keys = dictionary.normalized_keys().into_iter().enumerate().map(at).collect();
                Words { keys, words: values.words }
            }
            _ => Words::of(&cast(column, &DataType::Utf8)?)?,
        })
    }

    fn each<'a>(rows: impl ExactSizeIterator<Item = Option<&'a str>>) -> Words {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut keys = Vec::with_capacity(rows.len());
        let mut last: Option<(&str, u32)> = None;
        for row in rows {
            keys.push(match (row, last) {
                (None, _) => NONE,
                (Some(word), Some((before, number))) if word == before => number,
                (Some(word), _) => {
                    let next = numbers.len() as u32;
                    let number = *numbers.entry(word).or_insert(next);
                    last = Some((word, number));
                    number
                }
            });
        }
        let mut words = vec![String::new(); numbers.len()];
        for (word, number) in numbers {
            words[number as usize] = word.to_owned();
        }
        Words { keys, words }
    }

    /// The number of a row's word; [`NONE`] where it has none.
    pub(crate) fn key(&self, row: usize) -> u32 {
        self.keys.get(row).copied().unwrap_or(NONE)
    }

    /// The word of a number.
    pub(crate) fn word(&self, key: u32) -> Option<&str> {
        self.words.get(key as usize).map(String::as_str)
    }
}

/// What the engine is told of something that this crate made impossible before.
pub(crate) fn unexpected(what: impl std::fmt::Display) -> DataFusionError {
    DataFusionError::Internal(what.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{
        DictionaryArray, LargeStringArray, NullArray, StringArray, StringViewArray,
    };
    use datafusion::arrow::datatypes::Int8Type;
    use std::sync::Arc;

    #[test]
    fn every_kind_of_column() {
        let rows = vec![Some("a"), None, Some("b"), Some("a"), Some("a")];
        let columns: [ArrayRef; 4] = [
            Arc::new(StringArray::from(rows.clone())),
            Arc::new(LargeStringArray::from(rows.clone())),
            Arc::new(StringViewArray::from(rows.clone())),
            Arc::new(rows.into_iter().collect::<DictionaryArray<Int8Type>>()),
        ];
        for column in columns {
            let words = Words::of(&column).unwrap();
            let read: Vec<_> = (0..5).map(|row| words.word(words.key(row))).collect();
            assert_eq!(read, [Some("a"), None, Some("b"), Some("a"), Some("a")], "{}", column.data_type());
            assert_eq!(words.words.len(), 2);
        }
        let none = Words::of(&(Arc::new(NullArray::new(2)) as ArrayRef)).unwrap();
        assert_eq!((none.key(0), none.key(1), none.words.len()), (NONE, NONE, 0));
        assert_eq!(Words::default().key(7), NONE);
    }
}
