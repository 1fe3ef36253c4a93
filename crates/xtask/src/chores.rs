//! Chores that stand on their own.

use crate::command::{cargo, is_there, program, root, run, tokentoll};
use anyhow::{Context, Result, bail};

/// Where the price files stand.
const PRICES: &str = "crates/book/data";

/// Random asks through the command line and through the Python oracle, digit for digit.
pub(crate) fn oracle(args: &[String]) -> Result<()> {
    let (mut cases, mut seed) = ("10000".to_owned(), "1".to_owned());
    let mut args = args.iter();
    while let Some(flag) = args.next() {
        let value = args.next().with_context(|| format!("{flag} needs a value"))?.clone();
        match &**flag {
            "--cases" => cases = value,
            "--seed" => seed = value,
            _ => bail!("no flag `{flag}`: expected --cases N or --seed S"),
        }
    }
    let binary = tokentoll()?;
    let mut python =
        program(python()?, &["tests/oracle/oracle.py", "check", "--cases", &cases, "--seed", &seed]);
    run(python.arg("--tokentoll").arg(binary).arg(PRICES))
}

/// Timings beside other calculators.
pub(crate) fn bench(args: &[String]) -> Result<()> {
    run(&mut cargo(&[
        "build",
        "--locked",
        "--release",
        "--package",
        "tokentoll-cli",
        "--package",
        "tokentoll-bench",
    ]))?;
    let mut python = program(python()?, &["tests/bench/run.py"]);
    if args.is_empty() {
        python.args(["--write", "docs/benchmarks.md"]);
    }
    run(python.args(args))
}

/// The fuzz targets, each for some seconds.
pub(crate) fn fuzz(args: &[String]) -> Result<()> {
    let seconds = args.first().map_or("60", String::as_str);
    if !is_there("cargo", &["fuzz", "--version"]) {
        bail!("cargo-fuzz is not installed: `cargo install cargo-fuzz --locked`, and a nightly toolchain");
    }
    let listed = program("cargo", &["fuzz", "list"]).output()?;
    for target in String::from_utf8_lossy(&listed.stdout).lines() {
        let limit = format!("-max_total_time={seconds}");
        run(&mut program("cargo", &["+nightly", "fuzz", "run", target, "--", &limit, "-max_len=4096"]))?;
    }
    Ok(())
}

/// Adds digests of new price entries.
pub(crate) fn freeze() -> Result<()> {
    let added = conformance::frozen::freeze(&root().join(PRICES), &root().join("tests/frozen.json"))
        .map_err(anyhow::Error::msg)?;
    println!("{added} entries added to tests/frozen.json");
    Ok(())
}

/// Python 3, which the oracle needs.
pub(crate) fn python() -> Result<&'static str> {
    ["python3", "python"]
        .into_iter()
        .find(|name| is_there(name, &["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]))
        .context("the oracle needs Python 3.9 or newer")
}
