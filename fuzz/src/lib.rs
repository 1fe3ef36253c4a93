//! What every answer must be, and exact arithmetic to check it with.

use num_bigint::BigUint;
use serde_json::Value;
use tokentoll::core::{Compiled, Offer};
use tokentoll::{Amount, Code, Endpoint, InferenceGeo, RateCard, ServiceTier, Speed, Terms, Usage};

/// Places on which decimals are compared: those of a rate times those of a conversion, with room.
const PLACES: usize = 64;

/// A plain decimal as a whole number of `10^-PLACES`; no sign, no exponent, no leading or trailing zeros.
pub fn plain(text: &str) -> Option<BigUint> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let is_plain = digits(whole)
        && digits(fraction)
        && (whole == "0" || whole.starts_with(|c| c != '0'))
        && !whole.is_empty()
        && (!text.contains('.') || !fraction.is_empty() && !fraction.ends_with('0'))
        && fraction.len() <= PLACES;
    is_plain.then(|| format!("{whole}{fraction:0<PLACES$}").parse().expect("digits"))
}

fn amount(value: &Value, what: &str) -> BigUint {
    let text = value.as_str().unwrap_or_else(|| panic!("{what} is no string: {value}"));
    plain(text).unwrap_or_else(|| panic!("{what} is no plain decimal: {text}"))
}

/// An answer as text: one line of JSON with either an exact total or a known error.
pub fn check_answer(text: &str) -> Value {
    assert!(!text.contains(['\n', '\r']), "an answer is one line");
    let answer: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("no JSON: {e}: {text}"));
    let total = answer.get("total").filter(|total| !total.is_null());
    match (total, answer.get("error")) {
        (Some(total), None) => check_quote(&answer, total),
        (None, Some(error)) => check_error(error),
        _ => panic!("expected either a total or an error: {text}"),
    }
    answer
}

fn check_error(error: &Value) {
    let code = error["code"].as_str().unwrap_or_default();
    assert!(Code::ALL.iter().any(|known| known.name() == code), "no such code: {error}");
    assert!(error["message"].as_str().is_some_and(|m| !m.is_empty()), "no message: {error}");
    assert!(error.get("field").is_none_or(|f| f.as_str().is_some_and(|f| !f.is_empty())), "{error}");
}

fn check_quote(answer: &Value, total: &Value) {
    let lines = answer["lines"].as_array().expect("lines");
    let sum: BigUint = lines.iter().map(|line| amount(&line["amount"], "amount")).sum();
    let total = amount(total, "total");
    assert_eq!(sum, total, "the lines do not sum to the total: {answer}");
    for line in lines {
        check_line(line);
    }
    let parts = answer["parts"].as_array().map_or(&[][..], Vec::as_slice);
    for (i, part) in parts.iter().enumerate() {
        let own = lines.iter().filter(|line| line["part"].as_u64() == Some(i as u64));
        let sum: BigUint = own.map(|line| amount(&line["amount"], "amount")).sum();
        assert_eq!(sum, amount(&part["total"], "total of a part"), "part {i}: {answer}");
    }
    if let Some(converted) = answer.get("converted") {
        let product = total * amount(&converted["rate"], "rate");
        let shown = amount(&converted["total"], "converted total") * BigUint::from(10u8).pow(PLACES as u32);
        assert_eq!(product, shown, "converted: {answer}");
    }
}

fn check_line(line: &Value) {
    let (price, unit) = line["rate"].as_str().and_then(|rate| rate.split_once('/')).expect("a rate");
    let price = plain(price).unwrap_or_else(|| panic!("no plain rate: {line}"));
    let count = line["count"].as_u64().expect("a count");
    let billed = line.get("billed").map_or(Some(count), Value::as_u64).expect("a billed count");
    assert!(billed >= count && count > 0, "{line}");
    let counts: u32 = match unit {
        "Mtok" => 1_000_000,
        "Kcall" => 1_000,
        "hour" => 3_600_000,
        _ => panic!("no unit: {line}"),
    };
    let exact = price * billed;
    let shown = amount(&line["amount"], "amount") * counts;
    if line["rounded"] == Value::Bool(true) {
        // Half a unit of the twelfth place at most.
        let unit = BigUint::from(10u8).pow(PLACES as u32 - 12) * counts;
        let off = if exact > shown { exact - shown } else { shown - exact };
        assert!(off * 2u8 <= unit, "rounded too far: {line}");
    } else {
        assert_eq!(exact, shown, "count times rate: {line}");
    }
}

/// The plain card and the compiled one agree, digit for digit and error for error; lines sum to the total.
pub fn check_card(card: &RateCard, usage: &Usage, terms: &Terms) {
    let quoted = card.quote(usage, terms);
    let billed = card.bill(usage, terms);
    for quote in [&quoted, &billed].into_iter().flatten() {
        let amounts = quote.lines().iter().map(|line| amount_of(line.amount()));
        assert_eq!(amounts.sum::<BigUint>(), amount_of(quote.total()), "{card:?} {usage:?} {terms:?}");
    }
    let total = |compiled: Compiled<'_>| {
        let total = compiled.total(usage)?;
        let units = BigUint::try_from(compiled.units(usage)?).expect("no negative amount");
        let places = PLACES as u32 - compiled.places();
        assert_eq!(units * BigUint::from(10u8).pow(places), amount_of(total), "{usage:?} {terms:?}");
        Ok(total)
    };
    let compiled = card.compile_quotes(terms).and_then(total);
    assert_eq!(compiled, quoted.map(|q| q.total()), "compile_quotes: {card:?} {usage:?} {terms:?}");
    let compiled = card.compile_bills(terms).and_then(total);
    assert_eq!(compiled, billed.map(|q| q.total()), "compile_bills: {card:?} {usage:?} {terms:?}");
}

/// [`check_card`] on every term that the card says anything of, and on their combinations.
pub fn check_terms(card: &RateCard, usage: &Usage) {
    let standard = Terms::default();
    check_card(card, usage, &standard);
    let speed = Speed::Fast;
    let inference_geo = InferenceGeo::Us;
    let tiers = ServiceTier::ALL.map(|service_tier| Terms { service_tier, ..standard });
    let endpoints = Endpoint::ALL.map(|endpoint| Terms { endpoint, ..standard });
    let alone = [Terms { speed, ..standard }, Terms { inference_geo, ..standard }];
    let offered = |option| !matches!(card.offer(option), Offer::Never);
    for terms in tiers.into_iter().chain(endpoints).chain(alone) {
        if terms.options().any(offered) {
            check_card(card, usage, &terms);
        }
    }
    for service_tier in ServiceTier::ALL {
        for endpoint in Endpoint::ALL {
            let all = Terms { service_tier, speed, inference_geo, endpoint };
            if all.options().filter(|option| offered(*option)).count() > 1 {
                check_card(card, usage, &all);
                check_card(card, usage, &Terms { speed: Speed::Standard, ..all });
            }
        }
    }
    check_card(
        card,
        usage,
        &Terms { service_tier: ServiceTier::Batch, speed, inference_geo, endpoint: Endpoint::Regional },
    );
}

fn amount_of(amount: Amount) -> BigUint {
    plain(&amount.to_string()).unwrap_or_else(|| panic!("no plain decimal: {amount}"))
}
