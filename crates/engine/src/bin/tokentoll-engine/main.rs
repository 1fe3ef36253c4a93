//! The processes of a cluster that prices LLM requests, and a demonstration of it: `cargo xtask engine`.
#![allow(clippy::disallowed_methods, reason = "a tool opens files and takes time")]

mod bench;
mod page;
mod processes;
mod table;

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokentoll::PriceBook;
use tokentoll_engine::cluster;
use tokio::net::TcpListener;

const USAGE: &str = "\
usage: tokentoll-engine <command>

  scheduler [--listen ADDRESS] [--executors N]
            schedules, and prints its address; ready once N executors are there (1)
  executor --scheduler ADDRESS --folder DIR [--tasks N]
            executes N tasks at a time (1); what stages hand on to each other stands in DIR
  generate DIR [--rows N] [--seed N]
            a table of requests as Parquet files
  bench DIR [--rows N] [--seed N] [--runs N] [--write PAGE]
            generates a table in DIR, prices it in one process and on clusters of one and of two executors,
            and prints totals and times; with --write, as a page
";

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let mut asked = Asked::read(words)?;
    let book = PriceBook::embedded();
    match command.as_str() {
        "scheduler" => {
            let listen: SocketAddr = asked.or("--listen", SocketAddr::from(([127, 0, 0, 1], 0)))?;
            let listener = TcpListener::bind(listen).await?;
            let executors = asked.or("--executors", 1)?;
            asked.nothing_else()?;
            println!("{}", listener.local_addr()?);
            Ok(cluster::schedule(listener, executors, book).await?)
        }
        "executor" => {
            let scheduler = asked.needed("--scheduler")?;
            let folder: PathBuf = asked.needed("--folder")?;
            let tasks = asked.or("--tasks", 1)?;
            asked.nothing_else()?;
            std::fs::create_dir_all(&folder)?;
            Ok(cluster::execute(scheduler, tasks, &folder, book).await?)
        }
        "generate" => {
            let table = asked.table()?;
            asked.nothing_else()?;
            table.write()
        }
        "bench" => {
            let table = asked.table()?;
            let (runs, page) = (asked.or("--runs", 3)?, asked.optional("--write")?);
            asked.nothing_else()?;
            bench::bench(&table, runs, page).await
        }
        _ => {
            print!("{USAGE}");
            Ok(())
        }
    }
}

/// The words of a command: one folder, and flags with their values.
struct Asked {
    folder: Option<PathBuf>,
    flags: Vec<(String, String)>,
}

impl Asked {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Asked> {
        let mut asked = Asked { folder: None, flags: Vec::new() };
        while let Some(word) = words.next() {
            if word.starts_with("--") {
                let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
                asked.flags.push((word, value));
            } else if asked.folder.replace(word.clone().into()).is_some() {
                return Err(format!("met a second folder, `{word}`").into());
            }
        }
        Ok(asked)
    }

    fn optional<T: std::str::FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let Some(at) = self.flags.iter().position(|(flag, _)| flag == name) else { return Ok(None) };
        let (_, value) = self.flags.swap_remove(at);
        value.parse().map(Some).map_err(|_| format!("{name}: met `{value}`").into())
    }

    fn or<T: std::str::FromStr>(&mut self, name: &str, usual: T) -> Result<T> {
        Ok(self.optional(name)?.unwrap_or(usual))
    }

    fn needed<T: std::str::FromStr>(&mut self, name: &str) -> Result<T> {
        self.optional(name)?.ok_or_else(|| format!("expected {name}").into())
    }

    fn table(&mut self) -> Result<table::Table> {
        let folder = self.folder.take().ok_or("expected a folder for the table")?;
        Ok(table::Table {
            folder,
            rows: self.or("--rows", 10_000_000)?,
            seed: self.or("--seed", 20_261_126)?,
        })
    }

    fn nothing_else(&self) -> Result<()> {
        let left = self.flags.iter().map(|(flag, _)| flag.clone());
        let left = left.chain(self.folder.iter().map(|folder| folder.display().to_string())).next();
        left.map_or(Ok(()), |word| Err(format!("met `{word}`\n\n{USAGE}").into()))
    }
}
