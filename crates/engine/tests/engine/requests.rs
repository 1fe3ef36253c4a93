//! Random requests, what the library says of each, and the same as a table.

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, DictionaryArray, Int64Array, RecordBatch, StringArray, UInt32Array,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Int8Type, Int64Type};
use fastrand::Rng;
use std::sync::Arc;
use tokentoll::{Amount, Answer, Ask, Day, Meter, PriceBook, Terms, TermsAsked, Usage};

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    seller: Option<String>,
    model: String,
    /// Days since 1970.
    on: i32,
    terms: [Option<&'static str>; 4],
    counts: [u32; Meter::COUNT],
}

/// An amount of a currency in units of the eighteenth place, or the code of the reason.
pub(crate) type Priced = Result<(i128, String), String>;

fn one<T: Clone>(random: &mut Rng, of: &[T]) -> T {
    of[random.usize(..of.len())].clone()
}

/// Days since 1970 of a day.
fn since_1970(day: Day) -> i32 {
    (18_000..24_000).find(|days| Day::since_1970(*days) == Some(day)).expect("a day of our time")
}

/// Requests to every model of the book, on the days on which something changes and around them.
pub(crate) fn requests(random: &mut Rng, rows: usize) -> Vec<Request> {
    let mut places: Vec<(String, String, Vec<i32>)> = Vec::new();
    for seller in PriceBook::embedded().sellers() {
        for model in seller.models() {
            let days = model.listings().map(|(from, _)| since_1970(from)).collect();
            places.push((seller.id().to_owned(), model.id().to_owned(), days));
        }
    }
    places.push(("anthropic".to_owned(), "claude-nova-9".to_owned(), vec![20_504]));
    places.push(("nobody".to_owned(), "claude-opus-4-6".to_owned(), vec![20_504]));
    (0..rows).map(|_| request(random, &places)).collect()
}

fn request(random: &mut Rng, places: &[(String, String, Vec<i32>)]) -> Request {
    let (seller, model, days) = one(random, places);
    let near = one(random, &[-1, 0, 1, 40]);
    let mut terms = [None; 4];
    if random.u32(..3) == 0 {
        terms[0] = one(
            random,
            &[None, Some("standard"), Some("batch"), Some("batch"), Some("priority"), Some("flex")],
        );
        terms[1] = one(random, &[None, None, None, Some("fast")]);
        terms[2] = one(random, &[None, None, Some("us"), Some("mars")]);
        terms[3] = one(random, &[None, None, Some("global"), Some("regional")]);
    }
    let mut counts = [0; Meter::COUNT];
    for meter in Meter::ALL {
        let often = matches!(
            meter,
            Meter::Input | Meter::CacheRead | Meter::CacheWrite5m | Meter::CacheWrite1h | Meter::Output
        );
        if random.u32(..if often { 2 } else { 60 }) == 0 {
            counts[meter as usize] = match random.u32(..8) {
                0 => one(random, &[199_999, 200_000, 200_001, 271_999, 272_001, 1_000_000, u32::MAX]),
                1 => random.u32(..300_000),
                _ => random.u32(..20_000),
            };
        }
    }
    let seller = Some(seller).filter(|seller| seller == "nobody" || random.u32(..4) > 0);
    Request { seller, model, on: one(random, &days) + near, terms, counts }
}

impl Request {
    fn usage(&self) -> Usage {
        Meter::ALL
            .into_iter()
            .fold(Usage::new(), |usage, meter| usage.with(meter, self.counts[meter as usize]))
    }

    fn asked(&self) -> Result<TermsAsked, String> {
        let named = TermsAsked::NAMES.into_iter().zip(self.terms);
        named.into_iter().try_fold(TermsAsked::default(), |asked, (name, word)| match word {
            Some(word) => asked.named(name, word).map_err(|failure| failure.code.name().to_owned()),
            None => Ok(asked),
        })
    }

    /// What the library's wire form answers to the planned request.
    pub(crate) fn quote(&self) -> Priced {
        let mut ask = Ask::new(self.model.clone(), Day::since_1970(self.on).expect("a day"));
        ask.seller.clone_from(&self.seller);
        ask = ask.usage(self.usage());
        // The words of terms are read after the model is found, which the engine does, too.
        let found = PriceBook::embedded().find(self.seller.as_deref(), &self.model);
        found.map_err(|e| tokentoll::Failure::from(e).code.name().to_owned())?;
        ask.terms = self.asked()?;
        let answer = ask.price(PriceBook::embedded());
        match (&answer, answer.total()) {
            (Answer::Quote(quote), Some(total)) => Ok((units(total), quote.currency.clone())),
            _ => Err(answer.code().expect("a code where there is no total").name().to_owned()),
        }
    }

    /// What the plain rate card bills for it.
    pub(crate) fn bill(&self) -> Priced {
        let code = |failure: tokentoll::Failure| failure.code.name().to_owned();
        let found = PriceBook::embedded().find(self.seller.as_deref(), &self.model);
        let found = found.map_err(|e| code(e.into()))?;
        let asked = self.asked()?;
        let listing = found.on(Day::since_1970(self.on).expect("a day")).map_err(|e| code(e.into()))?;
        let terms = Terms {
            service_tier: asked.service_tier.unwrap_or_default(),
            speed: asked.speed.unwrap_or_default(),
            inference_geo: asked.inference_geo.unwrap_or_default(),
            endpoint: asked.endpoint.or(found.endpoint).unwrap_or_default(),
        };
        let bill = listing.card().bill(&self.usage(), &terms).map_err(|unpriced| match unpriced {
            tokentoll::core::Unpriced::NoRate { .. } => "unpriced".to_owned(),
            _ => "not_offered".to_owned(),
        })?;
        Ok((units(bill.total()), found.seller.currency().name().to_owned()))
    }
}

fn units(amount: Amount) -> i128 {
    let text = amount.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    assert!(part.len() <= 18, "{text}");
    format!("{whole}{part:0<18}").parse().expect("digits")
}

/// A table with a column for each member, in types that tables have.
pub(crate) fn table(requests: &[Request], first: i64) -> RecordBatch {
    let text = |of: &dyn Fn(&Request) -> Option<String>| -> ArrayRef {
        Arc::new(requests.iter().map(of).collect::<StringArray>())
    };
    let words = |at: usize| -> ArrayRef {
        Arc::new(requests.iter().map(|request| request.terms[at]).collect::<DictionaryArray<Int8Type>>())
    };
    let mut columns: Vec<(String, ArrayRef)> = vec![
        ("row".into(), Arc::new(Int64Array::from_iter_values((first..).take(requests.len())))),
        ("seller".into(), text(&|request| request.seller.clone())),
        ("model".into(), text(&|request| Some(request.model.clone()))),
        ("on".into(), Arc::new(Date32Array::from_iter_values(requests.iter().map(|request| request.on)))),
    ];
    for (at, name) in TermsAsked::NAMES.into_iter().enumerate() {
        columns.push((name.to_owned(), words(at)));
    }
    for meter in Meter::ALL {
        let counts = requests.iter().map(|request| request.counts[meter as usize]);
        let counts: ArrayRef = match meter {
            Meter::Input | Meter::Output => Arc::new(Int64Array::from_iter_values(counts.map(i64::from))),
            _ => Arc::new(UInt32Array::from_iter_values(counts)),
        };
        columns.push((meter.name().to_owned(), counts));
    }
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
        .expect("columns of one length")
}

/// A query that prices such a table, row by row.
pub(crate) fn query(function: &str) -> String {
    let names =
        ["seller", "model", "on"].into_iter().chain(TermsAsked::NAMES).chain(Meter::ALL.map(Meter::name));
    let members: Vec<String> = names.map(|name| format!("'{name}', \"{name}\"")).collect();
    let members = members.join(", ");
    format!(
        "SELECT \"row\", get_field(p, 'amount') AS amount, get_field(p, 'currency') AS currency, \
         get_field(p, 'code') AS code, get_field(p, 'reason') AS reason \
         FROM (SELECT \"row\", {function}(named_struct({members})) AS p FROM requests) ORDER BY \"row\""
    )
}

/// The rows of the answer, in order.
pub(crate) fn answers(batches: &[RecordBatch]) -> Vec<Priced> {
    let mut answers = Vec::new();
    for batch in batches {
        let text = |at: usize| cast(batch.column(at), &DataType::Utf8).expect("text");
        let (currency, code, reason) = (text(2), text(3), text(4));
        let row = batch.column(0).as_primitive::<Int64Type>();
        let amount = batch.column(1).as_primitive::<Decimal128Type>();
        assert_eq!(amount.data_type(), &DataType::Decimal128(38, 18));
        for at in 0..batch.num_rows() {
            assert_eq!(row.value(at), answers.len() as i64);
            assert_eq!(amount.is_null(at), code.is_valid(at));
            assert_eq!(currency.is_null(at), code.is_valid(at));
            assert_eq!(reason.is_valid(at), code.is_valid(at));
            answers.push(match code.is_valid(at) {
                true => Err(code.as_string::<i32>().value(at).to_owned()),
                false => Ok((amount.value(at), currency.as_string::<i32>().value(at).to_owned())),
            });
        }
    }
    answers
}

/// Compares each row, and that there are enough of every kind.
pub(crate) fn compare(requests: &[Request], answers: &[Priced], of: impl Fn(&Request) -> Priced) {
    assert_eq!(answers.len(), requests.len());
    for (request, answer) in requests.iter().zip(answers) {
        assert_eq!(*answer, of(request), "{request:?}");
    }
    let priced = answers.iter().filter(|answer| answer.is_ok()).count();
    assert!(priced * 4 > requests.len(), "only {priced} of {} have a price", requests.len());
    for code in ["unknown_model", "unknown_seller", "not_priced_on", "unpriced", "not_offered", "bad_json"] {
        assert!(answers.iter().any(|answer| answer.as_ref().is_err_and(|met| met == code)), "no {code}");
    }
}
