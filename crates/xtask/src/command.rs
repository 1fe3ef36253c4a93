//! Running programs.

use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest).to_path_buf()
}

/// The cargo that started us, in the root of the workspace.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(args);
    command
}

/// A program, in the root of the workspace.
pub(crate) fn program(name: &str, args: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).args(args);
    command
}

/// Shows a command, runs it, and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let words: Vec<_> = std::iter::once(command.get_program()).chain(command.get_args()).collect();
    let shown = words.iter().map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" ");
    eprintln!("+ {shown}");
    let started = Instant::now();
    let status = command.status().with_context(|| format!("could not start: {shown}"))?;
    ensure!(status.success(), "failed ({status}): {shown}");
    eprintln!("  ({:.1} s)", started.elapsed().as_secs_f32());
    Ok(())
}

/// Whether a program is there.
pub(crate) fn is_there(name: &str, args: &[&str]) -> bool {
    program(name, args).output().is_ok_and(|output| output.status.success())
}

/// The release binary of the command line, built.
pub(crate) fn tokentoll() -> Result<PathBuf> {
    run(&mut cargo(&["build", "--locked", "--release", "--package", "tokentoll-cli"]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    Ok(target.join("release").join(format!("tokentoll{}", std::env::consts::EXE_SUFFIX)))
}
