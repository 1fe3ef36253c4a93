//! The page in a real browser: checks, screenshots, audits, benchmarks.

use crate::chores::apt_install;
use crate::command::{program, root, run};
use crate::{npm, serve, site};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// Every check of the page, and the npm package in the same browser.
pub(crate) fn test() -> Result<()> {
    let package = npm::build()?;
    let mut tests = npm::node_tests(&folder())?;
    run(served(&mut tests)?.env("PACKAGE", package).env("TOKENTOLL", crate::command::tokentoll()?))
}

/// Pictures of the main states, in `docs/screenshots`.
pub(crate) fn screenshots() -> Result<()> {
    let mut script = program("node", &["tests/e2e/screenshots.js", "docs/screenshots"]);
    run(served(&mut script)?)
}

/// An audit of the page on a phone, written into `docs/benchmarks.md`; with `--check` it is held against its goals.
pub(crate) fn lighthouse(args: &[String]) -> Result<()> {
    let to = match args {
        [] => "docs/benchmarks.md",
        [flag] if flag == "--check" => flag,
        _ => bail!("expected --check or nothing"),
    };
    let mut script = program("node", &["tests/e2e/lighthouse.js", to]);
    let audits = root().join("tests/e2e/audits");
    npm::install(&audits)?;
    run(served(&mut script)?)
}

/// The page beside its peers in one browser, written to `docs/benchmarks-web.md`.
pub(crate) fn bench() -> Result<()> {
    let mut script = program("node", &["tests/e2e/bench.js", "docs/benchmarks-web.md"]);
    npm::install(&root().join("tests/e2e/peers"))?;
    run(served(&mut script)?)
}

fn folder() -> PathBuf {
    root().join("tests/e2e")
}

/// The same command, told where the page is served, where its files stand, and which browser to drive.
fn served(command: &mut Command) -> Result<&mut Command> {
    npm::install(&folder())?;
    let site = site::build()?;
    let address = serve::in_background(&site)?;
    Ok(command.env("BASE_URL", address).env("SITE", site).env("BROWSER_PATH", browser()?))
}

/// A Chromium to drive; installed with apt where it is missing. `BROWSER_PATH` names another one.
fn browser() -> Result<PathBuf> {
    const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    if let Some(path) = std::env::var_os("BROWSER_PATH") {
        return Ok(path.into());
    }
    let found = || {
        let path = std::env::var_os("PATH")?;
        let places: Vec<_> = std::env::split_paths(&path).collect();
        NAMES.iter().flat_map(|name| places.iter().map(move |place| place.join(name))).find(|p| p.is_file())
    };
    if found().is_none() {
        apt_install(&["chromium"]).context("install Chromium or Chrome, or set BROWSER_PATH")?;
    }
    found().context("chromium was installed and is not on PATH")
}
