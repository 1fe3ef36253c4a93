//! Prices a generated table in one process and on clusters, beside the same arithmetic in floats.

use crate::Result;
use crate::page::{self, Figures, Timed, Total};
use crate::processes::Processes;
use crate::table::Table;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Int64Type};
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use std::path::PathBuf;
use std::time::Instant;
use tokentoll::PriceBook;
use tokentoll_engine::{PLACES, PRECISION, cluster, register};

/// Requests, by currency and by why they have no price.
pub(crate) const TOTALS: &str = "\
SELECT get_field(bill, 'currency') AS currency, get_field(bill, 'code') AS code,
       count(*) AS requests, sum(get_field(bill, 'amount')) AS amount
FROM (SELECT tokentoll_bill(named_struct(
        'seller', seller, 'model', model, 'on', day, 'service_tier', service_tier, 'input', input, 'cache_read', cache_read,
        'cache_write_5m', cache_write_5m, 'cache_write_1h', cache_write_1h, 'output', output)) AS bill
      FROM requests)
GROUP BY currency, code ORDER BY currency, code";

const EXACT: &str = "\
SELECT sum(get_field(tokentoll_bill(named_struct(
        'seller', seller, 'model', model, 'on', day, 'service_tier', service_tier, 'input', input, 'cache_read', cache_read,
        'cache_write_5m', cache_write_5m, 'cache_write_1h', cache_write_1h, 'output', output)), 'amount')) AS amount
FROM requests";

/// The rates of one model, for every row: no look-up of models, days or offers.
pub(crate) const FLOATS: &str = "\
SELECT sum(CASE WHEN input + cache_read + cache_write_5m + cache_write_1h > 200000
           THEN input * 6.0 + cache_read * 0.6 + cache_write_5m * 7.5 + cache_write_1h * 12.0 + output * 22.5
           ELSE input * 3.0 + cache_read * 0.3 + cache_write_5m * 3.75 + cache_write_1h * 6.0 + output * 15.0
           END / 1e6 * CASE WHEN service_tier = 'batch' THEN 0.5 ELSE 1.0 END) AS amount
FROM requests";

/// Reading alone.
const READING: &str = "\
SELECT max(day), max(seller), max(model), max(service_tier), max(input), max(cache_read), max(cache_write_5m),
       max(cache_write_1h), max(output) FROM requests";

pub(crate) async fn bench(table: &Table, runs: usize, page: Option<PathBuf>) -> Result<()> {
    let book = PriceBook::embedded();
    eprintln!("writing {} rows", table.rows);
    table.write()?;
    let one = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1));
    register(&one, book);
    let mut figures = Figures { rows: table.rows, ..Figures::default() };
    for (name, query) in [("max of each column", READING), ("floats", FLOATS), ("tokentoll_bill", EXACT)] {
        let timed = timed(&one, table, query, runs).await?.0;
        eprintln!("{name:>18}: {timed}");
        figures.one.push((name, timed));
    }
    let (alone, totals) = timed(&one, table, TOTALS, runs).await?;
    eprintln!("{:>18}: {alone}", "totals");
    figures.totals = read(&totals)?;
    for executors in [1, 2] {
        let folder = table.folder.join("work");
        let processes = Processes::start(executors, &folder).await?;
        let context = cluster::connect(processes.scheduler, executors, book)?;
        let (timed, rows) = timed(&context, table, TOTALS, runs).await?;
        drop(processes);
        std::fs::remove_dir_all(&folder)?;
        eprintln!("{executors:>6} executors: {timed}");
        if read(&rows)? != figures.totals {
            return Err(
                format!("the totals of {executors} executors differ from those of one process").into()
            );
        }
        figures.clusters.push((executors, timed));
    }
    let page_text = page::page(&figures);
    match page {
        Some(path) => std::fs::write(path, page_text)?,
        None => print!("{page_text}"),
    }
    Ok(())
}

/// The best of some runs, and the last answer.
async fn timed(
    context: &SessionContext,
    table: &Table,
    query: &str,
    runs: usize,
) -> Result<(Timed, Vec<RecordBatch>)> {
    context.deregister_table("requests")?;
    let path = table.path();
    let path = path.to_str().ok_or("a folder in UTF-8")?;
    context.register_parquet("requests", path, ParquetReadOptions::default()).await?;
    let mut best = Timed { wall: f64::MAX, cpu: f64::MAX };
    let mut rows = Vec::new();
    for _ in 0..runs.max(1) {
        let (started, cpu) = (Instant::now(), page::cpu_seconds());
        rows = context.sql(query).await?.collect().await?;
        best.wall = best.wall.min(started.elapsed().as_secs_f64());
        best.cpu = best.cpu.min(page::cpu_seconds() - cpu);
    }
    Ok((best, rows))
}

fn read(batches: &[RecordBatch]) -> Result<Vec<Total>> {
    let mut totals = Vec::new();
    for batch in batches {
        let text = |at: usize| cast(batch.column(at), &DataType::Utf8);
        let (currency, code) = (text(0)?, text(1)?);
        let requests = batch.column(2).as_primitive::<Int64Type>();
        let amounts = cast(batch.column(3), &DataType::Decimal128(PRECISION, PLACES))?;
        let amounts = amounts.as_primitive::<Decimal128Type>();
        for row in 0..batch.num_rows() {
            let word = |column: &dyn Array| {
                column.is_valid(row).then(|| column.as_string::<i32>().value(row).to_owned())
            };
            totals.push(Total {
                currency: word(&*currency),
                code: word(&*code),
                requests: requests.value(row),
                amount: amounts.is_valid(row).then(|| amounts.value_as_string(row)),
            });
        }
    }
    Ok(totals)
}
