//! A table of requests that nobody made. The same seed gives the same rows.

use crate::Result;
use datafusion::arrow::array::{
    ArrayRef, Date32Array, DictionaryArray, Int32Array, RecordBatch, StringArray, UInt32Array,
};
use datafusion::arrow::datatypes::Int32Type;
use datafusion::parquet::arrow::ArrowWriter;
use fastrand::Rng;
use std::path::PathBuf;
use std::sync::Arc;

/// Where it stands, and how large it is.
pub(crate) struct Table {
    pub(crate) folder: PathBuf,
    pub(crate) rows: u64,
    pub(crate) seed: u64,
}

/// A table of several files is read by several tasks.
const FILES: u64 = 8;
const BATCH: u64 = 65_536;

/// One in a thousand rows names a model that nobody sells.
const MODELS: [&str; 9] = [
    "claude-sonnet-4-5",
    "claude-opus-4-6",
    "claude-haiku-4-5",
    "claude-sonnet-4-6",
    "claude-opus-4-5",
    "claude-sonnet-4-5-20250929",
    "gemini-2.5-pro",
    "gemini-3.1-pro-preview",
    "claude-nova-9",
];

const SELLERS: [&str; 2] = ["anthropic", "google"];

/// 2026-02-20, and the days after it on which every one of these had a price.
const FIRST_DAY: i32 = 20_504;
const DAYS: i32 = 80;

impl Table {
    /// Where the files of these rows stand.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join(format!("requests-{}-{}", self.rows, self.seed))
    }

    /// Writes the files, unless they are there.
    pub(crate) fn write(&self) -> Result<()> {
        let (path, unfinished) = (self.path(), self.path().with_extension("part"));
        if path.is_dir() {
            return Ok(());
        }
        std::fs::create_dir_all(&unfinished)?;
        let mut left = self.rows;
        for file in 0..FILES {
            let rows = left / (FILES - file);
            left -= rows;
            self.file(&unfinished.join(format!("{file}.parquet")), self.seed ^ (file + 1) << 32, rows)?;
        }
        Ok(std::fs::rename(unfinished, path)?)
    }

    fn file(&self, path: &std::path::Path, seed: u64, rows: u64) -> Result<()> {
        let mut random = Rng::with_seed(seed);
        let mut left = rows;
        let first = batch(&mut random, left.min(BATCH))?;
        let mut writer = ArrowWriter::try_new(std::fs::File::create(path)?, first.schema(), None)?;
        writer.write(&first)?;
        left -= left.min(BATCH);
        while left > 0 {
            writer.write(&batch(&mut random, left.min(BATCH))?)?;
            left -= left.min(BATCH);
        }
        writer.close()?;
        Ok(())
    }
}

fn batch(random: &mut Rng, rows: u64) -> Result<RecordBatch> {
    let rows = 0..rows;
    let mut days = Vec::new();
    let (mut sellers, mut models, mut tiers) = (Vec::new(), Vec::new(), Vec::new());
    let mut counts: [Vec<u32>; 5] = Default::default();
    for _ in rows {
        days.push(FIRST_DAY + random.i32(0..DAYS));
        let model = if random.u32(..1_000) == 0 { 8 } else { random.i32(0..8) };
        let is_claude = !matches!(model, 6 | 7);
        models.push(model);
        sellers.push(i32::from(!is_claude));
        tiers.push((random.u32(..5) == 0).then_some(0));
        let written = if is_claude { random.u32(..9_000) } else { 0 };
        let hour = random.u32(..3) == 0;
        // Some conversations are longer than the threshold of the long-context tier.
        let longest = if is_claude && random.u32(..10) == 0 { 260_000 } else { 60_000 };
        let cached = random.u32(..longest);
        let used = [
            random.u32(..4_000),
            cached,
            if hour { 0 } else { written },
            if hour { written } else { 0 },
            random.u32(..3_000),
        ];
        counts.iter_mut().zip(used).for_each(|(column, count)| column.push(count));
    }
    let words = |keys: Int32Array, words: &[&str]| -> Result<ArrayRef> {
        let words = Arc::new(StringArray::from(words.to_vec()));
        Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, words)?))
    };
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("day", Arc::new(Date32Array::from(days))),
        ("seller", words(Int32Array::from(sellers), &SELLERS)?),
        ("model", words(Int32Array::from(models), &MODELS)?),
        ("service_tier", words(Int32Array::from(tiers), &["batch"])?),
    ];
    let names = ["input", "cache_read", "cache_write_5m", "cache_write_1h", "output"];
    for (name, counts) in names.into_iter().zip(counts) {
        columns.push((name, Arc::new(UInt32Array::from(counts))));
    }
    Ok(RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, name == "service_tier")),
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::AsArray;
    use datafusion::arrow::datatypes::Date32Type;
    use tokentoll::{Day, PriceBook};

    #[test]
    fn rows_are_of_known_days_and_words_and_come_again() {
        let rows = |seed| batch(&mut Rng::with_seed(seed), 20_000).unwrap();
        let (once, again, other) = (rows(1), rows(1), rows(2));
        assert_eq!(once, again);
        assert_ne!(once, other);
        let days = once.column_by_name("day").unwrap().as_primitive::<Date32Type>();
        let (first, last) = (days.values().iter().min().unwrap(), days.values().iter().max().unwrap());
        assert_eq!((*first, *last), (FIRST_DAY, FIRST_DAY + DAYS - 1));
        let models = once.column_by_name("model").unwrap().as_dictionary::<Int32Type>();
        for model in 0..MODELS.len() as i32 {
            assert!(models.keys().values().contains(&model), "{model}");
        }
    }

    #[test]
    fn every_model_but_the_last_has_a_price_on_all_days() {
        let book = PriceBook::embedded();
        let is_priced = |model, day| {
            let day = Day::since_1970(day).unwrap();
            SELLERS
                .iter()
                .any(|seller| book.find(Some(*seller), model).is_ok_and(|found| found.on(day).is_ok()))
        };
        let always = MODELS.map(|model| (FIRST_DAY..FIRST_DAY + DAYS).all(|day| is_priced(model, day)));
        assert_eq!(always, std::array::from_fn(|place| place + 1 < MODELS.len()));
    }
}
