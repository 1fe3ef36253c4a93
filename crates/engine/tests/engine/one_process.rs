//! In one process.

use crate::requests::{Request, answers, compare, query, requests, table};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use fastrand::Rng;
use std::sync::Arc;
use tokentoll::PriceBook;

fn context() -> SessionContext {
    let context = SessionContext::new();
    tokentoll_engine::register(&context, PriceBook::embedded());
    context
}

#[tokio::test]
async fn random_rows_have_the_digits_and_codes_of_the_library() {
    let rows = requests(&mut Rng::with_seed(1), 20_000);
    let context = context();
    let batches: Vec<_> =
        rows.chunks(3_000).enumerate().map(|(n, rows)| table(rows, n as i64 * 3_000)).collect();
    let memory = MemTable::try_new(batches[0].schema(), vec![batches]).unwrap();
    context.register_table("requests", Arc::new(memory)).unwrap();
    for (function, of) in
        [("tokentoll_quote", Request::quote as fn(&Request) -> _), ("tokentoll_bill", Request::bill)]
    {
        let priced = context.sql(&query(function)).await.unwrap().collect().await.unwrap();
        compare(&rows, &answers(&priced), of);
    }
}

/// What a query of one value gives, or the error of its plan.
async fn one(query: &str) -> Result<String, String> {
    let rows = async { context().sql(&format!("SELECT {query}")).await?.collect().await }.await;
    let rows = rows.map_err(|error| error.to_string())?;
    Ok(pretty_format_batches(&rows).unwrap().to_string())
}

#[tokio::test]
async fn what_a_row_may_say() {
    for (members, told) in [
        (
            "'model', 'claude-sonnet-4-5', 'on', DATE '2026-02-20', 'input', 1000000",
            "amount: 6.000000000000000000, currency: USD",
        ),
        ("'model', 'claude-sonnet-4-5', 'on', '2026-02-20', 'input', 1000", "amount: 0.003000000000000000"),
        (
            "'model', 'claude-sonnet-4-5', 'on', TIMESTAMP '2026-02-20T23:59:59', 'input', 1000",
            "0.003000000000000000",
        ),
        (
            "'model', 'claude-sonnet-4-5', 'on', '2026-02-20', 'service_tier', NULL, 'input', 1000",
            "0.003000000000000000",
        ),
        (
            "'model', 'claude-sonnet-4-5', 'on', '2026-02-20', 'service_tier', 'batch', 'input', 1000",
            "0.001500000000000000",
        ),
        (
            "'model', NULL, 'on', '2026-02-20', 'input', 1",
            "amount: , currency: , code: no_model, reason: the row names no model",
        ),
        ("'model', 'claude-sonnet-4-5', 'on', NULL, 'input', 1", "code: no_time"),
        ("'model', 'claude-sonnet-4-5', 'on', '20.2.2026', 'input', 1", "code: bad_date"),
        (
            "'model', 'claude-sonnet-4-5', 'on', '2026-02-20', 'input', NULL",
            "code: no_usage, reason: input: met null",
        ),
        (
            "'model', 'claude-sonnet-4-5', 'on', '2026-02-20', 'input', -1",
            "code: bad_number, reason: input: met -1",
        ),
        ("'model', 'claude-sonnet-4-5', 'on', '2026-02-20', 'input', 4294967296", "code: bad_number"),
        ("'model', 'claude-9', 'on', '2026-02-20', 'input', 1", "code: unknown_model"),
        ("'seller', 'acme', 'model', 'claude-9', 'on', '2026-02-20', 'input', 1", "code: unknown_seller"),
        ("'model', 'claude-sonnet-4-5', 'on', '2020-02-20', 'input', 1", "code: not_priced_on"),
        (
            "'model', 'claude-sonnet-4-5', 'on', '2026-02-20', 'speed', 'warp', 'input', 1",
            "code: bad_json, reason: met `warp`",
        ),
    ] {
        let shown = one(&format!("tokentoll_bill(named_struct({members}))")).await.unwrap();
        assert!(shown.contains(told), "{members}: {shown}");
    }
}

#[tokio::test]
async fn what_is_no_request_is_refused_before_it_runs() {
    for (arguments, why) in [
        ("", "expected one struct"),
        ("5", "met Int64, expected a struct"),
        ("named_struct('model', 'a', 'on', '2026-02-20', 'input', 1), 2", "met 2 arguments"),
        ("named_struct('model', 'a', 'on', '2026-02-20')", "expected at least one meter"),
        ("named_struct('model', 'a', 'input', 1)", "expected the member `on`"),
        ("named_struct('on', '2026-02-20', 'input', 1)", "expected the member `model`"),
        (
            "named_struct('model', 'a', 'on', '2026-02-20', 'inputs', 1)",
            "unknown member `inputs`, expected some of seller, model",
        ),
        (
            "named_struct('model', 'a', 'on', '2026-02-20', 'input', 1.5)",
            "input: met Float64, expected whole numbers",
        ),
        ("named_struct('model', 7, 'on', '2026-02-20', 'input', 1)", "model: met Int64, expected a text"),
        ("named_struct('model', 'a', 'on', 7, 'input', 1)", "on: met Int64, expected a date"),
    ] {
        let error = one(&format!("tokentoll_quote({arguments})")).await.expect_err(arguments);
        assert!(error.contains(why), "{arguments}: {error}");
    }
}

/// A sum that uses several members of the answer prices each row once.
#[tokio::test]
async fn each_row_is_priced_once() {
    let rows = requests(&mut Rng::with_seed(2), 10);
    let context = context();
    context.register_batch("requests", table(&rows, 0)).unwrap();
    let plan =
        context.sql(&format!("EXPLAIN {}", query("tokentoll_bill"))).await.unwrap().collect().await.unwrap();
    let plan: Vec<_> =
        plan.iter().flat_map(|batch| batch.column(1).as_string::<i32>().iter().flatten()).collect();
    let physical = plan.last().unwrap();
    assert_eq!(physical.matches("tokentoll_bill(").count(), 1, "{physical}");
}
