//! On a cluster of processes on the loopback: a scheduler and two executors.

use crate::requests::{Request, answers, compare, query, requests, table};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::prelude::ParquetReadOptions;
use fastrand::Rng;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tokentoll::PriceBook;
use tokentoll_engine::cluster;

/// Ends its processes when it is dropped, also by a test that fails.
struct Processes(Vec<Child>);

impl Drop for Processes {
    fn drop(&mut self) {
        for child in self.0.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn start(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokentoll-engine"));
    command.args(words).stdin(Stdio::null());
    command
}

fn cluster_of(executors: &[PathBuf]) -> (Processes, SocketAddr) {
    let number = executors.len().to_string();
    let mut scheduler = start(&["scheduler", "--executors", &number]).stdout(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(scheduler.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let mut processes = Processes(vec![scheduler]);
    for folder in executors {
        let mut executor = start(&["executor", "--scheduler", address.trim(), "--folder"]);
        processes.0.push(executor.arg(folder).spawn().unwrap());
    }
    (processes, address.trim().parse().unwrap())
}

fn files_in(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let inside = entries.map(|entry| entry.unwrap().path());
    inside.map(|path| if path.is_dir() { files_in(&path) } else { 1 }).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn random_rows_have_the_digits_and_codes_of_the_library() {
    let folder = std::env::temp_dir().join(format!("tokentoll-cluster-{}", std::process::id()));
    let (files, executors) = (folder.join("requests"), [folder.join("one"), folder.join("two")]);
    std::fs::create_dir_all(&files).unwrap();
    let rows = requests(&mut Rng::with_seed(3), 8_000);
    for (n, some) in rows.chunks(1_000).enumerate() {
        let batch = table(some, n as i64 * 1_000);
        let file = std::fs::File::create(files.join(format!("{n}.parquet"))).unwrap();
        let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }
    let (processes, scheduler) = cluster_of(&executors);
    cluster::wait_until_ready(scheduler, 60).await.unwrap();
    let context = cluster::connect(scheduler, 4, PriceBook::embedded()).unwrap();
    context
        .register_parquet("requests", files.to_str().unwrap(), ParquetReadOptions::default())
        .await
        .unwrap();
    for (function, of) in
        [("tokentoll_quote", Request::quote as fn(&Request) -> _), ("tokentoll_bill", Request::bill)]
    {
        let priced = context.sql(&query(function)).await.unwrap().collect().await.unwrap();
        compare(&rows, &answers(&priced), of);
    }
    // Both had tasks: what they handed on stands in their folders.
    for executor in &executors {
        assert!(files_in(executor) > 0, "{} did nothing", executor.display());
    }
    drop(processes);
    std::fs::remove_dir_all(folder).unwrap();
}
