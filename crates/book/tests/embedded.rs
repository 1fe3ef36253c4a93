//! The embedded prices: they read, they look up, they overlay.

use tokentoll_book::{Day, LookupError, PriceBook};
use tokentoll_core::{Endpoint, ServiceTier, Speed, Terms, Unpriced, Usage};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn total(model: &str, on: &str, usage: Usage, terms: Terms) -> String {
    let found = PriceBook::embedded().find(None, model).unwrap();
    let quote = found.on(day(on)).unwrap().card().quote(&usage, &terms);
    quote.map_or_else(|e| e.to_string(), |q| q.total().to_string())
}

#[test]
fn every_seller_is_there() {
    let sellers: Vec<_> = PriceBook::embedded().sellers().map(|s| s.id()).collect();
    let expected =
        "alibaba anthropic apiyi bedrock google holysheep minimax openai vertex volcengine xai zenmux";
    assert_eq!(sellers.join(" "), expected);
}

#[test]
fn every_file_reads_back_as_it_was_written() {
    for seller in PriceBook::embedded().sellers() {
        let text = serde_json::to_string(seller.file().unwrap()).unwrap();
        let again = PriceBook::read([(seller.id(), &*text)]).unwrap();
        assert_eq!(again.seller(seller.id()).unwrap().file(), seller.file());
    }
}

#[test]
fn the_day_matters() {
    let usage = Usage::new().input(500_000).output(2_000);
    assert_eq!(total("claude-opus-4-6", "2026-03-12", usage, Terms::default()), "5.075");
    assert_eq!(total("claude-opus-4-6", "2026-03-13", usage, Terms::default()), "2.55");
    let read = Usage::new().cache_read(1_000_000);
    assert_eq!(total("claude-sonnet-5-5", "2026-10-06", read, Terms::default()), "0.2");
    assert_eq!(total("claude-sonnet-5-5", "2026-10-07", read, Terms::default()), "0.1");
}

#[test]
fn history_says_why_an_option_cannot_be_had() {
    let of = |on, terms: &Terms| {
        let found = PriceBook::embedded().find(None, "claude-3-5-sonnet-20240620").unwrap();
        found.on(day(on)).unwrap().card().quote(&Usage::new().input(1), terms)
    };
    let batch = Terms { service_tier: ServiceTier::Batch, ..Terms::default() };
    let Err(Unpriced::NotOffered { because, .. }) = of("2024-10-07", &batch) else {
        panic!("batch before it existed")
    };
    assert!(because.contains("accepted from 2024-10-08"), "{because}");
    assert!(of("2024-10-08", &batch).is_ok());
    let fast = Terms { speed: Speed::Fast, ..Terms::default() };
    assert!(matches!(of("2026-11-20", &fast), Err(Unpriced::NotOffered { .. })));
    let over = Usage::new().input(200_001);
    let message = total("claude-sonnet-4-5", "2026-05-01", over, Terms::default());
    assert!(
        message.contains("beta window of 1,000,000 tokens (header context-1m-2025-08-07) is retired"),
        "{message}"
    );
}

#[test]
fn ids_are_found_as_people_write_them() {
    let book = PriceBook::embedded();
    let found = |model| book.find(None, model).map(|f| (f.seller.id(), f.model.id(), f.endpoint)).ok();
    assert_eq!(found("claude-sonnet-4-5"), Some(("anthropic", "claude-sonnet-4-5-20250929", None)));
    assert_eq!(found("anthropic/claude-sonnet-4.5"), Some(("anthropic", "claude-sonnet-4-5-20250929", None)));
    let bedrock = "anthropic.claude-sonnet-4-5-20250929-v1:0";
    assert_eq!(found(bedrock), Some(("bedrock", bedrock, None)));
    let us = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    assert_eq!(found(us), Some(("bedrock", bedrock, Some(Endpoint::Regional))));
    let vertex = "claude-sonnet-4-5@20250929";
    assert_eq!(found(vertex), Some(("vertex", vertex, None)));
    assert_eq!(found("gpt-5.4"), Some(("openai", "gpt-5.4", None)));
    let Err(LookupError::UnknownModel { nearest, .. }) = book.find(None, "claude-sonet-4-5") else {
        panic!("misspelt")
    };
    assert_eq!(nearest.first().map(String::as_str), Some("claude-sonnet-4-5"));
    assert!(matches!(book.find(Some("nobody"), "x"), Err(LookupError::UnknownSeller { .. })));
}

#[test]
fn no_price_before_the_first_day_nor_after_the_last_known() {
    let found = PriceBook::embedded().find(None, "claude-opus-4-6").unwrap();
    assert!(matches!(found.on(day("2026-02-04")), Err(LookupError::NotPricedOn { .. })));
    let apiyi = PriceBook::embedded().find(Some("apiyi"), "claude-sonnet-4-6").unwrap();
    assert!(apiyi.on(day("2026-03-12")).is_ok());
    assert!(matches!(apiyi.on(day("2026-03-13")), Err(LookupError::NotPricedOn { .. })));
}

const NEGOTIATED: &str = r#"{ "format": 1, "seller": "anthropic", "name": "Ours", "currency": "USD",
  "sources": { "contract": "Our contract of 2026-06-01" },
  "models": [
    { "id": "claude-opus-4-6", "prices": [ { "from": "2026-06-01", "source": ["contract"], "checked": "2026-11-20",
      "rates": { "input": "4/Mtok", "output": "20/Mtok" } } ],
      "options": { "batch": [ { "from": "2026-06-01", "source": ["contract"], "checked": "2026-11-20",
        "offer": "offered", "factor": "0.4" } ] } },
    { "id": "our-model", "prices": [ { "from": "2026-06-01", "source": ["contract"], "checked": "2026-11-20",
      "rates": { "input": "1/Mtok" } } ] } ] }"#;

#[test]
fn a_company_lays_its_own_prices_on_top() {
    let over = PriceBook::read([("ours", NEGOTIATED)]).unwrap();
    let book = PriceBook::embedded().overlaid_by(&over).unwrap();
    let of = |model, on, terms| {
        let listing = book.find(None, model).unwrap().on(day(on)).unwrap();
        listing.card().quote(&Usage::new().input(1_000_000), &terms).unwrap().total().to_string()
    };
    let batch = Terms { service_tier: ServiceTier::Batch, ..Terms::default() };
    assert_eq!(of("claude-opus-4-6", "2026-05-31", Terms::default()), "5");
    assert_eq!(of("claude-opus-4-6", "2026-06-01", Terms::default()), "4");
    assert_eq!(of("claude-opus-4-6", "2026-05-31", batch), "2.5");
    assert_eq!(of("claude-opus-4-6", "2026-06-01", batch), "1.6");
    assert_eq!(of("our-model", "2026-06-01", Terms::default()), "1");
    let listing = book.find(None, "claude-opus-4-6").unwrap().on(day("2026-06-01")).unwrap();
    assert_eq!(listing.facts().context_window, Some(1_000_000), "limits are those of the list entry");
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let wrong = |from: &str, to: &str| {
        PriceBook::read([("ours", &*NEGOTIATED.replacen(from, to, 1))]).unwrap_err().to_string()
    };
    for (from, to, said) in [
        ("\"input\": \"4/Mtok\"", "\"input\": \"4\"", "is not a rate"),
        ("\"input\": \"4/Mtok\"", "\"imput\": \"4/Mtok\"", "met `imput`, expected a meter"),
        ("\"input\": \"4/Mtok\"", "\"web_search\": \"4/Kcall\"", "no token meter"),
        ("\"output\": \"20/Mtok\"", "\"input\": \"20/Mtok\"", "duplicate key `input`"),
        ("\"contract\"] ,", "", ""),
        ("[\"contract\"]", "[\"rumour\"]", "source `rumour` is not among"),
        ("2026-06-01\", \"source", "2026-06-31\", \"source", "is not a day"),
        ("\"offer\": \"offered\"", "\"offer\": \"maybe\"", "offer `maybe`"),
        ("\"factor\": \"0.4\"", "\"factor\": \"-1\"", "is no factor"),
        ("\"name\": \"Ours\"", "\"name\": \"Ours\", \"colour\": 1", "unknown field `colour`"),
        ("\"USD\"", "\"EUR\"", "expected USD or CNY"),
        ("\"format\": 1", "\"format\": 2", "expected 1"),
    ] {
        if NEGOTIATED.contains(from) {
            let message = wrong(from, to);
            assert!(message.contains(said), "{message}");
        }
    }
}
