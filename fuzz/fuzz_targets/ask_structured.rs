//! Well-formed asks about the embedded book: the wire form, the builder, the plain card and the compiled
//! card all say the same.
#![no_main]

use arbitrary::{Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};
use std::fmt;
use std::sync::OnceLock;
use tokentoll::book::{Listing, Model};
use tokentoll::core::Meter;
use tokentoll::usage::json::{Limits, parse};
use tokentoll::{
    Ask, Code, Day, Endpoint, InferenceGeo, PriceBook, ServiceTier, Speed, Terms, Usage, answer,
};
use tokentoll_fuzz::{check_answer, check_card};

/// An ask that is understood, whatever its answer.
struct Asked {
    seller: &'static str,
    model: &'static Model,
    spelling: String,
    on: Day,
    usage: Usage,
    terms: Terms,
    /// As a provider's report of a request that was served.
    reported: bool,
    /// USD per unit, as text; `None` for no conversion.
    convert: Option<String>,
}

fn models() -> &'static [(&'static str, &'static Model)] {
    static MODELS: OnceLock<Vec<(&'static str, &'static Model)>> = OnceLock::new();
    MODELS.get_or_init(|| {
        let sellers = PriceBook::embedded().sellers();
        sellers.flat_map(|s| s.models().iter().map(|model| (s.id(), model))).collect()
    })
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = if self.reported { self.report() } else { None };
        write!(f, "{}", self.wire(report.as_ref()))
    }
}

impl<'a> Arbitrary<'a> for Asked {
    fn arbitrary(u: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let &(seller, model) = u.choose(models())?;
        let spellings: Vec<&str> =
            std::iter::once(model.id()).chain(model.aliases().iter().map(|a| &**a)).collect();
        let spelling = (*u.choose(&spellings)?).to_owned();
        let starts: Vec<Day> = model.listings().map(|(from, _)| from).collect();
        let start = *u.choose(&starts)?;
        let on = match u.int_in_range(0..=4)? {
            0 => start.before(),
            1 | 2 => start,
            3 => starts.iter().copied().find(|day| *day > start).unwrap_or(start).before(),
            _ => Day::new(u.int_in_range(2022..=2028)?, u.int_in_range(1..=12)?, u.int_in_range(1..=28)?)
                .unwrap_or(start),
        };
        let found = PriceBook::embedded().find(Some(seller), model.id()).expect("a model of the book");
        let usage = usage(u, found.on(on).ok())?;
        let terms = if u.ratio(1, 3)? { Terms::default() } else { terms(u)? };
        let convert = if u.ratio(1, 4)? {
            Some(format!("{}.{:03}", u.arbitrary::<u16>()?, u.int_in_range(1..=999)?))
        } else {
            None
        };
        Ok(Asked { seller, model, spelling, on, usage, terms, reported: u.ratio(1, 3)?, convert })
    }
}

fn terms(u: &mut Unstructured<'_>) -> arbitrary::Result<Terms> {
    Ok(Terms {
        service_tier: *u.choose(&ServiceTier::ALL)?,
        speed: *u.choose(&Speed::ALL)?,
        inference_geo: *u.choose(&InferenceGeo::ALL)?,
        endpoint: *u.choose(&Endpoint::ALL)?,
    })
}

/// Counts of a few meters, and often a prompt that ends just around a threshold or the window.
fn usage(u: &mut Unstructured<'_>, listing: Option<&Listing>) -> arbitrary::Result<Usage> {
    let mut usage = Usage::new();
    let only_priced = u.ratio(7, 8)?;
    for _ in 0..u.int_in_range(0..=6)? {
        let meter = *u.choose(&Meter::ALL)?;
        if only_priced && listing.is_some_and(|l| l.card().rates().of(meter).is_none()) {
            continue;
        }
        let count = match u.int_in_range(0..=3)? {
            0 => u32::from(u.arbitrary::<u8>()?),
            1 => u.int_in_range(0..=300_000)?,
            2 => u.arbitrary()?,
            _ => u32::MAX - u32::from(u.arbitrary::<u8>()?),
        };
        usage = usage.with(meter, count);
    }
    if let Some(card) = listing.map(Listing::card)
        && u.arbitrary()?
    {
        let tiers = card.tiers().into_iter().flat_map(|t| t.tiers()).map(|tier| tier.threshold());
        let edges: Vec<u32> = tiers.chain(card.window().map(|w| w.tokens)).collect();
        if !edges.is_empty() {
            let edge = i64::from(*u.choose(&edges)?) + i64::from(u.int_in_range(-2i8..=2)?);
            let rest = usage.with(Meter::Input, 0).prompt_tokens();
            let input = u64::try_from(edge).unwrap_or(0).saturating_sub(rest);
            usage = usage.input(u32::try_from(input).unwrap_or(u32::MAX));
        }
    }
    Ok(usage)
}

impl Asked {
    /// The usage object of Anthropic's API; `None` where it cannot say these counts.
    fn report(&self) -> Option<Value> {
        let of = |meter| self.usage.of(meter);
        let unsaid = [
            Meter::InputAudio,
            Meter::OutputAudio,
            Meter::OutputImage,
            Meter::CodeExecutionMs,
            Meter::SessionMs,
        ];
        if unsaid.into_iter().any(|meter| of(meter) > 0) {
            return None;
        }
        let (short, long) = (of(Meter::CacheWrite5m), of(Meter::CacheWrite1h));
        Some(json!({
            "input_tokens": of(Meter::Input),
            "cache_read_input_tokens": of(Meter::CacheRead),
            "cache_creation_input_tokens": short.checked_add(long)?,
            "cache_creation": { "ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": long },
            "output_tokens": of(Meter::Output),
            "server_tool_use": { "web_search_requests": of(Meter::WebSearch) },
        }))
    }

    fn wire(&self, report: Option<&Value>) -> Value {
        let mut ask = json!({
            "id": "a", "seller": self.seller, "model": self.spelling, "on": self.on.to_string(),
            "terms": {
                "service_tier": self.terms.service_tier.name(), "speed": self.terms.speed.name(),
                "inference_geo": self.terms.inference_geo.name(), "endpoint": self.terms.endpoint.name(),
            },
        });
        match report {
            Some(report) => ask["report"] = report.clone(),
            None => {
                ask["usage"] = self
                    .usage
                    .iter()
                    .map(|(m, n)| (m.name().to_owned(), n.into()))
                    .collect::<Map<_, _>>()
                    .into()
            }
        }
        if let Some(rate) = &self.convert {
            ask["convert"] = json!({ "currency": "CNY", "rate": rate });
        }
        ask
    }
}

fuzz_target!(|asked: Asked| {
    let book = PriceBook::embedded();
    let report = if asked.reported { asked.report() } else { None };
    let wire = asked.wire(report.as_ref()).to_string();
    let text = answer(book, wire.as_bytes()).to_json();
    check_answer(&text);

    let ask = Ask::new(&*asked.spelling, asked.on).seller(asked.seller).terms(asked.terms);
    let ask = match &report {
        None => ask.usage(asked.usage),
        Some(report) => {
            let json = parse(report.to_string().as_bytes(), Limits::default()).expect("JSON");
            ask.report(tokentoll::usage::read(&json, None).unwrap_or_else(|e| panic!("{e}: {report}")))
        }
    };
    let built = ask.price(book);
    assert_eq!(
        built.total(),
        Ask::read(wire.as_bytes())
            .map(|ask| ask.price(book).total())
            .unwrap_or_else(|e| panic!("{e:?}: {wire}"))
    );

    let found = book.find(Some(asked.seller), &asked.spelling).expect("a model of the book");
    assert_eq!(found.model.id(), asked.model.id(), "{} is another model", asked.spelling);
    let Ok(listing) = found.on(asked.on) else {
        assert_eq!(built.code(), Some(Code::NotPricedOn), "{wire}");
        return;
    };
    let card = listing.card();
    check_card(card, &asked.usage, &asked.terms);
    let plain = match &report {
        None => card.quote(&asked.usage, &asked.terms),
        Some(_) => card.bill(&asked.usage, &asked.terms),
    };
    assert_eq!(built.total(), plain.ok().map(|quote| quote.total()), "{wire}: {text}");
});
