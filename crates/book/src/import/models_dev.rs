//! models.dev's `api.json`: one object of providers, prices in USD per million tokens.
//!
//! The form is that of `packages/core/src/schema.ts` and `generate.ts` of
//! <https://github.com/anomalyco/models.dev> (2026-07-02). `context_over_200k` repeats a single tier, at
//! whatever size of 200,000 or more; alone it means 200,000. The list does not say whether the threshold
//! itself belongs to the tier, nor which tokens count: a note on the tiers says so.

use super::card::{Card, Price};
use super::json::{Object, whole};
use super::{Read, Shelf, currency, model};
use crate::{Day, UniqueMap};
use tokentoll_core::Meter;

/// Prices of tokens that have a meter.
const METERS: [(&str, Meter); 6] = [
    ("input", Meter::Input),
    ("output", Meter::Output),
    ("cache_read", Meter::CacheRead),
    ("cache_write", Meter::CacheWrite5m),
    ("input_audio", Meter::InputAudio),
    ("output_audio", Meter::OutputAudio),
];

const TIERS_NOTE: &str = "models.dev does not say whether a prompt of exactly the threshold reaches the tier \
    (taken as no) nor whether cached tokens count towards it (taken as yes).";

/// Reads the list; the error says what was met instead.
pub(super) fn read(text: &str, shelf: &mut Shelf<'_>) -> Result<(), String> {
    let list = Object::read(text)?;
    let mut read = 0_usize;
    for (key, raw) in list.fields() {
        let provider = Object::read(raw).and_then(|provider| {
            let models = provider.object("models")?.ok_or("no `models`")?;
            let currency = currency(provider.text("currency"))?;
            Ok((provider.text("name").unwrap_or_else(|| key.to_owned()), currency, models))
        });
        let (name, currency, models) = match provider {
            Ok(provider) => provider,
            Err(reason) => {
                shelf.refuse(key.to_owned(), reason);
                continue;
            }
        };
        read = read.saturating_add(1);
        shelf.seller(key, &name, &currency);
        for (id, raw) in models.fields() {
            let found = Object::read(raw).and_then(|entry| read_model(&entry, id, shelf));
            shelf.put(key, id, found);
        }
    }
    if read == 0 { Err("met no provider with models".to_owned()) } else { Ok(()) }
}

fn read_model(entry: &Object<'_>, id: &str, shelf: &Shelf<'_>) -> Result<Read, String> {
    let cost = entry.object("cost")?.ok_or("no `cost`")?;
    let mut standard = Card { base: prices(&cost, &["tiers", "context_over_200k"])?, ..Card::default() };
    for tier in cost.list("tiers")?.into_iter().flat_map(|tiers| tiers.0) {
        let tier = Object::read(tier.get())?;
        let at = tier.object("tier")?.ok_or("`tiers`: one without `tier`")?;
        if at.text("type").is_some_and(|kind| kind != "context") {
            return Err("`tiers`: one of another type than `context`".to_owned());
        }
        let size = whole(at.raw("size").ok_or("`tiers`: one without `size`")?)?;
        if standard.tiers.insert(size, prices(&tier, &["tier"])?).is_some() {
            return Err(format!("`tiers`: two of {size} tokens"));
        }
    }
    if let Some(legacy) = cost.object("context_over_200k")? {
        let legacy = prices(&legacy, &[])?;
        let mut stated = standard.tiers.values();
        match (stated.next(), stated.next()) {
            (None, _) => drop(standard.tiers.insert(200_000, legacy)),
            (Some(tier), None) if *tier == legacy => {}
            _ => return Err("`context_over_200k` differs from `tiers`".to_owned()),
        }
    }
    // Readers of the list disagree about a price that a tier leaves out.
    for (size, tier) in &standard.tiers {
        if let Some(meter) = standard.base.keys().find(|m| !tier.contains_key(m)) {
            return Err(format!("the tier of {size} tokens has no price of `{meter}`"));
        }
    }
    let standard = standard.completed()?;
    let terms = shelf.terms(shelf.from);
    let mut price = standard.entry(">", TIERS_NOTE, &terms);
    if let Some(limit) = entry.object("limit")? {
        price.context_window = limit.limit("input").or_else(|| limit.limit("context"));
        price.max_output = limit.limit("output");
    }
    let (mut options, mut left_out) = (UniqueMap::default(), Vec::new());
    for (mode, option) in modes(entry)? {
        let read = option.and_then(|(name, header, cost)| {
            let stated = Card { base: prices(&cost, &[])?, ..Card::default() };
            let mut entry = standard.option(name, &stated, &terms)?;
            entry.header = header;
            Ok((name, entry))
        });
        match read {
            Ok((name, entry)) => options.set(name, vec![entry]),
            Err(reason) => left_out.push(format!("the mode `{mode}` is left out: {reason}")),
        }
    }
    let mut model = model(id, price);
    model.name = entry.text("name");
    model.released =
        entry.text("release_date").filter(|day| day.parse::<Day>().is_ok_and(|d| d <= shelf.from));
    model.options = options;
    Ok(Read { model, left_out })
}

/// The option a mode is, the beta header it needs, and its prices.
type Mode<'a> = Result<(&'static str, Option<String>, Object<'a>), String>;

/// The modes that have prices.
fn modes<'a>(entry: &Object<'a>) -> Result<Vec<(String, Mode<'a>)>, String> {
    let Some(experimental) = entry.object("experimental")? else { return Ok(Vec::new()) };
    let Some(modes) = experimental.object("modes")? else { return Ok(Vec::new()) };
    let mut read = Vec::new();
    for (name, raw) in modes.fields() {
        let mode = Object::read(raw)?;
        let Some(cost) = mode.object("cost")? else { continue };
        let request = mode.object("provider")?.unwrap_or_default();
        let body = request.object("body")?.unwrap_or_default();
        let headers = request.object("headers")?.unwrap_or_default();
        let option = match (body.text("speed").as_deref(), body.text("service_tier").as_deref()) {
            (Some("fast"), None) => Ok(("fast", headers.text("anthropic-beta"), cost)),
            (None, Some("priority")) => Ok(("priority", None, cost)),
            (None, Some("flex")) => Ok(("flex", None, cost)),
            _ => Err("no option says it".to_owned()),
        };
        read.push((name.to_owned(), option));
    }
    Ok(read)
}

fn prices(cost: &Object<'_>, besides: &[&str]) -> Result<super::card::Prices, String> {
    let mut prices = super::card::Prices::new();
    let mut reasoning = None;
    for (key, value) in cost.fields().filter(|(key, _)| !besides.contains(key)) {
        let price = Price::per_million(value).map_err(|e| format!("`{key}`: {e}"))?;
        match METERS.iter().find(|(name, _)| *name == key) {
            Some((_, meter)) => drop(prices.insert(*meter, price)),
            None if key == "reasoning" => reasoning = Some(price),
            None => return Err(format!("`{key}` is a price that no meter says")),
        }
    }
    match reasoning {
        Some(price) if prices.get(&Meter::Output) != Some(&price) => {
            Err("`reasoning` differs from the price of `output`, the meter its tokens stand on".to_owned())
        }
        _ => Ok(prices),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Imported, Source, read_for_tests};

    fn one(model: &str) -> Imported {
        read_for_tests(
            Source::ModelsDev,
            &format!(r#"{{"p":{{"id":"p","name":"P","models":{{"a/m":{model}}}}}}}"#),
        )
    }

    fn written(of: &Imported) -> String {
        serde_json::to_string(&of.sellers[0].models[0]).unwrap()
    }

    #[test]
    fn prices_limits_and_modes() {
        let read =
            one(r#"{"name":"M","release_date":"2026-01-02","limit":{"context":1000,"input":900,"output":0},
            "cost":{"input":2,"output":10.50,"reasoning":10.5,"cache_read":0.2,"cache_write":2.5},
            "experimental":{"modes":{
                "fast":{"cost":{"input":4,"output":21,"cache_read":0.4,"cache_write":5},
                    "provider":{"body":{"speed":"fast"},"headers":{"anthropic-beta":"fast-1"}}},
                "eco":{"cost":{"input":1,"output":1}},"plain":{}}}}"#);
        let text = written(&read);
        assert!(
            text.starts_with(
                r#"{"id":"a/m","name":"M","released":"2026-01-02","prices":[{"from":"2026-11-20","#
            ),
            "{text}"
        );
        assert!(text.contains(r#""context_window":900,"rates":{"input":"2/Mtok","cache_read":"0.2/Mtok","cache_write_5m":"2.5/Mtok","output":"10.5/Mtok"}"#), "{text}");
        assert!(
            text.contains(
                r#""offer":"offered","factor":"2","not_with":["batch","priority","flex"],"header":"fast-1""#
            ),
            "{text}"
        );
        assert_eq!(read.partial[0].reason, "the mode `eco` is left out: no option says it");
        assert_eq!((&*read.sellers[0].name, read.partial.len()), ("P", 1));
    }

    #[test]
    fn tiers_and_the_field_that_repeats_them() {
        let tier = r#""tiers":[{"input":2,"output":4,"tier":{"size":272000}}]"#;
        for (cost, threshold) in [
            (tier.to_owned(), 272_000),
            (format!(r#"{tier},"context_over_200k":{{"input":2,"output":4}}"#), 272_000),
            (r#""context_over_200k":{"input":2,"output":4}"#.to_owned(), 200_000),
        ] {
            let text = written(&one(&format!(r#"{{"cost":{{"input":1,"output":2,{cost}}}}}"#)));
            let tiers = format!(
                r#""tiers":[{{"threshold":{threshold},"rates":{{"input":"2/Mtok","output":"4/Mtok"}}}}],"confidence":"medium""#
            );
            assert!(text.contains(&tiers), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_said_is_refused() {
        for (model, why) in [
            ("{}", "no `cost`"),
            ("1", "expected an object"),
            (r#"{"cost":{"input":1}}"#, "no price of `output`"),
            (r#"{"cost":{"input":1,"output":1,"reasoning":2}}"#, "`reasoning` differs"),
            (r#"{"cost":{"input":1,"output":1,"image":2}}"#, "`image` is a price"),
            (r#"{"cost":{"input":1,"output":-1}}"#, "below 0"),
            (r#"{"cost":{"input":1,"output":1000001}}"#, "out of bounds"),
            (r#"{"cost":{"input":0.1234567891,"output":1}}"#, "at most 9 places"),
            (r#"{"cost":{"input":1,"input":1,"output":1}}"#, "duplicate key `input`"),
            (
                r#"{"cost":{"input":1,"output":1,"cache_read":0,"context_over_200k":{"input":1,"output":1}}}"#,
                "no price of `cache_read`",
            ),
            (r#"{"cost":{"input":1,"output":1,"tiers":[{"input":1,"output":1}]}}"#, "without `tier`"),
            (
                r#"{"cost":{"input":1,"output":1,"tiers":[{"tier":{"type":"time","size":1}}]}}"#,
                "another type",
            ),
            (
                r#"{"cost":{"input":1,"output":1,"tiers":[{"tier":{"size":1}},{"tier":{"size":1}}]}}"#,
                "two of 1 tokens",
            ),
            (
                r#"{"cost":{"input":1,"output":1,"tiers":[{"input":2,"output":2,"tier":{"size":9}}],"context_over_200k":{"input":3,"output":3}}}"#,
                "differs from `tiers`",
            ),
        ] {
            let read = one(model);
            assert!(
                read.sellers.is_empty() && read.refused[0].reason.contains(why),
                "{model}: {:?}",
                read.refused
            );
            assert_eq!(read.refused[0].id, "p/a/m");
        }
        let euro = r#"{"p":{"currency":"EUR","models":{}},"q":{"currency":"CNY","models":{"m":{"cost":{"input":1,"output":1}}}}}"#;
        let read = read_for_tests(Source::ModelsDev, euro);
        assert_eq!((&*read.refused[0].id, &*read.sellers[0].currency), ("p", "CNY"));
    }
}
