use super::super::{Imported, Source, read_for_tests};

/// One model, `p/m`, with the fields given besides a price of input and output.
fn one(fields: &str) -> Imported {
    let base = r#""litellm_provider":"p","input_cost_per_token":2e-06,"output_cost_per_token":1e-05"#;
    let comma = if fields.is_empty() { "" } else { "," };
    read_for_tests(Source::LiteLlm, &format!(r#"{{"p/m":{{{base}{comma}{fields}}}}}"#))
}

fn price(of: &Imported) -> String {
    serde_json::to_string(&of.sellers[0].models[0].prices[0]).unwrap()
}

fn refused(fields: &str) -> String {
    let read = one(fields);
    assert!(read.sellers.is_empty(), "{fields}");
    read.refused[0].reason.clone()
}

#[test]
fn prices_limits_and_names() {
    let read = one(r#""cache_read_input_token_cost":2e-07,"cache_creation_input_token_cost":2.5e-6,
        "cache_creation_input_token_cost_above_12hr":"4e-6","input_cost_per_audio_token":3e-06,"mode":"chat",
        "max_input_tokens":1000.0,"max_output_tokens":"many","prompt_cache_min_tokens":512,"rpm":5,"comment":null"#);
    let (seller, model) = (&read.sellers[0], &read.sellers[0].models[0]);
    assert_eq!((&*seller.seller, &*seller.currency, &*model.id), ("p", "USD", "m"));
    assert_eq!(model.aliases, ["p/m"]);
    let written = price(&read);
    let rates = r#""rates":{"input":"2/Mtok","input_audio":"3/Mtok","cache_read":"0.2/Mtok","cache_write_5m":"2.5/Mtok","cache_write_1h":"4/Mtok","output":"10/Mtok"}"#;
    assert!(written.contains(rates), "{written}");
    assert!(written.contains(r#""context_window":1000,"min_cacheable":512,"#), "{written}");
    assert!(
        written.contains(r#""confidence":"medium","note":"Imported from a list; not checked by us.""#),
        "{written}"
    );
    assert!(read.refused.is_empty() && read.partial.is_empty());
}

#[test]
fn tiers_hold_above_a_threshold_and_at_it_with_xai() {
    let tier =
        r#""input_cost_per_token_above_128k_tokens":4e-06,"output_cost_per_token_above_300_tokens":2e-5"#;
    let written = price(&one(tier));
    let tiers = r#""tiers":[{"threshold":300,"rates":{"input":"2/Mtok","output":"20/Mtok"}},{"threshold":128000,"rates":{"input":"4/Mtok","output":"20/Mtok"}}]"#;
    assert!(
        written.contains(tiers)
            && written.contains(r#""counts":["input"],"comparison":">","scope":"volume""#)
    );
    let xai = read_for_tests(
        Source::LiteLlm,
        &format!(
            r#"{{"g":{{"litellm_provider":"xai","input_cost_per_token":1e-6,"output_cost_per_token":1e-6,"input_cost_per_image_token":1e-6,{tier}}}}}"#
        ),
    );
    let written = price(&xai);
    assert!(
        written.contains(r#""comparison":">=""#) && written.contains("no long-context price under"),
        "{written}"
    );
    let only = one(&format!(r#"{tier},"cache_read_input_token_cost_above_128k_tokens":1e-07"#));
    assert!(only.partial[0].reason.contains("`cache_read` is left out"), "{:?}", only.partial);
    assert!(!price(&only).contains("cache_read"));
}

#[test]
fn tables_are_ranges_open_below() {
    let band = |range: &str, input: &str| {
        format!(r#"{{"range":{range},"input_cost_per_token":{input},"output_cost_per_token":1e-05}}"#)
    };
    let table = |bands: &[String]| format!(r#""tiered_pricing":[{}]"#, bands.join(","));
    let good = one(&table(&[band("[32000.0,1e6]", "4e-6"), band("[0,32000]", "2e-6")]));
    assert!(
        price(&good)
            .contains(r#""tiers":[{"threshold":32000,"rates":{"input":"4/Mtok","output":"10/Mtok"}}]"#)
    );
    for (bands, why) in [
        (vec![band("[0,32000]", "2e-6"), band("[64000,90000]", "4e-6")], "gaps"),
        (vec![band("[1,32000]", "2e-6")], "no band starts at 0"),
        (vec![band("[0,32000]", "3e-6")], "another price of `input` beside it"),
        (vec![band("[0,0]", "2e-6")], "overlap"),
        (vec![band("[0]", "2e-6")], "not two numbers"),
        (
            vec![band("[0,9]", "2e-6"), r#"{"range":[9,10],"input_cost_per_token":1e-6}"#.to_owned()],
            "not of the same prices",
        ),
        (vec![r#"{"input_cost_per_token":1e-6}"#.to_owned()], "without `range`"),
    ] {
        assert!(refused(&table(&bands)).contains(why), "{why}");
    }
    assert!(refused(r#""tiered_pricing":[{"range":[0,9],"input_cost_per_token":2e-6,"output_cost_per_token":1e-5,"output_cost_per_reasoning_token":4e-5}]"#).contains("reasoning"));
}

#[test]
fn options_and_what_no_option_says() {
    let read = one(r#""input_cost_per_token_batches":1e-06,"output_cost_per_token_batches":5e-06,
        "input_cost_per_token_flex":1e-06,"input_cost_per_token_priority":3.5e-06,"output_cost_per_token_priority":2e-05,
        "input_cost_per_token_ultrafast":1,"output_cost_per_token_ultrafast":1,
        "provider_specific_entry":{"us":1.1,"fast":2,"note":"x"},
        "regional_processing_uplift_multiplier_eu":1.1,"regional_processing_uplift_multiplier_us":1.10"#);
    let options = &read.sellers[0].models[0].options;
    let factor = |name: &str| options.of(name).and_then(|o| o[0].factor.clone());
    assert_eq!(
        ["batch", "priority", "us_only", "fast", "regional"].map(factor),
        ["0.5", "1.75", "1.1", "2", "1.1"].map(|f| Some(f.to_owned()))
    );
    assert_eq!(options.of("priority").unwrap()[0].factors.of("output").unwrap(), "2");
    assert_eq!(factor("flex"), None);
    let reasons: Vec<_> = read.partial.iter().map(|p| &*p.reason).collect();
    assert_eq!(
        reasons,
        ["`flex` is left out: it has no price of `output`", "`ultrafast` is left out: no option says it"]
    );
    assert!(
        one(r#""regional_processing_uplift_multiplier_eu":1.1"#).partial[0]
            .reason
            .contains("differ by region")
    );
}

#[test]
fn what_a_bill_would_miss_is_refused_and_tools_are_told() {
    for (fields, why) in [
        (r#""input_cost_per_image":0.1"#, "`input_cost_per_image`"),
        (r#""output_cost_per_second":1e-3"#, "no meter says"),
        (r#""off_peak_pricing":{"windows":[]}"#, "a table"),
        (r#""price_of_tomorrow":"high""#, "no meter says"),
        (r#""output_cost_per_reasoning_token":2e-05"#, "differs from the price of `output`"),
        (r#""cache_read_input_audio_token_cost":2e-05"#, "differs from the price of `cache_read`"),
        (r#""provider_specific_entry":{"eu":1.1}"#, "unknown meaning"),
        (r#""regional_processing_uplift_multiplier_jp":1.2"#, "no meter says"),
        (r#""provider_specific_entry":{"us":-1.1}"#, "below 0"),
        (r#""currency":"CNY""#, "not USD"),
        (r#""currency":"EUR""#, "expected USD or CNY"),
        (r#""cache_read_input_token_cost":-1e-07"#, "below 0"),
        (r#""cache_read_input_token_cost":1e400"#, "out of bounds"),
        (r#""cache_read_input_token_cost":1.00000000000001e-07"#, "at most 9 places"),
        (r#""cache_read_input_token_cost":"NaN""#, "no number"),
        (
            r#""cache_creation_input_token_cost_above_1hr":1,"cache_creation_input_token_cost_above_12hr":1"#,
            "a second price",
        ),
        (r#""mode":1,"mode":2"#, "duplicate key `mode`"),
    ] {
        let told = read_for_tests(
            Source::LiteLlm,
            &format!(
                r#"{{"q":{{"litellm_provider":"q","input_cost_per_token":0,"output_cost_per_token":0}},"p/m":{{"litellm_provider":"p","input_cost_per_token":2e-06,"output_cost_per_token":1e-05,{fields}}}}}"#
            ),
        );
        assert_eq!(told.sellers.len(), 1, "{fields}");
        assert!(told.refused[0].reason.contains(why), "{fields}: {:?}", told.refused);
    }
    let read = one(
        r#""search_context_cost_per_query":{"x":0.01},"input_cost_per_image":0,"output_cost_per_reasoning_token":1e-05"#,
    );
    assert_eq!(read.partial.len(), 1);
    assert!(read.partial[0].reason.starts_with("`search_context_cost_per_query` is left out"));
}

#[test]
fn one_id_one_price() {
    let entry = |input: &str| {
        format!(r#"{{"litellm_provider":"p_chat","input_cost_per_token":{input},"output_cost_per_token":0}}"#)
    };
    let list = |second: &str| {
        format!(
            r#"{{"p/m":{},"m":{},"sample_spec":{{}},"x":{{"mode":"chat"}}}}"#,
            entry(second),
            entry("1e-6")
        )
    };
    let same = read_for_tests(Source::LiteLlm, &list("0.000001"));
    assert_eq!((same.sellers[0].models.len(), &*same.sellers[0].models[0].aliases[0]), (1, "p/m"));
    assert_eq!(same.refused[0].reason, "no `litellm_provider`");
    let other = read_for_tests(Source::LiteLlm, &list("2e-6"));
    assert!(other.refused[0].reason.contains("another model `m`"), "{:?}", other.refused);
    let contested = format!(r#"{{"p_chat/p_chat/m":{},"p_chat/m":{}}}"#, entry("1e-6"), entry("2e-6"));
    let contested = read_for_tests(Source::LiteLlm, &contested);
    assert_eq!(contested.refused[0].reason, "`p_chat/m` is also a spelling of `m`, which has other prices");
    assert_eq!(contested.sellers[0].models.len(), 1);
}
