//! `cargo xtask test`: every test, step by step, with what each needs.

use crate::command::{cargo, is_there, program, root, run};
use crate::{chores, e2e, engine, generated, npm, wasm};
use anyhow::{Result, bail};
use std::time::Instant;

/// A step's name and what it does.
type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 9] = [
    ("lint", lint),
    ("rust", rust),
    ("docs", docs),
    ("wasm", for_the_browser),
    ("npm", npm::test),
    ("e2e", e2e::test),
    ("oracle", oracle),
    ("bench", bench),
    ("engine", engine::test),
];

/// Random asks that are compared with the oracle on every run.
const ORACLE_CASES: &str = "20000";
const ORACLE_SEED: &str = "20261120";

/// Runs all steps, or those named.
pub(crate) fn test(which: &[String]) -> Result<()> {
    if let Some(unknown) = which.iter().find(|w| STEPS.iter().all(|(name, _)| name != w)) {
        bail!("no step `{unknown}`: expected some of {}", STEPS.map(|(name, _)| name).join(" "));
    }
    let started = Instant::now();
    for (name, step) in STEPS {
        if which.is_empty() || which.iter().any(|w| w == name) {
            eprintln!("\n=== {name}");
            step()?;
        }
    }
    eprintln!("\nall passed in {:.0} s", started.elapsed().as_secs_f32());
    Ok(())
}

/// Format, lints, generated files.
fn lint() -> Result<()> {
    for (component, args) in [("rustfmt", ["fmt", "--version"]), ("clippy", ["clippy", "--version"])] {
        if !is_there("cargo", &args) {
            run(&mut program("rustup", &["component", "add", component]))?;
        }
    }
    run(&mut cargo(&["fmt", "--all", "--check"]))?;
    let clippy =
        ["clippy", "--locked", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    run(&mut cargo(&clippy))?;
    generated::check()
}

/// Unit, property, conformance and command-line tests, and every example in the documentation.
fn rust() -> Result<()> {
    run(&mut cargo(&["test", "--locked", "--workspace", "--all-features"]))
}

/// Documentation builds without a warning.
fn docs() -> Result<()> {
    let args = ["doc", "--locked", "--workspace", "--all-features", "--no-deps", "--lib"];
    run(cargo(&args).env("RUSTDOCFLAGS", "-D warnings"))
}

/// The libraries build where there is no operating system, and the core where there is no standard library.
fn for_the_browser() -> Result<()> {
    for (target, package) in [("wasm32v1-none", "tokentoll-core"), ("wasm32-unknown-unknown", "tokentoll")] {
        if wasm::target(target).is_err() {
            // Without a network the other steps still tell whether the code is right.
            eprintln!("SKIPPED: {package} for {target}: `rustup target add {target}` did not work here");
            continue;
        }
        let args = ["build", "--locked", "--target", target, "--package", package];
        run(cargo(&args).arg("--target-dir").arg(root().join("target/wasm")))?;
    }
    Ok(())
}

/// Random asks through the command line and the Python oracle.
fn oracle() -> Result<()> {
    chores::published()?;
    chores::oracle(&["--cases", ORACLE_CASES, "--seed", ORACLE_SEED].map(str::to_owned))
}

/// The benchmarks run; their figures are not judged here.
fn bench() -> Result<()> {
    chores::bench(&["--quick".to_owned()])?;
    chores::bench_usage(&["--quick".to_owned()])
}
