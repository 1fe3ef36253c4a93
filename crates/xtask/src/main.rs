//! `cargo xtask`: every chore of the workspace, with its own set-up.
#![allow(clippy::disallowed_methods, reason = "chores read files and take time")]

mod accuracy;
mod chores;
mod command;
mod e2e;
mod engine;
mod generated;
mod logs;
mod npm;
mod price_table;
mod serve;
mod site;
mod slim;
mod steps;
mod typescript;
mod wasm;

use anyhow::{Result, bail};

const USAGE: &str = "\
usage: cargo xtask <chore>

  serve [--port N] [--watch] the browser calculator on this machine; with --watch it follows the sources
  build-web                 the browser calculator as static files, in target/site
  build-npm                 the npm package, in npm/
  test [STEP…]              every test; or only some of: lint rust docs wasm npm e2e oracle bench engine
  screenshots               pictures of the page's main states, in docs/screenshots
  lighthouse [--check]      an audit of the page, written into docs/benchmarks.md; or held against its goals
  bench-web                 the page beside its peers in one browser, written to docs/benchmarks-web.md
  oracle --cases N --seed S random asks through the command line and through the Python oracle
  bench                     timings beside other calculators, written to docs/benchmarks.md
  bench tokens [--text FILE] token counts beside other tokenizers, written to docs/benchmarks-tokens.md
  bench-usage [--quick] [--sizes 100M,1G,4G] [--runs N]
                            `tokentoll usage` beside other tools, written to docs/benchmarks-usage.md
  engine [--rows N] [--runs N]
                            a table of ten million requests priced by a query engine, in one process and on a
                            cluster, written to docs/engine.md
  generate-logs FOLDER [--bytes N | --files N] [--seed N]
                            transcripts of Claude Code, for benchmarks and tests; with --files, many short ones
  accuracy --data DIR [--fit]
                            how far estimates are off on recorded counts, written to docs/accuracy.md;
                            with --fit the calibration is fitted anew on them first
  fuzz [SECONDS]            the fuzz targets, each for that long (default 60); needs cargo-fuzz and nightly
  generate                  rewrite the generated JSON Schemas and TypeScript declarations
  freeze                    add digests of new price entries to tests/frozen.json
";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    match args.first().map(String::as_str) {
        Some("test") => steps::test(rest),
        Some("serve") => serve::serve(rest),
        Some("build-web") => site::build().map(|folder| println!("{}", folder.display())),
        Some("build-npm") => npm::build().map(|folder| println!("{}", folder.display())),
        Some("screenshots") => e2e::screenshots(),
        Some("lighthouse") => e2e::lighthouse(rest),
        Some("bench-web") => e2e::bench(),
        Some("oracle") => chores::oracle(rest),
        Some("bench") => chores::bench(rest),
        Some("bench-usage") => chores::bench_usage(rest),
        Some("engine") => engine::bench(rest),
        Some("generate-logs") => logs::generate(rest),
        Some("accuracy") => accuracy::accuracy(rest),
        Some("fuzz") => chores::fuzz(rest),
        Some("generate") => generated::write(),
        Some("freeze") => chores::freeze(),
        Some("help" | "--help" | "-h") | None => {
            print!("{USAGE}");
            Ok(())
        }
        Some(other) => bail!("no chore `{other}`\n\n{USAGE}"),
    }
}
