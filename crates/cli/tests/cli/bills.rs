//! Logs beside bills: `tokentoll reconcile`, and rows of FOCUS.

use crate::usage::{folder, line, lines, usage};
use crate::{run, run_with};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

#[test]
fn a_bill_that_agrees_and_one_that_does_not() {
    let folder = folder("bills", &[("x.jsonl", lines(0..100).as_bytes())]);
    let page = |cents: &str| {
        format!(
            r#"{{"data":[{{"starting_at":"2026-02-20T00:00:00Z","ending_at":"2026-02-21T00:00:00Z","results":[{{"amount":"{cents}","currency":"USD","cost_type":"tokens","model":"claude-sonnet-4-5","token_type":"output_tokens"}}]}}],"has_more":false}}"#
        )
    };
    let arguments = format!("reconcile {} --bill -", folder.display());
    let ran = run_with(&arguments, page("45"));
    ran.exits(0);
    assert!(ran.out.contains("everything agrees"), "{}", ran.out);
    let ran = run_with(&format!("{arguments} --json"), page("22.5"));
    ran.exits(1);
    let json = ran.json();
    assert_eq!(json["lines"][0]["reason"], "batch");
    assert_eq!(
        (&json["ours"], &json["theirs"], &json["difference"]),
        (&"0.45".into(), &"0.225".into(), &"-0.225".into())
    );
    run_with(&format!("{arguments} --tolerance 0.3"), page("22.5")).exits(0);
    run_with(&format!("{arguments} --tolerance-percent 150"), page("22.5")).exits(0);
    for page in
        ["{}", "{\"data\":[{\"starting_at\":\"2026-02-20\",\"results\":[{\"amount\":1.5}]}]}", "not json"]
    {
        run_with(&arguments, page).exits(2);
    }
    // Of two pages the first is no bill, and a digit too many would be rounded.
    let first = page("40").replace("false", "true");
    for (page, says) in [
        (page("45 cents"), "a decimal in cents"),
        (page("45.00000000000000000000000000001"), "a decimal in cents"),
        (first.clone(), "the last one, too"),
    ] {
        let ran = run_with(&arguments, page);
        ran.exits(2);
        assert!(ran.err.contains(says), "{}", ran.err);
    }
    run_with(&arguments, first + &page("5.00").replace("output_tokens", "input_tokens")).exits(0);
    // With a line that cannot be read ours may be too little, and the answer says so.
    std::fs::write(folder.join("y.jsonl"), "{\"type\":\"assistant\",\"message\":{\"usage\":").unwrap();
    let ran = run_with(&format!("{arguments} --json"), page("45"));
    ran.exits(1);
    assert_eq!((&ran.json()["differing"], &ran.json()["faults"][0]["code"]), (&0.into(), &"bad_json".into()));
}

/// Columns that FOCUS 1.4 requires in every dataset of cost and usage, and those of them that may be null.
///
/// Each is the rule `CAU-<column>-C-000-M` of the requirements model that the specification publishes as JSON
/// (`specification/requirements_model` of its repository, which stops at 1.3; the validator that reads it stops
/// at 1.2).
const MANDATORY: [(&str, bool); 22] = [
    ("BilledCost", false),
    ("BillingAccountId", false),
    ("BillingAccountName", true),
    ("BillingCurrency", false),
    ("BillingPeriodEnd", false),
    ("BillingPeriodStart", false),
    ("ChargeCategory", false),
    ("ChargeClass", true),
    ("ChargeDescription", true),
    ("ChargePeriodEnd", false),
    ("ChargePeriodStart", false),
    ("ContractedCost", false),
    ("EffectiveCost", false),
    ("HostProviderName", true),
    ("InvoiceIssuerName", false),
    ("ListCost", false),
    ("PricingQuantity", true),
    ("PricingUnit", true),
    ("ServiceCategory", false),
    ("ServiceName", false),
    ("ServiceProviderName", false),
    ("PricingCategory", true),
];

/// Conditional columns whose condition holds here, so that they may not be null where a price has an id.
const WITH_A_PRICE: [&str; 9] = [
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedUnitPrice",
    "ListUnitPrice",
    "PricingCategory",
    "PricingCurrency",
    "PricingCurrencyEffectiveCost",
    "SkuId",
    "SkuMeter",
];

#[test]
fn rows_of_focus_are_valid() {
    let batch = line("7").replace(
        "\"output_tokens\":100",
        "\"output_tokens\":100,\"service_tier\":\"batch\",\"server_tool_use\":{\"web_search_requests\":3}",
    );
    let long =
        line("8").replace("1000", "210000").replace("\"sessionId\"", "\"cwd\":\"/home/a, b\",\"sessionId\"");
    let text = lines(0..5) + &batch + &long;
    let folder = folder("focus", &[("x.jsonl", text.as_bytes())]);
    let ran = usage(&folder, "--focus --billing-account acct-1");
    ran.exits(0);
    let mut rows = ran.out.lines().map(cells);
    let titles = rows.next().unwrap();
    let rows: Vec<BTreeMap<String, String>> = rows
        .map(|row| {
            assert_eq!(row.len(), titles.len());
            titles.iter().cloned().zip(row).collect()
        })
        .collect();
    assert!(rows.len() >= 7, "{}", ran.out);
    for (column, nullable) in MANDATORY {
        assert!(titles.iter().any(|title| title == column), "CAU-{column}-C-000-M: not there");
        assert!(nullable || rows.iter().all(|row| !row[column].is_empty()), "CAU-{column}-C-000-M: null");
    }
    let standard: Vec<_> = titles.iter().filter(|title| !title.starts_with("x_")).collect();
    assert!(standard.iter().all(|title| title.chars().all(char::is_alphanumeric)), "{standard:?}");
    for gone in ["ProviderName", "PublisherName"] {
        assert!(!titles.iter().any(|title| title == gone), "{gone} was removed in 1.4");
    }
    let mut total = Decimal::ZERO;
    for row in &rows {
        for column in WITH_A_PRICE {
            assert!(!row[column].is_empty(), "{column}: {row:?}");
        }
        assert_eq!(
            (&*row["ChargeCategory"], &*row["ChargeFrequency"], &*row["PricingCategory"]),
            ("Usage", "Usage-Based", "Standard")
        );
        assert_eq!(
            (&*row["ServiceCategory"], &*row["ServiceSubcategory"]),
            ("AI and Machine Learning", "Generative AI")
        );
        assert!(row["ChargeClass"].is_empty(), "only a correction has a class");
        assert_eq!(row["BillingCurrency"].len(), 3);
        let time = |column: &str| row[column].clone();
        assert_eq!(
            (time("ChargePeriodStart"), time("ChargePeriodEnd")),
            ("2026-02-20T00:00:00Z".to_owned(), "2026-02-21T00:00:00Z".to_owned())
        );
        assert_eq!(
            (time("BillingPeriodStart"), time("BillingPeriodEnd")),
            ("2026-02-01T00:00:00Z".to_owned(), "2026-03-01T00:00:00Z".to_owned())
        );
        let number =
            |column: &str| row[column].parse::<Decimal>().unwrap_or_else(|e| panic!("{column}: {e}"));
        // Exactly: a unit price times its quantity is the cost.
        assert_eq!(number("ListUnitPrice") * number("PricingQuantity"), number("ListCost"));
        assert_eq!(number("ContractedUnitPrice") * number("PricingQuantity"), number("ContractedCost"));
        assert_eq!(number("BilledCost"), number("EffectiveCost"));
        serde_json::from_str::<serde_json::Value>(&row["SkuPriceDetails"]).unwrap();
        if !row["Tags"].is_empty() {
            serde_json::from_str::<serde_json::Value>(&row["Tags"]).unwrap();
        }
        total += number("BilledCost");
    }
    let json = usage(&folder, "--json").json();
    assert_eq!(total, json["total"]["amounts"][0]["amount"].as_str().unwrap().parse::<Decimal>().unwrap());
    // One price has one id.
    let mut prices: BTreeMap<&str, &str> = BTreeMap::new();
    for row in &rows {
        assert_eq!(*prices.entry(&row["SkuPriceId"]).or_insert(&row["ListUnitPrice"]), row["ListUnitPrice"]);
    }
    run("usage x --focus --json").exits(2);
}

/// The cells of a line; quotes inside are doubled.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}
