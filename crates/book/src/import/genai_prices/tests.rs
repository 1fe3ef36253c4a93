use super::super::{Imported, Source, read_for_tests};

fn one(model: &str) -> Imported {
    read_for_tests(
        Source::GenaiPrices,
        &format!(r#"[{{"id":"p","name":"P","models":[{{"id":"m",{model}}}]}}]"#),
    )
}

fn written(of: &Imported) -> String {
    serde_json::to_string(&of.sellers[0].models[0]).unwrap()
}

/// First day and input price of each entry.
fn days(prices: &str) -> Vec<String> {
    let read = one(&format!(r#""prices":[{prices}]"#));
    let entry = |p: &crate::data::PriceEntry| format!("{} {}", p.from, p.rates.of("input").unwrap());
    read.sellers[0].models[0].prices.iter().map(entry).collect()
}

fn entry(start: &str, input: u8) -> String {
    let constraint =
        if start.is_empty() { String::new() } else { format!(r#""constraint":{{"start_date":"{start}"}},"#) };
    format!(r#"{{{constraint}"prices":{{"input_mtok":{input},"output_mtok":9}}}}"#)
}

#[test]
fn prices_tiers_and_spellings() {
    let read = one(
        r#""name":"M","context_window":1000,"match":{"or":[{"equals":"m-1"},{"starts_with":"m"},{"equals":"m"}]},
        "prices":{"input_mtok":{"base":1,"tiers":[{"start":200000,"price":2.50}]},"output_mtok":4,"input_image_mtok":
        {"base":1,"tiers":[{"start":200000,"price":2.5}]},"cache_write_mtok":7,"cache_write_5m_mtok":5,"web_searches_kcount":10}"#,
    );
    let text = written(&read);
    assert!(text.starts_with(r#"{"id":"m","name":"M","aliases":["m-1"],"#), "{text}");
    assert!(text.contains(r#""rates":{"input":"1/Mtok","cache_write_5m":"5/Mtok","output":"4/Mtok"},"long_context":{"counts":["input","cache_write_5m"],"comparison":">","scope":"volume","tiers":[{"threshold":200000,"rates":{"input":"2.5/Mtok","cache_write_5m":"5/Mtok","output":"4/Mtok"}}]}"#), "{text}");
    assert!(read.partial[0].reason.starts_with("`web_searches_kcount` is left out"));
}

#[test]
fn the_last_price_that_has_begun_holds() {
    let join = |entries: &[String]| days(&entries.join(","));
    assert_eq!(join(&[entry("", 1), entry("2025-06-10", 2)]), ["2025-06-10 2/Mtok"]);
    assert_eq!(join(&[entry("", 1), entry("2027-06-10", 2)]), ["2026-11-20 1/Mtok", "2027-06-10 2/Mtok"]);
    assert_eq!(
        join(&[entry("2025-06-10", 2), entry("", 1)]),
        ["2025-06-10 1/Mtok"],
        "undated and last: always"
    );
    assert_eq!(join(&[entry("2025-06-10", 2), entry("2025-01-01", 3)]), ["2025-01-01 3/Mtok"]);
    assert_eq!(
        join(&[entry("2027-06-10", 2)]),
        ["2026-11-20 2/Mtok"],
        "the first holds where none has begun"
    );
}

#[test]
fn variants_become_options_from_their_day_on() {
    let read = one(r#""prices":[{"prices":{"input_mtok":2,"output_mtok":8,"cache_read_mtok":1}},
            {"constraint":{"start_date":"2027-01-01"},"prices":{"input_mtok":4,"output_mtok":8,"cache_read_mtok":1}}],
        "price_variants":[
            {"when":{"processing":"batch"},"constraint":{"start_date":"2026-12-01"},"prices":{"input_mtok":1,"output_mtok":4}},
            {"when":{"service_tier":"default"},"prices":{}},{"when":{"speed":"fast","x":"y"},"prices":{}}]"#);
    let batch: Vec<_> = read.sellers[0].models[0]
        .options
        .of("batch")
        .unwrap()
        .iter()
        .map(|o| {
            assert!(o.note.as_ref().unwrap().contains("does not state"));
            let factor = |meter: &str| o.factors.of(meter).map_or("-", |f| f).to_owned();
            format!(
                "{} {} {} {}",
                o.from,
                o.factor.as_deref().unwrap(),
                factor("output"),
                factor("cache_read")
            )
        })
        .collect();
    assert_eq!(batch, ["2026-12-01 0.5 - 1", "2027-01-01 0.25 0.5 1"]);
    assert_eq!(read.partial[0].reason, "the variant `speed: fast` `x: y` is left out: no option says it");
    assert_eq!(read.partial.len(), 1);
}

#[test]
fn what_cannot_be_said_is_refused() {
    let both = r#""input_mtok":1,"output_mtok":1"#;
    for (prices, why) in [
        ("[]".to_owned(), "`prices` is empty"),
        ("{}".to_owned(), "no price of `input`"),
        (
            format!(r#"[{{"constraint":{{"start_time":"01:00:00Z"}},"prices":{{{both}}}}}]"#),
            "depend on `start_time`",
        ),
        (format!(r#"[{{"constraint":{{"start_date":"soon"}},"prices":{{{both}}}}}]"#), "not a day"),
        (format!(r#"{{{both},"requests_kcount":1}}"#), "no meter says"),
        (format!(r#"{{{both},"cache_audio_read_mtok":1}}"#), "differs from the price of `cache_read`"),
        (format!(r#"{{{both},"cache_read_mtok":-1}}"#), "below 0"),
        (format!(r#"{{{both},"cache_read_mtok":1e400}}"#), "out of bounds"),
        (format!(r#"{{{both},"cache_read_mtok":{{"tiers":[]}}}}"#), "no `base`"),
        (format!(r#"{{{both},"input_mtok":1}}"#), "duplicate key"),
        (
            format!(
                r#"{{{both},"cache_read_mtok":{{"base":1,"tiers":[{{"start":1,"price":1}},{{"start":1,"price":2}}]}}}}"#
            ),
            "two tiers",
        ),
        (
            format!(r#"{{{both},"cache_read_mtok":{{"base":1,"tiers":[{{"start":-1,"price":1}}]}}}}"#),
            "whole number",
        ),
    ] {
        let read = one(&format!(r#""prices":{prices}"#));
        assert!(
            read.sellers.is_empty() && read.refused[0].reason.contains(why),
            "{prices}: {:?}",
            read.refused
        );
    }
    let many = vec![entry("", 1); 51].join(",");
    assert!(one(&format!(r#""prices":[{many}]"#)).refused[0].reason.contains("more than 50 dated prices"));
    assert!(one(r#""name":"none""#).refused[0].reason.contains("no `prices`"));
}
