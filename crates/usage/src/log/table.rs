//! CSV and JSON lines of somebody's own, by their [`Mapping`].

use super::mapping::{Mapping, Place, count};
use super::record::{Aggregate, Entry, Fault, Identity, Record, Used};
use super::{LogReader, time, tree, words};
use crate::json::{Json, Object};
use crate::terms;
use std::borrow::Cow;
use tokentoll_core::{Meter, MeterSet, Usage};

/// The longest row that is held together while its quotes are open.
const LONGEST_ROW: usize = 16 << 20;

pub(crate) fn reader(mapping: &Mapping) -> Box<dyn LogReader> {
    match mapping.csv {
        Some(delimiter) => Box::new(Csv {
            mapping: mapping.clone(),
            delimiter,
            titles: None,
            held: Vec::new(),
            broken: false,
        }),
        None => Box::new(JsonLines { mapping: mapping.clone() }),
    }
}

struct JsonLines {
    mapping: Mapping,
}

impl LogReader for JsonLines {
    fn read<'t>(&mut self, piece: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        let record = tree::object(piece).and_then(|row| {
            row.map(|row| record(&self.mapping, &|path: &str| value(&row, path))).transpose()
        });
        match record {
            Ok(None) => {}
            Ok(Some(record)) => found(Entry::Record(record)),
            Err(fault) => found(Entry::Fault(fault)),
        }
    }
}

/// The value at a dotted path, or at a member of that whole name.
fn value(row: &Object, path: &str) -> Result<Option<String>, Fault> {
    let parts: Vec<&str> = path.split('.').collect();
    match row.at(&[path]).or_else(|| row.at(&parts)) {
        None => Ok(None),
        Some(Json::Text(text)) => Ok(Some(text.clone())),
        Some(other) => Ok(Some(other.to_string())),
    }
}

struct Csv {
    mapping: Mapping,
    delimiter: u8,
    titles: Option<Vec<String>>,
    /// The start of a row whose quotes go on over the end of the line.
    held: Vec<u8>,
    /// The titles lack a column: told once.
    broken: bool,
}

impl LogReader for Csv {
    fn read<'t>(&mut self, line: &'t [u8], found: &mut dyn FnMut(Entry<'t>)) {
        if self.held.is_empty() && line.trim_ascii().is_empty() || self.broken {
            return;
        }
        self.held.extend_from_slice(line);
        let open = self.held.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
        if open && self.held.len() < LONGEST_ROW {
            self.held.push(b'\n');
            return;
        }
        let row = std::mem::take(&mut self.held);
        match self.row(&row) {
            Ok(None) => {}
            Ok(Some(record)) => found(Entry::Record(record)),
            Err(fault) => found(Entry::Fault(fault)),
        }
    }

    fn end(&mut self, found: &mut dyn FnMut(Entry<'static>)) {
        if !self.held.is_empty() {
            found(Entry::Fault(Fault::new("bad_usage", "the last row ends inside quotes: it was cut off")));
        }
    }
}

impl Csv {
    fn row(&mut self, row: &[u8]) -> Result<Option<Record<'static>>, Fault> {
        let cells = cells(row, self.delimiter)?;
        let Some(titles) = &self.titles else {
            // A mark that some programs put before the first title.
            let titles: Vec<String> =
                cells.iter().map(|title| title.trim_start_matches('\u{feff}').trim().to_owned()).collect();
            let missing = self.mapping.columns().find(|column| !titles.iter().any(|title| title == column));
            if let Some(missing) = missing {
                self.broken = true;
                let message =
                    format!("the mapping names the column {missing:?}, met only {}", titles.join(", "));
                return Err(Fault::new("bad_usage", crate::json::short(&message)));
            }
            self.titles = Some(titles);
            return Ok(None);
        };
        if cells.len() != titles.len() {
            let message = format!("met a row of {} cells, expected {}", cells.len(), titles.len());
            return Err(Fault::new("bad_usage", message));
        }
        let cell = |column: &str| {
            let at = titles.iter().position(|title| title == column);
            Ok(at.and_then(|at| cells.get(at)).filter(|cell| !cell.is_empty()).cloned())
        };
        record(&self.mapping, &cell).map(Some)
    }
}

/// The cells of a row, by [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180).
fn cells(row: &[u8], delimiter: u8) -> Result<Vec<String>, Fault> {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let (mut text, mut ends) =
        (vec![0; row.len() + 1], vec![0; row.iter().filter(|b| **b == delimiter).count() + 2]);
    let (_, read, _, mut count) = reader.read_record(row, &mut text, &mut ends);
    // The end of the input closes the last cell.
    let (.., more) = reader.read_record(
        &row[read..],
        &mut text[ends[..count].last().copied().unwrap_or(0)..],
        &mut ends[count..],
    );
    count += more;
    let mut from = 0;
    ends[..count]
        .iter()
        .map(|end| {
            let cell = text.get(from..*end).unwrap_or_default();
            from = *end;
            core::str::from_utf8(cell)
                .map(str::to_owned)
                .map_err(|_| Fault::new("bad_json", "met bytes that are not UTF-8"))
        })
        .collect()
}

impl Mapping {
    fn columns(&self) -> impl Iterator<Item = &str> {
        let single = [
            &self.time,
            &self.model,
            &self.seller,
            &self.id,
            &self.project,
            &self.session,
            &self.cost,
            &self.service_tier,
            &self.speed,
            &self.inference_geo,
            &self.usage,
        ];
        let labels = self.labels.iter().map(|(_, place)| place);
        let meters = self.meters.iter().map(|(_, place)| place);
        single.into_iter().flatten().chain(meters).chain(labels).filter_map(|place| match place {
            Place::At(column) => Some(&**column),
            Place::Value(_) => None,
        })
    }
}

type Getter<'a> = &'a dyn Fn(&Option<Place>) -> Result<Option<String>, Fault>;
type Lookup<'a> = &'a dyn Fn(&str) -> Result<Option<String>, Fault>;

fn record(mapping: &Mapping, at: Lookup<'_>) -> Result<Record<'static>, Fault> {
    let get = |place: &Option<Place>| match place {
        None => Ok(None),
        Some(Place::Value(value)) => Ok(Some(value.clone())),
        Some(Place::At(column)) => at(column),
    };
    let text = |place: &Option<Place>| Ok::<_, Fault>(get(place)?.map(Cow::Owned));
    let mut record = match get(&mapping.usage)? {
        Some(usage) => {
            let report = crate::read_text(usage.as_bytes(), None)?;
            Record::of_report(report)
        }
        None if mapping.usage.is_some() => {
            return Err(Fault::new("no_usage", "the row holds no usage object"));
        }
        None => Record::new(used(mapping, &get)?),
    };
    record.at = get(&mapping.time)?.map(|text| time::of_text(&text)).transpose()?;
    record.seller = text(&mapping.seller)?.map(words::seller);
    record.model = text(&mapping.model)?.or(record.model);
    record.identity = text(&mapping.id)?.map(Identity::of);
    record.project = text(&mapping.project)?;
    record.session = text(&mapping.session)?;
    record.claimed = text(&mapping.cost)?;
    let word = |place: &Option<Place>| get(place);
    let mut notes = Vec::new();
    if let Some(tier) = word(&mapping.service_tier)? {
        record.terms.service_tier = terms::openai_tier(Some(&tier), "service_tier", &mut notes)?;
    }
    if let Some(speed) = word(&mapping.speed)? {
        record.terms.speed = terms::anthropic_speed(Some(&speed), "speed")?;
    }
    if let Some(geo) = word(&mapping.inference_geo)? {
        record.terms.inference_geo = terms::anthropic_geo(Some(&geo), "inference_geo")?;
    }
    for (name, place) in &mapping.labels {
        if let Some(value) = get(&Some(place.clone()))? {
            record.labels.push((Cow::Owned(name.clone()), Cow::Owned(value)));
        }
    }
    Ok(record)
}

fn used(mapping: &Mapping, get: Getter<'_>) -> Result<Used, Fault> {
    let mut sum = Aggregate::new();
    for (meter, place) in &mapping.meters {
        let text = get(&Some(place.clone()))?.unwrap_or_default();
        sum = sum.with(*meter, sum.of(*meter) + count(meter.name(), &text)?);
    }
    for (whole, parts) in [(Meter::Input, mapping.input_includes), (Meter::Output, mapping.output_includes)] {
        sum = without(sum, whole, parts)?;
    }
    if mapping.aggregated {
        return Ok(Used::Aggregate(sum));
    }
    Meter::ALL
        .into_iter()
        .try_fold(Usage::new(), |usage, meter| {
            Ok(usage.with(meter, crate::fields::fit(sum.of(meter), meter.name())?))
        })
        .map(Used::Request)
}

fn without(sum: Aggregate, whole: Meter, parts: MeterSet) -> Result<Aggregate, Fault> {
    let inside: u64 = parts.iter().filter(|part| *part != whole).map(|part| sum.of(part)).sum();
    match sum.of(whole).checked_sub(inside) {
        Some(rest) => Ok(sum.with(whole, rest)),
        None => {
            let message =
                format!("met {} {whole}, expected at least the {inside} that it includes", sum.of(whole));
            Err(Fault::new("bad_usage", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_into_cells() {
        let cut = |row: &str| cells(row.as_bytes(), b',').unwrap();
        assert_eq!(cut("a,b,c"), ["a", "b", "c"]);
        assert_eq!(cut("a,\"b, \"\"c\"\"\",\r"), ["a", "b, \"c\"", ""]);
        assert_eq!(cut("a"), ["a"]);
        assert_eq!(cut(",,"), ["", "", ""]);
        assert_eq!(cut("\"two\nlines\",x"), ["two\nlines", "x"]);
    }
}
