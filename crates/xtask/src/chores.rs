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
        program(python()?, &["-B", "tests/oracle/oracle.py", "check", "--cases", &cases, "--seed", &seed]);
    run(python.arg("--tokentoll").arg(binary).arg(PRICES))
}

/// What is published for other languages, as they would run it: the oracle's own tests, the vectors' runner.
pub(crate) fn published() -> Result<()> {
    let binary = tokentoll()?;
    run(&mut program(python()?, &["-B", "tests/oracle/test_oracle.py"]))?;
    run(program(python()?, &["-B", "tests/vectors/runner.py"]).arg(binary).args(["quote", "--jsonl"]))
}

/// Timings beside other calculators.
pub(crate) fn bench(args: &[String]) -> Result<()> {
    if let [first, rest @ ..] = args
        && first == "tokens"
    {
        let mut python = program(python()?, &["tests/bench/tokens/run.py"]);
        if !rest.iter().any(|argument| argument == "--quick") {
            python.args(["--write", "docs/benchmarks-tokens.md"]);
        }
        return run(python.args(rest));
    }
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

/// `tokentoll usage` beside other tools on logs that are generated with the seed of the benchmark.
pub(crate) fn bench_usage(args: &[String]) -> Result<()> {
    let binary = tokentoll()?;
    let generator = std::env::current_exe()?;
    let mut python = program(python()?, &["tests/bench/usage.py", "--tokentoll"]);
    run(python.arg(binary).arg("--generate").arg(generator).args(args))
}

/// The fuzz targets, each for some seconds.
pub(crate) fn fuzz(args: &[String]) -> Result<()> {
    let seconds = args.first().map_or("60", String::as_str);
    if !is_there("cargo", &["fuzz", "--version"]) {
        bail!("cargo-fuzz is not installed: `cargo install cargo-fuzz --locked`, and a nightly toolchain");
    }
    let listed = program("cargo", &["fuzz", "list"]).output()?;
    for target in String::from_utf8_lossy(&listed.stdout).lines() {
        // What is found goes into the first folder, which is not under version control.
        let (corpus, seeds) = (format!("fuzz/corpus/{target}"), format!("fuzz/seeds/{target}"));
        std::fs::create_dir_all(root().join(&corpus))?;
        let limit = format!("-max_total_time={seconds}");
        let words = format!("-dict=fuzz/{target}.dict");
        // A PDF of 4 KB may unfold to a GB and draw ten million steps before it is ended, and AddressSanitizer makes that
        // ten times as slow and twice as large. What takes longer or more has no bound.
        let bounds = ["-timeout=600", "-rss_limit_mb=4096"];
        let fuzz =
            ["+nightly", "fuzz", "run", target, &corpus, &seeds, "--", &limit, "-max_len=4096", &words];
        run(program("cargo", &fuzz).args(bounds))?;
    }
    Ok(())
}

/// Adds digests of new price entries.
pub(crate) fn freeze() -> Result<()> {
    let added =
        conformance::frozen::freeze(&root(), &conformance::frozen::DATA, &root().join("tests/frozen.json"))
            .map_err(anyhow::Error::msg)?;
    println!("{added} entries added to tests/frozen.json");
    Ok(())
}

/// Python 3.9 or newer, which the oracle needs; installed with apt where it is missing.
pub(crate) fn python() -> Result<&'static str> {
    let found = || {
        let new_enough = ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"];
        ["python3", "python"].into_iter().find(|name| is_there(name, &new_enough))
    };
    if let Some(name) = found() {
        return Ok(name);
    }
    apt_install(&["python3"])?;
    found().context("the oracle needs Python 3.9 or newer")
}

/// Installs Debian packages, as root or by a sudo that asks for nothing.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    let rooted = is_there("sh", &["-c", "test \"$(id -u)\" = 0"]);
    let apt = |args: &[&str]| {
        let mut command = if rooted { program("apt-get", &[]) } else { program("sudo", &["-n", "apt-get"]) };
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut command)
    };
    let install = [&["install", "-y", "--no-install-recommends"], packages].concat();
    // The lists may be missing or old: once more after an update.
    apt(&install).or_else(|_| apt(&["update"]).and_then(|()| apt(&install)))
}
