//! `crates/engine`, a workspace of its own: it needs a newer Rust than the rest, and some four hundred crates.

use crate::command::{cargo, root, run};
use anyhow::Result;
use std::process::Command;

/// Cargo on that workspace, with all its features.
fn on_engine(command: &str, more: &[&str]) -> Command {
    let mut cargo =
        cargo(&[command, "--locked", "--manifest-path", "crates/engine/Cargo.toml", "--all-features"]);
    cargo.arg("--target-dir").arg(root().join("target/engine")).args(more);
    cargo
}

/// Format, lints, and tests: in one process, and on a cluster of processes on the loopback.
pub(crate) fn test() -> Result<()> {
    run(&mut cargo(&["fmt", "--manifest-path", "crates/engine/Cargo.toml", "--check"]))?;
    run(&mut on_engine("clippy", &["--all-targets", "--", "-D", "warnings"]))?;
    run(&mut on_engine("test", &[]))
}

/// Prices a generated table in one process and on a cluster, and writes `docs/engine.md`.
pub(crate) fn bench(args: &[String]) -> Result<()> {
    let folder = root().join("target/engine-table");
    std::fs::create_dir_all(&folder)?;
    let mut run_it = on_engine("run", &["--release", "--bin", "tokentoll-engine", "--", "bench"]);
    run(run_it.arg(folder).arg("--write").arg(root().join("docs/engine.md")).args(args))
}
